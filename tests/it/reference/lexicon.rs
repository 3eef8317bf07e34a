//! All forms that articles have, and which of them a word or a pattern stands for.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use dateline::analysis::Analyzer;
use dateline::article::Lang;

use super::spans::{Slot, Takes};
use super::words;

/// Forms by number.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    numbers: HashMap<String, u32>,
    pub(crate) forms: Vec<String>,
    /// Forms with their capitals, by numbers of their own.
    cased: HashMap<String, u32>,
    /// Numbers of the forms of each stem of each language.
    stems: BTreeMap<Lang, HashMap<String, Vec<u32>>>,
}

impl Lexicon {
    /// The number of a form, which is new or known.
    pub(super) fn number(&mut self, form: &str) -> u32 {
        if let Some(number) = self.numbers.get(form) {
            return *number;
        }
        let next = u32::try_from(self.forms.len()).unwrap();
        self.numbers.insert(form.to_owned(), next);
        self.forms.push(form.to_owned());
        next
    }

    /// The number of a form with its capitals.
    pub(super) fn number_cased(&mut self, cased: String) -> u32 {
        let next = u32::try_from(self.cased.len()).unwrap();
        *self.cased.entry(cased).or_insert(next)
    }

    /// Works the stems out of the forms that each language's articles have.
    pub(super) fn stem(&mut self, known: BTreeMap<Lang, BTreeSet<u32>>) {
        let analyzer = Analyzer::new();
        for (lang, forms) in known {
            let stems = self.stems.entry(lang).or_default();
            for form in forms {
                stems.entry(analyzer.stem(lang, &self.forms[form as usize])).or_default().push(form);
            }
        }
    }

    /// The words of a text: each form alone, or with all forms of its stem.
    pub(super) fn words(&self, text: &str, exact: bool) -> Vec<Slot> {
        words::split(text).iter().map(|word| Slot::new(self.takes(word, exact))).collect()
    }

    /// The words of a chunk: after `=`, dictionary words begin and end where its runs do.
    pub(super) fn chunk(&self, text: &str, exact: bool) -> Vec<Slot> {
        let words = words::split(text);
        let mut slots: Vec<Slot> = words.iter().map(|word| Slot::new(self.takes(word, exact))).collect();
        for at in (0..words.len()).filter(|at| exact && words[*at].unspaced) {
            slots[at].begins = at == 0 || !words[at - 1].unspaced;
            slots[at].ends = words.get(at + 1).is_none_or(|next| !next.unspaced);
        }
        slots
    }

    fn takes(&self, word: &words::Word, exact: bool) -> Takes {
        let itself = self.numbers.get(&word.form).copied();
        if exact || word.unspaced {
            return Takes::Forms(itself.into_iter().collect());
        }
        let analyzer = Analyzer::new();
        let of = |(lang, stems): (&Lang, &HashMap<String, Vec<u32>>)| {
            let family = stems.get(&analyzer.stem(*lang, &word.form)).into_iter().flatten().copied();
            let forms: BTreeSet<u32> = family.chain(itself).collect();
            (*lang, forms.into_iter().collect())
        };
        Takes::Inflected(self.stems.iter().map(of).collect())
    }

    /// The words of a text in exactly its capitalisation.
    pub(super) fn in_case(&self, text: &str) -> Vec<Slot> {
        let of = |word: words::Word| {
            let numbers = self.numbers.get(&word.form).zip(self.cased.get(&word.cased));
            Slot::new(numbers.map_or(Takes::Forms(Vec::new()), |(form, cased)| Takes::Cased(*form, *cased)))
        };
        words::split(text).into_iter().map(of).collect()
    }

    /// The forms that pass a test.
    pub(super) fn passing(&self, test: impl Fn(&str) -> bool) -> Slot {
        Slot::new(Takes::Forms(self.forms.iter().zip(0..).filter(|(form, _)| test(form)).map(|(_, number)| number).collect()))
    }
}

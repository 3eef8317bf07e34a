//! An article as a list of words.

use std::collections::{BTreeMap, BTreeSet};

use dateline::analysis::entities::Gazetteer;
use dateline::analysis::{Analyzer, Flags};
use dateline::article::published::Basis;
use dateline::article::{Article, EntityType, Instant, Lang, Mention, Stamp, TextField, When};
use dateline::query::Unit;
use dateline::search::DateColumn;

use super::facets::{self, Key};
use super::lexicon::Lexicon;
use super::spans::{Meant, Span};
use super::words::{self, Word};

/// A word of an article; its position is its place in the list.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) form: u32,
    pub(crate) cased: u32,
    /// Title 0, lead 1, body 2.
    pub(crate) field: usize,
    /// First character in the field, and one past the last.
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) unspaced: bool,
    pub(crate) begins: bool,
    pub(crate) ends: bool,
    /// Language by which it is inflected: its article's, or its paragraph's.
    pub(crate) lang: Lang,
    /// Numbers of its sentence and paragraph.
    sentence: usize,
    paragraph: usize,
}

impl Token {
    /// The bit of its field.
    pub(crate) fn bit(&self) -> u8 {
        1 << self.field
    }
}

/// A place of the text that names an entity.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) kind: EntityType,
    pub(crate) key: Key,
    /// First and last position.
    pub(crate) at: Span,
}

/// An article and what is asked of it.
pub(crate) struct Doc {
    pub(crate) article: Article,
    pub(crate) tokens: Vec<Token>,
    /// All its forms, rising, with the fields that hold them as bits.
    pub(crate) held: Vec<(u32, u8)>,
    /// Languages by which its words are inflected.
    pub(crate) langs: BTreeSet<Lang>,
    /// Words of lead and body; of scripts without blanks those of a dictionary.
    pub(crate) words: u64,
    /// Words of each name and mention of persons, organisations and places, by entity.
    names: [BTreeMap<Key, BTreeSet<Vec<String>>>; 3],
    /// The same names, whole and folded.
    pub(crate) whole: [BTreeSet<String>; 3],
    pub(crate) mentions: Vec<Named>,
    /// Keys of each facet field, in the order of [`dateline::search::FacetField::ALL`].
    pub(crate) keys: [BTreeSet<Key>; 8],
    first_indexed: Stamp,
}

pub(super) fn kind_index(kind: EntityType) -> usize {
    EntityType::ALL.iter().position(|known| *known == kind).unwrap()
}

impl Doc {
    pub(super) fn new(article: Article, mentions: &[Mention], lexicon: &mut Lexicon) -> Self {
        let tokens = tokens(&article, lexicon);
        let words = tokens.iter().filter(|token| token.field > 0 && token.begins).count() as u64;
        let mut held: BTreeMap<u32, u8> = BTreeMap::new();
        for token in &tokens {
            *held.entry(token.form).or_default() |= token.bit();
        }
        let mut names: [BTreeMap<Key, BTreeSet<Vec<String>>>; 3] = Default::default();
        let mut whole: [BTreeSet<String>; 3] = Default::default();
        let entities = article.entities.iter().map(|entity| (entity.kind, Key::named(&entity.name, entity.id.as_deref()), &entity.name));
        let texts = mentions.iter().map(|mention| (mention.kind, Key::named(&mention.name, mention.id.as_deref()), &mention.text));
        for (kind, key, name) in entities.chain(texts) {
            names[kind_index(kind)].entry(key).or_default().insert(words::forms(name));
            whole[kind_index(kind)].insert(words::fold_value(name));
        }
        let place = |mention: &Mention| {
            let inside =
                |token: &Token| TextField::ALL[token.field] == mention.field && token.start < mention.end && token.end > mention.start;
            let at = tokens.iter().position(inside).zip(tokens.iter().rposition(inside))?;
            Some(Named { kind: mention.kind, key: Key::named(&mention.name, mention.id.as_deref()), at })
        };
        let mentions = mentions.iter().filter_map(place).collect();
        let micros = article.first_indexed.unwrap_or_default();
        let first_indexed = Stamp::new(When::Instant(Instant { micros, offset: None, seconds: true }), Basis::Given);
        let keys = facets::keys(&article);
        let langs = tokens.iter().map(|token| token.lang).collect();
        Self { langs, tokens, held: held.into_iter().collect(), words, names, whole, mentions, keys, first_indexed, article }
    }

    /// The text of a word or, in scripts without blanks, of so many characters at most from it on,
    /// and the position of the last.
    pub(crate) fn run(&self, at: usize, length: usize) -> (String, usize) {
        let follows = |at: usize| {
            let (token, next) = (&self.tokens[at], self.tokens.get(at + 1));
            next.is_some_and(|next| token.unspaced && next.unspaced && next.field == token.field && next.start == token.end)
        };
        let mut last = at;
        while last + 1 < at + length && follows(last) {
            last += 1;
        }
        (self.text(at, last), last)
    }

    /// The text from one word to another of the same field.
    fn text(&self, first: usize, last: usize) -> String {
        let (first, last) = (&self.tokens[first], &self.tokens[last]);
        let text = [&self.article.title, &self.article.lead, &self.article.body][first.field];
        text.chars().skip(first.start as usize).take((last.end - first.start) as usize).collect()
    }

    /// A date of the article.
    pub(super) fn date(&self, column: DateColumn) -> Option<&When> {
        match column {
            DateColumn::Published => self.article.published.as_ref().map(|stamp| &stamp.when),
            DateColumn::Updated => self.article.updated.as_ref().map(|stamp| &stamp.when),
            DateColumn::FirstIndexed => Some(&self.first_indexed.when),
        }
    }

    /// Whether the article has an entity that is meant.
    pub(super) fn has_entity(&self, kind: EntityType, meant: &Meant) -> bool {
        match meant {
            Meant::Id(id) => self.keys[kind_index(kind)].contains(&Key::Id(id.clone())),
            Meant::Named(words) => !self.named(kind, words).is_empty(),
        }
    }

    /// The entities with a name or mention that has these words side by side.
    fn named(&self, kind: EntityType, words: &[String]) -> BTreeSet<&Key> {
        let holds = |name: &Vec<String>| !words.is_empty() && name.windows(words.len()).any(|run| run == words);
        let known = self.names[kind_index(kind)].iter();
        known.filter(|(_, names)| names.iter().any(holds)).map(|(key, _)| key).collect()
    }

    /// Where the text names the entities that are meant.
    pub(super) fn mentions_of(&self, kind: EntityType, meant: &Meant) -> BTreeSet<Span> {
        let keys = match meant {
            Meant::Named(words) => self.named(kind, words),
            Meant::Id(_) => BTreeSet::new(),
        };
        let is_meant = |named: &&Named| match (meant, &named.key) {
            (Meant::Id(id), Key::Id(own)) => own == id || Gazetteer::global().ancestors(own).iter().any(|ancestor| ancestor == id),
            (Meant::Id(_), Key::Name(_)) => false,
            (Meant::Named(_), key) => keys.contains(key),
        };
        self.mentions.iter().filter(|named| named.kind == kind).filter(is_meant).map(|named| named.at).collect()
    }

    /// First positions of sentences or paragraphs, and the positions after their last.
    pub(crate) fn units(&self, unit: Unit) -> Vec<Span> {
        let number = |token: &Token| match (unit, token.field) {
            // The title is one of each.
            (_, 0) => (0, 0),
            (Unit::Sentence, field) => (field, token.sentence),
            (Unit::Paragraph, field) => (field, token.paragraph),
        };
        let mut units: Vec<Span> = Vec::new();
        for at in 0..self.tokens.len() {
            match units.last_mut() {
                Some((_, end)) if number(&self.tokens[*end - 1]) == number(&self.tokens[at]) => *end = at + 1,
                _ => units.push((at, at + 1)),
            }
        }
        units
    }
}

/// The words of an article: by code of our own where it is written in Latin letters.
///
/// Sentences are the analysis', so its tokens must begin where ours do.
fn tokens(article: &Article, lexicon: &mut Lexicon) -> Vec<Token> {
    let analysis = Analyzer::new().worker().tokenize(article, article.language);
    let texts = [&article.title, &article.lead, &article.body];
    let own = texts.iter().all(|text| words::is_latin(text));
    let mut out: Vec<Token> = Vec::new();
    let mut lead: Vec<String> = Vec::new();
    for (field, text) in texts.into_iter().enumerate() {
        let of_field = || analysis.tokens.iter().filter(|token| token.field == TextField::ALL[field]);
        let mut split: Vec<Word> = if own {
            words::split(text)
        } else {
            let positions: BTreeSet<u32> = of_field().map(|token| token.position).collect();
            words::split_already(text, &analysis.tokens, |position| positions.contains(&position))
        };
        // A lead that the body begins with counts once, as lead.
        match field {
            1 => lead = split.iter().map(|word| word.form.clone()).collect(),
            2 if own && !lead.is_empty() && split.len() >= lead.len() && split.iter().zip(&lead).all(|(word, form)| word.form == *form) => {
                split.drain(..lead.len());
            }
            _ => {}
        }
        let mut chars = words::Characters::new(text);
        let starts: BTreeSet<u32> = of_field()
            .map(|token| (chars.up_to(token.start as usize), token.flags.contains(Flags::SENTENCE_START)))
            .filter_map(|(start, begins)| begins.then_some(start))
            .collect();
        let mut chars = words::Characters::new(text);
        let langs: BTreeMap<u32, Lang> = of_field().map(|token| (chars.up_to(token.start as usize), token.stem_lang)).collect();
        let (mut sentence, mut paragraph, mut before) = (0, 0, 0);
        let letters: Vec<char> = text.chars().collect();
        for word in split {
            sentence += usize::from(starts.contains(&word.start));
            let gap: String = letters[before..word.start as usize].iter().collect();
            paragraph += usize::from(has_blank_line(&gap));
            before = word.end as usize;
            let (form, cased) = (lexicon.number(&word.form), lexicon.number_cased(word.cased));
            let Word { start, end, unspaced, begins, ends, .. } = word;
            let lang = langs.get(&start).copied().unwrap_or(Lang::UND);
            out.push(Token { form, cased, field, start, end, unspaced, begins, ends, lang, sentence, paragraph });
        }
    }
    out
}

/// Whether a line of nothing but blanks stands in a text.
fn has_blank_line(text: &str) -> bool {
    let lines: Vec<&str> = text.split('\n').collect();
    lines.len() > 2 && lines[1..lines.len() - 1].iter().any(|line| line.trim().is_empty())
}

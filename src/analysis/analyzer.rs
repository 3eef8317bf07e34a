//! The analyzer: an article in, its tokens, language, words and entities out.

use std::ops::Range;

use crate::article::{Article, Entity, Lang, Mention, TextField};

use super::entities::{self, EntityMode};
use super::language;
use super::tokens::segment::Segmenter;
use super::tokens::stem::{self, StemCache};
use super::tokens::{Flags, NewToken, QueryWord, TokenRef, Tokens, Zones, fold, lead, query, sentence};

/// Analyses articles and queries. Shared by all threads; each works with a [`Worker`] of its own.
#[derive(Debug, Default)]
pub struct Analyzer;

/// What analysis found in an article.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    /// Its language; `und` where unknown.
    pub language: Lang,
    /// Words of lead and body; in unspaced scripts those of the segmenter.
    pub words: u32,
    /// Where the fields end.
    pub zones: Zones,
    /// Its tokens.
    pub tokens: Tokens,
    /// Its entities, given and found.
    pub entities: Vec<Entity>,
    /// Where the text names them.
    pub mentions: Vec<Mention>,
    /// Words that were too long and are known by their beginning.
    pub long_words: u32,
}

/// The part of an analyzer that belongs to one thread: segmenter, caches, buffers.
#[derive(Debug, Default)]
pub struct Worker {
    segmenter: Segmenter,
    stems: StemCache,
    form: String,
}

impl Analyzer {
    /// Makes an analyzer.
    #[must_use]
    pub fn new() -> Self {
        Self
    }

    /// Makes the part for one thread.
    #[must_use]
    pub fn worker(&self) -> Worker {
        Worker::default()
    }

    /// Splits a chunk of a query into words by the rules of articles.
    #[must_use]
    pub fn query_words(&self, chunk: &str) -> Vec<QueryWord> {
        query::query_words(chunk)
    }

    /// Returns the stem of a form; the form itself where the language has no stemmer.
    #[must_use]
    pub fn stem(&self, lang: Lang, form: &str) -> String {
        stem::stem(lang, form)
    }

    /// Whether words of a language have stems of their own.
    #[must_use]
    pub fn is_stemmed(&self, lang: Lang) -> bool {
        stem::is_stemmed(lang)
    }

    /// Folds an exact value or a name.
    #[must_use]
    pub fn fold_value(&self, value: &str) -> String {
        fold::value(value)
    }
}

impl Worker {
    /// Analyses an article whose language is declared or unknown.
    ///
    /// `habit` is the language that the source's articles mostly have, if known.
    #[must_use]
    pub fn analyze(&mut self, article: &Article, mode: EntityMode, habit: Option<Lang>) -> Analysis {
        let lang = language::detect(article, habit);
        let mut analysis = self.tokenize(article, lang);
        let (entities, mentions) = entities::extract(article, &analysis.tokens, mode, lang);
        analysis.entities = entities;
        analysis.mentions = mentions;
        analysis
    }

    /// Splits an article of a known language into tokens, without entities.
    ///
    /// An article that was analysed before gives the same tokens again.
    #[must_use]
    pub fn tokenize(&mut self, article: &Article, lang: Lang) -> Analysis {
        let mut analysis = Analysis { language: lang, ..Analysis::default() };
        let tokens = &mut analysis.tokens;
        let (mut words, mut long_words) = (0, 0);
        let mut ends = [0u32; 3];
        let texts = [(TextField::Title, &article.title), (TextField::Lead, &article.lead), (TextField::Body, &article.body)];
        for (end, (field, text)) in ends.iter_mut().zip(texts) {
            self.field(tokens, field, text, lang, &mut long_words);
            *end = u32::try_from(tokens.len()).unwrap_or(u32::MAX);
        }
        let repeated = u32::try_from(lead::drop_repeat(tokens)).unwrap_or(0);
        let [title_end, lead_end, body_end] = ends;
        analysis.zones = Zones { title_end, lead_end, body_end: body_end - repeated };
        for token in tokens.iter().skip(title_end as usize) {
            words += u32::from(token.flags.contains(Flags::WORD_START));
        }
        let foreign = foreign_paragraphs(article, tokens, lang);
        tokens.stem_all(lang, &foreign, &mut self.stems);
        analysis.words = words;
        analysis.long_words = long_words;
        analysis
    }

    /// Adds the tokens of one field; each is one position after the last.
    fn field(&mut self, tokens: &mut Tokens, field: TextField, text: &str, lang: Lang, cut: &mut u32) {
        let from = tokens.len();
        let form = &mut self.form;
        self.segmenter.words(text, |span| {
            let word = text.get(span.start..span.end).unwrap_or_default();
            *cut += u32::from(fold::form_into(word, form));
            if form.is_empty() {
                return;
            }
            let mut flags = Flags::default();
            let borders = span.unspaced;
            if borders.is_none_or(|borders| borders.start) {
                flags.insert(Flags::WORD_START);
            }
            if borders.is_none_or(|borders| borders.end) {
                flags.insert(Flags::WORD_END);
            }
            if borders.is_some() {
                flags.insert(Flags::UNSPACED);
            }
            let capital = word.chars().any(char::is_uppercase);
            if capital {
                flags.insert(Flags::CAPITAL);
            }
            let surface = capital.then(|| fold::surface(word));
            tokens.push(&NewToken {
                position: u32::try_from(tokens.len()).unwrap_or(u32::MAX),
                field,
                start: span.start,
                end: span.end,
                surface: surface.as_deref(),
                form,
                flags,
            });
        });
        sentence::mark(tokens, text, field, from, lang);
    }
}

/// Paragraphs of lead and body that are surely in another language than their article: the indexes
/// of their tokens, rising, and that language.
fn foreign_paragraphs(article: &Article, tokens: &Tokens, lang: Lang) -> Vec<(Range<usize>, Lang)> {
    let mut foreign = Vec::new();
    let mut from = 0;
    while let Some(first) = tokens.get(from) {
        let ends = |token: &TokenRef<'_>| token.flags.contains(Flags::PARAGRAPH_START) || token.field != first.field;
        let mut to = from + 1;
        while tokens.get(to).is_some_and(|token| !ends(&token)) {
            to += 1;
        }
        let text = match first.field {
            TextField::Title => "",
            TextField::Lead => &article.lead,
            TextField::Body => &article.body,
        };
        let end = tokens.get(to - 1).map_or(first.end, |last| last.end);
        let text = text.get(first.start as usize..end as usize).unwrap_or_default();
        let forms = (from..to).filter_map(|index| tokens.get(index)).map(|token| token.form);
        if let Some(other) = language::of_paragraph(lang, text, forms) {
            foreign.push((from..to, other));
        }
        from = to;
    }
    foreign
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(title: &str, lead: &str, body: &str) -> Article {
        Article { title: title.into(), lead: lead.into(), body: body.into(), ..Article::default() }
    }

    fn tokenized(article: &Article, lang: &str) -> Analysis {
        Worker::default().tokenize(article, Lang::new(lang).unwrap())
    }

    #[test]
    fn positions_run_on_over_the_fields() {
        let analysis = tokenized(&article("A title", "The lead.", "The body’s words. More."), "en");
        assert_eq!(analysis.zones, Zones { title_end: 2, lead_end: 4, body_end: 8 });
        let forms: Vec<_> = analysis.tokens.iter().map(|t| (t.position, t.form.to_owned())).collect();
        assert_eq!(forms[5], (5, "body".to_owned()));
        assert_eq!(analysis.words, 6);
    }

    #[test]
    fn a_lead_repeated_in_the_body_counts_once() {
        let analysis = tokenized(&article("T", "One two three.", "One two three. Four five."), "en");
        assert_eq!(analysis.zones, Zones { title_end: 1, lead_end: 4, body_end: 6 });
        assert_eq!(analysis.words, 5);
        let four = analysis.tokens.get(4).unwrap();
        assert_eq!((four.form, four.position, four.start), ("four", 4, 15));
    }

    #[test]
    fn a_paragraph_is_stemmed_by_its_own_language() {
        let english =
            "The minister said that the universities and their ministers were to open the new buildings of the city in the spring.";
        let french =
            "Le ministre a déclaré que les universités et leurs ministres devaient ouvrir les nouveaux bâtiments de la ville au printemps.";
        let russian = "Министр заявил, что университеты и их министры должны открыть новые здания города весной этого года для студентов.";
        let analysis = tokenized(&article("", "", &format!("{english}\n\n{french}\n\n{english}\n\n{russian}")), "en");
        let langs: Vec<String> = ["minister", "leurs", "министры"]
            .iter()
            .map(|form| analysis.tokens.iter().find(|token| token.form == *form).unwrap().stem_lang.to_string())
            .collect();
        assert_eq!(langs, ["en", "fr", "ru"]);
        assert_eq!(analysis.tokens.iter().filter(|token| token.form == "minister" && token.stem_lang.as_str() == "en").count(), 2);
        // What is short, or names alone, is the article's.
        let names = "Le Monde, Paris; La Repubblica, Roma.";
        let analysis = tokenized(&article("", "", &format!("{english}\n\n{names}")), "en");
        assert!(analysis.tokens.iter().all(|token| token.stem_lang.as_str() == "en"));
    }

    #[test]
    fn sentences_and_paragraphs_begin_where_readers_see_them() {
        let text = "Dr. Smith of the U.S. Navy met J. Doe. It cost 5.93 dollars! “Really?” he asked.\n\nA new paragraph.\nSame one.";
        let analysis = tokenized(&article("", "", text), "en");
        let starts: Vec<_> =
            analysis.tokens.iter().filter(|t| t.flags.contains(Flags::SENTENCE_START)).map(|t| t.form.to_owned()).collect();
        assert_eq!(starts, ["dr", "it", "really", "he", "a", "same"]);
        let paragraphs = analysis.tokens.iter().filter(|t| t.flags.contains(Flags::PARAGRAPH_START)).count();
        assert_eq!(paragraphs, 2);
    }

    proptest::proptest! {
        #[test]
        fn words_of_a_query_are_the_words_of_an_article(text in "\\PC{0,40}") {
            let analysis = tokenized(&article("", "", &text), "und");
            let in_article: Vec<String> = analysis.tokens.iter().map(|t| t.form.to_owned()).collect();
            let in_query: Vec<String> = query::query_words(&text).into_iter().map(|w| w.form).collect();
            proptest::prop_assert_eq!(in_article, in_query);
        }

        #[test]
        fn the_text_under_a_token_has_its_form(text in "\\PC{0,40}") {
            let analysis = tokenized(&article("", "", &text), "und");
            for token in analysis.tokens.iter() {
                let under = text.get(token.start as usize..token.end as usize).unwrap();
                proptest::prop_assert_eq!(fold::form(under), token.form);
            }
        }
    }
}

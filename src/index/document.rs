//! An article and its analysis as a document of the index, and back.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::TantivyDocument;

use crate::analysis::entities::Gazetteer;
use crate::analysis::{Analysis, Analyzer, Flags, TokenRef};
use crate::article::published::order;
use crate::article::{Article, EntityType, Lang, Mention, TextField, json};

use super::format::{LEAD_WEIGHT, TITLE_WEIGHT};
use super::schema::{Fields, fields};
use super::stream::{ID_MARK, KEY_END, StreamWriter};
use super::{names, packed};

/// Bits of the `has` column.
pub mod has {
    /// No publication date.
    pub const UNDATED: u64 = 1;
    /// An author.
    pub const AUTHOR: u64 = 1 << 1;
    /// A section.
    pub const SECTION: u64 = 1 << 2;
    /// A tag.
    pub const TAG: u64 = 1 << 3;
    /// A lead.
    pub const LEAD: u64 = 1 << 4;
    /// An address.
    pub const URL: u64 = 1 << 5;
    /// A person.
    pub const PERSON: u64 = 1 << 6;
    /// An organisation.
    pub const ORG: u64 = 1 << 7;
    /// A place.
    pub const PLACE: u64 = 1 << 8;
    /// An update.
    pub const UPDATED: u64 = 1 << 9;
}

/// Marks of the `mark` field; surfaces stand behind [`mark::SURFACE`].
pub mod mark {
    /// First word of a sentence.
    pub const SENTENCE: &str = "S";
    /// First word of a paragraph.
    pub const PARAGRAPH: &str = "P";
    /// A dictionary word of an unspaced script begins here.
    pub const WORD_START: &str = "B";
    /// A dictionary word of an unspaced script ends here.
    pub const WORD_END: &str = "E";
    /// Before a surface whose capitalisation differs from its form.
    pub const SURFACE: char = '=';
    /// Before the languages of the stems of an article and of one of its paragraphs that is in
    /// another, with [`OTHER`] between them.
    pub const LANGUAGE: char = 'L';
    /// Parts the two.
    pub const OTHER: char = '>';
}

/// A document ready to be written.
#[derive(Debug)]
pub struct Document {
    pub(super) id: String,
    pub(super) inner: TantivyDocument,
}

impl Document {
    /// Makes the document of an article that carries the analysis' language, words and entities.
    ///
    /// `hash` is the content hash that decides whether the same id is `unchanged` later.
    #[must_use]
    pub fn new(article: &Article, analysis: &Analysis, analyzer: &Analyzer, hash: u64) -> Self {
        let f = fields();
        let mut doc = TantivyDocument::default();
        doc.add_text(f.id, &article.id);
        add_tokens(&mut doc, &f, analysis, analyzer);
        let values = facet_values(article, &analysis.mentions, analyzer);
        for (field, values) in f.facets.iter().zip(&values) {
            for (key, spelling) in values {
                doc.add_text(*field, format!("{key}{KEY_END}{spelling}"));
            }
        }
        names::add(&mut doc, &f, article, analysis, analyzer, &values);
        if let Some(story) = &article.story {
            doc.add_text(f.story, format!("{story}{KEY_END}{story}"));
        }
        doc.add_u64(f.key, order::sort_key(article.published.as_ref().map(|stamp| &stamp.when)));
        doc.add_u64(f.updated_key, order::sort_key(article.updated.as_ref().map(|stamp| &stamp.when)));
        doc.add_i64(f.first_indexed, article.first_indexed.unwrap_or(0));
        doc.add_u64(f.words, u64::from(article.words));
        doc.add_u64(f.title_end, u64::from(analysis.zones.title_end));
        doc.add_u64(f.lead_end, u64::from(analysis.zones.lead_end));
        doc.add_u64(f.end, u64::from(analysis.zones.body_end));
        doc.add_u64(f.has, has_bits(article));
        doc.add_u64(f.hash, hash);
        doc.add_bytes(f.stored, &packed::pack(&json::write(article)));
        Self { id: article.id.clone(), inner: doc }
    }
}

/// Writes the aligned streams of forms, stems and marks.
fn add_tokens(doc: &mut TantivyDocument, f: &Fields, analysis: &Analysis, analyzer: &Analyzer) {
    let mut form = StreamWriter::default();
    let mut stem = StreamWriter::default();
    let mut mark = StreamWriter::default();
    let mut prefixed = String::new();
    let own = if analyzer.is_stemmed(analysis.language) { analysis.language } else { Lang::UND };
    let mut others = BTreeSet::new();
    for token in analysis.tokens.iter() {
        let times = weight(token.field);
        form.push(token.position, token.form, times);
        if !token.flags.contains(Flags::UNSPACED) {
            if token.stem_lang != own && others.insert(token.stem_lang) {
                mark.push(token.position, &format!("{}{own}{}{}", mark::LANGUAGE, mark::OTHER, token.stem_lang), 1);
            }
            stem_term(&mut prefixed, &token);
            stem.push(token.position, &prefixed, times);
        }
        push_marks(&mut mark, &mut prefixed, &token);
    }
    for (field, stream) in [(f.form, form), (f.stem, stem), (f.mark, mark)] {
        if !stream.is_empty() {
            doc.add_text(field, stream.finish());
        }
    }
}

/// How often a token counts for the score.
fn weight(field: TextField) -> u32 {
    match field {
        TextField::Title => TITLE_WEIGHT,
        TextField::Lead => LEAD_WEIGHT,
        TextField::Body => 1,
    }
}

fn stem_term(out: &mut String, token: &TokenRef<'_>) {
    out.clear();
    if !token.stem_lang.is_und() {
        out.push_str(token.stem_lang.as_str());
    }
    out.push(':');
    out.push_str(token.stem);
}

fn push_marks(mark: &mut StreamWriter, scratch: &mut String, token: &TokenRef<'_>) {
    let marks = [(Flags::SENTENCE_START, mark::SENTENCE), (Flags::PARAGRAPH_START, mark::PARAGRAPH)];
    for (flag, name) in marks {
        if token.flags.contains(flag) {
            mark.push(token.position, name, 1);
        }
    }
    if token.flags.contains(Flags::UNSPACED) {
        for (flag, name) in [(Flags::WORD_START, mark::WORD_START), (Flags::WORD_END, mark::WORD_END)] {
            if token.flags.contains(flag) {
                mark.push(token.position, name, 1);
            }
        }
    }
    if token.flags.contains(Flags::CAPITAL) {
        scratch.clear();
        scratch.push(mark::SURFACE);
        scratch.push_str(token.surface);
        mark.push(token.position, scratch, 1);
    }
}

/// Term of a stem in the `stem` field.
#[must_use]
pub fn stem_key(language: crate::article::Lang, stem: &str) -> String {
    if language.is_und() { format!(":{stem}") } else { format!("{language}:{stem}") }
}

/// One value of a facet: its key and one spelling of this article.
pub(super) type FacetValues = BTreeMap<String, String>;

/// Collects the values of all facet fields, in the order of [`super::schema::FACETS`].
///
/// An article has one spelling a key, so that articles are counted and not spellings. The empty
/// spelling has an ancestor that only its parts imply, and a name or mention of an entity that goes
/// by another key: whoever asks for that name finds the article, so a row of that name counts it.
fn facet_values(article: &Article, mentions: &[Mention], analyzer: &Analyzer) -> [FacetValues; 8] {
    let mut values: [FacetValues; 8] = Default::default();
    let [person, org, place, source, author, section, tag, lang] = &mut values;
    for entity in &article.entities {
        let target = match entity.kind {
            EntityType::Person => &mut *person,
            EntityType::Org => &mut *org,
            EntityType::Place => &mut *place,
        };
        add_value(target, &entity_key(&entity.name, entity.id.as_deref(), analyzer), &entity.name);
    }
    for (target, kind) in [(&mut *person, EntityType::Person), (&mut *org, EntityType::Org), (&mut *place, EntityType::Place)] {
        let names = article.entities.iter().filter(|entity| entity.kind == kind).map(|entity| entity.name.as_str());
        let mentions = mentions.iter().filter(|mention| mention.kind == kind).map(|mention| mention.text.as_str());
        let names: BTreeSet<&str> = names.chain(mentions).collect();
        for name in names {
            let key = analyzer.fold_value(name);
            if !key.is_empty() {
                target.entry(key).or_default();
            }
        }
    }
    let named: Vec<String> =
        article.entities.iter().filter(|entity| entity.kind == EntityType::Place).filter_map(|entity| entity.id.clone()).collect();
    for id in named {
        for ancestor in Gazetteer::global().ancestors(&id) {
            place.entry(id_key(&ancestor)).or_default();
        }
    }
    let plain = [
        (source, article.source.iter().collect::<Vec<_>>()),
        (author, article.authors.iter().collect()),
        (section, article.section.iter().collect()),
        (tag, article.tags.iter().collect()),
    ];
    for (target, texts) in plain {
        for text in texts {
            add_value(target, &analyzer.fold_value(text), text);
        }
    }
    add_value(lang, article.language.as_str(), article.language.as_str());
    values
}

/// Key of an entity in its facet: its id, else its folded name.
pub(super) fn entity_key(name: &str, id: Option<&str>, analyzer: &Analyzer) -> String {
    id.map_or_else(|| analyzer.fold_value(name), id_key)
}

/// Key of a facet value that has an id.
#[must_use]
pub fn id_key(id: &str) -> String {
    let id: String = id.chars().filter(|c| !c.is_control()).collect();
    format!("{ID_MARK}{id}")
}

/// Keeps the first spelling of a key.
fn add_value(values: &mut FacetValues, key: &str, spelling: &str) {
    if key.is_empty() {
        return;
    }
    let spelling: String = spelling.chars().filter(|c| !c.is_control()).collect();
    let held = values.entry(key.replace(KEY_END, " ")).or_default();
    if held.is_empty() {
        *held = spelling;
    }
}

fn has_bits(article: &Article) -> u64 {
    let any = |kind| article.entities.iter().any(|entity| entity.kind == kind);
    let bits = [
        (article.published.is_none(), has::UNDATED),
        (!article.authors.is_empty(), has::AUTHOR),
        (article.section.is_some(), has::SECTION),
        (!article.tags.is_empty(), has::TAG),
        (!article.lead.is_empty(), has::LEAD),
        (article.url.is_some(), has::URL),
        (any(EntityType::Person), has::PERSON),
        (any(EntityType::Org), has::ORG),
        (any(EntityType::Place), has::PLACE),
        (article.updated.is_some(), has::UPDATED),
    ];
    bits.iter().filter(|(set, _)| *set).map(|(_, bit)| bit).sum()
}

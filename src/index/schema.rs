//! The fields of an index and what each holds.

use std::sync::LazyLock;

use tantivy::schema::{FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, SchemaBuilder, TextFieldIndexing, TextOptions};
use tantivy::store::Compressor;
use tantivy::tokenizer::TokenizerManager;
use tantivy::{IndexSettings, IndexSortByField, Order};

use super::stream::{KeyTokenizer, StreamTokenizer};

/// Name of the tokenizer that reads ready-made streams.
const STREAM: &str = "dateline_stream";
/// Name of the tokenizer that takes the key of a facet value.
const KEY: &str = "dateline_key";
/// Tantivy's tokenizer that takes a value whole.
const RAW: &str = "raw";

/// Name of the column that orders the documents of a segment.
pub const SORT_COLUMN: &str = "key";

/// The fields, by what they hold.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// Identifier, whole; indexed and as a column.
    pub id: Field,
    /// Folded forms with positions: title, lead and body one after another.
    pub form: Field,
    /// Stems at the positions of their forms, behind the language and a colon.
    pub stem: Field,
    /// Marks at positions: sentence and paragraph starts, segmenter borders, capitalised surfaces.
    pub mark: Field,
    /// Facet columns, key and spelling, in the order of [`FACETS`].
    pub facets: [Field; 8],
    /// Folded names and mentions of persons, organisations and places, whole.
    pub names: [Field; 3],
    /// The words of those names, with positions.
    pub name_words: [Field; 3],
    /// Mentions of entities, packed (see [`super::names::PackedMention`]).
    pub mentions: Field,
    /// Story, whole.
    pub story: Field,
    /// Order key of the publication date (see [`crate::article::published::order`]).
    pub key: Field,
    /// Order key of the update.
    pub updated_key: Field,
    /// First indexing, in microseconds since 1970.
    pub first_indexed: Field,
    /// Words of lead and body.
    pub words: Field,
    /// Position after the title's last word.
    pub title_end: Field,
    /// Position after the lead's last word.
    pub lead_end: Field,
    /// Position after the last word.
    pub end: Field,
    /// Bits of what the article has (see [`super::document::has`]).
    pub has: Field,
    /// Content hash.
    pub hash: Field,
    /// The article's JSON, compressed and stored.
    pub stored: Field,
}

/// Names of the facet fields, in the order of [`Fields::facets`].
pub const FACETS: [&str; 8] = ["person", "org", "place", "source", "author", "section", "tag", "lang"];

/// Names of the name fields, in the order of [`Fields::names`].
pub const NAMES: [&str; 3] = ["person_name", "org_name", "place_name"];

/// Names of the fields of name words, in the order of [`Fields::name_words`].
pub const NAME_WORDS: [&str; 3] = ["person_words", "org_words", "place_words"];

static SCHEMA: LazyLock<(Schema, Fields)> = LazyLock::new(build);

/// Returns the schema.
#[must_use]
pub fn schema() -> Schema {
    SCHEMA.0.clone()
}

/// Returns the fields.
#[must_use]
pub fn fields() -> Fields {
    SCHEMA.1
}

/// Settings of a new index: documents in date order, newest first in each class of dates.
#[must_use]
pub fn settings() -> IndexSettings {
    IndexSettings {
        sort_by_field: Some(IndexSortByField { field: SORT_COLUMN.to_owned(), order: Order::Asc }),
        // Articles come compressed, each by itself.
        docstore_compression: Compressor::None,
        // A block is copied whole for each article that is read of it.
        docstore_blocksize: 1_024,
        ..IndexSettings::default()
    }
}

/// Returns the tokenizers of the schema.
#[must_use]
pub fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(STREAM, StreamTokenizer::default());
    manager.register(KEY, KeyTokenizer::default());
    manager
}

fn build() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let number = || NumericOptions::default().set_fast();
    let text = |tokenizer, option, norms| {
        TextOptions::default()
            .set_indexing_options(TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option).set_fieldnorms(norms))
    };
    let positions = IndexRecordOption::WithFreqsAndPositions;
    let basic = IndexRecordOption::Basic;
    let facet = |builder: &mut SchemaBuilder, name: &str| builder.add_text_field(name, text(KEY, basic, false).set_fast(RAW));
    let fields = Fields {
        id: builder.add_text_field("id", text(RAW, basic, false).set_fast(RAW)),
        form: builder.add_text_field("form", text(STREAM, positions, true)),
        stem: builder.add_text_field("stem", text(STREAM, positions, true)),
        mark: builder.add_text_field("mark", text(STREAM, positions, false)),
        facets: FACETS.map(|name| facet(&mut builder, name)),
        names: NAMES.map(|name| builder.add_text_field(name, text(RAW, basic, false))),
        name_words: NAME_WORDS.map(|name| builder.add_text_field(name, text(STREAM, positions, false))),
        mentions: builder.add_u64_field("mentions", number()),
        story: facet(&mut builder, "story"),
        key: builder.add_u64_field(SORT_COLUMN, number()),
        updated_key: builder.add_u64_field("updated_key", number()),
        first_indexed: builder.add_i64_field("first_indexed", number()),
        words: builder.add_u64_field("words", number()),
        title_end: builder.add_u64_field("title_end", number()),
        lead_end: builder.add_u64_field("lead_end", number()),
        end: builder.add_u64_field("end", number()),
        has: builder.add_u64_field("has", number()),
        hash: builder.add_u64_field("hash", FAST),
        stored: builder.add_bytes_field("article", STORED),
    };
    (builder.build(), fields)
}

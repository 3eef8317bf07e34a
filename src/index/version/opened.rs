//! A version opened for reading, with the columns that every search asks.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use tantivy::columnar::{Column, StrColumn};
use tantivy::schema::Term;
use tantivy::store::StoreReader;
use tantivy::{DocAddress, DocSet as _, Index, ReloadPolicy, Searcher, SegmentReader, TERMINATED};

use super::calendar::Calendars;
use super::ordinals::KeptOrdinals;
use super::{Calendar, FacetGroups, Ordinals, VersionInfo};
use crate::analysis::is_stemmed;
use crate::article::published::{DateClass, Interval, Zone, order};
use crate::article::{Article, Lang, json};
use crate::index::IndexError;
use crate::index::directory::VersionDirectory;
use crate::index::document::{has, mark};
use crate::index::format::FORMAT;
use crate::index::layout::version_name;
use crate::index::packed;
use crate::index::schema::{FACETS, fields, tokenizers};

/// A published version, immutable and shared by all searches on it.
pub struct Version {
    number: u64,
    info: Option<VersionInfo>,
    searcher: Searcher,
    segments: Vec<Segment>,
    languages: Vec<String>,
    /// Languages of stems that one article has side by side.
    mixed: Vec<(Lang, Lang)>,
    stemmed: Vec<Lang>,
    groups: [OnceLock<FacetGroups>; 8],
    ordinals: KeptOrdinals,
    calendars: Calendars,
    id_hashes: OnceLock<Vec<Vec<u64>>>,
}

impl std::fmt::Debug for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Version").field("number", &self.number).finish_non_exhaustive()
    }
}

/// A segment and its columns.
pub struct Segment {
    /// Its place among the version's segments.
    pub ord: usize,
    /// The engine's reader.
    pub reader: SegmentReader,
    /// Order key of the publication date, rising with the document number.
    pub key: Column<u64>,
    /// Order key of the update.
    pub updated_key: Column<u64>,
    /// First indexing, microseconds since 1970.
    pub first_indexed: Column<i64>,
    /// Words of lead and body.
    pub words: Column<u64>,
    /// Position after the title's last word.
    pub title_end: Column<u64>,
    /// Position after the lead's last word.
    pub lead_end: Column<u64>,
    /// Position after the last word.
    pub end: Column<u64>,
    /// What the article has, in bits.
    pub has: Column<u64>,
    /// Content hash.
    pub hash: Column<u64>,
    /// Packed mentions of entities, several an article.
    pub mentions: Column<u64>,
    /// Identifiers.
    pub id: Option<StrColumn>,
    /// Facet columns, in the order of [`FACETS`].
    pub facets: [Option<StrColumn>; 8],
    /// Stored articles.
    store: StoreReader,
    /// First document of each class of dates, and the end: class `c` is `bounds[c]..bounds[c + 1]`.
    pub bounds: [u32; 5],
}

/// What publication wants to know of a version.
#[derive(Debug)]
pub(in crate::index) struct Facts {
    pub(in crate::index) articles: u64,
    pub(in crate::index) undated: u64,
    pub(in crate::index) content_hash: String,
    pub(in crate::index) languages: Vec<String>,
}

/// What the archive holds under an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Content hash.
    pub hash: u64,
    /// First indexing, microseconds since 1970.
    pub first_indexed: i64,
}

impl Version {
    /// Opens a published version.
    pub(crate) fn open(dir: &Path, number: u64) -> Result<Self, IndexError> {
        let info = VersionInfo::read(dir)?;
        if info.format != FORMAT {
            return Err(IndexError::Format { path: dir.to_path_buf(), found: info.format, expected: FORMAT });
        }
        let mut version = Self::open_staged(dir, number)?;
        version.info = Some(info);
        Ok(version)
    }

    /// Opens a version that does not describe itself yet.
    pub(in crate::index) fn open_staged(dir: &Path, number: u64) -> Result<Self, IndexError> {
        let mut index = Index::open(VersionDirectory::open(dir)?)?;
        index.set_tokenizers(tokenizers());
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let searcher = reader.searcher();
        let segments =
            searcher.segment_readers().iter().enumerate().map(|(ord, reader)| Segment::open(ord, reader)).collect::<Result<Vec<_>, _>>()?;
        let (mut languages, mut mixed) = (BTreeSet::new(), BTreeSet::new());
        for segment in &segments {
            collect_languages(segment, &mut languages)?;
            collect_mixed(segment, &mut mixed)?;
        }
        let languages: Vec<String> = languages.into_iter().collect();
        let own = languages.iter().filter_map(|code| Lang::new(code));
        let stemmed: BTreeSet<Lang> = own.chain(mixed.iter().map(|(_, paragraph)| *paragraph)).filter(|lang| is_stemmed(*lang)).collect();
        Ok(Self {
            number,
            info: None,
            searcher,
            ordinals: KeptOrdinals::new(segments.len()),
            segments,
            languages,
            mixed: mixed.into_iter().collect(),
            stemmed: stemmed.into_iter().collect(),
            groups: Default::default(),
            calendars: Calendars::default(),
            id_hashes: OnceLock::new(),
        })
    }

    /// Number of the version.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// What the version says of itself.
    #[must_use]
    pub fn info(&self) -> Option<&VersionInfo> {
        self.info.as_ref()
    }

    /// Hash over the content of all articles.
    #[must_use]
    pub fn content_hash(&self) -> &str {
        self.info.as_ref().map_or("", |info| info.content_hash.as_str())
    }

    /// Articles that can be found.
    #[must_use]
    pub fn articles(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// The engine's searcher over all segments.
    #[must_use]
    pub fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// The segments, in the searcher's order.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Languages whose stems stand in one article: the article's, and that of one of its paragraphs;
    /// `und` for one without a stemmer.
    #[must_use]
    pub fn mixed(&self) -> &[(Lang, Lang)] {
        &self.mixed
    }

    /// Languages whose stems articles have, their own or those of a paragraph.
    #[must_use]
    pub fn stemmed(&self) -> &[Lang] {
        &self.stemmed
    }

    /// Codes of the languages that the articles are in.
    #[must_use]
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// Returns where calendar buckets lie in each segment.
    ///
    /// Worked out once for an interval and a zone by a search in the date column for each bucket,
    /// then kept.
    #[must_use]
    pub fn calendar(&self, interval: Interval, zone: Zone) -> Arc<Calendar> {
        self.calendars.get(&self.segments, interval, zone)
    }

    /// Returns the values of a facet field by its place in [`FACETS`], spellings of one key together.
    ///
    /// Read from the dictionaries on first use, then kept.
    pub fn facet_groups(&self, facet: usize) -> Result<&FacetGroups, IndexError> {
        let slot = self.groups.get(facet).ok_or_else(|| IndexError::Engine(tantivy::TantivyError::FieldNotFound(facet.to_string())))?;
        if let Some(groups) = slot.get() {
            return Ok(groups);
        }
        let columns: Vec<_> = self.segments.iter().map(|segment| segment.facets.get(facet).and_then(Option::as_ref)).collect();
        let built = FacetGroups::build(&columns)?;
        Ok(slot.get_or_init(|| built))
    }

    /// Returns the values of a facet field in a segment, unpacked; `None` where the segment has none, or
    /// the version keeps too many bytes of them already.
    #[must_use]
    pub fn ordinals(&self, segment: &Segment, facet: usize) -> Option<&Ordinals> {
        let column = segment.facets.get(facet)?.as_ref()?;
        self.ordinals.get(segment.ord, facet, column, segment.reader.max_doc())
    }

    /// Returns a hash of the id of each document, by segment: it depends on nothing but the id.
    ///
    /// Worked out on first use by reading the dictionaries of ids once, then kept: eight bytes a
    /// document.
    pub fn id_hashes(&self) -> Result<&[Vec<u64>], IndexError> {
        if let Some(hashes) = self.id_hashes.get() {
            return Ok(hashes);
        }
        let built = self.segments.iter().map(id_hashes).collect::<Result<Vec<_>, _>>()?;
        Ok(self.id_hashes.get_or_init(|| built))
    }

    /// Finds the live document of an id.
    pub fn find(&self, id: &str) -> Result<Option<DocAddress>, IndexError> {
        let term = Term::from_field_text(fields().id, id);
        for (ord, segment) in self.segments.iter().enumerate() {
            let inverted = segment.reader.inverted_index(fields().id)?;
            let postings = inverted.read_postings(&term, tantivy::schema::IndexRecordOption::Basic).map_err(tantivy::TantivyError::from)?;
            let Some(mut postings) = postings else { continue };
            let mut doc = postings.doc();
            while doc != TERMINATED {
                if !segment.reader.is_deleted(doc) {
                    return Ok(Some(DocAddress::new(u32::try_from(ord).unwrap_or(0), doc)));
                }
                doc = postings.advance();
            }
        }
        Ok(None)
    }

    /// Returns what is held under an id.
    pub fn held(&self, id: &str) -> Result<Option<Held>, IndexError> {
        let Some(address) = self.find(id)? else { return Ok(None) };
        let Some(segment) = self.segments.get(address.segment_ord as usize) else { return Ok(None) };
        Ok(Some(Held {
            hash: segment.hash.first(address.doc_id).unwrap_or(0),
            first_indexed: segment.first_indexed.first(address.doc_id).unwrap_or(0),
        }))
    }

    /// Reads the article of a document whole.
    ///
    /// # Errors
    /// [`IndexError::Damaged`] where what is stored is no article.
    pub fn article_at(&self, address: DocAddress) -> Result<Article, IndexError> {
        json::read_stored(&self.stored(address)?).map_err(|error| self.damaged(&error))
    }

    /// Returns the stored JSON of a document.
    pub fn stored(&self, address: DocAddress) -> Result<String, IndexError> {
        let segment = self.segments.get(address.segment_ord as usize);
        let segment = segment.ok_or_else(|| self.damaged(&"there is no such segment"))?;
        let document = segment.store.get_document_bytes(address.doc_id)?;
        packed::unpack(packed::value(&document)).map_err(|error| self.damaged(&error))
    }

    fn damaged(&self, error: &dyn std::fmt::Display) -> IndexError {
        let path = PathBuf::from(format!("versions/{}", version_name(self.number)));
        IndexError::Damaged { path, reason: format!("a stored article cannot be read: {error}") }
    }

    /// Counts what publication writes down; reads three columns whole.
    pub(in crate::index) fn facts(&self) -> Facts {
        let (mut undated, mut sum) = (0, 0u128);
        for segment in &self.segments {
            for doc in segment.reader.doc_ids_alive() {
                undated += segment.has.first(doc).unwrap_or(0) & has::UNDATED;
                let hash = segment.hash.first(doc).unwrap_or(0);
                sum = sum.wrapping_add(xxhash_rust::xxh3::xxh3_128(&hash.to_le_bytes()));
            }
        }
        Facts { articles: self.articles(), undated, content_hash: format!("{sum:032x}"), languages: self.languages.clone() }
    }
}

fn collect_languages(segment: &Segment, into: &mut BTreeSet<String>) -> Result<(), IndexError> {
    let Some(Some(column)) = segment.facets.last() else { return Ok(()) };
    let mut value = String::new();
    for ord in 0..column.num_terms() as u64 {
        value.clear();
        column.ord_to_str(ord, &mut value).map_err(tantivy::TantivyError::from)?;
        into.insert(value.split(crate::index::stream::KEY_END).next().unwrap_or_default().to_owned());
    }
    Ok(())
}

fn collect_mixed(segment: &Segment, into: &mut BTreeSet<(Lang, Lang)>) -> Result<(), IndexError> {
    let inverted = segment.reader.inverted_index(fields().mark)?;
    let prefix = mark::LANGUAGE.to_string();
    let mut stream = inverted.terms().range().ge(&prefix).into_stream().map_err(tantivy::TantivyError::from)?;
    while stream.advance() {
        let pair = std::str::from_utf8(stream.key()).ok().and_then(|term| term.strip_prefix(mark::LANGUAGE));
        let Some((article, paragraph)) = pair.and_then(|pair| pair.split_once(mark::OTHER)) else { break };
        into.extend(Lang::new(article).zip(Lang::new(paragraph)));
    }
    Ok(())
}

fn id_hashes(segment: &Segment) -> Result<Vec<u64>, IndexError> {
    let Some(column) = &segment.id else { return Ok(Vec::new()) };
    let mut by_ordinal = Vec::with_capacity(column.num_terms());
    let mut stream = column.dictionary().stream().map_err(tantivy::TantivyError::from)?;
    while stream.advance() {
        by_ordinal.push(xxhash_rust::xxh3::xxh3_64(stream.key()));
    }
    let of = |doc| column.ords().first(doc).and_then(|ordinal| by_ordinal.get(usize::try_from(ordinal).ok()?).copied());
    Ok((0..segment.reader.max_doc()).map(|doc| of(doc).unwrap_or(0)).collect())
}

impl Segment {
    fn open(ord: usize, reader: &SegmentReader) -> Result<Self, IndexError> {
        let fast = reader.fast_fields();
        let key = fast.u64("key")?;
        let bounds = class_bounds(&key, reader.max_doc());
        let mut facets: [Option<StrColumn>; 8] = Default::default();
        for (slot, name) in facets.iter_mut().zip(FACETS) {
            *slot = fast.str(name)?;
        }
        Ok(Self {
            ord,
            key,
            updated_key: fast.u64("updated_key")?,
            first_indexed: fast.i64("first_indexed")?,
            words: fast.u64("words")?,
            title_end: fast.u64("title_end")?,
            lead_end: fast.u64("lead_end")?,
            end: fast.u64("end")?,
            has: fast.u64("has")?,
            hash: fast.u64("hash")?,
            mentions: fast.u64("mentions")?,
            id: fast.str("id")?,
            facets,
            // Blocks are as small as an article: nothing is gained by keeping them.
            store: reader.get_store_reader(0).map_err(tantivy::TantivyError::from)?,
            bounds,
            reader: reader.clone(),
        })
    }

    /// The id of a document; empty where it has none.
    pub fn id_of(&self, doc: u32) -> Result<String, IndexError> {
        let mut id = String::new();
        if let Some(column) = &self.id
            && let Some(ordinal) = column.ords().first(doc)
        {
            column.ord_to_str(ordinal, &mut id).map_err(tantivy::TantivyError::from)?;
        }
        Ok(id)
    }

    /// First document whose key is not below `key`; keys rise with the document number.
    #[must_use]
    pub fn lower_bound(&self, key: u64) -> u32 {
        lower_bound(&self.key, self.reader.max_doc(), key)
    }
}

fn lower_bound(column: &Column<u64>, max_doc: u32, key: u64) -> u32 {
    let values: &Arc<dyn tantivy::columnar::ColumnValues<u64>> = &column.values;
    let (mut low, mut high) = (0, max_doc);
    while low < high {
        let middle = low + (high - low) / 2;
        if values.get_val(middle) < key {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

fn class_bounds(key: &Column<u64>, max_doc: u32) -> [u32; 5] {
    let mut bounds = [0; 5];
    for (bound, class) in bounds.iter_mut().zip(DateClass::ALL) {
        *bound = lower_bound(key, max_doc, order::class_start(class));
    }
    if let Some(last) = bounds.last_mut() {
        *last = max_doc;
    }
    bounds
}

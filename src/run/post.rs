//! Articles that come while the archive is served: a few at a time, published at once.
//!
//! Several posts are written and published together: a publication costs the same for one article
//! and for a thousand. What each record became is told in the order of its post.

use std::collections::HashMap;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use serde::Serialize;

use super::dedup::{Dedup, Verdict};
use super::error::RunError;
use super::options::{Memory, RECORD_BYTES_MAX};
use super::pipeline::analyse;
use crate::analysis::{Analyzer, EntityMode, Worker};
use crate::article::Article;
use crate::article::id::content_hash;
use crate::article::published::Zone;
use crate::index::document::Document;
use crate::index::layout::{Layout, version_name};
use crate::index::version::Held;
use crate::index::{PublishNote, Version, Writer};
use crate::ingest::{Format, Item, MapRules, ReadOptions, Reader, Reject};

/// Bytes for the ids of a post.
const IDS_MEMORY: usize = 4 << 20;

/// How posts are read and written.
#[derive(Debug, Clone)]
pub struct PostOptions {
    /// Directory of the index.
    pub index: PathBuf,
    /// Which entities articles get.
    pub entities: EntityMode,
    /// Zone of times without one.
    pub zone: Zone,
    /// Memory of a run.
    pub memory: Memory,
    /// Microseconds for which a version made by posts is kept after it is no longer served.
    pub life_us: i64,
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Its id is new.
    Added,
    /// Its id had other content.
    Updated,
    /// Its id had the same content.
    Unchanged,
    /// It cannot become an article.
    Rejected,
}

/// A record of a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Posted {
    /// Its id; `None` where it was rejected.
    pub id: Option<String>,
    /// What became of it.
    pub status: Status,
    /// Why it was rejected, with its line.
    pub reason: Option<String>,
}

/// What posts did.
#[derive(Debug)]
pub struct Written {
    /// The records of each post, in their order.
    pub posts: Vec<Vec<Posted>>,
    /// Name of the version that holds them; `None` where there is none.
    pub version: Option<String>,
}

/// Writes the records of posts, native JSON lines each, and publishes a version that holds them.
///
/// Nothing is published where nothing is new. A record of a later post takes the place of one of an
/// earlier post with the same id; inside a post the rules of a run hold.
///
/// # Errors
/// Those of the index ([`RunError::is_locked`] while another process writes) and of temporary files:
/// then nothing was written.
pub fn post(options: &PostOptions, posts: &[Vec<u8>], now_us: i64) -> Result<Written, RunError> {
    let analyzer = Analyzer::new();
    let writer = Writer::open(&Layout::new(&options.index), options.memory.engine(), |_, _| false)?;
    let base = writer.version()?;
    let mut desk = Desk { options, worker: analyzer.worker(), analyzer, writer, base, fresh: HashMap::new(), written: 0, now_us };
    let posts = posts.iter().map(|post| desk.take(post)).collect::<Result<Vec<_>, _>>()?;
    let version = if desk.written > 0 {
        let compact = desk.base.is_none();
        let note = PublishNote { verb: "post", now_us, compact, life_us: Some(options.life_us) };
        Some(desk.writer.publish(&note)?.number)
    } else {
        desk.base.as_ref().map(Version::number)
    };
    Ok(Written { posts, version: version.map(version_name) })
}

/// Posts while they are written.
struct Desk<'a> {
    options: &'a PostOptions,
    analyzer: Analyzer,
    worker: Worker,
    writer: Writer,
    base: Option<Version>,
    /// What was written since the base, by id.
    fresh: HashMap<String, Held>,
    written: u64,
    now_us: i64,
}

impl Desk<'_> {
    fn take(&mut self, post: &[u8]) -> Result<Vec<Posted>, RunError> {
        // The reader reads files, whatever they hold, in bounded memory.
        let temporary = std::env::temp_dir();
        let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().map_err(RunError::io("create a file in", &temporary))?;
        file.write_all(post).map_err(RunError::io("write", file.path()))?;
        let options = ReadOptions {
            format: Some(Format::Jsonl),
            source: None,
            zone: self.options.zone,
            now_us: self.now_us,
            record_bytes_max: RECORD_BYTES_MAX,
            map: MapRules::default(),
            map_report: false,
            keep_all: false,
        };
        let mut reader = Reader::new(&[file.path().to_path_buf()], options);
        let mut dedup = Dedup::new(IDS_MEMORY);
        let mut posted = Vec::new();
        while let Some(item) = reader.next_item() {
            match item {
                Item::Record(record) => {
                    let line = record.place.line;
                    let mut article = record.article;
                    // It came from nowhere that anybody could look into.
                    article.origin = None;
                    let verdict = dedup.place(&mut article).map_err(RunError::io("use", &temporary))?;
                    posted.push(self.write(article, verdict, line)?);
                }
                Item::Reject(reject) => posted.push(rejected(&reject)),
                Item::Input(_) | Item::Skipped(..) => {}
            }
        }
        Ok(posted)
    }

    fn write(&mut self, mut article: Article, verdict: Verdict, line: u64) -> Result<Posted, RunError> {
        let done = |id: &str, status| Posted { id: Some(id.to_owned()), status, reason: None };
        if matches!(verdict, Verdict::Repeat | Verdict::Differs) {
            return Ok(done(&article.id, Status::Unchanged));
        }
        let hash = content_hash(&article);
        let held = match (self.fresh.get(&article.id), &self.base) {
            (Some(held), _) => Some(*held),
            (None, Some(base)) => base.held(&article.id)?,
            (None, None) => None,
        };
        if held.is_some_and(|held| held.hash == hash) {
            return Ok(done(&article.id, Status::Unchanged));
        }
        let first_indexed = held.map_or(self.now_us, |held| held.first_indexed);
        article.first_indexed = Some(first_indexed);
        let made = catch_unwind(AssertUnwindSafe(|| {
            let analysis = analyse(&mut self.worker, &mut article, self.options.entities, None);
            Document::new(&article, &analysis, &self.analyzer, hash)
        }));
        let Ok(document) = made else {
            self.worker = self.analyzer.worker();
            let reason =
                format!("line {line}: the analysis failed on this article, a fault of the program: please report it with the article");
            return Ok(Posted { id: None, status: Status::Rejected, reason: Some(reason) });
        };
        let id = article.id;
        self.writer.add(document, held.is_some())?;
        self.fresh.insert(id.clone(), Held { hash, first_indexed });
        self.written += 1;
        Ok(done(&id, if held.is_some() { Status::Updated } else { Status::Added }))
    }
}

fn rejected(reject: &Reject) -> Posted {
    let place = if reject.place.line > 0 { format!("line {}: ", reject.place.line) } else { String::new() };
    Posted { id: None, status: Status::Rejected, reason: Some(format!("{place}{}", reject.reason)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Archive;

    fn options(index: PathBuf) -> PostOptions {
        PostOptions { index, entities: EntityMode::Off, zone: Zone::Utc, memory: Memory::default(), life_us: 900_000_000 }
    }

    fn shown(written: &Written) -> String {
        let record = |posted: &Posted| format!("{}:{:?}", posted.id.as_deref().unwrap_or("-"), posted.status);
        let post = |post: &Vec<Posted>| post.iter().map(record).collect::<Vec<_>>().join(" ");
        let posts: Vec<String> = written.posts.iter().map(post).collect();
        format!("{} {}", written.version.as_deref().unwrap_or("-"), posts.join(" | "))
    }

    #[test]
    fn posts_are_written_in_their_order_and_published_together() {
        let dir = tempfile::tempdir().unwrap();
        let options = options(dir.path().join("index"));
        let one = br#"{"id":"a","title":"Dam opens"}
not json
{"id":"b","title":"Dam shuts"}
{"id":"b","title":"Another"}
{"id":"a","title":"Dam opens"}
"#;
        let two = br#"{"id":"a","title":"Dam opens again"}"#;
        let written = post(&options, &[one.to_vec(), two.to_vec()], 5).unwrap();
        assert_eq!(shown(&written), "000001 a:Added -:Rejected b:Added b~2:Added a:Unchanged | a:Updated");
        assert!(written.posts[0][1].reason.as_deref().unwrap().starts_with("line 2: "), "{written:?}");
        let again = post(&options, &[two.to_vec()], 7).unwrap();
        assert_eq!(shown(&again), "000001 a:Unchanged");
        let version = Archive::open(&options.index).unwrap().current().unwrap();
        assert_eq!(version.articles(), 3);
        assert_eq!(version.info().unwrap().life_us, Some(900_000_000));
        let address = version.find("a").unwrap().unwrap();
        let article = version.article_at(address).unwrap();
        assert_eq!((article.title.as_str(), article.first_indexed, article.origin), ("Dam opens again", Some(5), None));
    }

    #[test]
    fn while_another_writes_nothing_is_taken() {
        let dir = tempfile::tempdir().unwrap();
        let options = options(dir.path().join("index"));
        let _other = Writer::open(&Layout::new(&options.index), options.memory.engine(), |_, _| false).unwrap();
        let refused = post(&options, &[br#"{"id":"a","title":"x"}"#.to_vec()], 0).unwrap_err();
        assert!(refused.is_locked(), "{refused}");
    }
}

//! Helpers of all tests: data, temporary indexes, versions built from articles.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use dateline::analysis::{Analysis, Analyzer, EntityMode};
use dateline::article::published::Zone;
use dateline::article::{Article, id};
use dateline::index::document::Document;
use dateline::index::layout::Layout;
use dateline::index::{Archive, PublishNote, Version, Writer, WriterOptions};
use dateline::ingest::{Item, ReadOptions, Reader, Reject};
use dateline::query::QueryError;

/// The day on which tests take place: 2026-11-24T10:00:00Z, in microseconds since 1970.
pub(crate) const NOW_US: i64 = 1_795_514_400_000_000;

/// The kind of an error of a query: its variant's name.
pub(crate) fn error_kind(error: &QueryError) -> String {
    format!("{:?}", error.kind).split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
}

/// A file or folder of the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Data that lies beside the repository; says on stderr what a test does without.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let found = ["../shared", "../../shared"].iter().map(|above| repository(above).join(path)).find(|path| path.exists());
    if found.is_none() {
        eprintln!("without `../shared/{path}`, which is not there: this part is skipped");
    }
    found
}

/// Reads paths as a run does; gives articles and rejects.
pub(crate) fn read(paths: &[PathBuf]) -> (Vec<Article>, Vec<Reject>) {
    let options = ReadOptions {
        format: None,
        source: None,
        zone: Zone::Utc,
        now_us: 4_102_444_800_000_000,
        record_bytes_max: 16 << 20,
        map: dateline::ingest::MapRules::default(),
        map_report: false,
        keep_all: false,
    };
    let mut reader = Reader::new(paths, options);
    let (mut articles, mut rejects) = (Vec::new(), Vec::new());
    while let Some(item) = reader.next_item() {
        match item {
            Item::Record(record) => articles.push(record.article),
            Item::Reject(reject) => rejects.push(*reject),
            Item::Input(_) | Item::Skipped(..) => {}
        }
    }
    (articles, rejects)
}

/// An article with its analysis, ready to be written.
pub(crate) struct Prepared {
    pub(crate) article: Article,
    pub(crate) analysis: Analysis,
    hash: u64,
}

/// Analyses articles as a run does, in their order.
pub(crate) fn prepare(articles: Vec<Article>, mode: EntityMode) -> Vec<Prepared> {
    let analyzer = Analyzer::new();
    let half = articles.len().div_ceil(2).max(1);
    let mut rest = articles;
    let second = rest.split_off(half.min(rest.len()));
    let work = |articles: Vec<Article>| -> Vec<Prepared> {
        let mut worker = analyzer.worker();
        let one = |mut article: Article| {
            let hash = id::content_hash(&article);
            let analysis = worker.analyze(&article, mode, None);
            article.language = analysis.language;
            article.words = analysis.words;
            article.entities.clone_from(&analysis.entities);
            article.first_indexed = article.first_indexed.or(Some(NOW_US));
            Prepared { article, analysis, hash }
        };
        articles.into_iter().map(one).collect()
    };
    thread::scope(|scope| {
        let other = scope.spawn(|| work(second));
        let mut all = work(rest);
        all.extend(other.join().unwrap());
        all
    })
}

/// What is done to an index, one after another.
pub(crate) enum Step<'a> {
    /// Adds articles or replaces those of the same id.
    Add(Vec<&'a Prepared>),
    /// Deletes by id.
    Delete(Vec<&'a str>),
    /// Publishes; `true` merges into one segment.
    Publish(bool),
}

/// A published index in a temporary directory, which lives as long as this.
pub(crate) struct Built {
    pub(crate) version: Arc<Version>,
    pub(crate) dir: tempfile::TempDir,
}

/// Builds an index step by step and opens what it serves in the end.
pub(crate) fn build(steps: &[Step<'_>]) -> Built {
    let dir = tempfile::tempdir().unwrap();
    let analyzer = Analyzer::new();
    let mut writer = Writer::open(&Layout::new(dir.path()), WriterOptions { memory: 64 << 20, threads: 2 }, |_, _| false).unwrap();
    let mut now_us = NOW_US;
    for step in steps {
        match step {
            Step::Add(articles) => {
                for Prepared { article, analysis, hash } in articles {
                    writer.add(Document::new(article, analysis, &analyzer, *hash), true).unwrap();
                }
            }
            Step::Delete(ids) => ids.iter().for_each(|id| writer.delete(id)),
            Step::Publish(compact) => {
                writer.publish(&PublishNote { verb: "ingest", now_us, compact: *compact, life_us: None }).unwrap();
                now_us += 1_000_000;
            }
        }
    }
    drop(writer);
    let version = Archive::open(dir.path()).unwrap().current().expect("something was published");
    Built { version, dir }
}

/// Numbers that look random and come again from one seed (`SplitMix64`, Steele et al. 2014).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below another; 0 below 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end.max(1) as u64)).unwrap()
    }

    /// True so many times in a hundred.
    pub(crate) fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

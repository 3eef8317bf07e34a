//! The project: articles by its own ingest into an index of their own, questions by its search.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use dateline::article::published::Now;
use dateline::index::{Archive, Version};
use dateline::search::Stop;
use dateline::search::params::{self, Route};

use super::DEPTH;
use super::sets::Item;

/// The time of the run and of the questions: nothing here depends on it.
const NOW: i64 = 1_767_225_600_000_000;

pub struct Ours {
    version: Arc<Version>,
    /// Holds the index for as long as it is asked.
    _dir: tempfile::TempDir,
}

impl Ours {
    pub fn build(corpus: &[Item]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("articles.jsonl");
        let mut file = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
        for item in corpus {
            serde_json::to_writer(&mut file, &item.json()).unwrap();
            file.write_all(b"\n").unwrap();
        }
        file.flush().unwrap();
        drop(file);
        let options = crate::support::options(dir.path().join("index"), path, dateline::analysis::EntityMode::Off);
        let report = dateline::run::ingest(&options, &|| NOW, &mut |_| {}, &AtomicBool::new(false)).unwrap();
        assert_eq!(usize::try_from(report.added).unwrap(), corpus.len(), "both sides index the same articles");
        let version = Archive::open(&options.index).unwrap().current().unwrap();
        Self { version, _dir: dir }
    }

    /// Ids of the best hits.
    pub fn ask(&self, question: &str) -> Vec<String> {
        let depth = DEPTH.to_string();
        let pairs = [("q", question), ("match", "any"), ("fields", "id"), ("highlight", "false"), ("total", "none"), ("page-size", &depth)];
        let pairs: Vec<(String, String)> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let params = params::read(&pairs, Route::Search, Now { micros: NOW });
        let request = params.unwrap_or_else(|errors| panic!("`{question}`: {errors:?}")).request;
        let stop = Stop::new(Instant::now() + Duration::from_secs(60));
        let response = dateline::search::search(&self.version, &request, &stop).unwrap();
        response.hits.into_iter().map(|hit| hit.article.id).collect()
    }
}

//! Whoever asks again for what is new gets every article once, in any later version.

use serde_json::json;

use crate::cli::run;

/// Posts and polls an archive of a directory by the command line.
struct Feed {
    dir: tempfile::TempDir,
    cursor: String,
}

impl Feed {
    fn ingest(&self, ids: &[&str]) {
        let text: String =
            ids.iter().map(|id| json!({"id": id, "title": format!("Dam {id}"), "published": "2025-01-29"}).to_string() + "\n").collect();
        std::fs::write(self.dir.path().join("in.jsonl"), text).unwrap();
        run(self.dir.path(), &["ingest", "in.jsonl"]).expect(0);
    }

    fn poll(&mut self) -> Vec<String> {
        let mut args = vec!["search", "dam", "--follow", "--page-size", "3", "--json"];
        if !self.cursor.is_empty() {
            args.extend(["--cursor", &self.cursor]);
        }
        let answer = run(self.dir.path(), &args).expect(0).json();
        answer["next_cursor"].as_str().expect("a cursor").clone_into(&mut self.cursor);
        answer["hits"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn every_article_comes_once_and_none_is_missed() {
    let mut feed = Feed { dir: tempfile::tempdir().unwrap(), cursor: String::new() };
    feed.ingest(&["m", "b", "z", "a"]);
    assert_eq!(feed.poll(), ["a", "b", "m"]);
    // While it reads, others come; then what is new in a version that the cursor has never seen.
    feed.ingest(&["c", "zz"]);
    assert_eq!(feed.poll(), ["z", "c", "zz"]);
    assert!(feed.poll().is_empty() && feed.poll().is_empty());
    feed.ingest(&["0"]);
    assert_eq!(feed.poll(), ["0"]);
    // The article that the cursor stands behind may go, and versions may be rebuilt.
    run(feed.dir.path(), &["delete", "0"]).expect(0);
    run(feed.dir.path(), &["reindex", "--from-index"]).expect(0);
    assert!(feed.poll().is_empty());
    feed.ingest(&["1", "a"]);
    assert_eq!(feed.poll(), ["1"]);
}

#[test]
fn an_empty_archive_can_be_followed_and_what_goes_not_with_it_is_said() {
    let mut feed = Feed { dir: tempfile::tempdir().unwrap(), cursor: String::new() };
    feed.ingest(&["x"]);
    run(feed.dir.path(), &["delete", "x"]).expect(0);
    assert!(feed.poll().is_empty());
    feed.ingest(&["y"]);
    assert_eq!(feed.poll(), ["y"]);
    for args in [["--page", "2"], ["--order-by", "newest"]] {
        let told = run(feed.dir.path(), &[&["search", "dam", "--follow"][..], &args].concat()).expect(2);
        assert!(told.err.contains("follow=true"), "{}", told.err);
    }
    run(feed.dir.path(), &["search", "dam", "--follow", "--order-by", "indexed"]).expect(0);
    // A cursor of another order is none of this one.
    let other = run(feed.dir.path(), &["search", "dam", "--cursor", &feed.cursor, "--page-size", "3"]);
    assert_eq!(other.code, 2, "{}", other.err);
}

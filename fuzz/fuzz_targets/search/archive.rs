//! The sample corpus in one segment and in several, built once.

use std::path::PathBuf;
use std::sync::LazyLock;

use dateline::analysis::EntityMode;

use crate::support::{Built, Prepared, Step, build, prepare, read};

/// The same articles in two indexes.
pub(crate) struct Archive {
    pub(crate) one: Built,
    pub(crate) several: Built,
}

pub(crate) fn archive() -> &'static Archive {
    static ARCHIVE: LazyLock<Archive> = LazyLock::new(make);
    &ARCHIVE
}

fn make() -> Archive {
    let corpus = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../corpus"));
    let (mut articles, _) = read(&[corpus]);
    articles.sort_by(|a, b| a.id.cmp(&b.id));
    articles.dedup_by(|a, b| a.id == b.id);
    let all = prepare(articles, EntityMode::Auto);
    assert!(all.len() > 100, "only {} articles were read", all.len());
    let half = all.len() / 2;
    // Some are deleted. Segments with holes are merged, so those of the second half keep out of it.
    let gone: Vec<&str> = all.iter().take(half).step_by(10).map(|prepared| prepared.article.id.as_str()).collect();
    let every: Vec<&Prepared> = all.iter().collect();
    let one = build(&[Step::Add(every.clone()), Step::Publish(false), Step::Delete(gone.clone()), Step::Publish(true)]);
    let (first, second) = every.split_at(half);
    let several =
        build(&[Step::Add(first.to_vec()), Step::Publish(false), Step::Add(second.to_vec()), Step::Delete(gone), Step::Publish(false)]);
    assert!(one.version.segments().len() == 1 && several.version.segments().len() > 1);
    assert_eq!(one.version.articles(), several.version.articles());
    Archive { one, several }
}

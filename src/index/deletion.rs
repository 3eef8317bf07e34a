//! Deleting articles in every kept version.
//!
//! The ids are written down first; then each kept version that has some of them gets a deletion bitmap
//! beside its files and a description that names it, which takes the place of the old one by a rename.
//! What was cut short is finished by the next writer. The files of segments stay as they are: those
//! who read a version go on reading it, and whoever opens it anew does not find the articles.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tantivy::Index;
use tantivy::indexer::{IndexWriter, IndexWriterOptions, NoMergePolicy};
use tantivy::schema::Term;

use super::IndexError;
use super::layout::Layout;
use super::schema::{fields, tokenizers};
use super::version::current::{replace, sync_dir};
use super::version::{Version, VersionInfo, link, list, sums};
use super::writer::emptied;

/// Memory of the engine while it works out a bitmap: the least that it takes.
const MEMORY: usize = 16 << 20;

/// Writes down what is to be deleted, so that it will be whatever happens.
pub(super) fn begin(layout: &Layout, ids: &[String]) -> Result<(), IndexError> {
    let path = layout.deleting();
    let text = serde_json::to_vec(ids).map_err(|error| IndexError::Damaged { path: path.clone(), reason: error.to_string() })?;
    replace(&path, &text)
}

/// Hides what was written down in every kept version; nothing where nothing was.
pub(super) fn finish(layout: &Layout) -> Result<(), IndexError> {
    let path = layout.deleting();
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(IndexError::Io { action: "read", path, source }),
    };
    let ids: Vec<String> =
        serde_json::from_slice(&text).map_err(|error| IndexError::Damaged { path: path.clone(), reason: error.to_string() })?;
    for number in list::numbers(layout)? {
        hide(layout, number, &ids)?;
    }
    fs::remove_file(&path).map_err(IndexError::io("remove", &path))?;
    sync_dir(layout.root())
}

/// Hides articles in one version.
fn hide(layout: &Layout, number: u64, ids: &[String]) -> Result<(), IndexError> {
    let dir = layout.version(number);
    // What cannot be opened shows nobody anything, and must not keep others from writing.
    let Ok(version) = Version::open(&dir, number) else { return Ok(()) };
    let mut held = Vec::new();
    for id in ids {
        if version.find(id)?.is_some() {
            held.push(id);
        }
    }
    drop(version);
    if held.is_empty() {
        return refresh(&dir, number);
    }
    let work = emptied(layout.work_delete())?;
    link::into_work(layout, number, &work)?;
    let mut index = Index::open_in_dir(&work)?;
    index.set_tokenizers(tokenizers());
    let options = IndexWriterOptions::builder().memory_budget_per_thread(MEMORY).num_worker_threads(1).num_merge_threads(1).build();
    let mut writer: IndexWriter = index.writer_with_options(options)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    for id in held {
        writer.delete_term(Term::from_field_text(fields().id, id));
    }
    writer.commit()?;
    let names: BTreeSet<PathBuf> = index.load_metas()?.list_segment_files().into_iter().collect();
    for name in names {
        let (from, to) = (work.join(&name), dir.join(&name));
        if from.exists() && !to.exists() {
            fs::hard_link(&from, &to).map_err(IndexError::io("link", &from))?;
        }
    }
    sync_dir(&dir)?;
    let meta = work.join(link::META);
    replace(&dir.join(link::META), &fs::read(&meta).map_err(IndexError::io("read", &meta))?)?;
    drop(writer);
    fs::remove_dir_all(&work).map_err(IndexError::io("remove", &work))?;
    refresh(&dir, number)
}

/// Brings what a version says of itself up to what it holds now.
fn refresh(dir: &Path, number: u64) -> Result<(), IndexError> {
    let info = VersionInfo::read(dir)?;
    let version = Version::open_staged(dir, number)?;
    let facts = version.facts();
    if (facts.articles, &facts.content_hash) == (info.articles, &info.content_hash) {
        return Ok(());
    }
    let files = sums::of_dir(dir, &info.files)?;
    let described = VersionInfo {
        articles: facts.articles,
        undated: facts.undated,
        content_hash: facts.content_hash,
        languages: facts.languages,
        files,
        ..info
    };
    described.replace(dir)
}

//! The models of languages: files in a directory, read when an article of the language comes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, OnceLock};

use super::model::{Header, Model};
use super::training::templates;
use crate::article::Lang;

/// Largest file that is read.
const FILE_MAX: u64 = 16 << 20;
/// Languages that share the model of another.
const SHARED: [(&str, &str); 5] = [("bs", "hr"), ("sr", "hr"), ("sh", "hr"), ("nb", "no"), ("nn", "no")];

static DIRECTORY: OnceLock<PathBuf> = OnceLock::new();
static GLOBAL: Models = Models { found: LazyLock::new(find), read: Mutex::new(BTreeMap::new()) };
static TEMPLATES: LazyLock<u64> = LazyLock::new(templates);

/// Why a language has no model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// There is no file for it.
    NoFile,
    /// The file is damaged, or of another version of the program.
    Unreadable(PathBuf),
}

/// The models that are at hand.
#[derive(Debug)]
pub struct Models {
    found: LazyLock<BTreeMap<String, PathBuf>>,
    read: Mutex<BTreeMap<String, Option<&'static Model>>>,
}

impl Models {
    /// The models of the program.
    #[must_use]
    pub fn global() -> &'static Self {
        &GLOBAL
    }

    /// Names the directory of the files, before the first model is asked for; `false` if one was named before.
    pub fn set_directory(directory: PathBuf) -> bool {
        DIRECTORY.set(directory).is_ok()
    }

    /// The model of a language, read from its file the first time.
    #[must_use]
    pub fn get(&self, lang: Lang) -> Option<&'static Model> {
        let code = file_code(lang.as_str());
        let path = self.found.get(code)?;
        let mut read = self.read.lock().ok()?;
        *read.entry(code.to_owned()).or_insert_with(|| {
            let model = load(path).filter(|model| model.header.templates == *TEMPLATES && model.header.lang == code)?;
            // Read once, kept as long as the program runs.
            Some(Box::leak(Box::new(model)))
        })
    }

    /// Languages with files and what these say; `None` where a file is of no use.
    #[must_use]
    pub fn list(&self) -> Vec<(String, PathBuf, Option<Header>)> {
        let rows = self.found.iter().map(|(code, path)| {
            let header = Lang::new(code).and_then(|lang| self.get(lang)).map(|model| model.header.clone());
            (code.clone(), path.clone(), header)
        });
        rows.collect()
    }

    /// Languages that use the model of another, with it.
    #[must_use]
    pub fn shared() -> &'static [(&'static str, &'static str)] {
        &SHARED
    }
}

fn file_code(lang: &str) -> &str {
    SHARED.iter().find(|(code, _)| *code == lang).map_or(lang, |(_, of)| of)
}

fn load(path: &Path) -> Option<Model> {
    let size = std::fs::metadata(path).ok()?.len();
    if size > FILE_MAX {
        return None;
    }
    Model::read(&std::fs::read(path).ok()?)
}

/// Finds the files: in the named directory, else in the first of the usual ones that has any.
fn find() -> BTreeMap<String, PathBuf> {
    if let Some(directory) = DIRECTORY.get() {
        return files(directory);
    }
    let beside = std::env::current_exe().ok();
    let ancestors = beside.iter().flat_map(|path| path.ancestors().skip(1).take(4)).map(Path::to_path_buf);
    let built = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut candidates = std::iter::once(PathBuf::new()).chain(ancestors).chain([built]);
    candidates.find_map(|directory| Some(files(&directory.join("models"))).filter(|files| !files.is_empty())).unwrap_or_default()
}

fn files(directory: &Path) -> BTreeMap<String, PathBuf> {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten().take(1_000);
    let named = entries.filter_map(|entry| {
        let name = entry.file_name();
        let code = name.to_str()?.strip_prefix("dateline-ner-")?.strip_suffix(".bin")?;
        Some((code.to_owned(), entry.path()))
    });
    named.collect()
}

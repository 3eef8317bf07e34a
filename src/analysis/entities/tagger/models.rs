//! The models of languages: files in a directory, read when an article of the language comes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, OnceLock};

use xxhash_rust::xxh3::xxh3_64;

use super::model::{Header, Model};
use super::training::templates;
use crate::article::Lang;

/// Largest file that is read.
const FILE_MAX: u64 = 16 << 20;
/// Languages that share the model of another.
const SHARED: [(&str, &str); 5] = [("bs", "hr"), ("sr", "hr"), ("sh", "hr"), ("nb", "no"), ("nn", "no")];

/// Probability below which a name of the tagger is left out, where nothing else is said.
///
/// Measured on English news (see CONTRIBUTING.md): a higher one costs more names than it saves errors.
pub const MIN_CONFIDENCE: f32 = 0.5;

/// How the taggers are used.
#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    /// Directory of the files; `None` looks in the usual places.
    pub directory: Option<PathBuf>,
    /// Names of a lower probability, 0 to 1, are left out.
    pub min_confidence: f32,
}

impl Default for Setup {
    fn default() -> Self {
        Self { directory: None, min_confidence: MIN_CONFIDENCE }
    }
}

static SETUP: OnceLock<Setup> = OnceLock::new();
static GLOBAL: Models = Models { found: LazyLock::new(find), read: Mutex::new(BTreeMap::new()) };
static TEMPLATES: LazyLock<u64> = LazyLock::new(templates);

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

    /// Says how the taggers are used, before the first is; `false` if that was said before.
    pub fn set_up(setup: Setup) -> bool {
        SETUP.set(setup).is_ok()
    }

    /// Names of a lower probability are left out.
    #[must_use]
    pub fn min_confidence() -> f32 {
        SETUP.get().map_or(MIN_CONFIDENCE, |setup| setup.min_confidence)
    }

    /// What tells one state of models and settings from another: runs that go on must have the same.
    #[must_use]
    pub fn state(&self) -> u64 {
        let mut text = format!("{}", Self::min_confidence());
        for (code, path) in &*self.found {
            let size = std::fs::metadata(path).map_or(0, |data| data.len());
            let _ = write!(text, " {code} {size} {}", std::fs::read(path).map_or(0, |bytes| xxh3_64(&bytes)));
        }
        xxh3_64(text.as_bytes())
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
    if let Some(directory) = SETUP.get().and_then(|setup| setup.directory.as_deref()) {
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

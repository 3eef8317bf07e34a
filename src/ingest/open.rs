//! Paths become files: directories are walked in name order.

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// Directories inside directories that are walked.
const DEPTH_MAX: usize = 128;

/// What a path led to.
#[derive(Debug)]
pub(super) enum Found {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Stdin,
    /// Something that is passed over, with the reason.
    Skipped(PathBuf, String),
    /// Something that cannot be read, with the reason.
    Unreadable(PathBuf, String),
}

/// Walks the paths of a run in the order they were given, directories in name order.
#[derive(Debug)]
pub(super) struct Walk {
    paths: VecDeque<PathBuf>,
    directory: Option<walkdir::IntoIter>,
}

impl Walk {
    /// Takes the paths.
    pub(super) fn new(paths: &[PathBuf]) -> Self {
        Self { paths: paths.iter().cloned().collect(), directory: None }
    }

    fn in_directory(&mut self) -> Option<Found> {
        let walk = self.directory.as_mut()?;
        loop {
            let entry = match walk.next()? {
                Ok(entry) => entry,
                Err(error) => return Some(walk_error(&error)),
            };
            let kind = entry.file_type();
            if entry.depth() > 0
                && let Some(reason) = passed_over(&entry.file_name().to_string_lossy(), kind.is_dir())
            {
                if kind.is_dir() {
                    walk.skip_current_dir();
                }
                return Some(Found::Skipped(entry.into_path(), reason));
            }
            match () {
                () if kind.is_dir() && entry.depth() == DEPTH_MAX => {
                    return Some(Found::Unreadable(
                        entry.into_path(),
                        format!("it lies more than {DEPTH_MAX} directories deep: give it as a path"),
                    ));
                }
                () if kind.is_dir() => {}
                () if kind.is_file() => return Some(Found::File(entry.into_path())),
                () => return Some(Found::Skipped(entry.into_path(), "it is no regular file".into())),
            }
        }
    }
}

impl Iterator for Walk {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            if let Some(found) = self.in_directory() {
                return Some(found);
            }
            self.directory = None;
            let path = self.paths.pop_front()?;
            if path.as_os_str() == "-" {
                return Some(Found::Stdin);
            }
            match path.metadata() {
                Err(error) => return Some(Found::Unreadable(path, open_reason(&error))),
                Ok(data) if data.is_dir() => self.directory = Some(walk(&path)),
                Ok(_) => return Some(Found::File(path)),
            }
        }
    }
}

fn walk(path: &Path) -> walkdir::IntoIter {
    WalkDir::new(path).follow_links(true).sort_by_file_name().max_depth(DEPTH_MAX).into_iter()
}

/// Names that a walked directory holds beside its articles.
pub(super) fn passed_over(name: &str, directory: bool) -> Option<String> {
    if name.starts_with('.') {
        return Some("its name begins with a dot: give it as a path to read it".into());
    }
    let upper = name.to_uppercase();
    let stem = upper.split('.').next().unwrap_or_default();
    let about = !directory && matches!(stem, "README" | "LICENSE" | "LICENCE" | "COPYING");
    about.then(|| "it tells about the directory: give it as a path to read it".into())
}

fn walk_error(error: &walkdir::Error) -> Found {
    let path = error.path().map(Path::to_path_buf).unwrap_or_default();
    match (error.loop_ancestor(), error.io_error()) {
        (Some(ancestor), _) => Found::Skipped(path, format!("it is a symbolic link back to `{}`", ancestor.display())),
        (None, Some(io)) => Found::Unreadable(path, open_reason(io)),
        (None, None) => Found::Unreadable(path, format!("it cannot be walked: {error}")),
    }
}

/// Says why something cannot be opened, and the mend.
pub(super) fn open_reason(error: &io::Error) -> String {
    let mend = match error.kind() {
        io::ErrorKind::NotFound => "check the path",
        io::ErrorKind::PermissionDenied => "allow reading it",
        _ => "check the file and its disk",
    };
    format!("it cannot be opened: {error}: {mend}")
}

/// Sums the sizes of all files on disk; `None` where standard input is among them.
pub(super) fn bytes_total(paths: &[PathBuf]) -> Option<u64> {
    if paths.iter().any(|path| path.as_os_str() == "-") {
        return None;
    }
    let files = Walk::new(paths).filter_map(|found| match found {
        Found::File(path) => path.metadata().ok(),
        _ => None,
    });
    Some(files.map(|data| data.len()).sum())
}

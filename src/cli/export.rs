//! `dateline export`: every match into a file that appears whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use anyhow::{Context as _, anyhow};
use tempfile::{Builder, NamedTempFile};

use super::args::ExportArgs;
use super::exit::{Exit, ExportStopped, UsageError};
use super::output::Output;
use super::progress::Written;
use super::search::{answered, asked, pairs, tell_warnings};
use super::settings::Settings;
use super::signals::Signals;
use super::{opened, readable};
use crate::index::Version;
use crate::render::export::Export;
use crate::render::json;
use crate::search::params::{Format, Params, Route};
use crate::search::{self, Hit, Request, Response, SearchError, Stop, Streamed};

/// Bytes that are gathered for standard output.
const STDOUT_BYTES: usize = 64 << 10;

/// Exports.
pub(super) fn run(args: &ExportArgs, settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    let query = args.query.join(" ");
    let pairs = pairs(&query, &args.flags.pairs, settings);
    let Some(params) = asked(&pairs, Route::Export, &query, output) else { return Ok(Exit::Usage) };
    let to_stdout = args.output == Path::new("-");
    let receipt = (!to_stdout && params.format != Format::Jsonl).then(|| beside(&args.output));
    if !to_stdout {
        [Some(&args.output), receipt.as_ref()].into_iter().flatten().try_for_each(|path| is_free(path, args.force))?;
    }
    let version = opened::version(settings, params.as_of)?;
    let Some(found) = answered(count(&version, &params), &query, output)? else { return Ok(Exit::Usage) };
    let total = found.total.unwrap_or(0);
    if let Some(max) = settings.max_export.filter(|max| total > *max) {
        let (total, max) = (readable::counted(total, "article matches", "articles match"), readable::count(max));
        return Err(anyhow!("{total}, more than `--max-export` {max}: nothing was written; narrow the search or raise the limit"));
    }
    tell_warnings(&found, output);
    let job = Job { version: &version, params: &params, found: &found, output };
    if to_stdout {
        job.to_stdout()?;
    } else {
        let written = job.to_file(&args.output, receipt.as_deref(), args.force)?;
        let beside = receipt.map(|path| format!(", receipt in `{}`", path.display())).unwrap_or_default();
        if output.json() {
            output.data_json(&json::receipt(&found, &params, Some(written)))?;
        }
        output.note(&format!("{} in `{}`{beside}", readable::counted(written, "article", "articles"), args.output.display()));
    }
    Ok(Exit::Done)
}

/// The answer without hits: its total, and what is to be said of the request.
fn count(version: &Version, params: &Params) -> Result<Response, SearchError> {
    let counted = Request { page_size: 0, total: true, ..params.request.clone() };
    search::search(version, &counted, &Stop::without_deadline())
}

/// The receipt's file beside an export.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".receipt.json");
    name.into()
}

fn is_free(path: &Path, force: bool) -> Result<(), UsageError> {
    if path.is_dir() {
        return Err(UsageError(format!("`{}` is a directory: give the name of a file", path.display())));
    }
    if !force && path.symlink_metadata().is_ok() {
        return Err(UsageError(format!("`{}` is there already: give another name, or `--force` to replace it", path.display())));
    }
    Ok(())
}

/// An export that is ready to be written.
struct Job<'a> {
    version: &'a Version,
    params: &'a Params,
    found: &'a Response,
    output: &'a Output,
}

impl Job<'_> {
    fn to_stdout(&self) -> anyhow::Result<()> {
        let mut gathered = String::new();
        self.write(|text| {
            gathered.push_str(text);
            if gathered.len() >= STDOUT_BYTES {
                self.output.data(&gathered)?;
                gathered.clear();
            }
            Ok(())
        })?;
        self.output.data(&gathered)
    }

    /// Writes a file under another name first; then both files get their names, the receipt last.
    fn to_file(&self, path: &Path, receipt: Option<&Path>, force: bool) -> anyhow::Result<u64> {
        let failed = |path: &Path| format!("cannot write `{}`", path.display());
        let mut file = BufWriter::new(unfinished(path).with_context(|| failed(path))?);
        let written = self.write(|text| file.write_all(text.as_bytes()).with_context(|| failed(path)))?;
        let file = file.into_inner().map_err(io::IntoInnerError::into_error).with_context(|| failed(path))?;
        if let Some(receipt) = receipt.filter(|_| force) {
            // One of an earlier export would vouch for this one until its own is there.
            remove(receipt).with_context(|| failed(receipt))?;
        }
        name(file, path, force).with_context(|| failed(path))?;
        if let Some(receipt) = receipt {
            let mut file = unfinished(receipt).with_context(|| failed(receipt))?;
            let text = json::receipt(self.found, self.params, Some(written)) + "\n";
            file.write_all(text.as_bytes()).with_context(|| failed(receipt))?;
            name(file, receipt, force).with_context(|| failed(receipt))?;
        }
        Ok(written)
    }

    /// Writes all of it; how many articles that were.
    fn write(&self, mut sink: impl FnMut(&str) -> anyhow::Result<()>) -> anyhow::Result<u64> {
        let signals = Signals::watch()?;
        let total = self.found.total.unwrap_or(0);
        let (export, progress, stop) = (Export::new(self.params), Written::new(total, self.output), Stop::without_deadline());
        let mut broken = None;
        sink(&export.begin(self.found))?;
        let streamed = search::stream(self.version, &self.params.request, &stop, |hit: Hit| {
            if signals.stop().load(Ordering::Relaxed) {
                return ControlFlow::Break(());
            }
            progress.one();
            match sink(&export.article(&hit)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    broken = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        match (streamed, broken) {
            (Streamed::Complete(written), _) if written == total => {
                sink(&export.end(written))?;
                Ok(written)
            }
            (Streamed::Complete(written), _) => Err(anyhow!("the export gave {written} articles of {total}: the index is damaged")),
            (Streamed::Ended(_), Some(error)) => Err(error),
            (Streamed::Ended(_), None) => Err(ExportStopped(signals.exit()).into()),
        }
    }
}

/// A file in the directory of another, to become it.
fn unfinished(path: &Path) -> io::Result<NamedTempFile> {
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = Builder::new();
    builder.prefix(".dateline-export-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // As any file that a program makes: the process's own mask takes away from it.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(dir)
}

/// Gives a file its name once it is on the disk; never that of another unless it may be replaced.
fn name(file: NamedTempFile, path: &Path, force: bool) -> io::Result<()> {
    file.as_file().sync_all()?;
    if force { file.persist(path).map(drop) } else { file.persist_noclobber(path).map(drop) }.map_err(|error| error.error)?;
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A file is safe with its bytes and its name; not every system lets a directory be written through.
    let _ = File::open(dir).and_then(|dir| dir.sync_all());
    Ok(())
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

//! The files of a run: its rejects and its report.

use std::fs::{self, File};
use std::io::{self, BufWriter, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::article::json;
use crate::index::layout::Layout;
use crate::ingest::{Format, Reject};

use super::error::RunError;
use super::options::Options;
use super::report::Report;

/// Name of the rejects file in a run's directory.
const REJECTS: &str = "rejects.jsonl";
/// Name of the report in a run's directory.
const REPORT: &str = "report.json";
/// Runs that may begin within one second.
const RUNS_A_SECOND_MAX: u32 = 10_000;

/// A rejected row as the file holds it.
#[derive(Debug, Serialize)]
struct Row<'a> {
    file: &'a str,
    member: Option<&'a str>,
    line: u64,
    byte: u64,
    code: &'a str,
    reason: &'a str,
    raw: &'a str,
    /// Whether `raw` is base64 of bytes that are no UTF-8.
    #[serde(skip_serializing_if = "is_false")]
    raw_base64: bool,
    /// Whether `raw` is the beginning of the row only.
    #[serde(skip_serializing_if = "is_false")]
    raw_cut: bool,
    /// What it was read as, so that it can be read again.
    format: Option<&'a str>,
    /// The names of the table's columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<&'a str>,
    /// The encoding that the text was decoded from, or `UTF-8` where it is damaged.
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'a str>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the serializer hands out references")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// Where a run writes what is not part of the index.
#[derive(Debug)]
pub(super) struct RunFiles {
    dir: Option<PathBuf>,
    rejects: Option<(PathBuf, BufWriter<File>)>,
    report: Option<(PathBuf, File)>,
}

impl RunFiles {
    /// Makes the run's directory and the files that the options name, so that one that cannot be
    /// written is known before anything is read.
    ///
    /// A dry run has no directory.
    pub(super) fn create(options: &Options, started_us: i64) -> Result<Self, RunError> {
        let rejects = options.rejects.as_deref().map(|path| Ok::<_, RunError>((path.to_path_buf(), BufWriter::new(make(path)?))));
        let report = options.report.as_deref().map(|path| Ok::<_, RunError>((path.to_path_buf(), make(path)?)));
        let dir = if options.dry_run { None } else { Some(make_dir(&Layout::new(&options.index).runs(), started_us)?) };
        Ok(Self { dir, rejects: rejects.transpose()?, report: report.transpose()? })
    }

    /// Opens the files of a run that goes on, as they were at its checkpoint.
    pub(super) fn reopen(options: &Options, run: &str, rejects_bytes: u64) -> Result<Self, RunError> {
        let dir = Layout::new(&options.index).runs().join(run);
        let path = options.rejects.clone().unwrap_or_else(|| dir.join(REJECTS));
        let rejects = if rejects_bytes > 0 || options.rejects.is_some() {
            let open = || {
                let mut file = File::options().create(true).truncate(false).write(true).open(&path)?;
                if file.metadata()?.len() < rejects_bytes {
                    return Err(io::Error::other("it is shorter than at the checkpoint: give `--restart`"));
                }
                file.set_len(rejects_bytes)?;
                file.seek(SeekFrom::End(0))?;
                Ok(file)
            };
            Some((path.clone(), BufWriter::new(open().map_err(RunError::io("go on with", &path))?)))
        } else {
            None
        };
        let report = options.report.as_deref().map(|path| Ok::<_, RunError>((path.to_path_buf(), make(path)?)));
        Ok(Self { dir: Some(dir), rejects, report: report.transpose()? })
    }

    /// Writes the rejects through to the disk; returns their bytes.
    pub(super) fn sync(&mut self) -> Result<u64, RunError> {
        let Some((path, out)) = &mut self.rejects else { return Ok(0) };
        let mut sync = || {
            out.flush()?;
            out.get_ref().sync_all()?;
            out.stream_position()
        };
        sync().map_err(RunError::io("write", path))
    }

    /// The run's directory; `None` of a dry run.
    pub(super) fn dir(&self) -> Option<&Path> {
        self.dir.as_deref()
    }

    /// Name of the run; `None` of a dry run.
    pub(super) fn run(&self) -> Option<String> {
        self.dir.as_ref()?.file_name().map(|name| name.to_string_lossy().into_owned())
    }

    /// Writes a rejected row.
    pub(super) fn reject(&mut self, reject: &Reject, code: &str) -> Result<(), RunError> {
        if self.rejects.is_none() {
            // A dry run that names no file keeps its rejects in the report's count alone.
            let Some(dir) = &self.dir else { return Ok(()) };
            let path = dir.join(REJECTS);
            let file = make(&path)?;
            self.rejects = Some((path, BufWriter::new(file)));
        }
        let Some((path, out)) = &mut self.rejects else { return Ok(()) };
        let Reject { place, reason, raw, format, header, encoding, .. } = reject;
        let line = Row {
            file: &place.file,
            member: place.member.as_deref(),
            line: place.line,
            byte: place.byte,
            code,
            reason,
            raw,
            raw_base64: raw.base64,
            raw_cut: raw.cut,
            format: format.map(Format::as_str),
            header: header.as_deref(),
            encoding: *encoding,
        };
        serde_json::to_writer(&mut *out, &line)
            .map_err(io::Error::from)
            .and_then(|()| out.write_all(b"\n"))
            .map_err(RunError::io("write", path))
    }

    /// Writes what is still held back.
    pub(super) fn flush(&mut self) -> Result<(), RunError> {
        match &mut self.rejects {
            Some((path, out)) => out.flush().map_err(RunError::io("write", path)),
            None => Ok(()),
        }
    }

    /// Writes the report.
    pub(super) fn report(self, report: &Report) -> Result<(), RunError> {
        let in_dir = self.dir.map(|dir| dir.join(REPORT)).map(|path| make(&path).map(|file| (path, file))).transpose()?;
        for (path, mut file) in in_dir.into_iter().chain(self.report) {
            serde_json::to_writer_pretty(&mut file, report)
                .map_err(io::Error::from)
                .and_then(|()| file.write_all(b"\n"))
                .map_err(RunError::io("write", &path))?;
        }
        Ok(())
    }
}

/// Where the rejects of a run are, for a reader.
#[must_use]
pub fn rejects_path(options: &Options, run: Option<&str>) -> Option<PathBuf> {
    options.rejects.clone().or_else(|| Some(Layout::new(&options.index).runs().join(run?).join(REJECTS)))
}

fn make(path: &Path) -> Result<File, RunError> {
    File::create(path).map_err(RunError::io("create", path))
}

/// Makes a directory named after the second in which the run began.
fn make_dir(runs: &Path, started_us: i64) -> Result<PathBuf, RunError> {
    fs::create_dir_all(runs).map_err(RunError::io("create", runs))?;
    let second = started_us.div_euclid(1_000_000) * 1_000_000;
    let name = json::utc(second).replace(':', "-");
    for number in 1..RUNS_A_SECOND_MAX {
        let dir = runs.join(if number == 1 { name.clone() } else { format!("{name}.{number}") });
        match fs::create_dir(&dir) {
            Ok(()) => return Ok(dir),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(RunError::io("create", &dir)(error)),
        }
    }
    Err(RunError::io("create", &runs.join(name))(io::ErrorKind::AlreadyExists.into()))
}

//! The index as a reading subcommand opens it.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};

use super::exit::UsageError;
use super::settings::Settings;
use crate::index::layout::version_name;
use crate::index::{Archive, Version, VersionError};

/// Opens the index; one that is not there is an error, since a reader does not make it.
pub(super) fn archive(settings: &Settings) -> anyhow::Result<Archive> {
    let index = &settings.index;
    if !index.is_dir() {
        bail!("there is no index `{}`: make one by `{}`", index.display(), ingest_command(index));
    }
    Archive::open(index).with_context(|| format!("cannot open the index `{}`", index.display()))
}

/// Opens the served version, or the one asked for.
pub(super) fn version(settings: &Settings, as_of: Option<u64>) -> anyhow::Result<Arc<Version>> {
    let archive = archive(settings)?;
    if let Some(number) = as_of {
        return archive.version(number).map_err(missing);
    }
    match archive.current() {
        Some(version) => Ok(version),
        None => {
            bail!("the index `{0}` holds no articles yet: add some by `{1}`", settings.index.display(), ingest_command(&settings.index))
        }
    }
}

/// Says what to do about a version that is not there.
pub(super) fn missing(error: VersionError) -> anyhow::Error {
    match error {
        VersionError::Gone { nearest: Some(nearest), .. } => anyhow!("{error}: the nearest kept one is {}", version_name(nearest)),
        VersionError::Gone { .. } | VersionError::Never(_) => anyhow!("{error}: `dateline versions` lists the kept ones"),
        VersionError::Index(error) => error.into(),
    }
}

/// Reads a version's number as it is written everywhere.
pub(super) fn number(text: &str) -> Result<u64, UsageError> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten().ok_or_else(|| {
        let shown: String = text.chars().take(64).collect();
        UsageError(format!("`{shown}` is no version: give its number, such as `000042`; `dateline versions` lists them"))
    })
}

/// The command that puts articles into an index.
pub(super) fn ingest_command(index: &Path) -> String {
    if index == Path::new("index") { "dateline ingest PATH".into() } else { format!("dateline ingest PATH --index {}", index.display()) }
}

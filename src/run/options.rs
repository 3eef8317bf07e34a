//! What a run is told to do.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use thiserror::Error;

use crate::analysis::EntityMode;
use crate::article::published::Zone;
use crate::index::WriterOptions;
use crate::ingest::{Format, MapRules};

/// How a run reads, analyses and writes.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Options {
    /// Directory of the index.
    pub index: PathBuf,
    /// Files, directories, or `-` for standard input.
    pub paths: Vec<PathBuf>,
    /// Format of all inputs; `None` decides by content first, name second.
    pub format: Option<Format>,
    /// Which entities articles get.
    pub entities: EntityMode,
    /// Source of records that name none.
    pub source: Option<String>,
    /// Zone of times without one.
    pub zone: Zone,
    /// File for the rejects; `None` is `rejects.jsonl` in the run's directory.
    pub rejects: Option<PathBuf>,
    /// A further file for the report, beside `report.json` in the run's directory.
    pub report: Option<PathBuf>,
    /// Whether to read, analyse and report without touching the index.
    pub dry_run: bool,
    /// Memory that the run may take for what it holds in flight.
    pub memory: Memory,
    /// Threads that analyse.
    pub threads: usize,
    /// Largest record in bytes.
    pub record_bytes_max: usize,
    /// What names become what (`--map`).
    pub map: MapRules,
    /// Whether to count what was mapped to what.
    pub map_report: bool,
    /// Whether pages that are no article are taken too.
    pub keep_all: bool,
    /// Least time between two checkpoints, from which the same command goes on.
    pub checkpoint_every: Duration,
    /// Whether to forget the checkpoint of an earlier run.
    pub restart: bool,
}

impl Options {
    /// What the engine may use: analysis takes most of the time, so one thread of the engine keeps up
    /// with three of it, and fewer threads make fewer segments to merge.
    pub(super) fn engine(&self) -> WriterOptions {
        WriterOptions { memory: self.memory.writer(), threads: self.threads.div_ceil(3) }
    }
}

/// Least time between two checkpoints unless told otherwise: a killed run repeats so much at most.
pub const CHECKPOINT_EVERY: Duration = Duration::from_secs(30);

/// Largest record unless told otherwise: 16 MiB, by the contract.
pub const RECORD_BYTES_MAX: usize = 16 << 20;

/// A number of bytes of memory, divided between the parts of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory(usize);

/// Why a text is no amount of memory.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MemoryError {
    /// It is no number with a unit.
    #[error("`{0}` is no amount of memory: write a number and a unit, such as `512MiB` or `2GiB`")]
    Unreadable(String),
    /// It is too little.
    #[error("`{0}` is too little memory for a run: give at least `64MiB`")]
    TooLittle(String),
}

impl Memory {
    /// Least memory of a run: the engine alone takes a quarter of it for one thread.
    pub const MIN: usize = 64 << 20;

    /// Bytes of the engine's buffered postings: half.
    #[must_use]
    pub fn writer(self) -> usize {
        self.0 / 2
    }

    /// Bytes of articles between reader and writer: a quarter.
    #[must_use]
    pub fn in_flight(self) -> usize {
        self.0 / 4
    }

    /// Bytes for the ids of the run: an eighth; what is more goes to the disk.
    #[must_use]
    pub fn ids(self) -> usize {
        self.0 / 8
    }

    /// What the engine may use where few articles are written, or none.
    #[must_use]
    pub fn engine(self) -> WriterOptions {
        WriterOptions { memory: self.writer(), threads: 1 }
    }

    /// All bytes.
    #[must_use]
    pub fn bytes(self) -> usize {
        self.0
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self(512 << 20)
    }
}

impl FromStr for Memory {
    type Err = MemoryError;

    /// Reads `512MiB`, `2GiB`, `800MB`, `512M` (binary, as most programs take it) or plain bytes.
    fn from_str(text: &str) -> Result<Self, MemoryError> {
        let shown = || text.chars().take(64).collect::<String>();
        let trimmed = text.trim();
        let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = trimmed.split_at_checked(digits).unwrap_or((trimmed, ""));
        let factor: usize = match unit.trim().to_ascii_lowercase().as_str() {
            "" | "b" => 1,
            "kib" | "k" => 1 << 10,
            "mib" | "m" => 1 << 20,
            "gib" | "g" => 1 << 30,
            "kb" => 1_000,
            "mb" => 1_000_000,
            "gb" => 1_000_000_000,
            _ => return Err(MemoryError::Unreadable(shown())),
        };
        let bytes = number.parse::<usize>().ok().and_then(|number| number.checked_mul(factor));
        match bytes {
            None => Err(MemoryError::Unreadable(shown())),
            Some(bytes) if bytes < Self::MIN => Err(MemoryError::TooLittle(shown())),
            Some(bytes) => Ok(Self(bytes)),
        }
    }
}

/// How many rejected rows are still a success: a number, or a share of all rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MaxRejects {
    /// So many rows.
    Rows(u64),
    /// So many of a hundred rows.
    Percent(f64),
}

/// Why a text is no limit of rejects.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no limit of rejected rows: write a number such as `100`, or a share from `0%` to `100%`")]
pub struct MaxRejectsError(String);

impl MaxRejects {
    /// Whether a run's rejects stay within the limit.
    #[must_use]
    pub fn holds(self, rejected: u64, read: u64) -> bool {
        match self {
            Self::Rows(rows) => rejected <= rows,
            #[allow(clippy::cast_precision_loss, reason = "row counts stay far below 2^52")]
            Self::Percent(percent) => rejected as f64 * 100.0 <= percent * read as f64,
        }
    }
}

impl fmt::Display for MaxRejects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rows(rows) => write!(f, "{rows}"),
            Self::Percent(percent) => write!(f, "{percent}%"),
        }
    }
}

impl FromStr for MaxRejects {
    type Err = MaxRejectsError;

    fn from_str(text: &str) -> Result<Self, MaxRejectsError> {
        let error = || MaxRejectsError(text.chars().take(64).collect());
        match text.trim().strip_suffix('%') {
            Some(share) => {
                let plain = share.bytes().all(|b| b.is_ascii_digit() || b == b'.');
                let percent = share.parse::<f64>().ok().filter(|percent| plain && (0.0..=100.0).contains(percent));
                percent.map(Self::Percent).ok_or_else(error)
            }
            None => text.trim().parse().map(Self::Rows).map_err(|_| error()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_memory() {
        let cases = [
            ("512MiB", Some(512 << 20)),
            ("2GiB", Some(2 << 30)),
            ("1 gib", Some(1 << 30)),
            ("800MB", Some(800_000_000)),
            ("100m", Some(100 << 20)),
            ("67108864", Some(64 << 20)),
            ("", None),
            ("MiB", None),
            ("-5MiB", None),
            ("5 apples", None),
            ("99999999999999999999GiB", None),
        ];
        for (text, expected) in cases {
            assert_eq!(text.parse::<Memory>().ok().map(Memory::bytes), expected, "{text}");
        }
        assert_eq!("1MiB".parse::<Memory>(), Err(MemoryError::TooLittle("1MiB".into())));
    }

    #[test]
    fn limits_of_rejects() {
        let holds = |limit: &str, rejected, read| limit.parse::<MaxRejects>().unwrap().holds(rejected, read);
        assert!(holds("5", 5, 1000) && !holds("5", 6, 1000));
        assert!(holds("1%", 10, 1000) && !holds("1%", 11, 1000));
        assert!(holds("0.5%", 5, 1000) && !holds("0.5%", 6, 1000));
        assert!(holds("0", 0, 0) && holds("0%", 0, 0));
        for bad in ["", "%", "-1", "101%", "NaN%", "1e9%", "many"] {
            assert!(bad.parse::<MaxRejects>().is_err(), "{bad}");
        }
    }
}

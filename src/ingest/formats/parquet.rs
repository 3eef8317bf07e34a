//! Apache Parquet, row by row: nullable and nested columns, dates, timestamps of any unit.

use std::fmt;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};

use parquet::basic::{LogicalType, TimeUnit};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row as Record};
use parquet::schema::types::Type;
use serde_json::Value;

use super::super::RejectCode;
use super::super::mapping::{draft_of_values, names_a_text};
use super::super::row::{At, Context, Row, reject, shortened};
use super::super::window::Window;
use super::Rows;
use crate::article::published::{Instant, When};

/// Most bytes of a column of one row group: it is read page by page, but a page may be as large.
const COLUMN_BYTES_MAX: i64 = 1 << 30;

/// Rows that are decoded at once.
const BATCH: usize = 256;

/// A Parquet file while it is read.
pub(in super::super) struct Parquet {
    rows: Option<RowIter<'static>>,
    /// Columns of nanoseconds since 1970, which the row interface gives as numbers.
    nanos: Vec<String>,
    names: Vec<String>,
    number: u64,
}

impl fmt::Debug for Parquet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parquet").field("row", &self.number).finish_non_exhaustive()
    }
}

impl Parquet {
    /// Nothing to read.
    pub(in super::super) fn none() -> Self {
        Self { rows: None, nanos: Vec::new(), names: Vec::new(), number: 0 }
    }

    /// Reads the end of the file, which tells what is in it.
    pub(in super::super) fn open(file: File) -> Result<Self, String> {
        guarded(|| {
            let reader = SerializedFileReader::new(file).map_err(|error| error.to_string())?;
            let meta = reader.metadata();
            let large = meta
                .row_groups()
                .iter()
                .flat_map(parquet::file::metadata::RowGroupMetaData::columns)
                .find(|column| column.uncompressed_size() > COLUMN_BYTES_MAX);
            if let Some(column) = large {
                let (name, bytes) = (column.column_path().string(), column.uncompressed_size());
                return Err(format!(
                    "its column `{}` has {bytes} bytes in one row group, at most {COLUMN_BYTES_MAX} are read: write it with smaller row groups",
                    shortened(&name)
                ));
            }
            let fields = meta.file_metadata().schema().get_fields();
            let names = fields.iter().map(|field| field.name().to_owned()).collect();
            let nanos = fields.iter().filter(|field| is_nanos(field)).map(|field| field.name().to_owned()).collect();
            let rows = RowIter::from_file_into(Box::new(reader)).with_batch_size(BATCH);
            Ok(Self { rows: Some(rows), nanos, names, number: 0 })
        })
    }
}

/// Damaged files make the crate panic in places: that is one more way in which they are damaged.
fn guarded<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err("its data is damaged".to_owned()))
}

fn is_nanos(field: &Type) -> bool {
    matches!(field.get_basic_info().logical_type_ref(), Some(LogicalType::Timestamp(stamp)) if stamp.unit == TimeUnit::NANOS)
}

impl Rows for Parquet {
    fn next_row(&mut self, _window: &mut Window, context: &Context) -> Option<Row> {
        let rows = self.rows.as_mut()?;
        if self.number == 0 && !names_a_text(&self.names, &context.mapping) {
            self.rows = None;
            let names: Vec<String> = self.names.iter().take(12).map(|name| format!("`{}`", shortened(name))).collect();
            let reason = format!(
                "its columns are called {}, and none is known to be a title or text: say which are by `--map title=NAME,body=NAME`",
                names.join(", ")
            );
            return Some(reject(At { line: 1, byte: 0 }, RejectCode::NeedsMap, reason, &[]));
        }
        self.number += 1;
        // A Parquet file has rows and no lines.
        let at = At { line: self.number, byte: 0 };
        match guarded(|| rows.next().transpose().map_err(|error| error.to_string())) {
            Ok(None) => {
                self.rows = None;
                None
            }
            Ok(Some(record)) => Some(self.read(&record, at, context)),
            Err(error) => {
                self.rows = None;
                let reason =
                    format!("the file is damaged from row {} on: {error}: the rows before are kept: get the file again", self.number);
                Some(reject(at, RejectCode::Unreadable, reason, &[]))
            }
        }
    }
}

impl Parquet {
    fn read(&self, record: &Record, at: At, context: &Context) -> Row {
        let members: Vec<(String, Value)> = record.get_column_iter().map(|(name, field)| (name.clone(), self.value(name, field))).collect();
        let raw = serde_json::to_string(&members.iter().cloned().collect::<serde_json::Map<_, _>>()).unwrap_or_default();
        if raw.len() > context.record_bytes_max {
            return super::super::row::too_large(at, raw.as_bytes(), context);
        }
        draft_of_values(members, context).finish(at, raw.as_bytes(), context)
    }

    fn value(&self, name: &str, field: &Field) -> Value {
        match field {
            // Texts are often written without saying that they are.
            Field::Bytes(bytes) if std::str::from_utf8(bytes.data()).is_ok() => {
                Value::String(String::from_utf8_lossy(bytes.data()).into_owned())
            }
            Field::Long(nanos) if self.nanos.iter().any(|held| held == name) => moment(nanos.div_euclid(1_000)),
            Field::TimestampMillis(millis) => millis.checked_mul(1_000).map_or(Value::Null, moment),
            Field::TimestampMicros(micros) => moment(*micros),
            other => other.to_json_value(),
        }
    }
}

/// A moment as text; one at midnight has no time of day, as tables of days are written.
fn moment(micros: i64) -> Value {
    let text = When::Instant(Instant { micros, offset: None, seconds: true }).to_string();
    Value::String(text.strip_suffix("T00:00:00Z").map_or_else(|| text.trim_end_matches('Z').to_owned(), str::to_owned))
}

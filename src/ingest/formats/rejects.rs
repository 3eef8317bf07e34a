//! A rejects file of an earlier run: its rows are read again by the formats that they came from.
//!
//! Rows keep the places that they had, so that one which is rejected again is found where it always
//! was. What the file holds only the beginning of, and whole inputs that were not read, are read
//! again from where they lie.

use std::collections::VecDeque;
use std::io::Cursor;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use encoding_rs::{Encoding, UTF_8};
use serde::Deserialize;

use super::super::row::{Context, Earlier, Row, reject, shortened};
use super::super::window::Window;
use super::super::{Format, Place, RejectCode, detect};
use super::{Rows, jsonl, rows};

/// A rejects file while it is read.
#[derive(Debug, Default)]
pub(super) struct Rejects {
    ready: VecDeque<Row>,
}

/// A row of the file.
#[derive(Deserialize)]
struct Rejected {
    file: String,
    #[serde(default)]
    member: Option<String>,
    line: u64,
    byte: u64,
    code: String,
    raw: String,
    #[serde(default)]
    format: Option<String>,
    #[serde(default)]
    header: Option<String>,
    #[serde(default)]
    encoding: Option<String>,
    #[serde(default)]
    raw_base64: bool,
    #[serde(default)]
    raw_cut: bool,
}

impl Rows for Rejects {
    fn next_row(&mut self, window: &mut Window, context: &Context) -> Option<Row> {
        loop {
            if let Some(row) = self.ready.pop_front() {
                return Some(row);
            }
            let at = window.at();
            // A raw row of the largest size that is kept, its characters escaped, is far below this.
            let (line, end) = jsonl::line_length(window, context.record_bytes_max.max(1 << 20))?;
            let data = window.data().get(..line).unwrap_or_default();
            let blank = data.iter().all(u8::is_ascii_whitespace);
            let failed = match serde_json::from_slice::<Rejected>(data) {
                _ if blank => None,
                Ok(rejected) => self.again(rejected, context).err().map(|reason| reject(at, RejectCode::Malformed, reason, data)),
                Err(error) => {
                    let reason = format!("it is no row of a rejects file: {error}: mend it and read it again");
                    Some(reject(at, RejectCode::Malformed, reason, data))
                }
            };
            window.consume(end.max(1));
            if failed.is_some() {
                return failed;
            }
        }
    }
}

impl Rejects {
    /// Reads one row again.
    fn again(&mut self, rejected: Rejected, context: &Context) -> Result<(), String> {
        let Rejected { file, member, line, byte, code, raw, format, header, encoding, raw_base64, raw_cut } = rejected;
        let place = Place { file, member, line, byte };
        if raw_cut || matches!(code.as_str(), "unreadable" | "unknown-format" | "needs-map") {
            self.ready.push_back(Row::Again(place));
            return Ok(());
        }
        let encoding = encoding.as_deref().map(known).transpose()?;
        let mut bytes = header.as_ref().map(|header| format!("{header}\n").into_bytes()).unwrap_or_default();
        bytes.extend(if raw_base64 { decoded(&raw, encoding)? } else { raw.into_bytes() });
        let format = match format.as_deref().and_then(Format::parse) {
            // What a Parquet file holds is written as JSON.
            Some(Format::Parquet) => Format::Json,
            Some(format) if format != Format::Rejects => format,
            _ => match detect::text(&String::from_utf8_lossy(&bytes), true, &place.file, &context.mapping) {
                detect::Verdict::Is(format, _) if format != Format::Rejects => format,
                _ => return Err("the format of its `raw` cannot be told: add a member `format`".to_owned()),
            },
        };
        let mut window = Window::new(Box::new(Cursor::new(bytes)), 0);
        // What the whole input told of its encoding, its rows alone do not.
        window.proven_utf8 = encoding.is_some();
        let earlier = Earlier { place, format: Some(format), header, encoding: encoding.map(Encoding::name) };
        let mut inner = rows(format);
        while let Some(row) = inner.next_row(&mut window, context) {
            self.ready.push_back(Row::From(Box::new(earlier.clone()), Box::new(row)));
        }
        Ok(())
    }
}

fn known(label: &str) -> Result<&'static Encoding, String> {
    let name = || format!("its `encoding` `{}` is none that is known: take the member out, or write the name of one", shortened(label));
    Encoding::for_label(label.as_bytes()).ok_or_else(name)
}

/// The bytes of a row that are no UTF-8, decoded where they are in another encoding.
fn decoded(raw: &str, encoding: Option<&'static Encoding>) -> Result<Vec<u8>, String> {
    let bytes = BASE64_STANDARD.decode(raw).map_err(|error| format!("its `raw` is no base64: {error}"))?;
    Ok(match encoding.filter(|encoding| *encoding != UTF_8) {
        Some(encoding) => encoding.decode_without_bom_handling(&bytes).0.into_owned().into_bytes(),
        None => bytes,
    })
}

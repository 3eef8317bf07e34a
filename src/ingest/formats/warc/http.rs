//! The answer of HTTP in a record: its head, and its body without transfer and content encodings.

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use fastwarc::warc::record::{AutoDecode, WarcRecord};

use super::super::super::row::shortened;

/// Longest head of an answer.
const HEAD_MAX: usize = 64 << 10;

/// Encodings of a body one after another.
const ENCODINGS_MAX: usize = 4;

/// An answer of HTTP.
#[derive(Debug, Default)]
pub(super) struct Response<'a> {
    /// The whole block.
    block: &'a [u8],
    /// Length of its head; 0 where it has none.
    head: usize,
    /// The status, where there is a head.
    pub(super) status: Option<u16>,
    mime: Option<String>,
    /// The encoding of the text that the server says.
    pub(super) charset: Option<String>,
    /// Whether the body is encoded.
    encodings: usize,
}

/// Why a body cannot be read.
#[derive(Debug)]
pub(super) enum Broken {
    TooLarge,
    Damaged(String),
}

/// Where the head ends that begins these bytes: behind its blank line.
pub(super) fn head_end(bytes: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'\n', bytes).find_map(|at| match (bytes.get(at + 1), bytes.get(at + 2)) {
        (Some(b'\n'), _) => Some(at + 2),
        (Some(b'\r'), Some(b'\n')) => Some(at + 3),
        _ => None,
    })
}

impl<'a> Response<'a> {
    /// Reads the head of a block, or of its beginning.
    pub(super) fn read(block: &'a [u8]) -> Self {
        let mut response = Self { block, ..Self::default() };
        if !block.starts_with(b"HTTP/") {
            return response;
        }
        let begin = block.get(..HEAD_MAX).unwrap_or(block);
        let end = head_end(begin).unwrap_or(begin.len());
        response.head = end;
        let head: String = begin.get(..end).unwrap_or_default().iter().map(|byte| char::from(*byte)).collect();
        let mut lines = head.lines();
        response.status = lines.next().and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
        for line in lines {
            let Some((name, value)) = line.split_once(':') else { continue };
            match name.trim().to_ascii_lowercase().as_str() {
                "content-type" => {
                    let value = value.to_ascii_lowercase();
                    let mut parts = value.split(';').map(str::trim);
                    response.mime = parts.next().filter(|mime| !mime.is_empty()).map(str::to_owned);
                    let charset = parts.find_map(|part| part.strip_prefix("charset="));
                    response.charset = charset.map(|charset| charset.trim_matches(['"', '\'']).to_owned());
                }
                "transfer-encoding" | "content-encoding" => {
                    response.encodings += value.split(',').filter(|encoding| !matches!(encoding.trim(), "" | "identity")).count();
                }
                _ => {}
            }
        }
        response
    }

    /// Why it is no page, by the type that the server, or else the archive, says.
    pub(super) fn no_page(&self, archived: Option<&str>) -> Option<String> {
        let archived = archived.filter(|mime| *mime != "no-type" && *mime != "unk").map(str::to_ascii_lowercase);
        let Some(mime) = self.mime.clone().or(archived) else {
            let begin = self.block.get(self.head..).unwrap_or_default().trim_ascii_start();
            let begin = begin.get(..begin.len().min(15)).unwrap_or_default().to_ascii_lowercase();
            let is_html = begin.starts_with(b"<!doctype html") || begin.starts_with(b"<html");
            return (!is_html).then(|| "it is a response without a type and does not begin like HTML".into());
        };
        let mime = mime.split(';').next().unwrap_or_default().trim();
        (!matches!(mime, "text/html" | "application/xhtml+xml"))
            .then(|| format!("it is a response of the type `{}` and no HTML", shortened(mime)))
    }

    /// The body, decoded, of at most so many bytes.
    ///
    /// Archives often keep the names of encodings that they have taken off: then the body is taken
    /// as it stands.
    pub(super) fn body(&self, max: usize) -> Result<Vec<u8>, Broken> {
        let raw = self.block.get(self.head..).unwrap_or_default();
        if self.encodings == 0 {
            return Ok(raw.to_vec());
        }
        if self.encodings > ENCODINGS_MAX {
            return Err(Broken::Damaged(format!("it is encoded {} times", self.encodings)));
        }
        let read = catch_unwind(AssertUnwindSafe(|| decoded(self.block, max)));
        let plain = raw.trim_ascii_start().first() == Some(&b'<');
        match read {
            Ok(Ok(body)) if body.len() > max => Err(Broken::TooLarge),
            Ok(Ok(body)) if !body.is_empty() || raw.is_empty() => Ok(body),
            _ if plain => Ok(raw.to_vec()),
            Ok(Ok(_)) => Err(Broken::Damaged("nothing comes out of it".into())),
            Ok(Err(error)) => Err(Broken::Damaged(error)),
            Err(_) => Err(Broken::Damaged("its data is damaged".into())),
        }
    }
}

/// Decodes the body of a block by its head.
fn decoded(block: &[u8], max: usize) -> Result<Vec<u8>, String> {
    let head = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    let bytes = [head.as_bytes(), block].concat();
    let mut record = WarcRecord::from_reader(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    record.parse_http_with_opts(AutoDecode::All, HEAD_MAX, true).map_err(|error| error.to_string())?;
    let reader = record.reader_mut().ok_or("it has no body")?;
    let mut out = Vec::new();
    reader.take(max as u64 + 1).read_to_end(&mut out).map_err(|error| error.to_string())?;
    Ok(out)
}

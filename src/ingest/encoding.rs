//! Text encodings: found at the beginning of an input, decoded while it is read.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::row::note;
use super::{Note, NoteCode};

/// Bytes that are decoded at once.
const CHUNK: usize = 64 * 1024;

/// The encoding of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// The encoding.
    pub(super) encoding: &'static Encoding,
    /// Bytes of the byte order mark.
    pub(super) mark: usize,
    /// Whether the text could be nothing but UTF-8.
    pub(super) proven_utf8: bool,
}

/// Finds the encoding by the first bytes: a byte order mark, UTF-8, the pattern of UTF-16, else
/// what letter statistics say. `whole` says that the input has no more bytes than these.
pub(super) fn find(head: &[u8], whole: bool) -> Found {
    if let Some((encoding, mark)) = Encoding::for_bom(head) {
        return Found { encoding, mark, proven_utf8: encoding == UTF_8 };
    }
    if let Some(encoding) = utf16_by_pattern(head) {
        return Found { encoding, mark: 0, proven_utf8: false };
    }
    let (letters, damage) = utf8_evidence(head, whole);
    // By chance, bytes of another encoding seldom make a whole letter of UTF-8.
    if damage == 0 || letters > 4 * damage {
        return Found { encoding: UTF_8, mark: 0, proven_utf8: letters > 0 };
    }
    Found { encoding: declared(head).unwrap_or_else(|| guess(head, whole)), mark: 0, proven_utf8: false }
}

/// Bytes in which markup says its encoding.
const DECLARATION_MAX: usize = 4096;

/// The encoding that markup says it is in (`<?xml encoding="…"?>`, `<meta charset=…>`), where it
/// is another than UTF-8 and its bytes are letters in it. Asked only where they are no UTF-8.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let begin = head.get(..DECLARATION_MAX).unwrap_or(head).to_ascii_lowercase();
    if begin.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'<') {
        return None;
    }
    let label = |name: &[u8]| {
        let after = begin.get(memchr::memmem::find(&begin, name)? + name.len()..)?;
        let value = after.iter().skip_while(|byte| matches!(byte, b'=' | b' ' | b'"' | b'\''));
        let label: Vec<u8> =
            value.copied().take(40).take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':')).collect();
        Encoding::for_label(&label)
    };
    let encoding = label(b"charset").or_else(|| label(b"encoding"))?;
    if encoding == UTF_8 || encoding == UTF_16LE || encoding == UTF_16BE {
        return None;
    }
    // The end of the look-ahead may cut a letter of several bytes.
    let whole = head.get(..head.len().saturating_sub(4)).unwrap_or(head);
    let (text, _) = encoding.decode_without_bom_handling(whole);
    let damaged = text.chars().filter(|c| matches!(c, '\u{fffd}' | '\u{80}'..='\u{9f}')).count();
    (damaged * 100 <= whole.iter().filter(|byte| **byte >= 0x80).count()).then_some(encoding)
}

fn guess(bytes: &[u8], whole: bool) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, whole);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if guess.is_single_byte() && signs_only(bytes) { WINDOWS_1252 } else { guess }
}

/// Whether a text is ASCII but for a few signs (pounds, quotes, dashes), which letter statistics
/// take for letters of other alphabets: in windows-1252 they lie below 0xC0, the letters of other
/// languages mostly above.
fn signs_only(bytes: &[u8]) -> bool {
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    let letters = bytes.iter().filter(|byte| **byte >= 0xc0).count();
    letters == 0 && high * 20 < bytes.len().max(40)
}

/// Counts letters of several bytes and damaged places.
fn utf8_evidence(head: &[u8], whole: bool) -> (usize, usize) {
    let (mut letters, mut damage) = (0, 0);
    let mut chunks = head.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        if !chunk.valid().is_ascii() {
            letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        }
        // A letter that the end of the look-ahead cuts is no damage.
        let cut = chunks.peek().is_none() && !whole && std::str::from_utf8(chunk.invalid()).is_err_and(|e| e.error_len().is_none());
        if !chunk.invalid().is_empty() && !cut {
            damage += 1;
        }
    }
    (letters, damage)
}

/// Tells UTF-16 without a mark by its zero bytes, which stand at every second place of the ASCII
/// that any news text holds (blanks, digits, line ends).
fn utf16_by_pattern(head: &[u8]) -> Option<&'static Encoding> {
    let pairs = head.len() / 2;
    if pairs < 8 {
        return None;
    }
    let zeros = |offset: usize| head.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let often = |count: usize| count * 10 >= pairs;
    let never = |count: usize| count * 200 <= pairs;
    match () {
        () if often(odd) && never(even) => Some(UTF_16LE),
        () if often(even) && never(odd) => Some(UTF_16BE),
        () => None,
    }
}

/// Turns the bytes of a record into text.
///
/// Bytes that are no UTF-8 are read in the encoding they look like where the input does not prove
/// to be UTF-8, else replaced; zero bytes are left out. Both are noted.
pub(super) fn record_text(bytes: &[u8], proven_utf8: bool) -> (Cow<'_, str>, Option<Note>) {
    let (text, mut found) = match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), None),
        Err(error) if proven_utf8 => {
            let text = String::from_utf8_lossy(bytes);
            let example = damaged_place(bytes, error.valid_up_to());
            (text, Some(note(NoteCode::BadBytes, &format!("{example}: not UTF-8, replaced"))))
        }
        Err(error) => {
            let encoding = guess(bytes, true);
            let (text, _) = encoding.decode_without_bom_handling(bytes);
            let example = damaged_place(bytes, error.valid_up_to());
            (text, Some(note(NoteCode::BadBytes, &format!("{example}: not UTF-8, read as {}", encoding.name()))))
        }
    };
    if memchr::memchr(0, text.as_bytes()).is_none() {
        return (text, found);
    }
    if found.is_none() {
        found = Some(note(NoteCode::BadBytes, "zero bytes, left out"));
    }
    (Cow::Owned(text.replace('\0', "")), found)
}

/// The text around a damaged byte, with the byte in hexadecimal.
fn damaged_place(bytes: &[u8], at: usize) -> String {
    let before = bytes.get(at.saturating_sub(24)..at).unwrap_or_default();
    let bad = bytes.get(at).copied().unwrap_or_default();
    let shown: String = String::from_utf8_lossy(before).chars().filter(|c| !c.is_control() && *c != '\u{fffd}').collect();
    format!("{shown}\\x{bad:02x}")
}

/// Decodes a stream into UTF-8 while it is read.
pub(super) struct Transcoder<R> {
    inner: R,
    decoder: Decoder,
    input: Vec<u8>,
    input_at: usize,
    output: Vec<u8>,
    output_at: usize,
    ended: bool,
    flushed: bool,
    replaced: Arc<AtomicU64>,
}

impl<R: Read> Transcoder<R> {
    /// Reads `inner`, which has no byte order mark any more.
    pub(super) fn new(inner: R, encoding: &'static Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_without_bom_handling(),
            input: Vec::new(),
            input_at: 0,
            output: Vec::new(),
            output_at: 0,
            ended: false,
            flushed: false,
            replaced: Arc::new(AtomicU64::new(0)),
        }
    }

    /// The count of reads in which bytes were replaced.
    pub(super) fn replaced(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.replaced)
    }

    fn refill(&mut self) -> io::Result<()> {
        if self.input_at >= self.input.len() && !self.ended {
            self.input.clear();
            self.input_at = 0;
            if self.inner.by_ref().take(CHUNK as u64).read_to_end(&mut self.input)? == 0 {
                self.ended = true;
            }
        }
        let bytes = self.input.get(self.input_at..).unwrap_or_default();
        // Three bytes hold any letter that one or two bytes can name.
        self.output.resize(CHUNK * 3, 0);
        let (result, read, written, replaced) = self.decoder.decode_to_utf8(bytes, &mut self.output, self.ended);
        self.output.truncate(written);
        self.output_at = 0;
        self.input_at += read;
        self.flushed = self.ended && result == CoderResult::InputEmpty;
        if replaced {
            self.replaced.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.output_at >= self.output.len() {
            if self.flushed {
                return Ok(0);
            }
            self.refill()?;
        }
        let ready = self.output.get(self.output_at..).unwrap_or_default();
        let count = ready.len().min(out.len());
        for (to, from) in out.iter_mut().zip(ready) {
            *to = *from;
        }
        self.output_at += count;
        Ok(count)
    }
}

impl<R> fmt::Debug for Transcoder<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transcoder").field("encoding", &self.decoder.encoding()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, SHIFT_JIS, WINDOWS_1251, WINDOWS_1256};

    use super::*;

    #[test]
    fn encodings_are_found() {
        let check = |bytes: &[u8], expected: &'static Encoding| {
            assert_eq!(find(bytes, true).encoding, expected, "{}", String::from_utf8_lossy(bytes));
        };
        check(b"plain words", UTF_8);
        check("\u{feff}marked".as_bytes(), UTF_8);
        check("Ärger über Öl — und ein Fehler \u{e9}".as_bytes(), UTF_8);
        check(b"a pound \xa3 sign, and nothing else that is not ASCII in this line", WINDOWS_1252);
        check(&WINDOWS_1251.encode("Сегодня в Москве открылась выставка старых книг и карт").0, WINDOWS_1251);
        check(&WINDOWS_1256.encode("وزير الاتصالات يلتقي سفير المملكة العربية السعودية في طهران").0, WINDOWS_1256);
        check(&SHIFT_JIS.encode("アムダリヤ川の水をめぐり、四か国が合意した。").0, SHIFT_JIS);
        check(&BIG5.encode("南極冰棚裂縫擴大，科考站緊急遷移油庫，燃油往內陸遷移十一公里").0, BIG5);
        let wide: Vec<u8> = "Plain words in wide units, 1 2 3".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&wide, UTF_16LE);
    }

    #[test]
    fn utf8_with_a_damaged_byte_stays_utf8() {
        let mut bytes = "کابل دریایی کمان مروارید".as_bytes().to_vec();
        bytes.push(0xff);
        let found = find(&bytes, true);
        assert_eq!((found.encoding, found.proven_utf8), (UTF_8, true));
        let (text, note) = record_text(&bytes, true);
        assert!(text.ends_with('\u{fffd}'));
        assert_eq!(note.unwrap().code, NoteCode::BadBytes);
    }

    #[test]
    fn a_record_in_another_encoding_is_read_and_noted() {
        let (text, note) = record_text(b"it cost \xa3 4", false);
        assert_eq!((text.as_ref(), note.is_some()), ("it cost £ 4", true));
        assert_eq!(record_text(b"a\0b", false).0, "ab");
    }

    #[test]
    fn a_stream_is_decoded_whole() {
        let text = "アムダリヤ川の水をめぐり。".repeat(20_000);
        let bytes = SHIFT_JIS.encode(&text).0.into_owned();
        let mut out = String::new();
        Transcoder::new(bytes.as_slice(), SHIFT_JIS).read_to_string(&mut out).unwrap();
        assert_eq!(out, text);
    }
}

//! How articles lie in the index: each one's JSON compressed by itself.
//!
//! A page of hits reads ten articles out of half a million: with blocks of several articles it would
//! decompress ten times what it needs. A dictionary of what the JSON of articles has in common makes
//! up for the small pieces: 0.43 of the JSON, where blocks of 16 KiB with LZ4 take 0.56 (English news).
//! The dictionary is part of the disk format; CONTRIBUTING.md says how it was made.

use std::cell::RefCell;
use std::io;
use std::sync::LazyLock;

use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::zstd_safe::CParameter;

static DICTIONARY: &[u8] = include_bytes!("data/articles.dict");

/// Level of compression: 140 MB/s. Level 6 takes 4 % less room and three times the time.
const LEVEL: i32 = 3;

/// Most bytes of an article's JSON: records have at most 16 MiB, and escapes make up to six of one.
const JSON_MAX: usize = 128 << 20;

static ENCODER: LazyLock<EncoderDictionary<'static>> = LazyLock::new(|| EncoderDictionary::copy(DICTIONARY, LEVEL));
static DECODER: LazyLock<DecoderDictionary<'static>> = LazyLock::new(|| DecoderDictionary::copy(DICTIONARY));

thread_local! {
    // Both keep tables of some hundred KB that are dear to make for one article.
    static PACKER: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Compresses the JSON of an article, an object. It stays as it is where the library has no memory.
pub(super) fn pack(json: &str) -> Vec<u8> {
    let packed: io::Result<Vec<u8>> = PACKER.with_borrow_mut(|packer| {
        let packer = match packer {
            Some(packer) => packer,
            None => packer.insert(packer_of_dictionary()?),
        };
        packer.compress(json.as_bytes())
    });
    packed.unwrap_or_else(|_| json.as_bytes().to_vec())
}

fn packer_of_dictionary() -> io::Result<Compressor<'static>> {
    let mut packer = Compressor::with_prepared_dictionary(&ENCODER)?;
    // There is one dictionary: four bytes an article would say which.
    packer.set_parameter(CParameter::DictIdFlag(false))?;
    Ok(packer)
}

/// Decompresses the JSON of an article.
///
/// # Errors
/// Where the bytes are not what [`pack`] gave.
pub(super) fn unpack(packed: &[u8]) -> io::Result<String> {
    if packed.is_empty() {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "nothing is stored"));
    }
    if packed.first() == Some(&b'{') {
        return text(packed.to_vec());
    }
    let len = Decompressor::upper_bound(packed).filter(|len| *len <= JSON_MAX);
    let len = len.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "its length is not known"))?;
    let json = UNPACKER.with_borrow_mut(|unpacker| {
        let unpacker = match unpacker {
            Some(unpacker) => unpacker,
            None => unpacker.insert(Decompressor::with_prepared_dictionary(&DECODER)?),
        };
        unpacker.decompress(packed, len)
    })?;
    text(json)
}

/// The bytes of a stored document's one value; none where the document has another shape.
///
/// The engine writes the number of values, of each its field (four bytes), its type (one) and its length,
/// numbers with seven bits a byte and a mark on the last. Its own reading takes bytes one by one, a sixth
/// of the time of a page of hits.
pub(super) fn value(document: &[u8]) -> &[u8] {
    let Some(rest) = document.strip_prefix(&[0x81]).and_then(|rest| rest.get(5..)) else { return &[] };
    let mut len = 0;
    for (at, byte) in rest.iter().enumerate().take(5) {
        len |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 != 0 {
            return rest.get(at + 1..).filter(|value| value.len() == len).unwrap_or_default();
        }
    }
    &[]
}

fn text(json: Vec<u8>) -> io::Result<String> {
    String::from_utf8(json).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked() {
        assert_eq!(unpack(b"{}").unwrap(), "{}");
        for json in ["{}", r#"{"id":"a","title":"Dam opens in Aralsk"}"#, &"ä".repeat(100_000)] {
            assert_eq!(unpack(&pack(json)).unwrap(), json);
        }
    }

    #[test]
    fn values_of_documents_are_found() {
        let document = |len: &[u8], bytes: usize| [&[0x81, 20, 0, 0, 0, 6], len, &vec![7; bytes]].concat();
        assert_eq!(value(&document(&[0x83], 3)), [7; 3]);
        assert_eq!(value(&document(&[0x2c, 0x82], 300)), [7; 300]);
        for bad in [document(&[0x84], 3), document(&[], 0), vec![0x82, 1], Vec::new()] {
            assert!(value(&bad).is_empty());
        }
    }

    #[test]
    fn damaged_bytes_are_errors() {
        let packed = pack(&"Dam opens in Aralsk. ".repeat(50));
        assert!(unpack(&packed[..packed.len() / 2]).is_err());
        // A header that promises more than any article has.
        let huge = [&[0x28, 0xb5, 0x2f, 0xfd, 0xe0], [0xff; 8].as_slice()].concat();
        assert!(unpack(&huge).is_err());
    }
}

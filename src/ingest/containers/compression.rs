//! Compressed streams, decoded while they are read.

use std::io::Read;

use bzip2::read::MultiBzDecoder;
use flate2::read::MultiGzDecoder;
use lzma_rust2::XzReader;

use super::Failing;

/// Largest window of a zstd frame, as a power of two: 128 MiB, the most that `zstd` itself takes
/// without being told to.
const ZSTD_WINDOW_LOG_MAX: u32 = 27;

/// Memory of an xz decoder in KiB: `xz -9` writes dictionaries of 64 MiB.
const XZ_MEMORY_KIB_MAX: u32 = 128 * 1024;

/// The compression that bytes begin with, if it is one that is read through.
pub(super) fn name(head: &[u8]) -> Option<&'static str> {
    match head {
        [0x1f, 0x8b, 0x08, ..] => Some("gzip"),
        // A frame, or a skippable frame in front of one (RFC 8878, section 3.1).
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some("zstd"),
        // A block's magic, or that of the end of a stream without any.
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, ..] | [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, ..] => {
            Some("bzip2")
        }
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some("xz"),
        _ => None,
    }
}

/// Decodes a stream of the named compression, all of its frames one after another.
pub(super) fn decoded(name: &str, inner: impl Read + Send + 'static) -> Box<dyn Read + Send> {
    match name {
        "gzip" => Box::new(MultiGzDecoder::new(inner)),
        "bzip2" => Box::new(MultiBzDecoder::new(inner)),
        "xz" => Box::new(XzReader::new_mem_limit(inner, true, XZ_MEMORY_KIB_MAX)),
        _ => match zstd::stream::read::Decoder::new(inner) {
            Ok(mut decoder) => match decoder.window_log_max(ZSTD_WINDOW_LOG_MAX) {
                Ok(()) => Box::new(decoder),
                Err(error) => Box::new(Failing(Some(error))),
            },
            Err(error) => Box::new(Failing(Some(error))),
        },
    }
}

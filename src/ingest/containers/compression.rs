//! Compressed streams, decoded while they are read.

use std::io::{self, Read};

use bzip2::read::MultiBzDecoder;
use flate2::read::MultiGzDecoder;
use lzma_rust2::XzReader;
use thiserror::Error;

use super::Failing;
use super::lz4::Lz4;

/// Largest window of a zstd frame, as a power of two: 128 MiB, the most that `zstd` itself takes
/// without being told to.
const ZSTD_WINDOW_LOG_MAX: u32 = 27;

/// Memory of an xz decoder in KiB: `xz -9` writes dictionaries of 64 MiB.
const XZ_MEMORY_KIB_MAX: u32 = 128 * 1024;

/// Why a stream that may be whole is not decoded: its decoder would take more memory than a run has
/// to spare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("its {name} data needs more than {mebibytes} MiB of memory to be decoded: {mend}")]
pub(in super::super) struct TooMuchMemory {
    name: &'static str,
    mebibytes: u32,
    mend: &'static str,
}

const XZ_TOO_LARGE: TooMuchMemory = TooMuchMemory {
    name: "xz",
    mebibytes: XZ_MEMORY_KIB_MAX / 1024,
    mend: "unpack it with `xz -d` first, or pack it with a dictionary of 64 MiB at most, as `xz -9` does",
};

const ZSTD_TOO_LARGE: TooMuchMemory = TooMuchMemory {
    name: "zstd",
    mebibytes: 1 << (ZSTD_WINDOW_LOG_MAX - 20),
    mend: "unpack it with `zstd -d --long=31` first, or pack it with `--long=27` at most",
};

/// The limit that an error of reading comes from, however deep the compression lies.
pub(in super::super) fn too_much_memory(error: &io::Error) -> Option<TooMuchMemory> {
    error.get_ref().and_then(|inner| inner.downcast_ref::<TooMuchMemory>()).copied()
}

/// Says which errors of a decoder are its limit of memory.
struct Limited<R> {
    inner: R,
    limit: TooMuchMemory,
    is_limit: fn(&io::Error) -> bool,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.inner.read(out).map_err(|error| if (self.is_limit)(&error) { io::Error::other(self.limit) } else { error })
    }
}

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
        [0x04, 0x22, 0x4d, 0x18, ..] => Some("lz4"),
        _ => None,
    }
}

/// Decodes a stream of the named compression, all of its frames one after another.
pub(super) fn decoded(name: &str, inner: impl Read + Send + 'static) -> Box<dyn Read + Send> {
    match name {
        "gzip" => Box::new(MultiGzDecoder::new(inner)),
        "bzip2" => Box::new(MultiBzDecoder::new(inner)),
        "lz4" => Box::new(Lz4::new(inner)),
        "xz" => Box::new(Limited {
            inner: XzReader::new_mem_limit(inner, true, XZ_MEMORY_KIB_MAX),
            limit: XZ_TOO_LARGE,
            is_limit: |error| error.kind() == io::ErrorKind::OutOfMemory,
        }),
        _ => match zstd::stream::read::Decoder::new(inner) {
            Ok(mut decoder) => match decoder.window_log_max(ZSTD_WINDOW_LOG_MAX) {
                // The library says it by its message alone.
                Ok(()) => Box::new(Limited {
                    inner: decoder,
                    limit: ZSTD_TOO_LARGE,
                    is_limit: |error| error.get_ref().is_some_and(|inner| inner.to_string().contains("too much memory")),
                }),
                Err(error) => Box::new(Failing(Some(error))),
            },
            Err(error) => Box::new(Failing(Some(error))),
        },
    }
}

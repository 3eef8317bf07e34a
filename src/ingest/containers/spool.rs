//! Streams that must be read out of order are copied to a nameless temporary file.

use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};

/// Most bytes of such a file: more belongs on a disk of its own, unpacked by hand.
const SPOOL_BYTES_MAX: u64 = 4 << 30;

/// Copies a stream to a temporary file and goes back to its beginning.
pub(in super::super) fn spooled(stream: impl Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    let copied = io::copy(&mut stream.take(SPOOL_BYTES_MAX + 1), &mut file)?;
    if copied > SPOOL_BYTES_MAX {
        let reason = format!(
            "it must be read out of order, and has more than the {SPOOL_BYTES_MAX} bytes that are copied to a temporary file for that: give the unpacked file"
        );
        return Err(io::Error::other(reason));
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

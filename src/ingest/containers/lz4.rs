//! Streams of lz4 frames.

use std::io::{self, Read};

use lz4_flex::frame::FrameDecoder;

/// Decodes frames one after another.
///
/// The decoder answers the end of a frame, the end of the stream and a stream that was cut off
/// alike; what it took of the stream tells them apart.
pub(super) struct Lz4<R: Read> {
    decoder: FrameDecoder<Taken<R>>,
}

impl<R: Read> Lz4<R> {
    /// Decodes a stream that begins with a frame.
    pub(super) fn new(inner: R) -> Self {
        Self { decoder: FrameDecoder::new(Taken { inner, bytes: 0, ended: false }) }
    }
}

impl<R: Read> Read for Lz4<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.decoder.read(out)?;
            if count > 0 || out.is_empty() {
                return Ok(count);
            }
            let taken = self.decoder.get_mut();
            match (taken.ended, std::mem::take(&mut taken.bytes)) {
                (true, 0) => return Ok(0),
                (true, _) => return Err(io::ErrorKind::UnexpectedEof.into()),
                (false, _) => {}
            }
        }
    }
}

/// Counts what is taken of a stream since the last frame ended.
struct Taken<R> {
    inner: R,
    bytes: u64,
    ended: bool,
}

impl<R: Read> Read for Taken<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        self.bytes += count as u64;
        self.ended |= count == 0 && !out.is_empty();
        Ok(count)
    }
}

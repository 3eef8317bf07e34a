//! Bodies that are made while they are sent, with a trailer that proves them whole.
//!
//! A bounded number of pieces waits for the client. The work behind them is dropped where the client
//! has gone, or takes nothing for the stall limit; a body that is not whole ends in an error and never
//! as if it were.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use http_body::Frame;
use tokio::runtime::Handle;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::timeout;

use super::limits::{EXPORT_PIECE_BYTES, EXPORT_PIECES};
use super::pool::CancelOnDrop;
use crate::search::Stop;

/// The trailer: number of articles of a body that is whole.
pub(super) const COMPLETE: HeaderName = HeaderName::from_static("dateline-complete");

/// A part of a body on its way.
enum Part {
    Piece(Bytes),
    /// The last one: the body is whole and has so many articles.
    Complete(u64),
}

/// Where the work writes to.
pub(super) struct Writer {
    parts: Sender<Part>,
    runtime: Handle,
    stall: Duration,
    piece: Vec<u8>,
}

/// The client has gone or takes nothing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Gone;

/// Makes a body and the writer of its text; `stop` is called where the body is dropped.
///
/// Must be called on a thread of the runtime; the writer is for a thread where work may block.
pub(super) fn body(stop: Stop, stall: Duration) -> (Writer, Body) {
    let (parts, received) = channel(EXPORT_PIECES);
    let writer = Writer { parts, runtime: Handle::current(), stall, piece: Vec::new() };
    (writer, Body::new(Streamed { parts: received, ended: false, _stop: CancelOnDrop(stop) }))
}

impl Writer {
    /// Writes text; waits while enough of it is on its way.
    pub(super) fn write(&mut self, text: &str) -> Result<(), Gone> {
        self.piece.extend_from_slice(text.as_bytes());
        if self.piece.len() < EXPORT_PIECE_BYTES {
            return Ok(());
        }
        let piece = std::mem::take(&mut self.piece);
        self.send(Part::Piece(piece.into()))
    }

    /// Ends the body as one that is whole.
    pub(super) fn complete(mut self, articles: u64) -> Result<(), Gone> {
        let piece = std::mem::take(&mut self.piece);
        if !piece.is_empty() {
            self.send(Part::Piece(piece.into()))?;
        }
        self.send(Part::Complete(articles))
    }

    fn send(&self, part: Part) -> Result<(), Gone> {
        match self.parts.try_send(part) {
            Ok(()) => Ok(()),
            Err(TrySendError::Closed(_)) => Err(Gone),
            Err(TrySendError::Full(part)) => match self.runtime.block_on(timeout(self.stall, self.parts.send(part))) {
                Ok(Ok(())) => Ok(()),
                Ok(Err(_)) | Err(_) => Err(Gone),
            },
        }
    }
}

struct Streamed {
    parts: Receiver<Part>,
    ended: bool,
    _stop: CancelOnDrop,
}

impl HttpBody for Streamed {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        self.parts.poll_recv(cx).map(|part| match part {
            Some(Part::Piece(piece)) => Some(Ok(Frame::data(piece))),
            Some(Part::Complete(articles)) => {
                self.ended = true;
                let trailers: HeaderMap = [(COMPLETE, HeaderValue::from(articles))].into_iter().collect();
                Some(Ok(Frame::trailers(trailers)))
            }
            None => {
                self.ended = true;
                Some(Err(io::Error::other("the export broke off before its end")))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn frame(body: &mut Body) -> Option<Result<Frame<Bytes>, axum::Error>> {
        std::future::poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx)).await
    }

    fn started(stall: Duration) -> (Writer, Body, Stop) {
        let stop = Stop::without_deadline();
        let (writer, body) = body(stop.clone(), stall);
        (writer, body, stop)
    }

    #[tokio::test]
    async fn a_whole_body_ends_with_its_count() {
        let (mut writer, mut body, _) = started(Duration::from_secs(60));
        let work = tokio::task::spawn_blocking(move || {
            for _ in 0..1_000 {
                writer.write(&"x".repeat(1_000)).unwrap();
            }
            writer.complete(1_000).unwrap();
        });
        let (mut bytes, mut trailers) = (0, None);
        while let Some(frame) = frame(&mut body).await {
            match frame.unwrap().into_data() {
                Ok(data) => bytes += data.len(),
                Err(frame) => trailers = frame.into_trailers().ok(),
            }
        }
        work.await.unwrap();
        assert_eq!(bytes, 1_000_000);
        assert_eq!(trailers.unwrap()[COMPLETE], "1000");
    }

    #[tokio::test]
    async fn a_body_that_is_not_whole_ends_in_an_error() {
        let (mut writer, mut body, _) = started(Duration::from_secs(60));
        writer.write(&"x".repeat(EXPORT_PIECE_BYTES)).unwrap();
        drop(writer);
        assert!(frame(&mut body).await.unwrap().is_ok());
        assert!(frame(&mut body).await.unwrap().is_err());
        assert!(frame(&mut body).await.is_none());
    }

    #[tokio::test]
    async fn work_ends_where_the_client_has_gone_or_takes_nothing() {
        let piece = "x".repeat(EXPORT_PIECE_BYTES);
        let (mut writer, body, stop) = started(Duration::from_secs(60));
        drop(body);
        assert_eq!(writer.write(&piece), Err(Gone));
        assert!(stop.is_over());
        let (mut writer, body, _) = started(Duration::from_millis(1));
        let stalled = tokio::task::spawn_blocking(move || (0..=EXPORT_PIECES).map(|_| writer.write(&piece)).collect::<Vec<_>>());
        let results = stalled.await.unwrap();
        assert!(results[..EXPORT_PIECES].iter().all(Result::is_ok) && results[EXPORT_PIECES] == Err(Gone), "{results:?}");
        drop(body);
    }
}

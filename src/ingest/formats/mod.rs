//! The formats: each takes rows from the front of a window.

mod feed;
mod headings;
pub(super) mod html;
pub(super) mod json;
mod jsonl;
mod object;
mod page;
pub(super) mod parquet;
mod rejects;
mod sgml;
pub(super) mod table;
mod telegram;
mod warc;
mod wire;
mod xml;

use std::fmt;

use super::Format;
use super::row::{Context, Row};
use super::window::Window;

/// A format while it is read.
///
/// `next_row` takes the next row from the front of the window and consumes it. It looks ahead at
/// most one largest record and answers `None` at the end of the stream. Where the stream failed
/// ([`Window::failed`]), it leaves the bytes of the row that was cut in the window: the reader
/// rejects them.
pub(super) trait Rows: fmt::Debug + Send {
    /// Takes the next row.
    fn next_row(&mut self, window: &mut Window, context: &Context) -> Option<Row>;

    /// The line that a single row needs before it to be read alone, if there is one.
    fn header(&self) -> Option<&str> {
        None
    }
}

/// Returns the reader of a format.
pub(super) fn rows(format: Format) -> Box<dyn Rows> {
    match format {
        Format::Page => Box::new(page::Page::default()),
        Format::Json => Box::new(json::Json::default()),
        Format::Jsonl => Box::new(jsonl::Jsonl),
        Format::Html => Box::new(html::Html::default()),
        Format::Feed => Box::new(feed::Feed::default()),
        Format::Sgml => Box::new(sgml::Sgml::default()),
        Format::Nitf | Format::NewsMl => Box::new(wire::Wire::new(format)),
        Format::Warc => Box::new(warc::Warc),
        Format::Rejects => Box::new(rejects::Rejects::default()),
        Format::Csv | Format::Tsv => Box::new(table::Table::new(format)),
        // Read from a file and no window: the reader opens it.
        Format::Parquet => Box::new(parquet::Parquet::none()),
    }
}

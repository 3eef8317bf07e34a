//! JSON Feed: the items by the mapping of JSON, the feed's own title as their source.

use serde_json::Value;

use std::sync::Arc;

use super::super::super::row::{Context, Row};
use super::super::super::scan;
use super::super::super::window::Window;
use super::super::Rows;
use super::super::html::collapsed;
use super::super::json::Json;
use super::channel::Channel;
use crate::article::published::Basis;

/// Bytes before the items in which the feed names itself.
const HEAD: usize = 64 * 1024;

/// A JSON Feed while it is read.
#[derive(Debug)]
pub(super) struct JsonFeed {
    json: Json,
    channel: Channel,
}

impl JsonFeed {
    /// Reads what the feed says of itself.
    pub(super) fn new(window: &mut Window) -> Self {
        window.fill(HEAD);
        let mut channel = Channel { is_feed: true, ..Channel::default() };
        for (name, value) in scan::members(window.data().trim_ascii_start()) {
            let text = || {
                serde_json::from_slice::<Value>(value.get(..scan::value_end(value)?)?)
                    .ok()?
                    .as_str()
                    .map(collapsed)
                    .filter(|text| !text.is_empty())
            };
            match name {
                b"title" => channel.title = text(),
                b"home_page_url" => channel.link = text(),
                b"feed_url" => channel.base = text(),
                b"items" => break,
                _ => {}
            }
        }
        // The pages' address is the better base.
        if channel.link.is_some() {
            channel.base = None;
        }
        Self { json: Json::default(), channel }
    }

    /// Takes the next item.
    pub(super) fn next_row(&mut self, window: &mut Window, context: &Context) -> Option<Row> {
        let context = Context {
            source: self.channel.title.clone().or_else(|| context.source.clone()),
            zone: context.zone,
            now_us: context.now_us,
            record_bytes_max: context.record_bytes_max,
            keep_all: context.keep_all,
            mapping: Arc::clone(&context.mapping),
        };
        let mut row = self.json.next_row(window, &context)?;
        if let Row::Article { article, .. } = &mut row {
            for stamp in [&mut article.published, &mut article.updated].into_iter().flatten() {
                stamp.basis = Basis::Feed;
            }
            if let Some(url) = article.url.take() {
                article.url = Some(self.channel.resolve(None, &url));
            }
        }
        Some(row)
    }
}

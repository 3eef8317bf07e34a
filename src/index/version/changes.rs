//! The articles of a version one by one, and those that another does not hold.

use tantivy::DocAddress;

use super::{Segment, Version};
use crate::article::Article;
use crate::index::IndexError;

/// An article of a version, not read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its id.
    pub id: String,
    /// Hash of its content as its input gave it.
    pub hash: u64,
    address: DocAddress,
}

impl Version {
    /// All articles, segment by segment.
    pub fn all(&self) -> impl Iterator<Item = Result<Stored, IndexError>> {
        self.segments().iter().flat_map(of)
    }

    /// Reads an article whole.
    ///
    /// # Errors
    /// [`IndexError::Damaged`] where what is stored is no article.
    pub fn article(&self, stored: &Stored) -> Result<Article, IndexError> {
        self.article_at(stored.address)
    }

    /// The articles whose content another version does not hold under their ids.
    ///
    /// Segments that both share are passed over; of the others each id is looked up.
    pub fn written_since(&self, before: &Self) -> impl Iterator<Item = Result<Stored, IndexError>> {
        let is_new = |stored: &Stored| Ok(before.held(&stored.id)?.is_none_or(|held| held.hash != stored.hash));
        self.others(before).flat_map(of).filter_map(move |stored| kept(stored, is_new))
    }

    /// The articles that another, later version no longer holds.
    pub fn gone_in(&self, after: &Self) -> impl Iterator<Item = Result<Stored, IndexError>> {
        let is_gone = |stored: &Stored| Ok(after.find(&stored.id)?.is_none());
        self.others(after).flat_map(of).filter_map(move |stored| kept(stored, is_gone))
    }

    /// The segments that another version does not have just so: with deletions two of one name may have
    /// different documents left.
    fn others(&self, than: &Self) -> impl Iterator<Item = &Segment> {
        let whole = |segment: &&Segment| !segment.reader.has_deletes();
        let known: Vec<_> = than.segments().iter().filter(whole).map(|segment| segment.reader.segment_id()).collect();
        self.segments().iter().filter(move |segment| segment.reader.has_deletes() || !known.contains(&segment.reader.segment_id()))
    }
}

fn kept(stored: Result<Stored, IndexError>, test: impl Fn(&Stored) -> Result<bool, IndexError>) -> Option<Result<Stored, IndexError>> {
    let stored = match stored {
        Ok(stored) => stored,
        error => return Some(error),
    };
    match test(&stored) {
        Ok(true) => Some(Ok(stored)),
        Ok(false) => None,
        Err(error) => Some(Err(error)),
    }
}

/// The articles of a segment.
fn of(segment: &Segment) -> impl Iterator<Item = Result<Stored, IndexError>> {
    segment.reader.doc_ids_alive().map(|doc| {
        let address = DocAddress::new(u32::try_from(segment.ord).unwrap_or(u32::MAX), doc);
        Ok(Stored { id: segment.id_of(doc)?, hash: segment.hash.first(doc).unwrap_or(0), address })
    })
}

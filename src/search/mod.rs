//! Search: one request, one response, answered from a published version.
//!
//! This floor decides what matches, what is counted, in which order hits come and what is
//! highlighted. It never writes an index, knows no wire format and reads no clock but for its
//! deadline. Start reading in [`request`], then [`embedded`].

pub mod bulk;
pub mod cursor;
pub mod embedded;
pub mod error;
pub mod half_life;
pub mod limits;
pub mod matcher;
pub mod params;
pub mod request;
pub mod response;
pub mod stop;

pub use bulk::{BulkError, BulkRow, bulk};
pub use cursor::Cursor;
pub use embedded::{Streamed, article, facet_page, related, search, stream, suggest};
pub use error::SearchError;
pub use half_life::HalfLife;
pub use request::{DateColumn, Dates, FacetField, Filter, Highlight, Load, Order, Page, Query, Request, SuggestRequest};
pub use response::{
    Facet, FacetPage, FacetValue, Fragment, Hit, Lead, LeadKind, Related, RelatedHit, Response, Suggestion, SuggestionKind,
};
pub use stop::Stop;

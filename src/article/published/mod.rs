//! Dates of news: civil days and instants with precision, their grammar, order and ranges.
//!
//! Everything that asks "which day, in which order, inside which range" asks here: parameters,
//! parser, timeline, writer. A day is a civil day and never an instant; no time zone shifts it.
//! Start reading in [`stamp`].

pub mod buckets;
mod canonical;
pub mod order;
pub mod param;
pub mod span;
pub mod stamp;
pub mod written;
pub mod zone;

pub use buckets::{Bucket, Interval};
pub use param::Now;
pub use span::{Edge, Span, SpanResolved};
pub use stamp::{Basis, CivilDay, DateClass, Instant, Precision, Stamp, When};
pub use zone::Zone;

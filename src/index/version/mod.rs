//! Versions: immutable directories of published articles, and the one that is served.

mod calendar;
mod changes;
pub mod current;
mod groups;
pub mod info;
pub mod link;
pub mod list;
#[allow(clippy::module_inception, reason = "the version itself, beside what is done with versions")]
mod opened;
mod ordinals;
pub mod publish;
pub mod retention;
pub mod sums;

pub use calendar::{Calendar, Cell};
pub use changes::Stored;
pub use groups::FacetGroups;
pub use info::VersionInfo;
pub use opened::{Held, Segment, Version};
pub use ordinals::Ordinals;

//! Citations of articles, for reference managers: BibTeX, RIS, CSL-JSON.
//!
//! A date keeps its precision: a year or a month is never padded into a day, an undated article has
//! no date. An instant lies on its day in the zone of the request.

mod bibtex;
mod csl;
mod day;
mod ris;

pub use bibtex::bibtex;
pub use csl::csl_json;
pub use ris::ris;

#[cfg(test)]
mod tests;

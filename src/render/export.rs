//! Every match of a request, written piece by piece: what stands before, between and after is known
//! without holding the whole.
//!
//! JSON lines begin with the receipt, `{"request": {…}, …}`, and end with `{"complete": n}`: a file
//! without the last line is not whole. The other formats have no place for either.

use super::csv::Table;
use super::{citation, json};
use crate::search::params::{Format, Params};
use crate::search::{Hit, Response};

/// Writes an export.
#[derive(Debug)]
pub struct Export<'a> {
    params: &'a Params,
    table: Table,
}

impl<'a> Export<'a> {
    /// Writes what a request asks for; its format is one of [`Format::OF_EXPORT`].
    #[must_use]
    pub fn new(params: &'a Params) -> Self {
        Self { params, table: Table::of_page(params) }
    }

    /// What stands before the first article; `response` is the answer to the request without hits.
    #[must_use]
    pub fn begin(&self, response: &Response) -> String {
        match self.params.format {
            Format::Csv => self.table.head(),
            Format::Bibtex | Format::Ris => String::new(),
            _ => json::receipt(response, self.params, None) + "\n",
        }
    }

    /// An article.
    #[must_use]
    pub fn article(&self, hit: &Hit) -> String {
        let zone = self.params.request.dates.zone;
        match self.params.format {
            Format::Csv => self.table.row(hit),
            Format::Bibtex => citation::bibtex(&hit.article, zone),
            Format::Ris => citation::ris(&hit.article, zone),
            _ => json::hit_line(hit, self.params),
        }
    }

    /// What stands behind the last of so many articles.
    #[must_use]
    pub fn end(&self, complete: u64) -> String {
        match self.params.format {
            Format::Csv | Format::Bibtex | Format::Ris => String::new(),
            _ => format!("{{\"complete\":{complete}}}\n"),
        }
    }
}

//! Parameters of counts in bulk: a list of queries, and what holds for all of them.

use super::reader::Reader;
use super::restricted::read_restricted;
use super::table::{OF_COUNTS, restricting};
use super::{BadParam, Format, Route};
use crate::article::published::Now;
use crate::search::Request;
use crate::search::limits::BULK_QUERIES_MAX;

/// Columns of a table that hold queries, and those that hold their names.
const QUERIES: [&str; 2] = ["q", "query"];
const NAMES: [&str; 2] = ["name", "label"];

/// A query among many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkQuery {
    /// What its asker calls it.
    pub name: Option<String>,
    /// The query.
    pub q: String,
}

/// What holds for all queries.
#[derive(Debug, Clone)]
pub struct BulkParams {
    /// The request of each query, which is without one here.
    pub request: Request,
    /// The version to answer from; `None` is the served one.
    pub as_of: Option<u64>,
    /// [`Format::Json`] or [`Format::Csv`].
    pub format: Format,
    /// The parameters as resolved, without a query.
    pub resolved: Vec<(String, Vec<String>)>,
}

/// Reads what holds for all queries: filters, dates, `match`, `search-in`, `interval`, `by` and the like.
///
/// # Errors
/// Every parameter that is unknown or has a bad value.
pub fn read_bulk(pairs: &[(String, String)], now: Now) -> Result<BulkParams, Vec<BadParam>> {
    let formats = [Format::Json, Format::Csv].map(|format| (format.as_str(), format));
    let read_own = |reader: &mut Reader<'_>| reader.choice("format", &formats, &[], Format::Json);
    let fixed = [("page-size", "0"), ("highlight", "false")];
    let (format, params) = read_restricted(pairs, (&OF_COUNTS, &["format"]), (Route::Search, &fixed), now, read_own)?;
    let mut request = params.request;
    let of_all = |name: &str| name != "format" && (OF_COUNTS.contains(&name) || restricting().any(|own| own == name));
    let resolved = std::mem::take(&mut request.resolved).into_iter().filter(|(name, _)| of_all(name)).collect();
    Ok(BulkParams { request, as_of: params.as_of, format, resolved })
}

/// Refuses more queries than are counted at a time, and none.
///
/// # Errors
/// What to do instead.
pub fn check_queries(count: usize) -> Result<(), String> {
    match count {
        0 => Err("there is no query: give one a line, or a table with a column `q`".to_owned()),
        1..=BULK_QUERIES_MAX => Ok(()),
        _ => Err(format!("there are {count} queries, at most {BULK_QUERIES_MAX} are counted at a time: part them")),
    }
}

/// Reads queries, one a line; blank lines are passed over. A text whose first line is a header with a
/// column `q` is CSV, with names in the column `name` where there is one.
///
/// # Errors
/// The line where CSV breaks off; more queries than are counted at a time, or none.
pub fn read_queries(text: &str) -> Result<Vec<BulkQuery>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    let column = |names: &[&str]| header.iter().position(|cell| names.iter().any(|name| cell.trim().eq_ignore_ascii_case(name)));
    let mut queries = Vec::new();
    // A single query `q` is as good a line as any, and no header of anything.
    match column(&QUERIES).filter(|_| text.trim().lines().count() > 1) {
        Some(at) => {
            let name_at = column(&NAMES);
            for row in reader.records() {
                let row = row.map_err(|error| format!("the table cannot be read: {error}"))?;
                let cell = |at: usize| row.get(at).map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned);
                if let Some(q) = cell(at) {
                    queries.push(BulkQuery { name: name_at.and_then(cell), q });
                }
            }
        }
        None => queries
            .extend(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| BulkQuery { name: None, q: line.to_owned() })),
    }
    check_queries(queries.len())?;
    Ok(queries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match read_queries(text) {
            Ok(queries) => {
                let row = |query: &BulkQuery| format!("{}={}", query.name.as_deref().unwrap_or("-"), query.q);
                queries.iter().map(row).collect::<Vec<_>>().join("|")
            }
            Err(error) => error,
        }
    }

    #[test]
    fn queries_are_lines_or_a_table() {
        assert_eq!(shown("dam\n\n \"a, b\" OR c \r\n"), "-=dam|-=\"a, b\" OR c");
        assert_eq!(shown("\u{feff}name,q,notes\nwater,\"dam OR \"\"a b\"\"\",x\n,cable\nnone,,\n"), "water=dam OR \"a b\"|-=cable");
        assert_eq!(shown("Query\ndam\n"), "-=dam");
        assert_eq!(shown("q\n"), "-=q");
        assert!(shown(" \n").starts_with("there is no query"));
        assert!(shown(&"a\n".repeat(1_001)).starts_with("there are 1001 queries, at most 1000"));
    }

    #[test]
    fn what_holds_for_all_is_read_once() {
        let read = |pairs: &[(&str, &str)]| {
            let pairs: Vec<(String, String)> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            read_bulk(&pairs, Now { micros: 0 })
        };
        let params = read(&[("source", "X"), ("interval", "year"), ("format", "csv")]).unwrap();
        assert_eq!(params.format, Format::Csv);
        assert!(params.resolved.iter().any(|(name, values)| name == "interval" && values == &["year"]));
        assert!(params.resolved.iter().all(|(name, _)| name != "q" && name != "page-size"), "{:?}", params.resolved);
        let read_as = |q: &str| params.request.query.other(q).parsed.errors.first().map(|error| error.column);
        assert_eq!(read_as("dam"), None);
        assert!(read_as("dam AND").is_some());
        let names = |bad: Result<BulkParams, Vec<BadParam>>| bad.unwrap_err().into_iter().map(|bad| bad.name).collect::<Vec<_>>().join(" ");
        assert_eq!(names(read(&[("q", "x"), ("page", "2"), ("interval", "eon"), ("by", "lang")])), "q page interval by");
    }
}

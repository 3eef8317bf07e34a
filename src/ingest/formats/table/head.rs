//! What the columns of a table are: by a header, by a known shape, by the run's `--map`, or by what
//! they look like.

use super::super::super::mapping::{Column, Mapping, Target};
use super::gdelt::Shape;
use super::proposal::{self, Proposal};

/// Longest name of a column, in characters, and most words in it.
const NAME_CHARS_MAX: usize = 64;
const NAME_WORDS_MAX: usize = 6;

/// What is known of a table's columns.
#[derive(Debug, Clone)]
pub(super) enum Head {
    /// Their names say what they are; `header` says that the first row holds them.
    Named { columns: Vec<Column>, header: bool },
    /// Their number and content do.
    Known { shape: Shape, header: bool },
    /// Nothing does: what they look like, if there is a text among them.
    Unknown { proposal: Option<Proposal>, names: Vec<String>, header: bool },
}

impl Head {
    /// Decides by the first rows.
    pub(super) fn decide(rows: &[Vec<String>], width: usize, mapping: &Mapping) -> Self {
        let Some((first, data)) = rows.split_first() else {
            return Self::Unknown { proposal: None, names: Vec::new(), header: false };
        };
        if let Some((shape, header)) = Shape::of(first) {
            return Self::Known { shape, header };
        }
        let header = is_header(first, data, mapping);
        let names = names(first, width, header, mapping);
        let columns: Vec<Column> = names.iter().map(|name| Column::new(name.clone(), mapping)).collect();
        let told = columns.iter().any(|column| matches!(column.target(), Some(Target::Title | Target::Body)));
        if told {
            return Self::Named { columns, header };
        }
        let proposal = proposal::propose(if header { data } else { rows }, width);
        match proposal {
            Some(proposal) if mapping.map.auto => {
                let columns = proposal.columns(&names, mapping);
                Self::Named { columns, header }
            }
            proposal => Self::Unknown { proposal, names, header },
        }
    }
}

/// Whether the first row holds names: all cells are short words, and one is known, or the rows below
/// hold what no name is.
fn is_header(first: &[String], data: &[Vec<String>], mapping: &Mapping) -> bool {
    let is_name = |cell: &String| {
        let cell = cell.trim();
        cell.chars().count() <= NAME_CHARS_MAX && cell.split_whitespace().count() <= NAME_WORDS_MAX && !proposal::is_value(cell)
    };
    // A column of row numbers has no name.
    if !first.iter().all(is_name) || first.iter().all(|cell| cell.trim().is_empty()) {
        return false;
    }
    if first.iter().any(|cell| mapping.knows(cell.trim())) {
        return true;
    }
    (0..first.len()).any(|column| {
        let cells = || data.iter().filter_map(|row| row.get(column)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        let values = cells().filter(|cell| proposal::is_value(cell)).count();
        let name = first.get(column).map_or(0, |cell| cell.chars().count());
        let long = cells().filter(|cell| cell.chars().count() > 3 * name.max(20)).count();
        let all = cells().count();
        all > 0 && (values * 10 >= all * 9 || long * 10 >= all * 9)
    })
}

/// Names of the columns: those of the header, else their numbers; a number that the run maps is the
/// name of its column too.
fn names(first: &[String], width: usize, header: bool, mapping: &Mapping) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    // Data that was parted wrongly says nothing of the number of columns; a header does.
    for number in 1..=if header { first.len() } else { width } {
        let count = number.to_string();
        let given =
            first.get(number - 1).filter(|_| header).map(|cell| cell.trim().trim_start_matches('\u{feff}')).filter(|cell| !cell.is_empty());
        let name = match given {
            Some(name) if !mapping.is_own(&count) || mapping.is_own(name) => name.to_owned(),
            _ => count.clone(),
        };
        names.push(if names.contains(&name) { format!("{name} ({count})") } else { name });
    }
    names
}

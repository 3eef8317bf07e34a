//! What columns without known names look like, as a `--map` to paste.

use super::super::super::mapping::{Column, Mapping, Target};
use crate::article::published::Zone;
use crate::article::published::written::parse_given;
use crate::article::{Lang, Precision};

/// Characters of text that make a body rather than a headline.
const BODY_CHARS_MIN: usize = 150;

/// Parts of an article and the columns that look like them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proposal(Vec<(Target, usize)>);

impl Proposal {
    /// The flag to paste.
    pub(super) fn flag(&self, names: &[String]) -> String {
        let rules = self.0.iter().map(|(target, at)| {
            let number = (at + 1).to_string();
            let plain = |name: &&String| !name.contains([',', '=', '\'', '\n']) && name.len() <= 64;
            format!("{}={}", target.as_str(), names.get(*at).filter(plain).unwrap_or(&number))
        });
        let rules = rules.collect::<Vec<_>>().join(",");
        if rules.contains(|c: char| !c.is_alphanumeric() && !matches!(c, '=' | ',' | '_' | '-' | '.')) {
            format!("--map '{rules}'")
        } else {
            format!("--map {rules}")
        }
    }

    /// The columns with their parts.
    pub(super) fn columns(&self, names: &[String], mapping: &Mapping) -> Vec<Column> {
        let part = |at: usize| self.0.iter().find(|(_, column)| *column == at).map(|(target, _)| *target);
        names.iter().enumerate().map(|(at, name)| Column::of(name.clone(), part(at), mapping)).collect()
    }
}

/// What the cells of a column are.
#[derive(Debug, Default)]
struct Looks {
    filled: usize,
    chars: usize,
    urls: usize,
    dates: usize,
    texts: usize,
    languages: usize,
    hosts: usize,
    distinct: usize,
    spaced: usize,
}

/// Proposes parts for columns; `None` where no column holds text.
pub(super) fn propose(rows: &[Vec<String>], width: usize) -> Option<Proposal> {
    let looks: Vec<Looks> = (0..width).map(|column| look(rows, column)).collect();
    let most = |count: usize, looks: &Looks| looks.filled > 0 && count * 10 >= looks.filled * 8;
    let mut free: Vec<usize> = (0..width).collect();
    let mut found = Vec::new();
    let mut take = |target: Target, free: &mut Vec<usize>, fits: &dyn Fn(&Looks) -> bool| {
        let at = free.iter().copied().find(|at| looks.get(*at).is_some_and(fits));
        if let Some(at) = at {
            free.retain(|held| *held != at);
            found.push((target, at));
        }
    };
    take(Target::Url, &mut free, &|looks| most(looks.urls, looks));
    take(Target::Published, &mut free, &|looks| most(looks.dates, looks));
    let average = |at: usize| looks.get(at).map_or(0, |looks| looks.chars / looks.filled.max(1));
    let mut texts: Vec<usize> = free
        .iter()
        .copied()
        .filter(|at| looks.get(*at).is_some_and(|looks| most(looks.texts, looks) && looks.distinct * 2 > looks.filled))
        .collect();
    texts.sort_by_key(|at| std::cmp::Reverse(average(*at)));
    let parts: &[Target] = match texts.as_slice() {
        [] => return None,
        [one] if average(*one) >= BODY_CHARS_MIN => &[Target::Body],
        [_] => &[Target::Title],
        [..] => &[Target::Body, Target::Title],
    };
    let chosen: Vec<(Target, usize)> = parts.iter().copied().zip(texts).collect();
    free.retain(|at| !chosen.iter().any(|(_, held)| held == at));
    let all = rows.len();
    take(Target::Language, &mut free, &|looks| most(looks.languages, looks));
    take(Target::Id, &mut free, &|looks| looks.filled == all && all > 1 && looks.distinct == all && looks.spaced == 0);
    take(Target::Source, &mut free, &|looks| most(looks.hosts, looks));
    take(Target::Section, &mut free, &|looks| {
        let few = looks.distinct <= 30 && looks.distinct * 2 <= looks.filled.max(2);
        few && looks.filled * 2 > all && looks.chars / looks.filled.max(1) <= 40
    });
    found.extend(chosen);
    found.sort_by_key(|(target, _)| *target);
    Some(Proposal(found))
}

fn look(rows: &[Vec<String>], column: usize) -> Looks {
    let mut looks = Looks::default();
    let mut values = std::collections::HashSet::new();
    for cell in rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty()) {
        looks.filled += 1;
        looks.chars += cell.chars().count();
        looks.urls += usize::from(is_url(cell));
        looks.dates += usize::from(is_date(cell));
        looks.texts += usize::from(is_text(cell));
        looks.spaced += usize::from(cell.contains(char::is_whitespace));
        looks.languages +=
            usize::from(cell.len() <= 3 && cell.len() >= 2 && cell.is_ascii() && cell.to_lowercase() == cell && Lang::new(cell).is_some());
        looks.hosts +=
            usize::from(cell.contains('.') && !cell.contains([' ', '/']) && cell.contains(char::is_alphabetic) && !cell.ends_with('.'));
        values.insert(cell);
    }
    looks.distinct = values.len();
    looks
}

/// Whether a cell is a number, a date or an address, which no name of a column is.
pub(super) fn is_value(cell: &str) -> bool {
    is_number(cell) || is_url(cell) || is_date(cell)
}

fn is_number(cell: &str) -> bool {
    !cell.is_empty() && cell.parse::<f64>().is_ok() && cell.bytes().any(|byte| byte.is_ascii_digit())
}

fn is_url(cell: &str) -> bool {
    cell.starts_with("http://") || cell.starts_with("https://") || cell.starts_with("www.")
}

fn is_date(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    // A bare number may be anything; a day in eight digits is one.
    let bare = digits == cell.len() && !matches!(digits, 8 | 14);
    (4..=64).contains(&cell.len())
        && digits >= 4
        && !bare
        && parse_given(cell, Zone::Utc).is_ok_and(|read| read.when.precision() >= Precision::Day)
}

/// Whether a cell is text of two words or more, or of scripts that part none.
fn is_text(cell: &str) -> bool {
    let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
    let unspaced =
        cell.chars().filter(|c| matches!(u32::from(*c), 0x0e00..=0x0eff | 0x1000..=0x109f | 0x3040..=0x30ff | 0x4e00..=0x9fff)).count();
    let words = cell.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
    letters * 2 > cell.chars().count() && (words >= 3 || unspaced >= 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let rows: Vec<Vec<String>> = text.lines().map(|line| line.split('|').map(str::to_owned).collect()).collect();
        let width = rows[0].len();
        let names: Vec<String> = (1..=width).map(|number| number.to_string()).collect();
        assert_eq!(propose(&rows, width).map(|found| found.flag(&names)).as_deref(), expected, "{text}");
    }

    #[test]
    fn columns_are_told_by_what_they_hold() {
        let body = "The harbour office said on Monday that the new quay would be open to ferries before the winter, and that the works had cost less than was planned for them.";
        check(
            &format!(
                "3|The quay is ready for ferries|{body}\n4|A school opens its doors|{body} Still.\n3|Rain on the hills again|{body} Yes.\n4|The ferry runs late|{body} No."
            ),
            Some("--map title=2,body=3,section=1"),
        );
        check(&format!("Sport|{body}\nSport|{body} More.\nSport|{body} Else."), Some("--map body=2,section=1"));
        check(
            "17|2025-01-29|https://x.example/a|The quay is ready today\n19|2025-01-30|https://x.example/b|The ferry runs very late",
            Some("--map id=1,url=3,title=4,published=2"),
        );
        check("1|2.5|3\n2|7.5|4\n", None);
        check("A|B\nC|D\n", None);
        check("港の新しい岸壁が開く日\n島へ渡る船が遅れている\n", Some("--map title=1"));
    }
}

//! What is wrong with a query, where, and how to mend it.

use std::fmt;

use super::limits::{DEPTH_MAX, LEAVES_MAX, TEXT_BYTES_MAX};

/// Characters of a query that are shown around an error.
const SHOWN_MAX: usize = 160;

/// An error at a column of the query, from 1, in Unicode scalar values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// What is wrong.
    pub kind: QueryErrorKind,
    /// Where.
    pub column: usize,
}

/// The kinds of errors, with what they are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueryErrorKind {
    /// An operator lacks an operand.
    MissingOperand {
        /// The operator.
        operator: String,
        /// Whether the missing one belongs before it.
        before: bool,
    },
    /// A parenthesis is not closed.
    UnclosedParenthesis,
    /// A parenthesis was never opened.
    UnopenedParenthesis,
    /// No word is left.
    NoWord,
    /// `"*"`.
    BareWildcard,
    /// A prefix that is no field stands before something that only fields take.
    UnknownField {
        /// The prefix.
        name: String,
        /// The nearest field.
        nearest: &'static str,
    },
    /// A field prefix stands before nothing.
    MissingValue {
        /// The field.
        field: String,
    },
    /// A value that its field does not take.
    BadValue {
        /// The field.
        field: String,
        /// The value.
        value: String,
        /// What it takes.
        takes: String,
    },
    /// Values of an exact field side by side in parentheses.
    WriteOr,
    /// A field prefix inside another's group.
    NestedField {
        /// The inner one.
        field: String,
    },
    /// A proximity operator without its number.
    MissingDistance {
        /// The operator.
        operator: String,
    },
    /// An operator with a number that it does not take.
    BadNumber {
        /// The operator without its number, such as `NEAR`.
        operator: String,
        /// As written behind the slash.
        number: String,
        /// The largest it takes; the smallest is 1.
        max: u32,
    },
    /// An operator that takes parentheses stands before something else.
    MissingParenthesis {
        /// The operator.
        operator: String,
    },
    /// A part that cannot stand in a proximity, a sentence or another operator.
    Inside {
        /// The part.
        what: String,
        /// Where it cannot stand.
        place: String,
        /// What to write.
        mend: String,
    },
    /// A regular expression with something that it cannot have.
    BadRegex {
        /// What.
        what: String,
        /// What to write.
        mend: String,
    },
    /// A pattern that would take too long, or too much, to look up.
    HeavyPattern {
        /// What is too much of it.
        what: String,
        /// What to write.
        mend: String,
    },
    /// A prefix or suffix where it cannot stand.
    Unreadable {
        /// As written.
        text: String,
        /// What to write.
        mend: String,
    },
    /// A factor that is no number or out of range.
    BadBoost {
        /// As written.
        text: String,
    },
    /// More errors than are listed.
    More {
        /// How many more.
        count: usize,
    },
    /// Too long.
    TooLong,
    /// Too many leaves.
    TooManyLeaves,
    /// Too deep.
    TooDeep,
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let column = self.column;
        match &self.kind {
            QueryErrorKind::MissingOperand { operator, before } => {
                let side = if *before { "before" } else { "after" };
                write!(
                    f,
                    "`{operator}` at column {column} has nothing {side} it: write a word there, or `\"{operator}\"` to search for the word"
                )
            }
            QueryErrorKind::UnclosedParenthesis => write!(f, "the `(` at column {column} is not closed: add a `)`"),
            QueryErrorKind::UnopenedParenthesis => write!(f, "the `)` at column {column} was never opened: remove it, or add a `(`"),
            QueryErrorKind::NoWord => f.write_str("the query has no word to search for: write a word, or `*` for every article"),
            QueryErrorKind::BareWildcard => {
                write!(f, "`\"*\"` at column {column} stands for any word and finds nothing by itself: write `*` for every article")
            }
            QueryErrorKind::UnknownField { name, nearest } => {
                write!(
                    f,
                    "there is no field `{name}:` (column {column}): did you mean `{nearest}:`? To search for the word, write it without the colon"
                )
            }
            QueryErrorKind::MissingValue { field } => {
                write!(f, "`{field}:` at column {column} has no value: write one directly behind the colon")
            }
            QueryErrorKind::BadValue { field, value, takes } => {
                write!(f, "`{field}:` does not take `{value}` (column {column}): {takes}")
            }
            QueryErrorKind::WriteOr => write!(f, "values side by side at column {column}: write OR between them"),
            QueryErrorKind::NestedField { field } => {
                write!(f, "`{field}:` at column {column} cannot stand inside another field: move it out of the parentheses")
            }
            QueryErrorKind::MissingDistance { operator } => write!(f, "`{operator}` at column {column} needs a number: write {operator}/5"),
            QueryErrorKind::BadNumber { operator, number, max } => {
                write!(f, "`{operator}/{number}` at column {column} is out of range: write a number from 1 to {max}, such as {operator}/5")
            }
            QueryErrorKind::MissingParenthesis { operator } => {
                write!(f, "`{operator}` at column {column} takes parentheses: write `{operator}(word)`")
            }
            QueryErrorKind::Inside { what, place, mend } => write!(f, "{what} at column {column} cannot stand inside {place}: {mend}"),
            QueryErrorKind::BadRegex { what, mend } => {
                write!(f, "a regular expression cannot have {what} (column {column}): {mend}")
            }
            QueryErrorKind::HeavyPattern { what, mend } => write!(f, "the pattern at column {column} {what}: {mend}"),
            QueryErrorKind::Unreadable { text, mend } => write!(f, "`{text}` at column {column} cannot be read: {mend}"),
            QueryErrorKind::BadBoost { text } => {
                write!(f, "`^{text}` at column {column} is no factor: write a number above 0 and up to 100, such as `^2`")
            }
            QueryErrorKind::More { count } => write!(f, "there are {count} more errors from column {column} on: mend those above first"),
            QueryErrorKind::TooLong => write!(f, "the query has more than {TEXT_BYTES_MAX} bytes"),
            QueryErrorKind::TooManyLeaves => write!(f, "the query has more than {LEAVES_MAX} words and values"),
            QueryErrorKind::TooDeep => write!(f, "the query is nested deeper than {DEPTH_MAX} levels at column {column}"),
        }
    }
}

impl std::error::Error for QueryError {}

impl QueryError {
    /// Shows the query with the place marked below it, and the error.
    #[must_use]
    pub fn render(&self, query: &str) -> String {
        // Of a long query only what stands around the place.
        let before = self.column.saturating_sub(1);
        let from = if query.len() > SHOWN_MAX { before.saturating_sub(SHOWN_MAX / 2) } else { 0 };
        let line: String = query.chars().skip(from).take(SHOWN_MAX).map(|c| if c.is_control() { ' ' } else { c }).collect();
        let cut = if from > 0 { "…" } else { "" };
        format!("{cut}{line}\n{}^\nerror: {self}", " ".repeat(before - from + cut.chars().count()))
    }
}

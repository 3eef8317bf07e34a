//! Operators of other systems: recognised by a table, never taken as words in silence.
//!
//! A recognised operator is left out, what it stands at is read, and a warning names it; the
//! alternative is the query with it translated. Start in [`table`].

mod resolve;
mod table;

pub(super) use resolve::resolve;

/// How an operator is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `name:` before an operand.
    Prefix,
    /// `name=`, `name>` before an operand.
    Parameter,
    /// `name` directly before a parenthesis.
    Function,
    /// A chunk before an operand.
    Before,
    /// Between slashes behind a word.
    After,
    /// A chunk, or text between slashes, between two operands.
    Infix,
}

/// An operator of other systems.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Foreign {
    pub(super) form: Form,
    /// Its name; `#` is a number; any case matches unless the name has capitals.
    pub(super) name: &'static str,
    /// The systems that have it.
    pub(super) systems: &'static str,
    /// What to write here: `#` is the number, `…` an operand; empty if there is nothing like it.
    ///
    /// An infix without `…` stands for the operator alone; with two, the words side by side before
    /// and behind it are its operands.
    pub(super) here: &'static str,
}

/// Finds an operator by its form and name; gives the number in it.
pub(super) fn find(form: Form, text: &str) -> Option<(&'static Foreign, String)> {
    let first = text.chars().next()?.to_ascii_lowercase();
    table::FOREIGN
        .iter()
        .filter(|entry| entry.form == form && entry.name.starts_with(|c: char| c.to_ascii_lowercase() == first || c == '#'))
        .find_map(|entry| Some((entry, number_in(entry.name, text)?)))
}

/// Whether a pattern between slashes would be read as an operator.
pub(super) fn is_slashed(pattern: &str) -> bool {
    let written = format!("/{pattern}/");
    let first = written.split_whitespace().next().unwrap_or_default();
    [Form::After, Form::Infix].iter().any(|form| find(*form, first).is_some())
}

/// The number at `#` of a name, if the text is that name.
fn number_in(name: &str, text: &str) -> Option<String> {
    let is_same = |a: &str, b: &str| if name.chars().any(char::is_uppercase) { a == b } else { a.eq_ignore_ascii_case(b) };
    let Some((head, tail)) = name.split_once('#') else { return is_same(name, text).then(String::new) };
    let (start, end) = (head.len(), text.len().checked_sub(tail.len())?);
    let number = text.get(start..end).filter(|n| !n.is_empty() && n.len() <= 4 && n.bytes().all(|b| b.is_ascii_digit()))?;
    (is_same(head, text.get(..start)?) && is_same(tail, text.get(end..)?)).then(|| number.to_owned())
}

/// The field that a prefix has here, if it has one.
pub(super) fn field_of(entry: &Foreign) -> Option<&'static str> {
    entry.here.strip_suffix('…').map(|field| field.trim_end_matches(['<', '>'])).and_then(|field| field.strip_suffix(':'))
}

/// What a mark inside a word means elsewhere: a message, and the word in this language.
pub(super) fn mark(text: &str) -> Option<(String, Option<String>)> {
    let say = |mark: &str, of: &str, with: Option<String>| {
        let mend = with.as_ref().map(|with| format!("; write `{with}`")).unwrap_or_default();
        Some((format!("the `{mark}` of `{text}` means something in {of} and is punctuation here{mend}"), with))
    };
    if text.contains('\\') {
        return say("\\", "Lucene and Elasticsearch", None);
    }
    if let Some(word) = text.strip_suffix('~') {
        return say("~", "Lucene and Elasticsearch", Some(format!("{word}~2")));
    }
    if let Some((stem, _)) = text.split_once("[*") {
        return say("[*n]", "ProQuest", Some(format!("{stem}*")));
    }
    if let Some((stem, number)) = text.rsplit_once('$')
        && number.len() <= 2
        && number.bytes().all(|b| b.is_ascii_digit())
        && is_stem(stem)
    {
        return say("$", "Factiva and Ovid", Some(format!("{stem}*")));
    }
    if let Some((head, tail)) = text.split_once('#')
        && is_lower(head)
        && is_lower(tail)
    {
        return say("#", "EBSCO and Ovid", Some(format!("{head}?{tail}")));
    }
    None
}

/// Whether a text may be the beginning of a word and is no currency (`US$3`).
fn is_stem(text: &str) -> bool {
    text.chars().count() > 2 && text.chars().all(char::is_alphabetic) && text.chars().any(char::is_lowercase)
}

fn is_lower(text: &str) -> bool {
    !text.is_empty() && text.chars().all(char::is_lowercase)
}

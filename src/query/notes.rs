//! Warnings that the tokens show: operators in small letters, marks of truncation, words beside a
//! proximity, `w/n`.

use super::field::Field;
use super::lexer::{Kind, NearToken, Source, Token, begins_operand, ends_operand};
use super::tree::At;
use super::warning::{Warning, WarningCode};

/// Notes what may have been meant otherwise. A code's first warning has the alternative, which
/// mends all places of the code.
pub(super) fn notes(tokens: &[Token], source: &Source) -> Vec<Warning> {
    let values = values(tokens);
    let is_text = |i: usize| values.get(i) == Some(&false);
    let mut out = Vec::new();
    let mut add = |found: Vec<Note>, code: WarningCode| {
        let changes: Vec<(At, String)> = found.iter().flat_map(|note| note.changes.clone()).collect();
        let mut alternative = source.alternative(&changes);
        let warning = |note: Note| Warning { code, message: note.message, column: note.column, alternative: alternative.take() };
        out.extend(found.into_iter().map(warning));
    };
    let each = |find: &dyn Fn(usize, &Token) -> Option<Note>| -> Vec<Note> {
        tokens.iter().enumerate().filter(|(i, _)| is_text(*i)).filter_map(|(i, token)| find(i, token)).collect()
    };
    add(each(&|i, token| lowercase(tokens, i, token)), WarningCode::LowercaseOperator);
    add(each(&|_, token| truncation(token)), WarningCode::TruncationMark);
    add(each(&|_, token| unordered(token, source)), WarningCode::Unordered);
    add(juxtaposed(tokens, source).into_iter().collect(), WarningCode::NearJuxtaposition);
    out
}

struct Note {
    message: String,
    column: usize,
    changes: Vec<(At, String)>,
}

/// Which tokens are values of exact fields, or stand directly behind a prefix.
fn values(tokens: &[Token]) -> Vec<bool> {
    let mut groups: Vec<bool> = Vec::new();
    let mut out = Vec::with_capacity(tokens.len());
    let mut before: Option<&Kind> = None;
    for token in tokens {
        let inherited = groups.last().copied().unwrap_or(false);
        let exact = matches!(before, Some(Kind::Field(Field::Exact(_) | Field::Is | Field::Has, _)));
        match token.kind {
            Kind::Open => groups.push(inherited || exact),
            Kind::Close => drop(groups.pop()),
            _ => {}
        }
        out.push(inherited || exact || matches!(before, Some(Kind::Field(Field::Case, _) | Kind::Equals)));
        before = Some(&token.kind);
    }
    out
}

fn lowercase(tokens: &[Token], i: usize, token: &Token) -> Option<Note> {
    let Kind::Word(text) = &token.kind else { return None };
    let kind = |i: Option<usize>| i.and_then(|i| tokens.get(i)).map(|token| &token.kind);
    let (before, after) = (kind(i.checked_sub(1)), kind(Some(i + 1)));
    if matches!(before, Some(Kind::Field(..))) {
        return None;
    }
    // Nothing longer is an operator.
    if text.len() > 24 {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let name = lower.split('/').next().unwrap_or_default();
    let numbered = lower.split_once('/').is_some_and(|(_, n)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    let between = before.is_some_and(ends_operand) && after.is_some_and(begins_operand);
    let opens = matches!(tokens.get(i + 1), Some(Token { kind: Kind::Open, at }) if at.start == token.at.end);
    let is_operator = match name {
        "and" | "or" if !numbered => between && lower == name,
        "not" => lower == name && after.is_some_and(|after| begins_operand(after) || matches!(after, Kind::Near(_))),
        "before" => between && numbered,
        "sentence" | "paragraph" => opens && lower == name,
        "first" | "atleast" => opens && numbered,
        _ => false,
    };
    let upper = lower.to_ascii_uppercase();
    (is_operator && *text != upper).then(|| Note {
        message: format!("`{text}` was searched for as a word: operators are written in capitals, `{upper}`"),
        column: token.at.start,
        changes: vec![(token.at, upper)],
    })
}

fn truncation(token: &Token) -> Option<Note> {
    let Kind::Word(text) = &token.kind else { return None };
    let stem = text.strip_suffix('!').filter(|stem| !stem.is_empty() && stem.chars().all(char::is_alphanumeric))?;
    Some(Note {
        message: format!("the `!` of `{text}` is punctuation here; a wildcard is written `{stem}*`"),
        column: token.at.start,
        changes: vec![(token.at, format!("{stem}*"))],
    })
}

fn unordered(token: &Token, source: &Source) -> Option<Note> {
    let Kind::Near(NearToken { alias: true, ordered: false, number }) = &token.kind else { return None };
    let written = source.text(token.at);
    let note = Note {
        message: format!("`{written}` was read as `NEAR/{number}`, in either order; `BEFORE/{number}` keeps the order"),
        column: token.at.start,
        changes: vec![(token.at, format!("BEFORE/{number}"))],
    };
    written.starts_with(['w', 'W']).then_some(note)
}

/// Words side by side of which a proximity takes only the nearest.
fn juxtaposed(tokens: &[Token], source: &Source) -> Option<Note> {
    let is_near = |i: usize| matches!(tokens.get(i), Some(Token { kind: Kind::Near(_) | Kind::Together(_), .. }));
    let mut changes: Vec<(At, String)> = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        let len = run(tokens, i);
        // `NOT NEAR/5` is one operator.
        let negated = matches!(tokens.get(i + len), Some(Token { kind: Kind::Not("NOT"), .. }));
        let beside = i.checked_sub(1).is_some_and(is_near) || is_near(i + len + usize::from(negated));
        if len > 1
            && beside
            && let (Some(first), Some(last)) = (tokens.get(i), tokens.get(i + len - 1))
        {
            let at = At { start: first.at.start, end: last.at.end };
            changes.push((at, format!("\"{}\"", source.text(at))));
        }
        i += len.max(1);
    }
    let (at, quoted) = changes.first()?.clone();
    let message = format!("of words side by side, a proximity takes the one next to it: if they belong together, write {quoted}");
    Some(Note { message, column: at.start, changes })
}

/// The number of plain words that stand side by side from a token on.
fn run(tokens: &[Token], from: usize) -> usize {
    let is_bound = |i: usize| {
        let before = i.checked_sub(1).and_then(|i| tokens.get(i)).map(|token| &token.kind);
        matches!(before, Some(Kind::Equals | Kind::Field(..) | Kind::Not(_) | Kind::Plus))
    };
    let is_plain = |token: &Token| match &token.kind {
        Kind::Word(word) => !matches!(word.to_ascii_lowercase().as_str(), "and" | "or" | "not"),
        _ => false,
    };
    let rest = tokens.iter().enumerate().skip(from);
    let mut len = rest.take_while(|(i, token)| is_plain(token) && !is_bound(*i)).count();
    // A factor belongs to its word alone.
    if matches!(tokens.get(from + len), Some(Token { kind: Kind::Boost(_), .. })) {
        len = len.saturating_sub(1);
    }
    len
}

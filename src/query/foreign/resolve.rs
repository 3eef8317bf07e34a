//! Takes other systems' operators out of the tokens, with warnings and the translated query.

use super::super::lexer::{Kind, Lexed, Source, Token, begins_operand, ends_operand};
use super::super::tree::At;
use super::super::warning::{Warning, WarningCode};
use super::{Foreign, Form};

/// Operators in one query that are still translated: bounds the work and the depth.
const TRANSLATED_MAX: usize = 32;

/// Takes the operators out; those that do not stand where they could are words.
pub(in crate::query) fn resolve(lexed: &mut Lexed, source: &Source) {
    if !lexed.tokens.iter().any(|token| matches!(token.kind, Kind::Foreign(_))) {
        return;
    }
    let any_lower = lexed.tokens.iter().any(|token| matches!(&token.kind, Kind::Word(word) if word.chars().any(char::is_lowercase)));
    for i in 0..lexed.tokens.len() {
        let is_word = !stands(&lexed.tokens, i, any_lower);
        if let Some(token) = lexed.tokens.get_mut(i)
            && is_word
        {
            let text = source.text(token.at);
            // The last slash of `/F50/` could end a regular expression that an earlier word begins.
            let text = text.strip_suffix('/').map(|text| text.trim_start_matches('/').to_owned()).unwrap_or(text);
            token.kind = if super::super::pattern::has_word(&text) { Kind::Word(text) } else { Kind::Empty };
        }
    }
    let uses = lexed.tokens.iter().filter(|token| matches!(token.kind, Kind::Foreign(_))).count();
    let translated = lexed.tokens.iter().any(|token| matches!(&token.kind, Kind::Foreign(f) if !f.entry.here.is_empty()));
    let mut alternative =
        (translated && uses <= TRANSLATED_MAX && source.may_offer()).then(|| Translator::new(&lexed.tokens, source).whole());
    for token in &lexed.tokens {
        let Kind::Foreign(foreign) = &token.kind else { continue };
        let written = source.text(token.at);
        lexed.warnings.push(Warning {
            code: WarningCode::ForeignOperator,
            message: message(&written, foreign.entry, &foreign.number),
            column: token.at.start,
            alternative: alternative.take(),
        });
    }
    lexed.tokens.retain(|token| !matches!(token.kind, Kind::Foreign(_)));
}

fn message(written: &str, entry: &Foreign, number: &str) -> String {
    let read = match entry.form {
        Form::Prefix | Form::Parameter => "was left out, so that its value is searched for as text",
        _ => "was left out",
    };
    let here = match entry.here {
        "" => "there is nothing like it here".to_owned(),
        "NEAR" => format!("here it is written `a NEAR/{number} b`"),
        here => format!("here it is written `{}`", here.replace('#', number)),
    };
    format!("`{written}` is an operator of {} and {read}: {here}", entry.systems)
}

/// Whether the token is none of another system, or stands where its operator may.
fn stands(tokens: &[Token], i: usize, any_lower: bool) -> bool {
    let Some(Token { kind: Kind::Foreign(foreign), .. }) = tokens.get(i) else { return true };
    let before = i.checked_sub(1).and_then(|i| tokens.get(i)).is_some_and(|token| ends_operand(&token.kind));
    let after = tokens.get(i + 1).is_some_and(|token| begins_operand(&token.kind));
    // In a query of capitals, `SAME` is a word like others.
    let is_word = foreign.entry.name.chars().all(char::is_uppercase) && !any_lower;
    match foreign.entry.form {
        Form::Prefix | Form::Parameter | Form::Function => true,
        Form::Before => after && !is_word,
        Form::After => before,
        Form::Infix => before && after && !is_word,
    }
}

/// Writes the query anew with each operator translated.
struct Translator<'a> {
    tokens: &'a [Token],
    source: &'a Source,
    /// For each parenthesis its partner.
    partners: Vec<Option<usize>>,
    out: String,
    /// Length of the output at the start of each token.
    starts: Vec<usize>,
}

impl<'a> Translator<'a> {
    fn new(tokens: &'a [Token], source: &'a Source) -> Self {
        let mut partners = vec![None; tokens.len()];
        let mut open = Vec::new();
        for (i, token) in tokens.iter().enumerate() {
            match token.kind {
                Kind::Open => open.push(i),
                Kind::Close => {
                    if let Some(begin) = open.pop() {
                        set(&mut partners, begin, Some(i));
                        set(&mut partners, i, Some(begin));
                    }
                }
                _ => {}
            }
        }
        Self { tokens, source, partners, out: String::new(), starts: vec![0; tokens.len()] }
    }

    fn whole(mut self) -> String {
        self.write(0, self.tokens.len());
        self.out
    }

    fn kind(&self, i: usize) -> Option<&'a Kind> {
        self.tokens.get(i).map(|token| &token.kind)
    }

    /// The last token of the operand that begins at one.
    fn operand_end(&self, mut i: usize) -> usize {
        loop {
            match self.kind(i) {
                Some(Kind::Open) => i = self.partners.get(i).copied().flatten().unwrap_or(self.tokens.len().saturating_sub(1)),
                Some(Kind::Not(_) | Kind::Plus | Kind::Equals | Kind::Field(..) | Kind::Function(_) | Kind::Foreign(_)) => {
                    i += 1;
                    continue;
                }
                _ => {}
            }
            while matches!(self.kind(i + 1), Some(Kind::Slop(_) | Kind::Boost(_))) {
                i += 1;
            }
            return i.min(self.tokens.len().saturating_sub(1));
        }
    }

    /// The first token of the operand that ends at one.
    fn operand_start(&self, mut i: usize) -> usize {
        while i > 0 && matches!(self.kind(i), Some(Kind::Slop(_) | Kind::Boost(_))) {
            i -= 1;
        }
        if self.kind(i) == Some(&Kind::Close) {
            i = self.partners.get(i).copied().flatten().unwrap_or(i);
        }
        while i > 0 && matches!(self.kind(i - 1), Some(Kind::Equals | Kind::Field(..) | Kind::Function(_))) {
            i -= 1;
        }
        i
    }

    /// Words side by side that end, or begin, at a token.
    fn run(&self, i: usize, forward: bool) -> usize {
        let is_word = |i: usize| matches!(self.kind(i), Some(Kind::Word(_) | Kind::Pattern(_)));
        let mut end = i;
        while is_word(end) {
            match if forward { Some(end + 1) } else { end.checked_sub(1) } {
                Some(next) if is_word(next) => end = next,
                _ => break,
            }
        }
        if end != i {
            return end;
        }
        if forward { self.operand_end(i) } else { self.operand_start(i) }
    }

    /// Writes the tokens of a range with the blanks between them.
    fn write(&mut self, from: usize, to: usize) {
        let mut i = from;
        while i < to {
            let Some(token) = self.tokens.get(i) else { return };
            if i > from
                && let Some(before) = self.tokens.get(i - 1)
            {
                self.out.push_str(&self.source.text(At { start: before.at.end, end: token.at.start }));
            }
            set(&mut self.starts, i, self.out.len());
            if let Kind::Foreign(foreign) = &token.kind {
                let template = foreign.entry.here.replace('#', &foreign.number);
                i = match foreign.entry.form {
                    Form::After => self.after(i, from, &template),
                    Form::Infix => self.infix(i, from, &template),
                    _ => self.before(i, &template, &foreign.number),
                };
            } else {
                self.out.push_str(&self.source.text(token.at));
                i += 1;
            }
        }
    }

    /// What the tokens of a range are written as.
    fn translated(&mut self, from: usize, to: usize) -> String {
        let start = self.out.len();
        self.write(from, to);
        self.out.split_off(start)
    }

    /// An operator with its operand behind it.
    fn before(&mut self, i: usize, template: &str, number: &str) -> usize {
        let end = self.operand_end(i + 1);
        if i + 1 > end {
            return i + 1;
        }
        let operand = self.translated(i + 1, end + 1);
        let written = match template {
            "" => operand,
            "NEAR" => near(&operand, number),
            _ => fill(template, &operand),
        };
        self.put(&written, i, end);
        end + 1
    }

    /// Writes what stands for some tokens, which now all start there.
    fn put(&mut self, written: &str, from: usize, to: usize) {
        for i in from..=to {
            set(&mut self.starts, i, self.out.len());
        }
        self.out.push_str(written);
    }

    /// Takes back what was written from a token on.
    fn take_back(&mut self, from: usize) -> String {
        let start = self.starts.get(from).copied().filter(|start| self.out.is_char_boundary(*start));
        self.out.split_off(start.unwrap_or(self.out.len()))
    }

    /// An operator with its operand before it, which is written already.
    fn after(&mut self, i: usize, from: usize, template: &str) -> usize {
        let start = self.operand_start(i.saturating_sub(1)).max(from);
        let operand = self.take_back(start);
        self.put(&fill(template, operand.trim_end()), start, i);
        i + 1
    }

    fn infix(&mut self, i: usize, from: usize, template: &str) -> usize {
        if !template.contains('…') {
            self.out.push_str(template);
            return i + 1;
        }
        // Inside quotes, only the words next to the operator.
        let quoted = template.starts_with('"');
        let (before, behind) = (i.saturating_sub(1), i + 1);
        let start = if quoted { before } else { self.run(before, false) }.max(from);
        let end = if quoted { behind } else { self.run(behind, true) };
        let left = self.take_back(start);
        let right = self.translated(behind, end + 1);
        let side = |text: &str, words: bool| if words && !quoted { format!("\"{text}\"") } else { text.to_owned() };
        let is_words = |at: usize, other: usize| at != other && matches!(self.kind(at), Some(Kind::Word(_)));
        let written = template.replacen('…', &side(left.trim_end(), is_words(start, before)), 1).replacen(
            '…',
            &side(&right, is_words(behind, end)),
            1,
        );
        self.put(&written, start, end);
        end + 1
    }
}

/// Puts an operand into a template, without parentheses where they do nothing.
fn fill(template: &str, operand: &str) -> String {
    let inside = operand.strip_prefix('(').and_then(|text| text.strip_suffix(')')).map(str::trim);
    let is_one = |text: &str| {
        let bare = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        bare.is_some_and(|text| !text.contains('"')) || !text.contains([' ', '(', ')', '"', '\t', '\n'])
    };
    let operand = match inside {
        Some(inside) if template.contains("(…)") && !inside.contains(['(', ')']) => inside,
        Some(inside) if is_one(inside) => inside,
        _ => operand,
    };
    // GDELT asks for quotes around single words too.
    let operand = match operand.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(word) if template.starts_with("ATLEAST") && word.chars().all(char::is_alphanumeric) => word,
        _ => operand,
    };
    template.replace('…', operand)
}

/// `near10:"a b c"`: all words near each other.
fn near(operand: &str, number: &str) -> String {
    let words: Vec<&str> = operand.trim_matches('"').split_whitespace().collect();
    format!("({})", words.join(&format!(" NEAR/{number} ")))
}

fn set<T>(into: &mut [T], i: usize, value: T) {
    if let Some(cell) = into.get_mut(i) {
        *cell = value;
    }
}

//! Printing: the only place that writes to standard output and standard error.
//!
//! Data goes to standard output, all else to standard error. A closed pipe ends the program
//! quietly. What articles say is escaped: control characters everywhere, and on a terminal
//! characters that turn the direction of text too.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};

use super::exit::{ClosedPipe, Exit};
use super::settings::{Color, Settings};

/// Where and how much to print.
#[derive(Debug)]
pub(super) struct Output {
    quiet: u8,
    json: bool,
    can_draw: bool,
    out: Stream,
    err: Stream,
}

/// What one of the two streams is.
#[derive(Debug, Clone, Copy, Default)]
struct Stream {
    terminal: bool,
    color: bool,
}

impl Stream {
    /// Text without what a terminal would obey: what goes through a pipe comes to one in the end.
    fn shown(self, text: &str) -> Cow<'_, str> {
        escape(text, if self.terminal { &is_unsafe } else { &moves }, &terminal_escape)
    }
}

/// How a stretch of text is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// A title or heading.
    Strong,
    /// Something of less weight.
    Faint,
    /// A match.
    Match,
}

impl Style {
    fn codes(self) -> &'static str {
        match self {
            Self::Strong => "1",
            Self::Faint => "2",
            Self::Match => "1;33",
        }
    }
}

impl Output {
    /// Prints by the settings.
    pub(super) fn new(settings: &Settings) -> Self {
        let stream = |terminal| Stream {
            terminal,
            color: match settings.color {
                Color::Always => true,
                Color::Never => false,
                Color::Auto => terminal,
            },
        };
        let err = stream(io::stderr().is_terminal());
        Self {
            quiet: settings.quiet,
            json: settings.json,
            can_draw: err.terminal && !settings.plain_terminal,
            out: stream(io::stdout().is_terminal()),
            err,
        }
    }

    /// Prints before any settings are known.
    pub(super) fn plain() -> Self {
        let err = Stream { terminal: io::stderr().is_terminal(), color: false };
        Self { quiet: 0, json: false, can_draw: false, out: Stream::default(), err }
    }

    /// Whether the answer is to be JSON.
    pub(super) fn json(&self) -> bool {
        self.json
    }

    /// Whether notes are printed: not where quiet or JSON was asked for.
    pub(super) fn talks(&self) -> bool {
        self.quiet == 0 && !self.json
    }

    /// Whether a line of standard error can be drawn over.
    pub(super) fn can_draw(&self) -> bool {
        self.can_draw
    }

    /// Whether the log, which goes to standard error, is coloured.
    pub(super) fn colors_log(&self) -> bool {
        self.err.color
    }

    /// Writes data to standard output; the text ends its own lines.
    #[allow(clippy::unused_self, reason = "who prints has an output, and data is never held back")]
    pub(super) fn data(&self, text: &str) -> anyhow::Result<()> {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(ClosedPipe.into()),
            Err(error) => Err(anyhow::Error::new(error).context("cannot write to standard output")),
        }
    }

    /// Writes JSON to standard output, on a line of its own.
    pub(super) fn data_json(&self, json: &str) -> anyhow::Result<()> {
        let mut text = if self.out.terminal { escape(json, &is_unsafe, &json_escape).into_owned() } else { json.to_owned() };
        text.push('\n');
        self.data(&text)
    }

    /// Says something on the way; not where quiet or JSON was asked for.
    pub(super) fn note(&self, text: &str) {
        if self.talks() {
            self.say("", "", text);
        }
    }

    /// Warns.
    pub(super) fn warn(&self, text: &str) {
        if self.quiet < 2 {
            self.say("warning: ", "1;33", text);
        }
    }

    /// Gives a hint after an error or a warning.
    pub(super) fn hint(&self, text: &str) {
        if self.quiet < 2 {
            self.say("hint: ", "1;36", text);
        }
    }

    /// Says what went wrong.
    pub(super) fn error(&self, text: &str) {
        if self.quiet < 2 {
            self.say("error: ", "1;31", text);
        }
    }

    /// Says what went wrong, in the words of its own.
    pub(super) fn error_shown(&self, text: &str) {
        if self.quiet < 2 {
            self.say("", "", text);
        }
    }

    fn say(&self, label: &str, codes: &str, text: &str) {
        let text = self.err.shown(text);
        let label = if self.err.color && !label.is_empty() { format!("\u{1b}[{codes}m{label}\u{1b}[0m") } else { label.to_owned() };
        // There is nowhere left to say that standard error cannot be written.
        let _ = writeln!(io::stderr().lock(), "{label}{text}");
    }

    /// Returns text of an article as standard output may show it.
    pub(super) fn clean<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.out.shown(text)
    }

    /// Returns text of an article on one line.
    pub(super) fn line(&self, text: &str) -> String {
        let joined: String = text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }).collect();
        self.clean(&joined).into_owned()
    }

    /// Returns text in a style, where standard output takes colour. A match without colour stands
    /// in brackets.
    pub(super) fn styled(&self, text: &str, style: Style) -> String {
        match (self.out.color, style) {
            (true, style) => format!("\u{1b}[{}m{text}\u{1b}[0m", style.codes()),
            (false, Style::Match) => format!("[{text}]"),
            (false, _) => text.to_owned(),
        }
    }
}

/// Prints what the parser of arguments says: help and version are data, the rest is wrong usage.
pub(super) fn usage(error: &clap::Error) -> Exit {
    // A closed pipe is no error of help, and there is nobody left to tell.
    let _ = error.print();
    if error.use_stderr() { Exit::Usage } else { Exit::Done }
}

/// Characters that move the cursor or begin an escape sequence.
fn moves(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
}

/// Characters that move the cursor or turn the direction of text.
fn is_unsafe(c: char) -> bool {
    moves(c)
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn escape<'a>(text: &'a str, is_unsafe: &dyn Fn(char) -> bool, write: &dyn Fn(&mut String, char)) -> Cow<'a, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_unsafe(c) {
            write(&mut out, c);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

fn terminal_escape(out: &mut String, c: char) {
    let _ = write!(out, "{}", c.escape_unicode());
}

fn json_escape(out: &mut String, c: char) {
    let _ = write!(out, "\\u{:04x}", u32::from(c));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_move_the_cursor_or_turn_the_text() {
        let (terminal, pipe) = (Stream { terminal: true, color: false }, Stream::default());
        assert_eq!(terminal.shown("a\u{1b}[2Jb\u{202e}c\u{9b}"), "a\\u{1b}[2Jb\\u{202e}c\\u{9b}");
        assert_eq!(terminal.shown("می\u{200c}رود é\n\t"), "می\u{200c}رود é\n\t", "ZWNJ is a letter's business");
        assert_eq!(pipe.shown("a\u{1b}[2Jb\u{202e}c\u{9b}\r\n\t"), "a\\u{1b}[2Jb\u{202e}c\\u{9b}\\u{d}\n\t");
        assert_eq!(escape("\"\u{202e}\"", &is_unsafe, &json_escape), "\"\\u202e\"");
    }
}

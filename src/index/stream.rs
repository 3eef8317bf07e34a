//! Ready-made token streams as the value of a text field.
//!
//! Analysis has split and folded the text already; the engine gets the tokens in one string, each
//! behind a control character that says how far its position lies after the one before. So no
//! token is allocated and the engine's own tokenizers have no say in what a word is.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Before a token one position after the last (the first token: position 0).
const NEXT: char = '\u{1}';
/// Before a token at the position of the last; without text, the last token again.
const SAME: char = '\u{2}';
/// Before a decimal number of positions to go on, ended by [`JUMP_END`].
const JUMP: char = '\u{3}';
/// Ends the number of a jump; the token's text follows.
const JUMP_END: char = '\u{4}';

/// Writes a token stream.
#[derive(Debug, Default)]
pub struct StreamWriter {
    text: String,
    /// Position of the last token plus one; 0 before the first.
    after: u32,
}

impl StreamWriter {
    /// Adds a token `times` times at a position, which must not lie before the last one.
    ///
    /// Tokens must not hold characters below U+0005; analysis never makes such.
    pub fn push(&mut self, position: u32, token: &str, times: u32) {
        use std::fmt::Write as _;
        if position + 1 == self.after {
            self.text.push(SAME);
        } else if position == self.after {
            self.text.push(NEXT);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(self.text, "{JUMP}{}{JUMP_END}", (position + 1).saturating_sub(self.after));
        }
        self.text.push_str(token);
        for _ in 1..times {
            self.text.push(SAME);
        }
        self.after = position + 1;
    }

    /// Returns the field's value.
    #[must_use]
    pub fn finish(self) -> String {
        self.text
    }

    /// Whether no token was written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// Reads the streams that [`StreamWriter`] wrote.
#[derive(Debug, Clone, Default)]
pub struct StreamTokenizer {
    token: Token,
}

impl Tokenizer for StreamTokenizer {
    type TokenStream<'a> = StreamReader<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> StreamReader<'a> {
        self.token.reset();
        StreamReader { rest: text, token: &mut self.token, after: 0 }
    }
}

/// A stream being read.
#[derive(Debug)]
pub struct StreamReader<'a> {
    rest: &'a str,
    token: &'a mut Token,
    after: usize,
}

impl TokenStream for StreamReader<'_> {
    fn advance(&mut self) -> bool {
        let mut chars = self.rest.chars();
        let step = match chars.next() {
            None => return false,
            Some(SAME) => 0,
            Some(JUMP) => {
                let (number, rest) = chars.as_str().split_once(JUMP_END).unwrap_or(("1", chars.as_str()));
                chars = rest.chars();
                number.parse().unwrap_or(1)
            }
            Some(_) => 1,
        };
        let rest = chars.as_str();
        let len = rest.bytes().position(|b| b < 5).unwrap_or(rest.len());
        let (text, rest) = rest.split_at(len);
        self.rest = rest;
        self.after += step;
        self.token.position = self.after.saturating_sub(1);
        if !text.is_empty() {
            self.token.text.clear();
            self.token.text.push_str(text);
        }
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Parts the key of a facet value from its spelling.
///
/// It lies below every character of a key, so all spellings of a key are neighbours in a sorted
/// dictionary.
pub const KEY_END: char = '\u{1f}';

/// Before a key that is an entity's id and not a folded name.
pub const ID_MARK: char = '\u{1d}';

/// Emits the key of a facet value, so that filters ask the postings by key while the column keeps
/// key and spelling.
#[derive(Debug, Clone, Default)]
pub struct KeyTokenizer {
    token: Token,
}

impl Tokenizer for KeyTokenizer {
    type TokenStream<'a> = KeyStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> KeyStream<'a> {
        self.token.reset();
        self.token.position = 0;
        self.token.text.push_str(text.split(KEY_END).next().unwrap_or(text));
        KeyStream { token: &mut self.token, done: false }
    }
}

/// The one token of a facet value.
#[derive(Debug)]
pub struct KeyStream<'a> {
    token: &'a mut Token,
    done: bool,
}

impl TokenStream for KeyStream<'_> {
    fn advance(&mut self) -> bool {
        !std::mem::replace(&mut self.done, true)
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(usize, String)> {
        let mut tokenizer = StreamTokenizer::default();
        let mut stream = tokenizer.token_stream(text);
        let mut tokens = Vec::new();
        while stream.advance() {
            tokens.push((stream.token().position, stream.token().text.clone()));
        }
        tokens
    }

    #[test]
    fn positions_and_repeats_come_back() {
        let mut writer = StreamWriter::default();
        writer.push(0, "a", 3);
        writer.push(1, "b", 1);
        writer.push(1, "c", 1);
        writer.push(7, "دد", 2);
        let tokens = read(&writer.finish());
        let expected = [(0, "a"), (0, "a"), (0, "a"), (1, "b"), (1, "c"), (7, "دد"), (7, "دد")];
        assert_eq!(tokens, expected.map(|(p, t)| (p, t.to_owned())));
    }

    #[test]
    fn first_token_may_lie_behind_a_gap() {
        let mut writer = StreamWriter::default();
        writer.push(5, "x", 1);
        assert_eq!(read(&writer.finish()), [(5, "x".to_owned())]);
        assert!(read("").is_empty());
    }
}

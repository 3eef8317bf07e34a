//! The tokens of an article as names see them: hash, classes, case, and what stands before them.

use super::gazetteer::token_hash;
use super::words::Words;
use crate::analysis::tokens::{Flags, TokenRef, Tokens};
use crate::article::{Article, Lang, TextField};

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Small letters.
    Lower,
    /// A capital first.
    Capital,
    /// Capitals only, at least two.
    Upper,
    /// A script without capitals.
    Uncased,
    /// Digits and other signs.
    Other,
}

/// What stands between a word and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// A blank, a line break, or nothing.
    Blank,
    /// A hyphen.
    Hyphen,
    /// An apostrophe.
    Apostrophe,
    /// A full stop that ends no sentence.
    Dot,
    /// `&`.
    Ampersand,
    /// A comma.
    Comma,
    /// An opening parenthesis.
    Open,
    /// Anything else, or the beginning of a field.
    Break,
}

/// A token.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tok {
    pub(super) hash: u64,
    pub(super) words: Words,
    pub(super) shape: Shape,
    pub(super) gap: Gap,
    bits: u8,
    pub(super) field: TextField,
}

const SENTENCE: u8 = 1;
const WORD_START: u8 = 1 << 1;
const WORD_END: u8 = 1 << 2;
const UNSPACED: u8 = 1 << 3;
/// In a line of capitals.
const CAPS: u8 = 1 << 4;
/// In a line where most words begin with a capital.
const TITLE_CASE: u8 = 1 << 5;
/// One letter.
const INITIAL: u8 = 1 << 6;
/// First of a line.
const LINE: u8 = 1 << 7;

impl Tok {
    pub(super) fn starts_sentence(&self) -> bool {
        self.bits & SENTENCE != 0
    }

    pub(super) fn starts_word(&self) -> bool {
        self.bits & WORD_START != 0
    }

    pub(super) fn ends_word(&self) -> bool {
        self.bits & WORD_END != 0
    }

    pub(super) fn is_unspaced(&self) -> bool {
        self.bits & UNSPACED != 0
    }

    pub(super) fn in_caps(&self) -> bool {
        self.bits & CAPS != 0
    }

    pub(super) fn in_title_case(&self) -> bool {
        self.bits & TITLE_CASE != 0
    }

    pub(super) fn starts_line(&self) -> bool {
        self.bits & LINE != 0
    }

    pub(super) fn is_initial(&self) -> bool {
        self.bits & INITIAL != 0
    }

    /// Whether it is written as names are: with a capital, or in a script without.
    pub(super) fn may_be_name(&self) -> bool {
        matches!(self.shape, Shape::Capital | Shape::Upper | Shape::Uncased)
    }

    pub(super) fn is_capital(&self) -> bool {
        matches!(self.shape, Shape::Capital | Shape::Upper)
    }

    pub(super) fn is(&self, words: Words) -> bool {
        self.words.any(words)
    }
}

/// An article ready to be searched for names.
#[derive(Debug)]
pub(super) struct Scan<'a> {
    pub(super) tokens: &'a Tokens,
    pub(super) lang: Lang,
    texts: [&'a str; 3],
    pub(super) toks: Vec<Tok>,
    /// Words written small somewhere in the article, as a Bloom filter of one function.
    small: Vec<u64>,
}

/// Most bits of the filter: half a megabyte.
const FILTER_BITS_MAX: usize = 1 << 22;

impl<'a> Scan<'a> {
    pub(super) fn new(article: &'a Article, tokens: &'a Tokens, lang: Lang) -> Self {
        let bits = (tokens.len() * 16).next_power_of_two().clamp(1 << 10, FILTER_BITS_MAX);
        let texts = [article.title.as_str(), article.lead.as_str(), article.body.as_str()];
        let mut scan = Self { tokens, lang, texts, toks: Vec::with_capacity(tokens.len()), small: vec![0; bits / 64] };
        let mut before: Option<(TextField, u32, bool)> = None;
        for token in tokens.iter() {
            let from = before.filter(|(field, ..)| *field == token.field).map(|(_, end, dotted)| (end, dotted));
            let tok = scan.tok(&token, from);
            if tok.shape == Shape::Lower {
                scan.remember_small(tok.hash);
            }
            scan.toks.push(tok);
            before = Some((token.field, token.end, token.form.contains('.')));
        }
        scan.mark_lines();
        scan
    }

    /// The text of a field.
    pub(super) fn text(&self, field: TextField) -> &'a str {
        let [title, lead, body] = self.texts;
        match field {
            TextField::Title => title,
            TextField::Lead => lead,
            TextField::Body => body,
        }
    }

    pub(super) fn tok(&self, token: &TokenRef<'_>, previous: Option<(u32, bool)>) -> Tok {
        let hash = token_hash(token.form);
        let shape = shape(token);
        let mut bits = 0;
        for (flag, bit) in
            [(Flags::SENTENCE_START, SENTENCE), (Flags::WORD_START, WORD_START), (Flags::WORD_END, WORD_END), (Flags::UNSPACED, UNSPACED)]
        {
            if token.flags.contains(flag) {
                bits |= bit;
            }
        }
        if token.form.len() == 1 || token.form.chars().nth(1).is_none() {
            bits |= INITIAL;
        }
        let between = previous.map(|(end, dotted)| {
            let between = self.text(token.field).get(end as usize..token.start as usize).unwrap_or_default();
            // The full stop behind `U.S.` is part of it.
            between.strip_prefix('.').filter(|_| dotted).unwrap_or(between)
        });
        let gap = between.map_or(Gap::Break, gap);
        if between.is_none_or(|between| between.contains('\n')) {
            bits |= LINE;
        }
        let words = if shape == Shape::Other { Words::default() } else { Words::of(hash) };
        Tok { hash, words, shape, gap, bits, field: token.field }
    }

    /// Marks lines of capitals and lines with capitals at most words.
    fn mark_lines(&mut self) {
        let mut from = 0;
        for at in 1..=self.toks.len() {
            let new = self.toks.get(at).is_none_or(|tok| tok.bits & (LINE | SENTENCE) != 0);
            if new {
                self.mark_line(from, at);
                from = at;
            }
        }
    }

    fn mark_line(&mut self, from: usize, to: usize) {
        let Some(line) = self.toks.get_mut(from..to) else { return };
        let (mut cased, mut upper, mut capital, mut plain) = (0, 0, 0, 0);
        for tok in line.iter().filter(|tok| matches!(tok.shape, Shape::Lower | Shape::Capital | Shape::Upper)) {
            cased += 1;
            upper += usize::from(tok.shape == Shape::Upper || (tok.shape == Shape::Capital && tok.is_initial()));
            if !tok.is(Words::FUNCTION.or(Words::PREP).or(Words::AND)) {
                plain += 1;
                capital += usize::from(tok.shape != Shape::Lower);
            }
        }
        let caps = cased >= 2 && upper * 10 >= cased * 7;
        // In a title only: a short sentence of the body may hold many names.
        let headline = line.first().is_some_and(|tok| tok.field == TextField::Title);
        let title = headline && !caps && plain >= 4 && capital * 4 >= plain * 3;
        for tok in line {
            if caps {
                tok.bits |= CAPS;
            }
            if title {
                tok.bits |= TITLE_CASE;
            }
        }
    }

    fn remember_small(&mut self, hash: u64) {
        let bit = self.filter_bit(hash);
        if let Some(word) = self.small.get_mut(bit / 64) {
            *word |= 1 << (bit % 64);
        }
    }

    fn filter_bit(&self, hash: u64) -> usize {
        usize::try_from(hash >> 32).unwrap_or(0) & (self.small.len() * 64 - 1)
    }

    /// Whether the article writes a word small somewhere; rarely true of a word that it does not.
    pub(super) fn is_written_small(&self, hash: u64) -> bool {
        let bit = self.filter_bit(hash);
        self.small.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }

    pub(super) fn get(&self, at: usize) -> Option<&Tok> {
        self.toks.get(at)
    }

    /// The token before one, where both are of one sentence.
    pub(super) fn before(&self, at: usize) -> Option<&Tok> {
        let tok = self.toks.get(at)?;
        let before = self.toks.get(at.checked_sub(1)?)?;
        (before.field == tok.field && !tok.starts_sentence()).then_some(before)
    }

    /// The token after a range, where it is of the same sentence.
    pub(super) fn after(&self, to: usize) -> Option<&Tok> {
        let last = self.toks.get(to.checked_sub(1)?)?;
        self.toks.get(to).filter(|tok| tok.field == last.field && !tok.starts_sentence())
    }

    /// The token after a name's word, where it can be the name's next word.
    pub(super) fn joined(&self, at: usize) -> Option<&Tok> {
        self.after(at).filter(|tok| matches!(tok.gap, Gap::Blank | Gap::Hyphen | Gap::Apostrophe | Gap::Dot))
    }
}

fn shape(token: &TokenRef<'_>) -> Shape {
    if !token.flags.contains(Flags::CAPITAL) {
        return match token.form.chars().next() {
            Some(c) if c.is_lowercase() => Shape::Lower,
            Some(c) if c.is_alphabetic() => Shape::Uncased,
            _ => Shape::Other,
        };
    }
    let mut letters = token.surface.chars().filter(|c| c.is_alphabetic());
    match letters.next() {
        Some(first) if first.is_uppercase() => {
            let mut rest = 0;
            let upper = letters.all(|c| {
                rest += 1;
                !c.is_lowercase()
            });
            if upper && rest > 0 { Shape::Upper } else { Shape::Capital }
        }
        Some(_) => Shape::Lower,
        None => Shape::Other,
    }
}

fn gap(between: &str) -> Gap {
    match between {
        "" | " " | "\n" => Gap::Blank,
        "-" | "\u{2010}" | "\u{2011}" | "\u{30fb}" => Gap::Hyphen,
        "'" | "’" => Gap::Apostrophe,
        "." | ". " | ".\n" => Gap::Dot,
        "&" | " & " => Gap::Ampersand,
        ", " | "," | ",\n" | "، " | "،" | "、" | "，" => Gap::Comma,
        " (" | "(" | "（" => Gap::Open,
        other => wide_gap(other),
    }
}

/// A gap with more blanks than usual.
fn wide_gap(between: &str) -> Gap {
    if between.len() > 64 {
        return Gap::Break;
    }
    let trimmed = between.trim();
    if trimmed.is_empty() {
        let lines = between.bytes().filter(|b| *b == b'\n').count();
        return if lines < 2 { Gap::Blank } else { Gap::Break };
    }
    match trimmed {
        "," => Gap::Comma,
        "(" => Gap::Open,
        "&" => Gap::Ampersand,
        "." if between.starts_with('.') => Gap::Dot,
        _ => Gap::Break,
    }
}

//! Words: where they begin and end, their forms, stems and marks.

pub mod fold;
pub mod lead;
pub mod query;
pub mod segment;
pub mod sentence;
pub mod stem;
pub mod unspaced;

use std::ops::Range;

use crate::article::{Lang, TextField};

pub use query::QueryWord;
pub use segment::behind_elided;
pub use stem::is_stemmed;

/// Where the fields end in the one position space of an article.
///
/// Positions run on from title over lead to body without gaps: title is `0..title_end`, lead
/// `title_end..lead_end`, body `lead_end..body_end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Zones {
    /// Position after the title's last word.
    pub title_end: u32,
    /// Position after the lead's last word.
    pub lead_end: u32,
    /// Position after the body's last word.
    pub body_end: u32,
}

/// Properties of a token, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags(u8);

impl Flags {
    /// First word of a sentence.
    pub const SENTENCE_START: Self = Self(1);
    /// First word of a paragraph.
    pub const PARAGRAPH_START: Self = Self(1 << 1);
    /// A dictionary word begins here; true of every word of a spaced script.
    pub const WORD_START: Self = Self(1 << 2);
    /// A dictionary word ends here; true of every word of a spaced script.
    pub const WORD_END: Self = Self(1 << 3);
    /// A character of Han, kana, Thai, Lao, Khmer or Burmese.
    pub const UNSPACED: Self = Self(1 << 4);
    /// The surface has capitals.
    pub const CAPITAL: Self = Self(1 << 5);

    /// Whether all bits of another set are set.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Sets bits.
    pub fn insert(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// The tokens of an article or a text: one arena of strings and a list of ranges.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    arena: String,
    list: Vec<Token>,
}

/// A token as it is kept: ranges of the arena.
#[derive(Debug, Clone, Copy)]
struct Token {
    position: u32,
    start: u32,
    end: u32,
    surface: (u32, u32),
    form: (u32, u32),
    stem: (u32, u32),
    stem_lang: Lang,
    field: TextField,
    flags: Flags,
}

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenRef<'a> {
    /// Position in the article.
    pub position: u32,
    /// Field it stands in.
    pub field: TextField,
    /// First byte in the field's text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// The word in NFKC with its capitals; equal to `form` where it has none.
    pub surface: &'a str,
    /// The folded form by which it matches.
    pub form: &'a str,
    /// The stem in the language of its article or paragraph; equal to `form` where there is no stemmer.
    pub stem: &'a str,
    /// Language of the stem; `und` where no stemmer applies.
    pub stem_lang: Lang,
    /// Properties.
    pub flags: Flags,
}

/// A token about to be kept.
#[derive(Debug)]
pub(super) struct NewToken<'a> {
    pub(super) position: u32,
    pub(super) field: TextField,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) surface: Option<&'a str>,
    pub(super) form: &'a str,
    pub(super) flags: Flags,
}

impl Tokens {
    /// Number of tokens.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The token at an index of the list.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<TokenRef<'_>> {
        self.list.get(index).map(|token| self.view(token))
    }

    /// All tokens in the order of their positions.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = TokenRef<'_>> + ExactSizeIterator {
        self.list.iter().map(|token| self.view(token))
    }

    fn view(&self, token: &Token) -> TokenRef<'_> {
        let text = |(start, end): (u32, u32)| self.arena.get(start as usize..end as usize).unwrap_or_default();
        TokenRef {
            position: token.position,
            field: token.field,
            start: token.start,
            end: token.end,
            surface: text(token.surface),
            form: text(token.form),
            stem: text(token.stem),
            stem_lang: token.stem_lang,
            flags: token.flags,
        }
    }

    pub(super) fn push(&mut self, new: &NewToken<'_>) {
        let form = self.store(new.form);
        let surface = new.surface.map_or(form, |surface| self.store(surface));
        self.list.push(Token {
            position: new.position,
            start: u32::try_from(new.start).unwrap_or(u32::MAX),
            end: u32::try_from(new.end).unwrap_or(u32::MAX),
            surface,
            form,
            stem: form,
            stem_lang: Lang::UND,
            field: new.field,
            flags: new.flags,
        });
    }

    fn store(&mut self, text: &str) -> (u32, u32) {
        let start = self.arena.len();
        self.arena.push_str(text);
        (u32::try_from(start).unwrap_or(u32::MAX), u32::try_from(self.arena.len()).unwrap_or(u32::MAX))
    }

    /// Gives every spaced word its stem in the article's language, or in that of its paragraph where
    /// `foreign` has it: ranges of tokens, rising. A paragraph whose language has no stemmer keeps forms.
    pub(super) fn stem_all(&mut self, lang: Lang, foreign: &[(Range<usize>, Lang)], stemmer: &mut stem::StemCache) {
        let mut from = 0;
        for (range, other) in foreign {
            self.stem_range(from..range.start, lang, stemmer);
            self.stem_range(range.clone(), *other, stemmer);
            from = range.end;
        }
        self.stem_range(from..self.list.len(), lang, stemmer);
    }

    fn stem_range(&mut self, range: Range<usize>, lang: Lang, stemmer: &mut stem::StemCache) {
        if !is_stemmed(lang) {
            return;
        }
        for index in range {
            let Some(token) = self.list.get(index).copied().filter(|token| !token.flags.contains(Flags::UNSPACED)) else {
                continue;
            };
            let form = self.arena.get(token.form.0 as usize..token.form.1 as usize).unwrap_or_default();
            let range = match stemmer.changed(lang, form) {
                None => token.form,
                Some(stem) => self.store(stem),
            };
            if let Some(token) = self.list.get_mut(index) {
                token.stem = range;
                token.stem_lang = lang;
            }
        }
    }

    /// Sets a property of the token at an index.
    pub(super) fn flag(&mut self, index: usize, flag: Flags) {
        if let Some(token) = self.list.get_mut(index) {
            token.flags.insert(flag);
        }
    }

    /// Drops all tokens from an index to another and moves the later ones up.
    pub(super) fn remove(&mut self, from: usize, to: usize) {
        self.list.drain(from..to);
        let gone = u32::try_from(to - from).unwrap_or(0);
        for token in self.list.iter_mut().skip(from) {
            token.position -= gone;
        }
    }
}

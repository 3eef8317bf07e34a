//! Names of the gazetteer in a text: the longest that begins at a word, whole, by stem, or without
//! the clitics, particles and endings that are written onto it.

use super::gazetteer::{Classes, Entry, Gazetteer, Seq, token_hash};
use super::scan::{Gap, Scan, Shape, Tok};
use crate::analysis::tokens::fold;

/// A name found in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    /// One past its last token.
    pub(super) to: usize,
    pub(super) entry: Entry,
    /// The name itself.
    pub(super) key: u64,
    /// How it stands there.
    pub(super) cut: Cut,
}

/// Which part of the first token is no part of the name, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Cut {
    pub(super) front: u8,
    pub(super) back: u16,
    /// Found by its stem: the text has an inflected form.
    pub(super) stem: bool,
}

impl Cut {
    /// Whether the token carries more than the name.
    pub(super) fn is_none(self) -> bool {
        self == Self::default()
    }
}

/// Languages with capitals whose names are also found by their stems.
const STEMMED: [&str; 17] = ["cs", "da", "de", "el", "et", "fi", "hu", "hy", "lt", "nl", "no", "pl", "ro", "ru", "sr", "sv", "tr"];
/// Prefixes of Arabic: and, so, by, to, like; folded.
const ARABIC: [&str; 5] = ["و", "ف", "ب", "ل", "ک"];
/// Prefixes of Hebrew: and, the, in, to, from, that, like.
const HEBREW: [&str; 7] = ["ו", "ה", "ב", "ל", "מ", "ש", "כ"];
/// Particles of Korean, longer ones first.
const KOREAN: [&str; 25] = [
    "에서는",
    "에서도",
    "으로부터",
    "이라고",
    "에서",
    "에게",
    "으로",
    "까지",
    "부터",
    "이나",
    "과의",
    "와의",
    "에는",
    "에도",
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "의",
    "에",
    "로",
    "과",
    "와",
];
/// Characters of Chinese and Japanese that a name of a place may be one dictionary word with.
const PLACE_SUFFIXES: [&str; 10] = ["市", "省", "县", "区", "州", "府", "県", "都", "道", "国"];

/// The namespaces of a language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spaces {
    own: Option<Seq>,
    stem: Option<Seq>,
    arabic: bool,
    hebrew: bool,
    korean: bool,
}

impl Spaces {
    pub(super) fn of(lang: crate::article::Lang) -> Self {
        let code = lang.as_str();
        let stemmed = STEMMED.contains(&code);
        Self {
            own: (!lang.is_und()).then(|| Seq::of(&format!("{code}:"))),
            stem: stemmed.then(|| Seq::of(&format!("{code};"))),
            arabic: code == "ar",
            hebrew: code == "he",
            korean: code == "ko",
        }
    }
}

/// Looks names up in one article.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lookup<'a> {
    pub(super) scan: &'a Scan<'a>,
    pub(super) gazetteer: &'static Gazetteer,
    spaces: Spaces,
}

impl<'a> Lookup<'a> {
    pub(super) fn new(scan: &'a Scan<'a>, gazetteer: &'static Gazetteer) -> Self {
        Self { scan, gazetteer, spaces: Spaces::of(scan.lang) }
    }

    /// What is known of a single token.
    pub(super) fn single(&self, tok: &Tok) -> Entry {
        self.gazetteer.entry(Seq::default().then(tok.hash).key()).unwrap_or_default()
    }

    /// What a single word names, in any language or in the article's.
    pub(super) fn word(&self, at: usize) -> Option<Entry> {
        let tok = self.scan.get(at)?;
        let plain = self.gazetteer.entry(Seq::default().then(tok.hash).key()).filter(|entry| entry.has_meaning());
        plain.or_else(|| self.gazetteer.entry(self.spaces.own?.then(tok.hash).key()).filter(|entry| entry.has_meaning()))
    }

    /// The longest name of the lists of companies and clubs that begins at a token: its end and list.
    pub(super) fn listed(&self, at: usize) -> Option<(usize, Classes)> {
        let tok = self.scan.get(at).filter(|tok| tok.may_be_name())?;
        let mut seq = Seq::default().then(tok.hash);
        let lengths = self.gazetteer.entry(seq.key())?.lengths;
        let mut best = None;
        let mut to = at + 1;
        loop {
            let further = u32::try_from(to - at - 1).unwrap_or(u32::MAX);
            if lengths.checked_shr(further).unwrap_or(0) == 0 {
                return best;
            }
            if let Some(entry) = self.gazetteer.entry(seq.key()).filter(|entry| entry.classes.any(Classes::COMPANY.or(Classes::CLUB))) {
                best = Some((to, entry.classes));
            }
            let Some(next) = self.scan.joined(to) else { return best };
            seq = seq.then(next.hash);
            to += 1;
        }
    }

    /// The longest name that begins at a token.
    pub(super) fn at(&self, at: usize) -> Option<Named> {
        let tok = self.scan.get(at).filter(|tok| tok.may_be_name())?;
        if tok.is_unspaced() && !tok.starts_word() {
            return None;
        }
        let plain = self.longest(at, Seq::default(), tok.hash, false);
        let own = self.spaces.own.and_then(|space| self.longest(at, space, tok.hash, false));
        let whole = match (plain, own) {
            (Some(plain), Some(own)) => Some(if own.to > plain.to { own } else { plain }),
            (plain, own) => plain.or(own),
        };
        if whole.is_some() || tok.is_unspaced() {
            return whole;
        }
        self.inflected(at, tok)
    }

    /// A name of the abbreviations that count only after a comma (`Houston, Tex`).
    pub(super) fn after_comma(&self, at: usize) -> Option<Named> {
        let tok = self.scan.get(at).filter(|tok| tok.is_capital())?;
        self.longest(at, Seq::of("~:"), tok.hash, false)
    }

    fn longest(&self, at: usize, space: Seq, first: u64, stems: bool) -> Option<Named> {
        let mut seq = space.then(first);
        let entry = self.gazetteer.entry(seq.key())?;
        let lengths = entry.lengths;
        let mut best = None;
        let mut to = at + 1;
        loop {
            let count = to - at;
            if lengths.checked_shr(u32::try_from(count).unwrap_or(u32::MAX).saturating_sub(1)).unwrap_or(0) == 0 {
                break;
            }
            if let Some(entry) = self.gazetteer.entry(seq.key()).filter(|entry| entry.has_meaning())
                && self.ends_well(at, to)
            {
                best = Some(Named { to, entry, key: seq.key(), cut: Cut { stem: stems, ..Cut::default() } });
            }
            let Some(next) = self.scan.joined(to).filter(|next| self.is_same_kind(at, next)) else { break };
            let hash = if stems { self.stem(to) } else { next.hash };
            seq = seq.then(hash);
            to += 1;
        }
        best
    }

    /// Whether a word is of the same kind of script as a name's first.
    fn is_same_kind(&self, at: usize, next: &Tok) -> bool {
        let unspaced = self.scan.get(at).is_some_and(Tok::is_unspaced);
        next.is_unspaced() == unspaced
    }

    fn ends_well(&self, at: usize, to: usize) -> bool {
        let Some(last) = to.checked_sub(1).and_then(|at| self.scan.get(at)) else { return false };
        if !last.is_unspaced() || last.ends_word() {
            // `Union européenne`: only the first word has a capital.
            return last.may_be_name() || last.shape == Shape::Other || (to > at + 1 && self.form_len(to - 1) >= 5);
        }
        // `北京市` may be one word of the dictionary.
        let next = self.scan.joined(to).filter(|next| next.ends_word());
        next.is_some() && self.scan.tokens.get(to).is_some_and(|token| PLACE_SUFFIXES.contains(&token.form))
    }

    fn form_len(&self, at: usize) -> usize {
        self.scan.tokens.get(at).map_or(0, |token| token.form.chars().count())
    }

    fn stem(&self, at: usize) -> u64 {
        self.scan.tokens.get(at).map_or(0, |token| token_hash(token.stem))
    }

    fn inflected(&self, at: usize, tok: &Tok) -> Option<Named> {
        let token = self.scan.tokens.get(at)?;
        if let Some(position) = token.form.find('\'').filter(|position| *position >= 3) {
            // Turkish writes case endings after an apostrophe: Ankara'da.
            let base = token.form.get(..position)?;
            let back = token.form.chars().count() - base.chars().count();
            let cut = Cut { back: u16::try_from(back).ok()?, ..Cut::default() };
            return self.cut(at, base, cut).or_else(|| self.by_stem(at, tok));
        }
        if self.spaces.arabic || self.spaces.hebrew {
            let prefixes: &[&str] = if self.spaces.arabic { &ARABIC } else { &HEBREW };
            return self.without_prefix(at, token.form, prefixes);
        }
        if self.spaces.korean {
            return self.without_particle(at, token.form);
        }
        self.by_stem(at, tok)
    }

    fn by_stem(&self, at: usize, tok: &Tok) -> Option<Named> {
        let space = self.spaces.stem.filter(|_| tok.is_capital())?;
        let stem = self.stem(at);
        let found = self.longest(at, space, stem, true);
        // A stem may be a name of its own: the German genitive `Irans`.
        found.or_else(|| {
            let token = self.scan.tokens.get(at).filter(|token| token.form.strip_suffix('s') == Some(token.stem))?;
            let named = self.longest(at, Seq::default(), token_hash(token.stem), true)?;
            let sure = self.gazetteer.meanings(named.entry).any(|meaning| !meaning.weak);
            sure.then_some(named)
        })
    }

    fn cut(&self, at: usize, base: &str, cut: Cut) -> Option<Named> {
        let hash = token_hash(base);
        let mut named = self.longest(at, Seq::default(), hash, false);
        // What follows a case ending is no part of the name.
        if cut.back > 0 {
            named = named.filter(|named| named.to == at + 1);
        }
        let named = named.or_else(|| {
            let space = self.spaces.own?;
            self.longest(at, space, hash, false).filter(|named| cut.back == 0 || named.to == at + 1)
        });
        named.map(|named| Named { cut, ..named })
    }

    fn without_prefix(&self, at: usize, form: &str, prefixes: &[&str]) -> Option<Named> {
        let mut rest = form;
        // Two at most: `وب` is and + by.
        for front in 1..=2 {
            rest = prefixes.iter().find_map(|prefix| rest.strip_prefix(prefix))?;
            if rest.chars().count() < 3 {
                return None;
            }
            let cut = Cut { front, ..Cut::default() };
            let found = self.cut(at, rest, cut).or_else(|| {
                // `لل` is to + the, which the name has as `ال`.
                let tail = rest.strip_prefix('ل').filter(|_| self.spaces.arabic)?;
                self.cut(at, &format!("ال{tail}"), cut)
            });
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn without_particle(&self, at: usize, form: &str) -> Option<Named> {
        KOREAN.iter().find_map(|particle| {
            let base = form.strip_suffix(particle).filter(|base| base.chars().nth(1).is_some())?;
            let cut = Cut { back: u16::try_from(particle.chars().count()).ok()?, ..Cut::default() };
            self.cut(at, base, cut)
        })
    }

    /// Whether a token stands directly behind an opening parenthesis.
    pub(super) fn is_in_parenthesis(&self, at: usize) -> bool {
        self.scan.get(at).is_some_and(|tok| tok.gap == Gap::Open)
    }

    /// Whether a character behind a name says that it is a town, province or state: `河内市`.
    pub(super) fn has_place_suffix(&self, from: usize, to: usize) -> bool {
        let is_suffix = |at: usize| self.scan.tokens.get(at).is_some_and(|token| PLACE_SUFFIXES.contains(&token.form));
        let unspaced = self.scan.get(from).is_some_and(Tok::is_unspaced);
        unspaced && ((to > from + 1 && is_suffix(to - 1)) || (self.scan.joined(to).is_some() && is_suffix(to)))
    }

    /// The base form of a name found by its stem, where it is known.
    pub(super) fn base_form(&self, named_key: u64) -> Option<&'static str> {
        self.gazetteer.base_form(named_key)
    }
}

/// The surface of a text range without its cut parts.
pub(super) fn cut_range(text: &str, start: usize, end: usize, cut: Cut) -> (usize, usize) {
    let Some(slice) = text.get(start..end) else { return (start, end) };
    // Characters that folding drops (joiners, vowel signs) stay on the side of the name.
    let front: usize = slice.char_indices().nth(cut.front as usize).map_or(0, |(at, _)| at);
    let mut back = 0;
    let mut left = cut.back;
    for c in slice.chars().rev() {
        if left == 0 {
            break;
        }
        back += c.len_utf8();
        if !fold::form(c.encode_utf8(&mut [0; 4])).is_empty() {
            left -= 1;
        }
    }
    if front + back >= slice.len() { (start, end) } else { (start + front, end - back) }
}

//! An article as the tagger sees it: units with what the features are made of.

use std::collections::HashMap;

use super::super::document::{Named, Target};
use super::super::gazetteer::data::Kind;
use super::super::gazetteer::{Classes, KeyHasher, Seq, token_hash};
use super::super::lookup::Lookup;
use super::super::scan::{Shape, Tok};
use super::super::words::Words;
use crate::article::TextField;

/// Longest stretch that is tagged in one piece; a longer one is cut.
pub(super) const PIECE_MAX: usize = 400;
/// Most distinct words whose use in the article is remembered.
const WORDS_MAX: usize = 50_000;
/// Lines of texts that are wrapped by hand are between these many bytes long.
const WRAPPED: std::ops::RangeInclusive<usize> = 45..=100;

/// Flags of how an article uses a word.
pub(super) mod usage {
    pub(in super::super) const LOWER: u16 = 1;
    pub(in super::super) const INSIDE: u16 = 1 << 1;
    pub(in super::super) const AFTER_FIRST: u16 = 1 << 2;
    pub(in super::super) const AFTER_TITLE: u16 = 1 << 3;
    pub(in super::super) const BEFORE_ORG: u16 = 1 << 4;
    pub(in super::super) const AFTER_PREP: u16 = 1 << 5;
    pub(in super::super) const SPEAKS: u16 = 1 << 6;
    pub(in super::super) const OFTEN: u16 = 1 << 7;
    pub(in super::super) const ALL: [u16; 8] = [LOWER, INSIDE, AFTER_FIRST, AFTER_TITLE, BEFORE_ORG, AFTER_PREP, SPEAKS, OFTEN];
}

/// What is tagged: a word, a character of a script without blanks, or one of a Korean word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    /// Its token.
    pub(super) tok: usize,
    /// Its character in the token, where it is a part.
    pub(super) part: Option<u16>,
    /// Hash of its form.
    pub(super) word: u64,
    /// Hash of its surface, which decides all features of the word alone.
    pub(super) surface: u64,
    /// How it is written, in short.
    pub(super) shape: u32,
    /// What the lists know of the word alone.
    pub(super) classes: u32,
    /// What the gazetteer's longest name over it is, and where in the name it stands.
    pub(super) phrase: u16,
    /// What stands between it and the unit before.
    pub(super) between: u16,
    /// What the rules take it for, and whether their name begins here.
    pub(super) rule: u8,
    /// How the article uses the word.
    pub(super) usage: u16,
    /// How the line is written: in capitals, as a headline, as a table.
    pub(super) line: u8,
    /// First of a sentence.
    pub(super) first: bool,
    /// Whether a word of the dictionary begins and ends here, in scripts without blanks.
    pub(super) borders: u8,
}

/// The units of an article, in pieces that are tagged on their own.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) units: Vec<Unit>,
    /// Where pieces begin and end.
    pub(super) pieces: Vec<(usize, usize)>,
    /// Of each unit of scripts without blanks: its word of the dictionary, those before and behind.
    pub(super) dictionary: Vec<[u64; 3]>,
    /// Whether the article is about games and their scores.
    pub(super) scores: u8,
}

/// Bits of `Unit::classes` above those of the lists of words.
mod class {
    pub(super) const FIRST: u32 = 1 << 20;
    pub(super) const LAST: u32 = 1 << 21;
    pub(super) const COMMON: u32 = 1 << 22;
    pub(super) const COUNTRY: u32 = 1 << 23;
    pub(super) const DIVISION: u32 = 1 << 24;
    pub(super) const CITY: u32 = 1 << 25;
    pub(super) const ORG: u32 = 1 << 26;
    pub(super) const COMPANY: u32 = 1 << 27;
    pub(super) const CLUB: u32 = 1 << 28;
}

impl Sheet {
    pub(super) fn new(lookup: &Lookup<'_>, rules: &Named) -> Self {
        let mut sheet = Self { units: Vec::with_capacity(lookup.scan.toks.len()), ..Self::default() };
        let parted = lookup.scan.lang.as_str() == "ko";
        let phrases = phrases(lookup);
        let rules = rules_of(lookup.scan.toks.len(), rules);
        let mut words = Usage::default();
        let wrapped = [TextField::Title, TextField::Lead, TextField::Body].map(|field| is_wrapped(lookup.scan.text(field)));
        let mut before: Option<(TextField, usize)> = None;
        let mut piece = 0;
        let mut shapes: HashMap<u64, (u32, u32), KeyHasher> = HashMap::default();
        for (at, (tok, token)) in lookup.scan.toks.iter().zip(lookup.scan.tokens.iter()).enumerate() {
            let text = lookup.scan.text(tok.field);
            let same = before.filter(|(field, _)| *field == tok.field);
            let between = same.map(|(_, end)| text.get(end..token.start as usize).unwrap_or_default());
            before = Some((tok.field, token.end as usize));
            let line = between.is_some_and(|between| between.contains('\n')) && !wrapped[tok.field as usize];
            let first = tok.starts_sentence() || between.is_none() || line;
            if first || sheet.units.len() - piece >= PIECE_MAX {
                sheet.end_piece(&mut piece);
            }
            let surface = token_hash(token.surface);
            let (shape, classes) = *shapes.entry(surface).or_insert_with(|| (shape_of(token.surface), classes(lookup, at, tok)));
            let unit = Unit {
                tok: at,
                part: None,
                word: tok.hash,
                surface,
                shape,
                classes,
                phrase: phrases.get(at).copied().unwrap_or_default(),
                between: between.map_or(1, between_code),
                rule: rules.get(at).copied().unwrap_or_default(),
                usage: 0,
                line: u8::from(tok.in_caps()) | u8::from(tok.in_title_case()) << 1 | u8::from(tok.field == TextField::Title) << 2,
                first,
                borders: u8::from(tok.starts_word()) | u8::from(tok.ends_word()) << 1,
            };
            if parted && tok.shape == Shape::Uncased {
                let named = lookup.at(at).filter(|named| named.to == at + 1);
                let back = named.map_or(0, |named| usize::from(named.cut.back));
                sheet.parts(token.form, unit, back);
            } else {
                sheet.units.push(unit);
            }
        }
        sheet.end_piece(&mut piece);
        sheet.read_dictionary(lookup);
        words.read(&sheet);
        let (mut digits, mut count) = (0usize, 0usize);
        for unit in &mut sheet.units {
            unit.usage = words.of(unit.word) | (u16::from(lookup.scan.is_written_small(unit.word)) * usage::LOWER);
            count += 1;
            digits += usize::from(unit.shape == DIGITS);
        }
        sheet.scores = if digits * 8 > count { 2 } else { u8::from(digits * 16 > count) };
        sheet.mark_tables();
        sheet
    }

    fn end_piece(&mut self, piece: &mut usize) {
        if *piece < self.units.len() {
            self.pieces.push((*piece, self.units.len()));
            *piece = self.units.len();
        }
    }

    /// One unit a character, for words that carry particles.
    ///
    /// `back`: how many at the end are no part of the gazetteer's name.
    fn parts(&mut self, form: &str, whole: Unit, back: usize) {
        let count = form.chars().count();
        for (at, c) in form.chars().enumerate() {
            let hash = token_hash(c.encode_utf8(&mut [0; 4]));
            let place = u32::from(at == 0) | u32::from(at + 1 == count) << 1;
            let phrase =
                if at + back < count { whole.phrase << 2 | u16::from(at == 0) | u16::from(at + back + 1 == count) << 1 } else { 0 };
            self.units.push(Unit {
                part: u16::try_from(at).ok(),
                word: hash,
                surface: hash,
                shape: 7 + place,
                classes: Words::of(hash).bits(),
                phrase,
                between: if at == 0 { whole.between } else { 2 },
                first: whole.first && at == 0,
                ..whole
            });
        }
    }

    /// Remembers the dictionary's word of each unit, and those around it.
    fn read_dictionary(&mut self, lookup: &Lookup<'_>) {
        if !lookup.scan.toks.iter().any(Tok::is_unspaced) {
            return;
        }
        // Words as ranges of units with their hashes.
        let mut words: Vec<(usize, u64)> = Vec::new();
        let mut seq = Seq::default();
        let mut from = 0;
        for (at, unit) in self.units.iter().enumerate() {
            if unit.borders & 1 != 0 {
                (seq, from) = (Seq::default(), at);
            }
            seq = seq.then(unit.word);
            if unit.borders & 2 != 0 {
                words.push((from, seq.key()));
                from = at + 1;
            }
        }
        self.dictionary = vec![[0; 3]; self.units.len()];
        let hash = |at: Option<usize>| at.and_then(|at| words.get(at)).map_or(1, |(_, hash)| *hash);
        for (index, (from, own)) in words.iter().enumerate() {
            let to = words.get(index + 1).map_or(self.units.len(), |(next, _)| *next);
            for slot in self.dictionary.get_mut(*from..to).into_iter().flatten() {
                *slot = [*own, hash(index.checked_sub(1)), hash(Some(index + 1))];
            }
        }
    }

    /// Marks lines with many numbers, which are tables and results.
    fn mark_tables(&mut self) {
        for &(from, to) in &self.pieces {
            let Some(piece) = self.units.get_mut(from..to) else { continue };
            let digits = piece.iter().filter(|unit| unit.shape == DIGITS).count();
            let table = digits >= 2 && digits * 4 >= piece.len();
            for unit in piece {
                unit.line |= u8::from(table) << 3;
            }
        }
    }
}

/// Shape of a number.
const DIGITS: u32 = 3;

/// How a word is written: classes of letters, runs made one.
fn shape_of(surface: &str) -> u32 {
    let mut code: u32 = 1;
    let mut last = 0;
    let mut length = 0u32;
    for c in surface.chars().take(24) {
        let class = if c.is_uppercase() {
            1
        } else if c.is_lowercase() {
            2
        } else if c.is_numeric() {
            3
        } else if c.is_alphabetic() {
            4
        } else {
            5
        };
        length += 1;
        if class != last && code < 1 << 24 {
            code = code * 6 + class;
        }
        last = class;
    }
    if code == 9 {
        return DIGITS;
    }
    // Abbreviations are short.
    let short = u32::from(length == 1) | u32::from((2..=3).contains(&length)) << 1 | (u32::from(length > 3) * 3);
    code << 2 | short
}

/// What the lists know of a word.
fn classes(lookup: &Lookup<'_>, at: usize, tok: &Tok) -> u32 {
    let mut bits = tok.words.bits();
    let entry = lookup.single(tok);
    for (class, bit) in
        [(Classes::FIRST, class::FIRST), (Classes::LAST, class::LAST), (Classes::COMPANY, class::COMPANY), (Classes::CLUB, class::CLUB)]
    {
        if entry.classes.any(class) {
            bits |= bit;
        }
    }
    let key = super::super::gazetteer::Seq::default().then(tok.hash).key();
    if lookup.gazetteer.is_common(key, lookup.scan.lang) {
        bits |= class::COMMON;
    }
    let named = tok.may_be_name().then(|| lookup.word(at)).flatten();
    for meaning in named.into_iter().flat_map(|entry| lookup.gazetteer.meanings(entry)).take(8) {
        bits |= match lookup.gazetteer.record(meaning.record).map(|record| record.kind) {
            Some(Kind::Country | Kind::Region) => class::COUNTRY,
            Some(Kind::Division | Kind::MinorDivision) => class::DIVISION,
            Some(Kind::City) => class::CITY,
            Some(Kind::Org) => class::ORG,
            None => 0,
        };
    }
    bits
}

/// The longest names of the gazetteer over each token: kind, place in the name.
fn phrases(lookup: &Lookup<'_>) -> Vec<u16> {
    let mut codes = vec![0u16; lookup.scan.toks.len()];
    let mut at = 0;
    while at < codes.len() {
        let listed = lookup.listed(at);
        let named = lookup.at(at).filter(|named| listed.is_none_or(|(to, _)| to <= named.to));
        let (to, kind) = match (named, listed) {
            (Some(named), _) => (named.to, kind_of(lookup, named)),
            (None, Some((to, classes))) => (to, 16 | u16::from(classes.any(Classes::CLUB))),
            (None, None) => {
                at += 1;
                continue;
            }
        };
        for (index, code) in codes.iter_mut().enumerate().take(to).skip(at) {
            let place = if to == at + 1 { 3 } else { u16::from(index > at) + u16::from(index > at && index + 1 == to) };
            *code = 1 << 10 | kind << 2 | place;
        }
        at = to;
    }
    codes
}

/// What the rules take each token for.
fn rules_of(count: usize, rules: &Named) -> Vec<u8> {
    let mut codes = vec![0u8; count];
    for spot in &rules.spots {
        let kind = match spot.target {
            Target::Given(_) => continue,
            Target::Person(_) => 1,
            Target::Listed(_) | Target::Org(_) | Target::Credit(_) => 2,
            Target::Place(_) | Target::Local(_) => 3,
        };
        for (index, code) in codes.iter_mut().enumerate().take(spot.to).skip(spot.from) {
            *code = kind << 1 | u8::from(index == spot.from);
        }
    }
    codes
}

/// What a name of the gazetteer means, in small.
fn kind_of(lookup: &Lookup<'_>, named: super::super::lookup::Named) -> u16 {
    let mut best = 0;
    let mut org = false;
    for meaning in lookup.gazetteer.meanings(named.entry).take(8) {
        let Some(record) = lookup.gazetteer.record(meaning.record) else { continue };
        let rank = match record.kind {
            Kind::Country => 7,
            Kind::Region => 6,
            Kind::Division => 5,
            Kind::City if record.population >= 500_000 => 4,
            Kind::City if record.population >= 100_000 => 3,
            Kind::MinorDivision => 2,
            Kind::City => 1,
            Kind::Org => {
                org = true;
                continue;
            }
        };
        if !meaning.weak || best == 0 {
            best = best.max(rank);
        }
    }
    best | u16::from(org) << 3 | u16::from(!named.cut.is_none()) << 5
}

/// What stands between two units, as a small number: 0 a blank.
fn between_code(between: &str) -> u16 {
    let trimmed = between.trim();
    if trimmed.is_empty() {
        return if between.is_empty() { 2 } else { 0 };
    }
    let mut hash = 0u32;
    for c in trimmed.chars().filter(|c| !c.is_whitespace()).take(3) {
        let c = match c {
            '’' | '‘' | '`' => '\'',
            '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』' => '"',
            '–' | '—' | '―' => '-',
            '，' | '،' => ',',
            '。' | '۔' | '।' => '.',
            c => c,
        };
        hash = (hash ^ c as u32).wrapping_mul(0x9e37_79b1).rotate_left(9);
    }
    let [low, high, ..] = hash.to_le_bytes();
    u16::from_le_bytes([low, high]) | 4
}

/// Whether the lines of a text are broken by hand inside sentences.
fn is_wrapped(text: &str) -> bool {
    let (mut lines, mut fit) = (0usize, 0usize);
    for line in text.split('\n').map(str::trim_end).filter(|line| !line.is_empty()).take(200) {
        if line.len() > *WRAPPED.end() {
            return false;
        }
        lines += 1;
        fit += usize::from(WRAPPED.contains(&line.len()));
    }
    lines >= 4 && fit * 10 >= lines * 7
}

/// How an article uses its words.
#[derive(Debug, Default)]
struct Usage {
    by_word: HashMap<u64, (u16, u16), KeyHasher>,
}

impl Usage {
    fn read(&mut self, sheet: &Sheet) {
        for &(from, to) in &sheet.pieces {
            let Some(piece) = sheet.units.get(from..to) else { continue };
            for (at, unit) in piece.iter().enumerate() {
                let before = at.checked_sub(1).and_then(|at| piece.get(at)).filter(|_| unit.between == 0);
                let next = piece.get(at + 1);
                let flags = flags(unit, before, next);
                if flags != 0 && (self.by_word.len() < WORDS_MAX || self.by_word.contains_key(&unit.word)) {
                    let held = self.by_word.entry(unit.word).or_default();
                    held.0 |= flags;
                    held.1 = held.1.saturating_add(u16::from(flags & usage::INSIDE != 0));
                    if held.1 >= 3 {
                        held.0 |= usage::OFTEN;
                    }
                }
            }
        }
    }

    fn of(&self, word: u64) -> u16 {
        self.by_word.get(&word).map_or(0, |held| held.0)
    }
}

/// Shape of small letters only, without the part about its length.
const SMALL_SHAPE: u32 = 8;
/// Bits of `Unit::line` of lines whose capitals say nothing.
const LOUD: u8 = 3;

fn flags(unit: &Unit, before: Option<&Unit>, next: Option<&Unit>) -> u16 {
    if unit.shape >> 2 == SMALL_SHAPE || unit.shape == DIGITS || unit.part.is_some() {
        return 0;
    }
    let mut flags = 0;
    let is = |unit: Option<&Unit>, words: Words| unit.is_some_and(|unit| unit.classes & words.bits() != 0);
    if !unit.first && unit.line & LOUD == 0 {
        flags |= usage::INSIDE;
    }
    if before.is_some_and(|before| before.classes & class::FIRST != 0 && before.shape >> 2 != SMALL_SHAPE) {
        flags |= usage::AFTER_FIRST;
    }
    if is(before, Words::HONORIFIC.or(Words::ROLE)) {
        flags |= usage::AFTER_TITLE;
    }
    if is(next, Words::ORG_TAIL.or(Words::LEGAL)) {
        flags |= usage::BEFORE_ORG;
    }
    if is(before, Words::PREP) {
        flags |= usage::AFTER_PREP;
    }
    if is(next, Words::SPEECH) || is(before, Words::SPEECH) {
        flags |= usage::SPEAKS;
    }
    flags
}

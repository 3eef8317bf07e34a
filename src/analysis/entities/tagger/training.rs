//! What the trainer needs of the tagger: the features of labelled articles.

use super::super::gazetteer::Gazetteer;
use super::super::lookup::Lookup;
use super::super::scan::Scan;
use super::features::{OFFSETS, REACH, of_context, of_word};
use super::label::{OUT, begin};
use super::sheet::Sheet;
use crate::analysis::Worker;
use crate::article::{Article, EntityType, Lang, TextField};

/// A name of a labelled article: bytes of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Labelled {
    /// Field it stands in.
    pub field: TextField,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What it names.
    pub kind: EntityType,
}

/// A piece of text: of each unit its features and its label.
#[derive(Debug, Clone, Default)]
pub struct Piece {
    /// Features by unit.
    pub features: Vec<Vec<u64>>,
    /// Labels by unit.
    pub labels: Vec<u8>,
}

/// Returns the pieces of a labelled article as the tagger sees them.
#[must_use]
pub fn pieces(article: &Article, lang: Lang, names: &[Labelled]) -> Vec<Piece> {
    let tokens = Worker::default().tokenize(article, lang).tokens;
    let scan = Scan::new(article, &tokens, lang);
    let lookup = Lookup::new(&scan, Gazetteer::global());
    let sheet = Sheet::new(&lookup, &super::super::by_rule(&lookup));
    let labels = labels(&lookup, &sheet, names);
    let mut out = Vec::with_capacity(sheet.pieces.len());
    for &(from, to) in &sheet.pieces {
        let mut piece = Piece::default();
        for at in from..to {
            let mut features = Vec::new();
            for offset in 0..OFFSETS {
                let near = (at + offset).checked_sub(REACH).filter(|near| (from..to).contains(near));
                let Some(unit) = near.and_then(|near| sheet.units.get(near)) else { continue };
                let form = tokens.get(unit.tok).map_or("", |token| token.form);
                of_word(unit, form, offset, &mut |feature| features.push(feature));
            }
            of_context(&sheet, at, (from, to), &mut |feature| features.push(feature));
            piece.features.push(features);
            piece.labels.push(labels.get(at).copied().unwrap_or_default());
        }
        out.push(piece);
    }
    out
}

/// The label of each unit: that of the name over it.
fn labels(lookup: &Lookup<'_>, sheet: &Sheet, names: &[Labelled]) -> Vec<u8> {
    let mut sorted = names.to_vec();
    sorted.sort_by_key(|name| (name.field, name.start));
    let mut names = sorted.iter().peekable();
    let mut began = false;
    let mut out = Vec::with_capacity(sheet.units.len());
    for unit in &sheet.units {
        let Some(token) = lookup.scan.tokens.get(unit.tok) else { continue };
        let (mut start, mut end) = (token.start as usize, token.end as usize);
        if let Some(part) = unit.part {
            let text = lookup.scan.text(token.field).get(start..end).unwrap_or_default();
            if let Some((at, c)) = text.char_indices().nth(usize::from(part)) {
                (start, end) = (start + at, start + at + c.len_utf8());
            }
        }
        while names.next_if(|name| (name.field, name.end) <= (token.field, start)).is_some() {
            began = false;
        }
        let over = names.peek().filter(|name| name.field == token.field && name.start < end);
        out.push(match over {
            None => OUT.to_le_bytes()[0],
            Some(name) => {
                let label = begin(name.kind) + usize::from(began);
                began = true;
                label.to_le_bytes()[0]
            }
        });
    }
    out
}

/// Fingerprint of the templates: of the features that some sentences have.
#[must_use]
pub fn templates() -> u64 {
    const SAMPLES: [(&str, &str); 3] = [
        ("en", "Dr. Mary O'Neil (BBC) left Acme-West Ltd. on 3 May.\n\nRESULTS: Ajax 2 Porto 1, said IT'S over."),
        ("fa", "«محمد رضایی» گفت: ایران ۲ بر ۱."),
        ("ja", "東京でトヨタ自動車の田中氏が話した。"),
    ];
    let mut hash = 0;
    for (lang, body) in SAMPLES {
        let article = Article { title: "One Title Here Now".into(), body: body.into(), ..Article::default() };
        for piece in pieces(&article, Lang::new(lang).unwrap_or_default(), &[]) {
            for feature in piece.features.iter().flatten() {
                hash = super::features::mix(1, hash, *feature);
            }
        }
    }
    hash
}

//! Operators over positions, wildcards, regular expressions and typos, of words that stand together
//! in some article.

use dateline::article::{EntityType, TextField};
use dateline::query::Unit;
use dateline::search::FacetField;

use super::patterns;
use super::queries::Writing;
use crate::reference::doc::Doc;
use crate::reference::facets::Key;
use crate::support::Random;

/// A word of an article.
#[derive(Clone, Copy)]
struct Place<'a> {
    doc: &'a Doc,
    at: usize,
}

impl<'a> Place<'a> {
    /// A word so many positions on or back, or the nearest that there is.
    fn moved(self, by: isize) -> Self {
        Self { at: self.at.saturating_add_signed(by).min(self.doc.tokens.len() - 1), ..self }
    }

    /// The word, or up to three characters of a script without blanks.
    fn text(self, random: &mut Random) -> String {
        self.doc.run(self.at, 1 + random.below(3)).0
    }

    /// The word, made into a pattern.
    fn changed(self, random: &mut Random, into: impl Fn(&mut Random, &str) -> String) -> String {
        let text = self.text(random);
        into(random, &text)
    }

    /// The words from this one on, so many of its field at most.
    fn row(self, count: usize) -> Vec<String> {
        let field = self.doc.tokens[self.at].field;
        let row = (self.at..self.doc.tokens.len()).take_while(|at| self.doc.tokens[*at].field == field);
        row.take(count).map(|at| self.doc.run(at, 1).0).collect()
    }

    fn field(self) -> &'static str {
        TextField::ALL[self.doc.tokens[self.at].field].as_str()
    }

    /// A word in the same sentence or paragraph.
    fn beside(self, unit: Unit, random: &mut Random) -> Place<'a> {
        let units = self.doc.units(unit);
        let (first, end) = units.into_iter().find(|(first, end)| (first..end).contains(&&self.at)).unwrap();
        Place { at: first + random.below(end - first), ..self }
    }
}

impl Writing<'_> {
    /// A leaf that is an operator with what it takes.
    pub(super) fn operator(&self, random: &mut Random) -> String {
        let place = self.place(random);
        match random.below(100) {
            0..26 => self.near(random, place, 2),
            26..42 => self.within(random, place),
            42..47 => first(self, random, place),
            47..53 => self.frequent(random),
            53..62 => gaps(random, place),
            62..68 => stars(random, place),
            68..75 => place.changed(random, patterns::wildcard),
            75..81 => place.changed(random, patterns::regex),
            81..86 => place.changed(random, patterns::typo),
            86..91 => cased(random, place),
            91..95 => self.value(random),
            _ => format!("{}:({})", place.field(), self.near(random, place, 1)),
        }
    }

    fn place(&self, random: &mut Random) -> Place<'_> {
        loop {
            let doc = self.doc(random);
            if !doc.tokens.is_empty() {
                return Place { doc, at: random.below(doc.tokens.len()) };
            }
        }
    }

    /// What has a match at a place, as a rule.
    fn operand(&self, random: &mut Random, place: Place<'_>, depth: usize) -> String {
        match random.below(100) {
            0..38 => place.text(random),
            38..44 => format!("={}", place.text(random)),
            44..54 => format!("\"{}\"", place.row(2 + random.below(2)).join(" ")),
            54..61 => place.changed(random, patterns::wildcard),
            61..64 => place.changed(random, patterns::typo),
            64..67 => place.changed(random, patterns::regex),
            67..71 => cased(random, place),
            71..78 => entity(random, place),
            78..81 => format!("{}:{}", place.field(), place.text(random)),
            81..83 => gaps(random, place),
            83..90 => format!("({} OR {})", place.text(random), self.word(random)),
            _ if depth > 0 => format!("({})", self.near(random, place, depth - 1)),
            _ => place.text(random),
        }
    }

    fn near(&self, random: &mut Random, place: Place<'_>, depth: usize) -> String {
        let mut text = self.operand(random, place, depth);
        let mut links = 1;
        while random.percent(20) {
            links += 1;
        }
        for _ in 0..links {
            let distance = *random.pick(&[1, 1, 2, 3, 5, 8, 20, 100]);
            let by = 1 + isize::try_from(random.below(distance + 1)).unwrap();
            let other = place.moved(if random.percent(70) { by } else { -by });
            let operator = random.pick(&["NEAR", "NEAR", "NEAR", "BEFORE", "BEFORE", "NOT NEAR", "NOT BEFORE"]);
            text = format!("{text} {operator}/{distance} {}", self.operand(random, other, depth.saturating_sub(1)));
        }
        text
    }

    fn within(&self, random: &mut Random, place: Place<'_>) -> String {
        let unit = *random.pick(&[Unit::Sentence, Unit::Sentence, Unit::Paragraph]);
        let beside = |random: &mut Random| {
            let other = place.beside(unit, random);
            if random.percent(60) { other.text(random) } else { self.operand(random, other, 1) }
        };
        let [a, b, c] = [beside(random), beside(random), beside(random)];
        let other = self.word(random);
        let inside = match random.below(10) {
            0..3 => format!("{a} {b}"),
            3 => format!("{a} AND {b} AND {c}"),
            4 => format!("{a} NOT {other}"),
            5 => format!("{a} NOT {b}"),
            6 => format!("({a} OR {other}) {b}"),
            7 => format!("({a} {other}) OR ({b} {c})"),
            8 => self.near(random, place, 1),
            _ => format!("NOT ({a} OR {other})"),
        };
        match unit {
            Unit::Sentence if random.percent(10) => format!("{a} w/s {b}"),
            Unit::Sentence => format!("SENTENCE({inside})"),
            Unit::Paragraph => format!("PARAGRAPH({inside})"),
        }
    }

    /// A word that an article has several times.
    fn frequent(&self, random: &mut Random) -> String {
        let places: Vec<Place<'_>> = (0..6).map(|_| self.place(random)).collect();
        let times = |place: &Place<'_>| place.doc.tokens.iter().filter(|token| token.form == place.doc.tokens[place.at].form).count();
        let place = *places.iter().max_by_key(|place| times(place)).unwrap();
        let count = 1 + random.below(times(&place) + 1);
        let operand = match random.below(10) {
            0..4 => place.text(random),
            4..6 => format!("{} OR {}", place.text(random), self.word(random)),
            6 => format!("\"{}\"", place.row(2).join(" ")),
            7 => gaps(random, place),
            8 => format!("{}:{}", place.field(), place.text(random)),
            _ => place.changed(random, patterns::wildcard),
        };
        format!("ATLEAST/{count}({operand})")
    }

    /// A whole value with wildcards.
    fn value(&self, random: &mut Random) -> String {
        if random.percent(15) {
            let id: Vec<char> = random.pick(&self.reference.docs).article.id.chars().collect();
            let kept: String = id.iter().take(id.len().saturating_sub(1 + random.below(2))).collect();
            return format!("id:{kept}*");
        }
        let at = 3 + random.below(5);
        let Some(value) = (!self.values[at].is_empty()).then(|| random.pick(&self.values[at])) else { return self.word(random) };
        format!("{}:\"{}\"", FacetField::ALL[at].as_str(), patterns::wildcard(random, value))
    }
}

/// Something among the first words.
fn first(writing: &Writing<'_>, random: &mut Random, place: Place<'_>) -> String {
    let title = place.doc.tokens.iter().filter(|token| token.field == 0).count();
    let place = Place { at: title, ..place }.moved(isize::try_from(random.below(30)).unwrap());
    let words = 1 + (place.at + random.below(4)).saturating_sub(title);
    format!("FIRST/{words}({})", writing.operand(random, place, 1))
}

/// A phrase whose words are moved.
fn gaps(random: &mut Random, place: Place<'_>) -> String {
    let mut words = place.row(2 + random.below(4));
    if words.len() > 2 && random.percent(50) {
        words.remove(random.below(words.len() - 2) + 1);
    }
    if random.percent(40) {
        let (a, b) = (random.below(words.len()), random.below(words.len()));
        words.swap(a, b);
    }
    words.truncate(4);
    if words.len() > 2 && random.percent(15) {
        words[1] = "*".into();
    } else if random.percent(10) {
        words[0] = patterns::wildcard(random, &words[0]);
    }
    let slop = random.pick(&[0, 1, 1, 2, 2, 3, 5, 9]);
    let prefix = match random.below(12) {
        0 => "case:".to_owned(),
        1 => format!("{}:", place.field()),
        _ => String::new(),
    };
    format!("{prefix}\"{}\"~{slop}", words.join(" "))
}

/// A phrase with any one word or with wildcards in it.
fn stars(random: &mut Random, place: Place<'_>) -> String {
    let mut words = place.row(3 + random.below(2));
    let at = random.below(words.len());
    words[at] = if random.percent(50) { "*".into() } else { patterns::wildcard(random, &words[at]) };
    format!("\"{}\"", words.join(" "))
}

fn cased(random: &mut Random, place: Place<'_>) -> String {
    let text = if random.percent(60) { place.text(random) } else { place.row(2).join(" ") };
    let text = match random.below(8) {
        0 => text.to_uppercase(),
        1 => text.to_lowercase(),
        _ => text,
    };
    if text.contains(' ') || random.percent(20) { format!("case:\"{text}\"") } else { format!("case:{text}") }
}

/// An entity that the article names, by a word or as a whole.
fn entity(random: &mut Random, place: Place<'_>) -> String {
    if place.doc.mentions.is_empty() {
        return place.text(random);
    }
    let near = place.doc.mentions.iter().filter(|mention| mention.at.0.abs_diff(place.at) < 12).collect::<Vec<_>>();
    let mention = if near.is_empty() { random.pick(&place.doc.mentions) } else { *random.pick(&near) };
    let kind = mention.kind.as_str();
    match &mention.key {
        Key::Id(id) if mention.kind == EntityType::Place && random.percent(50) => format!("{kind}:{}", id.split('-').next().unwrap_or(id)),
        Key::Name(name) if random.percent(40) => format!("{kind}:\"{name}\""),
        _ => format!("{kind}:\"{}\"", Place { at: mention.at.0, ..place }.row(1 + random.below(2)).join(" ")),
    }
}

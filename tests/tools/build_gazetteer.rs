//! Builds the gazetteer's data file from the public lists; the same lists give the same bytes.
//!
//! `cargo run --example build-gazetteer -- LISTS OUT`, where LISTS is the directory of
//! `territories_cldr.tsv` and its neighbours. What the lists lack stands in `tests/tools/gazetteer/`.

#[path = "build_gazetteer/further.rs"]
mod further;
#[path = "build_gazetteer/names.rs"]
mod names;
#[path = "build_gazetteer/places.rs"]
mod places;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::io::Write as _;
use std::path::Path;

use dateline::analysis::Analyzer;
use dateline::analysis::entities::gazetteer::data::{COMMON_LANGS, SECTION, pack};

use names::Names;
use places::Places;

const LICENCE: &str = "Gazetteer of Dateline. Cities: GeoNames (geonames.org), CC BY 4.0, changed: names folded and chosen. \
Names of territories: Unicode CLDR, Unicode-3.0; countrynames, MIT. Divisions: UN/LOCODE, PDDL. \
Names of people: Faker, MIT. Companies: lists of exchanges, PDDL; clubs: openfootball, CC0. Organisations, further names, common words: written for Dateline, MIT OR Apache-2.0. See NOTICE.";

type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    let mut args = std::env::args_os().skip(1);
    let (Some(lists), Some(out)) = (args.next(), args.next()) else {
        return Err("usage: build-gazetteer LISTS OUT".into());
    };
    let (lists, own) = (Path::new(&lists), Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/gazetteer"));
    let mut maker = Maker { analyzer: Analyzer::new(), people: BTreeMap::new(), common: BTreeMap::new() };
    maker.people(&lists.join("person_names_faker.tsv"), &own.join("names_own.txt"))?;
    maker.common(&own.join("common_words.tsv"))?;
    let (mut places, mut names) = (Places::default(), Names::default());
    places::read(&mut places, &mut names, &maker, lists, &own)?;
    further::organisations(&mut places, &mut names, &maker, &[lists.join("organisations_own.tsv"), own.join("organisations_more.tsv")])?;
    let sections =
        [places.lines(), names.lines(&places), maker.people_lines(), maker.common_lines(), further::listed(&maker, lists, &own)?];
    let text = sections.join(SECTION);
    let bytes = pack(LICENCE, &text)?;
    std::fs::write(&out, &bytes)?;
    let counts = sections.each_ref().map(|section| section.lines().count());
    writeln!(
        std::io::stdout(),
        "{} records, {} names, {} names of people, {} common words, {} companies and clubs: {} bytes of text, {} bytes",
        counts[0],
        counts[1],
        counts[2],
        counts[3],
        counts[4],
        text.len(),
        bytes.len()
    )?;
    Ok(())
}

/// The rows of a tab-separated list, without its comments.
fn rows(path: &Path) -> Result<Vec<Vec<String>>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    Ok(lines.map(|line| line.split('\t').map(str::to_owned).collect()).collect())
}

/// Column of a row; empty where it has none.
fn column(row: &[String], at: usize) -> &str {
    row.get(at).map_or("", String::as_str)
}

/// What all steps need: forms, and words that are names of people or common.
struct Maker {
    analyzer: Analyzer,
    people: BTreeMap<String, BTreeSet<char>>,
    common: BTreeMap<String, u32>,
}

impl Maker {
    /// The forms of a name's words, as a text matches them.
    fn forms(&self, name: &str) -> Vec<String> {
        self.analyzer.query_words(name).into_iter().map(|word| word.form).collect()
    }

    fn is_person(&self, form: &str) -> bool {
        self.people.contains_key(form)
    }

    fn is_common(&self, form: &str) -> bool {
        self.common.contains_key(form)
    }

    fn people(&mut self, list: &Path, own: &Path) -> Result<(), Failure> {
        let mut add = |analyzer: &Analyzer, name: &str, class: char| {
            let words = analyzer.query_words(name);
            // Characters of unspaced scripts are no words, and a name of two words is known by either.
            if let [word] = words.as_slice()
                && !word.unspaced
                && word.form.chars().count() >= 2
                && word.form.chars().all(char::is_alphabetic)
            {
                self.people.entry(word.form.clone()).or_default().insert(class);
            }
        };
        for row in rows(list)? {
            add(&self.analyzer, column(&row, 1), if column(&row, 0) == "first" { 'F' } else { 'L' });
        }
        for row in rows(own)? {
            for name in column(&row, 0).split(' ') {
                add(&self.analyzer, name, 'F');
            }
        }
        Ok(())
    }

    fn common(&mut self, list: &Path) -> Result<(), Failure> {
        for row in rows(list)? {
            let mut bits = 0;
            for lang in column(&row, 1).split(',') {
                // Serbian and Croatian news write the same words small.
                let lang = if lang == "sr" { "hr" } else { lang };
                if let Some(bit) = COMMON_LANGS.iter().position(|code| *code == lang) {
                    bits |= 1 << bit;
                }
            }
            let forms = self.forms(column(&row, 0));
            if !forms.is_empty() && bits != 0 {
                *self.common.entry(forms.join(" ")).or_default() |= bits;
            }
        }
        Ok(())
    }

    fn people_lines(&self) -> String {
        let lines = self.people.iter().map(|(form, classes)| format!("{form}\t{}\n", classes.iter().collect::<String>()));
        lines.collect()
    }

    fn common_lines(&self) -> String {
        let lines: Vec<String> = self.common.iter().map(|(form, bits)| format!("{form}\t{bits}\n")).collect();
        lines.concat()
    }
}

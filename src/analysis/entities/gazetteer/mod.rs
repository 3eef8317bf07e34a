//! The gazetteer: names of places, organisations and people in any language, looked up by form.
//!
//! One compressed data file is part of the program; it is read when the first name is looked up.
//! `tests/tools/build_gazetteer.rs` builds it. What a name means in a text is decided elsewhere.

pub mod data;
mod key;
mod table;

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::article::Lang;

pub(crate) use key::{KeyHasher, Seq, token_hash};
pub use table::{Classes, Entry};

use data::{Kind, Record};
use table::Table;

/// The data file.
static DATA: &[u8] = include_bytes!("../data/gazetteer.bin");
static GLOBAL: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer::read(DATA).unwrap_or_default());

/// The key of a name that is written out.
pub(crate) fn name_key(name: &str) -> u64 {
    key::of_name(name).key()
}

/// Index of a record: a place or an organisation.
pub type RecordId = u32;

/// A meaning of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    /// What it names.
    pub record: RecordId,
    /// A name of another language or a short one, which needs more around it to be believed.
    pub weak: bool,
}

/// Names of places, organisations and people.
#[derive(Debug, Default)]
pub struct Gazetteer {
    licence: String,
    records: Vec<Record>,
    by_id: HashMap<Box<str>, RecordId>,
    table: Table,
    /// Groups of meanings; a group begins with its length.
    groups: Vec<u32>,
    /// Names that are also common words: languages as bits of [`data::COMMON_LANGS`].
    common: HashMap<u64, u32, KeyHasher>,
    /// Base forms of names that are looked up by their stem.
    base_forms: HashMap<u64, Box<str>, KeyHasher>,
}

impl Gazetteer {
    /// The gazetteer of the program. The first call reads the data file.
    #[must_use]
    pub fn global() -> &'static Self {
        &GLOBAL
    }

    /// Reads a data file; `None` where it is damaged or of another version.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (licence, text) = data::unpack(bytes)?;
        Self::parse(licence, &text)
    }

    /// Licences and sources of the data.
    #[must_use]
    pub fn licence(&self) -> &str {
        &self.licence
    }

    /// Number of records.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether it knows nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Whether a text has the form of a place's id (`IR`, `IR-07`, `geonames:112931`) and is known.
    #[must_use]
    pub fn is_id(&self, id: &str) -> bool {
        self.by_id.contains_key(id)
    }

    /// Returns the English display name of a place.
    #[must_use]
    pub fn name(&self, id: &str) -> Option<&str> {
        self.record(*self.by_id.get(id)?).map(|record| &*record.name)
    }

    /// Returns the ids of all places in which a place lies, the nearest first.
    #[must_use]
    pub fn ancestors(&self, id: &str) -> Vec<String> {
        let mut ids = Vec::new();
        let mut next = self.by_id.get(id).and_then(|at| self.record(*at)).and_then(|record| record.parent);
        // City, division, country: the data has no deeper nesting.
        while let Some(record) = next.and_then(|at| self.record(at)).filter(|_| ids.len() < 4) {
            ids.extend(record.id.as_deref().map(str::to_owned));
            next = record.parent;
        }
        ids
    }

    /// Returns the ids of the places that a name may mean, the likeliest first.
    #[must_use]
    pub fn lookup(&self, name: &str) -> Vec<&str> {
        let seq = key::of_name(name);
        let found = self.table.get(seq.key()).map(|entry| self.meanings(entry));
        let ids = found.into_iter().flatten().filter_map(|meaning| self.record(meaning.record)?.id.as_deref());
        ids.collect()
    }

    pub(crate) fn record(&self, at: RecordId) -> Option<&Record> {
        self.records.get(at as usize)
    }

    pub(crate) fn by_id(&self, id: &str) -> Option<RecordId> {
        self.by_id.get(id).copied()
    }

    pub(crate) fn entry(&self, key: u64) -> Option<Entry> {
        self.table.get(key)
    }

    pub(crate) fn meanings(&self, entry: Entry) -> impl Iterator<Item = Meaning> + '_ {
        let from = entry.group as usize;
        let len = if entry.group == 0 { 0 } else { self.groups.get(from).copied().unwrap_or(0) as usize };
        let group = self.groups.get(from + 1..from + 1 + len).unwrap_or_default();
        group.iter().map(|packed| Meaning { record: packed >> 1, weak: packed & 1 == 1 })
    }

    /// Whether a name is also a common word of a language, or of any where the language is none of
    /// those counted.
    pub(crate) fn is_common(&self, key: u64, lang: Lang) -> bool {
        let Some(langs) = self.common.get(&key) else { return false };
        match data::COMMON_LANGS.iter().position(|code| *code == lang.as_str()) {
            Some(bit) => langs & (1 << bit) != 0,
            None => true,
        }
    }

    pub(crate) fn base_form(&self, key: u64) -> Option<&str> {
        self.base_forms.get(&key).map(|form| &**form)
    }

    /// The country that a place is or lies in.
    pub(crate) fn country(&self, at: RecordId) -> Option<RecordId> {
        let mut at = at;
        for _ in 0..4 {
            let record = self.record(at)?;
            match record.parent {
                None => return (record.kind == Kind::Country).then_some(at),
                Some(parent) => at = parent,
            }
        }
        None
    }

    fn parse(licence: String, text: &str) -> Option<Self> {
        let mut sections = text.split(data::SECTION);
        let mut gazetteer = Self { licence, groups: vec![0], ..Self::default() };
        gazetteer.read_records(sections.next()?)?;
        let (names, people, listed) = (sections.next()?, sections.next()?, sections.clone().nth(1)?);
        let count = names.lines().count() + people.lines().count() + listed.lines().count();
        // Names of several words add a key for their first word.
        gazetteer.table = Table::with_capacity(count + count / 2);
        gazetteer.read_names(names)?;
        gazetteer.read_people(people)?;
        gazetteer.read_common(sections.next()?)?;
        gazetteer.read_listed(sections.next()?);
        Some(gazetteer)
    }

    fn read_records(&mut self, section: &str) -> Option<()> {
        for line in section.lines() {
            let record = Record::parse(line)?;
            let at = u32::try_from(self.records.len()).ok()?;
            if let Some(id) = record.id.clone().filter(|_| record.kind.is_place()) {
                self.by_id.insert(id, at);
            }
            self.records.push(record);
        }
        Some(())
    }

    fn read_names(&mut self, section: &str) -> Option<()> {
        for line in section.lines() {
            let mut columns = line.split('\t');
            let (name, meanings, base) = (columns.next()?, columns.next()?, columns.next());
            let group = u32::try_from(self.groups.len()).ok()?;
            self.groups.push(0);
            let mut count = 0;
            for meaning in meanings.split(',') {
                let (number, weak) = meaning.strip_suffix('~').map_or((meaning, 0), |number| (number, 1));
                let record: u32 = number.parse().ok().filter(|at| (*at as usize) < self.records.len())?;
                self.groups.push(record << 1 | weak);
                count += 1;
            }
            *self.groups.get_mut(group as usize)? = count;
            let name = key::Stored::parse(name);
            self.table.add_name(&name, group);
            if let Some(base) = base {
                self.base_forms.insert(name.whole().key(), base.into());
            }
        }
        Some(())
    }

    fn read_people(&mut self, section: &str) -> Option<()> {
        for line in section.lines() {
            let (form, classes) = line.split_once('\t')?;
            let mut bits = Classes::default();
            for class in classes.chars() {
                bits.insert(if class == 'F' { Classes::FIRST } else { Classes::LAST });
            }
            self.table.add_classes(Seq::default().then(token_hash(form)).key(), bits);
        }
        Some(())
    }

    fn read_common(&mut self, section: &str) -> Option<()> {
        for line in section.lines() {
            let (form, bits) = line.split_once('\t')?;
            self.common.insert(key::Stored::parse(form).whole().key(), bits.parse().ok()?);
        }
        Some(())
    }

    /// Names of companies and clubs, of which no more is known.
    fn read_listed(&mut self, section: &str) {
        let mut classes = Classes::default();
        for line in section.lines() {
            match line {
                "=company" => classes = Classes::COMPANY,
                "=club" => classes = Classes::CLUB,
                name => self.table.add_listed(&key::Stored::parse(name), classes),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_file_is_whole() {
        let gazetteer = Gazetteer::read(DATA).unwrap();
        assert!(gazetteer.len() > 38_000, "{}", gazetteer.len());
        assert!(DATA.len() < 6 << 20, "{}", DATA.len());
        for source in ["GeoNames", "CC BY 4.0", "Unicode", "UN/LOCODE", "Faker"] {
            assert!(gazetteer.licence().contains(source), "{source}");
        }
    }

    #[test]
    fn a_damaged_file_is_refused() {
        let mut damaged = DATA.to_vec();
        damaged.truncate(DATA.len() / 2);
        assert!(Gazetteer::read(&damaged).is_none());
        let mut damaged = DATA.to_vec();
        let last = damaged.len() - 100;
        damaged[last] ^= 1;
        assert!(Gazetteer::read(&damaged).is_none());
        assert!(Gazetteer::read(b"").is_none());
    }

    #[test]
    fn a_place_lies_in_its_division_and_country() {
        let cases: [(&str, &[&str]); 7] = [
            ("geonames:112931", &["IR-23", "IR"]),
            ("geonames:115019", &["IR-07", "IR"]),
            ("geonames:5128581", &["US-NY", "US"]),
            ("IR-07", &["IR"]),
            ("IR", &[]),
            ("SU", &[]),
            ("geonames:1", &[]),
        ];
        for (id, expected) in cases {
            assert_eq!(Gazetteer::global().ancestors(id), expected, "{id}");
        }
    }

    #[test]
    fn ids_are_known_or_not() {
        let known = ["IR", "IR-07", "geonames:112931", "SU", "DD", "GB-SCT", "US-TX", "XK"];
        for id in known {
            assert!(Gazetteer::global().is_id(id), "{id}");
        }
        for id in ["ir", "ZZ", "IR-99", "geonames:0", "", "Iran", "un", "EU", "001"] {
            assert!(!Gazetteer::global().is_id(id), "{id}");
        }
    }

    #[test]
    fn names_of_countries_and_cities_are_found_in_any_language() {
        let cases = [
            ("Iran", "IR"),
            ("ایران", "IR"),
            ("إيران", "IR"),
            ("伊朗", "IR"),
            ("イラン", "IR"),
            ("Иран", "IR"),
            ("อิหร่าน", "IR"),
            ("ईरान", "IR"),
            ("이란", "IR"),
            ("ირანი", "IR"),
            ("ኢራን", "IR"),
            ("Deutschland", "DE"),
            ("Allemagne", "DE"),
            ("West Germany", "DE"),
            ("USSR", "SU"),
            ("uk", "GB"),
            ("Tehran", "geonames:112931"),
            ("تهران", "geonames:112931"),
            ("طهران", "geonames:112931"),
            ("德黑兰", "geonames:112931"),
            ("São Paulo", "geonames:3448439"),
            ("sao paulo", "geonames:3448439"),
            ("Texas", "US-TX"),
            ("Bavaria", "DE-BY"),
        ];
        for (name, id) in cases {
            let found = Gazetteer::global().lookup(name);
            assert!(found.first() == Some(&id), "{name}: {found:?}");
        }
        assert_eq!(Gazetteer::global().name("IR"), Some("Iran"));
        assert_eq!(Gazetteer::global().name("TR"), Some("Turkey"));
        assert_eq!(Gazetteer::global().name("IR-07"), Some("Fars"));
    }
}

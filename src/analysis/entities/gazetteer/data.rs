//! The data file: magic, version, licence, checksum, and compressed text in five sections.
//!
//! ```text
//! "DLGAZ" version:u8 licence_len:u32 licence text_len:u32 checksum:u64 zstd(text)
//! ```
//! Numbers are little-endian; the checksum is XXH3 of the text. Sections of the text, parted by
//! [`SECTION`]: records; names with their meanings; people's names; common words; names of
//! companies and clubs behind a line with their list. Lines and columns are those of tab-separated text.

use std::io::Read;

use xxhash_rust::xxh3::xxh3_64;

use super::RecordId;

const MAGIC: &[u8; 5] = b"DLGAZ";
const VERSION: u8 = 2;
/// Parts sections.
pub const SECTION: &str = "\u{1d}";
/// Longest text that is unpacked, in bytes.
const TEXT_MAX: usize = 64 << 20;
/// Compression level of the file: it is written once and read at every start.
const LEVEL: i32 = 19;

/// Languages whose news texts were counted for common words, in the order of their bits.
pub const COMMON_LANGS: [&str; 21] =
    ["da", "de", "en", "es", "fi", "fr", "hr", "hu", "id", "nl", "no", "pt", "ro", "ru", "sk", "sv", "tr", "ar", "fa", "ja", "zh"];

/// What a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A country or territory of ISO 3166-1, or one that was.
    Country,
    /// A division of ISO 3166-2 of a country whose divisions are well known.
    Division,
    /// Another division.
    MinorDivision,
    /// A city.
    City,
    /// A region that has no id: a continent, a sea.
    Region,
    /// An organisation.
    Org,
}

impl Kind {
    const ALL: [(Self, &'static str); 6] =
        [(Self::Country, "c"), (Self::Division, "d"), (Self::MinorDivision, "m"), (Self::City, "t"), (Self::Region, "r"), (Self::Org, "o")];

    /// Returns its letter in the file.
    #[must_use]
    pub fn letter(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, letter)| letter)
    }

    /// Whether it is a place.
    #[must_use]
    pub fn is_place(self) -> bool {
        self != Self::Org
    }
}

/// A place or an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// What it is.
    pub kind: Kind,
    /// Id; regions have none, that of an organisation is our own.
    pub id: Option<Box<str>>,
    /// The place that it lies in.
    pub parent: Option<RecordId>,
    /// People who live there; 0 where unknown.
    pub population: u32,
    /// How many names a city has in all languages: the world's measure of its fame.
    pub fame: u32,
    /// Whether it is a country's capital; of an organisation, whether it is a news agency.
    pub marked: bool,
    /// Languages of a country, separated by commas.
    pub languages: Box<str>,
    /// English display name.
    pub name: Box<str>,
}

impl Record {
    /// Writes the line of the file.
    #[must_use]
    pub fn line(&self) -> String {
        let parent = self.parent.map(|at| at.to_string()).unwrap_or_default();
        let (id, marked) = (self.id.as_deref().unwrap_or_default(), if self.marked { "1" } else { "" });
        [self.kind.letter(), id, &parent, &self.population.to_string(), &self.fame.to_string(), marked, &self.languages, &self.name]
            .join("\t")
    }

    pub(super) fn parse(line: &str) -> Option<Self> {
        let mut columns = line.split('\t');
        let mut next = || columns.next();
        let letter = next()?;
        let kind = Kind::ALL.iter().find(|(_, known)| *known == letter)?.0;
        let id = Some(next()?).filter(|id| !id.is_empty()).map(Into::into);
        let parent = match next()? {
            "" => None,
            at => Some(at.parse().ok()?),
        };
        let population = next()?.parse().ok()?;
        let fame = next()?.parse().ok()?;
        let marked = next()? == "1";
        Some(Self { kind, id, parent, population, fame, marked, languages: next()?.into(), name: next()?.into() })
    }
}

/// Writes a data file.
///
/// # Errors
/// What the compressor says.
pub fn pack(licence: &str, text: &str) -> std::io::Result<Vec<u8>> {
    let length = |len: usize| u32::try_from(len).map_err(std::io::Error::other);
    let mut bytes = MAGIC.to_vec();
    bytes.push(VERSION);
    bytes.extend(length(licence.len())?.to_le_bytes());
    bytes.extend(licence.as_bytes());
    bytes.extend(length(text.len())?.to_le_bytes());
    bytes.extend(xxh3_64(text.as_bytes()).to_le_bytes());
    let mut encoder = zstd::stream::Encoder::new(bytes, LEVEL)?;
    encoder.long_distance_matching(true)?;
    encoder.window_log(24)?;
    std::io::copy(&mut text.as_bytes(), &mut encoder)?;
    encoder.finish()
}

/// Reads a data file: its licence and text; `None` where it is damaged or of another version.
pub(super) fn unpack(bytes: &[u8]) -> Option<(String, String)> {
    let rest = bytes.strip_prefix(MAGIC.as_slice())?.strip_prefix(&[VERSION])?;
    let (len, rest) = rest.split_first_chunk::<4>()?;
    let (licence, rest) = rest.split_at_checked(u32::from_le_bytes(*len) as usize)?;
    let (len, rest) = rest.split_first_chunk::<4>()?;
    let len = Some(u32::from_le_bytes(*len) as usize).filter(|len| *len <= TEXT_MAX)?;
    let (checksum, rest) = rest.split_first_chunk::<8>()?;
    let mut text = String::with_capacity(len);
    zstd::stream::Decoder::new(rest).ok()?.take(len as u64).read_to_string(&mut text).ok()?;
    let licence = String::from_utf8(licence.to_vec()).ok()?;
    (text.len() == len && xxh3_64(text.as_bytes()) == u64::from_le_bytes(*checksum)).then_some((licence, text))
}

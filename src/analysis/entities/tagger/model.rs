//! A model: weights of features in a table, and its file.
//!
//! ```text
//! "DLNER" version:u8 header_len:u32 header checksum:u64 zstd(weights)
//! ```
//! Numbers are little-endian; the header is JSON ([`Header`]), the checksum XXH3 of the weights as
//! they are before compression: steps between labels, fingerprints, then the weights label by label.

use std::io::Read;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::label::LABELS;

const MAGIC: &[u8; 5] = b"DLNER";
const VERSION: u8 = 1;
/// Most slots: 2^20 rows are 10 MB.
const SLOTS_LOG2_MAX: u8 = 20;
/// Longest header in bytes.
const HEADER_MAX: usize = 64 << 10;
/// Compression level of the file: it is written once.
const LEVEL: i32 = 19;
/// Slots that are looked at for a feature before it counts as unknown.
const PROBES: usize = 32;

/// Sums of weights, a label each; the last is not used.
pub(super) type Sums = [i16; 8];

/// What a file says of its model.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Code of the language.
    pub lang: String,
    /// Labels, in the order of the weights.
    pub labels: Vec<String>,
    /// Fingerprint of the feature templates with which it was trained; a model of others is refused.
    pub templates: u64,
    /// Licence of the weights.
    pub licence: String,
    /// The sets on which it was trained, with their licences.
    pub sources: Vec<String>,
    /// SHA-256 of the training files, in the order of `sources`.
    pub training: String,
    /// Seed and number of epochs.
    pub seed: u64,
    /// See `seed`.
    pub epochs: u32,
    /// Binary logarithm of the number of slots.
    pub slots_log2: u8,
    /// What a weight of 1 counts, in natural logarithms of odds.
    pub scale: f32,
}

/// The labels that this program knows.
#[must_use]
pub fn labels() -> Vec<String> {
    ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC"].map(str::to_owned).to_vec()
}

/// Weights of a language.
#[derive(Debug, Default)]
pub struct Model {
    /// What the file says.
    pub header: Header,
    /// Weights of steps from a label (the last row: from the beginning of a piece) to another.
    pub(super) steps: [[i16; LABELS]; LABELS + 1],
    fingerprints: Vec<u16>,
    rows: Vec<[i8; 8]>,
}

impl Model {
    /// Makes a model of weights; `None` where they do not fit the slots.
    #[must_use]
    pub fn new(header: Header, steps: [[i16; LABELS]; LABELS + 1], weights: &[(u64, [i8; LABELS])]) -> Option<Self> {
        let slots = 1usize.checked_shl(u32::from(header.slots_log2)).filter(|_| header.slots_log2 <= SLOTS_LOG2_MAX)?;
        let mut model = Self { header, steps, fingerprints: vec![0; slots], rows: vec![[0; 8]; slots] };
        for (feature, weights) in weights {
            let (mut at, fingerprint) = model.place(*feature);
            let mut probes = 0;
            while *model.fingerprints.get(at)? != 0 {
                at = (at + 1) & (slots - 1);
                probes += 1;
                if probes >= PROBES {
                    break;
                }
            }
            // The rare feature behind a long run of others is left out.
            if probes < PROBES {
                *model.fingerprints.get_mut(at)? = fingerprint;
                model.rows.get_mut(at)?.get_mut(..LABELS)?.copy_from_slice(weights);
            }
        }
        Some(model)
    }

    fn place(&self, feature: u64) -> (usize, u16) {
        let slot = usize::try_from(feature & 0xffff_ffff).unwrap_or(0) & self.fingerprints.len().wrapping_sub(1);
        let fingerprint = u16::try_from(feature >> 48).unwrap_or(1);
        (slot, fingerprint.max(1))
    }

    /// Adds the weights of a feature.
    pub(super) fn add(&self, feature: u64, sums: &mut Sums) {
        let (mut at, fingerprint) = self.place(feature);
        let mask = self.fingerprints.len().wrapping_sub(1);
        for _ in 0..PROBES {
            match self.fingerprints.get(at) {
                Some(held) if *held == fingerprint => break,
                Some(0) | None => return,
                Some(_) => at = (at + 1) & mask,
            }
        }
        if let Some(row) = self.rows.get(at) {
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum = sum.saturating_add(i16::from(*weight));
            }
        }
    }

    /// Bytes of memory that it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.fingerprints.len() * 2 + self.rows.len() * 8
    }

    /// Writes the file.
    ///
    /// # Errors
    /// What the compressor says.
    pub fn pack(&self) -> std::io::Result<Vec<u8>> {
        let header = serde_json::to_vec(&self.header)?;
        let mut weights: Vec<u8> = self.steps.iter().flatten().flat_map(|step| step.to_le_bytes()).collect();
        weights.extend(self.fingerprints.iter().flat_map(|fingerprint| fingerprint.to_le_bytes()));
        for label in 0..LABELS {
            let column = self.rows.iter().zip(&self.fingerprints).filter(|(_, fingerprint)| **fingerprint != 0);
            weights.extend(column.map(|(row, _)| row.get(label).copied().unwrap_or_default().cast_unsigned()));
        }
        let mut bytes = MAGIC.to_vec();
        bytes.push(VERSION);
        bytes.extend(u32::try_from(header.len()).map_err(std::io::Error::other)?.to_le_bytes());
        bytes.extend(header);
        bytes.extend(xxh3_64(&weights).to_le_bytes());
        bytes.extend(zstd::stream::encode_all(weights.as_slice(), LEVEL)?);
        Ok(bytes)
    }

    /// Reads a file's header alone; `None` where it is damaged or of another version.
    #[must_use]
    pub fn header(bytes: &[u8]) -> Option<(Header, &[u8])> {
        let rest = bytes.strip_prefix(MAGIC.as_slice())?.strip_prefix(&[VERSION])?;
        let (len, rest) = rest.split_first_chunk::<4>()?;
        let len = Some(u32::from_le_bytes(*len) as usize).filter(|len| *len <= HEADER_MAX)?;
        let (header, rest) = rest.split_at_checked(len)?;
        Some((serde_json::from_slice(header).ok()?, rest))
    }

    /// Reads a file; `None` where it is damaged, of another version or of other labels.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (header, rest) = Self::header(bytes)?;
        let (checksum, rest) = rest.split_first_chunk::<8>()?;
        if header.slots_log2 > SLOTS_LOG2_MAX || header.labels != labels() || !(header.scale > 0.0 && header.scale < 1.0) {
            return None;
        }
        let slots = 1usize << header.slots_log2;
        let most = 2 * LABELS * (LABELS + 1) + slots * (2 + LABELS);
        let mut weights = Vec::new();
        zstd::stream::Decoder::new(rest).ok()?.take(most as u64 + 1).read_to_end(&mut weights).ok()?;
        if weights.len() > most || xxh3_64(&weights) != u64::from_le_bytes(*checksum) {
            return None;
        }
        let mut numbers = weights.chunks_exact(2).map(|pair| pair.try_into().map(u16::from_le_bytes).unwrap_or_default());
        let mut model = Self { header, steps: [[0; LABELS]; LABELS + 1], fingerprints: Vec::new(), rows: vec![[0; 8]; slots] };
        for step in model.steps.iter_mut().flatten() {
            *step = numbers.next()?.cast_signed();
        }
        model.fingerprints = numbers.take(slots).collect();
        let used = model.fingerprints.iter().filter(|fingerprint| **fingerprint != 0).count();
        let columns = weights.get(2 * LABELS * (LABELS + 1) + 2 * slots..)?;
        if model.fingerprints.len() != slots || columns.len() != used * LABELS {
            return None;
        }
        let held = model.rows.iter_mut().zip(&model.fingerprints).filter(|(_, fingerprint)| **fingerprint != 0);
        for (at, (row, _)) in held.enumerate() {
            for (label, weight) in row.iter_mut().take(LABELS).enumerate() {
                *weight = columns.get(label * used + at)?.cast_signed();
            }
        }
        Some(model)
    }
}

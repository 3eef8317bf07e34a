//! The ids of a run with what stood under them, in bounded memory.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};

/// What a run remembers under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// Hash of title and body.
    pub(super) text: u64,
    /// Hash of the whole content.
    pub(super) content: u64,
    /// A number that the owner of the key counts with.
    pub(super) count: u32,
}

/// Bytes of an entry in memory: key, mark and the table's own, at its emptiest.
const ENTRY_BYTES: usize = 80;
/// Bytes of an entry in a file.
const RECORD: usize = 28;
/// Entries of a page, which is read at once: about 4 KiB.
const PAGE: usize = 146;

/// Keys and marks; those that memory does not hold lie sorted in files without a name.
#[derive(Debug)]
pub(super) struct Seen {
    fresh: HashMap<u64, Mark>,
    fresh_max: usize,
    runs: Vec<Run>,
}

/// A sorted file and the first key of each of its pages.
#[derive(Debug)]
struct Run {
    file: File,
    firsts: Vec<u64>,
    entries: usize,
}

impl Seen {
    /// Takes so many bytes of memory, and files once that is full.
    pub(super) fn new(memory: usize) -> Self {
        Self { fresh: HashMap::new(), fresh_max: (memory / ENTRY_BYTES).max(PAGE), runs: Vec::new() }
    }

    /// Returns what was put last under a key.
    pub(super) fn get(&mut self, key: u64) -> io::Result<Option<Mark>> {
        if let Some(mark) = self.fresh.get(&key) {
            return Ok(Some(*mark));
        }
        for run in self.runs.iter_mut().rev() {
            if let Some(mark) = run.get(key)? {
                return Ok(Some(mark));
            }
        }
        Ok(None)
    }

    /// Puts a mark under a key, over an older one.
    pub(super) fn put(&mut self, key: u64, mark: Mark) -> io::Result<()> {
        if self.fresh.len() >= self.fresh_max {
            let mut entries: Vec<(u64, Mark)> = self.fresh.drain().collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            self.runs.push(Run::write(&entries)?);
        }
        self.fresh.insert(key, mark);
        Ok(())
    }
}

impl Run {
    fn write(entries: &[(u64, Mark)]) -> io::Result<Self> {
        let mut out = BufWriter::new(tempfile::tempfile()?);
        for (key, mark) in entries {
            out.write_all(&key.to_le_bytes())?;
            out.write_all(&mark.text.to_le_bytes())?;
            out.write_all(&mark.content.to_le_bytes())?;
            out.write_all(&mark.count.to_le_bytes())?;
        }
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        let firsts = entries.iter().step_by(PAGE).map(|(key, _)| *key).collect();
        Ok(Self { file, firsts, entries: entries.len() })
    }

    fn get(&mut self, key: u64) -> io::Result<Option<Mark>> {
        let Some(page) = self.firsts.partition_point(|first| *first <= key).checked_sub(1) else { return Ok(None) };
        let entries = PAGE.min(self.entries - page * PAGE);
        let mut bytes = vec![0; entries * RECORD];
        self.file.seek(SeekFrom::Start((page * PAGE * RECORD) as u64))?;
        self.file.read_exact(&mut bytes)?;
        Ok(bytes.chunks_exact(RECORD).map(read).find(|(held, _)| *held == key).map(|(_, mark)| mark))
    }
}

fn read(record: &[u8]) -> (u64, Mark) {
    let long = |at: usize| record.get(at..at + 8).and_then(|b| b.try_into().ok()).map_or(0, u64::from_le_bytes);
    let count = record.get(24..28).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes);
    (long(0), Mark { text: long(8), content: long(16), count })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_last_comes_back_from_memory_and_from_files() {
        let mut seen = Seen::new(0);
        let mut model = HashMap::new();
        for round in 0..3_000u64 {
            let key = (round % 1_000).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let mark = Mark { text: round, content: round * 3, count: u32::try_from(round).unwrap() };
            seen.put(key, mark).unwrap();
            model.insert(key, mark);
        }
        assert!(seen.runs.len() > 5, "files were written");
        let mut keys: Vec<_> = model.into_iter().collect();
        keys.sort_unstable_by_key(|(key, _)| *key);
        for (key, mark) in keys {
            assert_eq!(seen.get(key).unwrap(), Some(mark));
            assert_eq!(seen.get(key ^ 1).unwrap(), None);
        }
    }
}

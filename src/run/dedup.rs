//! Which records of one run are the same article.

use std::io;

use xxhash_rust::xxh3::xxh3_64;

use crate::article::Article;
use crate::article::id::{ID_BYTES_MAX, content_hash, text_hash};

use super::seen::{Mark, Seen};

/// What a record is to those before it in the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The first of its id.
    First,
    /// Another article under an id that was there: it has an id of its own now.
    Collision,
    /// The same title and text with other members: the earlier one stands.
    ///
    /// Were the later one to take its place, the same input read twice would not be `unchanged`:
    /// the earlier record would differ from what the archive holds, every time.
    Differs,
    /// Exactly what was there.
    Repeat,
}

/// The articles of a run by id.
#[derive(Debug)]
pub(super) struct Dedup {
    seen: Seen,
}

/// Number of the first variant of an id.
const FIRST_VARIANT: u32 = 2;

impl Dedup {
    /// Takes so many bytes of memory.
    pub(super) fn new(memory: usize) -> Self {
        Self { seen: Seen::new(memory) }
    }

    /// Whether the run met a record of an id.
    pub(super) fn holds(&mut self, id: &str) -> io::Result<bool> {
        Ok(self.seen.get(id_key(id))?.is_some())
    }

    /// Places a record among those before it; gives it the id `id~2`, `id~3` … where another
    /// article of the run has its id.
    ///
    /// A collision is worked out in a few look-ups, however many records share an id: the first
    /// one counts the variants, and each variant is also known by its id and text.
    pub(super) fn place(&mut self, article: &mut Article) -> io::Result<Verdict> {
        let mark = Mark { text: text_hash(article), content: content_hash(article), count: FIRST_VARIANT };
        let own = id_key(&article.id);
        let Some(first) = self.seen.get(own)? else {
            self.seen.put(own, mark)?;
            return Ok(Verdict::First);
        };
        if first.text == mark.text {
            return Ok(again(first, mark));
        }
        let variant = variant_key(&article.id, mark.text);
        if let Some(known) = self.seen.get(variant)? {
            article.id = variant_id(&article.id, known.count);
            return Ok(again(known, mark));
        }
        let mut count = first.count;
        let mut id = variant_id(&article.id, count);
        while self.seen.get(id_key(&id))?.is_some() {
            count = count.saturating_add(1);
            id = variant_id(&article.id, count);
        }
        self.seen.put(own, Mark { count: count.saturating_add(1), ..first })?;
        self.seen.put(variant, Mark { count, ..mark })?;
        self.seen.put(id_key(&id), mark)?;
        article.id = id;
        Ok(Verdict::Collision)
    }
}

/// A record whose id and text were there before.
fn again(held: Mark, mark: Mark) -> Verdict {
    if held.content == mark.content { Verdict::Repeat } else { Verdict::Differs }
}

fn id_key(id: &str) -> u64 {
    xxh3_64(id.as_bytes())
}

/// No id holds a NUL, so no id has this key but by chance.
fn variant_key(id: &str, text: u64) -> u64 {
    xxh3_64(format!("\u{0}{id}\u{0}{text:x}").as_bytes())
}

/// `id~n`; of an id too long for that, its beginning and the hash of the whole.
fn variant_id(id: &str, number: u32) -> String {
    let plain = format!("{id}~{number}");
    if plain.len() <= ID_BYTES_MAX {
        return plain;
    }
    let tail = format!("~{:016x}~{number}", xxh3_64(id.as_bytes()));
    let mut cut = ID_BYTES_MAX - tail.len();
    while !id.is_char_boundary(cut) {
        cut -= 1;
    }
    let (head, _) = id.split_at(cut);
    format!("{head}{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(id: &str, title: &str, section: &str) -> Article {
        Article { id: id.into(), title: title.into(), section: Some(section.into()), ..Article::default() }
    }

    /// Places records `id/title/section` and writes what became of each.
    fn check(records: &str, expected: &str) {
        let mut dedup = Dedup::new(1 << 20);
        let mut out = Vec::new();
        for record in records.split_whitespace() {
            let parts: Vec<&str> = record.split('/').collect();
            let mut article = article(parts[0], parts[1], parts[2]);
            let verdict = dedup.place(&mut article).unwrap();
            out.push(format!("{}:{verdict:?}", article.id));
        }
        assert_eq!(out.join(" "), expected, "{records}");
    }

    #[test]
    fn no_article_of_a_run_is_lost_to_another() {
        check("x/a/s y/a/s", "x:First y:First");
        check("x/a/s x/a/s x/a/s", "x:First x:Repeat x:Repeat");
        check("x/a/s x/a/t x/a/s", "x:First x:Differs x:Repeat");
        check("x/a/s x/b/s x/c/s", "x:First x~2:Collision x~3:Collision");
        check("x/a/s x/b/s x/a/s x/b/s x/b/t", "x:First x~2:Collision x:Repeat x~2:Repeat x~2:Differs");
        check("x~2/z/s x/a/s x/b/s", "x~2:First x:First x~3:Collision");
        check("x/a/s x/b/s x~2/z/s", "x:First x~2:Collision x~2~2:Collision");
    }

    #[test]
    fn thousands_of_records_under_one_id_cost_a_few_look_ups_each() {
        let mut dedup = Dedup::new(1 << 20);
        for n in 1..=5_000 {
            let mut record = article("x", &n.to_string(), "s");
            dedup.place(&mut record).unwrap();
            assert_eq!(record.id, if n == 1 { "x".to_owned() } else { format!("x~{n}") });
        }
    }

    #[test]
    fn a_variant_of_the_longest_id_is_still_an_id() {
        let long = "é".repeat(ID_BYTES_MAX / 2);
        let id = variant_id(&long, 2);
        assert!(id.len() <= ID_BYTES_MAX && id.ends_with("~2"), "{id}");
    }
}

//! Lists of a record are bounded before and after they are read.

use super::RejectCode;
use super::limits::{LIST_MAX, VALUES_MAX};
use super::row::shortened;
use crate::article::Article;

/// Says which list of a JSON record is too long, looked up in its bytes before anything is kept;
/// `reads` tells which members are read and not only kept as they are.
pub(super) fn too_long(text: &str, reads: impl Fn(&str) -> bool) -> Option<String> {
    let bytes = text.as_bytes();
    // Nearly every record has fewer commas in all: then nothing is too long.
    memchr::memchr_iter(b',', bytes).nth(LIST_MAX - 1)?;
    let mut walk = Walk::default();
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        at += 1;
        match byte {
            b'"' => {
                let end = string_end(bytes, at);
                if walk.depth == 1 && walk.wants_name {
                    walk.name = text.get(at..end.saturating_sub(1)).unwrap_or_default();
                    (walk.wants_name, walk.items, walk.values) = (false, 1, 1);
                    walk.read = reads(walk.name);
                }
                at = end;
            }
            b'{' | b'[' => {
                walk.depth += 1;
                walk.wants_name |= walk.depth == 1;
            }
            b'}' | b']' => walk.depth = walk.depth.saturating_sub(1),
            b',' => {
                if let Some(reason) = walk.comma() {
                    return Some(reason);
                }
            }
            _ => {}
        }
    }
    None
}

/// Where a walk over a record stands.
#[derive(Default)]
struct Walk<'a> {
    depth: usize,
    members: usize,
    wants_name: bool,
    name: &'a str,
    read: bool,
    /// Values of the member's own list or object, and of all inside it.
    items: usize,
    values: usize,
}

impl Walk<'_> {
    fn comma(&mut self) -> Option<String> {
        if self.depth <= 1 {
            self.wants_name = true;
            self.members += 1;
            return (self.members >= LIST_MAX)
                .then(|| format!("the record has more than {LIST_MAX} members: leave out those that say nothing of the article"));
        }
        self.values += 1;
        self.items += usize::from(self.depth == 2);
        if !self.read {
            return None;
        }
        if self.items > LIST_MAX {
            return Some(reason(self.name));
        }
        (self.values > VALUES_MAX).then(|| {
            format!("member `{}` holds more than {VALUES_MAX} values in all: shorten its lists, or part the record", shortened(self.name))
        })
    }
}

fn reason(name: &str) -> String {
    format!("member `{}` has more than {LIST_MAX} values: shorten the list, or part the record", shortened(name))
}

/// One past the end of the string whose content begins at `at`.
fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(found) = memchr::memchr2(b'"', b'\\', bytes.get(at..).unwrap_or_default()) {
        at += found + 1;
        if bytes.get(at - 1) == Some(&b'"') {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

/// Says which list of an article is too long, whatever format it came from.
pub(super) fn of_article(article: &Article) -> Option<(RejectCode, String)> {
    let lists = [
        ("authors", article.authors.len()),
        ("tags", article.tags.len()),
        ("entities", article.entities.len()),
        ("related", article.related.len()),
        ("extra", article.extra.len()),
    ];
    lists.into_iter().find(|(_, length)| *length > LIST_MAX).map(|(name, _)| (RejectCode::TooLarge, reason(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_is_too_long_is_named() {
        let check = |text: &str, expected: Option<&str>| {
            let found = too_long(text, |name| name != "vector");
            assert_eq!(found.as_deref().map(|reason| reason.split(':').next().unwrap_or_default()), expected, "{text:.80}");
        };
        let list = |item: &str, length: usize| vec![item; length].join(",");
        check(&format!(r#"{{"title":"t","related":[{}]}}"#, list("\"a\"", LIST_MAX)), None);
        check(
            &format!(r#"{{"title":"t","related":[{}],"x":1}}"#, list("\"a\"", LIST_MAX + 1)),
            Some("member `related` has more than 10000 values"),
        );
        check(
            &format!(r#"{{"title":"t","extra":{{{}}}}}"#, list("\"a\":1", LIST_MAX + 1)),
            Some("member `extra` has more than 10000 values"),
        );
        check(&format!("{{{}}}", list("\"a\":1", LIST_MAX + 1)), Some("the record has more than 10000 members"));
        check(&format!(r#"{{"body":"{}","tags":["a"]}}"#, list("\\\" ]", 3 * LIST_MAX)), None);
        check(&format!(r#"{{"vector":[{}],"tags":["a"]}}"#, list("0.1", 3 * LIST_MAX)), None);
        check(
            &format!(r#"{{"tags":[{}]}}"#, list("[1,2,3,4,5,6,7,8,9,10,11,12]", 9_000)),
            Some("member `tags` holds more than 100000 values in all"),
        );
        check(&format!(r#"{{"tags":[{}"#, list("\"a\"", LIST_MAX)), None);
    }
}

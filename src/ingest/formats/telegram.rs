//! Telegrams of agencies: plain text of IPTC 7901 and ANPA 1312, whose parts are set off by control
//! characters.
//!
//! A header stands between SOH and STX, the text between STX and ETX, and behind it the day and
//! time at which it was sent. Both standards are older than markup; what a line is (a headline, a
//! note to editors, a by-line) is told by how it begins and ends. Nothing else is taken for one.

use super::super::mapping::byline;
use super::super::paragraphs::paragraphs;
use super::super::row::{Draft, DraftId, first_date};
use crate::article::Article;
use crate::article::published::{Basis, Zone};

const SOH: char = '\u{1}';
const STX: char = '\u{2}';
const ETX: char = '\u{3}';

/// Longest header between SOH and STX, in bytes: two lines and keywords.
const HEADER_MAX: usize = 1024;

/// Lines of headline and by-line above the text, at most.
const HEADLINES_MAX: usize = 12;

/// Longest end behind ETX that is looked at for the date, in bytes.
const END_MAX: usize = 128;

/// Reads a telegram; `None` if the text is none.
pub(super) fn draft(text: &str, zone: Zone) -> Option<Draft> {
    let framed = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{16}').strip_prefix(SOH)?;
    let (header, rest) = framed.split_once(STX).filter(|(header, _)| header.len() <= HEADER_MAX)?;
    let (content, end) = rest.split_once(ETX)?;
    let mut draft = Draft { article: Article::default(), id: DraftId::Mapped(None), notes: Vec::new(), day_order: None };
    if header.contains('\u{1f}') {
        anpa(content, &mut draft.article);
        draft.article.published = first_date(anpa_date(end), Basis::Text, zone, &mut draft.notes);
    } else if let Some(agency) = iptc_agency(header.lines().next().unwrap_or_default()) {
        draft.article.source = Some(agency.to_owned());
        let keywords = header.lines().skip(1).flat_map(|line| line.split('/')).map(str::trim).filter(|keyword| !keyword.is_empty());
        draft.article.tags = keywords.map(str::to_owned).collect();
        iptc(content, &mut draft.article);
        draft.article.published = first_date(iptc_date(end), Basis::Text, zone, &mut draft.notes);
    } else {
        return None;
    }
    Some(draft)
}

/// The agency of a header line of IPTC 7901, such as `eca062 4 i 211 ccccb   dpa 061`: service and
/// number, priority, category, words, and the agency with its number of the day.
fn iptc_agency(line: &str) -> Option<&str> {
    let parts: Vec<&str> = line.split_whitespace().collect();
    let [service, priority, category, words, .., agency, number] = parts.as_slice() else { return None };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let letters = service.trim_end_matches(|c: char| c.is_ascii_digit());
    let numbered = letters.len() < service.len() && letters.len() <= 4;
    let known = numbered && digits(priority) && priority.len() == 1 && category.len() <= 3 && digits(words) && digits(number);
    known.then_some(*agency)
}

/// Reads the text of IPTC 7901: headlines down to a line that ends with `=`.
fn iptc(content: &str, article: &mut Article) {
    let lines: Vec<String> = content.lines().map(|line| plain(line.trim_end())).skip_while(|line| line.trim().is_empty()).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let marked = lines.iter().take(HEADLINES_MAX).position(|line| line.ends_with('='));
    let above = lines.get(..=marked.unwrap_or(0)).unwrap_or_default();
    let mut heads: Vec<&str> = above.iter().map(|line| line.trim_end_matches('=').trim()).filter(|line| !line.is_empty()).collect();
    if let Some(names) = heads.last().and_then(|line| by(line)).filter(|_| heads.len() > 1) {
        // Behind a comma stands whom they write for, unless more names follow.
        let alone = names.split_once(',').filter(|(_, outlet)| !outlet.contains(" and ")).map_or(names, |(alone, _)| alone);
        article.authors = byline(alone);
        heads.pop();
    }
    // `1ST LEAD`, `EXTRA` and the like are about the item, and stand above its headline.
    let about = |line: &&&str| line.starts_with('(') && line.ends_with(')') || !line.chars().any(char::is_lowercase);
    let notes = heads.iter().take_while(about).count().min(heads.len().saturating_sub(1));
    article.title = heads.get(notes..).unwrap_or_default().join(" ");
    put(article, "editorial", heads.get(..notes).unwrap_or_default());
    article.body = paragraphs(lines.get(above.len()..).unwrap_or_default());
}

/// Reads the text of ANPA: lines that begin with `^` and end with `<` or `=` are about the item,
/// a tab begins a paragraph.
fn anpa(content: &str, article: &mut Article) {
    let (mut slug, mut notes, mut body) = (None, Vec::new(), String::new());
    let mut above = true;
    for line in content.lines() {
        let line = line.trim_end();
        let marked = line.ends_with(['<', '=']);
        let text = plain(line.trim_end_matches(['<', '=', ' ']));
        let Some(text) = text.strip_prefix('^').filter(|_| above && marked).map(str::trim) else {
            above &= line.trim().is_empty();
            body.push_str(if line.starts_with('\t') { "\n\n" } else { "\n" });
            body.push_str(text.trim_start_matches('^').trim());
            continue;
        };
        let headline = line.ends_with('<') && !is_note(text);
        match by(text) {
            _ if slug.is_none() => slug = Some(text.rsplit('^').next().unwrap_or_default().to_owned()),
            Some(names) => article.authors = byline(names),
            None if text.is_empty() => {}
            None if headline && article.title.is_empty() => text.clone_into(&mut article.title),
            None if headline && article.lead.is_empty() => text.clone_into(&mut article.lead),
            None => notes.push(text.to_owned()),
        }
    }
    if article.title.is_empty() {
        article.title = slug.as_deref().map(of_slug).unwrap_or_default();
    }
    article.body = paragraphs(&body.lines().collect::<Vec<_>>());
    put(article, "slugline", slug.as_slice());
    put(article, "editorial", &notes);
}

/// Whether a line is for editors.
fn is_note(text: &str) -> bool {
    ["AP Photo", "Eds:", "(Eds:", "EDITOR'S NOTE", "Editors:"].iter().any(|begin| text.starts_with(begin))
}

/// The words of a slug: `BC-WEA--Global Weather-Fahrenheit,17` is `Global Weather-Fahrenheit`.
fn of_slug(slug: &str) -> String {
    let words = slug.split_once("--").map_or(slug, |(_, words)| words);
    words.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches(',').trim().to_owned()
}

/// The names behind `By`.
fn by(line: &str) -> Option<&str> {
    line.get(..3).filter(|word| word.eq_ignore_ascii_case("by ")).and(line.get(3..))
}

/// A line without the control characters that set it.
fn plain(line: &str) -> String {
    line.chars().filter(|c| !c.is_control()).collect()
}

fn put(article: &mut Article, name: &str, lines: &[impl AsRef<str>]) {
    let text = lines.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("\n");
    if let Some(raw) = Some(text).filter(|text| !text.is_empty()).and_then(|text| serde_json::value::to_raw_value(&text).ok()) {
        article.extra.insert(name.to_owned(), raw);
    }
}

/// The date behind the text of IPTC 7901: `131137 GMT Nov 13` is 11:37 on the 13th of November 2013.
fn iptc_date(end: &str) -> Option<String> {
    let line = end.get(..end.len().min(END_MAX)).unwrap_or_default().lines().next()?;
    let mut parts = line.split_whitespace().peekable();
    let sent = parts.next().filter(|sent| sent.len() == 6 && sent.bytes().all(|byte| byte.is_ascii_digit()))?;
    let zone = parts.next_if(|zone| *zone == "GMT" || *zone == "UTC").map_or("", |_| "Z");
    let month = month(parts.next()?)?;
    let year = century(parts.next()?)?;
    Some(format!("{year}-{month:02}-{}T{}:{}:00{zone}", sent.get(..2)?, sent.get(2..4)?, sent.get(4..)?))
}

/// The date behind the text of ANPA: `AP-WF-11-13-13 1509GMT`, month, day and year.
fn anpa_date(end: &str) -> Option<String> {
    let line = end.get(..end.len().min(END_MAX)).unwrap_or_default().lines().next()?;
    let (date, time) = line.trim_end_matches(['<', ' ']).split_once(' ')?;
    let mut parts = date.rsplit('-');
    let (year, day, month) = (century(parts.next()?)?, parts.next()?, parts.next()?);
    let time = time.strip_suffix("GMT").filter(|time| time.len() == 4 && time.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some(format!("{year}-{month}-{day}T{}:{}:00Z", time.get(..2)?, time.get(2..)?))
}

/// A year of two digits: the standards are of 1979, and wires are kept since.
fn century(year: &str) -> Option<u16> {
    let year = year.parse::<u16>().ok().filter(|_| year.len() == 2)?;
    Some(if year < 70 { 2000 + year } else { 1900 + year })
}

/// Months by their first letters, in the languages of European agencies.
fn month(name: &str) -> Option<usize> {
    const MONTHS: [&[&str]; 12] = [
        &["jan", "ene", "gen"],
        &["feb", "fev", "fév"],
        &["mar", "mär", "mrz"],
        &["apr", "abr", "avr"],
        &["may", "mai", "mag"],
        &["jun", "giu", "jui"],
        &["jul", "lug"],
        &["aug", "ago", "aoû"],
        &["sep", "set"],
        &["oct", "okt", "out", "ott"],
        &["nov"],
        &["dec", "dez", "dic", "déc"],
    ];
    let lower = name.to_lowercase();
    if lower.starts_with("juil") {
        return Some(7);
    }
    MONTHS.iter().position(|names| names.iter().any(|known| lower.starts_with(known))).map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let Some(draft) = draft(text, Zone::Utc) else { return "none".into() };
        let Article { title, body, authors, tags, source, published, extra, .. } = draft.article;
        let at = published.map(|stamp| stamp.when.to_string()).unwrap_or_default();
        let extra: Vec<String> = extra.iter().map(|(name, raw)| format!("{name}={}", raw.get())).collect();
        format!(
            "{title} | {body} | {} | {} | {} | {at} | {}",
            authors.join("+"),
            tags.join("+"),
            source.unwrap_or_default(),
            extra.join(" ")
        )
    }

    #[test]
    fn telegrams_of_iptc_7901_are_read() {
        let telegram = |heads: &str, end: &str| {
            format!(
                "\u{1}xya012 3 i 40 cccc   abc 017\r\n\nIran/cable/\r\n\u{2}{heads}\r\n\n   Jask (abc) - The ship laid the first\r\nforty kilometres.\r\n\n   It goes on.\r\n\n\u{3}{end}\r\n\u{7f}\n\u{4}"
            )
        };
        assert_eq!(
            shown(&telegram("Cable laid to Jask =", "291137 GMT Jan 25 ")),
            "Cable laid to Jask | Jask (abc) - The ship laid the first\nforty kilometres.\n\nIt goes on. |  | Iran+cable | abc | 2025-01-29T11:37:00Z | "
        );
        assert!(
            shown(&telegram("(Updates)\r\n1ST LEAD\r\nCable laid\r\nto Jask\r\nBy Ada Byron, abc =", "291137 GMT Okt 98"))
                .starts_with("Cable laid to Jask | Jask (abc)")
        );
        let all = shown(&telegram("EXTRA\r\nCable laid\r\nBy Ada Byron =", "310000 GMT Feb 25"));
        assert!(all.ends_with("| Ada Byron | Iran+cable | abc |  | editorial=\"EXTRA\""), "{all}");
        assert!(shown(&telegram("ALL CAPITALS =", "none")).starts_with("ALL CAPITALS | Jask"));
    }

    #[test]
    fn telegrams_of_anpa_are_read() {
        let telegram = "\u{16}\u{16}\u{1}A1234\u{1f}_xyz\nr i\u{13}\u{11} BC-Cable     01-29 0040\n\u{2}^BC-XX--Cable, 1st Ld,40<\n^Cable laid to Jask<\n^Eds: Updates.<\n^By ADA BYRON=\n^Example Press=\n\t   JASK (XX) _ The ship laid it.\n \n\t   It goes on.\n\n\t   \u{3}XX-WF-01-29-25 1137GMT<\n\n\u{c}\n\u{4}";
        assert_eq!(
            shown(telegram),
            "Cable laid to Jask | JASK (XX) _ The ship laid it.\n\nIt goes on. | ADA BYRON |  |  | 2025-01-29T11:37:00Z | editorial=\"Eds: Updates.\\nExample Press\" slugline=\"BC-XX--Cable, 1st Ld,40\""
        );
    }

    #[test]
    fn nothing_else_is_a_telegram() {
        for text in ["Title\nText.", "\u{1}Title\u{2}Text\u{3}", "\u{1}a1 2 c 4 abc 5\nText", "\u{1}", "\u{1}\u{2}\u{3}", "\u{2}x\u{3}"] {
            assert_eq!(shown(text), "none", "{text:?}");
        }
    }
}

//! The sets of real articles: titles apart from bodies.

use std::io::Read as _;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::Question;
use super::query::{clean, dictionary_words};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Set {
    Time,
    Bbc,
    Agnews,
    Irnews,
    Xwlb,
    Wikinews,
    Ttc3600,
}

pub const ALL: [Set; 7] = [Set::Time, Set::Bbc, Set::Agnews, Set::Irnews, Set::Xwlb, Set::Wikinews, Set::Ttc3600];

impl Set {
    /// The directory of the shared data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Time => "en-time1963",
            Self::Bbc => "en-bbc",
            Self::Agnews => "en-agnews",
            Self::Irnews => "fa-irnews",
            Self::Xwlb => "zh-xwlb",
            Self::Wikinews => "ja-wikinews",
            Self::Ttc3600 => "tr-ttc3600",
        }
    }

    pub fn is_unspaced(self) -> bool {
        matches!(self, Self::Xwlb | Self::Wikinews)
    }
}

/// An article of a set.
#[derive(Debug, Default)]
pub struct Item {
    pub id: String,
    /// Its title, which is asked for and not indexed.
    pub title: String,
    /// The title's words, in unspaced scripts.
    pub words: Vec<String>,
    pub body: String,
    /// What else is indexed of it: language, source and date where the set tells them.
    more: Map<String, Value>,
}

impl Item {
    fn new(id: impl Into<String>, title: impl Into<String>, body: impl Into<String>) -> Self {
        Self { id: id.into(), title: title.into(), body: body.into(), ..Self::default() }
    }

    /// As the project's own format has it, without the title.
    pub fn json(&self) -> Value {
        let mut article = self.more.clone();
        article.insert("id".into(), json!(self.id));
        article.insert("body".into(), json!(self.body));
        Value::Object(article)
    }
}

fn unpacked(path: &Path) -> Vec<u8> {
    let file = std::fs::File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut bytes = Vec::new();
    zstd::Decoder::new(file).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

/// Reads a set, in the order of its file.
pub fn read(set: Set, data: &Path) -> Vec<Item> {
    let dir = data.join(set.name());
    let lines = |text: &[u8]| -> Vec<Item> { String::from_utf8_lossy(text).lines().map(native).collect() };
    match set {
        Set::Time => lines(&std::fs::read(dir.join("articles.jsonl")).unwrap()),
        Set::Bbc => bbc(&unpacked(&dir.join("bbc.tar.zst"))),
        Set::Agnews => agnews(&String::from_utf8_lossy(&unpacked(&dir.join("test.csv.zst")))),
        Set::Irnews => lines(&unpacked(&dir.join("articles.jsonl.zst"))),
        Set::Xwlb => {
            let mut items = lines(&unpacked(&dir.join("articles.jsonl.zst")));
            for item in &mut items {
                item.words = dictionary_words(&item.title);
            }
            items
        }
        Set::Wikinews => wikinews(&String::from_utf8_lossy(&unpacked(&dir.join("articles.tsv.zst")))),
        Set::Ttc3600 => lines(&unpacked(&dir.join("articles.jsonl.zst"))).into_iter().map(first_words).collect(),
    }
}

fn native(line: &str) -> Item {
    let mut article: Map<String, Value> = serde_json::from_str(line).unwrap();
    let mut text = |name: &str| article.remove(name).and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
    let mut item = Item::new(text("id"), text("title"), text("body"));
    article.retain(|name, value| matches!(name.as_str(), "language" | "source" | "published") && !value.is_null());
    item.more = article;
    item
}

/// Plain files of a tar archive: a title, a blank line, paragraphs.
fn bbc(mut tar: &[u8]) -> Vec<Item> {
    let mut items = Vec::new();
    while let Some((header, rest)) = tar.split_at_checked(512).filter(|(header, _)| header[0] != 0) {
        let field = |from: usize, to: usize| String::from_utf8_lossy(&header[from..to]).trim_end_matches(['\0', ' ']).to_owned();
        let size = usize::from_str_radix(field(124, 136).trim(), 8).unwrap();
        let (file, rest) = rest.split_at(size);
        tar = &rest[(512 - size % 512) % 512..];
        let name = field(0, 100);
        if let Some(id) = name.strip_prefix("bbc/").and_then(|name| name.strip_suffix(".txt")) {
            let text = String::from_utf8_lossy(file);
            let (title, body) = text.split_once('\n').unwrap();
            items.push(Item::new(id, title.trim(), body.trim()));
        }
    }
    items
}

/// Rows of class, title and description; the id is the row's number, from 1.
fn agnews(text: &str) -> Vec<Item> {
    let row = |(number, line): (usize, &str)| {
        let fields: Vec<&str> = line.trim().trim_matches('"').split("\",\"").collect();
        let [_, title, body] = fields[..] else { panic!("en-agnews, row {}: three fields", number + 1) };
        Item::new((number + 1).to_string(), entities(title), entities(body))
    };
    text.lines().enumerate().map(row).collect()
}

/// Mends the set's broken entities (`#39;`), escaped quotes and backslashes.
fn entities(text: &str) -> String {
    let mut text = text.replace("\"\"", "\"").replace('\\', " ");
    for (entity, c) in [(" #39;", "'"), ("#39;", "'"), ("#36;", "$"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("quot;", "\"")] {
        text = text.replace(entity, c);
    }
    // What was markup is none of the words.
    for tag in ["<b>", "</b>", "<br>", "<p>", "</p>"] {
        text = text.replace(tag, " ");
    }
    text
}

/// Id, article and headline, split into words by blanks.
fn wikinews(text: &str) -> Vec<Item> {
    let row = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [id, body, title] = fields[..] else { panic!("ja-wikinews, `{}`: three fields", line.chars().take(20).collect::<String>()) };
        let mut item = Item::new(id, joined(title), joined(body));
        let is_word = |word: &&str| word.chars().any(char::is_alphanumeric);
        item.words = title.split(' ').filter(is_word).map(str::to_owned).collect();
        item
    };
    text.lines().skip(1).map(row).collect()
}

/// Takes the blanks out but for those between Latin letters.
fn joined(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let is_latin = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_alphabetic);
    let kept = |at: usize| chars[at] != ' ' || (is_latin(at.checked_sub(1)) && is_latin(Some(at + 1)));
    (0..chars.len()).filter(|at| kept(*at)).map(|at| chars[at]).collect()
}

/// Words of a first sentence that are asked for.
const FIRST_WORDS: usize = 10;

/// The set has no titles: the first words of the first sentence stand for one, and the whole
/// sentence is taken out of the body.
fn first_words(mut item: Item) -> Item {
    let body = item.body.trim().to_owned();
    let ends = body.char_indices().filter(|(at, c)| {
        let next = body[at + c.len_utf8()..].chars().next();
        *c == '\n' || (matches!(c, '.' | '!' | '?' | '…') && next.is_none_or(|c| c.is_whitespace() || c.is_uppercase()))
    });
    let long_enough = |(at, c): &(usize, char)| body[..*at].split_whitespace().count() >= 3 && *c != '\0';
    let end = ends.filter(long_enough).map(|(at, c)| at + c.len_utf8()).next().unwrap_or(body.len());
    let (sentence, rest) = body.split_at(end);
    item.title = sentence.split_whitespace().take(FIRST_WORDS).collect::<Vec<_>>().join(" ");
    item.body = String::from(rest.trim());
    item
}

/// The numbers of the queries of the TIME collection that have judgements.
pub fn time_numbers(data: &Path) -> Vec<String> {
    rows(data, "queries.tsv").into_iter().map(|mut row| row.swap_remove(0)).collect()
}

/// The queries of the TIME collection with their judgements.
pub(super) fn time_questions(data: &Path, numbers: &[String]) -> Vec<Question> {
    let (queries, judgements) = (rows(data, "queries.tsv"), rows(data, "qrels.tsv"));
    let question = |number: &String| {
        let query = queries.iter().find(|row| row[0] == *number).expect("a query of the set");
        let relevant: Vec<String> = judgements.iter().filter(|row| row[0] == *number && row[3] != "0").map(|row| row[2].clone()).collect();
        assert!(!relevant.is_empty(), "query {number} has judgements");
        Question { name: number.clone(), text: query[1].clone(), ours: clean(&query[1]), relevant }
    };
    numbers.iter().map(question).collect()
}

fn rows(data: &Path, name: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(data.join("en-time1963").join(name)).unwrap();
    let separated = |line: &str| -> Vec<String> {
        let by: &[char] = if name == "qrels.tsv" { &['\t', ' '] } else { &['\t'] };
        line.split(by).map(str::to_owned).collect()
    };
    text.lines().map(separated).collect()
}

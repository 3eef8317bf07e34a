//! Labelled articles from files: tokens with IOB2 tags, or texts with inline labels.

use std::io::Read as _;
use std::path::Path;

use dateline::analysis::entities::tagger::training::Labelled;
use dateline::article::{Article, EntityType, Lang, TextField};
use sha2::{Digest as _, Sha256};

use crate::Failure;

/// An article and its names.
pub(crate) struct Source {
    pub(crate) article: Article,
    pub(crate) names: Vec<Labelled>,
}

/// Sentences of a document, at most; longer ones are cut.
const SENTENCES: usize = 40;
/// Sentences of a part of a file that says nothing of its documents.
const LOOSE: usize = 8;

/// Reads a source; every so many of a thousand sentences come again in capitals.
pub(crate) fn source(path: &Path, lang: Lang, capitals: u64, digest: &mut Sha256) -> Result<Vec<Source>, Failure> {
    let shown = path.display();
    let failure = |error: std::io::Error| format!("cannot read `{shown}`: {error}");
    if path.is_dir() {
        return own(path, capitals, lang, digest);
    }
    let bytes = std::fs::read(path).map_err(failure)?;
    digest.update(&bytes);
    let mut text = String::new();
    if path.extension().is_some_and(|extension| extension == "gz") {
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).map_err(failure)?;
    } else {
        text = String::from_utf8(bytes)?;
    }
    let documents = tagged(&text);
    let chars = matches!(lang.as_str(), "zh" | "ja" | "ko");
    let mut out = Vec::new();
    let mut count = 0u64;
    for document in documents {
        let loose = document.len() > 400;
        for part in document.chunks(if loose { LOOSE } else { SENTENCES }) {
            out.push(joined(part, chars));
            let shouted: Vec<_> = part
                .iter()
                .filter(|_| {
                    count += 1;
                    count * capitals / 1000 != (count - 1) * capitals / 1000
                })
                .map(upper)
                .collect();
            if !shouted.is_empty() && has_capitals(lang) {
                out.push(joined(&shouted, chars));
            }
        }
    }
    Ok(out)
}

fn has_capitals(lang: Lang) -> bool {
    !matches!(lang.as_str(), "fa" | "ar" | "he" | "hi" | "zh" | "ja" | "ko" | "th")
}

type Sentence = Vec<(String, String)>;

fn upper(sentence: &Sentence) -> Sentence {
    sentence.iter().map(|(word, tag)| (word.to_uppercase(), tag.clone())).collect()
}

/// Documents of sentences of tokens and tags.
fn tagged(text: &str) -> Vec<Vec<Sentence>> {
    let mut documents: Vec<Vec<Sentence>> = vec![Vec::new()];
    let mut sentence = Sentence::new();
    for line in text.lines().chain([""]) {
        if line.is_empty() {
            if let Some(document) = documents.last_mut().filter(|_| !sentence.is_empty()) {
                document.push(std::mem::take(&mut sentence));
            }
            continue;
        }
        let Some((word, tag)) = line.rsplit_once('\t') else { continue };
        if word == "-DOCSTART-" {
            documents.push(Vec::new());
        } else if !is_handle(word) {
            sentence.push((word.to_owned(), tag.to_owned()));
        }
    }
    documents.retain(|document| !document.is_empty());
    documents
}

/// Names of accounts and addresses are no names of news.
fn is_handle(word: &str) -> bool {
    word.len() > 1 && (word.starts_with('@') || word.starts_with("http"))
}

const NO_BLANK_BEFORE: [&str; 31] = [
    ",", ".", ";", ":", "!", "?", ")", "]", "}", "%", "»", "”", "’", "…", "،", "؛", "؟", "。", "，", "、", "।", "'s", "’s", "n't", "'",
    "''", "'re", "'ve", "'ll", "'d", "'m",
];
const NO_BLANK_AFTER: [&str; 13] = ["(", "[", "{", "«", "“", "‘", "¿", "¡", "$", "£", "€", "#", "``"];

/// Running text of tokens.
fn joined(sentences: &[Sentence], chars: bool) -> Source {
    let mut text = String::new();
    let mut names: Vec<Labelled> = Vec::new();
    for sentence in sentences {
        if !text.is_empty() {
            text.push('\n');
        }
        let mut before: Option<&str> = None;
        let mut quoted = false;
        let mut open = false;
        for (word, tag) in sentence {
            let mut glued =
                chars || before.is_none_or(|before| NO_BLANK_AFTER.contains(&before)) || NO_BLANK_BEFORE.contains(&word.as_str());
            if word == "\"" && !chars {
                glued = before.is_none() || quoted;
                quoted = !quoted;
            } else if before == Some("\"") && quoted {
                glued = true;
            }
            if !glued {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(word);
            let kind = match tag.get(2..) {
                Some("PER") => Some(EntityType::Person),
                Some("ORG") => Some(EntityType::Org),
                Some("LOC") => Some(EntityType::Place),
                _ => None,
            };
            match kind {
                Some(_) if open && tag.starts_with('I') => {
                    if let Some(name) = names.last_mut() {
                        name.end = text.len();
                    }
                }
                Some(kind) => {
                    names.push(Labelled { field: TextField::Body, start, end: text.len(), kind });
                    open = true;
                }
                None => open = false,
            }
            before = Some(word);
        }
    }
    Source { article: Article { body: text, ..Article::default() }, names }
}

/// Own articles: a title, a blank line, paragraphs; names as `[PER …]`.
fn own(directory: &Path, capitals: u64, lang: Lang, digest: &mut Sha256) -> Result<Vec<Source>, Failure> {
    let mut files: Vec<_> = std::fs::read_dir(directory)?.collect::<Result<Vec<_>, _>>()?.into_iter().map(|entry| entry.path()).collect();
    files.sort();
    let mut out = Vec::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "txt")) {
        let text = std::fs::read_to_string(file)?;
        digest.update(text.as_bytes());
        let source = inline(&text).map_err(|error| format!("`{}`: {error}", file.display()))?;
        if has_capitals(lang) && capitals > 0 {
            // Every title also in capitals, as some papers print it.
            let title = inline(&labels_kept_upper(text.lines().next().unwrap_or_default()))?;
            out.push(Source {
                article: Article { body: source.article.body.clone(), ..title.article },
                names: [title.names, source.names.iter().filter(|name| name.field == TextField::Body).copied().collect()].concat(),
            });
        }
        out.push(source);
    }
    Ok(out)
}

/// A labelled line in capitals; the words of the labels stay.
fn labels_kept_upper(line: &str) -> String {
    let mut out = String::new();
    for part in line.split_inclusive('[') {
        let label = ["PER ", "ORG ", "LOC "].into_iter().find(|label| part.starts_with(label) && out.ends_with('['));
        out.push_str(label.unwrap_or_default());
        out.push_str(&part.get(label.map_or(0, str::len)..).unwrap_or_default().to_uppercase());
    }
    out
}

/// Takes the labels out of a text.
pub(crate) fn inline(text: &str) -> Result<Source, String> {
    let (title, body) = text.split_once('\n').unwrap_or((text, ""));
    let mut source = Source { article: Article::default(), names: Vec::new() };
    for (field, text) in [(TextField::Title, title.trim()), (TextField::Body, body.trim())] {
        let mut plain = String::new();
        let mut rest = text;
        while let Some((before, inside)) = rest.split_once('[') {
            plain.push_str(before);
            let (name, after) = inside.split_once(']').ok_or_else(|| format!("`[` without `]` behind `{before}`"))?;
            let (kind, name) = name.split_once(' ').ok_or_else(|| format!("no label in `[{name}]`"))?;
            let kind = match kind {
                "PER" => EntityType::Person,
                "ORG" => EntityType::Org,
                "LOC" => EntityType::Place,
                other => return Err(format!("unknown label `{other}`")),
            };
            let start = plain.len();
            plain.push_str(name);
            source.names.push(Labelled { field, start, end: plain.len(), kind });
            rest = after;
        }
        plain.push_str(rest);
        if field == TextField::Title {
            source.article.title = plain;
        } else {
            source.article.body = plain;
        }
    }
    Ok(source)
}

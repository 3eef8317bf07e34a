//! `dateline formats`.

use std::fmt::Write as _;

use serde::Serialize;

use super::args::FormatsArgs;
use super::exit::Exit;
use super::output::{Output, Style};
use crate::analysis::entities::tagger::{Header, Models};
use crate::analysis::language;
use crate::article::Lang;
use crate::ingest::Format;

/// A format as it is listed.
#[derive(Debug, Serialize)]
struct Row {
    name: &'static str,
    available: bool,
    about: &'static str,
    fields: &'static [&'static str],
    example: &'static str,
}

/// What JSON can give: every field of an article, by its native name or one of its others.
const JSON_FIELDS: &[&str] = &[
    "id",
    "url",
    "source",
    "title",
    "lead",
    "body",
    "authors",
    "section",
    "tags",
    "language",
    "published",
    "updated",
    "entities",
    "related",
    "extra",
];

/// What items of agencies give.
const WIRE_FIELDS: &[&str] =
    &["id", "source", "title", "lead", "body", "authors", "section", "tags", "language", "published", "updated", "entities", "extra"];

/// What a format is, what it gives, and an example of it.
#[allow(clippy::too_many_lines, reason = "a table of all formats")]
fn row(format: Format) -> Row {
    let (about, fields, example): (_, &[&str], _) = match format {
        Format::Page => (
            "plain text of a page: a title line, paragraphs, a date line, a list of other headlines; a title and paragraphs alone are enough",
            &["title", "body", "published", "related"],
            "Cable laid to Jask\n\nThe ship reached the coast on Tuesday.\n\nPublish Date: 2025/01/29\n\nLatest News\nAnother headline",
        ),
        Format::Json => (
            "JSON: an array of articles, an object that wraps one, several one after another, or one article; native names or those of common news APIs",
            JSON_FIELDS,
            r#"[{"title": "Cable laid to Jask", "body": "The ship …", "published": "2025-01-29", "source": "Example"}]"#,
        ),
        Format::Jsonl => (
            "JSON lines: an article a line, with the names of `json`",
            JSON_FIELDS,
            r#"{"title": "Cable laid to Jask", "body": "The ship …", "published": "2025-01-29T08:00:00+03:30"}"#,
        ),
        Format::Html => (
            "an HTML page of an article: the text without what stands around it, the rest from JSON-LD, OpenGraph, meta elements, microdata, the address or the text; pages that are no article are rejected unless `--keep-all`",
            &["url", "source", "title", "lead", "body", "authors", "section", "tags", "language", "published", "updated", "related"],
            r#"<html lang="en"><head><title>Cable laid to Jask | Example</title><meta property="article:published_time" content="2025-01-29T08:00:00+03:30"></head><body><article><h1>Cable laid to Jask</h1><p>The ship …</p></article></body></html>"#,
        ),
        Format::Feed => (
            "feeds: RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, JSON Feed; an article an entry",
            &["url", "source", "title", "lead", "body", "authors", "section", "tags", "language", "published", "updated", "extra"],
            r#"<rss version="2.0"><channel><title>Example</title><item><title>Cable laid to Jask</title><link>https://example.org/1</link><pubDate>Wed, 29 Jan 2025 08:00:00 +0330</pubDate><description>The ship …</description></item></channel></rss>"#,
        ),
        Format::Sgml => (
            "Reuters-21578",
            &["id", "source", "title", "body", "authors", "tags", "published", "entities"],
            r#"<REUTERS NEWID="1"><DATE>26-FEB-1987 15:01:01.79</DATE><PLACES><D>iran</D></PLACES><TEXT><TITLE>…</TITLE><BODY>…</BODY></TEXT></REUTERS>"#,
        ),
        Format::Csv => (
            "a table with names of columns as for `json`; any of `,` `;` `|` between columns, any quotes; without names by `--map`; the tables of GDELT by their shape",
            JSON_FIELDS,
            "title;date;text\n'Cable laid to Jask';2025-01-29;'The ship …'",
        ),
        Format::Tsv => (
            "a table like `csv` whose columns are parted by tabs",
            JSON_FIELDS,
            "headline\tdate\tarticle\nCable laid to Jask\t2025-01-29\tThe ship …",
        ),
        Format::Nitf => (
            "NITF of the IPTC: a document an article",
            WIRE_FIELDS,
            r#"<nitf><head><docdata><doc-id id-string="1"/><date.issue norm="20250129T080000+0330"/></docdata></head><body><body.head><hedline><hl1>Cable laid to Jask</hl1></hedline></body.head><body.content><p>The ship …</p></body.content></body></nitf>"#,
        ),
        Format::NewsMl => (
            "NewsML-G2 (`newsItem`, alone or in a `newsMessage`) and NewsML 1.2: an article an item of text; packages, pictures and other items are passed over",
            WIRE_FIELDS,
            r#"<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x:1"><itemMeta><itemClass qcode="ninat:text"/><versionCreated>2025-01-29T08:00:00+03:30</versionCreated></itemMeta><contentMeta><headline>Cable laid to Jask</headline></contentMeta><contentSet><inlineXML><html><body><p>The ship …</p></body></html></inlineXML></contentSet></newsItem>"#,
        ),
        Format::Warc => (
            "web archives, WARC and ARC: an article a response with an HTML page, read like `html`; chunks and compressions of HTTP are taken off; other records are passed over; the crawl's date goes to `extra`",
            &[
                "url",
                "source",
                "title",
                "lead",
                "body",
                "authors",
                "section",
                "tags",
                "language",
                "published",
                "updated",
                "related",
                "extra",
            ],
            "WARC/1.0\nWARC-Type: response\nWARC-Target-URI: https://example.org/1\nWARC-Date: 2025-01-30T00:00:00Z\nContent-Type: application/http\nContent-Length: …\n\nHTTP/1.1 200 OK\nContent-Type: text/html\n\n<html>…",
        ),
        Format::Parquet => (
            "Apache Parquet, with names of columns as for `json`; nested columns, dates and timestamps of any unit",
            JSON_FIELDS,
            "title: string, body: string, published: timestamp[us]",
        ),
        Format::Rejects => (
            "a rejects file of an earlier run, after the cause was mended: its rows are read as what they were; inputs that were not read at all are read again where `--format rejects` says so",
            JSON_FIELDS,
            r#"{"file": "news.jsonl", "member": null, "line": 3, "byte": 90, "code": "malformed", "reason": "…", "raw": "{…}", "format": "jsonl"}"#,
        ),
    };
    Row { name: format.as_str(), available: true, about, fields, example }
}

/// Lists the formats.
pub(super) fn run(args: &FormatsArgs, output: &Output) -> anyhow::Result<Exit> {
    if args.entities {
        return taggers(output);
    }
    let rows: Vec<Row> = Format::ALL.into_iter().map(row).collect();
    if output.json() {
        output.data_json(&serde_json::to_string(&serde_json::json!({ "formats": rows }))?)?;
        return Ok(Exit::Done);
    }
    let mut text = String::new();
    for row in &rows {
        let example = format!("      {}\n", row.example.replace('\n', "\n      "));
        let _ = write!(
            text,
            "{}  {}\n  gives: {}\n  example:\n{example}\n",
            output.styled(row.name, Style::Strong),
            row.about,
            row.fields.join(", ")
        );
    }
    text.push_str("`auto`, the default, decides by content first and by name second, and says what it decided.\n");
    text.push_str("Directories are walked in name order; `.gz`, `.zst`, `.bz2`, `.xz`, `.lz4`, `.zip` and `.tar` are read through, nested once; `-` is standard input.\n");
    output.data(&text)?;
    Ok(Exit::Done)
}

/// A language whose names a model finds, as it is listed.
#[derive(Debug, Serialize)]
struct Tagger {
    language: String,
    name: String,
    /// Languages that use the same model.
    also: Vec<&'static str>,
    file: String,
    /// Whether the program can use the file.
    usable: bool,
    licence: String,
    sources: Vec<String>,
    /// SHA-256 of what it was trained on.
    training: String,
}

/// Lists the languages with a model.
fn taggers(output: &Output) -> anyhow::Result<Exit> {
    let rows: Vec<Tagger> = Models::global()
        .list()
        .into_iter()
        .map(|(code, path, header)| {
            let usable = header.is_some();
            let Header { licence, sources, training, .. } = header.unwrap_or_default();
            let name = Lang::new(&code).map(language::name).unwrap_or_default();
            let also = Models::shared().iter().filter(|(_, of)| *of == code).map(|(code, _)| *code).collect();
            Tagger { language: code, name, also, file: path.display().to_string(), usable, licence, sources, training }
        })
        .collect();
    if output.json() {
        output.data_json(&serde_json::to_string(&serde_json::json!({ "entities": rows }))?)?;
        return Ok(Exit::Done);
    }
    let mut text = String::new();
    for row in &rows {
        let also = if row.also.is_empty() { String::new() } else { format!(", used for {} too", row.also.join(", ")) };
        let _ = writeln!(text, "{}  {}{also}", output.styled(&row.language, Style::Strong), row.name);
        let _ = writeln!(text, "    {}", output.line(&row.file));
        if row.usable {
            let _ = writeln!(text, "    licence: {}", output.line(&row.licence));
            let _ = writeln!(text, "    trained on: {}", output.line(&row.sources.join("; ")));
            let _ = writeln!(text, "    their SHA-256: {}", output.line(&row.training));
        } else {
            text.push_str("    not used: damaged, or of another version of the program; rules and the gazetteer find names\n");
        }
    }
    if rows.is_empty() {
        text.push_str("There is no directory `models` here or beside the program, and none is named by `--models`.\n");
    }
    text.push_str("In all other languages, names are found by rules and the gazetteer.\n");
    output.data(&text)?;
    Ok(Exit::Done)
}

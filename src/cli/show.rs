//! `dateline show`.

use std::fmt::Write as _;

use anyhow::bail;

use super::args::ShowArgs;
use super::exit::Exit;
use super::output::{Output, Style};
use super::settings::Settings;
use super::{opened, readable};
use crate::analysis::entities::{self, Explained, Why};
use crate::analysis::{Worker, language};
use crate::article::json::MEMBERS;
use crate::article::{Article, Entity, Mention};
use crate::index::layout::version_name;
use crate::render::json;
use crate::search;
use crate::search::params::ArticleParams;

/// Shows an article whole.
pub(super) fn run(args: &ShowArgs, settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    let as_of = args.as_of.as_deref().map(opened::number).transpose()?;
    let version = opened::version(settings, as_of)?;
    let Some((article, mentions)) = search::article(&version, &args.id)? else {
        let shown: String = args.id.chars().take(512).collect();
        bail!("there is no article `{shown}` in version {}: `dateline search` prints the id of each hit", version_name(version.number()));
    };
    if output.json() && args.explain_entities {
        output.data_json(&reasons_json(&explained(&article))?)?;
        return Ok(Exit::Done);
    }
    if output.json() {
        let fields = args.mentions.then(|| MEMBERS.into_iter().chain(["mentions"]).map(str::to_owned).collect());
        let params = ArticleParams { fields, as_of, utf16: false, hidden: Vec::new() };
        output.data_json(&json::article(&article, &mentions, &params))?;
        return Ok(Exit::Done);
    }
    let mut text = readable_article(&article, output);
    if args.explain_entities {
        text.push_str(&readable_reasons(&explained(&article), output));
    } else if args.mentions {
        text.push_str(&readable_mentions(&mentions, output));
    }
    output.data(&text)?;
    Ok(Exit::Done)
}

fn readable_article(article: &Article, output: &Output) -> String {
    let mut out = String::new();
    if !article.title.is_empty() {
        let _ = write!(out, "{}\n\n", output.styled(&output.line(&article.title), Style::Strong));
    }
    for (name, value) in lines(article) {
        let _ = writeln!(out, "{}  {}", output.styled(&format!("{name:<13}"), Style::Faint), output.line(&value));
    }
    for text in [&article.lead, &article.body] {
        if !text.is_empty() {
            let _ = write!(out, "\n{}\n", output.clean(text.trim_end()));
        }
    }
    if !article.related.is_empty() {
        let _ = write!(out, "\n{}\n", output.styled("Listed with it, not searched", Style::Faint));
        for related in &article.related {
            let _ = writeln!(out, "  {}", output.line(&related.title));
        }
    }
    out
}

/// The members that are a line each, where there is something to say.
fn lines(article: &Article) -> Vec<(&'static str, String)> {
    let stamp = |stamp: &crate::article::Stamp| format!("{} ({}, {})", stamp.when, stamp.precision().as_str(), stamp.basis.as_str());
    let names = |kind| {
        let named: Vec<String> = article.entities.iter().filter(|entity| entity.kind == kind).map(readable_entity).collect();
        named.join(", ")
    };
    let origin = article.origin.as_ref().map(|origin| {
        let member = origin.member.as_ref().map(|member| format!("!{member}")).unwrap_or_default();
        format!("{}{member}, record {}", origin.file, origin.record)
    });
    let some = |value: &Option<String>| value.clone().unwrap_or_default();
    let all = vec![
        ("id", article.id.clone()),
        ("url", some(&article.url)),
        ("source", some(&article.source)),
        ("published", article.published.as_ref().map_or_else(|| "undated".into(), stamp)),
        ("updated", article.updated.as_ref().map(stamp).unwrap_or_default()),
        ("authors", article.authors.join(", ")),
        ("section", some(&article.section)),
        ("tags", article.tags.join(", ")),
        ("language", format!("{} ({})", language::name(article.language), article.language)),
        ("words", readable::count(u64::from(article.words))),
        ("persons", names(crate::article::EntityType::Person)),
        ("organisations", names(crate::article::EntityType::Org)),
        ("places", names(crate::article::EntityType::Place)),
        ("first indexed", article.first_indexed.map(readable::moment).unwrap_or_default()),
        ("read from", origin.unwrap_or_default()),
        ("extra", article.extra.keys().cloned().collect::<Vec<_>>().join(", ")),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn readable_entity(entity: &Entity) -> String {
    let id = entity.id.as_ref().map(|id| format!(" [{id}]")).unwrap_or_default();
    let times = if entity.mentions > 1 { format!(" ×{}", entity.mentions) } else { String::new() };
    format!("{}{id}{times}", entity.name)
}

/// Why each mention is one, by the rules and models of today.
fn explained(article: &Article) -> Vec<Explained> {
    let tokens = Worker::default().tokenize(article, article.language).tokens;
    let given = Article { entities: article.entities.iter().filter(|entity| entity.given).cloned().collect(), ..article.clone() };
    entities::explain(&given, &tokens, article.language)
}

fn reasons_json(rows: &[Explained]) -> serde_json::Result<String> {
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let mention = &row.mention;
            let confidence = match row.why {
                Why::Tagger(confidence) => Some(confidence),
                _ => None,
            };
            serde_json::json!({
                "field": mention.field.as_str(), "start": mention.start, "end": mention.end, "type": mention.kind.as_str(),
                "text": mention.text, "name": mention.name, "id": mention.id, "why": row.why.text(), "confidence": confidence,
                "gazetteer": row.entries,
            })
        })
        .collect();
    serde_json::to_string(&serde_json::json!({ "mentions": rows }))
}

fn readable_reasons(rows: &[Explained], output: &Output) -> String {
    if rows.is_empty() {
        return "\nThe text names no entity.\n".into();
    }
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let mention = &row.mention;
            let place = format!("  {} {}-{}", mention.field.as_str(), mention.start, mention.end);
            let named = format!("{} {}", output.line(&mention.name), output.line(mention.id.as_deref().unwrap_or_default()));
            let kind = mention.kind.as_str().to_owned();
            vec![place, kind, output.line(&mention.text), named.trim_end().to_owned(), row.why.text(), output.line(&row.entries.join("; "))]
        })
        .collect();
    format!("\n{}\n{}", output.styled("Mentions and why", Style::Strong), readable::table(&rows, &[]))
}

fn readable_mentions(mentions: &[Mention], output: &Output) -> String {
    if mentions.is_empty() {
        return "\nThe text names no entity.\n".into();
    }
    let rows: Vec<Vec<String>> = mentions
        .iter()
        .map(|mention| {
            let place = format!("{} {}-{}", mention.field.as_str(), mention.start, mention.end);
            let id = output.line(mention.id.as_deref().unwrap_or_default());
            vec![format!("  {place}"), mention.kind.as_str().to_owned(), output.line(&mention.text), output.line(&mention.name), id]
        })
        .collect();
    format!("\n{}\n{}", output.styled("Mentions", Style::Strong), readable::table(&rows, &[]))
}

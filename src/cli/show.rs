//! `dateline show`.

use std::fmt::Write as _;

use anyhow::bail;

use super::args::ShowArgs;
use super::exit::Exit;
use super::output::{Output, Style};
use super::settings::Settings;
use super::{opened, readable};
use crate::analysis::language;
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
    if output.json() {
        let fields = args.mentions.then(|| MEMBERS.into_iter().chain(["mentions"]).map(str::to_owned).collect());
        let params = ArticleParams { fields, as_of, utf16: false, hidden: Vec::new() };
        output.data_json(&json::article(&article, &mentions, &params))?;
        return Ok(Exit::Done);
    }
    let mut text = readable_article(&article, output);
    if args.mentions {
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

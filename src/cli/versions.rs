//! `dateline versions`.

use std::ops::ControlFlow;

use serde::Serialize;

use super::args::{DiffArgs, NumberArgs, VersionsAction};
use super::delete::matching;
use super::exit::Exit;
use super::output::Output;
use super::settings::Settings;
use super::{clock, opened, readable};
use crate::article::Article;
use crate::index::VersionInfo;
use crate::index::layout::version_name;
use crate::index::version::retention::{self, Kept};
use crate::render::json;
use crate::run::{self, Change, Changed};
use crate::web::routes::version_rows;

/// Lists the kept versions, newest first.
pub(super) fn run(action: Option<&VersionsAction>, settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    match action {
        None | Some(VersionsAction::List) => list(settings, output),
        Some(VersionsAction::Pin(args)) => pin(args, settings, output),
        Some(VersionsAction::Unpin(args)) => unpin(args, settings, output),
        Some(VersionsAction::Rollback(args)) => roll_back(args, settings, output),
        Some(VersionsAction::Diff(args)) => differences(args, settings, output),
    }
}

fn pin(args: &NumberArgs, settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    let number = opened::number(&args.version)?;
    let is_new = opened::archive(settings)?.pin(number).map_err(opened::missing)?;
    let name = version_name(number);
    output.note(&if is_new { format!("version {name} stays until it is unpinned") } else { format!("version {name} was pinned before") });
    Ok(Exit::Done)
}

fn unpin(args: &NumberArgs, settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    let number = opened::number(&args.version)?;
    let was = opened::archive(settings)?.unpin(number).map_err(opened::missing)?;
    let name = version_name(number);
    output.note(&if was { format!("version {name} goes when the others of its age do") } else { format!("version {name} was not pinned") });
    Ok(Exit::Done)
}

fn roll_back(args: &NumberArgs, settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    let number = opened::number(&args.version)?;
    opened::version(settings, Some(number))?;
    let info = run::roll_back(&settings.index, number, settings.memory, clock::now_us())?;
    let holds = readable::counted(info.articles, "article", "articles");
    let (new, old) = (version_name(info.number), version_name(number));
    output.note(&format!("version {new} is served: it holds the {holds} of version {old}"));
    Ok(Exit::Done)
}

/// An article that differs, as a line of JSON.
#[derive(Serialize)]
struct DifferenceJson<'a> {
    change: Change,
    id: &'a str,
    title: &'a str,
    before: Option<String>,
    after: Option<String>,
}

/// Lists what differs, as it is found, and how much that is.
fn differences(args: &DiffArgs, settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    let open = |text: &str| opened::version(settings, Some(opened::number(text)?));
    let (before, after) = (open(&args.before)?, open(&args.after)?);
    let query = args.query.join(" ");
    let only = if query.is_empty() {
        None
    } else {
        let Some(mut ids) = matching(&query, &[], Some(&before), settings, output)? else { return Ok(Exit::Usage) };
        let Some(others) = matching(&query, &[], Some(&after), settings, output)? else { return Ok(Exit::Usage) };
        ids.extend(others);
        Some(ids)
    };
    let mut failed = None;
    let mut tell = |changed: Changed| {
        let written = if output.json() { output.data(&line_json(&changed)) } else { output.data(&line(&changed, output)) };
        written.map_or_else(
            |error| {
                failed = Some(error);
                ControlFlow::Break(())
            },
            ControlFlow::Continue,
        )
    };
    let found = run::diff(&before, &after, only.as_ref(), &mut tell)?;
    if let Some(error) = failed {
        return Err(error);
    }
    if output.json() {
        output.data_json(&serde_json::to_string(&found)?)?;
    } else {
        let counted = [(found.added, "added"), (found.removed, "removed"), (found.changed, "changed"), (found.redated, "redated")];
        let counted = counted.map(|(count, what)| format!("{} {what}", readable::count(count))).join(", ");
        output.note(&format!("from version {} to {}: {counted}", version_name(before.number()), version_name(after.number())));
    }
    Ok(Exit::Done)
}

fn date(article: Option<&Article>) -> Option<String> {
    article?.published.map(|stamp| stamp.when.to_string())
}

fn line_json(changed: &Changed) -> String {
    let article = changed.article().cloned().unwrap_or_default();
    let (before, after) = (date(changed.before.as_ref()), date(changed.after.as_ref()));
    let row = DifferenceJson { change: changed.change, id: &article.id, title: &article.title, before, after };
    // Texts and names are always written.
    format!("{}\n", serde_json::to_string(&row).unwrap_or_default())
}

fn line(changed: &Changed, output: &Output) -> String {
    let sign = match changed.change {
        Change::Added => '+',
        Change::Removed => '-',
        Change::Changed => '~',
        Change::Redated => 'd',
    };
    let shown = |article: Option<&Article>| date(article).unwrap_or_else(|| "undated".to_owned());
    let dates = match changed.change {
        Change::Redated => format!("{} → {}", shown(changed.before.as_ref()), shown(changed.after.as_ref())),
        _ => shown(changed.article()),
    };
    let (id, title) = changed.article().map(|article| (article.id.as_str(), article.title.as_str())).unwrap_or_default();
    format!("{sign} {}  {dates}  {}\n", output.line(id), output.line(title))
}

fn list(settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    let infos = opened::archive(settings)?.list()?;
    if output.json() {
        output.data_json(&json::versions(&version_rows(&infos)))?;
        return Ok(Exit::Done);
    }
    if infos.is_empty() {
        output.note(&format!("the index `{}` has no version yet: {}", settings.index.display(), opened::ingest_command(&settings.index)));
        return Ok(Exit::Done);
    }
    let head = ["version", "published", "by", "articles", "undated", "size", "from", "kept"].map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(infos.iter().zip(retention::reasons(&infos)).rev().map(row)).collect();
    output.data(&readable::table(&rows, &[3, 4, 5]))?;
    Ok(Exit::Done)
}

fn row((info, reason): (&VersionInfo, Kept)) -> Vec<String> {
    let kept = match reason {
        Kept::Served if info.pinned => "served, pinned".to_owned(),
        Kept::Served => "served".to_owned(),
        Kept::Pinned => "pinned".to_owned(),
        Kept::Newest => "one of the newest five".to_owned(),
        Kept::Until(until_us) => format!("until {}", readable::moment(until_us)),
    };
    vec![
        version_name(info.number),
        readable::moment(info.created_us),
        info.verb.clone(),
        readable::count(info.articles),
        readable::count(info.undated),
        readable::bytes(info.bytes),
        info.parent.map(version_name).unwrap_or_default(),
        kept,
    ]
}

//! `dateline versions`.

use super::args::{NumberArgs, VersionsAction};
use super::exit::Exit;
use super::output::Output;
use super::settings::Settings;
use super::{clock, opened, readable};
use crate::index::VersionInfo;
use crate::index::layout::version_name;
use crate::index::version::retention::{self, Kept};
use crate::render::json;
use crate::run;
use crate::web::routes::version_rows;

/// Lists the kept versions, newest first.
pub(super) fn run(action: Option<&VersionsAction>, settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    match action {
        None | Some(VersionsAction::List) => list(settings, output),
        Some(VersionsAction::Pin(args)) => pin(args, settings, output),
        Some(VersionsAction::Unpin(args)) => unpin(args, settings, output),
        Some(VersionsAction::Rollback(args)) => roll_back(args, settings, output),
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

//! `dateline versions`.

use super::args::VersionsAction;
use super::exit::Exit;
use super::output::Output;
use super::settings::Settings;
use super::{not_yet, opened, readable};
use crate::index::VersionInfo;
use crate::index::layout::version_name;
use crate::render::json;
use crate::web::routes::version_row;

/// Lists the kept versions, newest first.
pub(super) fn run(action: Option<&VersionsAction>, settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    match action {
        None | Some(VersionsAction::List) => list(settings, output),
        Some(VersionsAction::Pin(_)) => not_yet::run("versions pin"),
        Some(VersionsAction::Unpin(_)) => not_yet::run("versions unpin"),
        Some(VersionsAction::Rollback(_)) => not_yet::run("versions rollback"),
    }
}

fn list(settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    let mut infos = opened::archive(settings)?.list()?;
    infos.reverse();
    if output.json() {
        let rows: Vec<_> = infos.iter().map(version_row).collect();
        output.data_json(&json::versions(&rows))?;
        return Ok(Exit::Done);
    }
    if infos.is_empty() {
        output.note(&format!("the index `{}` has no version yet: {}", settings.index.display(), opened::ingest_command(&settings.index)));
        return Ok(Exit::Done);
    }
    let head = ["version", "published", "by", "articles", "undated", "size", "from", ""].map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(infos.iter().map(row)).collect();
    output.data(&readable::table(&rows, &[3, 4, 5]))?;
    Ok(Exit::Done)
}

fn row(info: &VersionInfo) -> Vec<String> {
    let states = [(info.served, "served"), (info.pinned, "pinned")];
    let states: Vec<&str> = states.iter().filter(|(holds, _)| *holds).map(|(_, state)| *state).collect();
    vec![
        version_name(info.number),
        readable::moment(info.created_us),
        info.verb.clone(),
        readable::count(info.articles),
        readable::count(info.undated),
        readable::bytes(info.bytes),
        info.parent.map(version_name).unwrap_or_default(),
        states.join(", "),
    ]
}

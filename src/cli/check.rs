//! `dateline check`.

use serde_json::json;

use super::args::CheckArgs;
use super::exit::Exit;
use super::output::Output;
use super::settings::Settings;
use super::{clock, readable};
use crate::index::check::{Checked, Fault, check, repair};
use crate::index::layout::{Layout, version_name};

/// Checks the files of the index; repairs it if that is asked for.
pub(super) fn run(args: &CheckArgs, settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    let layout = Layout::new(&settings.index);
    let checked = check(&layout)?;
    tell(&checked, output)?;
    if checked.is_whole() {
        return Ok(Exit::Done);
    }
    if !args.repair {
        advise(&checked, settings, output);
        return Ok(Exit::Failed);
    }
    let served = repair(&layout, &checked, settings.memory.engine(), clock::now_us())?;
    let served = served.map_or_else(|| "no version".to_owned(), |served| format!("version {}", version_name(served)));
    let aside = format!("; what is damaged was put aside in `{}`", layout.versions().display());
    output.note(&format!("{served} is served{}", if damaged(&checked) > 0 { &aside } else { "" }));
    Ok(Exit::Done)
}

fn tell(checked: &Checked, output: &Output) -> anyhow::Result<()> {
    if output.json() {
        let fault = |fault: &Fault| json!({"path": fault.path.to_string_lossy(), "reason": fault.reason});
        let versions: Vec<_> = checked
            .versions
            .iter()
            .map(|version| {
                let faults: Vec<_> = version.faults.iter().map(fault).collect();
                json!({"version": version_name(version.number), "served": Some(version.number) == checked.served, "faults": faults})
            })
            .collect();
        let faults: Vec<_> = checked.faults.iter().map(fault).collect();
        let whole = checked.is_whole();
        let text = json!({"whole": whole, "files": checked.files, "bytes": checked.bytes, "versions": versions, "faults": faults});
        return output.data_json(&text.to_string());
    }
    for fault in checked.faults.iter().chain(checked.versions.iter().flat_map(|version| &version.faults)) {
        output.error(&format!("`{}`: {}", fault.path.display(), fault.reason));
    }
    let versions = readable::counted(checked.versions.len() as u64, "version", "versions");
    let files = readable::counted(checked.files, "file", "files");
    let found = if checked.is_whole() { "all whole".to_owned() } else { format!("{} of them damaged", damaged(checked)) };
    output.note(&format!("{versions}, {found}; {files} read ({})", readable::bytes(checked.bytes)));
    Ok(())
}

/// How many versions are damaged.
fn damaged(checked: &Checked) -> usize {
    checked.versions.iter().filter(|version| !version.faults.is_empty()).count()
}

/// Says what to type.
fn advise(checked: &Checked, settings: &Settings, output: &Output) {
    let index = settings.index.display();
    output.hint(&match checked.newest_whole() {
        Some(_) if checked.serves() => {
            format!("the served version is whole; `dateline check --repair --index {index}` puts the damaged ones aside")
        }
        Some(whole) => {
            format!("`dateline check --repair --index {index}` serves the articles of version {} again", version_name(whole))
        }
        None if checked.versions.is_empty() => format!("`dateline ingest PATH --index {index}` makes an index"),
        None => format!("no version is whole: `dateline reindex PATH --index {index}` builds one"),
    });
}

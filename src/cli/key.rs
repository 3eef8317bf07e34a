//! `dateline key`.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, anyhow};

use super::args::{KeyAction, KeyArgs, NewKeyArgs};
use super::exit::Exit;
use super::output::Output;
use super::settings::Settings;
use crate::web::keys::{Access, NewKey};

/// Makes a key, and shows it once.
pub(super) fn run(args: &KeyArgs, settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    let KeyAction::New(args) = &args.action;
    let made = NewKey::make(if args.read { Access::Read } else { Access::Write }, &args.note).map_err(|reason| anyhow!(reason))?;
    let file = args.api_key_file.as_deref().or(settings.api_key_file.as_deref());
    if let Some(file) = file {
        add(file, &made.line).with_context(|| format!("cannot write `{}`", file.display()))?;
    }
    if output.json() {
        output.data_json(&serde_json::json!({ "key": made.key, "line": made.line }).to_string())?;
        return Ok(Exit::Done);
    }
    output.data(&format!("{}\n", made.key))?;
    tell(args, file, &made, output);
    Ok(Exit::Done)
}

fn tell(args: &NewKeyArgs, file: Option<&Path>, made: &NewKey, output: &Output) {
    let what = if args.read { "read" } else { "write" };
    output.note(&format!("the key may {what}; it is shown this once: send it as `Authorization: Bearer KEY`"));
    match file {
        Some(file) => {
            let file = file.display();
            output.hint(&format!("`{file}` has its digest: start `dateline serve --api-key-file {file}` anew"));
        }
        None => output.hint(&format!("add this line to a file for `dateline serve --api-key-file FILE`: {}", made.line)),
    }
}

/// Adds a line to a file that others cannot read.
fn add(path: &Path, line: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(format!("{line}\n").as_bytes())?;
    file.sync_all()
}

//! `dateline delete`.

use std::collections::BTreeSet;
use std::io::{self, BufRead as _, IsTerminal as _, Read as _};
use std::ops::ControlFlow;
use std::sync::Arc;

use anyhow::{Context as _, bail};

use super::args::DeleteArgs;
use super::exit::{Exit, UsageError};
use super::output::Output;
use super::search::{answered, asked, pairs};
use super::settings::Settings;
use super::{clock, opened, readable};
use crate::article::id::ID_BYTES_MAX;
use crate::index::Version;
use crate::run;
use crate::search::params::Route;
use crate::search::{self, Hit, Load, Request, Stop};

/// Unknown ids that are named one by one.
const NAMED_MAX: usize = 20;
/// Bytes of a line of ids: no id is longer.
const LINE_BYTES_MAX: u64 = ID_BYTES_MAX as u64 + 2;

/// Deletes articles by id or query.
pub(super) fn run(args: &DeleteArgs, settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    let ids = match &args.query {
        Some(query) => match matching(query, &args.flags.pairs, None, settings, output)? {
            Some(ids) => ids,
            None => return Ok(Exit::Usage),
        },
        None if args.flags.pairs.is_empty() => given(&args.ids)?,
        None => return Err(UsageError("ids are deleted as they are: filters and dates go with `--query`".into()).into()),
    };
    opened::archive(settings)?;
    if args.query.is_some() && !args.dry_run && !ids.is_empty() && !args.yes {
        let many = readable::counted(ids.len() as u64, "article", "articles");
        if !confirmed(&format!("delete {many} from every version?"))? {
            bail!("nothing was deleted: {many} would have been");
        }
    }
    let deleted = run::delete(&settings.index, &ids, settings.memory, None, args.dry_run, clock::now_us())?;
    if output.json() {
        output.data_json(&serde_json::to_string(&deleted)?)?;
        return Ok(Exit::Done);
    }
    for id in deleted.unknown.iter().take(NAMED_MAX) {
        output.warn(&format!("no kept version has an article `{}`", id.escape_debug()));
    }
    if deleted.unknown.len() > NAMED_MAX {
        output.warn(&format!("… and {} more ids are unknown", readable::count((deleted.unknown.len() - NAMED_MAX) as u64)));
    }
    let many = readable::counted(deleted.deleted, "article", "articles");
    match (&deleted.version, args.dry_run) {
        (_, true) => output.note(&format!("{many} would be deleted, this was a dry run")),
        (Some(version), false) if deleted.deleted > 0 => {
            output.note(&format!("{many} deleted and hidden in every version; version {version} is served"));
        }
        _ => output.note("nothing was deleted"),
    }
    Ok(Exit::Done)
}

/// Ids of the command line; `-` stands for those of standard input, one a line.
fn given(args: &[String]) -> anyhow::Result<BTreeSet<String>> {
    let mut ids = BTreeSet::new();
    for arg in args {
        if arg != "-" {
            ids.insert(arg.clone());
            continue;
        }
        let (mut input, mut number) = (io::stdin().lock(), 0u64);
        loop {
            let mut line = Vec::new();
            number += 1;
            if (&mut input).take(LINE_BYTES_MAX).read_until(b'\n', &mut line).context("cannot read standard input")? == 0 {
                break;
            }
            let text = std::str::from_utf8(&line).map(str::trim).unwrap_or_default();
            if text.len() > ID_BYTES_MAX || (text.is_empty() && line.iter().any(|byte| !byte.is_ascii_whitespace())) {
                return Err(UsageError(format!("standard input, line {number}: it is no id: give one a line, in UTF-8")).into());
            }
            if !text.is_empty() {
                ids.insert(text.to_owned());
            }
        }
    }
    Ok(ids)
}

/// The ids of all articles that match; `None` where the query was refused.
pub(super) fn matching(
    query: &str,
    flags: &[(String, String)],
    version: Option<&Arc<Version>>,
    settings: &Settings,
    output: &Output,
) -> anyhow::Result<Option<BTreeSet<String>>> {
    let pairs = pairs(query, flags, settings);
    let Some(params) = asked(&pairs, Route::Export, query, output) else { return Ok(None) };
    let version = version.map_or_else(|| opened::version(settings, params.as_of), |version| Ok(Arc::clone(version)))?;
    let request = Request { load: Load::Id, highlight: None, ..params.request };
    let mut ids = BTreeSet::new();
    let found = search::stream(&version, &request, &Stop::without_deadline(), |hit: Hit| {
        ids.insert(hit.article.id);
        ControlFlow::Continue(())
    });
    Ok(answered(found, query, output)?.map(|_| ids))
}

/// Asks whoever sits at the terminal.
fn confirmed(question: &str) -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() {
        return Err(UsageError(format!("{question} give `--yes`, or `--dry-run` to see first")).into());
    }
    let mut error = io::stderr();
    io::Write::write_all(&mut error, format!("{question} [y/N] ").as_bytes())?;
    let mut answer = String::new();
    io::stdin().lock().take(16).read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

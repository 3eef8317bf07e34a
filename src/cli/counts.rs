//! `dateline counts`.

use std::io::Read as _;
use std::path::Path;
use std::time::Instant;
use std::{fs, io};

use anyhow::Context as _;

use super::args::CountsArgs;
use super::exit::{Exit, UsageError};
use super::output::Output;
use super::search::pairs;
use super::settings::Settings;
use super::{clock, opened, readable};
use crate::article::published::Now;
use crate::render::{csv, json};
use crate::search::params::{self, BadParam, Format};
use crate::search::{self, BulkRow, Stop};
use crate::web::limits::BODY_BYTES_MAX;

/// Bytes of a file of queries: what a service takes too.
const FILE_BYTES_MAX: u64 = BODY_BYTES_MAX as u64;

/// Counts the queries of a file.
pub(super) fn run(args: &CountsArgs, settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    let pairs = pairs("", &args.flags.pairs, settings);
    let told = |bad: Vec<BadParam>| UsageError(BadParam::all(&bad));
    let params = params::read_bulk(&pairs, Now { micros: clock::now_us() }).map_err(told)?;
    let queries = params::read_queries(&text(&args.file)?).map_err(|error| UsageError(format!("`{}`: {error}", args.file.display())))?;
    let version = opened::version(settings, params.as_of)?;
    let started = Instant::now();
    let rows = search::bulk(&version, queries, &params, &Stop::without_deadline())?;
    let took_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    let given = Format::named(&args.flags.pairs);
    if given == Some(Format::Csv) {
        output.data(&csv::counts(&params, &rows))?;
    } else if given.is_some() || output.json() || params.request.interval.is_some() {
        output.data_json(&json::counts(version.number(), version.content_hash(), took_us, &params, &rows))?;
    } else {
        output.data(&totals(&rows, output))?;
    }
    let failed = rows.iter().filter(|row| row.outcome.is_err()).count();
    if failed > 0 {
        output.warn(&format!("{} could not be counted", readable::counted(failed as u64, "query", "queries")));
        return Ok(Exit::Rejected);
    }
    Ok(Exit::Done)
}

fn text(path: &Path) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        io::stdin().take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)
    } else {
        fs::File::open(path).and_then(|file| file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes))
    };
    read.with_context(|| format!("cannot read `{}`", path.display()))?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(UsageError(format!("`{}` has more than {}: part it", path.display(), readable::bytes(FILE_BYTES_MAX))).into());
    }
    let wrong = |error: std::string::FromUtf8Error| {
        let at = error.utf8_error().valid_up_to();
        UsageError(format!("`{}` is no UTF-8 from byte {at} on: save it as UTF-8", path.display()))
    };
    Ok(String::from_utf8(bytes).map_err(wrong)?)
}

/// The totals for readers; what there is to say of a query stands behind it.
fn totals(rows: &[BulkRow], output: &Output) -> String {
    let named = rows.iter().any(|row| row.query.name.is_some());
    let line = |row: &BulkRow| {
        let (total, note) = match &row.outcome {
            Ok(found) => {
                let codes = found.warnings.iter().map(|warning| warning.code.as_str()).collect::<Vec<_>>().join(", ");
                (found.total.map(readable::count).unwrap_or_default(), codes)
            }
            Err(error) => ("-".to_owned(), error.message.clone()),
        };
        let name = named.then(|| output.line(row.query.name.as_deref().unwrap_or_default()));
        [total].into_iter().chain(name).chain([output.line(&row.query.q), output.line(&note)]).collect::<Vec<_>>()
    };
    readable::table(&rows.iter().map(line).collect::<Vec<_>>(), &[0])
}

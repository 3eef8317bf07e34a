//! The command line: one file a subcommand; settings, output, progress, exit codes.
//!
//! This floor reads flags, the environment and the clock, and prints. It never decides what an
//! article, a query or a run means. Start reading in [`args`], then [`settings`].

pub mod args;
mod check;
pub mod clock;
mod completions;
mod counts;
mod delete;
pub mod exit;
mod export;
mod flags;
mod formats;
mod ingest;
mod key;
mod man;
mod opened;
mod output;
mod progress;
mod readable;
mod reindex;
mod related;
mod search;
mod serve;
pub mod settings;
mod show;
mod signals;
mod stats;
mod versions;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Cli, Command};
use exit::Exit;
use output::Output;
use settings::Settings;

use crate::analysis::entities::tagger::Models;

/// Parses the arguments, runs the subcommand and returns its exit code.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return output::usage(&error).into(),
    };
    let settings = match Settings::load(&cli) {
        Ok(settings) => settings,
        Err(error) => {
            Output::plain().error(&error.to_string());
            return Exit::Usage.into();
        }
    };
    let output = Output::new(&settings);
    for warning in &settings.warnings {
        output.warn(warning);
    }
    Models::set_up(settings.taggers.clone());
    match run(cli.command, &settings, &output) {
        Ok(exit) => exit.into(),
        Err(error) => {
            let exit = exit::of(&error);
            if exit != Exit::Done {
                output.error(&exit::told(&error));
            }
            exit.into()
        }
    }
}

fn run(command: Command, settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    match command {
        Command::Serve(args) => serve::run(&args, settings, output),
        Command::Ingest(args) => ingest::run(&args, settings, output),
        Command::Reindex(args) => reindex::run(&args, settings, output),
        Command::Search(args) => search::search(&args, settings, output),
        Command::Latest(args) => search::latest(&args, settings, output),
        Command::Show(args) => show::run(&args, settings, output),
        Command::Stats => stats::run(settings, output),
        Command::Formats(args) => formats::run(&args, output),
        Command::Versions(args) => versions::run(args.action.as_ref(), settings, output),
        Command::Completions(args) => completions::run(&args, output),
        Command::Man(args) => man::run(&args, output),
        Command::Counts(args) => counts::run(&args, settings, output),
        Command::Related(args) => related::run(&args, settings, output),
        Command::Export(args) => export::run(&args, settings, output),
        Command::Delete(args) => delete::run(&args, settings, output),
        Command::Check(args) => check::run(&args, settings, output),
        Command::Key(args) => key::run(&args, settings, output),
    }
}

//! `dateline man`.

use anyhow::Context as _;
use clap::CommandFactory as _;

use super::args::{Cli, ManArgs};
use super::exit::Exit;
use super::output::Output;

/// Writes a man page for the program and one for each subcommand.
pub(super) fn run(args: &ManArgs, output: &Output) -> anyhow::Result<Exit> {
    let dir = &args.dir;
    std::fs::create_dir_all(dir).with_context(|| format!("cannot create `{}`", dir.display()))?;
    clap_mangen::generate_to(Cli::command(), dir).with_context(|| format!("cannot write the man pages into `{}`", dir.display()))?;
    output.note(&format!("the man pages are in `{0}`; read them by `man {0}/dateline.1`", dir.display()));
    Ok(Exit::Done)
}

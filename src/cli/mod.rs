//! The command line: one file a subcommand; settings, output, progress, exit codes.
//!
//! This floor reads flags, the environment and the clock, and prints. It never decides what an
//! article, a query or a run means. Start reading in `args`.

use std::process::ExitCode;

/// Parses the arguments, runs the subcommand and returns its exit code.
#[must_use]
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}

//! Subcommands of the contract that this program does not have yet.

use super::exit::{Exit, NotAvailable};

/// Says so; the subcommand's arguments are not looked at.
pub(super) fn run(name: &str) -> anyhow::Result<Exit> {
    Err(NotAvailable(format!("dateline {name}")).into())
}

//! Arguments of commands whose own files are still to come; each says so instead of doing anything.

use clap::Args;

use super::exit::{Ended, Exit, Failure};

/// What `ticket` takes.
#[derive(Debug, Args)]
pub struct Ticket {
    /// The reference, as HD-00042 or 42
    #[arg(value_name = "REF")]
    pub reference: String,
}

/// What lists take.
#[derive(Debug, Args)]
pub struct List {}

/// Says that a command is still to come.
pub fn run(name: &str) -> Ended {
    Err(Failure { exit: Exit::Unavailable, error: anyhow::anyhow!("`maildesk {name}` is not there yet") })
}

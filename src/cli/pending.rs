//! Arguments of commands whose own files are still to come; each says so instead of doing anything.

use std::path::PathBuf;

use clap::Args;

use super::exit::{Ended, Exit, Failure};

/// What `demo` takes.
#[derive(Debug, Args)]
pub struct Demo {
    /// Stay up at the end and say where to drop a mail
    #[arg(long)]
    pub keep: bool,
}

/// What `rehearse` takes.
#[derive(Debug, Args)]
pub struct Rehearse {
    /// Stories to play
    #[arg(value_name = "STORY", required = true)]
    pub stories: Vec<PathBuf>,
}

/// Says that a command is still to come.
pub fn run(name: &str) -> Ended {
    Err(Failure { exit: Exit::Unavailable, error: anyhow::anyhow!("`maildesk {name}` is not there yet") })
}

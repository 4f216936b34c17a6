//! `maildesk backup FILE`: a copy of the whole database as of now, while the daemon works.
//!
//! The copy is written under another name and gets its own once it is complete, checked and on disk. An existing file
//! is never overwritten (65). A full disk ends with 75 and leaves nothing behind.

use std::io::Write;
use std::path::PathBuf;

use serde_json::json;

use crate::store::Reader;

use super::print::json_line;
use super::{Ended, Exit, Failure, Global, read_config};
use crate::desk::quantity::print_size;

/// Where to.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// File to create
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// Writes the copy, and prints what it contains.
pub fn run(args: &Args, global: &Global, output: &mut dyn Write) -> Ended {
    let config = read_config(global)?;
    let reader = Reader::open(&config.database())?;
    let copied = reader.backup(&args.file).map_err(|error| {
        let exit = match error {
            _ if error.is_passing() => Exit::TryAgain,
            crate::store::BackupError::Exists(_) => Exit::Data,
            _ => Exit::Unavailable,
        };
        Failure { exit, error: error.into() }
    })?;
    let file = args.file.display().to_string();
    let (mails, tickets, letters) = (copied.mails, copied.tickets, copied.letters);
    if global.json {
        let said = json!({"file": file, "bytes": copied.bytes, "mails": mails, "tickets": tickets, "letters": letters});
        json_line(&said, output)?;
    } else {
        let size = print_size(copied.bytes);
        writeln!(output, "{file}: {size} with {mails} emails, {tickets} tickets and {letters} letters")?;
    }
    Ok(Exit::Ok)
}

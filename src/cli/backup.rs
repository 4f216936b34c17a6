//! `maildesk backup FILE`: a copy of the whole database as of now, while the daemon works.
//!
//! The copy is written under another name and gets its own once it is complete, checked and on disk. An existing file
//! is never overwritten (65). A full disk, SIGTERM or SIGINT ends with 75 and leaves nothing behind.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

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
    let stop = stop_signal()?;
    let bar =
        ProgressBar::new(0).with_style(ProgressStyle::with_template("{bar:40} {bytes} of {total_bytes}, {eta} left")?);
    let copied = reader.backup(&args.file, &mut |copied, of| {
        bar.set_length(of);
        bar.set_position(copied);
        !stop.load(Ordering::Relaxed)
    });
    bar.finish_and_clear();
    let copied = copied.map_err(|error| {
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

/// Becomes true at SIGTERM or SIGINT, so that nothing unfinished is left.
fn stop_signal() -> io::Result<Arc<AtomicBool>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let stop = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stop);
    let (mut terminate, mut interrupt) = {
        let _entered = runtime.enter();
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?)
    };
    std::thread::spawn(move || {
        runtime.block_on(async {
            tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
        });
        told.store(true, Ordering::Relaxed);
    });
    Ok(stop)
}

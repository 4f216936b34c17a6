//! The command line: one file per subcommand.

pub mod ledger;
pub mod outbox;
mod print;
pub mod status;
pub mod ticket;
pub mod tickets;

#[cfg(test)]
mod samples;

use std::process::ExitCode;

/// Runs the program.
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}

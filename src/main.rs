//! The program: passes the command line to [`maildesk::cli`] and its exit code to the system.

use std::process::ExitCode;

fn main() -> ExitCode {
    maildesk::cli::main()
}

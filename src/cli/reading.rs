//! The commands that only read: their database, the time, and their exit codes.
//!
//! They read beside a running daemon and change nothing. 64: a filter that names nothing. 65: no such answer (no such ticket). 69: no database, or the
//! desk isn't well.

use std::io::{self, Write};

use anyhow::anyhow;
use jiff::Timestamp;

use crate::clock::Clock;
use crate::config::Config;
use crate::store::{Reader, StoreError};

use super::known::UnknownName;
use super::ledger::{self, LedgerArgs, LedgerQuestion, reconcile};
use super::limit::Cut;
use super::outbox::{self, OutboxArgs};
use super::status::{self, StatusArgs, Unwell};
use super::ticket::{self, TicketArgs};
use super::tickets::{self, TicketsArgs};
use super::{Ended, Exit, Failure, Global, OrExit as _, read_config};

/// `maildesk tickets`.
pub fn tickets(args: TicketsArgs, global: &Global, output: &mut dyn Write) -> Ended {
    let args = TicketsArgs { json: global.json, ..args };
    ask(global, |config, reader, now| tickets::tickets(&args, reader, &config.policy, now, output))
}

/// `maildesk ticket`.
pub fn ticket(args: TicketArgs, global: &Global, output: &mut dyn Write) -> Ended {
    let args = TicketArgs { json: global.json, ..args };
    ask(global, |config, reader, now| ticket::ticket(&args, reader, &config.policy, now, output).map(|()| None))
}

/// `maildesk outbox`.
pub fn outbox(args: OutboxArgs, global: &Global, output: &mut dyn Write) -> Ended {
    let args = OutboxArgs { json: global.json, ..args };
    ask(global, |config, reader, now| outbox::outbox(&args, reader, &config.policy, now, output))
}

/// `maildesk ledger`.
pub fn ledger(args: LedgerArgs, global: &Global, output: &mut dyn Write) -> Ended {
    if let Some(LedgerQuestion::Reconcile(asked)) = &args.question {
        if let Some(option) = args.of_lists() {
            let error =
                anyhow!("`ledger reconcile` takes no {option}, because it compares whole mailboxes. Leave it out.");
            return Err(error).or_exit(Exit::Usage);
        }
        return reconcile::run(asked, global, output);
    }
    let args = LedgerArgs { json: global.json, ..args };
    ask(global, |config, reader, now| ledger::ledger(&args, reader, &config.policy, now, output))
}

/// `maildesk status`.
pub fn status(_args: StatusArgs, global: &Global, output: &mut dyn Write) -> Ended {
    let args = StatusArgs { json: global.json };
    ask(global, |config, reader, now| status::status(&args, reader, &config.policy.people, now, output).map(|()| None))
}

/// Asks, and says on stderr what a limit left out.
fn ask(global: &Global, question: impl FnOnce(&Config, &Reader, Timestamp) -> anyhow::Result<Option<Cut>>) -> Ended {
    let config = read_config(global)?;
    let reader = Reader::open(&config.database())?;
    let cut = question(&config, &reader, Clock::system().now()).map_err(|error| {
        let misnamed = error.downcast_ref::<UnknownName>().is_some();
        let missing = error.downcast_ref::<StoreError>().is_some() || error.downcast_ref::<Unwell>().is_some();
        let closed = error.downcast_ref::<std::io::Error>().is_some();
        let exit = match () {
            () if misnamed => Exit::Usage,
            () if missing || closed => Exit::Unavailable,
            () => Exit::Data,
        };
        Failure { exit, error }
    })?;
    if let Some(cut) = cut {
        // Where nobody reads stderr, nobody is told.
        let _ = writeln!(io::stderr(), "{}", cut.line(global.json));
    }
    Ok(Exit::Ok)
}

//! IDLE (RFC 2177): the server says when mail comes.
//!
//! This is our own loop, because the codec's takes a closed connection for a wake-up, misses mail that is announced
//! while IDLE begins, and restarts its time limit with every keep-alive. Here the deadline is absolute, and a dead
//! server is found when `DONE` stays unanswered. The caller drops the connection if this doesn't run to its end.

use std::time::Duration;

use imap_proto::{Response, Status};
use tokio::time::Instant;

use super::connection::{ImapConnection, refused};
use super::failure::ImapFailure;
use crate::mailbox::Wake;

/// Servers may log clients out after 30 idle minutes (RFC 2177 §3).
const LONGEST: Duration = Duration::from_mins(25);

/// How IDLE ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Idled {
    /// Normally: the server announced mail, before we asked for anything.
    Announced,
    /// Normally, at the end of the time, or with mail that showed in another way.
    Over(Wake),
    /// The server refuses in spite of its offer: poll.
    Refused,
}

/// The meaning of one response during IDLE.
enum IdleStep {
    Continue,
    GoAhead,
    Ended(Result<(), ImapFailure>),
}

/// Waits for more messages in the selected folder, at most `at_most`.
pub(super) async fn idle(connection: &mut ImapConnection, at_most: Duration) -> Result<Idled, ImapFailure> {
    let deadline = Instant::now() + at_most.min(LONGEST);
    let tag = connection.send("IDLE").await?;
    let step = |response: &Response<'_>| match response {
        Response::Continue(_) => IdleStep::GoAhead,
        Response::Done { tag: theirs, status, outcome } if *theirs == tag => IdleStep::Ended(match status {
            Status::Ok => Ok(()),
            _ => Err(refused("IDLE", outcome)),
        }),
        _ => IdleStep::Continue,
    };
    loop {
        match connection.next(connection.patience(), step).await? {
            IdleStep::Continue => {}
            IdleStep::GoAhead => break,
            IdleStep::Ended(_) => return Ok(Idled::Refused),
        }
    }
    // What shows with any command proves nothing of IDLE.
    let was_quiet = !connection.has_news();
    // Keep-alives must not extend the deadline.
    while !connection.has_news() && Instant::now() < deadline {
        match connection.next(deadline.saturating_duration_since(Instant::now()), step).await {
            Ok(IdleStep::Ended(end)) => {
                end?;
                return Err(ImapFailure::Odd("ended IDLE by itself".to_owned()));
            }
            // Reading is cancel safe: a partial response is kept for the next read.
            Ok(_) | Err(ImapFailure::Silent(_)) => {}
            Err(other) => return Err(other),
        }
    }
    let announced = was_quiet && connection.has_news();
    connection.send_untagged("DONE").await?;
    loop {
        if let IdleStep::Ended(end) = connection.next(connection.patience(), step).await? {
            end?;
            return Ok(match connection.has_news() {
                true if announced => Idled::Announced,
                true => Idled::Over(Wake::Changed),
                false => Idled::Over(Wake::Deadline),
            });
        }
    }
}

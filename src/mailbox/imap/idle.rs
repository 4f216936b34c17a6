//! IDLE (RFC 2177): the server says when mail comes.
//!
//! Our own loop, because the codec's takes a closed connection for a wake-up, sleeps through mail that is announced
//! while IDLE begins, and starts its time anew with every keep-alive. Here the deadline is absolute, and a server that
//! died is found at the latest when `DONE` stays unanswered. The caller drops the link if this is not run to its end.

use std::time::Duration;

use imap_proto::{Response, Status};
use tokio::time::Instant;

use super::failure::Failure;
use super::link::{Link, refused};
use crate::mailbox::Wake;

/// Servers may log out who idles for 30 minutes (RFC 2177 §3).
const LONGEST: Duration = Duration::from_mins(25);

/// How IDLE ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Idled {
    /// As it should.
    Woken(Wake),
    /// The server does not want to, whatever it offers: poll.
    Refused,
}

/// What one response during IDLE means.
enum Step {
    Continue,
    GoAhead,
    Ended(Result<(), Failure>),
}

/// Waits for more messages in the selected folder, at most `at_most`.
pub(super) async fn idle(link: &mut Link, at_most: Duration) -> Result<Idled, Failure> {
    let deadline = Instant::now() + at_most.min(LONGEST);
    let tag = link.send("IDLE").await?;
    let step = |response: &Response<'_>| match response {
        Response::Continue(_) => Step::GoAhead,
        Response::Done { tag: theirs, status, outcome } if *theirs == tag => Step::Ended(match status {
            Status::Ok => Ok(()),
            _ => Err(refused("IDLE", outcome)),
        }),
        _ => Step::Continue,
    };
    loop {
        match link.next(link.patience(), step).await? {
            Step::Continue => {}
            Step::GoAhead => break,
            Step::Ended(_) => return Ok(Idled::Refused),
        }
    }
    // The deadline stands: keep-alives must not carry us over it.
    while !link.has_news() && Instant::now() < deadline {
        match link.next(deadline.saturating_duration_since(Instant::now()), step).await {
            Ok(Step::Ended(end)) => {
                end?;
                return Err(Failure::Odd("ended IDLE by itself".to_owned()));
            }
            // Reading is cancel safe: what came of a response is kept for the next read.
            Ok(_) | Err(Failure::Silent(_)) => {}
            Err(other) => return Err(other),
        }
    }
    link.send_untagged("DONE").await?;
    loop {
        if let Step::Ended(end) = link.next(link.patience(), step).await? {
            end?;
            return Ok(Idled::Woken(if link.has_news() { Wake::Changed } else { Wake::Deadline }));
        }
    }
}

//! What the first reading of a mailbox would take, and how much of that quietly: an operator learns it before letters go out.

use std::time::Duration;

use jiff::Timestamp;

use crate::clock::Clock;
use crate::config::{Config, MailboxConfig, MailboxSource};
use crate::daemon::parts;
use crate::desk::quantity::print_duration;
use crate::flow::Quiet;
use crate::mailbox::{Forecast, ImapMailbox, MailboxError, Maildir};
use crate::store::{Reader, StoreError};

use super::{ProbeFinding, ProbeResult};

/// The longest wait for the list of a folder.
const PATIENCE: Duration = Duration::from_mins(1);

/// Asks a mailbox that was never read to its end. `None`: it was.
pub(super) async fn probe(config: &Config, mailbox: &MailboxConfig) -> Option<ProbeResult> {
    if !is_first_reading(config, mailbox) {
        return None;
    }
    let text = match tokio::time::timeout(PATIENCE, forecast(mailbox)).await {
        Ok(Ok(forecast)) => told(&forecast, mailbox.quiet_older_than, Clock::system().now()),
        Ok(Err(error)) => format!("can't tell how many emails would be taken in: {error}"),
        Err(_) => "too many emails to count in a minute".to_owned(),
    };
    Some(ProbeResult { name: format!("mailbox {}, first reading", mailbox.name), found: ProbeFinding::Good, text })
}

/// A database that isn't there yet has read nothing.
fn is_first_reading(config: &Config, mailbox: &MailboxConfig) -> bool {
    let has_cursor = matches!(mailbox.source, MailboxSource::Imap(_));
    match Reader::open(&config.database()) {
        Ok(reader) => reader.ask(|reading| reading.is_first_reading(&mailbox.name, has_cursor)).unwrap_or(false),
        Err(error) => matches!(error, StoreError::Missing { .. }),
    }
}

async fn forecast(mailbox: &MailboxConfig) -> Result<Forecast, MailboxError> {
    match &mailbox.source {
        MailboxSource::Imap(imap) => {
            ImapMailbox::new(parts::imap_account(imap, Timestamp::UNIX_EPOCH)).forecast().await
        }
        MailboxSource::Maildir(maildir) if maildir.path.exists() => {
            Maildir::new(maildir.path.clone(), maildir.poll).forecast().await
        }
        MailboxSource::Maildir(_) => Ok(Forecast::default()),
    }
}

fn told(forecast: &Forecast, age: Option<Duration>, now: Timestamp) -> String {
    let (taken, quiet) = (forecast.came_at.len(), Quiet::older_than(age).count(forecast, now));
    let taken = if taken == 1 { "1 email".to_owned() } else { format!("{taken} emails") };
    match age {
        _ if forecast.came_at.is_empty() => "no emails there would be taken in".to_owned(),
        Some(age) => format!(
            "{taken} would be taken in, {quiet} of them without letters (quiet_older_than = {:?})",
            print_duration(age)
        ),
        None => format!("{taken} would be taken in, all with letters (quiet_older_than = \"never\")"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_taken_is_told() {
        let now: Timestamp = "2026-01-05T09:00:00Z".parse().unwrap();
        let day = Duration::from_hours(24);
        let check = |hours: &[Option<i64>], age: Option<Duration>, expected: &str| {
            let came = |hours: &i64| now - jiff::SignedDuration::from_hours(*hours);
            let came_at = hours.iter().map(|hours| hours.as_ref().map(came)).collect();
            assert_eq!(told(&Forecast { came_at }, age, now), expected);
        };
        let (two, of_two) = (Some(2 * day), "without letters (quiet_older_than = \"2d\")");
        check(&[], two, "no emails there would be taken in");
        check(&[Some(1), Some(49), Some(900), None], two, &format!("4 emails would be taken in, 2 of them {of_two}"));
        check(&[Some(1)], two, &format!("1 email would be taken in, 0 of them {of_two}"));
        check(&[Some(900); 2], None, "2 emails would be taken in, all with letters (quiet_older_than = \"never\")");
    }
}

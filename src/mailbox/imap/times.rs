//! When messages came in, as the server says: its INTERNALDATE (RFC 9051 §2.3.3), which no sender writes. It is only asked for
//! at the first reading of a folder, and to tell beforehand what that would take.

use std::collections::BTreeMap;

use imap_proto::{AttributeValue, Response};
use jiff::Timestamp;
use jiff::fmt::strtime;

use super::attributes::uid_of;
use super::connection::{ImapConnection, SelectedFolder};
use super::failure::ImapFailure;
use super::names::{quoted_folder, uid_sets};
use super::{ImapMailbox, connect};
use crate::account::First;
use crate::mailbox::{Fetched, Forecast, MailboxError};

/// So many messages are asked for at once.
const AT_ONCE: u32 = 2_000;

/// Adds to each message when it came in. A server that refuses to say so says nothing, and all goes on.
pub(super) async fn add(connection: &mut ImapConnection, messages: &mut [Fetched]) -> Result<(), ImapFailure> {
    let uid = |message: &Fetched| message.place.name.parse().ok();
    let mut uids: Vec<u32> = messages.iter().filter_map(uid).collect();
    uids.sort_unstable();
    let mut times = BTreeMap::new();
    for set in uid_sets(&uids) {
        let command = format!("UID FETCH {set} (UID INTERNALDATE)");
        let asked = connection.run(&command, |response| {
            if let Response::Fetch(_, attributes) = response
                && let Some(uid) = uid_of(attributes)
            {
                times.extend(time_of(attributes).map(|time| (uid, time)));
            }
        });
        match asked.await {
            Err(ImapFailure::Refused { .. }) => break,
            other => other?,
        }
    }
    for message in messages {
        message.came_at = uid(message).and_then(|uid| times.get(&uid).copied());
    }
    Ok(())
}

impl ImapMailbox {
    /// What a first reading would take now. Connects, and opens the folder read-only.
    pub async fn forecast(&mut self) -> Result<Forecast, MailboxError> {
        self.connection = None;
        let mut connection = connect::connect(&self.account).await.map_err(|failure| self.told(failure))?;
        let examine = format!("EXAMINE {}", quoted_folder(&self.account.folder));
        let folder = connection.select(&examine).await.map_err(|failure| self.told(failure))?;
        let forecast =
            forecast(&mut connection, folder, self.account.first).await.map_err(|failure| self.told(failure))?;
        self.connection = Some(connection);
        self.close().await;
        Ok(forecast)
    }
}

async fn forecast(
    connection: &mut ImapConnection,
    folder: SelectedFolder,
    first: First,
) -> Result<Forecast, ImapFailure> {
    let mut forecast = Forecast::default();
    let mut from = 1;
    while first != First::New && from <= folder.exists {
        let to = from.saturating_add(AT_ONCE - 1).min(folder.exists);
        connection
            .run(&format!("FETCH {from}:{to} (UID FLAGS INTERNALDATE)"), |response| {
                if let Response::Fetch(_, attributes) = response
                    && uid_of(attributes).is_some()
                    && !(first == First::Unseen && is_seen(attributes))
                {
                    forecast.came_at.push(time_of(attributes));
                }
            })
            .await?;
        from = to.saturating_add(1);
    }
    Ok(forecast)
}

fn is_seen(attributes: &[AttributeValue<'_>]) -> bool {
    attributes.iter().any(|attribute| match attribute {
        AttributeValue::Flags(flags) => flags.iter().any(|flag| flag.eq_ignore_ascii_case("\\Seen")),
        _ => false,
    })
}

fn time_of(attributes: &[AttributeValue<'_>]) -> Option<Timestamp> {
    attributes.iter().find_map(|attribute| match attribute {
        AttributeValue::InternalDate(written) => parse(written),
        _ => None,
    })
}

/// ` 5-Jan-2026 09:00:00 +0100`
fn parse(written: &str) -> Option<Timestamp> {
    strtime::parse("%d-%b-%Y %H:%M:%S %z", written.trim()).ok()?.to_timestamp().ok()
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn times_are_read_as_servers_write_them() {
        let check = |written: &str, expected: Option<&str>| {
            assert_eq!(parse(written).map(|at| at.to_string()).as_deref(), expected, "{written}");
        };
        check(" 5-Jan-2026 09:00:00 +0100", Some("2026-01-05T08:00:00Z"));
        check("05-jan-2026 09:00:00 -0000", Some("2026-01-05T09:00:00Z"));
        check("31-Dec-1999 23:59:59 -0130", Some("2000-01-01T01:29:59Z"));
        check("31-Feb-2026 09:00:00 +0000", None);
        check("2026-01-05T08:00:00Z", None);
        check("", None);
    }
}

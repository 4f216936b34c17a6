//! Fetches the bytes of messages, in chunks.
//!
//! The codec holds a whole literal, and even one that is only announced. Asking for a chunk at most keeps memory small,
//! whatever is in the folder. The first chunks of a batch come in one command, the rest of the few large messages one
//! by one. `BODY.PEEK` doesn't set `\Seen` (RFC 9051 §6.4.5).
//!
//! Announced sizes choose the messages and prove nothing: a message ends where its bytes end. Where less than half came of
//! what was announced, its end is asked for once more, and two fetches that end at the same byte are the end.

use std::collections::BTreeMap;

use imap_proto::{AttributeValue, Response};

use super::attributes::uid_of;
use super::connection::ImapConnection;
use super::failure::ImapFailure;
use super::names;
use crate::mailbox::Budget;

/// The size of a chunk. A slow link may take minutes for it.
pub(super) const CHUNK: usize = 256 * 1024;

/// The fetched bytes.
#[derive(Debug, Default)]
pub(super) struct Bodies {
    /// The bytes of each message, up to the limit and one more. A message that is gone has no entry, one without a body
    /// (`NIL`) has an empty one.
    pub(super) came: BTreeMap<u32, Vec<u8>>,
    /// Messages from this UID on were dropped, because there were enough bytes.
    pub(super) up_to: Option<u32>,
}

/// How many bytes are wanted.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    /// Of each message. One byte beyond the limit distinguishes a message that just fits from one that was cut.
    each: usize,
    /// Of all of them.
    all: usize,
}

/// Fetches messages, by UID and announced size, in ascending order until the budget is used up, but at least one. The
/// announced sizes choose the messages, the real ones end the batch: the two may differ a lot.
pub(super) async fn fetch(
    connection: &mut ImapConnection,
    messages: &BTreeMap<u32, u64>,
    budget: Budget,
) -> Result<Bodies, ImapFailure> {
    let wanted = Wanted { each: budget.message_bytes.saturating_add(1), all: budget.bytes };
    let uids: Vec<u32> = messages.keys().copied().collect();
    let mut bodies = Bodies::default();
    for set in names::uid_sets(&uids) {
        let range = BodyRange { offset: 0, length: CHUNK.min(wanted.each) };
        let first = chunks(connection, &set, range, wanted.all).await?;
        bodies.came.extend(first.came.into_iter().filter(|(uid, _)| messages.contains_key(uid)));
        bodies.up_to = first.up_to;
        if bodies.up_to.is_some() {
            break;
        }
    }
    complete_all(connection, &mut bodies, messages, wanted).await?;
    let is_asked = |uid: &u32| bodies.up_to.is_none_or(|end| *uid < end);
    let absent: Vec<u32> = uids.iter().copied().filter(is_asked).filter(|uid| !bodies.came.contains_key(uid)).collect();
    for uid in still_there(connection, &absent).await? {
        bodies.came.insert(uid, Vec::new());
    }
    Ok(bodies)
}

/// Whether one of the folder's messages can be read, other than these. A failure means no.
pub(super) async fn others_come(connection: &mut ImapConnection, than: &[u32]) -> bool {
    let last = connection.folder().map_or(0, |folder| folder.exists);
    let is_body = |attribute: &AttributeValue<'_>| matches!(attribute, AttributeValue::BodySection { data: Some(data), .. } if !data.is_empty());
    let mut numbers = vec![1, last, last / 2, last / 4, last - last / 4];
    numbers.retain(|number| *number > 0 && last > 1);
    numbers.sort_unstable();
    numbers.dedup();
    for number in numbers {
        let mut come = false;
        let command = format!("FETCH {number} (UID BODY.PEEK[]<0.1>)");
        let asked = connection.run(&command, |response| {
            let Response::Fetch(_, attributes) = response else { return };
            come |= uid_of(attributes).is_some_and(|other| !than.contains(&other)) && attributes.iter().any(is_body);
        });
        // a refusal of the one says nothing of the other
        match asked.await {
            Ok(()) | Err(ImapFailure::Refused { .. }) if come => return true,
            Ok(()) | Err(ImapFailure::Refused { .. }) => {}
            Err(_) => return false,
        }
    }
    false
}

/// Fetches the rest of each until enough bytes are held.
async fn complete_all(
    connection: &mut ImapConnection,
    bodies: &mut Bodies,
    announced: &BTreeMap<u32, u64>,
    wanted: Wanted,
) -> Result<(), ImapFailure> {
    let mut held = 0;
    let mut end = None;
    for (&uid, body) in &mut bodies.came {
        if held >= wanted.all && held > 0 {
            end = Some(uid);
            break;
        }
        complete(connection, uid, body, wanted.each).await?;
        let limit = wanted.each.saturating_sub(1);
        while !body.is_empty() && is_short(body.len(), announced.get(&uid).copied().unwrap_or_default(), limit) {
            if is_end(connection, uid, body, wanted.each).await? {
                break;
            }
        }
        held += body.len();
    }
    if let Some(end) = end {
        bodies.came.split_off(&end);
        bodies.up_to = Some(end);
    }
    Ok(())
}

/// Whether too little came to be the message. Some servers (Exchange) estimate sizes, so a difference proves nothing, but
/// a missing half makes us ask.
fn is_short(came: usize, announced: u64, limit: usize) -> bool {
    let due = announced.min(limit as u64);
    (came as u64) < due.div_ceil(2)
}

#[derive(Clone, Copy)]
struct BodyRange {
    offset: usize,
    length: usize,
}

/// Fetches chunks until one isn't full: announced sizes are often wrong, the end of a message never.
async fn complete(
    connection: &mut ImapConnection,
    uid: u32,
    body: &mut Vec<u8>,
    wanted: usize,
) -> Result<(), ImapFailure> {
    let mut last_was_full = body.len() == CHUNK;
    while last_was_full && body.len() < wanted {
        let range = BodyRange { offset: body.len(), length: CHUNK.min(wanted - body.len()) };
        let chunk = one_chunk(connection, uid, range).await?;
        last_was_full = chunk.len() == range.length;
        body.extend_from_slice(&chunk);
    }
    Ok(())
}

/// Fetches the last chunk once more. Returns whether it ends at the same byte; if there is more, `body` has it then.
async fn is_end(
    connection: &mut ImapConnection,
    uid: u32,
    body: &mut Vec<u8>,
    wanted: usize,
) -> Result<bool, ImapFailure> {
    let offset = body.len().saturating_sub(1) / CHUNK * CHUNK;
    let again = one_chunk(connection, uid, BodyRange { offset, length: CHUNK.min(wanted - offset) }).await?;
    let end = offset + again.len();
    if end < body.len() {
        return Err(ImapFailure::Odd(format!("sends {} bytes of message UID {uid}, and then {end}", body.len())));
    }
    let is_same = end == body.len();
    body.truncate(offset);
    body.extend_from_slice(&again);
    if !is_same {
        complete(connection, uid, body, wanted).await?;
    }
    Ok(is_same)
}

async fn one_chunk(connection: &mut ImapConnection, uid: u32, range: BodyRange) -> Result<Vec<u8>, ImapFailure> {
    let chunk = chunks(connection, &uid.to_string(), range, CHUNK).await?.came.remove(&uid);
    chunk.ok_or_else(|| ImapFailure::Odd(format!("sends only a part of message UID {uid}")))
}

/// Fetches a chunk of each, and keeps the lowest UIDs that make `enough` bytes.
async fn chunks(
    connection: &mut ImapConnection,
    set: &str,
    range: BodyRange,
    enough: usize,
) -> Result<Bodies, ImapFailure> {
    let mut bodies = Bodies::default();
    let (mut shifted, mut held) = (None, 0);
    let command = format!("UID FETCH {set} (UID BODY.PEEK[]<{}.{}>)", range.offset, range.length);
    connection
        .run(&command, |response| {
            let Response::Fetch(_, attributes) = response else { return };
            let Some(uid) = uid_of(attributes) else { return };
            for attribute in attributes {
                let AttributeValue::BodySection { section: None, index, data } = attribute else { continue };
                if index.unwrap_or(0) as usize != range.offset {
                    shifted = Some(uid);
                }
                if bodies.up_to.is_some_and(|end| uid >= end) {
                    continue;
                }
                let data = data.as_deref().unwrap_or_default();
                held += data.len();
                bodies.came.insert(uid, data.to_vec());
                while held > enough.saturating_add(CHUNK) && bodies.came.len() > 1 {
                    let Some((uid, dropped)) = bodies.came.pop_last() else { break };
                    held -= dropped.len();
                    bodies.up_to = Some(uid);
                }
            }
        })
        .await?;
    match shifted {
        Some(uid) => Err(ImapFailure::Odd(format!("sends a different part of message UID {uid} than requested"))),
        None => Ok(bodies),
    }
}

/// Which messages without a body still exist.
async fn still_there(connection: &mut ImapConnection, uids: &[u32]) -> Result<Vec<u32>, ImapFailure> {
    let mut there = Vec::new();
    for set in names::uid_sets(uids) {
        connection
            .run(&format!("UID FETCH {set} (UID)"), |response| {
                if let Response::Fetch(_, attributes) = response {
                    there.extend(uid_of(attributes).filter(|uid| uids.contains(uid)));
                }
            })
            .await?;
    }
    Ok(there)
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn half_a_message_is_short_and_an_estimate_is_not() {
        for (came, announced, limit, short) in [
            (0, 0, 100, false),
            (0, 1, 100, true),
            (49, 100, 1000, true),
            (50, 100, 1000, false),
            (120, 100, 1000, false),
            (100, 5000, 100, false),
        ] {
            assert_eq!(is_short(came, announced, limit), short, "{came} of {announced}");
        }
    }
}

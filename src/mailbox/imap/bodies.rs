//! Fetches the bytes of messages, in chunks.
//!
//! The codec holds a whole literal, and even one that is only announced. Asking for a chunk at most keeps memory small,
//! whatever is in the folder. The first chunks of a batch come in one command, the rest of the few large messages one
//! by one. `BODY.PEEK` doesn't set `\Seen` (RFC 9051 §6.4.5).

use std::collections::BTreeMap;

use imap_proto::{AttributeValue, Response};

use super::attributes::uid_of;
use super::connection::ImapConnection;
use super::failure::ImapFailure;
use super::names;
use crate::mailbox::Budget;

/// The size of a chunk: at 5 KB/s it comes within a minute.
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

/// Fetches messages, in ascending order, until the budget is used up, but at least one. The announced sizes choose the
/// messages, the real ones end the batch: the two may differ a lot.
pub(super) async fn fetch(
    connection: &mut ImapConnection,
    uids: &[u32],
    budget: Budget,
) -> Result<Bodies, ImapFailure> {
    // One byte beyond the limit distinguishes a message that just fits from one that was cut.
    let wanted = budget.message_bytes.saturating_add(1);
    let mut bodies = BTreeMap::new();
    for set in names::uid_sets(uids) {
        let range = BodyRange { offset: 0, length: CHUNK.min(wanted) };
        bodies.extend(
            chunks(connection, &set, range).await?.into_iter().filter(|(uid, _)| uids.binary_search(uid).is_ok()),
        );
    }
    let up_to = complete_all(connection, &mut bodies, wanted, budget.bytes).await?;
    let is_asked = |uid: &u32| up_to.is_none_or(|end| *uid < end);
    let absent: Vec<u32> = uids.iter().copied().filter(is_asked).filter(|uid| !bodies.contains_key(uid)).collect();
    for uid in still_there(connection, &absent).await? {
        bodies.insert(uid, Vec::new());
    }
    Ok(Bodies { came: bodies, up_to })
}

/// Whether the folder's first or last message can be read, other than this one. A failure means no.
pub(super) async fn others_come(connection: &mut ImapConnection, uid: u32) -> bool {
    let last = connection.folder().map_or(0, |folder| folder.exists);
    if last < 2 {
        return false;
    }
    let is_body = |attribute: &AttributeValue<'_>| matches!(attribute, AttributeValue::BodySection { data: Some(data), .. } if !data.is_empty());
    let mut come = false;
    for number in [1, last] {
        let command = format!("FETCH {number} (UID BODY.PEEK[]<0.1>)");
        let asked = connection.run(&command, |response| {
            let Response::Fetch(_, attributes) = response else { return };
            come |= uid_of(attributes).is_some_and(|other| other != uid) && attributes.iter().any(is_body);
        });
        // a refusal of the one says nothing of the other
        let ended = asked.await;
        if come || !matches!(ended, Ok(()) | Err(ImapFailure::Refused { .. })) {
            break;
        }
    }
    come
}

/// Fetches the rest of each until `enough` bytes are held. Returns the UID from which on messages were dropped.
async fn complete_all(
    connection: &mut ImapConnection,
    bodies: &mut BTreeMap<u32, Vec<u8>>,
    wanted: usize,
    enough: usize,
) -> Result<Option<u32>, ImapFailure> {
    let mut held = 0;
    let mut up_to = None;
    for (&uid, body) in bodies.iter_mut() {
        if held >= enough && held > 0 {
            up_to = Some(uid);
            break;
        }
        complete(connection, uid, body, wanted).await?;
        held += body.len();
    }
    if let Some(end) = up_to {
        bodies.split_off(&end);
    }
    Ok(up_to)
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
        let chunk = chunks(connection, &uid.to_string(), range).await?.remove(&uid);
        let chunk = chunk.ok_or_else(|| ImapFailure::Odd(format!("gives a part of message UID {uid} only")))?;
        last_was_full = chunk.len() == range.length;
        body.extend_from_slice(&chunk);
    }
    Ok(())
}

async fn chunks(
    connection: &mut ImapConnection,
    set: &str,
    range: BodyRange,
) -> Result<BTreeMap<u32, Vec<u8>>, ImapFailure> {
    let mut came = BTreeMap::new();
    let mut shifted = None;
    let command = format!("UID FETCH {set} (UID BODY.PEEK[]<{}.{}>)", range.offset, range.length);
    connection
        .run(&command, |response| {
            let Response::Fetch(_, attributes) = response else { return };
            let Some(uid) = uid_of(attributes) else { return };
            for attribute in attributes {
                if let AttributeValue::BodySection { section: None, index, data } = attribute {
                    if index.unwrap_or(0) as usize != range.offset {
                        shifted = Some(uid);
                    }
                    came.insert(uid, data.as_deref().unwrap_or_default().to_vec());
                }
            }
        })
        .await?;
    match shifted {
        Some(uid) => Err(ImapFailure::Odd(format!("gives another part of message UID {uid} than was asked for"))),
        None => Ok(came),
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

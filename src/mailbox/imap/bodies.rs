//! The bytes of messages, in chunks.
//!
//! A literal is held whole by the codec, and so is one that is only announced: asking for at most a chunk keeps memory
//! small whatever lies in the folder. The first chunks of a batch come in one command, the rest of the few large
//! messages one by one. `BODY.PEEK` does not set `\Seen` (RFC 9051 §6.4.5).

use std::collections::BTreeMap;

use imap_proto::{AttributeValue, Response};

use super::failure::Failure;
use super::link::Link;
use super::listing::uid_of;
use super::names;

/// How much is asked for at a time: over a line of 5 KB/s a chunk still comes within a minute.
pub(super) const CHUNK: usize = 256 * 1024;

/// What came of each message asked for, in ascending order: its bytes up to `limit` and one more, if there is one. A message that is gone
/// has no entry; one without a body (`NIL`) has an empty one.
pub(super) async fn fetch(link: &mut Link, uids: &[u32], limit: usize) -> Result<BTreeMap<u32, Vec<u8>>, Failure> {
    // One byte beyond the limit tells a message that just fits from one that was cut.
    let wanted = limit.saturating_add(1);
    let mut bodies = BTreeMap::new();
    for set in names::uid_sets(uids) {
        let part = Part { offset: 0, length: CHUNK.min(wanted) };
        bodies.extend(chunks(link, &set, part).await?.into_iter().filter(|(uid, _)| uids.binary_search(uid).is_ok()));
    }
    for (&uid, body) in &mut bodies {
        complete(link, uid, body, wanted).await?;
    }
    let absent: Vec<u32> = uids.iter().copied().filter(|uid| !bodies.contains_key(uid)).collect();
    for uid in still_there(link, &absent).await? {
        bodies.insert(uid, Vec::new());
    }
    Ok(bodies)
}

#[derive(Clone, Copy)]
struct Part {
    offset: usize,
    length: usize,
}

/// Fetches on while chunks come full: the announced size is often wrong, the end of a message never.
async fn complete(link: &mut Link, uid: u32, body: &mut Vec<u8>, wanted: usize) -> Result<(), Failure> {
    let mut last_was_full = body.len() == CHUNK;
    while last_was_full && body.len() < wanted {
        let part = Part { offset: body.len(), length: CHUNK.min(wanted - body.len()) };
        let chunk = chunks(link, &uid.to_string(), part).await?.remove(&uid);
        let chunk = chunk.ok_or_else(|| Failure::Odd(format!("gives a part of message UID {uid} only")))?;
        last_was_full = chunk.len() == part.length;
        body.extend_from_slice(&chunk);
    }
    Ok(())
}

async fn chunks(link: &mut Link, set: &str, part: Part) -> Result<BTreeMap<u32, Vec<u8>>, Failure> {
    let mut came = BTreeMap::new();
    let mut shifted = None;
    let command = format!("UID FETCH {set} (UID BODY.PEEK[]<{}.{}>)", part.offset, part.length);
    link.run(&command, |response| {
        let Response::Fetch(_, attributes) = response else { return };
        let Some(uid) = uid_of(attributes) else { return };
        for attribute in attributes {
            if let AttributeValue::BodySection { section: None, index, data } = attribute {
                if index.unwrap_or(0) as usize != part.offset {
                    shifted = Some(uid);
                }
                came.insert(uid, data.as_deref().unwrap_or_default().to_vec());
            }
        }
    })
    .await?;
    match shifted {
        Some(uid) => Err(Failure::Odd(format!("gives another part of message UID {uid} than was asked for"))),
        None => Ok(came),
    }
}

/// Which of the messages that gave no body exist all the same.
async fn still_there(link: &mut Link, uids: &[u32]) -> Result<Vec<u32>, Failure> {
    let mut there = Vec::new();
    for set in names::uid_sets(uids) {
        link.run(&format!("UID FETCH {set} (UID)"), |response| {
            if let Response::Fetch(_, attributes) = response {
                there.extend(uid_of(attributes).filter(|uid| uids.contains(uid)));
            }
        })
        .await?;
    }
    Ok(there)
}

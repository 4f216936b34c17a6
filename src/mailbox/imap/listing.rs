//! Lists messages from a UID on, with the sizes that the server announces.
//!
//! It looks at the folder through windows of UIDs, wider where it is sparse and narrower where it is dense. So neither
//! a gap of a million UIDs nor a folder of a million messages makes long answers or many small ones. It keeps no more
//! of an answer than the batch can use, lowest UIDs first: oldest mail first, nothing skipped.

use std::collections::BTreeMap;

use imap_proto::{MailboxDatum, Response};

use super::attributes::{size_of, uid_of};
use super::connection::ImapConnection;
use super::failure::ImapFailure;
use super::names;

/// A window's first width in UIDs. More answers than this keep the next one from growing.
const WIDTH: u32 = 500;

/// Folders up to this size are listed in one window.
const SMALL_FOLDER: u32 = 2000;

/// SEARCH answers in one line, and the codec's work grows with its square.
const SEARCH_WIDTH: u32 = 20_000;

/// What to look for.
#[derive(Debug, Clone, Copy)]
pub(super) struct UidRange<'a> {
    /// The lowest UID wanted.
    pub(super) from: u32,
    /// The highest UID wanted.
    pub(super) to: u32,
    /// The most messages wanted.
    pub(super) most: usize,
    /// A search key for them (RFC 9051 §6.4.4), if not all are wanted.
    pub(super) key: Option<&'a str>,
}

/// The found messages.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Listing {
    /// UID and announced size, ascending.
    pub(super) sizes: BTreeMap<u32, u64>,
    /// All UIDs up to this one were looked at.
    pub(super) looked_to: u32,
}

/// Looks through the selected folder.
pub(super) async fn list(connection: &mut ImapConnection, range: UidRange<'_>) -> Result<Listing, ImapFailure> {
    let exists = connection.folder().map_or(0, |folder| folder.exists);
    let widest = if range.key.is_some() { SEARCH_WIDTH } else { u32::MAX };
    let mut width = if exists <= SMALL_FOLDER { widest } else { WIDTH };
    let mut listing = Listing { sizes: BTreeMap::new(), looked_to: range.from.saturating_sub(1) };
    while exists > 0 && listing.looked_to < range.to && listing.sizes.len() < range.most {
        let low = listing.looked_to.saturating_add(1);
        let high = low.saturating_add(width - 1).min(range.to);
        let window = UidRange { from: low, to: high, most: range.most - listing.sizes.len(), ..range };
        let seen = look(connection, window).await?;
        listing.looked_to = seen.to;
        listing.sizes.extend(seen.sizes);
        width = if seen.answers > WIDTH { WIDTH.min(widest) } else { width.saturating_mul(4).min(widest) };
    }
    if exists == 0 {
        listing.looked_to = range.to.max(listing.looked_to);
    }
    Ok(listing)
}

/// The messages of some ranges, with their sizes: the lowest of them, if there are very many.
pub(super) async fn sizes_in(
    connection: &mut ImapConnection,
    ranges: &[(u32, u32)],
) -> Result<BTreeMap<u32, u64>, ImapFailure> {
    let mut found = BTreeMap::new();
    for set in names::range_sets(ranges.iter().copied()) {
        let window = UidRange { from: 1, to: u32::MAX, most: SMALL_FOLDER as usize, key: None };
        found.extend(sizes(connection, &set, window).await?.sizes);
    }
    // `n:m` beyond the end means the last message.
    found.retain(|uid, _| ranges.iter().any(|(first, last)| (first..=last).contains(&uid)));
    Ok(found)
}

/// The messages in one window.
struct WindowSeen {
    sizes: BTreeMap<u32, u64>,
    /// All UIDs up to this one were looked at. It isn't the window's end if more was found than fits.
    to: u32,
    /// The number of messages in the answer.
    answers: u32,
}

impl WindowSeen {
    fn nothing(window: UidRange<'_>) -> Self {
        Self { sizes: BTreeMap::new(), to: window.to, answers: 0 }
    }

    /// Notes a message and keeps the lowest UIDs. For `n:m` beyond the end a server answers with its last message,
    /// which wasn't asked for.
    fn note(&mut self, window: UidRange<'_>, uid: u32, size: Option<u64>) {
        if !(window.from..=window.to).contains(&uid) {
            return;
        }
        self.answers = self.answers.saturating_add(1);
        let known = self.sizes.entry(uid).or_default();
        *known = size.unwrap_or(*known);
        if self.sizes.len() > window.most {
            self.sizes.pop_last();
            self.to = self.sizes.keys().next_back().copied().unwrap_or(self.to);
        }
    }
}

async fn look(connection: &mut ImapConnection, window: UidRange<'_>) -> Result<WindowSeen, ImapFailure> {
    let set = format!("{}:{}", window.from, window.to);
    let Some(key) = window.key else { return sizes(connection, &set, window).await };
    let mut hits = WindowSeen::nothing(window);
    connection
        .run(&format!("UID SEARCH UID {set} {key}"), |response| {
            if let Response::MailboxData(MailboxDatum::Search(uids)) = response {
                for &uid in uids {
                    hits.note(window, uid, None);
                }
            }
        })
        .await?;
    let uids: Vec<u32> = hits.sizes.keys().copied().collect();
    // A hit that is gone by now has no size and isn't handed out.
    hits.sizes.clear();
    for set in names::uid_sets(&uids) {
        hits.sizes.extend(sizes(connection, &set, window).await?.sizes);
    }
    Ok(hits)
}

async fn sizes(connection: &mut ImapConnection, set: &str, window: UidRange<'_>) -> Result<WindowSeen, ImapFailure> {
    let mut seen = WindowSeen::nothing(window);
    connection
        .run(&format!("UID FETCH {set} (UID RFC822.SIZE)"), |response| {
            if let Response::Fetch(_, attributes) = response
                && let Some(uid) = uid_of(attributes)
            {
                // A message without a size still counts and must not be skipped.
                seen.note(window, uid, size_of(attributes));
            }
        })
        .await?;
    Ok(seen)
}

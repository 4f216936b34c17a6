//! Which messages there are from a UID on, and how large the server says they are.
//!
//! The folder is looked at through windows of UIDs that widen where it is sparse and narrow where it is dense, so that
//! neither a gap of a million UIDs nor a folder of a million messages makes a long answer or many small ones. Of an
//! answer no more is kept than the batch can use, the lowest UIDs first: oldest mail first, nothing jumped over.

use std::collections::BTreeMap;

use imap_proto::{MailboxDatum, Response};

use super::attributes::{size_of, uid_of};
use super::connection::ImapConnection;
use super::failure::ImapFailure;
use super::names;

/// A window's first width in UIDs, and the number of answers that makes the next one no wider.
const WIDTH: u32 = 500;

/// Where a folder has no more messages than this, one window over all of it is bounded enough.
const SMALL_FOLDER: u32 = 2000;

/// SEARCH answers in one line, and the codec's work grows with its square.
const SEARCH_WIDTH: u32 = 20_000;

/// What to look for.
#[derive(Debug, Clone, Copy)]
pub(super) struct UidRange<'a> {
    /// The lowest UID wanted.
    pub(super) from: u32,
    /// The highest.
    pub(super) to: u32,
    /// At most so many messages.
    pub(super) most: usize,
    /// A search key that they must meet (RFC 9051 §6.4.4), if not all are wanted.
    pub(super) key: Option<&'a str>,
}

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Listing {
    /// UID and announced size, ascending.
    pub(super) sizes: BTreeMap<u32, u64>,
    /// Every UID up to here was looked at.
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

/// What one window showed.
struct WindowSeen {
    sizes: BTreeMap<u32, u64>,
    /// Looked at up to here: not to the window's end where more was found than fits.
    to: u32,
    /// How many messages the server told of.
    answers: u32,
}

impl WindowSeen {
    fn nothing(window: UidRange<'_>) -> Self {
        Self { sizes: BTreeMap::new(), to: window.to, answers: 0 }
    }

    /// Notes a message; keeps the lowest UIDs. `n:m` beyond the end makes a server answer with its last message: that
    /// was not asked for.
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
    // A hit that is gone by now has no size and is not handed out.
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
                // Without a size it is a message all the same, and must not be jumped over.
                seen.note(window, uid, size_of(attributes));
            }
        })
        .await?;
    Ok(seen)
}

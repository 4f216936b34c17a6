//! Live updates: an open page hears that something changed, and agents see who else looks at a ticket.
//!
//! Comes in: a page that listens to a topic, with the version that it shows. Goes out: a word when there is another version for its
//! reader. Nothing of a ticket goes over a stream; the page offers to show it.

pub(super) mod listeners;
pub(super) mod stream;
pub(super) mod topic;

//! Queries of people and commands, with or without a running daemon.
//!
//! Comes in: a path, or one of the daemon's connections. Goes out: plain values, sorted. It never writes, takes no lock
//! that anybody waits for, and never shows half of a change: each [`Reader::ask`] sees one instant.

mod conversation;
mod in_use;
mod letters;
mod mails;
mod places;
mod reader;
mod report;
mod scoped;
mod status;
mod story;
mod take;
mod tickets;

pub use conversation::{Conversation, FilePlace, GivenRating, PublicComment, StoredFile};
pub use in_use::{Used, UsedByOpen};
pub use letters::{LetterFilter, LetterLine, LetterState};
pub use mails::{ArrivalLine, MailFilter, MailLine};
pub use places::KnownPlaces;
pub use reader::Reader;
pub use scoped::{ListPart, TicketScope};
pub use status::{Backlog, Daemon, Disk, FailedToAgents, MailboxLine, NotGiven, Unread};
pub use story::{Entry, FileLine, Story, Told};
pub use take::Take;
pub use tickets::{NamesInUse, TicketFilter, TicketLine};

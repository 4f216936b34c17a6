//! Stories: conversations in plain text with their expected results, played against the whole program in a fake world.
//! They are tests here, and a rehearsal for operators (`maildesk rehearse`).
//!
//! Comes in: a story's text and a config. Goes out: that it holds, or where it doesn't and what happened instead. Each
//! story is played twice, straight and as if the daemon was killed after every commit, and both must end alike (P1, P2,
//! P4). Clock, mailboxes and courier are in memory. The database is real and deleted afterwards. Nothing is sent.

pub mod fixture;
pub mod grammar;
pub mod script;

mod browser;
mod comparison;
mod fate;
mod format_instant;
mod house;
mod letter_assertions;
pub(crate) mod mail_builder;
mod observe;
mod play;
pub(crate) mod sent_letter;
mod snapshot;
mod story_file;
mod ticket_assertions;
mod turned;
mod world;

pub use comparison::{Comparison, Difference, Kept, KeptMail};
pub use fixture::{Fixture, StoryFailure};
pub use house::Mode;
pub use play::Mismatch;
pub use story_file::{StoryFile, Unreadable, find_stories};

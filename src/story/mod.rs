//! Stories: conversations in plain text with what must follow from them, played against the whole house with a fake
//! world. They are tests here, and a rehearsal for operators (`maildesk rehearse`).
//!
//! Comes in: a story's text and a config. Goes out: that it holds, or where it does not and what is so instead. Each is
//! played twice, straight and as if the daemon was killed after every commit, and both must end alike (P1, P2, P4). The
//! clock, the mailboxes and the courier are in memory, the database is real and gone afterwards; nothing is sent.

pub mod grammar;
pub mod script;
pub mod stage;

mod case;
mod check;
mod clock_face;
mod house;
pub(crate) mod letter;
pub(crate) mod pen;
mod play;
mod shelf;
mod snapshot;
mod witness;
mod world;

pub use house::Mode;
pub use shelf::{Story, Unreadable, find_stories};
pub use stage::{Failure, Stage};

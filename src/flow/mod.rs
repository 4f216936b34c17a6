//! The belts: receive, ingest, deliver, and the scheduler beside them. No SQL, no protocol words, no decisions.
//!
//! Three belts joined by durable tables (ledger, outbox). Each step of a belt ends in exactly one commit, so `kill -9`
//! between any two instructions is safe. A step has phases that stories can take one by one, with all memory dropped in
//! between. `run` is the daemon's loop.

pub mod deliver;
pub mod index;
pub mod ingest;
pub mod letter_writer;
pub mod receive;
pub mod reconcile;
pub mod scheduler;

mod belt;
mod desk;
mod pace;
pub mod posting;
mod quiet;
mod retry;
#[cfg(test)]
mod samples;
mod sign_in;
mod smaller;
#[cfg(test)]
mod trap;
mod work;

pub use belt::{Belt, Pulse};
pub use deliver::Deliver;
pub use desk::Desk;
pub use index::Index;
pub use ingest::Ingest;
pub use letter_writer::LetterWriter;
pub use quiet::Quiet;
pub use receive::{NoRoom, Receive, arrival, has_room};
pub use retry::RetrySchedule;
pub use scheduler::Scheduler;
pub use sign_in::SignInLetter;

//! Passwords and customers' mail stay with the program and its user. The real program, with fake mail servers on
//! 127.0.0.1 that repeat what they receive.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "what is unexpected fails the test; what cannot be tested here is said"
)]

mod desk;
mod echo;
mod files;
mod memory;
#[path = "../live/patience.rs"]
mod patience;
mod words;

//! maildesk against real servers: Dovecot and Exim, each as an ordinary program with a directory, ports and a
//! certificate of its own.
//!
//! `cargo test --test live -- --ignored` runs these tests; `./test` sees to it that the programs are there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what is unexpected fails the test"
)]

mod conversation;
mod courier;
mod desk;
mod desks;
mod loops;
mod mailbox;
#[allow(dead_code, reason = "the turns with faults draw from it")]
mod seed;
mod servers;
mod trouble;

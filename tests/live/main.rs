//! maildesk against real servers: Dovecot and Exim, each as an ordinary program with a directory, ports and a
//! certificate of its own.
//!
//! `cargo test --test live -- --ignored` runs these tests; `./test` sees to it that the programs are there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "what is unexpected fails the test; seeds and counters are told, and given in the environment"
)]

mod conversation;
mod courier;
mod desk;
mod desks;
mod imap_faults;
mod loops;
mod mailbox;
mod seed;
mod servers;
mod smtp_faults;
mod trouble;

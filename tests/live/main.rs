//! Tests maildesk against real servers: Dovecot and Exim, each as an ordinary program with its own directory, ports and
//! certificate.
//!
//! `cargo test --test live -- --ignored` runs these tests. `./test` checks that the programs are there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "what is unexpected fails the test; seeds, and whether turns are long, come from the environment"
)]

mod audit;
mod conversation;
mod courier;
mod desk;
mod desks;
mod imap_faults;
mod kill;
mod loops;
mod mailbox;
mod patience;
mod people;
mod proof;
mod seed;
mod servers;
mod smtp_faults;
mod soak;
mod storage;
mod strangers;
mod trouble;

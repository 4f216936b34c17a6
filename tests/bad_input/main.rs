//! Tests bad input from outside (mails, the config, the disk, a pipe): it is reported, nothing is lost, and the rest
//! continues. The real program on the Maildir default, without mail servers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "what is unexpected fails the test; what cannot be tested here is said"
)]

mod backup;
mod config;
mod database;
mod desk;
mod disk;
mod mails;
#[path = "../live/patience.rs"]
mod patience;
mod pipe;
mod power;
mod refusing_disk;
#[path = "../live/seed.rs"]
#[allow(dead_code, reason = "shared with the live tests")]
mod seed;
mod start;

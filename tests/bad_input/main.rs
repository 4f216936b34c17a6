//! Whatever is wrong with what comes in from outside (mails, the config, the disk, a pipe) is said, nothing is lost,
//! and the rest goes on. The real program on the Maildir default; no mail servers.

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
#[path = "../live/seed.rs"]
#[allow(dead_code, reason = "shared with the live tests")]
mod seed;

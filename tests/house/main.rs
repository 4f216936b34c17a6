//! Checks the source tree: fails on an import that goes the wrong way, on files that form circles, on a word in the
//! wrong room, on a file without a card, on a file too long, and on an unknown file at the top level.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking, outside its #[test] functions too"
)]

mod circles;
mod doors;
mod files;
mod form;
mod modules;
mod sizes;
mod tokens;

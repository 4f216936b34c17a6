//! The house keeps its doors. Reads the source tree and fails on an import that turns back, on files that go in circles, on
//! a word in the wrong room, on a file without a card, on a file too long, and on anything at the top level that the plan
//! does not know.

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

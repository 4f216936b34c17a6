//! The one place with SQL: whole questions and whole decisions, no row editing; no SQL type crosses this door.

mod receipt;

pub use receipt::Ledgered;

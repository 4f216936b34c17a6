//! Tests the portal from outside: the real daemon on a real socket, letters read from a Maildir, and a real browser where there
//! is one. What no guest may see, forge, guess or break is tried on every route, by everybody.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, outside its #[test] functions too, and says what it can't test"
)]

mod axe;
mod browser;
mod chromium;
mod commands;
mod conversations;
mod desks;
mod files;
mod forgery;
mod hostile;
mod house;
mod http;
mod limits;
mod lists;
mod live;
#[cfg(feature = "oidc")]
mod oidc;
mod others;
#[cfg(feature = "oidc")]
mod provider;
mod real;
mod routes;
mod signing;
mod writing;

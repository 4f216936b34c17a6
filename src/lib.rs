//! maildesk: an email helpdesk: one daemon, one TOML file and one database.
//!
//! The rooms in reading order; arrows never turn back (`tests/house/` checks the doors):
//!
//! ```text
//! main ▶ cli ▶ daemon ▶ portal ▶ { pages, flow } ▶ { mailbox, courier, prover, templates, store } ▶ desk ▶ mail ▶ nothing
//!         config ▶ desk, mail, account, site   story ▶ flow, store, templates, config   dial ▶ tls   clock, log, tls ▶ nothing
//!         mailbox, courier, oidc ▶ dial   portal ▶ oidc ▶ site, mail   mailbox ▶ account ▶ tls   mailbox, store ▶ ledger ▶ nothing
//! ```
//!
//! `mail` and `desk` are pure: no runtime, no database, no files, no network, no environment, no clock.
//! `docs/ARCHITECTURE.md` explains the whole design, `docs/STATES.md` the states of ledger and outbox.

pub mod mail;

pub mod desk;

pub mod account;
pub mod config;
pub mod courier;
pub mod dial;
pub mod ledger;
pub mod mailbox;
pub mod prover;
pub mod store;
pub mod templates;
pub mod tls;

pub mod flow;
pub mod story;

pub mod clock;
pub mod daemon;
pub mod log;
pub mod look;
pub mod oidc;
pub mod pages;
pub mod portal;
pub mod site;

pub mod cli;

//! Tickets and the rules that move them. Pure: no bytes of mails, no SQL, no runtime, no clock (`now` is a parameter).
//!
//! Comes in: what a mail said ([`decide::Incoming`]) and what the database knows of it ([`decide::Snapshot`]). Goes out:
//! one [`decide::Decision`], a value with its reasons, that the store applies in one transaction.

pub mod reference;

pub mod addressee;
pub mod language;
pub mod organisation;
pub mod partner;
pub mod people;
pub mod team;

pub mod field;
pub mod form;
pub mod routing;
pub mod status;
pub mod ticket;
pub mod token;

pub mod calendar;
pub mod command;
pub mod diagram;
pub mod event;
pub mod evidence;
pub mod feedback;
pub mod files;
pub mod offer;
pub mod promise;
pub mod reach;
pub mod thanks;
pub mod timer;
pub mod told;
pub mod transition;
pub mod workflow;

pub mod decide;
pub mod facts;
pub mod holding;
pub mod limit;
pub mod notice;
pub mod policy;
pub mod question;
pub mod report;

#[cfg(test)]
pub(crate) mod samples;

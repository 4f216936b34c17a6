//! Tickets and the rules that move them. Pure: no bytes of mails, no SQL, no runtime, no clock (`now` is a parameter).
//!
//! Comes in: an act ([`act::Act`]) and what the database knows that bears on it ([`case::Case`]). Goes out: an
//! [`outcome::Outcome`], a value with its reasons, and the letters that follow from it ([`notify`]).

pub mod foreign_tag;
pub mod reference;

pub mod by_language;
pub mod language;
pub mod organisation;
pub mod partner;
pub mod people;
pub mod roles;
pub mod team;

pub mod change;
pub mod end;
pub mod event;
pub mod event_words;
pub mod facts;
pub mod field;
pub mod form;
pub mod notice;
pub mod publish;
pub mod reason;
pub mod routing;
pub mod sent_letter;
pub mod sign_in;
pub mod signature;
pub mod span_words;
pub mod status;
pub mod ticket;
pub mod title;
pub mod token;
pub mod words;

pub mod analysis;
pub mod calendar;
pub mod command;
pub mod condition;
pub mod date_words;
pub mod diagram;
pub mod evidence;
pub mod feedback;
pub mod files;
pub mod limit;
pub mod looked_for;
pub mod nearest;
pub mod offer;
pub mod open_domains;
pub mod quantity;
pub mod question;
pub mod recipients;
pub mod registry;
pub mod sla;
pub mod thanks;
pub mod timer;
pub mod transition;
pub mod work_time;
pub mod workflow;
pub mod zone;

pub mod act;
pub mod case;
pub mod holding;
pub mod letter;
pub mod outcome;
pub mod policy;
pub mod portal;
pub mod posting;

pub mod decide;
pub mod intake;
pub mod notify;
pub mod report;
pub mod throttle;

#[cfg(test)]
pub(crate) mod samples;

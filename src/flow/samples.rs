//! What letters are written with, for the tests of the belts.

use jiff::Timestamp;

use crate::desk::reference::ReferenceStyle;
use crate::mail::Address;
use crate::templates::Templates;

use super::Stationery;

pub(super) fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

pub(super) fn stationery() -> Stationery {
    Stationery {
        templates: Templates::compile("en", None).unwrap(),
        style: ReferenceStyle::default(),
        desk_name: "Example Desk".to_owned(),
        host: "desk.example".to_owned(),
        senders: vec![("support".to_owned(), address("support@desk.example"))],
        null_sender: true,
    }
}

/// So long after the time of the samples.
pub(super) fn later(seconds: i64) -> Timestamp {
    crate::store::samples::later(seconds)
}

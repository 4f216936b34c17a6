//! A sample, and what stands around it.

use serde::Serialize;

use crate::pages::page::Page;
use crate::pages::views::{AgentCounts, FormMark, Frame, Live, SignedInFrame};

/// A page to try templates with.
#[derive(Debug, Clone, Serialize)]
pub struct Sample {
    /// Its name, for a file: `ticket-stale`.
    pub name: &'static str,
    /// What stands around it.
    pub frame: Frame,
    /// The page.
    pub page: Page,
}

/// Nobody is signed in.
pub(super) fn nobody() -> Frame {
    Frame {
        language: "en".to_owned(),
        knowledge: true,
        mail: "support@desk.example".to_owned(),
        form: mark(),
        ..Frame::default()
    }
}

/// A customer.
pub(super) fn ada() -> Frame {
    let signed_in = SignedInFrame {
        name: "Ada Vermeer".to_owned(),
        address: "ada@acme.example".to_owned(),
        open_tickets: 3,
        agent: None,
        is_operator: false,
    };
    let live = Live { topic: "HD-00042".to_owned(), version: "17".to_owned() };
    Frame { signed_in: Some(signed_in), new: true, live: Some(live), ..nobody() }
}

/// An agent who is an operator, too.
pub(super) fn anna() -> Frame {
    let signed_in = SignedInFrame {
        name: "Anna Adler".to_owned(),
        address: "anna@desk.example".to_owned(),
        open_tickets: 0,
        agent: Some(AgentCounts { unassigned: 7, mine: 3 }),
        is_operator: true,
    };
    Frame { signed_in: Some(signed_in), ..nobody() }
}

pub(super) fn mark() -> FormMark {
    FormMark { nonce: "q7v3kq5n2m8x4c6b".to_owned(), version: "17".to_owned() }
}

//! A sample of every page in each of its forms: templates are tried with them at the start, and authors of templates see them.

mod agents;
mod customers;
mod knowledge;
mod opening;
mod signing;
mod values;

use serde::Serialize;

use super::page::Page;
use super::views::{AgentCounts, FormMark, Frame, Live, SignedInFrame};

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

/// All samples.
pub fn samples() -> Vec<Sample> {
    let all = [signing::samples(), customers::samples(), opening::samples(), knowledge::samples(), agents::samples()];
    all.concat()
}

/// Nobody is signed in.
fn nobody() -> Frame {
    Frame {
        language: "en".to_owned(),
        knowledge: true,
        mail: "support@desk.example".to_owned(),
        form: mark(),
        ..Frame::default()
    }
}

/// A customer.
fn ada() -> Frame {
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
fn anna() -> Frame {
    let signed_in = SignedInFrame {
        name: "Anna Adler".to_owned(),
        address: "anna@desk.example".to_owned(),
        open_tickets: 0,
        agent: Some(AgentCounts { unassigned: 7, mine: 3 }),
        is_operator: true,
    };
    Frame { signed_in: Some(signed_in), ..nobody() }
}

fn mark() -> FormMark {
    FormMark { nonce: "q7v3kq5n2m8x4c6b".to_owned(), version: "17".to_owned() }
}

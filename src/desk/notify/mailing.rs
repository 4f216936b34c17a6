//! Letters that belong together, and what they are about.

use super::super::letter::Letter;
use super::super::outcome::{Outcome, Response};
use super::super::sla::Measure;
use super::super::ticket::Ticket;

/// Letters that have one cause and are about one ticket, or about none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailing {
    /// Their subject.
    pub about: About,
    /// The measure of an SLA that they are about; each is a cause of its own.
    pub measure: Option<Measure>,
    /// The letters.
    pub letters: Vec<Letter>,
}

/// The subject of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The ticket of a step, by its place in the outcome.
    Step(usize),
    /// The ticket of a response, by its place in the outcome; perhaps none.
    Response(usize),
    /// No ticket.
    Nothing,
}

impl Outcome {
    /// The ticket that letters are about, as it stands after.
    pub fn ticket_of(&self, about: About) -> Option<&Ticket> {
        match about {
            About::Step(index) => self.steps.get(index).map(|step| &step.after),
            About::Response(index) => match self.responses.get(index)? {
                Response::Shown { shown, .. } => Some(&shown.ticket),
                Response::Undeliverable { ticket, .. } => ticket.as_deref(),
                _ => None,
            },
            About::Nothing => None,
        }
    }
}

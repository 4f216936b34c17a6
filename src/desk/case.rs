//! Everything in the database that bears on an act: tickets, people, clocks, answers to questions. It is read once, and the
//! decision knows nothing else.

use jiff::Timestamp;

use crate::mail::Contact;
use crate::mail::identity::Wording;

use super::end::End;
use super::evidence::Candidate;
use super::letter::SentLetter;
use super::notice::NoticeKind;
use super::question::{Answer, Lately, PublicWords, Question};
use super::reason::Reason;
use super::reference::TicketNumber;
use super::sla::progress::SlaClocks;
use super::ticket::Ticket;

/// Everything that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    /// Tickets that the act names, each once, by its best carrier.
    pub candidates: Vec<Candidate>,
    /// Tickets that are named otherwise (by a command, by what fell due), as they stand, also when they were merged.
    pub named: Vec<Ticket>,
    /// The kind of our letter that it answers (In-Reply-To), if it answers one.
    pub answers: Option<NoticeKind>,
    /// The letters of ours that it reports as failed, and that were taken for delivered.
    pub bounced: Vec<SentLetter>,
    /// Further questions, with the answers.
    pub asked: Vec<(Question, Answer)>,
    /// Mails before it that claim to be the same message, the oldest first.
    pub copies: Vec<EarlierCopy>,
    /// What was set aside since the last daily letter, where one is due.
    pub set_aside: Option<SetAside>,
    /// The clocks of those tickets that have any.
    pub clocks: Vec<(TicketNumber, SlaClocks)>,
    /// When the requester of the named ticket was last asked for feedback, on any ticket.
    pub last_asked: Option<Timestamp>,
}

/// Mails that were set aside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SetAside {
    /// Those that agents may want to have back: of known senders first, then proven ones.
    pub mails: Vec<SetAsideMail>,
    /// How many more of them there are.
    pub more: usize,
    /// How many others: reports of mail servers, lists, copies, our own.
    pub counted: usize,
    /// How many old mails were taken quietly.
    pub quiet: usize,
}

/// A mail that was set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAsideMail {
    /// Its number in the ledger.
    pub number: i64,
    /// How it ended: held, suppressed, or filed (`Commented`).
    pub end: End,
    /// Its author.
    pub from: Option<Contact>,
    /// A mail was proven to be theirs before, or an agent wrote to them.
    pub is_known: bool,
    /// This one is proven to be theirs.
    pub is_proven: bool,
    /// Its subject.
    pub subject: String,
    /// Why.
    pub reason: Option<Reason>,
}

/// A mail that claims to be the same message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierCopy {
    /// Its number in the ledger.
    pub mail: i64,
    /// How it ended.
    pub end: End,
    /// It was judged to be a machine's.
    pub is_machine: bool,
    /// It was known to come from its From.
    pub is_proven: bool,
    /// The customers of its ticket were written to.
    pub is_answered: bool,
    /// Its words.
    pub wording: Wording,
    /// The ticket that it became something on.
    pub ticket: Option<TicketNumber>,
}

impl Case {
    /// The answer to a question.
    pub fn answer(&self, question: &Question) -> Option<&Answer> {
        self.asked.iter().find(|(asked, _)| asked == question).map(|(_, answer)| answer)
    }

    /// What was lately said on a ticket, where that was asked for.
    pub fn lately(&self, number: TicketNumber) -> Option<&Lately> {
        self.asked.iter().find_map(|(asked, answer)| match (asked, answer) {
            (Question::Lately { ticket, .. }, Answer::Lately(lately)) if *ticket == number => Some(lately),
            _ => None,
        })
    }

    /// All that was said in public on a ticket, the newest first, where that was asked for.
    pub fn conversation(&self, number: TicketNumber) -> &[PublicWords] {
        match self.answer(&Question::Conversation(number)) {
            Some(Answer::Conversation(said)) => said,
            _ => &[],
        }
    }

    /// A ticket that is named, or that goes on from one.
    pub fn ticket(&self, number: TicketNumber) -> Option<&Ticket> {
        let found = self.candidates.iter().flat_map(Candidate::tickets);
        found.chain(&self.named).find(|ticket| ticket.number == number)
    }

    /// The words that a ticket was opened with, where they were asked for.
    pub fn opening_of(&self, number: TicketNumber) -> &str {
        let named = self.candidates.iter().find(|candidate| candidate.ticket.number == number);
        named.and_then(|candidate| candidate.opening.as_ref()).map_or("", |opening| opening.text.as_str())
    }

    /// The agent who wrote these words down for the requester.
    pub fn opened_by(&self, number: TicketNumber) -> Option<&str> {
        let named = self.candidates.iter().find(|candidate| candidate.ticket.number == number);
        named.and_then(|candidate| candidate.opening.as_ref()?.by_agent.as_deref())
    }

    /// The clocks of a ticket.
    pub fn clocks_of(&self, number: TicketNumber) -> SlaClocks {
        let found = self.clocks.iter().find(|(of, _)| *of == number);
        found.map(|(_, clocks)| clocks.clone()).unwrap_or_default()
    }
}

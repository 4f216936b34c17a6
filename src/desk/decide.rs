//! The one decision: a mail and what the database knows of it → what shall happen, with the reasons.
//!
//! Pure and total: every mail gets a [`Decision`] with exactly one [`End`] (P1). Nothing happens here; the store applies
//! the value in one transaction, and the letters are made of its notices.

mod agent;
mod asking;
mod clock;
mod colleague;
mod commanded;
mod customer;
mod decision;
mod draft;
mod entering;
mod filled;
mod held;
mod inquiry;
mod involve;
mod judged;
mod machine;
mod merge;
mod moving;
mod offering;
mod on_behalf;
mod opening;
mod outsider;
mod promised;
mod refused;
mod released;
mod said;
mod shown;
mod silence;
mod spam;
mod split;
mod telling;
#[cfg(test)]
mod tests;
mod undeliverable;
mod wish;

use jiff::{SignedDuration, Timestamp};

use crate::mail::authentic::Proof;
use crate::mail::forward::Forwarded;
use crate::mail::origin::{Machine, MachineKind, Origin};
use crate::mail::{Address, Contact, MessageId, Subject};

use super::evidence::{Candidate, Match, Sender, choose_match};
use super::files::Refused;
use super::notice::{Facts, NoticeKind};
use super::people::Role;
use super::policy::Policy;
use super::question::{Answer, Question};
use super::reference::TicketNumber;
use super::ticket::Ticket;
use super::token::Proven;

pub use clock::{Firing, ask_feedback, fire};
pub use decision::{Change, Decision, Effect, End, Fate, NewComment, NewTicket, Target};
use decision::{assignee_after, last_status, last_team, status_after};
pub use draft::quarantine;
pub use promised::{Deed, happened, tell_promise};
pub use undeliverable::{SentLetter, tell_undeliverable};

/// What a mail says, as far as decisions need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// Its number in the ledger, for those who let it pass.
    pub number: i64,
    /// Person or machine.
    pub origin: Origin,
    /// Whether it comes from where it says.
    pub proof: Proof,
    /// The tokens that it carries and that we made, the most believed first.
    pub tokens: Vec<Proven>,
    /// Others in it have the shape of a token, and are not ours.
    pub strange_token: bool,
    /// A human let it pass, whatever it was held for.
    pub released: bool,
    /// When it came in.
    pub received_at: Timestamp,
    /// Its Message-ID.
    pub message_id: Option<MessageId>,
    /// Its subject.
    pub subject: Subject,
    /// The whole readable text.
    pub text: String,
    /// What was newly written.
    pub new_text: String,
    /// The mail that it forwards.
    pub forwarded: Option<Forwarded>,
    /// The mailbox it came in by, by its name in the config.
    pub mailbox: String,
    /// The letters of ours that it reports as failed for good, by Message-ID, with the words of the server that refused.
    pub failures: Vec<(MessageId, String)>,
    /// Everybody else whom it was addressed to.
    pub copied: Vec<Contact>,
    /// Names of the files that came along and go to the other side.
    pub files: Vec<String>,
    /// Files that came along and go to nobody.
    pub refused: Vec<Refused>,
    /// What was wrong with it and must be seen by agents: cut at a limit, unreadable parts.
    pub remarks: Vec<String>,
}

impl Incoming {
    /// Who wrote it, as far as there is somebody.
    pub fn sender(&self) -> Option<&Address> {
        match &self.origin {
            Origin::Person(person) => Some(&person.contact().address),
            Origin::Machine(machine) => machine.contact.as_ref().map(|contact| &contact.address),
            Origin::Unknown(_) => None,
        }
    }
}

/// What the database knows that bears on this mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Tickets that the mail names, each once, by its best carrier.
    pub candidates: Vec<Candidate>,
    /// Tickets that commands of the mail name, as they stand, also when they were merged.
    pub named: Vec<Ticket>,
    /// The kind of our letter that the mail answers (In-Reply-To), if it answers one.
    pub answers: Option<NoticeKind>,
    /// The letters of ours that the mail reports as failed, and that were taken for delivered.
    pub bounced: Vec<SentLetter>,
    /// What else the mail made us ask, with the answers.
    pub asked: Vec<(Question, Answer)>,
}

impl Snapshot {
    /// The answer to a question.
    fn answer(&self, question: &Question) -> Option<&Answer> {
        self.asked.iter().find(|(asked, _)| asked == question).map(|(_, answer)| answer)
    }
}

impl Snapshot {
    /// A ticket that the mail names, or that goes on from one, or that a command names.
    fn ticket(&self, number: TicketNumber) -> Option<&Ticket> {
        let found = self.candidates.iter().flat_map(|found| std::iter::once(&found.ticket).chain(&found.follow_up));
        found.chain(&self.named).find(|ticket| ticket.number == number)
    }

    /// The words that a ticket was opened with, where they were asked for.
    fn opening_of(&self, number: TicketNumber) -> &str {
        let named = self.candidates.iter().find(|candidate| candidate.ticket.number == number);
        named.and_then(|candidate| candidate.opening.as_deref()).unwrap_or_default()
    }
}

/// What the database must be asked beyond the tickets that a mail names, before it can be decided. Nothing for nearly all
/// mails.
pub fn find_questions(policy: &Policy, snapshot: &Snapshot, incoming: &Incoming) -> Vec<Question> {
    let Origin::Person(person) = &incoming.origin else { return Vec::new() };
    if policy.holding.reason(incoming, snapshot, &policy.people).is_some() {
        return vec![held::question(incoming, person)];
    }
    if let Some(mail) = released::asked(policy, incoming, person) {
        return vec![released::question(mail)];
    }
    let asked = asking::asked(policy, snapshot, incoming, person);
    asked.map(|asked| asking::questions(policy, incoming, person, &asked)).unwrap_or_default()
}

/// What happens once a day is counted from here.
fn a_day_before(at: Timestamp) -> Timestamp {
    at.checked_sub(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MIN)
}

/// Decides. What was remarked on the mail stands among the reasons, so that the ledger and the ticket tell it too.
pub fn decide(policy: &Policy, snapshot: &Snapshot, incoming: &Incoming) -> Decision {
    let mut decision = choose(policy, snapshot, incoming);
    let (author, silent) = match &incoming.origin {
        Origin::Person(person) => (Some(&person.contact().address), person.restraint().is_some()),
        _ => (None, true),
    };
    entering::tell_of(policy, snapshot, (author, silent), &mut decision);
    silence::keep(snapshot, &mut decision);
    offering::put(policy, snapshot, &mut decision);
    if incoming.strange_token {
        decision
            .reasons
            .push("it carries a token that this desk did not make, or not lately; that counts for nothing".to_owned());
    }
    decision.reasons.extend(incoming.remarks.iter().cloned());
    refused::tell(policy, snapshot, incoming, &mut decision);
    shown::show(policy, snapshot, &mut decision);
    decision
}

fn choose(policy: &Policy, snapshot: &Snapshot, incoming: &Incoming) -> Decision {
    let person = match &incoming.origin {
        Origin::Machine(machine) => return machine::decide(policy, snapshot, incoming, machine),
        // nobody can be answered: filed, or shown to agents, as a machine's mail without a sender is
        Origin::Unknown(reason) => {
            let nobody = Machine { kind: MachineKind::AutoGenerated, reason: reason.clone(), contact: None };
            return machine::decide(policy, snapshot, incoming, &nobody);
        }
        Origin::Person(person) => person,
    };
    if let Some(why) = policy.holding.reason(incoming, snapshot, &policy.people) {
        return held::hold(policy, snapshot, incoming, (person, why));
    }
    if let Some(mail) = released::asked(policy, incoming, person) {
        return released::decide(policy, snapshot, incoming, (person, mail));
    }
    if let Some(asked) = asking::asked(policy, snapshot, incoming, person) {
        return asking::answer(policy, snapshot, incoming, (person, &asked));
    }
    let sender = &person.contact().address;
    let shown = Sender { address: sender, tokens: &incoming.tokens };
    match choose_match(&snapshot.candidates, shown, &policy.people) {
        Match::Ticket { ticket, role: Role::Agent, merged, note, reason } => {
            let reason = merge::told(policy, ticket, merged, reason);
            if agent::asks_there(policy, incoming, ticket, sender) {
                let reason = format!("{reason}; they asked there, and write as the requester");
                let place = customer::Place { ticket, role: Role::Requester, person, note, reason };
                return customer::comment(policy, snapshot, incoming, place);
            }
            agent::comment(policy, snapshot, incoming, agent::Place { ticket, person, merged, note, reason })
        }
        Match::Ticket { ticket, .. } | Match::Outsider { ticket, .. } if ticket.spam => spam::suppress(policy, ticket),
        Match::Ticket { ticket, role, merged, note, reason } => {
            let reason = merge::told(policy, ticket, merged, reason);
            customer::comment(policy, snapshot, incoming, customer::Place { ticket, role, person, note, reason })
        }
        Match::Outsider { ticket, note, reason } => {
            outsider::comment(policy, incoming, (ticket, person), (note, reason))
        }
        Match::Stranger { named, reason } => {
            let link = customer::Link::of_stranger(policy, named, reason);
            customer::open(policy, incoming, person, Some(link))
        }
        Match::Nothing if is_agent(policy, sender) => agent::open(policy, incoming, person),
        Match::Nothing => colleague::open(policy, incoming, person),
    }
}

fn is_agent(policy: &Policy, address: &Address) -> bool {
    policy.people.agents.find_by_address(address).is_some()
}

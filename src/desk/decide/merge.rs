//! `#merge HD-00041`: two tickets are the same case. The one that the agent writes on goes on in the one that is named;
//! later mail on it follows.
//!
//! Whoever is on the merged ticket is on the other from then on and gets everything public there. So only tickets of the
//! same customer can be merged: a number must not show one customer's case to another (P6).

use crate::mail::Contact;

use super::super::command::{Command, CommandLine};
use super::super::facts::TicketFact;
use super::super::notice::{Facts, NoticeKind};
use super::super::people::Role;
use super::super::policy::Policy;
use super::super::reference::TicketNumber;
use super::super::status::Stage;
use super::super::ticket::{Ticket, Visibility};
use super::draft::{bare_facts, tell_customer};
use super::{Change, Effect, NewComment, Snapshot, Target};

/// Why a mail is on this ticket, where it names one that was merged into it.
pub(super) fn told(policy: &Policy, ticket: &Ticket, merged: Option<TicketNumber>, reason: String) -> String {
    match merged {
        None => reason,
        Some(merged) => {
            let (merged, into) = (policy.style.print(merged), policy.style.print(ticket.number));
            format!("{reason}; {merged} goes on in {into}, it was merged into it")
        }
    }
}

/// Refuses what cannot be merged, and any command that names a merged ticket: which of the two it means cannot be told.
pub(super) fn refuse(
    policy: &Policy,
    snapshot: &Snapshot,
    (ticket, merged): (&Ticket, Option<TicketNumber>),
    lines: &mut [CommandLine],
) {
    for line in lines {
        let Ok(command) = &line.command else { continue };
        let why = match (merged, command) {
            (_, Command::Note) => None,
            (Some(merged), _) => {
                let (merged, into) = (policy.style.print(merged), policy.style.print(ticket.number));
                Some(format!("{merged} was merged into {into}; write it in an answer about {into}"))
            }
            (None, Command::Merge(into)) => refusal(policy, snapshot, ticket, *into),
            (None, _) => None,
        };
        if let Some(why) = why {
            line.command = Err(why);
        }
    }
}

fn refusal(policy: &Policy, snapshot: &Snapshot, ticket: &Ticket, into: TicketNumber) -> Option<String> {
    let print = |number| policy.style.print(number);
    if into == ticket.number {
        return Some("names the ticket itself".to_owned());
    }
    let Some(other) = snapshot.named.iter().find(|other| other.number == into) else {
        return Some(format!("there is no ticket {}", print(into)));
    };
    if let Some(survivor) = other.merged_into {
        return Some(format!("{} was merged into {} itself", print(into), print(survivor)));
    }
    if other.spam {
        return Some(format!("{} was set aside as spam", print(into)));
    }
    (!is_same_customers(policy, ticket, other)).then(|| {
        let asks = other.requester.as_ref().map_or("nobody".to_owned(), ToString::to_string);
        format!("{} is another customer's ({asks}); merged, each would read what the other wrote", print(into))
    })
}

/// Whether everybody on the one may see the other.
fn is_same_customers(policy: &Policy, one: &Ticket, other: &Ticket) -> bool {
    let may_see = |ticket: &Ticket, who: &Contact| ticket.role_of(&who.address, &policy.people).is_some();
    let agents_only =
        |ticket: &Ticket| ticket.customers().all(|who| policy.people.agents.find_by_address(&who.address).is_some());
    let shown_to =
        |from: &Ticket, to: &Ticket| from.requester.as_ref().is_some_and(|who| may_see(to, who)) || agents_only(from);
    shown_to(one, other) && (shown_to(other, one) || agents_only(one))
}

/// What happens on the ticket that goes on for both.
pub(super) fn effect(policy: &Policy, snapshot: &Snapshot, ticket: &Ticket, changes: &[Change]) -> Option<Effect> {
    let (into, reason) = changes.iter().find_map(|change| match change {
        Change::Merged { into, reason } => Some((*into, reason)),
        _ => None,
    })?;
    let survivor = snapshot.named.iter().find(|other| other.number == into)?;
    let merged = policy.style.print(ticket.number);
    let is_new =
        |who: &&Contact| survivor.role_of(&who.address, &policy.people).is_none_or(|role| role == Role::Member);
    let joining: Vec<Contact> = ticket.customers().filter(is_new).cloned().collect();
    let text = format!("{merged} ({}) was merged into this ticket: {reason}.", ticket.subject);
    let join = |who: Contact| Change::Join { who, reason: format!("{merged} was merged into it; that") };
    let facts = Facts {
        tickets: vec![TicketFact {
            reference: merged.clone(),
            subject: ticket.subject.as_str().to_owned(),
            status: ticket.status.0.clone(),
            done: policy.workflow.stage(&ticket.status) == Stage::Done,
            ..TicketFact::default()
        }],
        ..bare_facts(survivor)
    };
    let is_customer = |who: &&Contact| policy.people.agents.find_by_address(&who.address).is_none();
    let told = ticket.customers().filter(is_customer);
    let handed = ticket.partners.iter().filter(|partner| !survivor.partners.contains(partner));
    let hand = |partner: &String| Change::Handed {
        partner: partner.clone(),
        reason: format!("{merged} was merged into it, which the partner had; that"),
    };
    Some(Effect {
        target: Target::Existing(into),
        comments: vec![NewComment { author: None, role: Role::Machine, visibility: Visibility::Internal, text }],
        changes: joining.into_iter().map(join).chain(handed.map(hand)).collect(),
        notices: told.map(|who| tell_customer(NoticeKind::Merged, who, ticket, facts.clone())).collect(),
    })
}

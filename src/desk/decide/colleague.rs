//! A customer's mail that opens a ticket for a colleague: `#on-behalf bob@acme.example` on its first line.
//!
//! The colleague becomes the requester, the writer follows the ticket, and both are confirmed to. Only within one
//! organisation that shares its tickets: these two could read each other's anyway, so that nobody is drawn into a case by a
//! stranger (P6). Anywhere else the line is text, and agents are told why.

use crate::mail::Contact;
use crate::mail::mentions::mentions;
use crate::mail::origin::{Person, vouched};

use super::super::notice::{Audience, NoticeKind};
use super::super::people::Role;
use super::super::policy::Policy;
use super::draft::as_ticket;
use super::{Change, Decision, Incoming, Target, customer, on_behalf, wish};

/// How the line begins: as agents write it, and as people do.
const OPENINGS: [&str; 4] = ["#on-behalf", "on behalf of:", "namens:", "im auftrag von:"];

/// For whom a mail says it is.
enum Line<'t> {
    /// Nobody else.
    None,
    /// A colleague, and the text below the line.
    Colleague(Contact, &'t str),
    /// Somebody for whom its writer cannot ask, and why.
    Refused(String),
}

/// Opens a ticket: the writer's, or a colleague's.
pub(super) fn open(policy: &Policy, incoming: &Incoming, person: &Person) -> Decision {
    match read(policy, person.contact(), &incoming.text) {
        Line::None => {
            let mut decision = customer::open(policy, incoming, person, None);
            if let Some(why) = wish::at_opening(policy, &incoming.text) {
                tell(&mut decision, &why);
            }
            decision
        }
        Line::Colleague(colleague, below) => {
            let text = below.to_owned();
            let theirs = Incoming { new_text: text.clone(), text, ..incoming.clone() };
            let mut decision = customer::open(policy, &theirs, person, None);
            give_to(policy, person, &colleague, &mut decision);
            decision
        }
        Line::Refused(why) => {
            let mut decision = customer::open(policy, incoming, person, None);
            tell(&mut decision, &why);
            decision
        }
    }
}

fn read<'t>(policy: &Policy, writer: &Contact, text: &'t str) -> Line<'t> {
    let text = text.trim_start();
    let (line, below) = text.split_once('\n').unwrap_or((text, ""));
    let lower = line.to_lowercase();
    let Some(opening) = OPENINGS.into_iter().find(|opening| lower.starts_with(opening)) else { return Line::None };
    let found = mentions(line);
    let Some((address, before, _)) = found.first() else { return Line::None };
    // Mail programs write `bob@acme.example <mailto:bob@acme.example>`.
    if *address == writer.address || found.iter().any(|(other, _, _)| other != address) {
        return Line::None;
    }
    let name = before.get(opening.len()..).unwrap_or_default();
    let colleague = Contact::new(name.trim_matches(|c: char| c.is_whitespace() || "<\"'".contains(c)), address.clone());
    match refusal(policy, writer, &colleague) {
        None => Line::Colleague(colleague, below.trim_start_matches(['\r', '\n'])),
        Some(why) => Line::Refused(format!("\"{}\" is text here: {why}", line.trim())),
    }
}

fn refusal(policy: &Policy, writer: &Contact, colleague: &Contact) -> Option<String> {
    let organisations = &policy.people.organisations;
    let theirs = organisations.find_by_address(&colleague.address);
    let shared = organisations.find_by_address(&writer.address).filter(|organisation| organisation.shares);
    if policy.people.agents.find_by_address(&colleague.address).is_some() {
        return Some(format!("{} is an agent", colleague.address));
    }
    if shared.is_none() || shared.map(|it| &it.name) != theirs.map(|it| &it.name) {
        return Some(format!(
            "{} and {} are not of one company that shares its tickets",
            writer.address, colleague.address
        ));
    }
    vouched(colleague.clone(), &policy.own).err()
}

/// Makes the colleague who asks, and the writer somebody who follows.
fn give_to(policy: &Policy, person: &Person, colleague: &Contact, decision: &mut Decision) {
    let writer = person.contact();
    let Target::New(ticket) = &mut decision.target else { return };
    ticket.requester = Some(colleague.clone());
    // They did not write the mail: their letters answer none of theirs.
    let blank = as_ticket(ticket);
    let because = format!("{writer} opens it on behalf of {colleague}");
    if let Some(first) = decision.comments.first_mut() {
        first.role = Role::Participant;
    }
    decision.changes.retain(|change| !matches!(change, Change::Join { who, .. } if who.address == colleague.address));
    decision.changes.insert(0, Change::Join { who: writer.clone(), reason: format!("{because}; that") });
    for notice in &mut decision.notices {
        colleague.display().clone_into(&mut notice.facts.requester);
        colleague.address.as_str().clone_into(&mut notice.facts.requester_address);
    }
    if person.restraint().is_none()
        && let Ok(confirmation) = on_behalf::confirmation(policy, &blank, colleague)
    {
        let behind = decision.notices.iter().take_while(|notice| notice.kind == NoticeKind::Confirmation).count();
        decision.notices.insert(behind, confirmation);
    }
    tell(decision, &because);
}

/// Tells agents, and the reasons.
fn tell(decision: &mut Decision, why: &str) {
    decision.reasons.push(why.to_owned());
    for notice in decision.notices.iter_mut().filter(|notice| matches!(notice.to, Audience::Agent(_))) {
        let reason = &mut notice.facts.reason;
        *reason = if reason.is_empty() { why.to_owned() } else { format!("{reason}\n{why}") };
    }
}

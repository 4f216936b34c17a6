//! People involved: who joins a ticket, who leaves it, and that each of them gets everything public.

use crate::mail::Contact;
use crate::mail::origin::vouched;

use super::super::command::Command;
use super::super::notice::{Facts, Notice, NoticeKind};
use super::super::policy::Policy;
use super::super::ticket::Ticket;
use super::draft::tell_customer;
use super::{Change, Incoming};

/// More addresses in one mail are a mailing, not people who follow a case.
const MAX_JOINING: usize = 10;

/// Whom a mail was addressed to as well, where the desk lets them join: people who are not on the ticket yet.
pub(super) fn joining(policy: &Policy, incoming: &Incoming, sender: &Contact, ticket: Option<&Ticket>) -> Vec<Change> {
    if !policy.copied_join || incoming.copied.len() > MAX_JOINING {
        return Vec::new();
    }
    let is_new = |who: &&Contact| {
        who.address != sender.address
            && policy.people.agents.find_by_address(&who.address).is_none()
            && ticket.is_none_or(|ticket| ticket.customers().all(|known| known.address != who.address))
            && vouched((*who).clone(), &policy.own).is_ok()
    };
    let join = |who: &Contact| Change::Join {
        who: who.clone(),
        reason: "the mail was addressed to them, too; that".to_owned(),
    };
    incoming.copied.iter().filter(is_new).map(join).collect()
}

/// Why nobody can be involved or released so.
pub(super) fn refusal(policy: &Policy, ticket: Option<&Ticket>, command: &Command) -> Option<String> {
    let is_on =
        |who: &Contact| ticket.is_some_and(|ticket| ticket.customers().any(|known| known.address == who.address));
    match command {
        Command::Involve(who) if is_on(who) => Some(format!("{who} is on the ticket already")),
        Command::Involve(who) => vouched(who.clone(), &policy.own).err(),
        Command::Release(who) if !is_on(who) => Some(format!("{who} is not on the ticket")),
        Command::Release(who) => {
            let asks = ticket.and_then(|ticket| ticket.requester.as_ref()).is_some_and(|it| it.address == who.address);
            asks.then(|| format!("{who} is who asks, and cannot leave"))
        }
        _ => None,
    }
}

/// The ticket with the people who are on it after these changes.
pub(super) fn after(ticket: &Ticket, changes: &[Change]) -> Ticket {
    let mut after = ticket.clone();
    for change in changes {
        match change {
            Change::Requester { to, organisation, .. } => {
                after.requester = Some(to.clone());
                after.by_machine = false;
                after.organisation.clone_from(organisation);
            }
            Change::Join { who, .. } => after.participants.push(who.clone()),
            Change::Handed { partner, .. } if !after.partners.contains(partner) => after.partners.push(partner.clone()),
            Change::Leave { who, .. } => after.participants.retain(|known| known.address != who.address),
            _ => {}
        }
    }
    after
}

/// Those who were added, told that they were: unless they get the words with which they were added.
pub(super) fn tell_joined(ticket: &Ticket, changes: &[Change], told: &[Notice], facts: &Facts) -> Vec<Notice> {
    let joined = changes.iter().filter_map(|change| match change {
        Change::Join { who, .. } => Some(who),
        _ => None,
    });
    let is_told = |who: &Contact| told.iter().any(|notice| notice.to.contact().address == who.address);
    let bare = Facts { text: String::new(), files: Vec::new(), reason: String::new(), ..facts.clone() };
    joined
        .filter(|who| !is_told(who))
        .map(|who| tell_customer(NoticeKind::Involved, who, ticket, bare.clone()))
        .collect()
}

/// What a customer wrote goes to the other customers on the ticket, but for those who have it already.
pub(super) fn pass_on(
    policy: &Policy,
    incoming: &Incoming,
    author: &Contact,
    ticket: &Ticket,
    facts: &Facts,
) -> Vec<Notice> {
    let has_not = |who: &&Contact| {
        who.address != author.address
            && policy.people.agents.find_by_address(&who.address).is_none()
            && incoming.copied.iter().all(|copied| copied.address != who.address)
    };
    let facts = Facts { reason: String::new(), refused: Vec::new(), ..facts.clone() };
    ticket.customers().filter(has_not).map(|who| tell_customer(NoticeKind::Reply, who, ticket, facts.clone())).collect()
}

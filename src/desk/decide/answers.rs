//! Where answers to a mail go: to its author, or where its author wants them; and nobody is answered who reads nothing.
//!
//! Reply-To is believed within one organisation or company domain. Elsewhere it would let anybody send our words to
//! anybody: answers go to From, and agents are told.

use crate::mail::origin::{is_answerable, vouched};
use crate::mail::{Address, Contact};

use super::super::act::Act;
use super::super::change::{Change, Via};
use super::super::open_domains::OPEN_TO_ALL;
use super::super::policy::Policy;
use super::super::reason::{By, Remark};
use super::super::ticket::Ticket;

/// The most authors who join beside the first.
const MAX_CO_AUTHORS: usize = 10;

/// Where the author of a mail wants answers, if they may go there.
pub(super) fn answers_to<'a>(policy: &Policy, act: &'a Act, author: &Contact) -> Option<&'a Contact> {
    act.answers_to.as_ref().filter(|wanted| are_one(policy, &author.address, &wanted.address))
}

/// Whether two addresses are of one organisation, or of one domain that is not everybody's.
fn are_one(policy: &Policy, author: &Address, wanted: &Address) -> bool {
    let organisation = policy.people.organisation_of(author);
    let shared = organisation.is_some() && organisation == policy.people.organisation_of(wanted);
    let domain = author.domain();
    shared || domain == wanted.domain() && !OPEN_TO_ALL.contains(&domain)
}

/// What agents are told of it. `ticket` is the one that the mail belongs to.
pub(super) fn remarks(policy: &Policy, act: &Act, author: &Contact, ticket: &Ticket) -> Vec<Remark> {
    let address = author.address.to_string();
    let by_form = act.form.as_ref().map(|form| Remark::ByForm { form: form.to_string(), address: address.clone() });
    let wanted = act.answers_to.as_ref().map(|wanted| {
        let goes_there = ticket.answers_to.as_ref().is_some_and(|known| known.address == wanted.address);
        let wanted = wanted.address.to_string();
        if goes_there { Remark::AnswersGoTo { wanted } } else { Remark::AnswersWanted { wanted, address } }
    });
    let others =
        act.co_authors.iter().filter(|who| !ticket.has_customer(&who.address) && is_joinable(policy, author, who));
    let others = others.take(MAX_CO_AUTHORS).map(|who| Remark::WroteToo { who: who.address.to_string() });
    by_form.into_iter().chain(wanted).chain(others).collect()
}

/// The other authors of a mail that opens a ticket follow it, if the mail is proven, and they are of its domain or
/// organisation: nothing else is proven.
pub(super) fn co_authors(policy: &Policy, act: &Act, author: &Contact) -> Vec<Change> {
    if !(act.proof.is_pass() || policy.holding.is_vouched(act)) {
        return Vec::new();
    }
    let join = |who: &Contact| Change::Join { who: who.clone(), via: Via::Copy, reason: By::CoAuthor };
    let is_proven = |who: &&Contact| are_one(policy, &author.address, &who.address);
    let fitting = act.co_authors.iter().filter(|who| is_joinable(policy, author, who)).filter(is_proven);
    fitting.take(MAX_CO_AUTHORS).map(join).collect()
}

fn is_joinable(policy: &Policy, author: &Contact, who: &Contact) -> bool {
    who.address != author.address
        && policy.people.agents.find_by_address(&who.address).is_none()
        && vouched(who.clone(), &policy.own).is_ok()
}

/// The customer of a ticket who reads nothing, where there is no other.
pub(super) fn unanswerable(ticket: &Ticket) -> Option<&Contact> {
    let mut customers = ticket.customers();
    let first = customers.next()?;
    let reads = |who: &Contact| is_answerable(&ticket.addressee(who).address);
    (!reads(first) && !customers.any(reads)).then_some(first)
}

//! The one decision: an act and what the database knows that bears on it → what follows, with the reasons.
//!
//! Pure and total: every mail gets an [`Outcome`] with exactly one end (P1). Nothing happens here and nobody is written to;
//! letters are made of the outcome (`notify`), and the store writes it.

mod agent;
mod answers;
mod clocks;
mod colleague;
mod commands;
mod copies;
mod crossing;
mod customer;
mod day;
mod doubts;
mod form;
mod holding;
mod joining;
mod machine;
mod merge;
mod moves;
mod on_behalf;
mod opening;
mod originals;
mod questions;
mod quoted;
mod rating;
mod refusals;
mod split;
#[cfg(test)]
mod tests;
mod time;
mod unopened;
mod unsent;

use jiff::Timestamp;

use crate::mail::Address;
use crate::mail::origin::{Machine, MachineKind, Origin, Person};

use super::act::{Act, Source};
use super::case::Case;
use super::end::End;
use super::evidence::{Match, choose_match};
use super::foreign_tag;
use super::outcome::{Outcome, Response, Step};
use super::people::Role;
use super::policy::Policy;
use super::question::Question;
use super::reason::{Handling, Matched, Quarantine};
use super::reference::TicketNumber;
use super::ticket::Ticket;

use copies::CopyOf;

pub use machine::quarantine;

/// The questions that a decision on an act needs, beside the tickets that it names. Nearly all mails need none.
pub fn find_questions(policy: &Policy, case: &Case, act: &Act) -> Vec<Question> {
    let Origin::Person(person) = &act.origin else { return Vec::new() };
    if policy.holding.reason(act, case, &policy.people).is_some() {
        return vec![holding::held_before(act, person)];
    }
    if let Some(mails) = holding::find_set_aside(policy, case, act, person) {
        return mails.into_iter().map(Question::Fate).collect();
    }
    if let Some(asked) = questions::find_question(policy, case, act, person) {
        return questions::questions(policy, act, person, asked);
    }
    let unsent = unsent::find_question(policy, case, act, person);
    let doubts = || doubts::find_question(policy, case, act, person);
    let lately = crossing::find_question(policy, case, act, person);
    let joining = joining::find_question(policy, case, act, person);
    let quoted = quoted::find_question(policy, case, act, person);
    let split = split::find_question(policy, case, act, person);
    unsent.or_else(doubts).into_iter().chain(lately).chain(joining).chain(quoted).chain(split).collect()
}

/// Decides. Remarks on the act become reasons, so that the ledger and the ticket show them too.
pub fn decide(policy: &Policy, case: &Case, act: &Act, now: Timestamp) -> Outcome {
    let mut outcome = match &act.source {
        Source::Mail { .. } => match copies::judge(policy, case, act) {
            CopyOf::Nothing => of_mail(policy, case, act, None, now),
            CopyOf::Same(mail) => copies::same(mail),
            CopyOf::Proves(proved) => copies::prove(policy, act, proved, now),
            CopyOf::Better(worse) => copies::replace(of_mail(policy, case, act, None, now), worse),
            CopyOf::Perhaps(ticket) => of_mail(policy, case, act, Some(ticket), now),
        },
        Source::Page { ticket } => on_page(policy, case, act, *ticket, now),
        Source::Time { ticket, due } => match case.ticket(*ticket) {
            Some(ticket) => time::decide(policy, case, ticket, due, now),
            None => Outcome::default(),
        },
        Source::Day => day::decide(case),
        Source::Delivery { letter, words, ticket } => {
            let ticket = ticket.and_then(|number| case.ticket(number)).cloned().map(Box::new);
            let response = Response::Undeliverable { letter: letter.clone(), words: words.clone(), ticket };
            Outcome { responses: vec![response], ..Outcome::default() }
        }
    };
    finish(policy, case, act, &mut outcome, now);
    outcome
}

/// Completes any outcome: the clocks and timers of its tickets, and the reasons that the act itself gives.
pub fn finish(policy: &Policy, case: &Case, act: &Act, outcome: &mut Outcome, now: Timestamp) {
    for step in &mut outcome.steps {
        let opened = step.before.is_none();
        if opened {
            step.after.status_since = now;
        }
        let is_of_now = act.old_since.is_none() && !matches!(act.source, Source::Time { .. });
        step.after.quiet &= !is_of_now;
        let due = policy.workflow.due(&step.after.status, now);
        if step.moves_status() || (opened && !due.is_empty()) {
            step.timers = Some(due);
        }
        let happened = match &act.source {
            Source::Time { due, .. } => time::moves_clocks(due, step, now),
            // what was asked long ago was never promised
            _ if opened && act.old_since.is_some() => None,
            _ => clocks::happened(&policy.slas, step, act.at),
        };
        if let Some(happened) = happened {
            step.clocks = clocks::follow(policy, case, step, happened, now);
        }
        if let (Some(id), Some(comment)) = (act.message_id(), step.comments.first())
            && comment.role == Role::Requester
            && !opened
        {
            step.after.heard(id, foreign_tag::find(act.subject.as_str(), &policy.style));
        }
    }
    outcome.known = known(policy, act, outcome);
    if act.strange_token {
        outcome.reasons.push(Handling::StrangeToken.into());
    }
    if outcome.end != Some(End::Quarantined) {
        outcome.reasons.extend(act.remarks.iter().cloned());
    }
    for file in &act.refused {
        let (file, why) = (file.name.clone(), file.excess.sentence());
        outcome.reasons.push(Handling::FileRefused { file, why }.into());
    }
    if let (Origin::Person(person), Some(End::Opened | End::Commented)) = (&act.origin, outcome.end)
        && !(act.refused.is_empty() || is_agent(policy, &person.contact().address))
        && let Some(why) = person.restraint()
    {
        outcome.reasons.push(Handling::FilesNotTold { why: why.to_owned() }.into());
    }
}

/// The people of its tickets whose addresses are certain from now on. Where nothing at all can prove a mail, every mail of
/// theirs counts.
fn known(policy: &Policy, act: &Act, outcome: &Outcome) -> Vec<Address> {
    let Origin::Person(person) = &act.origin else { return Vec::new() };
    let author = &person.contact().address;
    if is_agent(policy, author) {
        return outcome.steps.iter().flat_map(Step::written_to).cloned().collect();
    }
    let counts = policy.holding.is_proven(act) || !policy.holding.can_prove();
    let is_on = |step: &Step| step.after.has_customer(author);
    Some(author.clone()).filter(|_| counts && outcome.steps.iter().any(is_on)).into_iter().collect()
}

/// A page's act is about the ticket that it stands on, or opens one; who may do it was looked at when it was shown.
fn on_page(policy: &Policy, case: &Case, act: &Act, ticket: Option<TicketNumber>, now: Timestamp) -> Outcome {
    let Origin::Person(person) = &act.origin else {
        return quarantine(policy, act, &Quarantine::fault("a page's act without a person"));
    };
    let address = &person.contact().address;
    let Some(number) = ticket else {
        return match holding::find_set_aside(policy, case, act, person) {
            Some(mails) => holding::decide(policy, case, act, person, &mails),
            None => of_nothing(policy, act, person, now),
        };
    };
    let candidate = case.candidates.iter().find(|candidate| candidate.named() == number);
    let merged = candidate.and_then(|candidate| candidate.merged.as_ref());
    let ticket = candidate.map(|candidate| &candidate.ticket).or_else(|| case.ticket(number));
    match ticket.and_then(|ticket| Some((ticket, ticket.role_of(address, &policy.people)?))) {
        Some((ticket, role)) => {
            let reason = Matched::OnPage { address: address.to_string(), role };
            let belongs = Match::Ticket { ticket, role, merged, note: false, reason };
            of_match(policy, case, act, (person, belongs), now)
        }
        None => Outcome::without_ticket(End::Suppressed, Matched::NotOnPage { address: address.to_string() }),
    }
}

/// `first` is the ticket of a mail that may be the same message.
fn of_mail(policy: &Policy, case: &Case, act: &Act, first: Option<&Ticket>, now: Timestamp) -> Outcome {
    let person = match &act.origin {
        Origin::Machine(machine) => return machine::decide(policy, case, act, machine, now),
        // Nobody can be answered, so it is filed or shown to agents, like a machine's mail without a sender.
        Origin::Unknown(reason) => {
            let nobody = Machine { kind: MachineKind::AutoGenerated, reason: reason.clone(), contact: None };
            return machine::decide(policy, case, act, &nobody, now);
        }
        Origin::Person(person) => person,
    };
    if let Some(why) = policy.holding.reason(act, case, &policy.people) {
        return holding::hold(case, act, person, why);
    }
    if let Some(mails) = holding::find_set_aside(policy, case, act, person) {
        return holding::decide(policy, case, act, person, &mails);
    }
    if let Some(asked) = questions::find_question(policy, case, act, person) {
        return questions::answer(policy, case, act, person, asked);
    }
    if let Some(ticket) = first.filter(|_| is_agent(policy, &person.contact().address)) {
        return agent::refuse_copy(policy, act, ticket, person);
    }
    let shown = policy.holding.sender(act, &person.contact().address);
    let belongs = match choose_match(&case.candidates, shown, &policy.people) {
        unknown @ (Match::Nothing | Match::Stranger { .. }) => {
            first.and_then(|ticket| copies::place(policy, ticket, person)).unwrap_or(unknown)
        }
        known => known,
    };
    of_match(policy, case, act, (person, belongs), now)
}

fn of_match(
    policy: &Policy,
    case: &Case,
    act: &Act,
    (person, belongs): (&Person, Match<'_>),
    now: Timestamp,
) -> Outcome {
    let sender = &person.contact().address;
    if let Match::Ticket { ticket, role, merged: Some(merged), ref reason, .. } = belongs {
        let reasons = merge::reasons(policy, ticket, Some(merged), reason.clone());
        let writer = moves::TicketWriter { ticket, role, person, says_more: false };
        if let Some(rated) = rating::of_merged(policy, case, act, (writer, merged, reasons), now) {
            return rated;
        }
    }
    match belongs {
        Match::Ticket { ticket, role: Role::Agent, merged, note, reason } => {
            let mut reasons = merge::reasons(policy, ticket, merged, reason);
            if agent::asks_there(policy, act, ticket, sender) {
                reasons.push(Matched::AsRequester.into());
                let place = customer::CustomerMail { ticket, role: Role::Requester, person, note, reasons };
                return customer::comment(policy, case, act, place, now);
            }
            agent::comment(policy, case, act, agent::AgentMail { ticket, person, merged, note, reasons }, now)
        }
        Match::Ticket { ticket, .. }
        | Match::Outsider { ticket, .. }
        | Match::Copied { ticket, .. }
        | Match::Original { ticket }
            if ticket.spam =>
        {
            let reference = policy.style.print(ticket.number);
            Outcome::without_ticket(End::Suppressed, Matched::OfSpam { reference })
        }
        Match::Ticket { ticket, role, merged, note, reason } => {
            let reasons = merge::reasons(policy, ticket, merged, reason);
            customer::comment(policy, case, act, customer::CustomerMail { ticket, role, person, note, reasons }, now)
        }
        Match::Outsider { ticket, note, reason } => customer::outsider(act, ticket, person, note, reason),
        Match::Copied { ticket, answers_all: true } => originals::answer_to_all(act, ticket, person, now),
        Match::Copied { ticket, answers_all: false } => originals::answer(act, ticket, person),
        Match::Original { ticket } => originals::original(act, ticket, person, now),
        Match::Unaddressed { named } => agent::ask_which(policy, act, &named),
        Match::Stranger { named, reason } => {
            let link = Some(opening::Link::of_stranger(policy, named, sender, reason));
            opening::open(policy, act, opening::NewRequest { link, ..opening::NewRequest::of(act, person) }, now)
        }
        Match::Nothing => of_nothing(policy, act, person, now),
    }
}

fn of_nothing(policy: &Policy, act: &Act, person: &Person, now: Timestamp) -> Outcome {
    if is_agent(policy, &person.contact().address) {
        on_behalf::open_any(policy, act, person, now)
    } else {
        colleague::open_for(policy, act, person, now)
    }
}

fn is_agent(policy: &Policy, address: &Address) -> bool {
    policy.people.agents.find_by_address(address).is_some()
}

//! A mail that asks about tickets: answered by one letter, with no ticket and no comment.
//!
//! An agent asks with a line (`#list mine`, `#show HD-00042`, `#help`), a customer with a subject (`tickets`), and anybody for the
//! portal with another one (`login`). What a customer
//! reads is theirs to see and has nothing internal; whoever must not be answered automatically is not (P5, P6).

use crate::mail::origin::Person;

use super::super::act::Act;
use super::super::case::Case;
use super::super::command::{Receipt, ReceiptLine};
use super::super::end::End;
use super::super::outcome::{Outcome, Response};
use super::super::policy::Policy;
use super::super::question::{Answer, Asked, ByAgent, Listed, Question};
use super::super::reason::{CommandFault, Handling, Remark};

/// The question in a person's mail, if nothing else in it forbids an answer.
pub(super) fn find_question<'a>(policy: &Policy, case: &Case, act: &'a Act, person: &Person) -> Option<&'a Asked> {
    let is_agent = policy.people.agents.find_by_address(&person.contact().address).is_some();
    let has_files = !(act.files.is_empty() && act.refused.is_empty());
    let is_bare = case.candidates.is_empty() && !has_files && act.forwarded.is_none();
    act.asks.question.as_ref().filter(|asked| match asked {
        Asked::ByAgent(by_agent) => is_agent && (by_agent.by_line || is_bare),
        Asked::OwnTickets { written } => {
            let by_line = !written.is_empty();
            // What is perhaps no question opens a ticket where it would get no answer.
            let is_answered = !policy.lists.words.is_empty() && answered_lately(case, act, person) < policy.lists.a_day;
            let is_alone = is_answered && !has_quote(act);
            !is_agent && is_bare && person.restraint().is_none() && (is_alone || !by_line)
        }
        Asked::Portal => is_bare && person.restraint().is_none() && !has_quote(act),
    })
}

/// The questions for the database that the answer needs.
pub(super) fn questions(policy: &Policy, act: &Act, person: &Person, asked: &Asked) -> Vec<Question> {
    match asked {
        Asked::ByAgent(by_agent) => by_agent.question.iter().flatten().cloned().collect(),
        Asked::OwnTickets { .. } => vec![own(policy, person), answered_before(act, person)],
        Asked::Portal => vec![answered_before(act, person)],
    }
}

fn has_quote(act: &Act) -> bool {
    act.text.lines().any(|line| line.trim_start().starts_with('>'))
}

fn own(policy: &Policy, person: &Person) -> Question {
    let address = &person.contact().address;
    let organisation = policy.people.organisations.find_by_address(address).filter(|organisation| organisation.shares);
    Question::OfCustomer { address: address.clone(), organisation: organisation.map(|it| it.name.clone()) }
}

fn answered_before(act: &Act, person: &Person) -> Question {
    Question::ended_within_a_day(&person.contact().address, End::Answered, act.at)
}

/// Answers it.
pub(super) fn answer(policy: &Policy, case: &Case, act: &Act, person: &Person, asked: &Asked) -> Outcome {
    match asked {
        Asked::OwnTickets { written } => to_customer(policy, case, act, (person, written)),
        Asked::Portal => portal(policy, case, act, person),
        Asked::ByAgent(by_agent) => to_agent(policy, case, by_agent),
    }
}

/// How often they were answered within a day, as far as that was asked for.
fn answered_lately(case: &Case, act: &Act, person: &Person) -> usize {
    match case.answer(&answered_before(act, person)) {
        Some(Answer::Count(before)) => *before,
        _ => 0,
    }
}

fn to_customer(policy: &Policy, case: &Case, act: &Act, (person, line): (&Person, &str)) -> Outcome {
    let before = answered_lately(case, act, person);
    if before >= policy.lists.a_day {
        let count = before as u64;
        return Outcome::without_ticket(End::Suppressed, Handling::ListedEnough { count });
    }
    let listed = match case.answer(&own(policy, person)) {
        Some(Answer::Tickets(listed)) => listed.clone(),
        _ => Listed::default(),
    };
    let remark = (!line.is_empty()).then(|| Remark::NoQuestion { line: line.to_owned() }.into());
    let response = Response::Listing { listed, written: String::new(), remark };
    let line = line.to_owned();
    answered(response, if line.is_empty() { Handling::AsksForOwn } else { Handling::Asks { line } })
}

/// As often as a list: whoever takes the answer for a mail to be answered would go round with it.
fn portal(policy: &Policy, case: &Case, act: &Act, person: &Person) -> Outcome {
    let before = answered_lately(case, act, person);
    if before >= policy.lists.a_day {
        return Outcome::without_ticket(End::Suppressed, Handling::PortalEnough { count: before as u64 });
    }
    answered(Response::Portal, Handling::AsksForPortal)
}

fn to_agent(policy: &Policy, case: &Case, asked: &ByAgent) -> Outcome {
    let (written, has_more) = (asked.written.clone(), asked.has_more);
    let unused = || has_more.then(|| Remark::Unused.into());
    if let (true, Err(why)) = (asked.is_mistyped, &asked.question) {
        let because = Handling::AsksInVain { line: written.clone(), why: why.clone() };
        let wrong = Remark::WrongQuestion { line: written.clone(), why: why.clone() }.into();
        return answered(Response::Help { written, remarks: unused().into_iter().chain([wrong]).collect() }, because);
    }
    let found = match &asked.question {
        Ok(None) => Ok(Response::Help { written, remarks: unused().into_iter().collect() }),
        Ok(Some(question)) => match (question, case.answer(question)) {
            (_, Some(Answer::Tickets(listed))) => {
                Ok(Response::Listing { listed: listed.clone(), written, remark: unused() })
            }
            (_, Some(Answer::One(Some(shown)))) => Ok(Response::Shown { shown: shown.clone(), written, has_more }),
            (Question::One(number), _) => Err(CommandFault::UnknownTicket { reference: policy.style.print(*number) }),
            _ => Err(CommandFault::Unanswered),
        },
        Err(fault) => Err(fault.clone()),
    };
    let line = asked.written.clone();
    match found {
        Ok(response) => answered(response, Handling::Asks { line }),
        Err(fault) => {
            let because = Handling::AsksInVain { line, why: fault.clone() };
            let line = ReceiptLine { command: asked.written.clone(), fault: Some(fault) };
            answered(Response::Receipt(Receipt::of(line)), because)
        }
    }
}

fn answered(response: Response, reason: Handling) -> Outcome {
    Outcome { responses: vec![response], ..Outcome::without_ticket(End::Answered, reason) }
}

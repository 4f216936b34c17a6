//! Answers that cross: an agent wrote to the customer before they could have read what was said last.
//!
//! After a colleague's newer answer theirs waits for `#send`, and both are told: two people of one desk do not say two things.
//! A customer's newer words hold nothing up; the agent is told of them. What counts is which message an answer answers, by
//! what the desk itself wrote down; only where that says nothing, which letter its author got last before they wrote.

use jiff::{SignedDuration, Timestamp};

use crate::mail::origin::Person;

use super::super::act::{Act, Source};
use super::super::case::Case;
use super::super::command::{Receipt, ReceiptLine};
use super::super::evidence::{Match, choose_match};
use super::super::outcome::Response;
use super::super::people::{Agent, Role};
use super::super::policy::Policy;
use super::super::question::{Lately, PublicWords, Question};
use super::super::reason::CommandFault;
use super::super::ticket::Ticket;
use super::unsent;

/// Nobody has read a letter sooner.
const READING: SignedDuration = SignedDuration::from_mins(1);

/// The question before words on a ticket are decided: what was said there lately?
pub(super) fn find_question(policy: &Policy, case: &Case, act: &Act, person: &Person) -> Option<Question> {
    if !matches!(act.source, Source::Mail { .. } | Source::Page { .. }) {
        return None;
    }
    let sender = &person.contact().address;
    let Match::Ticket { ticket, role, .. } =
        choose_match(&case.candidates, policy.holding.sender(act, sender), &policy.people)
    else {
        return None;
    };
    let reader =
        if role == Role::Agent { policy.people.agents.addresses_of(sender).cloned().collect() } else { Vec::new() };
    let has_read_by = if unsent::is_word(&act.asks.commands) { act.written_at } else { before(act.written_at) };
    let answers = act.in_reply_to.iter().chain(&act.references).cloned().collect();
    Some(Question::Lately { ticket: ticket.number, answers, reader, written: has_read_by })
}

fn before(written: Timestamp) -> Timestamp {
    written.checked_sub(READING).unwrap_or(Timestamp::MIN)
}

/// The newest answer of a colleague that the agent cannot have read. A page shows what was said, and holds words up by itself.
pub(super) fn by_colleague<'a>(case: &'a Case, act: &Act, ticket: &Ticket, agent: &Agent) -> Option<&'a PublicWords> {
    if act.is_posted() {
        return None;
    }
    let lately = case.lately(ticket.number)?;
    let read = if unsent::is_word(&act.asks.commands) {
        lately.answered.max(lately.got)
    } else {
        lately.answered.or(lately.got)
    };
    unread(lately, read, agent).find(|words| words.said.role == Role::Agent && !words.opens)
}

/// The newest words of a customer or partner that the agent has not read, and that their answer does not answer.
pub(super) fn by_customer<'a>(case: &'a Case, ticket: &Ticket, agent: &Agent) -> Option<&'a PublicWords> {
    let lately = case.lately(ticket.number)?;
    lately.answered?;
    unread(lately, lately.answered.max(lately.got), agent).find(|words| words.said.role != Role::Agent)
}

/// The words after those that were read, the newest first. What the agent wrote later shows that they knew what was said
/// before.
fn unread<'a>(lately: &'a Lately, read: Option<i64>, agent: &Agent) -> impl Iterator<Item = &'a PublicWords> {
    let is_own = |words: &PublicWords| words.said.author.as_ref().is_some_and(|it| agent.writes_from(&it.address));
    lately.said.iter().take_while(move |words| Some(words.number) > read && !is_own(words))
}

/// What is wrong with an answer that waits because of these words.
pub(super) fn fault(words: &PublicWords) -> CommandFault {
    CommandFault::Crossed { colleague: colleague(words) }
}

/// The receipt with the colleague's words, if there are any that the agent has not read.
pub(super) fn told(receipt: Receipt, words: Option<&PublicWords>) -> Receipt {
    let Some(words) = words else { return receipt };
    let mut receipt = Receipt { crossed: Some(Box::new(words.said.clone())), ..receipt };
    receipt.lines.push(ReceiptLine { command: String::new(), fault: Some(fault(words)) });
    receipt
}

/// The colleague is told, if they still are one.
pub(super) fn waits(policy: &Policy, act: &Act, words: &PublicWords) -> Option<Response> {
    let author = words.said.author.as_ref()?;
    let colleague = policy.people.agents.find_by_address(&author.address)?.contact.clone();
    Some(Response::Waits { colleague, words: act.own.clone() })
}

fn colleague(words: &PublicWords) -> String {
    words.said.author.as_ref().map(|author| author.display().to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::command::{Command, CommandLine};
    use crate::desk::question::{Answer, ShownComment};
    use crate::desk::samples;
    use crate::desk::ticket::Visibility;
    use crate::mail::{Address, Contact};

    /// `ben:5` wrote the comment 5; the opening is 1.
    fn said(word: &str) -> PublicWords {
        let (name, number) = word.split_once(':').unwrap();
        let (role, domain) = match name {
            "anna" | "ben" => (Role::Agent, "desk"),
            _ => (Role::Requester, "customer"),
        };
        let number = number.parse().unwrap();
        let author = Address::parse(&format!("{name}@{domain}.example")).map(|address| Contact::new("", address));
        let (at, text, files) = (Timestamp::UNIX_EPOCH, name.to_owned(), Vec::new());
        let said = ShownComment { at, author, role, visibility: Visibility::Public, text, files };
        PublicWords { number, opens: number == 1, said }
    }

    fn case(answered: Option<i64>, got: Option<i64>, words: &str) -> Case {
        let said = words.split_whitespace().rev().map(said).collect();
        let ticket = samples::ticket().number;
        let question = Question::Lately { ticket, answers: Vec::new(), reader: Vec::new(), written: Timestamp::MIN };
        Case { asked: vec![(question, Answer::Lately(Lately { answered, got, said }))], ..Case::default() }
    }

    fn agents_act(says_send: bool) -> Act {
        let mut act = Act::bare(Source::Day, Timestamp::UNIX_EPOCH, "support");
        if says_send {
            let line = CommandLine { written: "#send".to_owned(), command: Ok(Command::Send) };
            act.asks.commands.lines.push(line);
        }
        act
    }

    #[test]
    fn what_an_agent_cannot_have_read() {
        let (ticket, anna) = (samples::ticket(), samples::agents().0.remove(0));
        let check = |answered, got, words: &str, colleague: Option<i64>, customer: Option<i64>| {
            let case = case(answered, got, words);
            let found = by_colleague(&case, &agents_act(false), &ticket, &anna).map(|words| words.number);
            assert_eq!(found, colleague, "{answered:?} {got:?} {words}");
            let found = by_customer(&case, &ticket, &anna).map(|words| words.number);
            assert_eq!(found, customer, "{answered:?} {got:?} {words}, of customers");
        };
        check(Some(1), Some(1), "ada:1", None, None);
        check(Some(1), Some(1), "ada:1 ben:3", Some(3), None);
        check(Some(3), Some(1), "ada:1 ben:3", None, None);
        check(Some(1), Some(3), "ada:1 ben:3", Some(3), None);
        check(Some(2), None, "ada:1 ben:3", Some(3), None);
        check(Some(1), Some(1), "ada:1 ben:3 anna:4", None, None);
        check(Some(1), Some(1), "ada:1 anna:3 ben:4", Some(4), None);
        check(Some(1), Some(1), "ada:1 ben:3 ada:4", Some(3), Some(4));
        check(Some(3), Some(1), "ada:1 ben:3 ada:4", None, Some(4));
        check(Some(3), Some(4), "ada:1 ben:3 ada:4", None, None);
        // Nothing that is known is answered: the last letter counts, and nobody tells of customers' words.
        check(None, Some(3), "ada:1 ben:3", None, None);
        check(None, Some(1), "ada:1 ben:3 ada:4", Some(3), None);
        check(None, None, "ada:1 ben:3", Some(3), None);
        check(None, None, "ada:1", None, None);
        // What an agent wrote down for a customer is no answer.
        check(None, None, "ben:1", None, None);
    }

    #[test]
    fn who_says_send_has_read_the_letters_that_came_before() {
        let (ticket, anna) = (samples::ticket(), samples::agents().0.remove(0));
        let check = |answered, got, expected: Option<i64>| {
            let case = case(answered, got, "ada:1 ben:3");
            let found = by_colleague(&case, &agents_act(true), &ticket, &anna).map(|words| words.number);
            assert_eq!(found, expected, "{answered:?} {got:?}");
        };
        check(Some(1), Some(1), Some(3));
        check(Some(1), Some(3), None);
        check(Some(3), None, None);
        check(None, None, Some(3));
    }
}

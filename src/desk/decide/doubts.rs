//! Doubts whether an agent's words are meant for the customer: nothing is sent, and the receipt asks. `#send` in an answer sends
//! them all the same; `#public` or `#note` on the first line leaves no doubt from the start (P10).

use crate::mail::Contact;
use crate::mail::clean::{quoted, truncated};
use crate::mail::origin::{Caution, Person};
use crate::mail::prefix::{Prefix, prefix_of};

use super::super::act::Act;
use super::super::case::Case;
use super::super::command::{Command, Instructions};
use super::super::evidence::{Match, choose_match};
use super::super::intake::{names_note, says_internal};
use super::super::people::{Agent, Role};
use super::super::policy::Policy;
use super::super::question::{self, AgentNote, Question};
use super::super::reason::CommandFault;
use super::super::thanks::{greeted, only_greets};
use super::super::ticket::Ticket;

/// Shorter lines say nothing of where they come from, in letters.
const FEW_LETTERS: usize = 15;
/// The most bytes of a line that are compared.
const MAX_LINE: usize = 500;

/// An agent's mail on a ticket.
#[derive(Clone, Copy)]
pub(super) struct Answer<'a> {
    pub(super) ticket: &'a Ticket,
    pub(super) agent: &'a Agent,
    pub(super) person: &'a Person,
    pub(super) instructions: &'a Instructions,
    /// It answers a letter with a note.
    pub(super) note: bool,
}

/// The question before it is decided: which notes stand on the ticket that an agent answers?
pub(super) fn find_question(policy: &Policy, case: &Case, act: &Act, person: &Person) -> Option<Question> {
    let shown = policy.holding.sender(act, &person.contact().address);
    match choose_match(&case.candidates, shown, &policy.people) {
        Match::Ticket { ticket, role: Role::Agent, .. } if !is_settled(act, &act.asks.commands) => {
            Some(Question::Notes(ticket.number))
        }
        _ => None,
    }
}

/// The first doubt about an agent's words, if they go to customers.
pub(super) fn find(policy: &Policy, case: &Case, act: &Act, answer: Answer<'_>) -> Option<CommandFault> {
    let Answer { ticket, agent, person, instructions, note } = answer;
    if is_settled(act, instructions) {
        return None;
    }
    if note {
        return hands_note_over(policy, instructions).then_some(CommandFault::NoteOrPublic);
    }
    if writes_down(instructions) {
        return Some(CommandFault::WhoseWords);
    }
    let brings = act.forwarded.as_ref().is_some_and(|forwarded| policy.is_of_others(forwarded));
    if brings || instructions.text.is_empty() {
        return None;
    }
    if matches!(person.caution(), Some(Caution::PerhapsAbsent(_))) && instructions.lines.is_empty() {
        return Some(CommandFault::PerhapsAbsent);
    }
    if act.public_files.is_empty() && only_greets(&instructions.text, &agent.contact, ticket.customers()) {
        return Some(CommandFault::OnlyGreets);
    }
    if names_note(act.subject.as_str()) {
        return Some(CommandFault::NoteInSubject);
    }
    // What it forwards is nobody else's mail: ours, or none.
    if matches!(prefix_of(act.subject.as_str()), Some((Prefix::Forward, _))) {
        return Some(CommandFault::ForwardsNothing);
    }
    if let Some(line) = says_internal(&instructions.text) {
        return Some(CommandFault::SaysInternal { line: quoted(line) });
    }
    if let Some(colleague) = colleague(policy, act, answer) {
        return Some(CommandFault::ToColleague { colleague });
    }
    repeats_note(case, ticket, agent, &instructions.text).then_some(CommandFault::RepeatsNote)
}

/// Whether its author said whom it is for.
fn is_settled(act: &Act, instructions: &Instructions) -> bool {
    let says = |command: &Command| matches!(command, Command::Note | Command::Public | Command::Spam);
    act.sent || instructions.commands().any(says)
}

/// Whether the words may be what somebody said who called, whom the mail names as the requester.
fn writes_down(instructions: &Instructions) -> bool {
    !instructions.text.is_empty() && instructions.commands().any(|command| matches!(command, Command::OnBehalf(_)))
}

/// Whether the ticket is handed to a partner with words that stay a note, because they answer one.
fn hands_note_over(policy: &Policy, instructions: &Instructions) -> bool {
    let hands = |command: &Command| match command {
        Command::Transition(name) => {
            policy.workflow.find_transition(name).is_some_and(|transition| transition.partner.is_some())
        }
        _ => false,
    };
    !instructions.text.is_empty() && instructions.commands().any(hands)
}

/// The colleague whom the mail is written to: beside the desk it is addressed to agents alone, copies included; a line begins
/// with `@` and a name of theirs; or it greets them, and nobody on the ticket is called so.
fn colleague(policy: &Policy, act: &Act, answer: Answer<'_>) -> Option<String> {
    let Answer { ticket, agent: writer, instructions, .. } = answer;
    let agents = &policy.people.agents;
    let by_address = || {
        let of_others = |to: &&Contact| !policy.own.has(&to.address) && !writer.writes_from(&to.address);
        let addressees = || act.to.iter().chain(&act.copied);
        let mut named = addressees().filter(of_others).map(|to| agents.find_by_address(&to.address));
        let first = named.next().flatten()?;
        named.all(|agent| agent.is_some()).then_some(first)
    };
    let by_name = || {
        let mut named =
            instructions.text.lines().filter_map(|line| line.trim().strip_prefix('@')).map(str::to_lowercase);
        named.find_map(|named| {
            let is_named = |agent: &&Agent| {
                let first_name = agent.contact.display().split_whitespace().next().unwrap_or_default().to_lowercase();
                let begins = |name: &str| !name.is_empty() && named.starts_with(name);
                begins(&agent.name.to_lowercase()) || begins(&first_name)
            };
            agents.0.iter().find(is_named)
        })
    };
    let by_greeting = || {
        let names = greeted(&instructions.text);
        let known = ticket.customers().chain([&writer.contact]).any(|contact| is_called(contact, "", &names));
        let mut others = agents.0.iter().filter(|agent| agent.name != writer.name && !known);
        others.find(|agent| is_called(&agent.contact, &agent.name, &names))
    };
    by_address().or_else(by_name).or_else(by_greeting).map(|agent| agent.contact.display().to_owned())
}

/// Whether all of these names, in lower case, are somebody's: of their name, their address, or what they are called beside.
fn is_called(contact: &Contact, also: &str, names: &[String]) -> bool {
    let known = format!("{} {} {also}", contact.name(), contact.address.local()).to_lowercase();
    let known: Vec<&str> = known.split(|c: char| !c.is_alphanumeric()).collect();
    !names.is_empty() && names.iter().all(|name| known.contains(&name.as_str()))
}

/// Whether a line of the words stands in a note of a colleague's: programs quote without marks. What its own author kept as a
/// note, by a command that was wrong, they may write again.
fn repeats_note(case: &Case, ticket: &Ticket, agent: &Agent, text: &str) -> bool {
    let notes = case.answer(&Question::Notes(ticket.number)).map(question::notes).unwrap_or_default();
    let others = notes.iter().filter(|note| !agent.writes_from(&note.author));
    let known: Vec<String> = others.flat_map(|AgentNote { text, .. }| text.lines()).filter_map(letters).collect();
    !known.is_empty() && text.lines().filter_map(letters).any(|line| known.contains(&line))
}

/// The letters and digits of a line; none where they are few.
fn letters(line: &str) -> Option<String> {
    let kept = truncated(line, MAX_LINE).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    let kept: String = kept.collect();
    (kept.chars().count() >= FEW_LETTERS).then_some(kept)
}

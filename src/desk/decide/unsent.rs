//! Mails that were not sent and wait for a word of their author: a command in them was probably mistyped, or stands where
//! it does not hold. `#send` in an answer to the receipt has the mail decided anew, as it was probably meant.
//!
//! The receipt names the mail. Where mail programs lost that, an agent's only unsent mail on the ticket is meant, and of
//! several none.

use crate::mail::origin::Person;

use super::super::act::Act;
use super::super::case::Case;
use super::super::command::{Command, Instructions};
use super::super::end::End;
use super::super::evidence::{Match, choose_match};
use super::super::outcome::{Fate, Outcome};
use super::super::people::Agent;
use super::super::policy::Policy;
use super::super::question::{Answer, Question, UnsentMail};
use super::super::reason::{CommandFault, Handling};
use super::super::ticket::Ticket;

/// Whether the mail says `#send`, and nothing else.
pub(super) fn is_word(instructions: &Instructions) -> bool {
    let is_alone = instructions.text.is_empty();
    matches!(instructions.lines.as_slice(), [line] if is_alone && line.command == Ok(Command::Send))
}

/// The question before it is decided: which mails of its ticket are unsent?
pub(super) fn find_question(policy: &Policy, case: &Case, act: &Act, person: &Person) -> Option<Question> {
    if !is_word(&act.asks.commands) {
        return None;
    }
    let shown = policy.holding.sender(act, &person.contact().address);
    match choose_match(&case.candidates, shown, &policy.people) {
        Match::Ticket { ticket, .. } => Some(question(act, ticket)),
        _ => None,
    }
}

fn question(act: &Act, ticket: &Ticket) -> Question {
    Question::Unsent { ticket: ticket.number, answers: act.in_reply_to.clone() }
}

/// The unsent mail that is meant, or why none is.
pub(super) fn find(case: &Case, act: &Act, agent: &Agent, ticket: &Ticket) -> Result<i64, CommandFault> {
    let unsent = match case.answer(&question(act, ticket)) {
        Some(Answer::Unsent(unsent)) => unsent.as_slice(),
        _ => &[],
    };
    let theirs: Vec<&UnsentMail> = unsent.iter().filter(|mail| agent.writes_from(&mail.author)).collect();
    match (theirs.iter().find(|mail| mail.is_named), theirs.as_slice()) {
        (Some(mail), _) | (None, [mail]) if mail.is_overtaken => Err(CommandFault::Overtaken),
        (Some(mail), _) | (None, [mail]) => Ok(mail.number),
        (None, []) => Err(CommandFault::NothingUnsent),
        (None, _) => Err(CommandFault::SeveralUnsent),
    }
}

/// Has it sent.
pub(super) fn send(mail: i64) -> Outcome {
    Outcome {
        held: Some((mail, Fate::Sent)),
        ..Outcome::without_ticket(End::Answered, Handling::Sends { mail: mail.unsigned_abs() })
    }
}

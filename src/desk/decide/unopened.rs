//! An agent's mail on no ticket that opens none either: it is nothing but commands, plainly means a ticket that there is not, or
//! thanks for a letter about none. Its author alone is told, and gets their words back. In doubt it opens a ticket, as does
//! whatever brings files.

use crate::mail::prefix::{Prefix, prefix_of};

use super::super::act::Act;
use super::super::command::{Instructions, Receipt, ReceiptLine};
use super::super::end::End;
use super::super::outcome::{Outcome, Response};
use super::super::people::Agent;
use super::super::policy::Policy;
use super::super::reason::{CommandFault, Handling};
use super::super::thanks::{is_farewell, thanks_in_few_words};
use super::super::token::Purpose;

/// A receipt gives back so many bytes.
const MAX_WORDS: usize = 16 * 1024;

/// Refuses it, if it is one.
pub(super) fn refuse(policy: &Policy, act: &Act, agent: &Agent, instructions: &Instructions) -> Option<Outcome> {
    let brings = act.forwarded.is_some() || !(act.files.is_empty() && act.refused.is_empty());
    if brings || act.text.len() > MAX_WORDS {
        return None;
    }
    let text = &instructions.text;
    let is_empty = text.is_empty() || is_farewell(text, &agent.contact);
    let why = unknown_ticket(policy, act, instructions)
        .or_else(|| (is_empty && !instructions.lines.is_empty()).then_some(CommandFault::NeedsTicket))
        .or_else(|| (is_empty || thanks_in_few_words(text)).then(|| thanked(act)).flatten())?;
    let mut lines = instructions.receipt(Some(&why));
    if lines.is_empty() {
        lines.push(ReceiptLine { command: String::new(), fault: Some(why.clone()) });
    }
    let is_note = instructions.names_note;
    let receipt = Receipt { lines, is_note, text: text.to_string(), ..Receipt::default() };
    let outcome = Outcome::without_ticket(End::Answered, Handling::OpensNone { why });
    Some(Outcome { responses: vec![Response::Receipt(receipt)], ..outcome })
}

/// The ticket that is meant, and is none: its reference stands in a subject that answers, or above commands.
fn unknown_ticket(policy: &Policy, act: &Act, instructions: &Instructions) -> Option<CommandFault> {
    let subject = act.subject.as_str();
    let number = policy.style.find_all(subject).first().copied()?;
    let answers = matches!(prefix_of(subject), Some((Prefix::Answer, _))) || subject.starts_with('[');
    let reference = policy.style.print(number);
    (answers || !instructions.lines.is_empty()).then_some(CommandFault::UnknownTicket { reference })
}

/// The letter that is answered, if it is about no ticket.
fn thanked(act: &Act) -> Option<CommandFault> {
    let token = act.tokens.first().filter(|token| token.is_recipient)?;
    (token.purpose == Purpose::Desk).then_some(CommandFault::AnswersNoTicket)
}

//! Inquiries: mails that are no ticket yet. An agent answers one like a letter, or opens a ticket for it; until then no
//! rule moves it and its writer hears of no ticket.

use super::super::command::{Command, Instructions};
use super::super::notice::Notice;
use super::super::policy::Policy;
use super::super::status::{Stage, StatusName};
use super::super::ticket::Ticket;
use super::on_behalf;

/// Why a command does not hold on a ticket, or on one that is not yet there.
pub(super) fn refusal(policy: &Policy, ticket: Option<&Ticket>, (command, opens): (&Command, bool)) -> Option<String> {
    let workflow = &policy.workflow;
    let to = match command {
        Command::Status(to) => Some(to),
        Command::Transition(name) => workflow.find_transition(name).map(|transition| &transition.to),
        _ => None,
    };
    let status = ticket.map(|ticket| &ticket.status);
    if !status.is_some_and(|status| workflow.is_inquiry(status)) {
        return match (command, status) {
            (Command::Open, Some(status)) => {
                Some(format!("is for inquiries, and the ticket is open already: it is {status}"))
            }
            (Command::Open, None) => Some("is for inquiries, and this mail opens a ticket by itself".to_owned()),
            _ => to
                .filter(|to| workflow.is_inquiry(to))
                .map(|_| "cannot be: a ticket becomes no inquiry again".to_owned()),
        };
    }
    let leads_on = |to: &&StatusName| workflow.stage(to) != Stage::Done && !workflow.is_inquiry(to);
    to.filter(leads_on)
        .filter(|_| !opens)
        .map(|_| "needs a ticket, and it is an inquiry: write #open above it".to_owned())
}

/// Whether these commands open a ticket for an inquiry.
pub(super) fn is_opened(instructions: &Instructions) -> bool {
    instructions.commands().any(|command| *command == Command::Open)
}

/// The confirmation to who asked, now that it is a ticket: in answer to their mail.
pub(super) fn confirmation(policy: &Policy, ticket: &Ticket, status: &StatusName) -> Option<Notice> {
    let mut notice = on_behalf::confirmation(policy, ticket, ticket.requester.as_ref()?).ok()?;
    notice.facts.status.clone_from(&status.0);
    notice.in_reply_to.clone_from(&ticket.opening_id);
    notice.references = ticket.opening_id.iter().cloned().collect();
    Some(notice)
}

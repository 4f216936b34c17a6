//! Commands that do not hold on their ticket become faults, with the reason, and then nothing of the mail is executed.

use crate::mail::Contact;
use crate::mail::origin::vouched;

use super::super::act::Act;
use super::super::case::Case;
use super::super::command::{Command, CommandLine, Instructions};
use super::super::evidence::Carrier;
use super::super::offer;
use super::super::people::Agent;
use super::super::policy::Policy;
use super::super::reason::CommandFault;
use super::super::status::{Stage, StatusName};
use super::super::ticket::Ticket;
use super::super::token::Proven;
use super::super::workflow::Workflow;
use super::merge;

/// The commands of an agent on this ticket, or on one that is not yet there; those that do not hold are faults.
pub(super) fn hold(
    policy: &Policy,
    instructions: &Instructions,
    agent: &Agent,
    ticket: Option<&Ticket>,
) -> Instructions {
    let mut instructions = instructions.clone();
    let opens = opens_inquiry(&instructions);
    let requester = ticket.and_then(|ticket| ticket.requester.as_ref());
    refuse(&mut instructions.lines, |command| {
        of_requester(policy, requester, command)
            .or_else(|| of_people(policy, ticket, command))
            .or_else(|| without_ticket(ticket, command))
            .or_else(|| about_other_mail(ticket, command))
            .or_else(|| of_inquiry(policy, ticket, command, opens))
    });
    if let Some(ticket) = ticket {
        refuse_transitions(policy, ticket, &mut instructions);
    }
    let assignee = ticket.and_then(|ticket| ticket.assignee.as_deref());
    refuse_to_others(&policy.workflow, agent, assignee, &mut instructions);
    instructions
}

fn refuse(lines: &mut [CommandLine], why: impl Fn(&Command) -> Option<CommandFault>) {
    for line in lines {
        if let Some(why) = line.command.as_ref().ok().and_then(&why) {
            line.command = Err(why);
        }
    }
}

/// Statuses that only the assignee sets are faults for others, unless they take the ticket with the same mail.
fn refuse_to_others(workflow: &Workflow, agent: &Agent, assignee: Option<&str>, instructions: &mut Instructions) {
    let takes = |command: &Command| matches!(command, Command::Assign(to) if *to == agent.name);
    if assignee == Some(agent.name.as_str()) || instructions.commands().any(takes) {
        return;
    }
    refuse(&mut instructions.lines, |command| {
        let status = status_of(workflow, command).and_then(|to| workflow.find(to.as_str()))?;
        let name = status.name.0.clone();
        status.by_assignee.then(|| match assignee {
            Some(assignee) => CommandFault::OnlyAssignee { status: name, assignee: assignee.to_owned() },
            None => CommandFault::NobodyYet { status: name },
        })
    });
}

/// The status that a command sets by its name.
fn status_of<'a>(workflow: &'a Workflow, command: &'a Command) -> Option<&'a StatusName> {
    match command {
        Command::Status(to) => Some(to),
        Command::Transition(name) => workflow.find_transition(name).map(|transition| &transition.to),
        _ => None,
    }
}

/// Transitions that nobody can ask for on this ticket are faults.
pub(super) fn refuse_transitions(policy: &Policy, ticket: &Ticket, instructions: &mut Instructions) {
    refuse(&mut instructions.lines, |command| {
        let Command::Transition(name) = command else { return None };
        offer::refusal(&policy.people, ticket, policy.workflow.find_transition(name)?)
            .map(|why| CommandFault::TransitionNotOpen { why })
    });
}

/// A ticket that cannot be merged is a fault, and so is any command on a merged ticket: it is unclear which of the two it
/// means.
pub(super) fn refuse_merging(
    policy: &Policy,
    case: &Case,
    ticket: &Ticket,
    merged: Option<&Ticket>,
    instructions: &mut Instructions,
) {
    refuse(&mut instructions.lines, |command| match (merged, command) {
        (_, Command::Note) => None,
        (Some(merged), _) => {
            let (merged, into) = (policy.style.print(merged.number), policy.style.print(ticket.number));
            Some(CommandFault::WasMerged { reference: merged, into })
        }
        (None, Command::Merge(into)) => merge::refusal(policy, case, ticket, *into),
        (None, _) => None,
    });
}

/// Why nothing can be merged, split or set aside: there is nothing yet.
fn without_ticket(ticket: Option<&Ticket>, command: &Command) -> Option<CommandFault> {
    let of_a_ticket = matches!(command, Command::Merge(_) | Command::Split(_) | Command::Spam | Command::Requester(_));
    (ticket.is_none() && of_a_ticket).then_some(CommandFault::NeedsTicket)
}

/// Commands about a mail that waits hold nowhere else.
fn about_other_mail(ticket: Option<&Ticket>, command: &Command) -> Option<CommandFault> {
    match command {
        Command::ReleaseMail(_) | Command::DropMail(_) => Some(CommandFault::ForHeldMail),
        // On a ticket it holds, but for what stands beside it.
        Command::Send if ticket.is_some() => Some(CommandFault::SendAlone),
        Command::Send => Some(CommandFault::ForReceipt),
        _ => None,
    }
}

/// Why it is not clear which ticket an agent means: the subject names one, and the letter that is answered is about
/// another. A reference that is no ticket's of this desk says nothing.
pub(super) fn disagreement(policy: &Policy, case: &Case, act: &Act) -> Option<CommandFault> {
    let answered = act.tokens.iter().find_map(Proven::ticket)?;
    let named = case.candidates.iter().find(|candidate| candidate.carrier == Carrier::Subject)?;
    let (subject, letter) = (policy.style.print(named.ticket.number), policy.style.print(answered));
    Some(CommandFault::TicketsDisagree { subject, letter })
}

/// Whether a command may name the requester of a ticket that stands: only where an agent asked, or nobody.
fn of_requester(policy: &Policy, requester: Option<&Contact>, command: &Command) -> Option<CommandFault> {
    let (Command::OnBehalf(to) | Command::Requester(to)) = command else { return None };
    if let Err(why) = vouched(to.clone(), &policy.own) {
        return Some(CommandFault::UnfitAddress { why });
    }
    if matches!(command, Command::Requester(_)) {
        let asks = requester.is_some_and(|requester| requester.address == to.address);
        return asks.then(|| CommandFault::RequesterAlready { who: to.to_string() });
    }
    let customer = requester.filter(|contact| policy.people.agents.find_by_address(&contact.address).is_none())?;
    Some(CommandFault::AskedAlready { who: to.to_string(), other: customer.to_string() })
}

/// Why nobody can be involved or released so.
fn of_people(policy: &Policy, ticket: Option<&Ticket>, command: &Command) -> Option<CommandFault> {
    let is_on = |who: &Contact| ticket.is_some_and(|ticket| ticket.has_customer(&who.address));
    match command {
        Command::Join(who) if is_on(who) => Some(CommandFault::OnTicketAlready { who: who.to_string() }),
        Command::Join(who) => vouched(who.clone(), &policy.own).err().map(|why| CommandFault::UnfitAddress { why }),
        Command::Leave(who) if !is_on(who) => Some(CommandFault::NotOnTicket { who: who.to_string() }),
        Command::Leave(who) => {
            let asks = ticket.and_then(|ticket| ticket.requester.as_ref()).is_some_and(|it| it.address == who.address);
            asks.then(|| CommandFault::RequesterStays { who: who.to_string() })
        }
        _ => None,
    }
}

/// Why a command does not hold on an inquiry, or on what is none.
fn of_inquiry(policy: &Policy, ticket: Option<&Ticket>, command: &Command, opens: bool) -> Option<CommandFault> {
    let workflow = &policy.workflow;
    let to = status_of(workflow, command);
    let status = ticket.map(|ticket| &ticket.status);
    if !status.is_some_and(|status| workflow.is_inquiry(status)) {
        return match (command, status) {
            (Command::Open, Some(status)) => Some(CommandFault::OpenAlready { status: status.0.clone() }),
            (Command::Open, None) => Some(CommandFault::OpensItself),
            _ => to.filter(|to| workflow.is_inquiry(to)).map(|_| CommandFault::NoInquiryAgain),
        };
    }
    let leads_on = |to: &&StatusName| workflow.stage(to) != Stage::Done && !workflow.is_inquiry(to);
    to.filter(leads_on).filter(|_| !opens).map(|_| CommandFault::NeedsOpen)
}

/// Whether these commands open a ticket for an inquiry.
pub(super) fn opens_inquiry(instructions: &Instructions) -> bool {
    instructions.commands().any(|command| *command == Command::Open)
}

//! An agent's mail: an answer that goes to the customer, a note, commands; or a ticket of the agent's own.

use crate::mail::Address;
use crate::mail::origin::Person;

use super::super::command::{Command, Instructions, parse_commands};
use super::super::notice::{Audience, Notice, NoticeKind, ReceiptLine};
use super::super::people::{Agent, Role};
use super::super::status::{Stage, StatusName};
use super::super::ticket::{FeedbackState, Ticket, Visibility};
use super::super::workflow::Occasion;
use super::draft::{facts_on, tell_agents, tell_customer};
use super::{Change, Decision, End, Incoming, NewComment, Policy, Target, assignee_after, customer, status_after};

/// A mail that names no ticket. Commands need one: with any on top, nothing is executed and the agent is told.
pub(super) fn open(policy: &Policy, incoming: &Incoming, person: &Person) -> Decision {
    let mut decision = customer::open(policy, incoming, person, None);
    let Some(agent) = policy.agents.find_by_address(&person.contact().address) else {
        return decision;
    };
    let instructions = parse_commands(&incoming.new_text, agent, &policy.agents, &policy.workflow);
    if !instructions.lines.is_empty() {
        let fault =
            "needs a ticket: write it in an answer to a letter of that ticket, or put the reference into the subject";
        let lines = instructions
            .lines
            .into_iter()
            .map(|line| ReceiptLine { command: line.written, fault: fault.to_owned() })
            .collect();
        decision.notices.retain(|notice| notice.kind != NoticeKind::Confirmation);
        let facts = super::draft::facts_of(incoming, person.contact(), "");
        decision.notices.insert(0, receipt(incoming, agent, super::Facts { receipt: lines, ..facts }));
        decision.reasons.push("its commands name no ticket; none was executed".to_owned());
    }
    decision
}

/// A mail on a ticket.
pub(super) fn comment(
    policy: &Policy,
    incoming: &Incoming,
    ticket: &Ticket,
    (person, reason): (&Person, String),
) -> Decision {
    let Some(agent) = policy.agents.find_by_address(&person.contact().address) else {
        return super::draft::quarantine(policy, incoming, "an agent's mail from an address that is no agent's");
    };
    // An answer that is nothing but quote has no new words; the quote is not sent back to the customer.
    let instructions = parse_commands(&incoming.new_text, agent, &policy.agents, &policy.workflow);
    if instructions.has_faults() {
        return refuse(incoming, ticket, agent, (instructions, reason));
    }
    let is_note = instructions.commands().any(|command| *command == Command::Note);
    let visibility = if is_note { Visibility::Internal } else { Visibility::Public };
    let mut reasons = vec![reason];
    let changes = changes(policy, ticket, agent, (&instructions, visibility));
    reasons.extend(changes.iter().map(sentence));
    let mut decision = Decision {
        end: End::Commented,
        target: Target::Existing(ticket.number),
        comments: vec![NewComment {
            author: Some(agent.contact.clone()),
            role: Role::Agent,
            visibility,
            text: instructions.text,
        }],
        changes,
        notices: Vec::new(),
        reasons,
    };
    tell(policy, incoming, (ticket, agent), &mut decision);
    decision
}

/// Commands first, then rules for what the commands left open.
fn changes(
    policy: &Policy,
    ticket: &Ticket,
    agent: &Agent,
    (instructions, visibility): (&Instructions, Visibility),
) -> Vec<Change> {
    let mut status: Option<(StatusName, String)> = None;
    let mut assignee: Option<(String, String)> = None;
    for line in &instructions.lines {
        match &line.command {
            Ok(Command::Status(to)) => status = Some((to.clone(), format!("command {}", line.written))),
            Ok(Command::Assign(to)) => assignee = Some((to.clone(), format!("command {}", line.written))),
            _ => {}
        }
    }
    let wrote_something = !instructions.text.is_empty();
    let occasion =
        Occasion { comment_by: Role::Agent, status: &ticket.status, visibility, assigned: ticket.assignee.is_some() };
    for rule in policy.workflow.fitting(occasion).filter(|_| wrote_something) {
        let because = || format!("rule \"{}\"", rule.name);
        if let Some(to) = &rule.then.status {
            status.get_or_insert_with(|| (to.clone(), because()));
        }
        if rule.then.assign_author {
            assignee.get_or_insert_with(|| (agent.name.clone(), because()));
        }
    }
    let status = status.filter(|(to, _)| *to != ticket.status).map(|(to, reason)| Change::Status {
        from: ticket.status.clone(),
        to,
        reason,
    });
    let assign = assignee
        .filter(|(to, _)| ticket.assignee.as_ref() != Some(to))
        .map(|(to, reason)| Change::Assign { to, reason });
    assign.into_iter().chain(status).collect()
}

fn sentence(change: &Change) -> String {
    match change {
        Change::Status { from, to, reason } => format!("{reason} sets {from} to {to}"),
        Change::Assign { to, reason } => format!("{reason} makes {to} the assignee"),
        Change::FeedbackAsked => "the requester is asked for feedback".to_owned(),
        Change::Rated { score, .. } => format!("rated {score} of 5"),
    }
}

/// Who is told of an agent's mail: the customers what is public, the requester that it is done, a new assignee.
fn tell(policy: &Policy, incoming: &Incoming, (ticket, agent): (&Ticket, &Agent), decision: &mut Decision) {
    let (visibility, text) = decision
        .comments
        .first()
        .map_or((Visibility::Internal, String::new()), |comment| (comment.visibility, comment.text.clone()));
    let status = status_after(ticket, &decision.changes).clone();
    let assignee = assignee_after(ticket, &decision.changes).map(str::to_owned);
    let mut facts = facts_on(ticket, incoming, &agent.contact, &text);
    facts.status.clone_from(&status.0);
    facts.assignee = assignee.clone().unwrap_or_default();
    let is_somebody_else = |address: &Address| agent.contact.address != *address && !agent.aliases.contains(address);

    let replies = visibility == Visibility::Public && !(text.is_empty() && incoming.files.is_empty());
    if replies {
        for customer in ticket.customers().filter(|contact| is_somebody_else(&contact.address)) {
            decision.notices.push(tell_customer(NoticeKind::Reply, customer, ticket, facts.clone()));
        }
    }
    let became_done =
        policy.workflow.stage(&status) == Stage::Done && policy.workflow.stage(&ticket.status) != Stage::Done;
    if let Some(requester) = ticket.requester.as_ref().filter(|contact| is_somebody_else(&contact.address)) {
        let bare = super::Facts { text: String::new(), files: Vec::new(), reason: String::new(), ..facts.clone() };
        let asks =
            policy.workflow.find(status.as_str()).is_some_and(|status| status.asks_feedback) && status != ticket.status;
        if asks && ticket.feedback == FeedbackState::NotAsked {
            decision.reasons.push(sentence(&Change::FeedbackAsked));
            decision.changes.push(Change::FeedbackAsked);
            decision.notices.push(tell_customer(NoticeKind::Feedback, requester, ticket, bare));
        } else if became_done && !replies {
            decision.notices.push(tell_customer(NoticeKind::StatusChange, requester, ticket, bare));
        }
    }
    let new_assignee = assignee.filter(|to| ticket.assignee.as_ref() != Some(to) && *to != agent.name);
    if new_assignee.is_some() {
        decision.notices.extend(tell_agents(policy, NoticeKind::Assigned, new_assignee.as_deref(), None, &facts));
    }
}

/// Nothing is executed, no customer is told, the words are kept as a note, and the agent gets the receipt.
fn refuse(
    incoming: &Incoming,
    ticket: &Ticket,
    agent: &Agent,
    (instructions, reason): (Instructions, String),
) -> Decision {
    let receipt_lines = instructions
        .lines
        .iter()
        .map(|line| ReceiptLine {
            command: line.written.clone(),
            fault: line.command.as_ref().err().cloned().unwrap_or_default(),
        })
        .collect();
    let facts =
        super::Facts { receipt: receipt_lines, ..facts_on(ticket, incoming, &agent.contact, &incoming.new_text) };
    Decision {
        end: End::Commented,
        target: Target::Existing(ticket.number),
        comments: vec![NewComment {
            author: Some(agent.contact.clone()),
            role: Role::Agent,
            visibility: Visibility::Internal,
            text: incoming.new_text.clone(),
        }],
        changes: Vec::new(),
        notices: vec![receipt(incoming, agent, facts)],
        reasons: vec![
            reason,
            "a command is wrong: nothing was executed or sent, the words are kept as a note".to_owned(),
        ],
    }
}

fn receipt(incoming: &Incoming, agent: &Agent, facts: super::Facts) -> Notice {
    Notice {
        kind: NoticeKind::Receipt,
        to: Audience::Agent(agent.contact.clone()),
        facts,
        in_reply_to: incoming.message_id.clone(),
        references: incoming.message_id.iter().cloned().collect(),
        encloses: false,
    }
}

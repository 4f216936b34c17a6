//! An agent's mail: an answer that goes to the customer, a note, commands; or a ticket of the agent's own.

use crate::mail::Address;
use crate::mail::origin::Person;

use super::super::command::{Command, Instructions, parse_commands};
use super::super::facts::ReceiptLine;
use super::super::notice::{NoticeKind, Whose};
use super::super::people::{Agent, Role};
use super::super::policy::Policy;
use super::super::reference::TicketNumber;
use super::super::status::Stage;
use super::super::ticket::{Ticket, Visibility};
use super::clock::feedback_due;
use super::commanded::{Tells, changes, read_commands, refuse_transitions, sentence};
use super::draft::{answer_agent, facts_on, opening_entry, tell_agents, tell_customer};
use super::on_behalf::{self, Asker};
use super::telling::{self, Telling};
use super::{
    Change, Decision, End, Facts, Incoming, NewComment, Snapshot, Target, assignee_after, customer, inquiry, involve,
    judged, last_team, merge, split, status_after,
};

/// A mail that names no ticket: a request of the agent's own, or one for somebody else. In one of their own, commands have
/// nothing to be about: with any on top, nothing is executed and the agent is told.
pub(super) fn open(policy: &Policy, incoming: &Incoming, person: &Person) -> Decision {
    let Some(agent) = policy.people.agents.find_by_address(&person.contact().address) else {
        return customer::open(policy, incoming, person, None);
    };
    let mut instructions = read_commands(policy, incoming, agent, None);
    if !instructions.has_faults() {
        let asker = on_behalf::find_asker(policy, incoming, &instructions);
        if let Asker::Customer(asker, _) = &asker {
            refuse_transitions(policy, &on_behalf::blank(policy, incoming, asker), &mut instructions);
        }
        match asker {
            Asker::Customer(asker, how) if !instructions.has_faults() => {
                return on_behalf::open(policy, incoming, agent, (&asker, how), &instructions);
            }
            Asker::Unknown(why) => return on_behalf::ask(policy, incoming, person, agent, why),
            _ => {}
        }
    }
    let mut decision = customer::open(policy, incoming, person, None);
    if !instructions.lines.is_empty() {
        let fault =
            "needs a ticket: write it in an answer to a letter of that ticket, or put the reference into the subject";
        let lines = instructions
            .lines
            .into_iter()
            .map(|line| ReceiptLine { command: line.written, fault: line.command.err().unwrap_or(fault.to_owned()) })
            .collect();
        decision.notices.retain(|notice| notice.kind != NoticeKind::Confirmation);
        let facts = super::draft::facts_of(incoming, person.contact(), "");
        decision
            .notices
            .insert(0, answer_agent(NoticeKind::Receipt, incoming, agent, Facts { receipt: lines, ..facts }));
        decision.reasons.push("its commands are wrong, or name no ticket; none was executed".to_owned());
    }
    decision
}

/// Whether an agent's mail on a ticket of their own is a requester's: they asked there, nobody made them its assignee, and no
/// command on top says that they work on it.
pub(super) fn asks_there(policy: &Policy, incoming: &Incoming, ticket: &Ticket, sender: &Address) -> bool {
    let agents = &policy.people.agents;
    let Some(agent) = agents.find_by_address(sender) else { return false };
    let requester = ticket.requester.as_ref().and_then(|requester| agents.find_by_address(&requester.address));
    let is_theirs = requester.is_some_and(|requester| requester.name == agent.name);
    is_theirs
        && ticket.assignee.as_ref() != Some(&agent.name)
        && incoming.forwarded.is_none()
        && parse_commands(&incoming.new_text, agent, policy.lexicon()).lines.is_empty()
}

/// Where an agent's mail belongs.
pub(super) struct Place<'a> {
    pub(super) ticket: &'a Ticket,
    pub(super) person: &'a Person,
    /// The ticket that the mail really names, where that was merged into this one.
    pub(super) merged: Option<TicketNumber>,
    /// It answers a letter with a note: an answer to a note is one, unless the agent says `#public`.
    pub(super) note: bool,
    pub(super) reason: String,
}

/// A mail on a ticket.
pub(super) fn comment(policy: &Policy, snapshot: &Snapshot, incoming: &Incoming, place: Place<'_>) -> Decision {
    let Place { ticket, person, merged, note, reason } = place;
    let Some(agent) = policy.people.agents.find_by_address(&person.contact().address) else {
        return super::draft::quarantine(policy, incoming, "an agent's mail from an address that is no agent's");
    };
    // An answer that is nothing but quote has no new words; the quote is not sent back to the customer.
    let mut instructions = read_commands(policy, incoming, agent, Some(ticket));
    merge::refuse(policy, snapshot, (ticket, merged), &mut instructions.lines);
    if instructions.has_faults() {
        return refuse(incoming, ticket, agent, (instructions, reason));
    }
    let brings = incoming.forwarded.as_ref().is_some_and(|forwarded| on_behalf::is_of_others(policy, forwarded));
    let says = |wanted: &Command| instructions.commands().any(|command| command == wanted);
    let answers_note = note && !says(&Command::Public);
    let is_note = brings || answers_note || says(&Command::Note) || says(&Command::Spam);
    let visibility = if is_note { Visibility::Internal } else { Visibility::Public };
    let mut reasons = vec![reason];
    if brings {
        reasons.push("a forwarded mail is kept as a note; the customer is not written to".to_owned());
        instructions.text.clone_from(&incoming.text);
    }
    if answers_note {
        reasons.push("it answers a note, and is one itself".to_owned());
    }
    let (changes, tells) = changes(policy, ticket, agent, (&instructions, visibility));
    reasons.extend(changes.iter().map(sentence));
    let asker = instructions.on_behalf().cloned();
    let opened = inquiry::is_opened(&instructions);
    let mut decision = Decision {
        also: Vec::new(),
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
    let had = ticket;
    let mut ticket = involve::after(ticket, &decision.changes);
    if opened {
        ticket.status.clone_from(policy.workflow.initial());
    }
    let ticket = &ticket;
    let opening = snapshot.opening_of(ticket.number);
    decision.also = split::effects(policy, incoming, (ticket, opening), (agent, &decision.changes));
    decision.also.extend(merge::effect(policy, snapshot, ticket, &decision.changes));
    tell(policy, incoming, (ticket, agent), &mut decision);
    judged::tell(policy, (had, agent), &mut decision);
    let facts = Facts { entries: opening_entry(snapshot, ticket), ..facts_on(ticket, incoming, &agent.contact, "") };
    let joined = involve::tell_joined(ticket, &decision.changes, &decision.notices, &facts);
    decision.notices.extend(joined);
    if visibility == Visibility::Public {
        decision.changes.extend(involve::joining(policy, incoming, &agent.contact, Some(had)));
    }
    tell_more(policy, (ticket, agent), (&tells, facts), &mut decision);
    if opened {
        let confirmation = inquiry::confirmation(policy, ticket, status_after(ticket, &decision.changes));
        decision.notices.splice(0..0, confirmation);
    }
    if let Some(Ok(notice)) = asker.map(|asker| on_behalf::confirmation(policy, ticket, &asker)) {
        decision.notices.insert(0, notice);
    }
    decision
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
    facts.internal = visibility != Visibility::Public && !text.is_empty();
    facts.status.clone_from(&status.0);
    facts.assignee = assignee.clone().unwrap_or_default();
    let is_somebody_else = |address: &Address| agent.contact.address != *address && !agent.aliases.contains(address);

    let replies = visibility == Visibility::Public && !(text.is_empty() && incoming.files.is_empty());
    if replies {
        for customer in ticket.customers().filter(|contact| is_somebody_else(&contact.address)) {
            let facts = Facts { refused: Vec::new(), ..facts.clone() };
            decision.notices.push(tell_customer(NoticeKind::Reply, customer, ticket, facts));
        }
    }
    let became_done =
        policy.workflow.stage(&status) == Stage::Done && policy.workflow.stage(&ticket.status) != Stage::Done;
    let is_gone = |change: &Change| matches!(change, Change::Merged { .. } | Change::Spam { .. });
    // Who wrote an inquiry knows of no ticket, and hears of none when it is put away.
    let stays = !decision.changes.iter().any(is_gone) && !policy.workflow.is_inquiry(&ticket.status);
    let asker = ticket.requester.as_ref().filter(|contact| is_somebody_else(&contact.address));
    if let Some(requester) = asker.filter(|_| stays) {
        let bare = Facts { text: String::new(), files: Vec::new(), reason: String::new(), ..facts.clone() };
        let asks = feedback_due(policy, ticket, &status, incoming.received_at);
        let asks_now = asks.is_some() && policy.feedback.is_immediate();
        if asks_now {
            decision.notices.push(tell_customer(NoticeKind::Feedback, requester, ticket, bare));
        } else if became_done && !replies {
            decision.notices.push(tell_customer(NoticeKind::StatusChange, requester, ticket, bare));
        }
        let asks = if asks_now { Some(Change::FeedbackAsked) } else { asks };
        decision.reasons.extend(asks.as_ref().map(sentence));
        decision.changes.extend(asks);
    }
    if let (None, Some(team)) = (&assignee, last_team(&decision.changes)) {
        let whose = Whose { assignee: None, team: Some(team) };
        let told = tell_agents(policy, NoticeKind::Assigned, whose, Some(&agent.contact.address), &facts);
        decision.notices.extend(told);
    }
    let new_assignee = assignee.filter(|to| ticket.assignee.as_ref() != Some(to) && *to != agent.name);
    if new_assignee.is_some() {
        decision.notices.extend(tell_agents(policy, NoticeKind::Assigned, new_assignee.as_deref(), None, &facts));
    }
}

/// Whom a transition or a rule tells, if they are told of nothing else. Customers and partners get the words with it, where
/// these are public; agents get any.
fn tell_more(
    policy: &Policy,
    (ticket, agent): (&Ticket, &Agent),
    (tells, facts): (&Tells, Facts),
    decision: &mut Decision,
) {
    let status = status_after(ticket, &decision.changes).clone();
    let assignee = assignee_after(ticket, &decision.changes).map(str::to_owned);
    let moved = sentences(&decision.changes);
    let ticket = &Ticket { status, assignee, ..ticket.clone() };
    let telling =
        Telling { tells: &tells.words, partner: tells.partner.as_deref(), author: Some(&agent.contact.address) };
    let comment = decision.comments.first().map(|comment| (comment.visibility, comment.text.as_str()));
    let facts =
        Facts { status: ticket.status.0.clone(), assignee: ticket.assignee.clone().unwrap_or_default(), ..facts };
    let public = match comment {
        Some((Visibility::Public, text)) => Facts { text: text.to_owned(), refused: Vec::new(), ..facts.clone() },
        _ => Facts { files: Vec::new(), refused: Vec::new(), reason: String::new(), ..facts.clone() },
    };
    telling::add(&mut decision.notices, telling::customers(policy, ticket, telling, &public));
    telling::add(&mut decision.notices, telling::partners(policy, ticket, telling, &public));
    let text = comment.map(|(_, text)| text.to_owned()).unwrap_or_default();
    let kind = if text.is_empty() { NoticeKind::Moved } else { NoticeKind::NewComment };
    let reason =
        [facts.reason.as_str(), &moved].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n");
    let internal = comment.is_some_and(|(visibility, text)| visibility != Visibility::Public && !text.is_empty());
    let facts = Facts { text, reason, internal, ..facts };
    telling::add(&mut decision.notices, telling::agents(policy, ticket, telling, (kind, &facts)));
}

/// What changed, for agents.
fn sentences(changes: &[Change]) -> String {
    changes.iter().map(sentence).collect::<Vec<_>>().join("\n")
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
    let facts = Facts { receipt: receipt_lines, ..facts_on(ticket, incoming, &agent.contact, &incoming.new_text) };
    Decision {
        also: Vec::new(),
        end: End::Commented,
        target: Target::Existing(ticket.number),
        comments: vec![NewComment {
            author: Some(agent.contact.clone()),
            role: Role::Agent,
            visibility: Visibility::Internal,
            text: incoming.new_text.clone(),
        }],
        changes: Vec::new(),
        notices: vec![answer_agent(NoticeKind::Receipt, incoming, agent, facts)],
        reasons: vec![
            reason,
            "a command is wrong: nothing was executed or sent, the words are kept as a note".to_owned(),
        ],
    }
}

//! An agent's mail that opens a ticket for somebody else: a customer's mail that the agent forwards, or what they were
//! told by phone and write down with `#on-behalf`.
//!
//! The customer becomes the requester and is confirmed to; the agent's own words stay among agents. Where nobody can
//! tell who asks, the ticket is the agent's and the agent is asked (complaint 31); our own address asks for nothing.

use crate::mail::forward::Forwarded;
use crate::mail::origin::{Person, vouched};
use crate::mail::{Contact, Subject};

use super::super::command::{Command, Instructions};
use super::super::notice::{Audience, Notice, NoticeKind};
use super::super::people::{Agent, Role};
use super::super::policy::Policy;
use super::super::routing::Routed;
use super::super::ticket::{Ticket, Visibility};
use super::commanded::{Tells, commanded, sentence};
use super::draft::{answer_agent, as_ticket, bare_facts, facts_of, tell_agent, tell_agents};
use super::telling::{self, Telling};
use super::{Change, Decision, Facts, Incoming, NewComment, NewTicket, Target, customer, involve};

/// Who asks, in an agent's mail that names no ticket.
pub(super) enum Asker {
    /// The agent.
    Agent,
    /// Somebody else: who, and how that is known.
    Customer(Person, String),
    /// Somebody else, and why it cannot be told who.
    Unknown(String),
}

/// Who asks: whom the agent names, or else whose mail is forwarded.
pub(super) fn find_asker(policy: &Policy, incoming: &Incoming, instructions: &Instructions) -> Asker {
    if let Some(Ok(person)) = instructions.on_behalf().map(|named| vouched(named.clone(), &policy.own)) {
        return Asker::Customer(person, "the agent says on whose behalf".to_owned());
    }
    let Some(Forwarded { from, name, .. }) = &incoming.forwarded else { return Asker::Agent };
    let Some(from) = from else { return Asker::Unknown(format!("it names {name} without an address")) };
    if policy.people.agents.find_by_address(&from.address).is_some() {
        return Asker::Unknown(format!("{} is an agent", from.address));
    }
    match vouched(from.clone(), &policy.own) {
        Ok(person) => Asker::Customer(person, format!("the agent forwards a mail of {from}")),
        Err(why) => Asker::Unknown(why),
    }
}

/// Opens the ticket of `person`; commands of the agent hold for it.
pub(super) fn open(
    policy: &Policy,
    incoming: &Incoming,
    agent: &Agent,
    (person, how): (&Person, String),
    instructions: &Instructions,
) -> Decision {
    let theirs = as_theirs(incoming, instructions);
    let mut commanded = commanded(&policy.workflow, agent, instructions);
    let routed = commanded.take_routed();
    let brought = Some(&routed);
    let mut decision = customer::open_with(policy, &theirs, person, customer::Entry { link: None, brought });
    decision.reasons.insert(0, how);
    match (&incoming.forwarded, decision.comments.first_mut()) {
        (None, Some(first)) => {
            (first.author, first.role) = (Some(agent.contact.clone()), Role::Agent);
            // What was called in is the request's words, for whoever works on it; with #note it is the agents' alone.
            if instructions.commands().any(|command| *command == Command::Note) {
                first.visibility = Visibility::Internal;
            }
        }
        (Some(_), _) if !instructions.text.is_empty() => decision.comments.push(note(agent, &instructions.text)),
        _ => {}
    }
    let initial = policy.workflow.initial();
    // Those whom the agent's mail went to are none of the customer's.
    let tells = commanded.take_tells();
    decision.changes.retain(|change| !matches!(change, Change::Join { .. }));
    decision.changes.extend(judgement(policy, &routed));
    let changes = commanded.changes(initial, None);
    decision.reasons.extend(changes.iter().map(sentence));
    decision.changes.extend(changes);
    tell(policy, agent, instructions, &mut decision);
    tell_others(policy, (agent, &incoming.files), &tells, &mut decision);
    decision
}

/// A ticket of theirs as it will stand at first, for what is asked of tickets.
pub(super) fn blank(policy: &Policy, incoming: &Incoming, asker: &Person) -> Ticket {
    as_ticket(&NewTicket {
        by_machine: false,
        subject: incoming.subject.clone(),
        requester: Some(asker.contact().clone()),
        organisation: customer::organisation_of(policy, asker.contact()),
        status: policy.workflow.initial().clone(),
        mailbox: incoming.mailbox.clone(),
        opening_id: None,
        follows: None,
        routed: Routed::default(),
    })
}

/// That the agent judged it with the mail that opens it; what they said else stands with the ticket.
fn judgement(policy: &Policy, routed: &Routed) -> Option<Change> {
    let name = policy.promises.judged_by.as_ref()?;
    let to = routed.fields.get(name)?;
    Some(Change::Field { name: name.clone(), to: Some(to.to_owned()), reason: format!("command #{name} {to}") })
}

/// The mail as if the customer had written it. They never saw the agent's: no letter to them answers it.
fn as_theirs(incoming: &Incoming, instructions: &Instructions) -> Incoming {
    let (subject, text) = match &incoming.forwarded {
        Some(Forwarded { subject, text, .. }) => (subject.clone(), text.clone()),
        None => (Subject::default(), instructions.text.clone()),
    };
    let subject = if subject.as_str().is_empty() { incoming.subject.clone() } else { subject };
    Incoming { message_id: None, subject, new_text: text.clone(), text, ..incoming.clone() }
}

fn note(agent: &Agent, text: &str) -> NewComment {
    NewComment {
        author: Some(agent.contact.clone()),
        role: Role::Agent,
        visibility: Visibility::Internal,
        text: text.to_owned(),
    }
}

/// The agents read the customer's words and who brought them. Who forwards gets the reference in any case.
fn tell(policy: &Policy, agent: &Agent, instructions: &Instructions, decision: &mut Decision) {
    let initial = policy.workflow.initial().0.clone();
    let status = decision.status_set().map_or(initial, |status| status.0.clone());
    let assignee = decision.assignee_set().unwrap_or_default().to_owned();
    let brought = format!("{} opened it on their behalf. {}", agent.contact.display(), instructions.text);
    for notice in &mut decision.notices {
        notice.facts.status.clone_from(&status);
        if matches!(notice.to, Audience::Agent(_)) {
            notice.facts.assignee.clone_from(&assignee);
            notice.facts.reason = joined(&notice.facts.reason, brought.trim());
        }
    }
    let Some(facts) = decision.notices.iter().map(|notice| &notice.facts).next_back().cloned() else { return };
    let is_told =
        |contact: &Contact| decision.notices.iter().any(|notice| notice.to.contact().address == contact.address);
    if !is_told(&agent.contact) {
        decision.notices.push(tell_agent(NoticeKind::NewTicket, agent, facts.clone()));
    }
    if !assignee.is_empty() && assignee != agent.name {
        let assigned = tell_agents(policy, NoticeKind::Assigned, Some(assignee.as_str()), None, &facts);
        // who gets the ticket need not be told of a new one as well
        decision.notices.retain(|notice| assigned.iter().all(|other| other.to != notice.to));
        decision.notices.extend(assigned);
    }
}

/// Whom the commands add is told so, and whom a transition tells. The customer's words are public, whoever brought them.
fn tell_others(policy: &Policy, (agent, files): (&Agent, &[String]), tells: &Tells, decision: &mut Decision) {
    let Target::New(new) = &decision.target else { return };
    let mut ticket = involve::after(&as_ticket(new), &decision.changes);
    if let Some(status) = decision.status_set() {
        ticket.status.clone_from(status);
    }
    let public = decision.comments.iter().find(|comment| comment.visibility == Visibility::Public);
    let text = public.map(|comment| comment.text.clone()).unwrap_or_default();
    let author = agent.contact.display().to_owned();
    let facts = Facts { author, text, files: files.to_vec(), ..bare_facts(&ticket) };
    let joined = involve::tell_joined(&ticket, &decision.changes, &decision.notices, &facts);
    telling::add(&mut decision.notices, joined);
    let telling =
        Telling { tells: &tells.words, partner: tells.partner.as_deref(), author: Some(&agent.contact.address) };
    telling::add(&mut decision.notices, telling::customers(policy, &ticket, telling, &Facts::default()));
    telling::add(&mut decision.notices, telling::partners(policy, &ticket, telling, &facts));
    telling::add(&mut decision.notices, telling::agents(policy, &ticket, telling, (NoticeKind::NewTicket, &facts)));
}

/// The ticket stands in the agent's own name, and the agent is asked whose it is.
pub(super) fn ask(policy: &Policy, incoming: &Incoming, person: &Person, agent: &Agent, why: String) -> Decision {
    let mut decision = customer::open(policy, incoming, person, None);
    decision.changes.clear();
    decision.notices.retain(|notice| notice.kind != NoticeKind::Confirmation);
    let mut facts = facts_of(incoming, person.contact(), "");
    facts.reason.clone_from(&why);
    decision.notices.insert(0, answer_agent(NoticeKind::WhoAsked, incoming, agent, facts));
    decision.reasons.push(format!("who asks cannot be told ({why}); the agent is asked"));
    decision
}

/// What is told of a ticket whose requester an agent names later.
pub(super) fn confirmation(policy: &Policy, ticket: &Ticket, contact: &Contact) -> Result<Notice, String> {
    let person = vouched(contact.clone(), &policy.own)?;
    let facts = Facts {
        subject: ticket.subject.as_str().to_owned(),
        status: ticket.status.0.clone(),
        author: contact.display().to_owned(),
        requester: contact.display().to_owned(),
        requester_address: contact.address.as_str().to_owned(),
        ..Facts::default()
    };
    Ok(Notice {
        kind: NoticeKind::Confirmation,
        to: Audience::Writer(person),
        facts,
        in_reply_to: None,
        references: Vec::new(),
        encloses: false,
    })
}

fn joined(above: &str, below: &str) -> String {
    if above.is_empty() { below.to_owned() } else { format!("{above}\n{below}") }
}

/// Whether an agent's forward shows a mail that is neither ours nor an agent's: its words are for agents only.
pub(super) fn is_of_others(policy: &Policy, forwarded: &Forwarded) -> bool {
    let is_ours =
        |from: &Contact| policy.own.has(&from.address) || policy.people.agents.find_by_address(&from.address).is_some();
    !forwarded.from.as_ref().is_some_and(is_ours)
}

/// Whether `command` may name the requester of a ticket that stands: only where an agent asked, or nobody.
pub(super) fn refusal(policy: &Policy, requester: Option<&Contact>, command: &Command) -> Option<String> {
    let Command::OnBehalf(to) = command else { return None };
    if let Err(why) = vouched(to.clone(), &policy.own) {
        return Some(why);
    }
    let customer = requester.filter(|contact| policy.people.agents.find_by_address(&contact.address).is_none())?;
    Some(format!("{customer} asked on this ticket; open another one for {to}"))
}

//! An agent's mail that names no ticket: a request of their own; or one for somebody else, whose mail they forward, or whose
//! words they write down with `#on-behalf`.
//!
//! The customer becomes the requester and is confirmed to; the agent's own words stay among agents. Where nobody can tell who
//! asks, the ticket is the agent's and the agent is asked; our own address asks for nothing. In a request of the agent's own,
//! commands have nothing to be about: with any on top, nothing is executed and the agent is told, who alone hears of the ticket that keeps
//! the words.

use jiff::Timestamp;

use crate::mail::forward::Forwarded;
use crate::mail::origin::{Person, vouched};

use super::super::act::Act;
use super::super::change::Change;
use super::super::command::{Command, Instructions, Receipt};
use super::super::form;
use super::super::outcome::{ConfirmCause, NewComment, Outcome, Response};
use super::super::people::{Agent, Role};
use super::super::policy::Policy;
use super::super::publish::Publishable;
use super::super::reason::{By, CommandFault, Handling, NoPerson, Reason, Remark};
use super::super::routing::Routed;
use super::super::ticket::{Ticket, Visibility};
use super::commands::commanded;
use super::opening::{NewRequest, new_ticket, open};
use super::{refusals, unopened};

/// The requester in an agent's mail that names no ticket.
enum Asker {
    /// The agent.
    Agent,
    /// Somebody else: who, and how that is known.
    Customer(Person, Handling),
    /// Somebody else, and why it cannot be told who.
    Unknown(NoPerson),
}

/// A mail that names no ticket.
pub(super) fn open_any(policy: &Policy, act: &Act, person: &Person, now: Timestamp) -> Outcome {
    let own = || open(policy, act, NewRequest::of(act, person), now);
    let Some(agent) = policy.people.agents.find_by_address(&person.contact().address) else { return own() };
    let mut instructions = refusals::hold(policy, &act.asks.commands, agent, None);
    if !instructions.has_faults() {
        match find_asker(policy, act, &instructions) {
            Asker::Customer(asker, how) => {
                refusals::refuse_transitions(policy, &blank(policy, act, &asker), &mut instructions);
                if !instructions.has_faults() {
                    let brought = Brought { agent, instructions: &instructions, person: &asker, how };
                    return open_theirs(policy, act, brought, now);
                }
            }
            Asker::Unknown(why) => return ask(own(), why),
            Asker::Agent => {}
        }
    }
    if let Some(refused) = unopened::refuse(policy, act, agent, &instructions) {
        return refused;
    }
    if instructions.lines.is_empty() { own() } else { refuse(own(), act, &instructions) }
}

/// None of the commands is executed, and the agent is told.
fn refuse(mut outcome: Outcome, act: &Act, instructions: &Instructions) -> Outcome {
    outcome.steps.iter_mut().for_each(|step| step.confirms.clear());
    let lines = instructions.receipt(Some(&CommandFault::NeedsTicket));
    let receipt = Receipt { lines, is_note: instructions.names_note, text: act.own.clone(), ..Receipt::default() };
    outcome.responses.insert(0, Response::Receipt(receipt));
    outcome.reasons.push(Handling::CommandsNeedTicket.into());
    outcome
}

/// The ticket stands in the agent's own name, and the agent is asked whose it is.
fn ask(mut outcome: Outcome, why: NoPerson) -> Outcome {
    for step in &mut outcome.steps {
        step.confirms.clear();
        step.without(|_| true);
    }
    outcome.reasons.push(Handling::AgentAsked { why: why.clone() }.into());
    outcome.responses.insert(0, Response::WhoAsked(why));
    outcome
}

/// Finds out who asks: the person that the agent names, or else the author of the forwarded mail.
fn find_asker(policy: &Policy, act: &Act, instructions: &Instructions) -> Asker {
    if let Some(Ok(person)) = instructions.on_behalf().map(|named| vouched(named.clone(), &policy.own)) {
        return Asker::Customer(person, Handling::AgentNames);
    }
    let Some(Forwarded { from, name, .. }) = &act.forwarded else { return Asker::Agent };
    let Some(from) = from else { return Asker::Unknown(NoPerson::NoAddress { name: name.clone() }) };
    if policy.people.agents.find_by_address(&from.address).is_some() {
        return Asker::Unknown(NoPerson::Agent { address: from.address.to_string() });
    }
    match vouched(from.clone(), &policy.own) {
        Ok(person) => Asker::Customer(person, Handling::AgentForwards { who: from.to_string() }),
        Err(why) => Asker::Unknown(NoPerson::Unvouched { why }),
    }
}

/// A request that an agent brings.
struct Brought<'a> {
    agent: &'a Agent,
    instructions: &'a Instructions,
    /// The requester, and how that is known.
    person: &'a Person,
    how: Handling,
}

/// Opens the ticket of the person who asks; commands of the agent hold for it.
fn open_theirs(policy: &Policy, act: &Act, brought: Brought<'_>, now: Timestamp) -> Outcome {
    let Brought { agent, instructions, person, how } = brought;
    let (subject, text): (_, &str) = match &act.forwarded {
        Some(Forwarded { subject, text, .. }) if !subject.as_str().is_empty() => (subject, text),
        Some(Forwarded { text, .. }) => (&act.subject, text),
        None => (&act.subject, &instructions.text),
    };
    let mut commanded = commanded(&policy.workflow, agent, instructions);
    let routed = commanded.take_routed(&policy.zone);
    let form = if act.is_posted() { act.asks.form.clone() } else { form::read_lines(&policy.fields, text) };
    // They never saw the agent's mail, so no letter to them is an answer to it.
    let entry = NewRequest {
        person,
        subject: subject.clone(),
        text,
        form: &form,
        message_id: None,
        link: None,
        brought: Some(&routed),
    };
    let mut outcome = open(policy, act, entry, now);
    outcome.reasons.insert(0, how.into());
    let Some(step) = outcome.steps.first_mut() else { return outcome };
    match (&act.forwarded, step.comments.first_mut()) {
        (None, Some(first)) => *first = written_down(act, agent, instructions),
        (Some(_), _) if !instructions.text.is_empty() => step.comments.push(note(agent, &instructions.text)),
        _ => {}
    }
    let (by, words) = (agent.contact.display().to_owned(), instructions.text.trim().to_owned());
    // Without a forwarded mail, the words are the ticket's own.
    let says_nothing = words.is_empty() || act.forwarded.is_none();
    let brought = if says_nothing { Remark::Brought { by } } else { Remark::BroughtWith { by, words } };
    step.remarks.push(brought.into());
    if let Some(channel) = &act.asks.channel {
        let remark =
            Reason::from(Remark::EnteredFor { by: agent.contact.display().to_owned(), channel: channel.clone() });
        step.comments.push(NewComment::of_desk(remark.stored()));
        step.remarks.push(remark);
    }
    for confirm in &mut step.confirms {
        confirm.cause = ConfirmCause::OpenedBy(agent.contact.display().to_owned());
    }
    step.tells = commanded.take_tells();
    step.change_all(judgement(policy, &routed), now);
    let changes = commanded.changes(policy.workflow.initial(), None);
    outcome.reasons.extend(changes.iter().map(|change| change.describe(&policy.zone)));
    step.change_all(changes, now);
    outcome
}

/// The words of somebody who called are public like any request; with `#note` they are internal.
fn written_down(act: &Act, agent: &Agent, instructions: &Instructions) -> NewComment {
    let is_note = instructions.commands().any(|command| *command == Command::Note);
    let visibility = if is_note { Visibility::Internal } else { Visibility::Public };
    let public = Publishable::of_agent(agent, &instructions.text, visibility, &act.page, &act.public_files);
    let text = public.as_ref().map_or(&*instructions.text, Publishable::text).to_owned();
    NewComment { author: Some(agent.contact.clone()), role: Role::Agent, visibility, text, public }
}

fn note(agent: &Agent, text: &str) -> NewComment {
    NewComment {
        author: Some(agent.contact.clone()),
        role: Role::Agent,
        visibility: Visibility::Internal,
        text: text.to_owned(),
        public: None,
    }
}

/// A ticket of theirs as it will stand at first, so that conditions can be asked of it.
fn blank(policy: &Policy, act: &Act, asker: &Person) -> Ticket {
    let asker = asker.contact();
    Ticket {
        requester: Some(asker.clone()),
        organisation: policy.people.organisation_of(&asker.address),
        ..new_ticket(act, &act.subject, policy.workflow.initial().clone(), Routed::default())
    }
}

/// Records that the agent judged it with the mail that opens it. Other values stand on the ticket already.
fn judgement(policy: &Policy, routed: &Routed) -> Option<Change> {
    let name = policy.slas.judged_by.as_ref()?;
    let to = routed.fields.get(name)?;
    Some(Change::Field {
        name: name.clone(),
        to: Some(to.to_owned()),
        reason: By::Command { line: format!("#{name} {to}") },
    })
}

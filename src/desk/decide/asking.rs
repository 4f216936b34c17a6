//! A mail that asks about tickets: answered by one letter, with no ticket and no comment.
//!
//! An agent asks with a line (`#list mine`, `#show HD-00042`, `#help`), a customer with a subject (`tickets`). What a customer
//! reads is theirs to see and has nothing internal; whoever must not be answered automatically is not (P5, P6).

use crate::mail::Contact;
use crate::mail::origin::Person;

use super::super::facts::{EntryFact, ReceiptLine, TicketFact};
use super::super::field::Reader;
use super::super::notice::{Audience, Facts, Notice, NoticeKind};
use super::super::offer::{self, offers};
use super::super::people::{Agent, Role};
use super::super::policy::Policy;
use super::super::question::{
    Answer, Asked, Brief, ByAgent, Listed, Question, Said, Shown, asks_for_own, commands, find_asked,
};
use super::super::status::Stage;
use super::super::ticket::Visibility;
use super::draft::{answer_agent, bare_facts};
use super::{Decision, End, Incoming, Snapshot, Target, a_day_before};

/// What the mail of a person asks.
pub(super) fn asked(policy: &Policy, snapshot: &Snapshot, incoming: &Incoming, person: &Person) -> Option<Asked> {
    let agent = policy.people.agents.find_by_address(&person.contact().address);
    if let Some(asked) = agent.and_then(|agent| find_asked(policy, agent, &incoming.new_text)) {
        return Some(Asked::ByAgent(asked));
    }
    let is_bare = snapshot.candidates.is_empty() && incoming.files.is_empty() && incoming.refused.is_empty();
    let asks = is_bare && asks_for_own(&policy.lists.words, &incoming.subject, &incoming.new_text);
    match agent {
        Some(agent) if asks => Some(Asked::ByAgent(ByAgent {
            written: incoming.subject.as_str().to_owned(),
            question: Ok(Some(Question::OfAgent(agent.name.clone()))),
            has_more: false,
        })),
        None if asks && person.restraint().is_none() => Some(Asked::OwnTickets),
        _ => None,
    }
}

/// What the database is asked so that it can be answered.
pub(super) fn questions(policy: &Policy, incoming: &Incoming, person: &Person, asked: &Asked) -> Vec<Question> {
    match asked {
        Asked::ByAgent(by_agent) => by_agent.question.iter().flatten().cloned().collect(),
        Asked::OwnTickets => vec![own(policy, person), answered_before(incoming, person)],
    }
}

fn own(policy: &Policy, person: &Person) -> Question {
    let address = &person.contact().address;
    let organisation = policy.people.organisations.find_by_address(address).filter(|organisation| organisation.shares);
    Question::OfCustomer { address: address.clone(), organisation: organisation.map(|it| it.name.clone()) }
}

fn answered_before(incoming: &Incoming, person: &Person) -> Question {
    let since = a_day_before(incoming.received_at);
    Question::Ended { sender: person.contact().address.clone(), end: End::Answered, since }
}

/// Answers it.
pub(super) fn answer(
    policy: &Policy,
    snapshot: &Snapshot,
    incoming: &Incoming,
    (person, asked): (&Person, &Asked),
) -> Decision {
    match asked {
        Asked::OwnTickets => to_customer(policy, snapshot, incoming, person),
        Asked::ByAgent(by_agent) => match policy.people.agents.find_by_address(&person.contact().address) {
            Some(agent) => to_agent(policy, snapshot, incoming, (agent, by_agent)),
            None => without_ticket(End::Suppressed, Vec::new(), "only agents ask with commands".to_owned()),
        },
    }
}

fn to_customer(policy: &Policy, snapshot: &Snapshot, incoming: &Incoming, person: &Person) -> Decision {
    let before = match snapshot.answer(&answered_before(incoming, person)) {
        Some(Answer::Count(before)) => *before,
        _ => 0,
    };
    if before >= policy.lists.a_day {
        let why = format!("asks for a list of tickets, and was answered {before} times within a day already");
        return without_ticket(End::Suppressed, Vec::new(), why);
    }
    let listed = match snapshot.answer(&own(policy, person)) {
        Some(Answer::Tickets(listed)) => listed.clone(),
        _ => Listed::default(),
    };
    let mut tickets: Vec<TicketFact> = listed.tickets.iter().map(|brief| ticket_fact(policy, brief)).collect();
    for ticket in &mut tickets {
        ticket.assignee.clear();
    }
    let notice = Notice {
        kind: NoticeKind::Listing,
        to: Audience::Writer(person.clone()),
        facts: Facts { tickets, more: listed.more, ..Facts::default() },
        in_reply_to: incoming.message_id.clone(),
        references: incoming.message_id.iter().cloned().collect(),
        encloses: false,
    };
    without_ticket(End::Answered, vec![notice], "its subject asks for the tickets of its sender".to_owned())
}

fn to_agent(policy: &Policy, snapshot: &Snapshot, incoming: &Incoming, (agent, asked): (&Agent, &ByAgent)) -> Decision {
    let found = match &asked.question {
        Ok(None) => Ok((NoticeKind::Help, commands(policy))),
        Ok(Some(question)) => match (question, snapshot.answer(question)) {
            (_, Some(Answer::Tickets(listed))) => Ok((NoticeKind::Listing, listing(policy, listed))),
            (_, Some(Answer::One(Some(shown)))) => Ok((NoticeKind::Shown, showing(policy, shown, agent))),
            (Question::One(number), _) => Err(format!("there is no ticket {}", policy.style.print(*number))),
            _ => Err("was not answered".to_owned()),
        },
        Err(fault) => Err(fault.clone()),
    };
    let (kind, facts, because) = match found {
        Ok((kind, facts)) => {
            let unused = "The other words of your mail were not used: they went to nobody and stand on no ticket.";
            let reason = if asked.has_more { unused.to_owned() } else { String::new() };
            let because = format!("asks {:?}", asked.written);
            (kind, Facts { text: asked.written.clone(), reason, ..facts }, because)
        }
        Err(fault) => {
            let because = format!("asks {:?}, which {fault}", asked.written);
            let receipt = vec![ReceiptLine { command: asked.written.clone(), fault }];
            let subject = incoming.subject.as_str().to_owned();
            (NoticeKind::Receipt, Facts { subject, receipt, ..Facts::default() }, because)
        }
    };
    let notice = answer_agent(kind, incoming, agent, facts);
    let decision = without_ticket(End::Answered, vec![notice], because);
    match (kind, &asked.question) {
        // So that an answer to the letter is one on that ticket.
        (NoticeKind::Shown, Ok(Some(Question::One(number)))) => Decision { target: Target::Shown(*number), ..decision },
        _ => decision,
    }
}

fn without_ticket(end: End, notices: Vec<Notice>, reason: String) -> Decision {
    Decision {
        end,
        target: Target::Nothing,
        comments: Vec::new(),
        changes: Vec::new(),
        notices,
        also: Vec::new(),
        reasons: vec![reason],
    }
}

fn listing(policy: &Policy, listed: &Listed) -> Facts {
    let tickets = listed.tickets.iter().map(|brief| ticket_fact(policy, brief)).collect();
    Facts { tickets, more: listed.more, ..Facts::default() }
}

fn ticket_fact(policy: &Policy, brief: &Brief) -> TicketFact {
    TicketFact {
        reference: policy.style.print(brief.number),
        subject: brief.subject.as_str().to_owned(),
        status: brief.status.0.clone(),
        done: policy.workflow.stage(&brief.status) == Stage::Done,
        requester: brief.requester.as_ref().map(|contact| contact.display().to_owned()).unwrap_or_default(),
        assignee: brief.assignee.clone().unwrap_or_default(),
        opened: brief.opened_at.strftime("%F").to_string(),
        changed: brief.changed_at.strftime("%F").to_string(),
    }
}

/// All that is known of a ticket, for agents.
fn showing(policy: &Policy, shown: &Shown, agent: &Agent) -> Facts {
    let ticket = &shown.ticket;
    let brief = Brief {
        number: ticket.number,
        subject: ticket.subject.clone(),
        status: ticket.status.clone(),
        requester: ticket.requester.clone(),
        assignee: ticket.assignee.clone(),
        opened_at: shown.opened_at,
        changed_at: shown.changed_at,
    };
    Facts {
        team: ticket.team.clone().unwrap_or_default(),
        organisation: ticket.organisation.clone().unwrap_or_default(),
        involved: ticket.participants.iter().map(Contact::to_string).collect(),
        fields: policy.fields.shown(&ticket.fields, &policy.languages.desk, Reader::Agent),
        tickets: vec![ticket_fact(policy, &brief)],
        entries: shown.said.iter().map(entry).collect(),
        more: shown.more,
        offers: offers(
            &policy.workflow,
            &policy.people,
            ticket,
            offer::Reader { role: Role::Agent, address: &agent.contact.address, language: "" },
        ),
        statuses: policy.workflow.settable(ticket.status.as_str()),
        inquiry: policy.workflow.is_inquiry(&ticket.status),
        ..bare_facts(ticket)
    }
}

fn entry(said: &Said) -> EntryFact {
    let author = said.author.as_ref().map_or_else(|| "maildesk".to_owned(), Contact::to_string);
    let files = said.files.iter().map(|name| format!("\n[{name}]"));
    EntryFact {
        at: said.at.strftime("%F %H:%M").to_string(),
        author: format!("{author}, {}", said.role),
        internal: said.visibility == Visibility::Internal,
        text: std::iter::once(said.text.trim_end().to_owned()).chain(files).collect(),
    }
}

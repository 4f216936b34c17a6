//! `#split The invoice of May`: one of several questions in a mail gets a ticket of its own.
//!
//! Each line opens one with the words of the customer that the agent's mail answers, for who wrote them, so that whoever works
//! on it reads the whole question; where it answers none, with those of the mail that opened the first, for its requester. Who
//! asked gets the number of each.

use crate::mail::origin::{Person, vouched};
use crate::mail::{Contact, MessageId, Subject};

use super::super::act::Act;
use super::super::case::Case;
use super::super::change::Change;
use super::super::command::Command;
use super::super::evidence::{Match, choose_match};
use super::super::outcome::{Confirm, ConfirmCause, NewComment, Step};
use super::super::people::{Agent, Role};
use super::super::policy::Policy;
use super::super::question::{Answer, Question};
use super::super::reason::{Reason, Remark};
use super::super::routing::Routed;
use super::super::ticket::{Ticket, Visibility};
use super::opening::new_ticket;

/// The question before an agent's mail splits its ticket: which words does it answer?
pub(super) fn find_question(policy: &Policy, case: &Case, act: &Act, person: &Person) -> Option<Question> {
    act.asks.commands.commands().find(|command| matches!(command, Command::Split(_)))?;
    let sender = policy.holding.sender(act, &person.contact().address);
    match choose_match(&case.candidates, sender, &policy.people) {
        Match::Ticket { ticket, .. } => Some(which(act, ticket)),
        _ => None,
    }
}

fn which(act: &Act, ticket: &Ticket) -> Question {
    let answers = act.in_reply_to.iter().chain(&act.references).cloned().collect();
    Question::Answered { ticket: ticket.number, answers }
}

/// The words with the question, and who asks.
pub(super) struct QuestionWords<'a> {
    text: &'a str,
    author: Option<&'a Contact>,
    role: Role,
    asker: Option<&'a Contact>,
    message_id: Option<&'a MessageId>,
}

/// Those that the mail answers, of somebody who is on the ticket; or else those that it was opened with.
pub(super) fn words<'a>(policy: &'a Policy, case: &'a Case, act: &Act, ticket: &'a Ticket) -> QuestionWords<'a> {
    let requester = ticket.requester.as_ref();
    if let Some(Answer::Answered(Some(words))) = case.answer(&which(act, ticket))
        && ticket.has_customer(&words.author.address)
    {
        let author = Some(&words.author);
        let asker = if ticket.asked_by(&words.author.address) { requester } else { author };
        let message_id = words.message_id.as_ref();
        return QuestionWords { text: &words.text, author, role: Role::Requester, asker, message_id };
    }
    let agents = &policy.people.agents.0;
    // An agent wrote them down for the requester.
    let by_agent = case.opened_by(ticket.number).map(|name| agents.iter().find(|it| it.contact.display() == name));
    QuestionWords {
        text: case.opening_of(ticket.number),
        author: by_agent.map_or(requester, |agent| agent.map(|agent| &agent.contact)),
        role: if by_agent.is_some() { Role::Agent } else { Role::Requester },
        asker: requester,
        message_id: ticket.opening_id.as_ref(),
    }
}

/// The tickets that an agent's mail opens beside its own.
pub(super) fn steps(policy: &Policy, act: &Act, step: &Step, words: &QuestionWords<'_>, agent: &Agent) -> Vec<Step> {
    let ticket = &step.after;
    let asker = words.asker.filter(|asker| !ticket.by_machine && !agent.writes_from(&asker.address));
    let person = asker.and_then(|asker| vouched(asker.clone(), &policy.own).ok());
    let confirm = person.map(|person| Confirm { person, answers: None, cause: ConfirmCause::SplitFrom(ticket.number) });
    let subjects = step.changes.iter().filter_map(|change| match change {
        Change::Split { subject, .. } => Some(subject),
        _ => None,
    });
    let open = |subject| {
        let mut split = one(policy, act, step, words, subject);
        split.confirms.extend(confirm.clone());
        split
    };
    subjects.map(open).collect()
}

/// A split question has the values that were known before this mail. What the agent sets with it belongs to the first ticket.
fn one(policy: &Policy, act: &Act, step: &Step, words: &QuestionWords<'_>, subject: &Subject) -> Step {
    let ticket = &step.after;
    let stood = step.before.as_ref().unwrap_or(ticket);
    let routed = Routed {
        fields: stood.fields.clone(),
        team: stood.team.clone(),
        language: ticket.language.clone(),
        ..Routed::default()
    };
    let of_other = words.asker.filter(|asker| ticket.requester.as_ref() != Some(asker));
    let of_other = of_other.map(|asker| policy.people.organisation_of(&asker.address));
    let organisation = of_other.unwrap_or_else(|| ticket.organisation.clone());
    let mut step = Step::opening(Ticket {
        requester: words.asker.cloned(),
        organisation,
        mailbox: ticket.mailbox.clone(),
        by_machine: ticket.by_machine,
        opening_id: words.message_id.cloned(),
        latest_id: words.message_id.cloned(),
        ..new_ticket(act, subject, policy.workflow.initial().clone(), routed)
    });
    step.comments.push(NewComment {
        author: words.author.cloned(),
        role: words.role,
        visibility: Visibility::Public,
        text: words.text.to_owned(),
        public: None,
    });
    let (reference, subject) = (policy.style.print(ticket.number), ticket.subject.to_string());
    let origin = Reason::from(Remark::SplitFrom { reference, subject });
    step.comments.push(NewComment::of_desk(origin.stored()));
    step.remarks.push(origin);
    step
}

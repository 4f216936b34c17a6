//! A mail that opens a ticket: its first values by form lines and routes. It may also be an inquiry, which waits until an agent
//! opens a ticket for it.

use jiff::Timestamp;

use crate::mail::banner::title;
use crate::mail::origin::{Person, vouched};
use crate::mail::{Address, Contact, MessageId, Subject};

use super::super::act::Act;
use super::super::change::Change;
use super::super::end::End;
use super::super::form::FormLine;
use super::super::outcome::{Confirm, ConfirmCause, NewComment, Outcome, Response, Step};
use super::super::people::Role;
use super::super::policy::Policy;
use super::super::publish::Publishable;
use super::super::reason::{Handling, Matched, Reason, Remark};
use super::super::reference::TicketNumber;
use super::super::routing::{MailToRoute, Routed};
use super::super::status::StatusName;
use super::super::ticket::{FeedbackState, Ticket, Visibility};
use super::{answers, form, joining};

/// A link from a new ticket to another one. Agents are told of it, and the other ticket does not change.
pub(super) struct Link {
    /// The remark for agents.
    remark: Remark,
    /// Why the mail is no comment on the other.
    why: Matched,
    /// The other, if this one goes on from it.
    follows: Option<TicketNumber>,
}

impl Link {
    /// The mail names a ticket that its sender is not on. The sender learns nothing of it (P6).
    pub(super) fn of_stranger(policy: &Policy, named: &Ticket, sender: &Address, why: Matched) -> Self {
        let (reference, address) = (policy.style.print(named.number), sender.to_string());
        Self { remark: Remark::NamesAnother { reference, address }, why, follows: None }
    }

    /// The ticket was done too long ago to be opened again.
    pub(super) fn of_follow_up(policy: &Policy, ticket: &Ticket) -> Self {
        let (reference, status) = (policy.style.print(ticket.number), ticket.status.0.clone());
        let since = policy.zone.print_day(ticket.status_since);
        let why = Matched::TooLongAgo { reference: reference.clone(), status: status.clone(), since: since.clone() };
        Self { remark: Remark::GoesOnFrom { reference, status, since }, why, follows: Some(ticket.number) }
    }
}

/// The beginning of a new ticket: the requester, the words, and the agent who brings it.
pub(super) struct NewRequest<'a> {
    /// The requester.
    pub(super) person: &'a Person,
    /// The subject.
    pub(super) subject: Subject,
    /// The words.
    pub(super) text: &'a str,
    /// The form lines in them.
    pub(super) form: &'a [FormLine],
    /// The mail of theirs that opens it.
    pub(super) message_id: Option<&'a MessageId>,
    /// The link to another ticket.
    pub(super) link: Option<Link>,
    /// An agent brings it, with what they say of it.
    pub(super) brought: Option<&'a Routed>,
}

impl<'a> NewRequest<'a> {
    /// The act as it came.
    pub(super) fn of(act: &'a Act, person: &'a Person) -> Self {
        Self {
            person,
            subject: act.subject.clone(),
            text: &act.text,
            form: &act.asks.form,
            message_id: act.message_id(),
            link: None,
            brought: None,
        }
    }
}

/// Opens a ticket of a person's. One that an agent brings is a ticket in any case, what the agent commands goes before all
/// else, and nobody is answered on account of its form lines.
pub(super) fn open(policy: &Policy, act: &Act, entry: NewRequest<'_>, now: Timestamp) -> Outcome {
    let NewRequest { person, text, link, brought, message_id, .. } = entry;
    // The subject of their ticket must not have the number of somebody else's.
    let subject = policy.style.without_references(entry.subject.as_str());
    let subject = Subject::new(&title(&subject, &policy.own.banners.own));
    let contact = person.contact();
    let lines = form::read(&policy.fields, &brought.cloned().unwrap_or_default().fields, entry.form);
    let own: &str = if text == act.text { &act.own } else { text };
    let arriving = mail_to_route(policy, act, &contact.address, &subject, own);
    let routed = policy.routes.route(&arriving, &policy.fields, given(policy, brought, &lines.sets));
    let inquiry = policy
        .workflow
        .inquiry()
        .filter(|_| brought.is_none() && !act.is_posted() && policy.inquiries.contains(&act.mailbox));
    let is_inquiry = inquiry.is_some();
    let status = inquiry.unwrap_or(policy.workflow.initial()).clone();
    let mut reasons = vec![if is_inquiry { Handling::Inquiry } else { Handling::Opens }.into()];
    let asks: Vec<Reason> =
        lines.asks.iter().map(|change| change.describe(&policy.zone)).chain(lines.faults()).collect();
    reasons.extend(routed.reasons.iter().chain(&asks).cloned());
    let ticket = Ticket {
        requester: Some(contact.clone()),
        answers_to: answers::answers_to(policy, act, contact).filter(|_| brought.is_none()).cloned(),
        organisation: policy.people.organisation_of(&contact.address),
        opening_id: message_id.cloned(),
        latest_id: message_id.cloned(),
        ..new_ticket(act, &subject, status, routed)
    };
    let language = policy.languages.of_ticket(&ticket, &policy.people.organisations).to_owned();
    let mut step = Step::opening(ticket);
    let public = Publishable::of_customer(contact, Role::Requester, text, Visibility::Public, &act.public_files);
    step.comments.push(NewComment {
        author: Some(contact.clone()),
        role: Role::Requester,
        visibility: Visibility::Public,
        text: text.to_owned(),
        public,
    });
    if let Some(Link { remark, why, follows }) = link {
        step.follows = follows;
        let remark = Reason::from(remark);
        step.comments.push(NewComment::of_desk(remark.stored()));
        step.remarks.push(remark);
        reasons.insert(0, why.into());
    }
    step.remarks.extend(asks);
    match person.restraint() {
        _ if is_inquiry => {}
        None => {
            let confirm = confirm(policy, person, step.after.answers_to.as_ref(), message_id);
            step.confirms.push(confirm);
        }
        Some(why) => reasons.push(Handling::NoConfirmation { why: why.to_owned() }.into()),
    }
    let mut responses = Vec::new();
    step.change_all(lines.asks.iter().cloned(), now);
    let is_answered = act.is_posted() || (brought.is_none() && !is_inquiry && person.restraint().is_none());
    if let Some((told, choices)) = lines.choices(&[], &language).filter(|_| is_answered) {
        step.change(told, now);
        responses.push(Response::Choices(choices));
    }
    if brought.is_none() {
        step.change_all(answers::co_authors(policy, act, contact), now);
        joining::join(policy, act, &contact.address, &mut step, now);
        step.remarks.extend(answers::remarks(policy, act, contact, &step.after).into_iter().map(Reason::from));
    }
    Outcome { responses, ..Outcome::on(End::Opened, step, reasons) }
}

/// They are told that their ticket is open, where they want answers.
pub(super) fn confirm(
    policy: &Policy,
    person: &Person,
    answers_to: Option<&Contact>,
    message_id: Option<&MessageId>,
) -> Confirm {
    let wanted = answers_to.cloned().and_then(|wanted| vouched(wanted, &policy.own).ok());
    Confirm {
        person: wanted.unwrap_or_else(|| person.clone()),
        answers: message_id.cloned(),
        cause: ConfirmCause::TheirMail,
    }
}

/// Its values before any route: first those of the agent who brings it, then those of its form lines.
fn given(policy: &Policy, brought: Option<&Routed>, sets: &[Change]) -> Routed {
    let mut given = brought.cloned().unwrap_or_default();
    for change in sets {
        if let Change::Field { name, to: Some(to), .. } = change
            && given.fields.get(name).is_none()
        {
            given.fields.set(name, Some(to));
            given.reasons.push(change.describe(&policy.zone));
        }
    }
    given
}

/// A mail as the routes see it.
pub(super) fn mail_to_route<'a>(
    policy: &'a Policy,
    act: &'a Act,
    from: &'a Address,
    subject: &'a Subject,
    text: &'a str,
) -> MailToRoute<'a> {
    let organisation = policy.people.organisations.find_by_address(from).map(|found| found.name.as_str());
    let (mailbox, to) = (act.mailbox.as_str(), act.copied.as_slice());
    MailToRoute { mailbox, to, from, organisation, subject: subject.as_str(), text }
}

/// A new ticket of nobody. It gets its number when it is opened.
pub(super) fn new_ticket(act: &Act, subject: &Subject, status: StatusName, routed: Routed) -> Ticket {
    Ticket {
        number: TicketNumber(0),
        subject: subject.clone(),
        status,
        status_since: act.at,
        requester: None,
        answers_to: None,
        participants: Vec::new(),
        organisation: None,
        assignee: routed.assignee,
        team: routed.team,
        fields: routed.fields,
        choices_told: Vec::new(),
        partners: Vec::new(),
        language: routed.language,
        merged_into: None,
        by_machine: false,
        quiet: act.old_since.is_some(),
        spam: false,
        mailbox: act.mailbox.clone(),
        feedback: FeedbackState::NotAsked,
        opening_id: None,
        latest_id: None,
        customer_tag: None,
        version: 0,
    }
}

//! A customer's or a partner's mail on a ticket: a comment, after which rules may change the ticket. And a mail of
//! somebody who is not on it and answers a letter that was passed on to them.

use std::borrow::Cow;

use jiff::Timestamp;

use crate::mail::Contact;
use crate::mail::origin::Person;

use super::super::act::Act;
use super::super::case::Case;
use super::super::change::{Change, Via};
use super::super::end::End;
use super::super::form::FormLine;
use super::super::outcome::{NewComment, Outcome, Response, Step};
use super::super::people::Role;
use super::super::policy::Policy;
use super::super::publish::Publishable;
use super::super::reason::{By, Handling, Matched, NamedBy, Reason, Remark};
use super::super::ticket::{Ticket, Visibility};
use super::moves::{CommentMoves, Granted, TicketWriter, grant, moves};
use super::opening::{Link, NewRequest, open};
use super::quoted::{Said, said};
use super::{answers, form, joining, rating};

/// A customer's or partner's mail on a ticket.
pub(super) struct CustomerMail<'a> {
    pub(super) ticket: &'a Ticket,
    pub(super) role: Role,
    pub(super) person: &'a Person,
    /// It answers a letter with a note: the words stay one.
    pub(super) note: bool,
    pub(super) reasons: Vec<Reason>,
}

/// A comment on a ticket that the sender is on, or a rating.
pub(super) fn comment(policy: &Policy, case: &Case, act: &Act, place: CustomerMail<'_>, now: Timestamp) -> Outcome {
    let CustomerMail { ticket, role, person, .. } = place;
    let Said { own, within } = said(case, act, ticket);
    let writer = TicketWriter { ticket, role, person, says_more: within.is_some() };
    if let Some(rated) = rating::find(policy, case, act, &writer) {
        let mut outcome = rating::rate(writer, rated, place.reasons, now);
        outcome.steps.iter_mut().for_each(|step| say_within(step, within.clone()));
        return outcome;
    }
    if policy.workflow.is_past(place.ticket, act.at) {
        return match going_on(policy, case, act, &place) {
            Some(follow_up) => comment(policy, case, act, follow_up, now),
            None => {
                let link = Some(Link::of_follow_up(policy, place.ticket));
                open(policy, act, NewRequest { link, ..NewRequest::of(act, place.person) }, now)
            }
        };
    }
    let CustomerMail { note, mut reasons, .. } = place;
    let contact = person.contact();
    if let Some(refused) = refuse_posting(policy, act, &writer) {
        return refused;
    }
    let act = &with_words(act, own, &mut reasons);
    let says = form::of_comment(policy, case, act, &writer);
    let granted = grant(policy, ticket, role, act);
    // Who only presses a button that moves nothing says nothing that a rule could answer.
    let is_said = said_by_button(act, &granted).is_none();
    let moves = if is_said { moves(policy, act, &writer, &granted) } else { CommentMoves::default() };
    let mut step = Step::on(ticket);
    step.comments.push(new_comment(act, contact, role, note, &granted));
    say_within(&mut step, within);
    if note {
        step.remarks.push(Remark::AnswersNote.into());
        reasons.extend(step.remarks.iter().cloned());
    }
    step.remarks.extend(answers::remarks(policy, act, contact, ticket).into_iter().map(Reason::from));
    let remarks = moves.remarks.iter().chain(&says.remarks).cloned();
    step.remarks.extend(moves.changes.iter().map(|change| change.brief(&policy.zone)).chain(remarks.clone()));
    reasons.extend(moves.changes.iter().map(|change| change.describe(&policy.zone)).chain(remarks));
    step.tells = moves.tells;
    step.change_all(moves.changes, now);
    if matches!(role, Role::Member | Role::Partner) && !ticket.has_customer(&contact.address) {
        let reason = if role == Role::Partner { By::CommentOfPartner } else { By::CommentOfCompany };
        step.change(Change::Join { who: contact.clone(), via: Via::Comment, reason }, now);
    }
    if !note {
        joining::join(policy, act, &contact.address, &mut step, now);
    }
    step.change_all(says.changes, now);
    step.change_all(leaving(act, ticket), now);
    let responses = says.choices.map(Response::Choices).into_iter().collect();
    Outcome { responses, ..Outcome::on(End::Commented, step, reasons) }
}

/// A button that holds no longer, or never did: nothing is done, and who pressed it has their words still. A mail's line would
/// be text.
fn refuse_posting(policy: &Policy, act: &Act, writer: &TicketWriter<'_>) -> Option<Outcome> {
    if !act.is_posted() {
        return None;
    }
    let refused = |why: Handling| Some(Outcome::without_ticket(End::Suppressed, why));
    match (grant(policy, writer.ticket, writer.role, act), &act.asks.wish) {
        (Granted::Refused(why), _) => return Some(Outcome::without_ticket(End::Suppressed, why)),
        (Granted::Nothing, Some(wish)) => return refused(Handling::NoSuchButton { name: wish.name.clone() }),
        _ => {}
    }
    if act.asks.rating.is_some() {
        // One that was asked for was recorded already.
        return refused(Handling::NoRatingAsked);
    }
    if !(policy.copied_join || act.copied.is_empty()) {
        return refused(Handling::NobodyJoins);
    }
    if act.is_wordless() && act.copied.is_empty() && act.asks.is_empty() {
        return refused(Handling::NothingPosted);
    }
    let leaves = act.asks.leaves.as_ref()?;
    let who = &writer.person.contact().address;
    // Whoever follows a ticket may leave it; the requester may take anybody off.
    let may = leaves == who || writer.role == Role::Requester;
    let is_on = writer.ticket.participants.iter().any(|other| other.address == *leaves);
    let address = leaves.to_string();
    (!(may && is_on)).then(|| Outcome::without_ticket(End::Suppressed, Matched::NotOnPage { address }))
}

/// Who leaves the ticket by a button.
fn leaving(act: &Act, ticket: &Ticket) -> Option<Change> {
    let leaves = act.asks.leaves.as_ref()?;
    let who = ticket.participants.iter().find(|other| other.address == *leaves)?.clone();
    Some(Change::Leave { who, reason: By::PageButton })
}

/// The mail with these words as its new ones, if they are others than those that were read.
fn with_words<'a>(act: &'a Act, own: Option<String>, reasons: &mut Vec<Reason>) -> Cow<'a, Act> {
    let Some(own) = own.filter(|own| *own != act.own) else { return Cow::Borrowed(act) };
    reasons.push(Handling::QuoteLeftOut.into());
    // The whole mail is shown of one that says nothing.
    Cow::Owned(Act { text: own.clone(), own, ..act.clone() })
}

/// Shows agents what is perhaps the author's among what a mail quotes.
fn say_within(step: &mut Step, within: Option<String>) {
    if let Some(words) = within {
        let remark = Reason::from(Remark::WithinQuote { words });
        step.comments.push(NewComment::of_desk(remark.stored()));
        step.remarks.push(remark);
    }
}

/// The comment. Where a transition was asked for, the words below that line.
fn new_comment(act: &Act, contact: &Contact, role: Role, note: bool, granted: &Granted<'_, '_>) -> NewComment {
    if let Some(said) = said_by_button(act, granted) {
        return said_alone(contact, role, said);
    }
    let visibility = if note { Visibility::Internal } else { Visibility::Public };
    let pressed;
    let text = match granted {
        Granted::Transition(_, below) if !below.is_empty() => below,
        // As by mail, where the line alone was written.
        Granted::Transition(transition, _) if act.is_wordless() => {
            pressed = format!("#{}", transition.name);
            pressed.as_str()
        }
        _ => words(act),
    };
    NewComment {
        author: Some(contact.clone()),
        role,
        visibility,
        text: text.to_owned(),
        public: Publishable::of_customer(contact, role, text, visibility, &act.public_files),
    }
}

/// What a button says that moves nothing and came without words; agents alone read it.
fn said_by_button(act: &Act, granted: &Granted<'_, '_>) -> Option<String> {
    if !act.is_wordless() || matches!(granted, Granted::Transition(..)) {
        return None;
    }
    let added = act.copied.iter().map(|who| format!("Added {}", who.address));
    let left = act.asks.leaves.iter().map(|who| format!("Took {who} off the ticket"));
    let judged = act.asks.judgement.then(|| "Asks for a new judgement".to_owned());
    let chosen = act.asks.form.iter().map(FormLine::to_string);
    Some(chosen.chain(added).chain(left).chain(judged).collect::<Vec<_>>().join("\n"))
}

fn said_alone(contact: &Contact, role: Role, text: String) -> NewComment {
    NewComment { author: Some(contact.clone()), role, visibility: Visibility::Internal, text, public: None }
}

/// The words of a mail on a ticket. A forwarded mail is kept whole, because its sender wants to show it.
fn words(act: &Act) -> &str {
    let shows_all = act.own.trim().is_empty() || act.forwarded.is_some();
    if shows_all { &act.text } else { &act.own }
}

/// The ticket in which a long done one went on already, if its sender is on that one too.
fn going_on<'a>(policy: &Policy, case: &'a Case, act: &Act, place: &CustomerMail<'a>) -> Option<CustomerMail<'a>> {
    let done = case.candidates.iter().find(|candidate| candidate.ticket.number == place.ticket.number)?;
    let ticket = done.follow_up.as_ref().filter(|ticket| !policy.workflow.is_past(ticket, act.at))?;
    let role = ticket.role_of(&place.person.contact().address, &policy.people)?;
    let (done, into) = (policy.style.print(place.ticket.number), policy.style.print(ticket.number));
    let went_on = Matched::WentOnIn { done, into }.into();
    let reasons = place.reasons.iter().cloned().chain([went_on]).collect();
    Some(CustomerMail { ticket, role, person: place.person, note: place.note, reasons })
}

/// A mail of an outsider, who had a letter passed on to them or is no longer on the ticket, is kept, and shown to agents alone
/// until one of them includes its author (`#cc add`). Nothing else
/// changes, and nobody is answered: whoever has a letter need not be meant by it (P6).
pub(super) fn outsider(act: &Act, ticket: &Ticket, person: &Person, note: bool, reason: Matched) -> Outcome {
    let contact = person.contact();
    // An answer to a note is a note, whoever is included.
    let visibility = if note { Visibility::Internal } else { Visibility::Withheld };
    let mut step = Step::on(ticket);
    step.comments.push(NewComment {
        author: Some(contact.clone()),
        role: Role::Outsider,
        visibility,
        text: words(act).to_owned(),
        public: None,
    });
    let address = contact.address.to_string();
    let was_theirs = matches!(reason, Matched::BelongsByLetter { by: NamedBy::OwnToken, .. });
    step.remarks.push(if was_theirs { Remark::WasOn { address } } else { Remark::PassedOn { address } }.into());
    Outcome::on(End::Commented, step, vec![reason.into(), Handling::Withheld.into()])
}

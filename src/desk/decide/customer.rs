//! A customer's mail: a new ticket, a comment that rules may answer with a change, or a rating.

use crate::mail::origin::Person;
use crate::mail::{Contact, Subject};

use super::super::addressee::{addressees, others};
use super::super::feedback::{Rating, find_rating, find_subject_score};
use super::super::notice::{Audience, Notice, NoticeKind, Whose};
use super::super::people::Role;
use super::super::policy::Policy;
use super::super::reference::TicketNumber;
use super::super::routing::Routed;
use super::super::status::Stage;
use super::super::ticket::{FeedbackState, Ticket, Visibility};
use super::commanded::sentence;
use super::draft::{facts_of, facts_on, opening_entry, tell_agents, tell_desk};
use super::moving::{brief, moved};
use super::telling::{self, Telling};
use super::wish::{self, Wish};
use super::{
    Change, Decision, End, Facts, Incoming, NewComment, NewTicket, Snapshot, Target, assignee_after, status_after,
};
use super::{filled, involve, opening, said};

/// Where a customer's mail belongs.
pub(super) struct Place<'a> {
    pub(super) ticket: &'a Ticket,
    pub(super) role: Role,
    pub(super) person: &'a Person,
    /// It answers a letter with a note: the words stay one.
    pub(super) note: bool,
    pub(super) reason: String,
}

/// What ties a new ticket to another one. Agents are told of it; the other ticket changes in nothing.
pub(super) struct Link {
    /// What agents read.
    text: String,
    /// Why the mail is no comment on the other.
    why: String,
    /// The other, if this one goes on from it.
    follows: Option<TicketNumber>,
}

impl Link {
    /// The mail names a ticket that its sender is not on. The sender learns nothing of it (P6).
    pub(super) fn of_stranger(policy: &Policy, named: &Ticket, why: String) -> Self {
        let text = format!("The mail names {}: {why}.", policy.style.print(named.number));
        Self { text, why, follows: None }
    }

    /// The ticket has been done for too long to be opened again.
    fn of_follow_up(policy: &Policy, ticket: &Ticket) -> Self {
        let (number, status) = (policy.style.print(ticket.number), &ticket.status);
        let since = ticket.status_since.strftime("%F");
        let why = format!("{number} has been {status} since {since}, which is too long ago to open it again");
        Self {
            text: format!("Goes on from {number}, which has been {status} since {since}."),
            why,
            follows: Some(ticket.number),
        }
    }
}

/// A new ticket.
pub(super) fn open(policy: &Policy, incoming: &Incoming, person: &Person, link: Option<Link>) -> Decision {
    open_with(policy, incoming, person, Entry { link, brought: None })
}

/// How a new ticket comes in.
#[derive(Default)]
pub(super) struct Entry<'a> {
    /// What ties it to another one.
    pub(super) link: Option<Link>,
    /// An agent brings it, with what they say of it.
    pub(super) brought: Option<&'a Routed>,
}

/// The same, however it comes in.
pub(super) fn open_with(policy: &Policy, incoming: &Incoming, person: &Person, entry: Entry<'_>) -> Decision {
    // The number of a ticket that is not theirs must not stand in the subject of theirs.
    let subject = Subject::new(&policy.style.without_references(incoming.subject.as_str()));
    let incoming = &Incoming { subject, ..incoming.clone() };
    let contact = person.contact();
    let mut comments = vec![NewComment {
        author: Some(contact.clone()),
        role: Role::Requester,
        visibility: Visibility::Public,
        text: incoming.text.clone(),
    }];
    let mut facts = facts_of(incoming, contact, &incoming.text);
    let opening = opening::of_person(policy, incoming, person, (entry.brought, &facts));
    let mut reasons = vec![if opening.is_inquiry { "is an inquiry" } else { "opens a new ticket" }.to_owned()];
    reasons.extend(opening.routed.reasons.iter().chain(&opening.remarks).cloned());
    facts.status.clone_from(&opening.status.0);
    facts.assignee = opening.routed.assignee.clone().unwrap_or_default();
    let link = entry.link;
    let follows = link.as_ref().and_then(|link| link.follows);
    if let Some(Link { text, why, .. }) = link {
        facts.reason = joined(&facts.reason, &text);
        comments.push(NewComment { author: None, role: Role::Machine, visibility: Visibility::Internal, text });
        reasons.insert(0, why);
    }
    for remark in &opening.remarks {
        facts.reason = joined(&facts.reason, remark);
    }
    let mut notices = Vec::new();
    match person.restraint() {
        _ if opening.is_inquiry => {}
        None => notices.push(confirmation(policy, incoming, person)),
        Some(why) => reasons.push(format!("no confirmation is sent: {why}")),
    }
    notices.extend(opening.choices);
    let whose = Whose { assignee: opening.routed.assignee.as_deref(), team: opening.routed.team.as_deref() };
    notices.extend(tell_agents(policy, NoticeKind::NewTicket, whose, Some(&contact.address), &facts));
    let mut changes = opening.changes;
    changes.extend(involve::joining(policy, incoming, contact, None));
    Decision {
        also: Vec::new(),
        end: End::Opened,
        target: Target::New(Box::new(NewTicket {
            by_machine: false,
            subject: incoming.subject.clone(),
            requester: Some(contact.clone()),
            organisation: organisation_of(policy, contact),
            status: opening.status,
            mailbox: incoming.mailbox.clone(),
            opening_id: incoming.message_id.clone(),
            follows,
            routed: opening.routed,
        })),
        comments,
        changes,
        notices,
        reasons,
    }
}

/// The organisation of somebody who asks, by its name.
pub(super) fn organisation_of(policy: &Policy, contact: &Contact) -> Option<String> {
    policy.people.organisations.find_by_address(&contact.address).map(|organisation| organisation.name.clone())
}

/// What a confirmation tells. No word of the mail but its subject is in it: it must not carry a spammer's text to a
/// victim (complaint 23).
fn confirmation(policy: &Policy, incoming: &Incoming, person: &Person) -> Notice {
    let status = policy.workflow.initial();
    let mut facts = facts_of(incoming, person.contact(), "");
    facts.files.clear();
    facts.reason.clear();
    facts.refused.clear();
    facts.status.clone_from(&status.0);
    Notice {
        kind: NoticeKind::Confirmation,
        to: Audience::Writer(person.clone()),
        facts,
        in_reply_to: incoming.message_id.clone(),
        references: incoming.message_id.iter().cloned().collect(),
        encloses: false,
    }
}

/// A comment on a ticket that the sender is on, or a rating.
pub(super) fn comment(policy: &Policy, snapshot: &Snapshot, incoming: &Incoming, place: Place<'_>) -> Decision {
    if let Some(rating) = rating_in(policy, snapshot, incoming, &place) {
        return rate(policy, incoming, place, rating);
    }
    if policy.workflow.is_past(place.ticket, incoming.received_at) {
        return match going_on(policy, snapshot, incoming, &place) {
            Some(follow_up) => comment(policy, snapshot, incoming, follow_up),
            None => open(policy, incoming, place.person, Some(Link::of_follow_up(policy, place.ticket))),
        };
    }
    let said = said::read(policy, snapshot.answers, incoming, &place);
    let Place { ticket, role, person, note, reason } = place;
    let contact = person.contact();
    let wish = wish::read(policy, ticket, role, &incoming.new_text);
    let text = match &wish {
        Wish::Granted(_, below) if !below.is_empty() => below,
        _ => words(incoming),
    };
    let moved = moved(policy, incoming, (ticket, role), &wish);
    let mut reasons = vec![reason];
    let mut facts = Facts { internal: note, ..facts_on(ticket, incoming, contact, text) };
    if note {
        let stays = "it answers a note, and is one itself".to_owned();
        facts.reason = joined(&facts.reason, &stays);
        reasons.push(stays);
    }
    for line in moved.changes.iter().map(brief).chain(moved.remarks.iter().chain(&said.remarks).cloned()) {
        facts.reason = joined(&facts.reason, &line);
    }
    reasons.extend(moved.changes.iter().map(sentence).chain(moved.remarks).chain(said.remarks));
    let mut changes = moved.changes;
    facts.status.clone_from(&status_after(ticket, &changes).0);
    let whose = Whose { assignee: assignee_after(ticket, &changes), team: ticket.team.as_deref() };
    let mut notices = tell_agents(policy, NoticeKind::NewComment, whose, Some(&contact.address), &facts);
    if matches!(role, Role::Member | Role::Partner) && ticket.customers().all(|known| known.address != contact.address)
    {
        let theirs = if role == Role::Partner { "that they have" } else { "of their company" };
        changes.push(Change::Join { who: contact.clone(), reason: format!("a comment on a ticket {theirs}") });
    }
    let after = Ticket { status: status_after(ticket, &changes).clone(), ..involve::after(ticket, &changes) };
    let telling =
        Telling { tells: &moved.tells.words, partner: moved.tells.partner.as_deref(), author: Some(&contact.address) };
    let words = if matches!(wish, Wish::Granted(_, "")) { "" } else { text };
    let public = Facts { text: words.to_owned(), reason: String::new(), refused: Vec::new(), ..facts.clone() };
    if person.restraint().is_none() && !note {
        notices.extend(involve::pass_on(policy, incoming, contact, ticket, &facts));
        changes.extend(involve::joining(policy, incoming, contact, Some(ticket)));
        if moved.by_wish {
            telling::add(&mut notices, telling::customers(policy, &after, telling, &public));
        }
    }
    let handed = Facts { entries: opening_entry(snapshot, ticket), ..public };
    if !note {
        telling::add(&mut notices, telling::partners(policy, &after, telling, &handed));
    }
    telling::add(&mut notices, telling::agents(policy, &after, telling, (NoticeKind::NewComment, &facts)));
    changes.extend(said.changes);
    notices.extend(said.choices.map(|choices| filled::answer(incoming, person, Facts { choices, ..facts })));
    Decision {
        also: Vec::new(),
        end: End::Commented,
        target: Target::Existing(ticket.number),
        comments: vec![NewComment {
            author: Some(contact.clone()),
            role,
            visibility: if note { Visibility::Internal } else { Visibility::Public },
            text: text.to_owned(),
        }],
        changes,
        notices,
        reasons,
    }
}

/// What a mail on a ticket says. What somebody forwards onto it is what they want to show.
pub(super) fn words(incoming: &Incoming) -> &str {
    let shows_all = incoming.new_text.trim().is_empty() || incoming.forwarded.is_some();
    if shows_all { &incoming.text } else { &incoming.new_text }
}

pub(super) fn joined(above: &str, below: &str) -> String {
    if above.is_empty() { below.to_owned() } else { format!("{above}\n{below}") }
}

/// The ticket in which a long done one went on already, if its sender is on that one too.
fn going_on<'a>(policy: &Policy, snapshot: &'a Snapshot, incoming: &Incoming, place: &Place<'a>) -> Option<Place<'a>> {
    let done = snapshot.candidates.iter().find(|candidate| candidate.ticket.number == place.ticket.number)?;
    let ticket = done.follow_up.as_ref().filter(|ticket| !policy.workflow.is_past(ticket, incoming.received_at))?;
    let role = ticket.role_of(&place.person.contact().address, &policy.people)?;
    let went_on =
        format!("{} went on in {}", policy.style.print(place.ticket.number), policy.style.print(ticket.number));
    Some(Place { ticket, role, person: place.person, note: place.note, reason: format!("{}; {went_on}", place.reason) })
}

/// A rating counts when we asked this requester, the ticket is still done, and the mail is visibly an answer to the
/// question: it answers that letter, carries a star link's subject, or begins with the bare score.
fn rating_in(policy: &Policy, snapshot: &Snapshot, incoming: &Incoming, place: &Place<'_>) -> Option<Rating> {
    let asked = place.ticket.feedback != FeedbackState::NotAsked && place.role == Role::Requester;
    if !asked {
        return None;
    }
    let written = find_rating(&incoming.new_text);
    // "3/5 boards fail" is a subject, and its answers are no ratings.
    let subject_scores = find_subject_score(place.ticket.subject.as_str()).is_some();
    let linked = find_subject_score(incoming.subject.as_str()).filter(|_| !subject_scores);
    let done = policy.workflow.stage(&place.ticket.status) == Stage::Done;
    match (linked, written) {
        // A star link puts the score into subject and text; what people write over it in the text counts.
        (Some(_), Some(rating)) => Some(rating),
        (Some(score), None) => Some(Rating { score, comment: incoming.new_text.trim().to_owned() }),
        (None, Some(rating)) if done || snapshot.answers == Some(NoticeKind::Feedback) => Some(rating),
        (None, _) => None,
    }
}

fn rate(policy: &Policy, incoming: &Incoming, place: Place<'_>, rating: Rating) -> Decision {
    let Place { ticket, role, person, reason, .. } = place;
    let contact = person.contact();
    let Rating { score, comment } = rating;
    let mut facts = facts_on(ticket, incoming, contact, &comment);
    facts.score = score;
    let mut notices = tell_agents(policy, NoticeKind::Rated, Whose::of(ticket), Some(&contact.address), &facts);
    if score <= policy.feedback.low {
        let more = addressees(&policy.people, ticket, &policy.feedback.tells_low);
        let told: Vec<_> = notices.iter().map(|notice| notice.to.contact().address.clone()).collect();
        notices.extend(others(more, &told).map(|to| tell_desk(NoticeKind::Rated, to, facts.clone())));
    }
    Decision {
        also: Vec::new(),
        end: End::Commented,
        target: Target::Existing(ticket.number),
        comments: vec![NewComment {
            author: Some(contact.clone()),
            role,
            visibility: Visibility::Internal,
            text: rating_text(score, &comment),
        }],
        changes: vec![Change::Rated { score, comment }],
        notices,
        reasons: vec![reason, format!("it rates the ticket with {score} of 5; a rating reopens nothing")],
    }
}

fn rating_text(score: u8, comment: &str) -> String {
    let stars = format!("Rated {score} of 5");
    if comment.is_empty() { stars } else { format!("{stars}\n\n{comment}") }
}

//! A customer's mail: a new ticket, a comment that rules may answer with a change, or a rating.

use crate::mail::origin::Person;
use crate::mail::{Contact, Subject};

use super::super::addressee::{addressees, others};
use super::super::feedback::{Rating, find_rating, find_subject_score};
use super::super::notice::{Audience, Notice, NoticeKind};
use super::super::people::Role;
use super::super::reference::TicketNumber;
use super::super::routing::Routed;
use super::super::status::Stage;
use super::super::thanks::is_thanks;
use super::super::ticket::{FeedbackState, Ticket, Visibility};
use super::super::transition::find_asked;
use super::super::workflow::Occasion;
use super::draft::{facts_of, facts_on, tell_agents, tell_desk, tell_status};
use super::involve;
use super::{
    Change, Decision, End, Incoming, NewComment, NewTicket, Policy, Snapshot, Target, assignee_after, status_after,
};

/// Where a customer's mail belongs.
pub(super) struct Place<'a> {
    pub(super) ticket: &'a Ticket,
    pub(super) role: Role,
    pub(super) person: &'a Person,
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
    // The number of a ticket that is not theirs must not stand in the subject of theirs.
    let subject = Subject::new(&policy.style.without_references(incoming.subject.as_str()));
    let incoming = &Incoming { subject, ..incoming.clone() };
    let contact = person.contact();
    let mut reasons = vec!["opens a new ticket".to_owned()];
    let mut comments = vec![NewComment {
        author: Some(contact.clone()),
        role: Role::Requester,
        visibility: Visibility::Public,
        text: incoming.text.clone(),
    }];
    let mut facts = facts_of(incoming, contact, &incoming.text);
    facts.status.clone_from(&policy.workflow.initial().0);
    let follows = link.as_ref().and_then(|link| link.follows);
    if let Some(Link { text, why, .. }) = link {
        facts.reason = [facts.reason.as_str(), &text]
            .iter()
            .filter(|part| !part.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join("\n");
        comments.push(NewComment { author: None, role: Role::Machine, visibility: Visibility::Internal, text });
        reasons.insert(0, why);
    }
    let mut notices = Vec::new();
    match person.restraint() {
        None => notices.push(confirmation(policy, incoming, person)),
        Some(why) => reasons.push(format!("no confirmation is sent: {why}")),
    }
    notices.extend(tell_agents(policy, NoticeKind::NewTicket, None, Some(&contact.address), &facts));
    Decision {
        also: Vec::new(),
        end: End::Opened,
        target: Target::New(Box::new(NewTicket {
            subject: incoming.subject.clone(),
            requester: Some(contact.clone()),
            organisation: organisation_of(policy, contact),
            status: policy.workflow.initial().clone(),
            mailbox: incoming.mailbox.clone(),
            opening_id: incoming.message_id.clone(),
            follows,
            routed: Routed::default(),
        })),
        comments,
        changes: involve::joining(policy, incoming, contact, None),
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
    facts.offers = policy.workflow.offers(Role::Requester, status);
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
    let Place { ticket, role, person, reason } = place;
    let contact = person.contact();
    // What somebody forwards onto their ticket is what they want to show.
    let shows_all = incoming.new_text.trim().is_empty() || incoming.forwarded.is_some();
    let text = if shows_all { &incoming.text } else { &incoming.new_text };
    let asked = find_asked(&policy.workflow, role, &incoming.new_text)
        .filter(|(transition, _)| transition.starts_from(&ticket.status));
    let text = asked.map(|(_, below)| below).filter(|below| !below.is_empty()).unwrap_or(text);
    let mut reasons = vec![reason];
    let occasion = Occasion {
        comment_by: role,
        status: &ticket.status,
        visibility: Visibility::Public,
        assigned: ticket.assignee.is_some(),
    };
    let is_thanks = !policy.workflow.reopening().thanks
        && policy.workflow.stage(&ticket.status) == Stage::Done
        && is_thanks(&incoming.new_text, contact.name());
    if is_thanks {
        reasons.push("it says thanks and nothing else: no rule moves the ticket".to_owned());
    }
    let by_rule = || {
        if is_thanks {
            return None;
        }
        let rule = policy.workflow.fitting(occasion).find(|rule| rule.then.status.is_some())?;
        Some((rule.then.status.clone()?, format!("rule \"{}\"", rule.name)))
    };
    let by_name = asked.map(|(transition, _)| (transition.to.clone(), format!("transition \"{}\"", transition.name)));
    let moved = by_name.or_else(by_rule).filter(|(to, _)| *to != ticket.status);
    let changes: Vec<Change> =
        moved.map(|(to, reason)| Change::Status { from: ticket.status.clone(), to, reason }).into_iter().collect();
    let mut facts = facts_on(ticket, incoming, contact, text);
    if let Some(Change::Status { from, to, reason }) = changes.first() {
        reasons.push(format!("{reason} sets {from} to {to}"));
        facts.reason = format!(
            "{}{from} → {to} ({reason})",
            if facts.reason.is_empty() { String::new() } else { format!("{}\n", facts.reason) }
        );
    }
    facts.status.clone_from(&status_after(ticket, &changes).0);
    let mut notices =
        tell_agents(policy, NoticeKind::NewComment, assignee_after(ticket, &changes), Some(&contact.address), &facts);
    let mut changes = changes;
    if role == Role::Member {
        let reason = "a comment on a ticket of their company".to_owned();
        changes.push(Change::Join { who: contact.clone(), reason });
    }
    if person.restraint().is_none() {
        notices.extend(involve::pass_on(policy, incoming, contact, ticket, &facts));
        changes.extend(involve::joining(policy, incoming, contact, Some(ticket)));
    }
    if let (Some((transition, _)), Some(_), None) = (asked, changes.first(), person.restraint()) {
        notices.extend(tell_status(policy, ticket, &transition.to, &transition.tells));
    }
    Decision {
        also: Vec::new(),
        end: End::Commented,
        target: Target::Existing(ticket.number),
        comments: vec![NewComment {
            author: Some(contact.clone()),
            role,
            visibility: Visibility::Public,
            text: text.to_owned(),
        }],
        changes,
        notices,
        reasons,
    }
}

/// The ticket in which a long done one went on already, if its sender is on that one too.
fn going_on<'a>(policy: &Policy, snapshot: &'a Snapshot, incoming: &Incoming, place: &Place<'a>) -> Option<Place<'a>> {
    let done = snapshot.candidates.iter().find(|candidate| candidate.ticket.number == place.ticket.number)?;
    let ticket = done.follow_up.as_ref().filter(|ticket| !policy.workflow.is_past(ticket, incoming.received_at))?;
    let role = ticket.role_of(&place.person.contact().address, &policy.people)?;
    let went_on =
        format!("{} went on in {}", policy.style.print(place.ticket.number), policy.style.print(ticket.number));
    Some(Place { ticket, role, person: place.person, reason: format!("{}; {went_on}", place.reason) })
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
    let Place { ticket, role, person, reason } = place;
    let contact = person.contact();
    let Rating { score, comment } = rating;
    let mut facts = facts_on(ticket, incoming, contact, &comment);
    facts.score = score;
    let mut notices =
        tell_agents(policy, NoticeKind::Rated, ticket.assignee.as_deref(), Some(&contact.address), &facts);
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

//! A customer's rating in answer to our question for feedback. It moves no ticket, and belongs to the one that was asked about,
//! also where that was merged into another since.

use jiff::Timestamp;

use super::super::act::Act;
use super::super::case::Case;
use super::super::change::Change;
use super::super::end::End;
use super::super::feedback::{Rating, find_subject_score};
use super::super::notice::NoticeKind;
use super::super::outcome::{NewComment, Outcome, Step};
use super::super::people::Role;
use super::super::policy::Policy;
use super::super::reason::{Handling, Matched, Reason};
use super::super::status::Stage;
use super::super::ticket::{FeedbackState, Ticket, Visibility};
use super::moves::TicketWriter;

/// A rating counts when we asked this requester, the ticket is still done, and the mail is visibly an answer to the
/// question: it answers that letter, carries a star link's subject, or begins with the bare score.
pub(super) fn find(policy: &Policy, case: &Case, act: &Act, writer: &TicketWriter<'_>) -> Option<Rating> {
    let asked = writer.role == Role::Requester && is_asked(writer.ticket);
    asked.then(|| find_in(policy, case, act, (writer.ticket, writer.ticket))).flatten()
}

/// The rating of a ticket that was asked about and merged into another since.
pub(super) fn of_merged(
    policy: &Policy,
    case: &Case,
    act: &Act,
    (writer, merged, reasons): (TicketWriter<'_>, &Ticket, Vec<Reason>),
    now: Timestamp,
) -> Option<Outcome> {
    let sender = &writer.person.contact().address;
    let is_theirs = merged.asked_by(sender) || merged.requester.iter().any(|it| it.address.is_same_mailbox(sender));
    let asked = is_theirs && is_asked(merged);
    let rating = asked.then(|| find_in(policy, case, act, (merged, writer.ticket))).flatten()?;
    let goes_on =
        Matched::GoesOnIn { merged: policy.style.print(merged.number), into: policy.style.print(writer.ticket.number) };
    let mut outcome = rate(TicketWriter { ticket: merged, role: Role::Requester, ..writer }, rating, reasons, now);
    for step in &mut outcome.steps {
        step.remarks.push(goes_on.clone().into());
    }
    Some(outcome)
}

fn is_asked(ticket: &Ticket) -> bool {
    ticket.feedback != FeedbackState::NotAsked
}

/// The rating in a mail about the first ticket, whose case is the second.
fn find_in(policy: &Policy, case: &Case, act: &Act, (asked, goes_on): (&Ticket, &Ticket)) -> Option<Rating> {
    let written = act.asks.rating.clone();
    if act.is_posted() {
        return written;
    }
    // "3/5 boards fail" is a subject, and its answers are no ratings.
    let subject_scores = find_subject_score(asked.subject.as_str()).is_some();
    let linked = act.asks.star.filter(|_| !subject_scores);
    let done = policy.workflow.stage(&goes_on.status) == Stage::Done;
    match (linked, written) {
        // A star link puts the score into subject and text; what people write over it in the text counts.
        (Some(_), Some(rating)) => Some(rating),
        (Some(score), None) => Some(Rating { score, comment: act.own.trim().to_owned() }),
        (None, Some(rating)) if done || case.answers == Some(NoticeKind::Feedback) => Some(rating),
        (None, _) => None,
    }
}

/// Records it.
pub(super) fn rate(writer: TicketWriter<'_>, rating: Rating, mut reasons: Vec<Reason>, now: Timestamp) -> Outcome {
    let Rating { score, comment } = rating;
    let TicketWriter { ticket, role, person, .. } = writer;
    let stars = format!("Rated {score} of 5");
    let mut step = Step::on(ticket);
    step.comments.push(NewComment {
        author: Some(person.contact().clone()),
        role,
        visibility: Visibility::Internal,
        text: if comment.is_empty() { stars } else { format!("{stars}\n\n{comment}") },
        public: None,
    });
    step.change(Change::Rated { score, comment }, now);
    reasons.push(Handling::Rates { score: score.into() }.into());
    Outcome::on(End::Commented, step, reasons)
}

//! What a decision means for promises, and who is told of what became of them.

use super::super::addressee::addressees;
use super::super::notice::{Facts, Notice, NoticeKind};
use super::super::people::Role;
use super::super::policy::Policy;
use super::super::promise::Promises;
use super::super::promise::clock::Turn;
use super::super::promise::keep::{Happened, Mark, Opener};
use super::super::ticket::{Ticket, Visibility};
use super::draft::{bare_facts, tell_desk};
use super::offering;
use super::{Change, Decision, Effect, NewComment, Target};

/// What a mail does to one ticket.
#[derive(Debug, Clone, Copy)]
pub struct Deed<'a> {
    /// Which.
    pub target: &'a Target,
    /// What is written there; the first is the mail itself.
    pub comments: &'a [NewComment],
    /// What changes.
    pub changes: &'a [Change],
    /// Who is told what.
    pub notices: &'a [Notice],
}

impl<'a> From<&'a Decision> for Deed<'a> {
    fn from(decision: &'a Decision) -> Self {
        let Decision { target, comments, changes, notices, .. } = decision;
        Self { target, comments, changes, notices }
    }
}

impl<'a> From<&'a Effect> for Deed<'a> {
    fn from(effect: &'a Effect) -> Self {
        let Effect { target, comments, changes, notices } = effect;
        Self { target, comments, changes, notices }
    }
}

/// What happened on a ticket, as far as clocks are moved by it; `None` where they are not.
pub fn happened(promises: &Promises, deed: Deed<'_>) -> Option<Happened> {
    let opened = matches!(deed.target, Target::New(_));
    let moves = |change: &Change| {
        matches!(
            change,
            Change::Status { .. }
                | Change::Field { .. }
                | Change::Requester { .. }
                | Change::Merged { .. }
                | Change::Spam { .. }
                | Change::JudgementAsked { .. }
        )
    };
    let by_agent = deed.comments.iter().any(|comment| comment.role == Role::Agent);
    (opened || by_agent || deed.changes.iter().any(moves)).then(|| Happened {
        opened: opened.then(|| opener(deed)),
        // What customers say of a new ticket is no change of it.
        judged: (by_agent || opened) && judges(promises, deed, by_agent),
        judgement_asked: deed.changes.iter().any(|change| matches!(change, Change::JudgementAsked { .. })),
        answered: answers(deed, opened),
    })
}

fn opener(deed: Deed<'_>) -> Opener {
    match deed.comments.first() {
        Some(comment) if comment.role == Role::Machine => Opener::Machine,
        _ => Opener::Person,
    }
}

/// Whether an agent's mail says how urgent the ticket is. Where no field says so, that somebody looked at it is enough.
fn judges(promises: &Promises, deed: Deed<'_>, by_agent: bool) -> bool {
    let Some(field) = &promises.judged_by else { return by_agent };
    let judges = |change: &Change| matches!(change, Change::Field { name, to: Some(_), .. } if name == field);
    deed.changes.iter().any(judges)
}

/// Whether an agent wrote something that the customer gets; what an agent opens a ticket with is the request itself.
fn answers(deed: Deed<'_>, opened: bool) -> bool {
    let said = |comment: &NewComment| {
        comment.role == Role::Agent && comment.visibility == Visibility::Public && !comment.text.trim().is_empty()
    };
    (!opened && deed.comments.iter().any(said)) || deed.notices.iter().any(|notice| notice.kind == NoticeKind::Reply)
}

/// Whom the config wants told of what became of a promise.
pub fn tell_promise(policy: &Policy, ticket: &Ticket, mark: &Mark) -> Vec<Notice> {
    let Some(promise) = policy.promises.find_by_name(&mark.promise) else { return Vec::new() };
    let (kind, words) = match mark.turn {
        Turn::Kept => return Vec::new(),
        Turn::Warned => (NoticeKind::PromiseWarning, &promise.tells_warning),
        Turn::Broken => (NoticeKind::PromiseBroken, &promise.tells_breach),
    };
    let facts =
        Facts { promise: mark.measure.to_string(), due: mark.due.clone(), reason: mark.reason(), ..bare_facts(ticket) };
    let told = addressees(&policy.people, ticket, words);
    let mut notices: Vec<Notice> = told.into_iter().map(|to| tell_desk(kind, to, facts.clone())).collect();
    offering::put_into(policy, ticket, &mut notices);
    notices
}

//! What a decision means for promises, and who is told of what became of them.

use super::super::addressee::addressees;
use super::super::notice::{Facts, Notice, NoticeKind};
use super::super::people::Role;
use super::super::promise::Promises;
use super::super::promise::clock::Turn;
use super::super::promise::keep::{Happened, Mark};
use super::super::ticket::{Ticket, Visibility};
use super::draft::{facts_of_ticket, tell_desk};
use super::{Change, Decision, Policy, Target};

/// What happened by a decision, as far as clocks are moved by it; `None` where they are not.
pub fn happened(promises: &Promises, decision: &Decision) -> Option<Happened> {
    let by = |role| decision.comments.iter().any(|comment| comment.role == role);
    let opened = matches!(decision.target, Target::New(_));
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
    let by_agent = by(Role::Agent);
    (opened || by_agent || decision.changes.iter().any(moves)).then(|| Happened {
        opened,
        by_machine: by(Role::Machine),
        judged: by_agent && judges(promises, decision),
        judgement_asked: decision.changes.iter().any(|change| matches!(change, Change::JudgementAsked { .. })),
        answered: answers(decision),
    })
}

/// Whether an agent's mail says how urgent the ticket is. Where no field says so, that somebody looked at it is enough.
fn judges(promises: &Promises, decision: &Decision) -> bool {
    let Some(field) = &promises.judged_by else { return true };
    let judges = |change: &Change| matches!(change, Change::Field { name, to: Some(_), .. } if name == field);
    decision.changes.iter().any(judges)
}

/// Whether an agent wrote something that the customer gets.
fn answers(decision: &Decision) -> bool {
    let said = |comment: &super::NewComment| {
        comment.role == Role::Agent && comment.visibility == Visibility::Public && !comment.text.trim().is_empty()
    };
    decision.comments.iter().any(said) || decision.notices.iter().any(|notice| notice.kind == NoticeKind::Reply)
}

/// Whom the config wants told of what became of a promise.
pub fn tell_promise(policy: &Policy, ticket: &Ticket, mark: &Mark) -> Vec<Notice> {
    let Some(promise) = policy.promises.find_by_name(&mark.promise) else { return Vec::new() };
    let (kind, words) = match mark.turn {
        Turn::Kept => return Vec::new(),
        Turn::Warned => (NoticeKind::PromiseWarning, &promise.tells_warning),
        Turn::Broken => (NoticeKind::PromiseBroken, &promise.tells_breach),
    };
    let facts = Facts {
        promise: format!("{} ({})", mark.measure, mark.promise),
        due: mark.due.clone(),
        reason: mark.reason(),
        ..facts_of_ticket(ticket)
    };
    let told = addressees(&policy.people, ticket, words);
    told.into_iter().map(|to| tell_desk(kind, to, facts.clone())).collect()
}

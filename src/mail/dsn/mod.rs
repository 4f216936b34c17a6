//! Delivery reports: which letter, which recipient, final or not.
//!
//! Comes in: an [`Inbound`]. Goes out: a [`Bounce`] for each recipient that the message reports on; nothing for a message
//! that is no report. First the machine-readable part (RFC 3464); where it is missing or empty, the prose of the many
//! servers that follow no RFC, if enough speaks for a report (`suspicion`). Never fails; never takes a vacation
//! notice, a complaint (RFC 5965) or a receipt (RFC 8098) for a bounce.

mod bounce;
mod fields;
mod prose;
mod suspicion;
mod wording;

pub use bounce::{Action, Bounce};
pub(super) use suspicion::MAILERS;

use std::cell::LazyCell;

use super::mentions::mentions;
use super::{Address, Inbound, MessageId};

/// All that a delivery report says; empty when the message is none.
pub fn find_bounces(inbound: &Inbound) -> Vec<Bounce> {
    if is_other_report(inbound) {
        return Vec::new();
    }
    // read only where there is something to compare it with: most mails are no reports
    let written_to = LazyCell::new(|| written_to(inbound));
    let mut bounces: Vec<Bounce> = inbound
        .reports
        .iter()
        .filter(|report| report.content_type.contains("delivery-status"))
        .flat_map(|report| fields::read(&report.text, &written_to))
        .collect();
    let readable = bounces.iter().any(|bounce| bounce.recipient.is_some());
    let suspected = !readable && suspicion::is_report(inbound);
    // the parts of a report written out as text know better than the addresses in its diagnostics
    let told_in_head = inbound.header("x-failed-recipients").is_some();
    if suspected && !told_in_head && bounces.is_empty() {
        bounces = written_out(prose::report(&inbound.text), &written_to);
    }
    if suspected && !bounces.iter().any(|bounce| bounce.recipient.is_some()) {
        let told = prose::read(inbound);
        let nested = inbound.enclosed.iter().any(|enclosed| !enclosed.reports.is_empty());
        if !nested && (bounces.is_empty() || told.iter().any(|bounce| bounce.recipient.is_some())) {
            bounces = merged(&bounces, told);
        }
    }
    if !bounces.iter().any(|bounce| bounce.recipient.is_some()) && suspected {
        bounces.extend(written_out(&inbound.text, &written_to));
        if bounces.iter().any(|bounce| bounce.recipient.is_some()) {
            bounces.retain(|bounce| bounce.recipient.is_some());
        }
    }
    if !bounces.iter().any(|bounce| bounce.recipient.is_some()) && suspected {
        // a report that was passed on as an attachment (seen: gateways that scan for viruses)
        let inner: Vec<Bounce> = inbound.enclosed.iter().flat_map(find_bounces).collect();
        if inner.iter().any(|bounce| bounce.recipient.is_some()) {
            bounces = inner;
        }
    }
    if bounces.is_empty() {
        return bounces;
    }
    explain_vague(inbound, &mut bounces);
    let message_id = returned_id(inbound);
    for bounce in &mut bounces {
        bounce.message_id = bounce.message_id.take().or_else(|| message_id.clone());
    }
    bounces
}

/// The recipients of a report's fields that stand in a text.
fn written_out(text: &str, written_to: &[Address]) -> Vec<Bounce> {
    let mut found = prose::written_fields(text).map(|fields| fields::read(fields, written_to)).unwrap_or_default();
    found.retain(|bounce| bounce.recipient.is_some());
    found
}

/// Whom the returned mail was addressed to, as far as it is there.
fn written_to(inbound: &Inbound) -> Vec<Address> {
    let enclosed = inbound.enclosed.iter().flat_map(Inbound::recipients).cloned();
    let field = |name| prose::returned_field(&inbound.text, name).map(mentions).unwrap_or_default();
    let told = ["to", "cc"].into_iter().flat_map(field).map(|(address, _, _)| address);
    enclosed.chain(told).collect()
}

/// Fields that say no more than that it failed (OpenSMTPD): the prose above them may say why.
fn explain_vague(inbound: &Inbound, bounces: &mut [Bounce]) {
    let vague = |bounce: &Bounce| {
        matches!(bounce.action, Action::Failed | Action::Delayed)
            && bounce.diagnostic.is_empty()
            && bounce.status.as_deref().is_none_or(wording::is_vague)
    };
    if !bounces.iter().any(vague) {
        return;
    }
    let told = prose::read(inbound);
    for bounce in bounces.iter_mut().filter(|bounce| vague(bounce)) {
        let same = told.iter().find(|other| other.recipient.is_some() && other.recipient == bounce.recipient);
        let Some(same) = same else { continue };
        bounce.diagnostic.clone_from(&same.diagnostic);
        if same.status.as_deref().is_some_and(|status| !wording::is_vague(status)) {
            bounce.status.clone_from(&same.status);
        }
    }
}

/// The prose names the recipient, the fields knew the rest.
fn merged(fields: &[Bounce], mut told: Vec<Bounce>) -> Vec<Bounce> {
    let Some(known) = fields.first() else { return told };
    for bounce in &mut told {
        bounce.action = known.action;
        bounce.status = known.status.clone().or_else(|| bounce.status.take());
        if !known.diagnostic.is_empty() {
            bounce.diagnostic.clone_from(&known.diagnostic);
        }
    }
    told
}

/// Complaints and receipts carry a report too, of another kind.
fn is_other_report(inbound: &Inbound) -> bool {
    let kinds = ["feedback-report", "disposition-notification"];
    let declared = inbound.header("content-type").unwrap_or_default().to_ascii_lowercase();
    let status = inbound.reports.iter().any(|report| report.content_type.contains("delivery-status"));
    !status
        && (inbound.reports.iter().any(|report| kinds.iter().any(|kind| report.content_type.contains(kind)))
            || declared.starts_with("multipart/report") && kinds.iter().any(|kind| declared.contains(kind)))
}

/// Whether a message is a spam complaint (RFC 5965); some providers send them without a report.
pub fn is_complaint(inbound: &Inbound) -> bool {
    let report = inbound.reports.iter().any(|report| report.content_type.contains("feedback-report"));
    report || suspicion::is_bare_complaint(inbound)
}

/// The Message-ID of what was returned: of the message inside, or of its head in the text.
fn returned_id(inbound: &Inbound) -> Option<MessageId> {
    let inside = inbound.enclosed.iter().find_map(|enclosed| enclosed.message_id.clone());
    let told = || prose::returned_field(&inbound.text, "message-id").and_then(MessageId::parse);
    // above the returned mail (PMDF), and where nothing was returned, what the report answers
    let named = || prose::any_field(&inbound.text, "message-id").and_then(MessageId::parse);
    let answered = || inbound.in_reply_to.first().or_else(|| inbound.references.last()).cloned();
    inside.or_else(told).or_else(named).or_else(answered).filter(|id| inbound.message_id.as_ref() != Some(id))
}

#[cfg(test)]
mod programs;
#[cfg(test)]
mod tests;

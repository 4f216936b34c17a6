//! The machine-readable part of a delivery report (RFC 3464 §2): groups of fields, one group per recipient.

use super::super::Address;
use super::super::clean::{one_line, truncated};
use super::super::mentions::mentions;
use super::wording;
use super::{Action, Bounce};

/// The most recipients that are taken from a report.
const MAX_RECIPIENTS: usize = 1_000;
/// The longest diagnostic kept, in bytes.
const MAX_DIAGNOSTIC: usize = 1_000;

/// The recipients of a `message/delivery-status` part; `written_to` are those whom the returned mail was addressed to.
pub(super) fn read(text: &str, written_to: &[Address]) -> Vec<Bounce> {
    let mut bounces = Vec::new();
    let mut group = RecipientFields::default();
    let mut last = None;
    for line in text.lines() {
        if line.trim().is_empty() {
            bounces.extend(std::mem::take(&mut group).bounce(written_to));
            last = None;
            if bounces.len() >= MAX_RECIPIENTS {
                return bounces;
            }
            continue;
        }
        if line.starts_with([' ', '\t']) {
            group.fold(last, line.trim());
            continue;
        }
        let Some((name, value)) = line.split_once(':') else {
            // seen: diagnostics wrapped without a blank in front
            group.fold(last, line.trim());
            continue;
        };
        last = slot_of(name);
        // a new recipient begins although the empty line is missing
        if last == Some(Slot::Final) && !group.values(Slot::Final).is_empty() {
            bounces.extend(std::mem::take(&mut group).bounce(written_to));
        }
        group.set(last, value.trim());
    }
    bounces.extend(group.bounce(written_to));
    bounces
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    Final,
    Original,
    Actual,
    Action,
    Status,
    Diagnostic,
}

fn slot_of(name: &str) -> Option<Slot> {
    match name.trim().to_ascii_lowercase().as_str() {
        "final-recipient" => Some(Slot::Final),
        "original-recipient" => Some(Slot::Original),
        "x-actual-recipient" | "x-failed-recipient" => Some(Slot::Actual),
        "action" => Some(Slot::Action),
        "status" => Some(Slot::Status),
        "diagnostic-code" => Some(Slot::Diagnostic),
        _ => None,
    }
}

#[derive(Debug, Default)]
struct RecipientFields {
    slots: [String; 6],
}

impl RecipientFields {
    fn values(&self, slot: Slot) -> &str {
        self.slots.get(slot as usize).map_or("", String::as_str)
    }

    fn set(&mut self, slot: Option<Slot>, value: &str) {
        if let Some(text) = slot.and_then(|slot| self.slots.get_mut(slot as usize)).filter(|text| text.is_empty()) {
            text.push_str(value);
        }
    }

    fn fold(&mut self, slot: Option<Slot>, value: &str) {
        if let Some(text) = slot.and_then(|slot| self.slots.get_mut(slot as usize)) {
            text.push(' ');
            text.push_str(value);
        }
    }

    /// A group is about a recipient when it names one or says what became of it.
    fn bounce(self, written_to: &[Address]) -> Option<Bounce> {
        let named = [Slot::Final, Slot::Original, Slot::Actual].map(|slot| recipient_of(self.values(slot)));
        let action = action_of(self.values(Slot::Action));
        let status = wording::enhanced(self.values(Slot::Status));
        if named.iter().all(Option::is_none) && action.is_none() && status.is_none() {
            return None;
        }
        let [last, original, actual] = named;
        let plain = original.as_ref().and_then(from_xtext).filter(|_| original != last);
        let diagnostic = self.values(Slot::Diagnostic);
        let diagnostic = diagnostic.split_once(';').map_or(diagnostic, |(_, text)| text);
        let told = wording::enhanced(diagnostic);
        // 5.0.0 says nothing; the server's own words may say more
        let status = match status {
            Some(plain) if plain.ends_with(".0.0") => {
                told.filter(|told| told.get(..1) == plain.get(..1)).or(Some(plain))
            }
            other => other.or(told),
        };
        let failed = || status.as_deref().is_none_or(|status| status.starts_with('5'));
        let action = action.unwrap_or_else(|| if failed() { Action::Failed } else { Action::Delayed });
        let diagnostic = one_line(diagnostic);
        let known = [&original, &plain, &last, &actual]
            .into_iter()
            .flatten()
            .find(|address| written_to.contains(address))
            .cloned();
        Some(Bounce {
            recipient: known.or_else(|| [plain, original, last, actual].into_iter().flatten().next()),
            status,
            action,
            diagnostic: truncated(&diagnostic, MAX_DIAGNOSTIC).to_owned(),
            message_id: None,
        })
    }
}

/// `rfc822; ada@x.example`, `rfc822;<ada@x.example>`, or without a type.
fn recipient_of(value: &str) -> Option<Address> {
    let value = value.rsplit_once(';').map_or(value, |(_, address)| address);
    let bare = value.trim().trim_matches(['<', '>', '"', '\'', ' ']);
    let mentioned = || mentions(value).into_iter().map(|(address, _, _)| address).next();
    Address::parse(bare).or_else(mentioned).or_else(|| bare.split([' ', '<', '>', '(']).find_map(Address::parse))
}

/// `+2B` for `+` (RFC 3461 §4); nothing where nothing is encoded.
fn from_xtext(address: &Address) -> Option<Address> {
    let mut parts = address.as_str().split('+');
    let mut out = parts.next()?.to_owned();
    for part in parts {
        let code = part.get(..2).filter(|code| code.bytes().all(|b| matches!(b, b'0'..=b'9' | b'A'..=b'F')))?;
        out.push(u8::from_str_radix(code, 16).ok().filter(u8::is_ascii_graphic)?.into());
        out.push_str(part.get(2..)?);
    }
    Address::parse(&out).filter(|plain| plain != address)
}

fn action_of(value: &str) -> Option<Action> {
    match value.split([' ', '(', ';']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "failed" | "failure" | "fail" | "expired" | "error" => Some(Action::Failed),
        "delayed" | "deferred" | "delay" => Some(Action::Delayed),
        "delivered" | "deliverable" => Some(Action::Delivered),
        "relayed" => Some(Action::Relayed),
        "expanded" => Some(Action::Expanded),
        _ => None,
    }
}

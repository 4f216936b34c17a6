//! SLA policies, `[[promise]]` in the config: within which time a ticket is judged, answered and done.
//!
//! Comes in: a ticket. Goes out: the policy that holds for it, which is the first that fits. It is looked up again when the
//! ticket changes. The clocks are in [`clock`], what moves them in [`progress`].

pub mod clock;
pub mod progress;
#[cfg(test)]
mod tests;

use std::fmt;
use std::time::Duration;

use super::condition::{FieldValues, any, covers};
use super::recipients::Recipient;
use super::status::StatusName;
use super::ticket::Ticket;
use super::work_time::WorkTime;
use super::zone::Zone;

/// What an SLA measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Measure {
    /// The time until an agent judges how urgent the ticket is.
    Triage,
    /// The time until an agent answers.
    FirstResponse,
    /// The time until the ticket is done.
    Resolution,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Triage, Self::FirstResponse, Self::Resolution];

    /// The name in the database and in stories.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Triage => "triage",
            Self::FirstResponse => "first-response",
            Self::Resolution => "resolution",
        }
    }

    /// The measure of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.as_str() == name)
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FirstResponse => "first response",
            other => other.as_str(),
        })
    }
}

/// All SLA policies of the desk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SlaPolicies {
    /// In order: the first that fits a ticket holds for it.
    pub list: Vec<SlaPolicy>,
    /// The field by which an agent judges a ticket. Without one, an agent's first act is the judgement.
    pub judged_by: Option<String>,
    /// Whether they hold for tickets that machines opened.
    pub for_machines: bool,
}

/// One SLA policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlaPolicy {
    /// The name that people read; no two have the same.
    pub name: String,
    /// The tickets that it holds for.
    pub when: SlaCondition,
    /// The hours that count.
    pub time: WorkTime,
    /// Where people read its times: the calendar's zone, or else the desk's.
    pub zone: Zone,
    /// The longest time for each measure.
    pub targets: SlaTargets,
    /// The statuses in which its clocks stand still.
    pub stops_while: Vec<StatusName>,
    /// When to warn.
    pub warn: Warn,
    /// The recipients of a warning.
    pub tells_warning: Vec<Recipient>,
    /// The recipients of a breach.
    pub tells_breach: Vec<Recipient>,
}

/// The tickets that a policy holds for; an empty list fits all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SlaCondition {
    /// Fields, and the values that fit.
    pub fields: FieldValues,
    /// The mailboxes that the ticket came in by.
    pub mailbox: Vec<String>,
    /// The requester's organisation.
    pub organisation: Vec<String>,
}

/// The longest time for each measure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SlaTargets {
    /// Until it is judged.
    pub triage: Option<Duration>,
    /// Until it is answered.
    pub first_response: Option<Duration>,
    /// Until it is done.
    pub resolution: Option<Duration>,
}

impl SlaTargets {
    /// The target of a measure.
    pub fn get(&self, measure: Measure) -> Option<Duration> {
        match measure {
            Measure::Triage => self.triage,
            Measure::FirstResponse => self.first_response,
            Measure::Resolution => self.resolution,
        }
    }
}

/// When people are warned of a breach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warn {
    /// Nobody is warned.
    Never,
    /// When this percentage of the time is used.
    Share(u8),
    /// When only this much time is left.
    Before(Duration),
}

impl Warn {
    /// The used part of `target` when people are warned; none if that is not before its end.
    pub fn after(self, target: Duration) -> Option<Duration> {
        let after = match self {
            Self::Never => return None,
            Self::Share(percent) => target.checked_mul(u32::from(percent))? / 100,
            Self::Before(left) => target.checked_sub(left)?,
        };
        (after < target).then_some(after)
    }
}

impl SlaPolicies {
    /// The policy that holds for a ticket.
    pub fn find(&self, ticket: &Ticket) -> Option<&SlaPolicy> {
        self.list.iter().find(|sla| sla.when.fits(ticket))
    }

    /// The policy of that name.
    pub fn find_by_name(&self, name: &str) -> Option<&SlaPolicy> {
        self.list.iter().find(|sla| sla.name == name)
    }
}

impl SlaCondition {
    fn fits(&self, ticket: &Ticket) -> bool {
        self.fields.fit(|name| ticket.fields.get(name))
            && any(&self.mailbox, |name| *name == ticket.mailbox)
            && any(&self.organisation, |name| ticket.organisation.as_ref() == Some(name))
    }

    /// Whether it fits every ticket that `other` fits.
    pub fn covers(&self, other: &Self) -> bool {
        self.fields.cover(&other.fields)
            && covers(&self.mailbox, &other.mailbox, PartialEq::eq)
            && covers(&self.organisation, &other.organisation, PartialEq::eq)
    }
}

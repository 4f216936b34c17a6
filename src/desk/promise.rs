//! Promises (SLA targets): within which time a ticket is judged, answered and done.
//!
//! Comes in: a ticket. Goes out: which promise holds for it; the first that fits does, and which that is is asked anew when
//! the ticket changes. The clocks are in [`clock`], what happens to them in [`keep`].

pub mod clock;
pub mod keep;
#[cfg(test)]
mod tests;

use std::fmt;
use std::time::Duration;

use super::condition::{FieldValues, any, covers};
use super::recipients::Recipient;
use super::status::StatusName;
use super::ticket::Ticket;
use super::work_time::WorkTime;

/// What is promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Measure {
    /// An agent judges how urgent it is.
    Triage,
    /// An agent answers.
    FirstResponse,
    /// It is done.
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

/// All promises of the desk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Promises {
    /// In order: the first that fits a ticket holds for it.
    pub list: Vec<Promise>,
    /// The field by which an agent judges a ticket; none: whatever an agent does first is the judgement.
    pub judged_by: Option<String>,
    /// Whether they hold for tickets that machines opened.
    pub for_machines: bool,
}

/// One promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// What people are told; no two have the same.
    pub name: String,
    /// For which tickets.
    pub when: Fitting,
    /// In which time it is counted.
    pub time: WorkTime,
    /// How long each takes at most.
    pub targets: Targets,
    /// In which statuses its clocks stand still.
    pub stops_while: Vec<StatusName>,
    /// When it is nearly broken.
    pub warn: Warn,
    /// Who is told that it nearly is.
    pub tells_warning: Vec<Recipient>,
    /// Who is told that it is.
    pub tells_breach: Vec<Recipient>,
}

/// For which tickets a promise holds; an empty list fits all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fitting {
    /// Fields with the values of which the ticket has one.
    pub fields: FieldValues,
    /// Mailboxes that it came in by.
    pub mailbox: Vec<String>,
    /// The requester's organisation.
    pub organisation: Vec<String>,
}

/// How long each measure may take; what is not promised is not there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Targets {
    /// Until it is judged.
    pub triage: Option<Duration>,
    /// Until it is answered.
    pub first_response: Option<Duration>,
    /// Until it is done.
    pub resolution: Option<Duration>,
}

impl Targets {
    /// The target of a measure.
    pub fn get(&self, measure: Measure) -> Option<Duration> {
        match measure {
            Measure::Triage => self.triage,
            Measure::FirstResponse => self.first_response,
            Measure::Resolution => self.resolution,
        }
    }
}

/// When a promise is nearly broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warn {
    /// Nobody is warned.
    Never,
    /// When so much of its time is used, in percent.
    Share(u8),
    /// When only so much is left.
    Before(Duration),
}

impl Warn {
    /// After how much of `target` people are warned; none where that would not be before its end.
    pub fn after(self, target: Duration) -> Option<Duration> {
        let after = match self {
            Self::Never => return None,
            Self::Share(percent) => target.checked_mul(u32::from(percent))? / 100,
            Self::Before(left) => target.checked_sub(left)?,
        };
        (after < target).then_some(after)
    }
}

impl Promises {
    /// The promise that holds for a ticket.
    pub fn find(&self, ticket: &Ticket) -> Option<&Promise> {
        self.list.iter().find(|promise| promise.when.fits(ticket))
    }

    /// The promise of that name.
    pub fn find_by_name(&self, name: &str) -> Option<&Promise> {
        self.list.iter().find(|promise| promise.name == name)
    }
}

impl Fitting {
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

//! The clock of one measure on one ticket: how much of its time is used, and whether the target was met.
//!
//! Pure values: every function is given the time. A clock runs, stands still (somebody else has to act), or has ended. It
//! runs even if no policy holds, so that a policy that holds later knows the time used before.

use std::time::Duration;

use jiff::Timestamp;

use super::{Measure, SlaPolicy};
use crate::desk::work_time::WorkTime;

/// A clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlaClock {
    /// The measure.
    pub measure: Measure,
    /// From 1; a new judgement that is asked for begins a new round.
    pub round: u32,
    /// The policy that it is held to, by name; none if no policy has a target for this measure.
    pub sla: Option<String>,
    /// The time that the policy allows.
    pub target: Option<Duration>,
    /// When it was started.
    pub started_at: Timestamp,
    /// The time that was used before it last began to run.
    pub used: Duration,
    /// When it began to run; none if it stands still.
    pub running_since: Option<Timestamp>,
    /// When the target is missed, if the clock runs on.
    pub due_at: Option<Timestamp>,
    /// When it was met.
    pub met_at: Option<Timestamp>,
    /// When people were warned.
    pub warned_at: Option<Timestamp>,
    /// When the target was missed.
    pub broken_at: Option<Timestamp>,
    /// When it was given up: the ticket went on in another one.
    pub ended_at: Option<Timestamp>,
}

/// The state of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Its time passes.
    Running,
    /// It stands still.
    Stopped,
    /// The target was met.
    Kept,
    /// It was met, and there was no target.
    Met,
    /// The target was missed.
    Broken,
    /// It was given up.
    Ended,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Running, Self::Stopped, Self::Kept, Self::Met, Self::Broken, Self::Ended];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::Kept => "kept",
            Self::Met => "met",
            Self::Broken => "broken",
            Self::Ended => "ended",
        }
    }

    /// The standing of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.as_str() == word)
    }
}

/// The kind of an SLA event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlaEventKind {
    /// It was met in time.
    Kept,
    /// It is nearly missed.
    Warned,
    /// It is missed.
    Broken,
}

impl SlaClock {
    /// A clock that begins to run.
    pub fn start(measure: Measure, round: u32, at: Timestamp) -> Self {
        Self {
            measure,
            round,
            sla: None,
            target: None,
            started_at: at,
            used: Duration::ZERO,
            running_since: Some(at),
            due_at: None,
            met_at: None,
            warned_at: None,
            broken_at: None,
            ended_at: None,
        }
    }

    /// Its status.
    pub fn standing(&self) -> Standing {
        if self.broken_at.is_some() {
            Standing::Broken
        } else if self.met_at.is_some() {
            if self.sla.is_some() { Standing::Kept } else { Standing::Met }
        } else if self.ended_at.is_some() {
            Standing::Ended
        } else if self.running_since.is_some() {
            Standing::Running
        } else {
            Standing::Stopped
        }
    }

    /// Whether it is still to be met.
    pub fn is_open(&self) -> bool {
        self.met_at.is_none() && self.ended_at.is_none()
    }

    /// The time that is used by `at`.
    pub fn used_by(&self, time: &WorkTime, at: Timestamp) -> Duration {
        let running = self.running_since.map(|since| time.between(since, at));
        self.used.saturating_add(running.unwrap_or_default())
    }

    /// Starts or stops it.
    pub(super) fn set_running(&mut self, runs: bool, time: &WorkTime, at: Timestamp) {
        match (self.running_since, runs) {
            (None, true) => self.running_since = Some(at),
            (Some(_), false) => {
                self.used = self.used_by(time, at);
                self.running_since = None;
            }
            _ => {}
        }
    }

    /// Holds it to a policy from now on. A breach or warning stays unless the new target leaves time again.
    pub(super) fn hold_to(&mut self, sla: Option<&SlaPolicy>, at: Timestamp) {
        let target = sla.and_then(|sla| sla.targets.get(self.measure));
        let sla = sla.filter(|_| target.is_some());
        let name = sla.map(|sla| sla.name.clone());
        if (&name, target) == (&self.sla, self.target) {
            return;
        }
        (self.sla, self.target) = (name, target);
        let used = sla.map(|sla| self.used_by(&sla.time, at)).unwrap_or_default();
        let warn = sla.zip(target).and_then(|(sla, target)| sla.warn.after(target));
        self.broken_at = self.broken_at.filter(|_| target.is_some_and(|target| used >= target));
        self.warned_at = self.warned_at.filter(|_| warn.is_some_and(|warn| used >= warn));
    }

    /// Marks it as met.
    pub(super) fn meet(&mut self, time: &WorkTime, at: Timestamp) -> Option<SlaEventKind> {
        self.set_running(false, time, at);
        self.met_at = Some(at);
        let target = self.target.filter(|_| self.broken_at.is_none())?;
        if self.used <= target {
            return Some(SlaEventKind::Kept);
        }
        self.broken_at = Some(at);
        Some(SlaEventKind::Broken)
    }

    /// The warning or breach that is due by now.
    pub(super) fn fall_due(&mut self, sla: &SlaPolicy, at: Timestamp) -> Option<SlaEventKind> {
        let target = self.target.filter(|_| self.is_open() && self.broken_at.is_none())?;
        let used = self.used_by(&sla.time, at);
        if used >= target {
            self.broken_at = Some(at);
            return Some(SlaEventKind::Broken);
        }
        let warns = sla.warn.after(target).is_some_and(|warn| used >= warn) && self.warned_at.is_none();
        warns.then(|| {
            self.warned_at = Some(at);
            SlaEventKind::Warned
        })
    }

    /// When to look at it again: at the warning or the breach. Notes when the target will be missed.
    pub(super) fn look_again(&mut self, sla: Option<&SlaPolicy>) -> Option<Timestamp> {
        self.due_at = None;
        let (sla, target, since) = (sla?, self.target?, self.running_since?);
        let used = self.used;
        let at = |after: Duration| sla.time.add(since, after.saturating_sub(used));
        let warn = sla.warn.after(target).filter(|_| self.warned_at.is_none());
        let (warn_at, due_at) = (warn.and_then(at), at(target));
        self.due_at = due_at;
        warn_at.or(due_at).filter(|_| self.broken_at.is_none())
    }
}

//! The clock of one measure on one ticket: how much of its time is used, and what came of the promise.
//!
//! Pure values: every function is given the time. A clock runs, stands still (somebody else has to act), or is at its end.
//! It runs whether anything is promised or not, so that a promise that comes to hold later knows what was used before.

use std::time::Duration;

use jiff::Timestamp;

use super::{Measure, Promise};
use crate::desk::work_time::WorkTime;

/// A clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// What it measures.
    pub measure: Measure,
    /// From 1; a new judgement that is asked for begins a new round.
    pub round: u32,
    /// The promise that it is held to, by name; none: nothing is promised.
    pub promise: Option<String>,
    /// What is promised.
    pub target: Option<Duration>,
    /// When it was started.
    pub started_at: Timestamp,
    /// What was used until it last began to run.
    pub used: Duration,
    /// Since when it runs; none: it stands still.
    pub running_since: Option<Timestamp>,
    /// When the promise will be broken, if the clock runs on.
    pub due_at: Option<Timestamp>,
    /// When what it measures came about.
    pub met_at: Option<Timestamp>,
    /// When people were warned.
    pub warned_at: Option<Timestamp>,
    /// When the promise was broken.
    pub broken_at: Option<Timestamp>,
    /// When it was given up: the ticket went on in another one.
    pub ended_at: Option<Timestamp>,
}

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Its time passes.
    Running,
    /// It stands still.
    Stopped,
    /// The promise was kept.
    Kept,
    /// What it measures came about; nothing was promised.
    Met,
    /// The promise was broken.
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

/// What became of a promise at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It was kept.
    Kept,
    /// It is nearly broken.
    Warned,
    /// It is broken.
    Broken,
}

impl Clock {
    /// A clock that begins to run.
    pub fn start(measure: Measure, round: u32, at: Timestamp) -> Self {
        Self {
            measure,
            round,
            promise: None,
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

    /// How it stands.
    pub fn standing(&self) -> Standing {
        if self.broken_at.is_some() {
            Standing::Broken
        } else if self.met_at.is_some() {
            if self.promise.is_some() { Standing::Kept } else { Standing::Met }
        } else if self.ended_at.is_some() {
            Standing::Ended
        } else if self.running_since.is_some() {
            Standing::Running
        } else {
            Standing::Stopped
        }
    }

    /// Whether what it measures is still to come.
    pub fn is_open(&self) -> bool {
        self.met_at.is_none() && self.ended_at.is_none()
    }

    /// What is used by then.
    pub fn used_by(&self, time: &WorkTime, at: Timestamp) -> Duration {
        let running = self.running_since.map(|since| time.between(since, at));
        self.used.saturating_add(running.unwrap_or_default())
    }

    /// Lets it run, or stand still.
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

    /// Holds it to a promise from now on. What was broken or warned of stays so unless there is time again.
    pub(super) fn hold_to(&mut self, promise: Option<&Promise>, at: Timestamp) {
        let target = promise.and_then(|promise| promise.targets.get(self.measure));
        let promise = promise.filter(|_| target.is_some());
        let name = promise.map(|promise| promise.name.clone());
        if (&name, target) == (&self.promise, self.target) {
            return;
        }
        (self.promise, self.target) = (name, target);
        let used = promise.map(|promise| self.used_by(&promise.time, at)).unwrap_or_default();
        let warn = promise.zip(target).and_then(|(promise, target)| promise.warn.after(target));
        self.broken_at = self.broken_at.filter(|_| target.is_some_and(|target| used >= target));
        self.warned_at = self.warned_at.filter(|_| warn.is_some_and(|warn| used >= warn));
    }

    /// What it measures came about.
    pub(super) fn meet(&mut self, time: &WorkTime, at: Timestamp) -> Option<Turn> {
        self.set_running(false, time, at);
        self.met_at = Some(at);
        let target = self.target.filter(|_| self.broken_at.is_none())?;
        if self.used <= target {
            return Some(Turn::Kept);
        }
        self.broken_at = Some(at);
        Some(Turn::Broken)
    }

    /// What has fallen due by now.
    pub(super) fn turn(&mut self, promise: &Promise, at: Timestamp) -> Option<Turn> {
        let target = self.target.filter(|_| self.is_open() && self.broken_at.is_none())?;
        let used = self.used_by(&promise.time, at);
        if used >= target {
            self.broken_at = Some(at);
            return Some(Turn::Broken);
        }
        let warns = promise.warn.after(target).is_some_and(|warn| used >= warn) && self.warned_at.is_none();
        warns.then(|| {
            self.warned_at = Some(at);
            Turn::Warned
        })
    }

    /// When somebody has to look at it again: at the warning, or at the breach. Notes when the promise will be broken.
    pub(super) fn look_again(&mut self, promise: Option<&Promise>) -> Option<Timestamp> {
        self.due_at = None;
        let (promise, target, since) = (promise?, self.target?, self.running_since?);
        let used = self.used;
        let at = |after: Duration| promise.time.add(since, after.saturating_sub(used));
        let warn = promise.warn.after(target).filter(|_| self.warned_at.is_none());
        let (warn_at, due_at) = (warn.and_then(at), at(target));
        self.due_at = due_at;
        warn_at.or(due_at).filter(|_| self.broken_at.is_none())
    }
}

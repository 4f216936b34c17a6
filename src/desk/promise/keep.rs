//! What happens on a ticket moves its clocks: they start, stand still, go on, are met or given up.
//!
//! Comes in: the ticket as it stands after a change, what happened, and its clocks. Goes out: the clocks after it, when to
//! look at them again, and what became of the promises.

use std::time::Duration;

use jiff::Timestamp;

use super::clock::{Clock, Turn};
use super::{Measure, Promise, Promises};
use crate::desk::quantity::print_work_time;
use crate::desk::reason::Remark;
use crate::desk::status::Stage;
use crate::desk::ticket::Ticket;
use crate::desk::work_time::WorkTime;
use crate::desk::workflow::Workflow;

/// What happened on a ticket, as far as clocks are moved by it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Happened {
    /// When.
    pub at: Timestamp,
    /// It was opened, by whom.
    pub opened: Option<Opener>,
    /// An agent judged how urgent it is.
    pub judged: bool,
    /// The customer asked for a new judgement.
    pub judgement_asked: bool,
    /// An agent answered the customer.
    pub answered: bool,
}

/// Who opened a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opener {
    /// Somebody who waits for an answer.
    Person,
    /// A program.
    Machine,
}

/// The clocks of a ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clocks(pub Vec<Clock>);

/// What became of a promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Which of its measures.
    pub measure: Measure,
    /// The promise, by name.
    pub promise: String,
    /// What became of it.
    pub turn: Turn,
    /// What was promised.
    pub target: Duration,
    /// What was used.
    pub used: Duration,
    /// By when it was to be kept, as the calendar's clocks show it; empty where the clock stood still.
    pub due: String,
}

impl Mark {
    /// `promise "prio 1": first response within 15m, took 7m`
    pub fn reason(&self) -> Remark {
        let (name, promise) = (self.promise.clone(), self.measure.to_string());
        let (target, used) = (print_work_time(self.target), print_work_time(self.used));
        match self.turn {
            Turn::Warned => Remark::PromiseUses { name, promise, target, used },
            Turn::Broken if self.used <= self.target => Remark::PromiseUsedUp { name, promise, target },
            Turn::Kept | Turn::Broken => Remark::PromiseTook { name, promise, target, used },
        }
    }
}

impl Clocks {
    /// The clock of a measure: that of its newest round.
    pub fn newest(&self, measure: Measure) -> Option<&Clock> {
        self.0.iter().filter(|clock| clock.measure == measure).max_by_key(|clock| clock.round)
    }

    fn newest_mut(&mut self, measure: Measure) -> Option<&mut Clock> {
        self.0.iter_mut().filter(|clock| clock.measure == measure).max_by_key(|clock| clock.round)
    }
}

impl Promises {
    /// Moves the clocks of a ticket by what happened on it. A ticket that has none never gets any: it was opened by a
    /// machine, or before anything was promised.
    pub fn follow(&self, workflow: &Workflow, ticket: &Ticket, clocks: &mut Clocks, happened: Happened) -> Vec<Mark> {
        let at = happened.at;
        let is_promised = match happened.opened {
            None => false,
            Some(Opener::Person) => true,
            Some(Opener::Machine) => self.for_machines,
        };
        if is_promised && clocks.0.is_empty() && !self.list.is_empty() {
            clocks.0.extend(Measure::ALL.map(|measure| Clock::start(measure, 1, at)));
        }
        if happened.judgement_asked
            && let Some(judged) = clocks.newest(Measure::Triage).filter(|clock| clock.met_at.is_some())
        {
            let again = Clock::start(Measure::Triage, judged.round.saturating_add(1), at);
            clocks.0.push(again);
        }
        let scene = Scene { promises: self, promise: self.find(ticket), ticket, happened, at };
        let stage = workflow.stage(&ticket.status);
        let moved = Measure::ALL.into_iter().filter_map(|measure| scene.follow(clocks.newest_mut(measure)?, stage));
        moved.collect()
    }

    /// What has fallen due of a measure by now; the config may have changed since it was looked at last.
    pub fn fall_due(&self, ticket: &Ticket, clocks: &mut Clocks, measure: Measure, at: Timestamp) -> Option<Mark> {
        let clock = clocks.newest_mut(measure).filter(|clock| clock.is_open() && clock.running_since.is_some())?;
        let promise = self.find(ticket);
        clock.hold_to(promise, at);
        let turn = clock.turn(promise?, at)?;
        mark(clock, promise?, turn, at)
    }

    /// By when whoever asked hears from us, as the calendar's clocks show it; empty where nothing runs that says so, or where
    /// that time is past.
    pub fn heard_by(&self, ticket: &Ticket, clocks: &Clocks, now: Timestamp) -> String {
        let open = clocks.newest(Measure::FirstResponse).filter(|clock| clock.is_open());
        let due = open.zip(self.find(ticket)).and_then(|(clock, promise)| {
            let due = due_at(clock, promise).filter(|due| *due > now)?;
            Some(promise.time.format_local(due))
        });
        due.unwrap_or_default()
    }

    /// When to look at each measure of a ticket again.
    pub fn look_again(&self, ticket: &Ticket, clocks: &mut Clocks) -> Vec<(Measure, Timestamp)> {
        let promise = self.find(ticket);
        let next = |measure| Some((measure, clocks.newest_mut(measure)?.look_again(promise)?));
        Measure::ALL.into_iter().filter_map(next).collect()
    }
}

/// One look at a ticket's clocks.
struct Scene<'a> {
    promises: &'a Promises,
    promise: Option<&'a Promise>,
    ticket: &'a Ticket,
    happened: Happened,
    at: Timestamp,
}

impl Scene<'_> {
    fn follow(&self, clock: &mut Clock, stage: Stage) -> Option<Mark> {
        if clock.ended_at.is_some() {
            return None;
        }
        if self.ticket.merged_into.is_some() || self.ticket.spam {
            self.give_up(clock);
            return None;
        }
        let is_done = stage == Stage::Done;
        if clock.measure == Measure::Resolution && !is_done {
            // Opened again: it goes on from where it stood.
            clock.met_at = None;
        }
        if !clock.is_open() {
            return None;
        }
        // A judgement is held to what was promised before it: it is what may make another promise hold.
        if clock.measure == Measure::Triage && self.happened.judged {
            if clock.promise.is_none() {
                clock.hold_to(self.promise, self.at);
            }
            let before = clock.promise.as_deref().and_then(|name| self.promises.find_by_name(name));
            return self.meet(clock, before);
        }
        clock.hold_to(self.promise, self.at);
        let is_met = match clock.measure {
            Measure::Triage => false,
            Measure::FirstResponse => self.happened.answered,
            Measure::Resolution => is_done,
        };
        if is_met {
            return self.meet(clock, self.promise);
        }
        let waits = self.promise.is_some_and(|promise| promise.stops_while.contains(&self.ticket.status));
        clock.set_running(!is_done && !waits, time_of(self.promise), self.at);
        None
    }

    fn meet(&self, clock: &mut Clock, promise: Option<&Promise>) -> Option<Mark> {
        // Before it is met: the time stands still then.
        let due = promise.map(|promise| due_face(clock, promise)).unwrap_or_default();
        let turn = clock.meet(time_of(promise), self.at)?;
        Some(Mark { due, ..mark(clock, promise?, turn, self.at)? })
    }

    fn give_up(&self, clock: &mut Clock) {
        if clock.is_open() {
            clock.set_running(false, time_of(self.promise), self.at);
            clock.ended_at = Some(self.at);
        }
    }
}

fn time_of(promise: Option<&Promise>) -> &WorkTime {
    promise.map_or(&WorkTime::Always, |promise| &promise.time)
}

fn mark(clock: &Clock, promise: &Promise, turn: Turn, at: Timestamp) -> Option<Mark> {
    Some(Mark {
        measure: clock.measure,
        promise: promise.name.clone(),
        turn,
        target: clock.target?,
        used: clock.used_by(&promise.time, at),
        due: due_face(clock, promise),
    })
}

/// By when a running clock is to be met, on the calendar's clocks.
fn due_face(clock: &Clock, promise: &Promise) -> String {
    due_at(clock, promise).map(|due| promise.time.format_local(due)).unwrap_or_default()
}

/// By when a running clock is to be met.
fn due_at(clock: &Clock, promise: &Promise) -> Option<Timestamp> {
    let (since, target) = clock.running_since.zip(clock.target)?;
    promise.time.add(since, target.saturating_sub(clock.used))
}

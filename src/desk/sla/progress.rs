//! What happens on a ticket moves its clocks: they start, stop, go on, are met or given up.
//!
//! Comes in: the ticket after a change, what happened, and its clocks. Goes out: the clocks after it, when to look at them
//! again, and the SLA events.

use std::time::Duration;

use jiff::Timestamp;

use super::clock::{SlaClock, SlaEventKind};
use super::{Measure, SlaPolicies, SlaPolicy};
use crate::desk::quantity::print_work_time;
use crate::desk::reason::Remark;
use crate::desk::status::Stage;
use crate::desk::ticket::Ticket;
use crate::desk::work_time::WorkTime;
use crate::desk::workflow::Workflow;
use crate::desk::zone::Zone;

/// The activity on a ticket, as far as it moves clocks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Happened {
    /// When.
    pub at: Timestamp,
    /// It was opened, and by whom.
    pub opened: Option<Opener>,
    /// An agent judged how urgent it is.
    pub judged: bool,
    /// The customer asked for a new judgement.
    pub judgement_asked: bool,
    /// An agent answered the customer.
    pub answered: bool,
}

/// The sort of opener of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opener {
    /// Somebody who waits for an answer.
    Person,
    /// A program.
    Machine,
}

/// The clocks of a ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SlaClocks(pub Vec<SlaClock>);

/// A warning, a breach, or a target that was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlaEvent {
    /// The measure.
    pub measure: Measure,
    /// The policy, by name.
    pub sla: String,
    /// The kind.
    pub kind: SlaEventKind,
    /// The time that the policy allows.
    pub target: Duration,
    /// The time that was used.
    pub used: Duration,
    /// When it is due; none if the clock stood still.
    pub due: Option<Deadline>,
}

/// An instant, on the clocks of a policy's zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// When.
    pub at: Timestamp,
    /// Where.
    pub zone: Zone,
}

impl SlaEvent {
    /// `promise "prio 1": first response within 15 min, took 7 min`
    pub fn reason(&self) -> Remark {
        let (name, promise) = (self.sla.clone(), self.measure.to_string());
        let (target, used) = (print_work_time(self.target), print_work_time(self.used));
        match self.kind {
            SlaEventKind::Warned => Remark::PromiseUses { name, promise, target, used },
            SlaEventKind::Broken if self.used <= self.target => Remark::PromiseUsedUp { name, promise, target },
            SlaEventKind::Kept | SlaEventKind::Broken => Remark::PromiseTook { name, promise, target, used },
        }
    }
}

impl SlaClocks {
    /// The clock of a measure, in its newest round.
    pub fn newest(&self, measure: Measure) -> Option<&SlaClock> {
        self.0.iter().filter(|clock| clock.measure == measure).max_by_key(|clock| clock.round)
    }

    fn newest_mut(&mut self, measure: Measure) -> Option<&mut SlaClock> {
        self.0.iter_mut().filter(|clock| clock.measure == measure).max_by_key(|clock| clock.round)
    }
}

impl SlaPolicies {
    /// Moves the clocks of a ticket by what happened on it. A ticket that was opened without clocks never gets any: a
    /// machine opened it, or no policy was configured then.
    pub fn follow(
        &self,
        workflow: &Workflow,
        ticket: &Ticket,
        clocks: &mut SlaClocks,
        happened: Happened,
    ) -> Vec<SlaEvent> {
        let at = happened.at;
        let is_promised = match happened.opened {
            None => false,
            Some(Opener::Person) => true,
            Some(Opener::Machine) => self.for_machines,
        };
        if is_promised && clocks.0.is_empty() && !self.list.is_empty() {
            clocks.0.extend(Measure::ALL.map(|measure| SlaClock::start(measure, 1, at)));
        }
        if happened.judgement_asked
            && let Some(judged) = clocks.newest(Measure::Triage).filter(|clock| clock.met_at.is_some())
        {
            let again = SlaClock::start(Measure::Triage, judged.round.saturating_add(1), at);
            clocks.0.push(again);
        }
        let scene = ClockMover { slas: self, sla: self.find(ticket), ticket, happened, at };
        let stage = workflow.stage(&ticket.status);
        let moved = Measure::ALL.into_iter().filter_map(|measure| scene.follow(clocks.newest_mut(measure)?, stage));
        moved.collect()
    }

    /// The warning or breach of a measure that is due by now. The config may have changed since the last look.
    pub fn fall_due(
        &self,
        ticket: &Ticket,
        clocks: &mut SlaClocks,
        measure: Measure,
        at: Timestamp,
    ) -> Option<SlaEvent> {
        let clock = clocks.newest_mut(measure).filter(|clock| clock.is_open() && clock.running_since.is_some())?;
        let sla = self.find(ticket);
        clock.hold_to(sla, at);
        let kind = clock.fall_due(sla?, at)?;
        event(clock, sla?, kind, at)
    }

    /// When the requester hears from us at the latest; none if no clock says so, or if that time is past.
    pub fn heard_from_by(&self, ticket: &Ticket, clocks: &SlaClocks, now: Timestamp) -> Option<Deadline> {
        let clock = clocks.newest(Measure::FirstResponse).filter(|clock| clock.is_open())?;
        deadline(clock, self.find(ticket)?).filter(|due| due.at > now)
    }

    /// When to look at each measure of a ticket again.
    pub fn look_again(&self, ticket: &Ticket, clocks: &mut SlaClocks) -> Vec<(Measure, Timestamp)> {
        let sla = self.find(ticket);
        let next = |measure| Some((measure, clocks.newest_mut(measure)?.look_again(sla)?));
        Measure::ALL.into_iter().filter_map(next).collect()
    }
}

/// One look at a ticket's clocks.
struct ClockMover<'a> {
    slas: &'a SlaPolicies,
    sla: Option<&'a SlaPolicy>,
    ticket: &'a Ticket,
    happened: Happened,
    at: Timestamp,
}

impl ClockMover<'_> {
    fn follow(&self, clock: &mut SlaClock, stage: Stage) -> Option<SlaEvent> {
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
        // A judgement is held to the policy before it, because it may make another policy hold.
        if clock.measure == Measure::Triage && self.happened.judged {
            if clock.sla.is_none() {
                clock.hold_to(self.sla, self.at);
            }
            let before = clock.sla.as_deref().and_then(|name| self.slas.find_by_name(name));
            return self.meet(clock, before);
        }
        clock.hold_to(self.sla, self.at);
        let is_met = match clock.measure {
            Measure::Triage => false,
            Measure::FirstResponse => self.happened.answered,
            Measure::Resolution => is_done,
        };
        if is_met {
            return self.meet(clock, self.sla);
        }
        let waits = self.sla.is_some_and(|sla| sla.stops_while.contains(&self.ticket.status));
        clock.set_running(!is_done && !waits, time_of(self.sla), self.at);
        None
    }

    fn meet(&self, clock: &mut SlaClock, sla: Option<&SlaPolicy>) -> Option<SlaEvent> {
        // The clock stops when it is met, so the time is read before.
        let due = sla.and_then(|sla| deadline(clock, sla));
        let kind = clock.meet(time_of(sla), self.at)?;
        Some(SlaEvent { due, ..event(clock, sla?, kind, self.at)? })
    }

    fn give_up(&self, clock: &mut SlaClock) {
        if clock.is_open() {
            clock.set_running(false, time_of(self.sla), self.at);
            clock.ended_at = Some(self.at);
        }
    }
}

fn time_of(sla: Option<&SlaPolicy>) -> &WorkTime {
    sla.map_or(&WorkTime::Always, |sla| &sla.time)
}

fn event(clock: &SlaClock, sla: &SlaPolicy, kind: SlaEventKind, at: Timestamp) -> Option<SlaEvent> {
    Some(SlaEvent {
        measure: clock.measure,
        sla: sla.name.clone(),
        kind,
        target: clock.target?,
        used: clock.used_by(&sla.time, at),
        due: deadline(clock, sla),
    })
}

/// When a running clock is due.
fn deadline(clock: &SlaClock, sla: &SlaPolicy) -> Option<Deadline> {
    let (since, target) = clock.running_since.zip(clock.target)?;
    let at = sla.time.add(since, target.saturating_sub(clock.used))?;
    Some(Deadline { at, zone: sla.zone.clone() })
}

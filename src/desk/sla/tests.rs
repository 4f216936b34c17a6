//! Clocks of a ticket through its life: minutes and what happened in, what became of the promises out.

use std::sync::Arc;

use jiff::Timestamp;

use super::clock::{SlaEventKind, Standing};
use super::progress::{Happened, Opener, SlaClocks, SlaEvent};
use super::*;
use crate::desk::calendar::{Calendar, Shift};
use crate::desk::reference::TicketNumber;
use crate::desk::samples;

fn minutes(count: u64) -> Duration {
    Duration::from_mins(count)
}

fn sla(name: &str, priority: &[&str], targets: [u64; 3]) -> SlaPolicy {
    let target = |index: usize| Some(minutes(targets[index])).filter(|target| !target.is_zero());
    let values = priority.iter().map(|&value| value.to_owned()).collect();
    let fields = if priority.is_empty() { Vec::new() } else { vec![("priority".to_owned(), values)] };
    SlaPolicy {
        name: name.to_owned(),
        when: SlaCondition { fields: FieldValues(fields), ..SlaCondition::default() },
        time: WorkTime::Always,
        zone: Zone::default(),
        targets: SlaTargets { triage: target(0), first_response: target(1), resolution: target(2) },
        stops_while: vec![StatusName("on-customer".to_owned())],
        warn: Warn::Share(80),
        tells_warning: Vec::new(),
        tells_breach: Vec::new(),
    }
}

/// Prio 1: an answer within 15 minutes. Everything: judged within 15, answered within 60, done within 600.
fn slas() -> SlaPolicies {
    let list = vec![sla("prio 1", &["1"], [0, 15, 100]), sla("all", &[], [15, 60, 600])];
    SlaPolicies { list, judged_by: Some("priority".to_owned()), for_machines: false }
}

fn ticket() -> Ticket {
    Ticket { requester: None, organisation: None, status_since: start(), ..samples::ticket() }
}

/// A Monday.
fn start() -> Timestamp {
    "2026-01-05T09:00:00Z".parse().unwrap()
}

/// A ticket and its clocks through time; falls due what does, at its minute.
struct Life {
    slas: SlaPolicies,
    ticket: Ticket,
    clocks: SlaClocks,
    at: Timestamp,
    told: Vec<String>,
}

impl Life {
    fn new(slas: SlaPolicies) -> Self {
        Self { slas, ticket: ticket(), clocks: SlaClocks::default(), at: start(), told: Vec::new() }
    }

    fn tell(&mut self, events: &[SlaEvent]) {
        let minute = self.at.duration_since(start()).as_mins();
        for event in events {
            let kind = match event.kind {
                SlaEventKind::Kept => "kept",
                SlaEventKind::Warned => "warned",
                SlaEventKind::Broken => "broken",
            };
            self.told.push(format!("{minute} {} {kind}", event.measure.as_str()));
        }
    }

    fn steps(&mut self, steps: &str) {
        steps.split(", ").for_each(|step| self.step(step));
    }

    fn due(&mut self) -> Option<(Measure, Timestamp)> {
        let next = self.slas.look_again(&self.ticket, &mut self.clocks);
        next.into_iter().min_by_key(|(_, at)| *at)
    }

    fn until(&mut self, at: Timestamp) {
        while let Some((measure, due)) = self.due().filter(|(_, due)| *due <= at) {
            self.at = due.max(self.at);
            let event = self.slas.fall_due(&self.ticket, &mut self.clocks, measure, self.at);
            self.tell(event.as_slice());
        }
        self.at = at;
    }

    /// `30 answered`, `40 status on-customer`, `50 priority 1 judged`
    fn step(&mut self, step: &str) {
        let mut words = step.split(' ');
        let minute: u64 = words.next().unwrap().parse().unwrap();
        self.until(start() + minutes(minute));
        let mut happened = Happened { at: self.at, ..Happened::default() };
        while let Some(word) = words.next() {
            match word {
                "opened" => happened.opened = Some(Opener::Person),
                "machine" => happened.opened = Some(Opener::Machine),
                "judged" => happened.judged = true,
                "asked" => happened.judgement_asked = true,
                "answered" => happened.answered = true,
                "status" => self.ticket.status = StatusName(words.next().unwrap().to_owned()),
                "priority" => {
                    let value = words.next().unwrap().to_owned();
                    self.ticket.fields.0.insert("priority".to_owned(), value);
                }
                "merged" => self.ticket.merged_into = Some(TicketNumber(9)),
                _ => {}
            }
        }
        let workflow = samples::workflow();
        let events = self.slas.follow(&workflow, &self.ticket, &mut self.clocks, happened);
        self.tell(&events);
    }
}

fn check(steps: &str, expected: &str) {
    let mut life = Life::new(slas());
    life.steps(steps);
    assert_eq!(life.told.join(", "), expected.trim_end_matches(", "), "{steps}");
}

#[test]
fn promises_are_kept_warned_of_and_broken() {
    check(
        "0 opened, 10 priority 3 judged, 20 answered, 30 status resolved",
        "10 triage kept, 20 first-response kept, 30 resolution kept",
    );
    check("0 opened, 14 nothing", "12 triage warned");
    check("0 opened, 16 nothing", "12 triage warned, 15 triage broken");
    check(
        "0 opened, 16 priority 3 judged, 61 answered",
        "12 triage warned, 15 triage broken, 48 first-response warned, 60 first-response broken",
    );
    check(
        "0 opened, 5 answered judged, 481 nothing, 700 status closed",
        "5 triage kept, 5 first-response kept, 480 resolution warned, 600 resolution broken",
    );
    check("0 opened machine, 10 priority 1 judged, 99 status closed", "");
    check("0 nothing, 10 priority 1 judged, 99 status closed", "");
}

#[test]
fn another_promise_counts_what_was_used_before() {
    check(
        "0 opened, 10 priority 1 judged, 14 answered",
        "10 triage kept, 12 first-response warned, 14 first-response kept",
    );
    check(
        "0 opened, 14 priority 1 judged, 16 nothing",
        "12 triage warned, 14 triage kept, 14 first-response warned, 15 first-response broken",
    );
    check(
        "0 opened, 10 priority 1 judged, 16 priority 3, 61 nothing",
        "10 triage kept, 12 first-response warned, 15 first-response broken, 48 first-response warned, 60 first-response broken",
    );
    check("0 opened judged, 20 priority 1, 21 answered", "0 triage kept, 20 first-response broken");
    check("0 opened judged, 20 answered, 30 priority 1, 40 nothing", "0 triage kept, 20 first-response kept");
    let mut life = Life::new(SlaPolicies { list: vec![sla("prio 1", &["1"], [5, 15, 0])], ..slas() });
    life.steps("0 opened, 4 answered, 10 priority 1 judged");
    assert_eq!(life.told, ["10 triage broken"], "nothing was promised before, and the answer came before it was");
    assert_eq!(life.clocks.newest(Measure::FirstResponse).unwrap().standing(), Standing::Met);
}

#[test]
fn clocks_stand_still_while_somebody_else_has_to_act() {
    let judged = "0 triage kept, ";
    let check =
        |steps: &str, expected: &str| check(&format!("0 opened judged, {steps}"), &format!("{judged}{expected}"));
    check(
        "10 status on-customer, 200 status new, 237 nothing, 251 nothing",
        "238 first-response warned, 250 first-response broken",
    );
    check("10 status on-customer, 200 status new, 237 answered", "237 first-response kept");
    check(
        "50 answered status resolved, 5000 nothing",
        "48 first-response warned, 50 first-response kept, 50 resolution kept",
    );
    check("1 answered, 10 status resolved, 1000 status new, 1469 nothing", "1 first-response kept, 10 resolution kept");
    check(
        "1 answered, 10 status resolved, 1000 status new, 1590 nothing",
        "1 first-response kept, 10 resolution kept, 1470 resolution warned, 1590 resolution broken",
    );
    check("10 status closed, 1000 status new, 1020 answered", "10 resolution kept, 1020 first-response kept");
    check("10 merged, 9999 nothing", "");
}

#[test]
fn a_new_judgement_that_is_asked_for_is_promised_again() {
    check(
        "0 opened, 10 priority 3 judged, 100 asked, 110 priority 3 judged",
        "10 triage kept, 48 first-response warned, 60 first-response broken, 110 triage kept",
    );
    check(
        "0 opened answered, 10 priority 3 judged, 100 asked, 120 nothing",
        "0 first-response kept, 10 triage kept, 112 triage warned, 115 triage broken",
    );
    check("0 opened answered, 10 asked, 16 nothing", "0 first-response kept, 12 triage warned, 15 triage broken");
}

#[test]
fn office_hours_count() {
    let week = std::array::from_fn(|day| if day < 5 { vec![Shift::new(540, 1020).unwrap()] } else { Vec::new() });
    let calendar = Calendar::new("office", Zone::find("Europe/Amsterdam").unwrap(), week, Vec::new()).unwrap();
    let mut slas = slas();
    slas.list[1].time = WorkTime::Hours(Arc::new(calendar));
    let mut life = Life::new(slas);
    // Friday 15:55 UTC is five minutes before five in Amsterdam.
    let friday = (4 * 24 + 6) * 60 + 55;
    let monday = (7 * 24 - 1) * 60;
    life.steps(&format!("{friday} opened, {} nothing", monday + 20));
    let told = [(7, "warned"), (10, "broken")].map(|(after, kind)| format!("{} triage {kind}", monday + after));
    assert_eq!(life.told, told);
    let clock = life.clocks.newest(Measure::FirstResponse).unwrap();
    assert_eq!(clock.due_at, Some("2026-01-12T08:55:00Z".parse().unwrap()));
}

#[test]
fn which_promise_fits_which_ticket() {
    let fitting = |fields: &str, mailbox: &str, organisation: &str| {
        let list = |text: &str| text.split_terminator(',').map(str::to_owned).collect::<Vec<_>>();
        let fields = fields.split_terminator(' ').map(|field| {
            let (name, values) = field.split_once('=').unwrap();
            (name.to_owned(), list(values))
        });
        SlaCondition { fields: FieldValues(fields.collect()), mailbox: list(mailbox), organisation: list(organisation) }
    };
    let mut robot = ticket();
    robot.organisation = Some("acme".to_owned());
    robot.fields.0.insert("category".to_owned(), "Robotics/Gripper".to_owned());
    let check = |fields, mailbox, organisation, expected| {
        assert_eq!(fitting(fields, mailbox, organisation).fits(&robot), expected, "{fields} {mailbox} {organisation}");
    };
    check("", "", "", true);
    check("category=Data,Robotics", "", "", true);
    check("category=Robot", "", "", false);
    check("priority=1", "", "", false);
    check("", "sales,support", "acme", true);
    check("", "sales", "", false);
    check("", "", "bolt", false);
    let covers = |one: (&str, &str, &str), two: (&str, &str, &str), expected| {
        assert_eq!(fitting(one.0, one.1, one.2).covers(&fitting(two.0, two.1, two.2)), expected, "{one:?} {two:?}");
    };
    covers(("", "", ""), ("priority=1", "a", "b"), true);
    covers(("priority=1,2", "", ""), ("priority=1", "", ""), true);
    covers(("priority=1", "", ""), ("priority=1,2", "", ""), false);
    covers(("priority=1", "", ""), ("", "", ""), false);
    covers(("", "a", ""), ("", "", ""), false);
    covers(("", "a,b", ""), ("priority=1", "a", ""), true);
}

#[test]
fn warnings_come_before_the_end() {
    let check = |warn: Warn, target: u64, expected: Option<u64>| {
        assert_eq!(warn.after(minutes(target)), expected.map(minutes), "{warn:?} of {target}");
    };
    check(Warn::Never, 10, None);
    check(Warn::Share(80), 10, Some(8));
    check(Warn::Before(minutes(3)), 10, Some(7));
    check(Warn::Before(minutes(10)), 10, Some(0));
    check(Warn::Before(minutes(11)), 10, None);
    check(Warn::Share(100), 10, None);
}

//! Statuses, rules, transitions and timers: compiled from the config, evaluated on values. Rules move a ticket because of
//! a comment, transitions because somebody asks for them, timers because of time.
//!
//! Every rule whose `when` fits is used, in order; where two of them say a status (or an assignee), the first wins.

use std::time::Duration;

use jiff::Timestamp;

use super::condition::{any, covers};
use super::people::Role;
use super::recipients::Recipient;
use super::status::{Stage, Status, StatusName};
use super::ticket::{Ticket, Visibility};
use super::timer::{Due, Timer};
use super::title::{TitleReader, readable};
use super::transition::Transition;

/// The machine that tickets run on. Valid by construction: every name in it exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workflow {
    initial: StatusName,
    statuses: Vec<Status>,
    rules: Vec<Rule>,
    transitions: Vec<Transition>,
    timers: Vec<Timer>,
    reopening: Reopening,
    inquiry: Option<StatusName>,
}

/// The way in which a ticket that is done comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reopening {
    /// A ticket that has been done for longer stays so; a new one follows it up. `None`: however long.
    pub within: Option<Duration>,
    /// Whether a mail that says thanks and nothing else does.
    pub thanks: bool,
}

impl Default for Reopening {
    fn default() -> Self {
        Self { within: None, thanks: true }
    }
}

/// Everything that moves tickets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moves {
    /// Because of a comment, in order.
    pub rules: Vec<Rule>,
    /// Because somebody asks for it.
    pub transitions: Vec<Transition>,
    /// Because of time.
    pub timers: Vec<Timer>,
    /// The way in which they come back.
    pub reopening: Reopening,
    /// The status of a mail that is no ticket yet.
    pub inquiry: Option<StatusName>,
}

/// A status change, or an assignment, caused by a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The name that people read as the reason.
    pub name: String,
    /// When it fits.
    pub when: When,
    /// The effect.
    pub then: Then,
}

/// The condition of a rule; an empty list or `None` fits everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct When {
    /// The author's role.
    pub comment_by: Vec<Role>,
    /// The status of the ticket.
    pub status: Vec<StatusName>,
    /// Whether the comment is public.
    pub visibility: Option<Visibility>,
    /// Whether an agent has the ticket.
    pub assigned: Option<bool>,
}

/// The effect of a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Then {
    /// The new status.
    pub status: Option<StatusName>,
    /// The author of the comment becomes the assignee; for agents' comments only.
    pub assign_author: bool,
    /// Agents who are told of the comment beside those who are in any case.
    pub tells: Vec<Recipient>,
}

/// The comment that rules are asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occasion<'a> {
    /// The author's role.
    pub comment_by: Role,
    /// The status of the ticket before it.
    pub status: &'a StatusName,
    /// Whether customers see it.
    pub visibility: Visibility,
    /// Whether an agent had the ticket.
    pub assigned: bool,
}

impl<'a> Occasion<'a> {
    /// A comment on a ticket as it stands before.
    pub fn on(ticket: &'a Ticket, comment_by: Role, visibility: Visibility) -> Self {
        Self { comment_by, status: &ticket.status, visibility, assigned: ticket.assignee.is_some() }
    }
}

/// A status name that does not exist, and where it was used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place} names the status {name:?}, which is not in [workflow.status]")]
pub struct UnknownStatus {
    /// The status.
    pub name: String,
    /// `initial`, or the name of the rule, transition or timer.
    pub place: String,
}

impl Workflow {
    /// A workflow, or the names in it that do not exist.
    pub fn new(initial: StatusName, statuses: Vec<Status>, moves: Moves) -> Result<Self, Vec<UnknownStatus>> {
        let Moves { rules, transitions, timers, reopening, inquiry } = moves;
        let unknown = |name: &StatusName, place: &str| {
            let known = statuses.iter().any(|status| status.name == *name);
            (!known).then(|| UnknownStatus { name: name.0.clone(), place: place.to_owned() })
        };
        let in_rules = rules.iter().flat_map(|rule| {
            rule.when.status.iter().chain(&rule.then.status).filter_map(|name| unknown(name, &rule.name))
        });
        let in_timers = timers.iter().flat_map(|timer| {
            timer.status.iter().chain(std::iter::once(&timer.to)).filter_map(|name| unknown(name, &timer.name))
        });
        let in_transitions = transitions
            .iter()
            .flat_map(|it| it.from.iter().chain(std::iter::once(&it.to)).filter_map(|name| unknown(name, &it.name)));
        let used = in_rules.chain(in_transitions).chain(in_timers);
        let in_inquiry = inquiry.as_ref().and_then(|name| unknown(name, "inquiry"));
        let faults: Vec<_> = unknown(&initial, "initial").into_iter().chain(in_inquiry).chain(used).collect();
        if faults.is_empty() {
            Ok(Self { initial, statuses, rules, transitions, timers, reopening, inquiry })
        } else {
            Err(faults)
        }
    }

    /// The status of a new ticket.
    pub fn initial(&self) -> &StatusName {
        &self.initial
    }

    /// The status of a mail that is no ticket yet, where the desk has inquiries.
    pub fn inquiry(&self) -> Option<&StatusName> {
        self.inquiry.as_ref()
    }

    /// Whether that is the status of an inquiry.
    pub fn is_inquiry(&self, status: &StatusName) -> bool {
        self.inquiry.as_ref() == Some(status)
    }

    /// All statuses, as the config orders them.
    pub fn statuses(&self) -> &[Status] {
        &self.statuses
    }

    /// All rules, in order.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// All transitions, in order.
    pub fn transitions(&self) -> &[Transition] {
        &self.transitions
    }

    /// The transition of that name.
    pub fn find_transition(&self, name: &str) -> Option<&Transition> {
        self.transitions().iter().find(|transition| transition.name == name)
    }

    /// The way in which a ticket that is done comes back.
    pub fn reopening(&self) -> Reopening {
        self.reopening
    }

    /// Whether a ticket has been in its status, one that means done, for so long that a new one must follow it up.
    pub fn is_past(&self, ticket: &Ticket, now: Timestamp) -> bool {
        let done = self.stage(&ticket.status) == Stage::Done;
        let age = Duration::try_from(now.duration_since(ticket.status_since)).unwrap_or_default();
        done && self.reopening.within.is_some_and(|within| age > within)
    }

    /// The status of tickets that were merged into another, or ask for nothing: the first that means done and asks for no
    /// feedback, or else the first that means done.
    pub fn set_aside(&self) -> Option<&StatusName> {
        let mut done = self.statuses.iter().filter(|status| status.stage == Stage::Done);
        let first = done.clone().next();
        done.find(|status| !status.asks_feedback).or(first).map(|status| &status.name)
    }

    /// All timers, in order.
    pub fn timers(&self) -> &[Timer] {
        &self.timers
    }

    /// The timers of a ticket that has had `status` since `since`.
    pub fn due(&self, status: &StatusName, since: Timestamp) -> Vec<Due> {
        let runs = self.timers().iter().filter(|timer| timer.status.contains(status));
        // A time beyond all calendars never comes.
        runs.filter_map(|timer| Some(Due { timer: timer.name.clone(), at: timer.time.add(since, timer.after)? }))
            .collect()
    }

    /// The timer of that name, if it runs in `status`.
    pub fn find_timer(&self, name: &str, status: &StatusName) -> Option<&Timer> {
        self.timers().iter().find(|timer| timer.name == name && timer.status.contains(status))
    }

    /// The status of that name.
    pub fn find(&self, name: &str) -> Option<&Status> {
        self.statuses.iter().find(|status| status.name.as_str() == name)
    }

    /// What a status is called in a language. One that a changed config no longer knows has its name made readable.
    pub fn title(&self, name: &StatusName, language: &str, reader: TitleReader) -> String {
        match self.find(name.as_str()) {
            Some(status) if self.is_inquiry(name) => status.titles.of_inquiry(language, reader),
            Some(status) => status.titles.shown(name.as_str(), language, reader),
            None => readable(name.as_str()),
        }
    }

    /// What a status means; one that a changed config no longer knows counts as open, so that people look at it.
    pub fn stage(&self, name: &StatusName) -> Stage {
        self.find(name.as_str()).map_or(Stage::Open, |status| status.stage)
    }

    /// Whether a ticket in one status is further on its way than one in another: by their stages, and within one by their
    /// order in the config. What is no ticket yet is the least far. Of two that mean done none is further.
    pub fn is_further(&self, one: &StatusName, other: &StatusName) -> bool {
        let place = |name: &StatusName| {
            let stage = match self.stage(name) {
                Stage::Open => 0,
                Stage::Waiting => 1,
                Stage::Done => return (true, 2, 0),
            };
            (!self.is_inquiry(name), stage, self.statuses.iter().position(|status| status.name == *name).unwrap_or(0))
        };
        place(one) > place(other)
    }

    /// The rules that fit a comment, in order.
    pub fn fitting<'a>(&'a self, occasion: Occasion<'a>) -> impl Iterator<Item = &'a Rule> {
        self.rules.iter().filter(move |rule| rule.when.fits(occasion))
    }
}

impl When {
    /// Whether a comment is as it wants it.
    pub(super) fn fits(&self, occasion: Occasion<'_>) -> bool {
        any(&self.comment_by, |role| *role == occasion.comment_by)
            && any(&self.status, |status| status == occasion.status)
            && self.visibility.is_none_or(|visibility| visibility == occasion.visibility)
            && self.assigned.is_none_or(|assigned| assigned == occasion.assigned)
    }

    /// Its conditions beside author and status, in words.
    pub(super) fn further(&self) -> Vec<&'static str> {
        let visibility = self.visibility.map(|visibility| match visibility {
            Visibility::Public => "public",
            Visibility::Internal => "note",
            Visibility::Withheld => "withheld",
        });
        let assigned = self.assigned.map(|assigned| if assigned { "somebody has it" } else { "nobody has it" });
        visibility.into_iter().chain(assigned).collect()
    }

    /// Whether two want the same, in whatever order they say it.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        (self.visibility, self.assigned) == (other.visibility, other.assigned)
            && is_same(&self.comment_by, &other.comment_by)
            && is_same(&self.status, &other.status)
    }
}

fn is_same<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    covers(one, other, T::eq) && covers(other, one, T::eq)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::samples;
    use Visibility::{Internal, Public};

    #[test]
    fn rules_fit_by_role_status_visibility_and_assignment() {
        let workflow = samples::workflow();
        let check = |comment_by, status: &str, visibility, assigned, expected: &[&str]| {
            let status = StatusName(status.to_owned());
            let occasion = Occasion { comment_by, status: &status, visibility, assigned };
            let names: Vec<&str> = workflow.fitting(occasion).map(|rule| rule.name.as_str()).collect();
            assert_eq!(names, expected, "{occasion:?}");
        };
        check(Role::Requester, "resolved", Public, true, &["a comment reopens"]);
        check(Role::Participant, "closed", Public, false, &["a comment reopens"]);
        check(Role::Requester, "new", Public, false, &[]);
        check(Role::Machine, "resolved", Internal, true, &[]);
        check(Role::Agent, "new", Public, false, &["the first answer takes the ticket"]);
        check(Role::Agent, "new", Internal, false, &[]);
        check(Role::Agent, "new", Public, true, &[]);
    }

    #[test]
    fn what_is_further_on_its_way() {
        let status = Status::new;
        let statuses = [
            status("asked", Stage::Open),
            status("on-customer", Stage::Waiting),
            status("new", Stage::Open),
            status("assigned", Stage::Open),
            status("on-partner", Stage::Waiting),
            status("resolved", Stage::Done),
            status("cancelled", Stage::Done),
        ];
        let moves = Moves { inquiry: Some(StatusName("asked".to_owned())), ..Moves::default() };
        let workflow = Workflow::new(StatusName("new".to_owned()), statuses.to_vec(), moves).unwrap();
        let check = |text: &str| {
            let ordered: Vec<StatusName> = text.split(' ').map(|name| StatusName(name.to_owned())).collect();
            for (at, one) in ordered.iter().enumerate() {
                for (other_at, other) in ordered.iter().enumerate() {
                    assert_eq!(workflow.is_further(one, other), at > other_at, "{one} than {other}");
                }
            }
        };
        check("asked new assigned on-customer on-partner resolved");
        check("asked on-customer cancelled");
        let check_same = |one: &str, other: &str| {
            let (one, other) = (StatusName(one.to_owned()), StatusName(other.to_owned()));
            assert!(!workflow.is_further(&one, &other) && !workflow.is_further(&other, &one), "{one} {other}");
        };
        check_same("resolved", "cancelled");
        check("gone new");
    }

    #[test]
    fn a_status_that_does_not_exist_is_named_with_its_place() {
        let faults =
            Workflow::new(StatusName("nwe".to_owned()), samples::workflow().statuses().to_vec(), Moves::default());
        assert_eq!(faults, Err(vec![UnknownStatus { name: "nwe".to_owned(), place: "initial".to_owned() }]));
    }
}

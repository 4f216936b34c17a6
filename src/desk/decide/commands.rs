//! What an agent's commands change on a ticket, and the rules for what they leave open.

use crate::mail::Contact;

use super::super::change::{Change, Via};
use super::super::command::{Command, Instructions};
use super::super::people::{Agent, Role};
use super::super::policy::Policy;
use super::super::reason::By;
use super::super::recipients::Recipients;
use super::super::routing::Routed;
use super::super::status::StatusName;
use super::super::ticket::{Ticket, Visibility};
use super::super::workflow::{Occasion, Workflow};
use super::super::zone::Zone;

/// The effects of a mail's commands on the ticket.
#[derive(Default)]
pub(super) struct Commanded {
    status: Option<(StatusName, By)>,
    assignee: Option<(String, By)>,
    requester: Option<(Contact, By)>,
    handed: Option<(String, By)>,
    tells: Recipients,
    opens: bool,
    others: Vec<Change>,
    /// Merged, split, spam.
    fate: Vec<Change>,
}

/// Collects the effects of the commands.
pub(super) fn commanded(workflow: &Workflow, agent: &Agent, instructions: &Instructions) -> Commanded {
    let mut commanded = Commanded::default();
    for line in &instructions.lines {
        let Ok(command) = &line.command else { continue };
        commanded.take(workflow, agent, command, By::Command { line: line.written.clone() });
    }
    if commanded.opens {
        commanded.status.get_or_insert_with(|| (workflow.initial().clone(), By::Command { line: "#open".to_owned() }));
    }
    commanded
}

impl Commanded {
    fn take(&mut self, workflow: &Workflow, agent: &Agent, command: &Command, reason: By) {
        match command {
            Command::Status(to) => self.status = Some((to.clone(), reason)),
            Command::Assign(to) => self.assignee = Some((to.clone(), reason)),
            Command::OnBehalf(to) | Command::Requester(to) => self.requester = Some((to.clone(), reason)),
            Command::Join(who) => {
                self.others.push(Change::Join { who: who.clone(), via: Via::Command, reason });
            }
            Command::Leave(who) => self.others.push(Change::Leave { who: who.clone(), reason }),
            Command::Team(to) => self.others.push(Change::Team { to: to.clone(), reason }),
            Command::Field { name, to } => {
                self.others.push(Change::Field { name: name.clone(), to: to.clone(), reason });
            }
            Command::Open => self.opens = true,
            Command::Merge(into) => {
                self.fate.push(Change::Merged { into: *into, reason: reason.clone() });
                self.set_aside(workflow, reason);
            }
            Command::Spam => {
                self.fate.push(Change::Spam { reason: reason.clone() });
                self.set_aside(workflow, reason);
            }
            Command::Split(subject) => self.fate.push(Change::Split { subject: subject.clone(), reason }),
            Command::Transition(name) => self.transit(workflow, agent, name),
            // The first two are about the words; the others are answered before anything is decided on a ticket.
            Command::Note
            | Command::Public
            | Command::Ask(_)
            | Command::Help
            | Command::ReleaseMail(_)
            | Command::DropMail(_)
            | Command::Send => {}
        }
    }

    fn set_aside(&mut self, workflow: &Workflow, because: By) {
        self.status = workflow.set_aside().map(|to| (to.clone(), because));
    }

    fn transit(&mut self, workflow: &Workflow, agent: &Agent, name: &str) {
        let Some(transition) = workflow.find_transition(name) else { return };
        let because = || By::Transition { name: name.to_owned() };
        self.status = Some((transition.to.clone(), because()));
        self.tells.words.extend_from_slice(&transition.tells);
        if let Some(partner) = &transition.partner {
            self.tells.partner = Some(partner.clone());
            self.handed = Some((partner.clone(), because()));
        }
        if transition.assign_author {
            self.assignee.get_or_insert_with(|| (agent.name.clone(), because()));
        }
    }

    /// Takes the values for a ticket that is not open yet. They go before all routes.
    pub(super) fn take_routed(&mut self, zone: &Zone) -> Routed {
        let mut routed = Routed { assignee: self.assignee.as_ref().map(|(to, _)| to.clone()), ..Routed::default() };
        for change in std::mem::take(&mut self.others) {
            match &change {
                Change::Team { to, .. } => routed.team = Some(to.clone()),
                Change::Field { name, to: Some(to), .. } => routed.fields.set(name, Some(to)),
                _ => {
                    self.others.push(change);
                    continue;
                }
            }
            routed.reasons.push(change.describe(zone));
        }
        routed
    }

    /// Takes the recipients.
    pub(super) fn take_tells(&mut self) -> Recipients {
        std::mem::take(&mut self.tells)
    }

    /// As changes of a ticket with this status and assignee; what is so already is none. Its requester is not among
    /// them.
    pub(super) fn changes(self, from: &StatusName, had: Option<&str>) -> Vec<Change> {
        let status = self.status.filter(|(to, _)| to != from);
        let status = status.map(|(to, reason)| Change::Status { from: from.clone(), to, reason });
        let assignee = self.assignee.filter(|(to, _)| had != Some(to));
        let assign = assignee.map(|(to, reason)| Change::Assign { to, reason });
        let handed = self.handed.map(|(partner, reason)| Change::Handed { partner, reason });
        self.others.into_iter().chain(self.fate).chain(assign).chain(status).chain(handed).collect()
    }
}

/// Commands first, then rules for the rest; with the recipients.
pub(super) fn changes(
    policy: &Policy,
    ticket: &Ticket,
    agent: &Agent,
    instructions: &Instructions,
    visibility: Visibility,
) -> (Vec<Change>, Recipients) {
    let mut commanded = commanded(&policy.workflow, agent, instructions);
    let wrote_something = !instructions.text.is_empty();
    let occasion = Occasion::on(ticket, Role::Agent, visibility);
    for rule in policy.workflow.fitting(occasion).filter(|_| wrote_something) {
        let because = || By::Rule { name: rule.name.clone() };
        if let Some(to) = rule.then.status.as_ref().filter(|_| !policy.workflow.is_inquiry(&ticket.status)) {
            commanded.status.get_or_insert_with(|| (to.clone(), because()));
        }
        commanded.tells.words.extend_from_slice(&rule.then.tells);
        // An agent who gives it to a team does not keep it.
        let is_given = commanded.others.iter().any(|change| matches!(change, Change::Team { .. }));
        if rule.then.assign_author && !is_given {
            commanded.assignee.get_or_insert_with(|| (agent.name.clone(), because()));
        }
    }
    let tells = commanded.take_tells();
    let requester = commanded.requester.take().map(|(to, reason)| {
        let organisation = policy.people.organisation_of(&to.address);
        Change::Requester { to, organisation, reason }
    });
    let moved = commanded.changes(&ticket.status, ticket.assignee.as_deref());
    (requester.into_iter().chain(moved).filter(|change| !is_so(policy, ticket, change)).collect(), tells)
}

/// Whether a change would change nothing. An agent who says again how urgent it is has judged it.
fn is_so(policy: &Policy, ticket: &Ticket, change: &Change) -> bool {
    match change {
        Change::Field { name, to: Some(_), .. } if policy.slas.judged_by.as_ref() == Some(name) => false,
        Change::Team { to, .. } => ticket.team.as_ref() == Some(to),
        Change::Field { name, to, .. } => ticket.fields.get(name) == to.as_deref(),
        _ => false,
    }
}

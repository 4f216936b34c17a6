//! The workflow as a picture: its statuses, and every move from one to another with who causes it and who is told.
//!
//! Comes in: a workflow. Goes out: a [`Diagram`], a value that programs read as it is; as a table for people, and as text
//! for Graphviz and for Mermaid. A rule that others decide before is not drawn where they do.

mod dot;
mod mermaid;
mod table;

use std::time::Duration;

use serde::Serialize;

use super::analysis::{Use, uses};
use super::people::Role;
use super::recipients::Recipient;
use super::status::{Stage, StatusName};
use super::workflow::{Rule, Workflow};

/// A workflow, laid out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagram {
    /// All statuses, as the config orders them.
    pub statuses: Vec<Node>,
    /// All moves: rules, then transitions, then timers, in their order.
    pub moves: Vec<WorkflowMove>,
}

/// A status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Node {
    /// The desk's word.
    pub name: String,
    /// Its meaning.
    pub stage: Stage,
    /// The ways in which tickets come into it.
    pub reached: Reached,
    /// Entering it asks the requester for feedback.
    pub asks_feedback: bool,
    /// By a command only the agent who has the ticket sets it.
    pub by_assignee: bool,
    /// The recipients when a ticket comes into it.
    pub tells: Vec<String>,
}

/// The ways in which tickets come into a status. Agents can set any status with `#NAME`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reached {
    /// New ones have it.
    Initial,
    /// New ones of mailboxes that hold inquiries have it.
    Inquiry,
    /// By moves.
    Moves,
    /// No move leads to it: only agents set it.
    OnlyAgents,
}

/// A way from statuses to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkflowMove {
    /// Its cause.
    pub kind: MoveCause,
    /// Its name; of a transition what people write behind `#`.
    pub name: String,
    /// From which statuses.
    pub from: Vec<String>,
    /// The status that follows; none for a rule that leaves it as it is.
    pub to: Option<String>,
    /// The roles that write the comment or may ask for it; none for a timer.
    pub by: Vec<Role>,
    /// Further conditions, in words: `public`, `after 7d`.
    pub only: Vec<String>,
    /// The recipients, beside those who are told of any comment.
    pub tells: Vec<String>,
    /// The partner that gets the ticket.
    pub partner: Option<String>,
    /// The author becomes the assignee.
    pub assigns_author: bool,
}

/// The cause of a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MoveCause {
    /// A comment.
    Rule,
    /// Somebody asks for it.
    Transition,
    /// Time.
    Timer,
}

impl Diagram {
    /// Lays a workflow out.
    pub fn new(workflow: &Workflow) -> Self {
        let all: Vec<StatusName> = workflow.statuses().iter().map(|status| status.name.clone()).collect();
        let rules = workflow.rules().iter().zip(uses(workflow)).filter_map(|(rule, used)| of_rule(rule, used));
        let transitions = workflow.transitions().iter().map(|transition| {
            let from = if transition.from.is_empty() { &all } else { &transition.from };
            WorkflowMove {
                kind: MoveCause::Transition,
                name: transition.name.clone(),
                from: names(from.iter().filter(|from| transition.partner.is_some() || **from != transition.to)),
                to: Some(transition.to.0.clone()),
                by: transition.by.clone(),
                only: Vec::new(),
                tells: words(&transition.tells),
                partner: transition.partner.clone(),
                assigns_author: transition.assign_author,
            }
        });
        let timers = workflow.timers().iter().map(|timer| WorkflowMove {
            kind: MoveCause::Timer,
            name: timer.name.clone(),
            from: names(&timer.status),
            to: Some(timer.to.0.clone()),
            by: Vec::new(),
            only: vec![format!("after {}", period(timer.after))],
            tells: words(&timer.tells),
            partner: None,
            assigns_author: false,
        });
        let moves: Vec<WorkflowMove> = rules.chain(transitions).chain(timers).collect();
        let statuses = workflow.statuses().iter().map(|status| {
            let entered = moves.iter().any(|it| it.to.as_deref() == Some(status.name.as_str()));
            Node {
                name: status.name.0.clone(),
                stage: status.stage,
                reached: match status.name == *workflow.initial() {
                    true => Reached::Initial,
                    false if workflow.is_inquiry(&status.name) => Reached::Inquiry,
                    false if entered => Reached::Moves,
                    false => Reached::OnlyAgents,
                },
                asks_feedback: status.asks_feedback,
                by_assignee: status.by_assignee,
                tells: words(&status.tells),
            }
        });
        Self { statuses: statuses.collect(), moves }
    }
}

/// Moves between the same two statuses that are caused and told alike, as one arrow.
#[derive(Debug, PartialEq, Eq)]
struct Arrow<'a> {
    from: &'a str,
    to: &'a str,
    kind: MoveCause,
    /// The names that people know them by.
    titles: Vec<String>,
    circumstances: String,
    tells: String,
}

impl Diagram {
    /// The moves between the statuses.
    fn arrows(&self) -> Vec<Arrow<'_>> {
        let mut arrows: Vec<Arrow<'_>> = Vec::new();
        let ways = self.moves.iter().filter_map(|it| Some((it, it.to.as_deref()?)));
        for (it, from, to) in ways.flat_map(|(it, to)| it.from.iter().map(move |from| (it, from.as_str(), to))) {
            let (kind, circumstances, tells) = (it.kind, it.circumstances(), it.tells.join(", "));
            let alike = |arrow: &&mut Arrow<'_>| {
                (arrow.from, arrow.to, arrow.kind) == (from, to, kind)
                    && (&arrow.circumstances, &arrow.tells) == (&circumstances, &tells)
            };
            match arrows.iter_mut().find(alike) {
                Some(arrow) => arrow.titles.push(it.title()),
                None => arrows.push(Arrow { from, to, kind, titles: vec![it.title()], circumstances, tells }),
            }
        }
        arrows
    }
}

impl WorkflowMove {
    /// The name that people know it by: `#to-customer`, or its own.
    fn title(&self) -> String {
        match self.kind {
            MoveCause::Transition => format!("#{}", self.name),
            MoveCause::Rule | MoveCause::Timer => self.name.clone(),
        }
    }

    /// The cause and its conditions: `requester, member`, `agent; public`, `after 7d`.
    fn circumstances(&self) -> String {
        let by = self.by.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ");
        std::iter::once(by)
            .chain(self.only.iter().cloned())
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("; ")
    }
}

/// A rule that decides nothing is no move.
fn of_rule(rule: &Rule, used: Use) -> Option<WorkflowMove> {
    let to = rule.then.status.as_ref().filter(|_| !used.from.is_empty());
    if to.is_none() && !used.assigns && rule.then.tells.is_empty() {
        return None;
    }
    // One that only assigns does so wherever it fits.
    let from = if used.from.is_empty() { &rule.when.status } else { &used.from };
    Some(WorkflowMove {
        kind: MoveCause::Rule,
        name: rule.name.clone(),
        from: names(from),
        to: to.map(|to| to.0.clone()),
        by: rule.when.comment_by.clone(),
        only: rule.when.further().into_iter().map(str::to_owned).collect(),
        tells: words(&rule.then.tells),
        partner: None,
        assigns_author: used.assigns,
    })
}

fn words(tells: &[Recipient]) -> Vec<String> {
    tells.iter().map(Recipient::to_string).collect()
}

fn names<'a>(statuses: impl IntoIterator<Item = &'a StatusName>) -> Vec<String> {
    statuses.into_iter().map(|status| status.0.clone()).collect()
}

/// In the largest units that leave nothing over.
fn period(after: Duration) -> String {
    let minutes = after.as_secs() / 60;
    let (days, hours, minutes) = (minutes / (24 * 60), minutes / 60 % 24, minutes % 60);
    let parts = [(days, "d"), (hours, "h"), (minutes, "m")].into_iter().filter(|(count, _)| *count > 0);
    parts.map(|(count, unit)| format!("{count}{unit}")).collect::<Vec<_>>().join(" ")
}

fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Open => "open",
        Stage::Waiting => "waiting",
        Stage::Done => "done",
    }
}

#[cfg(test)]
mod tests;

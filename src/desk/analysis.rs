//! The effect of all rules together: the decision of each, and the rules that never decide anything.
//!
//! Comes in: a workflow. Goes out: for each rule the statuses that it moves tickets from, and doubts about rules that are
//! never used or contradict each other. It goes through every comment that can come: there are few kinds.

use super::people::Role;
use super::status::StatusName;
use super::ticket::Visibility;
use super::workflow::{Occasion, Rule, Workflow};

/// The comments that can come. Customers and partners write no notes; a machine's mail moves no ticket.
const COMMENTS: [(Role, Visibility); 6] = [
    (Role::Requester, Visibility::Public),
    (Role::Participant, Visibility::Public),
    (Role::Member, Visibility::Public),
    (Role::Partner, Visibility::Public),
    (Role::Agent, Visibility::Public),
    (Role::Agent, Visibility::Internal),
];

/// The decision that is left to a rule by the rules before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Use {
    /// The statuses that it moves tickets from.
    pub from: Vec<StatusName>,
    /// Whether it makes an author the assignee.
    pub assigns: bool,
}

/// A doubt about a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// No comment is as it wants it.
    NeverFits,
    /// Rules before it, these, decide all that it could.
    Decided(Vec<String>),
    /// One before it has the same `when` and sets another status: which of them is meant cannot be told.
    Contradicts(String),
}

/// The decision of each rule, in their order.
pub fn uses(workflow: &Workflow) -> Vec<Use> {
    let mut uses = vec![Use::default(); workflow.rules().len()];
    for occasion in occasions(workflow) {
        let (mut says_status, mut says_assignee) = (false, false);
        for (rule, used) in workflow.rules().iter().zip(&mut uses).filter(|(rule, _)| rule.when.fits(occasion)) {
            if let Some(to) = rule.then.status.as_ref().filter(|_| !says_status) {
                says_status = true;
                if to != occasion.status && !used.from.contains(occasion.status) {
                    used.from.push(occasion.status.clone());
                }
            }
            used.assigns |= rule.then.assign_author && !says_assignee;
            says_assignee |= rule.then.assign_author;
        }
    }
    uses
}

/// The rules that cannot be meant so, by their place among the rules.
pub fn doubts(workflow: &Workflow) -> Vec<(usize, Doubt)> {
    let rules = workflow.rules();
    let uses = uses(workflow);
    let doubt = |(index, rule): (usize, &Rule)| {
        let before = rules.get(..index).unwrap_or_default();
        if let Some(other) = before.iter().find(|other| contradicts(other, rule)) {
            return Some((index, Doubt::Contradicts(other.name.clone())));
        }
        let used = uses.get(index)?;
        let idle = used.from.is_empty() && !used.assigns;
        idle.then(|| why_idle(workflow, rule, before)).flatten().map(|doubt| (index, doubt))
    };
    rules.iter().enumerate().filter_map(doubt).collect()
}

/// `None` where it only sets the status that a ticket has already.
fn why_idle(workflow: &Workflow, rule: &Rule, before: &[Rule]) -> Option<Doubt> {
    let fitting: Vec<Occasion<'_>> = occasions(workflow).filter(|occasion| rule.when.fits(*occasion)).collect();
    if fitting.is_empty() {
        return Some(Doubt::NeverFits);
    }
    if !rule.then.tells.is_empty() {
        return None;
    }
    let takes = |other: &&Rule| {
        let says_it = rule.then.status.is_some() && other.then.status.is_some()
            || rule.then.assign_author && other.then.assign_author;
        says_it && fitting.iter().any(|occasion| other.when.fits(*occasion))
    };
    let deciders: Vec<String> = before.iter().filter(takes).map(|other| other.name.clone()).collect();
    (!deciders.is_empty()).then_some(Doubt::Decided(deciders))
}

fn contradicts(one: &Rule, other: &Rule) -> bool {
    let differ = matches!((&one.then.status, &other.then.status), (Some(one), Some(other)) if one != other);
    differ && one.when.is_same(&other.when)
}

/// Every comment on every ticket, as far as rules can tell them apart.
fn occasions(workflow: &Workflow) -> impl Iterator<Item = Occasion<'_>> {
    workflow.statuses().iter().flat_map(|status| {
        COMMENTS.into_iter().flat_map(move |(comment_by, visibility)| {
            [false, true].into_iter().map(move |assigned| Occasion {
                comment_by,
                status: &status.name,
                visibility,
                assigned,
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::samples;
    use crate::desk::workflow::{Moves, Then, When};

    /// `requester agent | new done -> done`: who, from where, and the status that follows; `+` assigns the author.
    fn rule(name: &str, text: &str) -> Rule {
        let (when, then) = text.split_once(" -> ").unwrap();
        let (roles, statuses) = when.split_once('|').unwrap();
        let names = |text: &str| text.split_whitespace().map(|name| StatusName(name.to_owned())).collect::<Vec<_>>();
        let (roles, visibility) = match roles.strip_prefix("notes of ") {
            Some(roles) => (roles, Some(Visibility::Internal)),
            None => (roles, None),
        };
        Rule {
            name: name.to_owned(),
            when: When {
                comment_by: roles.split_whitespace().filter_map(Role::parse).collect(),
                status: names(statuses),
                visibility,
                assigned: None,
            },
            then: Then {
                status: names(then.trim_end_matches('+')).pop(),
                assign_author: then.ends_with('+'),
                ..Then::default()
            },
        }
    }

    fn workflow(rules: &[&str]) -> Workflow {
        let rules = ["a", "b", "c"].iter().zip(rules).map(|(name, text)| rule(name, text)).collect();
        let shipped = samples::workflow();
        let moves = Moves { rules, ..Moves::default() };
        Workflow::new(shipped.initial().clone(), shipped.statuses().to_vec(), moves).unwrap()
    }

    #[test]
    fn what_each_rule_decides() {
        let check = |rules: &[&str], expected: &[&str]| {
            let shown = |used: Use| {
                let from: Vec<&str> = used.from.iter().map(StatusName::as_str).collect();
                format!("{}{}", from.join(" "), if used.assigns { "+" } else { "" })
            };
            let found: Vec<String> = uses(&workflow(rules)).into_iter().map(shown).collect();
            assert_eq!(found, expected, "{rules:?}");
        };
        check(&[], &[]);
        check(&["requester | resolved closed -> assigned"], &["resolved closed"]);
        check(&["| -> new"], &["assigned on-customer resolved closed"]);
        check(&["| resolved -> new", "| -> assigned"], &["resolved", "new on-customer closed"]);
        check(&["requester | new -> closed", "| new -> assigned"], &["new", "new"]);
        check(&["agent | new -> +", "agent | new -> assigned +"], &["+", "new"]);
        check(&["notes of requester | new -> closed"], &[""]);
    }

    #[test]
    fn rules_that_cannot_be_meant_so() {
        let check = |rules: &[&str], expected: &[(usize, Doubt)]| {
            assert_eq!(doubts(&workflow(rules)), expected, "{rules:?}");
        };
        let decided = |by: &[&str]| Doubt::Decided(by.iter().map(|&name| name.to_owned()).collect());
        check(&[], &[]);
        check(&["| resolved -> new", "| -> assigned"], &[]);
        check(&["| -> new", "| resolved -> assigned"], &[(1, decided(&["a"]))]);
        check(
            &[
                "requester participant member | resolved -> new",
                "partner agent | resolved -> new",
                "| resolved -> closed",
            ],
            &[(2, decided(&["a", "b"]))],
        );
        check(
            &["requester | new -> closed", "requester | new -> assigned"],
            &[(1, Doubt::Contradicts("a".to_owned()))],
        );
        check(
            &["requester agent | new closed -> resolved", "agent requester | closed new -> assigned"],
            &[(1, Doubt::Contradicts("a".to_owned()))],
        );
        check(&["agent | new -> assigned", "agent | new -> +"], &[]);
        check(&["agent | new -> assigned", "agent | new -> assigned +"], &[]);
        check(&["agent | -> +", "agent | new -> +"], &[(1, decided(&["a"]))]);
        check(&["notes of requester | new -> closed"], &[(0, Doubt::NeverFits)]);
        check(&["notes of agent | new -> closed"], &[]);
    }
}

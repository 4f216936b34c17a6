//! Transitions: status changes with a name, which people ask for in a line `#name` at the top of their mail. What a desk
//! gives to its customers, they can do; any other `#line` of theirs is text.

use super::people::Role;
use super::status::StatusName;
use super::workflow::Workflow;

/// A status change that somebody may ask for by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// What people write behind `#`; no status and no other command is called so.
    pub name: String,
    /// Who may ask for it.
    pub by: Vec<Role>,
    /// From which statuses; empty: from all.
    pub from: Vec<StatusName>,
    /// The status that follows.
    pub to: StatusName,
    /// The agent who asks for it becomes the assignee.
    pub assign_author: bool,
    /// Which customers on the ticket are told of the new status.
    pub tells: Vec<Role>,
}

impl Transition {
    /// Whether it starts from this status.
    pub fn starts_from(&self, status: &StatusName) -> bool {
        self.from.is_empty() || self.from.contains(status)
    }
}

impl Workflow {
    /// The transition of that name.
    pub fn find_transition(&self, name: &str) -> Option<&Transition> {
        self.transitions().iter().find(|transition| transition.name == name)
    }
}

/// What a customer asks for on the first line of a mail, and the words below it. Only a line that is nothing but the name
/// of a transition of theirs is one.
pub fn find_asked<'w, 't>(workflow: &'w Workflow, role: Role, text: &'t str) -> Option<(&'w Transition, &'t str)> {
    let (line, below) = text.trim_start().split_once('\n').unwrap_or((text.trim_start(), ""));
    let name = line.trim().strip_prefix('#')?.to_lowercase();
    let transition = workflow.find_transition(&name).filter(|transition| transition.by.contains(&role))?;
    Some((transition, below.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::samples;

    #[test]
    fn customers_ask_for_what_is_theirs() {
        let workflow = samples::workflow();
        let check = |role, text: &str, expected: Option<(&str, &str)>| {
            let found = find_asked(&workflow, role, text);
            assert_eq!(found.map(|(transition, below)| (transition.name.as_str(), below)), expected, "{text:?}");
        };
        check(Role::Requester, "#cancel", Some(("cancel", "")));
        check(Role::Requester, "\n #Cancel \nIt works again.\n", Some(("cancel", "It works again.")));
        check(Role::Requester, "#cancel it", None);
        check(Role::Requester, "Please\n#cancel", None);
        check(Role::Requester, "#to-customer", None);
        check(Role::Participant, "#cancel", None);
        check(Role::Requester, "cancel", None);
        check(Role::Requester, "", None);
    }
}

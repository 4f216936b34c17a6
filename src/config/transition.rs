//! `[[workflow.transition]]`: a status change that people ask for by its name, `#name` at the top of their mail.

use crate::desk::people::Role;
use crate::desk::transition::Transition;

use super::reader::{Found, Key, Table};
use super::rule::{Statuses, customers, refuse_empty, roles};
use super::timer::required_table;
use super::workflow::{COMMANDS, check_name};

const NAME: Key = Key { name: "name", example: "\"to-customer\"" };
const BY: Key = Key { name: "by", example: "[\"agent\"]" };
const FROM: Key = Key { name: "from", example: "[\"new\", \"assigned\"]" };
const TO: Key = Key { name: "status", example: "\"on-customer\"" };
const ASSIGN: Key = Key { name: "assign", example: "\"author\"" };
const TELL: Key = Key { name: "tell", example: "[\"requester\"]" };

const THEN_EXAMPLE: &str = "write then = { status = \"on-customer\" }";

/// Reads all transitions, in order.
pub(super) fn read_all(workflow: &Table<'_>, statuses: &Statuses<'_>) -> Vec<Transition> {
    let mut transitions: Vec<Transition> = Vec::new();
    for table in workflow.tables("transition") {
        let Some((name, transition)) = read_transition(&table, statuses) else { continue };
        let taken = if transitions.iter().any(|other| other.name == name.value) {
            format!("there are two transitions `{}`", name.value)
        } else if statuses.0.contains(&name.value.as_str()) {
            format!("`#{}` is a status already", name.value)
        } else {
            transitions.push(transition);
            continue;
        };
        table.reading.fault(&name.span, taken, "give the transition another name");
    }
    transitions
}

fn read_transition(table: &Table<'_>, statuses: &Statuses<'_>) -> Option<(Found<String>, Transition)> {
    let name = table.required(NAME, Table::text);
    let by = table.required(BY, Table::texts).map(|found| roles(table, BY, &found));
    let from = table.texts(FROM).map(|found| {
        refuse_empty(table, FROM, &found);
        found.value.iter().filter_map(|named| statuses.find(table, named)).collect()
    });
    let then = required_table(table, "then", THEN_EXAMPLE);
    table.done();
    let (then, name, by) = (then?, name?, by?);
    check_name(table, &name, "a transition");
    let to = then.required(TO, Table::text);
    let assign = then.word(ASSIGN, &[("author", ())]);
    let tells = then.texts(TELL).map(|tell| customers(&then, TELL, &tell)).unwrap_or_default();
    then.done();
    if let Some(assign) = assign.as_ref().filter(|_| by != [Role::Agent]) {
        let message = "the author can be assigned only when an agent asks for it";
        table.reading.fault(&assign.span, message, "write by = [\"agent\"]");
    }
    let transition = Transition {
        name: name.value.clone(),
        by,
        from: from.unwrap_or_default(),
        to: statuses.find(&then, &to?)?,
        assign_author: assign.is_some(),
        tells,
    };
    (!COMMANDS.contains(&transition.name.as_str())).then_some((name, transition))
}

//! `[[workflow.rule]]`: how a comment moves its ticket.

use crate::desk::people::Role;
use crate::desk::ticket::Visibility;
use crate::desk::workflow::{Rule, Then, When};

use super::condition::list;
use super::reader::{Found, Key, Span, Table};
use super::recipients::{self, House, Place};

const NAME: Key = Key { name: "name", example: "\"a comment reopens\"" };
const COMMENT_BY: Key = Key { name: "comment_by", example: "[\"requester\", \"participant\"]" };
const WHEN_STATUS: Key = Key { name: "status", example: "[\"resolved\", \"closed\"]" };
const VISIBILITY: Key = Key { name: "visibility", example: "\"public\"" };
const ASSIGNED: Key = Key { name: "assigned", example: "false" };
const THEN_STATUS: Key = Key { name: "status", example: "\"assigned\"" };
const TELL: Key = Key { name: "tell", example: "[\"agents\"]" };
const ASSIGN: Key = Key { name: "assign", example: "\"author\"" };

const ROLES: [(&str, Role); 5] = [
    ("requester", Role::Requester),
    ("participant", Role::Participant),
    ("member", Role::Member),
    ("partner", Role::Partner),
    ("agent", Role::Agent),
];
const VISIBILITIES: [(&str, Visibility); 2] = [("public", Visibility::Public), ("internal", Visibility::Internal)];

/// Names that rules, transitions and timers may use.
pub(super) struct Known<'a> {
    pub(super) statuses: Vec<&'a str>,
    pub(super) house: House<'a>,
}

/// Reads all rules, in order, each with the place of its name.
pub(super) fn read_all(workflow: &Table<'_>, known: &Known<'_>) -> Vec<Found<Rule>> {
    let mut rules: Vec<Found<Rule>> = Vec::new();
    for table in workflow.tables("rule") {
        if let Some(rule) = read_rule(&table, known, &rules) {
            rules.push(rule);
        }
    }
    rules
}

fn read_rule(table: &Table<'_>, known: &Known<'_>, before: &[Found<Rule>]) -> Option<Found<Rule>> {
    let name = table.required(NAME, Table::text);
    let when = table.table("when").map(|when| read_when(&when, known));
    let then = table.table("then").map(|then| (read_then(&then, known), then));
    let present = (table.value("when").is_some(), table.value("then").is_some());
    table.done();
    if let Some(name) = &name
        && before.iter().any(|other| other.value.name == name.value)
    {
        table.reading.fault(
            &name.span,
            format!("there are two rules `{}`", name.value),
            "give one of them another name",
        );
        return None;
    }
    if !present.1 {
        let help = "write then = { status = \"assigned\" }";
        table.reading.absent(table.span.as_ref(), format!("{} has no `then`, so it does nothing", table.title()), help);
    }
    if when.is_none() && present.0 {
        return None;
    }
    let when = when.unwrap_or_default();
    let (effect, then) = then?;
    check_effect(&then, &when, &effect);
    let name = name?;
    Some(Found { value: Rule { name: name.value, when, then: effect.then }, span: name.span })
}

fn read_when(table: &Table<'_>, known: &Known<'_>) -> When {
    let comment_by = roles(table, COMMENT_BY).unwrap_or_default();
    let status = known.statuses(table, WHEN_STATUS).unwrap_or_default();
    let visibility = table.word(VISIBILITY, &VISIBILITIES).map(|found| found.value);
    let assigned = table.flag(ASSIGNED);
    table.not_yet("for", "rules follow messages. For changes after some time, add a [[workflow.timer]]");
    table.done();
    When { comment_by, status, visibility, assigned }
}

pub(super) fn roles(table: &Table<'_>, key: Key) -> Option<Vec<Role>> {
    let role = |named: &Found<String>| match named.value.as_str() {
        "machine" => {
            let message = "a program's email never changes a ticket";
            table.reading.fault(&named.span, message, "leave \"machine\" out");
            None
        }
        _ => table.meaning(key.name, named, &ROLES),
    };
    Some(list(table, key)?.iter().filter_map(role).collect())
}

/// The content of `then`, with its place.
struct Effect {
    then: Then,
    status_span: Option<Span>,
    assign_span: Option<Span>,
    says_something: bool,
}

fn read_then(table: &Table<'_>, known: &Known<'_>) -> Effect {
    let status = table.text(THEN_STATUS);
    let assign = table.word(ASSIGN, &[("author", true)]);
    let tells = recipients::read(table, TELL, Place::Rule, known.house).unwrap_or_default();
    let says_something = !table.is_empty();
    table.done();
    Effect {
        status_span: status.as_ref().map(|found| found.span.clone()),
        assign_span: assign.as_ref().map(|found| found.span.clone()),
        then: Then {
            status: status.and_then(|named| known.find(table, &named)),
            assign_author: assign.is_some_and(|found| found.value),
            tells,
        },
        says_something,
    }
}

fn check_effect(table: &Table<'_>, when: &When, effect: &Effect) {
    if !effect.says_something {
        let span = table.span.clone().unwrap_or_default();
        table.reading.fault(&span, "the rule does nothing", "write then = { status = \"assigned\" }");
    }
    if let (Some(span), Some(status)) = (&effect.status_span, &effect.then.status)
        && when.status == [status.clone()]
        && !effect.then.assign_author
        && effect.then.tells.is_empty()
    {
        let message = format!("the rule does nothing: the ticket already has status `{status}`");
        table.reading.fault(span, message, "write another status, here or in `when`");
    }
    if let Some(span) = &effect.assign_span
        && when.comment_by != [Role::Agent]
    {
        let message = "the author can only be assigned if an agent wrote the message";
        table.reading.fault(span, message, "write when = { comment_by = [\"agent\"], … }");
    }
}

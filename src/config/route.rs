//! `[[route]]`: where new tickets go. Every name in it exists, and every route has an effect.

use std::path::Path;

use crate::desk::field::Fields;
use crate::desk::routing::{Condition, Directions, Pattern, Route, Routes, SenderPattern};
use crate::mail::Address;
use crate::mail::address::domain_key;

use super::condition::{self, FIELDS_EXAMPLE, find_field, find_name, list};
use super::field::find_value;
use super::language;
use super::reader::{Found, Key, Span, Table};
use super::server::is_domain;
use super::team::find_agent;
use super::timer::required_table;

const NAME: Key = Key { name: "name", example: "\"presses\"" };
const TO: Key = Key { name: "to", example: "[\"support+press@desk.example\"]" };
const FROM: Key = Key { name: "from", example: "[\"ada@customer.example\", \"customer.example\"]" };
const SUBJECT: Key = Key { name: "subject", example: "'\\bpress \\d+'" };
const WORDS: Key = Key { name: "words", example: "[\"gripper\", \"robot arm\"]" };
const TEAM: Key = Key { name: "team", example: "\"presses\"" };
const ASSIGNEE: Key = Key { name: "assignee", example: "\"anna\"" };
const LANGUAGE: Key = Key { name: "language", example: "\"de\"" };
const THEN_EXAMPLE: &str = "write then = { team = \"presses\" }";

/// Names that routes may use.
#[derive(Clone, Copy)]
pub(super) struct RouteNames<'a> {
    pub(super) named: condition::Known<'a>,
    /// The directory of the desk's own letters.
    pub(super) templates: Option<&'a Path>,
}

/// Reads all routes, in order.
pub(super) fn read(root: &Table<'_>, known: RouteNames<'_>) -> Routes {
    let mut routes: Vec<Route> = Vec::new();
    let mut spans: Vec<(String, Span)> = Vec::new();
    for table in root.tables("route") {
        let Some((route, span)) = read_route(&table, known) else { continue };
        if routes.iter().any(|other| other.name == route.name) {
            table.reading.fault(
                &span,
                format!("there are two routes `{}`", route.name),
                "give one of them another name",
            );
        }
        spans.push((route.name.clone(), span));
        routes.push(route);
    }
    let routes = Routes::new(routes);
    for (route, what, other) in routes.shadowed() {
        let span = spans.iter().find(|(name, _)| *name == route.name).map(|(_, span)| span);
        let message = format!(
            "route `{}` never sets {what}: route `{}` above it matches the same emails",
            route.name, other.name
        );
        root.reading.warn(span, message, format!("put it above route `{}`, or remove it", other.name));
    }
    routes
}

fn read_route(table: &Table<'_>, known: RouteNames<'_>) -> Option<(Route, Span)> {
    let name = table.required(NAME, Table::text);
    let when = table.table("when").map(|when| read_when(&when, known)).unwrap_or_default();
    let then = required_table(table, "then", THEN_EXAMPLE).map(|then| read_then(&then, known));
    table.done();
    let name = name?;
    Some((Route { name: name.value, when, then: then? }, name.span))
}

fn read_when(table: &Table<'_>, known: RouteNames<'_>) -> Condition {
    let texts = |key: Key| list(table, key).unwrap_or_default();
    let when = Condition {
        mailboxes: condition::mailboxes(table, known.named),
        to: table.addresses(TO).into_iter().map(|found| found.value).collect(),
        from: texts(FROM).into_iter().filter_map(|named| read_sender(table, &named)).collect(),
        organisations: condition::organisations(table, known.named),
        subject: table.text(SUBJECT).and_then(|text| read_pattern(table, &text)),
        words: texts(WORDS).into_iter().filter_map(|word| read_word(table, word)).collect(),
        fields: condition::fields(table, known.named),
    };
    table.done();
    when
}

fn read_sender(table: &Table<'_>, named: &Found<String>) -> Option<SenderPattern> {
    let domain = domain_key(named.value.strip_prefix('@').unwrap_or(&named.value));
    if let Some(address) = Address::parse(&named.value) {
        return Some(SenderPattern::Address(address));
    }
    if !is_domain(&domain) {
        let message = format!("`{}` isn't an address or a domain", named.value);
        table.reading.fault(&named.span, message, "write ada@customer.example or customer.example");
        return None;
    }
    Some(SenderPattern::Domain(domain))
}

fn read_pattern(table: &Table<'_>, text: &Found<String>) -> Option<Pattern> {
    let fault = |why: String| {
        let message = format!("`{}` isn't a pattern for subjects: {why}", text.value);
        let help = "write it in single quotes, such as '\\bpress \\d+'. For whole words, use words = [\"press\"]";
        table.reading.fault(&text.span, message, help);
    };
    Pattern::parse(&text.value).map_err(fault).ok()
}

fn read_word(table: &Table<'_>, word: Found<String>) -> Option<String> {
    let fits = word.value.chars().any(char::is_alphanumeric);
    if !fits {
        let message = format!("`{}` has no letters or digits", word.value);
        table.reading.fault(&word.span, message, "write one or more words");
    }
    fits.then_some(word.value)
}

fn read_then(table: &Table<'_>, known: RouteNames<'_>) -> Directions {
    let mut fields = Fields::default();
    if let Some(table) = table.table("fields") {
        for (name, values) in table.named_texts(FIELDS_EXAMPLE) {
            let Some(field) = find_field(&table, known.named.fields, &name) else { continue };
            let [value] = values.as_slice() else {
                if values.is_empty() {
                    continue;
                }
                let message = format!("a ticket has one {}", name.value);
                table.reading.fault(&name.span, message, FIELDS_EXAMPLE);
                continue;
            };
            fields.set(&name.value, find_value(&table, field, value).as_deref());
        }
    }
    let teams: Vec<&str> = known.named.people.teams.0.iter().map(|team| team.name.as_str()).collect();
    let team = table.text(TEAM).and_then(|named| find_name(table, "team", &teams, named));
    let assignee = table.text(ASSIGNEE);
    let agent = assignee.as_ref().and_then(|named| find_agent(table, &known.named.people.agents, named));
    let language = language::read(table, LANGUAGE, known.templates).map(|found| found.value);
    if table.is_empty() {
        let span = table.span.clone().unwrap_or_default();
        table.reading.fault(&span, "the route does nothing", THEN_EXAMPLE);
    }
    table.done();
    if let (Some(team), Some(agent), Some(named)) = (&team, &agent, &assignee)
        && known.named.people.teams.find_by_name(team).is_some_and(|team| !team.members.contains(agent))
    {
        let message = format!("{agent} isn't in team `{team}`");
        table.reading.warn(
            Some(&named.span),
            message,
            "leave out the team or the assignee, or add the agent to the team",
        );
    }
    Directions { fields, team, assignee: agent, language }
}

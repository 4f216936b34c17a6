//! `[[route]]`: where new tickets go. Every name in it exists, every route says something, and none says it in vain.

use std::path::Path;

use crate::desk::field::{FieldSet, Fields};
use crate::desk::people::People;
use crate::desk::routing::{Condition, Directions, Pattern, Route, Routes, Sender};
use crate::mail::Address;

use super::field::find_value;
use super::language;
use super::mailbox::MailboxConfig;
use super::reader::{Found, Key, Span, Table};
use super::rule::refuse_empty;
use super::server::is_domain;
use super::suggest;
use super::team::find_agent;
use super::timer::required_table;

const NAME: Key = Key { name: "name", example: "\"presses\"" };
const MAILBOX: Key = Key { name: "mailbox", example: "[\"support\"]" };
const TO: Key = Key { name: "to", example: "[\"support+press@desk.example\"]" };
const FROM: Key = Key { name: "from", example: "[\"ada@customer.example\", \"customer.example\"]" };
const ORGANISATION: Key = Key { name: "organisation", example: "[\"acme\"]" };
const SUBJECT: Key = Key { name: "subject", example: "'\\bpress \\d+'" };
const WORDS: Key = Key { name: "words", example: "[\"gripper\", \"robot arm\"]" };
const TEAM: Key = Key { name: "team", example: "\"presses\"" };
const ASSIGNEE: Key = Key { name: "assignee", example: "\"anna\"" };
const LANGUAGE: Key = Key { name: "language", example: "\"de\"" };
const THEN_EXAMPLE: &str = "write then = { team = \"presses\" }";
const FIELDS_EXAMPLE: &str = "write fields = { category = \"Robotics\" }";

/// What routes name.
#[derive(Clone, Copy)]
pub(super) struct RouteNames<'a> {
    pub(super) fields: &'a FieldSet,
    pub(super) people: &'a People,
    pub(super) mailboxes: &'a [MailboxConfig],
    /// The desk's own letters.
    pub(super) templates: Option<&'a Path>,
}

/// Reads all routes, in order.
pub(super) fn read(root: &Table<'_>, known: RouteNames<'_>) -> Routes {
    let mut routes: Vec<Route> = Vec::new();
    let mut spans: Vec<(String, Span)> = Vec::new();
    for table in root.tables("route") {
        let Some((route, span)) = read_route(&table, known) else { continue };
        if routes.iter().any(|other| other.name == route.name) {
            table.reading.fault(&span, format!("there are two routes `{}`", route.name), "give one another name");
        }
        spans.push((route.name.clone(), span));
        routes.push(route);
    }
    let routes = Routes::new(routes);
    for (route, what, other) in routes.shadowed() {
        let span = spans.iter().find(|(name, _)| *name == route.name).map(|(_, span)| span);
        let message = format!(
            "route `{}` never sets {what}: route `{}` fits whenever it does, and says it first",
            route.name, other.name
        );
        root.reading.warn(span, message, format!("put it before route `{}`, or leave it out", other.name));
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
    let names = |key: Key, what: &str, names: &[&str]| -> Vec<String> {
        let found = list(table, key);
        found.into_iter().filter_map(|named| find_name(table, what, names, named)).collect()
    };
    let mailboxes: Vec<&str> = known.mailboxes.iter().map(|mailbox| mailbox.name.as_str()).collect();
    let organisations: Vec<&str> =
        known.people.organisations.0.iter().map(|organisation| organisation.name.as_str()).collect();
    let when = Condition {
        mailboxes: names(MAILBOX, "mailbox", &mailboxes),
        to: table.addresses(TO).into_iter().map(|found| found.value).collect(),
        from: list(table, FROM).into_iter().filter_map(|named| read_sender(table, &named)).collect(),
        organisations: names(ORGANISATION, "organisation", &organisations),
        subject: table.text(SUBJECT).and_then(|text| read_pattern(table, &text)),
        words: list(table, WORDS).into_iter().filter_map(|word| read_word(table, word)).collect(),
        fields: table.table("fields").map(|fields| read_values(&fields, known.fields)).unwrap_or_default(),
    };
    table.done();
    when
}

pub(super) fn list(table: &Table<'_>, key: Key) -> Vec<Found<String>> {
    let Some(found) = table.texts(key) else { return Vec::new() };
    refuse_empty(table, key, &found);
    found.value
}

pub(super) fn find_name(table: &Table<'_>, what: &str, known: &[&str], named: Found<String>) -> Option<String> {
    if known.contains(&named.value.as_str()) {
        return Some(named.value);
    }
    // where none could be read, none is wrong
    let help = if known.is_empty() { format!("there is no {what} at all") } else { suggest::hint(&named.value, known) };
    table.reading.fault(&named.span, format!("there is no {what} `{}`", named.value), help);
    None
}

fn read_sender(table: &Table<'_>, named: &Found<String>) -> Option<Sender> {
    let domain = named.value.strip_prefix('@').unwrap_or(&named.value).to_lowercase();
    if let Some(address) = Address::parse(&named.value) {
        return Some(Sender::Address(address));
    }
    if !is_domain(&domain) {
        let message = format!("`{}` is neither an address nor a domain", named.value);
        table.reading.fault(&named.span, message, "write ada@customer.example or customer.example");
        return None;
    }
    Some(Sender::Domain(domain))
}

fn read_pattern(table: &Table<'_>, text: &Found<String>) -> Option<Pattern> {
    let fault = |why: String| {
        let message = format!("`{}` is not an expression for subjects: {why}", text.value);
        let help = "write it in single quotes, '\\bpress \\d+'; for whole words take words = [\"press\"]";
        table.reading.fault(&text.span, message, help);
    };
    Pattern::parse(&text.value).map_err(fault).ok()
}

fn read_word(table: &Table<'_>, word: Found<String>) -> Option<String> {
    let fits = word.value.chars().any(char::is_alphanumeric);
    if !fits {
        let message = format!("`{}` has neither letters nor digits", word.value);
        table.reading.fault(&word.span, message, "write a word, or several that stand together");
    }
    fits.then_some(word.value)
}

/// `fields = { category = ["M3", "VXL"] }`
pub(super) fn read_values(table: &Table<'_>, fields: &FieldSet) -> Vec<(String, Vec<String>)> {
    let mut all = Vec::new();
    for (name, values) in table.named_texts(FIELDS_EXAMPLE) {
        let Some(field) = find_field(table, fields, &name) else { continue };
        let values = values.iter().filter_map(|value| find_value(table, field, value)).collect();
        all.push((name.value, values));
    }
    all
}

pub(super) fn find_field<'f>(
    table: &Table<'_>,
    fields: &'f FieldSet,
    name: &Found<String>,
) -> Option<&'f crate::desk::field::Field> {
    let field = fields.find(&name.value);
    if field.is_none() {
        let known: Vec<&str> = fields.0.iter().map(|field| field.name.as_str()).collect();
        let help =
            if known.is_empty() { "write [[field]] first".to_owned() } else { suggest::hint(&name.value, &known) };
        table.reading.fault(&name.span, format!("there is no field `{}`", name.value), help);
    }
    field
}

fn read_then(table: &Table<'_>, known: RouteNames<'_>) -> Directions {
    let mut fields = Fields::default();
    if let Some(table) = table.table("fields") {
        for (name, values) in table.named_texts(FIELDS_EXAMPLE) {
            let Some(field) = find_field(&table, known.fields, &name) else { continue };
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
    let teams: Vec<&str> = known.people.teams.0.iter().map(|team| team.name.as_str()).collect();
    let team = table.text(TEAM).and_then(|named| find_name(table, "team", &teams, named));
    let assignee = table.text(ASSIGNEE);
    let agent = assignee.as_ref().and_then(|named| find_agent(table, &known.people.agents, named));
    let language = language::read(table, LANGUAGE, known.templates).map(|found| found.value);
    if table.is_empty() {
        let span = table.span.clone().unwrap_or_default();
        table.reading.fault(&span, "the route does nothing", THEN_EXAMPLE);
    }
    table.done();
    if let (Some(team), Some(agent), Some(named)) = (&team, &agent, &assignee)
        && known.people.teams.find_by_name(team).is_some_and(|team| !team.members.contains(agent))
    {
        let message = format!("{agent} is not in team `{team}`");
        table.reading.warn(Some(&named.span), message, "leave the team or the assignee out, or let the agent join it");
    }
    Directions { fields, team, assignee: agent, language }
}

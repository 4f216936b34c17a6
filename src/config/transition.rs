//! `[[workflow.transition]]`: status changes that people ask for by name. One with PARTNER in its name stands for one
//! transition for each partner.

use crate::desk::by_language::Texts;
use crate::desk::partner::{Partner, Partners};
use crate::desk::people::Role;
use crate::desk::recipients::Recipient;
use crate::desk::transition::Transition;

use super::name::check_name;
use super::partners;
use super::reader::{Found, Key, Table};
use super::recipients::{self, Place};
use super::rule::{Known, roles};
use super::timer::required_table;
use super::titles;

const NAME: Key = Key { name: "name", example: "\"to-customer\"" };
const BY: Key = Key { name: "by", example: "[\"agent\"]" };
const FROM: Key = Key { name: "from", example: "[\"new\", \"assigned\"]" };
const PARTNER: Key = Key { name: "partner", example: "\"web-it\"" };
const TO: Key = Key { name: "status", example: "\"on-customer\"" };
const ASSIGN: Key = Key { name: "assign", example: "\"author\"" };
const TELL: Key = Key { name: "tell", example: "[\"requester\"]" };

const THEN_EXAMPLE: &str = "write then = { status = \"on-customer\" }";
/// The placeholder in a name and a title. Real names have no capital letters.
const EACH: &str = "PARTNER";

/// Reads all transitions, in order, each with the place of its name.
pub(super) fn read_all(workflow: &Table<'_>, known: &Known<'_>) -> Vec<Found<Transition>> {
    let mut transitions: Vec<Found<Transition>> = Vec::new();
    for table in workflow.tables("transition") {
        for transition in read_transition(&table, known) {
            let name = &transition.value.name;
            let taken = if transitions.iter().any(|other| other.value.name == *name) {
                format!("there are two transitions `{name}`")
            } else if known.statuses.contains(&name.as_str()) {
                format!("`#{name}` is a status already")
            } else {
                transitions.push(transition);
                continue;
            };
            table.reading.fault(&transition.span, taken, "give the transition another name");
        }
    }
    transitions
}

fn read_transition(table: &Table<'_>, known: &Known<'_>) -> Vec<Found<Transition>> {
    let name = table.required(NAME, Table::text);
    let titles = titles::read(table, &titles::TITLE);
    let by = table.required(BY, roles);
    let from = known.statuses(table, FROM);
    let partner = table.text(PARTNER);
    let then = required_table(table, "then", THEN_EXAMPLE);
    table.done();
    let (Some(then), Some(name), Some(by)) = (then, name, by) else { return Vec::new() };
    let to = then.required(TO, Table::text);
    let assign = then.word(ASSIGN, &[("author", ())]);
    let place = Place::Transition { hands_over: partner.is_some() || name.value.contains(EACH) };
    let tells = recipients::read(&then, TELL, place, known.house).unwrap_or_default();
    then.done();
    if let Some(assign) = assign.as_ref().filter(|_| by != [Role::Agent]) {
        let message = "the author can only be assigned if an agent asks for it";
        table.reading.fault(&assign.span, message, "write by = [\"agent\"]");
    }
    let Some(to) = to.and_then(|to| known.find(&then, &to)) else { return Vec::new() };
    let assign_author = assign.is_some();
    let plain = Transition {
        name: name.value.clone(),
        titles,
        by,
        from: from.unwrap_or_default(),
        to,
        partner: None,
        assign_author,
        tells,
    };
    let partners = &known.house.people.partners;
    if name.value.contains(EACH) {
        return for_each(table, &name, plain, partner.as_ref(), partners);
    }
    check_name(table, &name, "a transition");
    let handed = partner.as_ref().map(|named| partners::find(table, partners, named));
    match handed {
        Some(None) => return Vec::new(),
        Some(Some(partner)) => check_group(&then, partner, &plain.tells),
        None => {}
    }
    let transition = Transition { partner: partner.map(|found| found.value), ..plain };
    vec![Found { value: transition, span: name.span }]
}

/// The partner's title in the place of PARTNER. Without any title it is the partner's alone.
fn titles_of(titles: &Texts, partner: &Partner) -> Texts {
    let alone = titles.for_all().is_none().then(|| (String::new(), EACH.to_owned()));
    let of = |(language, text): (String, String)| (language, text.replace(EACH, &partner.title));
    Texts(titles.0.iter().cloned().chain(alone).map(of).collect())
}

/// `to-PARTNER`: one transition for each partner, with the partner's title.
fn for_each(
    table: &Table<'_>,
    name: &Found<String>,
    plain: Transition,
    partner: Option<&Found<String>>,
    partners: &Partners,
) -> Vec<Found<Transition>> {
    if let Some(partner) = partner {
        let message = format!("`{}` means every partner, but `partner` names one", name.value);
        table.reading.fault(&partner.span, message, "leave `partner` out");
    }
    if partners.0.is_empty() {
        let message = format!("`{}` means every partner, but there is no [[partner]]", name.value);
        table.reading.fault(&name.span, message, "add a [[partner]], or remove the transition");
    }
    let of = |partner: &Partner| {
        check_group(table, partner, &plain.tells);
        let transition = Transition {
            name: plain.name.replace(EACH, &partner.name),
            titles: titles_of(&plain.titles, partner),
            partner: Some(partner.name.clone()),
            ..plain.clone()
        };
        let name = Found { value: transition.name.clone(), span: name.span.clone() };
        check_name(table, &name, "a transition");
        Found { value: transition, span: name.span }
    };
    partners.0.iter().map(of).collect()
}

/// Warns if nobody at the partner who gets the ticket is notified.
fn check_group(table: &Table<'_>, partner: &Partner, tells: &[Recipient]) {
    let (span, name) = (table.span.as_ref(), &partner.name);
    if !tells.contains(&Recipient::Partner) {
        let message = format!("the ticket is handed to `{name}`, but nobody there is notified");
        table.reading.warn(span, message, "write tell = [\"partner\"]");
    } else if partner.group.is_empty() {
        let message = format!("`{name}` can't be notified: its [[partner]] has no `group`");
        table.reading.warn(span, message, "write group = [\"support@web-it.example\"] there");
    }
}

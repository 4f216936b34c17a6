//! `[[agent]]`: who works on the desk. Each name and each address belongs to one agent.

use std::path::Path;

use crate::desk::by_language::Texts;
use crate::desk::people::{Agent, Agents};
use crate::desk::recipients::Recipient;
use crate::desk::signature::Signature;
use crate::mail::{Address, Contact};

use super::reader::{Found, Key, Table};
use super::signature;

const NAME: Key = Key { name: "name", example: "\"anna\"" };
const ADDRESS: Key = Key { name: "address", example: "\"anna@desk.example\"" };
const FULL_NAME: Key = Key { name: "full_name", example: "\"Anna Adler\"" };
const ALIASES: Key = Key { name: "aliases", example: "[\"anna.adler@desk.example\"]" };
const TOLD_OF_NEW: Key = Key { name: "told_of_new", example: "true" };

/// Words that have another meaning for `#assign`.
const TAKEN: [&str; 2] = ["me", "nobody"];

/// What agents have in common.
#[derive(Clone, Copy)]
pub(super) struct Shared<'a> {
    /// The mailboxes' addresses with their names.
    pub(super) ours: &'a [(Address, String)],
    /// The desk's signature.
    pub(super) signature: Option<&'a Texts>,
    /// The directory of the desk's own letters.
    pub(super) templates: Option<&'a Path>,
}

/// Reads all agents.
pub(super) fn read(root: &Table<'_>, shared: Shared<'_>) -> Agents {
    let tables = root.tables("agent");
    if tables.is_empty() && root.value("agent").is_none() {
        let help = "add an [[agent]] with name = \"anna\" and address = \"anna@desk.example\"";
        root.reading.warn(
            None,
            "there is no [[agent]], so nobody is notified about tickets and nobody can reply",
            help,
        );
    }
    let mut agents = Agents::default();
    for table in &tables {
        if let Some(agent) = read_agent(table, &agents, shared) {
            agents.0.push(agent);
        }
    }
    agents
}

fn read_agent(table: &Table<'_>, before: &Agents, shared: Shared<'_>) -> Option<Agent> {
    let name = table.required(NAME, Table::text).and_then(|name| short_name(table, name, before));
    let address = table.required(ADDRESS, Table::address);
    let full_name = table.text(FULL_NAME).map(|found| found.value);
    let aliases = table.addresses(ALIASES);
    let told_of_new = table.flag(TOLD_OF_NEW).unwrap_or(true);
    let own = signature::read(table, shared.templates);
    table.done();
    for found in address.iter().chain(&aliases) {
        refuse_taken_address(table, found, before, shared.ours);
    }
    let (name, address) = (name?, address?);
    let contact = Contact::new(full_name.as_deref().unwrap_or(&name), address.value);
    let texts = own.iter().chain(shared.signature).map(|texts| signature::named(texts, contact.display()));
    let signature = Signature(texts.collect());
    let aliases = aliases.into_iter().map(|found| found.value).collect();
    Some(Agent { name, contact, aliases, told_of_new, signature })
}

fn short_name(table: &Table<'_>, name: Found<String>, before: &Agents) -> Option<String> {
    let lower = name.value.to_lowercase();
    let plain = lower.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
    if !plain || !lower.starts_with(char::is_alphabetic) {
        let message = format!("`{}` isn't a short name: use letters, digits, `.`, `-` and `_`", name.value);
        let help = "write name = \"anna\", the word for #assign. The full name goes into full_name";
        table.reading.fault(&name.span, message, help);
        return None;
    }
    if TAKEN.contains(&lower.as_str()) {
        table.reading.fault(&name.span, format!("`#assign {lower}` has another meaning"), "choose another name");
        return None;
    }
    if Recipient::WORDS.iter().any(|(word, _)| *word == lower) {
        let message = format!("`{lower}` means something else in lists of people to notify");
        table.reading.fault(&name.span, message, "choose another name");
        return None;
    }
    if before.find_by_name(&lower).is_some() {
        table.reading.fault(&name.span, format!("there are two agents `{lower}`"), "give one of them another name");
        return None;
    }
    Some(lower)
}

fn refuse_taken_address(table: &Table<'_>, found: &Found<Address>, before: &Agents, ours: &[(Address, String)]) {
    let address = &found.value;
    if let Some(other) = before.find_by_address(address) {
        let message = format!("{address} is also the address of agent `{}`", other.name);
        table.reading.fault(&found.span, message, "give every agent their own address");
    }
    if let Some((_, mailbox)) = ours.iter().find(|(own, _)| own == address) {
        let message = format!("{address} is the address of mailbox `{mailbox}`: maildesk would write to itself");
        table.reading.fault(&found.span, message, "write the agent's own address");
    }
}

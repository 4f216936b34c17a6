//! `[[partner]]`: outside providers, who writes for them and who is notified. Each domain and each address belongs to
//! one.

use crate::desk::open_domains::OPEN_TO_ALL;
use crate::desk::partner::{Partner, Partners};
use crate::desk::people::Agents;
use crate::mail::address::domain_key;
use crate::mail::{Address, Contact};

use super::name::check_name;
use super::reader::{Found, Key, Table};
use super::server::is_domain;
use super::suggest;

const NAME: Key = Key { name: "name", example: "\"web-it\"" };
const TITLE: Key = Key { name: "title", example: "\"Web-IT Provider\"" };
const DOMAINS: Key = Key { name: "domains", example: "[\"web-it.example\"]" };
const MEMBERS: Key = Key { name: "members", example: "[\"web-it@freemail.example\"]" };
const GROUP: Key = Key { name: "group", example: "[\"support@web-it.example\"]" };

/// Others who have an address.
struct Others<'a> {
    agents: &'a Agents,
    /// The mailboxes' addresses with their names.
    ours: &'a [(Address, String)],
}

/// Reads all partners. `ours` are the mailboxes' addresses with their names.
pub(super) fn read(root: &Table<'_>, agents: &Agents, ours: &[(Address, String)]) -> Partners {
    let others = Others { agents, ours };
    let mut partners = Partners::default();
    for table in root.tables("partner") {
        if let Some(partner) = read_one(&table, &partners, &others) {
            partners.0.push(partner);
        }
    }
    partners
}

fn read_one(table: &Table<'_>, before: &Partners, others: &Others<'_>) -> Option<Partner> {
    let name = table.required(NAME, Table::text);
    let title = table.text(TITLE).map(|found| found.value);
    let domains = table.texts(DOMAINS).map(|found| found.value).unwrap_or_default();
    let members = table.addresses(MEMBERS);
    let group = table.addresses(GROUP);
    table.done();
    let name = name?;
    check_name(table, &name, "a partner");
    if before.find_by_name(&name.value).is_some() {
        table.reading.fault(
            &name.span,
            format!("there are two partners `{}`", name.value),
            "give one of them another name",
        );
    }
    if domains.is_empty() && members.is_empty() && group.is_empty() {
        let message = format!("partner `{}` has no members", name.value);
        table.reading.fault(&name.span, message, "write domains = [\"web-it.example\"], or members or group");
    }
    for found in members.iter().chain(&group) {
        let other = before.0.iter().find(|other| other.members.contains(&found.value));
        if let Some(other) = other {
            let message = format!("{} writes for `{}` already", found.value, other.name);
            table.reading.fault(&found.span, message, "leave it out in one of them");
        }
        if let Some((_, mailbox)) = others.ours.iter().find(|(own, _)| *own == found.value) {
            let message =
                format!("{} is the address of mailbox `{mailbox}`: maildesk would write to itself", found.value);
            table.reading.fault(&found.span, message, "write an address of the partner");
        }
        if let Some(agent) = others.agents.find_by_address(&found.value) {
            let message = format!("{} is the address of agent `{}`, who sees every ticket", found.value, agent.name);
            table.reading.fault(&found.span, message, "write an address of the partner");
        }
    }
    Some(Partner {
        title: title.unwrap_or_else(|| name.value.clone()),
        name: name.value,
        domains: domains.iter().filter_map(|domain| read_domain(table, domain, before)).collect(),
        members: members.into_iter().map(|found| found.value).collect(),
        group: group.into_iter().map(|found| Contact::new("", found.value)).collect(),
    })
}

fn read_domain(table: &Table<'_>, domain: &Found<String>, before: &Partners) -> Option<String> {
    let lower = domain_key(&domain.value);
    if !is_domain(&lower) {
        let message = format!("`{}` is not a domain name", domain.value);
        table.reading.fault(&domain.span, message, "write web-it.example");
        return None;
    }
    if OPEN_TO_ALL.contains(&lower.as_str()) {
        let message = format!("anybody can get an address at {lower} and would write as this partner");
        table.reading.fault(&domain.span, message, "list single addresses in members");
    }
    if let Some(other) = before.0.iter().find(|other| other.domains.contains(&lower)) {
        let message = format!("{lower} belongs to `{}` already", other.name);
        table.reading.fault(&domain.span, message, "leave it out in one of them. Single addresses go into members");
    }
    Some(lower)
}

/// The partner of that name. An unknown one is a fault.
pub(super) fn find<'p>(table: &Table<'_>, partners: &'p Partners, named: &Found<String>) -> Option<&'p Partner> {
    let found = partners.find_by_name(&named.value);
    if found.is_none() {
        let known: Vec<&str> = partners.0.iter().map(|partner| partner.name.as_str()).collect();
        let help = if known.is_empty() {
            format!("add a [[partner]] with name = \"{}\"", named.value)
        } else {
            suggest::hint(&named.value, &known)
        };
        table.reading.fault(&named.span, format!("there is no [[partner]] `{}`", named.value), help);
    }
    found
}

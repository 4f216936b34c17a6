//! `[[organisation]]`: the customers' companies. Each domain and each address belongs to one of them.

use std::path::Path;

use crate::desk::open_domains::OPEN_TO_ALL;
use crate::desk::organisation::{Organisation, Organisations};
use crate::desk::partner::Partners;
use crate::mail::Contact;
use crate::mail::address::domain_key;

use super::language;
use super::partners;
use super::reader::{Found, Key, Table};
use super::server::is_domain;

const NAME: Key = Key { name: "name", example: "\"acme\"" };
const DOMAINS: Key = Key { name: "domains", example: "[\"acme.example\"]" };
const MEMBERS: Key = Key { name: "members", example: "[\"acme@freemail.example\"]" };
const SHARES: Key = Key { name: "shares", example: "true" };
const PARTNERS: Key = Key { name: "partners", example: "[\"web-it\"]" };
const LANGUAGE: Key = Key { name: "language", example: "\"nl\"" };
const GROUP: Key = Key { name: "group", example: "[\"it@acme.example\"]" };

/// Other parts of the config that organisations name.
struct OrganisationNames<'a> {
    partners: &'a Partners,
    /// The directory of the desk's own letters.
    templates: Option<&'a Path>,
}

/// Reads all organisations.
pub(super) fn read(root: &Table<'_>, partners: &Partners, templates: Option<&Path>) -> Organisations {
    let known = OrganisationNames { partners, templates };
    let mut organisations = Organisations::default();
    for table in root.tables("organisation") {
        if let Some(organisation) = read_one(&table, &organisations, &known) {
            organisations.0.push(organisation);
        }
    }
    organisations
}

fn read_one(table: &Table<'_>, before: &Organisations, known: &OrganisationNames<'_>) -> Option<Organisation> {
    let name = table.required(NAME, Table::text);
    let domains = table.texts(DOMAINS).map(|found| found.value).unwrap_or_default();
    let members = table.addresses(MEMBERS);
    let shares = table.flag(SHARES).unwrap_or(false);
    let group = table.addresses(GROUP);
    let partners = table.texts(PARTNERS).map(|found| found.value).unwrap_or_default();
    let language = language::read(table, LANGUAGE, known.templates).map(|found| found.value);
    let said = table.value(DOMAINS.name).is_some() || table.value(MEMBERS.name).is_some();
    table.done();
    let name = name?;
    if before.find_by_name(&name.value).is_some() {
        table.reading.fault(
            &name.span,
            format!("there are two organisations `{}`", name.value),
            "give one of them another name",
        );
    }
    if !said {
        table.reading.fault(
            &name.span,
            format!("organisation `{}` has no members", name.value),
            "write domains = [\"acme.example\"]",
        );
    }
    let domains = domains.iter().filter_map(|domain| read_domain(table, domain, before, shares)).collect();
    for member in &members {
        let other = before.0.iter().find(|other| other.members.contains(&member.value));
        if let Some(other) = other {
            let message = format!("{} belongs to `{}` already", member.value, other.name);
            table.reading.fault(&member.span, message, "leave it out in one of them");
        }
    }
    let involved = partners.iter().filter_map(|named| partners::find(table, known.partners, named));
    let involved = involved.map(|partner| partner.name.clone()).collect();
    Some(Organisation {
        name: name.value,
        domains,
        members: members.into_iter().map(|found| found.value).collect(),
        shares,
        group: group.into_iter().map(|found| Contact::new("", found.value)).collect(),
        partners: involved,
        language,
    })
}

fn read_domain(table: &Table<'_>, domain: &Found<String>, before: &Organisations, shares: bool) -> Option<String> {
    let lower = domain_key(&domain.value);
    if !is_domain(&lower) {
        table.reading.fault(&domain.span, format!("`{}` is not a domain name", domain.value), "write acme.example");
        return None;
    }
    if let Some(other) = before.0.iter().find(|other| other.domains.contains(&lower)) {
        let message = format!("{lower} belongs to `{}` already", other.name);
        table.reading.fault(&domain.span, message, "leave it out in one of them. Single addresses go into members");
    }
    if shares && OPEN_TO_ALL.contains(&lower.as_str()) {
        let message = format!("anybody can get an address at {lower} and would see the tickets of this organisation");
        table.reading.warn(Some(&domain.span), message, "list single addresses in members");
    }
    Some(lower)
}

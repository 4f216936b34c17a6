//! `[portal.oidc]`: the provider of OpenID Connect, and who signs in there.

use crate::desk::open_domains::OPEN_TO_ALL;
use crate::mail::address::domain_key;
use crate::site::{ClientSecret, Oidc};
use crate::tls::Encryption;

use super::reader::{Found, Key, Table};
use super::server::{CA_FILE, check_ca_file, is_domain};
use super::{origin, secret};

const ISSUER: Key = Key { name: "issuer", example: "\"https://id.desk.example\"" };
const CLIENT_ID: Key = Key { name: "client_id", example: "\"maildesk\"" };
const SECRET: Key = Key { name: "secret", example: "{ file = \"oidc-secret\" }" };
const FOR: Key = Key { name: "for", example: "\"agents\"" };
const DOMAINS: Key = Key { name: "domains", example: "[\"customer.example\"]" };
const ONLY: Key = Key { name: "only", example: "false" };
const TITLE: Key = Key { name: "title", example: "\"Acme\"" };
const VERIFIED_BY: Key = Key { name: "verified_by", example: "\"email_verified\"" };

/// Whom the provider can be for, besides domains.
const READERS: [(&str, bool); 1] = [("agents", true)];
/// The longest name on the button, in characters.
const MAX_TITLE: usize = 40;

/// Reads the section. `None`: there is none, or it is wrong. `with_agents`: agents work on pages.
pub(super) fn read(portal: &Table<'_>, with_agents: bool) -> Option<Oidc> {
    let table = portal.table("oidc")?;
    let issuer = table.required(ISSUER, Table::text).and_then(|issuer| read_issuer(&table, &issuer));
    let client_id = table.required(CLIENT_ID, Table::text);
    let secret = table.required(SECRET, secret::read);
    let agents = read_agents(&table, with_agents);
    let domains = read_domains(&table);
    let only = table.flag(ONLY).unwrap_or(false);
    let title = table.text(TITLE).filter(|title| is_short(&table, title));
    let verified_by = table.text(VERIFIED_BY).map_or_else(|| "email_verified".to_owned(), |found| found.value);
    let ca_file = table.path(CA_FILE);
    table.done();
    let span = table.span.clone().unwrap_or_default();
    if !cfg!(feature = "oidc") {
        let message = "this maildesk was built without signing in at a provider";
        table.reading.fault(&span, message, "build it with cargo build --release, or remove [portal.oidc]");
    }
    if table.value(FOR.name).is_none() && table.value(DOMAINS.name).is_none() {
        let help = format!("write for = {}, domains = {}, or both", FOR.example, DOMAINS.example);
        table.reading.absent(Some(&span), "[portal.oidc] doesn't say who signs in there", help);
    }
    let issuer = issuer?;
    let host = issuer.value.split('/').nth(2).unwrap_or_default().to_owned();
    if let Some(file) = &ca_file {
        let is_https = issuer.value.starts_with("https://");
        check_ca_file(&table, file, if is_https { Encryption::Implicit } else { Encryption::ClearText });
    }
    Some(Oidc {
        issuer: issuer.value,
        client_id: client_id?.value,
        secret: ClientSecret(secret?),
        title: title.map_or(host, |found| found.value),
        agents,
        domains,
        only,
        verified_by,
        ca_file: ca_file.map(|found| found.value),
    })
}

/// An origin with a path. It is kept as it is written, because the provider has to write exactly the same.
fn read_issuer(table: &Table<'_>, issuer: &Found<String>) -> Option<Found<String>> {
    let text = &issuer.value;
    let authority = text.find("://").and_then(|at| text.get(at.saturating_add(3)..)).unwrap_or_default();
    let path = authority.find('/').and_then(|at| authority.get(at..)).unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/-._~%!$&'()*+,;=:@".contains(c);
    let wrong = match origin::parse(text.strip_suffix(path).unwrap_or(text)) {
        Ok(_) if path.ends_with("/.well-known/openid-configuration") => Some((
            "is where the provider describes itself",
            Some(text.replace("/.well-known/openid-configuration", "")),
        )),
        Ok(_) if path.chars().all(is_plain) => None,
        Ok(origin) => Some(("has more than a path behind its host", Some(origin.0))),
        Err(origin::Wrong { why, instead }) => Some((why, instead.map(|origin| format!("{origin}{path}")))),
    };
    let Some((why, instead)) = wrong else { return Some(issuer.clone()) };
    let help = instead.map_or_else(|| ISSUER.example.to_owned(), |instead| format!("\"{instead}\""));
    table.reading.fault(&issuer.span, format!("`{text}` {why}"), format!("write issuer = {help}"));
    None
}

fn read_agents(table: &Table<'_>, with_agents: bool) -> bool {
    let Some(found) = table.word(FOR, &READERS) else { return false };
    if !with_agents {
        let message = "`for` has no effect: agents = false";
        table.reading.warn(Some(&found.span), message, "write agents = true in [portal], or leave `for` out");
    }
    found.value
}

fn read_domains(table: &Table<'_>) -> Vec<String> {
    let Some(found) = table.texts(DOMAINS) else { return Vec::new() };
    if found.value.is_empty() {
        let help = format!("write domains = {}, or leave it out", DOMAINS.example);
        table.reading.fault(&found.span, "`domains` is empty", help);
    }
    let mut domains: Vec<String> = Vec::new();
    for domain in &found.value {
        let lower = domain_key(&domain.value);
        if !is_domain(&lower) {
            let message = format!("`{}` is not a domain name", domain.value);
            table.reading.fault(&domain.span, message, "write customer.example");
        } else if domains.contains(&lower) {
            table.reading.fault(&domain.span, format!("{lower} is listed twice"), "remove one of them");
        } else {
            if OPEN_TO_ALL.contains(&lower.as_str()) {
                let message = format!("anybody can get an address at {lower}");
                let help = "keep it only if the provider is the one that gives these addresses out";
                table.reading.warn(Some(&domain.span), message, help);
            }
            domains.push(lower);
        }
    }
    domains
}

fn is_short(table: &Table<'_>, title: &Found<String>) -> bool {
    let fits = title.value.chars().count() <= MAX_TITLE;
    if !fits {
        let message = format!("`title` has more than {MAX_TITLE} characters, which is too long for a button");
        table.reading.fault(&title.span, message, format!("write title = {}", TITLE.example));
    }
    fits
}

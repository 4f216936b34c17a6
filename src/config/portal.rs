//! `[portal]`: the web pages beside the mail. What is unsafe is refused, with what to write instead.

use std::path::PathBuf;

use crate::desk::people::Agents;
use crate::desk::portal::Portal;
use crate::site::{Knowledge, Site, Stars};

use super::lists;
use super::mailbox::MailboxConfig;
use super::reader::{Found, Key, Table};
use super::team::find_agent;
use super::{listening, oidc, origin, suggest};

const MAILBOX: Key = Key { name: "mailbox", example: "\"support\"" };
const OPERATORS: Key = Key { name: "operators", example: "[\"anna\"]" };
const WORDS: Key = Key { name: "words", example: "[\"login\", \"portal\"]" };
const NEWCOMERS: Key = Key { name: "newcomers", example: "true" };
const NEW: Key = Key { name: "new", example: "true" };
const PEOPLE: Key = Key { name: "people", example: "true" };
const FILES: Key = Key { name: "files", example: "true" };
const SEARCH: Key = Key { name: "search", example: "true" };
const ASSIGNEE_SHOWN: Key = Key { name: "assignee_shown", example: "true" };
const AGENTS: Key = Key { name: "agents", example: "true" };
const LIVE: Key = Key { name: "live", example: "true" };
const STARS: Key = Key { name: "stars", example: "\"page\"" };
const KNOWLEDGE: Key = Key { name: "knowledge", example: "\"knowledge\"" };
const KNOWLEDGE_FOR: Key = Key { name: "knowledge_for", example: "\"anyone\"" };

/// The subjects that ask for the portal, if the config doesn't say them.
const USUAL: [&str; 10] = [
    "anmelden",
    "anmeldung",
    "einloggen",
    "inloggen",
    "klantportaal",
    "kundenportal",
    "login",
    "portaal",
    "portal",
    "support portal login",
];

/// The values of the key `stars`.
const STARS_OPEN: [(&str, Stars); 2] = [("page", Stars::Page), ("mail", Stars::Mail)];
/// The values of the key `knowledge_for`, by whether only those who are signed in can read.
const READERS: [(&str, bool); 2] = [("anyone", false), ("signed-in", true)];

/// The names that the section can use.
#[derive(Clone, Copy)]
pub(super) struct PortalNames<'a> {
    pub(super) mailboxes: &'a [MailboxConfig],
    pub(super) agents: &'a Agents,
    /// The subjects that ask for a list of tickets.
    pub(super) list_words: &'a [String],
}

/// Reads the section. `None`: there is none, or it is wrong.
pub(super) fn read(root: &Table<'_>, names: PortalNames<'_>) -> Option<Site> {
    let table = root.table("portal")?;
    let origin = origin::read(&table);
    let listening = listening::read(&table, origin.as_ref().map(|found| found.value.is_https()));
    let mailbox = read_mailbox(&table, names.mailboxes);
    let agents = table.flag(AGENTS).unwrap_or(true);
    let operators = read_operators(&table, names.agents, agents);
    let words = table.texts(WORDS).map(|found| lists::plain_words(&table, found.value));
    let words = words.unwrap_or_else(|| usual(names.list_words));
    refuse_words_of_lists(&table, &words, names.list_words);
    let flag = |key: Key| table.flag(key).unwrap_or(true);
    let (newcomers, new, people) = (flag(NEWCOMERS), flag(NEW), flag(PEOPLE));
    let (files, search, assignee_shown, live) = (flag(FILES), flag(SEARCH), flag(ASSIGNEE_SHOWN), flag(LIVE));
    let stars = table.word(STARS, &STARS_OPEN).map_or(Stars::Page, |found| found.value);
    let knowledge = read_knowledge(&table);
    let oidc = oidc::read(&table, agents);
    table.done();
    let listening = listening?;
    Some(Site {
        origin: origin?.value,
        listen: listening.listen,
        tls: listening.tls,
        proxies: listening.proxies,
        mailbox: mailbox?,
        operators,
        words,
        newcomers,
        new,
        people,
        files,
        search,
        assignee_shown,
        agents,
        live,
        stars,
        knowledge,
        oidc,
    })
}

/// What decisions and letters know of it.
pub(super) fn for_desk(site: &Site) -> Portal {
    Portal {
        origin: site.origin.0.clone(),
        words: site.words.clone(),
        agents: site.agents,
        stars: site.stars == Stars::Page,
    }
}

fn read_mailbox(table: &Table<'_>, mailboxes: &[MailboxConfig]) -> Option<String> {
    let Some(named) = table.text(MAILBOX) else {
        return mailboxes.first().map(|mailbox| mailbox.name.clone());
    };
    let found = mailboxes.iter().find(|mailbox| mailbox.name == named.value);
    if found.is_none() {
        let known: Vec<&str> = mailboxes.iter().map(|mailbox| mailbox.name.as_str()).collect();
        let message = format!("there is no mailbox `{}`", named.value);
        table.reading.fault(&named.span, message, suggest::hint(&named.value, &known));
    }
    found.map(|mailbox| mailbox.name.clone())
}

fn read_operators(table: &Table<'_>, agents: &Agents, is_for_agents: bool) -> Vec<String> {
    let Some(found) = table.texts(OPERATORS) else { return Vec::new() };
    if !is_for_agents && !found.value.is_empty() {
        let message = "`operators` has no effect: agents = false";
        table.reading.warn(Some(&found.span), message, "write agents = true, or leave operators out");
    }
    let mut operators: Vec<String> = Vec::new();
    for named in &found.value {
        let Some(agent) = find_agent(table, agents, named) else { continue };
        if operators.contains(&agent) {
            table.reading.fault(&named.span, format!("{agent} is listed twice"), "remove one of them");
        } else {
            operators.push(agent);
        }
    }
    operators
}

/// The default. A word that asks for a list of tickets goes on doing that.
fn usual(list_words: &[String]) -> Vec<String> {
    USUAL.iter().map(|word| (*word).to_owned()).filter(|word| !list_words.contains(word)).collect()
}

fn refuse_words_of_lists(table: &Table<'_>, words: &[String], list_words: &[String]) {
    let Some(found) = table.value(WORDS.name) else { return };
    for word in words.iter().filter(|word| list_words.contains(word)) {
        let message = format!("the subject `{word}` asks for a list of tickets already");
        table.reading.fault(&found.span, message, "leave it out here, or in [lists] words");
    }
}

fn read_knowledge(table: &Table<'_>) -> Option<Knowledge> {
    let directory = table.path(KNOWLEDGE);
    let readers = table.word(KNOWLEDGE_FOR, &READERS);
    let Some(directory) = directory else {
        if let Some(readers) = &readers {
            let message = "`knowledge_for` has no effect: there is no knowledge base";
            let help = format!("write knowledge = {}, or leave knowledge_for out", KNOWLEDGE.example);
            table.reading.warn(Some(&readers.span), message, help);
        }
        return None;
    };
    refuse_missing(table, &directory);
    Some(Knowledge { directory: directory.value, only_signed_in: readers.is_some_and(|found| found.value) })
}

fn refuse_missing(table: &Table<'_>, directory: &Found<PathBuf>) {
    if !table.reading.environment.is_directory(&directory.value) {
        let message = format!("there is no directory {}", directory.value.display());
        let help = "make it, with a directory for each language: knowledge/en/reset-the-gripper.md";
        table.reading.fault(&directory.span, message, help);
    }
}

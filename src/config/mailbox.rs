//! `[mailbox.NAME]`: an address of the desk and the source of its mail: an IMAP folder or a Maildir.

use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::de::DeValue;

use crate::account::ImapAccount;
use crate::desk::workflow::Workflow;
use crate::mail::Address;

use super::imap;
use super::language;
use super::reader::{Found, Key, Span, Table};

const ADDRESS: Key = Key { name: "address", example: "\"support@desk.example\"" };
const ALIASES: Key = Key { name: "aliases", example: "[\"help@desk.example\"]" };
const FORMS: Key = Key { name: "forms", example: "[\"wordpress@shop.example\"]" };
const INQUIRIES: Key = Key { name: "inquiries", example: "true" };
const LANGUAGE: Key = Key { name: "language", example: "\"nl\"" };
const PATH: Key = Key { name: "path", example: "\"data/mailbox\"" };
const UNPROVEN: Key = Key { name: "unproven", example: "\"hold\"" };
const PLUS: Key = Key { name: "plus", example: "true" };
const QUIET: Key = Key { name: "quiet_older_than", example: "\"2d\"" };
const POLL: Key = Key { name: "poll", example: "\"2s\"" };
/// The age from which on mail is taken quietly, where the config doesn't say.
const QUIET_OLDER_THAN: Duration = Duration::from_hours(48);
const EXAMPLE: &str = "[mailbox.support] with address = \"support@desk.example\"";

/// A mailbox that is read.
#[derive(Debug, Clone)]
pub struct MailboxConfig {
    /// Its name in the config and in the database.
    pub name: String,
    /// The sender of letters about its tickets.
    pub address: Address,
    /// Other addresses of ours whose mail arrives here.
    pub aliases: Vec<Address>,
    /// The addresses that web forms write to it from.
    pub forms: Vec<Address>,
    /// A mail that names no ticket is an inquiry until an agent opens it.
    pub inquiries: bool,
    /// The language of letters about its tickets. `None`: the desk's.
    pub language: Option<String>,
    /// Whether its server accepts `+anything` after the local part.
    pub plus: bool,
    /// The age from which on mail at the very first reading is taken quietly. `None`: none is.
    pub quiet_older_than: Option<Duration>,
    /// The source of its mail.
    pub source: MailboxSource,
    /// The treatment of unproven mail, and its place in the config.
    pub(super) unproven: Option<(UnprovenMail, Span)>,
}

/// The treatment of mail whose From address nobody proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnprovenMail {
    /// It is accepted, but an agent's commands still need proof.
    Take,
    /// It is held.
    Hold,
    /// It is trusted: nobody can write here under another name.
    Trust,
}

/// The source of mail.
#[derive(Debug, Clone)]
pub enum MailboxSource {
    /// A folder on an IMAP server.
    Imap(ImapAccount),
    /// A Maildir on this machine.
    Maildir(MaildirConfig),
}

/// A Maildir that is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaildirConfig {
    /// The directory with `new`, `cur` and `tmp`.
    pub path: PathBuf,
    /// How often to look for new mail.
    pub poll: Duration,
}

/// Reads all mailboxes, in the order of the file. `templates` is the directory of the desk's own letters.
pub(super) fn read(root: &Table<'_>, templates: Option<&Path>) -> Vec<MailboxConfig> {
    let table = match root.table("mailbox") {
        Some(table) if !table.is_empty() => table,
        Some(_) | None => {
            if root.value("mailbox").is_none_or(|found| found.value.is_table()) {
                let help = format!("write {EXAMPLE}");
                root.reading.absent(None, "there is no [mailbox.NAME], so no email can come in or go out", help);
            }
            return Vec::new();
        }
    };
    let mut found: Vec<MailboxConfig> = Vec::new();
    for (name, table) in table.named_tables(EXAMPLE) {
        if let Some(mailbox) = read_mailbox(&name, &table, &found, templates) {
            found.push(mailbox);
        }
    }
    found
}

/// Inquiries need a status of their own.
pub(super) fn check_inquiries(root: &Table<'_>, mailboxes: &[MailboxConfig], workflow: &Workflow) {
    if workflow.inquiry().is_some() || !mailboxes.iter().any(|mailbox| mailbox.inquiries) {
        return;
    }
    let tables = root.table("mailbox").map(|table| table.named_tables(EXAMPLE)).unwrap_or_default();
    for (name, table) in tables {
        let inquires = mailboxes.iter().any(|mailbox| mailbox.name == name.value && mailbox.inquiries);
        if let Some(found) = table.value(INQUIRIES.name).filter(|_| inquires) {
            let message = "a mailbox has inquiries, but [workflow] has no status for them";
            let help = "write inquiry = \"inquiry\" in [workflow], and add this status to [workflow.status]";
            root.reading.fault(&found.span, message, help);
        }
    }
}

fn read_mailbox(
    name: &Found<String>,
    table: &Table<'_>,
    before: &[MailboxConfig],
    templates: Option<&Path>,
) -> Option<MailboxConfig> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let name_fits = (1..=64).contains(&name.value.len()) && name.value.chars().all(plain);
    if !name_fits {
        let message = format!("`{}` isn't a name for a mailbox: use letters, digits, `-` and `_`", name.value);
        table.reading.fault(&name.span, message, "write [mailbox.support], and the address in it");
    }
    let address = table.required(ADDRESS, Table::address);
    let aliases = table.addresses(ALIASES);
    let forms = table.addresses(FORMS);
    let inquiries = table.flag(INQUIRIES).unwrap_or(false);
    let language = language::read(table, LANGUAGE, templates).map(|found| found.value);
    let source = read_source(table);
    let words = [("take", UnprovenMail::Take), ("hold", UnprovenMail::Hold), ("trust", UnprovenMail::Trust)];
    let unproven = table.word(UNPROVEN, &words).map(|found| (found.value, found.span));
    let plus = table.flag(PLUS).unwrap_or(false);
    let quiet_older_than = read_quiet(table);
    table.done();
    for found in address.iter().chain(&aliases) {
        refuse_taken_address(table, found, before);
    }
    let ours = |found: &&Found<Address>| address.iter().chain(&aliases).any(|own| own.value == found.value);
    if let Some(own) = forms.iter().find(ours) {
        let message = format!("{} is the mailbox's own address, which is known as a form's already", own.value);
        table.reading.fault(&own.span, message, "leave it out of `forms`");
    }
    let (source, span) = source?;
    if let Some(other) = before.iter().find(|other| same_place(&other.source, &source)) {
        let message = format!("mailbox `{}` reads the same folder", other.name);
        table.reading.fault(&span, message, "put the addresses of one folder into one mailbox, as aliases");
    }
    let aliases = aliases.into_iter().map(|found| found.value).collect();
    name_fits.then_some(MailboxConfig {
        name: name.value.clone(),
        address: address?.value,
        aliases,
        forms: forms.into_iter().map(|found| found.value).collect(),
        inquiries,
        language,
        quiet_older_than,
        source,
        unproven,
        plus,
    })
}

/// A span of time, or `"never"`, which `0` means as well.
fn read_quiet(table: &Table<'_>) -> Option<Duration> {
    let is_never = |value: &DeValue<'_>| match value {
        DeValue::Integer(number) => number.as_str() == "0",
        other => other.as_str().is_some_and(|text| matches!(text, "never" | "0")),
    };
    match table.value(QUIET.name) {
        None => Some(QUIET_OLDER_THAN),
        Some(found) if is_never(found.value) => None,
        Some(_) => {
            let age = table.duration(QUIET, Duration::ZERO..=Duration::from_hours(24 * 3660));
            age.map(|found| found.value).filter(|age| !age.is_zero())
        }
    }
}

fn read_source(table: &Table<'_>) -> Option<(MailboxSource, Span)> {
    let imap = table.table("imap");
    let maildir = table.table("maildir");
    let present = (table.value("imap").is_some(), table.value("maildir").is_some());
    let read_imap = imap.as_ref().and_then(imap::read).map(MailboxSource::Imap);
    let read_maildir = maildir.as_ref().and_then(read_maildir).map(MailboxSource::Maildir);
    let span = imap.or(maildir).and_then(|table| table.span);
    match present {
        (false, false) => {
            let help = format!("write [{0}.imap] or [{0}.maildir]", table.path);
            table.reading.absent(table.span.as_ref(), format!("{} needs imap or maildir", table.title()), help);
        }
        (true, true) => {
            let message = format!("{} has both imap and maildir", table.title());
            table.reading.fault(&span.clone()?, message, "keep one of them, or add a second mailbox");
        }
        _ => {}
    }
    Some((read_imap.or(read_maildir)?, span?))
}

fn read_maildir(table: &Table<'_>) -> Option<MaildirConfig> {
    let path = table.required(PATH, Table::path);
    let poll = table.duration(POLL, Duration::from_millis(10)..=Duration::from_hours(24));
    table.done();
    Some(MaildirConfig { path: path?.value, poll: poll.map_or(Duration::from_secs(2), |found| found.value) })
}

fn refuse_taken_address(table: &Table<'_>, found: &Found<Address>, before: &[MailboxConfig]) {
    let owner = before.iter().find(|other| other.address == found.value || other.aliases.contains(&found.value));
    if let Some(owner) = owner {
        let message = format!("{} is also an address of mailbox `{}`", found.value, owner.name);
        table.reading.fault(&found.span, message, "keep each address in one mailbox");
    }
}

fn same_place(one: &MailboxSource, other: &MailboxSource) -> bool {
    match (one, other) {
        (MailboxSource::Maildir(one), MailboxSource::Maildir(other)) => one.path == other.path,
        (MailboxSource::Imap(one), MailboxSource::Imap(other)) => {
            (&one.host, one.port, &one.user, &one.folder) == (&other.host, other.port, &other.user, &other.folder)
        }
        _ => false,
    }
}

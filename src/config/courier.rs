//! `[courier.smtp]`, `[courier.sendmail]` or `[courier.maildir]`: how letters go out.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

use crate::tls::Encryption;

use super::mailbox::{MailboxConfig, MailboxSource};
use super::reader::{Found, Key, Table};
use super::secret;
use super::server::{self, Ports};

const PORTS: Ports = Ports { implicit: 465, starttls: 587, clear_text: 25 };

const USER: Key = Key { name: "user", example: "\"support@desk.example\"" };
const PASSWORD: Key = Key { name: "password", example: "{ file = \"smtp-password\" }" };
const TIMEOUT: Key = Key { name: "timeout", example: "\"60s\"" };
const PROGRAM: Key = Key { name: "program", example: "\"/usr/sbin/sendmail\"" };
const ARGS: Key = Key { name: "args", example: "[\"-i\"]" };
const ENVELOPE: Key = Key { name: "envelope", example: "\"null\"" };
const PATH: Key = Key { name: "path", example: "\"data/letters\"" };
const KINDS: &str = "write [courier.smtp], [courier.sendmail] or [courier.maildir]";

/// The envelope sender of automatic letters. An agent's answer always has the mailbox's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Envelope {
    /// The null sender `<>` (RFC 3834 §3.3): nobody gets a report about an undeliverable letter, so no loop starts.
    Null,
    /// The mailbox's address, for submission services that accept no sender but the login's.
    Mailbox,
}

const ENVELOPES: [(&str, Envelope); 2] = [("null", Envelope::Null), ("mailbox", Envelope::Mailbox)];

/// How letters go out.
#[derive(Debug, Clone)]
pub enum CourierConfig {
    /// To a mail server.
    Smtp(SmtpConfig),
    /// To the program of the MTA on this machine.
    Sendmail(SendmailConfig),
    /// Into a Maildir, for somebody to look at.
    Maildir(PathBuf),
}

impl CourierConfig {
    /// The envelope sender of automatic letters.
    pub fn envelope(&self) -> Envelope {
        match self {
            Self::Smtp(smtp) => smtp.envelope,
            Self::Sendmail(sendmail) => sendmail.envelope,
            Self::Maildir(_) => Envelope::Null,
        }
    }
}

/// A mail server that accepts our letters.
#[derive(Debug, Clone)]
pub struct SmtpConfig {
    /// Host name or IP address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Encryption,
    /// The only CA to trust. `None`: the system's.
    pub ca_file: Option<PathBuf>,
    /// Name and password, if the server requires them.
    pub login: Option<(String, SecretString)>,
    /// The envelope sender of automatic letters.
    pub envelope: Envelope,
    /// The time limit for an answer.
    pub timeout: Duration,
}

/// A program that reads letters from its standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendmailConfig {
    /// Its path.
    pub program: PathBuf,
    /// Its arguments before sender and recipient.
    pub args: Vec<String>,
    /// The envelope sender of automatic letters.
    pub envelope: Envelope,
    /// The time limit for one letter.
    pub timeout: Duration,
}

/// Reads the courier. Letters must not go into one of the mailboxes.
pub(super) fn read(root: &Table<'_>, mailboxes: &[MailboxConfig]) -> Option<CourierConfig> {
    let Some(table) = root.table("courier") else {
        if root.value("courier").is_none() {
            root.reading.absent(None, "there is no [courier], so letters can't go out", KINDS);
        }
        return None;
    };
    let couriers = [
        table.table("smtp").map(|inner| (read_smtp(&inner).map(CourierConfig::Smtp), inner)),
        table.table("sendmail").map(|inner| (read_sendmail(&inner).map(CourierConfig::Sendmail), inner)),
        table.table("maildir").map(|inner| (read_maildir(&inner, mailboxes).map(CourierConfig::Maildir), inner)),
    ];
    table.done();
    let mut present: Vec<_> = couriers.into_iter().flatten().collect();
    present.sort_by_key(|(_, table)| table.span.as_ref().map(|span| span.start));
    if present.is_empty() {
        root.reading.absent(table.span.as_ref(), "[courier] needs smtp, sendmail or maildir", KINDS);
    }
    for (_, extra) in present.iter().skip(1) {
        let message = format!("{} is a second courier", extra.title());
        extra.reading.fault(&extra.span.clone().unwrap_or_default(), message, "keep one of them");
    }
    present.into_iter().next().and_then(|(courier, _)| courier)
}

fn read_smtp(table: &Table<'_>) -> Option<SmtpConfig> {
    let server = server::read(table, PORTS);
    let user = table.text(USER);
    let password = secret::read(table, PASSWORD);
    let envelope = read_envelope(table);
    let timeout = table.duration(TIMEOUT, Duration::from_secs(1)..=Duration::from_hours(1));
    table.done();
    let login = match (table.value(USER.name), table.value(PASSWORD.name)) {
        (Some(found), None) => {
            let help = format!("write password = {}, or leave user out", PASSWORD.example);
            table.reading.fault(&found.span, "`user` needs a password", help);
            None
        }
        (None, Some(found)) => {
            let help = format!("write user = {}, or leave password out", USER.example);
            table.reading.fault(&found.span, "`password` needs a user", help);
            None
        }
        _ => user.map(|user| user.value).zip(password),
    };
    let server = server?;
    Some(SmtpConfig {
        host: server.host,
        port: server.port,
        tls: server.tls,
        ca_file: server.ca_file,
        login,
        envelope,
        timeout: timeout.map_or(Duration::from_mins(1), |found| found.value),
    })
}

fn read_sendmail(table: &Table<'_>) -> Option<SendmailConfig> {
    let program = table.path(PROGRAM);
    let args = table.texts(ARGS).map(|found| found.value.into_iter().map(|arg| arg.value).collect());
    let envelope = read_envelope(table);
    let timeout = table.duration(TIMEOUT, Duration::from_secs(1)..=Duration::from_hours(1));
    table.done();
    let program = program.unwrap_or_else(|| Found {
        value: PathBuf::from("/usr/sbin/sendmail"),
        span: table.span.clone().unwrap_or_default(),
    });
    if !table.reading.environment.is_file(&program.value) {
        let message = format!("there is no program {}", program.value.display());
        table.reading.fault(&program.span, message, "install an MTA, or write the path of its sendmail program");
        return None;
    }
    Some(SendmailConfig {
        program: program.value,
        args: args.unwrap_or_else(|| vec!["-i".to_owned()]),
        envelope,
        timeout: timeout.map_or(Duration::from_mins(1), |found| found.value),
    })
}

fn read_envelope(table: &Table<'_>) -> Envelope {
    table.word(ENVELOPE, &ENVELOPES).map_or(Envelope::Null, |found| found.value)
}

fn read_maildir(table: &Table<'_>, mailboxes: &[MailboxConfig]) -> Option<PathBuf> {
    let path = table.required(PATH, Table::path);
    table.done();
    let path = path?;
    let reader = mailboxes.iter().find(|mailbox| match &mailbox.source {
        MailboxSource::Maildir(maildir) => maildir.path == path.value,
        MailboxSource::Imap(_) => false,
    });
    if let Some(mailbox) = reader {
        let message = format!("mailbox `{}` reads this directory, so letters would come in again", mailbox.name);
        table.reading.fault(&path.span, message, format!("write path = {}", PATH.example));
    }
    Some(path.value)
}

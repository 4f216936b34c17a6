//! `[mailbox.NAME.imap]`: which server and folder, which mails count, and what becomes of them there.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use toml::de::DeValue;

use crate::tls::Encryption;

use super::reader::{Key, Table};
use super::secret;
use super::server::{self, Ports};

const PORTS: Ports = Ports { implicit: 993, starttls: 143, clear_text: 143 };

const USER: Key = Key { name: "user", example: "\"support@desk.example\"" };
const PASSWORD: Key = Key { name: "password", example: "{ file = \"imap-password\" }" };
const FOLDER: Key = Key { name: "folder", example: "\"INBOX\"" };
const FIRST: Key = Key { name: "first", example: "\"new\"" };
const AFTER: Key = Key { name: "after", example: "\"leave\"" };
const MOVE: Key = Key { name: "move", example: "\"Archive\"" };
const IDLE: Key = Key { name: "idle", example: "true" };
const POLL: Key = Key { name: "poll", example: "\"60s\"" };
const TIMEOUT: Key = Key { name: "timeout", example: "\"60s\"" };

/// A folder on an IMAP server.
#[derive(Debug, Clone)]
pub struct ImapConfig {
    /// Host name or IP address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Encryption,
    /// The only CA to trust; `None` for the system's.
    pub ca_file: Option<PathBuf>,
    /// The login name.
    pub user: String,
    /// Its password.
    pub password: SecretString,
    /// The folder that is read.
    pub folder: String,
    /// Which mails count at the very first start.
    pub first: First,
    /// What becomes of a mail on the server once the ledger has it.
    pub after: After,
    /// Whether IDLE is used where the server offers it.
    pub idle: bool,
    /// How often to look, whatever IDLE says.
    pub poll: Duration,
    /// How long the server may be silent.
    pub timeout: Duration,
}

/// Which mails count at the very first start, so that nobody's archive becomes ten thousand tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// All that lie there.
    All,
    /// Those that nobody has read.
    Unseen,
    /// Only those that come from now on.
    New,
}

/// What becomes of a mail on the server; always after the commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum After {
    /// Nothing.
    Leave,
    /// It is marked as read.
    MarkSeen,
    /// It goes to that folder.
    Move(String),
    /// It is deleted.
    Delete,
}

const FIRSTS: [(&str, First); 3] = [("all", First::All), ("unseen", First::Unseen), ("new", First::New)];

#[derive(Clone, Copy)]
enum AfterWord {
    Leave,
    MarkSeen,
    Delete,
}

const AFTERS: [(&str, AfterWord); 3] =
    [("leave", AfterWord::Leave), ("mark-seen", AfterWord::MarkSeen), ("delete", AfterWord::Delete)];

/// Reads an IMAP folder.
pub(super) fn read(table: &Table<'_>) -> Option<ImapConfig> {
    let server = server::read(table, PORTS);
    let user = table.required(USER, Table::text);
    let password = table.required(PASSWORD, secret::read);
    let folder = table.text(FOLDER).map_or_else(|| "INBOX".to_owned(), |found| found.value);
    let first = table.word(FIRST, &FIRSTS).map_or(First::New, |found| found.value);
    let after = read_after(table, &folder);
    let idle = table.flag(IDLE).unwrap_or(true);
    let poll = table.duration(POLL, Duration::from_secs(1)..=Duration::from_hours(24));
    let timeout = table.duration(TIMEOUT, Duration::from_secs(1)..=Duration::from_hours(1));
    table.done();
    let server = server?;
    Some(ImapConfig {
        host: server.host,
        port: server.port,
        tls: server.tls,
        ca_file: server.ca_file,
        user: user?.value,
        password: password?,
        folder,
        first,
        after: after.unwrap_or(After::Leave),
        idle,
        poll: poll.map_or(Duration::from_mins(1), |found| found.value),
        timeout: timeout.map_or(Duration::from_mins(1), |found| found.value),
    })
}

/// `"leave"`, `"mark-seen"`, `"delete"`, or `{ move = "Archive" }`.
fn read_after(table: &Table<'_>, folder: &str) -> Option<After> {
    let found = table.value(AFTER.name)?;
    if let DeValue::Table(_) = found.value {
        let inner = table.table(AFTER.name)?;
        let target = inner.required(MOVE, Table::text);
        inner.done();
        let target = target?;
        if target.value == folder {
            let message = format!("mails would be moved to {folder}, where they are");
            inner.reading.fault(&target.span, message, "name another folder");
            return None;
        }
        return Some(After::Move(target.value));
    }
    let text = table.text(AFTER)?;
    if text.value.starts_with("move") {
        let message = "`move` does not say where to";
        table.reading.fault(&text.span, message, "write after = { move = \"Archive\" }");
        return None;
    }
    Some(match table.meaning(AFTER.name, &text, &AFTERS)? {
        AfterWord::Leave => After::Leave,
        AfterWord::MarkSeen => After::MarkSeen,
        AfterWord::Delete => After::Delete,
    })
}

//! `[mailbox.NAME.imap]`: the server, the folder, which mails count, and what happens to them there.

use std::time::Duration;

use toml::de::DeValue;

use crate::account::{After, First, ImapAccount};

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
pub(super) fn read(table: &Table<'_>) -> Option<ImapAccount> {
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
    Some(ImapAccount {
        host: server.host,
        port: server.port,
        tls: server.tls,
        ca_file: server.ca_file,
        user: user?.value,
        password: password?,
        folder,
        first,
        since: None,
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
            let message = format!("emails would be moved to {folder}, where they already are");
            inner.reading.fault(&target.span, message, "name another folder");
            return None;
        }
        return Some(After::Move(target.value));
    }
    let text = table.text(AFTER)?;
    if text.value.starts_with("move") {
        let message = "`move` needs a folder";
        table.reading.fault(&text.span, message, "write after = { move = \"Archive\" }");
        return None;
    }
    Some(match table.meaning(AFTER.name, &text, &AFTERS)? {
        AfterWord::Leave => After::Leave,
        AfterWord::MarkSeen => After::MarkSeen,
        AfterWord::Delete => After::Delete,
    })
}

//! `[authentication]`: which mail servers are believed when they say who wrote a mail; and which mailboxes want that proof.

use crate::desk::holding::Holding;

use super::mailbox::MailboxConfig;
use super::reader::{Found, Key, Table};

const TRUSTED: Key = Key { name: "trusted", example: "[\"mx.desk.example\"]" };

/// Reads `[authentication]`. A mailbox that holds what is not proven, at a desk that believes no server, would hold all.
pub(super) fn read(root: &Table<'_>, mailboxes: &[MailboxConfig]) -> Holding {
    let trusted = root.table("authentication").map(|table| {
        let trusted = table.required(TRUSTED, Table::texts).map(|found| found.value).unwrap_or_default();
        table.done();
        trusted.iter().filter_map(|name| read_server(&table, name)).collect()
    });
    let trusted: Vec<String> = trusted.unwrap_or_default();
    let holding = mailboxes.iter().filter_map(|mailbox| Some((mailbox, mailbox.holds_unproven.clone()?)));
    let mut names = Vec::new();
    for (mailbox, span) in holding {
        if trusted.is_empty() {
            let message =
                format!("mailbox `{}` would hold every mail: no server is trusted to prove any", mailbox.name);
            let help = "write [authentication] and below it trusted = [\"mx.desk.example\"], the name that your mail server \
                        puts into Authentication-Results";
            root.reading.fault(&span, message, help);
        }
        names.push(mailbox.name.clone());
    }
    Holding { trusted, mailboxes: names }
}

/// An authserv-id is one word, a domain name as a rule.
fn read_server(table: &Table<'_>, name: &Found<String>) -> Option<String> {
    if name.value.contains(|c: char| c.is_whitespace() || matches!(c, ';' | '=' | '(' | ')' | '"' | '@')) {
        let message = format!("`{}` is not the name of a mail server", name.value);
        let help =
            "write the first word behind Authentication-Results: in mails that came in, like \"mx.desk.example\"";
        table.reading.fault(&name.span, message, help);
        return None;
    }
    Some(name.value.to_lowercase())
}

//! `[authentication]`: the mail servers that are trusted to say who wrote a mail, and whether what the spam filter says
//! counts. Also lists which mailboxes require
//! that proof, and which need none.
//!
//! A desk without any proof must say so (`trusted = []`), so that nobody gives it up by forgetting a section.

use crate::desk::holding::Holding;

use super::mailbox::{MailboxConfig, UnprovenMail};
use super::reader::{Found, Key, Table};

const DKIM: Key = Key { name: "dkim", example: "true" };
const SPAM: Key = Key { name: "hold_spam", example: "false" };
const TRUSTED: Key = Key { name: "trusted", example: "[\"mx.desk.example\"]" };
const HELP: &str = "write [authentication] with trusted = [\"mx.desk.example\"], the name that your mail server writes \
                    in Authentication-Results. With trusted = [], `maildesk check` lists the risks";

/// What follows if nothing proves who wrote a mail.
const OPENED: &str = "anyone who knows a customer's address can open tickets in their name, and with a ticket number can write on \
                      that ticket. Replies still go to the customer. Agents are only verified by the code in the letter that \
                      they reply to, so their other emails are held";
const TRUSTING: &str =
    "keep this only if nobody can send email there in another name, because they could act as any agent";

/// Reads `[authentication]`. A mailbox that holds unproven mail is a fault if no server is trusted: it would hold all
/// mail.
pub(super) fn read(root: &Table<'_>, mailboxes: &[MailboxConfig]) -> Holding {
    let (mut dkim, mut holds_spam) = (false, true);
    let trusted = match root.table("authentication") {
        Some(table) => {
            dkim = read_dkim(&table);
            holds_spam = table.flag(SPAM).unwrap_or(true);
            read_table(&table, dkim)
        }
        None => {
            if root.value("authentication").is_none() {
                root.reading.absent(None, "[authentication] is missing", HELP);
            }
            Vec::new()
        }
    };
    for mailbox in mailboxes {
        if let Some((UnprovenMail::Trust, span)) = &mailbox.unproven {
            root.reading.warn(Some(span), format!("mailbox `{}` trusts every sender", mailbox.name), TRUSTING);
        }
        if let (Some((UnprovenMail::Hold, span)), true) = (&mailbox.unproven, trusted.is_empty() && !dkim) {
            let message =
                format!("mailbox `{}` would hold every email: no server is trusted to verify senders", mailbox.name);
            root.reading.fault(span, message, HELP);
        }
    }
    let named = |wanted: UnprovenMail| {
        let those = mailboxes.iter().filter(|mailbox| mailbox.unproven.as_ref().is_some_and(|(is, _)| *is == wanted));
        those.map(|mailbox| mailbox.name.clone()).collect()
    };
    Holding { trusted, dkim, holds_spam, mailboxes: named(UnprovenMail::Hold), trusting: named(UnprovenMail::Trust) }
}

/// Whether to check DKIM signatures if no server did. Needs a program built with that feature.
fn read_dkim(table: &Table<'_>) -> bool {
    let span = table.value(DKIM.name).map(|found| found.span);
    let wanted = table.flag(DKIM).unwrap_or_default();
    if let Some(span) = span.filter(|_| wanted && !cfg!(feature = "dmarc")) {
        let message = "this maildesk was built without DKIM";
        table.reading.fault(&span, message, "build it with cargo build --release --features dmarc, or remove `dkim`");
    }
    wanted
}

fn read_table(table: &Table<'_>, dkim: bool) -> Vec<String> {
    let found = table.required(TRUSTED, Table::texts);
    table.done();
    if let Some(found) = found.as_ref().filter(|found| found.value.is_empty() && !dkim) {
        table.reading.warn(Some(&found.span), "no server is trusted to verify senders", OPENED);
    }
    let names = found.map(|found| found.value).unwrap_or_default();
    names.iter().filter_map(|name| read_server(table, name)).collect()
}

/// An authserv-id is one word, usually a domain name.
fn read_server(table: &Table<'_>, name: &Found<String>) -> Option<String> {
    if name.value.contains(|c: char| c.is_whitespace() || matches!(c, ';' | '=' | '(' | ')' | '"' | '@')) {
        let message = format!("`{}` isn't the name of a mail server", name.value);
        let help =
            "write the first word after Authentication-Results: in emails that came in, such as \"mx.desk.example\"";
        table.reading.fault(&name.span, message, help);
        return None;
    }
    Some(name.value.to_lowercase())
}

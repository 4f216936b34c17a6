//! The folders of an account: one is found or made, and where it cannot be, those that there are are told.

use imap_proto::{MailboxDatum, Response};

use super::connection::ImapConnection;
use super::failure::ImapFailure;
use super::names::{folder_name, quoted_folder};

/// So many folders are listed.
const LISTED: usize = 200;

/// So many of them are told.
const TOLD: usize = 12;

/// Looks for the folder that mails are moved to, and makes it if there is none.
pub(super) async fn find_or_create(connection: &mut ImapConnection, folder: &str) -> Result<(), ImapFailure> {
    let quoted = quoted_folder(folder);
    match connection.run(&format!("STATUS {quoted} (MESSAGES)"), |_| {}).await {
        Err(ImapFailure::Refused { .. }) => {}
        found => return found,
    }
    match connection.run(&format!("CREATE {quoted}"), |_| {}).await {
        Err(refused @ ImapFailure::Refused { .. }) => Err(with_folders(connection, folder, refused).await),
        made => made,
    }
}

/// The folders of an account.
#[derive(Debug, Default)]
struct Folders {
    names: Vec<String>,
    separator: Option<char>,
}

/// A refusal with the folders that there are, and the one that may be meant.
pub(super) async fn with_folders(connection: &mut ImapConnection, wanted: &str, failure: ImapFailure) -> ImapFailure {
    let ImapFailure::Refused { command, words } = failure else { return failure };
    let mut folders = Folders::default();
    let listed = connection.run("LIST \"\" \"*\"", |response| {
        if let Response::MailboxData(MailboxDatum::List(list)) = response
            && folders.names.len() < LISTED
        {
            folders.names.push(folder_name(&list.name));
            folders.separator = list.delimiter.as_ref().and_then(|text| text.chars().next()).or(folders.separator);
        }
    });
    if listed.await.is_err() || folders.names.is_empty() {
        return ImapFailure::Refused { command, words };
    }
    folders.names.sort();
    let more = if folders.names.len() > TOLD { ", …" } else { "" };
    let told: Vec<String> = folders.names.iter().take(TOLD).map(|name| name.chars().take(60).collect()).collect();
    let meant = folders.meant(wanted).map(|name| format!(". Did you mean {name:?}?")).unwrap_or_default();
    ImapFailure::Refused { command, words: format!("{words}. The folders there are {}{more}{meant}", told.join(", ")) }
}

impl Folders {
    /// What may be meant by a name that does not work: another spelling, another separator, a prefix (RFC 2342).
    fn meant(&self, wanted: &str) -> Option<String> {
        let parts: Vec<&str> = wanted.split(['/', '.', '\\']).filter(|part| !part.is_empty()).collect();
        let last = |name: &str| name.rsplit(|letter| Some(letter) == self.separator).next().map(str::to_lowercase);
        let same = |name: &&String| name.to_lowercase() == wanted.to_lowercase();
        let same_end = |name: &&String| last(name) == parts.last().map(|part| part.to_lowercase());
        if let Some(found) = self.names.iter().find(same).or_else(|| self.names.iter().find(same_end)) {
            return Some(found.clone());
        }
        let separator = self.separator?;
        let prefix = format!("INBOX{separator}");
        let others: Vec<&String> = self.names.iter().filter(|name| !name.eq_ignore_ascii_case("INBOX")).collect();
        let is_below = |name: &str| name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(&prefix));
        let mut name = parts.join(&separator.to_string());
        if others.iter().all(|other| is_below(other)) && !is_below(&name) {
            name = prefix + &name;
        }
        (name != wanted).then_some(name)
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn the_folder_that_may_be_meant_is_found() {
        let check = |separator, names: &[&str], wanted: &str, expected: Option<&str>| {
            let names = names.iter().map(|name| (*name).to_owned()).collect();
            let folders = Folders { names, separator: Some(separator) };
            assert_eq!(folders.meant(wanted).as_deref(), expected, "{wanted} of {folders:?}");
        };
        let courier = &["INBOX", "INBOX.Sent", "INBOX.Done"];
        check('.', courier, "Done", Some("INBOX.Done"));
        check('.', courier, "Archive/2026", Some("INBOX.Archive.2026"));
        check('.', courier, "INBOX/Old", Some("INBOX.Old"));
        check('.', &["INBOX"], "Done", Some("INBOX.Done"));
        check('/', &["INBOX", "Sent", "support"], "Support", Some("support"));
        check('/', &["INBOX", "Sent"], "INBOX.Done", Some("INBOX/Done"));
        check('/', &["INBOX", "Sent"], "Done", None);
    }
}

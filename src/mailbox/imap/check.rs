//! Tests an account as the daemon will use it: the login, the folder, and what is done to mails once they are taken.
//!
//! Of all that it may do, it makes only the folder that mails are to be moved to, which the daemon would make with the
//! first mail. What is wrong is told with what to write instead: the folders that there are, the separator, the right.

use imap_proto::{MailboxDatum, Response};

use super::connection::{ImapConnection, SelectedFolder};
use super::failure::ImapFailure;
use super::names::{folder_name, quoted_folder};
use super::{ImapMailbox, connect};
use crate::account::After;
use crate::mailbox::MailboxError;

/// So many folders are listed.
const LISTED: usize = 200;

/// So many of them are told.
const TOLD: usize = 12;

impl ImapMailbox {
    /// Tests the account: connects, logs in, selects the folder, and looks whether `after` will work. Returns the number of
    /// the folder's messages.
    pub async fn check(&mut self) -> Result<u32, MailboxError> {
        self.connection = None;
        let checked = self.check_all().await;
        let (connection, folder) = checked.map_err(|failure| self.told(failure))?;
        self.connection = Some(connection);
        self.close().await;
        Ok(folder.exists)
    }

    async fn check_all(&self) -> Result<(ImapConnection, SelectedFolder), ImapFailure> {
        let mut connection = connect::connect(&self.account, &self.progress).await?;
        let name = &self.account.folder;
        let folder = match connection.select(&self.select_command()).await {
            Ok(folder) => folder,
            Err(refused) => return Err(with_folders(&mut connection, name, refused).await),
        };
        let after = &self.account.after;
        if folder.read_only && *after != After::Leave {
            return Err(ImapFailure::Odd(format!("opens {name} read-only, and `after` is to change mails there")));
        }
        demand(&mut connection, name, rights_for(after)).await?;
        if let After::Move(target) = after {
            find_or_create(&mut connection, target).await?;
            demand(&mut connection, target, &[("i", "put mails into it")]).await?;
        }
        Ok((connection, folder))
    }
}

/// The rights that `after` needs in the folder that is read (RFC 4314 §4), any letter of each, and what for.
fn rights_for(after: &After) -> &'static [(&'static str, &'static str)] {
    match after {
        After::Leave => &[],
        After::MarkSeen => &[("s", "mark mails as read")],
        After::Move(_) | After::Delete => &[("td", "mark mails as deleted"), ("ed", "remove mails from it")],
    }
}

/// Fails if we are told that a right is missing. A server without ACL, or that does not say, is believed.
async fn demand(connection: &mut ImapConnection, folder: &str, needed: &[(&str, &str)]) -> Result<(), ImapFailure> {
    if needed.is_empty() || !connection.offers("ACL") {
        return Ok(());
    }
    let mut rights: Option<String> = None;
    let command = format!("MYRIGHTS {}", quoted_folder(folder));
    let asked = connection.run(&command, |response| {
        if let Response::MyRights(mine) = response {
            rights = Some(mine.rights.iter().map(|right| char::from(*right)).collect());
        }
    });
    match asked.await {
        Ok(()) | Err(ImapFailure::Refused { .. }) => {}
        Err(failure) => return Err(failure),
    }
    let Some(rights) = rights else { return Ok(()) };
    let missing = needed.iter().find(|(letters, _)| !letters.chars().any(|letter| rights.contains(letter)));
    match missing {
        Some((letters, what)) => {
            let letter = letters.get(..1).unwrap_or(letters);
            Err(ImapFailure::Odd(format!(
                "gives us no right in {folder} to {what} (`{letter}` is missing of \"{rights}\"), and `after` needs it"
            )))
        }
        None => Ok(()),
    }
}

/// Looks for the folder that mails are moved to, and makes it if there is none.
async fn find_or_create(connection: &mut ImapConnection, folder: &str) -> Result<(), ImapFailure> {
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
async fn with_folders(connection: &mut ImapConnection, wanted: &str, failure: ImapFailure) -> ImapFailure {
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
    let meant = folders.meant(wanted).map(|name| format!("; do you mean {name:?}?")).unwrap_or_default();
    ImapFailure::Refused { command, words: format!("{words}; the folders there are {}{more}{meant}", told.join(", ")) }
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

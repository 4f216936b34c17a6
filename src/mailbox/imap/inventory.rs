//! Lists a folder: its messages and their flags. It opens the folder read-only, whatever the config allows, so that a
//! list changes nothing.

use imap_proto::{AttributeValue, Response};

use super::attributes::uid_of;
use super::connection::{ImapConnection, SelectedFolder};
use super::failure::ImapFailure;
use super::names::quoted_folder;
use super::{ImapMailbox, connect};
use crate::mailbox::{Inventory, MailboxEntry, MailboxError};

impl ImapMailbox {
    /// Connects, logs in and lists the folder as it is now.
    pub async fn inventory(&mut self) -> Result<Inventory, MailboxError> {
        self.connection = None;
        let mut connection =
            connect::connect(&self.account, &self.progress).await.map_err(|failure| self.told(failure))?;
        let examine = format!("EXAMINE {}", quoted_folder(&self.account.folder));
        let folder = connection.select(&examine).await.map_err(|failure| self.told(failure))?;
        let messages = messages(&mut connection, folder).await.map_err(|failure| self.told(failure))?;
        self.connection = Some(connection);
        self.close().await;
        Ok(Inventory { generation: folder.generation, last_uid: folder.last_uid, messages })
    }
}

/// One answer for each message, so that memory only holds the list. Messages that arrive meanwhile aren't listed.
async fn messages(connection: &mut ImapConnection, folder: SelectedFolder) -> Result<Vec<MailboxEntry>, ImapFailure> {
    let mut found = std::collections::BTreeMap::new();
    if folder.exists > 0 {
        connection
            .run("UID FETCH 1:* (UID FLAGS)", |response| {
                if let Response::Fetch(_, attributes) = response
                    && let Some(uid) = uid_of(attributes).filter(|uid| *uid <= folder.last_uid)
                {
                    let has = |name| has_flag(attributes, name);
                    found.insert(
                        uid,
                        MailboxEntry { name: uid.to_string(), seen: has("\\Seen"), deleted: has("\\Deleted") },
                    );
                }
            })
            .await?;
    }
    Ok(found.into_values().collect())
}

fn has_flag(attributes: &[AttributeValue<'_>], name: &str) -> bool {
    attributes.iter().any(|attribute| match attribute {
        AttributeValue::Flags(flags) => flags.iter().any(|flag| flag.eq_ignore_ascii_case(name)),
        _ => false,
    })
}

//! Tests an account as the daemon will use it: the login, the folder, and what is done to mails once they are taken.
//!
//! Of all that it may do, it makes only the folder that mails are to be moved to, which the daemon would make with the
//! first mail. What is wrong is told with what to write instead: the folders that there are, the separator, the right.

use super::connection::{ImapConnection, SelectedFolder};
use super::demands::look_at_after;
use super::failure::ImapFailure;
use super::folders::with_folders;
use super::{ImapMailbox, connect};
use crate::mailbox::MailboxError;

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
        look_at_after(&mut connection, &self.account, folder).await?;
        Ok((connection, folder))
    }
}

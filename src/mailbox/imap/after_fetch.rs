//! What happens on the server to messages that the ledger has. Everything here may be done twice.

use super::connection::ImapConnection;
use super::failure::ImapFailure;
use super::names::{quoted_folder, uid_sets};
use crate::account::After;

/// Marks, moves or deletes messages of the selected folder. A UID that is gone is no error to any of these commands.
pub(super) async fn after_fetch(
    connection: &mut ImapConnection,
    after: &After,
    uids: &[u32],
) -> Result<(), ImapFailure> {
    for set in uid_sets(uids) {
        match after {
            After::Leave => {}
            After::MarkSeen => store(connection, &set, "\\Seen").await?,
            After::Move(folder) => relocate(connection, &set, &quoted_folder(folder)).await?,
            After::Delete => remove(connection, &set).await?,
        }
    }
    Ok(())
}

async fn store(connection: &mut ImapConnection, set: &str, flag: &str) -> Result<(), ImapFailure> {
    connection.run(&format!("UID STORE {set} +FLAGS.SILENT ({flag})"), |_| {}).await
}

/// `\Deleted`, and gone at once where the server can expunge these and no others (RFC 4315 UIDPLUS). A bare EXPUNGE
/// would also remove what humans have marked.
async fn remove(connection: &mut ImapConnection, set: &str) -> Result<(), ImapFailure> {
    store(connection, set, "\\Deleted").await?;
    if connection.offers("UIDPLUS") {
        connection.run(&format!("UID EXPUNGE {set}"), |_| {}).await?;
    }
    Ok(())
}

/// MOVE (RFC 6851) where offered; else a copy, and the original removed once the copy stands.
async fn relocate(connection: &mut ImapConnection, set: &str, folder: &str) -> Result<(), ImapFailure> {
    let moves = connection.offers("MOVE");
    let command = format!("UID {} {set} {folder}", if moves { "MOVE" } else { "COPY" });
    if let Err(refused) = connection.run(&command, |_| {}).await {
        // Not every server says TRYCREATE for a folder that is missing. If it is not that, the answer comes again.
        if !matches!(refused, ImapFailure::Refused { .. })
            || connection.run(&format!("CREATE {folder}"), |_| {}).await.is_err()
        {
            return Err(refused);
        }
        connection.run(&command, |_| {}).await?;
    }
    if moves { Ok(()) } else { remove(connection, set).await }
}

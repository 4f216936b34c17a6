//! Configured actions on the server, for messages in the ledger. All may be repeated.

use super::connection::ImapConnection;
use super::failure::ImapFailure;
use super::names::{quoted_folder, uid_sets};
use crate::account::After;

/// Marks, moves or deletes messages of the selected folder. These commands ignore UIDs that are gone.
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

/// Marks as `\Deleted`, and expunges where the server can expunge just these (RFC 4315 UIDPLUS). A bare EXPUNGE would
/// also remove messages that people have marked.
async fn remove(connection: &mut ImapConnection, set: &str) -> Result<(), ImapFailure> {
    store(connection, set, "\\Deleted").await?;
    if connection.offers("UIDPLUS") {
        connection.run(&format!("UID EXPUNGE {set}"), |_| {}).await?;
    }
    Ok(())
}

/// Uses MOVE (RFC 6851) if offered, otherwise a copy, and removes the original once the copy exists.
async fn relocate(connection: &mut ImapConnection, set: &str, folder: &str) -> Result<(), ImapFailure> {
    let moves = connection.offers("MOVE");
    let command = format!("UID {} {set} {folder}", if moves { "MOVE" } else { "COPY" });
    if let Err(refused) = connection.run(&command, |_| {}).await {
        // Not every server says TRYCREATE for a missing folder. Other refusals will come again.
        if !matches!(refused, ImapFailure::Refused { .. })
            || connection.run(&format!("CREATE {folder}"), |_| {}).await.is_err()
        {
            return Err(refused);
        }
        connection.run(&command, |_| {}).await?;
    }
    if moves { Ok(()) } else { remove(connection, set).await }
}

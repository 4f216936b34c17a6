//! What happens on the server to messages that the ledger has. Everything here may be done twice.

use super::failure::Failure;
use super::link::Link;
use super::names::{quoted_folder, uid_sets};
use crate::account::After;

/// Marks, moves or deletes messages of the selected folder. A UID that is gone is no error to any of these commands.
pub(super) async fn settle(link: &mut Link, after: &After, uids: &[u32]) -> Result<(), Failure> {
    for set in uid_sets(uids) {
        match after {
            After::Leave => {}
            After::MarkSeen => store(link, &set, "\\Seen").await?,
            After::Move(folder) => relocate(link, &set, &quoted_folder(folder)).await?,
            After::Delete => remove(link, &set).await?,
        }
    }
    Ok(())
}

async fn store(link: &mut Link, set: &str, flag: &str) -> Result<(), Failure> {
    link.run(&format!("UID STORE {set} +FLAGS.SILENT ({flag})"), |_| {}).await
}

/// `\Deleted`, and gone at once where the server can expunge these and no others (RFC 4315 UIDPLUS). A bare EXPUNGE
/// would also remove what humans have marked.
async fn remove(link: &mut Link, set: &str) -> Result<(), Failure> {
    store(link, set, "\\Deleted").await?;
    if link.offers("UIDPLUS") {
        link.run(&format!("UID EXPUNGE {set}"), |_| {}).await?;
    }
    Ok(())
}

/// MOVE (RFC 6851) where offered; else a copy, and the original removed once the copy stands.
async fn relocate(link: &mut Link, set: &str, folder: &str) -> Result<(), Failure> {
    let moves = link.offers("MOVE");
    let command = format!("UID {} {set} {folder}", if moves { "MOVE" } else { "COPY" });
    if let Err(refused) = link.run(&command, |_| {}).await {
        // Not every server says TRYCREATE for a folder that is missing. If it is not that, the answer comes again.
        if !matches!(refused, Failure::Refused { .. }) || link.run(&format!("CREATE {folder}"), |_| {}).await.is_err() {
            return Err(refused);
        }
        link.run(&command, |_| {}).await?;
    }
    if moves { Ok(()) } else { remove(link, set).await }
}

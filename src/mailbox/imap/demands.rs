//! What `after` needs of the server: a folder that can be changed, the rights for that, the folder that mails are moved to.
//! The check asks before, and a refusal is explained by it afterwards.

use imap_proto::Response;

use super::connection::{ImapConnection, SelectedFolder};
use super::failure::ImapFailure;
use super::folders::find_or_create;
use super::names::quoted_folder;
use crate::account::{After, ImapAccount};

/// Looks whether `after` will work.
pub(super) async fn look_at_after(
    connection: &mut ImapConnection,
    account: &ImapAccount,
    folder: SelectedFolder,
) -> Result<(), ImapFailure> {
    let (name, after) = (&account.folder, &account.after);
    if folder.read_only && *after != After::Leave {
        return Err(ImapFailure::Odd(format!("opens {name} read-only, but `after` has to change emails there")));
    }
    demand(connection, name, rights_for(after)).await?;
    if let After::Move(target) = after {
        find_or_create(connection, target).await?;
        demand(connection, target, &[("i", "put emails into it")]).await?;
    }
    Ok(())
}

/// What `after` does was refused: why, as the check would say it.
pub(super) async fn why_refused(
    connection: &mut ImapConnection,
    account: &ImapAccount,
    folder: SelectedFolder,
    failure: ImapFailure,
) -> ImapFailure {
    if !matches!(failure, ImapFailure::Refused { .. }) {
        return failure;
    }
    let looked = look_at_after(connection, account, folder).await;
    looked.err().filter(ImapFailure::ends_its_answer).unwrap_or(failure)
}

/// The rights that `after` needs in the folder that is read (RFC 4314 §4), any letter of each, and what for.
fn rights_for(after: &After) -> &'static [(&'static str, &'static str)] {
    match after {
        After::Leave => &[],
        After::MarkSeen => &[("s", "mark emails as read")],
        After::Move(_) | After::Delete => &[("td", "mark emails as deleted"), ("ed", "remove emails from it")],
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
                "gives no right in {folder} to {what}, but `after` needs it. Add `{letter}` to \"{rights}\""
            )))
        }
        None => Ok(()),
    }
}

//! Holding: a mailbox whose people must be who they say. What is not proven waits until a human lets it pass.

use crate::mail::origin::Origin;

use super::decide::Incoming;

/// Which mails are held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holding {
    /// The mail servers (authserv-ids, lower case) that are believed when they say who wrote a mail.
    pub trusted: Vec<String>,
    /// The mailboxes, by their names in the config, that act on proven mails only.
    pub mailboxes: Vec<String>,
}

impl Holding {
    /// Why a mail is held, if it is: a person's, not proven, and nobody has let it pass. Machines' mails are not held: they
    /// are never acted on anyway.
    pub fn reason(&self, incoming: &Incoming) -> Option<String> {
        let is_persons = matches!(incoming.origin, Origin::Person(_));
        let must_be_proven = self.mailboxes.contains(&incoming.mailbox) && !incoming.released;
        (is_persons && must_be_proven && !incoming.proof.is_pass())
            .then(|| format!("its sender is not proven: {}", incoming.proof.reason()))
    }
}

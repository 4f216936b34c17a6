//! In which language letters are written: as a route says, or as the organisation, the mailbox or the desk has it.

use super::people::People;

/// The languages that the config names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Languages {
    /// The desk's: of letters to agents, and of all letters for which nothing else is said.
    pub desk: String,
    /// Those of mailboxes that have one of their own, by the mailbox's name.
    pub mailboxes: Vec<(String, String)>,
}

impl Languages {
    /// The language of a ticket's letters to customers; `said` is what a route said.
    pub fn of_ticket<'a>(
        &'a self,
        said: Option<&'a str>,
        (people, organisation): (&'a People, Option<&str>),
        mailbox: &str,
    ) -> &'a str {
        let of_organisation = || people.organisations.find_by_name(organisation?)?.language.as_deref();
        let of_mailbox =
            || self.mailboxes.iter().find(|(name, _)| name == mailbox).map(|(_, language)| language.as_str());
        said.or_else(of_organisation).or_else(of_mailbox).unwrap_or(&self.desk)
    }
}

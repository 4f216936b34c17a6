//! Languages: which one a letter is written in.
//!
//! Customers are written to in the language of their ticket, which a route has set; else in that of their organisation,
//! else in that of the mailbox, else in the desk's. Agents read the desk's.

use crate::mail::Address;

use super::organisation::Organisations;
use super::ticket::Ticket;

/// The languages in the config, without those of organisations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Languages {
    /// The desk's own.
    pub desk: String,
    /// Those of mailboxes that have one, by the mailbox's name.
    pub mailboxes: Vec<(String, String)>,
}

impl Languages {
    /// A desk with one language.
    pub fn only(desk: &str) -> Self {
        Self { desk: desk.to_owned(), mailboxes: Vec::new() }
    }

    /// The language of letters to customers about a ticket.
    pub fn of_ticket<'a>(&'a self, ticket: &'a Ticket, organisations: &'a Organisations) -> &'a str {
        let organisation = ticket.organisation.as_deref().and_then(|name| organisations.find_by_name(name));
        let of_organisation = organisation.and_then(|organisation| organisation.language.as_deref());
        ticket.language.as_deref().or(of_organisation).unwrap_or_else(|| self.of_mailbox(&ticket.mailbox))
    }

    /// Of a letter about no ticket, and of a ticket that is being opened, to somebody who wrote to a mailbox.
    pub fn of_person<'a>(&'a self, address: &Address, mailbox: &str, organisations: &'a Organisations) -> &'a str {
        let of_organisation = organisations.find_by_address(address).and_then(|found| found.language.as_deref());
        of_organisation.unwrap_or_else(|| self.of_mailbox(mailbox))
    }

    fn of_mailbox(&self, mailbox: &str) -> &str {
        let of_mailbox = self.mailboxes.iter().find(|(name, _)| name == mailbox);
        of_mailbox.map_or(&self.desk, |(_, language)| language)
    }
}

#[cfg(test)]
mod tests {
    use crate::desk::samples;

    use super::*;
    use crate::desk::organisation::Organisation;

    fn organisations() -> Organisations {
        let organisation = |name: &str, language: Option<&str>| Organisation {
            name: name.to_owned(),
            domains: vec![format!("{name}.example")],
            members: Vec::new(),
            shares: false,
            group: Vec::new(),
            partners: Vec::new(),
            language: language.map(str::to_owned),
        };
        Organisations(vec![organisation("acme", Some("nl")), organisation("bolt", None)])
    }

    fn languages() -> Languages {
        Languages { desk: "en".to_owned(), mailboxes: vec![("hilfe".to_owned(), "de".to_owned())] }
    }

    #[test]
    fn the_nearest_says_it() {
        let check = |ticket: Option<&str>, organisation: Option<&str>, mailbox: &str, expected: &str| {
            let ticket = Ticket {
                organisation: organisation.map(str::to_owned),
                language: ticket.map(str::to_owned),
                mailbox: mailbox.to_owned(),
                ..samples::ticket()
            };
            assert_eq!(languages().of_ticket(&ticket, &organisations()), expected, "{ticket:?}");
        };
        check(Some("fr"), Some("acme"), "hilfe", "fr");
        check(None, Some("acme"), "hilfe", "nl");
        check(None, Some("bolt"), "hilfe", "de");
        check(None, Some("gone"), "support", "en");
        check(None, None, "hilfe", "de");
        check(None, None, "support", "en");
    }

    #[test]
    fn without_a_ticket_it_is_the_persons() {
        let check = |address: &str, mailbox: &str, expected: &str| {
            let address = Address::parse(address).unwrap();
            assert_eq!(languages().of_person(&address, mailbox, &organisations()), expected, "{address}");
        };
        check("ada@acme.example", "hilfe", "nl");
        check("ada@bolt.example", "hilfe", "de");
        check("ada@free.example", "support", "en");
    }
}

//! Partners: outside providers that work on customers' tickets with the desk. Which of them are involved with a customer
//! stands with the customer's organisation; which of these has a ticket, with the ticket.

use crate::mail::{Address, Contact};

use super::organisation::Organisations;

/// An outside provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// Its name in config, database and transitions: `web-it`.
    pub name: String,
    /// Its title for people.
    pub title: String,
    /// Whose domains are its own, lower case; their subdomains are not.
    pub domains: Vec<String>,
    /// Further addresses that write for it, whatever their domain.
    pub members: Vec<Address>,
    /// Its support group, which is told when a ticket is handed to it.
    pub group: Vec<Contact>,
}

/// All partners.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Partners(pub Vec<Partner>);

impl Partner {
    /// Whether an address writes for it. Its group does.
    pub fn has(&self, address: &Address) -> bool {
        self.members.contains(address)
            || self.group.iter().any(|contact| contact.address == *address)
            || self.domains.iter().any(|domain| domain == address.domain())
    }
}

impl Partners {
    /// The partner of that name.
    pub fn find_by_name(&self, name: &str) -> Option<&Partner> {
        self.0.iter().find(|partner| partner.name == name)
    }

    /// Those that are involved with an organisation, as the config orders them; none where there is no organisation.
    pub fn involved<'a>(
        &'a self,
        organisations: &'a Organisations,
        organisation: Option<&str>,
    ) -> impl Iterator<Item = &'a Partner> {
        let involved = organisation.and_then(|name| organisations.find_by_name(name)).map(|found| &found.partners);
        self.0.iter().filter(move |partner| involved.is_some_and(|names| names.contains(&partner.name)))
    }
}

#[cfg(test)]
mod tests {
    use crate::desk::people::Role;
    use crate::desk::samples;
    use crate::desk::ticket::Ticket;
    use crate::mail::{Address, Contact};

    /// Involvement alone shows nothing, and neither does having another ticket.
    #[test]
    fn who_is_a_partner_on_a_ticket() {
        let people = samples::people_with_partners();
        let check = |organisation: &str, handed: &[&str], address: &str, expected: Option<Role>| {
            let ticket = Ticket {
                organisation: (!organisation.is_empty()).then(|| organisation.to_owned()),
                partners: handed.iter().map(|&name| name.to_owned()).collect(),
                participants: vec![Contact::new("", Address::parse("eve@it.example").unwrap())],
                ..samples::ticket()
            };
            let found = ticket.role_of(&Address::parse(address).unwrap(), &people);
            assert_eq!(found, expected, "{address} on {organisation}'s ticket, handed to {handed:?}");
        };
        check("acme", &[], "carl@web-it.example", None);
        check("acme", &["it"], "carl@web-it.example", None);
        check("acme", &["web-it"], "carl@web-it.example", Some(Role::Partner));
        check("acme", &["it", "web-it"], "support@web-it.example", Some(Role::Partner));
        check("acme", &["web-it"], "carl@mail.web-it.example", None);
        check("acme", &["web-it"], "ada@acme.example", Some(Role::Requester));
        check("acme", &["web-it"], "anna@desk.example", Some(Role::Agent));
        check("acme", &["web-it"], "bob@acme.example", Some(Role::Member));
        // The config no longer has it as involved, or never had.
        check("bolt", &["web-it"], "carl@web-it.example", None);
        check("", &["web-it"], "carl@web-it.example", None);
        // A follower writes for the partner as soon as it has the ticket.
        check("acme", &[], "eve@it.example", Some(Role::Participant));
        check("acme", &["it"], "eve@it.example", Some(Role::Partner));
    }
}

//! Organisations: the customers' companies, known by their domains or by a list of addresses.

use crate::mail::{Address, Contact};

/// A customer's company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its name in config and database.
    pub name: String,
    /// Whose domains are its own, lower case; their subdomains are not.
    pub domains: Vec<String>,
    /// Further addresses that belong to it, whatever their domain.
    pub members: Vec<Address>,
    /// Its members may read and comment on each other's tickets.
    pub shares: bool,
    /// Its support group, which is told when the organisation is told.
    pub group: Vec<Contact>,
    /// The outside providers that are involved with it, by their names.
    pub partners: Vec<String>,
    /// The language of letters about its tickets; none: the mailbox's or the desk's.
    pub language: Option<String>,
}

/// All organisations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Organisations(pub Vec<Organisation>);

impl Organisations {
    /// The organisation that an address belongs to: by the list that names it, or else by its domain. The config has seen
    /// to it that there is at most one of each.
    pub fn find_by_address(&self, address: &Address) -> Option<&Organisation> {
        let listed = |organisation: &&Organisation| organisation.members.contains(address);
        let of_domain =
            |organisation: &&Organisation| organisation.domains.iter().any(|domain| domain == address.domain());
        self.0.iter().find(listed).or_else(|| self.0.iter().find(of_domain))
    }

    /// Whether two people belong to one organisation that shares its tickets: these could read each other's anyway.
    pub fn has_colleagues(&self, one: &Address, other: &Address) -> bool {
        let shared = self.find_by_address(one).filter(|organisation| organisation.shares);
        shared.is_some() && shared.map(|it| &it.name) == self.find_by_address(other).map(|it| &it.name)
    }

    /// The organisation of that name.
    pub fn find_by_name(&self, name: &str) -> Option<&Organisation> {
        self.0.iter().find(|organisation| organisation.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_belong_by_list_before_domain() {
        let organisation = |name: &str, domain: &str, member: &str| Organisation {
            name: name.to_owned(),
            domains: vec![domain.to_owned()],
            members: Address::parse(member).into_iter().collect(),
            shares: true,
            group: Vec::new(),
            partners: Vec::new(),
            language: None,
        };
        let all = Organisations(vec![
            organisation("acme", "acme.example", "eve@free.example"),
            organisation("bolt", "bolt.example", "bob@acme.example"),
        ]);
        let check = |address: &str, expected: Option<&str>| {
            let found = all.find_by_address(&Address::parse(address).unwrap());
            assert_eq!(found.map(|organisation| organisation.name.as_str()), expected, "{address}");
        };
        check("ada@Acme.example", Some("acme"));
        check("EVE@free.example", Some("acme"));
        check("bob@acme.example", Some("bolt"));
        check("ada@mail.acme.example", None);
        check("ada@notacme.example", None);
        check("zoe@free.example", None);
    }
}

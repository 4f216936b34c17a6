//! Partners: outside provider groups that some customers' tickets can be handed to.

use crate::mail::{Address, Contact};

/// An outside provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// Its name in config and database; lower case.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Whose domains are its own, lower case.
    pub domains: Vec<String>,
    /// Further addresses that write for it.
    pub members: Vec<Address>,
    /// Who is told when a ticket is handed to it.
    pub group: Vec<Contact>,
}

/// All partners.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Partners(pub Vec<Partner>);

impl Partners {
    /// The partner of that name.
    pub fn find_by_name(&self, name: &str) -> Option<&Partner> {
        self.0.iter().find(|partner| partner.name == name)
    }
}

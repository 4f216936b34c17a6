//! Why what somebody asks for is not done, and why somebody cannot be the one who asks.

use std::fmt;

use crate::desk::people::Role;
use crate::mail::origin::Unvouched;
use crate::mail::reason::{Sample, reasons};

/// Those who may.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Roles(pub Vec<Role>);

impl fmt::Display for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.0.iter().map(|role| role.as_str()).collect();
        f.write_str(&names.join(", "))
    }
}

impl Sample for Roles {
    fn sample(_: &str) -> Self {
        Self(vec![Role::Requester, Role::Partner])
    }
}

reasons!(
    /// Somebody cannot be the one who asks.
    pub enum NoPerson {
        Agent { address: String } => "{address} is an agent",
        OfTwoCompanies { writer: String, colleague: String } =>
            "{writer} and {colleague} are not of one company that shares its tickets",
        NoAddress { name: String } => "it names {name} without an address",
        WriterUnproven { writer: String } => "nothing proves that {writer} wrote it",
        Unvouched { why: Unvouched } => "{why}",
    }
);

reasons!(
    /// A customer's wish is text.
    pub enum Refusal {
        StatusByAgents => "only agents set a status",
        ForOthers { roles: Roles } => "it is for {roles}",
        NotOpen { why: NotOpen } => "it {why}",
    }
);

reasons!(
    /// Nobody can ask for a transition on this ticket.
    pub enum NotOpen {
        StartsFrom { from: String, status: String } => "starts from {from}; the ticket is {status}",
        NotInvolved { partner: String, customer: String, involved: String } =>
            "hands the ticket to {partner}, who is not involved with {customer}; involved are: {involved}",
        NobodyInvolved { partner: String, customer: String } =>
            "hands the ticket to {partner}, who is not involved with {customer}; nobody is",
        NotInvolvedWithStrangers { partner: String, involved: String } =>
            "hands the ticket to {partner}, who is not involved with a customer of no organisation; involved are: {involved}",
        NobodyInvolvedWithStrangers { partner: String } =>
            "hands the ticket to {partner}, who is not involved with a customer of no organisation; nobody is",
    }
);

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
            "{writer} and {colleague} don't belong to one company that shares its tickets",
        NoAddress { name: String } => "{name} is named without an address",
        WriterUnproven { writer: String } => "{writer} isn't verified as the sender",
        Unvouched { why: Unvouched } => "{why}",
    }
);

reasons!(
    /// A customer's wish is text.
    pub enum Refusal {
        StatusByAgents => "only agents can set a status",
        ForOthers { roles: Roles } => "only for {roles}",
        NotOpen { why: NotOpen } => "{why}",
    }
);

reasons!(
    /// Nobody can ask for a transition on this ticket.
    pub enum NotOpen {
        StartsFrom { from: String, status: String } => "Only possible from {from}. The ticket's status is {status}.",
        NotInvolved { partner: String, customer: String, involved: String } =>
            "{partner} doesn't work with {customer}. Partners who do: {involved}.",
        NobodyInvolved { partner: String, customer: String } =>
            "{partner} doesn't work with {customer}, and no other partner does.",
        NotInvolvedWithStrangers { partner: String, involved: String } =>
            "{partner} doesn't work with customers of no organisation. Partners who do: {involved}.",
        NobodyInvolvedWithStrangers { partner: String } =>
            "{partner} doesn't work with customers of no organisation, and no other partner does.",
    }
);

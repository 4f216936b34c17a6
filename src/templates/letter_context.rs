//! What a letter says of itself.

use crate::mail::{Address, Contact};

/// What a letter says of itself, beside its facts.
#[derive(Debug, Clone, Copy)]
pub struct LetterContext<'a> {
    /// The language that it is written in; one that was not compiled is the desk's.
    pub language: &'a str,
    /// How the desk calls itself.
    pub desk_name: &'a str,
    /// Where answers go; in the stars' `mailto:` links.
    pub desk_address: &'a Address,
    /// `HD-00042`, or empty where there is no ticket.
    pub reference: &'a str,
    /// The proof of receipt that an answer brings back, or empty.
    pub token: &'a str,
    /// Whom the letter is written to.
    pub recipient: &'a Contact,
    /// Whether that is an agent.
    pub to_agent: bool,
}

//! The values of a letter besides its facts.

use crate::desk::portal::Portal;
use crate::look::Look;
use crate::mail::{Address, Contact};

/// The values of a letter besides its facts.
#[derive(Debug, Clone, Copy)]
pub struct LetterContext<'a> {
    /// Its language. Unknown ones mean the desk's.
    pub language: &'a str,
    /// The desk's name.
    pub desk_name: &'a str,
    /// How the desk looks.
    pub look: &'a Look,
    /// The address for answers and for the stars' `mailto:` links.
    pub desk_address: &'a Address,
    /// `HD-00042`, or empty without a ticket.
    pub reference: &'a str,
    /// The proof of receipt that an answer brings back, or empty.
    pub token: &'a str,
    /// The recipient.
    pub recipient: &'a Contact,
    /// Whether the recipient is an agent.
    pub to_agent: bool,
    /// The portal that it links to, if there is one.
    pub portal: Option<&'a Portal>,
}

//! Lists of recipients: `["assignee", "team", "agents", "anna", "boss@desk.example"]`, and also `"requester"` where
//! customers may be notified. The words are the same everywhere, but some places don't allow all of them.

use crate::desk::nearest::nearest;
use crate::desk::people::People;
use crate::desk::recipients::Recipient;
use crate::mail::Address;

use super::reader::{Found, Key, Table};

/// Who exists: people, and the mailboxes' addresses with their names.
#[derive(Clone, Copy)]
pub(super) struct House<'a> {
    pub(super) people: &'a People,
    pub(super) ours: &'a [(Address, String)],
}

/// The place of such a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A rule, which notifies of a comment.
    Rule,
    /// A timer or a status, which notifies of a ticket's move.
    Move,
    /// A transition: the same, and perhaps it hands the ticket to a partner.
    Transition { hands_over: bool },
    /// A promise or a bad rating: only for the desk.
    Desk,
}

/// Reads such a list. `None`: there is no such key.
pub(super) fn read(table: &Table<'_>, key: Key, place: Place, house: House<'_>) -> Option<Vec<Recipient>> {
    let found = table.texts(key)?;
    // Promises notify somebody by default, so an empty list has a meaning there.
    if found.value.is_empty() && place != Place::Desk {
        let help = format!("write {} = {}, or leave it out", key.name, key.example);
        table.reading.fault(&found.span, format!("`{}` is empty, so nobody is notified", key.name), help);
    }
    Some(found.value.iter().filter_map(|named| read_one(table, named, place, house)).collect())
}

fn read_one(table: &Table<'_>, named: &Found<String>, place: Place, house: House<'_>) -> Option<Recipient> {
    let fault = |message: &str, help: &str| table.reading.fault(&named.span, message, help);
    if let Some((_, word)) = Recipient::WORDS.into_iter().find(|(word, _)| *word == named.value) {
        let Some((message, help)) = place.refuses(&word) else { return Some(word) };
        fault(message, help);
        return None;
    }
    let agents = &house.people.agents;
    let address = Address::parse(&named.value);
    let by_address = address.as_ref().and_then(|address| agents.find_by_address(address));
    if let Some(agent) = agents.find_by_name(&named.value).or(by_address) {
        return Some(Recipient::Agent(agent.name.clone()));
    }
    match address {
        Some(address) => check_address(table, named, &address, house).then_some(Recipient::Address(address)),
        None => {
            fault(&format!("there is no agent `{}`", named.value), &place.hint(&named.value, house));
            None
        }
    }
}

impl Place {
    /// Why a word isn't allowed here, and which ones are.
    fn refuses(self, word: &Recipient) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Rule if !word.is_of_house() => Some((
                "people on the ticket are notified about messages anyway",
                "write \"agents\", \"assignee\" or \"team\", an agent's name or an internal address",
            )),
            Self::Desk if !word.is_of_house() => Some((
                "this is internal, and not for customers and partners",
                "write \"assignee\", \"team\" or \"agents\", an agent's name or an internal address",
            )),
            Self::Transition { hands_over: false } if *word == Recipient::Partner => Some((
                "a partner is notified, but the transition doesn't hand the ticket to one",
                "write partner = \"web-it\" next to `name`, or leave it out",
            )),
            _ => None,
        }
    }

    /// The probable meaning of an unknown word.
    fn hint(self, word: &str, house: House<'_>) -> String {
        let words = Recipient::WORDS.into_iter().filter(|(_, word)| self.refuses(word).is_none());
        let known: Vec<&str> = words.map(|(word, _)| word).collect();
        let agents = house.people.agents.0.iter().map(|agent| agent.name.as_str());
        match nearest(word, known.iter().copied().chain(agents)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("write {}, an agent's name or an internal address", known.join(", ")),
        }
    }
}

/// Checks that an address belongs to the house: it gets what customers and partners must not read.
fn check_address(table: &Table<'_>, named: &Found<String>, address: &Address, house: House<'_>) -> bool {
    if let Some((_, mailbox)) = house.ours.iter().find(|(own, _)| own == address) {
        let message = format!("{address} is the address of mailbox `{mailbox}`: maildesk would write to itself");
        table.reading.fault(&named.span, message, "write the address of a person");
        return false;
    }
    let organisation = house.people.organisations.find_by_address(address);
    let organisation = organisation.map(|organisation| format!("of the organisation `{}`", organisation.name));
    let partner = house.people.partners.0.iter().find(|partner| partner.has(address));
    let outside = organisation.or_else(|| partner.map(|partner| format!("of the partner `{}`", partner.name)));
    let Some(outside) = outside else { return true };
    let (message, help) =
        (format!("{address} is {outside}, who would see internal messages"), "write an internal address");
    table.reading.fault(&named.span, message, help);
    false
}

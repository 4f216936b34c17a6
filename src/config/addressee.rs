//! Who of the desk is told: `["assignee", "team", "agents", "anna", "boss@desk.example"]`.

use crate::desk::addressee::Addressee;
use crate::desk::people::People;
use crate::mail::{Address, Contact};

use super::reader::{Found, Key, Table};
use super::suggest;

const WORDS: [(&str, Addressee); 3] =
    [("assignee", Addressee::Assignee), ("team", Addressee::Team), ("agents", Addressee::Agents)];

/// Who there is: agents, and our own addresses with the names of their mailboxes.
#[derive(Clone, Copy)]
pub(super) struct House<'a> {
    pub(super) people: &'a People,
    pub(super) ours: &'a [(Address, String)],
}

/// Reads such a list; `None` where the key is not there.
pub(super) fn read(table: &Table<'_>, key: Key, house: House<'_>) -> Option<Vec<Addressee>> {
    let found = table.texts(key)?;
    Some(found.value.iter().filter_map(|named| read_one(table, named, house)).collect())
}

fn read_one(table: &Table<'_>, named: &Found<String>, house: House<'_>) -> Option<Addressee> {
    if let Some((_, word)) = WORDS.iter().find(|(word, _)| *word == named.value) {
        return Some(word.clone());
    }
    if let Some(agent) = house.people.agents.find_by_name(&named.value) {
        return Some(Addressee::One(agent.contact.clone()));
    }
    let Some(address) = Address::parse(&named.value) else {
        let agents = house.people.agents.0.iter().map(|agent| agent.name.as_str());
        let known: Vec<&str> = WORDS.iter().map(|(word, _)| *word).chain(agents).collect();
        let message = format!("there is no agent `{}`", named.value);
        table.reading.fault(&named.span, message, suggest::hint(&named.value, &known));
        return None;
    };
    if let Some((_, mailbox)) = house.ours.iter().find(|(own, _)| *own == address) {
        let message = format!("{address} is the address of mailbox `{mailbox}`: the desk would write to itself");
        table.reading.fault(&named.span, message, "write the address of somebody");
        return None;
    }
    if let Some(organisation) = house.people.organisations.find_by_address(&address) {
        let message =
            format!("{address} is of the organisation `{}`, and would read what is internal", organisation.name);
        table.reading.warn(Some(&named.span), message, "write the address of somebody of the desk");
    }
    Some(Addressee::One(Contact::new("", address)))
}

//! The people that the config's recipients stand for on a ticket after the change: customers, partners, people of the house.
//! Each group reads letters of another kind.

use crate::mail::Contact;

use super::super::partner::Partner;
use super::super::people::{Agent, People, Role};
use super::super::recipients::{Recipient, Recipients};
use super::super::ticket::Ticket;

/// The customers on the ticket who are meant, and their organisation's group.
pub(super) fn customers<'a>(people: &'a People, ticket: &'a Ticket, words: &[Recipient]) -> Vec<&'a Contact> {
    let says = |word| words.contains(&word);
    let is_meant = |who: &&Contact| match ticket.role_of(&who.address, people) {
        Some(Role::Requester) => says(Recipient::Requester),
        Some(Role::Participant) => says(Recipient::Participant),
        _ => false,
    };
    let group = ticket.organisation.iter().filter(|_| says(Recipient::Organisation));
    let group = group.filter_map(|name| people.organisations.find_by_name(name)).flat_map(|it| &it.group);
    ticket.customers().filter(is_meant).chain(group).collect()
}

/// The group of the partner that gets the ticket; where none gets it now, of those who have it.
pub(super) fn partners<'a>(people: &'a People, ticket: &'a Ticket, tells: &Recipients) -> Vec<&'a Contact> {
    if !tells.words.contains(&Recipient::Partner) {
        return Vec::new();
    }
    let gets_it = |partner: &&Partner| tells.partner.as_ref().is_none_or(|name| partner.name == *name);
    people.having(ticket).filter(gets_it).flat_map(|partner| &partner.group).collect()
}

/// The people of the house who are meant, each once.
pub(super) fn house(people: &People, ticket: &Ticket, words: &[Recipient]) -> Vec<Contact> {
    let mut meant: Vec<Contact> = Vec::new();
    for contact in words.iter().flat_map(|word| of_house(people, ticket, word)) {
        if !meant.iter().any(|known| known.address == contact.address) {
            meant.push(contact);
        }
    }
    meant
}

fn of_house(people: &People, ticket: &Ticket, word: &Recipient) -> Vec<Contact> {
    let agents: Vec<&Agent> = match word {
        Recipient::Agents => people.told_of_new().collect(),
        Recipient::Assignee => people.in_charge(ticket),
        Recipient::Team => people.team_of(ticket),
        Recipient::Agent(name) => people.agents.find_by_name(name).into_iter().collect(),
        // The requester reads what customers read (P6).
        Recipient::Address(address) if !ticket.has_customer(address) => {
            return vec![Contact::new("", address.clone())];
        }
        Recipient::Address(_)
        | Recipient::Requester
        | Recipient::Participant
        | Recipient::Organisation
        | Recipient::Partner => Vec::new(),
    };
    agents.into_iter().map(|agent| agent.contact.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::samples;
    use crate::mail::Address;

    fn address(text: &str) -> Address {
        Address::parse(text).unwrap()
    }

    /// Acme's ticket, which the partner `it` has: Ada asked; Bob of Acme and Eve follow it. Anna is told of new tickets,
    /// Ben is in the team robots.
    fn ticket(assignee: &str, team: &str) -> (People, Ticket) {
        let name = |name: &str| (!name.is_empty()).then(|| name.to_owned());
        let mut people = People { teams: samples::people().teams, ..samples::people_with_partners() };
        people.organisations.0[0].group = vec![Contact::new("", address("it@acme.example"))];
        let follow = ["bob@acme.example", "eve@free.example"].map(|it| Contact::new("", address(it)));
        let ticket = Ticket {
            assignee: name(assignee),
            team: name(team),
            participants: follow.to_vec(),
            partners: vec!["it".to_owned()],
            ..samples::ticket()
        };
        (people, ticket)
    }

    fn words(text: &str) -> Vec<Recipient> {
        let word = |word: &str| {
            let known = Recipient::WORDS.into_iter().find(|(known, _)| *known == word).map(|(_, word)| word);
            let address = || Address::parse(word).map(Recipient::Address);
            known.or_else(address).unwrap_or_else(|| Recipient::Agent(word.to_owned()))
        };
        text.split_whitespace().map(word).collect()
    }

    #[test]
    fn whom_words_mean_of_the_house() {
        let check = |assignee: &str, team: &str, text: &str, expected: &str| {
            let (people, ticket) = ticket(assignee, team);
            let found = house(&people, &ticket, &words(text));
            let found: Vec<&str> = found.iter().map(|contact| contact.address.as_str()).collect();
            assert_eq!(found.join(" "), expected, "{text} on the ticket of {assignee:?} and {team:?}");
        };
        check("", "", "", "");
        check("ben", "", "assignee", "ben@desk.example");
        check("", "robots", "assignee", "ben@desk.example");
        check("", "", "assignee", "anna@desk.example");
        check("gone", "", "assignee", "anna@desk.example");
        check("anna", "robots", "team", "ben@desk.example");
        check("ben", "", "team", "anna@desk.example");
        check("ben", "", "agents", "anna@desk.example");
        check("", "", "ben", "ben@desk.example");
        check("", "", "boss@desk.example", "boss@desk.example");
        check("ben", "robots", "assignee team agents ben", "ben@desk.example anna@desk.example");
        check("ben", "", "requester participant organisation partner", "");
        check("ben", "", "ada@acme.example eve@free.example", "");
    }

    #[test]
    fn whom_words_mean_outside() {
        let check = |text: &str, expected: &str| {
            let (people, ticket) = ticket("ben", "");
            let tells = Recipients { words: words(text), ..Recipients::default() };
            let found = customers(&people, &ticket, &tells.words).into_iter().chain(partners(&people, &ticket, &tells));
            let found: Vec<&str> = found.map(|contact| contact.address.as_str()).collect();
            assert_eq!(found.join(" "), expected, "{text}");
        };
        check("requester", "ada@acme.example");
        check("participant", "bob@acme.example eve@free.example");
        check("organisation", "it@acme.example");
        check("partner", "support@it.example");
        check("agents assignee team ben boss@desk.example", "");
    }

    #[test]
    fn the_partner_that_gets_it_is_meant_alone() {
        let (people, mut ticket) = ticket("", "");
        ticket.partners.push("web-it".to_owned());
        let check = |gets: Option<&str>, expected: usize| {
            let tells =
                Recipients { words: words("partner"), partner: gets.map(str::to_owned), ..Recipients::default() };
            assert_eq!(partners(&people, &ticket, &tells).len(), expected, "{gets:?}");
        };
        check(Some("web-it"), 1);
        check(None, 2);
    }
}

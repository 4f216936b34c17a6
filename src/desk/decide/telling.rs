//! Whom a rule, a transition or a timer tells, beside those who are told of a comment in any case.
//!
//! Comes in: the ticket after the change, and the words of the config that say who. Goes out: notices; to customers the new
//! status, to a partner that the ticket is theirs now, to agents that it moved. Nobody is told of what they did themselves.

use crate::mail::{Address, Contact};

use super::super::notice::{Facts, Notice, NoticeKind};
use super::super::partner::Partner;
use super::super::people::{Agent, Role};
use super::super::policy::Policy;
use super::super::ticket::Ticket;
use super::super::told::Told;
use super::draft::{bare_facts, tell_agent, tell_customer};

/// Who is told, and of what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Telling<'a> {
    /// The words of the config.
    pub(super) tells: &'a [Told],
    /// The partner that gets the ticket with it.
    pub(super) partner: Option<&'a str>,
    /// Who caused it.
    pub(super) author: Option<&'a Address>,
}

impl Telling<'_> {
    fn says(&self, told: Told) -> bool {
        self.tells.contains(&told)
    }

    fn is_author(&self, address: &Address) -> bool {
        self.author == Some(address)
    }
}

/// The words that came with the new status, or else that status, told to those customers on the ticket who are meant and to
/// their organisation's group. Whoever wrote them has the words.
pub(super) fn customers(policy: &Policy, ticket: &Ticket, telling: Telling<'_>, words: &Facts) -> Vec<Notice> {
    let is_meant = |who: &&Contact| match ticket.role_of(&who.address, &policy.people) {
        Some(Role::Requester) => telling.says(Told::Requester),
        Some(Role::Participant) => telling.says(Told::Participant),
        Some(Role::Member) => telling.says(Told::Organisation),
        _ => false,
    };
    let group = ticket.organisation.iter().filter(|_| telling.says(Told::Organisation));
    let group = group.filter_map(|name| policy.people.organisations.find_by_name(name)).flat_map(|it| &it.group);
    let tell = |who: &Contact| {
        if words.text.is_empty() || telling.is_author(&who.address) {
            tell_customer(NoticeKind::StatusChange, who, ticket, bare_facts(ticket))
        } else {
            let words = Facts { moved: ticket.status.0.clone(), ..words.clone() };
            tell_customer(NoticeKind::Reply, who, ticket, words)
        }
    };
    ticket.customers().filter(is_meant).chain(group).map(tell).collect()
}

/// The ticket, told to the group of the partner that gets it, with the words it is handed over with. A timer tells those
/// who have it.
pub(super) fn partners(policy: &Policy, ticket: &Ticket, telling: Telling<'_>, facts: &Facts) -> Vec<Notice> {
    if !telling.says(Told::Partner) {
        return Vec::new();
    }
    let gets_it = |partner: &&Partner| telling.partner.is_none_or(|name| partner.name == name);
    let group = policy.people.having(ticket).filter(gets_it).flat_map(|partner| &partner.group);
    let others = group.filter(|who| !telling.is_author(&who.address));
    others.map(|who| tell_customer(NoticeKind::Handed, who, ticket, facts.clone())).collect()
}

/// The agents who are meant, told by a letter of that kind.
pub(super) fn agents(
    policy: &Policy,
    ticket: &Ticket,
    telling: Telling<'_>,
    (kind, facts): (NoticeKind, &Facts),
) -> Vec<Notice> {
    let team = ticket.team.as_deref().and_then(|name| policy.people.teams.find_by_name(name));
    let is_meant = |agent: &&Agent| {
        telling.says(Told::Agents) && agent.told_of_new
            || telling.says(Told::Assignee) && ticket.assignee.as_ref() == Some(&agent.name)
            || telling.says(Told::Team) && team.is_some_and(|team| team.members.contains(&agent.name))
    };
    let is_author = |agent: &Agent| {
        telling.is_author(&agent.contact.address) || agent.aliases.iter().any(|it| telling.is_author(it))
    };
    let meant = policy.people.agents.0.iter().filter(is_meant).filter(|agent| !is_author(agent));
    meant.map(|agent| Notice { encloses: !facts.files.is_empty(), ..tell_agent(kind, agent, facts.clone()) }).collect()
}

/// Adds those notices whose recipient is told of nothing else. Whoever gets words anyway reads the new status with them.
pub(super) fn add(notices: &mut Vec<Notice>, more: Vec<Notice>) {
    for notice in more {
        let is_told = |known: &&mut Notice| known.to.contact().address == notice.to.contact().address;
        match notices.iter_mut().find(is_told) {
            Some(known) if known.kind == NoticeKind::Reply => known.facts.moved.clone_from(&notice.facts.status),
            Some(_) => {}
            None => notices.push(notice),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::samples;
    use crate::desk::team::{Team, Teams};

    fn address(text: &str) -> Address {
        Address::parse(text).unwrap()
    }

    #[test]
    fn who_is_told() {
        let mut people = samples::people_with_partners();
        people.teams = Teams(vec![Team { name: "m3".to_owned(), members: vec!["ben".to_owned()] }]);
        let policy = Policy { people, ..samples::policy() };
        let ticket = Ticket {
            participants: vec![Contact::new("", address("eve@free.example"))],
            partners: vec!["web-it".to_owned(), "it".to_owned()],
            assignee: Some("ben".to_owned()),
            team: Some("m3".to_owned()),
            ..samples::ticket()
        };
        let check = |tells: &[Told], partner: Option<&str>, author: &str, expected: &[&str]| {
            let author = address(author);
            let telling = Telling { tells, partner, author: Some(&author) };
            let facts = Facts { text: "Please look.".to_owned(), ..Facts::default() };
            let mut notices = customers(&policy, &ticket, telling, &facts);
            add(&mut notices, partners(&policy, &ticket, telling, &facts));
            add(&mut notices, agents(&policy, &ticket, telling, (NoticeKind::NewComment, &facts)));
            let told = notices.iter().map(|it| format!("{} {}", it.kind.as_str(), it.to.contact().address));
            assert_eq!(told.collect::<Vec<_>>(), expected, "{tells:?} {partner:?} by {author}");
        };
        let anna = "anna@desk.example";
        check(&[], None, anna, &[]);
        check(&[Told::Requester], None, anna, &["reply ada@acme.example"]);
        check(&[Told::Requester], None, "ada@acme.example", &["status-change ada@acme.example"]);
        check(&[Told::Participant], None, anna, &["reply eve@free.example"]);
        check(&[Told::Partner], Some("it"), anna, &["handed support@it.example"]);
        check(&[Told::Partner], None, anna, &["handed support@web-it.example", "handed support@it.example"]);
        check(&[Told::Partner], Some("it"), "support@it.example", &[]);
        check(&[Told::Agents], None, "ada@acme.example", &["new-comment anna@desk.example"]);
        check(&[Told::Agents], None, anna, &[]);
        check(&[Told::Assignee], None, anna, &["new-comment ben@desk.example"]);
        check(&[Told::Team, Told::Assignee], None, anna, &["new-comment ben@desk.example"]);
    }
}

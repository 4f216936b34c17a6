//! A small desk for the tests of this room: two agents and the shipped workflow in short.

use jiff::Timestamp;

use crate::mail::origin::Own;
use crate::mail::{Address, Contact, Subject};

use super::by_language::{Texts, Words};
use super::field::{Choice, Customers, Field, FieldSet, Fields};
use super::holding::Holding;
use super::organisation::{Organisation, Organisations};
use super::partner::{Partner, Partners};
use super::people::{Agent, Agents, People, Role};
use super::policy::Policy;
use super::question::Lists;
use super::recipients::Recipient;
use super::reference::{ReferenceStyle, TicketNumber};
use super::signature::Signature;
use super::status::{Stage, Status, StatusName};
use super::team::{Team, Teams};
use super::ticket::{FeedbackState, Ticket, Visibility};
use super::timer::Timer;
use super::token::Keyring;
use super::transition::Transition;
use super::workflow::{Moves, Rule, Then, When, Workflow};

/// Anna, who is told of new tickets, and Ben, who is not.
pub(crate) fn agents() -> Agents {
    Agents(vec![agent("anna", "Anna Adler", true), agent("ben", "Ben Berg", false)])
}

fn agent(name: &str, full_name: &str, told_of_new: bool) -> Agent {
    let address = Address::parse(&format!("{name}@desk.example")).unwrap();
    Agent {
        name: name.to_owned(),
        contact: Contact::new(full_name, address),
        aliases: Vec::new(),
        told_of_new,
        signature: Signature::default(),
    }
}

/// The same workflow with inquiries.
pub(crate) fn workflow_with_inquiries() -> Workflow {
    let plain = workflow();
    let inquiry = StatusName("inquiry".to_owned());
    let mut statuses = plain.statuses().to_vec();
    let status = statuses.first().cloned().into_iter();
    statuses.extend(status.map(|status| Status { name: inquiry.clone(), ..status }));
    let moves = Moves {
        rules: plain.rules().to_vec(),
        transitions: plain.transitions().to_vec(),
        timers: plain.timers().to_vec(),
        inquiry: Some(inquiry),
        ..Moves::default()
    };
    Workflow::new(plain.initial().clone(), statuses, moves).unwrap()
}

/// Anna and Ben; Ben is in the team robots.
pub(crate) fn people() -> People {
    let robots = Team { name: "robots".to_owned(), titles: Texts::default(), members: vec!["ben".to_owned()] };
    People { agents: agents(), teams: Teams(vec![robots]), ..People::default() }
}

/// Acme works with both partners, Bolt with the second.
pub(crate) fn people_with_partners() -> People {
    let partner = |name: &str, title: &str| Partner {
        name: name.to_owned(),
        title: title.to_owned(),
        domains: vec![format!("{name}.example")],
        members: Vec::new(),
        group: Address::parse(&format!("support@{name}.example")).into_iter().map(|it| Contact::new("", it)).collect(),
    };
    let organisation = |name: &str, partners: &[&str]| Organisation {
        name: name.to_owned(),
        domains: vec![format!("{name}.example")],
        members: Vec::new(),
        shares: true,
        group: Vec::new(),
        partners: partners.iter().map(|&name| name.to_owned()).collect(),
        language: None,
    };
    People {
        agents: agents(),
        organisations: Organisations(vec![organisation("acme", &["web-it", "it"]), organisation("bolt", &["it"])]),
        partners: Partners(vec![partner("web-it", "Web-IT Provider"), partner("it", "IT Provider")]),
        ..People::default()
    }
}

/// A new ticket of Ada at Acme that nobody has.
pub(crate) fn ticket() -> Ticket {
    Ticket {
        number: TicketNumber(42),
        subject: Subject::new("The press stops"),
        status: StatusName("new".to_owned()),
        status_since: Timestamp::UNIX_EPOCH,
        requester: Address::parse("ada@acme.example").map(|address| Contact::new("Ada", address)),
        participants: Vec::new(),
        organisation: Some("acme".to_owned()),
        assignee: None,
        team: None,
        fields: Fields::default(),
        choices_told: Vec::new(),
        partners: Vec::new(),
        language: None,
        merged_into: None,
        answers_to: None,
        by_machine: false,
        quiet: false,
        spam: false,
        mailbox: "support".to_owned(),
        feedback: FeedbackState::NotAsked,
        opening_id: None,
        latest_id: None,
        customer_tag: None,
        version: 0,
    }
}

/// The same workflow with `on-partner` and a transition to each partner, which everybody but participants may ask for.
pub(crate) fn workflow_with_partners() -> Workflow {
    let plain = workflow();
    let name = |name: &str| StatusName(name.to_owned());
    let mut statuses = plain.statuses().to_vec();
    statuses.push(Status::new("on-partner", Stage::Waiting));
    let hand = |partner: &str, title: &str| Transition {
        name: format!("to-{partner}"),
        titles: Texts(vec![(String::new(), format!("To {title}")), ("de".to_owned(), format!("An {title}"))]),
        by: vec![Role::Agent, Role::Requester, Role::Member, Role::Partner],
        from: Vec::new(),
        to: name("on-partner"),
        partner: Some(partner.to_owned()),
        assign_author: false,
        tells: vec![Recipient::Partner],
    };
    let mut transitions = plain.transitions().to_vec();
    for transition in &mut transitions {
        transition.from = vec![name("new"), name("assigned")];
        if transition.name == "to-customer" {
            transition.by.push(Role::Partner);
            transition.from = vec![name("new"), name("assigned"), name("on-partner")];
        }
    }
    transitions.extend([hand("web-it", "Web-IT Provider"), hand("it", "IT Provider")]);
    let moves =
        Moves { rules: plain.rules().to_vec(), transitions, timers: plain.timers().to_vec(), ..Moves::default() };
    Workflow::new(plain.initial().clone(), statuses, moves).unwrap()
}

/// new, assigned, on-customer, resolved (asks for feedback), closed; a comment reopens; the first answer takes;
/// what is resolved closes after a week; agents have `#to-customer`, requesters `#cancel`.
pub(crate) fn workflow() -> Workflow {
    let name = |name: &str| StatusName(name.to_owned());
    let status = |n: &str, stage| Status { asks_feedback: n == "resolved", ..Status::new(n, stage) };
    let statuses = vec![
        status("new", Stage::Open),
        status("assigned", Stage::Open),
        status("on-customer", Stage::Waiting),
        status("resolved", Stage::Done),
        status("closed", Stage::Done),
    ];
    let reopen = Rule {
        name: "a comment reopens".to_owned(),
        when: When {
            comment_by: vec![Role::Requester, Role::Participant],
            status: vec![name("resolved"), name("closed")],
            ..When::default()
        },
        then: Then { status: Some(name("assigned")), ..Then::default() },
    };
    let take = Rule {
        name: "the first answer takes the ticket".to_owned(),
        when: When {
            comment_by: vec![Role::Agent],
            visibility: Some(Visibility::Public),
            assigned: Some(false),
            ..When::default()
        },
        then: Then { assign_author: true, ..Then::default() },
    };
    let close = Timer {
        name: "resolved tickets close".to_owned(),
        status: vec![name("resolved")],
        after: std::time::Duration::from_hours(7 * 24),
        time: super::work_time::WorkTime::Always,
        to: name("closed"),
        tells: Vec::new(),
    };
    let transition = |n: &str, by, from: &[&str], to: &str| Transition {
        name: n.to_owned(),
        by: vec![by],
        from: from.iter().copied().map(name).collect(),
        to: name(to),
        assign_author: by == Role::Agent,
        partner: None,
        titles: Texts::default(),
        tells: vec![Recipient::Requester],
    };
    let transitions = vec![
        transition("to-customer", Role::Agent, &["new", "assigned"], "on-customer"),
        transition("cancel", Role::Requester, &["new", "assigned", "on-customer"], "closed"),
    ];
    let moves = Moves { rules: vec![reopen, take], transitions, timers: vec![close], ..Moves::default() };
    Workflow::new(name("new"), statuses, moves).unwrap()
}

/// The policy of a desk with these people and this workflow; nobody is held, and whoever asks for tickets gets them.
pub(crate) fn policy() -> Policy {
    Policy {
        style: ReferenceStyle::default(),
        zone: super::zone::Zone::default(),
        people: People { agents: agents(), ..People::default() },
        workflow: workflow(),
        fields: super::field::FieldSet::default(),
        routes: super::routing::Routes::default(),
        calendars: super::calendar::Calendars::default(),
        inquiries: Vec::new(),
        slas: super::sla::SlaPolicies::default(),
        feedback: super::feedback::Asking::default(),
        own: Own { addresses: [Address::parse("support@desk.example").unwrap()].into(), ..Own::default() },
        copied_join: true,
        lists: Lists { words: vec!["tickets".to_owned()], a_day: 3 },
        holding: Holding::default(),
        keys: Keyring::default(),
        machines_that_open: vec!["auto-generated".to_owned(), "list".to_owned(), "recall".to_owned()],
        languages: super::language::Languages::only("en"),
        files: super::files::FileLimits::default(),
        daily_letter: true,
        letters: super::limit::LetterLimits::default(),
        portal: None,
    }
}

/// priority (1 Critical/Kritisch, 2 High/Hoch, 3 Low/Niedrig, which is the default), category with subtypes, a free
/// product, a severity that customers propose, an owner that is none of theirs.
pub(crate) fn fields() -> FieldSet {
    let words = |by: &[(&str, &[&str])]| {
        let owned = |(language, words): &(&str, &[&str])| {
            ((*language).to_owned(), words.iter().map(|word| (*word).to_owned()).collect())
        };
        Words(by.iter().map(owned).collect())
    };
    let choice = |name: &str, en: &str, de: &str| Choice {
        name: name.to_owned(),
        labels: words(&[("en", &[en]), ("de", &[de])]),
        ..Choice::default()
    };
    let critical = Choice {
        description: Texts(vec![("en".to_owned(), "nothing works".to_owned())]),
        ..choice("1", "Critical", "Kritisch")
    };
    let robotics =
        Choice { subtypes: vec!["Gripper".to_owned(), "Arm".to_owned()], ..choice("Robotics", "Robotics", "Robotik") };
    let field = |name: &str, labels: Words, choices: Vec<Choice>| Field {
        name: name.to_owned(),
        labels,
        choices,
        ..Field::default()
    };
    let grades = || vec![critical.clone(), choice("2", "High", "Hoch"), choice("3", "Low", "Niedrig")];
    let urgency = words(&[("en", &["Urgency", "Priority"]), ("nl", &["Prioriteit"]), ("de", &["Dringlichkeit"])]);
    let categories = vec![robotics, Choice { name: "Data".to_owned(), ..Choice::default() }];
    FieldSet(vec![
        Field { default: Some("3".to_owned()), tells: true, ..field("priority", urgency, grades()) },
        Field {
            subtype_labels: words(&[("en", &["Subtype"]), ("de", &["Untertyp"])]),
            ..field("category", words(&[("en", &["Category"]), ("de", &["Kategorie"])]), categories)
        },
        field("product", words(&[("en", &["Product"])]), Vec::new()),
        Field { customers: Customers::Propose, ..field("severity", words(&[("en", &["Severity"])]), grades()) },
        Field { customers: Customers::Ignore, ..field("owner", words(&[("en", &["Owner"])]), Vec::new()) },
    ])
}

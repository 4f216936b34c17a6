//! A small desk for the tests of this room: two agents and the shipped workflow in short.

use crate::mail::{Address, Contact};

use super::field::{Choice, Customers, Field, FieldSet, Words};
use super::people::{Agent, Agents, People, Role};
use super::status::{Stage, Status, StatusName};
use super::team::{Team, Teams};
use super::ticket::Visibility;
use super::timer::Timer;
use super::transition::Transition;
use super::workflow::{Moves, Rule, Then, When, Workflow};

/// Anna, who is told of new tickets, and Ben, who is not.
pub(crate) fn agents() -> Agents {
    Agents(vec![agent("anna", "Anna Adler", true), agent("ben", "Ben Berg", false)])
}

fn agent(name: &str, full_name: &str, told_of_new: bool) -> Agent {
    let address = Address::parse(&format!("{name}@desk.example")).unwrap();
    Agent { name: name.to_owned(), contact: Contact::new(full_name, address), aliases: Vec::new(), told_of_new }
}

/// Anna and Ben; Ben is in the team robots.
pub(crate) fn people() -> People {
    let robots = Team { name: "robots".to_owned(), members: vec!["ben".to_owned()] };
    People { agents: agents(), teams: Teams(vec![robots]), ..People::default() }
}

/// inquiry, new, assigned, on-customer, resolved (asks for feedback), closed; a comment reopens; the first answer takes;
/// what is resolved closes after a week; agents have `#to-customer`, requesters `#cancel`.
pub(crate) fn workflow() -> Workflow {
    let name = |name: &str| StatusName(name.to_owned());
    let status = |n: &str, stage| Status { name: name(n), stage, asks_feedback: n == "resolved" };
    let statuses = vec![
        status("inquiry", Stage::Open),
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
        then: Then { status: Some(name("assigned")), assign_author: false },
    };
    let take = Rule {
        name: "the first answer takes the ticket".to_owned(),
        when: When {
            comment_by: vec![Role::Agent],
            visibility: Some(Visibility::Public),
            assigned: Some(false),
            ..When::default()
        },
        then: Then { status: None, assign_author: true },
    };
    let close = Timer {
        name: "resolved tickets close".to_owned(),
        status: vec![name("resolved")],
        after: std::time::Duration::from_hours(7 * 24),
        to: name("closed"),
        tells: Vec::new(),
    };
    let transition = |n: &str, by, from: &[&str], to: &str| Transition {
        name: n.to_owned(),
        by: vec![by],
        from: from.iter().copied().map(name).collect(),
        to: name(to),
        assign_author: by == Role::Agent,
        tells: vec![Role::Requester],
    };
    let transitions = vec![
        transition("to-customer", Role::Agent, &["new", "assigned"], "on-customer"),
        transition("cancel", Role::Requester, &["new", "assigned", "on-customer"], "closed"),
    ];
    let inquiry = Some(name("inquiry"));
    let moves = Moves { rules: vec![reopen, take], transitions, timers: vec![close], inquiry, ..Moves::default() };
    Workflow::new(name("new"), statuses, moves).unwrap()
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
    let critical = Choice { description: words(&[("en", &["nothing works"])]), ..choice("1", "Critical", "Kritisch") };
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

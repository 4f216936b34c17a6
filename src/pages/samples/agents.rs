//! What agents and operators see.

use super::sample::{Sample, anna, mark};
use super::values::{area, at, choice, fault, file, kept_files, people, priority, text};
use crate::pages::page::Page;
use crate::pages::views::{
    AgentComment, AgentTicket, Audience, CommandForm, CommandInput, DeliveryLine, DeliveryState, Entry, EventLine,
    Fact, FailedLetter, FaultKind, HeldMail, House, LookingOn, MailHeader, OfferButton, OnBehalf, Pressure, Queue,
    QueueCard, QueueTab, QueueTabKind, SessionLine, Setting, SettingChoice, Stage, StatusLine, TicketNotice,
};

pub(super) fn samples() -> Vec<Sample> {
    let page = |name, page| Sample { name, frame: anna(), page };
    let ticket = |ticket| Page::AgentTicket(Box::new(ticket));
    let noted = AgentTicket {
        notice: Some(TicketNotice::Stale { by: text("Ben Berger") }),
        text: text("Ask the electrician first."),
        is_note: true,
        reply_to: Vec::new(),
        kept_files: kept_files(),
        faults: vec![fault("status", FaultKind::NotAChoice)],
        ..agent_ticket()
    };
    let wrong = OnBehalf {
        faults: vec![fault("customer", FaultKind::NotAnAddress), fault("channel", FaultKind::Missing)],
        ..on_behalf()
    };
    let ended = HeldMail {
        reason: String::new(),
        end: text("It opened a ticket:"),
        ticket_href: text("/desk/t/HD-00042"),
        reference: text("HD-00042"),
        html_href: String::new(),
        subject: String::new(),
        faults: Vec::new(),
        ..held_mail()
    };
    let quiet = House { letters: Vec::new(), held: 0, notice: text("The letter will be tried again."), ..house() };
    vec![
        page("queue", Page::Queue(queue())),
        page("queue-none", Page::Queue(Queue { cards: Vec::new(), notice: text("HD-00042 is yours now."), ..queue() })),
        page("queue-not-found", Page::Queue(Queue { cards: Vec::new(), words: text("unicorn"), ..queue() })),
        page("agent-ticket", ticket(agent_ticket())),
        page("agent-ticket-note", ticket(noted)),
        page("on-behalf", Page::OnBehalf(on_behalf())),
        page("on-behalf-wrong", Page::OnBehalf(wrong)),
        page("held-mail", Page::HeldMail(held_mail())),
        page("mail", Page::HeldMail(ended)),
        page("house", Page::House(house())),
        page("house-quiet", Page::House(quiet)),
    ]
}

fn queue() -> Queue {
    let tab = |kind, name: &str, count| QueueTab {
        kind,
        name: text(name),
        count,
        href: text("/desk?tab=x"),
        chosen: count == 7,
    };
    let card = |reference: &str, subject: &str, pressure, due: &str| QueueCard {
        reference: text(reference),
        href: format!("/desk/t/{reference}"),
        subject: text(subject),
        pressure,
        due: text(due),
        requester: text("Ada Vermeer"),
        organisation: text("Acme B.V."),
        priority: text("1"),
        status: text("New"),
        assignee: String::new(),
        changed: at("2026-01-05T10:40:00Z", "today, 10:40"),
        can_take: true,
        version: text("17"),
    };
    Queue {
        form: mark(),
        tabs: vec![
            tab(QueueTabKind::Unassigned, "", 7),
            tab(QueueTabKind::Mine, "", 3),
            tab(QueueTabKind::Team, "Presses", 5),
            tab(QueueTabKind::Team, "", 0),
            tab(QueueTabKind::Open, "", 31),
            tab(QueueTabKind::Done, "", 1204),
            tab(QueueTabKind::Held, "", 1),
        ],
        tab: text("unassigned"),
        words: String::new(),
        cards: vec![
            card("HD-00042", "Press stops at station 3 as soon as the gripper opens", Pressure::Broken, "12 minutes"),
            card("HD-00044", "Login fails after the update", Pressure::Soon, "40 minutes"),
            QueueCard {
                assignee: text("Ben Berger"),
                can_take: false,
                priority: String::new(),
                ..card("HD-00031", "Licence for a second workplace", Pressure::None, "25 hours")
            },
            QueueCard { organisation: String::new(), ..card("HD-00029", "", Pressure::None, "") },
        ],
        newer_href: text("/desk?before=x"),
        older_href: text("/desk?after=x"),
        notice: String::new(),
    }
}

fn agent_ticket() -> AgentTicket {
    let setting = |name: &str, label: &str, values: &[&str]| Setting {
        name: text(name),
        label: text(label),
        choices: values
            .iter()
            .enumerate()
            .map(|(at, value)| SettingChoice { value: text(value), label: text(value), chosen: at == 1 })
            .collect(),
        ..Setting::default()
    };
    let command = |name: &str, input, value: &str| CommandForm {
        name: text(name),
        label: text("Merge into another ticket"),
        field: format!("argument.{name}"),
        input,
        value: text(value),
    };
    let fact = |label: &str, value: &str| Fact { label: text(label), value: text(value), time: None };
    AgentTicket {
        form: mark(),
        reference: text("HD-00042"),
        href: text("/desk/t/HD-00042"),
        subject: text("Press stops at station 3 as soon as the gripper opens"),
        status: text("In progress"),
        stage: Stage::Open,
        pressure: Pressure::Broken,
        due: text("12 minutes"),
        unproven: true,
        facts: vec![
            fact("From", "Ada Vermeer, Acme B.V."),
            Fact { time: Some(at("2026-01-05T09:02:00Z", "today, 09:02")), ..fact("Opened", "") },
        ],
        settings: vec![
            setting("status", "Status", &["New", "In progress", "Waiting for customer", "Resolved", "Closed"]),
            setting("assignee", "Assigned to", &["–", "Anna Adler", "Ben Berger"]),
            setting("team", "Team", &["–", "Presses", "Software"]),
            setting("field.priority", "Priority", &["1", "2", "3", "4"]),
            Setting {
                name: text("free.product"),
                label: text("Product"),
                value: text("KR 10"),
                was: text("was.product"),
                choices: Vec::new(),
            },
        ],
        story: story(),
        earlier: 1,
        earlier_href: text("/desk/t/HD-00042?from=1"),
        notice: None,
        text: String::new(),
        is_note: false,
        reply_to: vec![text("Ada Vermeer"), text("Bob Sawyer")],
        files_allowed: true,
        file_limit: text("10 MB"),
        kept_files: Vec::new(),
        offers: vec![
            OfferButton {
                value: text("#to-customer"),
                label: text("To customer"),
                description: text("Waits for their reply."),
            },
            OfferButton { value: text("#to-it"), label: text("To IT Provider"), description: String::new() },
        ],
        can_take: true,
        people: people(),
        can_add: true,
        person: String::new(),
        commands: vec![
            command("open", CommandInput::Nothing, ""),
            command("requester", CommandInput::Address, ""),
            command("merge", CommandInput::Text, "HD-00041"),
        ],
        looking_on: vec![LookingOn { name: text("Ben Berger") }, LookingOn { name: text("Cem Can") }],
        file_count: 2,
        files_href: text("/t/HD-00042/files"),
        score: 4,
        faults: Vec::new(),
    }
}

fn story() -> Vec<Entry> {
    let comment = |number, author: &str, words: &str| AgentComment {
        number,
        author: text(author),
        address: String::new(),
        is_you: author == "Anna Adler",
        is_agent: author == "Anna Adler",
        audience: Audience::Everyone,
        at: at("2026-01-05T10:12:00Z", "today, 10:12"),
        text: text(words),
        files: Vec::new(),
        mail: 0,
        mail_href: String::new(),
        deliveries: Vec::new(),
        can_send: false,
        remarks: Vec::new(),
    };
    let event = |words: &str, reason: &str| {
        Entry::Event(EventLine {
            at: at("2026-01-05T09:02:00Z", "today, 09:02"),
            words: text(words),
            reason: text(reason),
        })
    };
    let delivery = |to: &str, state, words: &str| DeliveryLine {
        to: text(to),
        state,
        at: at("2026-01-05T10:13:00Z", "today, 10:13"),
        words: text(words),
    };
    let question = AgentComment {
        address: text("ada@acme.example"),
        mail: 17,
        mail_href: text("/desk/mail/17"),
        files: vec![file("station-3.log", "48 KB", 0)],
        ..comment(
            1,
            "Ada Vermeer",
            "Since this morning the press stops at station 3 as soon as the gripper opens.\n\nThe display says E-417.",
        )
    };
    let reply = AgentComment {
        deliveries: vec![
            delivery("ada@acme.example", DeliveryState::Sent, ""),
            delivery("bob@acme.example", DeliveryState::Failed, "550 5.1.1 no such user"),
            delivery("eve@it.example", DeliveryState::Waiting, "421 try again later"),
            delivery("cc@acme.example", DeliveryState::Unknown, ""),
            delivery("dd@acme.example", DeliveryState::Dropped, ""),
        ],
        ..comment(2, "Anna Adler", "Hello Ada,\n\nwhich fuse is it?\n\nKind regards,\nAnna")
    };
    let note =
        AgentComment { audience: Audience::Agents, ..comment(3, "Anna Adler", "The same as HD-00017? Ask Cem.") };
    let withheld = AgentComment {
        audience: Audience::Withheld,
        address: text("mallory@elsewhere.example"),
        remarks: vec![text("The letter was forwarded to them. They aren't on the ticket.")],
        mail: 18,
        ..comment(4, "Mallory", "I can help with that.\n\n> Which fuse is it?")
    };
    vec![
        event("Opened by email", "team Presses: the subject names a press"),
        Entry::Comment(question),
        event("Status: New → In progress", ""),
        Entry::Comment(reply),
        Entry::Comment(note),
        Entry::Comment(withheld),
    ]
}

fn on_behalf() -> OnBehalf {
    OnBehalf {
        form: mark(),
        customer: text("ada@acme.example"),
        known: vec![text("ada@acme.example"), text("bob@acme.example")],
        channels: vec![choice("phone", "Phone", ""), choice("2", "Chat", "Teams or the website")],
        subject: text("Gripper loses the part"),
        text: text("Ada called: …"),
        fields: vec![priority(), area()],
        file_limit: text("10 MB"),
        kept_files: kept_files(),
        faults: Vec::new(),
    }
}

fn held_mail() -> HeldMail {
    let header = |name: &str, value: &str| MailHeader { name: text(name), value: text(value) };
    HeldMail {
        form: mark(),
        number: 17,
        href: text("/desk/mail/17"),
        subject: text("Re: [HD-00042] Press stops"),
        at: at("2026-01-05T10:40:00Z", "today, 10:40"),
        reason: text("The sender claims to be Anna Adler, but the email doesn't prove it."),
        end: String::new(),
        ticket_href: String::new(),
        reference: String::new(),
        headers: vec![
            header("From", "Anna Adler <anna@desk.example>"),
            header("To", "support@desk.example"),
            header("Date", "Mon, 5 Jan 2026 10:39:12 +0100"),
        ],
        text: text("#resolved\n\nDone."),
        html_href: text("/desk/mail/17/html"),
        raw_href: text("/desk/mail/17/raw"),
        reply: String::new(),
        faults: vec![fault("text", FaultKind::Missing)],
    }
}

fn house() -> House {
    let line = |label: &str, words: &str, bad| StatusLine { label: text(label), words: text(words), bad };
    let used = at("2026-01-05T10:40:00Z", "today, 10:40");
    House {
        form: mark(),
        status: vec![
            line("Mailbox support", "connected, last email 2 minutes ago", false),
            line("Sending", "has been failing for 4 minutes: connection refused", true),
            line("Database", "412 MB", false),
        ],
        held: 1,
        held_href: text("/desk?tab=held"),
        letters: vec![FailedLetter {
            id: text("214"),
            to: text("bob@acme.example"),
            subject: text("[HD-00042] Press stops"),
            words: text("550 5.1.1 no such user"),
            at: used.clone(),
        }],
        sessions: vec![SessionLine { id: text("1"), who: text("Anna Adler"), browser: text("Firefox on Linux"), used }],
        notice: String::new(),
    }
}

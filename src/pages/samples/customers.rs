//! The list, a ticket, its files, and the reader.

use super::sample::{Sample, ada, mark};
use super::values::{area, at, fault, file, kept_files, people, text};
use crate::pages::page::Page;
use crate::pages::views::{
    Comment, Fact, FaultKind, FileList, LanguageChoice, ListField, ListState, ListTab, Me, OfferButton, Rating, Scope,
    Session, Sort, Stage, Ticket, TicketCard, TicketFiles, TicketList, TicketNotice,
};

pub(super) fn samples() -> Vec<Sample> {
    let page = |name, page| Sample { name, frame: ada(), page };
    let mut samples = lists();
    let ticket = ticket();
    let noticed = |notice| Page::Ticket(Ticket { notice: Some(notice), ..ticket.clone() });
    let done = Ticket {
        status: text("Resolved"),
        stage: Stage::Done,
        on_you: false,
        reopens_to: text("In progress"),
        rating: Some(Rating { score: 0, comment: String::new(), open: true }),
        offers: Vec::new(),
        ..ticket.clone()
    };
    let rated = Ticket { rating: Some(Rating { score: 4, comment: text("Quick."), open: false }), ..done.clone() };
    let wrong = Ticket {
        text: text("The fuse is F3."),
        kept_files: kept_files(),
        person: text("bob@acme"),
        faults: vec![
            fault("text", FaultKind::TooLong { most: 100_000 }),
            fault("files", FaultKind::FileTooLarge { name: text("video.mp4"), most: text("10 MB") }),
            fault("person", FaultKind::NotThisPerson),
            fault("", FaultKind::Refused { words: text("This ticket can't be closed at the moment.") }),
        ],
        ..ticket.clone()
    };
    let bare = Ticket {
        subject: String::new(),
        comments: Vec::new(),
        can_write: false,
        file_count: 0,
        earlier: 0,
        can_add: false,
        can_leave: false,
        ..ticket.clone()
    };
    samples.extend([
        page("ticket", Page::Ticket(ticket.clone())),
        page("ticket-sent", noticed(TicketNotice::Sent)),
        page("ticket-opened", noticed(TicketNotice::Opened)),
        page(
            "ticket-acted",
            noticed(TicketNotice::Done { words: text("Bob Sawyer now gets our emails about this ticket.") }),
        ),
        page("ticket-stale", noticed(TicketNotice::Stale { by: text("Ben Berger") })),
        page("ticket-stale-unknown", noticed(TicketNotice::Stale { by: String::new() })),
        page("ticket-refused", noticed(TicketNotice::Refused { words: text("This ticket is closed for good.") })),
        page("ticket-done", Page::Ticket(done)),
        page("ticket-rated", Page::Ticket(rated)),
        page("ticket-wrong", Page::Ticket(wrong)),
        page("ticket-bare", Page::Ticket(bare)),
    ]);
    samples.extend(files());
    samples.push(page("me", Page::Me(me())));
    samples
}

fn card(reference: &str, subject: &str, status: &str, stage: Stage) -> TicketCard {
    TicketCard {
        reference: text(reference),
        href: format!("/t/{reference}"),
        subject: text(subject),
        status: text(status),
        stage,
        on_you: status.starts_with("Waiting for your"),
        priority: text("2"),
        changed: at("2026-01-05T10:40:00Z", "today, 10:40"),
        requester: String::new(),
    }
}

fn lists() -> Vec<Sample> {
    let tab = |scope, name: &str, chosen| ListTab { scope, name: text(name), href: text("/?scope=company"), chosen };
    let list = TicketList {
        scopes: vec![
            tab(Scope::Mine, "", true),
            tab(Scope::Company, "Acme B.V.", false),
            tab(Scope::Handed, "", false),
        ],
        scope: Scope::Mine,
        state: ListState::Open,
        open_href: text("/?state=open"),
        done_href: text("/?state=done"),
        open: 4,
        search: true,
        words: String::new(),
        fields: vec![ListField { name: text("field.area"), label: text("Area"), groups: area().groups }],
        sort: Sort::Changed,
        tickets: vec![
            card(
                "HD-00042",
                "Press stops at station 3 as soon as the gripper opens",
                "Waiting for your reply",
                Stage::Waiting,
            ),
            card("HD-00044", "Login fails after the update", "In progress", Stage::Open),
            card("HD-00031", "Licence for a second workplace", "Received", Stage::Open),
            card("HD-00029", "", "Waiting for our partner", Stage::Waiting),
        ],
        newer_href: String::new(),
        older_href: text("/?after=HD-00029"),
        filtered: false,
        all_href: text("/"),
    };
    let done = |subject: &str| TicketCard {
        requester: text("Bob Sawyer"),
        ..card("HD-00012", subject, "Resolved", Stage::Done)
    };
    let company = TicketList {
        scopes: vec![tab(Scope::Mine, "", false), tab(Scope::Company, "Acme B.V.", true)],
        scope: Scope::Company,
        state: ListState::Done,
        sort: Sort::Priority,
        tickets: vec![done("Oil on the floor"), done("Reports are empty")],
        newer_href: text("/?before=HD-00012"),
        older_href: String::new(),
        ..list.clone()
    };
    let empty = TicketList { tickets: Vec::new(), open: 0, scopes: Vec::new(), fields: Vec::new(), ..list.clone() };
    let handed = TicketList { scope: Scope::Handed, scopes: list.scopes.clone(), ..empty.clone() };
    let none_done = TicketList { state: ListState::Done, sort: Sort::Created, ..empty.clone() };
    let none_found = TicketList { filtered: true, words: text("gripper"), ..empty.clone() };
    let page = |name, list| Sample { name, frame: ada(), page: Page::TicketList(list) };
    vec![
        page("list", list),
        page("list-company", company),
        page("list-empty", empty),
        page("list-handed", handed),
        page("list-none-done", none_done),
        page("list-none-found", none_found),
    ]
}

fn comment(number: u64, author: &str, text_: &str) -> Comment {
    Comment {
        number,
        author: text(author),
        is_you: author == "Ada Vermeer",
        is_desk: author == "Anna Adler",
        at: at("2026-01-05T10:12:00Z", "today, 10:12"),
        text: text(text_),
        files: Vec::new(),
    }
}

fn fact(label: &str, value: &str) -> Fact {
    Fact { label: text(label), value: text(value), time: None }
}

fn ticket() -> Ticket {
    let opened = Fact { time: Some(at("2026-01-05T09:02:00Z", "today, 09:02")), ..fact("Opened", "") };
    let answer = Comment {
        files: vec![file("station-3.log", "48 KB", 0), file("fuse box.png", "1.2 MB", 2)],
        ..comment(
            3,
            "Ada Vermeer",
            "> Which fuse is it?\n\nIt's F3, the one on the left. I've attached the log and a picture.\n\
             The manual is at https://docs.acme.example/press/p3 if you need it.",
        )
    };
    Ticket {
        form: mark(),
        reference: text("HD-00042"),
        href: text("/t/HD-00042"),
        subject: text("Press stops at station 3 as soon as the gripper opens"),
        status: text("Waiting for your reply"),
        stage: Stage::Waiting,
        on_you: true,
        facts: vec![
            fact("Priority", "2 – High"),
            fact("Area", "Machines / Press"),
            fact("Assigned to", "Anna Adler"),
            opened,
        ],
        comments: vec![
            comment(
                1,
                "Ada Vermeer",
                "Good morning,\n\nsince this morning the press stops at station 3 as soon as the gripper opens. We've \
                 restarted it twice, without success. The display says:\n\n    E-417 interlock open\n\nCan you help us?",
            ),
            comment(
                2,
                "Anna Adler",
                "Hello Ada,\n\nthat sounds like a fuse. Which one is it? A picture of the fuse box would help.\n\nKind regards,\nAnna",
            ),
            answer,
            comment(4, "Eve Ito", "The interlock was replaced last week. I'll check the wiring."),
        ],
        earlier: 12,
        earlier_href: text("/t/HD-00042?from=1"),
        notice: None,
        can_write: true,
        text: String::new(),
        files_allowed: true,
        file_limit: text("10 MB"),
        kept_files: Vec::new(),
        reopens_to: String::new(),
        offers: vec![
            OfferButton {
                value: text("#close"),
                label: text("Close the ticket"),
                description: text("It's solved, or no longer needed."),
            },
            OfferButton { value: text("#to-it"), label: text("To IT Provider"), description: String::new() },
        ],
        people: people(),
        can_add: true,
        person: String::new(),
        can_leave: true,
        file_count: 2,
        files_href: text("/t/HD-00042/files"),
        rating: None,
        can_ask_judgement: true,
        faults: Vec::new(),
    }
}

fn files() -> Vec<Sample> {
    let files = TicketFiles {
        form: mark(),
        reference: text("HD-00042"),
        href: text("/t/HD-00042"),
        files_href: text("/t/HD-00042/files"),
        subject: text("Press stops at station 3 as soon as the gripper opens"),
        lists: vec![
            FileList { folder: String::new(), files: vec![file("station-3.log", "48 KB", 0)] },
            FileList {
                folder: text("Pictures"),
                files: vec![file("fuse box.png", "1.2 MB", 2), file("fuse box.png", "1.1 MB", 1)],
            },
        ],
        can_add: true,
        file_limit: text("10 MB"),
        faults: Vec::new(),
    };
    let faults = vec![fault("files", FaultKind::TooManyFiles), fault("files", FaultKind::NoRoom)];
    let page = |name, files| Sample { name, frame: ada(), page: Page::Files(files) };
    vec![page("files-none", TicketFiles { lists: Vec::new(), faults, ..files.clone() }), page("files", files)]
}

fn me() -> Me {
    let language = |tag: &str, name: &str| LanguageChoice { tag: text(tag), name: text(name), chosen: tag == "en" };
    let session = |id: &str, browser: &str| Session {
        id: text(id),
        browser: text(browser),
        used: at("2026-01-05T10:40:00Z", "today, 10:40"),
        is_this: id == "1",
    };
    Me {
        form: mark(),
        name: text("Ada Vermeer"),
        address: text("ada@acme.example"),
        organisation: text("Acme B.V."),
        languages: vec![language("en", "English"), language("nl", "Nederlands"), language("de", "Deutsch")],
        sessions: vec![session("1", "Firefox on Linux"), session("2", "Safari on iPhone")],
        saved: true,
    }
}

//! Stories as authors write them, and as they mistype them.

use super::super::script::{Claim, Clause, Feedback, PageControl, PostedAbout};
use super::*;
use crate::desk::notice::NoticeKind;

fn address_of(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn only_action(text: &str) -> StoryAction {
    let mut script = parse_story(text).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
    assert_eq!(script.scenes.len(), 1, "{text}");
    script.scenes.remove(0).action
}

#[test]
fn a_whole_story() {
    let script = parse_story(
        "# A comment reopens.\n# Always.\n\n# Not the title.\nat 2026-01-05 09:00\n\nAda Lovelace <ada@customer.example> writes to \
         support@ \"The press stops\"\n  | Cc: bob@customer.example\n  + plan.pdf 12 KB\n  > It stops.\n  >\n  > > quoted\nexpect HD-00001 \
         status new, letter confirmation to ada@customer.example\nexpect HD-00001 comments 1\n",
    )
    .unwrap();
    assert_eq!(script.title, "A comment reopens. Always.");
    assert_eq!(script.scenes.len(), 2);
    let scene = &script.scenes[1];
    let StoryAction::Writes { from, to, subject, content } = &scene.action else { panic!("{scene:?}") };
    assert_eq!(from.to_string(), "Ada Lovelace <ada@customer.example>");
    assert_eq!(*to, [Destination::Mailbox("support".to_owned())]);
    assert_eq!((scene.line, subject.as_str()), (7, "The press stops"));
    assert_eq!(content.headers, [HeaderLine::Field("Cc".to_owned(), "bob@customer.example".to_owned())]);
    assert_eq!(content.files, [EnclosedFile { name: "plan.pdf".to_owned(), bytes: 12 * 1024 }]);
    assert_eq!(content.body, ["It stops.", "", "> quoted"]);
    let words: Vec<&str> = scene.expects.iter().map(|expect| expect.words.as_str()).collect();
    assert_eq!(words, ["HD-00001 status new", "letter confirmation to ada@customer.example", "HD-00001 comments 1"]);
    assert_eq!((scene.expects[1].line, scene.expects[1].column), (13, 29));
}

#[test]
fn what_can_happen() {
    let check = |text: &str, expected: StoryAction| assert_eq!(only_action(text), expected, "{text}");
    let instant = |text: &str| text.parse::<Timestamp>().unwrap();
    let ada = || address_of("ada@customer.example");
    check("at 2026-01-05 09:00", StoryAction::ClockSet(instant("2026-01-05T09:00:00Z")));
    check("at 2026-01-05 09:00:30", StoryAction::ClockSet(instant("2026-01-05T09:00:30Z")));
    check("after 30m", StoryAction::ClockMoved(SignedDuration::from_mins(30)));
    check("after 1d 2h", StoryAction::ClockMoved(SignedDuration::from_hours(26)));
    check("after 1w", StoryAction::ClockMoved(SignedDuration::from_hours(168)));
    let support = || Destination::Mailbox("support".to_owned());
    let sales = || Destination::Address(address_of("sales@desk.example"));
    let two = |text| match only_action(text) {
        StoryAction::Writes { to, .. } => to,
        other => panic!("{other:?}"),
    };
    assert_eq!(two("a@b.example writes to support@ and sales@desk.example \"\""), [support(), sales()]);
    assert_eq!(two("a@b.example writes to support@, sales@desk.example \"\""), [support(), sales()]);
    check(
        "ada@customer.example replies to HD-00001 feedback",
        StoryAction::Replies {
            from: Contact::new("", ada()),
            reference: "HD-00001".to_owned(),
            kind: Some(NoticeKind::Feedback),
            content: MailContent::default(),
        },
    );
    check(
        "ada@customer.example rates HD-00001 with 4",
        StoryAction::Rates {
            from: Contact::new("", ada()),
            reference: "HD-00001".to_owned(),
            score: 4,
            content: MailContent::default(),
        },
    );
    check(
        "the mail broken.eml arrives at support@",
        StoryAction::RawMail { file: "broken.eml".to_owned(), to: support() },
    );
    check("the same mail arrives again", StoryAction::SameAgain(None));
    check("the same mail arrives again at sales@desk.example", StoryAction::SameAgain(Some(sales())));
    let courier = |answer| StoryAction::Courier { recipient: ada(), answer };
    let words = || "4.2.0 later".to_owned();
    check("mail to ada@customer.example is accepted", courier(CourierAnswer::Accepted));
    check("mail to ada@customer.example is refused \"4.2.0 later\"", courier(CourierAnswer::Refused(words())));
    check("mail to ada@customer.example is deferred \"4.2.0 later\"", courier(CourierAnswer::Deferred(words())));
    check("mail to ada@customer.example is lost after the final dot", courier(CourierAnswer::Lost));
    check(
        "the letter to ada@customer.example bounces \"4.2.0 later\"",
        StoryAction::Bounces { recipient: ada(), words: words() },
    );
}

#[test]
fn what_is_posted() {
    let posted = |text: &str| match only_action(text) {
        StoryAction::Posts { from, about, content } => (from, about, content),
        other => panic!("{other:?}"),
    };
    let (from, about, content) = posted(
        "Ada <ada@customer.example> posts on HD-00001\n  | presses \"#resolved\"\n  + plan.pdf 12 KB\n  > #text\n  >\n  > more",
    );
    assert_eq!(from.to_string(), "Ada <ada@customer.example>");
    assert_eq!(about, PostedAbout::Ticket("HD-00001".to_owned()));
    assert_eq!(content.controls, [PageControl::Presses("#resolved".to_owned())]);
    assert_eq!(content.files, [EnclosedFile { name: "plan.pdf".to_owned(), bytes: 12 * 1024 }]);
    assert_eq!(content.body, ["#text", "", "more"]);
    let (_, about, _) = posted("ada@customer.example posts a new ticket \"The press stops\"");
    assert_eq!(about, PostedAbout::New("The press stops".to_owned()));
    let control = |line: &str| posted(&format!("a@b.example posts on HD-00001\n  | {line}")).2.controls.remove(0);
    let check = |line: &str, expected: PageControl| assert_eq!(control(line), expected, "{line}");
    let bob = || address_of("bob@customer.example");
    let sets = |field: &str, value: &str| PageControl::Sets { field: field.to_owned(), value: value.to_owned() };
    check("sets priority high", sets("priority", "high"));
    check("sets area \"IT Infrastructure/Network\"", sets("area", "IT Infrastructure/Network"));
    check("rates 4", PageControl::Rates(4));
    check("for Bob <bob@customer.example>", PageControl::For(Contact::new("Bob", bob())));
    check("adds bob@customer.example", PageControl::Adds(Contact::new("", bob())));
    check("removes bob@customer.example", PageControl::Removes(bob()));
    check("asks for a new judgement", PageControl::Judgement);
    check("by phone", PageControl::By("phone".to_owned()));
    assert_eq!(only_action("the same form is posted again"), StoryAction::SameForm);
    assert_eq!(
        only_action("ada@customer.example opens HD-00001"),
        StoryAction::Opens {
            who: Contact::new("", address_of("ada@customer.example")),
            reference: "HD-00001".to_owned()
        },
    );
}

#[test]
fn what_a_header_line_can_say() {
    let headers = |line: &str| match only_action(&format!("a@b.example writes to x@ \"\"\n  | {line}")) {
        StoryAction::Writes { content, .. } => content.headers,
        other => panic!("{other:?}"),
    };
    let field = |name: &str, value: &str| vec![HeaderLine::Field(name.to_owned(), value.to_owned())];
    assert_eq!(headers("Auto-Submitted: auto-replied"), field("Auto-Submitted", "auto-replied"));
    assert_eq!(headers("Message-ID:"), field("Message-ID", ""));
    assert_eq!(headers("no From"), [HeaderLine::Without("From".to_owned())]);
    assert_eq!(headers("X-Page is 2 KB long"), [HeaderLine::Long("X-Page".to_owned(), 2048)]);
    assert_eq!(headers("Came: 40d"), field("Came", "40d"));
    let old = only_action("a@b.example writes to x@ \"\"\n  | came 40d ago");
    assert!(matches!(old, StoryAction::Writes { content, .. } if content.age == SignedDuration::from_hours(960)));
}

#[test]
fn what_can_be_expected() {
    let check = |text: &str, expected: &[Clause]| {
        let script =
            parse_story(&format!("after 1h\nexpect {text}")).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
        let clauses: Vec<Clause> = script.scenes[0].expects.iter().map(|expect| expect.clause.clone()).collect();
        assert_eq!(clauses, expected, "{text}");
    };
    let ticket = |claim| Clause::Ticket("HD-00001".to_owned(), claim);
    let ada = || address_of("ada@customer.example");
    check(
        "HD-00001 status on-customer, assignee anna, requester ada@customer.example",
        &[
            ticket(Claim::Status("on-customer".to_owned())),
            ticket(Claim::Assignee(Some("anna".to_owned()))),
            ticket(Claim::Requester(Some(ada()))),
        ],
    );
    check(
        "HD-00001 assignee nobody, requester nobody",
        &[ticket(Claim::Assignee(None)), ticket(Claim::Requester(None))],
    );
    check("HD-00001 subject \"a, b\", notes 2", &[ticket(Claim::Subject("a, b".to_owned())), ticket(Claim::Notes(2))]);
    check("HD-00001 feedback none", &[ticket(Claim::Feedback(Feedback::None))]);
    check("HD-00001 feedback 4", &[ticket(Claim::Feedback(Feedback::Stars(4)))]);
    check("HD-00001 note containing \"x\"", &[ticket(Claim::NoteContaining("x".to_owned()))]);
    check("HD-00001 file a.pdf", &[ticket(Claim::File { name: "a.pdf".to_owned(), refused: false })]);
    check("HD-00001 file a.pdf refused", &[ticket(Claim::File { name: "a.pdf".to_owned(), refused: true })]);
    check("no ticket HD-00002, no letter", &[Clause::NoTicket("HD-00002".to_owned()), Clause::NoLetter(None)]);
    check("refused \"wrote meanwhile\"", &[Clause::Refused("wrote meanwhile".to_owned())]);
    check("no letter to ada@customer.example", &[Clause::NoLetter(Some(ada()))]);
    check(
        "mail suppressed because \"a list\"",
        &[Clause::Mail { end: crate::desk::end::End::Suppressed, because: Some("a list".to_owned()) }],
    );
    let letter = super::super::script::LetterClaim {
        html: Vec::new(),
        kind: NoticeKind::Reply,
        to: ada(),
        again: true,
        subject: vec!["s".to_owned()],
        containing: vec!["a".to_owned(), "b".to_owned()],
        lacking: vec!["c".to_owned()],
        no_files: vec!["big.iso".to_owned()],
        files: vec!["plan.pdf".to_owned()],
    };
    check(
        "letter reply to ada@customer.example again with subject \"s\" containing \"a\" containing \"b\" not containing \"c\" with \
         file plan.pdf without file big.iso",
        &[Clause::Letter(None, letter)],
    );
}

#[test]
fn faults_say_where_and_what_may_stand_there() {
    let check = |text: &str, expected: &[(usize, usize, &str)]| {
        let faults = parse_story(text).expect_err(text);
        let found: Vec<(usize, usize)> = faults.iter().map(|fault| (fault.line, fault.column)).collect();
        let places: Vec<(usize, usize)> = expected.iter().map(|(line, column, _)| (*line, *column)).collect();
        assert_eq!(found, places, "{text}: {faults:?}");
        for (fault, (_, _, words)) in faults.iter().zip(expected) {
            assert!(fault.message.contains(words), "{text}: {}", fault.message);
        }
    };
    check("# only a title\n", &[(1, 1, "nothing happens in this story")]);
    check("expect HD-00001 status new", &[(1, 27, "Write an action above the first `expect`")]);
    check("yesterday", &[(1, 1, "`yesterday` doesn't fit here. Write an action such as")]);
    check("afer 2h", &[(1, 1, "Did you mean `after`?")]);
    check("ada@customer.example write to support@", &[(1, 22, "Did you mean `writes`?")]);
    check("after 1h\nexpect mail opend", &[(2, 13, "Did you mean `opened`?")]);
    check("after 1h\nexpect HD-00001 statsu", &[(2, 17, "Did you mean `status`?")]);
    check("at noon", &[(1, 8, "the line ends too early. Write a day and a time")]);
    check("at 2026-02-30 09:00", &[(1, 4, "`2026-02-30 09:00` isn't a time")]);
    check("after 3 days", &[(1, 7, "such as `30m`")]);
    check("after 2h\n  > text", &[(2, 3, "this line belongs to an email")]);
    check("ada@customer.example phones support@", &[(1, 22, "Write `writes to MAILBOX@")]);
    check("ada@customer.example writes to support \"x\"", &[(1, 32, "a mailbox of the config")]);
    check("ada@customer.example writes to support@ x", &[(1, 41, "words in double quotes")]);
    check("ada@customer.example replies to 1", &[(1, 33, "a ticket number such as")]);
    check(
        "ada@customer.example replies to HD-00001 fedback",
        &[(1, 42, "`fedback` isn't a letter. Did you mean `feedback`?")],
    );
    check("ada@customer.example rates HD-00001 with 6", &[(1, 42, "from 1 to 5")]);
    check("Ada <ada> writes to support@ \"x\"", &[(1, 6, "`ada` isn't an email address")]);
    check("after 1h\nexpect HD-00001 state", &[(2, 17, "what you expect of the ticket")]);
    check("after 1h\nexpect HD-00001 status new assignee anna", &[(2, 28, "a comma before the next clause")]);
    check("after 1h\nexpect status new", &[(2, 8, "a ticket number such as `HD-00001`")]);
    check("after 1h\nexpect mail eaten", &[(2, 13, "how the email ended: opened")]);
    check(
        "a@b.example writes to x@ \"\"\n  + plan.pdf huge\n  | one two\n  > ok",
        &[(2, 18, "a size"), (3, 9, "`is`")],
    );
    let page = |line: &str| format!("a@b.example posts on HD-00001\n  | {line}");
    check("a@b.example posts HD-00001", &[(1, 19, "`on HD-00001` or `a new ticket")]);
    check("a@b.example posts a new ticket x", &[(1, 32, "words in double quotes")]);
    check("a@b.example opens 1", &[(1, 19, "a ticket number")]);
    check(&page("Auto-Submitted: no"), &[(2, 5, "Write `presses")]);
    check(&page("pressed \"#resolved\""), &[(2, 5, "Did you mean `presses`?")]);
    check(&page("presses #resolved"), &[(2, 13, "words in double quotes")]);
    check(&page("presses \"resolved\""), &[(2, 13, "written as its command")]);
    check(&page("sets priority"), &[(2, 18, "the value of the field")]);
    check(&page("rates 6"), &[(2, 11, "from 1 to 5")]);
    check(&page("adds bob"), &[(2, 10, "an address such as")]);
    check(&page("removes bob"), &[(2, 13, "an email address")]);
    check(&page("rates 4 stars"), &[(2, 13, "is too much")]);
    // All faults at once. Lines that belong to a broken action are no faults by themselves.
    check(
        "at once\nada@customer.example wrote to support@\n  > text\nexpect HD-00001 status new\nexpect nothing",
        &[(1, 8, "a day and a time"), (2, 22, "writes to"), (5, 8, "a ticket number")],
    );
}

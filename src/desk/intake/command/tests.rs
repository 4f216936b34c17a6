//! What stands on top of an agent's mail, and what is made of it.

use super::*;
use crate::desk::command::Command;
use crate::desk::reference::TicketNumber;
use crate::desk::samples;
use crate::desk::status::StatusName;
use crate::mail::{Address, Contact, Subject};

fn instructions(text: &str) -> Instructions {
    let policy = Policy {
        people: samples::people(),
        workflow: samples::workflow_with_inquiries(),
        fields: samples::fields(),
        ..samples::policy()
    };
    parse_commands(&policy, &policy.people.agents.0[0], &OwnWords::typed(text), Beside::default())
}

fn parse(text: &str) -> (Vec<Result<Command, ()>>, String) {
    let instructions = instructions(text);
    let commands = instructions.lines.into_iter().map(|line| line.command.map_err(drop)).collect();
    (commands, instructions.text.to_string())
}

#[test]
fn commands_stand_at_the_top() {
    let status = |name: &str| Ok(Command::Status(StatusName(name.to_owned())));
    let assign = |name: &str| Ok(Command::Assign(name.to_owned()));
    let check = |text: &str, commands: &[Result<Command, ()>], rest: &str| {
        assert_eq!(parse(text), (commands.to_vec(), rest.to_owned()), "{text:?}");
    };
    check("#resolved\nReplace the fuse.", &[status("resolved")], "Replace the fuse.");
    check("\n\n#Resolved\n\n#assign BEN\n\nDone.\n", &[status("resolved"), assign("ben")], "Done.");
    check("#status on-customer", &[status("on-customer")], "");
    check("#on-customer", &[status("on-customer")], "");
    check("#assign me\r\n#note\r\nfor us", &[assign("anna"), Ok(Command::Note)], "for us");
    check("Hello\n#resolved", &[Err(())], "Hello");
    check("#1 is broken", &[], "#1 is broken");
    check("# Heading", &[], "# Heading");
    check("", &[], "");
    check("#frobnicate\nText", &[Err(())], "Text");
    check("#status\nText", &[Err(())], "Text");
    check("#status gone", &[Err(())], "");
    check("#assign ben@desk.example", &[assign("ben")], "");
    check("#assign Ben Berg <ben@desk.example>", &[assign("ben")], "");
    check("#assign ada@customer.example", &[Err(())], "");
    check("#assign carl", &[Err(())], "");
    check("#assign", &[Err(())], "");
    check("#note well", &[Err(())], "");
    let to_customer = || Ok(Command::Transition("to-customer".to_owned()));
    check("#to-customer\nWhich press?", &[to_customer()], "Which press?");
    check("#to-customer now", &[Err(())], "");
    check("#cancel", &[Err(())], "");
    check("#to-customer\n#resolved", &[to_customer(), Err(())], "");
    let on_behalf = |name, address| Ok(Command::OnBehalf(Contact::new(name, Address::parse(address).unwrap())));
    let ada = "ada@customer.example";
    check("#on-behalf ada@customer.example\nBy phone.", &[on_behalf("", ada)], "By phone.");
    check("#on-behalf Ada Lovelace <ada@customer.example>", &[on_behalf("Ada Lovelace", ada)], "");
    check("#on-behalf \"Ada L\" <ada@customer.example> <mailto:ada@customer.example>", &[on_behalf("Ada L", ada)], "");
    let bob = Contact::new("Bob", Address::parse("bob@customer.example").unwrap());
    check("#cc add Bob <bob@customer.example>", &[Ok(Command::Join(bob.clone()))], "");
    check("#cc remove Bob <bob@customer.example>", &[Ok(Command::Leave(bob))], "");
    check("#cc bob@customer.example", &[Err(())], "");
    check("#cc add", &[Err(())], "");
    check("#cc add Bob", &[Err(())], "");
    check("#cc add ben@desk.example", &[Err(())], "");
    check("#on-behalf", &[Err(())], "");
    check("#on-behalf Ada", &[Err(())], "");
    check("#on-behalf ada@customer.example, bob@customer.example", &[Err(())], "");
    check("#on-behalf anna@desk.example", &[Err(())], "");
    check("#on-behalf ada@customer.example\n#on-behalf bob@customer.example", &[on_behalf("", ada), Err(())], "");
    let field = |name: &str, to: Option<&str>| Ok(Command::Field { name: name.to_owned(), to: to.map(str::to_owned) });
    check(
        "#priority 2\n#Category robotik / gripper\nText",
        &[field("priority", Some("2")), field("category", Some("Robotics/Gripper"))],
        "Text",
    );
    check("#priority Kritisch", &[field("priority", Some("1"))], "");
    check("#priority none", &[field("priority", None)], "");
    check("#product none", &[field("product", None)], "");
    check("#product Press 7", &[field("product", Some("Press 7"))], "");
    check("#owner Bob", &[field("owner", Some("Bob"))], "");
    check("#priority", &[Err(())], "");
    check("#priority soon", &[Err(())], "");
    check("#category Gripper", &[Err(())], "");
    check("#category Data/Gripper", &[Err(())], "");
    check(
        "#priority 1\n#priority 2\n#product x",
        &[field("priority", Some("1")), Err(()), field("product", Some("x"))],
        "",
    );
    check("#priority 1\n#priority critical", &[field("priority", Some("1")), field("priority", Some("1"))], "");
    let team = |name: &str| Ok(Command::Team(name.to_owned()));
    check("#team Robots", &[team("robots")], "");
    check("#team", &[Err(())], "");
    check("#team presses", &[Err(())], "");
    check("#open", &[Ok(Command::Open)], "");
    check("#open now", &[Err(())], "");
    check("#merge HD-00041", &[Ok(Command::Merge(TicketNumber(41)))], "");
    check("#merge [hd 00041]", &[Ok(Command::Merge(TicketNumber(41)))], "");
    check("#merge", &[Err(())], "");
    check("#merge HD-00041 HD-00042", &[Err(())], "");
    check("#merge HD-00041\n#merge HD-00042", &[Ok(Command::Merge(TicketNumber(41))), Err(())], "");
    let split = |subject: &str| Ok(Command::Split(Subject::new(subject)));
    check("#split The invoice\n#split The other press", &[split("The invoice"), split("The other press")], "");
    check("#split", &[Err(())], "");
    check("#spam", &[Ok(Command::Spam)], "");
    check("#spam\n#resolved", &[Ok(Command::Spam), Err(())], "");
    check("#spam really", &[Err(())], "");
    check("#merge 41", &[Ok(Command::Merge(TicketNumber(41)))], "");
    check("#spam\n#split The invoice", &[Ok(Command::Spam), Err(())], "");
    check(
        "#cc add <mailto:bob@customer.example>",
        &[Ok(Command::Join(Contact::new("", Address::parse("bob@customer.example").unwrap())))],
        "",
    );
    for line in [
        "#assign ben@desk.example #note",
        "#cc add bob@x.example #note",
        "#split x #note",
        "#owner x #Note",
        "#merge HD-00041 #note",
        "#on-behalf ada@x.example #note",
        "#list mine #note",
    ] {
        check(line, &[Err(())], "");
    }
    check("#split The #1 #broken press", &[split("The #1 #broken press")], "");
    check("#resolved thanks", &[Err(())], "");
    check("#resolved\n#closed", &[status("resolved"), Err(())], "");
    check("#resolved\n#resolved", &[status("resolved"), status("resolved")], "");
}

#[test]
fn a_question_stands_alone() {
    let check = |text: &str, expected: Option<bool>| {
        assert_eq!(instructions(text).question().map(|asked| asked.has_more), expected, "{text:?}");
    };
    check("#list mine", Some(false));
    check("#list mine\n\n  \n", Some(false));
    check("\n  #LIST Mine \n\nRegards\nAnna", Some(true));
    check("#list mine\nThanks.", Some(true));
    check("#list mine\n#resolved", None);
    check("#resolved\n#list mine", None);
    check("#list mine\n#show HD-00001", None);
    check("Hello\n#list mine", None);
    check("**#list mine**", Some(false));
    check("#listing", Some(false));
    check("#shwo HD-00001", Some(false));
    check("#shwo HD-00001\nThanks.", Some(true));
    check("#search belt", Some(false));
    check("#search belt\nIt is red.", None);
    check("#resolvd", None);
    check("#resolved", None);
    check("# list mine", Some(false));
    check("", None);
    let lines = instructions("#list mine\n#resolved").lines;
    assert_eq!(lines[0].command, Err(CommandFault::StandsAlone));
    assert_eq!(lines[1].command, Ok(Command::Status(StatusName("resolved".to_owned()))));
}

/// The fault of the one line, and what would be done as it was meant: commands and words.
fn meant(text: &str) -> (Option<CommandFault>, Option<(Vec<Command>, String)>) {
    let found = instructions(text);
    let fault = found.lines.into_iter().find_map(|line| line.command.err());
    let meant = found
        .meant
        .map(|meant| (meant.lines.into_iter().filter_map(|line| line.command.ok()).collect(), meant.text.to_string()));
    (fault, meant)
}

#[test]
fn a_dressed_command_on_top_is_one() {
    for line in ["**#note**", "# note", "\u{200B}#note", "＃note", "- #note", "> #note", "`#note`", "#Note:", "(#note)"]
    {
        assert_eq!(parse(&format!("{line}\nFor us.")), (vec![Ok(Command::Note)], "For us.".to_owned()), "{line:?}");
    }
    let assign = |name: &str| Ok(Command::Assign(name.to_owned()));
    for line in ["#assign=ben", "**#assign ben**", "#\u{A0}assign ben", "#assign: ben"] {
        assert_eq!(parse(line), (vec![assign("ben")], String::new()), "{line:?}");
    }
}

#[test]
fn a_command_below_other_words_stops_the_mail() {
    let below = |word: &str| Some(CommandFault::NotOnTop { meant: word.to_owned() });
    let check = |text: &str, fault: Option<CommandFault>, commands: &[Command], rest: &str| {
        assert_eq!(meant(text), (fault, Some((commands.to_vec(), rest.to_owned()))), "{text:?}");
    };
    let resolved = || Command::Status(StatusName("resolved".to_owned()));
    check("Hi Ben,\n\n#note\nShe never pays.", below("note"), &[Command::Note], "Hi Ben,\n\nShe never pays.");
    check("Done.\n\n- **#resolved**", below("resolved"), &[resolved()], "Done.");
    check("Done.\n\n#resolvd", below("resolved"), &[resolved()], "Done.");
    check("Hi Ben, #note she never pays.", below("note"), &[Command::Note], "Hi Ben, #note she never pays.");
    check(
        "#resolved Replace the fuse.\nBye",
        Some(CommandFault::TakesNoArgument),
        &[resolved()],
        "Replace the fuse.\nBye",
    );
    check("#note: she never pays", Some(CommandFault::TakesNoArgument), &[Command::Note], "she never pays");
    check(
        "Thanks, all done. #closed",
        below("closed"),
        &[Command::Status(StatusName("closed".to_owned()))],
        "Thanks, all done.",
    );
    check(
        "Hello Ben, she never pays. #internal",
        below("note"),
        &[Command::Note],
        "Hello Ben, she never pays. #internal",
    );
    let mistyped = Some(CommandFault::ProbablyMeant { meant: "resolved".to_owned() });
    check("#resolvd\nReplace the fuse.", mistyped, &[resolved()], "Replace the fuse.");
    let note = Some(CommandFault::ProbablyMeant { meant: "note".to_owned() });
    check("#internal\nShe never pays.", note, &[Command::Note], "She never pays.");
}

#[test]
fn what_is_in_doubt_even_then_is_not_offered() {
    for text in ["#assign carl\nText", "#resolvd\n#closed\nText", "#list mine\n#resolvd", "#list mne"] {
        let found = instructions(text);
        assert!(found.has_faults() && found.meant.is_none(), "{text:?}: {:?}", found.meant);
    }
}

#[test]
fn other_words_are_no_commands() {
    for text in [
        "The #1 press",
        "Hello\n# Results\nfine",
        "Hello\n#products4you",
        "see https://x.example/#note1",
        "C# note",
        "Hello\n#12",
        "a note",
        "Please write #resolved there",
        "# open the file\nand # close it",
        "see https://x.example/#note",
        "The panel shows #3 of #4",
        "Hello\n    # 1 of 2",
    ] {
        assert_eq!(parse(text), (Vec::new(), text.to_owned()), "{text:?}");
    }
    assert_eq!(parse("##note\nis a word"), (Vec::new(), "#note\nis a word".to_owned()));
    assert_eq!(
        parse("#note\nHello\n  ##resolved is one"),
        (vec![Ok(Command::Note)], "Hello\n#resolved is one".to_owned())
    );
}

#[test]
fn a_mail_has_only_so_many_commands_and_only_such_long_ones() {
    let many = instructions(&"#cc add bob@customer.example\n".repeat(5_000));
    assert_eq!(many.lines.len(), MAX_COMMANDS + 1);
    assert!(many.has_faults() && many.meant.is_none());
    let long = instructions(&format!("#split {}", "x".repeat(5_000)));
    assert_eq!(long.lines[0].command, Err(CommandFault::TooLong { limit: 1_000 }));
    assert!(long.lines[0].written.len() < 210);
}

mod by_chance {
    use super::*;
    use proptest::prelude::*;

    /// `#note` as programs and people may write it.
    fn dressed() -> impl Strategy<Value = String> {
        let before = prop::sample::select(vec![
            "", " ", "\t", "> ", ">> ", "| ", "- ", "-", "* ", "• ", "1. ", "12) ", "(a) ", "**", "*", "__", "`", "\"",
            "“", "(", "[", "<", "~~", "\u{A0}", "\u{3000}", "→ ", "\\", "– ",
        ]);
        let hidden = prop::sample::select(vec![
            "", "\u{200B}", "\u{200E}", "\u{202E}", "\u{2068}", "\u{AD}", "\u{FEFF}", "\u{FE0F}",
        ]);
        let hash = prop::sample::select(vec!["#", "＃", "﹟", "# ", "#\u{A0}", "#**"]);
        let word = prop::sample::select(vec!["note", "NOTE", "Note", "ｎｏｔｅ", "no\u{200B}te", "n\u{AD}ote", "𝗻𝗼𝘁𝗲"]);
        let behind = prop::sample::select(vec![
            "",
            " ",
            "**",
            "*",
            "`",
            "\"",
            "”",
            ")",
            "]",
            ":",
            ".",
            "!",
            " she never pays",
            "\u{202C}",
            "__",
        ]);
        (before, hidden.clone(), hash, hidden, word, behind)
            .prop_map(|(before, one, hash, two, word, behind)| format!("{before}{one}{hash}{two}{word}{behind}"))
    }

    proptest! {
        #[test]
        fn a_note_stays_one_whatever_it_wears(line in dressed(), above in "([A-Za-z ,.]{0,20}\\n){0,3}", below in "[a-z ]{0,20}") {
            let found = instructions(&format!("{above}{line}\n{below}"));
            let is_note = found.commands().any(|command| *command == Command::Note);
            prop_assert!(is_note || found.has_faults(), "{line:?}");
            prop_assert!(found.names_note, "{line:?}");
        }

        #[test]
        fn words_without_the_sign_are_words(text in "[^#＃﹟♯\\r]{0,200}") {
            let found = instructions(&text);
            let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
            prop_assert!(found.lines.is_empty() || says_note(first));
            let lines = text.lines().collect::<Vec<_>>().join("\n");
            prop_assert_eq!(&*found.text, lines.trim());
        }
    }
}

#[test]
fn commands_beside_the_words_stop_them() {
    let policy = samples::policy();
    let check = |beside: &[&str], expected: bool| {
        let words = OwnWords::typed("She never pays.");
        let found = parse_commands(&policy, &policy.people.agents.0[0], &words, Beside { lines: beside, page: "" });
        assert_eq!(found.has_faults(), expected, "{beside:?}");
        assert_eq!(&*found.text, "She never pays.");
    };
    check(&["> #note"], true);
    check(&["Anna Adler", "#note"], true);
    check(&["#note – the text stays among agents", "#assign me – you take the ticket", "Tel #12"], false);
    check(&[], false);
}

#[test]
fn what_the_page_says_and_the_text_lost_is_a_fault() {
    let policy = Policy { people: samples::people(), ..samples::policy() };
    let check = |text: &str, page: &str, expected: bool| {
        let beside = Beside { lines: &[], page };
        let found = parse_commands(&policy, &policy.people.agents.0[0], &OwnWords::typed(text), beside);
        assert_eq!(found.has_faults(), expected, "{text:?} {page:?}");
    };
    check("She never pays.", "#note\nShe never pays.", true);
    check("She never pays.", "*#note*\n\nShe never pays.", true);
    check("She never pays.", "note\n\nShe never pays.", true);
    check("She never pays.", "#assign ben\nShe never pays.", true);
    check("#assign ben\nShe never pays.", "#assign ben\n#note\nShe never pays.", true);
    check("#note\nShe never pays.", "#note\nShe never pays.", false);
    check("#note\nShe never pays.", "She never pays.", false);
    check("#assign ben\nDone.", "*#assign* ben@desk.example\nDone.", false);
    check("Done.", "Done.", false);
    check("Done.", "Done.\n#closed", false);
    check("##note is a word", "##note is a word", false);
    check("#public\nNote:\nIt is done.", "#public\nNote:\nIt is done.", false);
    check("Note:\nIt is done.", "", true);
}

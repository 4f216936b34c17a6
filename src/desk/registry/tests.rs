//! What words mean, and what is wrong with lines.

use super::*;
use crate::desk::question::Question;
use crate::desk::reference::TicketNumber;
use crate::desk::samples;
use crate::mail::Address;

const NO_LIST: &str = "There's no such list. Write #list mine, #list unassigned, #list open, #list closed, #list team NAME or #list of ADDRESS.";

fn read(text: &str) -> Result<Command, String> {
    let policy = policy();
    let author = &policy.people.agents.0[0];
    let (word, argument) = text.split_once(' ').unwrap_or((text, ""));
    let line = CommandArguments { argument: argument.trim(), author, policy: &policy };
    let found = find(&policy, word).map_or_else(|| Err(unknown(&policy, word)), |word| word.read(&line));
    found.map_err(|fault| fault.to_string())
}

fn policy() -> Policy {
    Policy {
        people: samples::people(),
        workflow: samples::workflow_with_inquiries(),
        fields: samples::fields(),
        ..samples::policy()
    }
}

#[test]
fn questions() {
    let check = |text: &str, expected: Question| assert_eq!(read(text), Ok(Command::Ask(expected)), "{text:?}");
    let mine = || Question::OfAgent("anna".to_owned());
    check("list mine", mine());
    check("list", mine());
    check("list  Mine", mine());
    check("list unassigned", Question::Unassigned);
    check("list open", Question::Open);
    let only = |done, of| Question::Only { done, of: Box::new(of) };
    let of_ada =
        || Question::OfCustomer { address: Address::parse("ada@customer.example").unwrap(), organisation: None };
    check("list closed", only(true, Question::Open));
    check("list Closed mine", only(true, mine()));
    check("list mine closed", only(true, mine()));
    check("list mine open", only(false, mine()));
    check("list unassigned closed", only(true, Question::Unassigned));
    check("list team Robots closed", only(true, Question::OfTeam("robots".to_owned())));
    check("list closed team robots", only(true, Question::OfTeam("robots".to_owned())));
    check("list of ada@customer.example", of_ada());
    check("list of Ada <ada@customer.example>", of_ada());
    check("list open of ada@customer.example", only(false, of_ada()));
    check("list of ada@customer.example closed", only(true, of_ada()));
    check("list team Robots", Question::OfTeam("robots".to_owned()));
    for show in ["show HD-00042", "show hd42", "show 42", "show [HD-00042]", "show HD 00042"] {
        check(show, Question::One(TicketNumber(42)));
    }
    assert_eq!(read("help"), Ok(Command::Help));
    assert_eq!(read("help with this"), Ok(Command::Help));
    assert_eq!(read("release"), Ok(Command::ReleaseMail(vec![])));
    assert_eq!(read("release 17"), Ok(Command::ReleaseMail(vec![17])));
    assert_eq!(read("release #17"), Ok(Command::ReleaseMail(vec![17])));
    assert_eq!(read("release 11 12"), Ok(Command::ReleaseMail(vec![11, 12])));
    assert_eq!(read("release #11, 12;13"), Ok(Command::ReleaseMail(vec![11, 12, 13])));
    for given in ["-1", "+1", "1.5", "12x", "99999999999999999999999"] {
        let fault = CommandFault::NoMailNumber { given: given.to_owned() };
        assert_eq!(read(&format!("release {given}")), Err(fault.to_string()));
    }
    assert_eq!(read("release please"), Err(CommandFault::TakesNoArgument.to_string()));
    assert_eq!(read("drop"), Ok(Command::DropMail(vec![])));
}

#[test]
fn what_is_wrong_is_said() {
    let check = |text: &str, expected: &str| assert_eq!(read(text).unwrap_err(), expected, "{text:?}");
    check("resolvd", "Unknown command. Did you mean #resolved?");
    check("priorty", "Unknown command. Did you mean #priority?");
    check("asign", "Unknown command. Did you mean #assign?");
    check("to_customer", "Unknown command. Did you mean #to-customer?");
    check("helo", "Unknown command. Did you mean #help?");
    check("frobnicate", "Unknown command. Send #help for the list.");
    check("cancel", "Only customers can use this. Set the status instead, such as #closed.");
    check("note well", "Nothing may follow this command. Put your text on the next line.");
    check("resolved thanks", "Nothing may follow this command. Put your text on the next line.");
    check("release it", "Nothing may follow this command. Put your text on the next line.");
    check("assign carl", "carl isn't an agent. Agents: anna, ben.");
    check("assign", "No name given. Write #assign me, or one of: anna, ben.");
    check("team", "No team given. Teams: robots.");
    check("team sales", "sales isn't a team. Teams: robots.");
    check("list yours", NO_LIST);
    check("list mine please", NO_LIST);
    check("list closed yours", NO_LIST);
    check("list closed open", NO_LIST);
    check("list of", "No address given. Write #list of ada@customer.example.");
    check("list of nobody", "No address given. Write #list of ada@customer.example.");
    check("list team", "No team given. Teams: robots.");
    check("list team sales", "sales isn't a team. Teams: robots.");
    check("show", "No ticket number given. Write #show HD-00042.");
    check("show XY-00042", "XY-00042 isn't a ticket number. Write #show HD-00042.");
    check("show 0", "0 isn't a ticket number. Write #show HD-00042.");
    check("merge", "No ticket number given. Write #merge HD-00042.");
    check("split", "No subject given. Write #split and the subject of the new ticket, one line each.");
    check("cc bob@x.example", "Unclear what to do. Write #cc add ADDRESS or #cc remove ADDRESS.");
    check("cc add Bob", "No address given. Write #cc add ada@customer.example.");
    check(
        "on-behalf ben@desk.example",
        "ben@desk.example belongs to an agent, and agents see every ticket. Leave this line out.",
    );
    check("on-behalf a@x.example b@x.example", "There are several addresses on this line. Write one line for each.");
    check(
        "cc add bob@x.example as he asked",
        "There's more than the address bob@x.example on this line. Put each command on its own line.",
    );
    check(
        "cc add #note bob@x.example",
        "There's more than the address bob@x.example on this line. Put each command on its own line.",
    );
    check("assign ben@desk.example please look", "ben@desk.example please look isn't an agent. Agents: anna, ben.");
    check("merge HD-00041 as discussed", "No ticket number given. Write #merge HD-00042.");
    check("priority", "No value given. Choose one of: 1, 2, 3.");
    check("priority soon", "soon isn't a value of priority. Choose one of: 1, 2, 3.");
    check("owner", "No value given. Any text will do.");
}

#[test]
fn what_a_desk_has_not_is_neither_listed_nor_meant() {
    let bare = Policy {
        people: crate::desk::people::People { agents: samples::agents(), ..Default::default() },
        ..samples::policy()
    };
    let listed: Vec<String> = all(&bare).into_iter().map(|fact| fact.command).collect();
    assert!(!listed.iter().any(|command| command.contains("team") || command == "#open"), "{listed:?}");
    assert!(all(&policy()).iter().any(|fact| fact.command == "#team NAME" && fact.choices == "robots"));
    assert_eq!(unknown(&bare, "tem").to_string(), "Unknown command. Send #help for the list.");
    assert_eq!(unknown(&policy(), "tem").to_string(), "Unknown command. Did you mean #team?");
}

#[test]
fn each_word_stands_once() {
    for built_in in BUILT_IN {
        assert!(BUILT_IN.iter().filter(|other| other.word == built_in.word).count() == 1, "{}", built_in.word);
        assert!(
            built_in.usages.iter().all(|usage| usage.written.split(' ').next() == Some(built_in.word)),
            "{}",
            built_in.word
        );
        assert!(is_reserved(built_in.word));
    }
    let meanings: Vec<&str> = usages("HD-00042").map(|(_, meaning)| meaning).collect();
    assert!(meanings.iter().all(|meaning| meanings.iter().filter(|other| *other == meaning).count() == 1));
}

/// The first cells of the tables of commands in the README: each usage once, and no word that means nothing.
#[test]
fn the_readme_has_them_all() {
    let readme = include_str!("../../../README.md");
    let (_, agents) = readme.split_once("## For agents").unwrap();
    let (agents, _) = agents.split_once("\n## ").unwrap();
    let cells = agents.lines().filter_map(|line| line.strip_prefix("| ")?.split_once(" | ")).map(|(cell, _)| cell);
    let written: Vec<&str> = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
    let usages = BUILT_IN.iter().flat_map(|built_in| built_in.usages);
    let usages: Vec<String> =
        usages.map(|usage| format!("#{}", usage.written.replace("REFERENCE", "HD-00042"))).collect();
    for usage in &usages {
        assert_eq!(written.iter().filter(|written| *written == usage).count(), 1, "{usage} in the README");
    }
    let policy = policy();
    for other in written.iter().filter(|written| !usages.iter().any(|usage| usage == *written)) {
        let word = other.trim_start_matches('#').split(' ').next().unwrap_or_default();
        let shipped = ["closed", "on-customer", "on-partner", "to-web-it"].contains(&word);
        assert!(shipped || find(&policy, word).is_some(), "{other} means nothing");
    }
}

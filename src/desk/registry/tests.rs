//! What words mean, and what is wrong with lines.

use super::*;
use crate::desk::question::Question;
use crate::desk::reference::TicketNumber;
use crate::desk::samples;
use crate::mail::Address;

const NO_LIST: &str =
    "names no list; write #list mine, #list unassigned, #list open, #list closed, #list team NAME or #list of ADDRESS";

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
    check("resolvd", "is not a command; did you mean #resolved?");
    check("priorty", "is not a command; did you mean #priority?");
    check("asign", "is not a command; did you mean #assign?");
    check("to_customer", "is not a command; did you mean #to-customer?");
    check("helo", "is not a command; did you mean #help?");
    check("frobnicate", "is not a command; #help lists all");
    check("cancel", "is for customers; agents set the status itself");
    check("note well", "takes no argument; write the text on the lines below");
    check("resolved thanks", "takes no argument; write the text on the lines below");
    check("release it", "takes no argument; write the text on the lines below");
    check("assign carl", "carl is not an agent, and only they have tickets; agents are: anna, ben");
    check("assign", "says nobody; write #assign me or one of: anna, ben");
    check("team", "says no team; teams are: robots");
    check("team sales", "sales is not a team; teams are: robots");
    check("list yours", NO_LIST);
    check("list mine please", NO_LIST);
    check("list closed yours", NO_LIST);
    check("list closed open", NO_LIST);
    check("list of", "says nobody; write #list of ada@customer.example");
    check("list of nobody", "says nobody; write #list of ada@customer.example");
    check("list team", "says no team; teams are: robots");
    check("list team sales", "sales is not a team; teams are: robots");
    check("show", "says no ticket; write #show HD-00042");
    check("show XY-00042", "XY-00042 is no reference; write #show HD-00042");
    check("show 0", "0 is no reference; write #show HD-00042");
    check("merge", "says not into which ticket; write #merge HD-00042");
    check("split", "says not what the other ticket is about; write #split and its subject, one line for each");
    check("cc bob@x.example", "says neither who joins nor who leaves; write #cc add ADDRESS or #cc remove ADDRESS");
    check("cc add Bob", "says nobody; write #cc add ada@customer.example");
    check("on-behalf ben@desk.example", "ben@desk.example is an agent's address; agents see every ticket");
    check("on-behalf a@x.example b@x.example", "names several addresses; write a line for each");
    check(
        "cc add bob@x.example as he asked",
        "has more than the address bob@x.example; write each command on a line of its own",
    );
    check(
        "cc add #note bob@x.example",
        "has more than the address bob@x.example; write each command on a line of its own",
    );
    check(
        "assign ben@desk.example please look",
        "ben@desk.example please look is not an agent, and only they have tickets; agents are: anna, ben",
    );
    check("merge HD-00041 as discussed", "says not into which ticket; write #merge HD-00042");
    check("priority", "says no value; write one of: 1, 2, 3");
    check("priority soon", "soon is no priority; write one of: 1, 2, 3");
    check("owner", "says no value; any text will do");
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
    assert_eq!(unknown(&bare, "tem").to_string(), "is not a command; #help lists all");
    assert_eq!(unknown(&policy(), "tem").to_string(), "is not a command; did you mean #team?");
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

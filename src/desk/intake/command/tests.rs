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
    parse_commands(&policy, &policy.people.agents.0[0], &OwnWords::typed(text))
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
    check("Hello\n#resolved", &[], "Hello\n#resolved");
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
    check("#listing", None);
    check("# list", None);
    check("", None);
    let lines = instructions("#list mine\n#resolved").lines;
    assert_eq!(lines[0].command, Err(CommandFault::StandsAlone));
    assert_eq!(lines[1].command, Ok(Command::Status(StatusName("resolved".to_owned()))));
}

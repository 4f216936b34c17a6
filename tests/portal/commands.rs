//! What agents do on a ticket beside writing: each command that is possible now has its form, shows first what would follow,
//! and a refusal writes nothing.

use crate::browser::Browser;
use crate::house::{House, eventually};
use crate::http::Reply;

const ADA: &str = "ada@pressworks.example";
const HANNA: &str = "hanna@hotline.example";

/// Asks for a command as the page does, and looks at the preview.
fn asked(who: &mut Browser, path: &str, (command, argument): (&str, &str)) -> Reply {
    let (wanted, field) = (format!("preview-command:{command}"), format!("argument.{command}"));
    who.act(path, &[("do", wanted.as_str()), (field.as_str(), argument)])
}

/// The same, and confirms it.
fn done(who: &mut Browser, path: &str, (command, argument): (&str, &str)) -> Reply {
    let preview = asked(who, path, (command, argument));
    assert_eq!(preview.status, 200, "{}", preview.text());
    let (act, field) = (format!("command:{command}"), format!("argument.{command}"));
    assert!(preview.text().contains(&format!("value=\"{act}\"")), "{}", preview.text());
    let nonce = preview.hidden("nonce");
    let fields = [("nonce", nonce.as_str()), ("step", "preview"), (field.as_str(), argument), ("do", act.as_str())];
    who.post(path, &fields)
}

#[test]
fn two_tickets_become_one_after_a_look() {
    let house = House::new();
    let (mut ada, mut hanna) = (house.sign_in(ADA), house.sign_in(HANNA));
    let (one, other) = (ada.open("Press stops", "It stops."), ada.open("Press stops again", "As before."));
    let path = format!("/desk/t/{other}");
    let preview = asked(&mut hanna, &path, ("merge", &one));
    assert!(preview.text().contains(&format!("{one} Press stops")), "{}", preview.text());
    assert!(hanna.get(&path).text().contains("Press stops again"), "a look changes nothing");
    assert_eq!(done(&mut hanna, &path, ("merge", &one)).status, 303);
    assert_eq!(hanna.get(&path).location(), format!("/desk/t/{one}"));
    assert_eq!(ada.get(&format!("/t/{other}")).location(), format!("/t/{one}"));
}

#[test]
fn what_cannot_be_done_is_told_and_writes_nothing() {
    let house = House::new();
    let (mut ada, mut bo) = (house.sign_in(ADA), house.sign_in("bo@sawmill.example"));
    let mut hanna = house.sign_in(HANNA);
    let (ours, theirs) = (ada.open("Press stops", "It stops."), bo.open("Saw stops", "It stops."));
    let path = format!("/desk/t/{ours}");
    let before = hanna.get(&path).text().matches("class=\"event").count();
    let mut check = |command: (&str, &str), (status, words): (u16, &str)| {
        let reply = asked(&mut hanna, &path, command);
        assert_eq!(reply.status, status, "{command:?}: {}", reply.text());
        assert!(reply.text().contains(words), "{command:?}: {}", reply.text());
    };
    check(("merge", ""), (422, "Number of the other ticket: please fill this in"));
    check(("merge", "HD-99999"), (409, "HD-99999"));
    check(("merge", &ours), (409, "the number of this ticket"));
    check(("merge", &theirs), (409, "bo@sawmill.example"));
    check(("merge", "HD-1 HD-2 #spam"), (409, "HD-1 HD-2 #spam"));
    check(("split", " "), (422, "Title of the new ticket"));
    check(("requester", "nobody"), (422, "needs to look like name@example.com"));
    check(("requester", ADA), (409, "already"));
    check(("frobnicate", ""), (422, "choose one of the options"));
    assert_eq!(hanna.get(&path).text().matches("class=\"event").count(), before);
    let fields = [("do", "command:spam"), ("nonce", "0123456789abcdef0123456789abcdef")];
    for (who, status) in [(&mut ada, 422), (&mut bo, 404)] {
        assert_eq!(who.post(&path, &fields).status, 404);
        assert_eq!(who.post(&format!("/t/{ours}"), &fields).status, status, "customers have no such button");
    }
}

#[test]
fn each_command_does_what_it_does_by_mail() {
    let house = House::new();
    let (mut ada, mut hanna) = (house.sign_in(ADA), house.sign_in(HANNA));
    let path = format!("/desk/t/{}", ada.open("Press stops", "It stops, and who pays?"));
    assert_eq!(done(&mut hanna, &path, ("split", "Who pays")).status, 303);
    assert!(ada.get("/").text().contains("Who pays"));
    assert!(!house.letters(ADA).is_empty());
    let fields = [("do", "set"), ("was.product", ""), ("free.product", "KR 10")];
    assert_eq!(hanna.act(&path, &fields).status, 303);
    assert!(hanna.get(&path).text().contains("value=\"KR 10\""));
    assert_eq!(hanna.act(&path, &[("do", "add-person"), ("person", "bert@pressworks.example")]).status, 303);
    assert!(hanna.get(&path).text().contains("remove-person:bert@pressworks.example"));
    assert_eq!(done(&mut hanna, &path, ("requester", "bert@pressworks.example")).status, 303);
    assert_eq!(done(&mut hanna, &path, ("spam", "")).status, 303);
    let page = hanna.get(&path).text();
    assert!(page.contains("Filed as spam") && !page.contains("preview-command:spam"), "{page}");
}

#[test]
fn an_inquiry_is_made_a_ticket() {
    let house = House::new();
    let mut hanna = house.sign_in(HANNA);
    house.arrive(
        "info",
        &format!("From: {ADA}\r\nTo: info@hotline.example\r\nSubject: A question\r\nMessage-ID: <q@x>\r\n\r\nHow?\r\n"),
    );
    let path = eventually("the inquiry", || {
        let links = hanna.get("/desk?tab=unassigned").attributes("href");
        links.into_iter().find(|href| href.starts_with("/desk/t/"))
    });
    assert_eq!(done(&mut hanna, &path, ("open", "")).status, 303);
    eventually("the confirmation", || (!house.letters(ADA).is_empty()).then_some(()));
    assert!(!hanna.get(&path).text().contains("preview-command:open"));
}

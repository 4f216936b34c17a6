//! The portal in a real browser: without scripts, by keyboard alone, with hostile words; and pictures of it for the manual.

use std::fs;
use std::path::Path;

use crate::browser::{Browser, Sent};
use crate::chromium::{Chromium, ENTER, Scripts};
use crate::hostile::HOSTILE;
use crate::house::{House, Letter, eventually};

const ADA: &str = "ada@pressworks.example";
const HANNA: &str = "hanna@hotline.example";

/// Does something that writes a letter to sign in, and gets it.
fn letter_for(house: &House, address: &str, ask: impl FnOnce()) -> Letter {
    let before = house.letters(address);
    ask();
    house.letter_after(address, &before)
}

fn sign_in(house: &House, window: &Chromium, address: &str) {
    window.open("/in");
    let letter = letter_for(house, address, || {
        window.write("#f-address", address);
        window.click("button[value=ask]");
    });
    window.write("#f-code", &letter.code().to_lowercase());
    window.click("button[value=code]");
    // A form leaves a moment after the click.
    eventually("to be signed in", || ["/", "/desk"].contains(&window.path().as_str()).then_some(()));
}

#[test]
#[ignore = "needs Chromium; ./test runs it"]
fn everything_works_without_scripts() {
    let house = House::new();
    let Some(window) = Chromium::start(house.port, Scripts::Off) else { return };
    window.open("/t/HD-00001");
    assert_eq!(window.path(), "/in?to=t-HD-00001", "whoever isn't signed in is asked to");
    sign_in(&house, &window, ADA);
    // A case with a file, and an error on the way.
    window.click("nav a[href='/new']");
    window.click("button[value=next]");
    assert!(window.text(".summary").contains("Title"), "{}", window.text(".summary"));
    window.write("#f-subject", "Gripper loses the part");
    window.click("button[value=next]");
    let log = house.directory("log.txt");
    fs::write(&log, "F3 blown").unwrap();
    window.write("#f-files", &log.display().to_string());
    window.click(".acts button[value=back]");
    eventually("what was typed is kept on the way back", || {
        let is_first = window.page().contains("name=\"step\" value=\"choose\"");
        (is_first && window.page().contains("Gripper loses the part")).then_some(())
    });
    window.click("button[value=next]");
    eventually("the file, which is kept too", || window.page().contains("log.txt").then_some(()));
    window.click(".acts button[value=send]");
    // A file says enough, so this is sent.
    // A form with files leaves a moment after the click.
    let path = eventually("the new ticket", || Some(window.path()).filter(|path| path.starts_with("/t/HD-")));
    assert!(path.ends_with("?done=opened"), "{path}");
    let path = path.split('?').next().unwrap().to_owned();
    assert!(window.text(".story").contains("log.txt"), "{}", window.text("main"));
    // A comment, with an error on the way.
    window.click(".acts button[value=send]");
    assert!(window.text(".summary").contains("eplace") || !window.text(".summary").is_empty());
    window.write("#f-text", "It happens at station 3.");
    window.click(".acts button[value=send]");
    window.sees("station 3");
    window.click("footer button");
    eventually("the page that says so", || (window.path() == "/out").then_some(()));
    window.open("/desk");
    assert!(window.path().starts_with("/in"), "signed out");
    // The agent answers.
    sign_in(&house, &window, HANNA);
    window.open("/desk");
    window.click(&format!("a[href='/desk{path}']"));
    window.write("#f-text", "Which gripper is it?");
    window.click("button[value=reply]");
    window.sees("Which gripper is it?");
    window.write("#f-text", "Zebrafink");
    window.click("button[value=note]");
    window.sees("Zebrafink");
    window.forget_cookies();
    sign_in(&house, &window, ADA);
    window.click(&format!("a[href='{path}']"));
    let story = window.text("main");
    assert!(story.contains("Which gripper is it?") && !story.contains("Zebrafink"), "{story}");
    window.click("button[value='#close']");
    eventually("the ticket again", || window.path().contains("?done=").then_some(()));
    window.open("/?state=done");
    assert!(window.text("main").contains("Gripper loses the part"));
}

#[test]
#[ignore = "needs Chromium; ./test runs it"]
fn everything_works_by_keyboard_alone() {
    let house = House::new();
    let Some(window) = Chromium::start(house.port, Scripts::On) else { return };
    window.open("/in");
    let letter = letter_for(&house, ADA, || {
        window.tab_to("id", "f-address");
        window.press(&format!("{ADA}{ENTER}"));
    });
    window.tab_to("id", "f-code");
    window.press(&format!("{}{ENTER}", letter.code()));
    eventually("the list", || (window.path() == "/").then_some(()));
    window.tab_to("href", "/new");
    window.press(ENTER);
    window.tab_to("id", "f-subject");
    window.press(&format!("Press stops{ENTER}"));
    window.tab_to("id", "f-text");
    window.press("After ten minutes.");
    window.tab_to("value", "send");
    window.press(ENTER);
    eventually("the new ticket", || window.path().starts_with("/t/HD-").then_some(()));
    // The first key leads past everything that is the same on all pages.
    let path = window.path().split('?').next().unwrap().to_owned();
    window.open(&path);
    window.press(crate::chromium::TAB);
    assert_eq!(window.focused("class"), "skip");
    window.press(ENTER);
    window.tab_to("id", "f-text");
    window.press("And again.");
    window.tab_to("value", "send");
    window.press(ENTER);
    window.sees("And again.");
}

/// Opens tickets with hostile words, names and files. Returns their paths.
fn hostile_tickets(who: &mut Browser) -> Vec<String> {
    let all = HOSTILE.join("\n");
    let open = |subject: &&str| {
        format!("/t/{}", who.open_with(subject, &all, &[Sent::new(subject, b"<script>alert(1)</script>")]))
    };
    HOSTILE.iter().map(open).collect()
}

#[test]
#[ignore = "needs Chromium; ./test runs it"]
fn nothing_hostile_runs_or_is_fetched() {
    let house = House::new();
    let Some(window) = Chromium::start(house.port, Scripts::On) else { return };
    house.arrive(
        "support",
        "From: \"<script>alert(1)</script>\" <mallory@pressworks.example>\r\nTo: support@hotline.example\r\nSubject: <svg onload=alert(1)>\r\n\
         Message-ID: <1@pressworks.example>\r\nContent-Type: text/html\r\n\r\n<p>Press<script>alert(1)</script>\
         <img src=http://evil.example/p.png onerror=alert(1)><iframe src=http://evil.example></iframe>\
         <style>@import url(http://evil.example/a.css); p { background: url(http://evil.example/b.png) }</style>\
         <form action=http://evil.example><input autofocus onfocus=alert(1)></form></p>\r\n",
    );
    let (mut mallory, mut hanna) = (house.sign_in("mallory@pressworks.example"), house.sign_in(HANNA));
    let tickets = hostile_tickets(&mut mallory);
    for ticket in &tickets {
        assert_eq!(hanna.act(&format!("/desk{ticket}"), &[("text", HOSTILE[0]), ("do", "reply")]).status, 303);
    }
    crate::house::eventually("the mail", || (hanna.get("/desk/mail/1/html").status == 200).then_some(()));
    let own = format!("http://localhost:{}/", house.port);
    let visit = |page: &str| {
        window.open(page);
        assert!(!window.has_dialog(), "{page} opens a dialog");
        let beyond: Vec<String> =
            window.requests().into_iter().filter(|url| !url.starts_with(&own) && !url.starts_with("data:")).collect();
        assert!(beyond.is_empty(), "{page} asks for {beyond:?}");
        assert!(window.path().starts_with('/'), "{page} leads away");
    };
    window.open("/robots.txt");
    window.requests();
    window.take_session(&mallory.cookies["session"]);
    for ticket in &tickets {
        visit(ticket);
        visit(&format!("{ticket}/files"));
    }
    for page in ["/", "/new", "/me", "/in?to=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"] {
        visit(page);
    }
    window.forget_cookies();
    window.take_session(&hanna.cookies["session"]);
    for ticket in &tickets {
        visit(&format!("/desk{ticket}"));
    }
    for page in ["/desk", "/desk/mail/1", "/desk/mail/1/html", "/desk/new", "/desk/house"] {
        visit(page);
    }
}

#[test]
#[ignore = "makes the pictures of docs/ with MAILDESK_PICTURES=1"]
fn pictures() {
    if std::env::var_os("MAILDESK_PICTURES").is_none() {
        return;
    }
    let house = House::new();
    let Some(window) = Chromium::start(house.port, Scripts::On) else { return };
    let (mut ada, mut hanna) = (house.sign_in(ADA), house.sign_in(HANNA));
    let minutes = |count| house.wait(jiff::SignedDuration::from_mins(count));
    let mut opened = Vec::new();
    for (subject, text) in [
        ("New licence for the saw", "Our licence ends on Friday. Can we have the next one?"),
        ("Prices in the catalogue", "Page 12 still shows last year's prices."),
        ("Gripper loses the part", "The gripper of cell 2 loses every tenth part."),
        ("Press stops after ten minutes", "The press at station 3 stops after ten minutes. The panel shows F3."),
    ] {
        minutes(37);
        opened.push(format!("/t/{}", ada.open_with(subject, text, &[Sent::new("panel.log", b"F3 blown")])));
    }
    let ticket = opened.last().unwrap();
    minutes(12);
    for (path, text) in [
        (ticket, "Which fuse do you see behind the panel? It is printed on its cap."),
        (&opened[2], "We'll send somebody."),
    ] {
        assert_eq!(hanna.act(&format!("/desk{path}"), &[("text", text), ("do", "reply")]).status, 303);
    }
    minutes(9);
    assert_eq!(ada.act(ticket, &[("text", "It says 16 A. We have none of these here."), ("do", "send")]).status, 303);
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/portal");
    fs::create_dir_all(&directory).unwrap();
    let size = serde_json::json!({"width": 1280, "height": 760, "deviceScaleFactor": 1, "mobile": false});
    window.devtools("Emulation.setDeviceMetricsOverride", &size);
    for (session, page, name) in [
        (&ada, "/", "list"),
        (&ada, ticket.as_str(), "ticket"),
        (&ada, "/new", "new"),
        (&hanna, "/desk", "queue"),
        (&hanna, &format!("/desk{ticket}"), "agent"),
    ] {
        window.take_session(&session.cookies["session"]);
        window.open(page);
        fs::write(directory.join(format!("{name}.png")), window.picture()).unwrap();
    }
}

#[test]
#[ignore = "needs Chromium; ./test runs it"]
fn an_open_page_offers_to_show_what_changed() {
    let house = House::new();
    let Some(window) = Chromium::start(house.port, Scripts::On) else { return };
    let (mut ada, mut hanna) = (house.sign_in(ADA), house.sign_in(HANNA));
    let ticket = format!("/t/{}", ada.open("Press stops", "It stops."));
    sign_in(&house, &window, ADA);
    window.open(&ticket);
    assert_eq!(window.text("#live"), "", "nothing changed yet");
    assert_eq!(hanna.act(&format!("/desk{ticket}"), &[("text", "Which fuse?"), ("do", "reply")]).status, 303);
    eventually("the offer", || window.text("#live").contains("something new").then_some(()));
    assert!(!window.page().contains("Which fuse?"), "nothing moves below the reader's hands");
    window.click("#live a");
    window.sees("Which fuse?");
}

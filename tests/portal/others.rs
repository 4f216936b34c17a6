//! Another's ticket: for whoever isn't on it, there is no such ticket. Notes and what was withheld are no customer's.

use crate::browser::{Browser, Sent};
use crate::house::House;
use crate::http::Reply;

/// A reference that no ticket has.
const NONE: &str = "HD-09999";
/// Words that only agents write to each other.
const NOTE: &str = "Zebrafink";
/// Words in a file that belongs to a note.
const NOTE_FILE: &str = "Kolibri";

struct Scene {
    house: House,
    reference: String,
    /// The path of a public file below the ticket, and of a file of a note.
    file: String,
    note_file: String,
}

/// Ada's ticket of the press works, with Carl on it, in the hands of a partner, with a note of Rolf's.
fn scene() -> (Scene, Browser) {
    let house = House::new();
    let mut ada = house.sign_in("ada@pressworks.example");
    let reference = ada.open_with("Press stops", "It stops.", &[Sent::new("log.txt", b"F3 blown")]);
    let path = format!("/t/{reference}");
    let added = ada.act(&path, &[("person", "carl@elsewhere.example"), ("do", "add-person")]);
    assert_eq!(added.status, 303, "{}", added.text());
    let file =
        ada.get(&format!("{path}/files")).attributes("href").into_iter().find(|href| href.contains("/f/")).unwrap();
    let file = file.strip_prefix(&path).unwrap().to_owned();
    let mut rolf = house.sign_in("rolf@hotline.example");
    let page = rolf.get(&format!("/desk{path}"));
    let (nonce, version) = (page.hidden("nonce"), page.hidden("version"));
    let words = format!("{NOTE} thinks that Ada pulled the plug.");
    let marks = [("nonce", nonce.as_str()), ("version", version.as_str()), ("text", words.as_str()), ("do", "note")];
    let noted = rolf.upload(&format!("/desk{path}"), &marks, &[Sent::new("bird.txt", NOTE_FILE.as_bytes())]);
    assert_eq!(noted.status, 303, "{}", noted.text());
    let links = rolf.get(&format!("/desk{path}")).attributes("href");
    let note_file = links.iter().filter(|href| href.contains("/f/")).find(|href| !href.ends_with(&file)).unwrap();
    let note_file = note_file.strip_prefix(&format!("/desk{path}")).unwrap().to_owned();
    (Scene { house, reference, file, note_file }, rolf)
}

/// Each request that names a ticket.
fn requests(who: &mut Browser, reference: &str, scene: &Scene) -> Vec<(String, Reply)> {
    let mut replies = Vec::new();
    for below in ["/t", "/desk/t"] {
        let path = format!("{below}/{reference}");
        let files =
            [String::new(), "/files".to_owned(), scene.file.clone(), scene.note_file.clone(), "/f/999999/0".to_owned()];
        for part in files {
            for method in ["GET", "HEAD"] {
                replies.push((format!("{method} {below}{part}"), who.send(method, &format!("{path}{part}"), &[], b"")));
            }
        }
        for wanted in [
            "send",
            "reply",
            "note",
            "take",
            "judge",
            "rate",
            "leave",
            "add-person",
            "#close",
            "#to-it",
            "set",
            "preview",
            "",
        ] {
            let fields = [
                ("do", wanted),
                ("text", "Let me in"),
                ("person", "x@y.example"),
                ("score", "1"),
                ("nonce", "n"),
                ("version", "1"),
            ];
            replies.push((format!("POST {below} {wanted}"), who.post(&path, &fields)));
        }
    }
    replies
}

#[test]
fn another_s_ticket_is_the_same_as_none() {
    let (scene, _) = scene();
    let house = &scene.house;
    let strangers = ["eve@stranger.example", "sam@sawmill.example", "it@cloud.example"];
    let mut all: Vec<(&str, Browser)> = strangers.iter().map(|who| (*who, house.sign_in(who))).collect();
    all.push(("nobody", house.browser()));
    let mut forged = house.browser();
    forged.cookies.insert("session".to_owned(), "f".repeat(64));
    all.push(("a forged cookie", forged));
    for (who, browser) in &mut all {
        let theirs = requests(browser, &scene.reference, &scene);
        let none = requests(browser, NONE, &scene);
        for ((what, theirs), (_, none)) in theirs.into_iter().zip(none) {
            let same = |reply: &Reply, reference: &str| {
                (reply.status, reply.location().replace(reference, "R"), reply.plain().replace(reference, "R"))
            };
            assert_eq!(same(&theirs, &scene.reference), same(&none, NONE), "{who}: {what}");
            assert!([303, 404, 405, 413, 422].contains(&theirs.status), "{who}: {what}: {}", theirs.status);
            assert!(!theirs.text().contains("Press stops") && !theirs.text().contains("F3 blown"), "{who}: {what}");
        }
    }
    let mut ada = house.sign_in("ada@pressworks.example");
    assert!(!ada.get(&format!("/t/{}", scene.reference)).text().contains("Let me in"));
}

#[test]
fn whoever_is_on_it_sees_it_and_no_note() {
    let (scene, mut rolf) = scene();
    let (house, path) = (&scene.house, format!("/t/{}", scene.reference));
    let handed = rolf.act(&format!("/desk{path}"), &[("do", "#to-it"), ("text", "")]);
    assert_eq!(handed.status, 303, "{}", handed.text());
    for who in
        ["ada@pressworks.example", "bob@pressworks.example", "carl@elsewhere.example", "operations@cloud.example"]
    {
        let mut browser = house.sign_in(who);
        for page in [path.clone(), format!("{path}/files"), format!("{path}{}", scene.file)] {
            let reply = browser.get(&page);
            assert_eq!(reply.status, 200, "{who} {page}");
        }
        assert!(browser.get(&path).text().contains("Press stops"), "{who}");
        let own = ["/", "/?scope=company&state=open", "/?scope=handed&state=open", "/me", "/new", path.as_str()];
        let mut pages: Vec<String> = own.into_iter().map(str::to_owned).collect();
        pages.push(format!("{path}/files"));
        for page in pages {
            let text = browser.get(&page).text();
            assert!(!text.contains(NOTE) && !text.contains("bird.txt") && !text.contains(NOTE_FILE), "{who} {page}");
        }
        // A refusal shows the ticket again, without notes too.
        let refused = browser.act(&path, &[("do", "send"), ("text", "")]);
        assert!(refused.status == 422 && !refused.text().contains(NOTE), "{who}: {}", refused.status);
        assert_eq!(browser.get(&format!("{path}{}", scene.note_file)).status, 404, "{who}");
        for page in [
            "/desk",
            &format!("/desk{path}"),
            "/desk/new",
            "/desk/mail/1",
            "/desk/mail/1/raw",
            "/desk/mail/1/html",
            "/desk/house",
        ] {
            assert_eq!(browser.get(page).status, 404, "{who} {page}");
        }
        assert_eq!(browser.get(&format!("/desk{path}{}", scene.note_file)).status, 404, "{who}");
    }
    assert!(rolf.get(&format!("/desk{path}")).text().contains(NOTE));
    assert_eq!(rolf.get(&format!("/desk{path}{}", scene.note_file)).text(), NOTE_FILE);
    assert_eq!(rolf.get("/desk/house").status, 404, "an agent is no operator");
    assert_eq!(house.sign_in("hanna@hotline.example").get("/desk/house").status, 200);
}

#[test]
fn a_member_of_another_company_finds_nothing_in_lists() {
    let (scene, _) = scene();
    let house = &scene.house;
    for who in ["eve@stranger.example", "sam@sawmill.example", "it@cloud.example"] {
        let mut browser = house.sign_in(who);
        for query in [
            "/",
            "/?scope=company",
            "/?scope=handed",
            "/?scope=mine&state=done",
            "/?below=9999",
            "/?sort=created&below=-1",
        ] {
            let reply = browser.get(query);
            assert!(reply.status == 200 && !reply.text().contains("Press stops"), "{who} {query}");
        }
        for query in
            ["/?below=x", "/?from=-1", "/?from=99999999999999999999", "/?scope=%FF", "/?scope=company&scope=mine"]
        {
            assert_eq!(browser.get(query).status, 200, "{who} {query}");
        }
    }
    let mut bob = house.sign_in("bob@pressworks.example");
    assert!(bob.get("/?scope=company&state=open").text().contains("Press stops"));
}

#[test]
fn whoever_leaves_is_out_at_once() {
    let (scene, _) = scene();
    let path = format!("/t/{}", scene.reference);
    let mut carl = scene.house.sign_in("carl@elsewhere.example");
    assert_eq!(carl.get(&path).status, 200);
    let left = carl.act(&path, &[("do", "leave")]);
    assert_eq!(left.status, 303, "{}", left.text());
    assert_eq!(carl.get(&path).status, 404);
    assert_eq!(carl.get(&format!("{path}{}", scene.file)).status, 404);
}

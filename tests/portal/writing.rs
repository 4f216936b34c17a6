//! A page's act counts once, says whose words came in between, and is taken word by word.

use crate::browser::Browser;
use crate::house::House;

const ADA: &str = "ada@pressworks.example";

#[test]
fn a_double_click_counts_once() {
    let house = House::new();
    let mut ada = house.sign_in(ADA);
    let nonce = ada.get("/new").hidden("nonce");
    let fields =
        [("nonce", nonce.as_str()), ("step", "details"), ("subject", "Twice"), ("text", "It stops."), ("do", "send")];
    let (one, other) = (ada.post("/new", &fields), ada.post("/new", &fields));
    assert_eq!((one.status, one.location()), (303, other.location()));
    let path = one.location().split('?').next().unwrap().to_owned();
    assert_eq!(ada.get("/").text().matches("Twice").count(), 1, "{}", ada.get("/").text());
    let page = ada.get(&path);
    let (nonce, version) = (page.hidden("nonce"), page.hidden("version"));
    let fields = [("nonce", nonce.as_str()), ("version", version.as_str()), ("text", "Once only"), ("do", "send")];
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let (mut browser, path) = (ada.clone(), path.clone());
            let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
            std::thread::spawn(move || {
                let fields: Vec<(&str, &str)> =
                    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                browser.post(&path, &fields).status
            })
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), 303);
    }
    assert_eq!(ada.get(&path).text().matches("Once only").count(), 1);
}

#[test]
fn a_stale_form_keeps_its_words() {
    let house = House::new();
    let (mut ada, mut hanna) = (house.sign_in(ADA), house.sign_in("hanna@hotline.example"));
    let path = format!("/t/{}", ada.open("Press stops", "It stops."));
    let stale = ada.get(&path);
    let said = hanna.act(&format!("/desk{path}"), &[("text", "Which press?"), ("do", "reply")]);
    assert_eq!(said.status, 303, "{}", said.text());
    let (nonce, version) = (stale.hidden("nonce"), stale.hidden("version"));
    let fields =
        [("nonce", nonce.as_str()), ("version", version.as_str()), ("text", "Without reading"), ("do", "send")];
    let refused = ada.post(&path, &fields);
    assert_eq!(refused.status, 409);
    assert!(refused.text().contains("Without reading") && refused.text().contains("Which press?"));
    assert_eq!(ada.get(&path).text().matches("Without reading").count(), 0, "a refusal writes nothing");
    let again = [("nonce", refused.hidden("nonce")), ("version", refused.hidden("version"))];
    let fields =
        [("nonce", again[0].1.as_str()), ("version", again[1].1.as_str()), ("text", "After reading"), ("do", "send")];
    assert_eq!(ada.post(&path, &fields).status, 303);
}

#[test]
fn nothing_typed_is_a_command() {
    let house = House::new();
    let mut ada = house.sign_in(ADA);
    let path = format!("/t/{}", ada.open("5", "#close\nPriority: high\n> quoted\n-- \nAda"));
    let page = ada.get(&path).text();
    for words in ["#close", "Priority: high", "quoted", "Ada"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(ada.act(&path, &[("text", "#close"), ("do", "send")]).status, 303);
    assert!(ada.get("/?state=open").text().contains(&path), "it is open");
    assert_eq!(ada.act(&path, &[("text", ""), ("do", "#close")]).status, 303);
    assert!(ada.get("/?state=done").text().contains(&path), "the button closes it");
}

#[test]
fn a_customer_does_nothing_that_is_an_agent_s() {
    let house = House::new();
    let mut ada = house.sign_in(ADA);
    let path = format!("/t/{}", ada.open("Press stops", "It stops."));
    for wanted in ["note", "reply", "take", "#assign rolf", "#drop", "set", "#to-it"] {
        let fields = [
            ("text", "Sneaked in"),
            ("do", wanted),
            ("assignee", "#assign rolf"),
            ("status", "#closed"),
            ("nonce", "n"),
        ];
        assert_eq!(ada.post(&format!("/desk{path}"), &fields).status, 404, "{wanted}");
    }
    // What isn't one of the buttons is refused, and the words beside it aren't sent.
    for wanted in ["#assign rolf", "#to-it", "#note", "#none", "#close\n#assign rolf", "#"] {
        let refused = ada.post(&path, &[("text", "Words"), ("do", wanted), ("nonce", wanted), ("version", "99")]);
        assert!([409, 422].contains(&refused.status), "{wanted}: {}", refused.status);
    }
    assert!(ada.get("/?state=open").text().contains(&path));
    for (path, fields) in [
        ("/desk/mail/1", vec![("do", "release")]),
        ("/desk/mail/1", vec![("do", "drop")]),
        ("/desk/new", vec![("do", "send"), ("customer", ADA), ("subject", "S"), ("text", "T"), ("channel", "phone")]),
        ("/desk/house", vec![("do", "retry:1")]),
    ] {
        assert_eq!(ada.post(path, &fields).status, 404, "{path}");
    }
    let mut hanna = house.sign_in("hanna@hotline.example");
    let page = hanna.get(&format!("/desk{path}")).text();
    assert!(!page.contains("Sneaked in") && page.contains("value=\"take\""), "nobody has it: {page}");
    assert!(hanna.get("/desk").text().contains(&path), "it is unassigned");
    assert_eq!(hanna.get("/new").status, 404, "and agents open tickets on behalf of somebody");
}

#[test]
fn what_opens_on_a_page_is_no_inquiry() {
    let house = House::with("mailbox = \"info\"");
    let mut ada = house.sign_in(ADA);
    let path = format!("/t/{}", ada.open("Press stops", "It stops."));
    let mut hanna = house.sign_in("hanna@hotline.example");
    assert!(!hanna.get(&format!("/desk{path}")).text().contains(">inquiry<"));
}

#[test]
fn a_ticket_tells_its_story_in_the_language_of_the_agent() {
    let house = House::new();
    let (mut ada, mut hanna) = (house.sign_in(ADA), house.sign_in("hanna@hotline.example"));
    let path = format!("/desk/t/{}", ada.open("Press stops", "It stops."));
    assert_eq!(hanna.act(&path, &[("do", "take")]).status, 303);
    assert_eq!(hanna.act(&path, &[("do", "set"), ("status", "#closed")]).status, 303);
    let mut check = |language: &str, expected: &[&str]| {
        let form = [("do", "language"), ("language", language)];
        assert_eq!(hanna.post("/me", &form).status, 303, "{language}");
        let page = hanna.get(&path).text();
        for words in expected {
            assert!(page.contains(words), "{language}: {words}\n{page}");
        }
    };
    check(
        "en",
        &["Assigned: none → Hanna Hahn by Hanna Hahn – command #assign me", "Status: New → Closed by Hanna Hahn"],
    );
    check(
        "nl",
        &["Behandelaar: geen → Hanna Hahn door Hanna Hahn – opdracht #assign me", "→ Gesloten door Hanna Hahn"],
    );
    check(
        "de",
        &["Zuständig: keine Angabe → Hanna Hahn durch Hanna Hahn – Befehl #assign me", "→ Geschlossen durch Hanna"],
    );
}

#[test]
fn a_ticket_is_opened_for_a_colleague() {
    let house = House::new();
    let (mut ada, mut bo) = (house.sign_in(ADA), house.sign_in("bo@sawmill.example"));
    let open = |who: &mut Browser, address: &str| {
        let nonce = who.get("/new").hidden("nonce");
        let fields = [("nonce", nonce.as_str()), ("step", "details"), ("subject", "Theirs"), ("text", "It stops.")];
        who.post("/new", &[&fields[..], &[("for", address), ("do", "send")]].concat())
    };
    let check = |who: &mut Browser, refused: &str| {
        let reply = open(who, refused);
        assert_eq!(reply.status, 422, "{refused}");
        assert!(reply.text().contains("href=\"#f-for\""), "{}", reply.text());
        assert!(reply.text().contains("It stops."), "the words are kept");
    };
    for refused in ["bo@sawmill.example", "nobody@nowhere.example", "hanna@hotline.example"] {
        check(&mut ada, refused);
    }
    check(&mut bo, ADA);
    assert_eq!(open(&mut ada, "bert").status, 422);
    assert!(!ada.get("/").text().contains("Theirs"), "nothing was written");
    let path = open(&mut ada, "bert@pressworks.example").location().to_owned();
    let mut bert = house.sign_in("bert@pressworks.example");
    assert!(bert.get("/").text().contains("Theirs"));
    assert_eq!(ada.get(path.split('?').next().unwrap()).status, 200, "who opened it follows it");
}

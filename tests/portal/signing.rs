//! Signing in and out: what a scanner opens, what can be guessed, what a page tells of whom the desk knows.

use jiff::SignedDuration;

use crate::browser::Browser;
use crate::house::{House, eventually, free_port};

const ADA: &str = "ada@pressworks.example";

fn enter(browser: &mut Browser, code: &str) -> u16 {
    browser.post("/in", &[("code", code), ("do", "code"), ("address", ADA), ("to", "")]).status
}

fn is_signed_in(browser: &mut Browser) -> bool {
    browser.get("/me").status == 200
}

#[test]
fn a_link_that_a_scanner_opens_signs_nobody_in_and_stays_good() {
    let house = House::new();
    let mut ada = house.browser();
    let letter = house.ask(&mut ada, ADA);
    let link = letter.link();
    let mut scanner = house.browser();
    for method in ["GET", "HEAD", "GET"] {
        let reply = scanner.send(method, &link, &[], b"");
        assert_eq!(reply.status, 200, "{method}");
        assert!(reply.header("set-cookie").is_none() && scanner.cookies.is_empty(), "{method}");
    }
    // A scanner with a real browser that presses every button is another browser than the one that asked.
    assert_eq!(scanner.post(&link, &[]).status, 422);
    assert!(!is_signed_in(&mut scanner));
    let page = ada.get(&link).text();
    assert!(page.contains(&format!("action=\"{link}\"")), "{page}");
    assert!(!page.contains("submit()") && !page.contains("http-equiv"), "nothing sends itself");
    let entered = ada.post(&link, &[]);
    assert_eq!((entered.status, entered.location()), (303, "/"));
    assert!(is_signed_in(&mut ada));
    // Dead together once used.
    let mut again = ada.clone();
    again.cookies.retain(|name, _| name != "session");
    assert_eq!(again.post(&link, &[]).status, 422);
    assert_eq!(enter(&mut again, &letter.code()), 422);
    assert!(!is_signed_in(&mut again));
}

#[test]
fn each_sign_in_has_a_new_session_and_takes_none_that_is_offered() {
    let house = House::new();
    let mut ada = house.browser();
    ada.cookies.insert("session".to_owned(), "a".repeat(64));
    let code = house.ask(&mut ada, ADA).code();
    assert_eq!(ada.cookies["session"], "a".repeat(64));
    let entered = ada.post("/in", &[("code", &code), ("do", "code"), ("to", "")]);
    assert_eq!(entered.status, 303);
    let first = ada.cookies["session"].clone();
    assert_ne!(first, "a".repeat(64));
    assert_eq!(first.len(), 64);
    let cookie =
        entered.headers.iter().find(|(name, value)| name == "set-cookie" && value.starts_with("session=")).unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.1.contains(part), "{}", cookie.1);
    }
    let code = house.ask(&mut ada, ADA).code();
    assert_eq!(enter(&mut ada, &code), 303);
    assert_ne!(ada.cookies["session"], first);
}

#[test]
fn with_tls_before_it_only_the_host_s_own_cookies_count() {
    let house = House::on(free_port(), "url = \"https://help.example\"");
    let mut ada = house.sign_in(ADA);
    assert!(ada.cookies.contains_key("__Host-session"), "{:?}", ada.cookies);
    let reply = ada.get("/me");
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("strict-transport-security"), Some("max-age=31536000"));
    // A neighbour of the same domain can set a cookie without the prefix.
    let mut victim = house.browser();
    victim.cookies.insert("session".to_owned(), ada.cookies["__Host-session"].clone());
    assert!(!is_signed_in(&mut victim));
    let own = ("Origin", "https://help.example");
    assert_eq!(victim.send("POST", "/out", &[own], b"").status, 200);
    assert_eq!(victim.send("POST", "/out", &[("Origin", "http://help.example")], b"").status, 403);
}

#[test]
fn known_and_unknown_get_the_same_bytes() {
    let house = House::with("newcomers = false");
    let mut seen = Vec::new();
    for address in [ADA, "eve@stranger.example", "hanna@hotline.example", "info@hotline.example"] {
        let mut browser = house.browser();
        let reply = browser.post("/in", &[("address", address), ("do", "ask"), ("to", "")]);
        let headers: Vec<String> = reply
            .headers
            .iter()
            .map(|(name, value)| match name.as_str() {
                "set-cookie" => format!("{name} {}", value.replace(&browser.cookies["asking"], "")),
                "content-length" => name.clone(),
                _ => format!("{name} {value}"),
            })
            .filter(|line| !line.starts_with("date"))
            .collect();
        seen.push((reply.status, headers, reply.plain().replace(address, "ADDRESS")));
        // And so does whoever guesses.
        let guess = browser.post("/in", &[("code", "AAAA-AAAA"), ("do", "code"), ("address", address), ("to", "")]);
        seen.push((guess.status, Vec::new(), guess.plain().replace(address, "ADDRESS")));
    }
    for both in seen.chunks(2).skip(1) {
        assert_eq!(both, &seen[..2]);
    }
    eventually("Ada's letter", || (house.letters(ADA).len() == 1).then_some(()));
    eventually("Hanna's letter", || (house.letters("hanna@hotline.example").len() == 1).then_some(()));
    assert!(house.letters("eve@stranger.example").is_empty() && house.letters("info@hotline.example").is_empty());
}

#[test]
fn a_code_has_five_tries_and_a_quarter_of_an_hour() {
    let house = House::new();
    let mut ada = house.browser();
    let code = house.ask(&mut ada, ADA).code();
    for _ in 0..5 {
        assert_eq!(enter(&mut ada, "AAAA-AAAA"), 422);
    }
    assert_eq!(enter(&mut ada, &code), 422, "the sixth try is one too many");
    let code = house.ask(&mut ada, ADA).code();
    for _ in 0..4 {
        assert_eq!(enter(&mut ada, "AAAA-AAAA"), 422);
    }
    assert_eq!(enter(&mut ada.clone(), &code), 303, "the fifth is not");
    house.wait(SignedDuration::from_mins(16));
    let mut late = house.browser();
    let letter = house.ask(&mut late, ADA);
    house.wait(SignedDuration::from_mins(16));
    assert_eq!(enter(&mut late, &letter.code()), 422);
    assert_eq!(late.post(&letter.link(), &[]).status, 422);
    let mut other = house.browser();
    let code = house.ask(&mut house.browser(), ADA).code();
    assert_eq!(enter(&mut other, &code), 422, "a code is the browser's that asked");
}

/// Asks for letters, and returns how many came.
fn letters_for(house: &House, asks: &[(String, String)]) -> usize {
    let count = || asks.iter().map(|(to, _)| to.clone()).collect::<std::collections::BTreeSet<_>>();
    let before: usize = count().iter().map(|to| house.letters(to).len()).sum();
    for (to, from) in asks {
        let mut browser = Browser { from: from.clone(), ..house.browser() };
        assert_eq!(browser.post("/in", &[("address", to), ("do", "ask")]).status, 200, "nobody is told");
    }
    // Letters are written in order, so all are there when the last is.
    let mut browser = house.browser();
    let last = format!("last-{}@sawmill.example", browser.from);
    house.ask(&mut browser, &last);
    let all = count();
    let mut last = usize::MAX;
    eventually("letters to rest", || {
        let now = all.iter().map(|to| house.letters(to).len()).sum();
        (std::mem::replace(&mut last, now) == now && house.files("letters/tmp").is_empty()).then_some(())
    });
    last - before
}

#[test]
fn letters_to_sign_in_are_limited_by_address_and_network() {
    let house = House::new();
    let ask = |to: &str, from: &str| (to.to_owned(), from.to_owned());
    let own: Vec<_> = (0..6).map(|number| ask(ADA, &format!("10.1.{number}.1"))).collect();
    assert_eq!(letters_for(&house, &own), 3, "three in a quarter of an hour");
    house.wait(SignedDuration::from_mins(16));
    assert_eq!(letters_for(&house, &own), 3);
    let network: Vec<_> =
        (0..25).map(|number| ask(&format!("c{number}@sawmill.example"), &format!("10.2.2.{number}"))).collect();
    assert_eq!(letters_for(&house, &network), 20, "20 an hour for a network");
    let v6: Vec<_> =
        (0..25).map(|number| ask(&format!("d{number}@sawmill.example"), &format!("2001:db8:1:2::{number}"))).collect();
    assert_eq!(letters_for(&house, &v6), 20, "which is a /64");
    // What somebody writes before the proxy's word is not believed.
    let spoofed: Vec<_> = (0..25)
        .map(|number| ask(&format!("e{number}@sawmill.example"), &format!("10.9.{number}.9, 10.3.3.3")))
        .collect();
    assert_eq!(letters_for(&house, &spoofed), 20, "the right end counts");
}

#[test]
fn signed_out_everywhere_holds_for_the_next_form() {
    let house = House::new();
    let (mut ada, mut stolen) = (house.sign_in(ADA), house.sign_in(ADA));
    let reference = ada.open("Press stops", "It stops.");
    let path = format!("/t/{reference}");
    let page = stolen.get(&path);
    assert_eq!(page.status, 200);
    assert_eq!(ada.act("/me", &[("do", "out-everywhere")]).status, 200);
    let (nonce, version) = (page.hidden("nonce"), page.hidden("version"));
    let said = stolen.post(&path, &[("nonce", &nonce), ("version", &version), ("text", "Too late"), ("do", "send")]);
    assert_eq!((said.status, said.location()), (303, format!("/in?to=t-{reference}").as_str()));
    for path in ["/", "/me", "/new", &path, &format!("{path}/files")] {
        assert!(stolen.get(path).location().starts_with("/in"), "{path}");
    }
    assert!(!house.sign_in(ADA).get(&path).text().contains("Too late"));
}

#[test]
fn an_operator_ends_a_session_and_out_is_out() {
    let house = House::new();
    let (mut ada, mut hanna) = (house.sign_in(ADA), house.sign_in("hanna@hotline.example"));
    let mut old = ada.clone();
    assert_eq!(ada.post("/out", &[]).status, 200);
    assert!(!ada.cookies.contains_key("session"));
    assert!(!is_signed_in(&mut old), "the cookie that was kept is worth nothing");
    let mut ada = house.sign_in(ADA);
    let buttons = hanna.get("/desk/house").attributes("value");
    for button in buttons.iter().filter(|value| value.starts_with("out-session:")) {
        hanna.act("/desk/house", &[("do", button)]);
        if !is_signed_in(&mut hanna) {
            break;
        }
    }
    let gone = (is_signed_in(&mut ada), is_signed_in(&mut hanna));
    assert_ne!(gone, (true, true));
    let mut rolf = house.sign_in("rolf@hotline.example");
    assert_eq!(rolf.post("/desk/house", &[("do", "retry:1")]).status, 404, "an agent is no operator");
}

#[test]
fn sessions_end_by_themselves() {
    let house = House::new();
    let (mut ada, mut hanna) = (house.sign_in(ADA), house.sign_in("hanna@hotline.example"));
    house.wait(SignedDuration::from_hours(13));
    assert!(is_signed_in(&mut ada) && !is_signed_in(&mut hanna), "agents' after 12 idle hours");
    house.wait(SignedDuration::from_hours(31 * 24));
    assert!(!is_signed_in(&mut ada), "customers' after 30 idle days");
}

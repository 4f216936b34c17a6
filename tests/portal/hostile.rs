//! Words that want to be markup, wherever people can write: on every page they stay words.

use crate::browser::{Browser, Sent};
use crate::house::{House, eventually};

/// Markup in all the places of a page: text, attributes, script, template, URL.
pub(crate) const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' autofocus onfocus='alert(1)",
    "</textarea></title><svg onload=alert(1)>",
    "{{7*7}} {{{raw}}} ${7*7} <%= 7*7 %>",
    "javascript:alert(1)",
    "&lt;b&gt; &#x3c;script&#x3e;",
    "<!-- <iframe src=https://evil.example> -->",
];

/// What only markup has. Words have `&lt;` there.
const MARKUP: [&str; 7] = [
    "<script>alert",
    "<img src=x",
    "<svg onload",
    "' autofocus onfocus='",
    "<iframe src=https",
    "<!-- <",
    "href=\"javascript:",
];

fn check(page: &str, text: &str) {
    // Names are in it, so that the test sees what it looks for.
    for markup in MARKUP {
        assert!(!text.contains(markup), "{page} has {markup}:\n{text}");
    }
    assert!(!text.contains("\"><img"), "{page} leaves an attribute");
    // The one script is ours.
    assert_eq!(text.matches("<script").count(), text.matches("<script src=\"/assets/portal").count(), "{page}");
}

fn check_pages(browser: &mut Browser, pages: &[String]) {
    for page in pages {
        let reply = browser.get(page);
        assert_eq!(reply.status, 200, "{page}");
        check(page, &reply.text());
    }
}

#[test]
fn hostile_words_stay_words_on_every_page() {
    let house = House::new();
    let all = HOSTILE.join("\n");
    let name = "\"<script>alert(1)</script>\" <mallory@pressworks.example>";
    let mail = format!(
        "From: {name}\r\nTo: support@hotline.example\r\nSubject: <img src=x onerror=alert(1)>\r\nMessage-ID: <1@pressworks.example>\r\n\
         Date: Mon, 5 Jan 2026 09:00:00 +0100\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
         <p>Press stops<script>alert(1)</script><img src=https://evil.example/p.png onerror=alert(1)><a href=javascript:alert(1)>x</a></p>\r\n"
    );
    house.arrive("support", &mail);
    let mut mallory = house.sign_in("mallory@pressworks.example");
    let first = eventually("the mail's ticket", || {
        mallory.get("/").attributes("href").into_iter().find(|href| href.starts_with("/t/"))
    });
    let mut tickets = vec![first.trim_start_matches("/t/").to_owned()];
    for subject in HOSTILE {
        let nonce = mallory.get("/new").hidden("nonce");
        let fields = [
            ("nonce", nonce.as_str()),
            ("step", "details"),
            ("subject", subject),
            ("text", &all),
            ("field.product", subject),
            ("do", "send"),
        ];
        let opened = mallory.upload("/new", &fields, &[Sent::new(subject, b"x")]);
        assert_eq!(opened.status, 303, "{subject}: {}", opened.text());
        tickets.push(opened.location().trim_start_matches("/t/").split('?').next().unwrap().to_owned());
    }
    let mut hanna = house.sign_in("hanna@hotline.example");
    for ticket in &tickets {
        for (wanted, text) in [("note", all.as_str()), ("reply", HOSTILE[0])] {
            let said = hanna.act(&format!("/desk/t/{ticket}"), &[("text", text), ("do", wanted)]);
            assert_eq!(said.status, 303, "{}", said.text());
        }
    }
    let of_each = |paths: &[&str]| {
        let one = |path: &str| tickets.iter().map(|ticket| path.replace('R', ticket)).collect::<Vec<_>>();
        paths.iter().flat_map(|path| one(path)).collect::<Vec<String>>()
    };
    let lists = ["/", "/?scope=company&state=open", "/?state=done", "/me", "/new"].map(str::to_owned);
    check_pages(&mut mallory, &[&lists[..], &of_each(&["/t/R", "/t/R?done=sent", "/t/R/files"])].concat());
    let lists = ["/desk", "/desk?tab=mine", "/desk/new", "/desk/mail/1", "/desk/house", "/me"].map(str::to_owned);
    check_pages(&mut hanna, &[&lists[..], &of_each(&["/desk/t/R"])].concat());
    // The HTML of a mail is a page by itself, in which nothing runs and nothing is fetched.
    let html = hanna.get("/desk/mail/1/html");
    assert!(html.header("content-security-policy").unwrap().contains("sandbox"));
    for wrong in ["<script", "onerror", "javascript:", "evil.example"] {
        assert!(!html.text().contains(wrong), "{wrong}: {}", html.text());
    }
    let raw = hanna.get("/desk/mail/1/raw");
    assert_eq!(raw.header("content-type"), Some("application/octet-stream"));
    assert!(raw.header("content-disposition").unwrap().starts_with("attachment"));
}

#[test]
fn hostile_words_come_back_from_errors_as_words() {
    let house = House::new();
    let mut guest = house.browser();
    let (mut ada, mut hanna) = (house.sign_in("ada@pressworks.example"), house.sign_in("hanna@hotline.example"));
    let reference = ada.open("Press stops", "It stops.");
    for hostile in HOSTILE {
        let encoded = percent_encoding::utf8_percent_encode(hostile, percent_encoding::NON_ALPHANUMERIC).to_string();
        for path in [
            "/in?to=",
            "/in/",
            "/",
            "/?scope=",
            "/t/",
            "/t/HD-1/f/",
            "/desk?tab=",
            "/desk/mail/",
            "/assets/",
            "/nothing/",
        ] {
            let path = format!("{path}{encoded}");
            for who in [&mut guest, &mut ada, &mut hanna] {
                let reply = who.get(&path);
                check(&path, &reply.text());
                assert!(!reply.location().contains(['<', '>', '"']), "{path}: {}", reply.location());
            }
        }
        let asked = guest.post("/in", &[("address", hostile), ("to", hostile), ("do", "ask")]);
        assert_eq!(asked.status, 422);
        check("/in", &asked.text());
        check(
            "/in",
            &guest.post("/in", &[("address", hostile), ("code", hostile), ("to", hostile), ("do", "code")]).text(),
        );
        let typed = [
            ("subject", ""),
            ("text", hostile),
            ("for", hostile),
            ("field.product", hostile),
            ("field.area", hostile),
            ("nonce", hostile),
            ("kept", hostile),
        ];
        for step in ["choose", "details", hostile] {
            for wanted in ["send", "next", "back", "preview", hostile] {
                let reply = ada.post("/new", &[&typed[..], &[("step", step), ("do", wanted)]].concat());
                check(&format!("/new {step} {wanted}"), &reply.text());
            }
        }
        for wanted in ["send", "add-person", "rate", "#none", hostile] {
            let fields = [
                ("text", hostile),
                ("person", hostile),
                ("score", hostile),
                ("version", hostile),
                ("nonce", "n"),
                ("do", wanted),
            ];
            check(&format!("/t {wanted}"), &ada.post(&format!("/t/{reference}"), &fields).text());
            check(&format!("/desk/t {wanted}"), &hanna.post(&format!("/desk/t/{reference}"), &fields).text());
        }
        let fields =
            [("customer", hostile), ("channel", hostile), ("subject", hostile), ("text", hostile), ("do", "send")];
        check("/desk/new", &hanna.post("/desk/new", &fields).text());
    }
}

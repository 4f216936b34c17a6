//! Accessibility: axe-core finds nothing on any page, in any language, light or dark, wide or narrow.

use std::process::Command;

use serde_json::{Value, json};

use crate::browser::{Browser, Sent};
use crate::chromium::{Chromium, Scripts};
use crate::house::House;

/// The version that is asked for. A newer one may find more.
const AXE: &str = "axe-core@4.10.3";
/// Everything up to WCAG 2.2 AA.
const RUN: &str = "const done = arguments[arguments.length - 1]; \
                   axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }) \
                   .then(found => done(found.violations.map(it => it.id + ': ' + it.help + ' ' + it.nodes.map(node => node.html.slice(0, 200)).join(' | '))), \
                   error => done(['failed: ' + error]));";

/// A provider that is never asked: its button, and the page of whoever comes back without success.
const PROVIDER: &str = "[portal.oidc]\nissuer = 'http://127.0.0.1:9'\nclient_id = 'desk'\nsecret = 'x'\ntitle = 'Acme ID'\n\
                        domains = ['elsewhere.example']\nonly = true";

/// The source of axe-core, from npm. None where that can't be asked.
fn axe() -> Option<String> {
    let place = tempfile::tempdir().unwrap();
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]).arg(place.path()).arg(AXE);
    let is_there = npm.output().is_ok_and(|output| output.status.success());
    let source =
        std::fs::read_to_string(place.path().join("node_modules/axe-core/axe.min.js")).ok().filter(|_| is_there);
    if source.is_none() {
        println!("accessibility not tested: npm doesn't bring {AXE}");
    }
    source
}

struct Looking<'a> {
    window: &'a Chromium,
    axe: &'a str,
    /// Language, scheme and width.
    as_seen: String,
    found: Vec<String>,
}

impl Looking<'_> {
    /// Looks at the page that is open.
    fn look(&mut self, name: &str) {
        self.window.run(self.axe);
        let found = self.window.run_async(RUN);
        let told = found.as_array().unwrap().iter().map(|line| format!("{name} {}: {line}", self.as_seen));
        self.found.extend(told);
        // Nothing is cut off, and nothing scrolls sideways (WCAG 1.4.10).
        let wide =
            self.window.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if wide.as_i64().unwrap_or(0) > 0 {
            self.found.push(format!("{name} {}: {wide} px too wide", self.as_seen));
        }
    }

    fn visit(&mut self, path: &str) {
        self.window.open(path);
        self.look(path);
    }
}

fn look_at_all(looking: &mut Looking<'_>, (ada, hanna): (&Browser, &Browser), ticket: &str) {
    let window = looking.window;
    window.forget_cookies();
    for path in ["/in", "/in/oidc/back", "/nothing", &format!("/in/{}", "a".repeat(64))] {
        looking.visit(path);
    }
    window.open("/in");
    window.write("#f-address", "nobody@nowhere.example");
    window.click("button[value=ask]");
    looking.look("/in sent");
    window.write("#f-code", "AAAA-AAAA");
    window.click("button[value=code]");
    looking.look("/in wrong");
    window.take_session(&ada.cookies["session"]);
    for path in [
        "/",
        "/?state=done",
        "/?scope=company",
        "/me",
        "/new",
        ticket,
        &format!("{ticket}?done=sent"),
        &format!("{ticket}/files"),
    ] {
        looking.visit(path);
    }
    window.open("/new");
    window.click("button[value=next]");
    looking.look("/new wrong");
    window.write("#f-subject", "Press stops");
    window.click("button[value=next]");
    looking.look("/new details");
    window.click(".acts button[value=send]");
    looking.look("/new details wrong");
    window.take_session(&hanna.cookies["session"]);
    for path in [
        "/desk",
        "/desk?tab=mine",
        "/desk?tab=held",
        "/desk/new",
        "/desk/house",
        "/desk/mail/1",
        &format!("/desk{ticket}"),
    ] {
        looking.visit(path);
    }
    window.click("button[value=note]");
    looking.look("/desk/t wrong");
}

#[test]
#[ignore = "needs Chromium and npm; ./test runs it"]
fn axe_finds_nothing() {
    let house = House::with(if cfg!(feature = "oidc") { PROVIDER } else { "" });
    let Some(axe) = axe() else { return };
    let Some(window) = Chromium::start(house.port, Scripts::On) else { return };
    house.arrive("support", "From: Eve <eve@stranger.example>\r\nTo: support@hotline.example\r\nSubject: Saw\r\nMessage-ID: <1@x.example>\r\n\r\nIt stops.\r\n");
    let (mut ada, mut hanna) = (house.sign_in("ada@pressworks.example"), house.sign_in("hanna@hotline.example"));
    let ticket = format!("/t/{}", ada.open_with("Press stops", "It stops.\n\nAlways.", &[Sent::new("log.txt", b"F3")]));
    ada.act(&ticket, &[("person", "carl@elsewhere.example"), ("do", "add-person")]);
    for (wanted, text) in [("note", "She pulled the plug."), ("reply", "Which press?")] {
        assert_eq!(hanna.act(&format!("/desk{ticket}"), &[("text", text), ("do", wanted)]).status, 303);
    }
    let done = ada.open("Old", "It stopped.");
    ada.act(&format!("/t/{done}"), &[("do", "#close")]);
    crate::house::eventually("the mail", || (hanna.get("/desk/mail/1").status == 200).then_some(()));
    let mut looking = Looking { window: &window, axe: &axe, as_seen: String::new(), found: Vec::new() };
    let whole = std::env::var_os("MAILDESK_AXE_FEW").is_none();
    for language in ["en", "nl", "de"].into_iter().filter(|language| whole || *language == "en") {
        for who in [&mut ada, &mut hanna] {
            assert_eq!(who.act("/me", &[("language", language), ("do", "language")]).status, 303, "{language}");
        }
        window.devtools("Network.enable", &json!({}));
        window.devtools("Network.setExtraHTTPHeaders", &json!({"headers": {"Accept-Language": language}}));
        for scheme in ["light", "dark"] {
            let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
            window.devtools("Emulation.setEmulatedMedia", &media);
            for width in [1280, 320] {
                let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
                window.devtools("Emulation.setDeviceMetricsOverride", &size);
                looking.as_seen = format!("{language} {scheme} {width}");
                look_at_all(&mut looking, (&ada, &hanna), &ticket);
            }
        }
    }
    let found: Vec<Value> = looking.found.iter().map(|line| Value::from(line.as_str())).collect();
    assert!(found.is_empty(), "{} violations:\n{}", found.len(), looking.found.join("\n"));
}

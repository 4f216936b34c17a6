//! A desk with a portal, in a directory of its own, on a port of its own, with a clock that tests move.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use maildesk::clock::Clock;
use maildesk::config::Config;
use maildesk::daemon::{self, Running};
use maildesk::mail::parse::parse;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::browser::Browser;

/// A Monday morning.
const START: Timestamp = Timestamp::constant(1_767_603_600, 0);
/// Nothing that a test waits for takes longer.
const LONGEST: Duration = Duration::from_mins(1);
/// Between two looks at what a test waits for.
const LOOK: Duration = Duration::from_millis(10);

/// A hotline with partners, whose customers are companies that share their tickets.
const CONFIG: &str = r#"
[desk]
name = "Hotline"
language = "en"
host = "hotline.example"
timezone = "Europe/Berlin"

[mailbox.support]
address = "support@hotline.example"
maildir = { path = "data/support", poll = "20ms" }

[mailbox.info]
address = "info@hotline.example"
inquiries = true
maildir = { path = "data/info", poll = "20ms" }

[courier]
maildir = { path = "data/letters" }

[limits]
file_size = "1 MB"
message_size = "20 MB"

[[agent]]
name = "hanna"
address = "hanna@hotline.example"
full_name = "Hanna Hahn"

[[agent]]
name = "rolf"
address = "rolf@hotline.example"
full_name = "Rolf Ritter"

[[partner]]
name = "it"
title = "IT Provider"
domains = ["cloud.example"]
group = ["operations@cloud.example"]

[[organisation]]
name = "press works"
domains = ["pressworks.example"]
shares = true
partners = ["it"]

[[organisation]]
name = "saw mill"
domains = ["sawmill.example"]
shares = true
language = "de"

[[organisation]]
name = "tulips"
domains = ["tulips.example"]
language = "nl"

[[field]]
name = "priority"
labels = { en = ["Priority"], de = ["Priorität"] }
default = "normal"
[[field.value]]
name = "high"
labels = { de = ["hoch"] }
description = { en = "really important & <urgent>", de = "wirklich wichtig" }
[[field.value]]
name = "normal"
[[field.value]]
name = "low"

[[field]]
name = "area"
labels = { en = ["Area"], de = ["Bereich"] }
subtype_labels = { en = ["Subtype"], de = ["Unterthema"] }
[[field.value]]
name = "Machines"
subtypes = ["Press", "Saw"]
[[field.value]]
name = "Robotics"
subtypes = ["Gripper", "Arm"]

[[field]]
name = "product"
labels = { en = ["Product"], de = ["Produkt"] }
free = true

[workflow]
initial = "new"
inquiry = "inquiry"

[workflow.status]
inquiry     = { stage = "open" }
new         = { stage = "open" }
in-progress = { stage = "open", titles = { en = "In progress", de = "In Bearbeitung" } }
waiting     = { stage = "waiting" }
on-partner  = { stage = "waiting" }
closed      = { stage = "done" }

[[workflow.rule]]
name = "a comment brings it back"
when = { comment_by = ["requester", "participant", "member", "partner"], status = ["waiting", "on-partner", "closed"] }
then = { status = "in-progress" }

[[workflow.transition]]
name = "close"
title = "Solved: close the ticket"
by = ["requester", "participant", "member"]
from = ["new", "in-progress", "waiting"]
then = { status = "closed" }

[[workflow.transition]]
name = "to-PARTNER"
title = "Hand over to PARTNER"
by = ["agent"]
from = ["new", "in-progress", "waiting"]
then = { status = "on-partner", tell = ["partner"] }

[people]
copied_join = true

[authentication]
trusted = ["mx.desk.example"]
"#;

/// A running desk.
pub(crate) struct House {
    runtime: Runtime,
    running: Option<Running>,
    pub(crate) clock: Clock,
    pub(crate) port: u16,
    directory: TempDir,
    browsers: AtomicU32,
}

/// A letter.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    pub(crate) raw: String,
}

impl Letter {
    /// The code to sign in with.
    pub(crate) fn code(&self) -> String {
        let is_code = |word: &&str| {
            let is_part = |part: &str| part.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
            word.len() == 9
                && word.split_once('-').is_some_and(|(one, other)| one.len() == 4 && is_part(one) && is_part(other))
        };
        self.text.split_whitespace().find(is_code).unwrap_or_else(|| panic!("no code in {}", self.text)).to_owned()
    }

    /// The path of the link to sign in with.
    pub(crate) fn link(&self) -> String {
        let Some((_, at)) = self.text.split_once("/in/") else { panic!("no link in {}", self.text) };
        format!("/in/{}", at.split_whitespace().next().unwrap().trim_end_matches(['>', '.', ')']))
    }
}

/// Asks until there is an answer.
pub(crate) fn eventually<T>(what: &str, ask: impl FnMut() -> Option<T>) -> T {
    waited(ask).unwrap_or_else(|| panic!("{what} does not come"))
}

pub(crate) fn waited<T>(mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return Some(answer);
        }
        if start.elapsed() > LONGEST {
            return None;
        }
        std::thread::park_timeout(LOOK);
    }
}

/// A port that nobody listens on, below those that systems give to clients: one of these could be taken before the desk
/// listens on it.
pub(crate) fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let first = std::process::id().wrapping_mul(97);
    let ports = std::iter::repeat_with(|| first.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % 20_000 + 12_000);
    let mut ports = ports.filter_map(|port| u16::try_from(port).ok());
    ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).unwrap()
}

impl House {
    pub(crate) fn new() -> Self {
        Self::with("")
    }

    /// With more lines in `[portal]`.
    pub(crate) fn with(lines: &str) -> Self {
        let port = free_port();
        Self::on(port, &format!("url = \"http://localhost:{port}\"\n{lines}"))
    }

    /// On a port, with these lines in `[portal]`.
    pub(crate) fn on(port: u16, lines: &str) -> Self {
        Self::start(port, CONFIG, &format!("operators = [\"hanna\"]\n{lines}"))
    }

    /// One of the example setups, with pages.
    pub(crate) fn of_desk(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/desks").join(name).join("config.toml");
        let config =
            fs::read_to_string(path).unwrap().replace("maildir = { path =", "maildir = { poll = \"20ms\", path =");
        // Couriers don't poll.
        let config = config.replace("[courier]\nmaildir = { poll = \"20ms\", ", "[courier]\nmaildir = { ");
        let port = free_port();
        Self::start(port, &config, &format!("url = \"http://localhost:{port}\""))
    }

    fn start(port: u16, config: &str, lines: &str) -> Self {
        let directory = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
        let path = directory.path().join("config.toml");
        let portal = format!("\n[portal]\nlisten = \"127.0.0.1:{port}\"\nproxies = [\"127.0.0.1/32\"]\n{lines}\n");
        fs::write(&path, format!("{config}{portal}")).unwrap();
        for mailbox in ["support", "info", "tickets"] {
            for part in ["new", "cur", "tmp"] {
                fs::create_dir_all(directory.path().join("data").join(mailbox).join(part)).unwrap();
            }
        }
        let config = Config::load(&path).unwrap_or_else(|faults| panic!("{faults:?}"));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let clock = Clock::settable(START);
        let running = runtime.block_on(daemon::start(&config, clock.clone())).unwrap();
        Self { runtime, running: Some(running), clock, port, directory, browsers: AtomicU32::new(0) }
    }

    pub(crate) fn wait(&self, pause: SignedDuration) {
        self.clock.set(self.clock.now().checked_add(pause).unwrap());
    }

    /// A browser where nobody is signed in, somewhere else than all others.
    pub(crate) fn browser(&self) -> Browser {
        let number = self.browsers.fetch_add(1, Ordering::Relaxed) + 1;
        let from = format!("10.{}.{}.7", number / 200, number % 200);
        Browser { port: self.port, cookies: std::collections::BTreeMap::new(), from, language: String::new() }
    }

    /// A directory of the desk.
    pub(crate) fn directory(&self, name: &str) -> PathBuf {
        self.directory.path().join("data").join(name)
    }

    /// The files below a directory.
    pub(crate) fn files(&self, name: &str) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.directory(name)) else { return Vec::new() };
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    /// The letters to an address so far.
    pub(crate) fn letters(&self, to: &str) -> Vec<Letter> {
        let read = |path: PathBuf| {
            let raw = fs::read(&path).ok()?;
            let text = String::from_utf8_lossy(&raw).into_owned();
            let is_to = text
                .lines()
                .take_while(|line| !line.is_empty())
                .any(|line| line.starts_with("To:") && line.contains(to));
            is_to.then(|| Letter { path, text: parse(&raw).text, raw: text })
        };
        let mut letters: Vec<Letter> = self.files("letters/new").into_iter().filter_map(read).collect();
        letters.sort_by(|one, other| one.path.cmp(&other.path));
        letters
    }

    /// The letters to sign in that somebody got so far.
    pub(crate) fn sign_in_letters(&self, to: &str) -> Vec<Letter> {
        self.letters(to).into_iter().filter(|letter| letter.text.contains("/in/")).collect()
    }

    /// Waits for one more letter to sign in than somebody had.
    pub(crate) fn letter_after(&self, to: &str, before: &[Letter]) -> Letter {
        eventually(&format!("a letter to {to}"), || {
            self.sign_in_letters(to).into_iter().find(|letter| before.iter().all(|other| other.path != letter.path))
        })
    }

    /// Asks for a letter to sign in, and gets it.
    pub(crate) fn ask(&self, browser: &mut Browser, address: &str) -> Letter {
        let before = self.sign_in_letters(address);
        let asked = browser.post("/in", &[("address", address), ("do", "ask"), ("to", "")]);
        assert_eq!(asked.status, 200, "{}", asked.text());
        self.letter_after(address, &before)
    }

    /// Somebody who has signed in.
    pub(crate) fn sign_in(&self, address: &str) -> Browser {
        let mut browser = self.browser();
        let code = self.ask(&mut browser, address).code();
        let entered = browser.post("/in", &[("code", &code), ("do", "code"), ("address", address), ("to", "")]);
        assert_eq!((entered.status, entered.location()), (303, "/"), "{}", entered.text());
        browser
    }

    /// Brings a mail into a mailbox.
    pub(crate) fn arrive(&self, mailbox: &str, mail: &str) {
        let number = self.browsers.fetch_add(1, Ordering::Relaxed);
        let (name, place) = (format!("{number}.mail"), self.directory(mailbox));
        let written = place.join("tmp").join(&name);
        fs::write(&written, mail).unwrap();
        fs::rename(written, place.join("new").join(name)).unwrap();
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.stop());
        }
    }
}

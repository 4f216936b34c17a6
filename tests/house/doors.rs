//! No import goes the wrong way, and no word is in the wrong room.
//!
//! Code under `#[cfg(test)]` may use everything. The doors are for code that ships.

use std::collections::BTreeSet;

use crate::files::{home, rust_files};
use crate::form::faults_of_form;

/// The rooms (or single names in them) that each room may name. All others are wrong doors.
const DOORS: &[(&str, &[&str])] = &[
    ("mail", &[]),
    ("desk", &["mail"]),
    // All rooms share the word for a connection's protection, and no more of TLS.
    ("config", &["desk", "mail", "account", "look", "site", "tls::Encryption"]),
    ("templates", &["desk", "mail", "look"]),
    ("store", &["desk", "mail", "ledger", "clock"]),
    ("site", &[]),
    ("pages", &["desk", "mail", "look"]),
    ("oidc", &["site", "mail", "dial", "tls", "clock"]),
    ("portal", &["oidc", "pages", "site", "flow", "store", "desk", "mail", "clock", "tls"]),
    ("mailbox", &["ledger", "account", "mail", "dial", "tls", "clock"]),
    ("courier", &["mail", "dial", "tls", "clock"]),
    ("prover", &["mail"]),
    (
        "flow",
        &["mailbox", "courier", "prover", "templates", "store", "ledger", "account", "look", "desk", "mail", "clock"],
    ),
    ("story", &["flow", "mailbox", "courier", "templates", "store", "config", "desk", "mail", "clock"]),
    (
        "daemon",
        &[
            "portal",
            "oidc",
            "pages",
            "site",
            "flow",
            "mailbox",
            "courier",
            "prover",
            "templates",
            "store",
            "config",
            "account",
            "desk",
            "mail",
            "clock",
            "tls",
        ],
    ),
    (
        "cli",
        &[
            "daemon",
            "story",
            "portal",
            "oidc",
            "pages",
            "site",
            "flow",
            "mailbox",
            "courier",
            "templates",
            "store",
            "config",
            "desk",
            "mail",
            "clock",
            "tls",
            "log",
            "look",
        ],
    ),
    ("ledger", &[]),
    ("account", &["tls::Encryption"]),
    ("look", &["desk::by_language"]),
    ("dial", &["tls"]),
    ("tls", &[]),
    ("clock", &[]),
    ("log", &[]),
    ("main", &["cli"]),
    ("lib", &[]),
];

/// Words of a trade, and the only places (prefixes of paths below `src/`) that may use them.
const TRADES: &[(&str, &[&str])] = &[
    ("mail_parser", &["mail/parse"]),
    ("html5ever", &["mail/html"]),
    ("ammonia", &["mail/html"]),
    ("lettre", &["mail/compose"]),
    ("mail_auth", &["prover"]),
    ("rusqlite", &["store/"]),
    ("async_imap", &["mailbox/imap"]),
    ("imap_proto", &["mailbox/imap"]),
    ("handlebars", &["templates", "pages/"]),
    ("ring::signature", &["oidc/"]),
    ("url", &["oidc/"]),
    ("httparse", &["oidc/"]),
    ("axum", &["portal/"]),
    ("hyper", &["portal/"]),
    ("hyper_util", &["portal/"]),
    ("pulldown_cmark", &["pages/"]),
    ("sd_notify", &["daemon"]),
    ("tracing_subscriber", &["log"]),
    ("clap", &["cli/"]),
    ("annotate_snippets", &["config/", "cli/"]),
    ("rustls_platform_verifier", &["tls.rs"]),
    ("TcpStream::connect", &["dial.rs"]),
    ("TlsConnector", &["dial.rs"]),
    ("std::env", &["config/", "cli/"]),
    ("Timestamp::now", &["clock.rs"]),
    ("Zoned::now", &["clock.rs"]),
    ("SystemTime::now", &["clock.rs"]),
];

/// Rooms that are values and functions only.
const PURE: &[&str] = &["mail", "desk"];

/// Words that a pure room never uses, besides those of [`TRADES`].
const IMPURE: &[&str] = &[
    "tokio",
    "async fn",
    "async move",
    ".await",
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
    "std::time::Instant",
];

/// One file below `src/`.
struct Source {
    path: String,
    /// As written.
    text: String,
    /// Without comments and test-only code.
    code: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned(), code: shipped_code(text) }
    }

    fn room(&self) -> &str {
        self.path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// The number of `super::` from here to the root of the crate.
    fn depth(&self) -> usize {
        let steps = self.path.split('/').count();
        if self.path.ends_with("/mod.rs") { steps - 1 } else { steps }
    }

    /// The test-only modules, as paths below `src/`.
    fn test_modules(&self) -> Vec<String> {
        let folder = match self.path.strip_suffix("/mod.rs") {
            Some(folder) => folder.to_owned(),
            None => self.path.trim_end_matches(".rs").to_owned(),
        };
        let lines: Vec<&str> = self.text.lines().map(str::trim).collect();
        let marked = lines.windows(2).filter(|pair| pair[0] == "#[cfg(test)]");
        let names = marked.filter_map(|pair| pair[1].rsplit_once("mod ")?.1.strip_suffix(';'));
        names.map(|name| format!("{folder}/{name}")).collect()
    }
}

/// Leaves out comments and every item under `#[cfg(test)]`. The code is formatted, so an item ends at the first line of
/// its own indentation that closes a brace or ends in a semicolon.
fn shipped_code(text: &str) -> String {
    let mut code = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let bare = line.trim_start();
        if bare.starts_with("//") {
            continue;
        }
        if bare == "#[cfg(test)]" {
            let indent = " ".repeat(line.len() - bare.len());
            let own = |line: &str| line.strip_prefix(&indent).is_some_and(|rest| !rest.starts_with(' '));
            let _ = lines.find(|line| own(line) && (line.ends_with('}') || line.ends_with(';')));
            continue;
        }
        code.push_str(line);
        code.push('\n');
    }
    code
}

/// Every path after `crate::` (or after enough `super::` to reach the root), with groups expanded.
fn paths(source: &Source) -> BTreeSet<String> {
    let root = if source.room() == "main" { "maildesk::".to_owned() } else { "crate::".to_owned() };
    let climb = "super::".repeat(source.depth());
    let mut found = BTreeSet::new();
    for start in [root, climb] {
        for (at, _) in source.code.match_indices(&start) {
            let before = source.code[..at].chars().next_back();
            if !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                spread(&source.code[at + start.len()..], "", &mut found);
            }
        }
    }
    found
}

/// Reads `a::b`, or `a::{b, c::{d, e}}`, and returns the unread rest.
fn spread<'a>(text: &'a str, prefix: &str, found: &mut BTreeSet<String>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = spread(rest, prefix, found).trim_start();
            match rest.strip_prefix(',') {
                Some(more) if !more.trim_start().starts_with('}') => rest = more,
                more => return more.unwrap_or(rest).trim_start().trim_start_matches('}'),
            }
        }
    }
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let path = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}::{name}") };
    match rest.strip_prefix("::") {
        Some(deeper) if !deeper.starts_with('<') => spread(deeper, &path, found),
        _ => {
            found.insert(path);
            rest
        }
    }
}

/// All faults of these files, one line each.
fn faults(sources: &[Source]) -> Vec<String> {
    let for_tests: Vec<String> = sources.iter().flat_map(Source::test_modules).collect();
    let mut faults = Vec::new();
    for source in sources {
        let beyond =
            |module: &String| source.path.starts_with(&format!("{module}/")) || source.path == format!("{module}.rs");
        faults.extend(faults_of_form(&source.path, &source.text));
        if !for_tests.iter().any(beyond) {
            faults.extend(wrong_doors(source));
            faults.extend(wrong_words(source));
        }
    }
    faults
}

fn wrong_doors(source: &Source) -> Vec<String> {
    let room = source.room();
    let Some((_, open)) = DOORS.iter().find(|(name, _)| *name == room) else {
        return vec![format!("{}: `{room}` is no room of the house", source.path)];
    };
    let leads_through = |path: &str, door: &str| path == door || path.starts_with(&format!("{door}::"));
    let wrong = |path: &String| !leads_through(path, room) && !open.iter().any(|door| leads_through(path, door));
    let told = |path: String| format!("{}: wrong door: {room} may not name crate::{path}", source.path);
    paths(source).into_iter().filter(wrong).map(told).collect()
}

fn wrong_words(source: &Source) -> Vec<String> {
    let pure = PURE.contains(&source.room());
    let impure = IMPURE.iter().filter(|word| pure && says(&source.code, word));
    let impure = impure.map(|word| format!("{}: a pure room says `{word}`", source.path));
    let at_home = |places: &[&str]| places.iter().any(|place| source.path.starts_with(place));
    let foreign = TRADES.iter().filter(|(word, places)| !at_home(places) && says(&source.code, word));
    let foreign = foreign.map(|(word, places)| format!("{}: `{word}` belongs to {}", source.path, places.join(", ")));
    impure.chain(foreign).collect()
}

/// Whether the code has the word as a word of its own. A crate's name only counts if something of it is used, because a
/// name in a text (a log filter) opens no door.
fn says(code: &str, word: &str) -> bool {
    let part_of_a_name = |c: char| c.is_alphanumeric() || c == '_';
    let is_crate = word.chars().all(|c| c.is_lowercase() || c == '_');
    code.match_indices(word).any(|(at, _)| {
        let behind = &code[at + word.len()..];
        let before = code[..at].chars().next_back().is_some_and(part_of_a_name) && !word.starts_with('.');
        let used = if is_crate {
            behind.starts_with("::") || behind.starts_with(';')
        } else {
            !behind.starts_with(part_of_a_name)
        };
        !before && used
    })
}

#[test]
fn no_door_leads_back() {
    let files = rust_files(&home().join("src"));
    assert!(files.len() > 40, "the source tree was not found");
    let sources: Vec<Source> = files.iter().map(|(path, text)| Source::new(path, text)).collect();
    let faults = faults(&sources);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Tests the watchman: each of these files is wrong, or right, in exactly one way.
mod watchman {
    use super::*;

    /// Expects these faults, in this order, and no others. Each is a part of its line.
    fn check(path: &str, code: &str, expected: &[&str]) {
        let found = faults(&[Source::new(path, &format!("//! A card.\n{code}\n"))]);
        let as_expected = found.iter().zip(expected).all(|(fault, part)| fault.contains(part));
        assert!(found.len() == expected.len() && as_expected, "{path}: {code}: {found:?}");
    }

    #[test]
    fn sees_wrong_doors() {
        check("desk/decide.rs", "use crate::mail::Address;", &[]);
        check("desk/decide.rs", "use crate::store::Store;", &["wrong door: desk may not name crate::store::Store"]);
        let group = "use crate::{\n    mail::{Address, clean},\n    store::{Store, Tx},\n    clock::Clock,\n};";
        check("desk/decide.rs", group, &["crate::clock::Clock", "crate::store::Store", "crate::store::Tx"]);
        check("mail/parse/body.rs", "fn f() -> crate::desk::Ticket {}", &["crate::desk::Ticket"]);
        check("mail/parse/body.rs", "use super::super::super::desk::Ticket;", &["crate::desk::Ticket"]);
        check("mail/parse/body.rs", "use super::super::Address;", &[]);
        check("mail/mod.rs", "use super::desk::Ticket;", &["crate::desk::Ticket"]);
        check("config/courier.rs", "use crate::tls::Encryption;", &[]);
        check("config/courier.rs", "use crate::tls::{Encryption, Trust};", &["crate::tls::Trust"]);
        check("store/receipt.rs", "pub(in crate::store) fn f() {}", &[]);
        check("courier/smtp/line.rs", "use crate::store::{self};", &["crate::store::self"]);
        check("main.rs", "fn main() { maildesk::cli::main() }", &[]);
        check("main.rs", "fn main() { maildesk::daemon::start() }", &["crate::daemon::start"]);
        check("attic/mod.rs", "", &["no room"]);
    }

    #[test]
    fn sees_wrong_words() {
        check("desk/decide.rs", "pub async fn decide() {}", &["`async fn`"]);
        check("mail/origin.rs", "let now = Timestamp::now();", &["`Timestamp::now` belongs to clock.rs"]);
        check("flow/ingest.rs", "use rusqlite::Connection;", &["`rusqlite` belongs to store/"]);
        check("store/ledger.rs", "use rusqlite::Connection;", &[]);
        check("mail/parse/mod.rs", "use mail_parser::Message;", &[]);
        check("mail/reply.rs", "use mail_parser::Message;", &["`mail_parser`"]);
        check("flow/ingest.rs", "// rusqlite::Connection is not for us\nlet my_rusqlite = \"rusqlite=warn\";", &[]);
    }

    #[test]
    fn lets_tests_pass() {
        let inline = "#[cfg(test)]\nmod tests {\n    use crate::store::Store;\n    fn f() {\n    }\n}";
        check("desk/decide.rs", inline, &[]);
        check("desk/decide.rs", &format!("{inline}\nuse crate::store::Tx;"), &["crate::store::Tx"]);
        check(
            "desk/decide.rs",
            "#[cfg(test)]\nuse crate::store::Store;\nuse crate::flow::Belt;",
            &["crate::flow::Belt"],
        );
        let parent = Source::new("desk/mod.rs", "//! A card.\n#[cfg(test)]\npub(crate) mod samples;\n");
        let samples = Source::new("desk/samples.rs", "//! A card.\nuse crate::store::Store;\n");
        assert!(faults(&[parent, samples]).is_empty());
    }
}

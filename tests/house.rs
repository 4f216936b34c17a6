//! The house keeps its doors. Reads the source tree and fails on an import that turns back, on a word in the wrong room,
//! on a file without a card, on a file too long, and on anything at the top level that the plan does not know.
//!
//! Code under `#[cfg(test)]` may use what it likes; the doors are for what ships.

#![expect(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking, outside its #[test] functions too"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Which rooms (or single names in them) each room may name. What is not listed here is a wrong door.
const DOORS: &[(&str, &[&str])] = &[
    ("mail", &[]),
    ("desk", &["mail"]),
    // How a connection is protected is one word for the whole house; no more of TLS.
    ("config", &["desk", "mail", "tls::Encryption"]),
    ("templates", &["desk", "mail"]),
    ("store", &["desk", "mail", "ledger", "clock"]),
    ("mailbox", &["ledger", "mail", "dial", "tls", "clock"]),
    ("courier", &["mail", "dial", "tls", "clock"]),
    ("prover", &["mail"]),
    ("flow", &["mailbox", "courier", "prover", "templates", "store", "ledger", "desk", "mail", "clock"]),
    ("story", &["flow", "mailbox", "courier", "templates", "store", "config", "desk", "mail", "clock"]),
    (
        "daemon",
        &["flow", "mailbox", "courier", "prover", "templates", "store", "config", "desk", "mail", "clock", "tls"],
    ),
    (
        "cli",
        &[
            "daemon",
            "story",
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
        ],
    ),
    ("ledger", &[]),
    ("dial", &["tls"]),
    ("tls", &[]),
    ("clock", &[]),
    ("log", &[]),
    ("main", &["cli"]),
    ("lib", &[]),
];

/// Words of a trade, and the only places (prefixes of the path below `src/`) that practise it.
const TRADES: &[(&str, &[&str])] = &[
    ("mail_parser", &["mail/parse"]),
    ("html5ever", &["mail/html"]),
    ("ammonia", &["mail/html"]),
    ("lettre", &["mail/compose"]),
    ("mail_auth", &["prover"]),
    ("rusqlite", &["store/"]),
    ("async_imap", &["mailbox/imap"]),
    ("imap_proto", &["mailbox/imap"]),
    ("handlebars", &["templates"]),
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

/// What a pure room never says, besides the words of [`TRADES`].
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

/// The top level, and what building and running leave there; names that begin with a dot are not looked at.
const TOP_LEVEL: &str = "Cargo.toml Cargo.lock clippy.toml rustfmt.toml README.md CHANGELOG.md SECURITY.md LICENSE-APACHE LICENSE-MIT \
    config.toml deny.toml test src templates fixtures tests systemd docs benches fuzz target data";

/// A file name that says nothing of what is in it.
const NO_NOUNS: &[&str] =
    &["util", "utils", "helper", "helpers", "manager", "common", "misc", "data", "info", "process"];

const LONGEST_FILE: usize = 500;

/// One file below `src/`.
struct Source {
    path: String,
    /// As written.
    text: String,
    /// Without comments and without what only tests see.
    code: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned(), code: shipped_code(text) }
    }

    fn room(&self) -> &str {
        self.path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// How many `super::` lead from here to the root of the crate.
    fn depth(&self) -> usize {
        let steps = self.path.split('/').count();
        if self.path.ends_with("/mod.rs") { steps - 1 } else { steps }
    }

    /// The modules that exist for tests alone, as paths below `src/`.
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

/// Leaves out comments and every item under `#[cfg(test)]`. The code is formatted: an item ends at the first line of its
/// own indentation that closes a brace or ends in a semicolon.
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

/// Every path behind `crate::` (or behind enough `super::` to reach the root), groups spread out.
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

/// Reads `a::b`, or `a::{b, c::{d, e}}`, and returns what is left behind it.
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

/// Whether the word stands in the code as a word of its own; a crate's name only where something of it is used, because
/// a name in a text (a filter for the log) opens no door.
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

/// What every file of ours has to be, tests and benches included.
fn faults_of_form(path: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if !text.starts_with("//! ") {
        faults.push(format!("{path}: opens without a card (`//!`: what comes in, goes out, never happens)"));
    }
    let lines = text.lines().count();
    if lines > LONGEST_FILE {
        faults.push(format!("{path}: {lines} lines; above {LONGEST_FILE} a noun is missing"));
    }
    let stem = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs");
    if NO_NOUNS.contains(&stem) {
        faults.push(format!("{path}: `{stem}` names nothing"));
    }
    faults
}

fn home() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The Rust files below a directory, as paths relative to it.
fn rust_files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn no_door_leads_back() {
    let files = rust_files(&home().join("src"));
    assert!(files.len() > 40, "the source tree was not found");
    let sources: Vec<Source> = files.iter().map(|(path, text)| Source::new(path, text)).collect();
    let faults = faults(&sources);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn tests_and_benches_have_the_same_form() {
    let folders = ["tests", "benches", "fuzz/fuzz_targets"].map(|folder| rust_files(&home().join(folder)));
    let faults: Vec<String> = folders.iter().flatten().flat_map(|(path, text)| faults_of_form(path, text)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_top_level_is_as_designed() {
    let entries = std::fs::read_dir(home()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let planned: Vec<&str> = TOP_LEVEL.split_whitespace().collect();
    let unknown: Vec<String> =
        entries.filter(|name| !name.starts_with('.') && !planned.contains(&name.as_str())).collect();
    assert!(unknown.is_empty(), "not in the plan of the top level: {}", unknown.join(", "));
}

/// The watchman is awake: each of these files is wrong, or right, in exactly one way.
mod watchman {
    use super::*;

    /// The file has these faults, in this order, and no others; each is known by a part of its line.
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
        check("main.rs", "fn main() { maildesk::daemon::run() }", &["crate::daemon::run"]);
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
    fn sees_bad_form() {
        let faults = |path: &str, text: &str| faults_of_form(path, text).len();
        assert_eq!(faults("desk/ticket.rs", "//! A card.\n"), 0);
        assert_eq!(faults("desk/ticket.rs", "use std::fmt;\n"), 1);
        assert_eq!(faults("desk/util.rs", "//! A card.\n"), 1);
        assert_eq!(faults("desk/ticket.rs", &format!("//! A card.\n{}", "\n".repeat(LONGEST_FILE))), 1);
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

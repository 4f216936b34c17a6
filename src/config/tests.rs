//! Tests of the whole room: a text in, a config or its faults out.

mod asking;
mod documented;
mod faults;
mod fields;
#[cfg(feature = "oidc")]
mod oidc;
mod organisations;
mod partners;
mod portal;
mod promises;
mod recipients;
mod routes;
mod secrets;
mod titles;
mod values;
mod workflow;

use super::*;
use std::collections::HashMap;
use std::io;

/// An environment with a few files and variables.
#[derive(Default)]
struct World {
    variables: HashMap<&'static str, &'static str>,
    files: HashMap<&'static str, &'static [u8]>,
}

impl Environment for World {
    fn var(&self, name: &str) -> Option<String> {
        self.variables.get(name).map(|&value| value.to_owned())
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let found = path.to_str().and_then(|path| self.files.get(path));
        found.map(|bytes| bytes.to_vec()).ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such file"))
    }

    fn is_open_to_all(&self, path: &Path) -> bool {
        path.to_str().is_some_and(|path| path.contains("open"))
    }

    fn lets_others_in(&self, path: &Path) -> bool {
        self.is_open_to_all(path)
    }

    fn is_file(&self, path: &Path) -> bool {
        path.to_str().is_some_and(|path| self.files.contains_key(path))
    }

    fn is_directory(&self, path: &Path) -> bool {
        ["/desk/templates", "/desk/templates/fr", "/desk/knowledge"].iter().any(|known| path == Path::new(known))
    }
}

/// The header of a PNG, 600 pixels wide and 72 high.
pub(super) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x58\0\0\0\x48\x08\x06\0\0\0";

/// An environment with everything that the comments of the shipped config name.
fn world() -> World {
    World {
        variables: HashMap::from([("IMAP_PASSWORD", "hunter2"), ("CREDENTIALS_DIRECTORY", "/run/credentials")]),
        files: HashMap::from([
            ("/desk/imap-password", b"hunter2\n".as_slice()),
            ("/desk/smtp-password", b"hunter3"),
            ("/desk/oidc-secret", b"hunter8"),
            ("/desk/ca.pem", b""),
            ("/desk/fullchain.pem", b"-----BEGIN CERTIFICATE-----"),
            ("/desk/privkey.pem", b"-----BEGIN PRIVATE KEY-----"),
            ("/desk/open-key.pem", b"-----BEGIN EC PRIVATE KEY-----"),
            ("/desk/locked-key.pem", b"-----BEGIN ENCRYPTED PRIVATE KEY-----"),
            ("/desk/wordmark.png", PNG),
            ("/run/credentials/imap", b"hunter4"),
            ("/usr/sbin/sendmail", b""),
            ("/desk/open-password", b"hunter5"),
            ("/desk/two-lines", b"hunter6\nhunter7\n"),
            ("/desk/nothing", b"\n"),
            ("/desk/latin1", b"\xe9"),
        ]),
    }
}

fn parse(text: &str) -> Result<Config, Faults> {
    Config::parse(text, Path::new("/desk/config.toml"), &world())
}

/// A minimal valid file. A test replaces the sections that its text has.
const RIGHT: [(&str, &str); 5] = [
    ("[authentication]", "[authentication]\ntrusted = ['mx.desk.example']\n"),
    ("[desk]", "[desk]\nname = 'Desk'\n"),
    ("[mailbox", "[mailbox.support]\naddress = 'support@desk.example'\nmaildir = { path = 'in' }\n"),
    ("[courier", "[courier]\nmaildir = { path = 'out' }\n"),
    ("[[agent]]", "[[agent]]\nname = 'anna'\naddress = 'anna@desk.example'\n"),
];

/// The text, with missing sections added.
fn completed(text: &str) -> String {
    let missing = RIGHT.iter().filter(|(header, _)| !text.contains(header)).map(|(_, section)| *section);
    [text, "\n"].into_iter().chain(missing).collect()
}

/// All faults of a text: `line:column severity: message (help)`.
fn told(text: &str) -> Vec<String> {
    let faults = parse(text).map_or_else(|faults| faults, |config| config.remarks);
    let line = |fault: &Fault| {
        let place = match (fault.line, fault.column) {
            (Some(line), Some(column)) => format!("{line}:{column}"),
            _ => "file".to_owned(),
        };
        let severity = format!("{:?}", fault.severity).to_lowercase();
        format!("{place} {severity}: {} ({})", fault.message, fault.help)
    };
    faults.list.iter().map(line).collect()
}

/// Checks that the completed text has exactly these faults.
#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(told(&completed(text)).join("\n"), expected, "{text}");
}

/// Checks that the completed text is good, and returns its config.
#[track_caller]
fn good(text: &str) -> Config {
    let config = parse(&completed(text)).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(config.remarks.to_string(), "");
    config
}

#[test]
fn the_shipped_config_is_valid_without_a_remark() {
    let config = parse(SHIPPED).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(config.remarks.to_string(), "");
}

#[test]
fn all_faults_of_a_file_are_told_at_once() {
    let text = "[desk]\nnmae = 'x'\nlanguage = 'fr'\n[[agent]]\nname = 'anna'\n[limits]\nbatch_messages = '9'\n";
    let expected = [
        "file error: there is no [mailbox.NAME], so no email can come in or go out \
         (write [mailbox.support] with address = \"support@desk.example\")",
        "file error: there is no [courier], so letters can't go out \
         (write [courier.smtp], [courier.sendmail] or [courier.maildir])",
        "file error: [authentication] is missing (write [authentication] with trusted = \
         [\"mx.desk.example\"], the name that your mail server writes in Authentication-Results. With trusted = [], \
         `maildesk check` lists the risks)",
        "1:1 error: [desk] has no `name` (write name = \"Example Desk\")",
        "2:1 error: unknown key `nmae` in [desk] (did you mean `name`?)",
        "3:12 error: there are no letters in `fr` (choose from: \"en\", \"nl\", \"nl-informal\", \"de\", \"de-informal\". Or put your own letters \
         into fr/ in the directory of [templates])",
        "4:1 error: [agent] has no `address` (write address = \"anna@desk.example\")",
        "7:18 error: `batch_messages` must be a whole number without quotes, not text (write batch_messages = 128)",
    ];
    assert_eq!(told(text), expected);
}

#[test]
fn a_file_that_is_not_toml_still_tells_its_other_faults() {
    let text = completed("[desk]\nname = Desk\nlangauge = 'en'\nhost = 'a.example'\nhost = 'b.example'\n[log\n");
    let expected = [
        "2:8 error: string values must be quoted (put it in quotes: \"…\")",
        "3:1 error: unknown key `langauge` in [desk] (did you mean `language`?)",
        "5:1 error: duplicate key (keep one of them)",
        "6:5 error: unclosed table (expected `]`)",
    ];
    assert_eq!(told(&text), expected);
}

#[test]
fn a_file_full_of_faults_is_told_in_part() {
    let lines: Vec<String> = (0..5_000).map(|number| format!("unknown{number} = 1")).collect();
    let told = told(&completed(&lines.join("\n")));
    assert_eq!(told.len(), 101);
    assert_eq!(told.last().unwrap(), "file error: 4900 more faults ()");
}

#[test]
fn any_text_is_read_without_a_crash() {
    let texts =
        ["", "\0", "=", "[", "[[", "a", "a.b.c = [[[[", "'''", "[mailbox]\n[mailbox]", "agent = [1]", "desk.x.y = 1"];
    for text in texts {
        assert!(parse(text).is_err(), "{text}");
    }
    let deep = format!("a = {}", "[".repeat(100_000));
    assert!(parse(&deep).is_err());
    for end in (0..SHIPPED.len()).step_by(31) {
        let _ = SHIPPED.get(..end).map(parse);
    }
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    let mut world = world();
    world.files.insert("/desk/latin.toml", b"# caf\xe9\n[desk]\n");
    world.files.insert("/desk/bom.toml", b"\xef\xbb\xbf[desk]\nnmae = 1\n");
    let load = |path: &str| Config::load_in(Path::new(path), &world, Passwords::Read).unwrap_err().to_string();
    assert!(load("/desk/none.toml").contains("can't read /desk/none.toml: no such file"));
    assert!(load("/desk/latin.toml").contains("/desk/latin.toml:1:6"));
    assert!(load("/desk/bom.toml").contains("/desk/bom.toml:2:1"));
}

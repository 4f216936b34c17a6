//! Tests the program as a process: exit codes, stdout and stderr, and a reader that goes away.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

use assert_cmd::cargo::cargo_bin;

/// Runs maildesk in an empty directory. Returns code, stdout, stderr.
fn maildesk(arguments: &[&str]) -> (Option<i32>, String, String) {
    let directory = tempfile::tempdir().unwrap();
    let output = Command::new(cargo_bin!("maildesk"))
        .args(arguments)
        .current_dir(&directory)
        .env_remove("MAILDESK_CONFIG")
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn exit_codes_are_those_of_sysexits() {
    let check = |arguments: &[&str], expected: i32| assert_eq!(maildesk(arguments).0, Some(expected), "{arguments:?}");
    check(&["--version"], 0);
    check(&["--help"], 0);
    check(&["help", "ingest"], 0);
    check(&["fly"], 64);
    check(&["check", "--fly"], 64);
    check(&["ticket"], 64);
    check(&["check", "--config", "missing.toml"], 78);
}

#[test]
fn without_a_config_it_says_where_it_looked() {
    if Path::new("/etc/maildesk/config.toml").exists() {
        return; // on a machine that runs a desk, one is found
    }
    let (code, stdout, stderr) = maildesk(&["check"]);
    assert_eq!((code, stdout.as_str(), stderr.lines().count()), (Some(78), "", 1), "{stderr}");
    for place in ["--config", "MAILDESK_CONFIG", "./config.toml", "/etc/maildesk/config.toml", "maildesk demo"] {
        assert!(stderr.contains(place), "{place} in {stderr}");
    }
}

#[test]
fn the_shipped_config_is_good() {
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/config.toml");
    let (code, stdout, stderr) = maildesk(&["check", "--offline", "--config", shipped]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""), "{stdout}");
    assert!(stdout.ends_with("config.toml is valid.\n"), "{stdout}");
    let (_, stdout, _) = maildesk(&["check", "--offline", "--json", "--config", shipped]);
    let json: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((&json["ok"], &json["faults"]), (&true.into(), &serde_json::json!([])));
}

/// The commands of CONTRIBUTING.md are there, with their options, files and tests.
#[test]
fn contributors_are_told_what_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |file: &str| std::fs::read_to_string(root.join(file)).unwrap();
    let (document, script) = (read("CONTRIBUTING.md"), read("test"));
    let blocks = document.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let mut kinds = BTreeMap::from([("run", 0), ("test", 0), ("script", 0)]);
    for line in blocks.flat_map(str::lines) {
        let command = line.split('#').next().unwrap().trim();
        let files: Vec<&str> = command.split(' ').filter(|word| word.starts_with("fixtures/")).collect();
        assert!(files.iter().all(|file| root.join(file).exists()), "{command}");
        let words: Vec<&str> = command.split(' ').skip_while(|word| word.contains('=')).collect();
        let kind = match words.as_slice() {
            ["cargo", "run", "--", arguments @ ..] => {
                assert_eq!(maildesk(&[arguments, &["--help"]].concat()).0, Some(0), "{command}");
                "run"
            }
            ["cargo", "test", tests @ ..] => {
                assert!(is_test(root, tests), "{command}");
                "test"
            }
            ["./test", options @ ..] => {
                assert!(options.iter().all(|option| script.contains(&format!("    {option}) "))), "{command}");
                "script"
            }
            ["cargo", "build"] => continue,
            _ => panic!("nobody looks whether this works: {command}"),
        };
        *kinds.get_mut(kind).unwrap() += 1;
    }
    assert!(kinds.values().all(|count| *count > 2), "{kinds:?}");
}

/// The tests that follow `cargo test`: a room of the library or a test binary, with the start of a test's name.
fn is_test(root: &Path, words: &[&str]) -> bool {
    let (place, name) = match words {
        ["--lib", name] => (root.join("src"), Some(*name)),
        ["--test", binary, name @ ..] => {
            let places = [root.join(format!("tests/{binary}.rs")), root.join("tests").join(binary)];
            (places.into_iter().find(|place| place.exists()).unwrap(), name.first().copied())
        }
        _ => return false,
    };
    let Some(name) = name else { return true };
    let room = place.join(name.replace("::", "/"));
    room.with_extension("rs").is_file() || has_test(&place, &format!("fn {name}"))
}

fn has_test(place: &Path, name: &str) -> bool {
    if place.is_dir() {
        return std::fs::read_dir(place).unwrap().any(|entry| has_test(&entry.unwrap().path(), name));
    }
    std::fs::read_to_string(place).is_ok_and(|text| text.contains(name))
}

/// A desk in its own directory. Its only mailbox acts on proven mails only.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let config = "[desk]\nname = 'Example Desk'\n[[agent]]\nname = 'anna'\naddress = 'anna@desk.example'\n\
                      [mailbox.support]\naddress = 'support@desk.example'\nmaildir.path = 'in'\nunproven = 'hold'\n\
                      [courier]\nmaildir.path = 'out'\n[authentication]\ntrusted = ['mx.desk.example']\n";
        std::fs::write(directory.path().join("config.toml"), config).unwrap();
        Self(directory)
    }

    /// Runs maildesk there. Returns code, stdout, stderr.
    fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let output = Command::new(cargo_bin!("maildesk"))
            .args(arguments)
            .current_dir(&self.0)
            .env_remove("MAILDESK_CONFIG")
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    }

    /// Ingests a mail. `more` are further header lines.
    fn take(&self, name: &str, more: &str) {
        let mail = format!(
            "From: ada@customer.example\r\nTo: support@desk.example\r\nSubject: {name}\r\n{more}\
             Message-ID: <{name}@customer.example>\r\n\r\nIt stops.\r\n"
        );
        let file = self.0.path().join(format!("{name}.eml"));
        std::fs::write(&file, mail).unwrap();
        let (code, _, stderr) = self.run(&["ingest", file.to_str().unwrap()]);
        assert_eq!(code, Some(0), "{stderr}");
    }
}

#[test]
fn what_is_held_is_let_pass_and_nothing_else_is() {
    let desk = Desk::new();
    let refused = |arguments: &[&str], expected: (i32, &str)| {
        let (code, _, stderr) = desk.run(arguments);
        assert_eq!(code, Some(expected.0), "{stderr}");
        assert!(stderr.contains(expected.1), "{stderr}");
    };
    refused(&["replay", "1"], (69, "there is no database"));
    desk.take("held", "");
    desk.take("proven", "Authentication-Results: mx.desk.example; dmarc=pass header.from=customer.example\r\n");
    let (_, ledger, _) = desk.run(&["ledger", "--end", "held"]);
    assert!(ledger.contains("held"), "{ledger}");
    let (code, stdout, _) = desk.run(&["replay", "1"]);
    assert_eq!((code, stdout.as_str()), (Some(0), "Email 1 released. It has been processed again.\n"));
    let (_, tickets, _) = desk.run(&["tickets"]);
    assert_eq!(tickets.lines().count(), 3, "{tickets}");
    refused(&["replay", "1"], (65, "email 1 was opened, and only emails that were set aside can be replayed"));
    refused(&["replay", "99", "2"], (65, "there's no email 99 in the ledger; email 2 was opened"));
    refused(&["replay"], (64, "ID"));
}

#[test]
fn the_ledger_is_compared_with_the_mailboxes() {
    let desk = Desk::new();
    let ended = |arguments: &[&str], expected: i32, words: &str| {
        let (code, stdout, stderr) = desk.run(arguments);
        assert_eq!(code, Some(expected), "{stdout}{stderr}");
        assert!(stdout.contains(words) || stderr.contains(words), "{words} in {stdout}{stderr}");
        stdout
    };
    ended(&["ledger", "reconcile"], 69, "there is no database");
    desk.take("first", "");
    ended(&["ledger", "reconcile"], 69, "could not compare: support");
    for part in ["new", "cur", "tmp"] {
        std::fs::create_dir_all(desk.0.path().join("in").join(part)).unwrap();
    }
    ended(&["ledger", "reconcile"], 0, "no difference");
    std::fs::write(desk.0.path().join("in/new/1.M1P1.host"), "Subject: a\r\n\r\nb\r\n").unwrap();
    std::fs::write(desk.0.path().join("in/cur/0.M1P1.host:2,S"), "Subject: b\r\n\r\nb\r\n").unwrap();
    ended(&["ledger", "reconcile", "support"], 65, "1 not taken in yet: 1.M1P1.host");
    ended(&["ledger", "reconcile", "sales"], 64, "there's no mailbox \"sales\". Choose from: support.");
    ended(&["ledger", "reconcile", "suport"], 64, "Did you mean support?");
    ended(&["ledger", "--end", "held", "reconcile"], 64, "`ledger reconcile` takes no --end");
    ended(&["ledger", "--limit", "9", "reconcile"], 64, "`ledger reconcile` takes no --limit");
    let config = desk.0.path().join("config.toml").display().to_string();
    let elsewhere = |arguments: &[&str]| {
        let (code, stdout, stderr) = maildesk(arguments);
        assert_eq!(code, Some(65), "{arguments:?}: {stdout}{stderr}");
        assert!(stdout.contains("1.M1P1.host"), "{arguments:?}: {stdout}{stderr}");
    };
    elsewhere(&["--config", &config, "ledger", "reconcile"]);
    elsewhere(&["ledger", "--config", &config, "reconcile"]);
    elsewhere(&["ledger", "reconcile", "--config", &config]);
    elsewhere(&["ledger", "--json", "reconcile", "--config", &config]);
    let json = ended(&["ledger", "reconcile", "--json"], 65, "differ in 1 email");
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let counts = ["on_server", "in_both", "archive", "differences"].map(|key| json[key].as_u64().unwrap());
    assert_eq!((counts, &json["waiting"][0]), ([2, 0, 1, 1], &"1.M1P1.host".into()));
}

#[test]
fn what_is_held_is_dropped_and_nothing_else_is() {
    let desk = Desk::new();
    let refused = |arguments: &[&str], expected: (i32, &str)| {
        let (code, _, stderr) = desk.run(arguments);
        assert_eq!(code, Some(expected.0), "{stderr}");
        assert!(stderr.contains(expected.1), "{stderr}");
    };
    refused(&["drop", "1"], (69, "there is no database"));
    desk.take("held", "");
    let (code, stdout, _) = desk.run(&["drop", "1", "--reason", "not from Ada"]);
    assert_eq!((code, stdout.as_str()), (Some(0), "Email 1 discarded.\n"));
    let (_, ledger, _) = desk.run(&["ledger", "--mail", "1"]);
    assert!(ledger.contains("suppressed") && ledger.contains("not from Ada"), "{ledger}");
    refused(&["drop", "1", "99"], (65, "email 1 isn't held; email 99 isn't held"));
    // What was left without effect can be given back, too.
    let (code, _, stderr) = desk.run(&["replay", "1"]);
    assert_eq!(code, Some(0), "{stderr}");
    refused(&["replay", "1"], (65, "email 1 was opened"));
}

/// The token in the newest letter to somebody.
fn token_of(desk: &Desk, to: &str) -> String {
    let (code, outbox, stderr) = desk.run(&["outbox", "--json"]);
    assert_eq!(code, Some(0), "{stderr}");
    let letters = outbox.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let mut ids = letters.filter(|letter| letter["to"]["address"] == to).map(|letter| letter["message_id"].to_string());
    let id = ids.next_back().unwrap_or_else(|| panic!("no letter to {to} in {outbox}"));
    let mut tokens = id.split('.').filter(|part| part.contains("p-")).map(|part| part.split('@').next().unwrap());
    tokens.next_back().unwrap().to_owned()
}

#[test]
fn the_secret_of_tokens_is_replaced_with_a_grace_or_at_once() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["secret", "replace"]).0, Some(69), "there is no desk yet");
    let proven = "Authentication-Results: mx.desk.example; dmarc=pass header.from=customer.example\r\n";
    desk.take("first", proven);
    let token = token_of(&desk, "ada@customer.example");
    let ends = |name: &str| {
        desk.take(name, &format!("In-Reply-To: <maildesk.{token}@desk.example>\r\n"));
        let (_, ledger, _) = desk.run(&["ledger", "--json"]);
        let mails = ledger.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        mails.filter(|mail| mail["subject"] == name).map(|mail| mail["end"].to_string()).collect::<Vec<_>>().concat()
    };
    assert_eq!(ends("with it"), "\"commented\"");
    let (code, stdout, stderr) = desk.run(&["secret", "replace"]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert!(stdout.starts_with("Key replaced. Codes already sent stay valid until "), "{stdout}");
    assert_eq!(ends("within the grace"), "\"commented\"");
    assert_eq!(desk.run(&["secret", "replace", "--grace", "0s"]).0, Some(0));
    assert_eq!(ends("too late"), "\"held\"");
    assert_eq!(desk.run(&["secret", "replace", "--grace", "soon"]).0, Some(64));
}

#[test]
fn a_report_in_all_its_forms() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["report"]).0, Some(69), "there is no database yet");
    desk.take("proven", "Authentication-Results: mx.desk.example; dmarc=pass header.from=customer.example\r\n");
    let (code, stdout, stderr) = desk.run(&["report"]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    for line in ["Example Desk, ", "opened            1", "not yet answered  1", "ratings           none"] {
        assert!(stdout.contains(line), "{stdout}");
    }
    let (_, stdout, _) = desk.run(&["report", "--json", "--last", "2d", "--by", "mailbox"]);
    let json: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((&json["opened"], &json["groups"][0]["lines"][0]["name"]), (&1.into(), &"support".into()));
    let (_, stdout, _) = desk.run(&["report", "--month", "2020-02"]);
    assert!(stdout.starts_with("Example Desk, 2020-02-01 to 2020-02-29 (UTC)\n\nopened            0\n"), "{stdout}");
    let (code, stdout, _) = desk.run(&["report", "--html", "report.html"]);
    assert_eq!((code, stdout.as_str()), (Some(0), "Wrote report.html\n"));
    let page = std::fs::read_to_string(desk.0.path().join("report.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("<svg"), "{page}");
    let wrong = |arguments: &[&str], code: i32| {
        assert_eq!(desk.run(&[&["report"], arguments].concat()).0, Some(code), "{arguments:?}");
    };
    wrong(&["--month", "2026-13"], 64);
    wrong(&["--last", "soon"], 64);
    wrong(&["--to", "2026-01-01"], 64);
    wrong(&["--from", "2026-02-01", "--to", "2026-01-01"], 64);
    wrong(&["--month", "2026-01", "--last", "3d"], 64);
    wrong(&["--by", "weather"], 64);
    wrong(&["--html", "there/is/no/such/directory.html"], 65);
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/config.toml");
    let mut child = Command::new(cargo_bin!("maildesk"))
        .args(["check", "--offline", "--config", shipped])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!((child.wait().unwrap().code(), stderr.as_str()), (Some(0), ""));
}

/// A config with its own letters, in a temporary directory.
fn desk_with(files: &[(&str, &str)]) -> (tempfile::TempDir, String) {
    let directory = tempfile::tempdir().unwrap();
    for (file, text) in files {
        let path = directory.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let config = directory.path().join("config.toml");
    let shipped = include_str!("../config.toml");
    std::fs::write(&config, format!("{shipped}\n[templates]\ndirectory = \"templates\"\n")).unwrap();
    (directory, config.display().to_string())
}

#[test]
fn letters_are_listed_without_a_config() {
    let (code, stdout, stderr) = maildesk(&["template", "list"]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    for language in ["en", "nl", "de"] {
        let line = stdout.lines().find(|line| line.starts_with("confirmation ") && line.contains(language)).unwrap();
        assert!(line.contains(" shipped ") && line.ends_with("whoever wrote"), "{line}");
    }
    let (_, stdout, _) = maildesk(&["template", "list", "--language", "nl", "--json"]);
    let letters: Vec<serde_json::Value> = stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(letters.len() > 20 && letters.iter().all(|letter| letter["language"] == "nl"), "{stdout}");
    assert!(letters.iter().all(|letter| letter["text"].is_null() && letter["to"] != ""), "{stdout}");
}

#[test]
fn a_letter_of_ones_own_is_listed_shown_and_tried() {
    let (_directory, config) = desk_with(&[
        ("templates/nl/reply/text.hbs", "{{text}} -- groetjes, {{author}}\n"),
        ("templates/en/parts/topic.hbs", "<<{{subject}}>>\n"),
    ]);
    let ask = |arguments: &[&str]| {
        let (code, stdout, stderr) = maildesk(&[arguments, &["--config", &config]].concat());
        assert_eq!((code, stderr.as_str()), (Some(0), ""), "{arguments:?}");
        stdout
    };
    let listed = ask(&["template", "list"]);
    let replies: Vec<&str> = listed.lines().filter(|line| line.starts_with("reply ")).collect();
    assert!(replies.iter().any(|line| line.contains(" nl ") && line.contains(" partly own ")), "{listed}");
    assert!(listed.contains("nl/reply/text.hbs\n"), "{listed}");
    assert!(replies.iter().any(|line| line.contains(" de ") && line.contains(" shipped ")), "{listed}");
    assert!(listed.lines().any(|line| line.starts_with("parts/topic.hbs ")), "{listed}");
    let json = ask(&["template", "list", "--json", "--language", "nl"]);
    assert!(json.lines().any(|line| line.contains(r#""letter":"reply""#) && line.contains("reply/text.hbs")), "{json}");
    let shown = ask(&["template", "show", "reply", "--language", "nl", "--part", "text"]);
    assert_eq!(shown, "{{text}} -- groetjes, {{author}}\n");
    assert_eq!(ask(&["template", "show", "parts/topic.hbs"]), "<<{{subject}}>>\n");
    assert!(ask(&["template", "show", "reply"]).contains("en/reply/html.hbs (shipped)"));
    let json = ask(&["template", "show", "reply", "--language", "nl", "--part", "text", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["path"], &json["text"]), (&"reply/text.hbs".into(), &shown.clone().into()));
    assert!(ask(&["template", "preview", "reply", "--language", "nl"]).contains("-- groetjes, Anna Adler"));
    assert!(ask(&["template", "preview", "reply"]).starts_with("Subject: [HD-00042] <<The press stops>>\n\n"));
}

#[test]
fn letters_are_written_as_files_to_look_at() {
    let directory = tempfile::tempdir().unwrap();
    let (file, all) = (directory.path().join("a.html"), directory.path().join("all"));
    let (file, all) = (file.to_str().unwrap(), all.to_str().unwrap());
    let preview = ["template", "preview", "feedback", "--language", "de", "--sample", "wide", "--output", file];
    let (code, stdout, stderr) = maildesk(&preview);
    assert_eq!((code, stdout.trim(), stderr.as_str()), (Some(0), file, ""));
    let html = std::fs::read_to_string(file).unwrap();
    assert!(html.starts_with("<!DOCTYPE html>") && html.contains("★★★★★"), "{html}");
    let (code, stdout, _) = maildesk(&["template", "preview", "--all", all]);
    assert_eq!((code, stdout.trim()), (Some(0), format!("{all}/index.html").as_str()));
    let index = std::fs::read_to_string(format!("{all}/index.html")).unwrap();
    for part in index.split("src=\"").skip(1) {
        let page = part.split('"').next().unwrap();
        assert!(Path::new(all).join(page).is_file(), "{page}");
    }
    // Each kind in each of the five languages.
    let shown = index.matches("class=\"phone\"").count();
    assert!(shown > 0 && shown % 5 == 0, "{shown}");
    let (_, stdout, _) = maildesk(&["template", "preview", "reply", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert!(json["subject"] == "[HD-00042] The press stops" && json["html"].as_str().unwrap().contains("</html>"));
}

#[test]
fn what_is_wrong_with_letters_is_told() {
    let check = |arguments: &[&str], code: i32, words: &str| {
        let (ended, _, stderr) = maildesk(&[&["template"], arguments].concat());
        assert!(ended == Some(code) && stderr.contains(words), "{arguments:?}: {ended:?} {stderr}");
    };
    check(&["preview", "replies"], 64, "a similar value exists: 'reply'");
    let (_, _, stderr) = maildesk(&["template", "preview", "replies"]);
    assert!(!stderr.contains("undeliverable"), "the whole vocabulary helps nobody: {stderr}");
    check(&["preview"], 64, "<LETTER>");
    check(&["show", "replies"], 64, "there's no letter or part \"replies\". See `maildesk template list`.");
    check(
        &["preview", "reply", "--language", "fr"],
        64,
        "--language: there's no language \"fr\". Choose from: en, nl, nl-informal, de",
    );
    check(&["list", "--config", "missing.toml"], 78, "missing.toml");
    check(&["preview", "reply", "--output", "no/such/directory.html"], 69, "write no/such/directory.html");
    let (_directory, config) = desk_with(&[("templates/nl/reply/text.hbs", "{{txet}}")]);
    check(&["preview", "reply", "--config", &config], 78, "reply/text.hbs:1:1: \"txet\" isn't a name here");
    let (_directory, config) = desk_with(&[("templates/nl/replies/text.hbs", "x")]);
    check(&["list", "--config", &config], 78, "replaces nothing");
}

/// Filters that name nothing are errors with a suggestion, and lists that are cut say so, to people and to programs.
#[test]
fn what_a_list_leaves_out_is_said() {
    let desk = Desk::new();
    for name in ["first", "second", "third"] {
        desk.take(name, "Authentication-Results: mx.desk.example; dmarc=pass header.from=customer.example\r\n");
    }
    let check = |arguments: &[&str], expected: (i32, &str)| {
        let (code, stdout, stderr) = desk.run(arguments);
        assert_eq!((code, stdout.as_str()), (Some(expected.0), ""), "{arguments:?}: {stderr}");
        assert!(stderr.contains(expected.1), "{arguments:?}: {stderr}");
    };
    check(&["tickets", "--status", "nwe"], (64, "--status: there's no status \"nwe\". Did you mean new?"));
    check(&["tickets", "--assignee", "ana"], (64, "--assignee: there's no agent \"ana\". Did you mean anna?"));
    check(&["tickets", "--team", "press"], (64, "--team: there's no team \"press\". The config has none."));
    check(&["tickets", "--field", "prio=1"], (64, "--field: there's no field \"prio\". The config has none."));
    check(&["tickets", "--field", "prio"], (64, "--field prio: write a field and a value, such as priority=1"));
    check(&["tickets", "--requester", "ada"], (64, "Write one such as ada@customer.example"));
    check(&["tickets", "--open", "--status", "closed"], (64, "Leave out --open."));
    check(&["tickets", "--limit", "0"], (64, "write a whole number from 1 up"));
    check(&["outbox", "--limit", "-1"], (64, "write a whole number from 1 up"));
    check(&["ledger", "--end", "opend"], (64, "'opened'"));
    check(&["report", "--by", "tem"], (64, "--by: there's no grouping \"tem\". Did you mean team?"));
    check(&["ingest", "--mailbox", "suport", "config.toml"], (64, "Did you mean support?"));
    let cut = |arguments: &[&str], rows: usize, expected: &str| {
        let (code, stdout, stderr) = desk.run(arguments);
        assert_eq!((code, stderr.trim()), (Some(0), expected), "{arguments:?}");
        assert_eq!(stdout.lines().count(), rows, "{arguments:?}: {stdout}");
    };
    cut(&["tickets", "--limit", "3"], 4, "");
    cut(&["tickets", "--limit", "2"], 3, "Showing 2 of 3. Use --limit 3 to show all.");
    cut(&["tickets", "--limit", "2", "--json"], 2, "{\"of\":3,\"shown\":2}");
    cut(&["ledger", "--limit", "1"], 3, "Showing 1 of 3. Use --limit 3 to show all.");
    cut(&["ledger", "--limit", "1", "--json"], 1, "{\"of\":3,\"shown\":1}");
    let (_, all, _) = desk.run(&["outbox", "--json"]);
    let letters = all.lines().count();
    cut(&["outbox", "--limit", "1", "--json"], 1, &format!("{{\"of\":{letters},\"shown\":1}}"));
    let (_, list, _) = desk.run(&["template", "list"]);
    assert!(list.lines().count() > 50 && list.lines().all(|line| line.chars().count() <= 80), "{list}");
}

//! The program as a process: exit codes, what stands on stdout and stderr, and a reader that goes away.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

use assert_cmd::cargo::cargo_bin;

/// Runs maildesk in an empty directory; code, stdout, stderr.
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
    assert!(stdout.ends_with("config.toml is good.\n"), "{stdout}");
    let (_, stdout, _) = maildesk(&["check", "--offline", "--json", "--config", shipped]);
    let json: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((&json["ok"], &json["faults"]), (&true.into(), &serde_json::json!([])));
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

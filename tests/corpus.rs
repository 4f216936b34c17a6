//! Our own mails, each named after its condition, with the expected result.
//!
//! `fixtures/mail/<room>/<condition>.eml` has an `.expect` beside it: some names of `maildesk explain --json` with
//! their values. Every mail is read with LF and with CRLF. No mails at all is a failure.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, outside its #[test] functions too")]

use std::path::{Path, PathBuf};

use maildesk::cli::explain::explained;
use serde_json::Value;

#[test]
fn every_mail_is_understood() {
    let mails = mails(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/mail"));
    assert!(mails.len() >= 40, "only {} mails were found", mails.len());
    let failures: Vec<String> = mails.iter().flat_map(|mail| check(mail)).collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// All mails, in a fixed order.
fn mails(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let nested = paths.iter().filter(|path| path.is_dir()).flat_map(|path| mails(path));
    let here = paths.iter().filter(|path| path.extension().is_some_and(|end| end == "eml")).cloned();
    nested.chain(here).collect()
}

/// Reads one mail with both line ends, and returns what isn't as expected.
fn check(mail: &Path) -> Vec<String> {
    let raw = std::fs::read(mail).unwrap();
    let lf: Vec<u8> = raw.iter().copied().filter(|&byte| byte != b'\r').collect();
    let crlf: Vec<u8> =
        lf.iter().flat_map(|&byte| if byte == b'\n' { vec![b'\r', b'\n'] } else { vec![byte] }).collect();
    let expect = std::fs::read_to_string(mail.with_extension("expect"))
        .unwrap_or_else(|error| panic!("{} has no .expect: {error}", mail.display()));
    let expect: Value = serde_json::from_str(&expect).unwrap_or_else(|error| panic!("{}: {error}", mail.display()));
    let mut failures = Vec::new();
    for (ends, bytes) in [("LF", &lf), ("CRLF", &crlf)] {
        let found = serde_json::to_value(explained(mail, bytes, |_| Vec::new())).unwrap();
        let place = format!("{} ({ends})", mail.file_name().unwrap_or_default().to_string_lossy());
        compare(&place, &expect, &found, &mut failures);
    }
    failures
}

/// All expected values must be there. Others may be anything.
fn compare(place: &str, expect: &Value, found: &Value, failures: &mut Vec<String>) {
    match (expect, found) {
        (Value::Object(expect), Value::Object(found)) => {
            for (name, value) in expect {
                compare(&format!("{place}: {name}"), value, found.get(name).unwrap_or(&Value::Null), failures);
            }
        }
        (Value::Array(expect), Value::Array(found)) if expect.len() == found.len() => {
            for (nth, (expect, found)) in expect.iter().zip(found).enumerate() {
                compare(&format!("{place}[{nth}]"), expect, found, failures);
            }
        }
        _ if expect == found => {}
        _ => failures.push(format!("{place}: {found} is not {expect}")),
    }
}

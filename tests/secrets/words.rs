//! A password is in no log at any level, in no output, in no file of ours.

use data_encoding::{BASE64, BASE64_NOPAD};

use crate::desk::{Desk, IMAP, SMTP};
use crate::echo::{Told, imap_login, imap_plain, serve, smtp_login, smtp_plain};
use crate::patience::eventually;

/// Every form in which the passwords are sent or could be printed.
fn forms() -> Vec<String> {
    let mut forms = Vec::new();
    for secret in [IMAP, SMTP] {
        let quoted = secret.replace('\\', "\\\\").replace('"', "\\\"");
        let plain = format!("\0ada\0{secret}");
        forms.extend([secret.to_owned(), quoted.clone(), format!("{secret:?}"), quoted.escape_debug().to_string()]);
        forms.extend([
            BASE64.encode(secret.as_bytes()),
            BASE64_NOPAD.encode(secret.as_bytes()),
            BASE64_NOPAD.encode(plain.as_bytes()),
        ]);
    }
    // The rest of a password that was cut: half of it is half the secret.
    forms.extend([IMAP.chars().take(12).collect(), SMTP.chars().take(8).collect()]);
    forms
}

#[track_caller]
fn tells_nothing(what: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for form in forms() {
        assert!(!text.contains(&form), "{what} has a password, as {form:?}:\n{text}");
    }
}

/// Waits until a server received a login.
fn heard(told: &Told) {
    let is_login = |line: &String| forms().iter().any(|form| line.contains(form));
    eventually("a server is told a password", || told.lock().unwrap().iter().any(is_login).then_some(()));
}

#[test]
fn no_password_is_told_whatever_the_servers_say_and_however_much_is_logged() {
    for (imap, smtp) in [(imap_login as fn(&str) -> _, smtp_plain as fn(&str) -> _), (imap_plain, smtp_login)] {
        let (imap_port, imap_told) = serve("* OK ready", imap);
        let (smtp_port, smtp_told) = serve("220 mx.example", smtp);
        let desk = Desk::between(imap_port, smtp_port);
        for arguments in [&["check"][..], &["check", "--json"]] {
            let ended = desk.run(arguments);
            tells_nothing("stdout", &ended.stdout);
            tells_nothing("stderr", &ended.stderr);
            // The refusal itself is reported, otherwise nothing was checked.
            let said = String::from_utf8_lossy(&ended.stdout).into_owned();
            assert!(said.contains("[password]") && said.contains("refused"), "{said}");
        }
        heard(&imap_told);
        heard(&smtp_told);
        imap_told.lock().unwrap().clear();
        let daemon = desk.start(&[]);
        heard(&imap_told);
        let told = eventually("the refusal is logged", || Some(desk.log()).filter(|log| log.contains("[password]")));
        tells_nothing("the log", told.as_bytes());
        assert!(
            told.contains("TRACE") || told.contains("DEBUG"),
            "the log is not talkative enough for this test: {told}"
        );
        for arguments in [&["status"][..], &["status", "--json"], &["outbox", "--json"], &["ledger", "--json"]] {
            let ended = desk.run(arguments);
            tells_nothing("stdout", &ended.stdout);
            tells_nothing("stderr", &ended.stderr);
        }
        drop(daemon);
        for entry in std::fs::read_dir(desk.path("state")).unwrap() {
            let path = entry.unwrap().path();
            tells_nothing(&path.display().to_string(), &std::fs::read(&path).unwrap());
        }
    }
}

#[test]
fn a_wrong_config_is_told_without_its_password() {
    let desk = Desk::of_files();
    let right = std::fs::read_to_string(desk.path("config.toml")).unwrap();
    let imap =
        "[mailbox.sales]\naddress = \"sales@desk.example\"\n[mailbox.sales.imap]\nhost = \"h.example\"\nuser = \"u\"\n";
    for wrong in [
        "password = 'correct-horse-battery' x",
        "pasword = 'correct-horse-battery'",
        "password = ['correct-horse-battery']",
    ] {
        desk.write_config(&format!("{right}{imap}{wrong}\n"));
        for arguments in [&["check", "--offline"][..], &["check", "--offline", "--json"], &["run"], &["tickets"]] {
            let ended = desk.run(arguments);
            assert_eq!(ended.status.code(), Some(78), "{wrong}: {ended:?}");
            tells_nothing("stdout", &ended.stdout);
            tells_nothing("stderr", &ended.stderr);
        }
    }
}

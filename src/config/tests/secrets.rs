//! Passwords come out of a config, and never out of its faults.

use secrecy::ExposeSecret as _;

use super::{check, completed, parse};
use crate::config::{Config, CourierConfig, MailboxSource, Passwords};

const IMAP: &str = "[mailbox.a]\naddress = 'a@desk.example'\n[mailbox.a.imap]\nhost = 'h.example'\nuser = 'u'\n";

fn with(password: &str) -> String {
    completed(&format!("{IMAP}{password}"))
}

fn imap_password(config: &Config) -> &str {
    match &config.mailboxes[0].source {
        MailboxSource::Imap(imap) => imap.password.expose_secret(),
        MailboxSource::Maildir(_) => panic!("an IMAP mailbox"),
    }
}

#[test]
fn a_secret_comes_from_where_it_is() {
    let check = |password: &str, expected: &str| {
        let config = parse(&with(password)).unwrap_or_else(|faults| panic!("{faults}"));
        assert_eq!(imap_password(&config), expected);
        assert!(!format!("{config:?}").contains("hunter"), "{config:?}");
    };
    check("password = { file = 'imap-password' }", "hunter2");
    check("password = { file = '/desk/imap-password' }", "hunter2");
    check("password.file = 'imap-password'", "hunter2");
    check("password = { env = 'IMAP_PASSWORD' }", "hunter2");
    check("password = { credential = 'imap' }", "hunter4");
    check("password = { file = 'open-password' }", "hunter5");
    check("password = 'hunter1'", "hunter1");
    check("password = ' hunter 1 '", " hunter 1 ");
}

#[test]
fn who_logs_in_nowhere_needs_no_password() {
    let left = |password: &str| {
        let file = std::path::Path::new("/desk/config.toml");
        Config::parse_with(&with(password), file, &super::world(), Passwords::Left)
    };
    let check = |password: &str, expected: &str| {
        let config = left(password).unwrap_or_else(|faults| panic!("{faults}"));
        assert_eq!((imap_password(&config), config.remarks.list.len()), (expected, 0), "{password}");
    };
    check("password = { file = 'gone' }", "");
    check("password = { file = 'open-password' }", "");
    check("password = { env = 'GONE' }", "");
    check("password = { credential = 'gone' }", "");
    // What is wrong in the file itself is wrong for every command.
    assert!(left("password = {}").is_err());
    assert!(left("password = { file = 'a', env = 'B' }").is_err());
    assert!(left("").is_err());
}

#[test]
fn a_login_for_letters() {
    let text = completed("[courier.smtp]\nhost = 'h.example'\nuser = 'u'\npassword.file = 'smtp-password'");
    let CourierConfig::Smtp(smtp) = parse(&text).unwrap().courier else { panic!("SMTP") };
    let (user, password) = smtp.login.unwrap();
    assert_eq!((user.as_str(), password.expose_secret()), ("u", "hunter3"));
}

#[test]
fn what_is_told_of_secrets() {
    let file = "write password = { file = \"imap-password\" }";
    let alone = "(put only the password there, on one line)";
    let check = |password: &str, expected: &str| check(&format!("{IMAP}{password}"), expected);
    check(
        "password = 'hunter2'",
        &format!(
            "6:12 warning: `password` is in the config, where others may read it ({file}, and put it in that file with mode 0600)"
        ),
    );
    check("", &format!("3:1 error: [mailbox.a.imap] has no `password` ({file})"));
    check("password = 7", &format!("6:12 error: `password` must be text, or name its place ({file})"));
    check("password = {}", &format!("6:12 error: `password` needs a place ({file})"));
    check(
        "password = { file = 'a', env = 'B' }",
        "6:12 error: `password` has more than one place (keep one of file, env, credential)",
    );
    check(
        "password = { file = 'none' }",
        "6:21 error: can't read /desk/none: no such file (write the path of a file that contains only the password)",
    );
    check(
        "password = { file = 'open-password' }",
        "6:21 warning: every user of this machine can read /desk/open-password (chmod 0600 /desk/open-password)",
    );
    check(
        "password = { env = 'NONE' }",
        "6:20 error: the environment variable NONE isn't set (set it where you start maildesk)",
    );
    check(
        "password = { credential = 'none' }",
        "6:27 error: can't read /run/credentials/none: no such file \
         (add LoadCredential=none:/etc/maildesk/none to the unit)",
    );
    check("password = { credential = '../x' }", "6:27 error: `../x` is a path (write only the name of the credential)");
    let two_lines = "`password` must be one line without control characters";
    check("password = { file = 'two-lines' }", &format!("6:12 error: {two_lines} {alone}"));
    check("password = { file = 'nothing' }", &format!("6:12 error: `password` is empty {alone}"));
    check("password = { file = 'latin1' }", &format!("6:12 error: `password` isn't UTF-8 text {alone}"));
}

#[test]
fn no_fault_shows_a_secret() {
    let check = |password: &str| {
        let told = match parse(&with(password)) {
            Ok(config) => format!("{} {:?} {config:?}", config.remarks, config.remarks),
            Err(faults) => {
                format!("{faults} {} {faults:?} {}", faults.render(true), serde_json::to_string(&faults.list).unwrap())
            }
        };
        assert!(!told.contains("hunter"), "{password}: {told}");
        assert!(told.contains("config.toml:"), "{password}: {told}");
    };
    check("password = 'hunter2'");
    check("password = hunter2");
    check("password = 'hunter2");
    check("password = \"hunter2\\q\"");
    check("password = 'hunter2' poll = 7");
    check("pasword = 'hunter2'");
    check("pwd = 'hunter2'");
    check("secret = 'hunter2'");
    check("key = 'hunter2'");
    check("password = ['hunter2']");
    check("password = { literal = 'hunter2' }");
    check("password = { file = 'none', value = 'hunter2' }");
    check("password = '''\nhunter2\n'''");
    check("password = \"\"\"\nhunter2\\q\n\"\"\"");
    check("password.value = 'hunter2'");
    check("[mailbox.a.imap.password]\nvalue = 'hunter2'");
    check("[mailbox.b]\nimap = { host = 7, password = 'hunter2' }");
    check("[mailbox.b]\nimap = { pass = 'hunter2', host = 7 }");
}

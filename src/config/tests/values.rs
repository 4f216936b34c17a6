//! The values of a valid config.

use std::path::Path;
use std::time::Duration;

use super::{completed, good, parse, world};
use crate::account::{After, First, ImapAccount};
use crate::config::{
    Config, CourierConfig, DeskConfig, Envelope, Limits, LogConfig, LogFormat, MailboxSource, MaildirConfig,
    RetryConfig, SHIPPED,
};
use crate::desk::files::FileLimits;
use crate::desk::limit::LetterLimits;
use crate::desk::people::Role;
use crate::desk::ticket::Visibility;
use crate::tls::Encryption;

#[test]
fn a_short_config_has_a_default_for_the_rest() {
    let config = good("");
    let expected = DeskConfig {
        name: "Desk".to_owned(),
        language: "en".to_owned(),
        host: "desk.example".to_owned(),
        look: crate::look::Look::default(),
    };
    assert_eq!(config.desk, expected);
    assert_eq!(config.database(), Path::new("/desk/data/maildesk.db"));
    assert_eq!(config.policy.style.prefix(), "HD");
    assert_eq!(config.policy.workflow, good(SHIPPED).policy.workflow);
    assert_eq!(config.policy.machines_that_open, ["auto-generated", "list", "recall"]);
    assert_eq!((config.limits, config.retry, config.templates), (Limits::default(), RetryConfig::default(), None));
    assert_eq!(config.log, LogConfig { level: "info", format: LogFormat::Text });
    let anna = config.policy.people.agents.find_by_name("anna").unwrap();
    assert_eq!(anna.signature.in_language("en"), "");
    assert_eq!((anna.contact.to_string().as_str(), anna.told_of_new), ("anna <anna@desk.example>", true));
    let maildir = MaildirConfig { path: "/desk/in".into(), poll: Duration::from_secs(2) };
    assert!(matches!(&config.mailboxes[0].source, MailboxSource::Maildir(found) if *found == maildir));
    assert!(matches!(&config.courier, CourierConfig::Maildir(path) if path == Path::new("/desk/out")));
}

#[test]
fn languages_are_the_desks_the_mailboxes_and_the_organisations() {
    let text = "[desk]\nname = 'D'\nlanguage = 'fr'\n[mailbox.a]\naddress = 'a@desk.example'\nlanguage = 'de'\n\
                maildir.path = 'a'\n[mailbox.b]\naddress = 'b@desk.example'\nmaildir.path = 'b'\n[templates]\n\
                directory = 'templates'\n[[organisation]]\nname = 'acme'\ndomains = ['acme.example']\nlanguage = 'nl'\n\
                [[organisation]]\nname = 'bolt'\ndomains = ['bolt.example']\nlanguage = 'de'";
    let config = good(text);
    assert_eq!(config.languages(), ["fr", "de", "nl"]);
    assert_eq!(config.policy.languages.mailboxes, [("a".to_owned(), "de".to_owned())]);
    assert_eq!(config.policy.people.organisations.0[0].language.as_deref(), Some("nl"));
    assert_eq!(good("").languages(), ["en"]);
}

#[test]
fn files_have_limits() {
    let check = |lines: &str, each: u64, together: u64, count: usize| {
        let expected = FileLimits { each: each << 20, together: together << 20, count };
        assert_eq!(good(&format!("[limits]\n{lines}")).policy.files, expected, "{lines}");
    };
    check("", 25, 25, 100);
    check("file_size = '10 MB'", 10, 25, 100);
    check("file_size = '40 MB'", 40, 40, 100);
    check("files_size = '5 MB'", 5, 5, 100);
    check("file_size = '10 MB'\nfiles_size = '20 MB'\nfiles = 5", 10, 20, 5);
}

#[test]
fn letters_have_limits() {
    let usual = LetterLimits::default();
    let check = |lines: &str, expected: LetterLimits| {
        assert_eq!(good(&format!("[limits]\n{lines}")).policy.letters, expected, "{lines}");
    };
    check("", usual);
    check("letters_per_ticket = 5\nsame_words = 1", LetterLimits { per_ticket: 5, same_words: 1, ..usual });
    check("letters_per_mailbox = 7\nletters_per_desk = 7", LetterLimits { per_mailbox: 7, per_desk: 7, ..usual });
    check("newcomers = 1\ntold_of_sender = 9", LetterLimits { newcomers: 1, told_of_sender: 9, ..usual });
    let free = |lines: &str| good(&format!("[limits]\n{lines}")).limits.free_disk;
    assert_eq!((free(""), free("free_disk = '1 GB'"), free("free_disk = '0 B'")), (200 << 20, 1 << 30, 0));
}

#[test]
fn automatic_letters_have_the_null_sender_unless_the_way_out_refuses_it() {
    let check = |courier: &str, expected: Envelope| assert_eq!(good(courier).courier.envelope(), expected, "{courier}");
    check("[courier.maildir]\npath = 'out'", Envelope::Null);
    for way in ["[courier.smtp]\nhost = 'mail.example'", "[courier.sendmail]"] {
        check(way, Envelope::Null);
        check(&format!("{way}\nenvelope = 'null'"), Envelope::Null);
        check(&format!("{way}\nenvelope = 'mailbox'"), Envelope::Mailbox);
    }
}

#[test]
fn the_database_lies_where_it_is_told() {
    let database = |text: &str, given: Option<&'static str>| {
        let mut world = world();
        world.variables.extend(given.map(|path| ("STATE_DIRECTORY", path)));
        let config = Config::parse(&completed(text), Path::new("/desk/config.toml"), &world).unwrap();
        config.database().display().to_string()
    };
    let named = "[desk]\nname = 'D'\nstate_dir = 'state'\n";
    assert_eq!(database("", None), "/desk/data/maildesk.db");
    assert_eq!(database("", Some("/var/lib/maildesk")), "/var/lib/maildesk/maildesk.db");
    assert_eq!(database("", Some("/var/lib/a:/var/lib/b")), "/var/lib/a/maildesk.db");
    assert_eq!(database("", Some("relative")), "/desk/data/maildesk.db");
    assert_eq!(database(named, Some("/var/lib/maildesk")), "/desk/state/maildesk.db");
}

#[test]
fn the_host_is_the_domain_of_the_first_mailbox() {
    let two = "[mailbox.b]\naddress = 'b@b.example'\nmaildir.path = 'b'\n\
               [mailbox.a]\naddress = 'a@a.example'\nmaildir.path = 'a'";
    assert_eq!(good(two).desk.host, "b.example");
    assert_eq!(good("[desk]\nname = 'D'\nhost = 'Help.Example'").desk.host, "help.example");
    let named = |domain: &str| completed(&format!("[mailbox.b]\naddress = 'b@{domain}'\nmaildir.path = 'b'"));
    assert_eq!(parse(&named("straße.example")).unwrap().desk.host, "xn--strae-oqa.example");
    let faults = parse(&named("b..example")).unwrap_err();
    let expected = "`b@b..example` isn't an email address";
    assert!(faults.to_string().contains(expected), "{faults}");
}

fn imap(lines: &str) -> ImapAccount {
    let head =
        "[mailbox.a]\naddress = 'a@desk.example'\n[mailbox.a.imap]\nuser = 'u'\npassword.env = 'IMAP_PASSWORD'\n";
    match good(&format!("{head}{lines}")).mailboxes.remove(0).source {
        MailboxSource::Imap(imap) => imap,
        MailboxSource::Maildir(_) => panic!("an IMAP mailbox"),
    }
}

#[test]
fn an_imap_folder() {
    let plain = imap("host = 'mail.example'");
    assert_eq!((plain.host.as_str(), plain.port, plain.tls), ("mail.example", 993, Encryption::Implicit));
    assert_eq!((plain.folder.as_str(), plain.first, plain.idle), ("INBOX", First::New, true));
    let minute = Duration::from_mins(1);
    assert_eq!((plain.after, plain.poll, plain.timeout), (After::Leave, minute, minute));
    let port = |lines: &str, expected: (u16, Encryption)| {
        let found = imap(lines);
        assert_eq!((found.port, found.tls), expected, "{lines}");
    };
    port("host = 'm.example'\ntls = 'starttls'", (143, Encryption::StartTls));
    port("host = 'm.example'\nport = 1143", (1143, Encryption::Implicit));
    port("host = 'localhost'\ntls = 'clear-text'", (143, Encryption::ClearText));
    port("host = '127.0.0.1'\ntls = 'clear-text'\nport = 31143", (31143, Encryption::ClearText));
    port("host = '::1'\ntls = 'clear-text'", (143, Encryption::ClearText));
    let after = |line: &str, expected: After| {
        assert_eq!(imap(&format!("host = 'm.example'\n{line}")).after, expected, "{line}");
    };
    after("after = 'mark-seen'", After::MarkSeen);
    after("after = 'delete'", After::Delete);
    after("after = { move = 'Done' }", After::Move("Done".to_owned()));
    after("after.move = 'Done'", After::Move("Done".to_owned()));
}

#[test]
fn rules_and_statuses_keep_their_order() {
    let workflow = good(SHIPPED).policy.workflow;
    let names: Vec<&str> = workflow.statuses().iter().map(|status| status.name.as_str()).collect();
    assert_eq!(names, ["new", "assigned", "on-customer", "on-partner", "resolved", "closed", "cancelled"]);
    let asking: Vec<&str> =
        workflow.statuses().iter().filter(|status| status.asks_feedback).map(|status| status.name.as_str()).collect();
    assert_eq!(asking, ["resolved"]);
    let take = &workflow.rules()[2];
    assert_eq!((take.when.comment_by.as_slice(), take.when.assigned), ([Role::Agent].as_slice(), Some(false)));
    assert_eq!((take.when.visibility, take.then.assign_author), (Some(Visibility::Public), true));
}

#[test]
fn we_know_who_we_are() {
    let own =
        good("[mailbox.a]\naddress = 'a@desk.example'\naliases = ['b@desk.example']\nmaildir.path = 'in'").policy.own;
    let mut addresses: Vec<String> = own.addresses.iter().map(ToString::to_string).collect();
    addresses.sort();
    assert_eq!(addresses, ["a@desk.example", "b@desk.example"]);
    assert_eq!(own.message_id_domain, "desk.example");
}

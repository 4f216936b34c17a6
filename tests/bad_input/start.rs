//! What an operator can get wrong at the start: old mail in the mailbox, a signal that elsewhere reloads, passwords that are not
//! there, a config that no longer fits the database, a state directory that cannot be.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, SystemTime};

use rustix::process::{Pid, Signal, kill_process};

use crate::desk::{CONFIG, Daemon, Desk, Ended, ended, ordinary, possible};
use crate::patience::eventually;

const DAY: Duration = Duration::from_hours(24);

fn maildesk(desk: &Desk, arguments: &[&str]) -> Ended {
    whole_lines(ended(desk.command(arguments), b""))
}

/// The lines of `check` are folded, and hang below their first word.
fn whole_lines(ended: Ended) -> Ended {
    let fold = format!("\n{}", " ".repeat(12));
    Ended { stdout: ended.stdout.replace(&fold, " "), ..ended }
}

/// Delivers a mail that lies there for so many days.
fn deliver_old(desk: &Desk, name: &str, days: u32) {
    desk.deliver_with(name, |file| {
        std::io::Write::write_all(file, ordinary(name).as_bytes()).unwrap();
        file.set_modified(SystemTime::now() - days * DAY).unwrap();
    });
}

fn stop(mut daemon: Daemon) {
    let id = Pid::from_raw(daemon.id().cast_signed()).unwrap();
    kill_process(id, Signal::TERM).unwrap();
    eventually("the daemon has ended", || (!daemon.is_running()).then_some(()));
}

/// A desk with one ticket, and no daemon any more.
fn desk_with_a_ticket() -> Desk {
    let desk = Desk::new();
    let daemon = desk.start();
    desk.deliver("1", ordinary("carol"));
    desk.letter_to("carol@customer.example");
    stop(daemon);
    desk
}

#[test]
fn what_lay_there_before_the_first_start_is_taken_quietly_and_what_waited_later_is_not() {
    let desk = Desk::new();
    deliver_old(&desk, "dave", 400);
    deliver_old(&desk, "erin", 3);
    desk.deliver("frank", ordinary("frank"));
    let told = maildesk(&desk, &["check"]).stdout;
    assert!(told.contains("first reading: 3 emails would be taken in, 2 of them without letters"), "{told}");
    let daemon = desk.start();
    desk.letter_to("frank@customer.example");
    eventually("all mails have their end", || desk.ledger().iter().all(|(_, mail)| mail.end.is_some()).then_some(()));
    stop(daemon);
    // An outage of days: late is not old.
    deliver_old(&desk, "grace", 3);
    let told = maildesk(&desk, &["check"]).stdout;
    assert!(!told.contains("first reading"), "{told}");
    let _daemon = desk.start();
    desk.letter_to("grace@customer.example");
    assert_eq!(
        (desk.letters_to("dave@customer.example").len(), desk.letters_to("erin@customer.example").len()),
        (0, 0)
    );
    assert_eq!(desk.letters_to("anna@desk.example").len(), 2, "of frank's and grace's");
    let told = maildesk(&desk, &["ledger", "--json"]).stdout;
    assert_eq!(told.matches("long before it was taken").count(), 2, "{told}");
}

#[test]
fn old_mail_that_is_given_to_ingest_is_taken_quietly_unless_it_is_told_otherwise() {
    let desk = Desk::new();
    let dated = |name: &str, head: &str| {
        let file = desk.path(&format!("{name}.eml"));
        fs::write(&file, format!("{head}{}", ordinary(name))).unwrap();
        file.display().to_string()
    };
    let (old, forged) = ("Mon, 3 Feb 2020 09:00:00 +0000", "Date: Mon, 3 Feb 2020 09:00:00 +0000\r\n");
    let now = jiff::fmt::rfc2822::to_string(&jiff::Zoned::now()).unwrap();
    let of_old = dated("dave", &format!("Received: from a by b; {old}\r\n{forged}"));
    let of_now = dated("erin", &format!("Received: from a by b; {now}\r\n{forged}"));
    let told = maildesk(&desk, &["ingest", &of_old, &of_now]).stdout;
    assert!(
        told.contains("2 emails taken in") && told.contains("\n1 of them are old") && told.contains("--with-letters"),
        "{told}"
    );
    let json = maildesk(&desk, &["ingest", "--json", "--with-letters", &dated("frank", forged)]).stdout;
    assert!(json.contains("\"quiet\":0"), "{json}");
    // A mail may have waited in an MTA's queue for days.
    let queued = jiff::Zoned::now() - jiff::SignedDuration::from_hours(4 * 24);
    let queued = jiff::fmt::rfc2822::to_string(&queued).unwrap();
    assert_eq!(desk.pipe(&format!("Received: from a by b; {queued}\r\n{}", ordinary("grace"))).code, Some(0));
    assert_eq!(desk.pipe(&format!("Received: from a by b; {old}\r\n{}", ordinary("heidi"))).code, Some(0));
    let _daemon = desk.start();
    for name in ["erin", "frank", "grace"] {
        desk.letter_to(&format!("{name}@customer.example"));
    }
    let quiet = ["dave", "heidi"].map(|name| desk.letters_to(&format!("{name}@customer.example")).len());
    assert_eq!((quiet, desk.ledger().len()), ([0, 0], 5));
}

#[test]
fn a_hangup_does_not_end_the_daemon() {
    let desk = Desk::new();
    let mut daemon = desk.start();
    desk.deliver("1", ordinary("carol"));
    desk.letter_to("carol@customer.example");
    kill_process(Pid::from_raw(daemon.id().cast_signed()).unwrap(), Signal::HUP).unwrap();
    eventually("the log says so", || desk.log().contains("SIGHUP changes nothing").then_some(()));
    desk.deliver("2", ordinary("dave"));
    desk.letter_to("dave@customer.example");
    assert!(daemon.is_running());
    stop(daemon);
}

#[test]
fn only_what_logs_in_needs_passwords() {
    let desk = desk_with_a_ticket();
    let maildir = "[mailbox.support.maildir]\npath = \"mailbox\"\npoll = \"20ms\"\n";
    let imap = "[mailbox.support.imap]\nhost = \"127.0.0.1\"\ntls = \"clear-text\"\nuser = \"u\"\npassword = { credential = \"gone\" }\n";
    desk.write_config(&CONFIG.replace(maildir, imap));
    let story = desk.path("a.story");
    fs::write(&story, "ada@customer.example writes to support@ \"x\"\nexpect HD-00001 status new, letter confirmation to ada@customer.example\n").unwrap();
    let story = story.display().to_string();
    let copy = desk.path("copy.db").display().to_string();
    let config = desk.path("config.toml").display().to_string();
    let check = |arguments: &[&str], expected: i32| {
        let Ended { code, stdout, stderr } = maildesk(&desk, arguments);
        assert_eq!(code, Some(expected), "{arguments:?}: {stdout}{stderr}");
        format!("{stdout}{stderr}")
    };
    check(&["tickets"], 0);
    check(&["ticket", "HD-00001"], 0);
    check(&["ledger"], 0);
    check(&["outbox"], 0);
    check(&["report"], 0);
    check(&["backup", &copy], 0);
    check(&["template", "list"], 0);
    check(&["rehearse", "--config", &config, &story], 0);
    check(&["secret", "replace"], 0);
    assert!(check(&["status"], 69).contains("maildesk is not running"));
    for command in [&["run"][..], &["check", "--offline"], &["ledger", "reconcile"]] {
        let told = check(command, 78);
        assert!(told.contains("CREDENTIALS_DIRECTORY is not set") && told.contains("LoadCredential=gone"), "{told}");
    }
}

#[test]
fn what_a_changed_config_no_longer_has_is_told_with_what_to_write() {
    let desk = desk_with_a_ticket();
    let check = |config: &str, code: i32, words: &[&str]| {
        desk.write_config(config);
        let ended = maildesk(&desk, &["check", "--offline"]);
        assert_eq!(ended.code, Some(code), "{ended:?}");
        for word in words {
            assert!(ended.stdout.contains(word), "{word} in {}", ended.stdout);
        }
    };
    check(CONFIG, 0, &["config.toml is valid, with 2 warnings.\n"]);
    let prefixed = CONFIG.replace("[desk]\n", "[desk]\nprefix = \"ACME\"\n");
    check(&prefixed, 0, &["warning: ticket numbers began with `HD` so far", "write prefix = \"HD\" in [desk]"]);
    let moved = CONFIG.replace("mailbox.support", "mailbox.help");
    check(&moved, 0, &["1 open ticket is from the mailbox `support`", "add [mailbox.support] again"]);
    let readdressed = CONFIG.replace("address = \"support@desk.example\"", "address = \"help@desk.example\"");
    let words = "`support`, whose address was support@desk.example so far and is help@desk.example";
    check(&readdressed, 0, &["1 open ticket is from the mailbox ", words, "still reaches this mailbox"]);
    let renamed = format!(
        "{CONFIG}[workflow]\ninitial = \"neu\"\n[workflow.status]\nneu = {{ stage = \"open\" }}\ndone = {{ stage = \"done\" }}\n"
    );
    let gone = "1 ticket has the status `new`, which isn't in [workflow.status]";
    check(&renamed, 78, &[gone, "add new = { stage = \"open\" } again", "config.toml has 1 error"]);
    let refused = maildesk(&desk, &["run"]);
    assert!(refused.code == Some(78) && refused.stderr.contains(gone), "{refused:?}");
    // A warning stops nothing, and a new prefix is told of once.
    desk.write_config(&prefixed);
    let daemon = desk.start();
    desk.deliver("2", ordinary("dave"));
    assert!(desk.letter_to("dave@customer.example").contains("[ACME-00002]"));
    assert!(desk.log().contains("ticket numbers began with `HD` so far"), "{}", desk.log());
    stop(daemon);
    check(&prefixed, 0, &["config.toml is valid, with 2 warnings.\n"]);
}

#[test]
fn names_that_open_tickets_use_are_told_when_they_are_gone() {
    let desk = desk_with_a_ticket();
    let change = "UPDATE ticket SET assignee = 'ben', team = 'web', organisation = 'acme', partners = '[\"it\"]', \
                  language = 'fr', fields = '{\"product\": \"X\", \"priority\": \"9\"}'";
    let database = rusqlite::Connection::open(desk.database()).unwrap();
    database.execute(change, []).unwrap();
    let check = |config: &str, warnings: usize| {
        desk.write_config(config);
        let told = maildesk(&desk, &["check", "--offline"]);
        assert!(told.code == Some(0) && told.stdout.matches("warning: 1 open ticket").count() == warnings, "{told:?}");
        told.stdout
    };
    let field = "[[field]]\nname = \"priority\"\n[[field.value]]\nname = \"1\"\n";
    let told = check(&format!("{CONFIG}{field}"), 7);
    for words in [
        "1 open ticket is assigned to `ben`, but no [[agent]] has this name",
        "1 open ticket is with the team `web`, but no [[team]] has this name",
        "1 open ticket was handed to the partner `it`, but no [[partner]] has this name",
        "1 open ticket is of the organisation `acme`, but no [[organisation]] has this name",
        "1 open ticket is in the language `fr`, which isn't in the config",
        "1 open ticket has priority = `9`, which isn't a value of that [[field]]",
        "1 open ticket has product = `X`, but no [[field]] has this name",
        "#assign NAME",
        "#team NAME",
        "#priority VALUE",
    ] {
        assert!(told.contains(words), "{words} in {told}");
    }
    // What is done is history.
    database.execute("UPDATE ticket SET status = 'closed'", []).unwrap();
    check(CONFIG, 0);
}

#[test]
fn a_state_directory_that_cannot_be_is_found() {
    let desk = Desk::new();
    let check = |state: &Path, code: i32, words: &str| {
        desk.write_config(&CONFIG.replace("\"state\"", &format!("{:?}", state.display().to_string())));
        let ended = maildesk(&desk, &["check", "--offline"]);
        assert_eq!(ended.code, Some(code), "{ended:?}");
        let line = ended.stdout.lines().find(|line| line.contains(" state: ")).unwrap_or_default();
        assert!(line.contains(words), "{words} in {}", ended.stdout);
    };
    let path = |name: &str| desk.path(name);
    fs::write(path("file"), "").unwrap();
    check(&path("file"), 78, "isn't a directory");
    check(&path("file/below"), 78, "can't be");
    check(Path::new("/proc/maildesk"), 78, "can't be created");
    std::os::unix::fs::symlink(path("nowhere"), path("link")).unwrap();
    check(&path("link"), 78, "a broken link");
    check(&path("a/b"), 0, "will be created at startup");
    assert!(!path("a").exists(), "nothing is left behind");
    check(&path("state"), 0, "is writable");
    fs::create_dir(path("state/maildesk.db")).unwrap();
    check(&path("state"), 78, "is a directory");
    fs::remove_dir(path("state/maildesk.db")).unwrap();
    let daemon = desk.start();
    desk.deliver("1", ordinary("carol"));
    desk.letter_to("carol@customer.example");
    check(&path("state"), 0, &format!("maildesk (process {}) is using", daemon.id()));
    stop(daemon);
    assert_eq!(
        fs::read_dir(path("state"))
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains("check"))
            .count(),
        0
    );
}

#[test]
fn a_state_directory_without_right_or_room_is_found() {
    const BOUND: [&str; 4] =
        ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search", "--"];
    let desk = Desk::new();
    let program = assert_cmd::cargo::cargo_bin!("maildesk").display().to_string();
    let full = CONFIG.to_owned() + "[limits]\nfree_disk = \"1024 GB\"\n";
    desk.write_config(&full);
    let free = rustix::fs::statvfs(desk.path("state")).unwrap();
    let has_less = free.f_bavail * free.f_frsize < 1024 << 30;
    let ended_full = maildesk(&desk, &["check", "--offline"]);
    let is_found = ended_full.code == Some(78) && ended_full.stdout.contains("no email would be taken in");
    assert!(is_found || !has_less, "{ended_full:?}");
    desk.write_config(CONFIG);
    if !possible(&[&BOUND[..], &["true"]].concat(), "a state directory without right") {
        return;
    }
    let check = |words: &str| {
        let ended = whole_lines(ended(desk.wrapped(&[&BOUND[..], &[&program, "check", "--offline"]].concat()), b""));
        assert!(ended.code == Some(78) && ended.stdout.contains(words), "{words} in {ended:?}");
    };
    fs::set_permissions(desk.path("state"), Permissions::from_mode(0o500)).unwrap();
    check("isn't writable: Permission denied");
    fs::set_permissions(desk.path("state"), Permissions::from_mode(0o700)).unwrap();
    drop(File::create(desk.database()).unwrap());
    fs::set_permissions(desk.database(), Permissions::from_mode(0o400)).unwrap();
    check("maildesk.db isn't writable");
}

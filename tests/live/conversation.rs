//! Conversations with a running daemon over the real servers: the desk of a directory in `fixtures/desks/`, with its
//! mailboxes in the Dovecot and its courier at the Exim.

use std::cell::Cell;
use std::path::Path;

use maildesk::mail::parse::parse;
use maildesk::mail::{Inbound, MessageId};
use toml::{Table, Value};

use crate::servers::{Daemon, Desk, Dovecot, Exim, OTHER_USER, USER, eventually};

/// A conversation with a desk.
pub(crate) struct Conversation {
    dovecot: Dovecot,
    exim: Exim,
    desk: Desk,
    _daemon: Daemon,
    /// The desk's mailboxes, each with the user of its INBOX.
    mailboxes: Vec<(String, &'static str)>,
    written: Cell<usize>,
}

/// A letter that somebody got.
pub(crate) struct Letter {
    pub(crate) inbound: Inbound,
}

impl Conversation {
    /// Starts the servers and the daemon with the config of a desk. `people` are all who get letters.
    pub(crate) fn with(name: &str, people: &[&str]) -> Self {
        let (dovecot, exim) = (Dovecot::start(), Exim::start());
        for person in people {
            exim.separate(person);
        }
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/desks").join(name).join("config.toml");
        let mut config: Table = std::fs::read_to_string(fixture).unwrap().parse().unwrap();
        let mailboxes = move_into(&mut config, &dovecot, &exim);
        let desk = Desk::of(&toml::to_string(&config).unwrap());
        let daemon = desk.start();
        Self { dovecot, exim, desk, _daemon: daemon, mailboxes, written: Cell::new(0) }
    }

    /// Somebody writes to a mailbox of the desk. `headers` are further lines.
    pub(crate) fn write(&self, from: &str, (mailbox, subject): (&str, &str), headers: &str, text: &str) {
        self.send(from, (mailbox, subject), headers, text);
    }

    /// Somebody answers a letter and quotes it below.
    pub(crate) fn reply(&self, from: &str, letter: &Letter, headers: &str, text: &str) {
        let id = letter.inbound.message_id.as_ref().map(MessageId::to_string).unwrap();
        let quoted = letter.inbound.text.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\r\n");
        let text = format!("{text}\r\n\r\nOn Mon, Jan 5, 2026 at 9:00 AM the desk wrote:\r\n\r\n{quoted}");
        let subject = format!("Re: {}", letter.inbound.subject);
        let (mailbox, _) = self.mailboxes.first().unwrap();
        let headers = format!("In-Reply-To: {id}\r\nReferences: {id}\r\n{headers}");
        self.send(from, (mailbox, &subject), &headers, &text);
    }

    /// Waits for somebody's letter of a kind with these words in text or subject.
    #[track_caller]
    pub(crate) fn letter(&self, to: &str, kind: &str, words: &str) -> Letter {
        let found = || {
            let all = self.exim.delivered_to(to);
            all.iter().map(|mail| parse(mail)).find(|letter| is_of_kind(letter, kind) && has(letter, words))
        };
        let what = format!("a {kind} letter to {to} with {words:?}\n{}", self.desk.log());
        Letter { inbound: eventually(&what, found) }
    }

    /// The number of somebody's letters of a kind so far.
    pub(crate) fn count(&self, to: &str, kind: &str) -> usize {
        self.exim.delivered_to(to).iter().filter(|mail| is_of_kind(&parse(mail), kind)).count()
    }

    /// Waits until a database query has this answer.
    #[track_caller]
    pub(crate) fn until(&self, question: &str, answer: i64) {
        self.desk.becomes(question, answer);
    }

    /// Runs the program on this desk beside its daemon. Returns its output.
    pub(crate) fn command(&self, arguments: &[&str]) -> String {
        self.desk.command(arguments)
    }

    fn send(&self, from: &str, (mailbox, subject): (&str, &str), headers: &str, text: &str) {
        let number = self.written.get() + 1;
        self.written.set(number);
        let (_, user) = self.mailboxes.iter().find(|(name, _)| name == mailbox).unwrap();
        let text = text.replace("\r\n", "\n").replace('\n', "\r\n");
        self.dovecot.deliver(
            user,
            format!(
                "From: {from}\r\nTo: {user}\r\nSubject: {subject}\r\nMessage-ID: <{number}@people.example>\r\n\
                 Date: Mon, 5 Jan 2026 09:00:00 +0100\r\n{headers}MIME-Version: 1.0\r\n\
                 Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
            ),
        );
    }
}

/// Gives the mailboxes of a config to users of the Dovecot, and its courier to the Exim.
fn move_into(config: &mut Table, dovecot: &Dovecot, exim: &Exim) -> Vec<(String, &'static str)> {
    let parse = |keys: String| Value::Table(keys.parse::<Table>().unwrap());
    let mut users = [USER, OTHER_USER].into_iter();
    let mut moved = Vec::new();
    let mailboxes = config.get_mut("mailbox").and_then(Value::as_table_mut).unwrap();
    for (name, mailbox) in mailboxes.iter_mut() {
        let (mailbox, user) = (mailbox.as_table_mut().unwrap(), users.next().unwrap());
        mailbox.remove("maildir");
        let imap = dovecot.imap_toml(user) + "first = \"all\"\nafter = \"mark-seen\"\n";
        mailbox.insert("imap".to_owned(), parse(imap));
        moved.push((name.clone(), user));
    }
    let courier = Table::from_iter([("smtp".to_owned(), parse(exim.smtp_toml()))]);
    config.insert("courier".to_owned(), Value::Table(courier));
    let desk = config.get_mut("desk").and_then(Value::as_table_mut).unwrap();
    desk.insert("state_dir".to_owned(), Value::String("state".to_owned()));
    moved
}

fn is_of_kind(letter: &Inbound, kind: &str) -> bool {
    let id = letter.message_id.as_ref().map(MessageId::to_string).unwrap_or_default();
    id.contains(&format!(".{kind}."))
}

fn has(letter: &Inbound, words: &str) -> bool {
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    flat(&letter.text).contains(words) || letter.subject.as_str().contains(words)
}

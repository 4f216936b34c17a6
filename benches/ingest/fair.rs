//! The fair floor: the whole job with the least code. Each mail is read, hashed, parsed, threaded by what it answers,
//! and written as five to seven rows with the letters that maildesk writes about it: a confirmation for whoever asks, and
//! the words with the files for the agent. Letters are made by lettre, with HTML of one paragraph, and put into a
//! Maildir as durably as ours: all files written, one sync, all renamed, one sync of the folder. Two commits for 100
//! mails. It knows no rules, no rights and no machines, and it forgets nothing that was told durable.
//!
//! All ratios are to this program. It was frozen on 30 November 2026: whoever changes it changes every figure that was
//! ever written down.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};
use mail_parser::{MessageParser, MimeHeaders};
use rusqlite::{Connection, Transaction, params};
use sha2::{Digest, Sha256};

use super::report::{Figures, own_cpu};

const SCHEMA: &str = "
CREATE TABLE mail (id INTEGER PRIMARY KEY, fingerprint BLOB NOT NULL UNIQUE, message_id TEXT, ticket INTEGER, outcome TEXT) STRICT;
CREATE INDEX mail_by_message_id ON mail (message_id);
CREATE TABLE mail_raw (mail INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE ticket (number INTEGER PRIMARY KEY, subject TEXT NOT NULL, requester TEXT NOT NULL, status TEXT NOT NULL) STRICT;
CREATE TABLE comment (id INTEGER PRIMARY KEY, ticket INTEGER NOT NULL, author TEXT NOT NULL, text TEXT NOT NULL) STRICT;
CREATE TABLE event (id INTEGER PRIMARY KEY, ticket INTEGER NOT NULL, kind TEXT NOT NULL, mail INTEGER NOT NULL) STRICT;
CREATE TABLE letter (id INTEGER PRIMARY KEY, ticket INTEGER NOT NULL, recipient TEXT NOT NULL, text TEXT NOT NULL, state TEXT NOT NULL) STRICT;
";

/// A letter on its way: its row, and the file that it becomes.
struct Letter {
    row: i64,
    bytes: Vec<u8>,
}

/// What is said of one mail.
struct Told<'a> {
    reference: String,
    subject: &'a str,
    text: &'a str,
    files: Vec<(String, ContentType, Vec<u8>)>,
}

/// Works on all mails of a Maildir.
pub fn fair(mails: &Path, place: &Path) -> Figures {
    let mailbox = place.join("mailbox");
    super::workset::link_maildir(mails, &mailbox);
    let letters = place.join("letters");
    for part in ["new", "cur", "tmp"] {
        std::fs::create_dir_all(letters.join(part)).unwrap();
    }
    let mut names: Vec<PathBuf> =
        std::fs::read_dir(mailbox.join("new")).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    let (start, cpu) = (Instant::now(), own_cpu());
    let mut database = Connection::open(place.join("fair.db")).unwrap();
    database.pragma_update(None, "journal_mode", "WAL").unwrap();
    database.pragma_update(None, "synchronous", "FULL").unwrap();
    database.execute_batch(SCHEMA).unwrap();
    database.set_prepared_statement_cache_capacity(32);
    for batch in names.chunks(100) {
        let transaction = database.transaction().unwrap();
        let written: Vec<Letter> = batch.iter().flat_map(|name| take(&transaction, name)).collect();
        transaction.commit().unwrap();
        batch.iter().for_each(|name| settle(&mailbox, name));
        send(&letters, &written);
        let transaction = database.transaction().unwrap();
        for letter in &written {
            insert(&transaction, "UPDATE letter SET state = 'accepted' WHERE id = ?1", [letter.row]);
        }
        transaction.commit().unwrap();
    }
    Figures::since(names.len(), (start, cpu))
}

/// One mail with its rows and letters.
fn take(database: &Transaction<'_>, name: &Path) -> Vec<Letter> {
    let bytes = std::fs::read(name).unwrap();
    let parsed = MessageParser::default().parse(&bytes).unwrap();
    let fingerprint = Sha256::digest(&bytes);
    let (subject, text) = (parsed.subject().unwrap_or_default(), parsed.body_text(0).unwrap_or_default());
    let author = parsed.from().and_then(|from| from.first()?.address()).unwrap();
    let known = "SELECT ticket FROM mail WHERE message_id = ?1";
    let answered = parsed
        .in_reply_to()
        .as_text()
        .and_then(|id| database.prepare_cached(known).unwrap().query_row([id], |row| row.get::<_, i64>(0)).ok());
    let ticket = answered.unwrap_or_else(|| {
        let opened = "INSERT INTO ticket (subject, requester, status) VALUES (?1, ?2, 'new')";
        insert(database, opened, params![subject, author])
    });
    let mail = insert(
        database,
        "INSERT INTO mail (fingerprint, message_id, ticket, outcome) VALUES (?1, ?2, ?3, 'opened')",
        params![fingerprint.as_slice(), parsed.message_id(), ticket],
    );
    insert(database, "INSERT INTO mail_raw (mail, bytes) VALUES (?1, ?2)", params![mail, bytes]);
    insert(database, "INSERT INTO comment (ticket, author, text) VALUES (?1, ?2, ?3)", params![ticket, author, text]);
    insert(database, "INSERT INTO event (ticket, kind, mail) VALUES (?1, 'comment', ?2)", params![ticket, mail]);
    let files = parsed.attachments().map(|file| {
        let name = file.attachment_name().unwrap_or("file").to_owned();
        (name, ContentType::parse("application/pdf").unwrap(), file.contents().to_vec())
    });
    let told = Told { reference: format!("HD-{ticket:05}"), subject, text: &text, files: files.collect() };
    let mut letters = vec![letter(database, ticket, "anna@desk.example", &told)];
    if answered.is_none() {
        let confirmed =
            Told { text: "We've received your message. Somebody will answer it soon.", files: Vec::new(), ..told };
        letters.push(letter(database, ticket, author, &confirmed));
    }
    letters
}

fn letter(database: &Transaction<'_>, ticket: i64, to: &str, told: &Told<'_>) -> Letter {
    let address = |text: &str| Mailbox::new(None, text.parse().unwrap());
    let text = format!("{}: {}\n\n{}", told.reference, told.subject, told.text.replace("\r\n", "\n"));
    let html = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\n', "<br>\n");
    let html = format!("<!DOCTYPE html><html><body><p>{html}</p></body></html>");
    let both = MultiPart::alternative().singlepart(SinglePart::plain(text.clone())).singlepart(SinglePart::html(html));
    let body = match told.files.as_slice() {
        [] => both,
        files => files.iter().fold(MultiPart::mixed().multipart(both), |mixed, (name, kind, bytes)| {
            mixed.singlepart(Attachment::new(name.clone()).body(bytes.clone(), kind.clone()))
        }),
    };
    let message = Message::builder()
        .from(address("support@desk.example"))
        .to(address(to))
        .subject(format!("[{}] {}", told.reference, told.subject))
        .message_id(None)
        .multipart(body)
        .unwrap();
    let queued = "INSERT INTO letter (ticket, recipient, text, state) VALUES (?1, ?2, ?3, 'queued')";
    Letter { row: insert(database, queued, params![ticket, to, text]), bytes: message.formatted() }
}

/// The mail was taken: it leaves `new/`.
fn settle(mailbox: &Path, name: &Path) {
    let file = name.file_name().unwrap().to_str().unwrap();
    std::fs::rename(name, mailbox.join("cur").join(format!("{file}:2,"))).unwrap();
}

/// Letters become files, durably.
fn send(maildir: &Path, letters: &[Letter]) {
    let path = |part: &str, letter: &Letter| maildir.join(part).join(format!("{}.fair", letter.row));
    for letter in letters {
        File::create_new(path("tmp", letter)).unwrap().write_all(&letter.bytes).unwrap();
    }
    rustix::fs::syncfs(File::open(maildir).unwrap()).unwrap();
    for letter in letters {
        std::fs::rename(path("tmp", letter), path("new", letter)).unwrap();
    }
    File::open(maildir.join("new")).unwrap().sync_all().unwrap();
}

fn insert(database: &Transaction<'_>, sql: &str, values: impl rusqlite::Params) -> i64 {
    database.prepare_cached(sql).unwrap().execute(values).unwrap();
    database.last_insert_rowid()
}

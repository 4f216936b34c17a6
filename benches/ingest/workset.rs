//! The mails of the benchmark: 60 % new requests, 30 % replies to an older mail of the thread, 10 % with a file of 100
//! KB. They have text and HTML, 8–30 KB each, and headers as relays leave them. The same number of mails always gives
//! the same set.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The shipped workflow, shortened.
pub const WORKFLOW: &str = r#"
[workflow]
initial = "new"
[workflow.status]
new = { stage = "open" }
assigned = { stage = "open" }
resolved = { stage = "done", asks_feedback = true }
closed = { stage = "done" }
[[workflow.rule]]
name = "a comment reopens"
when = { comment_by = ["requester", "participant"], status = ["resolved", "closed"] }
then = { status = "assigned" }
"#;

const WORDS: &str = "the press stops after ten minutes and shows error again please help our order invoice printer network update login \
    since yesterday morning cannot open page account password delivery shows wrong total screen button network cable router colleague";

/// A small random number generator (xorshift): the set is the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % sides
    }
}

struct Thread {
    person: usize,
    subject: String,
    ids: Vec<String>,
    text: String,
}

/// The mixed set, as a Maildir below `dir`. Each salt gives other mails of the same kind.
pub fn mixed(dir: &Path, mails: usize, salt: u64) -> PathBuf {
    let mut dice = Dice(20_261 + salt);
    let mut threads: Vec<Thread> = Vec::new();
    let maildir = maildir(&dir.join(format!("mixed-{salt}")));
    for number in 0..mails {
        let kind = if number < 12 { 0 } else { dice.roll(10) };
        let bytes = if (6..9).contains(&kind) {
            reply((salt, number), &mut threads, &mut dice)
        } else {
            request((salt, number), kind == 9, &mut threads, &mut dice)
        };
        std::fs::write(maildir.join(format!("new/{salt:03}{number:07}.bench")), bytes).unwrap();
    }
    maildir
}

/// Requests with two replies each, to fill a database: 3–4 KB a mail.
pub fn threads(dir: &Path, tickets: usize) -> PathBuf {
    let mut dice = Dice(7);
    let maildir = maildir(&dir.join("threads"));
    for number in 0..tickets * 3 {
        let (ticket, text) = (number % tickets, paragraphs(&mut dice, 8));
        let (person, prefix) = (ticket % (tickets / 5 + 1), if number < tickets { "" } else { "Re: " });
        let mut mail = format!(
            "From: <u{person}@customer{}.example>\r\nTo: support@desk.example\r\nSubject: {prefix}Request {ticket}\r\n\
             Message-ID: <fill.{number}@customer.example>\r\n",
            ticket % 20
        );
        if number >= tickets {
            write!(mail, "In-Reply-To: <fill.{}@customer.example>\r\n", number - tickets).unwrap();
        }
        write!(mail, "Date: Mon, 02 Mar 2026 07:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}")
            .unwrap();
        std::fs::write(maildir.join(format!("new/{number:010}.bench")), mail).unwrap();
    }
    maildir
}

/// A Maildir of hard links (or copies), so that each case moves its own files. Returns the number of mails.
pub fn link_maildir(from: &Path, to: &Path) -> usize {
    maildir(to);
    let mut count = 0;
    for entry in std::fs::read_dir(from.join("new")).unwrap() {
        let entry = entry.unwrap();
        let target = to.join("new").join(entry.file_name());
        if std::fs::hard_link(entry.path(), &target).is_err() {
            std::fs::copy(entry.path(), &target).unwrap();
        }
        count += 1;
    }
    count
}

fn maildir(path: &Path) -> PathBuf {
    for part in ["new", "cur", "tmp"] {
        std::fs::create_dir_all(path.join(part)).unwrap();
    }
    path.to_owned()
}

fn paragraphs(dice: &mut Dice, count: usize) -> String {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut text = String::new();
    for _ in 0..count {
        for word in 0..40 + dice.roll(60) {
            text.push_str(words[dice.roll(words.len())]);
            text.push_str(if word % 12 == 11 { "\r\n" } else { " " });
        }
        text.push_str("\r\n\r\n");
    }
    text
}

fn request((salt, number): (u64, usize), with_file: bool, threads: &mut Vec<Thread>, dice: &mut Dice) -> String {
    let count = 4 + dice.roll(10);
    let thread = Thread {
        person: dice.roll(2000),
        subject: format!("Störung {number} on line {}", dice.roll(99)),
        ids: vec![id(salt, number)],
        text: paragraphs(dice, count),
    };
    let mail = letter(&thread, (&thread.subject, &thread.text, ""), with_file, dice);
    threads.push(thread);
    mail
}

fn reply((salt, number): (u64, usize), threads: &mut [Thread], dice: &mut Dice) -> String {
    let recent = threads.len().min(60);
    let at = threads.len() - 1 - dice.roll(recent);
    let (count, subject) = (1 + dice.roll(4), format!("Re: {}", threads[at].subject));
    let text = paragraphs(dice, count);
    threads[at].ids.push(id(salt, number));
    let quote: String = threads[at].text.lines().map(|line| format!("> {line}\r\n")).collect();
    letter(
        &threads[at],
        (&subject, &text, &format!("On Mon, 2 Mar 2026 at 07:00, Support Desk wrote:\r\n{quote}")),
        false,
        dice,
    )
}

fn id(salt: u64, number: usize) -> String {
    format!("<{:016x}.{salt}.{number}@mail.example>", number.wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

fn letter(thread: &Thread, (subject, text, quote): (&str, &str, &str), with_file: bool, dice: &mut Dice) -> String {
    let (person, own) = (thread.person, thread.ids.last().unwrap());
    let domain = format!("customer{}.example", person % 20);
    let mut mail = format!("Return-Path: <u{person}@{domain}>\r\nDelivered-To: support@desk.example\r\n");
    for hop in 0..3 + dice.roll(3) {
        write!(mail, "Received: from mx{hop}.{domain} (mx{hop}.{domain} [203.0.113.{hop}])\r\n\tby in{hop}.desk.example with ESMTPS id {:X}\r\n\tfor <support@desk.example>; Mon, 02 Mar 2026 07:00:00 +0000\r\n", dice.roll(1 << 40)).unwrap();
    }
    write!(mail, "DKIM-Signature: v=1; a=rsa-sha256; d={domain}; s=sel1;\r\n\tb={}\r\n", noise(dice, 340)).unwrap();
    write!(mail, "From: \"Person {person}\" <u{person}@{domain}>\r\nTo: \"Support Desk\" <support@desk.example>\r\n")
        .unwrap();
    write!(
        mail,
        "Subject: =?utf-8?B?{}?=\r\nMessage-ID: {own}\r\nDate: Mon, 02 Mar 2026 07:00:00 +0000\r\n",
        data_encoding::BASE64.encode(subject.as_bytes())
    )
    .unwrap();
    if let [older @ .., last, _] = thread.ids.as_slice() {
        let references = older.iter().chain([last]).cloned().collect::<Vec<_>>().join("\r\n ");
        write!(mail, "In-Reply-To: {last}\r\nReferences: {references}\r\n").unwrap();
    }
    let alternative = format!(
        "Content-Type: multipart/alternative; boundary=\"alt\"\r\n\r\n--alt\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n-- \r\nPerson {person}\r\n{quote}\r\n\
         --alt\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><head><style>p.MsoNormal {{margin:0cm; font-size:11.0pt}}</style></head><body>{}</body></html>\r\n--alt--\r\n",
        text.split("\r\n\r\n").map(|p| format!("<p class=\"MsoNormal\"><span style=\"font-size:11.0pt;font-family:Calibri,sans-serif;color:#1F497D\">{p}</span></p>\r\n")).collect::<String>()
    );
    mail.push_str("MIME-Version: 1.0\r\n");
    if with_file {
        write!(mail, "Content-Type: multipart/mixed; boundary=\"mix\"\r\n\r\n--mix\r\n{alternative}\r\n--mix\r\nContent-Type: application/pdf; name=\"scan.pdf\"\r\nContent-Disposition: attachment; filename=\"scan.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n--mix--\r\n", noise(dice, 136_000)).unwrap();
    } else {
        mail.push_str(&alternative);
    }
    mail
}

/// Meaningless base64 letters, in lines.
fn noise(dice: &mut Dice, length: usize) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(length + length / 30);
    for at in 0..length {
        text.push(char::from(LETTERS[dice.roll(64)]));
        if at % 72 == 71 && at + 1 < length {
            text.push_str("\r\n\t");
        }
    }
    text
}

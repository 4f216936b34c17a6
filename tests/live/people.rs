//! Customers, agents and machines that write to a desk for as long as a test wants. They record what they wrote and
//! got, to compare it with the desk in the end.
//!
//! They answer letters that really arrived, with headers and a quote. The seed decides what they write next.

use std::collections::{BTreeMap, BTreeSet};

use maildesk::mail::parse::parse;
use maildesk::mail::{Inbound, MessageId};
use sha2::{Digest, Sha256};

use crate::seed::Seed;
use crate::servers::{Dovecot, Exim, OTHER_USER, USER};

/// The agents, by name. The address is `NAME@desk.example`.
pub(crate) const AGENTS: [&str; 2] = ["anna", "ben"];
/// The most letters that are kept to be answered.
const ANSWERABLE: usize = 300;

/// The meaning of a mail for the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A customer's new request.
    Request,
    /// A customer's answer to a letter.
    Reply,
    /// A customer's rating.
    Rating,
    /// An out-of-office reply.
    Vacation,
    /// A mail server's report about an undeliverable letter.
    Bounce,
    /// A mail from a list.
    List,
    /// An agent's answer.
    Answer,
    /// The same with a command on top that keeps the text public.
    Command,
    /// An agent's note.
    Note,
}

/// A mail that was written.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    /// Its number: its text has `mark-NUMBER-`.
    pub(crate) number: usize,
    pub(crate) kind: Kind,
    /// The number of its request.
    pub(crate) case: usize,
    /// Its Message-ID without brackets.
    pub(crate) id: String,
    pub(crate) bytes: Vec<u8>,
    /// How often it was delivered to each mailbox.
    pub(crate) places: BTreeMap<&'static str, usize>,
}

/// A letter that arrived, perhaps several times.
#[derive(Debug, Clone)]
pub(crate) struct Got {
    pub(crate) to: String,
    /// How often the mail server accepted it, by its own ids. (The server itself may deliver a mail twice when it is
    /// killed.)
    pub(crate) copies: BTreeSet<String>,
    /// The number of different contents among the copies. One is right.
    pub(crate) contents: BTreeSet<Vec<u8>>,
    /// The mails whose marks it contains.
    pub(crate) marks: BTreeSet<usize>,
}

/// A letter that somebody may answer.
struct Letter {
    to: String,
    kind: String,
    case: usize,
    marks: BTreeSet<usize>,
    inbound: Inbound,
}

/// All of them.
pub(crate) struct People {
    seed: Seed,
    pub(crate) written: Vec<Written>,
    /// Arrived letters, by Message-ID.
    pub(crate) got: BTreeMap<String, Got>,
    answerable: Vec<Letter>,
}

impl People {
    pub(crate) fn new(seed: Seed, exim: &Exim) -> Self {
        for agent in AGENTS {
            exim.separate(&address_of(agent));
        }
        // Delivery reports to the desk.
        for user in [USER, OTHER_USER] {
            exim.separate(user);
        }
        Self { seed, written: Vec::new(), got: BTreeMap::new(), answerable: Vec::new() }
    }

    /// Their random numbers, for the test's own use.
    pub(crate) fn seed(&mut self) -> &mut Seed {
        &mut self.seed
    }

    /// How often a mail was delivered to any mailbox.
    pub(crate) fn deliveries(&self) -> usize {
        self.written.iter().flat_map(|mail| mail.places.values()).sum()
    }

    /// Somebody writes one mail.
    pub(crate) fn write(&mut self, dovecot: &Dovecot) {
        match self.seed.below(100) {
            0..4 => self.write_list(dovecot),
            4..8 => self.deliver_again(dovecot),
            8..38 => self.ask(dovecot),
            _ if self.answerable.is_empty() => self.ask(dovecot),
            _ => self.answer(dovecot),
        }
    }

    /// Takes mail that arrived at the mail server. Delivery reports go on into the desk's mailbox.
    pub(crate) fn collect(&mut self, dovecot: &Dovecot, exim: &Exim) {
        let agents = AGENTS.map(address_of);
        for bytes in agents.iter().map(|agent| Some(agent.as_str())).chain([None]).flat_map(|place| exim.take(place)) {
            self.receive(&bytes);
        }
        for user in [USER, OTHER_USER] {
            for report in exim.take(Some(user)) {
                let inbound = parse(&report);
                let id = inbound.message_id.expect("Exim gives every report an id").as_str().to_owned();
                let case = case_in(&String::from_utf8_lossy(&report)).expect("a report names the letter's subject");
                // Exim keeps Unix line ends, IMAP has those of mail.
                let report = String::from_utf8(report).expect("a report is text").replace('\n', "\r\n");
                self.deliver(dovecot, user, (Kind::Bounce, case, id), report.into_bytes());
            }
        }
    }

    fn receive(&mut self, bytes: &[u8]) {
        let Trace { to, id: taken_as, letter } = trace(bytes);
        let inbound = parse(letter);
        let id = inbound.message_id.as_ref().map(|id| id.as_str().to_owned()).expect("a letter has an id");
        let marks = marks_in(&format!("{}\n{}", inbound.subject, inbound.text));
        let known = self.got.entry(id.clone()).or_insert_with(|| Got {
            to: to.clone(),
            copies: BTreeSet::new(),
            contents: BTreeSet::new(),
            marks,
        });
        let is_new = known.copies.is_empty();
        known.copies.insert(taken_as);
        known.contents.insert(Sha256::digest(letter).to_vec());
        let kind = id.split('.').nth(1).unwrap_or_default().to_owned();
        let case = case_in(inbound.subject.as_str());
        if let Some(case) = case.filter(|_| is_new) {
            let letter = Letter { to, kind, case, marks: known.marks.clone(), inbound };
            if self.answerable.len() < ANSWERABLE {
                self.answerable.push(letter);
            } else {
                let place = index(&mut self.seed, ANSWERABLE);
                self.answerable[place] = letter;
            }
        }
    }

    /// A request by a new customer. Some refuse all letters, some bounce them later. Some write to another mailbox, or
    /// to both.
    fn ask(&mut self, dovecot: &Dovecot) {
        let case = self.written.len();
        let place = match self.seed.below(40) {
            0 => "reject.",
            1..3 => "bounce.",
            _ => "",
        };
        let from = format!("{place}c{case}@customer.example");
        let user = if self.seed.below(4) == 0 { OTHER_USER } else { USER };
        let text = format!("It stops after ten minutes, mark-{case}- says so.");
        let id =
            self.write_mail(dovecot, user, (Kind::Request, case), &from, &format!("Press {case} stops"), "", &text);
        if self.seed.below(12) == 0 {
            let other = if user == USER { OTHER_USER } else { USER };
            let mail = &mut self.written[id];
            dovecot.deliver(other, &mail.bytes);
            *mail.places.entry(other).or_default() += 1;
        }
    }

    fn write_list(&mut self, dovecot: &Dovecot) {
        let number = self.written.len();
        let headers =
            "List-Id: <news.example>\r\nPrecedence: bulk\r\nList-Unsubscribe: <mailto:leave@news.example>\r\n";
        let text = format!("News of the week, mark-{number}-.");
        let subject = format!("News {number}");
        self.write_mail(dovecot, USER, (Kind::List, number), "news@news.example", &subject, headers, &text);
    }

    /// The same mail once more: somebody's mail server lost our server's answer.
    fn deliver_again(&mut self, dovecot: &Dovecot) {
        if self.written.is_empty() {
            return;
        }
        let place = index(&mut self.seed, self.written.len());
        let mail = &mut self.written[place];
        let user = *mail.places.keys().next().expect("it was delivered");
        dovecot.deliver(user, &mail.bytes);
        *mail.places.entry(user).or_default() += 1;
    }

    fn answer(&mut self, dovecot: &Dovecot) {
        let place = index(&mut self.seed, self.answerable.len());
        let letter = self.answerable.swap_remove(place);
        let number = self.written.len();
        let is_agent = letter.to.ends_with("@desk.example");
        let (kind, headers, text) = if is_agent {
            if !["new-ticket", "new-comment", "assigned"].contains(&letter.kind.as_str()) {
                return self.ask(dovecot);
            }
            let (kind, headers, text) = self.agents_words(number);
            let of_note = letter.marks.iter().any(|mark| self.written.get(*mark).is_some_and(|m| m.kind == Kind::Note));
            // An answer to a note is a note.
            (if of_note { Kind::Note } else { kind }, headers, text)
        } else {
            self.customers_words(number, &letter.kind)
        };
        let id = letter.inbound.message_id.as_ref().map(MessageId::to_string).expect("a letter has an id");
        let thread = letter.inbound.references.iter().fold(String::new(), |text, id| text + &id.to_string() + "\r\n ");
        let headers = format!("In-Reply-To: {id}\r\nReferences: {thread}{id}\r\n{headers}");
        let quoted = letter.inbound.text.trim_end().lines();
        let quoted = quoted.fold(String::new(), |text, line| format!("{text}> {line}\r\n"));
        let text = format!("{text}\r\n\r\nOn Mon, Jan 5, 2026 at 9:00 AM the desk wrote:\r\n\r\n{quoted}");
        let subject = format!("Re: {}", letter.inbound.subject);
        let from_desk = letter.inbound.from.as_ref().map(|from| from.address.as_str().to_owned());
        let user = [USER, OTHER_USER].into_iter().find(|user| from_desk.as_deref() == Some(user)).unwrap_or(USER);
        self.write_mail(dovecot, user, (kind, letter.case), &letter.to, &subject, &headers, &text);
    }

    fn agents_words(&mut self, number: usize) -> (Kind, &'static str, String) {
        let mark = format!("Please replace fuse F3, mark-{number}- says so.");
        let (kind, commands) = match self.seed.below(100) {
            0..45 => (Kind::Answer, ""),
            45..60 => (Kind::Note, "#note\r\n\r\n"),
            60..66 => (Kind::Command, "#assign me\r\n\r\n"),
            66..72 => (Kind::Command, "#assign ben\r\n\r\n"),
            72..90 => (Kind::Command, "#resolved\r\n\r\n"),
            _ => (Kind::Command, "#closed\r\n\r\n"),
        };
        (kind, "", format!("{commands}{mark}"))
    }

    fn customers_words(&mut self, number: usize, kind: &str) -> (Kind, &'static str, String) {
        match self.seed.below(100) {
            0..15 => {
                (Kind::Vacation, "Auto-Submitted: auto-replied\r\n", format!("I am away until May, mark-{number}-."))
            }
            15..65 if kind == "feedback" => (Kind::Rating, "", format!("4\r\n\r\nThank you all, mark-{number}-.")),
            _ => (Kind::Reply, "", format!("It still stops now and then, mark-{number}- says so.")),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a mail has these parts")]
    fn write_mail(
        &mut self,
        dovecot: &Dovecot,
        user: &'static str,
        (kind, case): (Kind, usize),
        from: &str,
        subject: &str,
        headers: &str,
        text: &str,
    ) -> usize {
        let number = self.written.len();
        let id = format!("m{number}@people.example");
        let text = text.replace("\r\n", "\n").replace('\n', "\r\n");
        let mail = format!(
            "From: {from}\r\nTo: {user}\r\nSubject: {subject}\r\nMessage-ID: <{id}>\r\n\
             Date: Mon, 5 Jan 2026 09:00:00 +0100\r\n{headers}MIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
        );
        self.deliver(dovecot, user, (kind, case, id), mail.into_bytes());
        number
    }

    fn deliver(
        &mut self,
        dovecot: &Dovecot,
        user: &'static str,
        (kind, case, id): (Kind, usize, String),
        bytes: Vec<u8>,
    ) {
        dovecot.deliver(user, &bytes);
        let number = self.written.len();
        self.written.push(Written { number, kind, case, id, bytes, places: BTreeMap::from([(user, 1)]) });
    }
}

fn address_of(agent: &str) -> String {
    format!("{agent}@desk.example")
}

fn index(seed: &mut Seed, end: usize) -> usize {
    usize::try_from(seed.below(u64::try_from(end).expect("a count"))).expect("below a count")
}

/// The request that a subject is about.
fn case_in(text: &str) -> Option<usize> {
    let (_, rest) = text.split_once("Press ")?;
    rest.split_once(" stops")?.0.parse().ok()
}

fn marks_in(text: &str) -> BTreeSet<usize> {
    text.split("mark-").skip(1).filter_map(|rest| rest.split_once('-')?.0.parse().ok()).collect()
}

/// Exim's lines before a mail.
struct Trace<'a> {
    /// The envelope's recipient.
    to: String,
    /// Exim's id of the mail.
    id: String,
    /// The mail itself.
    letter: &'a [u8],
}

fn trace(bytes: &[u8]) -> Trace<'_> {
    const TRACE: [&str; 4] = ["return-path:", "envelope-to:", "delivery-date:", "received:"];
    let mut trace = Trace { to: String::new(), id: String::new(), letter: bytes };
    while let Some(end) = trace.letter.iter().position(|byte| *byte == b'\n') {
        let line = String::from_utf8_lossy(&trace.letter[..end]).into_owned();
        let lower = line.to_lowercase();
        if !TRACE.iter().any(|name| lower.starts_with(name)) && !line.starts_with([' ', '\t']) {
            break;
        }
        if let Some(address) = lower.strip_prefix("envelope-to:") {
            address.trim().clone_into(&mut trace.to);
        }
        if let Some(id) = line.trim().strip_prefix("id ") {
            id.trim_end_matches(';').clone_into(&mut trace.id);
        }
        trace.letter = &trace.letter[end + 1..];
    }
    assert!(!trace.id.is_empty() && !trace.to.is_empty(), "{}", String::from_utf8_lossy(bytes));
    trace
}

//! Compares what people wrote and got with the desk's reports and its database: every mail once, every ticket and
//! comment once, every due letter at least once, and no unexplained second copy (docs/STATES.md).
//!
//! It reports all faults at once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags, Row};

use crate::people::{AGENTS, Got, Kind, People, Written};
use crate::seed::is_long;
use crate::servers::{Desk, Dovecot, Exim, OTHER_USER, PATIENCE, USER};

/// A row of `mail`, with its end.
struct Taken {
    number: i64,
    end: Option<String>,
    raw: Vec<u8>,
    attempts: i64,
    comments: i64,
    arrivals: i64,
    ticket: Option<i64>,
}

/// A row of `letter`, with its delivery.
struct Sent {
    id: String,
    ticket: Option<i64>,
    notice: String,
    to: String,
    state: String,
    attempts: usize,
    words: String,
}

/// The counts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Figures {
    written: usize,
    mails: usize,
    tickets: usize,
    comments: usize,
    letters: usize,
    accepted: usize,
    refused: usize,
    arrived: usize,
    /// Copies beyond the first.
    duplicates: usize,
    /// How often a letter became `unknown`.
    doubts: usize,
    kinds: BTreeMap<Kind, usize>,
    quarantined: usize,
    /// The most attempts at one mail.
    attempts: i64,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: Vec<String> = self.kinds.iter().map(|(kind, count)| format!("{count} {kind:?}")).collect();
        writeln!(f, "  mails written     {} ({})", self.written, kinds.join(", "))?;
        writeln!(
            f,
            "  mails in ledger   {} ({} quarantined and given back; {} tries at most)",
            self.mails, self.quarantined, self.attempts
        )?;
        writeln!(f, "  tickets           {}", self.tickets)?;
        writeln!(f, "  comments          {}", self.comments)?;
        writeln!(f, "  letters           {} ({} accepted, {} refused)", self.letters, self.accepted, self.refused)?;
        writeln!(f, "  arrived           {} different letters", self.arrived)?;
        writeln!(f, "  came twice        {} of {} that became unknown", self.duplicates, self.doubts)
    }
}

/// Waits until nothing is left to do, here and on the servers.
#[track_caller]
pub(crate) fn drain(people: &mut People, (desk, dovecot, exim): (&Desk, &Dovecot, &Exim)) {
    let (mut left, mut last) = (String::new(), Default::default());
    let (start, mut told, mut moved) = (Instant::now(), 0, Instant::now());
    // Nothing moves while a letter or a mailbox waits for its next try, which is long after a long run.
    let patience = if is_long() { Duration::from_mins(15) } else { PATIENCE };
    loop {
        people.collect(dovecot, exim);
        give_back(desk);
        let done = is_done(people, desk).and_then(|()| match exim.queued() {
            0 => Ok(()),
            queued => Err(format!("{queued} letters in Exim's queue")),
        });
        // What Exim had in its queue before is delivered by now.
        let before = (people.written.len(), copies(people));
        people.collect(dovecot, exim);
        let is_quiet = before == (people.written.len(), copies(people));
        match done {
            Ok(()) if is_quiet => return,
            Ok(()) => {}
            Err(what) => left = what,
        }
        let now = (before, left.clone());
        if now != last {
            (last, moved) = (now, Instant::now());
        }
        let seconds = start.elapsed().as_secs();
        assert!(
            moved.elapsed() < patience,
            "after {seconds} s there are still {left}, as {patience:?} ago\n{}\nDovecot:\n{}\nExim:\n{}",
            tail(&desk.log()),
            tail(&dovecot.log()),
            tail(&exim.log())
        );
        if seconds >= told + 30 {
            told = seconds;
            println!("       {seconds} s of waiting, {left}");
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// A mail that was being processed at six kills in a row may be the cause, as far as the desk knows, and is
/// quarantined. An operator knows better.
fn give_back(desk: &Desk) {
    const FIRST: &str = "SELECT id FROM mail WHERE outcome = 'quarantined' ORDER BY id LIMIT 1";
    while let Some(mail) = desk.number(FIRST) {
        println!("       mail {mail} was quarantined: replayed");
        desk.command(&["replay", &mail.to_string()]);
    }
}

fn copies(people: &People) -> usize {
    people.got.values().map(|got| got.copies.len()).sum()
}

/// The last lines of a log.
fn tail(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(40)..].join("\n")
}

/// Checks that all mails have their ends and all letters went out. Returns what is missing.
fn is_done(people: &People, desk: &Desk) -> Result<(), String> {
    let written = i64::try_from(people.written.len()).expect("a count");
    let deliveries = i64::try_from(people.deliveries()).expect("a count");
    let open = [
        ("SELECT ?1 - count(*) FROM mail WHERE outcome IS NOT NULL", written, "mails without an end"),
        ("SELECT ?1 - count(*) FROM arrival", deliveries, "mails not taken"),
        ("SELECT count(*) + 0 * ?1 FROM unsettled", 0, "mails of which the server was not told"),
        ("SELECT count(*) + 0 * ?1 FROM outbox WHERE next_at IS NOT NULL", 0, "letters that wait"),
    ];
    let database = Connection::open_with_flags(desk.database(), OpenFlags::SQLITE_OPEN_READ_ONLY);
    let database = database.map_err(|error| error.to_string())?;
    for (question, number, what) in open {
        let left: i64 = database.query_row(question, [number], |row| row.get(0)).map_err(|error| error.to_string())?;
        if left != 0 {
            return Err(format!("{left} {what}"));
        }
    }
    let accepted = rows(&database, LETTERS, read_letter).into_iter().filter(|letter| letter.state == "accepted");
    let missing = accepted.filter(|letter| arrives(letter) && !people.got.contains_key(&letter.id)).count();
    if missing > 0 { Err(format!("{missing} accepted letters not arrived")) } else { Ok(()) }
}

const LETTERS: &str = "SELECT message_id, ticket, notice, to_address, state, attempts, words FROM letter \
                       JOIN outbox ON outbox.letter = letter.id ORDER BY letter.id";

/// Compares both sides. It asks a copy of the database that nobody uses. `is_whole`: no session of the server was
/// killed.
#[track_caller]
pub(crate) fn check(people: &People, desk: &Desk, (dovecot, is_whole): (&Dovecot, bool)) -> Figures {
    let database = copy(desk);
    let mut audit = Audit { faults: Vec::new(), figures: Figures::default() };
    audit.check_database(&database);
    audit.check_mails(people, &database);
    audit.check_cases(people, &database);
    audit.check_letters(people, &database);
    audit.check_words(people, &database);
    audit.check_server(people, dovecot, is_whole);
    audit.check_commands(desk);
    let mut told = String::new();
    for fault in audit.faults.iter().take(40) {
        let _ = writeln!(told, "  {fault}");
    }
    assert!(audit.faults.is_empty(), "{} faults:\n{told}\n{}", audit.faults.len(), audit.figures);
    audit.figures
}

struct Audit {
    faults: Vec<String>,
    figures: Figures,
}

impl Audit {
    fn must(&mut self, is_so: bool, fault: impl FnOnce() -> String) {
        if !is_so {
            self.faults.push(fault());
        }
    }

    fn equal<T: PartialEq + fmt::Debug>(&mut self, what: &str, found: T, expected: T) {
        self.must(found == expected, || format!("{what}: {found:?} instead of {expected:?}"));
    }

    /// Checks of SQLite itself, and of rows that must be unique.
    fn check_database(&mut self, database: &Connection) {
        let check: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        self.equal("integrity_check", check.as_str(), "ok");
        for (what, question) in [
            ("rows that name what is not there", "SELECT count(*) FROM pragma_foreign_key_check"),
            ("mails of which the server was not told", "SELECT count(*) FROM unsettled"),
            ("mails without an end", "SELECT count(*) FROM mail WHERE outcome IS NULL"),
            (
                "letters without a row in the outbox",
                "SELECT count(*) FROM letter WHERE id NOT IN (SELECT letter FROM outbox)",
            ),
            (
                "events that one mail caused twice",
                "SELECT count(*) FROM (SELECT 1 FROM event WHERE mail IS NOT NULL \
                 GROUP BY mail, ticket, kind, before, after HAVING count(*) > 1)",
            ),
            (
                "requests that were confirmed twice",
                "SELECT count(*) FROM (SELECT 1 FROM letter WHERE notice = 'confirmation' GROUP BY ticket HAVING count(*) > 1)",
            ),
            (
                "tickets without a comment",
                "SELECT count(*) FROM ticket WHERE number NOT IN (SELECT ticket FROM comment)",
            ),
        ] {
            self.equal(what, database.query_row(question, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
        }
    }

    /// The ledger has every mail exactly once, with its bytes, at every place, and each ended as it must.
    fn check_mails(&mut self, people: &People, database: &Connection) {
        const MAILS: &str = "SELECT mail.id, mail.message_id, outcome, bytes, attempts, \
                             (SELECT count(*) FROM comment WHERE comment.mail = mail.id), \
                             (SELECT count(*) FROM arrival WHERE arrival.mail = mail.id), \
                             (SELECT ticket FROM comment WHERE comment.mail = mail.id) \
                             FROM mail JOIN mail_raw ON mail_raw.mail = mail.id";
        let mut taken: BTreeMap<String, Vec<Taken>> = BTreeMap::new();
        for (id, mail) in rows(database, MAILS, read_taken) {
            self.figures.mails += 1;
            self.figures.attempts = self.figures.attempts.max(mail.attempts);
            taken.entry(id).or_default().push(mail);
        }
        self.figures.written = people.written.len();
        self.equal("mails in the ledger", self.figures.mails, people.written.len());
        for mail in &people.written {
            *self.figures.kinds.entry(mail.kind).or_default() += 1;
            match taken.get(&mail.id).map(Vec::as_slice) {
                Some([row]) => self.check_mail(mail, row),
                other => {
                    let count = other.map_or(0, <[Taken]>::len);
                    self.faults.push(format!("mail {} ({:?}) is {count} times in the ledger", mail.number, mail.kind));
                }
            }
        }
        // A request is one ticket with all its comments.
        let of_case: BTreeMap<usize, i64> = people
            .written
            .iter()
            .filter(|mail| expected(mail.kind).0 == "opened")
            .filter_map(|mail| Some((mail.case, taken.get(&mail.id)?.first()?.ticket?)))
            .collect();
        for mail in people.written.iter().filter(|mail| expected(mail.kind).0 == "commented") {
            let ticket = taken.get(&mail.id).and_then(|rows| rows.first()?.ticket);
            if let Some(ticket) = ticket {
                let what = format!("ticket of mail {} ({:?})", mail.number, mail.kind);
                self.equal(&what, Some(&ticket), of_case.get(&mail.case));
            }
        }
        let different: BTreeSet<i64> = of_case.values().copied().collect();
        self.equal("tickets of different requests", different.len(), of_case.len());
    }

    fn check_mail(&mut self, mail: &Written, row: &Taken) {
        let what = format!("mail {} ({:?}, {} in the ledger)", mail.number, mail.kind, row.number);
        let (end, comments) = expected(mail.kind);
        self.equal(&format!("end of {what}"), row.end.as_deref(), Some(end));
        self.equal(&format!("comments of {what}"), row.comments, comments);
        self.must(row.raw == mail.bytes, || format!("the bytes of {what} are others"));
        let places: usize = mail.places.values().sum();
        self.equal(&format!("arrivals of {what}"), usize::try_from(row.arrivals).unwrap(), places);
    }

    /// There are as many tickets and comments as requested, and no more.
    fn check_cases(&mut self, people: &People, database: &Connection) {
        let count = |table: &str| -> usize {
            let sql = format!("SELECT count(*) FROM {table}");
            usize::try_from(database.query_row(&sql, [], |row| row.get::<_, i64>(0)).unwrap()).unwrap()
        };
        (self.figures.tickets, self.figures.comments) = (count("ticket"), count("comment"));
        let requests = people.written.iter().filter(|mail| expected(mail.kind).0 == "opened").count();
        self.figures.quarantined = count("event WHERE kind = 'replayed'");
        self.equal("tickets", self.figures.tickets, requests + self.figures.quarantined);
        let comments: i64 = people.written.iter().map(|mail| expected(mail.kind).1).sum();
        // The entry for a quarantined mail stays, and belongs to no mail any more.
        let expected = usize::try_from(comments).unwrap() + self.figures.quarantined;
        self.equal("comments", self.figures.comments, expected);
    }

    /// Each due letter arrived, unchanged, and second copies are explained.
    fn check_letters(&mut self, people: &People, database: &Connection) {
        const DOUBTS: &str = "SELECT ticket, after FROM event WHERE kind = 'letter-unknown'";
        let mut doubts: BTreeMap<(Option<i64>, String), usize> = BTreeMap::new();
        for about in rows(database, DOUBTS, |row| Ok((row.get(0)?, row.get::<_, String>(1)?))) {
            *doubts.entry(about).or_default() += 1;
            self.figures.doubts += 1;
        }
        let mut copies: BTreeMap<(Option<i64>, String), usize> = BTreeMap::new();
        let mut known = BTreeSet::new();
        for letter in rows(database, LETTERS, read_letter) {
            self.figures.letters += 1;
            let got = people.got.get(&letter.id);
            self.check_letter(&letter, got);
            let extra = got.map_or(0, |got| got.copies.len() - 1);
            *copies.entry((letter.ticket, letter.to.clone())).or_default() += extra;
            self.figures.duplicates += extra;
            self.figures.arrived += usize::from(got.is_some());
            known.insert(letter.id);
        }
        for (about, extra) in copies.into_iter().filter(|(_, extra)| *extra > 0) {
            let admitted = doubts.get(&about).copied().unwrap_or_default();
            self.must(extra <= admitted, || format!("{extra} second copies where {admitted} are admitted: {about:?}"));
        }
        for id in people.got.keys().filter(|id| !known.contains(*id)) {
            self.faults.push(format!("a letter arrived that the outbox does not know: {id}"));
        }
    }

    fn check_letter(&mut self, letter: &Sent, got: Option<&Got>) {
        let what = format!("letter {} to {} ({})", letter.id, letter.to, letter.notice);
        let is_refused = letter.to.starts_with("reject.");
        match letter.state.as_str() {
            "accepted" => self.figures.accepted += 1,
            "failed" => self.figures.refused += 1,
            _ => {}
        }
        // An accepted letter may have failed later, by a report.
        let may_fail = is_refused || letter.to.starts_with("bounce.");
        let state_is_right = (letter.state == "accepted" && !is_refused) || (letter.state == "failed" && may_fail);
        self.must(state_is_right, || format!("{what} is {} ({})", letter.state, letter.words));
        match got {
            Some(got) => {
                self.equal(&format!("recipient of {what}"), got.to.as_str(), letter.to.as_str());
                self.equal(&format!("different copies of {what}"), got.contents.len(), 1);
                let tries = letter.attempts;
                let copies = got.copies.len();
                self.must(copies <= tries, || format!("{copies} copies of {what}, tried {tries} times"));
            }
            None => self.must(!arrives(letter), || format!("{what} never arrived")),
        }
    }

    /// What people wrote reached its readers, as they saw it, and no note reached a customer.
    fn check_words(&mut self, people: &People, database: &Connection) {
        let mut told: BTreeMap<usize, Vec<(&str, &str)>> = BTreeMap::new();
        for (id, got) in &people.got {
            let kind = id.split('.').nth(1).unwrap_or_default();
            for mark in &got.marks {
                told.entry(*mark).or_default().push((kind, &got.to));
            }
        }
        let confirmed: BTreeSet<&str> =
            people.got.iter().filter(|(id, _)| id.contains(".confirmation.")).map(|(_, got)| got.to.as_str()).collect();
        let is_agent = |to: &str| AGENTS.iter().any(|agent| to == format!("{agent}@desk.example"));
        let none = Vec::new();
        for mail in &people.written {
            let told = told.get(&mail.number).unwrap_or(&none);
            let what = format!("mail {} ({:?})", mail.number, mail.kind);
            let has =
                |wanted: &str, agents: bool| told.iter().any(|(kind, to)| *kind == wanted && is_agent(to) == agents);
            let silent = people.written.get(mail.case).is_some_and(|request| {
                let text = String::from_utf8_lossy(&request.bytes);
                text.starts_with("From: reject.") || text.starts_with("From: bounce.")
            });
            match mail.kind {
                Kind::Request => {
                    self.must(has("new-ticket", true), || format!("no agent was told of {what}"));
                    let customer = format!("c{}@customer.example", mail.case);
                    self.must(silent || confirmed.contains(customer.as_str()), || format!("{what} was not confirmed"));
                }
                Kind::Reply => self.must(has("new-comment", true), || format!("no agent was told of {what}")),
                Kind::Answer => {
                    // What crossed a colleague's answer came back to its agent, and what answers the letter about that is a note.
                    let why = "SELECT reasons FROM mail WHERE message_id = ?1";
                    let why: String = database.query_row(why, [&mail.id], |row| row.get(0)).unwrap_or_default();
                    let is_note = why.contains("answers-note");
                    let ended =
                        if is_note { !has("reply", false) } else { has("reply", false) || has("receipt", true) };
                    self.must(silent || ended, || format!("{what} did not go where it belongs: {why}"));
                }
                Kind::Note => {
                    let leaks = told.iter().any(|(_, to)| !is_agent(to));
                    self.must(!leaks, || format!("{what} reached a customer"));
                }
                Kind::Command | Kind::Rating | Kind::Vacation | Kind::Bounce | Kind::List => {}
            }
        }
    }

    /// On the server everything is as the config says: marked in one mailbox, moved in the other. A session that is
    /// killed amid a MOVE has copied mails and not removed them, and the next MOVE copies them again.
    fn check_server(&mut self, people: &People, dovecot: &Dovecot, is_whole: bool) {
        let of = |user: &str| people.written.iter().filter_map(|mail| mail.places.get(user)).sum::<usize>();
        let found = (dovecot.count(USER, "INBOX"), dovecot.flagged(USER, "INBOX", 'S'));
        self.equal("mails in the first mailbox, and those marked", found, (of(USER), of(USER)));
        self.equal("mails left in the other mailbox", dovecot.count(OTHER_USER, "INBOX"), 0);
        let moved = dovecot.messages(OTHER_USER, "Done");
        self.must(moved.len() == of(OTHER_USER) || moved.len() > of(OTHER_USER) && !is_whole, || {
            format!("{} mails were moved instead of {}", moved.len(), of(OTHER_USER))
        });
        let theirs = people.written.iter().filter(|mail| mail.places.contains_key(OTHER_USER));
        let theirs: BTreeSet<&[u8]> = theirs.map(|mail| mail.bytes.as_slice()).collect();
        let moved: BTreeSet<&[u8]> = moved.iter().map(Vec::as_slice).collect();
        self.must(moved == theirs, || "what was moved is not what came in there".to_owned());
    }

    /// The operators' commands report the same.
    fn check_commands(&mut self, desk: &Desk) {
        let lines = |words: &[&str]| desk.command(&[words, &["--json", "--limit", "1000000"]].concat()).lines().count();
        self.equal("maildesk ledger", lines(&["ledger"]), self.figures.mails);
        self.equal("maildesk tickets --all", lines(&["tickets", "--all"]), self.figures.tickets);
        self.equal("maildesk outbox --all", lines(&["outbox", "--all"]), self.figures.letters);
        self.equal("maildesk outbox --failed", lines(&["outbox", "--failed"]), self.figures.refused);
        self.equal("maildesk outbox", lines(&["outbox"]), 0);
    }
}

/// How a mail of a kind must end, and how many comments it must become.
fn expected(kind: Kind) -> (&'static str, i64) {
    match kind {
        Kind::Request | Kind::List => ("opened", 1),
        _ => ("commented", 1),
    }
}

/// Whether a letter that the server accepted must be found.
fn arrives(letter: &Sent) -> bool {
    letter.state == "accepted" && !letter.to.starts_with("bounce.")
}

/// A copy of the database and its log, made while nobody uses them.
fn copy(desk: &Desk) -> Connection {
    let scratch = tempfile::tempdir().unwrap();
    for suffix in ["", "-wal"] {
        let of = |path: std::path::PathBuf| std::path::PathBuf::from(format!("{}{suffix}", path.display()));
        let from = of(desk.database());
        if from.exists() {
            std::fs::copy(from, of(scratch.path().join("copy.db"))).unwrap();
        }
    }
    let database = Connection::open(scratch.path().join("copy.db")).unwrap();
    // SQLite has all files open and needs no names for them. They are gone with the connection.
    let _: i64 = database.query_row("SELECT count(*) FROM mail", [], |row| row.get(0)).unwrap();
    database
}

fn rows<T>(database: &Connection, sql: &str, read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
    let mut statement = database.prepare(sql).unwrap();
    statement.query_map([], read).unwrap().map(Result::unwrap).collect()
}

fn read_taken(row: &Row<'_>) -> rusqlite::Result<(String, Taken)> {
    let id: Option<String> = row.get(1)?;
    let taken = Taken {
        number: row.get(0)?,
        end: row.get(2)?,
        raw: row.get(3)?,
        attempts: row.get(4)?,
        comments: row.get(5)?,
        arrivals: row.get(6)?,
        ticket: row.get(7)?,
    };
    Ok((id.unwrap_or_default(), taken))
}

fn read_letter(row: &Row<'_>) -> rusqlite::Result<Sent> {
    Ok(Sent {
        id: row.get(0)?,
        ticket: row.get(1)?,
        notice: row.get(2)?,
        to: row.get(3)?,
        state: row.get(4)?,
        attempts: usize::try_from(row.get::<_, i64>(5)?).expect("a count"),
        words: row.get(6)?,
    })
}

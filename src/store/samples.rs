//! A store in a scratch directory, and small values for it, for the tests of this room.

use crate::desk::end::End;
use crate::desk::notice::NoticeKind;
use crate::desk::outcome::{NewComment, Outcome, Step};
use crate::desk::people::Role;
use crate::desk::reason::{Handling, Matched};
use crate::desk::reference::TicketNumber;
use crate::desk::status::StatusName;
use crate::desk::ticket::{Ticket, Visibility};
use crate::ledger::Place;
use crate::mail::compose::{AutoSubmitted, Draft};
use crate::mail::identity::Identity;
use crate::mail::{Address, Contact, MessageId, Subject};
use jiff::Timestamp;
use tempfile::TempDir;

use super::{Arrival, LetterId, MailId, MailMark, NewLetter, Record, Saved, Store, StoreError, Tx};

/// A database file that is deleted after the test.
pub(crate) struct Scratch {
    pub(crate) directory: TempDir,
    pub(crate) store: Store,
}

impl Scratch {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&directory.path().join("desk.db")).unwrap();
        Self { directory, store }
    }

    pub(crate) fn path(&self) -> std::path::PathBuf {
        self.directory.path().join("desk.db")
    }

    /// As after a crash or an orderly stop: the same file, no memory.
    pub(crate) async fn reopened(self) -> Self {
        let Self { directory, store } = self;
        store.close().await;
        let store = Store::open(&directory.path().join("desk.db")).unwrap();
        Self { directory, store }
    }
}

pub(crate) fn now() -> Timestamp {
    "2026-01-05T09:00:00Z".parse().unwrap()
}

pub(crate) fn later(seconds: i64) -> Timestamp {
    Timestamp::from_second(now().as_second() + seconds).unwrap()
}

pub(crate) fn contact(address: &str) -> Contact {
    Contact::new("", Address::parse(address).unwrap())
}

pub(crate) fn id(text: &str) -> MessageId {
    MessageId::parse(text).unwrap()
}

/// A mail whose fingerprint is made from its name.
pub(crate) fn arrival(name: &str) -> Arrival {
    let mut fingerprint = [0; 32];
    for (byte, of_name) in fingerprint.iter_mut().zip(name.bytes()) {
        *byte = of_name;
    }
    let bytes = format!("Subject: {name}\r\n\r\n{name}\r\n").into_bytes();
    let place = Place { generation: 1, name: name.to_owned() };
    Arrival { place, size: bytes.len() as u64, bytes, fingerprint, acts_after_fetch: false, old_since: None }
}

/// Records mails of these names from `support`. Returns their numbers, in order.
pub(crate) async fn record(store: &Store, names: &[&str]) -> Vec<MailId> {
    let arrivals = names.iter().map(|name| arrival(name)).collect();
    store.record("support", arrivals, None, now()).await.unwrap();
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let number = move |reading: &super::Reading| {
        let sql = "SELECT mail FROM arrival WHERE name = ?1";
        names.iter().map(|name| Ok(MailId(reading.conn().query_row(sql, [name], |row| row.get(0))?))).collect()
    };
    store.read(number).await.unwrap()
}

pub(crate) fn mark(mail: MailId, message_id: &str) -> MailMark {
    MailMark {
        id: mail,
        message_id: Some(id(message_id)),
        from: Some(contact("ada@customer.example")),
        subject: Subject::new("The press stops"),
        origin: "person".to_owned(),
        identity: Identity::default(),
        is_proven: true,
        answers: Vec::new(),
        copied: Vec::new(),
        attachments: Vec::new(),
        refused: Vec::new(),
        defects: Vec::new(),
    }
}

pub(crate) fn comment(address: &str, role: Role) -> NewComment {
    let text = "It stops after ten minutes.".to_owned();
    NewComment { author: Some(contact(address)), role, visibility: Visibility::Public, text, public: None }
}

/// Ada's ticket as her mail opens it.
pub(crate) fn new_ticket(message_id: &str) -> Ticket {
    Ticket {
        number: TicketNumber(0),
        status: StatusName("new".to_owned()),
        status_since: now(),
        requester: Some(contact("ada@customer.example")),
        organisation: None,
        opening_id: Some(id(message_id)),
        latest_id: Some(id(message_id)),
        ..crate::desk::samples::ticket()
    }
}

/// Ada's mail opens a ticket.
pub(crate) fn opening(message_id: &str) -> Outcome {
    let mut step = Step::opening(new_ticket(message_id));
    step.comments.push(comment("ada@customer.example", Role::Requester));
    Outcome::on(End::Opened, step, vec![Handling::Opens.into()])
}

/// Ada's mail becomes a comment.
pub(crate) async fn commenting(store: &Store, number: TicketNumber) -> Outcome {
    let ticket = store.read(move |reading| reading.ticket(number)).await.unwrap();
    let mut step = Step::on(&ticket.unwrap_or_else(|| Ticket { number, ..new_ticket("unused@customer.example") }));
    step.comments.push(comment("ada@customer.example", Role::Requester));
    Outcome::on(End::Commented, step, vec![Matched::AsRequester.into()])
}

/// The mail `name` opens a ticket; its Message-ID is `name@customer.example`.
pub(crate) async fn open_ticket(store: &Store, name: &str) -> TicketNumber {
    let mail = record(store, &[name]).await[0];
    let message_id = format!("{name}@customer.example");
    let ticket = apply(store, mark(mail, &message_id), opening(&message_id)).await.unwrap();
    ticket.unwrap().number
}

/// Saves the outcome of a mail. Returns the first ticket after it.
pub(crate) async fn apply(store: &Store, mark: MailMark, outcome: Outcome) -> Result<Option<Ticket>, StoreError> {
    store.write(move |tx| save(tx, &mark, outcome)).await
}

/// The same inside a transaction. An unsaved outcome is an error here.
pub(crate) fn save(tx: &mut Tx<'_>, mark: &MailMark, mut outcome: Outcome) -> Result<Option<Ticket>, StoreError> {
    outcome.number(tx.reserve(outcome.opened())?.into_iter());
    let record = Record { outcome: &outcome, mail: Some(mark), actor: None, due: None, letters: &[], counted: &[] };
    match tx.save(record, now())? {
        Saved::Saved => {}
        refused => return Err(StoreError::Contradiction(format!("{refused:?}"))),
    }
    let number = outcome.steps.first().map(|step| step.after.number);
    number.map_or(Ok(None), |number| super::tickets::ticket(tx.conn()?, number))
}

/// A timer of that name falls due on a ticket.
pub(crate) async fn set_timer(store: &Store, ticket: TicketNumber, name: &'static str, at: Timestamp) {
    let set = move |tx: &mut Tx<'_>| super::due::set(tx.conn()?, ticket, super::DueKind::Timer, &[(name, at)]);
    store.write(set).await.unwrap();
}

pub(crate) fn letter(ticket: Option<TicketNumber>, message_id: &str) -> NewLetter {
    let desk = Contact::new("Support", Address::parse("support@desk.example").unwrap());
    NewLetter {
        ticket,
        notice: NoticeKind::Confirmation,
        draft: Draft {
            from: desk,
            reply_to: None,
            to: Contact::new("Ada", Address::parse("ada@customer.example").unwrap()),
            subject: Subject::new("[HD-00001] The press stops"),
            message_id: id(message_id),
            in_reply_to: Some(id("a@customer.example")),
            references: vec![id("a@customer.example"), id("b@customer.example")],
            date: now(),
            text: "We have your mail.\n".to_owned(),
            html: Some("<p>We have your mail.</p>".to_owned()),
            auto_submitted: AutoSubmitted::AutoReplied,
            loop_mark: "desk.example".to_owned(),
        },
        envelope_from: None,
        encloses: None,
    }
}

/// From now on the disk is full at this number of pages.
pub(crate) async fn limit_pages(store: &Store, pages: i64) {
    let limit = move |tx: &mut super::Tx<'_>| {
        Ok(tx.conn()?.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?)
    };
    store.write(limit).await.unwrap();
}

/// Gives a letter a kind that only a newer program knows.
pub(crate) async fn make_newer(store: &Store, letter: LetterId) {
    let newer = "UPDATE letter SET notice = 'digest' WHERE id = ?1";
    store.write(move |tx| Ok(tx.conn()?.execute(newer, [letter.0])?)).await.unwrap();
}

/// Runs SQL that this schema's CHECK refuses, and a newer program's may allow.
pub(crate) async fn unchecked(store: &Store, sql: &'static str) {
    let write = move |tx: &mut super::Tx<'_>| {
        let conn = tx.conn()?;
        conn.pragma_update(None, "ignore_check_constraints", true)?;
        let done = conn.execute_batch(sql);
        conn.pragma_update(None, "ignore_check_constraints", false)?;
        Ok(done?)
    };
    store.write(write).await.unwrap();
}

/// Makes something fall due on ticket 1 now that only a newer program can do.
pub(crate) async fn newer_due(store: &Store) {
    unchecked(
        store,
        "INSERT INTO due (ticket, kind, name, at) SELECT 1, 'digest', 'weekly', opened_at FROM ticket LIMIT 1",
    )
    .await;
}

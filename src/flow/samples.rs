//! A desk, a store in a scratch directory and mails for tests of the belts.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use jiff::Timestamp;

use crate::clock::Clock;
use crate::desk::language::Languages;
use crate::desk::organisation::Organisations;
use crate::desk::policy::Policy;
use crate::desk::reference::ReferenceStyle;
use crate::desk::token::Keyring;
use crate::ledger::Place;
use crate::mail::Address;
use crate::mail::origin::Own;
use crate::mailbox::Fetched;
use crate::store::read::{LetterFilter, LetterLine, MailFilter, MailLine};
use crate::store::samples::{Scratch, now};
use crate::store::{Reading, Store, StoreError};
use crate::templates::Templates;

use super::desk::Desk;
use super::{Ingest, LetterWriter, arrival};

pub(super) fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

/// Compiled once for all tests: it takes them long.
static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| Templates::compile(&["en"], None).unwrap());

pub(super) fn letter_writer() -> LetterWriter {
    LetterWriter {
        templates: TEMPLATES.clone(),
        style: ReferenceStyle::default(),
        desk_name: "Example Desk".to_owned(),
        look: crate::look::Look::default(),
        host: "desk.example".to_owned(),
        senders: vec![("support".to_owned(), address("support@desk.example"))],
        keys: Keyring::default(),
        plus_addressed: Vec::new(),
        null_sender: true,
        languages: Languages::only("en"),
        organisations: Organisations::default(),
        portal: None,
    }
}

/// Anna is notified of new tickets, Ben isn't. Mail comes in by `support`.
pub(super) fn desk() -> Arc<Desk> {
    Arc::new(Desk {
        policy: Policy {
            own: Own {
                addresses: HashSet::from([address("support@desk.example")]),
                message_id_domain: "desk.example".to_owned(),
                ..Own::default()
            },
            copied_join: false,
            machines_that_open: Vec::new(),
            ..crate::desk::samples::policy()
        },
        letter_writer: letter_writer(),
    })
}

/// A clock that shows the time of the samples.
pub(super) fn clock() -> Clock {
    Clock::settable(now())
}

/// A mail from Ada. `name` makes it unique.
pub(super) fn mail(name: &str, rest: &str) -> Vec<u8> {
    format!(
        "From: Ada <ada@customer.example>\r\nTo: support@desk.example\r\nSubject: {name}\r\n\
         Message-ID: <{name}@customer.example>\r\n{rest}"
    )
    .into_bytes()
}

/// A mail from Ada with a text and a file of a given size.
pub(super) fn mail_with_file(name: &str, size: usize) -> Vec<u8> {
    let file = "A".repeat(76) + "\r\n";
    let head = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nLook.\r\n--b\r\n\
                Content-Type: application/octet-stream; name=big.bin\r\nContent-Transfer-Encoding: base64\r\n\
                Content-Disposition: attachment; filename=big.bin\r\n\r\n";
    mail(name, &format!("{head}{}--b--\r\n", file.repeat(size.div_ceil(57))))
}

/// Puts mails into the ledger, as the first belt does.
pub(super) async fn record(store: &Store, mails: &[Vec<u8>]) {
    let arrivals = mails.iter().enumerate().map(|(index, bytes)| {
        let place = Place { generation: 1, name: index.to_string() };
        arrival("support", Fetched { place, size: bytes.len() as u64, bytes: bytes.clone(), came_at: None }, false)
    });
    store.record("support", arrivals.collect(), None, now()).await.unwrap();
}

/// A store after these mails became tickets and letters.
pub(super) async fn concluded(mails: &[Vec<u8>]) -> Scratch {
    let scratch = Scratch::new();
    record(&scratch.store, mails).await;
    let ingest = Ingest::new(scratch.store.clone(), desk(), clock());
    while ingest.step().await.unwrap() > 0 {}
    scratch
}

/// Asks the database.
pub(super) async fn ask<T: Send + 'static>(
    store: &Store,
    f: impl FnOnce(&Reading) -> Result<T, StoreError> + Send + 'static,
) -> T {
    store.read(f).await.unwrap()
}

pub(super) async fn letters(store: &Store) -> Vec<LetterLine> {
    ask(store, |reading| reading.letters(LetterFilter::All, 10_000)).await
}

/// The outbox in short, the oldest letter first: `kind to: state`.
pub(super) async fn outbox(store: &Store) -> Vec<String> {
    let line = |letter: &LetterLine| {
        format!("{} {}: {}", letter.notice_name(), letter.to.address.local(), letter.state.as_str())
    };
    letters(store).await.iter().map(line).collect()
}

pub(super) async fn mails(store: &Store) -> Vec<MailLine> {
    ask(store, |reading| reading.mails(MailFilter::All, 10_000)).await
}

/// A time in seconds after that of the samples.
pub(super) fn later(seconds: i64) -> Timestamp {
    crate::store::samples::later(seconds)
}

//! A small desk with two tickets, for tests of the reading commands.

use std::io::Write;

use crate::desk::change::Change;
use crate::desk::policy::Policy;
use crate::desk::posting::{ChosenValue, Posting};
use crate::desk::reason::By;
use crate::desk::reference::TicketNumber;
use crate::desk::status::StatusName;
use crate::desk::{samples as desk_samples, ticket::Visibility};
use crate::store::samples::{Scratch, apply, commenting, letter, mark, now, open_ticket, record};
use crate::store::{LetterOutcome, MailId, NewPosting, Reader, RecordedPosting, Store, Tx};

pub(crate) use crate::store::samples::later;

/// The daemon's store and a reader beside it.
pub(crate) struct SampleDesk<S = Store> {
    pub(crate) reader: Reader,
    pub(crate) store: S,
    pub(crate) policy: Policy,
    directory: tempfile::TempDir,
}

impl SampleDesk {
    /// Ticket 1 is new and its confirmation waits. Ticket 2 is resolved and its confirmation failed. Mail 4 waits.
    pub(crate) async fn new() -> Self {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let (first, second) = (open_ticket(store, "a").await, open_ticket(store, "b").await);
        let mails = record(store, &["c", "d"]).await;
        let mut resolve = commenting(store, second).await;
        assert_eq!(resolve.steps[0].comments[0].visibility, Visibility::Public);
        let status = |name: &str| StatusName(name.to_owned());
        resolve.steps[0].change_all(
            [
                Change::Assign { to: "anna".to_owned(), reason: By::Command { line: "#assign anna".to_owned() } },
                Change::Status {
                    from: status("new"),
                    to: status("resolved"),
                    reason: By::Command { line: "#resolved".to_owned() },
                },
            ],
            now(),
        );
        apply(store, mark(mails[0], "c@customer.example"), resolve).await.unwrap();
        let failing = letter(Some(second), "l2@desk.example");
        store.write(move |tx| tx.enqueue(&failing, now())).await.unwrap();
        let failed = store.claim_letters(1, u64::MAX, now()).await.unwrap()[0].id;
        let refusal = LetterOutcome::Failed { words: "550 no such user".to_owned(), expired: false };
        store.write(move |tx| tx.record_outcome(failed, &refusal, now())).await.unwrap();
        let waiting = letter(Some(first), "l1@desk.example");
        store.write(move |tx| tx.enqueue(&waiting, now())).await.unwrap();
        store.note_mailbox("support", now(), Ok(())).await.unwrap();
        let policy = Policy { copied_join: false, machines_that_open: Vec::new(), ..desk_samples::policy() };
        let reader = Reader::open(&scratch.path()).unwrap();
        let Scratch { directory, store } = scratch;
        Self { reader, store, policy, directory }
    }

    /// A comment on ticket 1 that was posted on a page: its words, a field and a rating. Returns the mail that stands for it.
    pub(crate) async fn post_comment(&self) -> MailId {
        let posting = Posting {
            ticket: Some(1),
            address: "ada@customer.example".to_owned(),
            text: "It runs.".to_owned(),
            fields: vec![ChosenValue { field: "priority".to_owned(), value: "1".to_owned() }],
            rating: Some(4),
            ..Posting::default()
        };
        let bytes = b"X-Maildesk-Page: 1\r\nFrom: ada@customer.example\r\n\r\nIt runs.\r\n";
        let record = move |tx: &mut Tx<'_>| {
            let new = NewPosting { mailbox: "support", bytes, fingerprint: [9; 32], posting: &posting };
            tx.record_posting(new, now())
        };
        let RecordedPosting::New(mail) = self.store.write(record).await.unwrap() else { panic!("posted before") };
        let comment = commenting(&self.store, TicketNumber(1)).await;
        apply(&self.store, mark(mail, "page@desk.example"), comment).await.unwrap();
        mail
    }
}

impl SampleDesk {
    /// The same desk without its daemon.
    pub(crate) async fn stopped(self) -> SampleDesk<()> {
        let Self { reader, store, policy, directory } = self;
        store.close().await;
        SampleDesk { reader, store: (), policy, directory }
    }
}

/// The output of a command.
pub(crate) fn printed<T>(command: impl FnOnce(&mut dyn Write) -> anyhow::Result<T>) -> String {
    let mut out = Vec::new();
    command(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

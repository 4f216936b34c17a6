//! Groups of closures: what one does to another, and what is left after errors, panics and full disks.

use std::sync::mpsc;

use super::*;
use crate::store::samples::{
    Scratch, apply, later, letter, limit_pages, mark, now, open_ticket, opening, record, save,
};
use crate::store::{Store, sql};

/// The names of settings, the simplest rows, sorted.
async fn names(store: &Store) -> Vec<String> {
    let sql = "SELECT name FROM setting ORDER BY name";
    store.read(move |reading| sql::values(reading.conn(), sql, [])).await.unwrap()
}

fn keep(tx: &mut Tx<'_>, name: &str) -> Result<(), StoreError> {
    tx.setting_or_keep(name, b"x").map(drop)
}

fn refusal() -> StoreError {
    StoreError::Contradiction("no".to_owned())
}

#[tokio::test]
async fn an_error_or_a_panic_in_a_group_undoes_its_own_work_only() {
    let scratch = Scratch::new();
    let store = &scratch.store;
    let (release, gate) = mpsc::channel::<()>();
    // The first job blocks the writer until the others wait: all five are one transaction.
    let before = store.write(move |tx| {
        keep(tx, "a")?;
        gate.recv().map_err(|_| StoreError::Closed)
    });
    let fails = store.write(|tx| keep(tx, "b").and_then(|()| Err::<(), _>(refusal())));
    let panics = store.write(|tx| {
        keep(tx, "c")?;
        assert_eq!(tx.setting_or_keep("c", b"")?, b"y", "bad day");
        Ok(())
    });
    let after = store.write(|tx| keep(tx, "d"));
    let open_gate = async { release.send(()).map_err(|_| StoreError::Closed) };
    let (before, fails, panics, after, _) = tokio::join!(before, fails, panics, after, open_gate);
    assert_eq!((before, after), (Ok(()), Ok(())));
    assert_eq!(fails, Err(refusal()));
    assert!(matches!(&panics, Err(StoreError::Panicked(words)) if words.contains("bad day")), "{panics:?}");
    assert_eq!(names(store).await, ["a", "d"]);
}

#[tokio::test]
async fn isolated_work_is_undone_alone_also_when_it_panics() {
    let scratch = Scratch::new();
    let work = |tx: &mut Tx<'_>| {
        keep(tx, "a")?;
        let failed = tx.isolated(|tx| keep(tx, "b").and_then(|()| Err::<(), _>(refusal())));
        assert_eq!(failed, Err(refusal()));
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            tx.isolated(|tx| {
                keep(tx, "c")?;
                tx.isolated(|tx| keep(tx, "c2"))?;
                assert_eq!(tx.setting_or_keep("c", b"")?, b"y", "poison");
                Ok::<(), StoreError>(())
            })
        }));
        assert!(panicked.is_err());
        tx.isolated(|tx| keep(tx, "d"))
    };
    assert_eq!(scratch.store.write(work).await, Ok(()));
    assert_eq!(names(&scratch.store).await, ["a", "d"]);
}

#[tokio::test]
async fn what_runs_together_is_isolated_once_a_part_fails() {
    let check = async |parts: &'static [&'static str], runs: usize, expected: &[&str]| {
        let scratch = Scratch::new();
        let work = move |tx: &mut Tx<'_>| {
            let count = std::cell::Cell::new(0);
            tx.together(|tx| {
                count.set(count.get() + 1);
                for part in parts {
                    let isolated = || {
                        tx.isolated(|tx| {
                            keep(tx, part)?;
                            assert!(!part.contains("panics"), "poison");
                            if part.contains("fails") { Err(refusal()) } else { Ok(()) }
                        })
                    };
                    let _ = catch_unwind(AssertUnwindSafe(isolated));
                }
                Ok(())
            })?;
            Ok(count.get())
        };
        assert_eq!(scratch.store.write(work).await, Ok(runs), "{parts:?}");
        assert_eq!(names(&scratch.store).await, expected, "{parts:?}");
    };
    check(&[], 1, &[]).await;
    check(&["a", "b"], 1, &["a", "b"]).await;
    check(&["a", "fails", "b"], 2, &["a", "b"]).await;
    check(&["a", "b", "panics"], 2, &["a", "b"]).await;
    check(&["fails", "panics"], 2, &[]).await;
}

#[tokio::test]
async fn what_is_answered_is_there_after_a_restart() {
    let scratch = Scratch::new();
    scratch.store.write(|tx| keep(tx, "a")).await.unwrap();
    let scratch = scratch.reopened().await;
    assert_eq!(names(&scratch.store).await, ["a"]);
}

#[tokio::test]
async fn dropping_the_last_handle_frees_the_file_at_once() {
    let scratch = Scratch::new();
    let Scratch { directory, store } = scratch;
    let clone = store.clone();
    drop(store);
    clone.write(|tx| keep(tx, "a")).await.unwrap();
    drop(clone);
    let store = Store::open(&directory.path().join("desk.db")).unwrap();
    assert_eq!(names(&store).await, ["a"]);
}

#[tokio::test]
async fn a_handle_dropped_on_the_writer_itself_does_not_deadlock() {
    let Scratch { directory, store } = Scratch::new();
    let (release, gate) = mpsc::channel::<()>();
    let inside = store.clone();
    let work = tokio::spawn(async move {
        let writer = inside.clone();
        writer
            .write(move |tx| {
                gate.recv().map_err(|_| StoreError::Closed)?;
                drop(inside);
                keep(tx, "a")
            })
            .await
    });
    tokio::task::yield_now().await;
    drop(store);
    release.send(()).unwrap();
    work.await.unwrap().unwrap();
    drop(directory);
}

#[tokio::test]
async fn a_handle_dropped_with_an_answer_that_nobody_takes_does_not_deadlock() {
    let Scratch { directory, store } = Scratch::new();
    let (release, gate) = mpsc::channel::<()>();
    let (inside, returned) = (store.clone(), store.clone());
    let work = tokio::spawn(async move {
        inside
            .write(move |tx| {
                gate.recv().map_err(|_| StoreError::Closed)?;
                keep(tx, "a")?;
                Ok(returned)
            })
            .await
    });
    tokio::task::yield_now().await;
    work.abort();
    let _ = work.await;
    drop(store);
    release.send(()).unwrap();
    // The lock is gone once the last handle is.
    let path = directory.path().join("desk.db");
    while matches!(Store::open(&path), Err(StoreError::InUse { .. })) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_full_disk_is_said_and_leaves_nothing_half_written() {
    let scratch = Scratch::new();
    let store = &scratch.store;
    let ticket = open_ticket(store, "a").await;
    let mail = record(store, &["b"]).await[0];
    let pages = store.write(|tx| Ok(tx.conn()?.pragma_query_value(None, "page_count", |row| row.get(0))?)).await;
    limit_pages(store, pages.unwrap()).await;

    let too_much = move |tx: &mut Tx<'_>| {
        save(tx, &mark(mail, "b@customer.example"), opening("b@customer.example"))?;
        let mut letter = letter(Some(ticket), "l@desk.example");
        letter.draft.text = "x".repeat(1 << 20);
        tx.enqueue(&letter, now())
    };
    assert_eq!(store.write(too_much).await, Err(StoreError::Full));
    let stands = store.read(|reading| reading.ticket(crate::desk::reference::TicketNumber(2))).await.unwrap();
    assert_eq!((stands, store.next_letter_due().await.unwrap()), (None, None));

    limit_pages(store, 1 << 30).await;
    assert_eq!(store.claim_mails(9, 1 << 20).await.unwrap()[0].id, mail);
    apply(store, mark(mail, "b@customer.example"), opening("b@customer.example")).await.unwrap();
    assert_eq!(store.claim_letters(9, 1 << 20, later(0)).await.unwrap(), []);
}

#[tokio::test]
async fn after_a_full_disk_a_closure_that_goes_on_cannot_write_outside_its_savepoint() {
    let scratch = Scratch::new();
    let store = &scratch.store;
    limit_pages(store, 1).await;
    let stubborn = |tx: &mut Tx<'_>| {
        keep(tx, "a")?;
        let refused = tx.isolated(|tx| tx.setting_or_keep("big", &vec![0; 1 << 20]));
        assert_eq!(refused, Err(StoreError::Full));
        let _ = tx.isolated(|tx| keep(tx, "b"));
        Err::<(), _>(refusal())
    };
    assert_eq!(store.write(stubborn).await, Err(refusal()));
    limit_pages(store, 1 << 30).await;
    assert!(names(store).await.is_empty());
}

#[tokio::test]
async fn after_a_refused_flush_whoever_writes_waits_or_reads_hears_what_the_disk_said() {
    let scratch = Scratch::new();
    let store = &scratch.store;
    // SQLite has the log open already, and what flushes it has not.
    std::fs::remove_file(beside(&scratch.path(), "-wal")).unwrap();
    let said = store.write(|tx| keep(tx, "a")).await.unwrap_err();
    assert!(matches!(&said, StoreError::Io(words) if words.contains("No such file")), "{said:?}");
    assert_eq!(store.refused().await, said);
    assert_eq!(store.write(|tx| keep(tx, "b")).await, Err(said.clone()));
    assert_eq!(store.settled().await, Err(said.clone()));
    let read = store.read(|reading| sql::values::<String>(reading.conn(), "SELECT name FROM setting", [])).await;
    assert_eq!(read, Err(said));
}

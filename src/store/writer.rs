//! The writer: one thread that owns the one writing connection.
//!
//! Comes in: closures. Each runs in a savepoint of its own, and all waiting ones are committed together, so that one
//! fsync serves many (group commit). A caller gets its answer only after the COMMIT, so an `Ok` is durable. The writer
//! never awaits anything, and an error or panic of one closure never affects another.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::StoreError;
use super::place::Place;
use super::tx::{Savepoint, Signals, Tx};
use super::wakes::Wakes;

/// The most waiting closures. After that, callers wait.
const WAITING: usize = 256;
/// The most closures in one commit, so that the first doesn't wait for all later ones.
const GROUP: usize = 256;

/// A closure and how to run it.
struct WriteJob {
    /// It opens a transaction instead of joining one.
    opens: bool,
    /// It gets the ground to work on, or the reason why there is none. Returns the answer for its caller, which is
    /// given after the COMMIT.
    work: Work,
}

type Work = Box<dyn FnOnce(Result<Ground<'_>, StoreError>) -> Acknowledge + Send>;
type Acknowledge = Box<dyn FnOnce(Result<(), StoreError>)>;

/// The ground that a closure works on.
#[derive(Clone, Copy)]
struct Ground<'a> {
    conn: &'a Connection,
    signals: &'a Signals,
    undo: Undo,
}

/// The ground that is rolled back if the closure fails.
#[derive(Clone, Copy, PartialEq)]
enum Undo {
    /// The transaction, still unused.
    Transaction,
    /// A savepoint.
    Savepoint,
}

/// The handle of the writer thread. On drop, the thread finishes the waiting jobs and is joined.
#[derive(Debug)]
pub(super) struct Writer {
    jobs: Option<mpsc::Sender<WriteJob>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread on its connection.
    pub(super) fn start(conn: Connection, place: Place, wakes: Wakes) -> Result<Self, StoreError> {
        let (jobs, waiting) = mpsc::channel(WAITING);
        let thread = std::thread::Builder::new().name("store-writer".to_owned());
        let path = place.path().to_owned();
        let thread = thread.spawn(move || serve_all(conn, waiting, &place, &wakes));
        let thread = thread.map_err(|reason| StoreError::Open { path, reason: format!("no thread: {reason}") })?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Runs `f` in the next transaction, or as the first in one. Returns when it is durable.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        opens: bool,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let work = Box::new(move |ground: Result<Ground<'_>, StoreError>| -> Acknowledge {
            let result = ground.and_then(|ground| run_alone(ground, f));
            Box::new(move |committed| {
                // The caller may be gone. Its work is done anyway.
                let _ = reply.send(result.and_then(|value| committed.map(|()| value)));
            })
        });
        let jobs = self.jobs.as_ref().ok_or(StoreError::Closed)?;
        jobs.send(WriteJob { opens, work }).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs.take();
        let Some(thread) = self.thread.take() else { return };
        // The last handle may be dropped inside a closure on the writer's own thread, which can't join itself.
        if thread.thread().id() != std::thread::current().id() {
            let _ = thread.join();
        }
    }
}

/// The message of a panic.
pub(super) fn panic_words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without words".to_owned())
}

fn run_alone<T>(ground: Ground<'_>, f: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
    let Ground { conn, signals, undo } = ground;
    let run = || {
        let savepoint = if undo == Undo::Savepoint { Some(Savepoint::begin(conn)?) } else { None };
        let value = f(&mut Tx::new(conn, signals))?;
        savepoint.map_or(Ok(()), Savepoint::release)?;
        Ok(value)
    };
    // Unwinding has rolled the savepoint back. Nothing else is shared with the closure.
    let result =
        catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| Err(StoreError::Panicked(panic_words(&*panic))));
    if result.is_err() && undo == Undo::Transaction {
        roll_back(conn);
    }
    result
}

fn serve_all(conn: Connection, mut waiting: mpsc::Receiver<WriteJob>, place: &Place, wakes: &Wakes) {
    let mut next = None;
    while let Some(first) = next.take().or_else(|| waiting.blocking_recv()) {
        next = serve_group(Served { conn: &conn, place, wakes }, first, &mut waiting);
    }
    // The last connection moves the log into the file as it closes. If that fails, nothing is lost: the next open reads
    // the log.
    let _ = conn.close();
}

/// What all transactions are for.
struct Served<'a> {
    conn: &'a Connection,
    place: &'a Place,
    wakes: &'a Wakes,
}

/// Runs one transaction for `first` and the waiting jobs, up to one that needs its own, which is returned.
///
/// The first needs no savepoint, because a rollback of the transaction undoes it. That saves more than a statement:
/// nested savepoints copy each changed page once per level, and every RELEASE walks the copies.
fn serve_group(
    Served { conn, place, wakes }: Served<'_>,
    first: WriteJob,
    waiting: &mut mpsc::Receiver<WriteJob>,
) -> Option<WriteJob> {
    if let Err(reason) = begin(conn) {
        (first.work)(Err(reason.clone()))(Err(reason));
        return None;
    }
    let signals = Signals::default();
    let ground = |undo| Ground { conn, signals: &signals, undo };
    let mut answers = vec![(first.work)(Ok(ground(Undo::Transaction)))];
    let mut next = None;
    while answers.len() < GROUP && !conn.is_autocommit() {
        match waiting.try_recv() {
            Ok(job) if job.opens => {
                next = Some(job);
                break;
            }
            Ok(job) => answers.push((job.work)(Ok(ground(Undo::Savepoint)))),
            Err(_) => break,
        }
    }
    let committed = commit(conn, place);
    if committed.is_ok() {
        signals.pass_on(wakes);
    }
    for answer in answers {
        answer(committed.clone());
    }
    next
}

/// IMMEDIATE: otherwise a transaction that reads first and writes later fails if another program wrote in between.
fn begin(conn: &Connection) -> Result<(), StoreError> {
    Ok(conn.prepare_cached("BEGIN IMMEDIATE")?.execute([]).map(drop)?)
}

fn commit(conn: &Connection, place: &Place) -> Result<(), StoreError> {
    if conn.is_autocommit() {
        return Err(StoreError::Lost);
    }
    place.check().inspect_err(|_| roll_back(conn))?;
    let committed = conn.prepare_cached("COMMIT").and_then(|mut commit| commit.execute([]));
    let Err(reason) = committed else { return Ok(()) };
    roll_back(conn);
    Err(reason.into())
}

fn roll_back(conn: &Connection) {
    if !conn.is_autocommit() {
        // The result doesn't matter: the next BEGIN shows whether the connection works again.
        let _ = conn.execute_batch("ROLLBACK");
    }
}

#[cfg(test)]
mod tests {
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
}

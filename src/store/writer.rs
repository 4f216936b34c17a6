//! The writer: one thread that owns the one writing connection.
//!
//! Comes in: closures. Each runs in a savepoint of its own, and all waiting ones are committed together (group commit). A
//! caller gets its answer only after the commit was flushed to the disk (`durable`), so an `Ok` is durable. The writer never
//! awaits anything, and an error or panic of one closure never affects another.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::{JoinHandle, ThreadId};

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::StoreError;
use super::durable::{Answer, Durable, Ended, Flusher};
use super::open::beside;
use super::place::Place;
use super::tx::{Savepoint, Signals, Tx};
use super::wakes::Wakes;

/// The most waiting closures. After that, callers wait.
const WAITING: usize = 256;
/// The most closures in one commit, so that the first doesn't wait for all later ones.
const GROUP: usize = 256;

/// How a closure is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// It joins a transaction, and is answered when that is durable.
    Joins,
    /// It is the first in one.
    Opens,
    /// It is the first in one, and is answered once that is committed.
    OpensAhead,
}

/// A closure and how to run it.
struct WriteJob {
    how: How,
    /// It gets the ground to work on, or the reason why there is none. Returns the answer for its caller, which is
    /// given once that is durable.
    work: Work,
}

type Work = Box<dyn FnOnce(Result<Ground<'_>, StoreError>) -> Answer + Send>;

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
    durable: Durable,
    flusher: Option<ThreadId>,
}

impl Writer {
    /// Starts the thread on its connection, alone or beside another program's writer.
    pub(super) fn start(conn: Connection, alone: bool, place: Place, wakes: Wakes) -> Result<Self, StoreError> {
        let (jobs, waiting) = mpsc::channel(WAITING);
        let thread = std::thread::Builder::new().name("store-writer".to_owned());
        let path = place.path().to_owned();
        let failed = |reason| StoreError::Open { path: path.clone(), reason: format!("no thread: {reason}") };
        let flusher = Flusher::start(beside(&path, "-wal"), alone).map_err(failed)?;
        let (durable, id) = (flusher.durable(), flusher.thread_id());
        let thread = thread.spawn(move || serve_all(conn, waiting, flusher, &place, &wakes)).map_err(failed)?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread), durable, flusher: id })
    }

    /// How far its transactions are durable.
    pub(super) fn durable(&self) -> &Durable {
        &self.durable
    }

    /// Runs `f` in the next transaction, or as the first in one.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        how: How,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let work = Box::new(move |ground: Result<Ground<'_>, StoreError>| -> Answer {
            let result = ground.and_then(|ground| run_alone(ground, f));
            Box::new(move |committed| {
                // The caller may be gone. Its work is done anyway.
                let _ = reply.send(result.and_then(|value| committed.map(|()| value)));
            })
        });
        let jobs = self.jobs.as_ref().ok_or(StoreError::Closed)?;
        jobs.send(WriteJob { how, work }).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs.take();
        let Some(thread) = self.thread.take() else { return };
        // The last handle may be dropped inside a closure on the writer's own thread, which can't join itself, or inside an
        // answer on the flusher's, which the writer waits for.
        let here = std::thread::current().id();
        if thread.thread().id() != here && self.flusher != Some(here) {
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

fn serve_all(conn: Connection, mut waiting: mpsc::Receiver<WriteJob>, flusher: Flusher, place: &Place, wakes: &Wakes) {
    let mut next = None;
    while let Some(first) = next.take().or_else(|| waiting.blocking_recv()) {
        next = serve_group(Served { conn: &conn, flusher: &flusher, place, wakes }, first, &mut waiting);
    }
    // All are answered before anything else happens to the log.
    drop(flusher);
    // The last connection moves the log into the file as it closes. If that fails, nothing is lost: the next open reads
    // the log.
    let _ = conn.close();
}

/// What all transactions are for.
struct Served<'a> {
    conn: &'a Connection,
    flusher: &'a Flusher,
    place: &'a Place,
    wakes: &'a Wakes,
}

/// Runs one transaction for `first` and the waiting jobs, up to one that needs its own, which is returned.
///
/// The first needs no savepoint, because a rollback of the transaction undoes it. That saves more than a statement:
/// nested savepoints copy each changed page once per level, and every RELEASE walks the copies.
fn serve_group(
    Served { conn, flusher, place, wakes }: Served<'_>,
    first: WriteJob,
    waiting: &mut mpsc::Receiver<WriteJob>,
) -> Option<WriteJob> {
    let begun = begin(conn).and_then(|()| flusher.begin().inspect_err(|_| roll_back(conn)));
    let number = match begun {
        Ok(number) => number,
        Err(reason) => {
            (first.work)(Err(reason.clone()))(Err(reason));
            return None;
        }
    };
    let changes = conn.total_changes();
    let signals = Signals::default();
    let ground = |undo| Ground { conn, signals: &signals, undo };
    let is_ahead = first.how == How::OpensAhead;
    let mut answers = vec![(first.work)(Ok(ground(Undo::Transaction)))];
    let mut next = None;
    while answers.len() < GROUP && !conn.is_autocommit() {
        match waiting.try_recv() {
            Ok(job) if job.how != How::Joins => {
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
    if is_ahead {
        answers.drain(..1).for_each(|answer| answer(committed.clone()));
    }
    flusher.end(Ended { number, wrote: conn.total_changes() != changes, committed, answers });
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
mod tests;

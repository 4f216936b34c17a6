//! The writer: one thread that owns the one writing connection.
//!
//! Comes in: closures. Each runs in a savepoint of its own; all that wait are committed together, so that one fsync
//! serves many (group commit). Each caller is answered after the COMMIT and never before: an `Ok` is durable. Never
//! does: await anything, or let one closure's error or panic touch another's work.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::{Notify, mpsc, oneshot};

use super::StoreError;
use super::tx::{Savepoint, Signals, Tx};

/// Closures that wait at most; then callers wait with theirs.
const WAITING: usize = 256;
/// Closures that one commit serves at most, so that the first is not kept waiting by those that keep coming.
const GROUP: usize = 256;

/// A closure in its wrapping: given the transaction, or the reason why there is none, it works and leaves the answer
/// that goes to its caller once it is known how the COMMIT went.
type Job = Box<dyn FnOnce(Result<(&Connection, &Signals), StoreError>) -> Answer + Send>;
type Answer = Box<dyn FnOnce(Result<(), StoreError>)>;

/// What belts wait on.
#[derive(Debug, Clone, Default)]
pub(super) struct Wakes {
    /// A mail was recorded.
    pub(super) mails: Arc<Notify>,
    /// A letter was enqueued.
    pub(super) letters: Arc<Notify>,
}

/// The way to the writer thread; dropped, it lets the thread finish what waits and joins it.
#[derive(Debug)]
pub(super) struct Writer {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread on its connection.
    pub(super) fn start(conn: Connection, path: &Path, wakes: Wakes) -> Result<Self, StoreError> {
        let (jobs, waiting) = mpsc::channel(WAITING);
        let thread = std::thread::Builder::new().name("store-writer".to_owned());
        let thread = thread.spawn(move || serve_all(conn, waiting, &wakes));
        let thread = thread
            .map_err(|reason| StoreError::Open { path: path.to_owned(), reason: format!("no thread: {reason}") })?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Runs `f` in the next transaction; comes back when it is durable.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |transaction| {
            let result = transaction.and_then(|(conn, signals)| run_alone(conn, signals, f));
            Box::new(move |committed| {
                // A caller that no longer listens is fine: its work is done all the same.
                let _ = reply.send(result.and_then(|value| committed.map(|()| value)));
            })
        });
        let jobs = self.jobs.as_ref().ok_or(StoreError::Closed)?;
        jobs.send(job).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs.take();
        let Some(thread) = self.thread.take() else { return };
        // The last handle may be dropped inside a closure, on the writer's own thread: it cannot join itself.
        if thread.thread().id() != std::thread::current().id() {
            let _ = thread.join();
        }
    }
}

/// The words of a panic.
pub(super) fn panic_words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without words".to_owned())
}

fn run_alone<T>(
    conn: &Connection,
    signals: &Signals,
    f: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let run = || {
        let savepoint = Savepoint::begin(conn)?;
        let value = f(&mut Tx::new(conn, signals))?;
        savepoint.release()?;
        Ok(value)
    };
    // Unwinding has rolled the savepoint back before it arrives here; nothing else is shared with the closure.
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| Err(StoreError::Panicked(panic_words(&*panic))))
}

fn serve_all(conn: Connection, mut waiting: mpsc::Receiver<Job>, wakes: &Wakes) {
    while let Some(first) = waiting.blocking_recv() {
        serve_group(&conn, first, &mut waiting, wakes);
    }
    // The last connection to close moves the log into the file. What keeps it from doing so costs nothing: the log is
    // read at the next open.
    let _ = conn.close();
}

/// One transaction for `first` and whatever waits behind it.
fn serve_group(conn: &Connection, first: Job, waiting: &mut mpsc::Receiver<Job>, wakes: &Wakes) {
    if let Err(reason) = begin(conn) {
        return first(Err(reason.clone()))(Err(reason));
    }
    let signals = Signals::default();
    let mut answers = vec![first(Ok((conn, &signals)))];
    while answers.len() < GROUP && !conn.is_autocommit() {
        let Ok(job) = waiting.try_recv() else { break };
        answers.push(job(Ok((conn, &signals))));
    }
    let committed = commit(conn);
    if committed.is_ok() {
        signals.pass_on(wakes);
    }
    for answer in answers {
        answer(committed.clone());
    }
}

/// IMMEDIATE: a transaction that reads first and writes later fails at once when another program wrote in between.
fn begin(conn: &Connection) -> Result<(), StoreError> {
    Ok(conn.prepare_cached("BEGIN IMMEDIATE")?.execute([]).map(drop)?)
}

fn commit(conn: &Connection) -> Result<(), StoreError> {
    if conn.is_autocommit() {
        return Err(StoreError::Lost);
    }
    let committed = conn.prepare_cached("COMMIT").and_then(|mut commit| commit.execute([]));
    let Err(reason) = committed else { return Ok(()) };
    if !conn.is_autocommit() {
        // Whatever this says, the next BEGIN tells whether the connection is well again.
        let _ = conn.execute_batch("ROLLBACK");
    }
    Err(reason.into())
}

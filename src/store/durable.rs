//! Makes commits durable, on a thread beside the writer: the next transaction doesn't wait for the disk, and one fsync
//! serves all commits that were made before it began.
//!
//! SQLite runs with `synchronous = NORMAL`, so it flushes its log before it moves it into the file, and when it begins it
//! anew: the file is whole after any crash. What it leaves out is the flush of each commit. That is done here, and no caller
//! of the writer gets an answer before it (P1). Whoever reads through [`Durable::settled`] sees nothing that could vanish.
//!
//! If the disk refuses a flush, nobody can know what it keeps, and asking once more may be answered with a wrong yes
//! (fsync(2), "Bugs"). So nothing more is written, whoever waits or reads is told what the disk said, and the daemon ends.
//! At its next start, what the log holds is moved into the file (`open::settle`).

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread::{JoinHandle, ThreadId};

use tokio::sync::watch;

use super::StoreError;

/// Tells a caller of the writer how its transaction ended.
pub(super) type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// A transaction that has ended.
pub(super) struct Ended {
    /// Its place among all, from [`Flusher::begin`].
    pub(super) number: u64,
    /// Whether it changed anything.
    pub(super) wrote: bool,
    /// Whether it was committed.
    pub(super) committed: Result<(), StoreError>,
    /// Who waits for it.
    pub(super) answers: Vec<Answer>,
}

/// How far the log is flushed.
#[derive(Debug, Default)]
struct Flushed {
    /// The last durable transaction.
    number: u64,
    /// What the disk said when it refused a flush. No later transaction will be durable.
    refusal: Option<StoreError>,
}

/// What is known about how far the log is flushed.
#[derive(Debug, Clone)]
pub(super) struct Durable {
    begun: Arc<AtomicU64>,
    /// Closed with the writer.
    flushed: watch::Receiver<Flushed>,
}

impl Durable {
    /// Returns when everything that can be seen now is durable. If the disk has refused some of it, fails with what the disk
    /// said.
    pub(super) async fn settled(&self) -> Result<(), StoreError> {
        let seen = self.begun.load(Ordering::Acquire);
        let mut flushed = self.flushed.clone();
        let reached = flushed.wait_for(|flushed| flushed.number >= seen || flushed.refusal.is_some()).await;
        let reached = reached.map_err(|_| StoreError::Closed)?;
        match &reached.refusal {
            Some(refusal) if reached.number < seen => Err(refusal.clone()),
            _ => Ok(()),
        }
    }

    /// Returns what the disk said when it has refused a flush, or [`StoreError::Closed`] when the writer has ended. Until
    /// then it waits, also for ever.
    pub(super) async fn refused(&self) -> StoreError {
        let mut flushed = self.flushed.clone();
        let refused = flushed.wait_for(|flushed| flushed.refusal.is_some()).await;
        refused.ok().and_then(|flushed| flushed.refusal.clone()).unwrap_or(StoreError::Closed)
    }

    /// Tells of each time when something became durable, from now on.
    pub(super) fn changes(&self) -> Changes {
        let mut flushed = self.flushed.clone();
        flushed.mark_unchanged();
        Changes(flushed)
    }

    /// Fails when nothing more can become durable.
    fn check(&self) -> Result<(), StoreError> {
        if let Some(refusal) = &self.flushed.borrow().refusal {
            return Err(refusal.clone());
        }
        self.flushed.has_changed().map(drop).map_err(|_| StoreError::Closed)
    }
}

/// Tells when the database changed.
#[derive(Debug)]
pub struct Changes(watch::Receiver<Flushed>);

impl Changes {
    /// Returns when something became durable since the last time. Changes that come together are told once. Fails when there
    /// will be none any more.
    pub async fn next(&mut self) -> Result<(), StoreError> {
        self.0.changed().await.map_err(|_| StoreError::Closed)
    }
}

/// The thread that flushes. On drop, it answers all and is joined.
pub(super) struct Flusher {
    ended: Option<mpsc::Sender<Ended>>,
    thread: Option<JoinHandle<()>>,
    durable: Durable,
}

impl Flusher {
    /// Starts the thread for the log that will be at `log` after the first commit. Beside another writer (not `alone`), what
    /// was seen may be the other's, and not flushed yet.
    pub(super) fn start(log: PathBuf, alone: bool) -> io::Result<Self> {
        let mut file: Option<File> = None;
        Self::with(alone, move || {
            let opened = match file.take() {
                Some(opened) => opened,
                None => File::open(&log)?,
            };
            // The whole file, whoever wrote into it. The file's time may be lost.
            file.insert(opened).sync_data()
        })
    }

    fn with(alone: bool, flush: impl FnMut() -> io::Result<()> + Send + 'static) -> io::Result<Self> {
        let (ended, waiting) = mpsc::channel();
        let (flushed_to, flushed) = watch::channel(Flushed::default());
        let thread = std::thread::Builder::new().name("store-flusher".to_owned());
        let thread = thread.spawn(move || serve(&waiting, &flushed_to, alone, flush))?;
        let durable = Durable { begun: Arc::default(), flushed };
        Ok(Self { ended: Some(ended), thread: Some(thread), durable })
    }

    /// How far the log is flushed.
    pub(super) fn durable(&self) -> Durable {
        self.durable.clone()
    }

    /// The thread that answers.
    pub(super) fn thread_id(&self) -> Option<ThreadId> {
        self.thread.as_ref().map(|thread| thread.thread().id())
    }

    /// Numbers a transaction, before anybody can see what it changes. Once the disk has refused, fails with what it said.
    pub(super) fn begin(&self) -> Result<u64, StoreError> {
        self.durable.check()?;
        Ok(self.durable.begun.fetch_add(1, Ordering::AcqRel) + 1)
    }

    /// Takes a transaction that has ended, and answers when it is durable. Each that was begun has to end here.
    pub(super) fn end(&self, ended: Ended) {
        if let Some(sender) = &self.ended {
            // Nobody takes it only after a panic of the thread. Then the callers find their answers gone.
            let _ = sender.send(ended);
        }
    }
}

impl Drop for Flusher {
    fn drop(&mut self) {
        self.ended.take();
        self.thread.take().map(JoinHandle::join);
    }
}

fn serve(
    waiting: &mpsc::Receiver<Ended>,
    flushed_to: &watch::Sender<Flushed>,
    alone: bool,
    mut flush: impl FnMut() -> io::Result<()>,
) {
    let mut refusal = None;
    while let Ok(first) = waiting.recv() {
        let all: Vec<Ended> = std::iter::once(first).chain(waiting.try_iter()).collect();
        if refusal.is_none()
            && (!alone || all.iter().any(|ended| ended.wrote))
            && let Err(reason) = flush()
        {
            tracing::error!(%reason, "the disk refused to make changes durable");
            refusal = Some(refused(&reason));
            flushed_to.send_modify(|flushed| flushed.refusal.clone_from(&refusal));
        }
        if let (None, Some(last)) = (&refusal, all.last()) {
            flushed_to.send_modify(|flushed| flushed.number = last.number);
        }
        for Ended { committed, answers, .. } in all {
            let durable = committed.and_then(|()| refusal.clone().map_or(Ok(()), Err));
            for answer in answers {
                answer(durable.clone());
            }
        }
    }
}

fn refused(reason: &io::Error) -> StoreError {
    StoreError::Io(format!("the disk refused to make changes durable: {reason}"))
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::Duration;

    use tokio::sync::oneshot;

    use super::*;

    /// A disk that is asked to flush, and does so when told.
    struct Disk {
        flusher: Flusher,
        verdicts: mpsc::Sender<io::Result<()>>,
        flushes: Arc<Mutex<usize>>,
    }

    impl Disk {
        fn new(alone: bool) -> Self {
            let (verdicts, given) = mpsc::channel();
            let flushes = Arc::new(Mutex::new(0));
            let counted = Arc::clone(&flushes);
            let flush = move || {
                *counted.lock().unwrap() += 1;
                given.recv().unwrap()
            };
            Self { flusher: Flusher::with(alone, flush).unwrap(), verdicts, flushes }
        }

        /// Ends a transaction, and returns the answer to come.
        fn commit(&self, wrote: bool) -> oneshot::Receiver<Result<(), StoreError>> {
            let (reply, answer) = oneshot::channel();
            let number = self.flusher.begin().unwrap();
            let answers: Vec<Answer> = vec![Box::new(move |durable| drop(reply.send(durable)))];
            self.flusher.end(Ended { number, wrote, committed: Ok(()), answers });
            answer
        }

        fn flushes(&self) -> usize {
            *self.flushes.lock().unwrap()
        }

        /// Waits until the thread waits for the disk, and says whether nobody is answered before it says yes.
        async fn is_flushing(&self, count: usize) {
            while self.flushes() < count {
                tokio::task::yield_now().await;
            }
        }
    }

    async fn is_settled(durable: &Durable) -> bool {
        tokio::time::timeout(Duration::from_millis(1), durable.settled()).await.is_ok()
    }

    #[tokio::test]
    async fn nobody_is_answered_before_the_flush_and_one_serves_all_that_wait() {
        let disk = Disk::new(true);
        let durable = disk.flusher.durable();
        assert!(is_settled(&durable).await, "nothing was written yet");
        let mut first = disk.commit(true);
        disk.is_flushing(1).await;
        let (mut second, mut third) = (disk.commit(true), disk.commit(false));
        assert!(first.try_recv().is_err() && !is_settled(&durable).await);
        disk.verdicts.send(Ok(())).unwrap();
        assert_eq!(first.await.unwrap(), Ok(()));
        disk.is_flushing(2).await;
        assert!(second.try_recv().is_err() && third.try_recv().is_err() && !is_settled(&durable).await);
        disk.verdicts.send(Ok(())).unwrap();
        assert_eq!((second.await.unwrap(), third.await.unwrap()), (Ok(()), Ok(())));
        assert!(is_settled(&durable).await);
        assert_eq!(disk.commit(false).await.unwrap(), Ok(()));
        assert_eq!(disk.flushes(), 2, "what changed nothing is not flushed");
    }

    #[tokio::test]
    async fn beside_another_writer_everything_is_flushed() {
        let disk = Disk::new(false);
        disk.verdicts.send(Ok(())).unwrap();
        assert_eq!(disk.commit(false).await.unwrap(), Ok(()));
        assert_eq!(disk.flushes(), 1);
    }

    #[tokio::test]
    async fn after_a_refusal_nothing_is_written_or_believed() {
        let disk = Disk::new(true);
        let durable = disk.flusher.durable();
        let first = disk.commit(true);
        disk.is_flushing(1).await;
        let second = disk.commit(true);
        disk.verdicts.send(Err(io::Error::other("bad block"))).unwrap();
        let refusal = refused(&io::Error::other("bad block"));
        assert!(refusal.to_string().contains("bad block"), "{refusal}");
        assert_eq!((first.await.unwrap(), second.await.unwrap()), (Err(refusal.clone()), Err(refusal.clone())));
        assert_eq!((durable.refused().await, disk.flusher.begin()), (refusal.clone(), Err(refusal.clone())));
        assert_eq!((durable.settled().await, disk.flushes()), (Err(refusal), 1));
    }

    #[tokio::test]
    async fn a_writer_that_has_ended_refuses_as_closed() {
        let disk = Disk::new(true);
        let durable = disk.flusher.durable();
        drop(disk);
        assert_eq!((durable.refused().await, durable.settled().await), (StoreError::Closed, Ok(())));
    }

    #[tokio::test]
    async fn a_log_that_is_not_there_is_a_refusal() {
        let scratch = tempfile::tempdir().unwrap();
        let flusher = Flusher::start(scratch.path().join("no-wal"), true).unwrap();
        let number = flusher.begin().unwrap();
        flusher.end(Ended { number, wrote: true, committed: Ok(()), answers: Vec::new() });
        let refusal = flusher.durable().refused().await;
        assert!(refusal.to_string().contains("No such file"), "{refusal}");
    }
}

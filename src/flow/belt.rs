//! What all belts have in common: a name, the sign of life that the watchdog is fed by, an orderly stop, and that a panic
//! ends a mail, a letter or a round, and not the belt (P3).

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// The sign of life of one belt: it beats when a step ended, and says how long the next silence may last.
#[derive(Debug, Clone)]
pub struct Pulse(Arc<Mutex<Beat>>);

#[derive(Debug)]
struct Beat {
    name: String,
    quiet_until: Instant,
}

impl Pulse {
    /// Beats: a step ended well or with an error that is being retried. A belt that is silent for longer than `quiet`
    /// from now is stuck.
    pub fn beat(&self, quiet: Duration) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).quiet_until = Instant::now() + quiet;
    }

    /// The belt's name when it is stuck.
    pub fn stuck(&self) -> Option<String> {
        let beat = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (Instant::now() > beat.quiet_until).then(|| beat.name.clone())
    }
}

/// What the daemon gives each belt: its pulse and the sign to stop.
#[derive(Debug, Clone)]
pub struct Belt {
    /// The sign of life.
    pub pulse: Pulse,
    /// Cancelled when the daemon stops.
    pub stop: CancellationToken,
}

/// No step may take longer without being taken for stuck.
pub(super) const LONGEST_STEP: Duration = Duration::from_mins(15);

impl Belt {
    /// A belt that has just beaten.
    pub fn new(name: &str, stop: CancellationToken) -> Self {
        let beat = Beat { name: name.to_owned(), quiet_until: Instant::now() + LONGEST_STEP };
        Self { pulse: Pulse(Arc::new(Mutex::new(beat))), stop }
    }

    /// Sleeps; `false` when the daemon stops meanwhile.
    pub async fn pause(&self, pause: Duration) -> bool {
        self.pulse.beat(pause + LONGEST_STEP);
        tokio::select! {
            () = self.stop.cancelled() => false,
            () = tokio::time::sleep(pause) => true,
        }
    }
}

/// Runs `f`; `None` when it panicked. What `f` shares with others must stand a panic.
pub(super) fn catch_panic<T>(f: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(|| {
        #[cfg(test)]
        super::trap::spring();
        f()
    }))
    .ok()
}

/// A step whose panic is an error like any other: it is told, and the belt tries again after a pause.
pub(super) async fn guarded<T>(step: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let mut step = std::pin::pin!(step);
    let poll = |context: &mut std::task::Context<'_>| {
        let failed = || Poll::Ready(Err(anyhow::anyhow!("the program failed (a panic)")));
        catch_panic(|| step.as_mut().poll(context)).unwrap_or_else(failed)
    };
    std::future::poll_fn(poll).await
}

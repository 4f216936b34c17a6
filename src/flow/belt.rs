//! What all belts share: a name, the pulse for the watchdog, an orderly stop, and protection from panics, which end a
//! mail, a letter or a round, but not the belt (P3).

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// The pulse of one belt. It beats after each step and says how long the next silence may last.
#[derive(Debug, Clone)]
pub struct Pulse(Arc<Mutex<Beat>>);

#[derive(Debug)]
struct Beat {
    name: String,
    quiet_until: Instant,
}

impl Pulse {
    /// Beats after a step that ended well or with an error that is retried. A belt that is silent for longer than
    /// `quiet` is stuck.
    pub fn beat(&self, quiet: Duration) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).quiet_until = Instant::now() + quiet;
    }

    /// The belt's name if it is stuck.
    pub fn stuck(&self) -> Option<String> {
        let beat = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (Instant::now() > beat.quiet_until).then(|| beat.name.clone())
    }
}

/// A belt's pulse and its stop signal, from the daemon.
#[derive(Debug, Clone)]
pub struct Belt {
    /// The pulse.
    pub pulse: Pulse,
    /// Cancelled when the daemon stops.
    pub stop: CancellationToken,
}

/// A step that takes longer counts as stuck.
pub(super) const LONGEST_STEP: Duration = Duration::from_mins(15);

impl Belt {
    /// A belt with a fresh pulse.
    pub fn new(name: &str, stop: CancellationToken) -> Self {
        let beat = Beat { name: name.to_owned(), quiet_until: Instant::now() + LONGEST_STEP };
        Self { pulse: Pulse(Arc::new(Mutex::new(beat))), stop }
    }

    /// Sleeps. Returns `false` if the daemon stops meanwhile.
    pub async fn pause(&self, pause: Duration) -> bool {
        self.pulse.beat(pause + LONGEST_STEP);
        tokio::select! {
            () = self.stop.cancelled() => false,
            () = tokio::time::sleep(pause) => true,
        }
    }
}

/// Runs `f`, and returns `None` if it panics. What `f` shares with others must survive a panic.
pub(super) fn catch_panic<T>(f: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(|| {
        #[cfg(test)]
        super::trap::spring();
        f()
    }))
    .ok()
}

/// Runs a step and turns a panic into an ordinary error: it is logged, and the belt tries again after a pause.
pub(super) async fn guarded<T>(step: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let mut step = std::pin::pin!(step);
    let poll = |context: &mut std::task::Context<'_>| {
        let failed = || Poll::Ready(Err(anyhow::anyhow!("the program failed (a panic)")));
        catch_panic(|| step.as_mut().poll(context)).unwrap_or_else(failed)
    };
    std::future::poll_fn(poll).await
}

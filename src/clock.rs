//! The clock. Only this file asks the system for the time, everything else gets a [`Clock`] or a `now`.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

/// The system's time, or a time that a story or a test moves by hand.
#[derive(Debug, Clone, Default)]
pub struct Clock(Option<Arc<Mutex<Timestamp>>>);

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that shows `start` until [`Clock::set`]. Clones move together.
    pub fn settable(start: Timestamp) -> Self {
        Self(Some(Arc::new(Mutex::new(start))))
    }

    /// Now, in whole milliseconds, which is the database's precision.
    #[expect(clippy::disallowed_methods, reason = "this is the room that asks the system")]
    pub fn now(&self) -> Timestamp {
        let now = match &self.0 {
            None => Timestamp::now(),
            Some(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        };
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }

    /// Moves a settable clock. The system's clock ignores it.
    pub fn set(&self, to: Timestamp) {
        if let Some(at) = &self.0 {
            *at.lock().unwrap_or_else(PoisonError::into_inner) = to;
        }
    }
}

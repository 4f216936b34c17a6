//! The events that idle belts wait for.

use std::sync::Arc;

use tokio::sync::Notify;

/// The events that idle belts wait for.
#[derive(Debug, Clone, Default)]
pub(super) struct Wakes {
    /// A mail was recorded.
    pub(super) mails: Arc<Notify>,
    /// A letter was enqueued.
    pub(super) letters: Arc<Notify>,
}

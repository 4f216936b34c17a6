//! What belts wait on while they have no work.

use std::sync::Arc;

use tokio::sync::Notify;

/// What belts wait on.
#[derive(Debug, Clone, Default)]
pub(super) struct Wakes {
    /// A mail was recorded.
    pub(super) mails: Arc<Notify>,
    /// A letter was enqueued.
    pub(super) letters: Arc<Notify>,
}

//! Promises (SLA): by when a ticket is judged, answered and done.

/// All promises of the desk, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Promises {}

//! Probes and their results.

use serde::Serialize;

/// One probe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProbeResult {
    /// What is probed: `templates`, `mailbox support`, `courier`.
    pub name: String,
    /// The result.
    pub found: ProbeFinding,
    /// The server's greeting, or the reason.
    pub text: String,
}

/// The result of a probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ProbeFinding {
    /// It works.
    Good,
    /// It works, and something about it is worth knowing.
    Hint,
    /// It can't work until somebody changes the config or the templates.
    Wrong,
    /// It didn't answer, but may do so later.
    Unreachable,
    /// It answered that it cannot now: throttled, crowded, down.
    Later,
}

impl ProbeFinding {
    /// Whether the desk can run with it.
    pub fn is_good(self) -> bool {
        matches!(self, Self::Good | Self::Hint)
    }
}

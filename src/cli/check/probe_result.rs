//! What was tried, and how it went.

use serde::Serialize;

/// One thing that was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProbeResult {
    /// What was tried: `templates`, `mailbox support`, `courier`.
    pub name: String,
    /// How it went.
    pub found: ProbeFinding,
    /// What there is to say: a greeting, or the reason.
    pub text: String,
}

/// How a probe went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ProbeFinding {
    /// It works.
    Good,
    /// It cannot work before somebody changes the config or the templates.
    Wrong,
    /// It did not answer; perhaps later.
    Unreachable,
}

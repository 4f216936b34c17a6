//! What HTML became.

use super::super::inbound::Mark;

/// Readable text and what the structure says of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rendered {
    /// LF line ends.
    pub text: String,
    /// Where quotes and signatures begin and end.
    pub marks: Vec<Mark>,
}

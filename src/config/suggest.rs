//! "Did you mean" in the faults of a config.

use crate::desk::nearest::nearest;

/// `did you mean "x"?`, or a list of all known names.
pub(super) fn hint(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("known are: {}", known.join(", ")),
    }
}

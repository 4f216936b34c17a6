//! "Did you mean" in the faults of a config.

use crate::desk::nearest::nearest;

/// The most names that a fault lists.
const LISTED: usize = 6;

/// `did you mean "x"?`, or some of the known names.
pub(super) fn hint(word: &str, known: &[&str]) -> String {
    nearest(word, known.iter().copied()).map_or_else(|| choices(known), |meant| format!("did you mean `{meant}`?"))
}

/// The same for the key of a section, which offers those that aren't there yet.
pub(super) fn key_hint(word: &str, known: &[&str], is_there: impl Fn(&str) -> bool) -> String {
    let free: Vec<&str> = known.iter().copied().filter(|key| !is_there(key)).collect();
    nearest(word, known.iter().copied()).map_or_else(|| choices(&free), |meant| format!("did you mean `{meant}`?"))
}

fn choices(names: &[&str]) -> String {
    let more = if names.len() > LISTED { ", …" } else { "" };
    let listed: Vec<&str> = names.iter().take(LISTED).copied().collect();
    if listed.is_empty() { "remove it".to_owned() } else { format!("choose from: {}{more}", listed.join(", ")) }
}

//! "Did you mean": the known word nearest to a mistyped one.

use strsim::osa_distance;

/// Longer words are not compared: the cost grows with the square.
const MAX_CHARS: usize = 40;

/// The candidate that `word` was probably meant to be: the same but for case, or one slip in three letters.
pub(super) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase().replace('_', "-");
    if word.chars().count() > MAX_CHARS {
        return None;
    }
    let allowed = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (osa_distance(&word, &candidate.to_lowercase().replace('_', "-")), candidate))
        .filter(|(distance, candidate)| *distance <= allowed && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `did you mean "x"?`, or else all that is known.
pub(super) fn hint(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("known are: {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_known_word() {
        let known = ["address", "aliases", "imap", "maildir", "told_of_new"];
        let check = |word: &str, expected: Option<&str>| assert_eq!(nearest(word, known), expected, "{word}");
        check("adress", Some("address"));
        check("adderss", Some("address"));
        check("Address", Some("address"));
        check("map", Some("imap"));
        check("told-of-new", Some("told_of_new"));
        check("zebra", None);
        check("", None);
        check(&"a".repeat(100_000), None);
    }
}

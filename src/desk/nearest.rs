//! "Did you mean": the known word nearest to a mistyped one.

/// Longer words are not compared: the cost grows with the square.
const MAX_CHARS: usize = 40;

/// The candidate that `word` was probably meant to be: the same but for case, or one slip in three letters.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase().replace('_', "-");
    if word.chars().count() > MAX_CHARS {
        return None;
    }
    let allowed = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&word, &candidate.to_lowercase().replace('_', "-")), candidate))
        .filter(|(distance, candidate)| *distance <= allowed && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

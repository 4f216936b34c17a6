//! A rating in a mail: one to five, by reply or by the stars' `mailto:` links. Never a click that a scanner can make.

use std::time::Duration;

use super::recipients::Recipient;

/// The best score.
pub const MAX_SCORE: u8 = 5;

/// How a desk asks for feedback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// Whether it asks at all.
    pub enabled: bool,
    /// The delay after a ticket is done.
    pub delay: Duration,
    /// One person at most once in this time, over all tickets; none: once a ticket.
    pub once_per: Option<Duration>,
    /// Scores up to this one are told to more people; 0: none.
    pub low: u8,
    /// The people who are told of them too.
    pub tells_low: Vec<Recipient>,
}

impl Default for Asking {
    fn default() -> Self {
        Self { enabled: true, delay: Duration::ZERO, once_per: None, low: 0, tells_low: Vec::new() }
    }
}

impl Asking {
    /// Whether the question comes with the letter that says that the ticket is done, and nobody has to look first.
    pub fn is_immediate(&self) -> bool {
        self.delay.is_zero() && self.once_per.is_none()
    }
}

/// One to five stars, with what the customer added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// 1 to 5.
    pub score: u8,
    /// Their words, perhaps empty.
    pub comment: String,
}

/// Finds a rating on the first line of what was newly written: `4`, `4/5`, `4 stars`, `★★★★☆`, `4 - quick help`. A
/// number that begins a sentence (`3 machines still stop`) is not one: it would swallow a cry for help.
pub fn find_rating(new_text: &str) -> Option<Rating> {
    let text = new_text.trim();
    let (first, below) = text.split_once('\n').unwrap_or((text, ""));
    let (score, behind) = leading_score(first.trim())?;
    let comment = [behind.trim(), below.trim()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    Some(Rating { score, comment: comment.join("\n") })
}

/// Finds `4/5` in a subject: what the `mailto:` links of our letters put there.
pub fn find_subject_score(subject: &str) -> Option<u8> {
    let mut words = subject.split(|c: char| c.is_whitespace() || matches!(c, ':' | '[' | ']' | '(' | ')'));
    words.find_map(|word| word.strip_suffix("/5").and_then(digit_score))
}

/// The subject of a `mailto:` link for a score.
pub fn subject_mark(score: u8) -> String {
    format!("{score}/{MAX_SCORE}")
}

fn leading_score(line: &str) -> Option<(u8, &str)> {
    let stars = line.trim_start_matches(['★', '⭐', '*']);
    let shown = line.chars().count() - stars.chars().count();
    if shown > 0 {
        let score = u8::try_from(shown).ok().filter(|score| *score <= MAX_SCORE)?;
        return Some((score, after_separator(stars.trim_start_matches(['☆', '\u{FE0F}']))?));
    }
    let digits_end = line.find(|c: char| !c.is_ascii_digit()).unwrap_or(line.len());
    let (digits, behind) = line.split_at_checked(digits_end)?;
    let score = digit_score(digits)?;
    let behind = behind.strip_prefix("/5").unwrap_or(behind);
    Some((score, after_separator(without_star_word(behind))?))
}

fn digit_score(digits: &str) -> Option<u8> {
    digits.parse().ok().filter(|score| (1..=MAX_SCORE).contains(score))
}

/// `stars` in the languages of our letters.
fn without_star_word(text: &str) -> &str {
    let word = text.trim_start();
    let found = ["sterren", "sterne", "stern", "ster", "stars", "star"].into_iter().find_map(|star| {
        let head = word.get(..star.len())?;
        head.eq_ignore_ascii_case(star).then(|| word.get(star.len()..)).flatten()
    });
    found.unwrap_or(text)
}

/// What follows a score: nothing, or words behind a separator. Words right behind it make it a sentence.
fn after_separator(text: &str) -> Option<&str> {
    let text = text.trim();
    let words = text.trim_start_matches(['-', '–', '—', ':', ',', '.', ';', '!', ')']);
    (text.is_empty() || words.len() < text.len()).then(|| words.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratings_in_replies() {
        let check = |text: &str, expected: Option<(u8, &str)>| {
            let found = find_rating(text);
            assert_eq!(found.as_ref().map(|r| (r.score, r.comment.as_str())), expected, "{text:?}");
        };
        check("5", Some((5, "")));
        check(" 4 \n", Some((4, "")));
        check("4/5", Some((4, "")));
        check("4 stars", Some((4, "")));
        check("5 Sterne!", Some((5, "")));
        check("3 sterren", Some((3, "")));
        check("★★★★☆", Some((4, "")));
        check("*****", Some((5, "")));
        check("5\n\nQuick help, thank you.", Some((5, "Quick help, thank you.")));
        check("2 - it took a week", Some((2, "it took a week")));
        check("1, never again\nreally", Some((1, "never again\nreally")));
        check("3 machines still stop", None);
        check("0", None);
        check("6", None);
        check("15", None);
        check("5 fuses", None);
        check("", None);
        check("thanks", None);
        check("thanks\n5", None);
        check("********", None);
    }

    #[test]
    fn scores_in_subjects() {
        let check = |subject: &str, expected| assert_eq!(find_subject_score(subject), expected, "{subject:?}");
        check("[HD-00001] Feedback: 4/5", Some(4));
        check("Re: [HD-00001] Feedback: 5/5", Some(5));
        check("[HD-00001] The press stops", None);
        check("7/5", None);
        check("12/5", None);
    }
}

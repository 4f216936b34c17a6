//! A rating in a mail: one to five, by reply or by the stars' `mailto:` links. Never a click that a scanner can make.

mod score;

use std::time::Duration;

use super::recipients::Recipient;

pub use score::MAX_SCORE;

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

/// Finds a rating on the first line of what was newly written, below a greeting: `4`, `4/5`, `five stars`, `⭐⭐⭐`, `4 - quick
/// help`. A number that begins a sentence (`3 machines still stop`) is not one: it would swallow a cry for help.
pub fn find_rating(new_text: &str) -> Option<Rating> {
    score::find(new_text).map(|(score, comment)| Rating { score, comment })
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

fn digit_score(digits: &str) -> Option<u8> {
    digits.parse().ok().filter(|score| (1..=MAX_SCORE).contains(score))
}

#[cfg(test)]
mod tests {
    use super::*;

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

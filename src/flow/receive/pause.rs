//! How long to leave a mailbox alone after a failure. Pure: what went wrong goes in, a pause comes out.

use std::time::Duration;

use super::super::retry::RetrySchedule;
use crate::mailbox::MailboxError;

/// No server is left alone for longer, whatever it asks for.
const LONGEST: Duration = Duration::from_hours(1);

/// The pause after the `failures`-th failure in a row. A server that cannot now is left alone for longer, and at least for
/// as long as it asks for.
pub(super) fn pause(error: &anyhow::Error, failures: u32, mailbox: &str) -> Duration {
    match error.downcast_ref() {
        Some(MailboxError::Busy { reason, .. }) => {
            let asked = asked_for(reason).unwrap_or_default().min(LONGEST);
            RetrySchedule::BUSY.pause(failures, mailbox).max(asked)
        }
        _ => RetrySchedule::CONNECTION.pause(failures, mailbox),
    }
}

/// The span that words like `try again in 5 minutes` ask for: a number, and what it counts.
fn asked_for(words: &str) -> Option<Duration> {
    let lower = words.to_ascii_lowercase();
    let words: Vec<&str> =
        lower.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.iter().enumerate().find_map(|(at, word)| {
        let digits = word.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(word.len());
        let (number, unit) = word.split_at_checked(digits)?;
        let number: u64 = number.parse().ok()?;
        let unit = if unit.is_empty() { words.get(at + 1).copied()? } else { unit };
        Some(Duration::from_secs(number.saturating_mul(seconds(unit)?)))
    })
}

fn seconds(unit: &str) -> Option<u64> {
    match unit {
        "s" | "sec" | "secs" | "second" | "seconds" => Some(1),
        "m" | "min" | "mins" | "minute" | "minutes" => Some(60),
        "h" | "hour" | "hours" => Some(3600),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_found_in_words() {
        for (words, expected) in [
            ("[THROTTLED] try again in 5 minutes", Some(300)),
            ("Retry after 90s.", Some(90)),
            ("Too many connections (max 10), wait 1 hour", Some(3600)),
            ("[LIMIT] 10 connections", None),
            ("later", None),
        ] {
            assert_eq!(asked_for(words), expected.map(Duration::from_secs), "{words}");
        }
    }

    #[test]
    fn who_cannot_now_is_left_alone_for_longer() {
        let check = |error: MailboxError, failures, about: u64| {
            let pause = pause(&error.into(), failures, "support").as_secs();
            assert!((about * 4 / 5..=about * 6 / 5).contains(&pause), "{failures}: {pause} s is not about {about} s");
        };
        let busy = |reason: &str| MailboxError::Busy { host: "h".into(), reason: reason.into() };
        check(MailboxError::Protocol("no".into()), 1, 5);
        check(busy("[THROTTLED] slow"), 1, 30);
        check(busy("[THROTTLED] slow"), 9, 900);
        check(busy("wait 10 minutes"), 1, 600);
        check(busy("wait 10 hours"), 1, 3600);
    }
}

//! Compares refusals for good: what is said of every recipient alike is not about any of them.
//!
//! A relay that knows us no more refuses all, in words that nobody can foresee. So a refusal whose words do not clearly
//! speak of the recipient counts when others are taken meanwhile, or when it stood alone for a while; the letter waits
//! until then. Clear words count at once, unless they are said of everybody. Pure, and kept in memory alone: after a
//! start it is compared anew.

use std::collections::BTreeMap;
use std::fmt;

use jiff::{SignedDuration, Timestamp};

/// So long a refusal may stand alone before it counts.
const ALONE: SignedDuration = SignedDuration::from_mins(30);
/// So many recipients are everybody: with words that nobody can foresee, with clear ones, and with whatever words.
const ALIKE: usize = 2;
const CLEARLY_ALIKE: usize = 3;
/// The most recipients that are remembered.
const MOST: usize = 10_000;

/// Letters that a relay may treat alike: of one envelope sender, to the desk's own people or to others. A relay takes
/// mail for its own domain from anybody.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LetterClass {
    /// The envelope sender; empty is the null sender.
    pub(super) sender: String,
    /// To agents, or within the sender's domain.
    pub(super) is_near: bool,
}

impl fmt::Display for LetterClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let to = if self.is_near { "agents and the desk's domain" } else { "customers" };
        write!(f, "letters from <{}> to {to}", self.sender)
    }
}

/// One refusal.
pub(super) struct Refusal<'a> {
    /// The letters that are like this one.
    pub(super) class: &'a LetterClass,
    /// Who is refused.
    pub(super) recipient: &'a str,
    /// What the words have in common with those about others.
    pub(super) words: String,
    /// They speak of the recipient.
    pub(super) is_clear: bool,
}

/// What a refusal means for its letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is about this letter, which has failed.
    Counts,
    /// Others must show whether it is: try again.
    Waits,
    /// Everybody is refused: try again, and tell operators.
    OfEverybody,
}

#[derive(Debug)]
struct Seen {
    words: String,
    since: Timestamp,
    is_clear: bool,
    /// A letter of the same class was taken since.
    others_go: bool,
}

/// The refusals since the last letters that were taken.
#[derive(Debug, Default)]
pub(super) struct Refusals(BTreeMap<(LetterClass, String), Seen>);

impl Refusals {
    /// A letter of this class was taken.
    pub(super) fn accepted(&mut self, class: &LetterClass) {
        self.0.retain(|(of, _), seen| {
            seen.others_go |= of == class;
            of != class || !seen.is_clear
        });
    }

    /// Judges a refusal.
    pub(super) fn judge(&mut self, refusal: Refusal<'_>, now: Timestamp) -> Verdict {
        let Refusal { class, recipient, words, is_clear } = refusal;
        let key = (class.clone(), recipient.to_owned());
        let known = self.0.get(&key).map(|seen| (seen.since, seen.others_go));
        if known.is_some_and(|(_, others_go)| others_go) {
            self.0.remove(&key);
            return Verdict::Counts;
        }
        if self.0.len() >= MOST {
            self.0.clear();
        }
        let since = known.map_or(now, |(since, _)| since);
        self.0.insert(key, Seen { words: words.clone(), since, is_clear, others_go: false });
        let waiting = || self.0.iter().filter(|(_, seen)| !seen.others_go);
        let alike = recipients(waiting().filter(|(_, seen)| seen.words == words));
        let all = recipients(waiting());
        match is_clear {
            true if alike < CLEARLY_ALIKE => Verdict::Counts,
            false if alike < ALIKE && all < CLEARLY_ALIKE => {
                if now.duration_since(since) < ALONE {
                    Verdict::Waits
                } else {
                    Verdict::Counts
                }
            }
            _ => Verdict::OfEverybody,
        }
    }
}

fn recipients<'a>(seen: impl Iterator<Item = (&'a (LetterClass, String), &'a Seen)>) -> usize {
    seen.map(|((_, recipient), _)| recipient).collect::<std::collections::BTreeSet<_>>().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(name: &str) -> LetterClass {
        LetterClass { sender: "support@desk.example".to_owned(), is_near: name == "near" }
    }

    /// Plays lines like `far ada nope`, `far ada ok` or `far ada !unknown` (clear words), a minute apart each, and
    /// returns a letter for each refusal: C, W, E.
    fn play(lines: &[&str]) -> String {
        let mut refusals = Refusals::default();
        let begin: Timestamp = "2026-01-05T09:00:00Z".parse().unwrap();
        let mut verdicts = String::new();
        for (line, minute) in lines.iter().zip(0..) {
            let words: Vec<&str> = line.split(' ').collect();
            let class = class(words[0]);
            if words[2] == "ok" {
                refusals.accepted(&class);
                continue;
            }
            let refusal = Refusal {
                class: &class,
                recipient: words[1],
                words: words[2].to_owned(),
                is_clear: words[2].starts_with('!'),
            };
            verdicts.push(match refusals.judge(refusal, begin + SignedDuration::from_mins(minute)) {
                Verdict::Counts => 'C',
                Verdict::Waits => 'W',
                Verdict::OfEverybody => 'E',
            });
        }
        verdicts
    }

    #[test]
    fn what_is_said_of_every_recipient_is_about_none() {
        let check = |lines: &[&str], expected: &str| assert_eq!(play(lines), expected, "{lines:?}");
        check(&["far ada !unknown"], "C");
        check(&["far ada nope"], "W");
        check(&["far ada nope", "far ada nope"], "WW");
        check(&["far ada nope", "far bob nope", "far ada nope"], "WEE");
        check(&["far ada nope", "near anna nope"], "WE");
        check(&["far ada nope", "far bob other", "far cleo third"], "WWE");
        // Others are taken meanwhile.
        check(&["far ada nope", "far bob ok", "far ada nope"], "WC");
        check(&["far bob ok", "far ada nope"], "W");
        check(&["far ada nope", "far bob nope", "far cleo ok", "far ada nope", "far bob nope"], "WECC");
        check(&["far ada nope", "far bob ok", "far ada nope", "far ada nope"], "WCW");
        // A relay takes mail for its own domain from anybody.
        check(&["far ada nope", "near anna ok", "far bob nope", "near anna ok", "far ada nope"], "WEE");
        // Even clear words, if everybody is unknown.
        check(&["far ada !unknown", "far bob !unknown", "far cleo !unknown"], "CCE");
        check(&["far ada !unknown", "far bob !unknown", "far dan ok", "far cleo !unknown"], "CCC");
    }

    #[test]
    fn a_refusal_that_stands_alone_counts_after_a_while() {
        let mut lines = vec!["far ada nope"; 31];
        assert_eq!(play(&lines), format!("{}C", "W".repeat(30)));
        lines.insert(1, "near anna nope");
        assert!(play(&lines).ends_with('E'));
    }
}

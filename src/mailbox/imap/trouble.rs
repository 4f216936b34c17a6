//! Finds messages that make trouble by asking for fewer, down to a single one (P3). Pure. It is forgotten at a restart,
//! which costs a few more tries.
//!
//! A message that fails alone often enough is a suspect. It is passed over once others are seen to come, and is owed from
//! then on: a refusal (`NO`, `BAD`), an empty body or a broken line is the server's until shown otherwise.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use super::failure::ImapFailure;

/// How often a single message may make an unreadable answer.
const FAULTS: u32 = 3;

/// How often a connection may break while a single message is fetched. That may be the network's fault.
const BREAKS: u32 = 5;

/// How often an owed message is asked for before it may be given up.
const TRIES: u32 = 3;

/// So long a message that came says that others come.
const LATELY: Duration = Duration::from_mins(5);

/// A folder's troublesome messages.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    generation: u32,
    /// The most messages to ask for at once. `None`: no limit.
    width: Option<usize>,
    faults: HashMap<u32, u32>,
    breaks: HashMap<u32, u32>,
    suspects: BTreeMap<u32, ImapFailure>,
    tries: HashMap<u32, u32>,
    /// When a message last came.
    came_at: Option<Instant>,
}

impl Trouble {
    /// Starts over if the generation is another: its UIDs mean other messages.
    pub(super) fn in_generation(&mut self, generation: u32) {
        if self.generation != generation {
            *self = Self { generation, ..Self::default() };
        }
    }

    /// How many to ask for, of at most `most`.
    pub(super) fn at_most(&self, most: usize) -> usize {
        self.width.map_or(most, |width| width.min(most))
    }

    /// How a message failed that is to be passed over where others come.
    pub(super) fn suspect(&self, uid: u32) -> Option<&ImapFailure> {
        self.suspects.get(&uid)
    }

    /// Notes that a fetch went well: ask for twice as many next time.
    pub(super) fn went_well(&mut self, most: usize) {
        self.width = self.width.map(|width| width.saturating_mul(2)).filter(|&width| width < most);
    }

    /// Notes that a fetch of `uids` failed. Returns whether to try again at once.
    pub(super) fn failed(&mut self, uids: &[u32], failure: &ImapFailure) -> bool {
        let lies_there = failure.lies_in_the_answer();
        let &[uid] = uids else {
            self.width = Some((uids.len() / 2).max(1));
            return lies_there;
        };
        self.width = Some(1);
        let (counts, limit) = match failure {
            // It says so itself, and will say so again.
            ImapFailure::Refused { .. } | ImapFailure::Withheld { .. } => (&mut self.faults, 1),
            _ if lies_there => (&mut self.faults, FAULTS),
            _ => (&mut self.breaks, BREAKS),
        };
        let count = counts.entry(uid).or_default();
        *count += 1;
        if *count >= limit {
            self.suspects.insert(uid, failure.clone());
        }
        lies_there || *count >= limit
    }

    /// Notes that a message was passed over: it is owed.
    pub(super) fn passed_over(&mut self, uid: u32) {
        self.suspects.remove(&uid);
    }

    /// Notes that an owed message was asked for in vain. Returns whether that was often enough to give it up.
    pub(super) fn tried(&mut self, uid: u32) -> bool {
        let count = self.tries.entry(uid).or_default();
        *count += 1;
        *count >= TRIES
    }

    /// How often an owed message was asked for in vain.
    pub(super) fn tries(&self, uid: u32) -> u32 {
        self.tries.get(&uid).copied().unwrap_or_default()
    }

    /// Notes that messages came.
    pub(super) fn came(&mut self, now: Instant) {
        self.came_at = Some(now);
    }

    /// Whether messages came within minutes. They may be moved away by now.
    pub(super) fn came_lately(&self, now: Instant) -> bool {
        self.came_at.is_some_and(|at| now.saturating_duration_since(at) < LATELY)
    }

    /// Notes that an owed message came, or was given up.
    pub(super) fn is_over(&mut self, uid: u32) {
        self.tries.remove(&uid);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unreadable() -> ImapFailure {
        ImapFailure::Unreadable("x".into())
    }

    #[test]
    fn halving_finds_the_one_and_suspects_it() {
        let mut trouble = Trouble::default();
        let (poison, mut next, mut tries) = (7, 1, 0);
        let mut handed_out = Vec::new();
        while next <= 10 {
            tries += 1;
            let uids: Vec<u32> = (next..=10).take(trouble.at_most(10)).collect();
            let asked: Vec<u32> = uids.iter().copied().filter(|&uid| trouble.suspect(uid).is_none()).collect();
            if asked.contains(&poison) {
                assert!(trouble.failed(&asked, &unreadable()));
                continue;
            }
            trouble.went_well(10);
            next += u32::try_from(uids.len()).unwrap();
            handed_out.extend(uids);
        }
        assert_eq!(handed_out, (1..=10).collect::<Vec<_>>());
        assert!(trouble.suspect(poison).is_some() && trouble.suspect(6).is_none() && tries < 15, "{tries}");
        trouble.passed_over(poison);
        assert!(trouble.suspect(poison).is_none());
    }

    #[test]
    fn a_message_that_is_refused_alone_is_a_suspect_at_once() {
        let mut trouble = Trouble::default();
        let refused = ImapFailure::Refused { command: String::new(), words: "no".into() };
        assert!(trouble.failed(&[7, 8], &refused) && trouble.suspect(7).is_none());
        assert!(trouble.failed(&[7], &refused) && trouble.suspect(7).is_some() && trouble.suspect(8).is_none());
    }

    #[test]
    fn a_broken_connection_is_tried_later_and_suspects_late() {
        let mut trouble = Trouble::default();
        let lost = ImapFailure::Lost("reset".into());
        assert!(!trouble.failed(&[1, 2], &lost));
        assert_eq!(trouble.at_most(10), 1);
        for _ in 1..BREAKS {
            assert!(!trouble.failed(&[1], &lost) && trouble.suspect(1).is_none());
        }
        assert!(trouble.failed(&[1], &lost) && trouble.suspect(1).is_some());
    }

    #[test]
    fn what_is_owed_is_not_given_up_at_once() {
        let mut trouble = Trouble::default();
        assert_eq!([1, 2, 3].map(|_| trouble.tried(5)), [false, false, true]);
        trouble.is_over(5);
        assert_eq!(trouble.tries(5), 0);
        let now = Instant::now();
        assert!(!trouble.came_lately(now));
        trouble.came(now);
        assert!(trouble.came_lately(now) && !trouble.came_lately(now + LATELY));
    }

    #[test]
    fn another_generation_is_another_folder() {
        let mut trouble = Trouble::default();
        trouble.in_generation(1);
        trouble.failed(&[1, 2, 3, 4], &unreadable());
        trouble.in_generation(1);
        assert_eq!(trouble.at_most(10), 2);
        trouble.in_generation(2);
        assert_eq!(trouble.at_most(10), 10);
    }
}

//! Finds messages that make trouble by asking for fewer, and gives up on them one by one, so that none stops the others
//! (P3). Pure. It is forgotten at a restart, which costs a few more tries.
//!
//! A failed fetch is tried again with half as many, down to a single message. A message that fails alone often enough
//! is condemned: it is handed out without its bytes, and the ledger shows it to people.
//!
//! A refusal (`NO`, `BAD`) is the server's own until shown otherwise: "authenticated but not connected", `[UNAVAILABLE]`.
//! So a message that is refused is condemned only where others can be read meanwhile, and not before some minutes.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use super::failure::ImapFailure;

/// How often a single message may make an unreadable answer, be refused, or come without its bytes.
const FAULTS: u32 = 3;

/// How often a connection may break while a single message is fetched. That may be the network's fault.
const BREAKS: u32 = 5;

/// So long a message must be refused before it is given up.
pub(super) const PATIENCE: Duration = Duration::from_mins(3);

/// A folder's troublesome messages.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    generation: u32,
    /// The most messages to ask for at once. `None`: no limit.
    width: Option<usize>,
    faults: HashMap<u32, u32>,
    breaks: HashMap<u32, u32>,
    /// The message that is refused alone, and since when others are seen to come.
    refused: Option<(u32, Instant)>,
    condemned: HashSet<u32>,
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

    /// Whether a message is handed out without its bytes.
    pub(super) fn is_condemned(&self, uid: u32) -> bool {
        self.condemned.contains(&uid)
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
        let (counts, limit) = if lies_there { (&mut self.faults, FAULTS) } else { (&mut self.breaks, BREAKS) };
        let count = counts.entry(uid).or_default();
        *count += 1;
        if *count >= limit {
            self.condemned.insert(uid);
        }
        lies_there || self.condemned.contains(&uid)
    }

    /// Notes that a message was refused alone, and whether others come meanwhile. After `patience` of that it is given up.
    /// Returns whether to try again at once.
    pub(super) fn refused(&mut self, uid: u32, others_come: bool, now: Instant, patience: Duration) -> bool {
        self.width = Some(1);
        if !others_come {
            self.refused = None;
            return false;
        }
        let since = self.refused.filter(|(known, _)| *known == uid).map_or(now, |(_, since)| since);
        self.refused = Some((uid, since));
        let count = self.faults.entry(uid).or_default();
        *count += 1;
        let give_up = *count >= FAULTS && now.duration_since(since) >= patience;
        if give_up {
            self.condemned.insert(uid);
        }
        give_up
    }

    /// Notes that a message came short. Returns whether to wait for the whole message.
    pub(super) fn came_short(&mut self, uid: u32) -> bool {
        let count = self.faults.entry(uid).or_default();
        *count += 1;
        *count < FAULTS
    }
}

/// Whether too little came to be the message. Some servers (Exchange) estimate sizes, so a difference proves nothing,
/// but a missing half does.
pub(super) fn is_short(came: usize, announced: u64, limit: usize) -> bool {
    let due = announced.min(limit as u64);
    (came as u64) < due.div_ceil(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unreadable() -> ImapFailure {
        ImapFailure::Unreadable("x".into())
    }

    #[test]
    fn halving_finds_the_one_and_condemns_it() {
        let mut trouble = Trouble::default();
        let (poison, mut next, mut tries) = (7, 1, 0);
        let mut handed_out = Vec::new();
        while next <= 10 {
            tries += 1;
            let uids: Vec<u32> = (next..=10).take(trouble.at_most(10)).collect();
            let asked: Vec<u32> = uids.iter().copied().filter(|&uid| !trouble.is_condemned(uid)).collect();
            if asked.contains(&poison) {
                assert!(trouble.failed(&asked, &unreadable()));
                continue;
            }
            trouble.went_well(10);
            next += u32::try_from(uids.len()).unwrap();
            handed_out.extend(uids);
        }
        assert_eq!(handed_out, (1..=10).collect::<Vec<_>>());
        assert!(trouble.is_condemned(poison) && !trouble.is_condemned(6) && tries < 15, "{tries}");
    }

    #[test]
    fn a_refusal_is_the_servers_until_others_come_for_minutes() {
        let (start, minute) = (Instant::now(), Duration::from_mins(1));
        let mut trouble = Trouble::default();
        let mut refused = |others_come, minutes| trouble.refused(7, others_come, start + minute * minutes, PATIENCE);
        // nobody's mail comes: for a day it is the server's
        for minutes in 0..1440 {
            assert!(!refused(false, minutes));
        }
        assert!(!refused(true, 1440) && !refused(true, 1441) && !refused(true, 1442));
        // once nothing comes it starts anew
        assert!(!refused(false, 1443) && !refused(true, 1444) && !refused(true, 1446));
        assert!(refused(true, 1447));
        assert!(trouble.is_condemned(7) && !trouble.is_condemned(8));
    }

    #[test]
    fn a_broken_connection_is_tried_later_and_condemns_late() {
        let mut trouble = Trouble::default();
        let lost = ImapFailure::Lost("reset".into());
        assert!(!trouble.failed(&[1, 2], &lost));
        assert_eq!(trouble.at_most(10), 1);
        for _ in 1..BREAKS {
            assert!(!trouble.failed(&[1], &lost) && !trouble.is_condemned(1));
        }
        assert!(trouble.failed(&[1], &lost) && trouble.is_condemned(1));
    }

    #[test]
    fn a_short_message_is_waited_for_but_not_for_ever() {
        let mut trouble = Trouble::default();
        assert_eq!([1, 2, 3].map(|_| trouble.came_short(5)), [true, true, false]);
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

    #[test]
    fn half_a_message_is_short_and_an_estimate_is_not() {
        for (came, announced, limit, short) in [
            (0, 0, 100, false),
            (0, 1, 100, true),
            (49, 100, 1000, true),
            (50, 100, 1000, false),
            (120, 100, 1000, false),
            (100, 5000, 100, false),
        ] {
            assert_eq!(is_short(came, announced, limit), short, "{came} of {announced}");
        }
    }
}

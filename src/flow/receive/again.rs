//! When to look again for what a mailbox owes: after seconds, then less and less often, as it grows older. Every look is
//! for all of it, and costs one listing. Only `since` is stored: after a restart it is looked for at once.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::ledger::Owed;
use crate::mailbox::Wake;
use crate::store::{Debt, Store, StoreError};

/// The shortest time between two looks.
const SHORTEST: SignedDuration = SignedDuration::from_secs(2);
/// The longest.
const LONGEST: SignedDuration = SignedDuration::from_mins(10);
/// So long a message must not be given, while others come, before it is given up.
const PATIENCE: SignedDuration = SignedDuration::from_mins(3);
/// How often to see whether a human asked for a mail again, from another process.
const ASKED: Duration = Duration::from_secs(3);

/// When it was last looked.
#[derive(Debug, Default)]
pub(super) struct Again {
    last: Option<Timestamp>,
    more: bool,
}

impl Again {
    pub(super) fn is_due(&self, debts: &[Debt], now: Timestamp) -> bool {
        self.due_in(debts, now).is_some_and(|due| due.is_zero())
    }

    /// The time until the next look. `None`: nothing is owed.
    pub(super) fn due_in(&self, debts: &[Debt], now: Timestamp) -> Option<Duration> {
        let next = debts.iter().map(|debt| self.next(debt)).min()?;
        let next = if self.more { now } else { next };
        Some(Duration::try_from(next.duration_since(now)).unwrap_or_default())
    }

    fn next(&self, debt: &Debt) -> Timestamp {
        // A clock that was set back must not put it off.
        let pause = |last: Timestamp| (last.duration_since(debt.since) / 2).clamp(SHORTEST, LONGEST);
        let next = match self.last {
            Some(last) if last >= debt.since => last.checked_add(pause(last)),
            Some(_) => debt.since.checked_add(SHORTEST),
            None => return debt.since.min(Timestamp::UNIX_EPOCH),
        };
        next.unwrap_or(debt.since)
    }

    /// Notes a look, and whether there is more to look for at once.
    pub(super) fn looked(&mut self, now: Timestamp, more: bool) {
        (self.last, self.more) = (Some(now), more);
    }
}

/// What the mailbox is to look for. What a human asked for has its mail already, and is not given up a second time.
pub(super) fn sought(debt: &Debt, now: Timestamp) -> Owed {
    let overdue = debt.mail.is_none() && now.duration_since(debt.since) >= PATIENCE;
    Owed { overdue, ..debt.owed.clone() }
}

/// Whether the ledger must hear how something stands: other words, or a day is over.
pub(super) fn is_news(debts: &[Debt], still: &[Owed], now: Timestamp) -> bool {
    let is_known = |owed: &Owed| {
        let same = |debt: &&Debt| debt.owed.first == owed.first && debt.owed.last == owed.first;
        debts.iter().find(same).is_some_and(|debt| debt.owed.words == owed.words)
    };
    let is_over = |debt: &Debt| debt.owed.words.is_none() && now.duration_since(debt.since) >= Debt::SHOWN_WITHIN;
    !still.iter().all(is_known) || debts.iter().any(is_over)
}

/// Returns once a human asks for a mail of this mailbox again.
pub(super) async fn asked(store: &Store, mailbox: &str) -> Result<Wake, StoreError> {
    let before = store.asked_again(mailbox).await?;
    loop {
        tokio::time::sleep(ASKED).await;
        let now = store.asked_again(mailbox).await?;
        if now > before {
            return Ok(Wake::Changed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{later, now};

    fn debt(since: i64, words: Option<&str>) -> Debt {
        Debt {
            owed: Owed::new(1, (5, 5), words.map(str::to_owned)),
            since: later(since),
            mail: None,
            first_reading: false,
        }
    }

    #[test]
    fn it_is_looked_after_seconds_and_then_less_and_less_often() {
        let (mut again, debts) = (Again::default(), [debt(0, None)]);
        assert_eq!(again.due_in(&[], now()), None);
        assert!(again.is_due(&debts, now()), "nobody knows what a restart missed");
        let (mut looks, mut at) = (Vec::new(), 0);
        while at < 86_400 {
            again.looked(later(at), false);
            looks.push(at);
            at += i64::try_from(again.due_in(&debts, later(at)).unwrap().as_secs()).unwrap();
        }
        assert_eq!(looks[..8], [0, 2, 4, 6, 9, 13, 19, 28]);
        assert!(looks.len() < 170, "{}", looks.len());
        again.looked(later(1000), false);
        assert!(again.is_due(&[debt(998, None)], later(1002)), "what is new is looked for at once");
        again.looked(later(1000), true);
        assert!(again.is_due(&debts, later(1000)), "there is more");
    }

    #[test]
    fn a_clock_that_was_set_back_puts_nothing_off() {
        let mut again = Again::default();
        again.looked(later(-5000), false);
        assert!(again.due_in(&[debt(-5000, None)], later(-5000)).unwrap() <= Duration::from_secs(2));
    }

    #[test]
    fn a_message_is_overdue_after_minutes_unless_people_were_told() {
        let check = |debt: &Debt, seconds, expected| assert_eq!(sought(debt, later(seconds)).overdue, expected);
        check(&debt(0, Some("NO")), 179, false);
        check(&debt(0, Some("NO")), 180, true);
        check(&Debt { mail: Some(crate::store::MailId(1)), ..debt(0, Some("NO")) }, 5000, false);
    }

    #[test]
    fn only_what_is_different_is_written() {
        let owed = |words: Option<&str>| debt(0, words).owed;
        let debts = [debt(0, Some("NO"))];
        assert!(!is_news(&debts, &[owed(Some("NO"))], later(5)));
        assert!(is_news(&debts, &[owed(Some("BAD"))], later(5)) && is_news(&debts, &[owed(None)], later(5)));
        assert!(!is_news(&debts, &[], later(90_000)) && is_news(&[debt(0, None)], &[], later(90_000)));
    }
}

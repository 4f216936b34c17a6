//! Who listens, and who looks at which ticket: only in memory.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::desk::reference::TicketNumber;
use crate::store::SessionKey;

/// The most streams at once. The other connections are for pages.
const MAX_STREAMS: usize = 128;
/// The most streams of a session: browsers have six connections for all of a site's pages.
const MAX_OF_SESSION: usize = 3;
/// How long somebody counts as looking after their page was shown, or after the last beat of their stream.
const LOOKS_FOR: SignedDuration = SignedDuration::from_secs(90);

/// Who listens, and who looks.
#[derive(Debug)]
pub struct Live {
    streams: Mutex<HashMap<SessionKey, usize>>,
    looks: Mutex<Vec<Look>>,
    /// Told when somebody begins to look, or stops.
    pub(super) turns: watch::Sender<()>,
    /// Ends all streams.
    pub(super) stop: CancellationToken,
}

/// An agent who looks at a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Look {
    ticket: TicketNumber,
    agent: String,
    until: Timestamp,
}

impl Default for Live {
    fn default() -> Self {
        let (streams, looks) = (Mutex::default(), Mutex::default());
        Self { streams, looks, turns: watch::Sender::new(()), stop: CancellationToken::new() }
    }
}

impl Live {
    /// The same until `stop`.
    pub(in crate::portal) fn until(self, stop: CancellationToken) -> Self {
        Self { stop, ..self }
    }

    /// An agent looks at a ticket.
    pub(in crate::portal) fn look(&self, ticket: TicketNumber, agent: &str, now: Timestamp) {
        let until = now.checked_add(LOOKS_FOR).unwrap_or(now);
        let mut looks = self.looks.lock().unwrap_or_else(PoisonError::into_inner);
        looks.retain(|look| look.until > now);
        match looks.iter_mut().find(|look| look.ticket == ticket && look.agent == agent) {
            Some(look) => look.until = until,
            None => {
                looks.push(Look { ticket, agent: agent.to_owned(), until });
                self.turns.send_replace(());
            }
        }
    }

    /// An agent closed a ticket's page. If another one of theirs is open, its next beat says so.
    pub(super) fn look_away(&self, ticket: TicketNumber, agent: &str) {
        let mut looks = self.looks.lock().unwrap_or_else(PoisonError::into_inner);
        looks.retain(|look| look.ticket != ticket || look.agent != agent);
        self.turns.send_replace(());
    }

    /// The short names of the others who look at it, in the order of their coming.
    pub(super) fn others(&self, ticket: TicketNumber, agent: &str, now: Timestamp) -> Vec<String> {
        let looks = self.looks.lock().unwrap_or_else(PoisonError::into_inner);
        let others = looks.iter().filter(|look| look.ticket == ticket && look.agent != agent && look.until > now);
        others.map(|look| look.agent.clone()).collect()
    }

    /// A place for a stream of this session, if there is one.
    pub(super) fn begin(&self, session: SessionKey) -> bool {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = streams.values().sum::<usize>() >= MAX_STREAMS;
        let own = streams.entry(session).or_default();
        let may = !is_full && *own < MAX_OF_SESSION;
        *own += usize::from(may);
        streams.retain(|_, count| *count > 0);
        may
    }

    pub(super) fn end(&self, session: SessionKey) {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = streams.get_mut(&session) {
            *own = own.saturating_sub(1);
        }
        streams.retain(|_, count| *count > 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_looks_is_known_for_a_while() {
        let live = Live::default();
        let (ticket, other) = (TicketNumber(1), TicketNumber(2));
        let at = |seconds: i64| Timestamp::from_second(seconds).unwrap();
        live.look(ticket, "anna", at(0));
        live.look(ticket, "ben", at(60));
        live.look(other, "cem", at(60));
        assert_eq!(live.others(ticket, "anna", at(61)), ["ben"]);
        assert_eq!(live.others(ticket, "ben", at(61)), ["anna"]);
        assert_eq!(live.others(ticket, "ben", at(91)), [""; 0]);
        live.look_away(ticket, "ben");
        assert_eq!(live.others(ticket, "dora", at(61)), ["anna"]);
    }

    #[test]
    fn streams_are_few() {
        let live = Live::default();
        let key = |number: u8| [number; 32];
        assert_eq!([1, 1, 1, 1, 2].map(|number| live.begin(key(number))), [true, true, true, false, true]);
        live.end(key(1));
        assert!(live.begin(key(1)) && !live.begin(key(1)));
        let begun = (3..=255).flat_map(|number| [number; MAX_OF_SESSION]).filter(|number| live.begin(key(*number)));
        assert_eq!(begun.count(), MAX_STREAMS - 4);
    }
}

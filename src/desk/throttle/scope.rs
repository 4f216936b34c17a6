//! The things that letters are counted by: an address, a ticket, a mailbox, words; each with its window of time and its limit.

use jiff::{SignedDuration, Timestamp};

use crate::mail::Address;

use super::super::limit::LetterLimits;
use super::super::reason::Full;
use super::super::reference::TicketNumber;

/// A thing that is counted by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Automatic letters about a ticket to an address.
    Ticket(TicketNumber, Address),
    /// Automatic letters to an address.
    Address(Address),
    /// Automatic letters from a mailbox.
    Mailbox(String),
    /// All automatic letters.
    Desk,
    /// Mails of one sender with the same words, by their hash, that were answered.
    Words(Address, String),
    /// Automatic letters of a mailbox to newcomers.
    Newcomers(String),
    /// Mails of a sender that agents were told of; those without a sender count together.
    Sender(Option<Address>),
    /// That an agent was told of a sender's flood.
    Flood(Option<Address>, Address),
}

impl Scope {
    /// Its name among the tallies.
    pub fn name(&self) -> String {
        let of = |sender: &Option<Address>| sender.as_ref().map_or(String::new(), |it| it.key().to_owned());
        match self {
            Self::Ticket(number, to) => format!("ticket {number} {}", to.key()),
            Self::Address(to) => format!("address {}", to.key()),
            Self::Mailbox(name) => format!("mailbox {name}"),
            Self::Desk => "desk".to_owned(),
            Self::Words(from, hash) => format!("words {hash} {}", from.key()),
            Self::Newcomers(mailbox) => format!("newcomers {mailbox}"),
            Self::Sender(sender) => format!("sender {}", of(sender)),
            Self::Flood(sender, agent) => format!("flood {} {}", of(sender), agent.key()),
        }
    }

    /// The beginning of the window that `now` is in. Windows are fixed: days, hours and ten minutes of UTC.
    pub fn since(&self, now: Timestamp) -> Timestamp {
        let width = match self {
            Self::Ticket(..) | Self::Address(_) | Self::Words(..) => 24 * 3_600_000,
            Self::Mailbox(_) | Self::Desk | Self::Sender(_) | Self::Flood(..) => 3_600_000,
            Self::Newcomers(_) => 600_000,
        };
        let at = now.as_millisecond();
        Timestamp::from_millisecond(at - at.rem_euclid(width)).unwrap_or(now)
    }

    /// Windows that began before are no longer asked for.
    pub fn forgotten_before(now: Timestamp) -> Timestamp {
        now.checked_sub(SignedDuration::from_hours(48)).unwrap_or(Timestamp::MIN)
    }

    /// Its limit.
    pub(super) fn limit(&self, limits: &LetterLimits) -> u32 {
        match self {
            Self::Ticket(..) => limits.per_ticket,
            Self::Address(_) => limits.per_address,
            Self::Mailbox(_) => limits.per_mailbox,
            Self::Desk => limits.per_desk,
            Self::Words(..) => limits.same_words,
            Self::Newcomers(_) => limits.newcomers,
            Self::Sender(_) => limits.told_of_sender,
            Self::Flood(..) => 1,
        }
    }

    /// Why something is not written.
    pub(super) fn full(&self, limits: &LetterLimits, count: u32) -> Full {
        let (count, limit) = (count.into(), self.limit(limits).into());
        match self {
            Self::Ticket(..) => Full::Ticket { count, limit },
            Self::Address(_) => Full::Address { count, limit },
            Self::Mailbox(_) => Full::Mailbox { count, limit },
            Self::Desk => Full::Desk { count, limit },
            Self::Words(..) => Full::SameWords { count, limit },
            Self::Newcomers(_) => Full::Newcomers { count, limit },
            Self::Sender(_) => Full::ToldOfSender { count, limit },
            Self::Flood(..) => Full::Flood { count, limit },
        }
    }
}

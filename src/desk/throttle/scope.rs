//! The things that letters are counted by: an address, a ticket, a mailbox, words; each with its window of time and its limit.

use jiff::{SignedDuration, Timestamp};

use crate::mail::Address;

use super::super::limit::LetterLimits;
use super::super::reason::Full;
use super::super::reference::TicketNumber;

/// Whose budget a letter is taken from: what answers agents is not spent by strangers, and what answers somebody is not spent
/// by who forges their address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Budget {
    /// An agent's act causes it.
    Agents,
    /// Somebody's whose mail is proven, or time alone.
    Proven,
    /// Somebody's of whose mail nothing proves whence it comes.
    Unproven,
}

impl Budget {
    /// Behind the name of a scope.
    fn suffix(self) -> &'static str {
        match self {
            Self::Agents => " of agents",
            Self::Proven => "",
            Self::Unproven => " unproven",
        }
    }

    /// The same for what all others share.
    fn shared(self) -> &'static str {
        if self == Self::Agents { " of agents" } else { "" }
    }
}

/// A thing that is counted by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Automatic letters about a ticket to an address.
    Ticket(TicketNumber, Address, Budget),
    /// Automatic letters to an address.
    Address(Address, Budget),
    /// Automatic letters from a mailbox; agents' apart from all others'.
    Mailbox(String, Budget),
    /// All automatic letters; agents' apart from all others'.
    Desk(Budget),
    /// Mails of one sender with the same words, by their hash, that were answered.
    Words(Address, String, Budget),
    /// Automatic letters of a mailbox to newcomers.
    Newcomers(String),
    /// Mails of a sender that agents were told of; those without a sender count together.
    Sender(Option<Address>, Budget),
    /// That an agent was told of a sender's flood.
    Flood(Option<Address>, Address, Budget),
    /// Held mails of which agents were told at once.
    Held,
    /// That an agent was told of a held mail in their name.
    HeldOf(Address),
}

impl Scope {
    /// Its name among the tallies.
    pub fn name(&self) -> String {
        let of = |sender: &Option<Address>| sender.as_ref().map_or(String::new(), |it| it.key().to_owned());
        match self {
            Self::Ticket(number, to, of) => format!("ticket {number} {}{}", to.key(), of.suffix()),
            Self::Address(to, of) => format!("address {}{}", to.key(), of.suffix()),
            Self::Mailbox(name, of) => format!("mailbox {name}{}", of.shared()),
            Self::Desk(of) => format!("desk{}", of.shared()),
            Self::Words(from, hash, of) => format!("words {hash} {}{}", from.key(), of.suffix()),
            Self::Newcomers(mailbox) => format!("newcomers {mailbox}"),
            Self::Sender(sender, by) => format!("sender {}{}", of(sender), by.suffix()),
            Self::Flood(sender, agent, by) => format!("flood {} {}{}", of(sender), agent.key(), by.suffix()),
            Self::Held => "held".to_owned(),
            Self::HeldOf(agent) => format!("held of {}", agent.key()),
        }
    }

    /// The beginning of the window that `now` is in. Windows are fixed: days, hours and ten minutes of UTC.
    pub fn since(&self, now: Timestamp) -> Timestamp {
        let width = match self {
            Self::Ticket(..) | Self::Address(..) | Self::Words(..) | Self::Held | Self::HeldOf(_) => 24 * 3_600_000,
            Self::Mailbox(..) | Self::Desk(_) | Self::Sender(..) | Self::Flood(..) => 3_600_000,
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
            Self::Address(..) => limits.per_address,
            Self::Mailbox(..) => limits.per_mailbox,
            Self::Desk(_) => limits.per_desk,
            Self::Words(..) => limits.same_words,
            Self::Newcomers(_) => limits.newcomers,
            Self::Sender(..) => limits.told_of_sender,
            Self::Held => limits.held,
            Self::Flood(..) | Self::HeldOf(_) => 1,
        }
    }

    /// Why something is not written.
    pub(super) fn full(&self, limits: &LetterLimits, count: u32) -> Full {
        let (count, limit) = (count.into(), self.limit(limits).into());
        match self {
            Self::Ticket(..) => Full::Ticket { count, limit },
            Self::Address(..) => Full::Address { count, limit },
            Self::Mailbox(..) => Full::Mailbox { count, limit },
            Self::Desk(_) => Full::Desk { count, limit },
            Self::Words(..) => Full::SameWords { count, limit },
            Self::Newcomers(_) => Full::Newcomers { count, limit },
            Self::Sender(..) => Full::ToldOfSender { count, limit },
            Self::Held | Self::HeldOf(_) => Full::Held { count, limit },
            Self::Flood(..) => Full::Flood { count, limit },
        }
    }
}

//! What a desk was told by its config, as one value that every decision is made by. Valid by construction: `config` makes it.

use crate::mail::Contact;
use crate::mail::forward::Forwarded;
use crate::mail::origin::Own;

use super::calendar::Calendars;
use super::feedback::Asking;
use super::field::FieldSet;
use super::files::FileLimits;
use super::holding::Holding;
use super::language::Languages;
use super::limit::LetterLimits;
use super::people::People;
use super::portal::Portal;
use super::question::Lists;
use super::reference::ReferenceStyle;
use super::routing::Routes;
use super::sla::SlaPolicies;
use super::token::Keyring;
use super::workflow::Workflow;
use super::zone::Zone;

/// The config, as decisions see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The form of references.
    pub style: ReferenceStyle,
    /// The zone in which letters and lists tell times.
    pub zone: Zone,
    /// The people.
    pub people: People,
    /// Statuses and rules.
    pub workflow: Workflow,
    /// The fields of tickets.
    pub fields: FieldSet,
    /// The routes of new tickets.
    pub routes: Routes,
    /// Mailboxes, by their names, whose mail is an inquiry until an agent opens a ticket for it.
    pub inquiries: Vec<String>,
    /// When the desk works.
    pub calendars: Calendars,
    /// The SLA policies.
    pub slas: SlaPolicies,
    /// The settings of feedback.
    pub feedback: Asking,
    /// Our own addresses; they are never requesters.
    pub own: Own,
    /// Whether the other recipients of a mail on a ticket follow it from then on.
    pub copied_join: bool,
    /// The answers to customers who ask for their tickets.
    pub lists: Lists,
    /// The mails that wait until a human lets them pass.
    pub holding: Holding,
    /// The keys that make and prove the tokens in letters.
    pub keys: Keyring,
    /// Kinds of machine mail that open a ticket (without any answer) when they belong to none; by
    /// `MachineKind::as_str`. All others are suppressed, in the ledger with the reason.
    pub machines_that_open: Vec<String>,
    /// The languages of letters.
    pub languages: Languages,
    /// The limits for files.
    pub files: FileLimits,
    /// Whether agents get a letter a day about what was set aside.
    pub daily_letter: bool,
    /// The limits for letters.
    pub letters: LetterLimits,
    /// The portal, if there is one.
    pub portal: Option<Portal>,
}

impl Policy {
    /// Whether a forwarded mail is not ours: in an agent's forward its words are for agents only. One of ours is answered so.
    pub fn is_of_others(&self, forwarded: &Forwarded) -> bool {
        let is_ours = |from: &Contact| self.own.has(&from.address);
        !forwarded.from.as_ref().is_some_and(is_ours)
    }
}

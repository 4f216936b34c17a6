//! What a desk was told by its config, as one value that every decision is made by. Valid by construction: `config` makes it.

use crate::mail::origin::Own;

use super::calendar::Calendars;
use super::feedback::Asking;
use super::field::FieldSet;
use super::files::FileLimits;
use super::holding::Holding;
use super::language::Languages;
use super::limit::LetterLimits;
use super::people::People;
use super::question::Lists;
use super::reference::ReferenceStyle;
use super::routing::Routes;
use super::sla::SlaPolicies;
use super::token::Keyring;
use super::workflow::Workflow;

/// What the desk was told by its config.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// How references look.
    pub style: ReferenceStyle,
    /// Who is who.
    pub people: People,
    /// Statuses and rules.
    pub workflow: Workflow,
    /// What the desk wants to know of a ticket.
    pub fields: FieldSet,
    /// What is known of a new ticket at once.
    pub routes: Routes,
    /// Mailboxes, by their names, whose mail is an inquiry until an agent opens a ticket for it.
    pub inquiries: Vec<String>,
    /// When the desk works.
    pub calendars: Calendars,
    /// By when it answers.
    pub slas: SlaPolicies,
    /// How customers are asked how it was.
    pub feedback: Asking,
    /// Who we are: our own addresses ask for nothing.
    pub own: Own,
    /// Whom a mail on a ticket was addressed to as well follows that ticket from then on.
    pub copied_join: bool,
    /// What customers are told when they ask for their tickets.
    pub lists: Lists,
    /// Whose mails wait until a human lets them pass.
    pub holding: Holding,
    /// What tokens in letters are made and proven with.
    pub keys: Keyring,
    /// Kinds of machine mail that open a ticket (without any answer) when they belong to none; by
    /// `MachineKind::as_str`. All others are suppressed, in the ledger with the reason.
    pub machines_that_open: Vec<String>,
    /// What letters are written in.
    pub languages: Languages,
    /// How much a mail may bring to the other side.
    pub files: FileLimits,
    /// How many letters are written.
    pub letters: LetterLimits,
}

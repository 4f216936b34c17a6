//! The list of tickets of a customer, a colleague or a partner.

use serde::Serialize;

use super::{ChoiceGroup, Moment, Stage};

/// `/`. A GET form: `scope`, `state`, `q`, `sort` and `field.NAME`; links carry the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TicketList {
    /// Mine, Company, Handed to us; only those that this reader has. One tab isn't shown.
    pub scopes: Vec<ListTab>,
    /// The scope that is shown.
    pub scope: Scope,
    /// Open and done.
    pub state: ListState,
    /// The path of the open ones in this scope.
    pub open_href: String,
    /// The path of the done ones in this scope.
    pub done_href: String,
    /// How many are open in this scope.
    pub open: u64,
    /// Whether words can be searched.
    pub search: bool,
    /// The words that are searched; may be empty.
    pub words: String,
    /// The fields to choose by.
    pub fields: Vec<ListField>,
    /// The order.
    pub sort: Sort,
    /// The tickets, in this order.
    pub tickets: Vec<TicketCard>,
    /// The path of the page before; empty if there is none.
    pub newer_href: String,
    /// The path of the page after; empty if there is none.
    pub older_href: String,
    /// Whether words or a field hide some.
    pub filtered: bool,
    /// The path without words and fields.
    pub all_href: String,
}

/// Whose tickets a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// The reader's own, and those that they follow.
    Mine,
    /// Those of the reader's organisation.
    Company,
    /// Those that the reader's organisation has as a partner.
    Handed,
}

/// A link to another list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListTab {
    /// Which.
    pub scope: Scope,
    /// The name of the company, for [`Scope::Company`]; may be empty.
    pub name: String,
    /// Its path.
    pub href: String,
    /// Whether it is the one that is shown.
    pub chosen: bool,
}

/// Whether a list has the open or the done tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListState {
    /// Open or waiting.
    Open,
    /// Done.
    Done,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// Those that changed last are first.
    Changed,
    /// Those that were opened last are first.
    Created,
    /// Those with the greatest priority are first.
    Priority,
}

/// A field to choose by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListField {
    /// `field.NAME`.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// Its values, without the empty one, which means all.
    pub groups: Vec<ChoiceGroup>,
}

/// One ticket of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TicketCard {
    /// `HD-00042`.
    pub reference: String,
    /// Its path.
    pub href: String,
    /// The subject; may be empty.
    pub subject: String,
    /// The status as customers read it.
    pub status: String,
    /// The stage of the status.
    pub stage: Stage,
    /// Whether it waits for the reader.
    pub on_you: bool,
    /// The priority as it is shown; may be empty.
    pub priority: String,
    /// When something happened last.
    pub changed: Moment,
    /// Who asked, in lists that have tickets of several people; else empty.
    pub requester: String,
}

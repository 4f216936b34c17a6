//! What each reader may see of tickets, as values for pages. Pure: rules, people and what the database said → views.

pub(super) mod fields;
pub(super) mod filter;
pub(super) mod list;
pub(super) mod ticket;

//! Calendars: the hours in which a desk works.

/// All calendars, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendars {}

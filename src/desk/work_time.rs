//! In which time something is counted: all of it, or the hours of a calendar.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::calendar::{Calendar, elapsed};
use super::zone::Zone;

/// The time that a clock counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum WorkTime {
    /// Every hour, day and night.
    #[default]
    Always,
    /// The hours of a calendar.
    Hours(Arc<Calendar>),
}

impl WorkTime {
    /// When `span` is used up, counted from `start`; `None`: never.
    pub fn add(&self, start: Timestamp, span: Duration) -> Option<Timestamp> {
        match self {
            Self::Always => start.checked_add(span).ok(),
            Self::Hours(calendar) => calendar.add(start, span),
        }
    }

    /// The time that passes from `start` to `end`.
    pub fn between(&self, start: Timestamp, end: Timestamp) -> Duration {
        match self {
            Self::Always => elapsed(start, end),
            Self::Hours(calendar) => calendar.between(start, end),
        }
    }

    /// The length of `1d`.
    pub fn day(&self) -> Duration {
        match self {
            Self::Always => Duration::from_hours(24),
            Self::Hours(calendar) => calendar.day(),
        }
    }

    /// The length of `1w`.
    pub fn week(&self) -> Duration {
        match self {
            Self::Always => Duration::from_hours(7 * 24),
            Self::Hours(calendar) => calendar.week(),
        }
    }

    /// The calendar's zone; none where every hour counts.
    pub fn zone(&self) -> Option<&Zone> {
        match self {
            Self::Always => None,
            Self::Hours(calendar) => Some(calendar.zone()),
        }
    }

    /// The calendar's name; none where every hour counts.
    pub fn calendar(&self) -> Option<&str> {
        match self {
            Self::Always => None,
            Self::Hours(calendar) => Some(calendar.name()),
        }
    }
}

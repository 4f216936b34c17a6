//! `[feedback]`: whether, when and how often customers are asked for a rating, and who is notified of a bad one.

use std::time::Duration;

use crate::desk::feedback::{Asking, MAX_SCORE};

use super::reader::{Key, Table};
use super::recipients::{self, House, Place};

const ENABLED: Key = Key { name: "enabled", example: "false" };
const DELAY: Key = Key { name: "delay", example: "\"1h\"" };
const ONCE_PER: Key = Key { name: "once_per", example: "\"30d\"" };
const LOW: Key = Key { name: "low", example: "2" };
const TELL_LOW: Key = Key { name: "tell_low", example: "[\"anna\"]" };

/// Reads `[feedback]`.
pub(super) fn read(root: &Table<'_>, house: House<'_>) -> Asking {
    let default = Asking::default();
    let Some(table) = root.table("feedback") else { return default };
    let enabled = table.flag(ENABLED).unwrap_or(default.enabled);
    let delay = table.duration(DELAY, Duration::ZERO..=Duration::from_hours(24 * 60));
    let once_per = table.duration(ONCE_PER, Duration::from_hours(1)..=Duration::from_hours(24 * 3660));
    let low = table.number(LOW, 1..=u64::from(MAX_SCORE));
    let tells_low = recipients::read(&table, TELL_LOW, Place::Desk, house);
    table.done();
    if let (Some(low), None) = (&low, &tells_low) {
        let message = "`low` has no effect: tell_low is empty";
        table.reading.warn(Some(&low.span), message, "write tell_low = [\"anna\"], or leave `low` out");
    }
    Asking {
        enabled,
        delay: delay.map_or(default.delay, |found| found.value),
        once_per: once_per.map(|found| found.value),
        low: low.and_then(|found| u8::try_from(found.value).ok()).unwrap_or(default.low),
        tells_low: tells_low.unwrap_or_default(),
    }
}

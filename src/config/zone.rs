//! `timezone`: of the desk, and of each calendar. A name that is none comes with the one that was probably meant.

use crate::desk::zone::Zone;

use super::reader::{Found, Key, Table};

pub(super) const TIMEZONE: Key = Key { name: "timezone", example: "\"Europe/Amsterdam\"" };

/// The zone of that name.
pub(super) fn find(table: &Table<'_>, name: &Found<String>) -> Option<Zone> {
    let zone = Zone::find(&name.value);
    if zone.is_none() {
        let message = format!("there is no time zone `{}`", name.value);
        let help = match Zone::suggest(&name.value) {
            Some(meant) => format!("did you mean \"{meant}\"?"),
            None => "write it as \"Europe/Amsterdam\" (IANA), or \"UTC\"".to_owned(),
        };
        table.reading.fault(&name.span, message, help);
    }
    zone
}

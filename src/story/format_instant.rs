//! An instant as stories write it.

use jiff::Timestamp;

/// `2026-01-05 09:00`
pub(super) fn format_instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

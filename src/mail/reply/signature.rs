//! Where a signature begins.

use super::super::quote::lines::Line;
use super::zones::Zone;

/// Marks the signature within the new lines.
pub(super) fn find(lines: &[Line<'_>], zones: &mut [Zone]) {
    let mut inside = false;
    for (line, zone) in lines.iter().zip(zones.iter_mut()) {
        if *zone != Zone::New {
            inside = false;
            continue;
        }
        if !inside && matches!(line.text, "-- " | "--") {
            inside = true;
        }
        if inside {
            *zone = Zone::Signature;
        }
    }
}

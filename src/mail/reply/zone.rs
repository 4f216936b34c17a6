//! Whose words a line holds.

/// Each line has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    /// The sender's.
    New,
    /// Somebody else's.
    Quoted,
    /// The sender's signature, and what programs add.
    Signature,
}

/// Gives lines their zone.
pub(super) fn set(zones: &mut [Zone], from: usize, to: usize, zone: Zone) {
    for slot in zones.iter_mut().take(to).skip(from) {
        *slot = zone;
    }
}

//! Reads attributes of a FETCH response.

use imap_proto::AttributeValue;

/// The UID in a FETCH response.
pub(super) fn uid_of(attributes: &[AttributeValue<'_>]) -> Option<u32> {
    attributes.iter().find_map(|attribute| match attribute {
        AttributeValue::Uid(uid) => Some(*uid),
        _ => None,
    })
}

/// The size in a FETCH response.
pub(super) fn size_of(attributes: &[AttributeValue<'_>]) -> Option<u64> {
    attributes.iter().find_map(|attribute| match attribute {
        AttributeValue::Rfc822Size(size) => Some(u64::from(*size)),
        _ => None,
    })
}

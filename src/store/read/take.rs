//! How lists give their lines: one by one, so that nothing has to hold them all.

use super::super::StoreError;

/// Takes the lines of a list. An error ends the list.
pub type Take<'a, T> = &'a mut dyn FnMut(T) -> Result<(), StoreError>;

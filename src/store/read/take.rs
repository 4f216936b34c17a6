//! How lists give their lines: one by one, so that nothing has to hold them all.

use super::super::StoreError;

/// Takes the lines of a list. An error ends the list.
pub type Take<'a, T> = &'a mut dyn FnMut(T) -> Result<(), StoreError>;

/// All lines of a list that gives them one by one.
pub(super) fn collected<T>(each: impl FnOnce(Take<'_, T>) -> Result<(), StoreError>) -> Result<Vec<T>, StoreError> {
    let mut lines = Vec::new();
    each(&mut |line| {
        lines.push(line);
        Ok(())
    })?;
    Ok(lines)
}

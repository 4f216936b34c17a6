//! A panic wherever a test wants it: in the nth step that a thread guards from now on.

use std::cell::Cell;

thread_local! {
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// So many steps of this thread pass, and the next one panics; none: all pass.
pub(super) fn set(left: Option<usize>) {
    LEFT.set(left);
}

/// How many steps were still to pass; none: one panicked.
pub(super) fn take() -> Option<usize> {
    LEFT.take()
}

/// A guarded step begins.
pub(super) fn spring() {
    if let Some(left) = LEFT.get() {
        LEFT.set(left.checked_sub(1));
        assert_ne!(left, 0, "a test's panic");
    }
}

//! Panics where a test wants it: in the nth guarded step of this thread.

use std::cell::Cell;

thread_local! {
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Lets this many steps pass and makes the next one panic. `None`: all pass.
pub(super) fn set(left: Option<usize>) {
    LEFT.set(left);
}

/// How many steps were left, or `None` after the panic.
pub(super) fn take() -> Option<usize> {
    LEFT.take()
}

/// Called at the beginning of a guarded step.
pub(super) fn spring() {
    if let Some(left) = LEFT.get() {
        LEFT.set(left.checked_sub(1));
        assert_ne!(left, 0, "a test's panic");
    }
}

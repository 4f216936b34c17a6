//! `--limit`: how many rows of a list are shown, and what is said where there are more.
//!
//! It is said on stderr, as a sentence or with `--json` as an object: what reads the list gets its rows and nothing else.

use std::io::Write;

use serde_json::{Value, json};

use crate::store::StoreError;
use crate::store::read::Take;

use super::print::json_line;

/// A list that shows fewer rows than there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// The rows that are shown.
    pub shown: usize,
    /// The rows that there are.
    pub of: u64,
}

impl Cut {
    /// The line for stderr.
    pub fn line(self, json: bool) -> String {
        let Self { shown, of } = self;
        if json {
            json!({"shown": shown, "of": of}).to_string()
        } else {
            format!("Showing {shown} of {of}. Use --limit {of} to show all.")
        }
    }
}

/// What a list leaves out. `count` is only asked where the list is full.
pub(super) fn cut_of(
    shown: usize,
    limit: usize,
    count: impl FnOnce() -> Result<u64, StoreError>,
) -> Result<Option<Cut>, StoreError> {
    if shown < limit {
        return Ok(None);
    }
    let of = count()?;
    Ok((u64::try_from(shown).unwrap_or(u64::MAX) < of).then_some(Cut { shown, of }))
}

/// Writes a list as it comes, with one object on each line. Returns how many there were.
pub(super) fn stream<T>(
    as_json: impl Fn(&T) -> Value,
    list: impl FnOnce(Take<'_, T>) -> Result<(), StoreError>,
    out: &mut dyn Write,
) -> anyhow::Result<usize> {
    let (mut shown, mut failed) = (0, None);
    let listed = list(&mut |line| {
        shown += 1;
        // The list ends with it, and what it says is told below.
        json_line(&as_json(&line), out).map_err(|error| {
            failed = Some(error);
            StoreError::Closed
        })
    });
    match failed {
        Some(error) => Err(error.into()),
        None => Ok(listed.map(|()| shown)?),
    }
}

/// A number from 1 on.
pub(super) fn parse(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|limit| *limit > 0).ok_or_else(|| "write a whole number from 1 up, such as 50".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_typed() {
        for (text, expected) in [("1", Some(1)), ("57", Some(57)), ("0", None), ("-1", None), ("all", None), ("", None)]
        {
            assert_eq!(parse(text).ok(), expected, "{text:?}");
        }
    }

    #[test]
    fn a_cut_list_says_so() {
        let cut = |shown, limit, of| cut_of(shown, limit, || Ok(of)).unwrap();
        assert_eq!(cut(19, 20, 57), None);
        assert_eq!(cut(20, 20, 20), None);
        let cut = cut(20, 20, 57).unwrap();
        assert_eq!(cut.line(false), "Showing 20 of 57. Use --limit 57 to show all.");
        assert_eq!(cut.line(true), r#"{"of":57,"shown":20}"#);
    }
}

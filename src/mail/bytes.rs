//! What is done with every byte of every mail, so that it has to be fast: counting some of them, cutting a text at blanks.
//!
//! Comes in: text or bytes. Goes out: the same as from the standard library, several times as fast for ASCII.

use std::ops::Range;

/// How many bytes are so. Blocks without a way out of them, with small sums, let the compiler test many bytes at once.
pub fn count(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    bytes.chunks(128).map(|block| usize::from(block.iter().map(|&byte| u8::from(is(byte))).sum::<u8>())).sum()
}

/// The lines of bytes, without their LF; one more than there are line ends.
pub fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    line_ranges(bytes).map(|range| bytes.get(range).unwrap_or_default())
}

/// The lines of a text, as [`lines`].
pub fn text_lines(text: &str) -> impl Iterator<Item = &str> {
    line_ranges(text.as_bytes()).map(|range| text.get(range).unwrap_or_default())
}

fn line_ranges(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]).map(move |end| std::mem::replace(&mut from, end + 1)..end)
}

/// The pieces of a text between blanks, as `split_whitespace`.
pub fn pieces(text: &str) -> Pieces<'_> {
    Pieces { rest: text, within: None }
}

/// The iterator of [`pieces`].
#[derive(Debug, Clone)]
pub struct Pieces<'t> {
    rest: &'t str,
    /// A piece that blanks may stand in which are not ASCII.
    within: Option<std::str::SplitWhitespace<'t>>,
}

impl<'t> Iterator for Pieces<'t> {
    type Item = &'t str;

    #[inline]
    fn next(&mut self) -> Option<&'t str> {
        loop {
            if let Some(found) = self.within.as_mut().and_then(Iterator::next) {
                return Some(found);
            }
            self.within = None;
            let start = self.rest.bytes().position(|byte| !is_blank(byte))?;
            let (_, rest) = self.rest.split_at_checked(start)?;
            let mut is_ascii = true;
            let end = rest.bytes().position(|byte| {
                is_ascii &= byte.is_ascii();
                is_blank(byte)
            });
            let (piece, rest) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
            self.rest = rest;
            if is_ascii {
                return Some(piece);
            }
            self.within = Some(piece.split_whitespace());
        }
    }
}

/// The blanks of Unicode that are ASCII.
#[inline]
fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn they_are_as_those_of_the_standard_library(text in "([a-z=]{0,9}|[ \t\r\n\u{B}\u{C}\u{1C}]|\u{A0}|ä|\u{2003}|\n){0,90}") {
            let expected: Vec<&str> = text.split_whitespace().collect();
            proptest::prop_assert_eq!(pieces(&text).collect::<Vec<_>>(), expected);
            let expected: Vec<&[u8]> = text.split('\n').map(str::as_bytes).collect();
            proptest::prop_assert_eq!(lines(text.as_bytes()).collect::<Vec<_>>(), expected.clone());
            proptest::prop_assert_eq!(text_lines(&text).map(str::as_bytes).collect::<Vec<_>>(), expected);
            let expected = text.bytes().filter(|byte| *byte == b'=').count();
            proptest::prop_assert_eq!(count(text.as_bytes(), |byte| byte == b'='), expected);
        }
    }
}

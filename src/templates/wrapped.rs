//! Wraps lines of a text part that values made too long. Pure.
//!
//! Quotes stay as they are, because their lines are their authors'.

/// The width of text parts.
const WIDTH: usize = 76;

/// Breaks long lines at blanks; `hang` stands before what goes on.
pub(super) fn wrapped(text: &str, hang: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for line in text.split_inclusive('\n') {
        if line.starts_with('>') || line.trim_end().chars().count() <= WIDTH {
            out.push_str(line);
        } else {
            push_wrapped(&mut out, line, hang);
        }
    }
    out
}

/// A word that is longer than a line has one of its own.
fn push_wrapped(out: &mut String, line: &str, hang: &str) {
    let words = line.trim_start();
    let indent = line.strip_suffix(words).unwrap_or_default();
    let mut width = indent.chars().count();
    out.push_str(indent);
    for (at, word) in words.split(' ').enumerate() {
        let length = word.trim_end().chars().count();
        if at > 0 && width + 1 + length > WIDTH {
            out.extend(["\n", indent, hang]);
            width = indent.chars().count() + hang.chars().count();
        } else if at > 0 {
            out.push(' ');
            width += 1;
        }
        out.push_str(word);
        width += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_hang() {
        let word = "abcdefgh ".repeat(12);
        let check = |text: &str, hang: &str, expected: &str| assert_eq!(wrapped(text, hang), expected);
        check("short\n> quote\n", "  ", "short\n> quote\n");
        check(&format!("> {word}\n"), "  ", &format!("> {word}\n"));
        let (eight, four) = ("abcdefgh ".repeat(8), "abcdefgh ".repeat(4));
        check(&format!("a\n{}\nb", word.trim()), "  ", &format!("a\n{}\n  {}\nb", eight.trim(), four.trim()));
        check(&format!("  {}\n", word.trim()), "", &format!("  {}\n  {}\n", eight.trim(), four.trim()));
        let long = "ü".repeat(90);
        check(&format!("File: {long}"), "  ", &format!("File:\n  {long}"));
    }
}

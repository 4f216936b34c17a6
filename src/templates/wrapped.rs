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

/// Where a line lists things with dots between them, it breaks behind a dot: a thing stays whole if a line has room for it.
fn push_wrapped(out: &mut String, line: &str, hang: &str) {
    let words = line.trim_start();
    let indent = line.strip_suffix(words).unwrap_or_default();
    let mut wrapping = Wrapping { out, indent, hang, width: 0 };
    wrapping.push(indent);
    for (at, thing) in words.split_inclusive(DOT).enumerate() {
        if at > 0 {
            wrapping.make_room_for(thing);
        }
        thing.split_inclusive(' ').for_each(|word| wrapping.push_word(word));
    }
}

/// What stands between the things on a line.
const DOT: &str = " · ";

/// A text that grows, and how far its last line goes.
struct Wrapping<'a> {
    out: &'a mut String,
    indent: &'a str,
    hang: &'a str,
    width: usize,
}

impl Wrapping<'_> {
    /// A new line for a thing that fits on one, but not on this one.
    fn make_room_for(&mut self, thing: &str) {
        let length = width(thing);
        let fits_alone = width(self.indent) + width(self.hang) + length <= WIDTH;
        if fits_alone && self.width + length > WIDTH {
            self.start_line();
        }
    }

    /// A word that is longer than a line has one of its own.
    fn push_word(&mut self, word: &str) {
        let is_first = self.width <= self.indent.chars().count();
        if !is_first && self.width + width(word) > WIDTH {
            self.start_line();
        }
        self.push(word);
    }

    fn start_line(&mut self) {
        let length = self.out.trim_end_matches(' ').len();
        self.out.truncate(length);
        self.out.extend(["\n", self.indent, self.hang]);
        self.width = self.indent.chars().count() + self.hang.chars().count();
    }

    fn push(&mut self, words: &str) {
        self.out.push_str(words);
        self.width += words.chars().count();
    }
}

/// Without the blanks at its end, which a line may lose.
fn width(words: &str) -> usize {
    words.trim_end().chars().count()
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
        let facts = "Status: In progress · Assigned to: Anna Adler · Team: Presses · Priority: 2 – urgent · Place: 1\n";
        let broken =
            "Status: In progress · Assigned to: Anna Adler · Team: Presses ·\n  Priority: 2 – urgent · Place: 1\n";
        check(facts, "  ", broken);
        check(
            &format!("a · {}\n", word.trim()),
            "  ",
            &format!("a · {}\n  {}\n", "abcdefgh ".repeat(8).trim(), four.trim()),
        );
        let long = "ü".repeat(90);
        check(&format!("File: {long}"), "  ", &format!("File:\n  {long}"));
    }
}

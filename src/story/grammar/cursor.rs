//! A cursor over one line of a story. It knows its column, so that every fault has its place.

use crate::desk::nearest::nearest;

use super::fault::StoryFault;

/// A line and the position in it.
#[derive(Debug, Clone)]
pub(super) struct LineCursor<'a> {
    number: usize,
    whole: &'a str,
    rest: &'a str,
}

impl<'a> LineCursor<'a> {
    /// A line with its number, from 1, past its indentation.
    pub(super) fn new(number: usize, whole: &'a str) -> Self {
        let whole = whole.trim_end();
        Self { number, whole, rest: whole.trim_start() }
    }

    pub(super) fn number(&self) -> usize {
        self.number
    }

    /// The current column, from 1, in characters.
    pub(super) fn column(&self) -> usize {
        let read = self.whole.len() - self.rest.len();
        self.whole.get(..read).map_or(1, |before| before.chars().count() + 1)
    }

    /// The unread rest.
    pub(super) fn rest(&self) -> &'a str {
        self.rest
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// The text since `start`, trimmed.
    pub(super) fn since(&self, start: &Self) -> &'a str {
        let length = start.rest.len() - self.rest.len();
        start.rest.get(..length).unwrap_or_default().trim()
    }

    /// A fault at the current column.
    pub(super) fn fault(&self, message: impl Into<String>) -> StoryFault {
        StoryFault { line: self.number, column: self.column(), message: message.into() }
    }

    /// A fault with the found text, and what to write instead.
    pub(super) fn expected(&self, what: &str) -> StoryFault {
        match self.peek() {
            "" => self.fault(format!("the line ends too early. Write {what}")),
            found => self.fault(format!("`{found}` doesn't fit here. Write {what}")),
        }
    }

    /// The same where one of these words was expected: if one is near, it alone is offered.
    pub(super) fn expected_word<'b>(&self, known: impl IntoIterator<Item = &'b str>, what: &str) -> StoryFault {
        let found = self.peek();
        match nearest(found, known) {
            Some(meant) if meant != found => self.fault(format!("`{found}` doesn't fit here. Did you mean `{meant}`?")),
            _ => self.expected(what),
        }
    }

    /// The next word, up to a blank or a comma, without reading it. Empty at the end.
    pub(super) fn peek(&self) -> &'a str {
        let is_end = |c: char| c.is_whitespace() || c == ',';
        match self.rest.find(is_end) {
            Some(0) => self.rest.get(..1).unwrap_or_default(),
            Some(end) => self.rest.get(..end).unwrap_or_default(),
            None => self.rest,
        }
    }

    /// Reads the next word.
    pub(super) fn word(&mut self, what: &str) -> Result<&'a str, StoryFault> {
        match self.peek() {
            "" | "," => Err(self.expected(what)),
            word => {
                self.advance(word.len());
                Ok(word)
            }
        }
    }

    /// Reads `phrase` if it comes next, word for word.
    pub(super) fn eat(&mut self, phrase: &str) -> bool {
        let start = self.rest;
        for word in phrase.split(' ') {
            if self.peek() != word {
                self.rest = start;
                return false;
            }
            self.advance(word.len());
        }
        true
    }

    /// Reads `phrase`, or fails.
    pub(super) fn require(&mut self, phrase: &str) -> Result<(), StoryFault> {
        if self.eat(phrase) { Ok(()) } else { Err(self.expected(&format!("`{phrase}`"))) }
    }

    /// Reads one character if it comes next.
    pub(super) fn eat_char(&mut self, c: char) -> bool {
        let comes = self.rest.starts_with(c);
        if comes {
            self.advance(c.len_utf8());
        }
        comes
    }

    /// Reads up to `end`, and past it.
    pub(super) fn up_to(&mut self, end: char, what: &str) -> Result<&'a str, StoryFault> {
        let Some((text, _)) = self.rest.split_once(end) else {
            return Err(self.expected(what));
        };
        self.advance(text.len() + end.len_utf8());
        Ok(text.trim())
    }

    /// Reads `"words"`, with the escapes `\"` and `\\`.
    pub(super) fn quoted(&mut self) -> Result<String, StoryFault> {
        let start = self.clone();
        let mut chars = self.rest.char_indices();
        if chars.next().is_none_or(|(_, c)| c != '"') {
            return Err(self.expected("words in double quotes"));
        }
        let mut text = String::new();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.advance(at + 1);
                    return Ok(text);
                }
                '\\' => match chars.next() {
                    Some((_, escaped @ ('"' | '\\'))) => text.push(escaped),
                    _ => return Err(start.fault("only \\\" and \\\\ may follow a backslash in quotes")),
                },
                c => text.push(c),
            }
        }
        Err(start.fault("these quotes aren't closed. Write \" at their end"))
    }

    /// Fails unless the line ends here.
    pub(super) fn end(&self) -> Result<(), StoryFault> {
        let ends = self.is_at_end();
        if ends { Ok(()) } else { Err(self.fault(format!("`{}` is too much. End the line before it", self.peek()))) }
    }

    fn advance(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default().trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_phrases_and_quotes_are_read_in_order() {
        let mut line = LineCursor::new(7, "  ada writes to support@, now \"a \\\"b\\\" c\" end");
        assert_eq!((line.word("x"), line.column()), (Ok("ada"), 7));
        assert!(!line.eat("writes for"));
        assert!(line.eat("writes to"));
        assert_eq!(line.word("x"), Ok("support@"));
        assert!(line.eat_char(','));
        assert!(line.eat("now"));
        assert_eq!(line.quoted(), Ok("a \"b\" c".to_owned()));
        assert_eq!(line.end().unwrap_err().message, "`end` is too much. End the line before it");
        assert_eq!((line.word("x"), line.end()), (Ok("end"), Ok(())));
        let fault = line.word("a name").unwrap_err();
        assert_eq!((fault.line, fault.message.as_str()), (7, "the line ends too early. Write a name"));
    }

    #[test]
    fn quotes_must_be_closed() {
        let check = |text: &str, expected: &str| {
            let fault = LineCursor::new(1, text).quoted().unwrap_err();
            assert_eq!((fault.column, fault.message.as_str()), (1, expected));
        };
        check("\"open", "these quotes aren't closed. Write \" at their end");
        check("\"a\\n\"", "only \\\" and \\\\ may follow a backslash in quotes");
        check("bare", "`bare` doesn't fit here. Write words in double quotes");
    }
}

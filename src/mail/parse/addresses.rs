//! The addresses of a field (RFC 5322 §3.4), well-formed or not.
//!
//! Comes in: a raw value, one line. Goes out: the contacts in it. Forgives what mail programs write: names with commas and
//! no quotes, brackets that never close, two addresses for one name, no brackets at all, source routes (RFC 5322 §4.4),
//! comments, groups, encoded words in quotes or around the whole. Linear.

use super::super::clean::one_line;
use super::super::{Address, Contact};
use super::words;

/// The most addresses that are taken from a field.
const MAX_ADDRESSES: usize = 1_000;

/// Reads a field. Of one with nothing that can be read, what looks like an address.
pub(super) fn contacts_of(value: &str) -> Vec<Contact> {
    let mut reader = AddressReader { rest: value, ..AddressReader::default() };
    reader.read();
    if reader.found.is_empty() { scanned(value) } else { reader.found }
}

/// A stretch of a name.
struct NamePiece {
    text: String,
    is_quoted: bool,
}

/// One address after the other.
#[derive(Default)]
struct AddressReader<'v> {
    rest: &'v str,
    found: Vec<Contact>,
    phrase: Vec<NamePiece>,
    /// Whether an `@` stands outside of quotes and brackets.
    has_sign: bool,
    comment: String,
    bracketed: Vec<String>,
    /// No quote, bracket or parenthesis ends any more: each is looked for once.
    never_ends: Vec<char>,
}

impl<'v> AddressReader<'v> {
    fn read(&mut self) {
        while let Some(c) = self.rest.chars().next() {
            let whole = self.rest;
            self.rest = whole.get(c.len_utf8()..).unwrap_or_default();
            match c {
                '"' => match self.quoted() {
                    Some(text) => self.phrase.push(NamePiece { text, is_quoted: true }),
                    None => self.push(" "),
                },
                '(' => self.read_comment(),
                '<' => self.read_bracket(),
                '[' => {
                    let end = whole.bytes().take(80).position(|byte| byte == b']').map_or(1, |end| end + 1);
                    let inside = whole.get(..end).unwrap_or_default();
                    // Outlook's way in quoted headers: `Ada [mailto:ada@x.example]`
                    match inside.strip_prefix("[mailto:").and_then(|inside| inside.strip_suffix(']')) {
                        Some(address) => self.bracketed.push(address.to_owned()),
                        None => self.push(inside),
                    }
                    self.rest = whole.get(end..).unwrap_or_default();
                }
                '=' if self.rest.starts_with('?') => {
                    // what stands in an encoded word is no punctuation (RFC 2047 §5)
                    let end = words::length(whole).unwrap_or(1);
                    self.push(whole.get(..end).unwrap_or_default());
                    self.rest = whole.get(end..).unwrap_or_default();
                }
                ',' | ';' if self.is_complete() => self.finish(),
                ';' => self.clear(),
                ',' if self.phrase.iter().all(|piece| !piece.is_quoted && piece.text.trim().is_empty()) => {}
                ',' => self.push(","),
                // a group's name, or `mailto:`
                ':' if self.bracketed.is_empty() && !self.has_sign => self.clear(),
                '>' => {}
                _ => {
                    let end = self.rest.find(['"', '(', '<', '[', ',', ';', ':', '>', '=']).unwrap_or(self.rest.len());
                    let (more, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
                    self.rest = rest;
                    self.push(whole.get(..c.len_utf8() + more.len()).unwrap_or_default());
                }
            }
            if self.found.len() >= MAX_ADDRESSES {
                return;
            }
        }
        self.finish();
    }

    fn push(&mut self, text: &str) {
        self.has_sign |= text.contains('@');
        match self.phrase.last_mut() {
            Some(piece) if !piece.is_quoted => piece.text.push_str(text),
            _ => self.phrase.push(NamePiece { text: text.to_owned(), is_quoted: false }),
        }
    }

    /// Is there an address already, so that a comma ends it?
    fn is_complete(&self) -> bool {
        !self.bracketed.is_empty() || self.has_sign
    }

    fn clear(&mut self) {
        self.phrase.clear();
        self.has_sign = false;
        self.comment.clear();
        self.bracketed.clear();
    }

    /// What stands up to this end, which is passed over; `None` when there is none.
    fn until(&mut self, end: char) -> Option<&'v str> {
        if self.never_ends.contains(&end) {
            return None;
        }
        let Some(at) = self.rest.find(end) else {
            self.never_ends.push(end);
            return None;
        };
        let (inside, rest) = self.rest.split_at_checked(at)?;
        self.rest = rest.get(end.len_utf8()..).unwrap_or_default();
        Some(inside)
    }

    /// A quoted string (RFC 5322 §3.2.4), its opening quote passed.
    fn quoted(&mut self) -> Option<String> {
        let mut text = self.until('"')?.to_owned();
        while ends_in_escape(&text) {
            let Some(more) = self.until('"') else { break };
            text.push('"');
            text.push_str(more);
        }
        Some(unescaped(&text))
    }

    /// A comment (RFC 5322 §3.2.2); they may nest.
    fn read_comment(&mut self) {
        let Some(mut inside) = self.until(')').map(str::to_owned) else { return };
        let mut open = inside.matches('(').count() + usize::from(ends_in_escape(&inside));
        while open > 0 {
            let Some(more) = self.until(')') else { break };
            open = open - 1 + more.matches('(').count() + usize::from(ends_in_escape(more));
            inside.push(')');
            inside.push_str(more);
        }
        if self.comment.is_empty() {
            self.comment = unescaped(inside.trim());
        }
    }

    /// An address in angle brackets; without an end it goes to the next comma or blank.
    fn read_bracket(&mut self) {
        let text = self.rest;
        let end = text.find(['>', '<']).filter(|&end| text.get(end..).is_some_and(|rest| rest.starts_with('>')));
        let inside = match end {
            Some(end) => {
                self.rest = text.get(end + 1..).unwrap_or_default();
                text.get(..end).unwrap_or_default()
            }
            None => {
                let trimmed = text.trim_start();
                let end = trimmed.find([' ', ',', ';', '<']).unwrap_or(trimmed.len());
                self.rest = trimmed.get(end..).unwrap_or_default();
                trimmed.get(..end).unwrap_or_default()
            }
        };
        self.bracketed.push(inside.to_owned());
    }

    /// What was read becomes a contact, if there is an address in it.
    fn finish(&mut self) {
        let bracketed = self.bracketed.iter().find_map(|inside| address(inside));
        let contact = match bracketed {
            Some(address) => {
                let name = self.name(None);
                Some(Contact::new(&name, address))
            }
            None => self.unbracketed(),
        };
        self.found.extend(contact);
        self.clear();
    }

    /// An address without brackets: the word with the sign in it; other words are the name.
    fn unbracketed(&self) -> Option<Contact> {
        let nth = self.phrase.iter().position(|piece| !piece.is_quoted && piece.text.contains('@'))?;
        let piece = self.phrase.get(nth)?;
        let text = piece.text.trim_start();
        // a quoted local part: `"a b"@x.example`
        let before = nth.checked_sub(1).and_then(|before| self.phrase.get(before));
        if let Some(local) = before.filter(|before| before.is_quoted && text.starts_with('@')) {
            let domain = text.split_whitespace().next().unwrap_or_default();
            let plain = address(&format!("{}{domain}", local.text));
            return Some(Contact::new("", plain.or_else(|| Address::parse(&format!("\"{}\"{domain}", local.text)))?));
        }
        if let Some(address) = address(text) {
            let name = self.name(Some(nth));
            return Some(Contact::new(&name, address));
        }
        let at = text.split_whitespace().position(|word| address(word).is_some())?;
        let found = text.split_whitespace().nth(at).and_then(address)?;
        let others: Vec<&str> =
            text.split_whitespace().enumerate().filter(|(nth, _)| *nth != at).map(|(_, word)| word).collect();
        let name = format!("{} {}", self.name(Some(nth)), others.join(" "));
        Some(Contact::new(&decoded(&name), found))
    }

    /// The name: the words before the address, or else the comment.
    fn name(&self, without: Option<usize>) -> String {
        let mut name = String::new();
        for (nth, piece) in self.phrase.iter().enumerate() {
            if Some(nth) != without {
                name.push_str(&piece.text);
            }
        }
        let name = name.trim().trim_matches(',').trim();
        match (name, self.comment.as_str()) {
            ("", comment) => decoded(comment),
            (name, "") => decoded(name),
            (name, comment) => format!("{} ({})", decoded(name), decoded(comment)),
        }
    }
}

fn ends_in_escape(text: &str) -> bool {
    text.bytes().rev().take_while(|&byte| byte == b'\\').count() % 2 == 1
}

/// Quoted pairs (RFC 5322 §3.2.1) become what they stand for.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.push(if c == '\\' { chars.next().unwrap_or(c) } else { c });
    }
    out
}

/// A display name; encoded words in quotes are not allowed (RFC 2047 §5) and seen every day. A pair of apostrophes around
/// it is Outlook's.
fn decoded(name: &str) -> String {
    let name = one_line(&if name.contains("=?") { words::decode(name) } else { name.to_owned() });
    let bare = name
        .strip_prefix('\'')
        .and_then(|name| name.strip_suffix('\''))
        .or(name.strip_prefix('"').and_then(|name| name.strip_suffix('"')));
    bare.map_or(name.clone(), str::to_owned)
}

/// The address that this is, once route, blanks, apostrophes and encoded words are off.
fn address(text: &str) -> Option<Address> {
    let text = text.trim();
    // RFC 5322 §4.4: `@a.example,@b.example:ada@x.example`
    let text = if text.starts_with('@') { text.rsplit_once(':').map_or(text, |(_, text)| text) } else { text };
    let text = match text.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => text.get(7..)?,
        _ => text,
    };
    let text = text.trim_matches(['\'', '`', ' ', '\t']);
    if let Some(address) = Address::parse(text) {
        return Some(address);
    }
    let decoded = if text.contains("=?") { words::decode(text) } else { text.to_owned() };
    let tight = tightened(&decoded);
    // quotes around all of it, or around a local part that needs none
    let bare = tight.replace('"', "");
    Address::parse(&tight).or_else(|| Address::parse(bare.trim_matches(['<', '>', '\'', '.', ':'])))
}

/// Without comments, and without blanks beside dots and signs (RFC 5322 §4.4).
fn tightened(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut depth = 0_usize;
    let mut blank = false;
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            c if c.is_whitespace() => blank = !out.is_empty(),
            c => {
                if blank && !matches!(c, '.' | '@') && !out.ends_with(['.', '@']) {
                    out.push(' ');
                }
                blank = false;
                out.push(c);
            }
        }
    }
    out
}

/// The first thing in a text that can be an address.
fn scanned(value: &str) -> Vec<Contact> {
    let value = words::decode(value);
    let parts =
        value.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '(' | ')' | '"' | '[' | ']'));
    let address = parts.map(|part| part.trim_matches(['\'', ':', '.'])).find_map(Address::parse);
    address.map(|address| Contact::new("", address)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_a_field() {
        let check = |value: &str, expected: &[&str]| {
            let found: Vec<String> = contacts_of(value).iter().map(ToString::to_string).collect();
            assert_eq!(found, expected, "{value:?}");
        };
        check("ada@x.example", &["ada@x.example"]);
        check("Ada <ada@x.example>, bob@y.example", &["Ada <ada@x.example>", "bob@y.example"]);
        check("ada@x.example (Ada L.)", &["Ada L. <ada@x.example>"]);
        check("ada@x.example (Ada (the) L.)", &["Ada (the) L. <ada@x.example>"]);
        check("\"L., Ada\" <ada@x.example>", &["L., Ada <ada@x.example>"]);
        check("L., Ada <ada@x.example>", &["L., Ada <ada@x.example>"]);
        check("\"Ada \\\"the\\\" L.\" <ada@x.example>", &["Ada \"the\" L. <ada@x.example>"]);
        check("=?utf-8?Q?Andr=C3=A9?= <a@x.example>", &["André <a@x.example>"]);
        check("\"=?utf-8?Q?Andr=C3=A9?=\" <a@x.example>", &["André <a@x.example>"]);
        check("=?utf-8?Q?L,_Ada?= <a@x.example>", &["L, Ada <a@x.example>"]);
        check("=?utf-8?Q?Eve=0D=0ABcc:_x?= <e@x.example>", &["Eve Bcc: x <e@x.example>"]);
        check("=?utf-8?Q?Ada?= =?utf-8?Q?_<ada@x.example>?=", &["Ada <ada@x.example>"]);
        check("undisclosed-recipients:;", &[]);
        check("Team: ada@x.example, bob@y.example;", &["ada@x.example", "bob@y.example"]);
        check("A: a@x.example;, B: ;, c@x.example", &["a@x.example", "c@x.example"]);
        check("Ada <ada@x.example", &["Ada <ada@x.example>"]);
        check("Ada ada@x.example", &["Ada <ada@x.example>"]);
        check("Ada L. ada@x.example>", &["Ada L. <ada@x.example>"]);
        check("Ada <ada@x.example> <bob@y.example>", &["Ada <ada@x.example>"]);
        check("Ada <> <ada@x.example>", &["Ada <ada@x.example>"]);
        check("\"a@b.example\" <c@d.example>", &["a@b.example <c@d.example>"]);
        check("a@b.example <c@d.example>", &["a@b.example <c@d.example>"]);
        check("\"ada@x.example\"", &["ada@x.example"]);
        check("ada@x.example.", &["ada@x.example"]);
        check("<@a.example,@b.example:ada@x.example>", &["ada@x.example"]);
        check("<mailto:ada@x.example>", &["ada@x.example"]);
        check("Ada <ada@[IPv6:2001:db8::1]>", &[]);
        check("ada@[192.0.2.1]", &[]);
        check("Ada <ada @ x.example>", &["Ada <ada@x.example>"]);
        check("\"ada l\"@x.example", &[]);
        check("\"ada\"@x.example", &["ada@x.example"]);
        check("'Ada' <'ada@x.example'>", &["Ada <ada@x.example>"]);
        check("Ada [mailto:ada@x.example]", &["Ada <ada@x.example>"]);
        check("Ada [Example] <ada@x.example>", &["Ada [Example] <ada@x.example>"]);
        check("Ada (Example) <ada@x.example>", &["Ada (Example) <ada@x.example>"]);
        check("Ada(a \\) b) <ada(c)@x.example(d)>", &["Ada (a ) b) <ada@x.example>"]);
        check("Ada <ada@x(c) . example>", &["Ada <ada@x.example>"]);
        check("ada @ x . example", &["ada@x.example"]);
        check("Bob <bob@x.example>, , ada@x   . example", &["Bob <bob@x.example>", "ada@x.example"]);
        check("Grüße <gruß@straße.example>", &["Grüße <gruß@straße.example>"]);
        check("\"Ada <ada@x.example>", &["Ada <ada@x.example>"]);
        check("a@x.example; b@x.example", &["a@x.example", "b@x.example"]);
        check("Ada:ada@x.example", &["ada@x.example"]);
        check("", &[]);
        check("nobody", &[]);
        check("<>", &[]);
    }

    #[test]
    fn what_never_ends_takes_no_time() {
        for opening in ["\"", "(", "<", "[", "a,", ":", "a@b,"] {
            contacts_of(&opening.repeat(200_000));
        }
    }
}

//! Plain text as HTML that is safe to show: escaped, without characters that turn others around. Pure and linear.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::mail::html::{WebLink, escaped, next_web_link, push_escaped};

/// Quotes within quotes are shown up to this depth.
const DEEPEST_QUOTE: usize = 4;

/// Escaped for any place in HTML. What makes text look like another (Unicode's direction overrides and embeddings, UAX #9,
/// section 2) and control characters are left out.
pub(super) fn shown(text: &str) -> String {
    escaped(&wanted(text))
}

/// What of a text is shown.
pub(super) fn wanted(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_unwanted) {
        return Cow::Owned(text.chars().filter(|c| !is_unwanted(*c)).collect());
    }
    Cow::Borrowed(text)
}

fn is_unwanted(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') || c.is_control() && !matches!(c, '\n' | '\t')
}

/// Text as paragraphs: blank lines separate them, lines that begin with `>` are quotes, web addresses become links.
pub(super) fn paragraphs(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8 + 32);
    let (mut depth, mut in_paragraph) = (0, false);
    for line in text.trim_end().lines() {
        let (wanted, words) = quote_depth(line);
        let ends = words.trim().is_empty() || wanted != depth;
        if ends && in_paragraph {
            out.push_str("</p>\n");
            in_paragraph = false;
        }
        // A blank line between quotes doesn't end them.
        if wanted != depth && !(words.trim().is_empty() && wanted == 0) {
            set_depth(&mut out, depth, wanted);
            depth = wanted;
        }
        if !words.trim().is_empty() {
            out.push_str(if in_paragraph { "<br>\n" } else { "<p dir=\"auto\">" });
            in_paragraph = true;
            push_line(&mut out, words);
        }
    }
    out.push_str(if in_paragraph { "</p>" } else { "" });
    set_depth(&mut out, depth, 0);
    out
}

fn set_depth(out: &mut String, from: usize, to: usize) {
    (from..to).for_each(|_| out.push_str("<blockquote>"));
    (to..from).for_each(|_| out.push_str("</blockquote>\n"));
}

/// How many `>` a line begins with, and the rest of it.
fn quote_depth(line: &str) -> (usize, &str) {
    let (mut depth, mut rest) = (0, line);
    while let Some(inner) = rest.strip_prefix('>') {
        depth += 1;
        rest = inner.strip_prefix(' ').filter(|inner| inner.starts_with('>')).unwrap_or(inner);
    }
    let words = if depth > 0 { rest.strip_prefix(' ').unwrap_or(rest) } else { rest };
    (depth.min(DEEPEST_QUOTE), words)
}

fn push_line(out: &mut String, line: &str) {
    let words = line.trim_start();
    let indent = line.strip_suffix(words).unwrap_or_default();
    for c in indent.chars() {
        out.push_str(if c == '\t' { "&nbsp;&nbsp;&nbsp;&nbsp;" } else { "&nbsp;" });
    }
    let mut rest = words;
    while rest.contains(':') {
        let Some(WebLink { before, link, after }) = next_web_link(rest) else { break };
        out.push_str(&shown(before));
        let link = shown(link);
        let _ = write!(out, "<a href=\"{link}\" rel=\"nofollow noopener noreferrer\">{link}</a>");
        rest = after;
    }
    out.push_str(&shown(rest));
}

/// One or two letters for a name, as signs for it.
pub(super) fn initials(name: &str) -> String {
    let is_letter = |c: &char| c.is_alphanumeric();
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(is_letter));
    let (first, last) = (words.next(), words.next_back());
    let mut out = String::new();
    push_escaped(&mut out, &first.into_iter().chain(last).flat_map(char::to_uppercase).collect::<String>());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_turns_around() {
        let check = |text: &str, expected: &str| assert_eq!(shown(text), expected, "{text:?}");
        check("", "");
        check("<b>'\"&", "&lt;b&gt;&#39;&quot;&amp;");
        check("invoice\u{202e}fdp.exe", "invoicefdp.exe");
        check("a\u{2067}b\u{2069}\0\u{7}c\td\n", "abc\td\n");
        check("שלום\u{200f}", "שלום\u{200f}");
    }

    #[test]
    fn text_has_paragraphs_and_quotes() {
        let check = |text: &str, expected: &str| {
            assert_eq!(paragraphs(text).replace(" dir=\"auto\"", "").replace('\n', ""), expected, "{text:?}");
        };
        check("", "");
        check("\n\n", "");
        check("One\nTwo\n\n\nThree\n", "<p>One<br>Two</p><p>Three</p>");
        check("> a\n> b\nc", "<blockquote><p>a<br>b</p></blockquote><p>c</p>");
        check("> a\n\n> b", "<blockquote><p>a</p><p>b</p></blockquote>");
        check("> > a\n>b", "<blockquote><blockquote><p>a</p></blockquote><p>b</p></blockquote>");
        check(">", "<blockquote></blockquote>");
        check("a > b", "<p>a &gt; b</p>");
        check("<script>\n> <b>", "<p>&lt;script&gt;</p><blockquote><p>&lt;b&gt;</p></blockquote>");
        let deep = paragraphs(&">".repeat(1000));
        assert_eq!(deep.matches("<blockquote>").count(), DEEPEST_QUOTE);
        assert_eq!(deep.matches("</blockquote>").count(), DEEPEST_QUOTE);
    }

    #[test]
    fn only_web_addresses_are_links() {
        let link = "<a href=\"https://a.example/?a&amp;b\" rel=\"nofollow noopener noreferrer\">https://a.example/?a&amp;b</a>";
        assert_eq!(paragraphs("see https://a.example/?a&b."), format!("<p dir=\"auto\">see {link}.</p>"));
        for none in
            ["javascript:alert(1)", "data:text/html,x", "www.a.example", "ftp://a.example", "mailto:a@b.example"]
        {
            assert!(!paragraphs(none).contains("<a "), "{none}");
        }
        let hostile = paragraphs("https://a.example/\"onclick=alert(1)'><script>");
        assert!(!hostile.contains("<script") && !hostile.contains("\"onclick"), "{hostile}");
    }

    #[test]
    fn signs_for_names() {
        let check = |name: &str, expected: &str| assert_eq!(initials(name), expected, "{name}");
        check("Ada Vermeer", "AV");
        check("anna maria adler", "AA");
        check("ada@acme.example", "A");
        check("<b> \"", "B");
        check("ß", "SS");
        check("", "");
    }
}

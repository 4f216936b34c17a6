//! Plain words set for a letter: escaped paragraphs, quotes, stars, and `mailto:` links.
//!
//! Comes in: text that anybody may have written. Goes out: text that can do no more than be read (customers' words are
//! escaped always). Pure; knows no templates.

use std::fmt::Write as _;

use crate::desk::feedback::{MAX_SCORE, subject_mark};

/// What ends a link that is written in running text.
const AFTER_LINK: &[char] = &['.', ',', ';', ':', '!', '?', '\'', '*', '_', '"', '…'];

/// Line ends as LF, and no controls but tab: NUL and escape sequences end in no letter.
pub(super) fn harmless(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// `<`, `>`, `&` and both quotes escaped.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Plain text as HTML: blank lines part `<p>`, line ends are `<br>`, indentation is kept, `http(s)` links can be
/// followed. Everything is escaped.
pub(super) fn paragraphs(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut in_paragraph = false;
    for line in text.trim_end().lines().skip_while(|line| line.trim().is_empty()) {
        if line.trim().is_empty() {
            out.push_str(if in_paragraph { "</p>\n" } else { "" });
            in_paragraph = false;
            continue;
        }
        out.push_str(if in_paragraph { "<br>\n" } else { "<p>" });
        in_paragraph = true;
        push_line(&mut out, line);
    }
    out.push_str(if in_paragraph { "</p>" } else { "" });
    out
}

/// One line, its leading blanks as no-break spaces: HTML would swallow them.
fn push_line(out: &mut String, line: &str) {
    let words = line.trim_start();
    let indent = line.strip_suffix(words).unwrap_or_default();
    for c in indent.chars() {
        out.push_str(if c == '\t' { "&nbsp;&nbsp;&nbsp;&nbsp;" } else { "&nbsp;" });
    }
    let mut rest = words;
    while let Some((before, link, after)) = next_link(rest) {
        out.push_str(&spaced(before));
        let link = escaped(link);
        let _ = write!(out, "<a href=\"{link}\">{link}</a>");
        rest = after;
    }
    out.push_str(&spaced(rest));
}

/// Escaped, with columns kept apart: the second of two blanks is a no-break space.
fn spaced(text: &str) -> String {
    escaped(text).replace("  ", " &nbsp;").replace('\t', " &nbsp; ")
}

/// The first `http://` or `https://` link, with what stands around it.
fn next_link(text: &str) -> Option<(&str, &str, &str)> {
    let start = ["https://", "http://"].iter().filter_map(|scheme| text.find(scheme)).min()?;
    let (before, from_link) = text.split_at_checked(start)?;
    let end = from_link.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(from_link.len());
    let link = without_punctuation(from_link.get(..end)?);
    let (link, after) = from_link.split_at_checked(link.len())?;
    Some((before, link, after))
}

/// Punctuation at the end belongs to the sentence; a bracket too, unless the link opened it.
fn without_punctuation(link: &str) -> &str {
    let mut link = link;
    loop {
        let shorter = link.trim_end_matches(AFTER_LINK);
        let shorter = [(')', '('), (']', '['), ('}', '{')].into_iter().fold(shorter, |link, (close, open)| {
            let unopened = link.matches(close).count() > link.matches(open).count();
            if unopened { link.strip_suffix(close).unwrap_or(link) } else { link }
        });
        if shorter.len() == link.len() {
            return link;
        }
        link = shorter;
    }
}

/// Each line behind `> `, as mail programs quote; what is a quote already gets one `>` more.
pub(super) fn quoted(text: &str) -> String {
    let lines = text.trim_end().lines().skip_while(|line| line.trim().is_empty());
    let lines = lines.map(|line| match line {
        "" => ">".to_owned(),
        line if line.starts_with('>') => format!(">{line}"),
        line => format!("> {line}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// `★★★★☆`.
pub(super) fn stars(score: u64) -> String {
    let shown = usize::try_from(score).unwrap_or(usize::MAX).min(MAX_SCORE.into());
    "★".repeat(shown) + &"☆".repeat(usize::from(MAX_SCORE) - shown)
}

/// A link that opens a mail to the desk with the score in subject and text, where `desk::feedback` finds it. The text
/// ends with an empty line: whatever is written there becomes the comment, so no prompt may stand there.
pub(super) fn rating_link(address: &str, reference: &str, word: &str, score: u8) -> String {
    let mark = subject_mark(score);
    let subject =
        if reference.is_empty() { format!("{word}: {mark}") } else { format!("[{reference}] {word}: {mark}") };
    // The last @ parts local part and domain; one before it is quoted and must be encoded (RFC 6068 §2).
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    format!(
        "mailto:{}@{}?subject={}&body={}",
        percent_encoded(local),
        percent_encoded(domain),
        percent_encoded(&subject),
        percent_encoded(&format!("{mark}\r\n\r\n"))
    )
}

/// All but the unreserved characters (RFC 3986 §2.3) as `%XX`: `+` and blank too, which programs read differently.
fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::feedback::{find_rating, find_subject_score};

    #[test]
    fn text_becomes_paragraphs() {
        let check = |text: &str, expected: &str| assert_eq!(paragraphs(text), expected, "{text:?}");
        check("", "");
        check("\n \n", "");
        check("One", "<p>One</p>");
        check("One\nTwo", "<p>One<br>\nTwo</p>");
        check("\n\nOne\n\n\nTwo\n", "<p>One</p>\n<p>Two</p>");
        check("  two  blanks", "<p>&nbsp;&nbsp;two &nbsp;blanks</p>");
        check("<script>'\"&", "<p>&lt;script&gt;&#39;&quot;&amp;</p>");
        check("{{subject}}", "<p>{{subject}}</p>");
    }

    #[test]
    fn links_can_be_followed() {
        let check = |text: &str, link: &str| {
            let set = paragraphs(text);
            assert!(set.contains(&format!("<a href=\"{link}\">{link}</a>")), "{text:?} → {set}");
        };
        check("see https://a.example/x.", "https://a.example/x");
        check("(http://a.example/x)", "http://a.example/x");
        check("https://a.example/a_(b)", "https://a.example/a_(b)");
        check("<https://a.example>", "https://a.example");
        check("https://a.example?a=1&b=\"onclick=", "https://a.example?a=1&amp;b=");
        assert!(!paragraphs("javascript:alert(1)").contains("href"));
    }

    #[test]
    fn quotes_nest() {
        let check = |text: &str, expected: &str| assert_eq!(quoted(text), expected, "{text:?}");
        check("One\n\nTwo\n", "> One\n>\n> Two");
        check("> before\nnow", ">> before\n> now");
        check("", "");
    }

    #[test]
    fn stars_are_five() {
        let check = |score, expected| assert_eq!(stars(score), expected);
        check(0, "☆☆☆☆☆");
        check(4, "★★★★☆");
        check(9, "★★★★★");
    }

    #[test]
    fn controls_are_dropped() {
        assert_eq!(harmless("a\r\nb\rc\0\u{1B}[31m\td"), "a\nb\nc[31m\td");
    }

    #[test]
    fn a_star_link_rates() {
        for score in 1..=MAX_SCORE {
            let link = rating_link("support+x@desk.example", "HD-00001", "Feedback", score);
            let (address, fields) = link.split_once('?').unwrap();
            let (subject, body) = fields.split_once('&').unwrap();
            assert_eq!(address, "mailto:support%2Bx@desk.example");
            let subject = decoded(subject.strip_prefix("subject=").unwrap());
            assert_eq!(subject, format!("[HD-00001] Feedback: {score}/5"));
            assert_eq!(find_subject_score(&subject), Some(score));
            let body = decoded(body.strip_prefix("body=").unwrap());
            let rating = find_rating(&body).unwrap();
            assert_eq!((rating.score, rating.comment.as_str()), (score, ""));
            assert_eq!(find_rating(&format!("{body}Quick help.")).unwrap().comment, "Quick help.");
        }
    }

    fn decoded(text: &str) -> String {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            let digits = [rest.clone().next(), rest.clone().nth(1)];
            if let (b'%', [Some(high), Some(low)]) = (byte, digits) {
                bytes.push(u8::from_str_radix(&format!("{}{}", char::from(high), char::from(low)), 16).unwrap());
                rest.nth(1);
            } else {
                bytes.push(byte);
            }
        }
        String::from_utf8(bytes).unwrap()
    }
}

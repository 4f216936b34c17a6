//! Formats plain text for letters: escaped paragraphs, quotes, stars, and `mailto:` links.
//!
//! Comes in: text that anybody may have written. Goes out: harmless text, always escaped. Pure, and knows no templates.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::desk::feedback::{MAX_SCORE, subject_mark};
use crate::desk::token::LABEL;
use crate::mail::html::{WebLink, escaped, next_web_link, push_escaped};

/// All but the unreserved characters (RFC 3986 §2.3): `+` and blank too, which programs read differently.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Plain text as escaped HTML: blank lines separate `<p>`, line ends become `<br>`, indentation is kept, `http(s)`
/// links become clickable.
pub(super) fn paragraphs(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8 + 64);
    let mut in_paragraph = false;
    for line in text.trim_end().lines() {
        let words = line.trim();
        if words.is_empty() {
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

/// A page with words above all that it shows.
pub(super) fn above(html: &str, words: &str) -> String {
    const FRAME: &str =
        "max-width:600px;margin:0 auto;padding:24px 20px 0;font-family:sans-serif;font-size:16px;line-height:1.5;";
    let body = html.find("<body").and_then(|start| Some(start + html.get(start..)?.find('>')? + 1));
    let (head, rest) = html.split_at_checked(body.unwrap_or(0)).unwrap_or(("", html));
    format!("{head}\n<div style=\"{FRAME}\">{}</div>{rest}", paragraphs(words))
}

/// One line. Leading blanks become no-break spaces, because HTML would swallow them.
pub(super) fn push_line(out: &mut String, line: &str) {
    let words = line.trim_start();
    let indent = line.strip_suffix(words).unwrap_or_default();
    for c in indent.chars() {
        out.push_str(if c == '\t' { "&nbsp;&nbsp;&nbsp;&nbsp;" } else { "&nbsp;" });
    }
    push_words(out, words);
}

/// Words within a line, with links that can be followed.
pub(super) fn push_words(out: &mut String, words: &str) {
    let mut rest = words;
    // Most lines have no colon, and looking for one is quick.
    while rest.contains(':') {
        let Some(WebLink { before, link, after }) = next_web_link(rest) else { break };
        push_spaced(out, before);
        let link = escaped(link);
        let _ = write!(out, "<a href=\"{link}\">{link}</a>");
        rest = after;
    }
    push_spaced(out, rest);
}

/// Escaped, with columns kept apart: every second blank is a no-break space.
pub(super) fn push_spaced(out: &mut String, text: &str) {
    if text.contains("  ") || text.contains('\t') {
        out.push_str(&escaped(text).replace("  ", " &nbsp;").replace('\t', " &nbsp; "));
    } else {
        push_escaped(out, text);
    }
}

/// Each line after `> `, as mail programs quote. A quote gets one `>` more.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16 + 16);
    for line in text.trim_end().lines().skip_while(|line| line.trim().is_empty()) {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(if line.is_empty() || line.starts_with('>') { ">" } else { "> " });
        out.push_str(line);
    }
    out
}

/// `★★★★☆`.
pub(super) fn stars(score: u64) -> String {
    let shown = usize::try_from(score).unwrap_or(usize::MAX).min(MAX_SCORE.into());
    "★".repeat(shown) + &"☆".repeat(usize::from(MAX_SCORE) - shown)
}

/// A link that opens a mail to the desk with the score in subject and text, where `desk::feedback` finds it. The text
/// ends with an empty line and no prompt, because everything written there becomes the comment. The token above it
/// proves who rates.
pub(super) fn rating_link(address: &str, reference: &str, token: &str, word: &str, score: u8) -> String {
    let mark = subject_mark(score);
    let proof = if token.is_empty() { String::new() } else { format!("{LABEL} {token}\r\n") };
    let subject =
        if reference.is_empty() { format!("{word}: {mark}") } else { format!("[{reference}] {word}: {mark}") };
    mail_link(address, &subject, &format!("{mark}\r\n{proof}\r\n"))
}

/// A link that opens a mail to the desk with a command on its first line. The token below it proves who asks; whatever is
/// written below that are the words.
pub(super) fn command_link(address: &str, reference: &str, token: &str, topic: &str, command: &str) -> String {
    let proof = if token.is_empty() { String::new() } else { format!("{LABEL} {token}\r\n") };
    let subject = if reference.is_empty() { format!("Re: {topic}") } else { format!("Re: [{reference}] {topic}") };
    mail_link(address, subject.trim_end(), &format!("{command}\r\n{proof}\r\n"))
}

/// RFC 6068.
fn mail_link(address: &str, subject: &str, body: &str) -> String {
    // The last @ separates local part and domain. Earlier ones are quoted and must be encoded (section 2).
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let encoded = |text| utf8_percent_encode(text, RESERVED);
    format!("mailto:{}@{}?subject={}&body={}", encoded(local), encoded(domain), encoded(subject), encoded(body))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::feedback::{find_rating, find_subject_score};
    use crate::desk::token::without_tokens;

    #[test]
    fn text_becomes_paragraphs() {
        let check = |text: &str, expected: &str| assert_eq!(paragraphs(text), expected, "{text:?}");
        check("", "");
        check("\n \n", "");
        check("One", "<p>One</p>");
        check("One\nTwo", "<p>One<br>\nTwo</p>");
        check("\n\nOne\n\n\nTwo\n", "<p>One</p>\n<p>Two</p>");
        check("  two  blanks", "<p>&nbsp;&nbsp;two &nbsp;blanks</p>");
        check("a    b\tc", "<p>a &nbsp; &nbsp;b &nbsp; c</p>");
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
    fn a_star_link_rates() {
        for score in 1..=MAX_SCORE {
            let token = "00001p-k2zq7mfa3xnhv5ycbo4etd6s";
            let link = rating_link("support+x@desk.example", "HD-00001", token, "Feedback", score);
            let (address, fields) = link.split_once('?').unwrap();
            let (subject, body) = fields.split_once('&').unwrap();
            assert_eq!(address, "mailto:support%2Bx@desk.example");
            let subject = decoded(subject.strip_prefix("subject=").unwrap());
            assert_eq!(subject, format!("[HD-00001] Feedback: {score}/5"));
            assert_eq!(find_subject_score(&subject), Some(score));
            let body = decoded(body.strip_prefix("body=").unwrap());
            assert!(body.contains(token));
            let body = without_tokens(&body.replace('\r', ""));
            let rating = find_rating(&body).unwrap();
            assert_eq!((rating.score, rating.comment.as_str()), (score, ""));
            assert_eq!(find_rating(&format!("{body}Quick help.")).unwrap().comment, "Quick help.");
        }
    }

    fn decoded(text: &str) -> String {
        percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned()
    }
}

//! Addresses of the web in running text, where they can become links. Linear.

/// Punctuation after a link in running text.
const AFTER_LINK: &[char] = &['.', ',', ';', ':', '!', '?', '\'', '*', '_', '"', '…'];

/// A link in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebLink<'a> {
    /// The text before it.
    pub before: &'a str,
    /// Begins with `http://` or `https://`.
    pub link: &'a str,
    /// The text after it.
    pub after: &'a str,
}

/// The first `http://` or `https://` link, and the text around it.
pub fn next_web_link(text: &str) -> Option<WebLink<'_>> {
    let start = ["https://", "http://"].iter().filter_map(|scheme| text.find(scheme)).min()?;
    let (before, from_link) = text.split_at_checked(start)?;
    let end = from_link.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(from_link.len());
    let link = without_punctuation(from_link.get(..end)?);
    let (link, after) = from_link.split_at_checked(link.len())?;
    Some(WebLink { before, link, after })
}

/// Punctuation at the end belongs to the sentence, and so does a bracket that the link didn't open.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_link_ends() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(next_web_link(text).map(|found| found.link), expected, "{text}");
        };
        check("see https://a.example/x.", Some("https://a.example/x"));
        check("(http://a.example/x)", Some("http://a.example/x"));
        check("https://a.example/a_(b)", Some("https://a.example/a_(b)"));
        check("<https://a.example>", Some("https://a.example"));
        check("javascript:alert(1)", None);
        check("", None);
    }
}

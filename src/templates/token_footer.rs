//! Puts the token into a letter's text. A template may place it (`{{token}}`), otherwise it is appended, so that no
//! desk's own template loses it.

use crate::desk::token::LABEL;

/// The text part.
pub(super) fn text(mut text: String, token: &str) -> String {
    if !token.is_empty() && !text.contains(token) {
        text.extend(["\n", LABEL, " ", token, "\n"]);
    }
    text
}

/// The HTML part.
pub(super) fn html(html: String, token: &str) -> String {
    if token.is_empty() || html.contains(token) {
        return html;
    }
    let line = format!("<p>{LABEL} {token}</p>\n");
    match html.rsplit_once("</body>") {
        Some((above, below)) => format!("{above}{line}</body>{below}"),
        None => html + &line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_there_once() {
        assert_eq!(text("Hello\n".to_owned(), ""), "Hello\n");
        assert_eq!(text("Hello\n".to_owned(), "42p"), "Hello\n\nRef. 42p\n");
        assert_eq!(text("Hello 42p\n".to_owned(), "42p"), "Hello 42p\n");
        assert_eq!(html("<body>x</body>".to_owned(), "42p"), "<body>x<p>Ref. 42p</p>\n</body>");
        assert_eq!(html("x".to_owned(), "42p"), "x<p>Ref. 42p</p>\n");
        assert_eq!(html("x 42p".to_owned(), "42p"), "x 42p");
        assert_eq!(html("x".to_owned(), ""), "x");
    }
}

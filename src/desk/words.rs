//! Words of somebody's own: what they newly wrote, freed of our tokens. Nothing else can become this type: no quote, no
//! whole text of a mail, no note of somebody else (P10). The same words with their formatting are made here, too, and
//! nowhere else: of the lines of a page that say these words and no other.

use percent_encoding::percent_decode_str;

use crate::mail::html::formatted::{Content, FormattedText, Piece};
use crate::mail::reply::NewText;

use super::token::without_tokens;

/// What is kept of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// It is left out.
    Nothing,
    /// All of it.
    Line,
    /// Its first bytes.
    First(usize),
    /// Its last bytes.
    Last(usize),
}

/// The newly written words of somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnWords(String);

impl OwnWords {
    /// Of a mail.
    pub fn written(new_text: &NewText) -> Self {
        Self(without_tokens(new_text))
    }

    /// Typed into a page, where nothing is quoted.
    pub(in crate::desk) fn typed(text: &str) -> Self {
        Self(without_tokens(text))
    }

    /// Some of their lines, chosen by number from 0, without blank ends. A line that begins with `##word` begins with
    /// `#word` then: so its author writes what would be a command.
    #[must_use]
    pub fn only(&self, keep: impl Fn(usize) -> Keep) -> Self {
        let kept = self.0.lines().enumerate().filter_map(|(at, line)| match keep(at) {
            Keep::Nothing => None,
            Keep::Line => Some(unescaped(line)),
            Keep::First(length) => line.get(..length),
            Keep::Last(length) => line.trim_end().get(line.trim_end().len().saturating_sub(length)..),
        });
        Self(kept.collect::<Vec<_>>().join("\n").trim().to_owned())
    }

    /// The same words as their author formatted them on a page; none where the page says others, or not all of them.
    pub fn formatted(&self, page: &FormattedText) -> Option<FormattedWords> {
        if self.0.is_empty() || page.lines.is_empty() {
            return None;
        }
        let mut page = page.clone();
        page.lines.iter_mut().for_each(|line| unescape_first(&mut line.pieces));
        let mut said = page.saying(&self.0)?;
        said.retain_links(|link| !has_token(link));
        Some(FormattedWords(said))
    }
}

/// The newly written words of somebody, with their formatting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormattedWords(FormattedText);

impl std::ops::Deref for FormattedWords {
    type Target = FormattedText;

    fn deref(&self) -> &FormattedText {
        &self.0
    }
}

/// Whether an address hands on a token, written plainly or with `%`.
fn has_token(address: &str) -> bool {
    let decoded = percent_decode_str(address).decode_utf8_lossy();
    [address, &decoded].iter().any(|address| without_tokens(address) != **address)
}

/// What would be a command stands on its page with two `#`, as in a text.
fn unescape_first(pieces: &mut [Piece]) {
    if let Some(Piece { content: Content::Text(text), .. }) = pieces.first_mut()
        && unescaped(text).len() < text.len()
    {
        *text = unescaped(text).to_owned();
    }
}

/// A line without the first `#` of two before a word.
fn unescaped(line: &str) -> &str {
    let marked = line.trim_start();
    match marked.strip_prefix('#') {
        Some(rest) if rest.strip_prefix('#').is_some_and(|word| word.starts_with(char::is_alphabetic)) => rest,
        _ => line,
    }
}

impl std::ops::Deref for OwnWords {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::html::formatted::formatted;

    #[test]
    fn formatting_is_that_of_the_words() {
        let check = |page: &str, words: &str, expected: Option<&str>| {
            let page = formatted(page, &std::collections::BTreeMap::new());
            let told = OwnWords::typed(words).formatted(&page).map(|words| words.to_text());
            assert_eq!(told.as_deref(), expected, "{words}");
        };
        let link = |address: &str| format!("<p>#closed</p><p>See <a href='{address}'>this</a>.</p><p>Quoted</p>");
        check(&link("https://x.example/a"), "See this.", Some("See this <https://x.example/a>."));
        check("<p>##1st <b>word</b></p><p>##word</p>", "##1st word\n#word", Some("##1st word\n\n#word"));
        check("<p>Other</p>", "See this.", None);
        check("", "See this.", None);
        check("<p>x</p>", "", None);
        let token = "00042p-k2zq7mfa3xnhv5ycbo4etd6s";
        for address in [
            format!("mailto:desk+{token}@desk.example"),
            format!("mailto:desk%2B{token}@desk.example"),
            format!("https://x.example/?t={}", token.replace('-', "%2D")),
        ] {
            check(&link(&address), "See this.", Some("See this."));
        }
    }
}

//! What a letter to sign in tells: a link, a code, and who asked for them.
//!
//! Whoever asks names their browser, and anybody may ask for a letter to anybody. So of those words nothing stays that a mail
//! program could make a link of, and not much of it.

/// A browser is named in so many characters.
const MAX_BROWSER: usize = 40;

/// What signs somebody in, for as long as it is good.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SignIn {
    link: String,
    code: String,
    browser: String,
    minutes: u32,
}

impl SignIn {
    /// The link and the code that mean the same, the browser that asked, in words, and the minutes for which they are good.
    pub fn new(link: &str, code: &str, browser: &str, minutes: u32) -> Self {
        let plain = |c: char| if c.is_alphanumeric() || c == '-' { c } else { ' ' };
        let words: String = browser.chars().map(plain).collect();
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let browser = words.chars().take(MAX_BROWSER).collect::<String>().trim_end().to_owned();
        Self { link: link.to_owned(), code: code.to_owned(), browser, minutes }
    }

    /// The link.
    pub fn link(&self) -> &str {
        &self.link
    }

    /// The code, as people type it: `K7QM-2XRD`.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// `Firefox on Linux`, or empty.
    pub fn browser(&self) -> &str {
        &self.browser
    }

    /// How long both are good, from the writing of the letter.
    pub fn minutes(&self) -> u32 {
        self.minutes
    }
}

/// A log must not sign anybody in.
impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn").field("browser", &self.browser).field("minutes", &self.minutes).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_a_few_plain_words() {
        let check = |browser: &str, expected: &str| {
            assert_eq!(SignIn::new("", "", browser, 15).browser(), expected, "{browser:?}");
        };
        check("Firefox on Linux", "Firefox on Linux");
        check("Firefox unter Linux", "Firefox unter Linux");
        check("", "");
        check("  \r\nBcc: eve@evil.example ", "Bcc eve evil example");
        check("your bank: https://evil.example/?a", "your bank https evil example a");
        check("<b>Chrome</b>", "b Chrome b");
        check(&"wide ".repeat(20), "wide wide wide wide wide wide wide wide");
        check("\u{202e}Safari", "Safari");
    }

    #[test]
    fn no_log_signs_anybody_in() {
        let shown = format!("{:?}", SignIn::new("https://help.example/in/abc", "K7QM-2XRD", "Firefox", 15));
        assert!(shown.contains("Firefox") && !shown.contains("abc") && !shown.contains("K7QM"), "{shown}");
    }
}

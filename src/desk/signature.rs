//! The signature that stands below an agent's words in letters to customers, instead of the one that the agent's mail
//! program added: the agent's own, or that of the desk; in the language of the letter.

use super::by_language::Texts;

/// An agent's signature: the agent's own texts, then the desk's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signature(pub Vec<Texts>);

impl Signature {
    /// Whether it has no text in any language.
    pub fn is_empty(&self) -> bool {
        self.0.iter().flat_map(|texts| &texts.0).all(|(_, text)| text.is_empty())
    }

    /// The text for letters in a language, or an empty one. `nl-informal` is `nl` where it has no text of its own.
    pub fn in_language(&self, language: &str) -> &str {
        self.0.iter().find_map(|texts| texts.shown(language)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_text_counts() {
        let texts = |texts: &[(&str, &str)]| {
            Texts(texts.iter().map(|(language, text)| ((*language).to_owned(), (*text).to_owned())).collect())
        };
        let desk = || texts(&[("en", "Desk"), ("nl", "De balie")]);
        let check = |own: Option<Texts>, language: &str, expected: &str| {
            let layers = own.into_iter().chain([desk()]).collect();
            assert_eq!(Signature(layers).in_language(language), expected, "{language}");
        };
        check(None, "en", "Desk");
        check(None, "nl-informal", "De balie");
        check(None, "de", "");
        check(Some(texts(&[("", "Anna")])), "nl", "Anna");
        check(Some(texts(&[("de", "Anna A.")])), "de", "Anna A.");
        check(Some(texts(&[("de", "Anna A.")])), "nl", "De balie");
        check(Some(texts(&[("", "")])), "en", "");
        assert_eq!(Signature::default().in_language("en"), "");
    }
}

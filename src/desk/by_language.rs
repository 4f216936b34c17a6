//! Words for one thing in several languages.

/// Words for one thing by language. The first of each language is shown, and all are understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words(pub Vec<(String, Vec<String>)>);

impl Words {
    /// The word to show; `nl-informal` without words of its own has those of `nl`.
    pub fn shown(&self, language: &str) -> Option<&str> {
        let find = |wanted: &str| self.0.iter().find(|(known, _)| known == wanted);
        find(language).or_else(|| find(base(language)))?.1.first().map(String::as_str)
    }

    /// All words of all languages.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flat_map(|(_, words)| words).map(String::as_str)
    }
}

/// The language of a tag without its variants: `nl` of `nl-informal`.
pub fn base(language: &str) -> &str {
    language.split('-').next().unwrap_or(language)
}

/// Texts by language; the empty one is any language.
pub type Texts = Vec<(String, String)>;

/// The text for a language: its own, that of the language it is a variant of, or the one for any.
pub fn text_in<'a>(texts: &'a Texts, language: &str) -> Option<&'a str> {
    let find = |wanted: &str| texts.iter().find(|(known, _)| known == wanted);
    [language, base(language), ""].into_iter().find_map(find).map(|(_, text)| text.as_str())
}

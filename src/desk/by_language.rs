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

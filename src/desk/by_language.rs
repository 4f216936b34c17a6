//! What one thing is called or says in several languages: [`Words`] that people may write, [`Texts`] that they only read.

/// Words for one thing by language. The first of each language is shown, and all are understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words(pub Vec<(String, Vec<String>)>);

impl Words {
    /// The word to show; `nl-informal` without words of its own has those of `nl`.
    pub fn shown(&self, language: &str) -> Option<&str> {
        nearest(&self.0, language)?.first().map(String::as_str)
    }

    /// All words of all languages.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flat_map(|(_, words)| words).map(String::as_str)
    }
}

/// One text by language; the one of the empty language is for all that have none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts(pub Vec<(String, String)>);

impl Texts {
    /// The text to show: that of the language, of the one that it is a variant of, or the one for all.
    pub fn shown(&self, language: &str) -> Option<&str> {
        self.of(language).or_else(|| self.for_all())
    }

    /// The text of a language, or of the one that it is a variant of.
    pub fn of(&self, language: &str) -> Option<&str> {
        nearest(&self.0, language).map(String::as_str)
    }

    /// The text for all languages that have none.
    pub fn for_all(&self) -> Option<&str> {
        self.of("")
    }
}

fn nearest<'a, T>(all: &'a [(String, T)], language: &str) -> Option<&'a T> {
    let find = |wanted: &str| all.iter().find(|(known, _)| known == wanted);
    find(language).or_else(|| find(base(language))).map(|(_, found)| found)
}

/// The language of a tag without its variants: `nl` of `nl-informal`.
pub fn base(language: &str) -> &str {
    language.split('-').next().unwrap_or(language)
}

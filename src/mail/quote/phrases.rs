//! Many phrases, asked at once: which of them does a text begin with, or is?
//!
//! Comes in: a table of lower-case phrases. Goes out: answers that look only at the phrases with the same first byte.

/// Phrases by their first byte.
#[derive(Debug)]
pub struct Phrases(Vec<Vec<&'static str>>);

impl Phrases {
    /// Sorts a table into its drawers.
    pub fn new<'t>(tables: impl IntoIterator<Item = &'t &'static str>) -> Self {
        let mut drawers = vec![Vec::new(); 256];
        for phrase in tables {
            if let Some(drawer) = phrase.bytes().next().and_then(|first| drawers.get_mut(usize::from(first))) {
                drawer.push(*phrase);
            }
        }
        Self(drawers)
    }

    fn drawer(&self, text: &str) -> &[&'static str] {
        let first = text.bytes().next().and_then(|first| self.0.get(usize::from(first)));
        first.map(Vec::as_slice).unwrap_or_default()
    }

    /// The phrases that a text begins with.
    pub fn starting<'s>(&'s self, text: &'s str) -> impl Iterator<Item = &'static str> + 's {
        self.drawer(text).iter().copied().filter(|phrase| text.starts_with(phrase))
    }

    /// Whether a text begins with a phrase.
    pub fn starts(&self, text: &str) -> bool {
        self.starting(text).next().is_some()
    }

    /// Whether a text is one of the phrases.
    pub fn is(&self, text: &str) -> bool {
        self.drawer(text).contains(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found() {
        let phrases = Phrases::new(&["sent from ", "gesendet", "élan"]);
        assert!(phrases.starts("sent from my desk") && phrases.starts("élan"));
        assert!(phrases.is("gesendet") && !phrases.is("gesendet von"));
        assert!(!phrases.starts("") && !phrases.is("") && !phrases.starts("x"));
    }
}

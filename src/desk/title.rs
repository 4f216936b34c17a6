//! Titles: what people read instead of the names that the config and commands use.
//!
//! Comes in: a name, and the config's titles. Goes out: the words for a reader in a language. The shipped statuses have
//! titles in each shipped language; any other name is made readable.

use super::by_language::{Texts, base};

/// Who reads the title of a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TitleReader {
    /// An agent.
    Agent,
    /// A customer or a partner.
    Customer,
}

/// The titles of the shipped statuses: name, language, for agents, for customers.
const SHIPPED: [(&str, &str, &str, &str); 26] = [
    ("new", "en", "New", "Received"),
    ("new", "nl", "Nieuw", "Ontvangen"),
    ("new", "de", "Neu", "Eingegangen"),
    ("assigned", "en", "In progress", "In progress"),
    ("assigned", "nl", "In behandeling", "In behandeling"),
    ("assigned", "de", "In Bearbeitung", "In Bearbeitung"),
    ("on-customer", "en", "Waiting for customer", "Waiting for your reply"),
    ("on-customer", "nl", "Wacht op klant", "Wacht op uw reactie"),
    ("on-customer", "nl-informal", "Wacht op klant", "Wacht op je reactie"),
    ("on-customer", "de", "Wartet auf Kundenantwort", "Wartet auf Ihre Antwort"),
    ("on-customer", "de-informal", "Wartet auf Kundenantwort", "Wartet auf deine Antwort"),
    ("on-partner", "en", "Waiting for partner", "Waiting for our partner"),
    ("on-partner", "nl", "Wacht op partner", "Wacht op onze partner"),
    ("on-partner", "de", "Wartet auf Partner", "Wartet auf unseren Partner"),
    ("resolved", "en", "Resolved", "Resolved"),
    ("resolved", "nl", "Opgelost", "Opgelost"),
    ("resolved", "de", "Gelöst", "Gelöst"),
    ("closed", "en", "Closed", "Closed"),
    ("closed", "nl", "Gesloten", "Gesloten"),
    ("closed", "de", "Geschlossen", "Geschlossen"),
    ("cancelled", "en", "Cancelled", "Cancelled"),
    ("cancelled", "nl", "Geannuleerd", "Geannuleerd"),
    ("cancelled", "de", "Abgebrochen", "Abgebrochen"),
    (INQUIRY, "en", "Not a ticket yet", "Received"),
    (INQUIRY, "nl", "Nog geen ticket", "Ontvangen"),
    (INQUIRY, "de", "Noch kein Ticket", "Eingegangen"),
];

/// Stands for the status of inquiries, whatever its name.
const INQUIRY: &str = "";

/// The titles of a status.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatusTitles {
    /// For agents; for customers too, where those have none of their own.
    pub agents: Texts,
    /// For customers and partners.
    pub customers: Texts,
}

impl StatusTitles {
    /// What the status `name` is called: the config's words, else the shipped ones, else its name made readable.
    pub fn shown(&self, name: &str, language: &str, reader: TitleReader) -> String {
        let own = match reader {
            TitleReader::Customer => self.customers.shown(language).or_else(|| self.agents.shown(language)),
            TitleReader::Agent => self.agents.shown(language),
        };
        let title = own.or_else(|| shipped(name, language, reader)).or_else(|| shipped(name, "en", reader));
        title.map_or_else(|| readable(name), str::to_owned)
    }

    /// What an inquiry is called.
    pub fn of_inquiry(&self, language: &str, reader: TitleReader) -> String {
        self.shown(INQUIRY, language, reader)
    }
}

/// Whether a status of this name has titles in every shipped language.
pub fn has_shipped_titles(name: &str) -> bool {
    SHIPPED.iter().any(|(known, ..)| *known == name)
}

fn shipped(name: &str, language: &str, reader: TitleReader) -> Option<&'static str> {
    let find = |wanted: &str| SHIPPED.iter().find(|(known, of, ..)| *known == name && *of == wanted);
    let (_, _, agents, customers) = find(language).or_else(|| find(base(language)))?;
    Some(if reader == TitleReader::Agent { agents } else { customers })
}

/// A name as people write it: `On customer` for `on-customer`.
pub fn readable(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_status_is_called() {
        let check = |name: &str, language: &str, agent: &str, customer: &str| {
            let titles = StatusTitles::default();
            assert_eq!(titles.shown(name, language, TitleReader::Agent), agent, "{name} {language}");
            assert_eq!(titles.shown(name, language, TitleReader::Customer), customer, "{name} {language}");
        };
        check("new", "en", "New", "Received");
        check("on-customer", "nl", "Wacht op klant", "Wacht op uw reactie");
        check("on-customer", "nl-informal", "Wacht op klant", "Wacht op je reactie");
        check("on-customer", "de-informal", "Wartet auf Kundenantwort", "Wartet auf deine Antwort");
        check("resolved", "de-informal", "Gelöst", "Gelöst");
        check("resolved", "fr", "Resolved", "Resolved");
        check("in-test", "nl", "In test", "In test");
        check("ärger", "de", "Ärger", "Ärger");
        let inquiry = |reader| StatusTitles::default().of_inquiry("de", reader);
        assert_eq!(inquiry(TitleReader::Agent), "Noch kein Ticket");
        assert_eq!(inquiry(TitleReader::Customer), "Eingegangen");
    }

    #[test]
    fn the_config_says_it_first() {
        let texts = |texts: &[(&str, &str)]| {
            Texts(texts.iter().map(|(language, text)| ((*language).to_owned(), (*text).to_owned())).collect())
        };
        let agents = texts(&[("", "Being done"), ("nl", "Bezig")]);
        let customers = texts(&[("nl", "Wij zijn bezig")]);
        let titles = StatusTitles { agents, customers };
        let check = |language: &str, reader, expected: &str| {
            assert_eq!(titles.shown("new", language, reader), expected, "{language}");
        };
        check("en", TitleReader::Agent, "Being done");
        check("en", TitleReader::Customer, "Being done");
        check("nl", TitleReader::Agent, "Bezig");
        check("nl-informal", TitleReader::Customer, "Wij zijn bezig");
        check("de", TitleReader::Customer, "Being done");
    }
}

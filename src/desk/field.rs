//! Fields: what a ticket is about, of which kind, how urgent. The config names them, with their words in each language.
//!
//! Comes in: what somebody wrote for a field. Goes out: the value as it is stored (`1`, `Robotics/Gripper`), or what is
//! wrong with it; and the words that letters show for it. Never guesses: a value is one of the config's, or it is none.

use std::collections::BTreeMap;

use icu_normalizer::DecomposingNormalizerBorrowed;

use crate::mail::clean::{one_line, truncated};

use super::by_language::{Texts, Words};
use super::facts::FieldFact;

/// The longest free text, in bytes.
const MAX_FREE_BYTES: usize = 200;
/// The separator between a value and its subtype in the database.
pub const BETWEEN: char = '/';
/// The separators that people write.
const SEPARATORS: [char; 5] = [BETWEEN, '>', '»', '→', '\\'];

/// The fields of one ticket: name → value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(pub BTreeMap<String, String>);

impl Fields {
    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Sets a field, or takes its value away.
    pub fn set(&mut self, name: &str, value: Option<&str>) {
        match value {
            Some(value) => drop(self.0.insert(name.to_owned(), value.to_owned())),
            None => drop(self.0.remove(name)),
        }
    }
}

/// The effect of a customer's form line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Customers {
    /// It sets the field.
    #[default]
    Set,
    /// It asks the agents to judge.
    Propose,
    /// It is text.
    Ignore,
}

/// A value that can be chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// As it is stored, and as agents may write it.
    pub name: String,
    /// Other words for it.
    pub labels: Words,
    /// Its meaning, one text per language.
    pub description: Texts,
    /// The subtypes that it unlocks.
    pub subtypes: Vec<String>,
}

/// One field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Field {
    /// Its name; `#NAME VALUE` sets it.
    pub name: String,
    /// Its names in form lines.
    pub labels: Words,
    /// The names of the subtype in form lines of its own.
    pub subtype_labels: Words,
    /// The choices; free text if there are none.
    pub choices: Vec<Choice>,
    /// The value of a ticket when nobody said one.
    pub default: Option<String>,
    /// The effect of a customer's form line.
    pub customers: Customers,
    /// The requester is told when an agent sets it.
    pub tells: bool,
    /// A page asks for a value. No mail is bound by it.
    pub required: bool,
}

/// The reader of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldReader {
    /// Sees everything.
    Agent,
    /// Sees the fields that are theirs to fill, or of which they are told.
    Customer,
}

/// The reason why a text is no value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// It says nothing.
    Empty,
    /// No value has this name.
    Unknown,
    /// This value unlocks no such subtype.
    Subtype(String),
    /// It is a subtype, and the value that unlocks it is not said.
    Locked,
    /// Another line says something else.
    Contradiction,
}

/// All fields of a desk, in the order of the config.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldSet(pub Vec<Field>);

impl FieldSet {
    /// The field of that name.
    pub fn find(&self, name: &str) -> Option<&Field> {
        self.0.iter().find(|field| field.name == name)
    }

    /// Fills in the defaults of fields that have no value; gives those that it filled.
    pub fn fill(&self, fields: &mut Fields) -> Vec<(&str, &str)> {
        let mut filled = Vec::new();
        for field in &self.0 {
            let Some(default) = field.default.as_deref().filter(|_| fields.get(&field.name).is_none()) else {
                continue;
            };
            fields.set(&field.name, Some(default));
            filled.push((field.name.as_str(), default));
        }
        filled
    }

    /// The fields of a ticket as letters show them; one that a changed config no longer knows is not shown.
    pub fn shown(&self, fields: &Fields, language: &str, reader: FieldReader) -> Vec<FieldFact> {
        let is_theirs =
            |field: &&Field| reader == FieldReader::Agent || field.tells || field.customers != Customers::Ignore;
        let shown = |field: &Field| {
            let value = fields.get(&field.name)?;
            // Agents know it, and so do customers where they chose it.
            let is_news = reader == FieldReader::Customer && field.tells;
            let meaning = field.meaning(value, language).filter(|_| is_news);
            Some(FieldFact {
                label: field.label(language).to_owned(),
                value: field.shown(value, language),
                meaning: meaning.unwrap_or_default().to_owned(),
            })
        };
        self.0.iter().filter(is_theirs).filter_map(shown).collect()
    }
}

impl Field {
    /// Its name in letters.
    pub fn label(&self, language: &str) -> &str {
        self.labels.shown(language).or_else(|| self.labels.all().next()).unwrap_or(&self.name)
    }

    /// The value that somebody means, as it is stored.
    pub fn find_value(&self, given: &str) -> Result<String, Wrong> {
        let given = one_line(given);
        if self.choices.is_empty() {
            let text = truncated(&given, MAX_FREE_BYTES).trim();
            return if text.is_empty() { Err(Wrong::Empty) } else { Ok(text.to_owned()) };
        }
        if folded(&given).is_empty() {
            return Err(Wrong::Empty);
        }
        self.find_choice_of(&given).or_else(|wrong| match without_remark(&given) {
            Some(bare) => self.find_choice_of(bare).map_err(|_| wrong),
            None => Err(wrong),
        })
    }

    /// `Robotics`, `robotics / gripper`; a name that has a `/` of its own goes first.
    fn find_choice_of(&self, given: &str) -> Result<String, Wrong> {
        if let Some(choice) = self.find_choice(given) {
            return Ok(choice.name.clone());
        }
        let Some((value, subtype)) = given.split_once(SEPARATORS) else {
            let is_subtype = |choice: &Choice| choice.find_subtype(given).is_some();
            return Err(if self.choices.iter().any(is_subtype) { Wrong::Locked } else { Wrong::Unknown });
        };
        let choice = self.find_choice(value).ok_or(Wrong::Unknown)?;
        choice.with_subtype(subtype)
    }

    /// A value with the subtype that another line says.
    pub fn with_subtype(&self, value: &str, subtype: &str) -> Result<String, Wrong> {
        let (name, _) = value.split_once(BETWEEN).unwrap_or((value, ""));
        self.choices.iter().find(|choice| choice.name == name).ok_or(Wrong::Locked)?.with_subtype(subtype)
    }

    fn find_choice(&self, given: &str) -> Option<&Choice> {
        let key = folded(given);
        self.choices.iter().find(|choice| choice.keys().any(|known| known == key))
    }

    /// A stored value in the words of a language.
    pub fn shown(&self, value: &str, language: &str) -> String {
        let (name, subtype) = match value.split_once(BETWEEN).filter(|_| !self.choices.is_empty()) {
            Some((name, subtype)) => (name, Some(subtype)),
            None => (value, None),
        };
        let choice = self.choices.iter().find(|choice| choice.name == name);
        let shown = choice.and_then(|choice| choice.labels.shown(language)).unwrap_or(name);
        subtype.map_or_else(|| shown.to_owned(), |subtype| format!("{shown} / {subtype}"))
    }

    /// The meaning of a stored value, if the config has one in that language.
    fn meaning(&self, value: &str, language: &str) -> Option<&str> {
        self.choices.iter().find(|choice| choice.name == value)?.description.shown(language)
    }

    /// All choices, as people may write them back, with their meanings; only those of the value `only`, if it is given.
    pub fn options(&self, language: &str, only: Option<&str>) -> Vec<String> {
        let option = |choice: &Choice| {
            let shown = choice.labels.shown(language).unwrap_or(&choice.name);
            let own = match choice.description.shown(language) {
                Some(meaning) => format!("{shown} ({meaning})"),
                None => shown.to_owned(),
            };
            let subtypes = choice.subtypes.iter().map(|subtype| format!("{shown} / {subtype}"));
            std::iter::once(own).chain(subtypes).collect::<Vec<_>>()
        };
        let is_meant = |choice: &&Choice| only.is_none_or(|only| choice.name == only);
        self.choices.iter().filter(is_meant).flat_map(option).collect()
    }

    /// The same as agents write it behind `#NAME`.
    pub fn names(&self) -> Vec<String> {
        let of = |choice: &Choice| {
            let subtypes = choice.subtypes.iter().map(|subtype| format!("{}{BETWEEN}{subtype}", choice.name));
            std::iter::once(choice.name.clone()).chain(subtypes).collect::<Vec<_>>()
        };
        self.choices.iter().flat_map(of).collect()
    }
}

impl Choice {
    /// All its names, folded.
    pub fn keys(&self) -> impl Iterator<Item = String> {
        std::iter::once(self.name.as_str()).chain(self.labels.all()).map(folded)
    }

    fn find_subtype(&self, given: &str) -> Option<&str> {
        let key = folded(given);
        self.subtypes.iter().map(String::as_str).find(|subtype| folded(subtype) == key)
    }

    fn with_subtype(&self, given: &str) -> Result<String, Wrong> {
        if folded(given).is_empty() {
            return Ok(self.name.clone());
        }
        let subtype = self.find_subtype(given).ok_or_else(|| Wrong::Subtype(self.name.clone()))?;
        Ok(format!("{}{BETWEEN}{subtype}", self.name))
    }
}

/// `High (the press stands still)`, `High, please`: what stands before the remark.
fn without_remark(given: &str) -> Option<&str> {
    let end = [" (", ", ", "; ", " - ", " – ", ". "].iter().filter_map(|mark| given.find(mark)).min()?;
    given.get(..end)
}

/// A word as it is compared: letters and digits in lower case, without accents, blanks and
/// punctuation. German umlauts are the same with and without `e`.
pub fn folded(text: &str) -> String {
    let apart = DecomposingNormalizerBorrowed::new_nfkd().normalize(text);
    let lower = apart.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    lower.replace('ß', "ss").replace("ae", "a").replace("oe", "o").replace("ue", "u")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::samples;

    #[test]
    fn words_are_the_same_however_they_are_written() {
        let check = |one: &str, other: &str| assert_eq!(folded(one), folded(other), "{one:?} {other:?}");
        check("Urgency", "URGENCY");
        check("Dringlichkeit", "**dringlichkeit**");
        check("Störung", "Stoerung");
        check("Größe", "GROESSE");
        check("Catégorie", "categorie");
        check("IT Infrastructure", "it-infrastructure");
        check("１", "1");
        assert_eq!(folded(" *- "), "");
    }

    #[test]
    fn values_are_found_by_all_their_words() {
        let set = samples::fields();
        let check = |field: &str, given: &str, expected: Result<&str, Wrong>| {
            let found = set.find(field).unwrap().find_value(given);
            assert_eq!(found, expected.map(str::to_owned), "{field} {given:?}");
        };
        check("priority", "1", Ok("1"));
        check("priority", "critical", Ok("1"));
        check("priority", "KRITISCH!", Ok("1"));
        check("priority", "Hoch", Ok("2"));
        check("priority", "High (the press stands still)", Ok("2"));
        check("priority", "Low, please", Ok("3"));
        check("priority", "urgent", Err(Wrong::Unknown));
        check("priority", "High / Low", Err(Wrong::Subtype("2".to_owned())));
        check("priority", " - ", Err(Wrong::Empty));
        check("category", "Robotics", Ok("Robotics"));
        check("category", "robotik / GRIPPER", Ok("Robotics/Gripper"));
        check("category", "Robotics > Arm", Ok("Robotics/Arm"));
        check("category", "Robotics/", Ok("Robotics"));
        check("category", "Robotics/Wheel", Err(Wrong::Subtype("Robotics".to_owned())));
        check("category", "Data / Gripper", Err(Wrong::Subtype("Data".to_owned())));
        check("category", "Gripper", Err(Wrong::Locked));
        check("category", "Soup / Gripper", Err(Wrong::Unknown));
        check("product", "  Press\t7 ", Ok("Press 7"));
        check("product", "", Err(Wrong::Empty));
        check("product", &"x".repeat(1000), Ok(&"x".repeat(MAX_FREE_BYTES)));
    }

    #[test]
    fn values_are_shown_in_the_language_of_the_letter() {
        let set = samples::fields();
        let check = |field: &str, value: &str, language: &str, expected: &str| {
            assert_eq!(set.find(field).unwrap().shown(value, language), expected);
        };
        check("priority", "1", "en", "Critical");
        check("priority", "1", "de", "Kritisch");
        check("priority", "1", "nl", "1");
        check("priority", "9", "en", "9");
        check("category", "Robotics/Gripper", "de", "Robotik / Gripper");
        check("product", "Press 7/8", "en", "Press 7/8");
        let options = set.find("category").unwrap().options("de", None);
        assert_eq!(options, ["Robotik", "Robotik / Gripper", "Robotik / Arm", "Data"]);
        assert_eq!(set.find("category").unwrap().options("en", Some("Data")), ["Data"]);
        assert_eq!(set.find("category").unwrap().names().join(", "), "Robotics, Robotics/Gripper, Robotics/Arm, Data");
        assert_eq!(set.find("priority").unwrap().options("en", None).first().unwrap(), "Critical (nothing works)");
    }

    #[test]
    fn defaults_stand_where_nobody_said_otherwise() {
        let set = samples::fields();
        let mut fields = Fields::default();
        assert_eq!(set.fill(&mut fields), [("priority", "3")]);
        assert_eq!(set.fill(&mut fields), []);
        fields.set("owner", Some("Bob"));
        let check = |reader: FieldReader, expected: &[(&str, &str)]| {
            let shown = set.shown(&fields, "en", reader);
            let shown: Vec<_> = shown.iter().map(|fact| (fact.label.as_str(), fact.value.as_str())).collect();
            assert_eq!(shown, expected);
        };
        check(FieldReader::Customer, &[("Urgency", "Low")]);
        check(FieldReader::Agent, &[("Urgency", "Low"), ("Owner", "Bob")]);
    }
}

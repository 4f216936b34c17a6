//! The names that a template can use: the facts of the letter, its sender and its recipient.

use std::borrow::Cow;

use handlebars::Context;
use serde::Serialize;
use serde_json::Value;

use crate::desk::by_language::base;
use crate::look::Look;
use crate::mail::clean::{one_line, printable, truncated};

use super::{Facts, LetterContext, formatted_html, heading};

/// The HTML of `text` where its formatting is known: `{{paragraphs text}}` writes it, and no template can name it.
pub(super) const FORMATTED: &str = "@formatted";
/// Longer texts are no names to greet.
const MAX_GREETED_BYTES: usize = 60;

/// Mail programs show about as much beside a subject.
const MAX_PREHEADER_BYTES: usize = 140;
/// Words before names.
const TITLES: [&str; 14] =
    ["Dr", "Prof", "Herr", "Frau", "Mr", "Mrs", "Ms", "Miss", "Sir", "Dhr", "Mevr", "Mevrouw", "Meneer", "Team"];

/// The values for one letter.
pub(super) struct TemplateContext(pub(super) Context);

/// The worded reasons.
#[derive(Default)]
pub(super) struct Worded {
    /// Why, a line for each.
    pub(super) reason: String,
    /// The desk's own comments on the ticket, by their places among the entries.
    pub(super) notes: Vec<(usize, String)>,
    /// Why mails were set aside, by their places.
    pub(super) set_aside: Vec<(usize, String)>,
    /// The faults of a receipt's lines, by their places.
    pub(super) faults: Vec<(usize, String)>,
}

/// All names besides those of [`Facts`].
#[derive(Serialize)]
struct ContextFields<'a> {
    language: &'a str,
    desk: Party<'a>,
    look: LookContext<'a>,
    recipient: Recipient<'a>,
    /// The words that the inbox shows beside the subject.
    preheader: String,
    reference: &'a str,
    token: &'a str,
    /// The page of the ticket in the portal, or empty.
    ticket_link: String,
    /// The page on which the reader rates, without the stars, or empty.
    rating_page: String,
    /// The number of wrong lines in the receipt.
    faults: usize,
    /// The number of listed tickets that aren't done.
    tickets_open: usize,
    /// The number of listed tickets that are done.
    tickets_done: usize,
    #[serde(flatten)]
    facts: &'a Facts,
}

#[derive(Serialize)]
struct Party<'a> {
    name: &'a str,
    address: &'a str,
}

#[derive(Serialize)]
struct LookContext<'a> {
    /// For light and for dark mode.
    accent: String,
    accent_dark: String,
    /// The Content-ID of the picture, or empty.
    wordmark: &'a str,
    width: u32,
    height: u32,
    /// The lines of the footer.
    footer: Vec<String>,
}

impl<'a> LookContext<'a> {
    fn of(look: &'a Look, language: &str) -> Self {
        let mark = look.wordmark.as_ref();
        Self {
            accent: look.accent.to_string(),
            accent_dark: look.accent_dark.to_string(),
            wordmark: mark.map_or("", |mark| mark.id.as_str()),
            width: mark.map_or(0, |mark| mark.width),
            height: mark.map_or(0, |mark| mark.height),
            footer: look.footer_in(language),
        }
    }
}

#[derive(Serialize)]
struct Recipient<'a> {
    name: &'a str,
    /// The first name, where nothing is doubtful about it.
    first_name: &'a str,
    address: &'a str,
    /// Whether the recipient is an agent.
    agent: bool,
}

impl TemplateContext {
    /// The one copy of the facts, shared by a letter's templates. Its reasons are worded already.
    pub(super) fn of(
        language: &str,
        letter: &LetterContext<'_>,
        (facts, worded): (&Facts, Worded),
    ) -> Result<Self, String> {
        let portal = letter.portal;
        let fields = ContextFields {
            language: base(language),
            look: LookContext::of(letter.look, language),
            preheader: String::new(),
            desk: Party { name: letter.desk_name, address: letter.desk_address.as_str() },
            recipient: Recipient {
                name: greeted(letter.recipient.name()),
                first_name: first_name(greeted(letter.recipient.name())),
                address: letter.recipient.address.as_str(),
                agent: letter.to_agent,
            },
            reference: letter.reference,
            token: letter.token,
            ticket_link: portal.and_then(|it| it.ticket(letter.reference, letter.to_agent)).unwrap_or_default(),
            rating_page: portal.and_then(|it| it.rating(letter.token)).unwrap_or_default(),
            faults: facts.receipt.iter().filter(|line| line.fault.is_some()).count(),
            tickets_open: facts.tickets.iter().filter(|ticket| !ticket.done).count(),
            tickets_done: facts.tickets.iter().filter(|ticket| ticket.done).count(),
            facts,
        };
        let mut context = Context::wraps(fields).map_err(|error| error.to_string())?;
        if let Value::Object(map) = context.data_mut() {
            map.insert("reason".to_owned(), worded.reason.into());
            map.insert("signature".to_owned(), facts.signature.in_language(language).into());
            let formatted = facts.formatted.as_ref().map(|words| formatted_html::written(words));
            map.insert(FORMATTED.to_owned(), formatted.unwrap_or_default().into());
            let mut set = |list: &str, at: usize, name: &str, text: String| {
                if let Some(value) = map.get_mut(list).and_then(|list| list.get_mut(at)?.get_mut(name)) {
                    *value = text.into();
                }
            };
            worded.faults.into_iter().for_each(|(at, fault)| set("receipt", at, "fault", fault));
            worded.set_aside.into_iter().for_each(|(at, why)| set("set_aside", at, "why", why));
            worded.notes.into_iter().for_each(|(at, note)| set("entries", at, "text", note));
            map.insert("subject".to_owned(), heading::topic(&facts.subject, letter.reference).into());
            for name in ["text", "reason"] {
                if let Some(Value::String(text)) = map.get_mut(name) {
                    text.truncate(text.trim_end().len());
                    if let Cow::Owned(printable) = printable(text) {
                        *text = printable;
                    }
                }
            }
        }
        Ok(Self(context))
    }

    /// The same, with the beginning of these words for the inbox.
    pub(super) fn with_preheader(mut self, text: &str) -> Self {
        if let Value::Object(fields) = self.0.data_mut() {
            fields.insert("preheader".to_owned(), preheader(text).into());
        }
        self
    }

    /// The same context with one field of another, to try templates on.
    pub(super) fn with_field_of(&self, other: &Self, name: &str) -> Self {
        let mut context = self.0.clone();
        if let (Value::Object(fields), Some(value)) = (context.data_mut(), other.0.data().get(name)) {
            fields.insert(name.to_owned(), value.clone());
        }
        Self(context)
    }
}

/// The name if it reads well in `Hello …,`: letters only, no `Lovelace, Ada`, no address, no sentence. Otherwise empty.
fn greeted(name: &str) -> &str {
    let reads_well = name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '.' | '\'' | '’'));
    let whole = truncated(name, MAX_GREETED_BYTES).len() == name.len();
    if reads_well && whole && !name.contains("..") { name } else { "" }
}

/// The first word of a name of two or three, if it is neither a title nor an initial.
fn first_name(name: &str) -> &str {
    let words: Vec<&str> = name.split(' ').filter(|word| !word.is_empty()).collect();
    let first = words.first().copied().unwrap_or_default();
    let reads_well = first.chars().count() > 1 && !first.ends_with('.') && !TITLES.contains(&first);
    let is_name = first.chars().skip(1).any(char::is_lowercase);
    if (2..=3).contains(&words.len()) && reads_well && is_name { first } else { "" }
}

/// The beginning of the words, on one line.
fn preheader(text: &str) -> String {
    // Four times as much is enough, whatever blanks go, and a long letter isn't collapsed for its first words.
    truncated(&one_line(truncated(text, 4 * MAX_PREHEADER_BYTES)), MAX_PREHEADER_BYTES).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_a_first_name() {
        let check = |name: &str, expected: &str| assert_eq!(first_name(name), expected, "{name}");
        check("Ada Lovelace", "Ada");
        check("Anne-Marie de Vries", "Anne-Marie");
        check("Ada", "");
        check("Dr. Ada Lovelace", "");
        check("Herr Müller", "");
        check("A Lovelace", "");
        check("IT Support", "");
        check("Jörg Müller Lüdenscheidt von Halle", "");
        check("", "");
    }

    #[test]
    fn only_names_are_greeted() {
        let check = |name: &str, expected: &str| assert_eq!(greeted(name), expected, "{name:?}");
        check("Ada Lovelace", "Ada Lovelace");
        check("Jörg Müller-Lüdenscheidt", "Jörg Müller-Lüdenscheidt");
        check("Dr. O'Neil", "Dr. O'Neil");
        check("Lovelace, Ada", "");
        check("ada@customer.example", "");
        check("You won 1000 EUR", "");
        check(&"A".repeat(61), "");
        check("", "");
    }
}

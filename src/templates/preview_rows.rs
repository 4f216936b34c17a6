//! Rows of preview letters that are the same in every language.

use crate::desk::by_language::base;
use crate::desk::command::ReceiptLine;
use crate::desk::facts::{CommandFact, EntryFact, RefusedFact, SetAsideFact};
use crate::desk::reason::{CommandFault, Reason};
use crate::desk::registry;
use crate::mail::Contact;
use crate::mail::authentic::Basis;

use super::Facts;
use super::samples::{portal, signature};

pub(super) fn entry(at: &str, (author, role): (&Contact, &str), text: &str) -> EntryFact {
    let (at, author, role) = (at.to_owned(), author.to_string(), role.to_owned());
    EntryFact { at, author, role, internal: false, text: text.to_owned(), note: None }
}

/// What was said before, below the new words.
pub(super) fn earlier(author: &Contact, text: &str) -> EntryFact {
    EntryFact { author: author.display().to_owned(), text: text.to_owned(), ..EntryFact::default() }
}

pub(super) fn set_aside((mail, end): (&str, &str), from: &Contact, subject: &str, because: Reason) -> SetAsideFact {
    let (mail, end, subject) = (mail.to_owned(), end.to_owned(), subject.to_owned());
    SetAsideFact { mail, end, first: true, from: from.to_string(), subject, why: String::new(), because: Some(because) }
}

/// A link and a code that sign nobody in.
pub(super) fn sign_in(language: &str, is_bare: bool) -> Facts {
    let link = format!("{}/q7w2kzc5n4txh3vd6m0a9rjs8y", portal().sign_in());
    let browser = match base(language) {
        _ if is_bare => "",
        "nl" => "Firefox op Linux",
        "de" => "Firefox unter Linux",
        _ => "Firefox on Linux",
    };
    Facts { link, code: "K7QM-2XRD".to_owned(), browser: browser.to_owned(), minutes: 15, ..Facts::default() }
}

pub(super) fn unproven() -> Basis {
    Basis::NoField { servers: "mx.desk.example".to_owned() }
}

pub(super) fn refused() -> Vec<RefusedFact> {
    let fact = |[name, size, why, limit]: [&str; 4]| {
        let [name, size, why, limit] = [name, size, why, limit].map(str::to_owned);
        RefusedFact { name, size, why, limit }
    };
    [["video.mp4", "31 MB", "file", "10 MB"], ["", "12 MB", "mail", "20 MB"]].map(fact).to_vec()
}

/// Of a mail in which one command is right and one has lost its last letter.
pub(super) fn receipt(meant: &str) -> Vec<ReceiptLine> {
    let line = |command: &str, fault| ReceiptLine { command: command.to_owned(), fault };
    let mistyped: String = meant.chars().take(meant.chars().count().saturating_sub(1)).collect();
    let fault = CommandFault::ProbablyMeant { meant: meant.to_owned() };
    vec![line("#assign me", None), line(&format!("#{mistyped}"), Some(fault))]
}

/// One of each usage; `field` is the word for a field of the desk.
pub(super) fn commands(field: &str, language: &str) -> Vec<CommandFact> {
    let of = |(command, meaning): (String, &str)| {
        let (command, choices) = match meaning {
            "assign" => (command, "anna, ben"),
            "field" => (command.replace("FIELD", field), "1, 2, 3, 4"),
            _ => (command, ""),
        };
        let command = registry::in_language(&command, language);
        CommandFact { command, meaning: meaning.to_owned(), choices: choices.to_owned() }
    };
    registry::usages("HD-00042").map(of).collect()
}

/// An agent's words with a signature below them; bare ones have none.
pub(super) fn signed(is_bare: bool, words: Facts) -> Facts {
    if is_bare { words } else { Facts { signature: signature(), ..words } }
}

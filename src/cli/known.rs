//! Values on the command line that must name something: an agent, a status, a mailbox. A name of nothing is a wrong
//! command line (64), and the error offers what was probably meant.

use crate::desk::nearest::nearest;

/// The most names that an error lists.
const LISTED: usize = 6;

/// A value that names nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UnknownName(String);

impl UnknownName {
    /// A value that can't be one, with what to write.
    pub(super) fn of(option: &str, given: &str, help: &str) -> Self {
        Self(format!("{option} {given}: {help}"))
    }
}

/// The known name that a value of an option is, in any case. `what` says what it names: `agent`.
pub(super) fn find<'a>(option: &str, what: &str, given: &str, known: &[&'a str]) -> Result<&'a str, UnknownName> {
    let found = known.iter().find(|name| name.to_lowercase() == given.to_lowercase());
    found.copied().ok_or_else(|| UnknownName(format!("{option}: there's no {what} {given:?}.{}", hint(given, known))))
}

/// ` Did you mean anna?`, or what there is.
pub(super) fn hint(given: &str, known: &[&str]) -> String {
    match nearest(given, known.iter().copied()) {
        Some(meant) => format!(" Did you mean {meant}?"),
        None if known.is_empty() => " The config has none.".to_owned(),
        None => {
            let more = if known.len() > LISTED { ", …" } else { "" };
            let listed: Vec<&str> = known.iter().take(LISTED).copied().collect();
            format!(" Choose from: {}{more}.", listed.join(", "))
        }
    }
}

/// The number of a mail in the ledger.
pub(super) fn mail_number(text: &str) -> Result<i64, String> {
    number(text).ok_or_else(|| "write the number of an email, as in `maildesk ledger`".to_owned())
}

/// The number of a letter in the outbox.
pub(super) fn letter_number(text: &str) -> Result<i64, String> {
    number(text).ok_or_else(|| "write the number of a letter, as in `maildesk outbox`".to_owned())
}

fn number(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_and_letters_have_numbers() {
        for (text, expected) in [("17", Some(17)), ("0", None), ("-3", None), ("HD-00042", None), ("", None)] {
            assert_eq!((mail_number(text).ok(), letter_number(text).ok()), (expected, expected), "{text:?}");
        }
    }

    #[test]
    fn a_name_of_nothing_has_a_suggestion() {
        let check = |given: &str, known: &[&str], expected: Result<&str, &str>| {
            let found = find("--assignee", "agent", given, known).map_err(|error| error.to_string());
            assert_eq!(found, expected.map_err(str::to_owned), "{given}");
        };
        check("anna", &["anna", "ben"], Ok("anna"));
        check("ANNA", &["anna", "ben"], Ok("anna"));
        check("ana", &["anna", "ben"], Err("--assignee: there's no agent \"ana\". Did you mean anna?"));
        check("zoe", &["anna", "ben"], Err("--assignee: there's no agent \"zoe\". Choose from: anna, ben."));
        check("zoe", &[], Err("--assignee: there's no agent \"zoe\". The config has none."));
        let many: Vec<String> = (0..20).map(|number| format!("status-{number}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(hint("x", &many).ends_with("status-5, …."));
    }
}

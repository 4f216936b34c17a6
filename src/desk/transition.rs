//! Transitions: status changes with a name, which people ask for in a line `#name` at the top of their mail. What a desk
//! gives to its customers, they can do; any other `#line` of theirs is text.

use crate::mail::clean::MAX_QUOTED;

use super::by_language::Texts;
use super::condition::any;
use super::people::Role;
use super::recipients::Recipient;
use super::status::StatusName;
use super::title::readable;

/// A status change that somebody may ask for by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// The word behind `#`. No status and no other command has the same.
    pub name: String,
    /// The roles that may ask for it.
    pub by: Vec<Role>,
    /// From which statuses; empty: from all.
    pub from: Vec<StatusName>,
    /// The status that follows.
    pub to: StatusName,
    /// The partner that gets the ticket, by its name; it must be involved with the customer.
    pub partner: Option<String>,
    /// Its title in letters that offer it.
    pub titles: Texts,
    /// The agent who asks for it becomes the assignee.
    pub assign_author: bool,
    /// The recipients who are told of the new status.
    pub tells: Vec<Recipient>,
}

impl Transition {
    /// Its title in a language.
    pub fn called(&self, language: &str) -> String {
        self.titles.shown(language).map_or_else(|| readable(&self.name), str::to_owned)
    }

    /// Whether it starts from this status.
    pub fn starts_from(&self, status: &StatusName) -> bool {
        any(&self.from, |from| from == status)
    }
}

/// The word behind `#` on the first line of a customer's mail, in lower case, and the words below it. Only a line that is
/// nothing but such a word asks for anything.
pub fn find_asked(text: &str) -> Option<(String, &str)> {
    let (line, below) = text.trim_start().split_once('\n').unwrap_or((text.trim_start(), ""));
    let name = line.trim().strip_prefix('#')?;
    let is_word =
        name.starts_with(char::is_alphabetic) && !name.contains(char::is_whitespace) && name.len() <= MAX_QUOTED;
    is_word.then(|| (name.to_lowercase(), below.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_first_line_asks_for() {
        let check = |text: &str, expected: Option<(&str, &str)>| {
            let found = find_asked(text);
            assert_eq!(found.as_ref().map(|(name, below)| (name.as_str(), *below)), expected, "{text:?}");
        };
        check("#cancel", Some(("cancel", "")));
        check("\n #Cancel \nIt works again.\n", Some(("cancel", "It works again.")));
        check("#to-web-it\r\nPlease look.", Some(("to-web-it", "Please look.")));
        check("#cancel it", None);
        check("# cancel", None);
        check("#1", None);
        check("Please\n#cancel", None);
        check("cancel", None);
        check("", None);
    }
}

//! Two plays of a story, by mail and by page, compared scene by scene (P9).
//!
//! Comes in: what could be seen after each scene of both, as lines. Goes out: for each scene the lines that only one of them
//! has. What differed before isn't told again.

/// What a comparison found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// How many mails became postings.
    pub turned: usize,
    /// The mails that stayed mails.
    pub kept: Vec<KeptMail>,
    /// What differs, scene by scene.
    pub differences: Vec<Difference>,
}

/// A mail that no page can say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptMail {
    /// The line of its scene.
    pub line: usize,
    /// Why.
    pub why: Kept,
}

/// Why a mail stays a mail: what `docs/PORTAL.md` lists as different.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// Pages are for people.
    Program,
    /// Its author isn't believed. On a page, the session proves who it is.
    Unproven,
    /// The answer is a page.
    Question,
    /// A page opens none.
    Inquiry,
    /// A page names tickets only by being theirs.
    NamesTicket,
    /// Words that look like a request and aren't one stay words on a page, too, but nobody remarks on it.
    StaysText,
    /// A page has no such value to choose.
    WrongValue,
    /// Without words, a page tells agents what was set, and nobody else.
    FieldsAlone,
    /// A page belongs to one mailbox.
    OtherAddress,
    /// A page refuses it, and nothing is written.
    Refused,
}

impl Kept {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Program,
        Self::Unproven,
        Self::Question,
        Self::Inquiry,
        Self::NamesTicket,
        Self::StaysText,
        Self::WrongValue,
        Self::FieldsAlone,
        Self::OtherAddress,
        Self::Refused,
    ];

    /// As the manual lists it.
    pub fn listed(self) -> &'static str {
        match self {
            Self::Program => "a program wrote it",
            Self::Unproven => "nothing proves who wrote it",
            Self::Question => "it asks for a list of tickets",
            Self::Inquiry => "it is an inquiry",
            Self::NamesTicket => "it names a ticket that its author isn't on",
            Self::StaysText => "it asks for what its author can't ask for, which stays text",
            Self::WrongValue => "a form line has a value that doesn't exist",
            Self::FieldsAlone => "it has form lines and no other words",
            Self::OtherAddress => "it went to another address of the mailbox, which a route knows",
            Self::Refused => "its commands can't be carried out",
        }
    }
}

/// What differs since a scene.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The line of the scene.
    pub line: usize,
    /// What only the mails led to.
    pub by_mail: Vec<String>,
    /// What only the pages led to.
    pub by_page: Vec<String>,
}

/// What can be seen after a scene.
#[derive(Debug, Clone)]
pub(super) struct SceneView {
    /// The line of the scene.
    pub(super) line: usize,
    /// Everything so far, a line each.
    pub(super) lines: Vec<String>,
}

/// Compares two plays of the same scenes.
pub(super) fn differences(by_mail: &[SceneView], by_page: &[SceneView]) -> Vec<Difference> {
    let (mut known_of_mail, mut known_of_page) = (Vec::new(), Vec::new());
    let mut found = Vec::new();
    for (mail, page) in by_mail.iter().zip(by_page) {
        let only_mail = without(&mail.lines, &page.lines);
        let only_page = without(&page.lines, &mail.lines);
        let difference = Difference {
            line: mail.line,
            by_mail: without(&only_mail, &known_of_mail),
            by_page: without(&only_page, &known_of_page),
        };
        if !(difference.by_mail.is_empty() && difference.by_page.is_empty()) {
            found.push(difference);
        }
        (known_of_mail, known_of_page) = (only_mail, only_page);
    }
    found
}

/// The lines that others don't have, or have less often.
fn without(lines: &[String], others: &[String]) -> Vec<String> {
    let mut left = others.to_vec();
    let is_alone = |line: &&String| match left.iter().position(|other| other == *line) {
        Some(at) => {
            left.swap_remove(at);
            false
        }
        None => true,
    };
    lines.iter().filter(is_alone).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differed_before_is_not_told_again() {
        let view = |line: usize, lines: &[&str]| SceneView {
            line,
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        };
        let mails = [view(1, &["a", "b"]), view(2, &["a", "b", "b"]), view(3, &["a", "b", "b", "c"])];
        let pages = [view(1, &["a", "x"]), view(2, &["a", "x", "b"]), view(3, &["a", "x", "b", "d"])];
        let told =
            |found: &Difference| format!("{}: {} | {}", found.line, found.by_mail.join(" "), found.by_page.join(" "));
        let found: Vec<String> = differences(&mails, &pages).iter().map(told).collect();
        assert_eq!(found, ["1: b | x", "3: c | d"]);
    }
}

//! What a subject says of its mail: forwarded, answered, or nothing.
//!
//! Comes in: a subject. Goes out: [`SubjectHint`]. Programs put their own word in front, in the language of their user; only
//! the first one counts (`RE: FW: press` answers a forward).

use super::super::prefix::{Prefix, prefix_of};
use super::super::quote::Opening;
use super::super::quote::lines::{Line, unquoted};

/// What a subject says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SubjectHint {
    /// The mail was forwarded.
    Forward,
    /// Either: `VS:` forwards in Danish and Norwegian, and answers in Finnish.
    Perhaps,
    /// Nothing of a forward.
    Nothing,
}

impl SubjectHint {
    /// Whether a block of fields is a forward's. The language of the fields decides where the subject does not.
    pub(super) fn is_forward(self, lines: &[Line<'_>], opening: &Opening) -> bool {
        let finnish = |line: &Line<'_>| {
            let lower = unquoted(line.text).trim_start_matches(['*', ' ']).to_lowercase();
            lower.starts_with("lähettäjä") || lower.starts_with("vastaanottaja") || lower.starts_with("aihe")
        };
        match self {
            Self::Forward => true,
            Self::Perhaps => !lines.iter().skip(opening.from).take(8).any(finnish),
            Self::Nothing => false,
        }
    }
}

/// What a subject says of a forward.
pub(super) fn said(subject: &str) -> SubjectHint {
    match prefix_behind_tags(subject) {
        Some(Prefix::Forward) => SubjectHint::Forward,
        Some(Prefix::Either) => SubjectHint::Perhaps,
        Some(Prefix::Answer) => SubjectHint::Nothing,
        None => said_around(subject),
    }
}

/// Whether a subject begins as answers do.
pub(super) fn is_answer(subject: &str) -> bool {
    prefix_behind_tags(subject) == Some(Prefix::Answer)
}

/// `[sales] Fwd: press`.
fn prefix_behind_tags(subject: &str) -> Option<Prefix> {
    let mut rest = subject.trim();
    while let Some((_, behind)) = rest.strip_prefix('[').and_then(|tag| tag.split_once(']')) {
        rest = behind.trim_start();
    }
    prefix_of(rest).map(|(prefix, _)| prefix)
}

/// `press (fwd)` (Pine), `[ada@x.example: press]` (mutt, Emacs).
fn said_around(subject: &str) -> SubjectHint {
    let subject = subject.trim();
    let lower = subject.to_lowercase();
    let framed =
        subject.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).and_then(|rest| rest.split_once(':'));
    let by_address = framed.is_some_and(|(who, _)| who.contains('@') && !who.contains(' '));
    if lower.ends_with("(fwd)") || lower.ends_with("(fw)") || by_address {
        SubjectHint::Forward
    } else {
        SubjectHint::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_subjects_say() {
        let check = |subject: &str, expected: SubjectHint| assert_eq!(said(subject), expected, "{subject:?}");
        check("TR : presse", SubjectHint::Forward);
        check("[sales] Fwd: press", SubjectHint::Forward);
        check("press (fwd)", SubjectHint::Forward);
        check("[ada@x.example: press]", SubjectHint::Forward);
        check("VS: presse", SubjectHint::Perhaps);
        check("RE: FW: press", SubjectHint::Nothing);
        check("Re: press (fwd)", SubjectHint::Nothing);
        check("Invoice: 5", SubjectHint::Nothing);
        check("forward me the list", SubjectHint::Nothing);
        check("[ticket 5: press]", SubjectHint::Nothing);
        check("", SubjectHint::Nothing);
    }
}

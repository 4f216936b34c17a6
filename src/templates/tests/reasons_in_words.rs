//! Tests that letters give their reasons in the words of their language.

use super::*;
use crate::desk::people::Role;
use crate::desk::reason::{By, Changed, Quarantine, Reason, Refusal, Remark, Roles};
use crate::templates::reasons::{self, lines};

/// Every reason that a letter can give, in every language but English, whose words are `Display`'s.
#[test]
fn reasons_have_words_in_every_language() {
    let of_letters = |reason: &Reason| !matches!(reason, Reason::Matched(_) | Reason::Handling(_) | Reason::Spared(_));
    // It is spared after the letters are made.
    let spared = |reason: &Reason| matches!(reason, Reason::Changed(Changed::FeedbackSpared { .. }));
    let is_quote =
        |reason: &Reason| matches!(reason, Reason::By(By::Words { .. }) | Reason::Quarantine(Quarantine::Fault { .. }));
    for (language, registries) in &SHIPPED.languages {
        for reason in Reason::samples().into_iter().filter(of_letters).filter(|reason| !spared(reason)) {
            let words = reasons::word(registries, serde_json::to_value(&reason).unwrap()).unwrap();
            assert!(words.is_some() || language == "en", "{language}: {reason:?}");
            // A timer is one in Dutch, too.
            let is_same = language == "en" || is_quote(&reason) || matches!(reason, Reason::By(By::Timer { .. }));
            assert!(is_same || words != Some(reason.to_string()), "{language}: {words:?}");
        }
        let within = reasons::samples().into_iter().skip(Reason::samples().len());
        for data in within.filter(|_| language != "en") {
            assert!(reasons::word(registries, data.clone()).unwrap().is_some(), "{language}: {data}");
        }
    }
}

#[test]
fn a_reason_within_a_reason_is_worded_too() {
    let check = |language: &str, reason: Reason, expected: &str| {
        let (_, registries) = SHIPPED.languages.iter().find(|(known, _)| known == language).unwrap();
        assert_eq!(lines(registries, &[reason]).unwrap(), expected);
    };
    let moved = || {
        let by = By::Rule { name: "a comment reopens".to_owned() };
        Reason::from(Changed::Moved { from: "resolved".to_owned(), to: "assigned".to_owned(), by })
    };
    check("en", moved(), "Status: assigned (was resolved)");
    let assigned = Changed::Assigned { to: "Ben Berg".to_owned(), by: By::Rule { name: "x".to_owned() } };
    check("nl", assigned.into(), "Behandelaar: Ben Berg");
    let why = Refusal::ForOthers { roles: Roles(vec![Role::Requester, Role::Partner]) };
    let wish = Remark::WishRefused { name: "cancel".to_owned(), role: Role::Participant, why };
    check("nl", wish.into(), "‘#cancel’ is hier gewone tekst (in cc): alleen voor klant, partner");
    check("de", Reason::Text("what stood there".to_owned()), "what stood there");
}

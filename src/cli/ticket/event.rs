//! Tests how events are told, in text and in JSON.

use crate::cli::ticket::{entry_json, print_entry};
use crate::desk::event::EventKind;
use crate::desk::reason::By;
use crate::desk::samples;
use crate::store::MailId;
use crate::store::read::{Entry, Told};
use crate::store::samples::now;

/// Checks the sentence for values before and after.
fn said(kind: EventKind) -> (Option<&'static str>, Option<&'static str>, &'static str) {
    match kind {
        EventKind::Status => (Some("new"), Some("resolved"), "status new → resolved by a@x.example: why"),
        EventKind::Assigned => (None, Some("anna"), "assigned nobody → anna by a@x.example: why"),
        EventKind::Team => (Some("web"), Some("print"), "team web → print by a@x.example: why"),
        EventKind::Field => (Some("priority: 3"), Some("priority: 1"), "priority 3 → 1 by a@x.example: why"),
        EventKind::ChoicesTold => {
            (None, Some("priority, kind"), "choices of priority, kind sent (email from a@x.example): why")
        }
        EventKind::JudgementAsked => (None, None, "another priority requested by a@x.example: why"),
        EventKind::Handed => (None, Some("webhost"), "handed to webhost by a@x.example: why"),
        EventKind::Merged => (None, Some("9"), "merged into HD-00009 by a@x.example: why"),
        EventKind::Split => {
            (None, Some("The invoice"), "question \"The invoice\" moved to its own ticket by a@x.example: why")
        }
        EventKind::Spam => (None, None, "filed as spam by a@x.example: why"),
        EventKind::Requester => {
            (Some("b@x.example"), Some("c@x.example"), "requester b@x.example → c@x.example by a@x.example: why")
        }
        EventKind::Joined => (None, Some("b@x.example"), "b@x.example copied in by a@x.example: why"),
        EventKind::Left => (Some("b@x.example"), None, "b@x.example no longer copied in by a@x.example: why"),
        EventKind::FeedbackAsked => (None, None, "rating requested (email from a@x.example): why"),
        EventKind::FeedbackSpared => (None, None, "rating not requested (email from a@x.example): why"),
        EventKind::Rated => (None, Some("4"), "rated 4 of 5 by a@x.example: why"),
        EventKind::Replayed => (None, None, "its email is processed again (email from a@x.example): why"),
        EventKind::LetterFailed => {
            (None, Some("b@x.example"), "the letter to b@x.example couldn't be delivered (email from a@x.example): why")
        }
        EventKind::LetterRetried => {
            (None, Some("b@x.example"), "the letter to b@x.example was queued again (email from a@x.example): why")
        }
        EventKind::LetterUnknown => (
            None,
            Some("b@x.example"),
            "the letter to b@x.example may have been sent, trying again (email from a@x.example): why",
        ),
        EventKind::LetterSpared => (None, None, "a letter was left out (email from a@x.example): why"),
        EventKind::PromiseKept => {
            (None, Some("first-response"), "first response on time (email from a@x.example): why")
        }
        EventKind::PromiseWarned => {
            (None, Some("resolution"), "resolution nearly overdue (email from a@x.example): why")
        }
        EventKind::PromiseBroken => (None, Some("triage"), "triage overdue (email from a@x.example): why"),
    }
}

fn entry(kind: Result<EventKind, String>, before: Option<&str>, after: Option<&str>, actor: Option<&str>) -> Entry {
    let (before, after, actor) = (before.map(str::to_owned), after.map(str::to_owned), actor.map(str::to_owned));
    let told = Told::Event { kind, actor, before, after, reason: By::words("why").into(), mail: Some(MailId(7)) };
    Entry { at: now(), told }
}

fn text(entry: &Entry) -> String {
    let mut out = Vec::new();
    print_entry(entry, &samples::policy(), &[], &mut out).unwrap();
    let whole = String::from_utf8(out).unwrap().replace(&format!("\n{}", " ".repeat(22)), " ");
    whole.strip_prefix("2026-01-05 09:00 UTC  ").unwrap().trim_end().to_owned()
}

#[test]
fn every_kind_is_told_with_before_after_and_reason() {
    let style = samples::policy().style;
    for kind in EventKind::ALL {
        let (before, after, expected) = said(kind);
        let entry = entry(Ok(kind), before, after, Some("a@x.example"));
        assert_eq!(text(&entry), expected);
        let json = entry_json(&entry, &style, &[]);
        assert_eq!(json["what"], kind.as_str());
        assert_eq!((json["before"].as_str(), json["after"].as_str()), (before, after), "{kind:?}");
        assert_eq!((json["reason"].as_str(), json["mail"].as_i64()), (Some("why"), Some(7)));
        assert!(json["text"].as_str().is_some_and(|text| expected.starts_with(text)), "{json}");
    }
}

#[test]
fn what_is_not_there_and_what_is_not_known_is_told_too() {
    let check = |kind: Result<EventKind, String>, before, after, expected: &str| {
        assert_eq!(text(&entry(kind, before, after, None)), expected);
    };
    check(Ok(EventKind::Field), None, Some("kind: a: b"), "kind none → a: b: why");
    check(Ok(EventKind::Field), Some("kind: a"), None, "kind a → none: why");
    check(Ok(EventKind::Requester), None, Some("c@x.example"), "requester nobody → c@x.example: why");
    check(Ok(EventKind::LetterFailed), None, None, "the letter couldn't be delivered: why");
    let newer = || Err("escal\u{1b}ated".to_owned());
    check(newer(), None, None, "escalated (this version of maildesk doesn't know it): why");
    check(newer(), Some("a"), Some("b"), "escalated a → b (this version of maildesk doesn't know it): why");
    let json = entry_json(&entry(newer(), None, Some("b"), None), &samples::policy().style, &[]);
    assert_eq!((json["what"].as_str(), json["after"].as_str()), (Some("escal\u{1b}ated"), Some("b")));
}

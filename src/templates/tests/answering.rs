//! Tests how agents are told to answer: the commands of their own workflow, and no line about statuses that there are not.

use super::*;

#[test]
fn agents_are_told_the_commands_of_their_own_workflow() {
    let mut sample = sample("full");
    sample.facts.statuses.retain(|status| status.command != "#resolved" && status.command != "#closed");
    for (language, kind, letter) in letters(&sample) {
        if kind != NoticeKind::Receipt {
            assert!(!letter.text.contains("#resolved") && !letter.html.contains("#resolved"), "{language} {kind:?}");
        }
        let answers = matches!(kind, NoticeKind::NewTicket | NoticeKind::NewComment | NoticeKind::Quarantine);
        assert_eq!(letter.text.contains("#cancelled"), answers || letter.text.contains("#help"), "{language} {kind:?}");
    }
}

#[test]
fn a_group_without_statuses_has_no_line() {
    for left in ["#resolved", "#closed", "#new", "none"] {
        let mut sample = sample("full");
        sample.facts.statuses.retain(|status| status.command == left);
        for (language, kind, letter) in letters(&sample) {
            let mut lines = letter.text.lines().chain(letter.html.lines());
            assert!(!lines.any(|line| line.trim_start().starts_with("– ")), "{language} {kind:?} without a status");
        }
    }
}

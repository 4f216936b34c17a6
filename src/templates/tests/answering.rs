//! Tests how agents are told to answer: three commands that matter now, of their own workflow, and all others by `#help`.

use super::*;

fn is_new(kind: NoticeKind) -> bool {
    matches!(kind, NoticeKind::NewTicket | NoticeKind::NewComment)
}

#[test]
fn agents_are_told_what_matters_now() {
    let sample = sample("full");
    for (language, kind, letter) in letters(&sample).into_iter().filter(|letter| is_new(letter.1)) {
        for command in ["#note", "#resolved", "#help"] {
            assert!(letter.text.contains(&format!("\n{command} – ")), "{language} {kind:?}: {}", letter.text);
            assert!(letter.html.contains(&format!(">{command}</a> – ")), "{language} {kind:?}: {}", letter.html);
        }
        for command in ["#closed", "#cancelled", "#new"] {
            assert!(!letter.text.contains(&format!("\n{command}")), "{language} {kind:?}: {}", letter.text);
        }
    }
}

#[test]
fn agents_are_told_the_commands_of_their_own_workflow() {
    let mut sample = sample("full");
    sample.facts.statuses.retain(|status| status.command != "#resolved" && status.command != "#closed");
    for (language, kind, letter) in letters(&sample) {
        if kind != NoticeKind::Receipt {
            assert!(!letter.text.contains("#resolved") && !letter.html.contains("#resolved"), "{language} {kind:?}");
        }
        let first = sample.facts.offers.first().map_or("", |offer| offer.command.as_str());
        assert!(!is_new(kind) || letter.text.contains(&format!("\n{first} – ")), "{language} {kind:?}");
    }
}

#[test]
fn who_has_a_ticket_is_not_told_how_to_take_it() {
    let mut sample = sample("full");
    let offered = |sample: &Sample| {
        let all = letters(sample).into_iter().filter(|letter| is_new(letter.1));
        all.map(|(.., letter)| letter.text.contains("\n#assign me – ")).collect::<Vec<_>>()
    };
    sample.facts.assignee = String::new();
    assert!(offered(&sample).into_iter().all(|is_offered| is_offered));
    sample.facts.assignee = sample.recipient.name().to_owned();
    assert!(!offered(&sample).into_iter().any(|is_offered| is_offered));
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

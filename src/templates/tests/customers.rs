//! Tests what customers read: the form of address that the desk has chosen, and the company's lines below.

use super::*;
use crate::desk::signature::Signature;

/// The kinds that customers and partners read.
const KINDS: [NoticeKind; 13] = [
    NoticeKind::Confirmation,
    NoticeKind::Reply,
    NoticeKind::Involved,
    NoticeKind::StatusChange,
    NoticeKind::Feedback,
    NoticeKind::Choices,
    NoticeKind::Judged,
    NoticeKind::Merged,
    NoticeKind::FilesRefused,
    NoticeKind::Listing,
    NoticeKind::SignIn,
    NoticeKind::Portal,
    NoticeKind::Handed,
];

fn customers(sample: &Sample) -> impl Iterator<Item = (&'static str, NoticeKind, RenderedLetter)> {
    letters(sample).into_iter().filter(|(_, kind, _)| KINDS.contains(kind))
}

/// A sample without words of its own, in the two forms that a letter has: with little, and with much to tell.
fn both() -> [Sample; 2] {
    let mut full = sample("full");
    full.facts.signature = Signature::default();
    [sample("bare"), full]
}

#[test]
fn an_informal_desk_says_neither_u_nor_sie() {
    let formal = ["u", "uw", "wilt", "goedendag", "beste", "ihr", "ihre", "ihnen", "ihrem", "ihren", "möchten"];
    for (language, kind, letter) in both().iter().flat_map(customers) {
        if !language.ends_with("-informal") {
            continue;
        }
        let all = format!("{}\n{}\n{}", letter.subject.as_str(), letter.text, letter.html);
        for word in all.split(|c: char| !c.is_alphabetic()) {
            assert!(!formal.contains(&word.to_lowercase().as_str()), "{language} {kind:?}: {word} in {all}");
            assert!(word != "Sie", "{language} {kind:?}: {all}");
        }
    }
}

#[test]
fn a_formal_desk_says_neither_je_nor_du() {
    let informal = ["je", "jij", "jou", "jouw", "du", "dir", "dich", "dein", "deine", "hallo"];
    for (language, kind, letter) in both().iter().flat_map(customers) {
        if language.ends_with("-informal") {
            continue;
        }
        for word in letter.text.split(|c: char| !c.is_alphabetic()) {
            assert!(
                !informal.contains(&word.to_lowercase().as_str()),
                "{language} {kind:?}: {word} in {}",
                letter.text
            );
        }
    }
}

#[test]
fn the_company_signs_the_text_part_too() {
    for (language, kind, letter) in customers(&sample("full")) {
        let company = "\n\nExample Ltd\n1 Mill Lane, Leeds\nMonday to Friday, 8:30 to 17:30\n";
        assert_eq!(letter.text.matches(company).count(), 1, "{language} {kind:?}: {}", letter.text);
    }
    let mut agents = sample("full");
    agents.to_agent = true;
    for (language, kind, letter) in customers(&agents) {
        assert!(!letter.text.contains("Mill Lane"), "{language} {kind:?}: {}", letter.text);
    }
}

#[test]
fn withheld_words_leave_no_gap() {
    let mut sample = sample("full");
    sample.facts.withheld = true;
    sample.facts.subject.clear();
    sample.facts.author.clear();
    for (language, kind, letter) in customers(&sample) {
        let writes = matches!(kind, NoticeKind::Confirmation | NoticeKind::Choices | NoticeKind::FilesRefused);
        if writes {
            let subject = letter.subject.as_str();
            assert!(!subject.contains('('), "{language} {kind:?}: {subject}");
            assert!(
                !letter.text.contains("()") && !letter.text.contains("(no "),
                "{language} {kind:?}: {}",
                letter.text
            );
        }
    }
}

#[test]
fn one_line_or_attachment_is_one() {
    let mut sample = sample("full");
    let render =
        |sample: &Sample, kind| SHIPPED.render(kind, &sample.letter_context("en"), &sample.facts).unwrap().text;
    assert!(render(&sample, NoticeKind::FilesRefused).contains("accept these attachments:"));
    assert!(render(&sample, NoticeKind::Choices).contains("read this line:"));
    sample.facts.refused.truncate(1);
    sample.facts.choices.extend(sample.facts.choices.clone());
    assert!(render(&sample, NoticeKind::FilesRefused).contains("accept this attachment:"));
    assert!(render(&sample, NoticeKind::Choices).contains("read these lines:"));
}

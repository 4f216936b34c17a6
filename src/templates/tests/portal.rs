//! Letters of a desk with a portal: they link to it, and nothing else in them changes.

use super::*;
use crate::desk::portal::Portal;
use crate::templates::preview::preview;
use crate::templates::samples::portal;

/// Letters to customers that are about a ticket.
const ABOUT_A_TICKET: [NoticeKind; 10] = [
    NoticeKind::Confirmation,
    NoticeKind::Reply,
    NoticeKind::Involved,
    NoticeKind::StatusChange,
    NoticeKind::Handed,
    NoticeKind::Feedback,
    NoticeKind::Choices,
    NoticeKind::Judged,
    NoticeKind::Merged,
    NoticeKind::FilesRefused,
];

/// Letters to agents that show the facts of a ticket.
const WITH_FACTS: [NoticeKind; 8] = [
    NoticeKind::NewTicket,
    NoticeKind::NewComment,
    NoticeKind::Moved,
    NoticeKind::Assigned,
    NoticeKind::Rated,
    NoticeKind::Shown,
    NoticeKind::PromiseWarning,
    NoticeKind::PromiseBroken,
];

/// A preview with this portal.
fn with(portal: Option<Portal>, kind: NoticeKind, language: &str) -> RenderedLetter {
    let sample = Sample { portal, ..preview("full", kind, language).unwrap() };
    SHIPPED.render(kind, &sample.letter_context(language), &sample.facts).unwrap()
}

#[test]
fn customers_find_their_ticket() {
    for language in Templates::languages() {
        let words = match base(language) {
            "nl" => "Ticket bekijken",
            "de" => "Ticket ansehen",
            _ => "View ticket",
        };
        for kind in ABOUT_A_TICKET {
            let RenderedLetter { text, html, .. } = with(Some(portal()), kind, language);
            let link = "https://help.example/t/HD-00042";
            assert_eq!(text.matches(link).count(), 1, "{language} {kind:?}: {text}");
            assert_eq!(html.matches(&format!("href=\"{link}\"")).count(), 1, "{language} {kind:?}: {html}");
            assert!(html.contains(&format!(">{words}</a>")), "{language} {kind:?}: {html}");
            assert!(!text.contains("\n\n\n") && !text.contains("{{"), "{language} {kind:?}: {text}");
            assert!(!text.contains("/desk/t/") && !html.contains("/desk/t/"), "{language} {kind:?}");
        }
    }
}

#[test]
fn agents_find_the_ticket_where_they_work() {
    let link = "https://help.example/desk/t/HD-00042";
    let without_agents = Portal { agents: false, ..portal() };
    for language in Templates::languages() {
        for kind in WITH_FACTS {
            let RenderedLetter { text, html, .. } = with(Some(portal()), kind, language);
            assert_eq!(text.matches(link).count(), 1, "{language} {kind:?}: {text}");
            assert!(html.contains(&format!("href=\"{link}\"")), "{language} {kind:?}: {html}");
            assert!(!text.contains("\n\n\n"), "{language} {kind:?}: {text}");
            assert_eq!(with(Some(without_agents.clone()), kind, language), with(None, kind, language), "{kind:?}");
        }
    }
}

#[test]
fn a_letter_about_no_ticket_links_to_none() {
    for language in Templates::languages() {
        for kind in [NoticeKind::Listing, NoticeKind::Help, NoticeKind::Held, NoticeKind::Daily, NoticeKind::SignIn] {
            assert_eq!(with(Some(portal()), kind, language), with(None, kind, language), "{language} {kind:?}");
        }
    }
}

#[test]
fn stars_open_what_the_desk_wants() {
    let token = "00042p-k2zq7mfa3xnhv5ycbo4etd6s";
    for language in Templates::languages() {
        let html = with(Some(portal()), NoticeKind::Feedback, language).html;
        for score in 1..=5 {
            let link = format!("href=\"https://help.example/r/{token}/{score}\"");
            assert_eq!(html.matches(&link).count(), 1, "{language}: {html}");
        }
        assert!(!html.contains("mailto:"), "{language}: {html}");
        let by_mail = with(Some(Portal { stars: false, ..portal() }), NoticeKind::Feedback, language).html;
        assert_eq!(by_mail.matches("href=\"mailto:").count(), 5, "{language}: {by_mail}");
        assert!(!by_mail.contains("/r/"), "{language}: {by_mail}");
        let says = |html: &str, words: &[&str]| words.iter().any(|word| html.contains(word));
        assert!(says(&html, &["A page opens", "opent een pagina", "öffnet sich eine Seite"]), "{language}: {html}");
        assert!(!says(&by_mail, &["A page opens", "opent een pagina", "öffnet sich eine Seite"]), "{language}");
    }
}

#[test]
fn what_signs_in_is_no_subject() {
    for language in Templates::languages() {
        let sample = preview("full", NoticeKind::SignIn, language).unwrap();
        let letter = with(None, NoticeKind::SignIn, language);
        for text in [&letter.text, &letter.html] {
            for said in [sample.facts.link.as_str(), "K7QM-2XRD", "15 ", &sample.facts.browser] {
                assert!(text.contains(said), "{language}: no {said} in {text}");
            }
        }
        assert!(!letter.subject.as_str().contains("K7QM"), "{language}: inboxes show subjects to bystanders");
        assert!(letter.text.lines().filter(|line| !line.is_empty()).count() < 20, "{language}: {}", letter.text);
        let unknown = preview("bare", NoticeKind::SignIn, language).unwrap();
        let bare = SHIPPED.render(NoticeKind::SignIn, &unknown.letter_context(language), &unknown.facts).unwrap();
        assert!(!bare.text.contains("  .") && !bare.text.contains("Firefox"), "{language}: {}", bare.text);
    }
}

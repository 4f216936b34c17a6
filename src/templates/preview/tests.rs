//! What the previews show is a state that can be, in one language.

use super::super::Templates;
use super::*;
use crate::desk::reason::Reason;
use crate::templates::RenderedLetter;

const LANGUAGES: [&str; 3] = ["en", "nl", "de"];

/// Every preview: its name, its language, what is told, and the letter.
fn all() -> Vec<(&'static str, NoticeKind, &'static str, Sample, RenderedLetter)> {
    let languages = LANGUAGES.map(str::to_owned);
    let templates = Templates::compile(&languages, None).unwrap();
    let mut all = Vec::new();
    for (name, language) in PREVIEWS.into_iter().flat_map(|name| LANGUAGES.map(|language| (name, language))) {
        for kind in NoticeKind::ALL {
            let sample = preview(name, kind, language).unwrap();
            let letter = templates.render(kind, &sample.letter_context(language), &sample.facts).unwrap();
            all.push((name, kind, language, sample, letter));
        }
    }
    all
}

#[test]
fn a_ticket_stands_as_it_can() {
    for (name, kind, language, Sample { facts, to_agent, recipient, .. }, _) in all() {
        let place = format!("{name} {kind:?} {language}");
        let ticket = TicketWords { language: language.to_owned(), reader: TitleReader::Agent };
        let [new, resolved, closed] = ["new", "resolved", "closed"].map(|status| ticket.status(status));
        let is_done = [&resolved, &closed].contains(&&facts.status);
        assert!(!is_done || facts.offers.is_empty(), "{place}: nothing is asked for of a ticket that is done");
        assert!(facts.statuses.iter().all(|status| status.label != facts.status), "{place}");
        assert!(facts.status != new || facts.assignee.is_empty(), "{place}: a new ticket is nobody's");
        let agents = ["", "Anna Adler", "anna@desk.example"];
        assert!(agents.contains(&facts.assignee.as_str()), "{place}: {} is no agent", facts.assignee);
        let reopened = facts.reason.iter().any(|reason| matches!(reason, Reason::Changed(Changed::Reopened { .. })));
        assert!(!reopened || !facts.text.is_empty(), "{place}: words reopen a ticket");
        assert_eq!(to_agent, recipient.address.as_str() == "anna@desk.example", "{place}");
        let is_agents = !facts.team.is_empty() || !facts.statuses.is_empty() || facts.internal;
        assert!(to_agent || !is_agents, "{place}: customers are not told that");
        assert!(to_agent || facts.tickets.iter().all(|ticket| ticket.assignee.is_empty()), "{place}");
        assert!(!facts.inquiry, "{place}: it is a ticket");
    }
}

#[test]
fn a_letter_speaks_one_language() {
    for (_, kind, language, _, letter) in all().into_iter().filter(|(name, ..)| *name == "full") {
        for other in LANGUAGES.into_iter().filter(|other| *other != language) {
            let Words { subject, asks_again, note, thanks, rule, timer, .. } = words(other);
            let waiting = TicketWords { language: other.to_owned(), reader: TitleReader::Agent }.status("on-customer");
            for foreign in [subject, asks_again, note, thanks, rule, timer, waiting] {
                assert!(!letter.text.contains(&foreign), "{kind:?} in {language}: {foreign} in {}", letter.text);
            }
        }
    }
}

#[test]
fn every_kind_tells_something_of_its_own() {
    let all = all();
    let tells = |kind: NoticeKind, words: &[&str]| {
        let (.., letter) = all.iter().find(|(name, of, ..)| *name == "full" && *of == kind).unwrap();
        let text = format!("{}\n{}", letter.subject.as_str(), letter.text);
        for word in words {
            assert!(text.contains(word), "{kind:?}: {word} in {text}");
        }
    };
    tells(
        NoticeKind::Confirmation,
        &["[HD-00042] The press stops", "by Monday 6 January, 10:02", "#cancel – Cancel this ticket"],
    );
    tells(NoticeKind::Reply, &["please check the fuse", "Waiting for your reply"]);
    tells(NoticeKind::Involved, &["Hello Bob,", "Anna Adler has added you"]);
    tells(NoticeKind::Handed, &["Hello Web-IT", "new feed belt", "It stops".to_lowercase().as_str(), "#done"]);
    tells(NoticeKind::NewComment, &["it has stopped again", "Reopened (was Resolved)"]);
    tells(NoticeKind::Moved, &["HD-00042: Closed", "Changed automatically (was Resolved)"]);
    tells(NoticeKind::Assigned, &["Ben Berg assigned HD-00042 to you", "Assigned to: Anna Adler"]);
    tells(NoticeKind::Receipt, &["#resolve\n", "Did you mean #resolved?"]);
    tells(NoticeKind::Shown, &["[HD-00042] The press stops", "internal note", "Bob Boole"]);
    tells(NoticeKind::Listing, &["Open (2)", "Done (1)", "opened 3 Jan, updated 6 Jan"]);
}

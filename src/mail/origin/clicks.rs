//! Mails that a click wrote: a reaction, a recall, the answer to an invitation. They are notes and no answers: nobody says
//! anything in them.
//!
//! Comes in: an [`Inbound`] and its author's own words. Goes out: the sort of click, with what showed it. Sources: RFC 9078,
//! RFC 5546, and what Gmail, Outlook and phones send.

use super::super::Inbound;
use super::super::clean::truncated;
use super::super::parse::{ANSWERED, REACTED};
use super::words;
use super::{MachineKind, Sign};

/// The most bytes of words that a click has, beside the subject that it repeats.
const MAX_WORDS: usize = 400;

/// A click.
pub(super) fn find(inbound: &Inbound, own: &str) -> Option<Sign> {
    let has = |kind: &str| inbound.reports.iter().any(|report| report.content_type == kind);
    if has(REACTED) {
        return Some((MachineKind::Reaction, "it has a part that is a reaction".to_owned()));
    }
    if has(ANSWERED) {
        return Some((MachineKind::CalendarReply, format!("it has a part {ANSWERED}")));
    }
    if let Some(class) = inbound.header("content-class").filter(|class| class.to_ascii_lowercase().contains("recall")) {
        return Some((MachineKind::Recall, format!("content-class: {}", truncated(class, 120))));
    }
    let own = own.trim();
    if own.is_empty() || own.len() > MAX_WORDS + inbound.subject.as_str().len() {
        return None;
    }
    let lower = own.to_lowercase().replace('’', "'");
    let says = |words: &str| format!("the text says {words:?}");
    if let Some(words) = reacted(&lower) {
        return Some((MachineKind::Reaction, says(words)));
    }
    recalled(inbound, &lower).map(|words| (MachineKind::Recall, says(words)))
}

/// `👍` and below it `Ada reacted via Gmail`; or `Liked “…”` alone, as phones write it.
fn reacted(own: &str) -> Option<&'static str> {
    let mut lines = own.lines().map(str::trim).filter(|line| !line.is_empty());
    let (first, second) = (lines.next()?, lines.next());
    let rest_is_link = || lines.clone().all(|line| line.starts_with(['<', '(', '[']) || line.starts_with("http"));
    let is_picture = |line: &str| !line.chars().any(char::is_alphanumeric);
    let told = match second {
        Some(second) if is_picture(first) => words::REACTED.find(second),
        _ => words::REACTED.find(first),
    };
    if told.is_some() && lines.clone().count() <= 3 && rest_is_link() {
        return told;
    }
    let quotes = first.ends_with(['”', '"', '»', '“', '」']) && first.contains(['“', '"', '«', '„', '「']);
    words::TAPBACK.begins(first).filter(|_| quotes && second.is_none())
}

/// `Recall: Price list`, and `Ada would like to recall the message, "Price list".` In some languages the words are known; in the
/// others the sentence begins with its author and quotes the subject.
fn recalled(inbound: &Inbound, own: &str) -> Option<&'static str> {
    let subject = inbound.subject.as_str().trim().to_lowercase();
    let (word, topic) = subject.split_once(':').map(|(word, topic)| (word.trim(), topic.trim()))?;
    let of_recall = words::RECALL.begins(word).filter(|begin| word.len() <= begin.len() + 10)?;
    let author = inbound.from.as_ref().map(|from| from.display().to_lowercase())?;
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let quotes = own.contains(['"', '“', '„', '«', '「', '\'']) && own.lines().count() <= 4;
    let repeats = || quotes && !topic.is_empty() && own.starts_with(&author) && flat(own).contains(&flat(topic));
    (words::RECALLS.find(own).is_some() || repeats()).then_some(of_recall)
}

#[cfg(test)]
mod tests {
    use super::super::super::{parse, reply};
    use super::*;

    fn sort(subject: &str, part: &str, text: &str) -> &'static str {
        let raw = format!(
            "From: Ada Adams <ada@x.example>\nSubject: {subject}\nMIME-Version: 1.0\nContent-Type: multipart/alternative; \
             boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n--b\n{part}\n--b--\n"
        );
        let inbound = parse::parse(raw.as_bytes());
        find(&inbound, reply::reply(&inbound).own.as_str()).map_or("none", |(kind, _)| kind.as_str())
    }

    #[test]
    fn parts_that_are_clicks() {
        let check = |part: &str, expected: &str| assert_eq!(sort("Re: press", part, "x"), expected, "{part:?}");
        check("Content-Type: text/vnd.google.email-reaction+json\n\n{}", "reaction");
        check("Content-Type: text/plain; charset=utf-8\nContent-Disposition: reaction\n\n👍", "reaction");
        check(
            "Content-Type: text/calendar; charset=utf-8; method=REPLY\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\n",
            "calendar-reply",
        );
        check("Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR", "calendar-reply");
        check("Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\n", "none");
        check("Content-Type: text/calendar; method=COUNTER\n\nBEGIN:VCALENDAR\nMETHOD:COUNTER\n", "none");
        let file = "Content-Disposition: attachment; filename=a.ics";
        check(&format!("Content-Type: text/calendar; method=REPLY\n{file}\n\nBEGIN:VCALENDAR\n"), "none");
        check("Content-Type: text/html\n\n<p>x</p>", "none");
    }

    #[test]
    fn texts_that_are_clicks() {
        let check =
            |subject: &str, text: &str, expected: &str| assert_eq!(sort(subject, "", text), expected, "{text:?}");
        check("Re: press", "👍\n\nAda reacted via Gmail\n<https://www.google.example/gmail/about>", "reaction");
        check("Re: press", "❤️\n\nAda hat über Gmail reagiert\n", "reaction");
        check(
            "Re: press",
            "👍\n\nAda reacted via Gmail\n\nOn Mon, 5 Jan 2026, Desk <d@desk.example> wrote:\n> x",
            "reaction",
        );
        check("👍 Ada", "Ada Adams reacted to your message:\n\n", "reaction");
        check("Re: press", "Liked “Replace the fuse.”", "reaction");
        check("Re: press", "Reacted 👍 to “Replace the fuse.”", "reaction");
        for text in [
            "Gefällt mir: „Die Sicherung.“",
            "A aimé « Le fusible. »",
            "Le gusta “El fusible.”",
            "Piace “Il fusibile.”",
            "Lachte om “De zekering.”",
        ] {
            check("Re: press", text, "reaction");
        }
        check("Re: press", "Gefällt mir: „sehr gut“, aber sie steht noch.", "none");
        check("Re: press", "👍", "none");
        check("Re: press", "👍 It works now.", "none");
        check("Re: press", "Liked it!", "none");
        check("Re: press", "Liked “the fuse”, but not the price.", "none");
        check(
            "Re: press",
            "My colleague reacted to your message, and I do now.\nIt still stops.\nWhat now?\nAda",
            "none",
        );
        check("Recall: Price list", "Ada Adams would like to recall the message, \"Price list\".", "recall");
        check("Rückruf: Preise", "Ada Adams möchte die Nachricht \"Preise\" zurückrufen.", "recall");
        check("Rappel : Prix", "Ada Adams souhaite rappeler le message « Prix ».", "recall");
        check("Intrekken: Prijzen", "Ada Adams wil het bericht \"Prijzen\" intrekken.", "recall");
        check("撤回: 价格", "Ada Adams 希望撤回邮件“价格”。", "recall");
        check("Recuperar: Precios", "Ada Adams quiere que se devuelva \"Precios\".", "recall");
        check("Recall: Price list", "Please recall my mail with the price list.", "none");
        check("Recall: hose 4", "The maker recalls \"hose 4\". Is ours one of them?", "none");
        check("Rappel : facture 12", "Je vous rappelle la \"facture 12\".", "none");
        check("Price list", "Ada Adams would like to recall the message, \"Price list\".", "none");
    }
}

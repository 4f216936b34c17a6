//! What a message says: the texts that are shown, made one; of a message that has none, what else can be read.
//!
//! Comes in: a message taken apart. Goes out: `text`, `html` and what the HTML's structure tells of quotes. Where plain text
//! says something, the HTML beside it is kept but not looked at.

use super::super::clean::truncated;
use super::super::html;
use super::super::inbound::{Defect, Inbound, Mark, TextSource};
use super::pictures::Pictures;
use super::rtf::{self, Readable};
use super::tree::MimePart;
use super::{Message, attachments, icalendar, text, tnef};

/// The most bytes of a text that are read, and of HTML. Nobody reads more, and each reading of it costs memory: what is left
/// out stands in the raw mail.
const MAX_BYTES: usize = 8 << 20;
/// What stands below a text that was cut.
const CUT: &str = "\n\n[…]";

/// Fills `text`, `html`, `source` and `marks`.
pub(super) fn fill(inbound: &mut Inbound, message: &Message<'_>, defects: &mut Vec<Defect>) {
    let words = |id: &usize| message.texts.get(*id).and_then(Option::as_ref);
    let mut saying = Saying::default();
    for text in message.view.shown.iter().filter_map(words) {
        if text.is_html {
            saying.add_html(&text.words, &message.pictures);
        } else {
            let marked = message.pictures.marked(&text.words);
            saying.add(marked.as_deref().unwrap_or(&text.words), &[], TextSource::Plain);
        }
    }
    let html: Vec<&str> =
        message.view.html.iter().filter_map(words).map(|text| truncated(&text.words, MAX_BYTES)).collect();
    inbound.html = (!html.is_empty()).then(|| html.join("\n"));
    if message.view.passed_over {
        defects.push(Defect("the plain text said next to nothing of the HTML: the HTML was read".to_owned()));
    }
    if saying.is_blank() {
        instead(inbound, &mut saying, message, defects);
    }
    defects.extend(unreadable(message).map(|rule| Defect(rule.to_owned())));
    if saying.is_cut {
        saying.text.push_str(CUT);
        defects.push(Defect("the text is longer than 8 MiB: its rest was left out".to_owned()));
    }
    inbound.text = saying.text;
    inbound.marks = saying.marks;
    inbound.source = saying.source;
}

/// Texts, one below the other.
#[derive(Default)]
struct Saying {
    text: String,
    marks: Vec<Mark>,
    source: TextSource,
    /// Something of it was left out.
    is_cut: bool,
}

impl Saying {
    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    fn add(&mut self, text: &str, marks: &[Mark], source: TextSource) {
        if text.trim().is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let base = self.text.len();
        let kept = truncated(text, MAX_BYTES.saturating_sub(base));
        self.is_cut |= kept.len() < text.len();
        let marks = marks.iter().filter(|mark| mark.at <= kept.len());
        self.marks.extend(marks.map(|mark| Mark { at: mark.at + base, kind: mark.kind }));
        self.text.push_str(kept);
        if self.source != TextSource::Html {
            self.source = source;
        }
    }

    /// HTML below other texts is added unless they said the same (seen: programs that call alternatives mixed).
    fn add_html(&mut self, page: &str, pictures: &Pictures) {
        let read = truncated(page, MAX_BYTES);
        self.is_cut |= read.len() < page.len();
        let rendered = html::render_with(read, &pictures.markers);
        if !self.is_blank() {
            let (known, new) = (letters(&self.text), letters(&rendered.text));
            if memchr::memmem::find(known.as_bytes(), new.as_bytes()).is_some() {
                return;
            }
        }
        self.add(&rendered.text, &rendered.marks, TextSource::Html);
    }
}

/// Letters and digits only, to compare what two texts say.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A message without any text: what else it has that can be read.
fn instead(inbound: &mut Inbound, saying: &mut Saying, message: &Message<'_>, defects: &mut Vec<Defect>) {
    let parts = || message.view.leaves.iter().filter_map(|&id| message.tree.parts.get(id));
    for part in parts() {
        let body = part.decoded();
        if attachments::is_tnef(part, &body)
            && let Some(opened) = tnef::open(&body)
        {
            defects.push(Defect("the text was in winmail.dat (TNEF): it was taken from there".to_owned()));
            return of_tnef(inbound, saying, opened);
        }
    }
    let invitation = parts().filter(|part| part.media.is("text/calendar")).find_map(|part| {
        let text = text::read(part, &mut |_| {});
        icalendar::readable(&text.words)
    });
    if let Some(text) = invitation {
        defects.push(Defect("there is no text: that of the invitation was taken".to_owned()));
        return saying.add(&text, &[], TextSource::Plain);
    }
    let Some(part) = parts().find(|part| may_be_said(part)) else { return };
    let text = text::read(part, &mut |_| {});
    match (part.media.kind.as_str(), rtf::readable(&part.decoded())) {
        ("text/html", _) => saying.add_html(&text.words, &message.pictures),
        (_, Some(Readable::Html(page))) => saying.add_html(&page, &message.pictures),
        (_, Some(Readable::Plain(text))) => saying.add(&text, &[], TextSource::Plain),
        ("text/enriched" | "text/richtext", _) => saying.add(&html::render(&text.words).text, &[], TextSource::Plain),
        _ => saying.add(&text.words, &[], TextSource::Plain),
    }
    if !saying.is_blank() {
        defects.push(Defect(format!("there is no plain text: that of a {} part was taken", part.media.kind)));
    }
}

fn of_tnef(inbound: &mut Inbound, saying: &mut Saying, opened: tnef::Opened) {
    let plain = opened.plain.map(|plain| text::lf(&plain)).filter(|plain| !plain.trim().is_empty());
    match (plain, &opened.html) {
        (Some(plain), _) => saying.add(&plain, &[], TextSource::Plain),
        (None, Some(page)) => saying.add_html(page, &Pictures::default()),
        (None, None) if opened.class.to_ascii_lowercase().contains("schedule.meeting") => {
            saying.add(&format!("Invitation: {}\n", opened.subject), &[], TextSource::Plain);
        }
        (None, None) => {}
    }
    inbound.html = inbound.html.take().or(opened.html);
}

/// May this part stand for a text that is missing? Not data that only happens to be letters, and no file with a name.
fn may_be_said(part: &MimePart<'_>) -> bool {
    const NO_WORDS: [&str; 12] = [
        "text/calendar",
        "text/csv",
        "text/vcard",
        "text/x-vcard",
        "text/directory",
        "text/css",
        "text/xml",
        "text/javascript",
        "text/rfc822-headers",
        "text/rfc822",
        "text/x-rfc822",
        "text/x-amp-html",
    ];
    let kind = part.media.kind.as_str();
    let is_words = (kind.starts_with("text/") && !NO_WORDS.contains(&kind))
        || kind == "application/rtf"
        || kind == "message/partial";
    // an unknown multipart in which nothing was found is text too
    (is_words || part.media.is_multipart()) && !(part.is_attached() && part.is_named())
}

/// What cannot be read here, in a word for people.
fn unreadable(message: &Message<'_>) -> impl Iterator<Item = &'static str> {
    let mut rules = Vec::new();
    for part in &message.tree.parts {
        rules.extend(match part.media.kind.as_str() {
            "multipart/encrypted" => Some("the message is encrypted (RFC 1847): what it says cannot be read here"),
            "application/pkcs7-mime" | "application/x-pkcs7-mime" => {
                Some("the message is encrypted (S/MIME, RFC 8551): what it says cannot be read here")
            }
            "message/partial" => Some("this is one fragment of a longer message (RFC 2046): the others are not joined"),
            "message/external-body" => Some("a part lies elsewhere (RFC 2046): it is never fetched"),
            _ => None,
        });
    }
    rules.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::parse::parse;

    #[test]
    fn a_text_that_nobody_reads_to_its_end_is_cut() {
        const MIB: usize = 1 << 20;
        let text = |mib: usize| "It stops after ten.\n".repeat(mib * MIB / 20 + 1);
        let plain = |mib: usize| format!("Content-Type: text/plain\n\n{}", text(mib));
        let html = |mib: usize| format!("Content-Type: text/html\n\n<p>{}", text(mib));
        let both = |one: &str, other: &str| {
            format!("Content-Type: multipart/mixed; boundary=b\n\n--b\n{one}\n--b\n{other}\n--b--\n")
        };
        let check = |raw: String, is_cut: bool| {
            let inbound = parse(raw.as_bytes());
            let told = inbound.defects.iter().any(|defect| defect.0.contains("longer than 8 MiB"));
            assert_eq!((told, inbound.text.ends_with("\n\n[…]")), (is_cut, is_cut), "{}", raw.len());
            assert!(
                inbound.text.len() <= MAX_BYTES + CUT.len() && inbound.html.is_none_or(|html| html.len() <= MAX_BYTES)
            );
        };
        check(plain(7), false);
        check(plain(8), true);
        check(html(7), false);
        check(html(9), true);
        check(both(&plain(3), &plain(4)), false);
        check(both(&plain(5), &plain(4)), true);
        check(format!("Content-Type: text/plain; charset=utf-8\n\na{}", "é".repeat(4 * MIB)), true);
    }
}

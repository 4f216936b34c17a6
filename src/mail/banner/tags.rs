//! What gateways put in front of a subject: `[EXTERNAL]`, `***SPAM***`, `{Spam?}`, `EXTERNAL:`.
//!
//! Comes in: a subject. Goes out: the subject without such tags. A tag is known by its words alone: each must be one of
//! a gateway's. Another system's tag (`[sales]`, `[#12345]`) stays.

use super::super::prefix::{prefix_of, sure_prefix_of};
use super::plain::plain;

/// The longest tag, in bytes.
pub(super) const MAX_BYTES: usize = 80;
/// The most tags and prefixes of a subject.
const MAX_HEADS: usize = 30;

/// Words that say that a mail came from outside.
#[rustfmt::skip]
const OUTSIDE: &[&str] = &[
    "external", "ext", "extern", "externe", "externer", "externes", "externo", "externa", "esterno", "esterna",
    "ekstern", "eksternt", "externt", "externí", "externý", "zewnętrzny", "zewnętrzna", "zewnętrzne", "külső",
    "внешний", "внешнее", "внешняя", "внеш", "зовнішній", "зовнішня", "зовнішнє", "външен", "harici", "dış", "εξωτερικό", "εξωτερικος",
    "εξωτερικός", "ulkoinen", "ulkopuolinen", "extérieur", "extérieure", "outside", "väline", "išorinis", "ārējs",
    "vanjski", "zunanje", "외부", "외부메일", "外部", "社外", "外部メール", "社外メール", "外部邮件", "外部郵件", "外部发件人", "חיצוני", "خارجي",
];

/// Words of spam filters.
#[rustfmt::skip]
const DOUBTED: &[&str] = &[
    "spam", "junk", "bulk", "suspicious", "suspect", "suspected", "phishing", "phish", "caution", "unverified", "untrusted",
    "unchecked", "disarmed", "fraud", "spamverdacht", "verdacht", "verdächtig", "phishingverdacht", "pourriel",
    "indésirable", "спам", "迷惑メール", "垃圾邮件", "垃圾郵件", "疑似垃圾邮件", "스팸",
];

/// Words that stand beside them and say no more.
#[rustfmt::skip]
const BESIDE: &[&str] = &[
    "email", "emails", "e", "mail", "sender", "message", "msg", "warning", "use", "be", "careful", "possible", "possibly", "probable",
    "probably", "likely", "definitely", "score", "level", "of", "from", "the", "source", "origin", "address", "user",
    "domain", "network", "req", "high", "low", "medium", "confirmed", "attention", "alert", "notice", "not", "do", "click", "links",
    "links", "or", "organization", "organisation", "company", "to", "by", "detected", "marked", "as",
    "absender", "nachricht", "achtung", "vorsicht", "warnung", "quelle", "von", "afzender", "bericht", "let", "op", "bron", "waarschuwing",
    "expéditeur", "courriel", "émetteur", "remitente", "correo", "mensaje", "mittente", "messaggio", "posta", "attenzione", "remetente",
    "mensagem", "atenção", "atención", "avsändare", "meddelande", "avsender", "afsender", "besked", "post", "lähettäjä", "viesti", "nadawca",
    "wiadomość", "uwaga", "odesílatel", "odosielateľ", "zpráva", "správa", "pozor", "feladó", "levél", "figyelem", "отправитель", "письмо",
    "почта", "внимание", "gönderen", "posta", "dikkat", "expeditor", "mesaj", "邮件", "メール",
];

/// Tags whose words say so only together.
#[rustfmt::skip]
const WHOLE: &[&str] = &[
    "mass mail", "bulk mail", "sender not verified", "sender ikke verificeret", "afsender ikke verificeret", "avsender ikke verifisert", "avsändaren inte verifierad",
    "absender nicht verifiziert", "afzender niet geverifieerd", "warning unscannable extraction failed",
];

/// Prefixes that people write too, unless a gateway's tag stands before them.
const BEHIND_TAGS: [&str; 5] = ["res:", "r:", "rif:", "i:", "enc:"];

/// What a tag stands between.
const PAIRS: [(char, char); 6] = [('[', ']'), ('{', '}'), ('(', ')'), ('<', '>'), ('【', '】'), ('［', '］')];

/// What a tag stands between that has the same sign at both ends.
const FENCES: [char; 6] = ['*', '#', '_', '-', '=', '!'];

/// The subject without tags of gateways; its prefixes and the tags of others stay. `own` are the desk's banners.
pub fn without_tags(subject: &str, own: &[String]) -> String {
    let (mut kept, mut rest) = (String::new(), subject.trim());
    for _ in 0..MAX_HEADS {
        if let Some(behind) = behind_tag(rest, own) {
            rest = behind.trim_start();
        } else if let Some(behind) = prefix_of(rest).map(|(_, behind)| behind).or_else(|| behind_bracket(rest)) {
            kept.push_str(rest.get(..rest.len() - behind.len()).unwrap_or_default());
            rest = behind;
        } else {
            break;
        }
    }
    kept.push_str(without_last_tag(rest));
    kept.trim_end().to_owned()
}

/// The title of a new ticket: without tags, and without the prefixes that mail programs put before and between them.
pub fn title(subject: &str, own: &[String]) -> String {
    let bare = without_tags(subject, own);
    let is_tagged = !subject.trim_start().starts_with(&bare);
    let behind_tags =
        |rest: &'_ str| BEHIND_TAGS.iter().find_map(|prefix| strip_ignoring_case(rest, prefix)).map(str::len);
    let mut rest = bare.as_str();
    loop {
        let behind = sure_prefix_of(rest).map(|(_, behind)| behind.len());
        let Some(length) = behind.or_else(|| is_tagged.then(|| behind_tags(rest)).flatten()) else { break };
        rest = rest.get(rest.len() - length..).unwrap_or_default().trim_start();
    }
    rest.to_owned()
}

/// Whether a text says what the tags of gateways say of mail from outside, and nothing else.
pub(super) fn is_outside(text: &str) -> bool {
    words_say(text, |word| OUTSIDE.contains(&word))
}

/// What stands behind the tag that a subject begins with.
fn behind_tag<'s>(subject: &'s str, own: &[String]) -> Option<&'s str> {
    let own = own.iter().find_map(|tag| strip_ignoring_case(subject, tag));
    own.or_else(|| subject.strip_prefix("[E]")).or_else(|| {
        let (tag, behind) = split_pair(subject).or_else(|| split_fence(subject)).or_else(|| split_shouted(subject))?;
        is_tag(tag).then_some(behind)
    })
}

fn strip_ignoring_case<'s>(subject: &'s str, head: &str) -> Option<&'s str> {
    let found = subject.get(..head.len())?;
    (found.to_lowercase() == head.to_lowercase()).then(|| subject.get(head.len()..)).flatten()
}

/// `[tag] behind`.
fn split_pair(subject: &str) -> Option<(&str, &str)> {
    let (open, close) = PAIRS.into_iter().find(|(open, _)| subject.starts_with(*open))?;
    let (tag, behind) = subject.strip_prefix(open)?.split_once(close)?;
    Some((tag, behind.trim_start_matches([':', '-', ' '])))
}

/// `***tag*** behind`.
fn split_fence(subject: &str) -> Option<(&str, &str)> {
    let fence = FENCES.into_iter().find(|fence| subject.starts_with(*fence))?;
    let (tag, behind) = subject.trim_start_matches(fence).split_once(fence)?;
    Some((tag, behind.trim_start_matches([fence, ':', ' '])))
}

/// `EXTERNAL: behind`, in capitals: in others it is the author's (`External: lamp is broken`), but before an answer's prefix.
fn split_shouted(subject: &str) -> Option<(&str, &str)> {
    let signs = subject.find([':', '|', '：']).into_iter().chain(subject.find(" - "));
    let at = signs.min().filter(|at| *at <= MAX_BYTES)?;
    let (tag, behind) = subject.split_at_checked(at)?;
    let shouts = !tag.chars().any(char::is_lowercase);
    let outside =
        plain(tag).split(|c: char| !c.is_alphanumeric()).any(|word| OUTSIDE.contains(&word) || word == "spam");
    let behind = behind.trim_start_matches([':', '|', '：', '-', ' ']);
    let before_prefix = || is_tag(tag) && sure_prefix_of(behind).is_some();
    (shouts && outside || before_prefix()).then_some((tag, behind))
}

/// `[sales] behind`.
fn behind_bracket(subject: &str) -> Option<&str> {
    let (_, behind) = subject.strip_prefix('[')?.split_once(']')?;
    Some(behind.trim_start())
}

/// `behind [EXTERNAL]`.
fn without_last_tag(subject: &str) -> &str {
    let last = PAIRS.into_iter().find_map(|(open, close)| subject.strip_suffix(close)?.rsplit_once(open));
    match last {
        Some((before, tag)) if is_tag(tag) => before.trim_end(),
        _ => subject,
    }
}

fn is_tag(tag: &str) -> bool {
    words_say(tag, |word| OUTSIDE.contains(&word) || DOUBTED.contains(&word)) || is_whole(tag)
}

fn is_whole(tag: &str) -> bool {
    let tag = plain(tag.get(..MAX_BYTES).unwrap_or(tag));
    let words: Vec<&str> = tag.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    WHOLE.contains(&words.join(" ").as_str())
}

/// Each word is a gateway's or a number, and one is telling.
fn words_say(tag: &str, tells: impl Fn(&str) -> bool) -> bool {
    if tag.len() > MAX_BYTES {
        return false;
    }
    let tag = plain(tag);
    let mut words = tag.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    let mut told = false;
    let known = words.all(|word| {
        told |= tells(word);
        OUTSIDE.contains(&word)
            || DOUBTED.contains(&word)
            || BESIDE.contains(&word)
            || word.bytes().all(|b| b.is_ascii_digit())
    });
    known && told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_cut() {
        let check = |subject: &str, expected: &str| {
            assert_eq!(without_tags(subject, &["[Acme-Extern!]".to_owned()]), expected, "{subject:?}");
        };
        for tag in [
            "[EXTERNAL]",
            "[External]",
            "[EXT]",
            "[Ext-Mail]",
            "[EXTERN]",
            "[External Email]",
            "[EXTERNAL E-MAIL]",
            "[EXTERNAL SENDER]",
            "[EXTERNAL - Use Caution]",
            "[EXTERNAL:Suspicious Sender]",
            "[SPAM]",
            "***SPAM***",
            "*** SPAM ***",
            "*****SPAM*****",
            "*SPAM*",
            "{Spam?}",
            "{Disarmed}",
            "[SPAM 6.3]",
            "***SPAM(5.3)***",
            "[Possible Spam]",
            "[SUSPICIOUS]",
            "[SUSPICIOUS MESSAGE]",
            "[CAUTION]",
            "[Phishing?]",
            "***UNCHECKED***",
            "EXTERNAL:",
            "EXT:",
            "EXTERNAL EMAIL:",
            "EXTERNAL |",
            "EXTERNAL -",
            "SPAM:",
            "(EXT)",
            "<EXTERNAL>",
            "【外部メール】",
            "[社外]",
            "[Externe E-Mail]",
            "[Spam-Verdacht]",
            "[EXTERNE]",
            "[Message externe]",
            "[ESTERNO]",
            "[Внешняя почта]",
            "[외부]",
            "##SPAM##",
            "_SPAM_",
            "--SPAM--",
            "[acme-extern!]",
            "[EXTERNAL] [SPAM]",
            "[EXTERNAL][EXT]",
            "[***SPAM*** Score/Req: 6.1/5.0]",
            "[!!Mass Mail]",
            "[E]",
            "[Sender ikke verificeret]",
            "[WARNING: UNSCANNABLE EXTRACTION FAILED]",
        ] {
            check(&format!("{tag} The press stops"), "The press stops");
            check(&format!("RE: {tag} WG: The press stops"), "RE: WG: The press stops");
        }
        check("[EXTERNAL]tickets", "tickets");
        check("The press stops [EXTERNAL]", "The press stops");
        check("[sales] [EXTERNAL] The press stops", "[sales] The press stops");
        check("Re: [HD-00042] [EXTERNAL] The press stops", "Re: [HD-00042] The press stops");
        check("[EXTERNAL]", "");
    }

    #[test]
    fn what_people_and_other_systems_write_stays() {
        for subject in [
            "The press stops",
            "[HD-00042] The press stops",
            "[sales] The press stops",
            "[#12345] The press stops",
            "[External display] it is dark",
            "External: the lamp is broken",
            "External display: dark",
            "WARNING: pressure too high",
            "[WARNING] disk full",
            "[CRITICAL] down",
            "[Warning: use email]",
            "Spam: we get too much of it",
            "Extern: lamp",
            "[mass] of the press",
            "[verificeret] press",
            "[e] press",
            "*Important* press",
            "(5) presses",
            "- press",
            "*",
            "[]",
            "[",
            "",
            "#12 broken",
            "<press>",
            "EXTRUDER: broken",
            "-- press -- stops",
            "Note: [x]",
            "USE: x",
        ] {
            assert_eq!(without_tags(subject, &[]), subject);
        }
    }

    #[test]
    fn titles_begin_below_prefixes() {
        let check = |subject: &str, expected: &str| assert_eq!(title(subject, &[]), expected, "{subject:?}");
        check("RE: WG: FW: [EXTERNAL] Press 9", "Press 9");
        check("[EXTERNAL] RE: [EXT] TR: Press 9", "Press 9");
        check("Antwort: Presse", "Presse");
        check("Extern: AW: Presse", "Presse");
        check("Spam: Re: Press", "Press");
        check("[Externa] RES: Press", "Press");
        check("[ESTERNO] R: Press", "Press");
        check("R: Press", "R: Press");
        check("R: Press [EXTERNAL]", "R: Press");
        check("[EXTERNAL] Ref: 4711", "Ref: 4711");
        check("[EXTERNAL] POS: dark", "POS: dark");
        check("TR: Presse", "Presse");
        check("[EXTERNAL] 回复: 机器", "机器");
        check("转发：[外部] 机器", "机器");
        check("Fwd: [sales] Press", "[sales] Press");
        check("POS: terminal is dark", "POS: terminal is dark");
        check("Ref: 4711", "Ref: 4711");
        check("The press: it stops", "The press: it stops");
        check("Re:", "");
    }
}

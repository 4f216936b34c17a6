//! What virus scanners put below a mail: `This email has been checked for viruses by Avast.`
//!
//! Comes in: lines, and a run of new ones. Goes out: where such paragraphs begin at its end. A paragraph must say nothing
//! else, word for word: with a word more it is somebody's. Few lines are looked at.

use super::super::quote::lines::Line;
use super::voice;

/// The most lines of a paragraph.
const MAX_LINES: usize = 6;
/// The most paragraphs.
const MAX_PARAGRAPHS: usize = 3;
/// The longest paragraph, in bytes.
const MAX_BYTES: usize = 500;

/// How scanners begin.
#[rustfmt::skip]
const BEGINNINGS: &[&str] = &[
    "this message has been scanned for viruses", "this email has been scanned for viruses", "this message has been checked for viruses", "this email has been checked for viruses",
    "this mail has been scanned for viruses", "this mail was scanned for viruses", "this message was scanned for viruses", "this email was scanned for viruses", "scanned for viruses by",
    "diese email wurde auf viren geprüft", "diese email wurde auf viren überprüft", "diese nachricht wurde auf viren geprüft", "diese nachricht wurde auf viren überprüft", "diese mail wurde auf viren geprüft",
    "diese email wurde von avast", "diese email wurde durch avast",
    "deze email is gecontroleerd op virussen", "dit bericht is gecontroleerd op virussen", "deze email is gescand op virussen", "dit bericht is gescand op virussen", "deze email is door avast",
    "cet email a été vérifié par le logiciel antivirus d'avast", "este correo electrónico ha sido comprobado en busca de virus con avast", "questa email è stata esaminata alla ricerca di virus da avast",
];

/// How scanners begin that name themselves behind it.
const NAMED: &[&str] =
    &["virus-free", "virenfrei", "virusvrij", "garanti sans virus", "sans virus", "libre de virus", "privo di virus"];

/// What else they say, the longer first.
#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "and dangerous content", "and is believed to be clean", "and other dangerous content", "and malware", "and found to be clean", "by the", "by", "using",
    "und gefährliche inhalte", "und ist sauber", "auf viren geprüft", "auf viren überprüft", "von", "durch", "mit",
    "en andere gevaarlijke inhoud", "en gevaarlijke inhoud", "en lijkt schoon te zijn", "gecontroleerd op virussen", "gescand op virussen", "door", "met",
];

/// Scanners.
#[rustfmt::skip]
const SCANNERS: &[&str] = &[
    "mailscanner", "avast antivirus-software", "avast antivirus software", "avast antivirus", "avast", "avg antivirus", "avg", "eset", "kaspersky", "sophos", "mcafee", "symantec", "norton", "bitdefender",
    "clamav", "mailguard", "antivirus-software", "antivirus software",
];

/// Where the paragraphs of scanners begin at the end of a run; its end without one.
pub(super) fn footer(lines: &[Line<'_>], from: usize, to: usize) -> usize {
    let mut start = to;
    for _ in 0..MAX_PARAGRAPHS {
        let Some(above) = paragraph(lines, from, start).filter(|at| !voice::is_announced(lines, from, *at)) else {
            break;
        };
        start = above;
    }
    start
}

/// The beginning of the last paragraph, with the rule above it, if it is a scanner's.
fn paragraph(lines: &[Line<'_>], from: usize, to: usize) -> Option<usize> {
    let run = || (from..to).rev().filter_map(|at| lines.get(at).map(|line| (at, line)));
    let last = run().find(|(_, line)| !line.blank)?.0;
    let block = || run().skip_while(|(at, _)| *at > last).take_while(|(_, line)| !line.blank);
    if block().nth(MAX_LINES).is_some() {
        return None;
    }
    let first = block().last()?.0;
    let words: Vec<&str> = lines.get(first..=last)?.iter().map(|line| line.text.trim()).collect();
    if !says_scanned(&words.join(" ")) {
        return None;
    }
    let above = (from..first).rev().find(|at| lines.get(*at).is_some_and(|line| !line.blank));
    let is_rule = |at: &usize| {
        lines
            .get(*at)
            .is_some_and(|line| line.text.trim().len() > 1 && line.text.trim().chars().all(|c| "-_".contains(c)))
    };
    Some(above.filter(is_rule).unwrap_or(first))
}

/// Whether a text is a scanner's, to its last word.
fn says_scanned(text: &str) -> bool {
    if text.len() > MAX_BYTES {
        return false;
    }
    let text = text.to_lowercase().replace("e-mail", "email").replace('’', "'");
    let text = bare(&text);
    let named = behind(text, NAMED);
    let Some(mut rest) = behind(text, BEGINNINGS).or(named) else { return false };
    let mut is_named = named.is_none();
    loop {
        rest = bare(rest);
        if rest.is_empty() {
            return is_named;
        }
        let scanner = behind(rest, SCANNERS).or_else(|| behind_link(rest));
        is_named |= scanner.is_some();
        let Some(next) = scanner.or_else(|| behind(rest, OTHERS)).or_else(|| behind(rest, BEGINNINGS)) else {
            return false;
        };
        rest = next;
    }
}

fn bare(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_whitespace() || ",.:;()<>[]-_*|!®".contains(c))
}

fn behind<'t>(text: &'t str, phrases: &[&str]) -> Option<&'t str> {
    let rests = phrases.iter().filter_map(|phrase| text.strip_prefix(phrase));
    rests.filter(|rest| !rest.starts_with(char::is_alphanumeric)).min_by_key(|rest| rest.len())
}

fn behind_link(text: &str) -> Option<&str> {
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (word.starts_with("www.") || word.starts_with("http://") || word.starts_with("https://")).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::super::super::quote::lines::lines;
    use super::*;

    #[test]
    fn scanners_at_the_end() {
        for scanned in [
            "This message has been scanned for viruses and\ndangerous content by MailScanner, and is\nbelieved to be clean.",
            "This message has been scanned for viruses and\ndangerous content by *MailScanner* <http://www.mailscanner.info/>, and is\nbelieved to be clean.",
            "This email has been checked for viruses by Avast antivirus software.\nhttps://www.avast.com/antivirus",
            "This email has been checked for viruses by Avast",
            "Virus-free. www.avg.com",
            "Virus-free.www.avast.com <https://www.avast.com/sig-email?x=1>",
            "Virenfrei. www.avast.com",
            "Diese E-Mail wurde auf Viren geprüft.",
            "Diese E-Mail wurde von Avast Antivirus-Software auf Viren geprüft.\nwww.avast.com",
            "Deze e-mail is gecontroleerd op virussen door Avast antivirus.",
            "---\nThis email has been checked for viruses by Avast",
            "---\n\nThis email has been checked for viruses by Avast",
        ] {
            let text = format!("The press stops.\n\n{scanned}");
            let lines = lines(&text);
            assert_eq!(footer(&lines, 0, lines.len()), 2, "{scanned:?}");
        }
    }

    #[test]
    fn words_of_an_author_stay() {
        for text in [
            "Virus-free.",
            "Virus-free is what we want.",
            "This email has been checked for viruses by Avast, but it stops.",
            "This email has been checked for viruses by Avast\nand the press stops.",
            "Our gateway writes:\n\nThis email has been checked for viruses by Avast",
            "Is it true that this message has been scanned for viruses?",
            "This message has been scanned for viruses and the report is attached.",
            "Diese E-Mail wurde auf Viren geprüft, und Ihre Antwort fehlt.",
            "",
        ] {
            let text = format!("The press stops.\n\n{text}");
            let lines = lines(&text);
            assert_eq!(footer(&lines, 0, lines.len()), lines.len(), "{text:?}");
        }
    }
}

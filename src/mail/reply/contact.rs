//! A contact block that ends a mail without a sign-off: a name, and below it how to reach somebody.
//!
//! Comes in: lines, and who sent the mail. Goes out: where the block begins. The sender's name is strong; any other counts
//! only with the sender's own address below it. Whose details are announced by the words above, or stand there alone, are
//! what the mail says.

use std::sync::LazyLock;

use super::super::inbound::Inbound;
use super::super::quote::clues::plain;
use super::super::quote::lines::Line;
use super::super::wordlist::Wordlist;
use super::voice;

/// The most lines of a block that are not blank.
const MAX_LINES: usize = 25;
/// The longest line of a block, in characters.
const MAX_WIDTH: usize = 100;
/// The most words on a line that names no way to reach somebody.
const MAX_WORDS: usize = 8;
/// The most words around a name (a title, a role).
const MAX_BESIDE: usize = 8;
/// So many kinds of contact make a block.
const MIN_KINDS: usize = 2;

/// So long a run of small letters and digits is a code.
const CODE_LETTERS: usize = 24;

/// Who sent a mail, as a contact block would say it.
#[derive(Debug, Default)]
pub(super) struct Sender {
    /// The words of the name, in lower case.
    name: Vec<String>,
    address: String,
}

impl Sender {
    /// The one whom a mail comes from.
    pub(super) fn of(inbound: &Inbound) -> Self {
        let Some(from) = inbound.from.as_ref() else { return Self::default() };
        // a company may stand behind the name
        let name =
            [" (", " | ", " - ", " – ", " / ", " via ", " @"].iter().filter_map(|sign| from.name().find(sign)).min();
        let name = name.and_then(|end| from.name().get(..end)).unwrap_or(from.name());
        Self { name: words(name), address: from.address.as_str().to_lowercase() }
    }

    /// Whether a line begins with the sender's name, in whatever order, with a title, or the first names cut short.
    fn is_named_by(&self, line: &str) -> bool {
        let line = ["i. A. ", "i.A. ", "i. V. ", "i.V. ", "ppa. "]
            .iter()
            .find_map(|by| line.trim().strip_prefix(by))
            .unwrap_or(line);
        let line = line.split(['|', '•', '·']).next().unwrap_or(line);
        if line.contains("://") {
            return false;
        }
        let said: Vec<String> = words(line).into_iter().take(self.name.len() + MAX_BESIDE + 1).collect();
        let Some(last) = self.name.last().filter(|_| said.len() <= self.name.len() + MAX_BESIDE) else { return false };
        if self.name.len() == 1 {
            return said.len() <= 2 && said.contains(last);
        }
        let near = said.get(..said.len().min(self.name.len() + 1)).unwrap_or_default();
        let same = |word: &String, other: &String| word == other || is_initial(other, word) || is_initial(word, other);
        let first = said.first().is_some_and(|first| self.name.iter().any(|word| same(word, first)));
        first && self.name.iter().all(|word| near.iter().any(|other| same(word, other)))
    }
}

/// `j` for `jutta`.
fn is_initial(short: &str, long: &str) -> bool {
    let mut chars = short.chars();
    matches!((chars.next(), chars.next()), (Some(first), None) if long.starts_with(first) && first.is_alphabetic())
}

/// The words of a name in lower case; titles are none, and scripts without blanks have one word.
fn words(text: &str) -> Vec<String> {
    const TITLES: &[&str] = &[
        "dr", "prof", "mr", "mrs", "ms", "herr", "frau", "ing", "dipl", "phd", "msc", "bsc", "mba", "ba", "ma", "mag",
        "drs", "ir", "mme", "m", "sr", "sra", "dott", "via",
    ];
    let split = |c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’' | '-');
    let named = text.to_lowercase();
    let words = named.split(split).map(|word| word.trim_matches(['-', '\'', '’']));
    words.filter(|word| !word.is_empty() && !TITLES.contains(word)).map(str::to_owned).collect()
}

/// Where the contact block at the end of `from..to` begins.
pub(super) fn begins_at(lines: &[Line<'_>], from: usize, to: usize, sender: &Sender) -> Option<usize> {
    let mut kinds = Vec::new();
    let (mut count, mut sent) = (0, false);
    let mut other = None;
    let blank_at = |at: usize| lines.get(at).is_some_and(|line| line.blank);
    for at in (from..to).rev().filter(|at| !blank_at(*at)) {
        let text = lines.get(at).map_or("", |line| line.text);
        count += 1;
        if count > MAX_LINES || !is_short(text) {
            break;
        }
        let lower = plain(text);
        let says: Vec<Kind> = kinds_of(&lower).collect();
        if !is_of_block(text.trim(), &lower, !says.is_empty()) {
            break;
        }
        sent |= !sender.address.is_empty() && lower.contains(sender.address.as_str());
        let told = kinds.len();
        for kind in says {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        if kinds.len() < MIN_KINDS {
            continue;
        }
        let above = at.checked_sub(1).filter(|above| *above >= from).and_then(|above| lines.get(above));
        if sender.is_named_by(text) && above.is_none_or(|above| above.blank || ends_a_sentence(above.text)) {
            return is_signed(lines, (from, at, to), sender).then_some(at);
        }
        if sent && other.is_none() && told == kinds.len() && is_name(text) && above.is_none_or(|above| above.blank) {
            other = Some(at);
        }
    }
    other.filter(|at| is_signed(lines, (from, *at, to), sender))
}

/// Nobody announces the block at `at..to`, and it is of one person.
fn is_signed(lines: &[Line<'_>], (from, at, to): (usize, usize, usize), sender: &Sender) -> bool {
    let block = lines.get(at..to).unwrap_or_default();
    let above = lines.iter().take(at).skip(from).rev().find(|line| !line.blank);
    let above = above.map_or_else(String::new, |line| line.text.to_lowercase());
    let says = |words: &[&str]| words.iter().any(|word| above.contains(word));
    let lower = block.iter().map(|line| line.text.to_lowercase()).collect::<Vec<_>>();
    let paid = || says(PAYING) && lower.iter().any(|line| line.contains("iban"));
    let mailed = || lower.iter().filter(|line| line.contains('@'));
    let moved = || says(NEW) && mailed().next().is_some() && !mailed().any(|line| line.contains(&sender.address));
    !is_announced(lines, from, at) && !paid() && !moved() && !names_another(block, sender)
}

/// Another person's name with their own address below it: a list of people.
fn names_another(block: &[Line<'_>], sender: &Sender) -> bool {
    let mut named: Option<String> = None;
    for line in block.iter().filter(|line| !line.blank) {
        let lower = line.text.to_lowercase();
        let name = words(line.text).into_iter().next().filter(|word| word.len() > 2 && is_name(line.text));
        if name.is_some() && !sender.is_named_by(line.text) {
            named = name;
        }
        let theirs = |name: &String| lower.split('@').next().is_some_and(|local| local.contains(name.as_str()));
        if lower.contains('@') && !lower.contains(&sender.address) && named.as_ref().is_some_and(theirs) {
            return true;
        }
    }
    false
}

/// What is said above an account to pay to.
#[rustfmt::skip]
const PAYING: &[&str] = &[
    "konto", "account", "überweis", "zahl", "transfer", " pay", "refund", "erstatt", "rekening", "overma", "virement", "compte", "cuenta", "bonifico", "conta", "przelew", "konta", "iban", "bank",
];
/// What is said above an address that is to be used from now on.
#[rustfmt::skip]
const NEW: &[&str] = &[" new ", "neue", "nieuwe", "nouve", "nuev", "nuov", " novo ", " nova ", " ny ", " nya ", "nowy", "nowe", "нов"];

/// The words above say whose details follow, or there are none.
fn is_announced(lines: &[Line<'_>], from: usize, at: usize) -> bool {
    static ANNOUNCING: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(DETAILS));
    let above = lines.iter().take(at).skip(from).rev().find(|line| !line.blank);
    above.is_some_and(|line| {
        let lower = line.text.to_lowercase();
        voice::announces(line.text) || ANNOUNCING.find(&lower).is_some()
    })
}

/// What announces contact details.
#[rustfmt::skip]
const DETAILS: &[&str] = &[
    "detail", "contact", "kontakt", "address", "adresse", "phone number", "telephone number", "reach me", "reach us", "call me at", "erreich", "nummer", "daten", "coordonnées", "joindre",
    "datos", "dirección", "recapit", "indirizzo", "contato", "contacto", "endereço", "gegevens", "bereik", "yhteystie", "osoite", "dane", "adres", "údaje", "elérhetőség", "контакт",
    "адрес", "данные", "iletişim", "連絡先", "住所", "联系方式", "地址", "연락처", "주소", "signature", "signatur",
];

/// A line that is not too long for a contact block, and announces or asks nothing.
fn is_short(text: &str) -> bool {
    let text = text.trim();
    let width = text
        .split_whitespace()
        .filter(|word| !word.contains("://"))
        .map(|word| word.chars().count() + 1)
        .sum::<usize>();
    width <= MAX_WIDTH && !text.ends_with(['?', '!', ':', '：'])
}

/// Such a line that can stand in a contact block: it tells something of somebody, or is no sentence.
fn is_of_block(text: &str, lower: &str, tells: bool) -> bool {
    let words = text.split_whitespace().count();
    let is_few = words <= MAX_WORDS || words <= 2 * MAX_WORDS && (tells || text.contains([',', '|', '•', '·']));
    is_few && !is_sentence(text, words) || is_register(lower)
}

/// It ends as sentences do; `Ltd.` ends none, and a motto in quotes is none.
fn is_sentence(text: &str, words: usize) -> bool {
    text.ends_with(['.', ',', ';', '。']) && words > 3 && !text.starts_with(['"', '“', '„', '«'])
}

/// A sentence ends, or a closing word does.
fn ends_a_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['.', '!', '?', ',', '。', '！', '？', ')', '-', '_', '*', '=', '~', '—', '–'])
}

/// Two to five words, the first with a capital letter, and nothing but letters.
fn is_name(text: &str) -> bool {
    let text = text
        .split(['|', ',', '•', '·', '/', '–', '('])
        .next()
        .unwrap_or_default()
        .trim_matches([' ', '*', '_', '\u{A0}']);
    let count = text.split_whitespace().count();
    (1..=5).contains(&count)
        && text.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || matches!(c, '.' | '\'' | '’' | '-'))
        && text.chars().next().is_some_and(|c| !c.is_lowercase())
        && (count > 1 || !text.is_ascii())
}

/// A way to reach somebody, or what a company must say of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Phone,
    Fax,
    Mail,
    Page,
    Place,
    Register,
}

/// What a line (plain) tells.
fn kinds_of(lower: &str) -> impl Iterator<Item = Kind> {
    lower.split(['|', '•', '·']).flat_map(kinds_of_one)
}

fn kinds_of_one(lower: &str) -> impl Iterator<Item = Kind> {
    let lower = if has_code(lower) { "" } else { lower };
    let digits = lower.bytes().filter(u8::is_ascii_digit).count();
    let fax = digits >= 5 && is_labelled(lower, FAXES);
    let phone = digits >= 5 && (is_labelled(lower, PHONES) || !fax && is_number(lower, digits));
    let mail = lower.contains('@') && lower.contains('.');
    let page = lower.contains("www.") || lower.contains("://") || is_domain(lower);
    let register = is_register(lower);
    let place = !phone && !fax && !register && is_place(lower, digits);
    let all = [
        (phone, Kind::Phone),
        (fax, Kind::Fax),
        (mail, Kind::Mail),
        (page, Kind::Page),
        (place, Kind::Place),
        (register, Kind::Register),
    ];
    all.into_iter().filter(|(told, _)| *told).map(|(_, kind)| kind)
}

/// A code, as our own letters have one below: chance makes its letters, so they call nobody, and are no place.
pub(super) fn has_code(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit() && !c.is_ascii_lowercase()).any(|word| word.len() >= CODE_LETTERS)
}

/// Words for a telephone.
#[rustfmt::skip]
const PHONES: &[&str] = &[
    "tel", "tél", "teléf", "telef", "fon", "phone", "ph", "mob", "mobil", "mobile", "cell", "t", "m", "p", "d", "o", "h", "w", "c", "direct", "office", "handy", "gsm", "durchwahl", "portable", "fixe",
    "móvil", "cellulare", "cell", "celular", "telemóvel", "tlf", "tfn", "puh", "matk", "kom", "тел", "моб", "τηλ", "κιν", "טל", "נייד", "هاتف", "電話", "携帯", "电话", "手机", "電話番号", "전화", "휴대폰",
    "whatsapp", "signal", "wechat", "skype", "sip", "freephone", "hotline", "switchboard", "zentrale", "standard",
];
/// Words for a fax.
#[rustfmt::skip]
const FAXES: &[&str] = &["fax", "telefax", "f", "télécopie", "telekopie", "факс", "φαξ", "פקס", "فاكس", "传真", "傳真", "팩스", "ファックス", "faks", "faksi"];

/// A label stands in front of a number: `Tel. 1`, `T +1`, `Mobile: 1`.
fn is_labelled(lower: &str, labels: &[&str]) -> bool {
    lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).any(|word| {
        labels.iter().any(|label| {
            word == *label
                || label.chars().count() > 2 && word.starts_with(label)
                || !label.is_ascii() && word.contains(label)
        })
    })
}

/// Hardly anything but a number.
fn is_number(lower: &str, digits: usize) -> bool {
    let dialled = lower.chars().filter(|c| c.is_ascii_digit() || " +-()./*<>".contains(*c)).count();
    (7..=30).contains(&digits) && 10 * dialled >= 8 * lower.chars().count()
}

/// `brehm.example`: one word that could be a host's name.
fn is_domain(lower: &str) -> bool {
    let mut words = lower.trim_matches(['*', '_', '<', '>', ' ', '|']).split_whitespace();
    let (Some(last), before) = (words.next_back(), words.count()) else { return false };
    let Some((host, top)) = last.trim_end_matches('/').rsplit_once('.') else { return false };
    before <= 1
        && (2..=24).contains(&top.chars().count())
        && top.chars().all(char::is_alphabetic)
        && !host.is_empty()
        && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
}

/// A street or a town: a number of up to six digits among words.
fn is_place(lower: &str, digits: usize) -> bool {
    let words = lower.split_whitespace().count();
    (1..=10).contains(&digits)
        && (2..=12).contains(&words)
        && lower.split(|c: char| !c.is_ascii_digit()).all(|number| number.len() <= 6)
        && !lower.contains(':')
}

/// What a company must say of itself.
fn is_register(lower: &str) -> bool {
    #[rustfmt::skip]
    static WORDS: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(&[
        "iban", "kvk", "vat ", "vat-", "btw", "ust-id", "ustid", "ust.-id", "hrb", "hra ", "amtsgericht", "geschäftsführ", "handelsregister", "steuernummer", "siret", "siren ", "rcs ", "p.iva", "p. iva",
        "partita iva", "c.f.", "cif ", "cif:", "nif ", "nif:", "cnpj", "cvr", "org.nr", "org.-nr", "orgnr", "y-tunnus", "nip", "regon", "krs", "ičo", "ico:", "dič", "adószám", "инн", "огрн",
        "єдрпоу", "company no", "company number", "company reg", "registered in", "registered office", "reg. no", "abn ", "acn ", "ein ", "vorsitzend", "aufsichtsrat", "sitz der", "bic ", "bic:", "swift",
    ]));
    WORDS.find(lower).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::super::quote::lines::lines;
    use super::super::super::{Address, Contact};
    use super::*;

    fn start(name: &str, text: &str) -> Option<usize> {
        let from = Address::parse("ada.byron@x.example").map(|address| Contact::new(name, address));
        let lines = lines(text);
        begins_at(&lines, 0, lines.len(), &Sender::of(&Inbound { from, ..Inbound::default() }))
    }

    #[test]
    fn where_contact_blocks_begin() {
        let check = |text: &str, expected: Option<usize>| assert_eq!(start("Ada Byron", text), expected, "{text:?}");
        check("It stops.\n\nAda Byron\nHead of Engines\nTel: +44 20 1234567\nada.byron@x.example", Some(2));
        check("It stops.\nAda Byron\n+44 20 1234567\nwww.x.example", Some(1));
        check(
            "It stops.\n\n*Ada Byron* | *Engines*\n*T  +44 20 1234567* <+44201234567>\n\n5 Press Street\n*Web x.example*",
            Some(2),
        );
        check("It stops.\n\nByron, Ada\nTel 123456\nFax 123457", Some(2));
        check("It stops.\n\nDr. Ada Byron, Head of Engines, Engine Works\nM 0171 1234567\nx.example", Some(2));
        check("It stops.\n\nA. Byron\nTél. 01 23 45 67 89\nada.byron@x.example", Some(2));
        check("It stops.\n\nAugusta King\nTel 123456\nada.byron@x.example", Some(2));
        // somebody else's
        check("Please write to our new man.\n\nTom Reed\nTel 123456\ntom.reed@x.example", None);
        check("My details:\n\nAda Byron\nTel 123456\nada.byron@x.example", None);
        check("You asked for my address.\n\nAda Byron\n5 Press Street\nTel 123456", None);
        check("Transfer it to this account.\n\nAda Byron\nIBAN DE00 1234\nTel 123456", None);
        check("The badge should read as follows.\n\nAda Byron\nTel 123456\nada.byron@x.example", None);
        check("It goes to our new office.\n\nAda Byron\n5 Press Street\nTel 123456\nbills@x.example", None);
        check(
            "Two may come.\n\nAda Byron\nTel 123456\nada.byron@x.example\n\nTom Byron\nTel 123457\ntom@x.example",
            None,
        );
        // one kind, or none
        check("It stops.\n\nAda Byron\nada.byron@x.example", None);
        check("It stops.\n\nAda Byron", None);
        check("It stops.\n\nAda Byron\nwill call on 5 January at 020 1234567.\nWrite to a@x.example.", None);
    }

    #[test]
    fn names_in_other_orders() {
        let check = |name: &str, line: &str, expected: bool| {
            let text = format!("It stops.\n\n{line}\nTel 123456\nwww.x.example");
            assert_eq!(start(name, &text).is_some(), expected, "{name:?} {line:?}");
        };
        check("Byron, Ada", "Ada Byron", true);
        check("Ada Byron (Engine Works)", "Ada Byron", true);
        check("Ada Byron - Engine Works", "Ada Byron", true);
        check("Dr. Ada Byron", "Ada Byron", true);
        check("山田 太郎", "山田 太郎", true);
        check("Ada", "Ada", true);
        check("Ada Byron", "Bob Hill", false);
        check("", "Ada Byron", false);
    }
}

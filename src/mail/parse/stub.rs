//! A plain alternative that says next to nothing of the HTML beside it: it tells people to look elsewhere.
//!
//! Comes in: a plain text, and the HTML that stands beside it. Goes out: whether the plain text is to be passed over. Only
//! short texts are held against their HTML, which costs a rendering; the HTML always says what such a text says.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::super::bytes::pieces;
use super::super::html;
use super::super::wordlist::Wordlist;

/// Longer texts say something, in letters.
const MAX_LETTERS: usize = 300;
/// Less than this is no text of an HTML.
const MIN_LETTERS: usize = 12;
/// So much more says an HTML that has next to nothing of the plain text.
const TIMES: usize = 3;

/// What programs write where they want the HTML to be seen; all lower case.
#[rustfmt::skip]
const STUBS: &[&str] = &[
    // en
    "not support html", "support html", "doesn't support html", "cannot display html", "can't display html", "unable to display html",
    "not display html", "can't see html", "cannot view html", "can't view html", "html-enabled", "html enabled", "html compatible", "html-compatible",
    "html capable", "html-capable", "is in html", "in html format", "html version", "html mail reader", "html email", "html e-mail", "html message",
    "view this message in", "view the message", "view this email", "view this e-mail", "view it in", "view in browser", "view in your browser",
    "view online", "view it here", "web browser to view", "in your browser", "in a browser", "in mime format", "multi-part message",
    "multipart message", "message in mime", "mime-aware", "mime-compliant", "mime compatible", "no plain text", "no text version",
    "plain text version", "plaintext version", "text version of this", "rich text", "enable html", "turn on html",
    "cannot show this mail", "cannot show this message", "cannot read this message, click", "can't read this message, click",
    // de, nl
    "nachricht nicht lesen können", "mail nicht lesen können", "nicht richtig angezeigt", "bericht niet lezen",
    "kein html", "html nicht", "nicht html", "im html-format", "html-format", "html-ansicht", "html-version", "html-fähig", "html-mail", "html-e-mail",
    "html-nachricht", "im browser", "online ansehen", "online-version", "webversion", "geen html", "html niet", "html-indeling", "in uw browser",
    "in je browser", "online bekijken", "webversie", "mehrteilige nachricht",
    // fr, es, it, pt, ca, ro
    "pas le html", "pas le format html", "format html", "au format html", "version html", "version en ligne", "dans votre navigateur",
    "lecteur compatible", "nie obsługuje wiadomości html", "lire l'html", "no soporta html", "no admite html", "formato html", "versión html", "en su navegador", "en tu navegador", "en el navegador",
    "versión en línea", "ver en línea", "versión online", "non supporta html", "non supporta l'html", "versione html", "nel browser", "nel tuo browser",
    "versione online", "não suporta html", "versão html", "no navegador", "no seu navegador", "versão online", "suport html", "în browser",
    "formatul html", "navegador no", "programma non supporta",
    // da, sv, no, fi
    "ikke html", "ikke vise html", "understøtter ikke html", "i html-format", "i din browser", "i browseren", "stöder inte html", "inte html", "i html-format",
    "i din webbläsare", "i webbläsaren", "støtter ikke html", "i nettleseren", "i din nettleser", "ei tue html", "html-muodossa", "html-viesti", "selaimessa",
    // pl, cs, sk, hu, hr, tr, el
    "nie obsługuje html", "nie obsługuje formatu html", "formacie html", "w przeglądarce", "wersja html", "nepodporuje html", "formátu html", "ve formátu html",
    "v prohlížeči", "v prehliadači", "nem támogatja a html", "html formátum", "html-formátum", "a böngészőben", "böngészőjében", "ne podržava html", "u pregledniku",
    "html desteklemiyor", "html biçim", "html format", "tarayıcıda", "tarayıcınızda", "υποστηρίζει html", "μορφή html", "στον browser", "πρόγραμμα περιήγησης",
    // ru, uk, bg
    "не поддерживает html", "в формате html", "html-формат", "html-верси", "в браузере", "не підтримує html", "у форматі html", "у браузері", "не поддържа html", "в браузъра",
    // he, ar, ja, zh, ko, vi, th, id
    "תומך ב-html", "בדפדפן", "html لا", "بتنسيق html", "في المتصفح", "html形式", "htmlメール", "htmlに対応", "ブラウザ", "不支持html", "不支持 html", "不支援html", "不支援 html", "html格式", "html 格式",
    "浏览器", "瀏覽器", "html을 지원", "html 형식", "html 메일", "브라우저", "hỗ trợ html", "định dạng html", "trình duyệt", "รองรับ html", "เบราว์เซอร์", "mendukung html", "format html", "peramban",
];

static WORDS: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(STUBS));

/// Whether a plain text only stands in for this HTML.
pub(super) fn is_stub(plain: &str, page: &str) -> bool {
    let Some(said) = short(plain) else { return false };
    let letters = letters_of(&said);
    let points_away = WORDS.find(&said).is_some();
    let few = page.len() < TIMES * letters;
    if !points_away && (few || most_stand_in(&said, page)) {
        return false;
    }
    let shown = without_links(&html::render(page).text);
    let all = letters_of(&shown);
    let more = all >= TIMES * letters;
    if points_away {
        all >= MIN_LETTERS && shown != said && (more || says_no_more(plain) || shares_nothing(&said, &shown))
    } else {
        more && differ(&said, &shown)
    }
}

/// Nothing but where to look: every sentence says so.
fn says_no_more(plain: &str) -> bool {
    let plain = plain.to_lowercase();
    let mut sentences =
        plain.split(['.', '!', '\n', '。', '！']).filter(|sentence| letters_of(sentence) >= MIN_LETTERS);
    sentences.all(|sentence| WORDS.find(sentence).is_some() || sentence.contains("://"))
}

/// Fewer than half of the words of the one are in the other; what says nothing differs.
fn differ(said: &str, shown: &str) -> bool {
    let words = |text: &'_ str| -> HashSet<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 2);
        words.map(str::to_owned).collect()
    };
    let (said, shown) = (words(said), words(shown));
    said.is_empty() || 2 * said.intersection(&shown).count() < said.len()
}

/// Whether most words stand in the source of the page as they are; then there is no need to render it.
fn most_stand_in(said: &str, page: &str) -> bool {
    // short ones stand in every source
    let words = said.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3);
    let page = page.to_ascii_lowercase();
    let (all, found) = words.fold((0, 0), |(all, found), word| (all + 1, found + usize::from(page.contains(word))));
    2 * found > all && all > 0
}

/// No longer word of the one is in the other: the same author would repeat some.
fn shares_nothing(said: &str, shown: &str) -> bool {
    let words = |text: &'_ str| -> HashSet<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 3);
        words.map(str::to_owned).collect()
    };
    let (said, shown) = (words(said), words(shown));
    !shown.is_empty() && said.is_disjoint(&shown)
}

/// [`without_links`] of a text that is short without them.
fn short(text: &str) -> Option<String> {
    let mut letters = 0;
    let has_links = text.contains("://") || text.contains("www.");
    let mut words = pieces(text).filter(|word| !(has_links && is_link(word)));
    let is_long = words.any(|word| {
        letters += letters_of(word);
        letters > MAX_LETTERS
    });
    (!is_long).then(|| without_links(text))
}

fn is_link(word: &str) -> bool {
    word.contains("://") || word.starts_with("www.")
}

/// In lower case, without addresses of pages: they point to what is said elsewhere.
fn without_links(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| !is_link(word));
    let mut out = String::with_capacity(text.len());
    for word in words {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

fn letters_of(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<p>The press stops since Monday, please send somebody.</p>";

    #[test]
    fn texts_that_only_point_to_the_page() {
        let check = |plain: &str, expected: bool| assert_eq!(is_stub(plain, PAGE), expected, "{plain:?}");
        check("Your e-mail client does not support HTML messages.", true);
        check("Ihr E-Mail-Programm unterstützt kein HTML.", true);
        check("This is a multi-part message in MIME format.", true);
        check("Please view this email in your browser: https://x.example/m/1", true);
        check("Votre logiciel de messagerie ne prend pas en charge le format HTML.", true);
        check("Su cliente de correo no soporta HTML.", true);
        check("Для просмотра письма нужна программа, которая умеет показывать письма в формате HTML.", true);
        check("お使いのメールソフトはHTMLメールに対応していません。", true);
        check("您的邮件客户端不支持HTML格式。", true);
        check("https://x.example/m/1", true);
        // the second sentence has no word of the list, and none of the page
        check("Diese E-Mail ist im HTML-Format. Ihr Programm kann sie nicht anzeigen.", true);
        check("Falls Sie diese Nachricht nicht lesen können, klicken Sie bitte hier: https://x.example/m/1", true);
        check("Ce message est au format HTML. Veuillez utiliser un lecteur compatible.", true);
        check("Twój program pocztowy nie obsługuje wiadomości HTML.", true);
        check("Your e-mail reader cannot show this mail. Please open it in a browser.", true);
        check("-", true);
        // said in words that nobody told us
        check("Ei gellir dangos.", true);
        // the same, or a piece of it
        check("The press stops since Monday, please send somebody.", false);
        check("The press stops since Monday", false);
        check("The press stops!", false);
        // a text of its own beside the words that point away
        check("It stops again!\nI saw it in the browser, and on the paper that came out of it.", false);
        check("Please send a bigger press soon, ours does not suffice.", false);
    }

    #[test]
    fn pages_that_say_no_more() {
        let check = |plain: &str, page: &str| assert!(!is_stub(plain, page), "{plain:?} {page:?}");
        check("Your e-mail client does not support HTML.", "<img src=cid:1>");
        check("Your e-mail client does not support HTML.", "<p>Your e-mail client does not support HTML.</p>");
        check("Yes.", "<p>Yes.</p>");
        check("Yes, do it.", "<p>Yes, do it.</p><p>Ada Byron, Engine Works, 5 Press Street, London</p>");
        check(&"It stops in the morning. ".repeat(40), PAGE);
    }
}

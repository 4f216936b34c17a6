//! Attributions as programs write them, in a row each; what is none is in rows too.

use super::super::lines::lines;
use super::*;
use OpeningKind::{Attribution, WeakAttribution};

/// What programs write, in the languages that they speak.
#[rustfmt::skip]
const ATTRIBUTIONS: &[&str] = &[
    // Gmail
    "On Mon, Jan 5, 2026 at 9:00 AM Ada Byron <ada@x.example> wrote:",
    "Op ma 5 jan 2026 om 09:00 schreef Ada Byron <ada@x.example>:",
    "Am Mo., 5. Jan. 2026 um 09:00 Uhr schrieb Ada Byron <ada@x.example>:",
    "Le lun. 5 janv. 2026 à 09:00, Ada Byron <ada@x.example> a écrit :",
    "El lun, 5 ene 2026 a las 9:00, Ada Byron (<ada@x.example>) escribió:",
    "Il giorno lun 5 gen 2026 alle ore 09:00 Ada Byron <ada@x.example> ha scritto:",
    "Em seg., 5 de jan. de 2026 às 09:00, Ada Byron <ada@x.example> escreveu:",
    "Den man. 5. jan. 2026 kl. 09.00 skrev Ada Byron <ada@x.example>:",
    "man. 5. jan. 2026 kl. 09:00 skrev Ada Byron <ada@x.example>:",
    "ma 5. tammik. 2026 klo 9.00 Ada Byron (ada@x.example) kirjoitti:",
    "pon., 5 sty 2026 o 09:00 Ada Byron <ada@x.example> napisał(a):",
    "po 5. 1. 2026 v 9:00 odesílatel Ada Byron <ada@x.example> napsal:",
    "Ada Byron <ada@x.example> ezt írta (időpont: 2026. jan. 5., H, 9:00):",
    "пн, 5 янв. 2026 г. в 09:00, Ada Byron <ada@x.example>:",
    "пн, 5 січ. 2026 р. о 09:00 Ada Byron <ada@x.example> пише:",
    "Ada Byron <ada@x.example>, 5 Oca 2026 Pzt, 09:00 tarihinde şunu yazdı:",
    "În lun., 5 ian. 2026 la 09:00, Ada Byron <ada@x.example> a scris:",
    "2026年1月5日(月) 9:00 Ada Byron <ada@x.example>:",
    "Ada Byron <ada@x.example> 于2026年1月5日周一 09:00写道：",
    "Ada Byron <ada@x.example> 於 2026年1月5日 週一 上午9:00寫道：",
    "2026년 1월 5일 (월) 오전 9:00, Ada Byron <ada@x.example>님이 작성:",
    "Στις Δευ 5 Ιαν 2026 στις 9:00 π.μ., ο χρήστης Ada Byron <ada@x.example> έγραψε:",
    "\u{202B}בתאריך יום ב׳, 5 בינו׳ 2026 ב-9:00 מאת \u{202A}Ada Byron\u{202C}\u{200F} <\u{202A}ada@x.example\u{202C}\u{200F}>:\u{202C}",
    "Vào Th 2, 5 thg 1, 2026 vào lúc 09:00 Ada Byron <ada@x.example> đã viết:",
    "Pada tanggal Sen, 5 Jan 2026 pukul 09.00 Ada Byron <ada@x.example> menulis:",
    "На пн, 5.01.2026 г. в 9:00 Ada Byron <ada@x.example> написа:",
    "pon, 5. sij 2026. u 09:00 Ada Byron <ada@x.example> napisao je:",
    "po 5. 1. 2026 o 9:00 Ada Byron <ada@x.example> napísal(a):",
    "2026-01-05, pr, 09:00 Ada Byron <ada@x.example> rašė:",
    "Missatge de Ada Byron <ada@x.example> del dia dl., 5 de gen. 2026 a les 9:00:",
    "Þann mán., 5. jan. 2026 kl. 09:00 skrifaði Ada Byron <ada@x.example>:",
    // Apple Mail
    "On 5 Jan 2026, at 09:00, Ada Byron <ada@x.example> wrote:",
    "Am 05.01.2026 um 09:00 schrieb Ada Byron <ada@x.example>:",
    "Op 5 jan 2026, om 09:00 heeft Ada Byron <ada@x.example> het volgende geschreven:",
    "2026/01/05 9:00、Ada Byron <ada@x.example>のメール:",
    "Wiadomość napisana przez Ada Byron <ada@x.example> w dniu 5 sty 2026, o godz. 09:00:",
    "5. 1. 2026 v 9:00, Ada Byron <ada@x.example>:",
    "5 янв. 2026 г., в 9:00, Ada Byron <ada@x.example> написал(а):",
    "Ada Byron <ada@x.example> şunları yazdı (5 Oca 2026 09:00):",
    "Ada Byron <ada@x.example> kirjoitti 5.1.2026 kello 9.00:",
    "ב-5 בינו׳ 2026, בשעה 9:00, Ada Byron <ada@x.example> כתב/ה:",
    "2026. 1. 5. 오전 9:00, Ada Byron <ada@x.example> 작성:",
    // Thunderbird
    "On 05/01/2026 09:00, Ada Byron wrote:",
    "Am 05.01.26 um 09:00 schrieb Ada Byron:",
    "Le 05/01/2026 à 09:00, Ada Byron a écrit :",
    "Il 05/01/2026 09:00, Ada Byron ha scritto:",
    "W dniu 5.01.2026 o 09:00, Ada Byron pisze:",
    "Dne 05. 01. 26 v 9:00 Ada Byron napsal(a):",
    "05.01.2026 09:00, Ada Byron пишет:",
    "Den 2026-01-05 kl. 09:00, skrev Ada Byron:",
    "2026. 01. 05. 9:00 keltezéssel, Ada Byron írta:",
    "在 2026/1/5 9:00, Ada Byron 写道:",
    "2026-01-05 오전 9:00에 Ada Byron 이(가) 쓴 글:",
    "5.01.2026 09:00 tarihinde Ada Byron yazdı:",
    "Στις 5/1/26 09:00, ο Ada Byron έγραψε:",
    // others
    "---- On Mon, 05 Jan 2026 09:00:00 +0100 Ada Byron <ada@x.example> wrote ----",
    "Ada schrieb am 5.1.2026:",
    "Quoting Ada Byron <ada@x.example>, 5 Jan 2026 9:00 wrote:",
];

fn found(text: &str) -> Option<(usize, OpeningKind)> {
    let lines = lines(text);
    ending_at(&lines, lines.len().saturating_sub(1)).map(|opening| (opening.from, opening.kind))
}

#[test]
fn attributions_on_one_line() {
    for text in ATTRIBUTIONS {
        assert_eq!(found(text), Some((0, Attribution)), "{text:?}");
    }
}

/// Programs wrap between words, at seventy columns or so.
#[test]
fn attributions_over_several_lines() {
    for text in ATTRIBUTIONS.iter().filter(|text| text.len() > 45) {
        let mut wrapped = String::from("Thank you.\n\n");
        let mut width = 0;
        for word in text.split(' ') {
            let length = word.chars().count();
            let separator = if width == 0 {
                ""
            } else if width + length > 50 {
                "\n"
            } else {
                " "
            };
            width = if separator == "\n" { length } else { width + length + 1 };
            wrapped.push_str(separator);
            wrapped.push_str(word);
        }
        assert_eq!(found(&wrapped), Some((2, Attribution)), "{wrapped:?}");
    }
}

#[test]
fn what_is_less_than_an_attribution() {
    let check = |text: &str, expected: Option<(usize, OpeningKind)>| assert_eq!(found(text), expected, "{text:?}");
    check("Ada wrote:", Some((0, WeakAttribution)));
    check("2026/1/5 Ada <ada@x.example>", Some((0, WeakAttribution)));
    check("Thanks.\nOn Mon, Jan 5, 2026 at 9:00 AM,\nAda\n<ada@x.example>\nwrote:", Some((1, Attribution)));
    check("On Nov 21, 2026,\nat 10:18,\nAda <ada@x.example> wrote:", Some((0, Attribution)));
    check("These are the facts:", None);
    check("On 5 January these things happened:", None);
    check("He wrote me", None);
    check("", None);
}

//! What mail programs put in front of a subject, in the language of their user: `Re:`, `AW:`, `Fwd:`.
//!
//! Comes in: a subject. Goes out: which prefix it begins with, and the rest. There is no other list of them.

/// How subjects of forwarded mails begin, by language, in lower case.
#[rustfmt::skip]
const FORWARDS: &[&str] = &[
    // en, de, nl, fr, es, it, pt, ca
    "fwd", "fw", "forward", "forwarded", "wg", "weitergeleitet", "wtr", "doorst", "doorgestuurd", "tr", "transf",
    "rv", "rvs", "reenv", "reenviado", "i", "inoltra", "inoltro", "inol", "enc", "encaminhada", "rm",
    // da, no, sv, fi, is
    "vb", "vl", "videresendt", "vidarebefordrat", "fs", "vsend",
    // pl, cs, sk, hu, sl, hr, et, lv, lt
    "pd", "pdl", "přp", "prp", "přep", "tov", "továbbítás", "továbbított", "vid", "vida", "pos", "prosl", "edasi",
    "pārs", "pers",
    // ru, uk, bg, tr, ro, el, he, ar
    "пер", "пересл", "переслано", "прс", "пэр", "нп", "препр", "ilet", "ile", "ilt", "i̇lt", "i̇let", "ynt-ilet", "redir",
    "redirecționat", "προώθ", "πρθ", "προωθ", "הועבר", "העבר", "הע", "إعادة توجيه", "تحويل",
    // ja, zh, ko, id, vi
    "転送", "转发", "轉寄", "转寄", "轉傳", "轉發", "回复-转发", "전달", "trs", "chuyển tiếp", "ct",
    // several words in one
    "res-fwd", "rif-fwd", "fwd-re", "re-fwd",
];

/// How subjects of answers begin, by language, in lower case.
#[rustfmt::skip]
const ANSWERS: &[&str] = &[
    "re", "aw", "antw", "antwort", "antwoord", "betr", "ré", "rép", "r", "rif", "ref", "res", "resp", "sv", "svar", "odp", "odpověď",
    "vá", "va", "vá.", "ynt", "yan", "ответ", "на", "отв", "відп", "απ", "σχετ", "απαντ", "תשובה", "השב", "رد", "回复", "答复", "回覆",
    "返信", "회신", "답장", "bls", "ats", "atb", "vast", "hlh", "sb", "kv", "bal", "trả lời",
];

/// Forwards in Danish and Norwegian, answers in Finnish.
const EITHER: &str = "vs";

/// Prefixes that people also write of their own accord: `Ref: 4711`, `POS: terminal is dark`.
#[rustfmt::skip]
const UNSURE: &[&str] = &[
    "i", "r", "t", "enc", "rm", "pos", "pd", "fs", "vid", "vida", "pers", "trs", "ct", "redir", "forward", "forwarded", "transf", "ile",
    "ref", "res", "resp", "betr", "rif", "sb", "kv", "bal", "va", "bls", "ats", "atb", "vast", "hlh", "yan", "на", "нп",
];

/// Longer words are none that a program wrote.
const MAX_BYTES: usize = 40;

/// What a prefix says of its mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prefix {
    /// It answers another.
    Answer,
    /// It was forwarded.
    Forward,
    /// Either, by the language.
    Either,
}

/// The prefix that a subject begins with, and what stands behind it; `Fwd[2]:` and `TR :` are `fwd` and `tr`.
pub fn prefix_of(subject: &str) -> Option<(Prefix, &str)> {
    let (word, rest) = first_word(subject)?;
    let prefix = match word.as_str() {
        EITHER => Prefix::Either,
        word if FORWARDS.contains(&word) => Prefix::Forward,
        word if ANSWERS.contains(&word) => Prefix::Answer,
        _ => return None,
    };
    Some((prefix, rest))
}

/// The same, for a prefix that only programs write.
pub fn sure_prefix_of(subject: &str) -> Option<(Prefix, &str)> {
    prefix_of(subject).filter(|_| first_word(subject).is_some_and(|(word, _)| !UNSURE.contains(&word.as_str())))
}

/// The word before the first colon, in lower case and without what programs count with, and what stands behind it.
fn first_word(subject: &str) -> Option<(String, &str)> {
    let (word, rest) = subject.split_once([':', '：'])?;
    let word =
        word.trim().trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '[' | ']' | '(' | ')' | '^' | '.'));
    (word.len() <= MAX_BYTES).then(|| (word.trim().to_lowercase(), rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_in_many_languages() {
        let check = |words: &str, expected: Option<Prefix>| {
            for word in words.split(' ') {
                let subject = format!("{word}: press");
                assert_eq!(prefix_of(&subject), expected.map(|prefix| (prefix, "press")), "{word}");
            }
        };
        check(
            "Re RE AW Antw Antwoord SV Odp Ynt Rif RES R Vá Отв Απ תשובה 回复 답장 Re[2] RE(3) Re^2",
            Some(Prefix::Answer),
        );
        check(
            "FW Fwd fwd WG TR RV I ENC VB VL PD TOV İLT Doorst Transf ΠΡΘ Пер 转发 轉寄 転送 전달 Fwd[2]",
            Some(Prefix::Forward),
        );
        check("VS vs", Some(Prefix::Either));
        check("Invoice Reply ticket [sales]", None);
    }

    #[test]
    fn words_of_people_are_unsure() {
        let check =
            |subject: &str, expected: bool| assert_eq!(sure_prefix_of(subject).is_some(), expected, "{subject}");
        check("RE: press", true);
        check("WG: press", true);
        check("Re[2]: press", true);
        check("POS: terminal is dark", false);
        check("Ref: 4711", false);
        check("press", false);
    }

    #[test]
    fn the_rest_stands_behind() {
        let check = |subject: &str, rest: Option<&str>| assert_eq!(prefix_of(subject).map(|(_, rest)| rest), rest);
        check("TR : presse", Some("presse"));
        check("转发：机器", Some("机器"));
        check("RE: FW: press", Some("FW: press"));
        check("Re:", Some(""));
        check("press: re: x", None);
        check("re", None);
        check("", None);
    }
}

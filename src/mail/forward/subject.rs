//! What a subject says of its mail: forwarded, answered, or nothing.
//!
//! Comes in: a subject. Goes out: [`Said`]. Programs put their own word in front, in the language of their user; only
//! the first one counts (`RE: FW: press` answers a forward).

use super::super::quote::Opening;
use super::super::quote::lines::{Line, unquoted};

/// How subjects of forwarded mails begin, by language (lower case).
#[rustfmt::skip]
const FORWARDS: &[&str] = &[
    // en, de, nl, fr, es, it, pt, ca
    "fwd", "fw", "forward", "forwarded", "wg", "weitergeleitet", "wtr", "doorst", "doorgestuurd", "tr", "transf",
    "rv", "rvs", "reenv", "reenviado", "i", "inoltra", "inoltro", "inol", "enc", "encaminhada", "rm",
    // da, no, sv, fi, is
    "vs", "vb", "vl", "videresendt", "vidarebefordrat", "fs", "vsend",
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

/// How subjects of answers begin, by language (lower case).
#[rustfmt::skip]
const ANSWERS: &[&str] = &[
    "re", "aw", "antw", "antwort", "betr", "ré", "rép", "r", "rif", "ref", "res", "resp", "sv", "svar", "odp", "odpověď",
    "vá", "va", "vá.", "ynt", "yan", "ответ", "на", "отв", "відп", "απ", "σχετ", "απαντ", "תשובה", "השב", "رد", "回复", "答复", "回覆",
    "返信", "회신", "답장", "bls", "ats", "atb", "vast", "hlh", "sb", "kv", "bal", "trả lời",
];

/// What a subject says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// The mail was forwarded.
    Forward,
    /// Either: `VS:` forwards in Danish and Norwegian, and answers in Finnish.
    Perhaps,
    /// Nothing of a forward.
    Nothing,
}

impl Said {
    /// Whether a block of fields is a forward's. The language of the fields decides where the subject does not.
    pub(super) fn is_forward(self, lines: &[Line<'_>], opening: &Opening) -> bool {
        let finnish = |line: &Line<'_>| {
            let lower = unquoted(line.text).trim_start_matches(['*', ' ']).to_lowercase();
            lower.starts_with("lähettäjä") || lower.starts_with("vastaanottaja") || lower.starts_with("aihe")
        };
        match self {
            Self::Forward => true,
            Self::Perhaps => !lines.iter().skip(opening.from).take(8).any(finnish),
            Self::Nothing => false,
        }
    }
}

/// What a subject says of a forward.
pub(super) fn said(subject: &str) -> Said {
    let Some(word) = first_word(subject) else { return said_around(subject) };
    match word.as_str() {
        "vs" => Said::Perhaps,
        word if FORWARDS.contains(&word) => Said::Forward,
        word if ANSWERS.contains(&word) => Said::Nothing,
        _ => said_around(subject),
    }
}

/// Whether a subject begins as answers do.
pub(super) fn is_answer(subject: &str) -> bool {
    first_word(subject).is_some_and(|word| ANSWERS.contains(&word.as_str()))
}

/// The word before the first colon, behind `[tags]`; `Fwd[2]:` and `TR :` are `fwd` and `tr`.
fn first_word(subject: &str) -> Option<String> {
    let mut rest = subject.trim();
    while let Some((_, behind)) = rest.strip_prefix('[').and_then(|tag| tag.split_once(']')) {
        rest = behind.trim_start();
    }
    let (word, _) = rest.split_once([':', '：'])?;
    let word =
        word.trim().trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '[' | ']' | '(' | ')' | '^' | '.'));
    (word.len() <= 40).then(|| word.trim().to_lowercase())
}

/// `press (fwd)` (Pine), `[ada@x.example: press]` (mutt, Emacs).
fn said_around(subject: &str) -> Said {
    let subject = subject.trim();
    let lower = subject.to_lowercase();
    let framed =
        subject.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).and_then(|rest| rest.split_once(':'));
    let by_address = framed.is_some_and(|(who, _)| who.contains('@') && !who.contains(' '));
    if lower.ends_with("(fwd)") || lower.ends_with("(fw)") || by_address { Said::Forward } else { Said::Nothing }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_subjects_say() {
        let check = |subject: &str, expected: Said| assert_eq!(said(subject), expected, "{subject:?}");
        let all = "FW Fwd fwd: WG TR RV I ENC VB VL PD TOV İLT Doorst Transf ΠΡΘ Пер 转发 轉寄 転送 전달";
        for word in all.split(' ') {
            check(&format!("{}: press", word.trim_end_matches(':')), Said::Forward);
        }
        check("TR : presse", Said::Forward);
        check("[sales] Fwd: press", Said::Forward);
        check("Fwd[2]: press", Said::Forward);
        check("转发：机器", Said::Forward);
        check("press (fwd)", Said::Forward);
        check("[ada@x.example: press]", Said::Forward);
        check("VS: presse", Said::Perhaps);
        check("RE: FW: press", Said::Nothing);
        check("Re: press (fwd)", Said::Nothing);
        check("Invoice: 5", Said::Nothing);
        check("forward me the list", Said::Nothing);
        check("[ticket 5: press]", Said::Nothing);
        check("", Said::Nothing);
    }
}

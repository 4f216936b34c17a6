//! The block of fields above a quoted mail, as Outlook and its kin write it: `From: … Sent: … To: … Subject: …`.

use std::sync::LazyLock;

use super::lines::{Line, unquoted};
use super::names::NAMES;
pub use super::names::QuotedField;
use super::phrases::Phrases;
use super::separator;

static KNOWN: LazyLock<Vec<(QuotedField, Phrases)>> =
    LazyLock::new(|| NAMES.iter().map(|(field, names)| (*field, Phrases::new(*names))).collect());

/// The most lines of a block.
const MAX_LINES: usize = 24;
/// The most lines of a field's value (long lists of recipients).
const MAX_CONTINUED: usize = 4;
/// The longest name, in bytes.
const MAX_NAME: usize = 40;

/// The field at the start of a line and its value, if there is one. Marks of emphasis around the name do not matter.
pub fn field_of(line: &str) -> Option<(QuotedField, &str)> {
    name_end(line)?;
    // a row of a table has a bar where others have a colon
    let bar = line.trim_start().starts_with('|');
    let line = unquoted(line).trim_start_matches(['*', '_', '|', '-', '\u{A0}', '\u{200E}', '\u{200F}', ' ']);
    let first = name_end(line)?;
    let behind = line.get(first..)?.char_indices().take(MAX_NAME.saturating_sub(line.get(..first)?.chars().count()));
    let (more, colon) = behind.into_iter().find(|(_, c)| matches!(c, ':' | '：') || bar && *c == '|')?;
    let (name, rest) = line.split_at_checked(first + more)?;
    let name = name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '\u{A0}'));
    if name.is_empty() || name.len() > MAX_NAME {
        return None;
    }
    let value = rest.get(colon.len_utf8()..).unwrap_or_default();
    let value = value.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '*' | '\u{A0}' | '\u{200E}' | '\u{200F}') || bar && c == '|'
    });
    let name = if name.is_ascii() { name.to_ascii_lowercase() } else { name.to_lowercase() };
    // blanks inside the name are drawn in some programs (件　名)
    let squeezed: String =
        if name.is_ascii() { String::new() } else { name.chars().filter(|c| !c.is_whitespace()).collect() };
    let known = |(_, names): &&(QuotedField, Phrases)| names.is(&name) || names.is(&squeezed);
    KNOWN.iter().find(known).map(|(field, _)| (*field, value))
}

/// A block that begins at this line: the line behind it, if there is one.
///
/// A block has a From and at least two more fields, or a From with an address or date-like value and one more field.
pub fn block_at(lines: &[Line<'_>], at: usize) -> Option<usize> {
    let (first, value) = field_of(lines.get(at)?.text)?;
    if first == QuotedField::Other || first == QuotedField::Cc {
        return None;
    }
    if first == QuotedField::From && is_run(value) {
        return Some(at + 1);
    }
    let mut seen: Vec<QuotedField> = Vec::new();
    let mut end = at;
    let mut continued = 0;
    for (line_at, line) in lines.iter().enumerate().skip(at).take(MAX_LINES) {
        match field_of(line.text) {
            Some((field, _)) if field == QuotedField::Other || !seen.contains(&field) => {
                seen.push(field);
                end = line_at + 1;
                continued = 0;
            }
            // one blank line may stand between fields where the block was a table
            None if is_bare(line) && continued == 0 && next_is_field(lines, line_at) => continued += 1,
            None if !is_bare(line)
                && continued < MAX_CONTINUED
                && goes_on(lines, line_at, MAX_CONTINUED - continued) =>
            {
                continued += 1
            }
            _ => break,
        }
    }
    if is_listed(lines, at, end) {
        return None;
    }
    let has = |field| seen.contains(&field);
    let others =
        [QuotedField::Date, QuotedField::To, QuotedField::Subject].into_iter().filter(|&field| has(field)).count();
    let enough = has(QuotedField::From) && others >= 2 && is_of_a_mail(lines, at, end)
        || first == QuotedField::Date && has(QuotedField::To) && is_dated_to(lines, at, end)
        || others == 3
        || has(QuotedField::From) && others == 1 && is_firm(lines, at, end) && !is_form(lines, end);
    enough.then_some(end)
}

/// The first place where a name may end: a colon, a table's bar, or what begins with the same byte as a wide colon.
fn name_end(text: &str) -> Option<usize> {
    memchr::memchr3(b':', b'|', 0xEF, text.as_bytes())
}

/// Whether it is worth to look closer: the next line that is not blank has a colon, or a table's bar.
pub fn may_follow(lines: &[Line<'_>], at: usize) -> bool {
    let next = lines.iter().skip(at).take(3).find(|line| !line.blank);
    next.is_some_and(|line| name_end(line.text).is_some())
}

/// A block begins within the next few lines, with only blank ones above it.
pub fn follows(lines: &[Line<'_>], at: usize) -> bool {
    (at..at + 3)
        .take_while(|&above| above == at || lines.get(above - 1).is_some_and(|line| line.blank))
        .any(|at| block_at(lines, at).is_some())
}

/// Fields whose names we do not know: at least two lines with a name, an address in one of them, no empty line between.
pub fn is_unknown_block(lines: &[Line<'_>], at: usize) -> bool {
    let block = || lines.iter().skip(at).skip_while(|line| line.blank).take(4).take_while(|line| !line.blank);
    let named = |line: &&Line<'_>| {
        line.text
            .split_once([':', '：'])
            .is_some_and(|(name, _)| name.len() < MAX_NAME && name.split_whitespace().count() < 4)
    };
    block().filter(named).count() >= 2 && block().filter(named).any(|line| line.text.contains('@'))
}

/// The subject in a run of fields without line breaks: what stands behind the last name of a subject.
pub fn subject_in(run: &str) -> Option<&str> {
    let (_, names) = NAMES.iter().find(|(field, _)| *field == QuotedField::Subject)?;
    let mut found = run.match_indices([':', '：']).filter_map(|(at, colon)| {
        let head = run.get(..at)?.trim_end().to_lowercase();
        names.iter().any(|name| name.len() > 2 && head.ends_with(name)).then_some(at + colon.len())
    });
    found.next_back().and_then(|at| run.get(at..)).map(str::trim)
}

/// Blank, or blank behind its quote marks.
fn is_bare(line: &Line<'_>) -> bool {
    line.blank || line.quoted && unquoted(line.text).is_empty()
}

fn next_is_field(lines: &[Line<'_>], at: usize) -> bool {
    lines.get(at + 1).is_some_and(|line| field_of(line.text).is_some())
}

/// A field follows within a few lines, with no empty line between.
fn goes_on(lines: &[Line<'_>], at: usize, most: usize) -> bool {
    lines.iter().skip(at + 1).take(most).take_while(|line| !is_bare(line)).any(|line| field_of(line.text).is_some())
}

/// The next field follows on the same line (HTML without line breaks): `ada@x.example Date: Mon, 5 Jan 2026`.
fn is_run(value: &str) -> bool {
    const NEXT: [&str; 6] = ["Date: ", "Sent: ", "Gesendet: ", "Datum: ", "Envoyé : ", "To: "];
    value.contains('@') && value.len() < 1_000 && NEXT.iter().any(|name| value.contains(name)) && has_time(value)
}

fn has_time(value: &str) -> bool {
    value
        .as_bytes()
        .windows(4)
        .any(|w| matches!(w, [a, b':', c, d] if a.is_ascii_digit() && c.is_ascii_digit() && d.is_ascii_digit()))
}

/// `Date: …` with a time of day, and `To: …` with an address.
fn is_dated_to(lines: &[Line<'_>], from: usize, to: usize) -> bool {
    let fields = || lines.iter().skip(from).take(to.saturating_sub(from)).filter_map(|line| field_of(line.text));
    fields().any(|(field, value)| field == QuotedField::Date && has_time(value))
        && fields().any(|(field, value)| field == QuotedField::To && value.contains('@'))
}

/// `From: Berlin`, `To: Hamburg` and a date are no mail: that has a subject, an address or a time of day.
fn is_of_a_mail(lines: &[Line<'_>], from: usize, to: usize) -> bool {
    lines.iter().take(to).skip(from).any(|line| {
        field_of(line.text).is_some_and(|(field, value)| {
            field == QuotedField::Subject || value.contains('@') || field == QuotedField::Date && has_time(value)
        })
    })
}

/// Words end in a colon above it, and it has neither an address nor a time of day: it is what they announce.
fn is_listed(lines: &[Line<'_>], from: usize, to: usize) -> bool {
    let block = lines.get(from..to).unwrap_or_default();
    let dated = |line: &Line<'_>| line.text.contains('@') || has_time(line.text);
    if block.iter().any(dated) || !block.iter().any(|line| has_year(line.text)) {
        return false;
    }
    let above = lines.get(..from).unwrap_or_default();
    let above = above
        .iter()
        .rev()
        .take(MAX_LINES)
        .skip_while(|line| line.text.contains(": ") && !line.quoted)
        .find(|line| !line.blank);
    above.is_some_and(|line| {
        line.text.trim_end().ends_with([':', '：'])
            && !separator::hints_at_forward(line.text)
            && separator::kind_of(line.text).is_none()
    })
}

/// A year stands in a line, as in a date without a time.
fn has_year(value: &str) -> bool {
    value
        .split(|c: char| !c.is_ascii_digit())
        .any(|word| word.len() == 4 && (word.starts_with("19") || word.starts_with("20")))
}

/// More names with values follow: somebody filled in a form.
fn is_form(lines: &[Line<'_>], at: usize) -> bool {
    lines.get(at).is_some_and(|line| line.text.split_once(": ").is_some_and(|(name, _)| !name.contains(' ')))
}

/// A block of two fields only: the From must have an address, and the other a date or a subject.
fn is_firm(lines: &[Line<'_>], from: usize, to: usize) -> bool {
    let fields = lines.iter().skip(from).take(to.saturating_sub(from)).filter_map(|line| field_of(line.text));
    let mut fields =
        fields.filter(|(field, _)| matches!(field, QuotedField::From | QuotedField::Date | QuotedField::Subject));
    let address = |value: &str| value.contains('@');
    let dated = |value: &str| value.bytes().filter(u8::is_ascii_digit).count() >= 4;
    let (Some(one), Some(two)) = (fields.next(), fields.next()) else { return false };
    [one, two].iter().any(|(field, value)| *field == QuotedField::From && address(value))
        && [one, two]
            .iter()
            .any(|(field, value)| *field == QuotedField::Date && dated(value) || *field == QuotedField::Subject)
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    /// Outlook's fields in the languages that it speaks.
    #[rustfmt::skip]
    const BLOCKS: &[&str] = &[
        "Van: Ada <ada@x.example>\nVerzonden: maandag 5 januari 2026 09:00\nAan: Bob\nOnderwerp: pers",
        "De: Ada <ada@x.example>\nEnviado: lunes, 5 de enero de 2026 9:00\nPara: Bob\nAsunto: prensa",
        "Da: Ada <ada@x.example>\nInviato: lunedì 5 gennaio 2026 09:00\nA: Bob\nOggetto: pressa",
        "De: Ada <ada@x.example>\nEnviada em: segunda-feira, 5 de janeiro de 2026 09:00\nPara: Bob\nAssunto: prensa",
        "Fra: Ada <ada@x.example>\nSendt: 5. januar 2026 09:00\nTil: Bob\nEmne: presse",
        "Från: Ada <ada@x.example>\nSkickat: den 5 januari 2026 09:00\nTill: Bob\nÄmne: press",
        "Lähettäjä: Ada <ada@x.example>\nLähetetty: maanantai 5. tammikuuta 2026 9.00\nVastaanottaja: Bob\nAihe: paino",
        "Od: Ada <ada@x.example>\nWysłano: poniedziałek, 5 stycznia 2026 09:00\nDo: Bob\nTemat: prasa",
        "Od: Ada <ada@x.example>\nOdesláno: pondělí 5. ledna 2026 9:00\nKomu: Bob\nPředmět: lis",
        "Feladó: Ada <ada@x.example>\nKüldve: 2026. január 5., hétfő 9:00\nCímzett: Bob\nTárgy: prés",
        "От: Ada <ada@x.example>\nОтправлено: 5 января 2026 г. 9:00\nКому: Bob\nТема: пресс",
        "Від: Ada <ada@x.example>\nНадіслано: 5 січня 2026 р. 9:00\nКому: Bob\nТема: прес",
        "Kimden: Ada <ada@x.example>\nGönderildi: 5 Ocak 2026 Pazartesi 09:00\nKime: Bob\nKonu: pres",
        "De la: Ada <ada@x.example>\nTrimis: luni, 5 ianuarie 2026 09:00\nCătre: Bob\nSubiect: presă",
        "差出人: Ada <ada@x.example>\n送信日時: 2026年1月5日 9:00\n宛先: Bob\n件名: プレス",
        "寄件者: Ada <ada@x.example>\n寄件日期: 2026年1月5日 9:00\n收件者: Bob\n主旨: 壓床",
        "보낸 사람: Ada <ada@x.example>\n보낸 날짜: 2026년 1월 5일 9:00\n받는 사람: Bob\n제목: 프레스",
        "Από: Ada <ada@x.example>\nΣτάλθηκε: 5 Ιανουαρίου 2026 9:00\nΠρος: Bob\nΘέμα: πρέσα",
        "מאת: Ada <ada@x.example>\nנשלח: יום שני 05 ינואר 2026 09:00\nאל: Bob\nנושא: מכבש",
    ];

    #[test]
    fn blocks_of_fields() {
        let check = |text: &str, expected: Option<usize>| assert_eq!(block_at(&lines(text), 0), expected, "{text:?}");
        check("From: Ada\nSent: Monday\nTo: Bob\nSubject: x\n\nHello", Some(4));
        check("*From:* Ada\n*Sent:* Monday\n*To:* Bob\n*Subject:* x\n", Some(4));
        check("Von: Ada\nGesendet: Montag\nAn: Bob\nBetreff: x\n", Some(4));
        check("De : Ada\nEnvoyé : lundi\nÀ : Bob\nObjet : x\n", Some(4));
        check("发件人：Ada\n发送时间：今天\n收件人：Bob\n主题：x\n", Some(4));
        check("From: Ada\nTo: Bob, Carl,\n  Dora, Emil\nSubject: x\n", Some(4));
        check("From: ada@x.example\nSubject: x\n", Some(2));
        check("| From | Ada <ada@x.example> |\n| Date | 5 Jan |\n| To | Bob |\n| Subject | x |\n", Some(4));
        for block in BLOCKS {
            check(block, Some(4));
        }
        check("From: here\nTo: there\n", None);
        check("From: ada\n\nI come.\n", None);
        check("Subject: x\n", None);
        check("发件人，：Ada\n主题：x\n", None);
        check("发件人：Ada，Bob <ada@x.example>\n主题：x，y\n", Some(2));
        check("Note: From the start\nTo: come\n", None);
    }
}

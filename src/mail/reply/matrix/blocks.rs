//! The fields that Outlook and its kin write above a quoted mail, in their languages, with what stands above them.

use super::{ANSWERS, OLD, first, marked, told};

/// A language: what stands between dashes, the fields From, Sent, To, Cc and Subject, and when it was sent.
type BlockRow = (&'static str, [&'static str; 5], &'static str);

#[rustfmt::skip]
const LANGUAGES: &[BlockRow] = &[
    ("Original Message", ["From:", "Sent:", "To:", "Cc:", "Subject:"], "Monday, January 5, 2026 9:00 AM"),
    ("Original message", ["From:", "Date:", "To:", "Cc:", "Subject:"], "Mon, 5 Jan 2026 09:00:00 +0100"),
    ("Ursprüngliche Nachricht", ["Von:", "Gesendet:", "An:", "Cc:", "Betreff:"], "Montag, 5. Januar 2026 09:00"),
    ("Originalnachricht", ["Von:", "Datum:", "An:", "Kopie:", "Betreff:"], "5. Januar 2026 um 09:00:00 MEZ"),
    ("Oorspronkelijk bericht", ["Van:", "Verzonden:", "Aan:", "CC:", "Onderwerp:"], "maandag 5 januari 2026 09:00"),
    ("Message d'origine", ["De :", "Envoyé :", "À :", "Cc :", "Objet :"], "lundi 5 janvier 2026 09:00"),
    ("Message d’origine", ["De\u{A0}:", "Envoyé\u{A0}:", "À\u{A0}:", "Cc\u{A0}:", "Objet\u{A0}:"], "lundi 5 janvier 2026 09:00"),
    ("Mail original", ["De:", "Envoyé:", "À:", "Cc:", "Objet:"], "Lundi 5 Janvier 2026 09:00:00"),
    ("Message original", ["De :", "Date :", "À :", "Cc :", "Sujet :"], "05/01/2026 09:00 (GMT+01:00)"),
    ("Mensaje original", ["De:", "Enviado el:", "Para:", "CC:", "Asunto:"], "lunes, 5 de enero de 2026 9:00"),
    ("Mensaje original", ["De:", "Fecha:", "Para:", "CC:", "Asunto:"], "5/1/26 9:00 a. m. (GMT+01:00)"),
    ("Messaggio originale", ["Da:", "Inviato:", "A:", "Cc:", "Oggetto:"], "lunedì 5 gennaio 2026 09:00"),
    ("Messaggio originale", ["Da:", "Data:", "A:", "Cc:", "Ogg:"], "5-gen-2026 9.00"),
    ("Mensagem original", ["De:", "Enviado:", "Para:", "Cc:", "Assunto:"], "5 de janeiro de 2026 09:00"),
    ("Mensagem original", ["De:", "Enviada em:", "Para:", "Cc:", "Assunto:"], "segunda-feira, 5 de janeiro de 2026 09:00"),
    ("Oprindelig meddelelse", ["Fra:", "Sendt:", "Til:", "Cc:", "Emne:"], "5. januar 2026 09:00"),
    ("Ursprungligt meddelande", ["Från:", "Skickat:", "Till:", "Kopia:", "Ämne:"], "den 5 januari 2026 09:00"),
    ("Originalmeddelande", ["Från:", "Datum:", "Till:", "Kopia:", "Ärende:"], "2026-01-05 09:00"),
    ("Opprinnelig melding", ["Fra:", "Sendt:", "Til:", "Kopi:", "Emne:"], "mandag 5. januar 2026 09:00"),
    ("Alkuperäinen viesti", ["Lähettäjä:", "Lähetetty:", "Vastaanottaja:", "Kopio:", "Aihe:"], "maanantai 5. tammikuuta 2026 9.00"),
    ("Wiadomość oryginalna", ["Od:", "Wysłano:", "Do:", "DW:", "Temat:"], "poniedziałek, 5 stycznia 2026 09:00"),
    ("Oryginalna wiadomość", ["Od:", "Data:", "Do:", "DW:", "Temat:"], "05.01.2026 09:00 (GMT+01:00)"),
    ("Původní zpráva", ["Od:", "Odesláno:", "Komu:", "Kopie:", "Předmět:"], "pondělí 5. ledna 2026 9:00"),
    ("Původní e-mail", ["Od:", "Datum:", "Komu:", "Kopie:", "Předmět:"], "5. 1. 2026 9:00:00"),
    ("Pôvodná správa", ["Od:", "Odoslané:", "Komu:", "Kópia:", "Predmet:"], "pondelok 5. januára 2026 9:00"),
    ("Eredeti üzenet", ["Feladó:", "Küldve:", "Címzett:", "Másolatot kap:", "Tárgy:"], "2026. január 5., hétfő 9:00"),
    ("Исходное сообщение", ["От:", "Отправлено:", "Кому:", "Копия:", "Тема:"], "5 января 2026 г. 9:00"),
    ("Первоначальное сообщение", ["От кого:", "Дата:", "Кому:", "Копия:", "Тема:"], "Понедельник, 5 января 2026"),
    ("Вихідне повідомлення", ["Від:", "Надіслано:", "Кому:", "Копія:", "Тема:"], "5 січня 2026 р. 9:00"),
    ("Orijinal ileti", ["Kimden:", "Gönderildi:", "Kime:", "Bilgi:", "Konu:"], "5 Ocak 2026 Pazartesi 09:00"),
    ("Mesaj original", ["De la:", "Trimis:", "Către:", "Cc:", "Subiect:"], "luni, 5 ianuarie 2026 09:00"),
    ("元のメッセージ", ["差出人:", "送信日時:", "宛先:", "CC:", "件名:"], "2026年1月5日 9:00"),
    ("Original Message", ["差出人：", "送信日時：", "宛先：", "Cc：", "件名："], "2026年1月5日 月曜日 9:00"),
    ("原始邮件", ["发件人:", "发送时间:", "收件人:", "抄送:", "主题:"], "2026年1月5日(星期一) 上午9:00"),
    ("邮件原件", ["发件人：", "日期：", "收件人：", "抄送：", "主题："], "2026年1月5日 9:00"),
    ("原始郵件", ["寄件者:", "寄件日期:", "收件者:", "副本:", "主旨:"], "2026年1月5日 上午 09:00"),
    ("원본 메시지", ["보낸 사람:", "보낸 날짜:", "받는 사람:", "참조:", "제목:"], "2026년 1월 5일 월요일 오전 9:00"),
    ("원본 메일", ["보낸사람:", "날짜:", "받는사람:", "참조:", "제목:"], "26.01.05 09:00"),
    ("Αρχικό μήνυμα", ["Από:", "Στάλθηκε:", "Προς:", "Κοιν.:", "Θέμα:"], "Δευτέρα, 5 Ιανουαρίου 2026 9:00 πμ"),
    ("הודעה מקורית", ["מאת:", "נשלח:", "אל:", "עותק:", "נושא:"], "יום שני 05 ינואר 2026 09:00"),
    ("Оригинално съобщение", ["От:", "Изпратено:", "До:", "Копие:", "Относно:"], "понеделник, 5 януари 2026 г. 9:00"),
    ("Izvorna poruka", ["Od:", "Poslano:", "Prima:", "Kopija:", "Predmet:"], "5. siječnja 2026. 9:00"),
    ("Izvirno sporočilo", ["Od:", "Poslano:", "Za:", "Kp:", "Zadeva:"], "ponedeljek, 05. januar 2026 09:00"),
    ("Оригинална порука", ["Од:", "Послато:", "За:", "Копија:", "Наслов:"], "5. јануар 2026. 9:00"),
    ("Missatge original", ["De:", "Enviat:", "Per a:", "A/c:", "Assumpte:"], "dilluns, 5 de gener de 2026 9:00"),
    ("Algne kiri", ["Saatja:", "Saadetud:", "Adressaat:", "Koopia:", "Teema:"], "esmaspäev, 5. jaanuar 2026 9:00"),
    ("Originalus laiškas", ["Nuo:", "Išsiųsta:", "Kam:", "Kopija:", "Tema:"], "2026 m. sausio 5 d., pirmadienis 09:00"),
    ("Sākotnējais ziņojums", ["No:", "Nosūtīts:", "Kam:", "Kopija:", "Tēma:"], "pirmdiena, 2026. gada 5. janvāris 09:00"),
    ("الرسالة الأصلية", ["من:", "تاريخ الإرسال:", "إلى:", "نسخة:", "الموضوع:"], "05 يناير, 2026 09:00"),
    ("Pesan Asli", ["Dari:", "Dikirim:", "Kepada:", "Cc:", "Perihal:"], "Senin, 05 Januari 2026 09:00"),
    ("Thư gốc", ["Từ:", "Đã gửi:", "Đến:", "Cc:", "Chủ đề:"], "Thứ Hai, 5 Tháng Một 2026 9:00"),
    ("ข้อความต้นฉบับ", ["จาก:", "ส่ง:", "ถึง:", "สำเนา:", "เรื่อง:"], "5 มกราคม 2569 9:00"),
    ("Upprunaleg skilaboð", ["Frá:", "Sent:", "Til:", "Afrit:", "Efni:"], "mánudagur, 5. janúar 2026 09:00"),
    ("پیام اصلی", ["از:", "تاریخ:", "به:", "رونوشت:", "موضوع:"], "دوشنبه ۵ ژانویه ۲۰۲۶ ۹:۰۰"),
];

/// The fields, as programs order and dress them.
fn blocks(row: &BlockRow) -> Vec<String> {
    let (_, [from, sent, to, cc, subject], when) = *row;
    let ada = "Ada Byron <ada@x.example>";
    let bob = "Bob Cook <bob@y.example>";
    let star = |name: &str| format!("*{name}*");
    vec![
        format!("{from} {ada}\n{sent} {when}\n{to} {bob}\n{subject} RE: the press\n"),
        format!("{from} {ada}\n{sent} {when}\n{to} {bob}\n{cc} Carl <carl@y.example>; Dora\n{subject} RE: the press\n"),
        format!("{from} Ada Byron [mailto:ada@x.example]\n{sent} {when}\n{to} Bob Cook\n{subject} the press\n"),
        format!("{from} Ada Byron\n{sent} {when}\n{to} Bob Cook; Carl Dahl\n{subject} the press\n"),
        format!("{from}\tAda Byron/Company\n{to}\tBob Cook\n{sent}\t{when}\n{subject}\tthe press\n"),
        format!("{subject} the press\n{sent} {when}\n{from} {ada}\n{to} {bob}\n"),
        format!("{sent} {when}\n{from} {ada}\n{to} {bob}\n{subject} the press\n"),
        format!("{to} {bob}\n{from} {ada}\n{sent} {when}\n{subject} the press\n"),
        format!("{} {ada}\n{} {when}\n{} {bob}\n{} the press\n", star(from), star(sent), star(to), star(subject)),
        format!("* {from} {ada}\n* {sent} {when}\n* {to} {bob}\n* {subject} the press\n"),
        format!("{from} {ada}\n{subject} the press\n{sent} {when}\n{to} {bob}\n"),
        format!(
            "{from} \"Ada Byron\" <ada@x.example>;\n{sent} {when}\n{to} \"Bob\" <bob@y.example>;\n{subject} the press\n"
        ),
        format!("{from} {ada}\n\n{sent} {when}\n\n{to} {bob}\n\n{subject} the press\n"),
        format!(
            "{from} {ada}\n{sent} {when}\n{to} {bob}, Carl Dahl <carl@y.example>,\n Dora <dora@y.example>\n{subject} the press\n  which stopped on Friday again\n"
        ),
    ]
}

/// What stands above the fields.
fn heads(row: &BlockRow) -> Vec<String> {
    let original = row.0;
    vec![
        String::new(),
        format!("-----{original}-----\n"),
        format!("----- {original} -----\n"),
        format!("-------- {original} --------\n"),
        format!("---------- {original} ----------\n\n"),
        format!("------------------ {original} ------------------\n"),
        format!("‐‐‐‐‐‐‐ {original} ‐‐‐‐‐‐‐\n"),
        format!("------- {original} -------\n"),
        format!("---{original}---\n"),
        format!("*-----{original}-----*\n"),
        format!("______ {original} ______\n"),
        format!("  {original}  \n"),
        "________________________________\n".to_owned(),
        "________________________________\n\n".to_owned(),
        "----------------------------------------\n".to_owned(),
        "* * *\n".to_owned(),
        "---\n".to_owned(),
        "  _____  \n\n".to_owned(),
    ]
}

#[test]
fn fields_above_a_quote() {
    let mut missed: Vec<String> = Vec::new();
    let mut cases = 0;
    for (nth, row) in LANGUAGES.iter().enumerate() {
        for (top, head) in heads(row).into_iter().enumerate() {
            for (at, block) in blocks(row).into_iter().enumerate() {
                let answer = ANSWERS[(nth + at) % ANSWERS.len()];
                let below = if at % 3 == 0 { marked(OLD) } else { OLD.to_owned() };
                let texts = [
                    format!("{answer}\n\n{head}{block}\n{below}\n"),
                    format!("{answer}\n\n\n{head}{block}{below}\n"),
                    format!("{answer}\n{head}{block}\n\n{below}\n"),
                ];
                if let Some(text) = texts.get((nth + top + at) % texts.len()) {
                    cases += 1;
                    let found = told(text).new_text;
                    if found.as_str() != answer {
                        missed.push(format!("{text:?}\n    {found:?}"));
                    }
                }
            }
        }
    }
    assert!(missed.is_empty(), "{} of {cases}\n{}", missed.len(), first(&missed));
}

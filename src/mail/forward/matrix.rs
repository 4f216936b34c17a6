//! How every mail program forwards, in every language that it speaks: each row of words in each shape must give the same
//! sender, subject and text.

use super::super::Subject;
use super::*;

/// The words of a language; alternatives are parted by `|`.
struct LanguageWords {
    /// Which one, for messages.
    name: &'static str,
    /// The prefix of a forwarded subject.
    prefix: &'static str,
    from: &'static str,
    date: &'static str,
    to: &'static str,
    cc: &'static str,
    subject: &'static str,
    /// What stands between dashes above a forward.
    between: &'static str,
    /// How Apple Mail begins one.
    begin: &'static str,
    /// What stands between dashes above an original.
    original: &'static str,
}

const fn words(
    name: &'static str,
    prefix: &'static str,
    fields: [&'static str; 5],
    above: [&'static str; 3],
) -> LanguageWords {
    let [from, date, to, cc, subject] = fields;
    let [between, begin, original] = above;
    LanguageWords { name, prefix, from, date, to, cc, subject, between, begin, original }
}

#[rustfmt::skip]
const LANGUAGES: &[LanguageWords] = &[
    words("en", "FW|Fwd", ["From", "Date|Sent", "To", "Cc|CC", "Subject"], ["Forwarded message|Forwarded Message|Forwarded email|Begin forwarded message", "Begin forwarded message", "Original Message|Original message"]),
    words("nl", "FW|Doorst", ["Van", "Datum|Verzonden", "Aan", "CC", "Onderwerp"], ["Doorgestuurd bericht|Forwarded message", "Begin doorgestuurd bericht", "Oorspronkelijk bericht"]),
    words("de", "WG|Fwd", ["Von", "Datum|Gesendet", "An", "Cc|Kopie", "Betreff"], ["Weitergeleitete Nachricht|Forwarded message|Weitergeleitete E-Mail", "Anfang der weitergeleiteten Nachricht|Anfang der weitergeleiteten E-Mail", "Ursprüngliche Nachricht|Originalnachricht"]),
    words("fr", "TR|Fwd", ["De|Expéditeur", "Date|Envoyé|Envoyé le", "À|A|Pour|Destinataire", "Cc|Copie à", "Objet|Sujet"], ["Message transféré|Message transmis|Forwarded message", "Début du message réexpédié|Début du message transféré", "Message d'origine|Message original"]),
    words("es", "RV|Fwd", ["De|Remitente", "Fecha|Enviado|Enviado el", "Para|A", "CC", "Asunto"], ["Mensaje reenviado|Mensaje Reenviado", "Inicio del mensaje reenviado", "Mensaje original"]),
    words("it", "I|Fwd", ["Da|Mittente", "Data|Inviato", "A|Per", "Cc", "Oggetto"], ["Messaggio inoltrato|Messaggio Inoltrato", "Inizio messaggio inoltrato", "Messaggio originale"]),
    words("pt", "FW|Fwd", ["De", "Data|Enviado|Enviada", "Para", "Cc", "Assunto"], ["Mensagem reencaminhada|Mensagem Encaminhada|Mensagem encaminhada", "Início da mensagem reencaminhada", "Mensagem original"]),
    words("br", "ENC|RES-FWD|Fwd", ["De", "Data|Enviada em|Enviado em", "Para", "Cc", "Assunto"], ["Mensagem encaminhada|Mensagem Encaminhada", "Início da mensagem encaminhada", "Mensagem original"]),
    words("da", "VS|Fwd", ["Fra", "Dato|Sendt", "Til", "Cc|Kopi", "Emne"], ["Videresendt meddelelse|Videresendt besked|Videresendt mail", "Start på videresendt besked", "Oprindelig meddelelse|Original meddelelse"]),
    words("sv", "VB|Fwd", ["Från", "Datum|Skickat", "Till", "Kopia", "Ämne"], ["Vidarebefordrat meddelande|Vidarebefordrat brev|Vidarebefordrat mail", "Vidarebefordrat mejl|Börja vidarebefordra meddelande", "Ursprungligt meddelande|Originalmeddelande"]),
    words("no", "VS|Fwd", ["Fra", "Dato|Sendt", "Til", "Kopi", "Emne"], ["Videresendt melding|Videresendt e-post", "Videresendt melding|Start på videresendt melding", "Opprinnelig melding"]),
    words("fi", "VL|Fwd", ["Lähettäjä", "Päivämäärä|Päiväys|Lähetetty", "Vastaanottaja", "Kopio", "Aihe"], ["Välitetty viesti|Edelleenlähetetty viesti", "Välitetty viesti alkaa", "Alkuperäinen viesti"]),
    words("pl", "PD|Fwd", ["Od|Nadawca", "Data|Wysłano", "Do|Adresat", "DW|Do wiadomości", "Temat"], ["Treść przekazanej wiadomości|Przekazana wiadomość|Wiadomość przekazana dalej|Przekazywana wiadomość", "Początek przekazywanej wiadomości", "Wiadomość oryginalna|Oryginalna wiadomość"]),
    words("cs", "FW|Přep|Fwd", ["Od|Odesílatel", "Datum|Odesláno", "Komu|Pro", "Kopie", "Předmět"], ["Přeposlaná zpráva|Přeposlaný e-mail|Předaná zpráva", "Začátek přeposílané zprávy|Začátek předávané zprávy", "Původní zpráva|Původní e-mail"]),
    words("sk", "FW|Fwd", ["Od|Odosielateľ", "Dátum|Odoslané", "Komu|Pre", "Kópia", "Predmet"], ["Preposlaná správa|Presmerovaná správa", "Začiatok preposlanej správy", "Pôvodná správa"]),
    words("hu", "TOV|Továbbítás|Fwd", ["Feladó", "Dátum|Küldve|Elküldve", "Címzett", "Másolatot kap|Másolat", "Tárgy"], ["Továbbított üzenet|Továbbított levél", "Továbbított levél kezdete|Továbbított üzenet kezdete", "Eredeti üzenet"]),
    words("ru", "FW|Пер|Fwd", ["От|От кого|Отправитель", "Дата|Отправлено|Отправлен", "Кому", "Копия", "Тема"], ["Пересланное сообщение|Пересылаемое сообщение|Перенаправленное сообщение|Переадресованное сообщение|Пересылаемое письмо", "Начало переадресованного сообщения|Начало пересылаемого сообщения", "Исходное сообщение"]),
    words("uk", "FW|Fwd", ["Від|Від кого|Відправник", "Дата|Надіслано|Відправлено", "Кому|До", "Копія", "Тема"], ["Переслане повідомлення|Перенаправлене повідомлення|Пересланий лист", "Початок листа, що пересилається|Початок переадресованого повідомлення", "Вихідне повідомлення|Початкове повідомлення"]),
    words("tr", "İLT|Fwd", ["Kimden|Gönderen", "Tarih|Gönderildi|Gönderim Zamanı", "Kime|Alıcı", "Bilgi", "Konu"], ["İletilmiş Mesaj|İletilen ileti|Yönlendirilmiş mesaj|İletilmiş mesaj|Yönlendirilen İleti", "İleti başlangıcı|Yönlendirilen ileti başlangıcı", "Orijinal Mesaj|Özgün İleti"]),
    words("ro", "Redir|Fwd", ["De la|Expeditor|Expeditorul", "Dată|Data|Trimis", "Către|Catre|Destinatarul", "Cc", "Subiect|Subiectul"], ["Mesaj redirecționat|Mesaj redirecţionat|Mesaj transmis", "Începe mesajul redirecționat|Începutul mesajului redirecționat", "Mesaj original|Mesajul original"]),
    words("ja", "FW|転送|Fwd", ["差出人|送信者|送信元", "日付|送信日時|日時", "宛先|受信者", "Cc", "件名"], ["転送メッセージ|転送されたメッセージ|転送メール|Forwarded message", "転送されたメッセージ|以下は転送されたメッセージです", "元のメッセージ|Original Message"]),
    words("zh-cn", "转发|Fwd", ["发件人|发送人", "日期|发送时间|发送日期", "收件人", "抄送", "主题"], ["转发的邮件|转发邮件信息|转发的消息|被转发邮件信息|转发的信息", "下面是被转发的邮件|以下是转发的邮件|开始转发的邮件", "原始邮件|邮件原件"]),
    words("zh-tw", "轉寄|Fwd", ["寄件者|寄件人", "日期|寄件日期|傳送時間", "收件者|收件人", "副本", "主旨|主題"], ["轉寄的郵件|轉寄郵件|轉寄的訊息|轉寄訊息|轉寄信件", "以下是轉寄的郵件|開始轉寄郵件|開始轉寄訊息", "原始郵件|原始信件|原始訊息"]),
    words("ko", "전달|Fwd", ["보낸 사람|보낸사람|발신자", "날짜|보낸 날짜|보낸날짜|보낸 시간", "받는 사람|받는사람|수신자", "참조", "제목"], ["전달된 메시지|전달된 메일|전달 메시지|전달된 이메일", "전달된 메시지|전달된 이메일", "원본 메시지|원본메시지"]),
    words("el", "ΠΡΘ|Προώθ|Fwd", ["Από|Αποστολέας", "Ημερομηνία|Στάλθηκε|Εστάλη|Αποστολή", "Προς|Παραλήπτης", "Κοιν.|Κοινοποίηση", "Θέμα"], ["Προωθημένο μήνυμα|Προωθημένο Μήνυμα|Μήνυμα που προωθήθηκε", "Έναρξη προωθημένου μηνύματος|Αρχή προωθημένου μηνύματος", "Αρχικό μήνυμα"]),
    words("he", "הועבר|Fwd", ["מאת", "תאריך|נשלח", "אל", "עותק", "נושא"], ["הודעה שהועברה|הודעה מועברת", "תחילת ההודעה שהועברה|התחל הודעה שהועברה|להלן הודעה שהועברה", "הודעה מקורית|ההודעה המקורית"]),
    words("hr", "Fwd", ["Od|Šalje", "Datum|Poslano", "Za|Prima", "Kopija", "Predmet"], ["Proslijeđena poruka|Prosleđena poruka", "Započni proslijeđenu poruku|Početak proslijeđene poruke", "Izvorna poruka"]),
    words("bg", "Fwd|Препр", ["От", "Дата|Изпратено", "До", "Копие", "Тема|Относно"], ["Препратено съобщение|Препратено писмо", "Начало на препратеното съобщение", "Оригинално съобщение"]),
    words("sl", "Fwd|Pos", ["Od|Pošiljatelj", "Datum|Poslano", "Za", "Kp", "Zadeva"], ["Posredovano sporočilo", "Začetek posredovanega sporočila", "Izvirno sporočilo"]),
    words("et", "Fwd|Edasi", ["Saatja", "Kuupäev|Saadetud", "Saaja|Adressaat|Kellele", "Koopia", "Teema"], ["Edastatud kiri|Edastatud sõnum|Edasisaadetud kiri", "Edastatud sõnumi algus|Edastatud kirja algus", "Algne kiri|Algsõnum"]),
    words("lt", "Fwd", ["Nuo|Siuntėjas", "Data|Išsiųsta", "Kam|Iki", "Kopija", "Tema"], ["Persiųstas laiškas|Persiųsta žinutė", "Persiunčiamo laiško pradžia|Persiųsto laiško pradžia", "Originalus laiškas|Pradinis laiškas"]),
    words("lv", "Fwd|Pārs", ["No|Sūtītājs", "Datums|Nosūtīts", "Kam|Adresāts", "Kopija", "Temats|Tēma"], ["Pārsūtīts ziņojums|Pārsūtīta ziņa", "Pārsūtītā ziņojuma sākums|Sākas pārsūtītais ziņojums", "Sākotnējais ziņojums"]),
    words("ca", "Fwd|RV", ["De", "Data|Enviat", "A|Per a", "Cc", "Assumpte"], ["Missatge reenviat", "Inici del missatge reenviat", "Missatge original"]),
    words("vi", "Fwd", ["Từ|Người gửi", "Ngày|Đã gửi", "Đến|Tới", "Cc", "Chủ đề|Tiêu đề"], ["Thư đã chuyển tiếp|Tin nhắn được chuyển tiếp|Chuyển tiếp thư", "Bắt đầu thư được chuyển tiếp|Bắt đầu tin nhắn được chuyển tiếp", "Thư gốc|Tin nhắn gốc"]),
    words("id", "Fwd|TRS", ["Dari", "Tanggal|Dikirim", "Kepada|Untuk", "Cc", "Perihal|Subjek"], ["Pesan terusan|Pesan yang diteruskan|Pesan diteruskan", "Mulai pesan terusan|Awal pesan yang diteruskan", "Pesan asli|Pesan Asli"]),
];

const ADA: &str = "Ada Byron <ada@x.example>";
const DATE: &str = "Mon, 5 Jan 2026 at 09:00";
const BODY: &str = "It stops.\n\nPlease help.";

/// Every choice of words that a row allows: the first of all, then each other one alone.
fn choices(words: &LanguageWords) -> Vec<[&'static str; 6]> {
    let fields = [words.from, words.date, words.to, words.cc, words.subject, words.prefix];
    let first = fields.map(|field| field.split('|').next().unwrap_or_default());
    let mut all = vec![first];
    for (at, field) in fields.iter().enumerate() {
        for other in field.split('|').skip(1) {
            let mut choice = first;
            choice[at] = other;
            all.push(choice);
        }
    }
    all
}

/// The shapes that a program makes of the words, each with what the subject must say: nothing, or the word for a forward.
fn shapes(words: &LanguageWords, choice: [&str; 6]) -> Vec<(String, String)> {
    let [from, date, to, cc, subject, prefix] = choice;
    let said = || format!("{prefix}: press");
    let mut all = Vec::new();
    for between in words.between.split('|') {
        let silent = |text: String| ("press".to_owned(), text);
        let gmail = format!(
            "{from}: {ADA}\n{date}: {DATE}\n{subject}: press\n{to}: <bob@y.example>\n{cc}: <cem@z.example>\n\n\n{BODY}\n"
        );
        all.push(silent(format!("FYI\n\n---------- {between} ---------\n{gmail}")));
        all.push(silent(format!("---------- {between} ----------\n{gmail}")));
        all.push(silent(
            format!("============ {between} ============\n{gmail}============ {between} ============\n")
                .replace(&format!("============ {between} ============\n\n"), ""),
        ));
        all.push(silent(format!("------- {between} -------\n{from}: {ADA}\n{date}: {DATE}\n{subject}: press\n{to}: bob@y.example\n\n{BODY}\n")));
        all.push(silent(format!("FYI\n\n-------- {between} --------\n{subject}: \tpress\n{date}: \t{DATE}\n{from}: \t{ADA}\n{to}: \tbob@y.example\n\n\n{BODY}\n")));
        all.push(silent(format!("----- {between} -----\n\n{from}: {ADA}\n\n{to}: \"bob@y.example\" <bob@y.example>\n\n{date}: {DATE}\n\n{subject}: press\n\n{BODY}\n")));
        all.push(silent(format!(
            "   ----- {between} ----- {from}: {ADA}{to}: bob@y.example{date}: {DATE}{subject}: press\n{BODY}\n"
        )));
        all.push(silent(format!("*---------- {between} ----------*\n*{from}:* {ADA}\n*{date}:* {DATE}\n*{to}:* bob@y.example\n*{subject}:* press\n\n{BODY}")));
    }
    for begin in words.begin.split('|') {
        let apple = [
            format!("{from}: {ADA}"),
            format!("{subject}: press"),
            format!("{date}: {DATE}"),
            format!("{to}: Bob <bob@y.example>"),
            String::new(),
        ];
        let body: Vec<String> = apple.iter().cloned().chain(BODY.lines().map(str::to_owned)).collect();
        let quoted = body.iter().fold(String::new(), |quoted, line| quoted + "> " + line + "\n");
        let starred = |line: &String| match line.split_once(": ") {
            Some((name, value)) => format!("*{name}: *{value}\n"),
            None => "\n".to_owned(),
        };
        let bold = apple.iter().map(starred).collect::<Vec<_>>().concat();
        all.push(("press".to_owned(), format!("FYI\n\n{begin}:\n\n{quoted}")));
        all.push(("press".to_owned(), format!("{begin}:\n\n{}\n", body.join("\n"))));
        all.push(("press".to_owned(), format!("> {begin}:\n> \n{quoted}")));
        all.push((said(), format!("{begin}：\n\n{bold}{BODY}\n")));
    }
    let fields =
        format!("{from}: {ADA}\n{date}: {DATE}\n{to}: Bob <bob@y.example>\n{cc}: Cem; Dora\n{subject}: press\n");
    for original in words.original.split('|') {
        all.push((said(), format!("FYI\n\n-----{original}-----\n{fields}\n{BODY}")));
        all.push((said(), format!("-------- {original} --------\n{fields}{BODY}")));
    }
    all.push((said(), format!("FYI\n\n{fields}\n{BODY}")));
    all.push((said(), format!("FYI\n\n________________________________\n{fields}\n{BODY}")));
    all.push((said(), fields.replace(": ", " : ").replace("at 09 : 00", "at 09:00") + "\n" + BODY));
    all.push((said(), fields.replace(": ", "：") + "\n" + BODY));
    all.push((said(), format!("*{from}:* {ADA}\n*{date}:* {DATE}\n*{to}:* Bob\n*{subject}:* press\n\n{BODY}")));
    all.push((said(), format!("{from}: Ada Byron [mailto:ada@x.example]\n{date}: {DATE}\n{to}: Bob; Cem; Dora;\nEmil; Fritz\n{subject}: press\n\n{BODY}")));
    all.push((said(), format!("FYI\n{subject}: press\n{date}: {DATE}\n{from}: {ADA}\n{to}: Bob\n\n{BODY}")));
    all
}

#[test]
fn every_program_in_every_language() {
    let mut failures = Vec::new();
    let mut cases = 0;
    for words in LANGUAGES {
        for choice in choices(words) {
            for (subject, text) in shapes(words, choice) {
                cases += 1;
                let inbound = Inbound { subject: Subject::new(&subject), text: text.clone(), ..Inbound::default() };
                let found = find_forwarded(&inbound);
                let from = found.as_ref().and_then(|found| found.from.as_ref()).map(ToString::to_string);
                let right = from.as_deref() == Some(ADA);
                let whole = found
                    .as_ref()
                    .is_some_and(|found| found.text.starts_with("It stops.") && found.subject.as_str() == "press");
                if !right || !whole {
                    failures.push(format!("{} {subject:?} {text:?}\n   {found:?}", words.name));
                }
            }
        }
    }
    assert!(cases > 3_000, "only {cases} cases");
    let shown = failures.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(failures.is_empty(), "{} of {cases} fail:\n{shown}", failures.len());
}

//! The names of the fields above quoted mails, by language; all lower case.

/// What a field says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotedField {
    /// Who wrote it.
    From,
    /// When.
    Date,
    /// To whom.
    To,
    /// Who else got it.
    Cc,
    /// What about.
    Subject,
    /// Anything else that stands among them (Reply-To, Importance, Attachments).
    Other,
}

/// All names, the most telling fields first.
pub const NAMES: &[(QuotedField, &[&str])] = &[
    (QuotedField::From, FROM),
    (QuotedField::Date, DATE),
    (QuotedField::To, TO),
    (QuotedField::Cc, CC),
    (QuotedField::Subject, SUBJECT),
    (QuotedField::Other, OTHER),
];

/// Who wrote it.
#[rustfmt::skip]
pub const FROM: &[&str] = &[
    "from", "von", "van", "de", "da", "fra", "från", "lähettäjä", "od", "feladó", "от", "от кого", "від", "від кого",
    "kimden", "gönderen", "de la", "από", "מאת", "من", "از", "差出人", "送信者", "送信元", "发件人", "发送人", "寄件者", "寄件人", "寄信人",
    "보낸 사람", "보낸사람", "보내는 사람", "발신", "발신자", "from name", "expéditeur", "mittente", "remetente", "remitente",
    "absender", "afzender", "avsender", "avsändare", "afsender", "nadawca", "odesílatel", "odosielateľ", "expeditor",
    "отправитель", "відправник", "αποστολέας", "dari", "từ", "người gửi", "จาก", "šiljatelj", "pošiljatelj", "nuo",
    "no", "saatja", "frá", "sender", "pošiljalac", "подател", "од", "nadawca wiadomości", "expedidor", "expeditorul", "de parte de",
    "expediteur", "from address", "発信者", "보낸이", "发件者", "寄件人名稱",
    "šalje", "siuntėjas", "sūtītājs", "od koga", "lähetti", "gönderici", "发信人", "寄信者", "差出人名",
];

/// When.
#[rustfmt::skip]
pub const DATE: &[&str] = &[
    "date", "sent", "datum", "gesendet", "gesendet am", "verzonden", "verzonden op", "envoyé", "envoyé le",
    "envoyée", "date d'envoi", "enviado", "enviado el", "enviado em", "enviada", "enviada em", "enviat", "fecha",
    "data", "inviato", "data invio", "inviata", "sendt", "dato", "skickat", "päivämäärä", "pvm", "lähetetty",
    "päiväys", "wysłano", "wysłane", "data wysłania", "odesláno", "odoslané", "odoslaná", "dátum", "küldve",
    "küldés ideje", "elküldve", "отправлено", "дата", "надіслано", "відправлено", "изпратено", "gönderildi",
    "gönderilme", "gönderme", "tarih", "gönderim tarihi", "trimis", "dată", "data de", "στάλθηκε", "ημερομηνία",
    "απεστάλη", "תאריך", "נשלח", "בתאריך", "التاريخ", "تاريخ الإرسال", "تاریخ", "日時", "送信日時", "日付", "送信", "发送时间",
    "发送日期", "日期", "时间", "寄件日期", "傳送時間", "寄送日期", "날짜", "보낸 날짜", "보낸날짜", "보낸 시간", "발송일", "일시", "tanggal", "ngày",
    "đã gửi", "gửi", "วันที่", "ส่งเมื่อ", "poslano", "poslato", "išsiųsta", "nosūtīts", "saadetud", "kuupäev",
    "послато", "datum slanja", "date sent", "enviat el", "išsiuntimo data", "ส่ง", "date de", "发送", "发件时间", "发信时间", "時間",
    "受信日時", "보낸시간", "받은 날짜", "dags", "sent on", "received", "sent at", "dikirim", "pada", "vrijeme", "čas", "când",
    "отправлен", "gönderim zamanı", "gönderme tarihi", "εστάλη", "αποστολή", "ημ/νία", "datums", "date et heure", "odeslána", "送信時間", "送信日", "日付時刻", "傳送日期", "寄送時間", "ngày gửi", "data i godzina", "fecha de envío", "data di invio",
];

/// To whom.
#[rustfmt::skip]
pub const TO: &[&str] = &[
    "to", "an", "aan", "à", "a", "para", "al", "til", "till", "vastaanottaja", "do", "komu", "címzett", "кому", "до",
    "до кого", "kime", "alıcı", "alici", "către", "catre", "la", "pentru", "προς", "אל", "עבור", "إلى", "به", "宛先",
    "收件人", "받는 사람", "받는사람", "수신", "수신자", "kepada", "đến", "tới", "ถึง", "za", "prima", "kam", "kellele", "adressat", "adressaat",
    "destinataire", "destinatario", "destinatário", "empfänger", "ontvanger", "mottagare", "modtager", "mottaker",
    "til:", "per", "sendt til", "primatelj", "получател", "saaja", "til hvern", "recipient", "за", "per a", "收信人", "收件者", "받는이", "приматељ", "примач",
    "an mich", "送信先", "受信者",
    "pour", "adresat", "pro", "pre", "destinatarul", "收信者", "παραλήπτης", "iki", "adresāts", "untuk", "till:", "to:", "送り先", "مستلم",
];

/// Who else got it.
#[rustfmt::skip]
pub const CC: &[&str] = &[
    "cc", "kopie", "copie", "copie à", "copia", "cópia", "kopi", "kopia", "kopio", "dw", "do wiadomości",
    "másolatot kap", "másolat", "kópia", "копия", "копія", "bilgi", "κοιν", "κοινοποίηση", "עותק", "העתק", "نسخة",
    "抄送", "副本", "参照", "참조", "bcc", "bilgi için", "cópia de", "rk", "kk", "tembusan", "cc:", "cópia para",
    "afrit", "копие", "cci", "kp", "копија", "a/c", "koopia", "kopija", "kopi til", "kopie an", "สำเนา",
    "رونوشت", "副本抄送", "抄送人", "κοινοποίηση σε",
    "κοιν.", "copie carbone", "con copia", "в копии", "bilgi:", "c.c.", "dk", "изх",
];

/// What about.
#[rustfmt::skip]
pub const SUBJECT: &[&str] = &[
    "subject", "betreff", "onderwerp", "objet", "asunto", "oggetto", "assunto", "emne", "ämne", "aihe", "temat",
    "předmět", "predmet", "tárgy", "тема", "konu", "subiect", "θέμα", "נושא", "الموضوع", "موضوع", "件名", "主题", "主旨",
    "제목", "assumpte", "efni", "tema", "temats", "teema", "zadeva", "относно", "subjek", "perihal", "chủ đề",
    "tiêu đề", "เรื่อง", "题目", "标题", "主題", "sujet", "предмет", "re",
    "наслов", "tēma", "ogg", "ärende", "emnefelt", "asunto del mensaje", "表題", "제 목",
    "subjekts", "thema", "naslov", "gaia", "oggetto del messaggio",
    "subiectul", "título", "onderwerp:", "テーマ", "주제", "tittel", "titel",
];

/// What else stands among the fields.
#[rustfmt::skip]
pub const OTHER: &[&str] = &[
    "reply-to", "antwort an", "reply to", "répondre à", "responder a", "responder para", "rispondi a",
    "antwoord aan", "svar til", "svara till", "importance", "wichtigkeit", "urgentie", "importancia", "importância",
    "attachments", "anhänge", "anlagen", "bijlagen", "pièces jointes", "allegati", "anexos", "adjuntos",
    "message-id", "sent by", "organization", "organisation", "priority", "priorität", "prioriteit", "x-mailer",
    "mailed-by", "received", "return-path", "newsgroups", "vastaus", "odpověď komu", "válaszcím", "yanıtlama adresi",
    "返信先", "回复", "回覆", "회신", "content-type", "mime-version", "list-id", "list", "vedhæftede filer", "bilagor",
    "liitteet", "załączniki", "přílohy", "mellékletek", "вложения", "ekler", "回复至", "répondre-à", "resent-from",
    "sender", "user-agent", "in-reply-to", "references", "signed by", "security", "відповісти",
];

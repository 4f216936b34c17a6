//! The words that mail programs use around quotes, by language. Everything is lower case.
//!
//! One row per word, so that a language is added by adding words. Sources: what the programs themselves write.

/// Verbs that end an attribution: `… wrote:`.
#[rustfmt::skip]
pub const WROTE: &[&str] = &[
    // en
    "wrote", "writes", "said", "has written", "spake", "typed",
    // de, nl
    "schrieb", "schrieben", "schrieben sie", "schriebst du", "geschrieben", "schreibt", "schreef", "schreven", "geschreven",
    // fr, es, it, pt, ca, ro, gl
    "a écrit", "avez écrit", "a ecrit", "écrit", "écrivait", "écrivit", "escribió", "escribio", "ha escrito", "ha scritto",
    "scrisse", "scrive", "scritto", "escreveu", "a escrit", "va escriure", "ha escrit", "a scris", "escribiu",
    // da, sv, no, fi, is
    "skrev", "skriver", "skreiv", "kirjoitti", "skrifaði", "kirjoittanut",
    // pl, cs, sk, hu, sl, hr, lt, lv, et
    "napisał", "napisała", "napisał(a)", "napisal", "napisala", "napisał/a", "pisze", "napsal", "napsala",
    "napsal(a)", "napísal", "napísal(a)", "napísala", "írta", "ezt írta", "a következőt írta", "piše", "je napisal",
    "je napisao", "je napisala", "napisao", "parašė", "rašė", "rakstīja", "kirjutas",
    // ru, uk, bg, sr, be
    "написал", "написала", "написал(а)", "пишет", "писал", "писала", "писал(а)", "написав", "пише", "написа",
    "написао", "напісаў", "вы писали", "ви писали", "писали", "напісала",
    // tr, el, he, ar, fa
    "yazdı", "yazdi", "şunu yazdı", "şunları yazdı", "tarihinde yazdı", "έγραψε", "έγραψαν", "כתב", "כתבה", "כתב/ה",
    "כתב‎", "كتب", "نوشت", "تمت كتابة", "napisana przez", "napisane przez", "napisao je", "napisala je",
    "napisal/a", "je napisal/a", "napisal/-a", "hau idatzi du", "كتبت", "napisao/la", "je napisao/la", "је написао/ла", "написао/ла", "ha scrit", "idatzi du", "nachricht von",
    "keltezéssel",
    // ja, zh, ko, vi, th, id
    "쓴 글", "님이 쓴", "작성했습니다", "書きました", "さんは書きました", "のメール", "のメッセージ", "写道", "寫道", "写到", "说道", "撰写", "님이 작성", "작성", "님이 씀",
    "님의 말", "ने लिखा", "sinulat", "đã viết", "viết", "เขียนว่า", "menulis",
];

/// How attributions begin: `On …`. A blank, a digit or a comma follows.
#[rustfmt::skip]
pub const ON: &[&str] = &[
    "missatge de", "wiadomość napisana", "þann", "kuupäev", "pirmd", "otrd", "trešd", "ceturtd", "piektd", "ptk",
    "dl", "dt", "dc", "dj", "dv", "ds", "dg", "pr", "an", "tr", "kt", "št", "sk", "пон", "уто", "сре", "чет", "пет",
    "суб", "нед", "on", "am", "le", "el", "il", "op", "em", "den", "dne", "dnia", "w dniu", "dňa", "på", "pe", "la",
    "d.", "kl", "il giorno", "in data", "a", "às", "no dia", "dia", "ti", "ke", "ma", "to", "su", "pada", "vào",
    "vào ngày", "ngày", "στις", "την", "ב-", "ב", "בתאריך", "ביום", "в", "во", "на", "у", "от", "за", "v", "u",
    "dana", "tarihinde", "în data de", "în", "el dia", "the", "at", "sul", "les", "um", "fra", "från", "by", "met",
    "in article", "in message", "in a message dated", "in einer e-mail vom", "quoting", "zitat von", "citando",
    "citat", "citát", "cytowanie", "cytat", "lainaus", "hi,", "---- on", "message du", "mensaje de", "messaggio del",
    "nachricht vom", "bericht van", "в письме от", "thus spake", "according to", "mon", "tue", "wed", "thu", "fri",
    "sat", "sun", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "lun", "mar", "mer",
    "jeu", "ven", "sam", "dim", "в пн", "в вт", "в ср", "в чт", "в пт", "в сб", "в вс", "пн", "вт", "ср", "чт", "пт",
    "сб", "вс", "нд", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье", "pon", "wt",
    "śr", "czw", "pt", "sob", "ndz", "niedz", "po", "út", "st", "čt", "pá", "so", "ne", "mán", "fim", "lau", "از",
    "في", "در", "ใน", "เมื่อ", "tanggal", "2", "1", "0", "3",
];

/// The same in scripts without blanks between words.
pub const ON_ANYWHERE: &[&str] = &["在", "于", "於", "オン", "ב-"];

/// What stands between dashes above a mail that is answered.
#[rustfmt::skip]
pub const ORIGINAL: &[&str] = &[
    "original message", "original appointment", "original email", "original e-mail", "original mail",
    "reply message", "reply separator", "ursprüngliche nachricht", "ursprüngliche mitteilung", "originalnachricht",
    "original-nachricht", "urspr. nachricht", "oorspronkelijk bericht", "oorspronkelijke bericht",
    "origineel bericht", "oorspronkelijke e-mail", "message d'origine", "message d’origine", "message original",
    "message initial", "courriel d'origine", "mail original", "e-mail d'origine", "mensaje original",
    "mensagem original", "mensaje de correo original", "missatge original", "messaggio originale",
    "messaggio d'origine", "oprindelig meddelelse", "oprindelig besked", "original meddelelse",
    "opprinnelig melding", "opprinnelig epost", "ursprungligt meddelande", "originalmeddelande",
    "alkuperäinen viesti", "alkuperäinen sanoma", "upprunaleg skilaboð", "wiadomość oryginalna",
    "oryginalna wiadomość", "treść oryginalnej wiadomości", "wiadomość źródłowa", "původní zpráva", "původní e-mail",
    "pôvodná správa", "eredeti üzenet", "eredeti levél", "izvorna poruka", "izvirno sporočilo", "originalna poruka",
    "исходное сообщение", "исходное письмо", "первоначальное сообщение", "оригинальное сообщение", "пересылаемое",
    "вихідне повідомлення", "оригінальне повідомлення", "початкове повідомлення", "оригинално съобщение",
    "изворна порука", "оригинална порука", "eredeti e-mail", "originální zpráva", "messaggio di origine", "mensagem inicial",
    "oprindelig e-mail", "ursprunglig e-post", "alkuperäinen sähköposti", "antwort nachricht", "replied message", "回复的原邮件", "回复的邮件", "原邮件信息", "原始信息", "原始訊息", "original letter", "antwortnachricht", "e-mail original", "orijinal ileti", "orijinal mesaj", "özgün ileti", "asıl mesaj", "mesaj original",
    "mesajul original", "mesajul inițial", "mesaj inițial", "αρχικό μήνυμα", "ההודעה המקורית", "הודעה מקורית",
    "الرسالة الأصلية", "پیام اصلی", "元のメッセージ", "元のメール", "オリジナルメッセージ", "原始邮件", "邮件原件", "原邮件", "原始郵件", "原始信件",
    "원본 메시지", "원본메시지", "원본 메일", "원본 이메일", "thư gốc", "tin nhắn gốc", "ข้อความต้นฉบับ", "pesan asli", "pesan awal",
    "originalus laiškas", "sākotnējais ziņojums", "algne kiri", "algsõnum",
];

/// What stands above a mail that is passed on.
#[rustfmt::skip]
pub const FORWARDED: &[&str] = &[
    "forwarded message", "forwarded by", "begin forwarded message", "forwarded email", "forwarded mail",
    "forward message", "forwarded", "weitergeleitete nachricht", "weitergeleitet von", "weitergeleitete e-mail",
    "weitergeleitete mail", "anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail",
    "beginn der weitergeleiteten nachricht", "original-nachricht weitergeleitet", "doorgestuurd bericht",
    "doorgestuurd door", "begin doorgestuurd bericht", "doorgezonden bericht", "begin van doorgestuurd bericht",
    "message transféré", "transféré par", "début du message transféré", "début du message réexpédié",
    "message réexpédié", "message transmis", "courriel transféré", "mail transféré", "e-mail transféré",
    "transmis par", "mensaje reenviado", "inicio del mensaje reenviado", "reenviado por", "mensaje enviado",
    "inicio de mensaje reenviado", "missatge reenviat", "inici del missatge reenviat", "messaggio inoltrato",
    "inizio messaggio inoltrato", "inoltrato da", "messaggio girato", "mensagem encaminhada",
    "mensagem reencaminhada", "início da mensagem encaminhada", "início da mensagem reencaminhada",
    "início de mensagem reenviada", "encaminhado por", "reencaminhado por", "videresendt meddelelse",
    "videresendt besked", "start på videresendt besked", "videresendt melding", "start på videresendt melding",
    "videresendt af", "videresendt av", "begynnelse på videresendt melding", "videresendt e-post",
    "videresend melding", "videresendt e-mail", "begin videresendt melding", "vidarebefordrat meddelande",
    "vidarebefordrat mail", "vidarebefordrat brev", "vidarebefordrat e-postmeddelande",
    "början på vidarebefordrat meddelande", "vidarebefordrat av", "vidarebefordrade meddelandet",
    "börja vidarebefordra meddelande", "välitetty viesti", "edelleenlähetetty viesti", "välitetty viesti alkaa",
    "alkaa välitetty viesti", "lähettäjä välitti", "wiadomość przekazana dalej", "przekazana wiadomość",
    "przekazywana wiadomość", "treść przekazanej wiadomości", "początek przekazywanej wiadomości",
    "początek przesyłanej dalej wiadomości", "wiadomość przekazana", "przesłana wiadomość", "přeposlaná zpráva",
    "začátek přeposlané zprávy", "přeposlaný e-mail", "preposlaná správa", "začiatok preposlanej správy",
    "začiatok presmerovanej správy", "presmerovaná správa", "přesměrovaná zpráva", "předaná zpráva",
    "začátek předávané zprávy", "továbbított üzenet", "továbbított levél", "továbbított üzenet kezdete",
    "a továbbított üzenet kezdete", "proslijeđena poruka", "započni proslijeđenu poruku",
    "počni proslijeđenu poruku", "prosleđena poruka", "posredovano sporočilo", "početak proslijeđene poruke",
    "posredovano", "пересланное сообщение", "пересылаемое сообщение", "начало переадресованного сообщения",
    "начало пересылаемого сообщения", "конец пересылаемого сообщения", "перенаправленное сообщение",
    "пересланное письмо", "переадресованное сообщение", "переслане повідомлення", "початок листа, що пересилається",
    "переслано", "початок пересланого повідомлення", "перенаправлене повідомлення", "препратено съобщение",
    "початок переадресованого повідомлення", "iletilmiş mesaj", "iletilen mesaj", "iletilen ileti",
    "iletilmiş ileti", "yönlendirilmiş ileti", "yönlendirilmiş mesaj", "iletilmiş ileti başlangıcı",
    "ileti başlangıcı", "iletinin başlangıcı", "başlangıç yönlendirilmiş mesaj", "yönlendirilen mesaj",
    "mesaj redirecționat", "mesaj redirectionat", "începutul mesajului redirecționat",
    "începe mesajul redirecționat", "mesaj transmis", "mesaj redirecţionat", "începutul mesajului redirecţionat",
    "προωθημένο μήνυμα", "αρχή προωθημένου μηνύματος", "έναρξη προωθημένου μηνύματος", "הודעה שהועברה",
    "תחילת ההודעה שהועברה", "הודעה מועברת", "الرسالة المعاد توجيهها", "رسالة معاد توجيهها", "پیام هدایت شده",
    "転送メッセージ", "転送されたメッセージ", "転送されるメッセージ", "転送元メッセージ", "転送", "转发的邮件", "转发邮件信息", "转发邮件", "轉寄郵件", "轉寄的郵件", "轉寄訊息",
    "以下是转发的邮件", "开始转发的邮件", "被转发邮件", "轉傳的訊息", "전달된 메시지", "전달된 메일", "전달한 메시지", "전달 메시지", "thư đã chuyển tiếp",
    "chuyển tiếp thư", "ข้อความที่ส่งต่อ", "pesan terusan", "pesan diteruskan", "persiųstas laiškas",
    "pārsūtīts ziņojums", "edastatud kiri", "edasi saadetud kiri", "framsend skilaboð", "byrja áframsend skilaboð",
];

/// Stems of the words for passing a mail on: in a line between dashes, or above a block of fields, they say so in
/// whatever phrase.
#[rustfmt::skip]
pub const FORWARD_STEMS: &[&str] = &[
    "forwarded", "weitergeleitet", "weiterleitung", "doorgestuurd", "doorgezonden", "transféré", "réexpédié",
    "reenviad", "inoltrat", "encaminhad", "reencaminhad", "reenviat", "videresend", "vidarebeford", "välitet",
    "edelleenlähetet", "przekaz", "przesłan", "przesyłan", "přepos", "předan", "předáv", "přesměrov", "prepos",
    "presmerov", "továbbít", "пересыла", "пересла", "переадрес", "перенаправ", "пересила", "препрат", "iletil",
    "yönlendiril", "redirec", "προωθ", "שהועבר", "מועבר", "转发", "轉寄", "轉發", "轉傳", "転送", "전달", "proslijeđ", "prosleđ",
    "posredov", "edasta", "edasisaade", "persiųst", "persiunč", "pārsūt", "chuyển tiếp", "diteruskan", "terusan",
    "ส่งต่อ", "معاد توجيه", "إعادة توجيه", "هدایت", "framsend", "áframsend",
];

//! The phrases that begin signatures, by language; all lower case.

/// What phones and programs write below a mail; nothing else begins so.
#[rustfmt::skip]
pub(super) const SENT_FROM: &[&str] = &[
    // en
    "sent from my ", "sent from mail for", "sent from outlook", "sent from yahoo", "sent from proton",
    "sent from gmail", "sent from samsung", "sent from iphone", "sent from ipad", "sent from android",
    "sent from blackberry", "sent from type", "sent from windows", "sent from zimbra", "sent from mailbird",
    "sent from the samsung", "sent via blackberry", "sent via the samsung", "sent via samsung", "sent with proton",
    "sent with airmail", "sent with sparrow", "sent with unibox", "sent with spark", "sent with tutanota",
    "sent using zoho", "sent using the", "sent by outlook for", "get outlook for", "sent on the new sprint",
    "sent from nine", "sent from aol", "sent from bluemail", "sent via newton", "sent from polymail",
    "sent with shift",
    // de, nl
    "von meinem ", "gesendet von mail für", "gesendet von meinem", "gesendet von outlook", "von unterwegs gesendet",
    "diese nachricht wurde von meinem", "diese e-mail wurde von meinem", "gesendet mit der ", "gesendet mit proton",
    "holen sie sich outlook", "outlook für ", "gesendet über", "von iphone gesendet", "vom iphone gesendet",
    "verstuurd vanaf mijn", "verzonden vanaf mijn", "verzonden vanaf samsung", "verzonden vanuit mail",
    "verzonden via mail", "verstuurd vanaf een", "verzonden vanaf outlook", "outlook voor ", "download outlook voor",
    "verzonden met proton", "verstuurd via mijn",
    // fr, es, it, pt
    "envoyé de mon", "envoyé depuis mon", "envoyé à partir de", "envoyé depuis l'app", "envoyé depuis yahoo",
    "envoyé de mail pour", "envoyé avec proton", "télécharger outlook", "obtenez outlook", "obtenir outlook",
    "provenance : courrier", "envoyé de l'iphone", "envoyé par courrier", "enviado desde mi", "enviado desde mail",
    "enviado desde correo", "enviado desde outlook", "enviado desde yahoo", "obtener outlook", "enviado con proton",
    "enviado desde un ", "enviado desde iphone", "inviato da iphone", "inviato da ipad", "inviato dal mio",
    "inviato da posta", "inviato da outlook", "inviato da yahoo", "inviato da smartphone", "ottieni outlook",
    "scarica outlook", "inviato con proton", "enviado do meu", "enviado do email para", "enviado a partir do",
    "enviado do correio", "enviado do yahoo", "enviado de meu", "obter o outlook", "enviado pelo meu",
    "enviado do iphone", "enviada do meu",
    // da, sv, no, fi
    "sendt fra min", "sendt fra mit", "sendt fra mail til", "sendt fra outlook", "sendt fra yahoo", "hent outlook",
    "skaff deg outlook", "få outlook", "skickat från min", "skickat från mitt", "skickat från e-post",
    "skickat från outlook", "skickades från", "hämta outlook", "sänt från min", "lähetetty iphone", "lähetetty ipad",
    "lähetetty laitteesta", "lähetetty windows", "lähetetty puhelimesta", "lähetetty android",
    "lähetetty sähköposti", "hanki outlook",
    // pl, cs, sk, hu, ro
    "wysłane z iphone", "wysłane z ipad", "wysłane z mojego", "wysłane z programu", "wysłane z aplikacji",
    "wysłano z mojego", "wysłano z iphone", "pobierz aplikację outlook", "pobierz program outlook",
    "odesláno z iphone", "odesláno z mého", "odesláno z pošty", "odesláno z mobil", "odesláno z aplikace",
    "získat outlook", "odoslané z", "elküldve az iphone", "elküldve: windows", "küldve az iphone",
    "küldve a windows", "outlook letöltése", "trimis de pe", "trimis din", "obțineți outlook", "descărcați outlook",
    // ru, uk, tr, el, he
    "отправлено с iphone", "отправлено с ipad", "отправлено с моего", "отправлено с устройства",
    "отправлено с android", "отправлено из почты", "отправлено из mail", "отправлено из мобильной",
    "скачать outlook", "получить outlook", "отправлено из outlook", "надіслано з iphone", "надіслано з мого",
    "надіслано з пошти", "відправлено з", "отримати outlook", "iphone'umdan gönderildi", "iphone'dan gönderildi",
    "στάλθηκε από το", "αποστολή από", "נשלח מה", "נשלח מא", "נשלח מד", "נשלח מ-", "قد أرسل", "أُرسلت من",
    "تم الإرسال من",
    // ja, zh, ko, vi, id
    "iphoneから送信", "ipadから送信", "outlook for ", "发自我的", "从我的", "發自我的", "從我的", "从 windows 版邮件发送", "获取 outlook",
    "取得 outlook", "나의 iphone에서", "내 iphone에서", "갤럭시에서", "đã gửi từ", "được gửi từ", "dikirim dari",
];

/// The same in languages that put the verb last.
#[rustfmt::skip]
pub(super) const SENT_FROM_ENDS: &[&str] = &[
    "iphone gesendet", "ipad gesendet", "handy gesendet", "smartphone gesendet", "gerät gesendet",
    "telefon gesendet", "mobiltelefon gesendet", "tan gönderildi", "den gönderildi", "dan gönderildi",
    "ten gönderildi", "から送信", "からの送信", "에서 보냄", "에서 보낸 메일", "발송한 메일입니다", "发送自 iphone", "发送", "iphone-omról küldve", "msから送信",
    "készülékemről küldve", "telefonomról küldve",
];

/// What may begin an ordinary sentence too: only at the very end of a mail.
#[rustfmt::skip]
pub(super) const SENT_FROM_MAYBE: &[&str] = &[
    "sent from ", "sent via ", "sent with ", "sent using ", "sent by ", "sent on ", "gesendet von ", "gesendet mit ",
    "gesendet aus ", "verzonden met ", "verzonden via ", "verstuurd met ", "verstuurd via ", "verzonden vanaf ",
    "verstuurd vanaf ", "envoyé depuis ", "envoyé avec ", "envoyé par ", "envoyé de ", "envoyé via ",
    "enviado desde ", "enviado con ", "enviado por ", "enviado via ", "enviado do ", "enviado através ",
    "inviato da ", "inviato con ", "inviato tramite ", "sendt fra ", "sendt med ", "sendt via ", "skickat från ",
    "skickat med ", "lähetetty ", "wysłane z ", "wysłano z ", "odesláno z ", "odesláno pomocí ", "küldve ",
    "отправлено с ", "отправлено из ", "надіслано з ", "trimis ", "posted from ",
];

/// How an advertisement for a device begins; one of [`DEVICES`] must be in it.
#[rustfmt::skip]
pub(super) const SENDING: &[&str] = &[
    "sent from", "sent via", "sent with", "sent by", "sent on", "sent using", "sent through", "from my", "from mobile",
    "from iphone", "gesendet", "versendet", "geschickt", "von meinem", "verstuurd", "verzonden", "envoy", "enviad",
    "inviat", "sendt", "skickat", "skickad", "lähetetty", "wysłan", "odesl", "odosl", "elküldve", "küldve", "trimis",
    "отправлено", "послано", "надіслано", "відправлено", "στάλθηκε", "εστάλη", "αποστολή", "נשלח", "изпратено",
    "poslano", "poslané", "poslato", "послато", "enviat", "saadetud", "išsiųsta", "nosūtīts", "أُرسل", "ارسل", "أرسل",
    "مرسل", "dikirim", "đã gửi", "gửi từ", "được gửi", "ส่งจาก", "发自", "發自", "从我的", "從我的", "来自", "來自", "发送自",
    "發送自",
];

/// How an advertisement for a program begins; one of [`PROGRAMS`] must be in it.
#[rustfmt::skip]
pub(super) const GETTING: &[&str] = &[
    "get ", "download ", "holen sie", "télécharge", "obten", "obtene", "descarga", "baixe", "baixar", "ottieni",
    "scarica", "hent ", "få ", "hämta", "skaff", "hanki", "pobierz", "získ", "az outlook", "obțin", "descăr", "скачать",
    "получить", "отримати", "завантажити", "λήψη", "קבל", "הורד", "获取", "取得", "下載", "下载", "преузм", "preuzm", "изтегл",
    "aconsegui", "hankige", "gaukit", "iegūstiet", "dapatkan", "tải ", "รับ ",
];

/// Programs that want to be fetched.
pub(super) const PROGRAMS: &[&str] = &["outlook", "bluemail", "typeapp", "yahoo mail", "gmx", "web.de"];

/// The same in languages that put the verb last.
#[rustfmt::skip]
pub(super) const SENDING_ENDS: &[&str] = &[
    "gesendet", "herunterladen", "downloaden", "verstuurd", "verzonden", "gönderildi", "edinin", "indirin", "送信", "送信しました",
    "入手", "ダウンロード", "发送", "傳送", "传送", "發送", "보냄", "보낸 메일", "발송", "다운로드", "전송", "küldve", "küldött", "letöltése", "भेजा गया",
];

/// How people ask to be excused for what a thumb wrote.
#[rustfmt::skip]
pub(super) const EXCUSES: &[&str] = &[
    "excus", "forgive", "pardon", "apolog", "sorry", "blame", "ignore", "entschuldig", "verzei", "nachsicht", "excuus", "vergeef", "négliger", "désolé", "disculp", "perdon", "lamento",
    "scus", "desculp", "releve", "undskyld", "ursäkta", "förlåt", "beklager", "unnskyld", "anteeksi", "pahoittel", "przepras", "wybacz", "omluv", "promiň", "prepáč", "ospravedl", "elnézést",
    "bocsán", "извин", "прост", "вибач", "özür", "kusura", "scuze", "scuza", "συγγνώμη", "συγχωρ", "סליחה", "עמכם הסליחה", "عذرا", "失礼", "ご容赦", "见谅", "見諒", "谅解", "양해", "죄송",
];

/// What they ask to be excused for.
#[rustfmt::skip]
pub(super) const FAULTS: &[&str] = &[
    "typo", "brevity", "brief", "spelling", "mistake", "autocorrect", "auto-correct", "terse", "short", "error", "thumb", "fat finger", "tippfehler", "kürze", "rechtschreib", "autokorrekt",
    "fehler", "typefout", "tikfout", "beknopt", "fout", "faute", "brièveté", "concision", "erreur", "errores", "errata", "brevedad", "ortográfic", "errori", "refus", "brevità", "erros", "brevidade",
    "stavefejl", "slåfejl", "fejl", "korthed", "stavfel", "skrivfel", "fel ", "korthet", "skrivefeil", "feil", "virhe", "lyhy", "literów", "błęd", "zwięzł", "překlep", "chyb", "stručn",
    "preklep", "elütés", "helyesírás", "tömör", "опечат", "ошибк", "краткост", "помилк", "описк", "стисл", "hata", "kısa", "greșel", "scurt", "λάθη", "ορθογραφ", "שגיאות", "קיצור",
    "أخطاء", "誤字", "短文", "簡潔", "错别字", "错字", "錯字", "简短", "簡短", "오타", "짧",
];

/// What joins such a plea to what stands in front of it.
#[rustfmt::skip]
pub(super) const JOINING: &[&str] = &[
    " please", " pls", " so", " and", " kindly", " hence", " thus", " i", " we", " my", " any", " with", " bitte", " und", " daher", " ich", " graag", " en", " dus", " merci de", " merci d'", " et", " alors", " je suis",
    " vous prie de bien vouloir", " por favor", " y", " per favore", " e", " si prega di", " mi", " ci", " venligst", " og", " beklager", " vänligen", " och", " ja", " prosím", " proszę", " a", " i proszę", " kérem", " és",
    " пожалуйста", " просьба", " будь ласка", " lütfen", " ve", " vă rog", " και", " παρακαλώ", " por", " te rog", " za",
];

/// Devices and programs that advertise themselves; all lower case.
#[rustfmt::skip]
pub(super) const DEVICES: &[&str] = &[
    "iphon", "ipad", "ipod", "айфон", "אייפון", "android", "samsung", "galaxy", "갤럭시", "삼성", "huawei", "xiaomi", "redmi",
    "小米", "华为", "華為", "oppo", "vivo", "nokia", "motorola", "my pixel", "xperia", "sony", "htc", "lg ", "blackberry",
    "windows", "surface", "outlook", "yahoo", "gmail", "googlemail", "aol", "icloud", "smartphone", "smartfon", "smarttelefon",
    "mobile", "mobil", "móvil", "mobiel", "mobiltelefon", "handy", "phone", "telefon", "téléphone", "teléfono", "telefono",
    "telefone", "celular", "cellulare", "portable", "телефон", "tablet", "tableta", "mail.ru", "яндекс", "yandex", "proton",
    "tutanota", "spark", "airmail", "mailbird", "k-9", "fairemail", "bluemail", "typeapp", "superhuman", "missive", "polymail",
    "zoho", "edison", "thunderbird", "网易", "邮箱大师", "qq邮箱", "foxmail", "wechat", "微信", "gmx", "web.de", "telekom mail",
    "handheld", "palm", "treo", "pda", "pocket", "smartwatch", "apple watch", "lumia", "fairphone", "realme", "honor", "oneplus", "t-mobile", "verizon", "at&t", "rogers", "sprint", "alto", "canary", "newton", "nine", "mail for", "posta", "почты",
    "почта", "poczta", "sähköposti", "мобільн", "мобильн", "モバイル", "携帯", "スマートフォン", "手机", "手機", "휴대폰", "휴대전화",
];

/// Sign-offs that stand alone on a line above a name.
#[rustfmt::skip]
pub(super) const SIGN_OFFS: &[&str] = &[
    "regards", "best regards", "kind regards", "kindest regards", "warm regards", "warmest regards",
    "with best regards", "with kind regards", "many regards", "best wishes", "all the best", "sincerely",
    "yours sincerely", "sincerely yours", "yours faithfully", "yours truly", "respectfully", "cordially", "br",
    "rgds", "with regards", "warmly", "mit freundlichen grüßen", "mit freundlichen gruessen",
    "mit freundlichen grüssen", "mit freundlichem gruß", "freundliche grüße", "freundliche grüsse", "viele grüße",
    "viele grüsse", "liebe grüße", "liebe grüsse", "beste grüße", "beste grüsse", "schöne grüße", "herzliche grüße",
    "mit besten grüßen", "mfg", "vg", "lg", "gruß", "grüße", "hochachtungsvoll", "met vriendelijke groet",
    "met vriendelijke groeten", "vriendelijke groet", "vriendelijke groeten", "groet", "groeten", "met groet", "mvg",
    "hoogachtend", "hartelijke groet", "hartelijke groeten", "cordialement", "bien cordialement", "bien à vous",
    "très cordialement", "sincères salutations", "salutations", "meilleures salutations", "respectueusement",
    "bien sincèrement", "cdlt", "cordialement vôtre", "saludos", "un saludo", "saludos cordiales",
    "un cordial saludo", "atentamente", "atte", "cordialmente", "reciba un cordial saludo", "salutacions",
    "cordialment", "cordiali saluti", "distinti saluti", "saluti", "un saluto", "cari saluti", "un cordiale saluto",
    "in fede", "atenciosamente", "cumprimentos", "com os melhores cumprimentos", "melhores cumprimentos", "abraços",
    "att", "cordiais saudações", "atentamente,", "med venlig hilsen", "venlig hilsen", "mvh", "vh",
    "de bedste hilsner", "bedste hilsner", "med vänlig hälsning", "med vänliga hälsningar", "vänliga hälsningar",
    "hälsningar", "med vennlig hilsen", "vennlig hilsen", "hilsen", "ystävällisin terveisin", "terveisin",
    "parhain terveisin", "t", "kveðja", "bestu kveðjur", "pozdrawiam", "z poważaniem", "z wyrazami szacunku",
    "serdecznie pozdrawiam", "pozdrowienia", "s pozdravem", "s pozdravom", "s přátelským pozdravem", "zdravím",
    "üdvözlettel", "tisztelettel", "üdv", "lep pozdrav", "srdačan pozdrav", "pozdrav", "с уважением",
    "с наилучшими пожеланиями", "всего доброго", "з повагою", "з найкращими побажаннями", "поздрави", "с поздрав",
    "saygılarımla", "saygılarımızla", "iyi çalışmalar", "selamlar", "cu stimă", "cu respect", "toate cele bune",
    "με εκτίμηση", "φιλικά", "בברכה", "בכבוד רב", "مع تحياتي", "تحياتي", "با احترام", "敬具", "以上", "此致", "敬礼", "祝好",
    "谨启", "顺祝商祺", "감사합니다", "trân trọng", "salam", "hormat kami", "ขอแสดงความนับถือ",
];

/// How disclaimers begin; a word of [`SECRECY`] must be in them.
#[rustfmt::skip]
pub(super) const DISCLAIMERS: &[&str] = &[
    "this email and any", "this e-mail and any", "this message and any", "this communication and any",
    "this e-mail is confidential", "this email is confidential", "this message is confidential",
    "this email may contain", "this e-mail may contain", "this message may contain",
    "this message contains confidential", "this email contains confidential", "this e-mail contains",
    "the information contained in this", "the information in this e", "the contents of this e",
    "the content of this e", "confidentiality notice", "confidentiality:", "confidentiality note", "disclaimer:",
    "disclaimer", "important notice:", "legal notice", "save paper", "before printing", "notice: this e",
    "privileged and confidential", "this transmission", "diese e-mail enthält vertrauliche",
    "diese e-mail kann vertrauliche", "diese nachricht enthält vertrauliche", "der inhalt dieser e-mail",
    "vertraulichkeitshinweis", "diese e-mail und alle", "dit bericht kan informatie", "dit bericht is",
    "dit e-mailbericht", "deze e-mail is", "deze e-mail en", "de informatie in dit", "de inhoud van dit",
    "aan dit bericht kunnen geen", "ce message et toutes les", "ce message et ses", "ce courriel et",
    "ce message est confidentiel", "ce message électronique", "les informations contenues dans",
    "avis de confidentialité", "avant d'imprimer", "este mensaje y sus", "este mensaje y cualquier",
    "este correo electrónico", "este mensaje es confidencial", "aviso legal", "aviso de confidencialidad",
    "antes de imprimir", "la información contenida en", "questo messaggio", "questa e-mail",
    "le informazioni contenute", "ai sensi del", "avviso di riservatezza", "prima di stampare", "esta mensagem",
    "este e-mail", "as informações contidas", "aviso de confidencialidade", "denne e-mail er", "denne e-post",
    "denne mail", "detta mail", "detta e-postmeddelande", "detta meddelande", "tämä viesti", "tämä sähköposti",
    "niniejsza wiadomość", "ta wiadomość", "wiadomość ta", "treść tej wiadomości", "tato zpráva", "tento e-mail",
    "obsah této", "ez az e-mail", "ez az üzenet", "это сообщение", "данное сообщение", "настоящее сообщение",
    "это письмо", "це повідомлення", "bu e-posta", "bu mesaj", "acest mesaj", "acest e-mail", "本メール", "このメール", "本邮件",
    "此邮件", "本電子郵件", "이 메일", "본 메일",
];

/// Words of disclaimers, and of pleas not to print.
#[rustfmt::skip]
pub(super) const SECRECY: &[&str] = &[
    "confiden", "konfiden", "konfidens", "vertraulich", "vertrouwelijk", "riservat", "addressee",
    "intended recipient", "intended solely", "intended only", "the recipient", "privileged", "unauthori",
    "environment", "umwelt", "milieu", "medio ambiente", "meio ambiente", "ambiente", "environnement", "miljø",
    "miljö", "ympäristö", "środowisk", "životní prostředí", "környezet", "окружающ", "çevre", "poufn", "důvěrn",
    "dôvern", "bizalmas", "конфиденц", "конфіденц", "gizli", "fortrolig", "luottamuksel", "sigil", "destinatári",
    "destinatari", "destinataire", "empfänger", "geadresseerde", "bestemd", "adresat", "címzett", "адресат",
    "mottagar", "modtager", "mottaker", "vastaanottaj", "liability", "liable", "haftung", "機密", "秘密", "保密", "机密",
    "宛先", "기밀", "비밀",
];

/// How the footers of lists and services begin.
#[rustfmt::skip]
pub(super) const FOOTERS: &[&str] = &[
    "please consider the environment", "bitte denken sie an die umwelt", "denk aan het milieu",
    "pensez à l'environnement", "unsubscribe:", "you received this message because you are subscribed",
    "you are receiving this because", "--~--~---------~--~", "do you yahoo!?", "this sf.net email",
    "this sf.net e-mail", "visit topic <", "[visit topic]", "you are receiving this email because",
    "view this discussion on the web", "to view this discussion on the web", "— reply to this email directly",
    "reply to this email directly", "bitte prüfen sie der umwelt zuliebe", "bitte prüfen sie, ob diese",
    "avant d'imprimer, pensez", "merci de penser à l'environnement", "think before you print",
];

/// How footers begin that tell an address or a place in the web.
#[rustfmt::skip]
pub(super) const PROMOTIONS: &[&str] = &[
    "to unsubscribe", "get your free mail", "join the world", "click here to unsubscribe", "you can unsubscribe from",
];

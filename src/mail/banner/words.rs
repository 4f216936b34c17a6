//! The words of banners, by language; all as `plain` makes them.

/// How a sentence says that a mail came from outside: it begins so, and has one of the others in it.
pub(super) struct Origin {
    /// Its beginning.
    pub(super) begins: &'static [&'static str],
    /// What it must say.
    pub(super) says: &'static [&'static str],
}

/// Sentences about where a mail came from.
#[rustfmt::skip]
pub(super) const ORIGINS: &[Origin] = &[
    Origin { // en
        begins: &[
            "this email", "this message", "this mail", "this is an external", "this is an email from", "the sender of this", "this sender",
            "sender of this", "the following email", "the email below", "the message below", "email from", "message from", "mail from", "sent from",
            "sent by", "originated", "received from", "you received this", "you have received", "sender is", "email came", "message came", "mail came", "email originated", "message originated", "mail originated",
        ],
        says: &[
            "originated outside", "originated from outside", "originates outside", "originates from outside", "originating outside",
            "originating from outside", "originated externally", "from outside", "sent outside", "outside of the org", "outside the org",
            "outside your org", "outside our org", "outside of your org", "outside of our org", "outside the company", "outside of the company",
            "outside our company", "outside your company", "outside our network", "outside the network", "external sender", "external source", "external address",
            "external email", "external organi", "external network", "external domain", "external party", "external user",
            "external account", "external system", "external location", "external entity", "external mail", "external to ",
            "untrusted sender", "unknown sender", "unverified sender", "not originate from", "not sent from within", "not from within",
            "is external", "someone outside", "somebody outside", "outside the university", "outside of the university", "outside the college", "outside the school", "outside the council", "outside the agency", "outside the firm", "outside the government", "from the internet",
        ],
    },
    Origin { // de
        begins: &[
            "diese email", "diese mail", "diese nachricht", "dies ist eine externe", "der absender dieser", "absender dieser", "die folgende", "diese externe",
            "die email", "die nachricht", "email von", "nachricht von", "achten sie", "gesendet von", "externe email von", "sie haben eine email von außerhalb",
        ],
        says: &[
            "von außerhalb", "von ausserhalb", "außerhalb der", "außerhalb des", "außerhalb unser", "außerhalb ihr", "ausserhalb der", "ausserhalb des",
            "ausserhalb unser", "externen absender", "externer absender", "externem absender", "externen quelle", "externen adresse", "externen email",
            "externe email", "externe nachricht", "externen organisation", "externen system", "von extern", "extern versandt", "externen server",
            "unbekannten absender", "aus dem internet", "von einem externen", "von einer externen",
        ],
    },
    Origin { // nl
        begins: &[
            "deze email", "deze mail", "dit bericht", "dit emailbericht", "dit is een extern", "de afzender van", "afzender van", "deze externe", "dit externe", "email van",
            "bericht van", "u ontvangt deze", "deze afzender",
        ],
        says: &[
            "van buiten", "buiten de organisatie", "buiten onze", "buiten uw", "buiten het bedrijf", "externe afzender", "externe bron", "extern adres",
            "externe email", "externe mail", "externe organisatie", "extern bericht", "extern netwerk", "externe partij", "onbekende afzender",
        ],
    },
    Origin { // fr
        begins: &[
            "ce message", "cet email", "ce mail", "ce courriel", "ceci est un", "l'expéditeur de ce", "l'expéditeur", "expéditeur", "message provenant",
            "email provenant", "courriel provenant", "message envoyé", "message en provenance", "vous avez reçu",
        ],
        says: &[
            "de l'extérieur", "l'extérieur de", "extérieur à", "externe à", "expéditeur externe", "source externe", "adresse externe",
            "extérieur de l'organisation", "en dehors de", "hors de l'organisation", "organisation externe", "message externe", "email externe",
            "courriel externe", "est externe", "d'un externe", "expéditeur inconnu",
        ],
    },
    Origin { // es, ca
        begins: &[
            "este correo", "este mensaje", "este email", "esta comunicación", "el remitente", "remitente", "correo proveniente", "mensaje proveniente",
            "aquest correu", "aquest missatge", "ha recibido",
        ],
        says: &[
            "fuera de", "de fuera", "externo a", "ajeno a", "remitente externo", "origen externo", "fuente externa", "dirección externa",
            "cuenta externa", "correo externo", "organización externa", "fora de", "extern a", "remitent extern", "desde el exterior", "del exterior", "usuario externo",
        ],
    },
    Origin { // it
        begins: &[
            "questa email", "questa mail", "questo messaggio", "questo è un", "il mittente", "mittente", "messaggio proveniente", "email proveniente",
            "la presente email",
        ],
        says: &[
            "esterno all", "esterna all", "dall'esterno", "all'esterno", "al di fuori", "mittente esterno", "fonte esterna", "indirizzo esterno",
            "fuori dall", "organizzazione esterna", "account esterno", "messaggio esterno", "email esterna",
        ],
    },
    Origin { // pt
        begins: &["este email", "esta mensagem", "este correio", "o remetente", "remetente", "esse email", "essa mensagem", "email proveniente", "mensagem proveniente"],
        says: &[
            "fora d", "externo à", "externa à", "externo a", "remetente externo", "fonte externa", "origem externa", "endereço externo", "do exterior",
            "conta externa", "email externo", "mensagem externa",
        ],
    },
    Origin { // da, no, sv, is
        begins: &[
            "denne email", "denne mail", "denne e-post", "denne meddelelse", "denne besked", "denne meldingen", "denne e-posten", "afsenderen af", "avsenderen av", "dette er en ekstern",
            "detta mail", "detta mejl", "detta e-post", "detta meddelande", "det här meddelandet", "det här mejlet", "detta är ett externt", "avsändaren av",
            "þessi tölvupóstur", "þetta skeyti", "mailen er sendt", "denne eksterne",
        ],
        says: &[
            "uden for", "udenfor", "utenfor", "utanför", "ekstern afsender", "ekstern avsender", "eksternt", "ekstern kilde", "eksterne", "extern avsändare", "externt",
            "extern källa", "fra ekstern", "från extern", "kommer utifrån", "udefra", "utenfra", "utifrån", "utan", "en ekstern", "en extern",
        ],
    },
    Origin { // fi, et
        begins: &["tämä viesti", "tämä sähköposti", "viesti on", "sähköposti on", "lähettäjä on", "see kiri", "see e-kiri"],
        says: &["ulkopuol", "ulkoinen", "ulkoiselta", "ulkoisesta", "väljast", "väline"],
    },
    Origin { // pl
        begins: &["ta wiadomość", "niniejsza wiadomość", "ten email", "wiadomość pochodzi", "wiadomość z zewnątrz", "wiadomość została", "nadawca tej", "nadawca wiadomości", "email pochodzi"],
        says: &["spoza", "z zewnątrz", "zewnętrz", "poza organizac", "poza firm"],
    },
    Origin { // cs, sk
        begins: &["tato zpráva", "tento email", "tato emailová", "odesílatel", "zpráva pochází", "email pochází", "táto správa", "táto emailová", "odosielateľ", "správa pochádza", "zpráva byla"],
        says: &["mimo organizac", "mimo naš", "mimo spole", "mimo firm", "extern", "zvenč", "z vnějšku", "zvonku", "mimo organizác", "mimo spoloč"],
    },
    Origin { // hu
        begins: &["ez az email", "ez az üzenet", "ez egy külső", "ez a levél", "az üzenet", "az email", "a levél", "a feladó"],
        says: &["kívülről", "külső", "szervezeten kívül", "kívüli"],
    },
    Origin { // sl, hr, sr, ro, bg
        begins: &[
            "to sporočilo", "ta epošta", "ova poruka", "ovaj email", "pošiljatelj", "acest email", "acest mesaj", "expeditorul", "mesajul", "emailul",
            "това съобщение", "този имейл", "това писмо", "ова порука",
        ],
        says: &["izven", "zunaj", "zunanj", "izvan", "vanjsk", "spoljn", "din afara", "din exterior", "extern", "външ", "извън", "изван"],
    },
    Origin { // ru, uk
        begins: &[
            "это письмо", "это сообщение", "данное письмо", "данное сообщение", "письмо отправлено", "сообщение отправлено", "письмо получено", "сообщение получено",
            "отправитель", "письмо пришло", "это внешнее", "цей лист", "це повідомлення", "цей email", "лист надіслано", "відправник",
        ],
        says: &[
            "извне", "внешн", "за пределами", "из-за пределов", "вне организации", "вне компании", "сторонн", "не из организации", "ззовні", "зовнішн", "поза межами", "за межами",
        ],
    },
    Origin { // tr
        begins: &["bu e-posta", "bu mesaj", "bu ileti", "bu eposta", "bu email", "gönderen"],
        says: &["dışından", "dışarıdan", "harici", "kurum dışı", "şirket dışı", "dış kaynak", "dış gönderen"],
    },
    Origin { // el, he, ar
        begins: &["αυτό το μήνυμα", "αυτό το email", "το μήνυμα αυτό", "το παρόν", "ο αποστολέας", "הודעה זו", "דוא\"ל זה", "מייל זה", "השולח", "هذه الرسالة", "هذا البريد", "المرسل", "تم إرسال"],
        says: &["εκτός", "εξωτερικ", "מחוץ", "חיצוני", "خارج"],
    },
    Origin { // ja, zh, ko, vi, id, th
        begins: &[
            "このメール", "本メール", "このメッセージ", "本メッセージ", "この電子メール", "外部", "社外", "组织外", "此邮件", "本邮件", "该邮件", "此电子邮件", "此郵件", "本郵件", "此電子郵件", "这封邮件",
            "這封郵件", "이 메일", "이 이메일", "본 메일", "이 메시지", "외부", "email này", "thư này", "tin nhắn này", "email ini", "pesan ini", "อีเมลนี้", "ข้อความนี้",
        ],
        says: &[
            "組織外", "社外", "外部から", "外部の", "組織の外", "外部送信者", "外部发件人", "外部寄件", "组织外部", "組織外部", "公司外部", "来自外部", "來自外部", "外部邮件", "外部郵件", "外部邮箱", "외부에서", "외부 발신", "외부 메일",
            "외부 이메일", "조직 외부", "bên ngoài", "luar organisasi", "pihak luar", "eksternal", "ภายนอก",
        ],
    },
];

/// How a program tells that the sender is new (Outlook, Proofpoint, Gmail).
#[rustfmt::skip]
pub(super) const NEW_SENDER: &[&str] = &[
    "you don't often get email from", "you don't often get emails from", "you do not often get email from", "some people who received this message don't often get email",
    "some people who received this message do not often get", "you have not previously corresponded with", "you have never corresponded with",
    "you haven't previously corresponded with", "this is the first time you", "this might be the first time you", "first time sender", "first-time sender",
    "be careful with this message", "the sender's identity could not be verified", "the identity of the sender could not be verified",
    "sie erhalten nicht oft", "sie erhalten nicht häufig", "sie erhalten selten email", "sie erhalten nur selten", "einige personen, die diese nachricht erhalten haben",
    "du erhältst nicht oft", "du erhältst nicht häufig", "einige empfänger dieser nachricht erhalten",
    "unusual sender <", "you don't usually receive email", "je krijgt niet vaak", "u krijgt niet vaak", "mimecast attachment protection has", "this message has been scanned for viruses", "this email has been scanned for viruses",
    "u ontvangt niet vaak", "je ontvangt niet vaak", "u ontvangt zelden", "sommige mensen die dit bericht hebben ontvangen", "sommige personen die dit bericht hebben ontvangen",
    "vous ne recevez pas souvent", "vous n'obtenez pas souvent", "certaines personnes qui ont reçu ce message", "certains destinataires de ce message ne reçoivent",
    "no suele recibir", "no recibe correo electrónico con frecuencia", "no acostumbra a recibir", "no suele obtener", "no recibe a menudo", "algunas personas que han recibido este mensaje",
    "algunas personas que recibieron este mensaje", "algunos usuarios que han recibido este mensaje",
    "non si ricevono spesso", "non ricevi spesso", "non capita spesso di ricevere", "alcune persone che hanno ricevuto questo messaggio",
    "você não costuma receber", "não costuma receber", "você não recebe emails com frequência", "não recebe frequentemente", "algumas pessoas que receberam esta mensagem", "algumas pessoas que receberam essa mensagem",
    "du får inte ofta", "du får ikke ofte", "du mottar ikke ofte", "du modtager ikke ofte", "vissa personer som tagit emot det här meddelandet", "vissa personer som fick det här meddelandet",
    "noen personer som mottok denne meldingen", "nogle personer, der har modtaget denne meddelelse", "nogle af de personer, der har modtaget denne",
    "et saa usein", "et saa usein sähköpostia", "jotkut tämän viestin saaneet", "nieczęsto otrzymujesz", "nie otrzymujesz często", "nie często otrzymujesz", "niektóre osoby, które odebrały tę wiadomość",
    "niektóre osoby, które otrzymały tę wiadomość", "nedostáváte často", "emaily od", "nedostávate často", "někteří lidé, kteří dostali tuto zprávu", "niektorí ľudia, ktorí dostali túto správu",
    "nem gyakran kap", "ön nem gyakran kap", "вы нечасто получаете", "вы не часто получаете", "вы редко получаете", "некоторые люди, получившие это сообщение", "некоторые пользователи, получившие это сообщение",
    "ви нечасто отримуєте", "ви не часто отримуєте", "nu primiți des", "nu primiți adesea", "unele persoane care au primit acest mesaj", "δεν λαμβάνετε συχνά", "ne prejemate pogosto",
    "ne primate često", "рядко получавате", "不经常收到来自", "您不经常收到", "您不常收到", "您通常不会收到", "你通常不会收到", "你不常收到", "您不常收到來自", "您不常從",
    "bạn không thường nhận được", "anda tidak sering mendapat",
];

/// How its last sentence ends, which has no full stop.
#[rustfmt::skip]
pub(super) const TIP_ENDS: &[&str] = &[
    " important", " wichtig ist", " belangrijk is", " importante", " viktigt", " vigtigt", " viktig", " tärkeää", " ważne", " důležité", " dôležité", " fontos ez", " важно",
    " важливо", " öğrenin", " σημαντικό",
];

/// What tells a program's note wherever it stands in the line.
#[rustfmt::skip]
pub(super) const ANYWHERE: &[&str] = &[
    "aka.ms/learnaboutsenderidentification", "からのメールを受け取ることはあまりありません", "からメールを受け取ることはあまりありません", "에서 전자 메일을 자주 받지", "에게서 전자 메일을 자주 받지",
    "tarafından sık sık e-posta almıyorsunuz", "sık sık e-posta almıyorsunuz", "nedostáváte emaily často", "nedostáváte často. ", "zjqcmqryfpfptbanner",
];

/// Proofpoint and others mark where their banner begins and ends.
pub(super) const MARKERS: &[(&str, &str)] =
    &[("zjqcmqryfpfptbannerstart", "zjqcmqryfpfptbannerend"), ("sophossmartbannerstart", "sophossmartbannerend")];

/// What stands alone above a banner, or before its first sentence.
#[rustfmt::skip]
pub(super) const HEADINGS: &[&str] = &[
    "caution", "warning", "attention", "please note", "notice", "alert", "important", "note", "be careful", "security notice", "security warning", "security alert", "stop",
    "achtung", "warnung", "vorsicht", "hinweis", "wichtig", "sicherheitshinweis", "let op", "opgelet", "waarschuwing", "avertissement", "prudence", "mise en garde", "attention !",
    "precaución", "atención", "advertencia", "aviso", "atenció", "attenzione", "avviso", "atenção", "cuidado", "obs", "advarsel", "varning", "viktigt", "viktig", "huomio", "varoitus", "uwaga",
    "ostrzeżenie", "upozornění", "upozornenie", "pozor", "varování", "figyelem", "figyelmeztetés", "opozorilo", "upozorenje", "pažnja", "atenție", "avertisment", "внимание", "осторожно",
    "предупреждение", "увага", "обережно", "внимание", "dikkat", "uyarı", "προσοχή", "προσοχη", "προειδοποίηση", "προειδοποιηση", "אזהרה", "שים לב", "تنبيه", "تحذير", "注意", "警告", "ご注意", "重要", "주의", "경고", "cảnh báo", "peringatan",
];

/// How advice begins that stands below or behind.
#[rustfmt::skip]
pub(super) const ADVICE: &[&str] = &[
    "do not click", "don't click", "do not open", "don't open", "do not reply", "do not respond", "never click", "never open", "please do not", "please don't", "please be", "please use caution",
    "please exercise", "please report", "be careful", "be cautious", "be aware", "be wary", "be vigilant", "beware", "use caution", "exercise caution", "proceed with caution", "take care", "think before", "think twice",
    "unless you", "treat ", "please treat", "please take care", "please think", "avoid clicking", "report suspicious", "only click", "verify ", "links ", "caution", "if you do not recogni", "if you don't recogni", "if you are unsure", "if in doubt",
    "when in doubt", "please verify", "make sure you trust this sender", "ontdek waarom", "please proceed", "learn why this is important", "remember", "always verify",
    "klicken sie", "öffnen sie", "bitte klicken", "bitte öffnen", "bitte keine", "keine links", "keine anhänge", "seien sie", "bitte seien", "bitte prüfen", "prüfen sie", "vorsicht bei", "bitte vorsicht", "bitte beachten", "bitte nur", "links und anhänge",
    "links oder anhänge", "anhänge und links", "anhänge oder links", "erfahren sie, warum", "weitere informationen", "antworten sie", "folgen sie",
    "klik niet", "klik geen", "open geen", "wees voorzichtig", "wees alert", "pas op", "let op", "gelieve", "open bijlagen", "klik alleen", "klik enkel", "meer informatie over waarom", "lees waarom",
    "ne cliquez", "n'ouvrez", "veuillez ne pas", "ne pas cliquer", "soyez", "faites preuve", "merci de ne pas", "faites attention", "évitez", "découvrez pourquoi", "pourquoi c'est important", "veuillez faire",
    "no haga clic", "no abra", "por favor, no", "por favor no", "tenga cuidado", "sea cauteloso", "tenga precaución", "no pulse", "evite", "por qué es importante", "por qué esto es importante", "no facilite",
    "non cliccare", "non fare clic", "non aprire", "prestare attenzione", "fare attenzione", "si prega di", "prestate attenzione", "informazioni sul perché", "scopri perché", "non clicchi",
    "não clique", "não abra", "tenha cuidado", "por favor, não", "tome cuidado", "saiba por que", "saiba porque",
    "klik ikke", "ikke klikk", "klikk ikke", "åbn ikke", "ikke åpne", "vær forsigtig", "vær opmærksom", "vær forsiktig", "vær varsom", "få mere at vide om", "finn ut hvorfor", "klicka inte", "öppna inte", "var försiktig", "var uppmärksam", "läs om varför", "ta reda på varför",
    "älä klikkaa", "älä avaa", "älä napsauta", "ole varovainen", "lisätietoja siitä", "lue, miksi", "nie klikaj", "nie otwieraj", "zachowaj ostrożność", "prosimy nie", "proszę nie", "dowiedz się, dlaczego",
    "neklikejte", "neotevírejte", "neotvírejte", "buďte opatrní", "zjistěte, proč", "neklikajte", "neotvárajte", "zistite, prečo", "ne kattintson", "ne nyissa", "legyen óvatos", "kérjük", "tudja meg, miért",
    "ne klikajte", "ne kliknite", "budite oprezni", "nu faceți clic", "nu accesați", "nu deschideți", "aflați de ce",
    "не переходите", "не нажимайте", "не открывайте", "будьте осторожны", "соблюдайте осторожность", "узнайте, почему", "не відкривайте", "не натискайте", "будьте обережні", "дізнайтеся, чому",
    "tıklamayın", "bağlantıları", "lütfen", "bunun neden önemli", "μην κάνετε", "μην ανοίγετε", "リンク", "添付", "送信者", "不審な", "これが重要", "请勿", "請勿", "谨慎", "謹慎", "请谨慎", "了解这", "了解為", "이 문제가", "링크", "첨부", "의심",
];

/// What advice is about.
#[rustfmt::skip]
pub(super) const ABOUT: &[&str] = &[
    "click", "link", "attachment", "sender", "phish", "suspicio", "password", "credential", "malicious", "malware", "learn why this is important", "this email", "this message",
    "anhäng", "anlagen", "absender", "passw", "verdächtig", "diese email", "dieser email", "warum dies wichtig",
    "bijlage", "afzender", "verdacht", "dit belangrijk is", "klik", "lien", "pièce", "expéditeur", "suspect", "important", "cliqu", "clic", "enlace", "adjunto", "remitente", "sospecho", "vínculo", "importante",
    "allegat", "mittente", "collegament", "sospett", "anexo", "remetente", "vedhæft", "vedlegg", "afsender", "avsender", "vigtigt", "viktig", "bifog", "bilag", "länk", "lenke", "avsändare", "bilag",
    "liit", "lähettäj", "linkk", "tärke", "łącz", "załącznik", "nadawc", "ważne", "odkaz", "příloh", "odesílatel", "důležit", "príloh", "odosielateľ", "dôležit", "hivatkozás", "melléklet", "csatol", "feladó", "fontos",
    "povezav", "priponk", "poveznic", "privitk", "atașament", "fișier", "expeditor", "ссыл", "вложен", "отправител", "важно", "посилан", "вкладен", "відправник", "важливо", "bağlantı", "ek", "önemli", "συνδέσμους", "συνημμέν",
    "リンク", "添付", "送信者", "重要", "链接", "附件", "发件人", "重要", "連結", "附件", "寄件", "링크", "첨부", "발신",
];

/// Who sent it. Advice about the sender and about links or files is a program's, also where nothing stands above it.
#[rustfmt::skip]
pub(super) const SENDER: &[&str] = &[
    "unless you recogni", "unless you know", "unless you trust", "unless you can verify", "unless you are expecting", "recognize the sender", "recognise the sender", "know the sender", "trust the sender",
    "absender kennen", "absender bekannt", "absender vertrau", "absender nicht kennen", "absender erkennen", "den absender", "der absender",
    "afzender kent", "afzender herkent", "afzender vertrouwt", "afzender niet", "connaissez l'expéditeur", "reconnaissez l'expéditeur", "l'expéditeur", "al remitente", "el remitente", "il mittente", "o remetente",
    "afsenderen", "avsenderen", "avsändaren", "lähettäjän", "nadawcę", "nadawcy", "odesílatele", "odosielateľa", "a feladót", "отправителя", "відправника",
];

/// The labels of classification lines.
#[rustfmt::skip]
pub(super) const CLASSES_OF: &[&str] = &[
    "classification", "security classification", "information classification", "document classification", "data classification", "email classification", "message classification", "sensitivity", "sensitivity label",
    "protective marking", "confidentiality", "confidentiality level", "security level", "security label", "klassifizierung", "klassifikation", "informationsklassifizierung", "vertraulichkeit", "vertraulichkeitsstufe", "vertraulichkeitsgrad",
    "schutzklasse", "classificatie", "dataklassificatie", "dataclassificatie", "informatieclassificatie", "documentclassificatie", "informationsklassificering", "rubricering", "vertrouwelijkheid", "niveau de confidentialité", "confidentialité", "niveau de classification", "clasificación", "confidencialidad", "clasificación de la información",
    "classificazione", "riservatezza", "classificação", "confidencialidade", "klassificering", "klassificering af", "klassifisering", "informationsklass", "sekretess", "luokitus", "klasyfikacja", "poufność", "klasifikace", "klasifikácia", "besorolás", "классификация",
    "гриф", "gizlilik", "sınıflandırma", "tlp",
];

/// Classes.
#[rustfmt::skip]
pub(super) const CLASSES: &[&str] = &[
    "public", "internal", "internal use", "internal use only", "internal only", "for internal use", "for internal use only", "company internal", "company confidential", "company restricted", "business use", "business use only", "general", "general business",
    "confidential", "strictly confidential", "highly confidential", "most confidential", "confidential - internal", "restricted", "highly restricted", "secret", "top secret", "official", "official-sensitive", "official sensitive", "official: sensitive", "unclassified", "non-business",
    "proprietary", "personal", "private", "sensitive", "not protectively marked", "commercial in confidence", "for official use only", "controlled", "unrestricted", "limited", "open", "all employees",
    "öffentlich", "intern", "nur intern", "nur für den internen gebrauch", "nur für internen gebrauch", "für den internen gebrauch", "vertraulich", "streng vertraulich", "geheim", "vs-nfd", "vs - nur für den dienstgebrauch", "persönlich",
    "openbaar", "alleen intern", "intern gebruik", "alleen voor intern gebruik", "vertrouwelijk", "strikt vertrouwelijk", "bedrijfsvertrouwelijk", "strictement confidentiel", "publique", "interne", "usage interne", "confidentiel",
    "diffusion restreinte", "diffusion limitée", "público", "pública", "interno", "interna", "uso interno", "confidencial", "restringido", "pubblico", "pubblica", "riservato", "riservata", "confidenziale", "uso aziendale", "restrito",
    "offentlig", "fortrolig", "strengt fortrolig", "åpen", "öppen", "konfidentiell", "intern användning", "julkinen", "sisäinen", "luottamuksellinen", "publiczne", "wewnętrzne", "poufne", "veřejné", "interní", "důvěrné", "verejné", "interné", "dôverné", "nyilvános",
    "belső", "bizalmas", "публичная", "внутренняя", "конфиденциально", "для служебного пользования", "genel", "hizmete özel", "gizli", "dahili", "公開", "社内限", "社外秘", "機密", "公开", "内部", "机密", "대외비",
    "clear", "white", "green", "amber", "amber+strict", "red",
];

/// Classes that name nothing else: they count alone on their line.
#[rustfmt::skip]
pub(super) const SURE_CLASSES: &[&str] = &[
    "internal use only", "for internal use only", "company internal", "company confidential", "strictly confidential", "highly confidential", "official", "official-sensitive", "official sensitive", "unclassified", "confidential", "internal", "public", "restricted",
    "not protectively marked", "commercial in confidence", "for official use only", "öffentlich", "intern", "nur für den internen gebrauch", "nur für internen gebrauch", "vertraulich", "streng vertraulich", "vs-nfd", "vs - nur für den dienstgebrauch",
    "openbaar", "alleen voor intern gebruik", "vertrouwelijk", "strikt vertrouwelijk", "bedrijfsvertrouwelijk", "confidentiel", "strictement confidentiel", "usage interne", "diffusion restreinte", "diffusion limitée", "uso interno", "confidencial", "riservato", "confidenziale",
    "fortrolig", "strengt fortrolig", "konfidentiell", "luottamuksellinen", "poufne", "důvěrné", "dôverné", "bizalmas", "конфиденциально", "для служебного пользования", "hizmete özel", "gizli", "社外秘", "社内限", "机密", "機密", "대외비",
];

//! The words of what gateways and list servers put below mails, by language; all lower case. None is part of another.

/// What hardly anybody writes but lawyers and machines.
#[rustfmt::skip]
pub(super) const STRONG: &[&str] = &[
    // en
    "confiden", "privileged", "intended recipient", "intended only", "intended solely", "solely for the", "only for the addressee",
    "only for the person", "for the named", "disclaimer", "legal notice", "unauthori", "views expressed", "opinions expressed", "not necessarily",
    "legally binding", "not monitored", "unmonitored", "not read by", "is never read", "do not reply", "not reply to this", "don't reply", "cannot receive", "cannot accept incoming",
    // de, nl
    "vertraulich", "unbefugt", "haftungsausschluss", "rechtlicher hinweis", "meinung ihres", "meinung des", "nicht unbedingt", "wird nicht gelesen",
    "nicht auf diese", "antworten sie nicht", "vertrouwelijk", "uitsluitend bestemd", "beoogde ontvanger", "onbevoegd", "niet beantwoorden", "niet te beantwoorden",
    // fr, es, it, pt, ro
    "n'engage", "n’engage", "non autorisé", "attention exclusive", "usage exclusif", "ne pas répondre", "ne répondez pas", "riservat", "uso exclusiv", "no autorizad",
    "não autorizad", "non autorizzat", "aviso legal", "no responda", "não responda", "non rispondere", "neautorizat",
    // da, sv, no, fi
    "fortrolig", "konfiden", "uvedkommende", "obehörig", "uautoris", "luottamuksel", "svar ikke på", "svara inte", "ikke besvare", "älä vastaa",
    // pl, cs, sk, hu, hr
    "poufn", "důvěrn", "dôvern", "bizalmas", "nieupoważnion", "wyłącznie dla", "výhradně", "výlučne", "kizárólag", "nie odpowiada", "neodpovíd", "povjerljiv", "poverljiv",
    // ru, uk, bg, tr, el, he, ar
    "конфиденциальн", "конфіденційн", "поверителн", "исключительно для", "виключно для", "не отвечайте", "gizli", "yetkisiz", "yanıtlamayın", "cevaplamayın",
    "εμπιστευτικ", "απόρρητ", "חסוי", "סודי", "سري",
    // ja, zh, ko
    "機密", "秘密情報", "誤送信", "送信専用", "保密", "机密", "기밀", "비밀", "발신 전용", "발신전용",
];

/// What stands beside them, and in other texts too.
#[rustfmt::skip]
pub(super) const WEAK: &[&str] = &[
    // en
    "by mistake", "in error", "the sender", "destroy", "delete", "scanned", "checked for", "liab", "disclos", "distribut", "copying", "prohibited", "attachment", "enclosure",
    "recipient", "addressee", "named reader", "keeps a copy", "registered in", "registered office", "company number", "environment", "before printing",
    "regulated by", "malware", "intercept", "outgoing", "incoming", "private", "virus", "nobody else", "anybody else", "this mailbox", "this address",
    // de, nl
    "irrtümlich", "absender", "vernichten", "löschen", "viren", "geprüft", "prüfung", "haftung", "gehaftet", "weitergabe", "vervielfältig", "anlagen", "anhäng", "empfänger",
    "bestimmt", "umwelt", "dieses postfach", "diese adresse", "cette adresse", "esta dirección", "questo indirizzo", "este endereço", "dit adres", "amtsgericht", "geschäftsführ", "handelsregister", "ausgehende", "abusievelijk", "ten onrechte", "afzender", "vernietig", "verwijder",
    "bestemd", "geadresseerde", "ontvanger", "verspreid", "aansprakelijk", "gecontroleerd",
    // fr, es, it, pt, ro
    "par erreur", "expéditeur", "détrui", "supprim", "destinataire", "diffusion", "pièces jointes", "analysé", "divulg", "imprim", "environnement", "auteur", "responsabilit",
    "por error", "remitente", "destru", "elimin", "borr", "destinatar", "difusi", "adjunt", "ambiente", "analizad", "per errore", "mittente", "distrugg", "cancell",
    "allegat", "stampare", "por engano", "remetente", "apag", "anexo", "din greșeală", "expeditor", "șterg", "atașa",
    // da, sv, no, fi
    "ved en fejl", "ved en feil", "av misstag", "erehdyksessä", "afsender", "avsändare", "avsender", "lähettäjä", "slet", "radera", "poist", "modtager", "mottagare", "mottaker",
    "vastaanottaj", "vedhæft", "bifoga", "vedlegg", "liittee",
    // pl, cs, sk, hu, hr
    "omyłk", "nadawc", "usun", "usuń", "adresat", "załącznik", "rozpowszechn", "odbiorc", "omyl", "odesílatel", "odosielateľ", "smaž", "vymaž", "adresát", "příloh", "príloh",
    "tévedés", "feladó", "töröl", "címzett", "melléklet", "greškom", "pošiljatelj", "primatelj",
    // ru, uk, bg, tr, el, he
    "ошибк", "отправител", "удали", "получател", "вложени", "адресат", "помилк", "відправник", "видал", "одержувач", "вірус", "вирус", "yanlışlıkla", "gönderen", "silin", "alıcı",
    "virüs", "κατά λάθος", "αποστολέα", "διαγράψ", "παραλήπτη", "בטעות", "השולח", "מחק",
    // ja, zh, ko
    "誤って", "削除", "破棄", "受信者", "ウイルス", "ウィルス", "误收", "誤收", "删除", "刪除", "收件人", "病毒", "실수로", "삭제", "수신인", "수신자", "바이러스",
];

/// Names of what such words are about.
#[rustfmt::skip]
pub(super) const MAIL: &[&str] = &[
    "mail", "message", "communication", "transmission", "courriel", "nachricht", " post ", "bericht", "mensaje", "correo", "messaggio", "mensagem", "meddelelse", "meddelande",
    "melding", "e-post", "viesti", "sähköposti", "wiadomoś", "zpráv", "správ", "üzenet", "levél", "poruk", "сообщени", "письм", "повідомлен", "лист", "ileti", "posta", "mesaj",
    "μήνυμα", "הודעה", "رسالة", "メール", "邮件", "郵件", "메일",
];

/// What the footers of list servers say; the first lines below their rule.
#[rustfmt::skip]
pub(super) const LISTS: &[&str] = &[
    "mailing list", "mailinglist", "mailing-list", "listinfo", "unsubscribe", "sponsored by", "yahoo! groups", "yahoo groups", "google groups", "groups.io", "googlegroups",
    "postorius", "hyperkitty", "to post to this", "archives at", "list archive", "listserv", "-request@", "majordomo", "sympa", "ezmlm", "list-manager", "visit this group",
    "subscribed to", "manage your subscription", "leave this list", "leave this group", "list: ", "subscription options", "this list",
    "liste de diffusion", "désabonn", "désinscri", "mailingliste", "mailing-liste", "verteiler", "abmelden", "abbestellen", "austragen", "afmelden", "uitschrijven", "lista de correo",
    "lista de distribución", "darse de baja", "cancelar la suscripción", "cancelar su suscripción", "lista di discussione", "disiscri", "cancellarsi", "lista de discussão", "cancelar inscrição",
    "cancelar a inscrição", "sair desta lista", "sähköpostilista", "postituslista", "peruuta tilaus", "afmeld", "avregistrera", "avprenumerera", "e-postlista", "epostliste", "avmeld",
    "lista dyskusyjna", "wypisać się", "odhlásit", "odhlásiť", "leiratkoz", "levelezőlista", "список рассылки", "отписаться", "відписатися", "e-posta listesi", "üyelikten",
    "メーリングリスト", "退会", "配信停止", "邮件列表", "郵件列表", "退订", "退訂", "메일링 리스트", "수신거부", "구독 취소",
];

/// Pages of list servers: where such a link stands alone at a mail's end, the list's program put it there.
#[rustfmt::skip]
pub(super) const LIST_PAGES: &[&str] = &[
    "/listinfo", "/postorius/", "/hyperkitty/", "groups.google.com/", "groups.io/g/", "groups.yahoo.com/", "/sympa/", "/wws/", "/wa.exe", "unsubscribe", "/archives/list/",
];

//! What phones, programs and people put below a mail, in their languages; and what stays the answer.

use super::{OLD, first, marked, told};

/// What phones and programs write.
#[rustfmt::skip]
const SENT_FROM: &[&str] = &[
    "Sent from my iPhone", "Sent from my iPad", "Sent from my iPhone.", "sent from my iphone", "Sent from my Galaxy",
    "Sent from my Samsung Galaxy smartphone.", "Sent from Samsung Mobile", "Sent from Samsung tablet",
    "Sent from my Verizon, Samsung Galaxy smartphone", "Sent from my T-Mobile 4G LTE Device", "Sent from my HTC smartphone.",
    "Sent from my Windows Phone", "Sent from Windows Mail", "Sent from Mail for Windows 10", "Sent from Mail for Windows",
    "Sent from my BlackBerry 10 smartphone on the Rogers network.", "Sent via BlackBerry from T-Mobile",
    "Sent from my BlackBerry® wireless device", "Sent from Outlook", "Sent from Outlook for iOS", "Sent from Outlook Mobile",
    "Get Outlook for iOS", "Get Outlook for Android", "Get Outlook for iOS<https://aka.ms/o0ukef>",
    "Sent from Yahoo Mail on Android", "Sent from Yahoo Mail for iPhone", "Sent from Yahoo Mail. Get the app",
    "Sent from Gmail Mobile", "Sent from Mailbird", "Sent from my mobile phone", "Sent from my mobile device",
    "(Sent from mobile device)", "(sent from a phone)", "<<sent by galaxy>>", "Sent from a mobile device", "Sent via mobile",
    "Sent from mobile", "Sent from phone", "Sent from Smartphone", "Sent from Alto", "Sent from my TI-85", "From My Iphone 6",
    "Sent with Airmail", "Sent with Spark", "Sent with Unibox", "Sent from Polymail", "Sent via Superhuman",
    "Sent via Superhuman iOS", "Sent from ProtonMail Mobile", "Sent from Proton Mail for iOS", "Sent with ProtonMail Secure Email.",
    "Sent with Proton Mail secure email.", "Sent with Tutanota", "Sent from Nine", "Sent from TypeApp", "Sent from BlueMail",
    "Get BlueMail for Android", "Get TypeApp for Android", "Sent from Front", "Sent from Missive", "Sent from Edison Mail",
    "Sent from Surface", "Sent from Xperia™ device", "Sent from my Xperia", "Sent from Huawei", "Sent from my Huawei phone",
    "Sent from Zoho Mail", "Sent using Zoho Mail", "Sent from HEY", "Sent from Canary", "Sent from AOL Desktop",
    "Sent from my Android device with K-9 Mail. Please excuse my brevity.",
    "Sent from my Android phone with K-9 Mail. Please excuse my brevity.",
    "Sent from my Android device with FairEmail. Please excuse my brevity.",
    "Von meinem iPhone gesendet", "Von meinem iPad gesendet", "Gesendet von meinem iPhone", "Von meinem Samsung Gerät gesendet.",
    "Von meinem Samsung Galaxy Smartphone gesendet.", "Von meinem Mobilgerät gesendet", "Gesendet von Mail für Windows 10",
    "Gesendet von Outlook für Android", "Holen Sie sich Outlook für iOS", "Outlook für Android herunterladen",
    "Gesendet mit der Telekom Mail App", "Gesendet mit der GMX Mail App", "Gesendet mit der WEB.DE Mail App",
    "Diese Nachricht wurde von meinem Android-Mobiltelefon mit K-9 Mail gesendet.",
    "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.", "Von meinem Huawei-Mobiltelefon gesendet",
    "Verstuurd vanaf mijn iPhone", "Verzonden vanaf mijn Samsung Galaxy-smartphone.", "Verzonden vanuit Mail voor Windows 10",
    "Outlook voor iOS downloaden", "Verstuurd vanaf mijn iPad", "Verzonden vanaf mijn mobiel",
    "Envoyé de mon iPhone", "Envoyé de mon iPad", "Envoyé depuis mon smartphone Samsung Galaxy.", "Envoyé depuis mon iPhone",
    "Envoyé depuis mon mobile", "Télécharger Outlook pour iOS", "Obtenez Outlook pour Android", "Envoyé à partir de Outlook pour iOS",
    "Provenance : Courrier pour Windows 10", "Envoyé à partir de Courrier pour Windows", "Envoyé avec la messagerie sécurisée Proton Mail.",
    "Enviado desde mi iPhone", "Enviado desde mi iPad", "Enviado desde mi smartphone Samsung Galaxy.", "Enviado desde Correo para Windows 10",
    "Obtener Outlook para iOS", "Enviado desde mi móvil", "Enviado desde Outlook para Android", "Enviado desde Yahoo Mail para Android",
    "Inviato da iPhone", "Inviato dal mio iPhone", "Inviato dal mio dispositivo Android", "Inviato da Outlook per iOS",
    "Ottieni Outlook per Android", "Scarica Outlook per iOS", "Inviato da Posta per Windows 10", "Inviato da smartphone Samsung Galaxy.",
    "Enviado do meu iPhone", "Enviado do meu smartphone Samsung Galaxy.", "Obter o Outlook para iOS", "Enviado do Email para Windows 10",
    "Enviado a partir do meu iPhone", "Enviado via iPhone", "Baixe o Outlook para iOS",
    "Sendt fra min iPhone", "Sendt fra min iPad", "Hent Outlook til iOS", "Sendt fra Mail til Windows 10", "Få Outlook til iOS",
    "Skickat från min iPhone", "Skickat från min iPad", "Hämta Outlook för iOS", "Skickat från E-post för Windows 10",
    "Skickat från Outlook för Android", "Skaff deg Outlook for iOS", "Sendt fra min Samsung Mobil.", "Sendt fra Outlook for Android",
    "Lähetetty iPhonesta", "Lähetetty iPhonestani", "Lähetetty Windowsin Sähköpostista", "Hanki Outlook for iOS", "Lähetetty Samsung-laitteesta",
    "Wysłane z iPhone'a", "Wysłano z iPhone'a", "Wysłane z mojego iPhone'a", "Pobierz aplikację Outlook dla systemu iOS",
    "Wysłane z telefonu Samsung Galaxy", "Wysłane z aplikacji Poczta", "Pobierz program Outlook dla systemu Android",
    "Odesláno z iPhonu", "Odesláno z mého iPhonu", "Odesláno z Pošty pro Windows 10", "Získejte Outlook pro iOS", "Získat Outlook pro Android",
    "Odoslané z iPhonu", "Odoslané z môjho iPhonu", "Získať Outlook pre iOS",
    "Elküldve az iPhone-omról", "iPhone-omról küldve", "Küldve az iPhone-omról", "Az Outlook letöltése Androidra", "Küldve a Windows Postából",
    "Trimis de pe iPhone-ul meu", "Trimis de pe iPhone", "Obțineți Outlook pentru iOS", "Descărcați Outlook pentru Android",
    "Отправлено с iPhone", "Отправлено с моего iPhone", "Отправлено из мобильной Почты Mail.ru", "Отправлено из Mail.ru для Android",
    "Отправлено из мобильной Яндекс Почты", "Отправлено с устройства Samsung", "Получить Outlook для iOS", "Скачать Outlook для Android",
    "Отправлено из Почты для Windows 10", "Надіслано з iPhone", "Надіслано з мого iPhone", "Отримати Outlook для iOS",
    "iPhone'umdan gönderildi", "iPhone'dan gönderildi", "Samsung cihazımdan gönderildi", "iOS için Outlook'u edinin",
    "Windows 10 için Posta ile gönderildi", "Android için Outlook'u edinin",
    "iPhoneから送信", "iPadから送信", "私のiPhoneから送信", "Windows 10 版のメールから送信", "Outlook for iOS を入手", "Android 版 Outlook を入手",
    "发自我的 iPhone", "发自我的iPhone", "从我的 iPhone 发送", "发自我的小米手机", "发自我的华为手机", "获取 Outlook for iOS", "發自我的 iPhone",
    "從我的 iPhone 傳送", "從我的 iPad 傳送", "取得 iOS 版 Outlook", "从 Windows 版邮件发送", "发自网易邮箱大师", "来自我的华为手机", "發送自 iPhone",
    "나의 iPhone에서 보냄", "내 iPhone에서 보냄", "갤럭시에서 보냄", "iOS용 Outlook 다운로드", "삼성 모바일에서 보냄", "iPhone에서 보냄",
    "Στάλθηκε από το iPhone μου", "Εστάλη από το iPhone μου", "Λήψη του Outlook για iOS",
    "נשלח מה-iPhone שלי", "נשלח מהאייפון שלי", "קבל את Outlook עבור iOS",
    "Изпратено от моя iPhone", "Изпратено от iPhone", "Poslano s mojeg iPhonea", "Poslano s mog iPhonea", "Poslano iz mojega iPhona",
    "Послато са iPhone-а", "Enviat des del meu iPhone", "Enviat des de l'iPhone", "Saadetud minu iPhone'ist", "Saadetud iPhone'ist",
    "Išsiųsta iš mano iPhone", "Nosūtīts no mana iPhone", "أُرسلت من الـ iPhone", "مرسل من الـ iPhone", "Dikirim dari iPhone saya", "Dikirim dari iPhone",
    "Đã gửi từ iPhone của tôi", "Gửi từ iPhone của tôi", "ส่งจาก iPhone ของฉัน",
];

/// Below an answer, before a quote, and with a separator above.
#[test]
fn sent_from() {
    let mut missed: Vec<String> = Vec::new();
    let old = marked(OLD);
    for line in SENT_FROM {
        for text in [
            format!("It works now.\n\n{line}"),
            format!("It works now.\n{line}\n"),
            format!("It works now.\n\n-- \n{line}\n"),
            format!("It works now.\n\n{line}\n\nOn 5 Jan 2026, at 09:00, Ada <ada@x.example> wrote:\n\n{old}"),
            format!(
                "It works now.\n\n{line}\n\n________________________________\nFrom: Ada <ada@x.example>\nSent: Monday\nTo: Bob\nSubject: x\n\nOld"
            ),
            format!(
                "It works now.\n\n{line}\n\n-------- Original message --------\nFrom: Ada <ada@x.example>\nTo: Bob\n\nOld"
            ),
        ] {
            let found = told(&text);
            if found.new_text.as_str() != "It works now." || !found.signature.contains(line) {
                missed.push(format!("{text:?}\n    {found:?}"));
            }
        }
    }
    missed.retain(|text| !text.is_empty());
    assert!(missed.is_empty(), "{}\n{}", missed.len(), first(&missed));
}

/// The answer stays, the signature goes.
#[test]
fn separators_and_contact_blocks() {
    let check = |signature: &str| {
        for text in [
            format!("It works now.\n\n{signature}"),
            format!("It works now.\n{signature}\n"),
            format!("It works now.\n\n{signature}\n\nOn 5 Jan 2026, at 09:00, Ada <ada@x.example> wrote:\n> old\n"),
        ] {
            let found = told(&text);
            assert_eq!(found.new_text.as_str(), "It works now.", "{text:?}: {found:?}");
        }
    };
    check("-- \nAda Byron");
    check("--\nAda Byron\nEngine Works\n+44 20 1234567");
    check("—\nAda Byron");
    check("__\nAda");
    check("___\nAda Byron\nThe Press Company");
    check("---\nAda Byron");
    check("--\u{A0}\nAda Byron");
    check("-- \n\nAda Byron\n\nEngine Works");
    check("Best regards,\n\nAda Byron\nHead of Engines\nT +44 20 1234567\nada@x.example\nwww.x.example");
    check("Mit freundlichen Grüßen\n\nAda Byron\n\nEngine Works GmbH\nTel.: 030 1234567\nada@x.example");
    check("Cordialement,\n\nAda Byron\nTél. : 01 23 45 67 89");
    check("Un saludo,\n\nAda Byron\nTel: 91 123 45 67\nhttp://www.x.example");
    check("Med vänlig hälsning\n\nAda Byron\nTelefon: 08-123 45 67");
    check("С уважением,\nАда Байрон\nТел. +7 495 123-45-67");
    check("--\nThis email and any attachments are confidential and intended solely for the addressee.");
    check("Confidentiality notice: this e-mail is for its addressee only. If it is not you, delete it.");
    check("Please consider the environment before printing this e-mail.");
    check("----------------------------------------\nAda Byron\nada@x.example");
    check("________________________________\nAda Byron\n+44 20 1234567");
    check("==========================\nAda Byron\nwww.x.example");
    check(
        "----------------------------------------\n\nThis message and any attachments are confidential and intended for the addressee, and for nobody else at all.\n\nPlease consider the environment.",
    );
    check("ᐧ");
}

/// With a plea to excuse what a thumb wrote, in front or behind, in marks of direction, and below a dash.
#[rustfmt::skip]
const EXCUSED: &[&str] = &[
    "Sent from my handheld, please forgive the typos.", "Sent from my iPhone. Please excuse brevity and typos.", "Sent from my phone - sorry for any typos!",
    "Sent from my mobile so please excuse any spelling mistakes", "Sent from my iPad; blame it for the errors", "Please excuse my brevity, sent from my iPhone",
    "Sorry for typos - sent from my phone", "Sent from mobile. Sorry for brevity.", "Sent on the go from my iPhone, please excuse the short reply",
    "Von meinem iPhone gesendet, bitte entschuldigen Sie Tippfehler", "Gesendet von meinem Handy. Bitte entschuldigen Sie die Kürze.", "Von unterwegs gesendet – Tippfehler bitte ich zu entschuldigen",
    "Verzonden vanaf mijn iPhone, excuus voor typefouten", "Verstuurd vanaf mijn telefoon. Excuses voor de tikfouten.",
    "Envoyé de mon iPhone, veuillez excuser les fautes de frappe", "Envoyé depuis mon mobile. Merci d'excuser la brièveté.",
    "Enviado desde mi iPhone, disculpe la brevedad", "Enviado desde mi móvil. Perdón por los errores.", "Inviato dal mio iPhone, scusate gli errori", "Inviato da iPhone. Scusa la brevità.",
    "Enviado do meu iPhone, desculpe a brevidade", "Sendt fra min iPhone, undskyld stavefejl", "Skickat från min iPhone, ursäkta stavfelen", "Sendt fra min mobil, beklager skrivefeil",
    "Lähetetty iPhonesta, anteeksi kirjoitusvirheet", "Wysłane z iPhone'a, przepraszam za literówki", "Odesláno z iPhonu, omluvte prosím překlepy", "Odoslané z iPhonu, prepáčte preklepy",
    "Elküldve az iPhone-omról, elnézést az elütésekért", "Отправлено с iPhone, извините за опечатки", "Надіслано з iPhone, вибачте за помилки", "iPhone'umdan gönderildi, yazım hataları için özür dilerim",
    "Trimis de pe iPhone, scuze pentru greșeli", "Στάλθηκε από το iPhone μου, συγγνώμη για τα λάθη", "נשלח מה-iPhone שלי, סליחה על שגיאות", "iPhoneから送信、誤字はご容赦ください", "发自我的iPhone，如有错别字请见谅",
    "\u{2068}Sent from my iPhone\u{2069}", "\u{200E}Sent from my iPhone\u{200E}", "\u{202A}Sent from Outlook for iOS\u{202C}", "\u{202B}נשלח מה-iPhone שלי\u{202C}", "\u{200F}נשלח מה-\u{200E}iPhone\u{200F} שלי",
    "\u{2066}أُرسلت من الـ iPhone\u{2069}", "Sent from \u{2068}my iPhone\u{2069}", "\u{2067}Get Outlook for Android\u{2069}",
];

#[test]
fn sent_from_with_excuses_and_marks() {
    let mut missed: Vec<String> = Vec::new();
    for line in EXCUSED {
        for text in [
            format!("It works now.\n\n{line}"),
            format!("It works now.\n{line}\n\nOn 5 Jan 2026, at 09:00, Ada <ada@x.example> wrote:\n> old\n"),
            format!("It works now. -\n{line}"),
            format!("It works now. --\n\n{line}"),
            format!("It works now. —\n{line}"),
            format!("It works now.\n-\n{line}"),
        ] {
            let found = told(&text);
            if found.new_text.as_str() != "It works now." || !found.signature.contains(line) {
                missed.push(format!("{text:?}\n    {found:?}"));
            }
        }
    }
    assert!(missed.is_empty(), "{}\n{}", missed.len(), first(&missed));
    let dash = told("It works now. -\nSent from my iPhone");
    assert_eq!(dash.signature, "-\nSent from my iPhone");
    let check = |below: &str| assert_eq!(told(&format!("It works now.\n\n{below}")).new_text.as_str(), "It works now.");
    check("Please excuse brevity and typos.\nSent from my iPhone");
    check("Sent from my iPhone\nPlease excuse brevity and typos.");
    check("Bitte entschuldigen Sie Tippfehler\nVon meinem iPhone gesendet");
}

/// Phones, people and lawyers, one below the other: a stack may be longer than any of them.
#[test]
fn stacks() {
    let lawyer = "This e-mail and any attachments are confidential and intended for the addressee.\nIf it is not you, delete it, and tell the sender.\nNo liability is accepted for viruses.\nEngine Works Ltd, registered in England.\nCompany number 123.\nRegistered office: 5 Press Street.\nPrivileged information may be in it.\nCopying is prohibited.";
    let again = "Diese E-Mail und alle Anlagen sind vertraulich.\nWenn Sie nicht der Empfänger sind, löschen Sie sie.\nFür Viren wird nicht gehaftet.\nEngine Works GmbH.\nAmtsgericht Dresden HRB 1.\nGeschäftsführer: A. Byron.\nUSt-IdNr. DE1.\nSitz der Gesellschaft: Dresden.";
    let block = "Kind regards,\n\nAda Byron\nHead of Engines\nTel 020 7946 0018\nada@x.example";
    let green = "Please consider the environment before printing this e-mail.";
    for stack in [
        format!("Sent from my iPhone\n\n{lawyer}\n\n{again}"),
        format!("{block}\n\n{green}\n\n{lawyer}\n\n{again}"),
        format!("Sent from my iPhone, please forgive the typos.\n\n{block}\n\n{lawyer}\n\n{again}\n\n{green}"),
        format!("-- \nAda Byron\n{lawyer}\n{again}\n\nSent from my iPhone"),
        format!("Get Outlook for iOS\n\n{block}\n\n{lawyer}\n\n{again}"),
    ] {
        let found = told(&format!("It works now.\n\n{stack}"));
        assert_eq!(found.new_text.as_str(), "It works now.", "{stack:?}: {found:?}");
    }
}

/// Closing words and a name are the sender's own.
#[test]
fn closing_words_stay() {
    let check = |text: &str| {
        assert_eq!(told(text).new_text.as_str(), text);
        let quoted = format!("{text}\n\nOn 5 Jan 2026, at 09:00, Ada <ada@x.example> wrote:\n> old\n");
        assert_eq!(told(&quoted).new_text.as_str(), text);
    };
    for words in [
        "Thanks,",
        "Best regards,",
        "Kind regards",
        "Viele Grüße",
        "Cordialement,",
        "Saludos",
        "Cheers",
        "Mvh",
        "С уважением,",
    ] {
        check(&format!("It works now.\n\n{words}\nAda"));
        check(&format!("It works now.\n\n{words}\n\nAda Byron"));
    }
}

/// The block that the quoted mail ends in too.
#[test]
fn repeated_contact_blocks() {
    let block = "Ada Byron\nHead of Engines\nada@x.example\nPress Street 5";
    let quoted = marked(&format!("Does it work?\n\n{block}\n"));
    let found =
        told(&format!("It works now.\n\n{block}\n\nOn 5 Jan 2026, at 09:00, Ada <ada@x.example> wrote:\n{quoted}"));
    assert_eq!((found.new_text.as_str(), found.signature.as_str()), ("It works now.", block));
    let twice = "It works now.\n\nIt is green.\n\n> Does it work?\n> It is green.\n";
    assert_eq!(told(twice).new_text.as_str(), "It works now.\n\nIt is green.");
}

/// What a program writes to sign a mail cryptographically is no answer.
#[test]
fn pgp() {
    let text = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nIt works now.\n-----BEGIN PGP SIGNATURE-----\nVersion: 1\n\niQEzBAEBCAAdFiEE\n=abcd\n-----END PGP SIGNATURE-----\n";
    assert_eq!(told(text).new_text.as_str(), "It works now.");
}

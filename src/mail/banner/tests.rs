//! Banners of many gateways in many languages, and what people write that is none.

use super::super::quote::lines::lines;
use super::*;

fn below(text: &str) -> &str {
    super::below(text, &Banners::default())
}

/// Banners alone, above words, and between rules.
#[track_caller]
fn check(banners: &[&str]) {
    let mut wrong = Vec::new();
    for banner in banners {
        for words in ["#note\nIt stops.", "5", "Hello,\n\nit stops.", "Urgency: High\nIt stops."] {
            for between in ["\n\n", "\n", "\n\n\n", "\n----------\n\n", "\n \u{200B}\n"] {
                wrong.extend(Some(format!("{banner}{between}{words}")).filter(|text| below(text) != words));
            }
            for rule in ["----------", "* * * * *", "==============================", "________________"] {
                let text = format!("{rule}\n{banner}\n{rule}\n\n{words}");
                wrong.extend(Some(text).filter(|text| below(text) != words));
            }
        }
        wrong.extend(Some((*banner).to_owned()).filter(|text| !below(text).is_empty()));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn banners_about_outside() {
    check(&[
        "CAUTION: This email originated from outside of the organization. Do not click links or open attachments unless you recognize the sender and know the content is safe.",
        "CAUTION: This email originated from outside of the organization. Do not click\nlinks or open attachments unless you recognize the sender and know the content\nis safe.",
        "CAUTION: This email originated outside of the organisation.",
        "CAUTION: This e-mail comes from outside of the organisation.",
        "CAUTION: External sender. Do not click links.",
        "Warning: Unusual sender <anna@desk.example>\nYou don't usually receive emails from this address. Make sure you trust this sender before taking any actions.",
        "Je krijgt niet vaak e-mail van anna@desk.example. Ontdek waarom dit belangrijk is",
        "Mimecast Attachment Protection has deemed this file to be safe, but always exercise caution when opening files.",
        "This message has been scanned for viruses by MailGuard.",
        "[EXTERNAL EMAIL]",
        "[EXTERNAL]",
        "[EXT]",
        "EXTERNAL EMAIL",
        "External Sender",
        "**EXTERNAL EMAIL** Use caution before clicking links or opening attachments.",
        "External email! Please be careful.",
        "[EXTERNAL EMAIL ALERT]: Verify sender before opening links or attachments.",
        "** PLEASE NOTE: This email was sent by an external sender **",
        "This email was sent to you by someone outside the University.",
        "*** Externe E-Mail *** Bitte Vorsicht beim Öffnen von Anhängen und Links!",
        "UWAGA! Wiadomość z zewnątrz. Nie klikaj w linki.",
        "*** EXTERNAL EMAIL ***",
        "**External Email**",
        "⚠️ External email",
        "CAUTION - EXTERNAL EMAIL",
        "EXTERNAL EMAIL: Use caution with links and attachments.",
        "EXTERNAL EMAIL - Do not click links or attachments.",
        "[EXTERNAL EMAIL] DO NOT CLICK links or attachments unless you recognize the sender and know the content is safe.",
        "DO NOT CLICK links or open attachments unless you recognize the sender and know the content is safe.",
        "*CAUTION:* This email originated from outside of Acme. Do not click links.",
        "**CAUTION**\nThis email originated from outside of the organization.",
        "⚠ WARNING ⚠\n\nThis message was sent from outside the company.\nPlease do not click links or open attachments unless you recognize the source of this email.",
        "[WARNING: This email originated outside our organization]",
        "This Message Is From an External Sender\nThis message came from outside your organization.\n    Report Suspicious",
        "ZjQcmQRYFpfptBannerStart\nThis Message Is From an Untrusted Sender\nYou have not previously corresponded with this sender.\n  Report Suspicious\nwords of any kind\nZjQcmQRYFpfptBannerEnd",
        "The sender of this email is external to the company. Think before you click.",
        "Sent from outside the university network.",
        "Be careful: this email was sent by an external sender.",
        "ACHTUNG: Diese E-Mail kommt von außerhalb der Organisation. Klicken Sie nicht auf Links.",
        "ACHTUNG: Diese E-Mail kommt von außerhalb! Bitte öffnen Sie keine Anhänge und klicken Sie auf keine Links, deren Absender Sie nicht kennen.",
        "Achtung! Externe E-Mail: Bitte keine Links anklicken und keine Anhänge öffnen.",
        "VORSICHT: Diese Nachricht stammt von einem externen Absender.",
        "Externer Absender",
        "[EXTERN]",
        "Hinweis: Diese Mail wurde von ausserhalb des Unternehmens gesendet.",
        "LET OP: Deze e-mail is afkomstig van buiten de organisatie. Klik niet op links en open geen bijlagen, tenzij u de afzender kent.",
        "Waarschuwing: dit bericht komt van een externe afzender.",
        "ATTENTION : Ce message provient de l'extérieur de l'organisation. Ne cliquez pas sur les liens.",
        "Attention, ce courriel provient d’un expéditeur externe.",
        "[EXTERNE]",
        "PRECAUCIÓN: Este correo electrónico se originó fuera de la organización. No haga clic en enlaces ni abra archivos adjuntos.",
        "ATENCIÓN: Este mensaje procede de un remitente externo.",
        "ATTENZIONE: Questa e-mail proviene dall'esterno dell'organizzazione. Non cliccare sui link.",
        "CUIDADO: Este e-mail foi enviado de fora da organização. Não clique em links.",
        "ADVARSEL: Denne e-posten kommer fra en ekstern avsender.",
        "OBS! Denne mail kommer udefra. Klik ikke på links.",
        "VARNING: Detta mail kommer från en extern avsändare. Klicka inte på länkar.",
        "HUOMIO: Tämä viesti on lähetetty organisaation ulkopuolelta.",
        "UWAGA: Ta wiadomość pochodzi spoza organizacji. Nie klikaj w linki.",
        "UPOZORNĚNÍ: Tato zpráva pochází od odesílatele mimo organizaci.",
        "POZOR: Táto správa pochádza z externého zdroja.",
        "FIGYELEM: Ez az e-mail a szervezeten kívülről érkezett.",
        "ВНИМАНИЕ: Это письмо отправлено внешним отправителем. Не открывайте вложения.",
        "УВАГА: Цей лист надіслано ззовні.",
        "DİKKAT: Bu e-posta kurum dışından gönderilmiştir.",
        "ATENȚIE: Acest email provine din afara organizației.",
        "ΠΡΟΣΟΧΗ: Αυτό το μήνυμα προέρχεται από εξωτερικό αποστολέα.",
        "【注意】このメールは社外から送信されています。リンクや添付ファイルにご注意ください。",
        "注意：此邮件来自外部发件人。请勿点击链接。",
        "주의: 이 메일은 외부에서 발송되었습니다. 링크를 클릭하지 마십시오.",
    ]);
}

#[test]
fn tips_of_mail_programs() {
    check(&[
        "You don't often get email from ada@customer.example. Learn why this is important<https://aka.ms/LearnAboutSenderIdentification>",
        "You don’t often get email from ada@customer.example. Learn why this is important",
        "[You don't often get email from ada@customer.example. Learn why this is important at https://aka.ms/LearnAboutSenderIdentification ]",
        "Some people who received this message don't often get email from ada@customer.example. Learn why this is important",
        "Sie erhalten nicht häufig E-Mails von ada@customer.example. Erfahren Sie, warum dies wichtig ist",
        "U ontvangt niet vaak e-mail van ada@customer.example. Meer informatie over waarom dit belangrijk is",
        "Vous ne recevez pas souvent de courriers de la part de ada@customer.example. Découvrez pourquoi cela est important",
        "No suele recibir correo electrónico de ada@customer.example. Por qué es esto importante",
        "Non si ricevono spesso messaggi di posta elettronica da ada@customer.example. Informazioni sul perché è importante",
        "Você não costuma receber emails de ada@customer.example. Saiba por que isso é importante",
        "Nieczęsto otrzymujesz wiadomości e-mail z ada@customer.example. Dowiedz się, dlaczego jest to ważne",
        "E-maily od ada@customer.example nedostáváte často. Zjistěte, proč je to důležité",
        "Вы нечасто получаете сообщения от ada@customer.example. Узнайте, почему это важно",
        "ada@customer.example からのメールを受け取ることはあまりありません。これが重要である理由を説明します",
        "您不经常收到来自 ada@customer.example 的电子邮件。了解这一点为什么很重要",
        "ada@customer.example adresinden sık sık e-posta almıyorsunuz. Bunun neden önemli olduğunu öğrenin",
    ]);
    check(&[
        "You don't often get email from ada@customer.example. Learn why this is important\n\nCAUTION: This email originated from outside of the organization.\n\nClassification: Internal",
    ]);
}

#[test]
fn classifications() {
    check(&[
        "Classification: Internal",
        "CLASSIFICATION: CONFIDENTIAL",
        "Sensitivity: Internal - Acme",
        "Sensitivity: Company Confidential",
        "TLP:AMBER",
        "Confidential – Internal Use Only",
        "Dataklassificatie: Intern",
        "TLP:AMBER+STRICT",
        "TLP: CLEAR",
        "[TLP:GREEN]",
        "Öffentlich",
        "Intern",
        "Vertraulich",
        "VERTRAULICH",
        "Klassifizierung: intern",
        "Classificatie: Vertrouwelijk",
        "OFFICIAL",
        "OFFICIAL-SENSITIVE",
        "Classification : Confidentiel",
        "Internal Use Only",
        "- Confidential -",
        "Public",
    ]);
    let banners = Banners { labels: ["sensitivity".to_owned()].into(), ..Banners::default() };
    assert_eq!(super::below("Sensitivity: Public\nx", &banners), "Sensitivity: Public\nx");
}

#[test]
fn what_people_write_stays() {
    let all = [
        "Caution: the press is hot.\nIt stops.",
        "External: please be careful, the surface is hot.",
        "External press: please report to the links below",
        "Caution:\nthe press is hot.",
        "ACHTUNG: Die Presse ist heiß!",
        "Important\n\nIt stops.",
        "External: the lamp on the roof is broken.",
        "External lamp broken",
        "External email is not delivered since Monday.",
        "external",
        "An email from outside the organization was not delivered.",
        "This message is from an external sender. Is it safe?",
        "This email is from an external sender, is it safe?",
        "This email is about the external sensor from Siemens.",
        "This email is not about the press.",
        "This message was sent from my phone from outside the office.",
        "You get email from us, do you?",
        "Do not click the red button, it stops the press.",
        "Please open the attachment.",
        "Links are broken on your site.",
        "Be careful with the press, the attachment is loose.",
        "Classification: 17 machines",
        "Sensitivity: the sensor does not react",
        "Internal error on the press",
        "Internal:",
        "Intern:",
        "Intern: Kunde zahlt nie",
        "Public holidays: when do you work?",
        "Stop the press!",
        "Warning: pressure too high",
        "----------\nIt stops.",
        "*** It stops ***",
        "Note:\n\nthe press",
        "Diese E-Mail betrifft die externe Presse.",
        "Diese Nachricht ist für Ada.",
        "Ce message est pour Ada.",
        "#note\nThis email originated from outside of the organization.",
        "> This email originated from outside of the organization.\nx",
        "It stops.\nThis email originated from outside of the organization.",
        "5",
        "",
        "\n\n",
        "[",
    ];
    let wrong: Vec<_> = all.into_iter().filter(|text| below(text) != *text).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_desk_names_its_own() {
    let banners = Banners { own: vec!["Acme-Gateway:".to_owned()], ..Banners::default() };
    assert_eq!(super::below("acme-gateway: checked, ok\n\n#note\nx", &banners), "#note\nx");
    assert_eq!(super::below("Acme Gateway: checked\nx", &banners), "Acme Gateway: checked\nx");
}

#[test]
fn all_of_a_text_is_found_again() {
    let text = "[EXTERNAL]\n\n  It stops.\n";
    let lines = lines(text);
    assert_eq!(find(&lines, &Banners::default()), (2, 12));
    assert_eq!(find(&lines[..1], &Banners::default()), (1, 10));
    assert_eq!(find(&[], &Banners::default()), (0, 0));
}

proptest::proptest! {
    #[test]
    fn only_the_top_is_ever_cut(text in "(\\PC|\n|>|:|\\[|external |this email ){0,120}") {
        proptest::prop_assert!(text.ends_with(below(&text)));
    }

    #[test]
    fn whatever_decorates_a_banner(
        mark in "(\\*{0,3}|⚠️? |\\[|!{1,3} |🛑 |\u{200E}|\u{FEFF}|  )",
        heading in "(CAUTION|WARNING|ACHTUNG|Let op|ATTENTION|DİKKAT|注意)",
        sign in "(:|!|\\*\\*:|\\.| -|：)",
        words in "(#note|5|It stops\\.|Hallo zusammen,)",
        between in "\n{1,3}",
    ) {
        let text = format!("{mark}{heading}{sign} This email was sent from outside of Acme.{between}{words}");
        proptest::prop_assert_eq!(below(&text), words);
    }
}

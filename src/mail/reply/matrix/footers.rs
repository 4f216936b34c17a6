//! What gateways fence in and list servers add, in many languages and between rules of every sort; and what an author
//! draws.

use super::{OLD, first, marked, told};

/// What gateways of companies say; none begins as disclaimers do.
#[rustfmt::skip]
const NOTICES: &[&str] = &[
    "Engine Works keeps a copy of all mail that enters or leaves its\noffices. Should it have come to you by mistake, tell the sender and destroy it.",
    "The sender wrote this message for you alone; it is private, and intended\nonly for whoever it names.",
    "Incoming and outgoing e-mail is scanned for viruses by the gateway.",
    "Please note: we do not reply to messages that are sent to this mailbox.",
    "Any views expressed in this e-mail are those of its author and not\nnecessarily those of Engine Works.",
    "Engine Works, registered in England, company number 123. This communication may be privileged.",
    "Der Inhalt ist vertraulich. Haben Sie diese Nachricht irrtümlich erhalten, so löschen Sie sie.",
    "Ein- und ausgehende Post wird auf Viren geprüft. Die Prüfung ersetzt keine Vorsicht.",
    "Die Stadt haftet nicht für Anhänge. Nur für den genannten Empfänger bestimmt ist diese E-Mail; unbefugte Weitergabe ist verboten.",
    "Engine Works aanvaardt geen aansprakelijkheid. Dit bericht is uitsluitend bestemd voor de geadresseerde.",
    "Heeft u dit bericht ten onrechte ontvangen, verwijder het dan en waarschuw de afzender. Het is vertrouwelijk.",
    "Les propos tenus dans ce courriel n'engagent que leur auteur. Il a été analysé et ne contient aucun virus connu.",
    "Si vous avez reçu ce message par erreur, merci de le supprimer et d'avertir l'expéditeur : il est confidentiel.",
    "La información de este mensaje es confidencial. Si lo recibe por error, elimínelo y avise al remitente.",
    "Il contenuto di questo messaggio è riservato. Se ricevuto per errore, avvisi il mittente e lo cancelli.",
    "O conteúdo desta mensagem é confidencial. Se a recebeu por engano, apague-a e avise o remetente.",
    "Er denne meddelelse kommet til dig ved en fejl, så slet den og giv afsenderen besked. Den er fortrolig.",
    "Har meddelandet kommit fel är det konfidentiellt: radera det och kontakta avsändaren.",
    "Er meldingen kommet feil, er den konfidensiell: slett den og si fra til avsenderen. Mottakeren skal ikke bruke den.",
    "Viesti on luottamuksellinen. Jos sait sen erehdyksessä, poista se ja kerro lähettäjälle.",
    "Treść tej wiadomości jest poufna. Jeśli otrzymali ją Państwo omyłkowo, prosimy ją usunąć i zawiadomić nadawcę.",
    "Obsah zprávy je důvěrný. Pokud jste ji obdrželi omylem, smažte ji a uvědomte odesílatele.",
    "Obsah správy je dôverný. Ak ste ju dostali omylom, vymažte ju a upovedomte odosielateľa.",
    "Az üzenet bizalmas. Ha tévedésből kapta, törölje és értesítse a feladót.",
    "Содержание сообщения конфиденциально. Если вы получили его по ошибке, удалите его и известите отправителя.",
    "Вміст повідомлення конфіденційний. Якщо ви отримали його помилково, повідомте відправника.",
    "Bu ileti gizlidir. Yanlışlıkla aldıysanız siliniz ve gönderene haber veriniz.",
    "Conținutul mesajului este confidențial. Dacă l-ați primit din greșeală, ștergeți-l și anunțați expeditorul.",
    "Το μήνυμα είναι εμπιστευτικό. Αν το λάβατε κατά λάθος, διαγράψτε το και ειδοποιήστε τον αποστολέα.",
    "הודעה זו חסויה. אם קיבלת אותה בטעות, אנא מחק אותה והודע לשולח. תוכן סודי.",
    "このメールには機密情報が含まれています。誤って受信された場合は削除してください。",
    "此邮件内容保密。如误收此邮件，请通知发件人并删除。",
    "이 메일은 기밀 정보를 포함합니다. 잘못 수신하신 경우 삭제해 주십시오.",
];

/// Rules, above and below.
#[rustfmt::skip]
const RULES: &[(&str, &str)] = &[
    ("********", "********"), ("****************************************", "***********************************"),
    ("----------", "----------"), ("________________________________", "________________________________"), ("========", "========"), ("##########", "##########"),
    ("~~~~~~~~~~~~", "~~~~~~~~~~~~"), ("++++++++++", "++++++++++"), ("* * * * * * * * * * *", "* * * * * * * * * * *"), ("- - - - - - - - - -", "- - - - - - - - - -"),
    ("-=-=-=-=-=-=-=-", "-=-=-=-=-=-=-=-"), ("*-*-*-*-*-*-*-*", "*-*-*-*-*-*-*-*"), ("~*~*~*~*~*~*~", "~*~*~*~*~*~*~"), ("══════════════", "══════════════"), ("────────────", "────────────"),
    ("  ********************  ", "********************"), ("****** DISCLAIMER ******", "************************"), ("---------- Hinweis ----------", "-----------------------------"),
    ("//////////////", "//////////////"), ("..............", ".............."),
];

const OWN: &str = "It works now.\n\nAda";

#[test]
fn notices_between_rules() {
    let mut missed: Vec<String> = Vec::new();
    let mut cases = 0;
    for (nth, notice) in NOTICES.iter().enumerate() {
        for (at, (above, below)) in RULES.iter().enumerate() {
            let boxed = notice.lines().fold(String::new(), |text, line| format!("{text}\n* {line} *"));
            let body = if (nth + at) % 5 == 0 { boxed } else { format!("\n{notice}") };
            let texts = [
                (format!("{OWN}\n\n{above}{body}\n{below}\n"), OWN.to_owned()),
                (format!("{OWN}\n\n\n{above}\n{body}\n\n{below}"), OWN.to_owned()),
                (
                    format!(
                        "{OWN}\n{above}{body}\n{below}\n\nOn 5 Jan 2026, at 09:00, Ada <ada@x.example> wrote:\n{}",
                        marked(OLD)
                    ),
                    OWN.to_owned(),
                ),
                (
                    format!(
                        "On 5 Jan 2026, at 09:00, Ada <ada@x.example> wrote:\n{}\n{OWN}\n\n{above}{body}\n{below}",
                        marked(OLD)
                    ),
                    OWN.to_owned(),
                ),
                (format!("{OWN}\n\n{above}{body}\n{below}\n\nAnd it is quiet."), format!("{OWN}\n\nAnd it is quiet.")),
                (format!("{OWN}\n\n{above}{body}\n{below}\n\n{above}{body}\n{below}\n"), OWN.to_owned()),
            ];
            for (text, expected) in texts.iter().skip((nth + at) % 2).step_by(2) {
                cases += 1;
                let found = told(text);
                if found.new_text.as_str() != expected {
                    missed.push(format!("{text:?}\n    {found:?}"));
                }
            }
        }
    }
    assert!(missed.is_empty(), "{} of {cases}\n{}", missed.len(), first(&missed));
}

/// A rule that nothing closes needs more to be said below it.
#[test]
fn notices_below_a_rule() {
    let check = |notice: &str| {
        let text = format!("{OWN}\n\n-----------------------------\n\n{notice}\n");
        assert_eq!(told(&text).new_text.as_str(), OWN, "{text:?}");
    };
    check("This mailbox is not read by anybody: do not reply to this e-mail.");
    check("Nobody may read on but the intended recipient.\nAll of it is confidential, and may be privileged.");
    check("Für den Inhalt gilt: Er ist vertraulich, und unbefugte Weitergabe der Nachricht ist untersagt.");
    check("Son contenu est confidentiel et n'engage que son auteur ; ne pas répondre à ce courriel.");
}

#[test]
fn what_authors_draw_stays() {
    let check = |text: &str| assert_eq!(told(text).new_text.as_str(), text);
    check(
        "The log says:\n\n--------------------\n12:01 altitude 44 m\n12:02 altitude 51 m\n--------------------\n\nIs that right?",
    );
    check("********************\nPRESS DOWN SINCE MONDAY\n********************\n\nPlease help.");
    check("It says:\n\n====================\nError: the message could not be deleted\n====================");
    check(
        "Two things:\n\n--------------------\nThe virus scanner stops the press.\n\n--------------------\nThe door is open.",
    );
    check("One.\n\n--------------------\n\nPlease treat it as confidential.");
}

/// The footers of list servers, each in its own words.
#[rustfmt::skip]
const LIST_FOOTERS: &[&str] = &[
    "_______________________________________________\nPress mailing list\nPress@lists.x.example\nhttps://lists.x.example/mailman/listinfo/press",
    "_______________________________________________\nPress mailing list -- press@lists.x.example\nTo unsubscribe send an email to press-leave@lists.x.example",
    "_______________________________________________\nPress Mailingliste\nJetzt abmelden: https://lists.x.example/mailman/listinfo/press",
    "_______________________________________________\nListe de diffusion press\npress@lists.x.example\nSe désinscrire : https://lists.x.example/press",
    "########################################################################\n\nTo unsubscribe from the PRESS list, click the following link:\nhttps://www.x.example/cgi-bin/wa?SUBED1=PRESS&A=1",
    "---------------------------------------------------------------------\nTo unsubscribe, e-mail: press-unsubscribe@x.example\nFor additional commands, e-mail: press-help@x.example",
    "-=-=-=-=-=-=-=-=-=-=-=-\nGroups.io Links: You receive all messages sent to this group.\nView/Reply Online (#12): https://groups.io/g/press/message/12\nGroup Owner: press+owner@groups.io\nUnsubscribe: https://groups.io/g/press/unsub\n-=-=-=-=-=-=-=-=-=-=-=-",
    "------------------------------------\n\nYahoo! Groups Links\n\n<*> To visit your group on the web, go to:\n    http://groups.yahoo.com/group/press/",
    "-- \nYou received this message because you are subscribed to the Google Groups \"press\" group.\nTo unsubscribe from this group and stop receiving emails from it, send an email to press+unsubscribe@googlegroups.com.\nTo view this discussion on the web visit https://groups.google.com/d/msgid/press/1.",
    "-----------------------------------------\nThis list is run by Sympa: https://lists.x.example/sympa/info/press",
    "================================\nThis mailing list is run by ezmlm.\nWrite to press-unsubscribe@x.example to leave it.",
    "--------------------------------------------------\nThis sf.net email is sponsored by: Engine Works\nhttp://x.example/sf\n_______________________________________________\nPress mailing list\nhttps://lists.x.example/lists/listinfo/press",
    "_______________________________________________\nLista de correo press\nDarse de baja: https://lists.x.example/press",
    "_______________________________________________\nСписок рассылки press\nОтписаться: https://lists.x.example/press",
    "_______________________________________________\nPress メーリングリスト\n退会: https://lists.x.example/press",
    "********************************************\nTo leave this list, write to listserv@x.example: SIGNOFF PRESS",
];

/// What stands above a footer, and is the author's.
const OWN_RULES: &[&str] = &[
    "It works now.\n\nAda",
    "The log:\n\n---------------------------------------------\n12:01 altitude 44 m\n---------------------------------------------\n\nIs that right? I can send the file.",
    "Which glue?\n\n=====================================================\nIt says \"1\" on the tin, and \"2\" below.\n=====================================================\n\nAda",
    "I asked on the list.\n\n---------------------------------------------\n\nWhat do you think of it?",
];

#[test]
fn list_footers_begin_at_their_own_rule() {
    let mut missed: Vec<String> = Vec::new();
    for footer in LIST_FOOTERS {
        for own in OWN_RULES {
            for text in [
                format!("{own}\n\n{footer}\n"),
                format!("{own}\n{footer}"),
                format!("On 5 Jan 2026, at 09:00, Ada <ada@x.example> wrote:\n{}\n{own}\n\n{footer}\n", marked(OLD)),
            ] {
                let found = told(&text);
                if found.new_text.as_str() != *own || !found.signature.is_empty() {
                    missed.push(format!("{text:?}\n    {found:?}"));
                }
            }
        }
    }
    assert!(missed.is_empty(), "{}\n{}", missed.len(), first(&missed));
}

/// A signature between the author's own rules is not the list's.
#[test]
fn signatures_above_list_footers() {
    let signature = "=====================================================\nAda Byron | Engine Works | Tel 01632 960 144\n\"Engines that stop where you want them.\"\n=====================================================";
    for footer in LIST_FOOTERS.iter().filter(|footer| !footer.starts_with("-- ")) {
        let found = told(&format!("Which glue?\n\n{signature}\n\n{footer}\n"));
        assert_eq!((found.new_text.as_str(), found.signature.as_str()), ("Which glue?", signature), "{footer:?}");
    }
}

/// A list's link without a rule, below a quote that ends in it too; an author's link stays.
#[test]
fn links_of_lists() {
    let link = "https://lists.x.example/mailman/listinfo/press";
    let quote = format!("On 5 Jan 2026, at 09:00, Ada <ada@x.example> wrote:\n> Does it work?\n>\n> {link}\n");
    assert_eq!(told(&format!("Yes.\n\n{quote}\n{link}\n")).new_text.as_str(), "Yes.");
    assert_eq!(told(&format!("{quote}\nYes.\n\n{link}\n")).new_text.as_str(), "Yes.");
    let shown = format!("Ask there:\n\n{link}");
    assert_eq!(told(&shown).new_text.as_str(), shown);
}

/// No quoted line is a signature, whatever it says.
#[test]
fn quoted_lines_are_no_signature() {
    let check = |quoted: &str| {
        let text = format!("On Mon, Oct 13, 2025 at 4:05 PM Ada <ada@x.example> wrote:\n\n{}", marked(quoted));
        let found = told(&text);
        assert_eq!(
            (found.new_text.as_str(), found.signature.as_str()),
            (text.replace(" \n", "\n").trim_end(), ""),
            "{text:?}"
        );
    };
    check(
        "Try again.\n\nReply to this email directly, or open the portal.\nYou can unsubscribe from these mails at https://x.example/off",
    );
    check("Try again.\n\nSent from my iPhone");
    check("Try again.\n\n-- \nAda Byron\n+44 20 1234567");
    check("Best regards,\nAda\nada@x.example");
    check("This e-mail is confidential and for the intended recipient.");
}

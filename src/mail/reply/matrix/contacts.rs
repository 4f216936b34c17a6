//! Contact blocks that end a mail without a sign-off, in the order and the words of many countries; and contact details
//! that are what the mail says.

use super::super::{Reply, reply};
use super::{OLD, first, marked};
use crate::mail::{Address, Contact, Inbound};

/// A sender, and the block that they end their mails with.
type ContactRow = (&'static str, &'static str);

#[rustfmt::skip]
const BLOCKS: &[ContactRow] = &[
    ("Ada Byron", "Ada Byron\nHead of Engines\nEngine Works Ltd\nTel: +44 20 7946 0018\nFax: +44 20 7946 0019\nada@x.example\nwww.x.example"),
    ("Ada Byron", "Ada Byron\nT +44 20 7946 0018 | M +44 7700 900 123\nE ada@x.example | W x.example"),
    ("Ada Byron", "Ada Byron | Engine Works | +44 20 7946 0018 | www.x.example"),
    ("Ada Byron", "ADA BYRON\nEngine Works\n5 Press Street, London N1 5AB\nPhone 020 7946 0018\nhttps://x.example"),
    ("Ada Byron", "*Ada Byron*\n*Head of Engines*\n\nEngine Works\n5 Press Street\n\n*t* 020 7946 0018\n*e* ada@x.example <mailto:ada@x.example>"),
    ("Ada Byron", "Ada Byron, PhD\n(020) 7946 0018\nada@x.example"),
    ("Byron, Ada", "Ada Byron\nada@x.example\n020 7946 0018"),
    ("Ada Byron | Engine Works", "Ada Byron\nEngine Works\nTel. 020 7946 0018\nx.example"),
    ("Jutta Brehm", "Jutta Brehm\nLeitung Einkauf\n\nBrehm & Söhne GmbH\nGerberweg 3, 01067 Dresden\nTelefon: 0351 555 01 20\nTelefax: 0351 555 01 29\n\nAmtsgericht Dresden HRB 99999\nGeschäftsführer: Jutta Brehm, Karl Brehm\nUSt-IdNr.: DE123456789"),
    ("Jutta Brehm", "i. A. Jutta Brehm\nSachbearbeitung\nFon 0351 5550120\nMobil 0171 5550120\nE-Mail jutta.brehm@x.example"),
    ("Dr. Jutta Brehm", "Dr.-Ing. Jutta Brehm\nTechnische Leitung\nTel. +49 351 555-0120\nwww.brehm.example"),
    ("Sanne de Wit", "Sanne de Wit\nPlanner\n\nKade 7, 3011 AB Rotterdam\nT 010 555 0142\nE sanne@x.example\nKvK 12345678"),
    ("Luc Moreau", "Luc Moreau\nResponsable des achats\nMoreau SARL\n12 rue du Port, 44000 Nantes\nTél. : 02 40 55 01 20\nPort. : 06 12 34 56 78\nCourriel : luc@x.example\nSIRET 123 456 789 00012"),
    ("Rosa Vidal", "Rosa Vidal\nJefa de compras\nTeléfono: 91 555 01 20\nMóvil: 600 123 456\nCorreo: rosa@x.example"),
    ("Marco Conti", "Marco Conti\nUfficio acquisti\nConti S.r.l. - Via Roma 5, 20121 Milano\nTel. 02 555 0120 - Cell. 333 1234567\nmarco@x.example\nP.IVA 01234567890"),
    ("Rui Sarmento", "Rui Sarmento\nPorto Print\nTelefone: 22 555 0170\nTelemóvel: 912 345 678\nrui@x.example"),
    ("Henrik Aas", "Henrik Aas\nDaglig leder\nFjordlab AS\nTlf. 22 55 50 11\nMob. 900 12 345\nhenrik@x.example\nOrg.nr. 999 888 777"),
    ("Bea Lindqvist", "Bea Lindqvist\nInköp\nTelefon: 08-555 012 00\nMobil: 070-555 01 20\nbea@x.example"),
    ("Mikko Laine", "Mikko Laine\nHankintapäällikkö\nPuh. 09 555 0120\nGSM 040 555 0120\nmikko@x.example\nY-tunnus 1234567-8"),
    ("Mette Holm", "Mette Holm\nIndkøb\nTlf.: 33 55 01 20\nE-mail: mette@x.example\nCVR 12345678"),
    ("Anna Nowak", "Anna Nowak\nKierownik zakupów\ntel. 22 555 01 20\nkom. 600 123 456\nanna@x.example\nNIP 123-456-78-90"),
    ("Jan Novák", "Jan Novák\nvedoucí nákupu\nTel.: +420 222 555 012\nMob.: +420 600 123 456\njan@x.example\nIČO: 12345678"),
    ("Kovács Éva", "Kovács Éva\nbeszerzés\nTel.: +36 1 555 0120\nMobil: +36 30 123 4567\neva@x.example"),
    ("Ольга Иванова", "Ольга Иванова\nОтдел закупок\nТел.: +7 495 555-01-20\nМоб.: +7 900 123-45-67\nolga@x.example"),
    ("Олена Коваль", "Олена Коваль\nВідділ закупівель\nтел. 044 555 01 20\nфакс 044 555 01 21\nwww.x.example"),
    ("Ayşe Demir", "Ayşe Demir\nSatın Alma\nTel: 0212 555 01 20\nFaks: 0212 555 01 21\nayse@x.example"),
    ("Ion Popa", "Ion Popa\nAchiziții\nTel: 021 555 0120\nMobil: 0722 123 456\nion@x.example"),
    ("Νίκος Παππάς", "Νίκος Παππάς\nΠρομήθειες\nΤηλ. 210 555 0120\nΚιν. 690 123 4567\nnikos@x.example"),
    ("山田 太郎", "山田 太郎\n購買部\n株式会社プレス\n〒100-0001 東京都千代田区1-1\n電話 03-5555-0120\nyamada@x.example"),
    ("王伟", "王伟\n采购部\n电话：010-5555-0120\n手机：138 0000 0000\nwang@x.example"),
    ("김민수", "김민수\n구매팀\n전화 02-555-0120\n팩스 02-555-0121\nkim@x.example"),
];

fn told_from(name: &str, text: &str) -> Reply {
    let from = Address::parse("ada@x.example").map(|address| Contact::new(name, address));
    reply(&Inbound { from, text: text.to_owned(), ..Inbound::default() })
}

const OWN: &str = "The second one, the small box with the hinges.";

#[test]
fn contact_blocks_without_a_sign_off() {
    let mut missed: Vec<String> = Vec::new();
    let old = marked(OLD);
    for (name, block) in BLOCKS {
        for (text, own) in [
            (format!("{OWN}\n\n{block}\n"), OWN.to_owned()),
            (format!("{OWN}\n{block}\n"), OWN.to_owned()),
            (format!("{OWN}\n\nThanks,\n{block}\n"), format!("{OWN}\n\nThanks,")),
            (
                format!("{OWN}\n\n\n{block}\n\nOn 5 Jan 2026, at 09:00, Bob <bob@y.example> wrote:\n{old}"),
                OWN.to_owned(),
            ),
            (format!("On 5 Jan 2026, at 09:00, Bob <bob@y.example> wrote:\n{old}\n{OWN}\n\n{block}\n"), OWN.to_owned()),
            (
                format!("{OWN}\n\n{block}\n\nThis message is confidential and for the intended recipient only.\n"),
                OWN.to_owned(),
            ),
            (
                format!(
                    "{OWN}\n\n{block}\n\n****************\nThis message is confidential and private.\n****************\n"
                ),
                OWN.to_owned(),
            ),
            (
                format!("{OWN}\n\n{block}\n\n________________\nPress mailing list\nhttp://x.example/listinfo/press\n"),
                OWN.to_owned(),
            ),
            (format!("{OWN}\n\n{block}\n\nSent from my iPhone\n"), OWN.to_owned()),
        ] {
            let found = told_from(name, &text);
            if *found.new_text != own || !found.signature.contains(block) {
                missed.push(format!("{text:?}\n    {found:?}"));
            }
        }
    }
    assert!(missed.is_empty(), "{}\n{}", missed.len(), first(&missed));
}

/// What somebody was asked for, or tells of another, is the mail's text.
#[test]
fn contact_details_that_are_told() {
    let check = |text: &str| assert_eq!(told_from("Ada Byron", text).new_text.as_str(), text);
    check("Ada Byron\n020 7946 0018\nada@x.example");
    check("Hello,\n\nAda Byron\n020 7946 0018\nada@x.example");
    check("Please send it to this address:\n\nAda Byron\n5 Press Street\n020 7946 0018");
    check("Here are my contact details.\n\nAda Byron\n020 7946 0018\nada@x.example");
    check("Meine neuen Daten\n\nAda Byron\nTel. 020 7946 0018\nada@x.example");
    check("The man to ask is below.\n\nTom Reed\nTel 020 7946 0018\ntom@x.example");
    check("It stops.\n\nAda Byron\nEngine Works");
    check("It stops.\n\nAda");
    check("Ada Byron called on 5 January.\n\nShe can be reached at 020 7946 0018 or ada@x.example, she says.");
}

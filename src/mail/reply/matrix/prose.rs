//! What people write that looks like a quote, a field or a signature and is none: it stays theirs.

use super::{Reply, told};

/// Each of these is the sender's, from the first word to the last.
#[rustfmt::skip]
const OWN: &[&str] = &[
    // sentences that begin like attributions or fields
    "On Monday we wrote: the press stops at nine. Did you see it?",
    "On 5 January these things happened:\n- the press stopped\n- the light went out\n\nWhat shall we do?",
    "On Friday, 5 Jan 2026 at 9:00 I wrote to ada@x.example and asked:\nwhen will it come?\n\nNobody answered.",
    "Am 5. Januar 2026 um 9:00 haben wir an ada@x.example geschrieben:\nWann kommt es?\n\nKeine Antwort.",
    "From: the beginning it was broken.\nTo: this day it is.",
    "From here on it works.\nTo be honest, I doubt it.\nSubject to change.",
    "Please note:\nthe press is hot.\n\nAnd:\nthe door is open.",
    "He wrote: no.\nShe wrote: yes.",
    "My old address was ada@x.example, the new one is:\nada@y.example",
    "Name: Ada Byron\nPhone: +49 30 1234567\nSubject: the press\nMessage: it stops",
    "Date: 5 January 2026\nPlace: Berlin\nWhat: it stopped",
    "Datum: 5.1.2026\nArtikel: Presse\nAnzahl: 2\n\nBitte liefern.",
    "Von: Berlin\nNach: Hamburg\nAbfahrt: 9:00\n\nGeht das?",
    "De: Madrid\nA: Sevilla\nFecha: 5 de enero\n\nGracias",
    "To: do list\n1. oil\n2. paint",
    "The mail said \"Sent: yesterday\" and nothing more.",
    "My answers are in line:\n\n1) yes\n2) no",
    "I got this error:\n\nFrom: header is missing\n\nWhat does it mean?",
    "Begin with the left one.\n\nForwarded messages are lost since Monday.",
    "The original message was:\nout of paper",
    // lists, tables, code
    "The list:\n\n- one\n- two\n-- two and a half\n- three\n\nDone.",
    "* one\n* two\n\n1. first\n2. second",
    "Item     Price\n--------------\nBolt     2.00\nNut      1.00\n--------------\nTotal    3.00\n\nIs that right?",
    "+------+-----+\n| name | qty |\n+------+-----+\n| bolt |   2 |\n+------+-----+\n\nPlease check.",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "```\n$ press --start\nerror: -- no paper\n> retry\n```\nWhat now?",
    "Run this:\n\n    if (a > b) { return; }\n    // -- end\n\nand tell me.",
    "git diff says\n--- a/press.c\n+++ b/press.c\n@@ -1 +1 @@\n-old\n+new\n\nApply it?",
    "SELECT a -- comment\nFROM: nothing\nWHERE b > 3;",
    "Traceback (most recent call last):\n  File \"press.py\", line 1\nValueError: On",
    "x > y and y > z\ntherefore x > z",
    "The value was\n> 5 volts, which is too much.\nPlease help.",
    // rules in the middle of a text
    "Part one.\n\n---\n\nPart two is about another thing, and it goes on for a while so that nobody takes it for a name.\nIt has more lines.\nAnd more.\nAnd more still.\nUp to six.\nUp to seven.\nUp to eight.\nUp to nine.",
    "Rose is a rose\n  -- Gertrude\n\nis what I thought of.",
    "It is -- I think -- broken.\n--force did not help.\n-- or did it?",
    "Title\n=====\n\nText below the title.\n\nSecond\n------\n\nMore text.",
    // closing words, and what stands below them
    "It works.\n\nThanks,\nAda",
    "Thanks,\nit works now. I will write again on Monday.",
    "Thanks\n\nAda\n\nP.S. The other press stopped too, since Friday. It makes a noise like a kettle, and the light is red. Can you look at both?",
    "Regards to your wife.\nSee you on Monday.",
    "Best,\nAda",
    "Viele Grüße\nAda",
    "Cordialement,\nAda",
    "Yes.\n\nCheers\nAda\n\nPS: the door is open",
    "Kind regards are nice, but I want my money back.",
    "Disclaimer of warranty was on page 3, was it not?",
    "This message is about the press.\nIt stops.",
    "Sent from the office yesterday, it arrived today. Why?",
    "I sent from my phone three pictures; did they come?",
    "Gesendet von Berlin nach Hamburg am Montag, angekommen am Freitag. Warum?",
    // poems and talk
    "Roses are red,\nViolets are blue,\n\nThe press is broken,\nWhat shall I do?",
    "Ada: it stops\nBob: why?\nAda: no paper",
    "[9:00] Ada: it stops\n[9:01] Bob: why?\n[9:02] Ada: no paper",
    "2026-01-05 09:00:01 press[12]: error\n2026-01-05 09:00:02 press[12]: stop\n\nThis is in the log.",
    "Jan  5 09:00:01 host sshd[1]: Accepted for ada@x.example:\nis this you?",
    "2026-01-05 Ada Byron <ada@x.example>\n\t* press.c: oil it.\n\nThis is in the ChangeLog.",
    "Questions?\n\nCall Ada at 9:00:\n+49 30 1234567",
    "The times are 9:00, 10:00 and 11:00:\nwhich suits you?",
    "We met Ada (ada@x.example) on 5/1/2026:\nshe will come.",
    "http://x.example/on-5-jan-2026-ada-wrote:\nis a bad link.",
    "<div class=\"a\">\n>>> print(1)\n1\n\nThis is what it prints.",
    "_____\n\nfill in the blank and send it back",
    // what begins like a disclaimer, a form or an advertisement
    "Steps:\n1. open\n2. wait\n\nResult:\n> error 5\n\nWhat now?",
    "Hi\n\nMy log from 9:00:\n\n2026-01-05 09:00:00 From: x\n2026-01-05 09:00:01 To: y\n\nBob",
    "Dear team,\n\nplease deliver:\n\nName: Ada\nDate: 5 January 2026\nTo: Berlin\nFrom: Hamburg\n\nThanks",
    "Booking\n\nFrom: Berlin\nTo: Hamburg\nDate: 5 January 2026\n\nIs that possible?",
    "Contact form\n\nFrom: Ada <ada@x.example>\nSubject: press\nMessage: it stops",
    "Ada said on 5 January 2026:\nwe do it.\nSo do it.",
    "Yesterday at 9:00 Bob wrote to ada@x.example:\nplease stop.\nI agree with him.",
    "Hello,\n\nas you wrote on 5.1.2026:\nthe press stops.\nWhen does it?",
    "Hallo,\n\nSie haben am 5.1.2026 geschrieben:\n\"Die Presse geht.\"\nSie geht nicht.",
    "I will get Outlook for my phone tomorrow",
    "Get Outlook on my phone please, it is missing.",
    "Please help.\n\nMy phone:\nSamsung Galaxy",
    "Please call:\n+49 30 1234567\nThanks\nAda",
    "New address:\n\nBest regards GmbH\nStreet 5\nwww.x.example",
    "Two options:\n\n---\nOption A\nprice 5\n---\nOption B\nprice 6\n---\n\nWhich?",
    "Agenda\n\n---\n\nTopics\n\n- one\n- two",
    "# Title\n\nText\n\n***\n\nMore text here.",
    "Original Message\n\nis what it says on the tin",
    "My letter:\n\nDisclaimer\n\nNobody reads it.",
    "This message is strange:\nerror 5",
    "Hello\n\nThis message shows up:\nerror 5\n\nWhat now?",
    "Hallo,\n\ndiese E-Mail kam gestern.\n\nDiese Nachricht wurde von meinem Kollegen geschrieben, stimmt das?",
    "Questo messaggio non arriva.\n\nQuesto messaggio torna indietro ogni volta.",
    "Hola\n\nEste correo electrónico no funciona desde ayer, por favor ayuda.",
    "Ahoj\n\nTato zpráva mi nepřišla.",
    "Bonjour\n\nCe message électronique est arrivé vide.\nPourquoi ?",
    "Привет\n\nЭто письмо пришло пустым.",
    "Hi\n\nThis transmission is broken: second gear sticks.",
    "Hi\n\nSave paper is a button that does not work.",
    "Hi\n\nJoin the world cup page fails.",
    "Hi\n\nTo unsubscribe I clicked the link, nothing happens.",
    "Hi\n\nAntes de imprimir sale un error.",
    "Hej\n\nDenne e-mail kom aldrig frem.",
    "Hi\n\nLegal notice page is down.",
    // cards, footers and fences that the author shows, speaks in, or goes on below
    "Please deliver to:\n==========\nCy Reed\n5 Press Street\nTel 030 1234567\n==========\nand not to the old address.",
    "Bitte liefern an\n==========\nCy Reed\nGasse 5\nTel. 030 1234567\n\nund zwar bis Montag, sonst ist zu.",
    "Who came?\n==========\nCy Reed | Reed Ltd | Tel 030 1234567\nDan Reed | Reed Ltd | Tel 030 1234568\n==========\nThey want 300 pounds.",
    "To unsubscribe I tried these:\n\nTo unsubscribe, e-mail: press-leave@x.example\nFor more, e-mail: press-help@x.example\n\nNone of them answers. Please take me off by hand.",
    "It says:\n\n____________________\nPress mailing list\nhttps://x.example/listinfo/press\n\nPlease change it.\nWhen will that be done?",
    "How can I leave?\n\n-----------------\nThe list press@x.example sends me all twice\nhttps://x.example/listinfo/press",
    "Hello,\n\n-----------------\nTo unsubscribe from this list I clicked your link, it says error 500.",
    "Put this below our letters:\n\nTo unsubscribe from this list, write to leave@x.example",
    "Hi\n\n**********\nIs my mail to you confidential? The sender said it would be deleted.\nPlease tell me who reads it.\n**********\n\nBest\nCy",
    "Private:\n**********\nThis is confidential: the key is under the stone. Please delete this message.\n**********\nAda",
    "The printer shows this:\n\n##########\nJOB 881: confidential print, user not recipient\nPlease notify the sender\n##########",
    "Our lawyer asks for this sentence:\n\nThis message is confidential and for the intended recipient only.\n\nCan you add it?",
    "My order:\n\n--\nCy Reed, Mill Lane 4\n2 boxes of nails\n--\n\nPlease confirm the order.",
    "It must be:\n\nFrom: Cy Reed\nTo: Ada Byron\nDate: 13 May 2026\nSubject: the contract\n\nPlease correct it.",
    "Please book:\n\nFrom: York 05/13/2026\nTo: Cardiff\nSubject: two seats\n\nand send the bill to me.",
    "Sent from my phone, sorry, but the serial number is 4711-B.",
    "Sent from my office yesterday, sorry for the delay: plan B of the cellar.",
    "Sent from my iPad: the order\nSent from my phone: the bill",
    "Hi",
    "1",
    "👍",
    "...",
    "ok -- ada",
];

#[test]
fn stays_the_senders() {
    let mut lost: Vec<String> = Vec::new();
    for text in OWN {
        let Reply { new_text, quoted_text, signature, .. } = told(text);
        if new_text.as_str() != *text {
            lost.push(format!(
                "{text:?}\n    new {new_text:?}\n    quoted {quoted_text:?}\n    signature {signature:?}"
            ));
        }
    }
    assert!(lost.is_empty(), "{} of {}\n{}", lost.len(), OWN.len(), lost.join("\n"));
}

/// Answers in every place, and what must be shown of them.
#[test]
fn answers_between_quotes_are_shown() {
    let check = |text: &str, shown: &[&str]| {
        let new = told(text).new_text;
        for part in shown {
            assert!(new.contains(part), "{text:?}: {part:?} is not in {new:?}");
        }
    };
    let a = "On Mon, 5 Jan 2026 at 09:00, Ada <ada@x.example> wrote:";
    check(&format!("{a}\n> one?\n\nyes\n\n> two?\n\nno\n"), &["yes", "no", "> two?"]);
    check(&format!("Hello,\n\nsee below.\n\n{a}\n> one?\nyes\n> two?\nno\n> three\n"), &["see below.", "yes", "no"]);
    check(&format!("{a}\n\n> one?\n\nyes\n\n-- \nBob\n"), &["yes"]);
    check(&format!("see below\n\n{a}\n> one?\n> two?\n\nboth\n\nBob"), &["see below", "both", "Bob"]);
    check(&format!("{a}\n> one\n> > older\n\nyes\n\n>> older\n> two\n\nno"), &["yes", "no"]);
    check(
        "-----Original Message-----\nFrom: Ada <ada@x.example>\nSent: Monday\nTo: Bob\nSubject: x\n\n> one?\n\nyes\n\n> two?\n\nno",
        &["yes", "no"],
    );
    check("> one?\nyes\n\n> two?\nno\n", &["yes", "no"]);
    check("> one?\nyes\n", &["yes"]);
}

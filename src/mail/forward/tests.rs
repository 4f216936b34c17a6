//! Forwards of every shape, and what is none.

use super::super::{Contact, Subject};
use super::*;

fn mail(subject: &str, text: &str) -> Inbound {
    Inbound { subject: Subject::new(subject), text: text.to_owned(), ..Inbound::default() }
}

fn forwarded(subject: &str, text: &str) -> Option<Forwarded> {
    find_forwarded(&mail(subject, text))
}

/// What was found in one string: `Ada <ada@x.example> | press | It stops.`
fn told(found: Option<&Forwarded>) -> String {
    let Some(found) = found else { return "none".to_owned() };
    let from = found.from.as_ref().map_or_else(|| found.name.clone(), ToString::to_string);
    format!("{from} | {} | {}", found.subject.as_str(), found.text)
}

const ADA: &str = "Ada <ada@x.example> | press | It stops.";

#[test]
fn who_wrote_what_was_forwarded() {
    let check = |subject: &str, text: &str, expected: &str| {
        assert_eq!(told(forwarded(subject, text).as_ref()), expected, "{text:?}");
    };
    check(
        "Fwd: press",
        "FYI\n\n---------- Forwarded message ---------\nFrom: Ada <ada@x.example>\nDate: Mon, Jan 5\nSubject: press\nTo: <bob@y.example>\n\n\nIt stops.\n",
        ADA,
    );
    check(
        "x",
        "Begin forwarded message:\n\n> From: Ada <ada@x.example>\n> Subject: press\n> Date: 5 January\n> To: bob@y.example\n> \n> It stops.\n",
        ADA,
    );
    check(
        "WG: press",
        "-----Ursprüngliche Nachricht-----\nVon: Ada [mailto:ada@x.example]\nGesendet: Montag\nAn: Bob\nBetreff: press\n\nIt stops.",
        ADA,
    );
    check("TR: press", "Bonjour\n\nDe : Ada <ada@x.example>\nEnvoyé : lundi\nÀ : Bob\nObjet : press\n\nIt stops.", ADA);
    check(
        "Fwd: x",
        "---------- Geunkeyn berikht ----------\nGeun: Ada <ada@x.example>\nTsu: b@y.example\n",
        "Ada <ada@x.example> |  | ",
    );
    check(
        "Fwd: x",
        "On 5 Jan 2026, at 9:00, Ada <ada@x.example> wrote:\n\nIt stops.",
        "Ada <ada@x.example> |  | It stops.",
    );
    // Outlook for Mac: an attribution, with words above
    check(
        "FW: press",
        "See below.\n\nOn 05/01/2026 09:00, \"Ada\" <ada@x.example> wrote:\n\n    It stops.",
        "Ada <ada@x.example> |  | It stops.",
    );
    // the outer of two
    check(
        "Fwd: press",
        "---------- Forwarded message ---------\nFrom: Ada <ada@x.example>\nDate: Mon, Jan 5\nSubject: press\nTo: <bob@y.example>\n\n\nIt stops.\n\
         \n---------- Forwarded message ---------\nFrom: Cem <cem@z.example>\nDate: Mon, Jan 5\nSubject: old\nTo: <ada@x.example>\n\nLook.",
        "Ada <ada@x.example> | press | It stops.\n\n---------- Forwarded message ---------\nFrom: Cem <cem@z.example>\nDate: Mon, Jan 5\nSubject: old\nTo: <ada@x.example>\n\nLook.",
    );
}

/// Lotus Notes: the delimiter wrapped or whole, the sender below it in every dress.
#[test]
fn lotus_notes() {
    let delimiters = [
        "----- Forwarded by Bob Hill/Customer on 05/01/2026 10:00 AM -----",
        "----- Forwarded by Bob Hill/Customer on 05/01/2026 10:00\nAM -----",
        "---------------------- Forwarded by Bob Hill/Customer on 05/01/2026 10:00 AM\n---------------------------",
        "---------------------- Forwarded by Bob Hill/Customer on 05/01/2026\n10:00 AM ---------------------------",
        "----- Weitergeleitet von Bob Hill/Customer am 05.01.2026 10:00 -----",
        "----- Transféré par Bob Hill/Customer le 05/01/2026 10:00 -----",
    ];
    let labels = "To:   Bob Hill/Customer@CUSTOMER, cem@z.example\ncc:\nSubject:  press";
    let below = "To\nBob Hill/Customer@CUSTOMER\ncc\n\nSubject\npress";
    let heads = [
        (format!("Ada <ada@x.example>\n05/01/2026 09:00 AM\n\n{below}"), ADA),
        (format!("Ada <ada@x.example>\n05/01/2026 09:00 AM\n{labels}"), ADA),
        (format!("Ada <ada@x.example> on 05/01/2026 09:00:00 AM\n\n{labels}"), ADA),
        (
            format!(
                "\"Ada\" <ada@x.example> on 05/01/2026 09:00:00 AM\n\nPlease respond to sales@x.example\n\n{labels}"
            ),
            ADA,
        ),
        (format!("From: Ada <ada@x.example> 05/01/2026 09:00 AM\nSent by: Cem\n\n{labels}"), ADA),
        (format!("Ada/Engines/X@X\n05/01/2026 09:00 AM\n\n{labels}"), "Ada | press | It stops."),
        (format!("Ada/Engines/X\n05/01/2026 09:00 AM\n\n{below}"), "Ada | press | It stops."),
    ];
    for delimiter in delimiters {
        for (head, expected) in &heads {
            for text in [
                format!("FYI\n\n{delimiter}\n\n\n{head}\n\nIt stops.\n"),
                format!("{delimiter}\n\n{head}\n\n\n\nIt stops.\n"),
            ] {
                assert_eq!(told(forwarded("press", &text).as_ref()), *expected, "{text:?}");
            }
        }
    }
}

/// Nobody is named, and it is a forward all the same.
#[test]
fn a_subject_alone() {
    for text in [
        "FYI\n\n---------- Forwarded message ---------\nSubject: press\n\nIt stops.\n",
        "-------- Forwarded Message --------\nSubject: \tpress\n\n\nIt stops.\n",
        "-------- Weitergeleitete Nachricht --------\nBetreff: press\n\nIt stops.",
        "Begin forwarded message:\n\nSubject: press\n\nIt stops.",
        "-------- Message transféré --------\nSujet : press\n\nIt stops.",
    ] {
        assert_eq!(told(forwarded("x", text).as_ref()), " | press | It stops.", "{text:?}");
    }
}

/// Outlook for Mac writes an attribution above a forward, too.
#[test]
fn outlook_for_mac() {
    #[rustfmt::skip]
    let attributions = [
        "On 05/01/2026 09:00, \"Ada Byron\" <ada@x.example> wrote:",
        "Am 05.01.26, 09:00 schrieb \"Ada Byron\" <ada@x.example>:",
        "Le 05/01/2026 09:00, « Ada Byron » <ada@x.example> a écrit :",
        "El 5/1/26, 9:00, \"Ada Byron\" <ada@x.example> escribió:",
        "Il giorno 05/01/26, 09:00 \"Ada Byron\" <ada@x.example> ha scritto:",
        "Em 05/01/26, 09:00, \"Ada Byron\" <ada@x.example> escreveu:",
        "Op 05-01-2026 09:00 heeft \"Ada Byron\" <ada@x.example> geschreven:",
        "Den 05.01.2026 09.00 skrev \"Ada Byron\" <ada@x.example>:",
        "\"Ada Byron\" <ada@x.example> skrev följande den 2026-01-05 09:00:",
        "\"Ada Byron\" <ada@x.example> skrev følgende den 05.01.2026 09:00:",
        "5.1.2026 9.00 \"Ada Byron\" <ada@x.example> kirjoitti:",
        "Dnia 05.01.2026 09:00 \"Ada Byron\" <ada@x.example> napisał(a):",
        "Dne 05.01.2026 9:00, \"Ada Byron\" <ada@x.example> napsal(a):",
        "5.1.2026 9:00 užívateľ \"Ada Byron\" <ada@x.example> napísal:",
        "2026. 01. 05. 9:00 időpontban \"Ada Byron\" <ada@x.example> ezt írta:",
        "05.01.2026, 09:00 пользователь \"Ada Byron\" <ada@x.example> написал:",
        "5.01.2026 09:00 tarihinde \"Ada Byron\" <ada@x.example> şunları yazdı:",
        "Pe 05.01.2026, 09:00, \"Ada Byron\" <ada@x.example> a scris:",
        "2026/01/05 9:00 に、\"Ada Byron\" <ada@x.example> は書きました:",
        "在 2026/1/5 上午9:00，“Ada Byron” <ada@x.example> 写入:",
        "2026. 1. 5. 오전 9:00에 \"Ada Byron\" <ada@x.example>님이 다음과 같이 썼습니다:",
    ];
    for attribution in attributions {
        for above in ["", "FYI\n\n", "\u{FEFF}"] {
            let found = forwarded("FW: press", &format!("{above}{attribution}\n\n    It stops."));
            assert_eq!(told(found.as_ref()), "Ada Byron <ada@x.example> |  | It stops.", "{above}{attribution}");
        }
    }
}

#[test]
fn names_in_many_dresses() {
    let check = |from: &str, expected: &str| {
        let text = format!(
            "-----Original Message-----\n{from}\nSent: Monday, 5 January 2026 09:00\nTo: Bob\nSubject: press\n\nIt stops."
        );
        let found = forwarded("FW: press", &text);
        assert_eq!(told(found.as_ref()), format!("{expected} | press | It stops."), "{from:?}");
    };
    check("From: Ada <ada@x.example>", "Ada <ada@x.example>");
    check("*From:* Ada <ada@x.example>", "Ada <ada@x.example>");
    check("*From: *Ada <ada@x.example>", "Ada <ada@x.example>");
    check("*From:* *Ada* <ada@x.example>", "Ada <ada@x.example>");
    check("From:\tAda [mailto:ada@x.example]", "Ada <ada@x.example>");
    check("From: \"Byron, Ada\" <ada@x.example>", "Byron, Ada <ada@x.example>");
    check("From: 'Ada' <ada@x.example>", "Ada <ada@x.example>");
    check("From: ada@x.example", "ada@x.example");
    check("From: ada@x.example <ada@x.example>", "ada@x.example");
    check("From: ada@x.example <mailto:ada@x.example>", "ada@x.example");
    check("From: ada@x.example (Ada)", "Ada <ada@x.example>");
    check("From: Ada <mailto:ada@x.example>", "Ada <ada@x.example>");
    check("From: Ada <ada@x.example<mailto:ada@x.example>>", "Ada <ada@x.example>");
    check("From: Ada (ada@x.example)", "Ada <ada@x.example>");
    check("From: Ada\n <ada@x.example>", "Ada <ada@x.example>");
    check("From: Ada\n[mailto:ada@x.example]", "Ada <ada@x.example>");
    check("From:\nAda <ada@x.example>", "Ada <ada@x.example>");
    check("From: list@x.example [mailto:list@x.example] On Behalf Of Ada", "list@x.example");
    check("From: Ada </O=X/OU=EXCHANGE/CN=RECIPIENTS/CN=ADA>", "Ada");
    check("From: Ada", "Ada");
    check("From: Byron, Ada (Sales)", "Byron, Ada (Sales)");
    check("From: \u{200E}Ada <\u{200E}ada@x.example\u{200E}>", "Ada <ada@x.example>");
}

#[test]
fn replies_are_no_forwards() {
    let check = |subject: &str, text: &str| assert_eq!(forwarded(subject, text), None, "{text:?}");
    let block = "From: Ada <ada@x.example>\nSent: Monday\nTo: Bob\nSubject: press\n\nIt stops.";
    for subject in
        ["Re: press", "RE: FW: press", "AW: WG: press", "press", "SV: VS: presse", "R: press", "回复: 转发: x", ""]
    {
        check(subject, &format!("Yes.\n\n-----Original Message-----\n{block}"));
        check(subject, &format!("Yes.\n\n{block}"));
        check(subject, &format!("Yes.\n\n________________________________\n{block}"));
        check(subject, "Yes.\n\nOn 5 Jan 2026, at 9:00, Ada <ada@x.example> wrote:\n> It stops.");
        // the reply to a forward
        check(
            subject,
            &format!(
                "Yes.\n\nOn 5 Jan 2026, at 9:00, Cem <cem@z.example> wrote:\n> ---------- Forwarded message ---------\n> {block}"
            ),
        );
        check(
            subject,
            &format!(
                "Yes.\n\nFrom: Cem <cem@z.example>\nSent: Tuesday\nTo: Dan\nSubject: press\n\nLook.\n\n---------- Forwarded message ---------\n{block}"
            ),
        );
        check(
            subject,
            &format!(
                "Yes.\n\nOn 5 Jan 2026, at 9:00, Cem <cem@z.example> wrote:\n\nLook.\n\n---------- Forwarded message ---------\n{block}"
            ),
        );
    }
    check(
        "VS: paino",
        "Kyllä.\n\nLähettäjä: Ada <ada@x.example>\nLähetetty: maanantai\nVastaanottaja: Bob\nAihe: paino\n\nSe seisoo.",
    );
    check("Fwd: press", "Yes.\n\nOn 5 Jan 2026, at 9:00, Ada <ada@x.example> wrote:\n\nIt stops.");
    check("Fwd: press", "Yes.\n\nOn 5 Jan 2026, at 9:00, \"Ada\" <ada@x.example> wrote:\n> It stops.");
    check("Fwd: press", "nothing here");
    check("Invoice: 5", "From: Ada <ada@x.example>\nDate: today\nSubject: x\n\ny");
    check("press", "I forwarded the message:\n\nFrom here on it is late.");
    check("", "");
}

#[test]
fn danish_and_finnish_share_a_prefix() {
    let danish = "Fra: Ada <ada@x.example>\nSendt: 5. januar 2026 09:00\nTil: Bob\nEmne: press\n\nIt stops.";
    assert_eq!(told(forwarded("VS: press", danish).as_ref()), ADA);
}

#[test]
fn attached_messages() {
    let inner = |subject: &str| {
        let from = Contact::new("Ada", super::super::Address::parse("ada@x.example").unwrap());
        Inbound { from: Some(from), ..mail(subject, "It stops.") }
    };
    let outer =
        |subject: &str, text: &str| Inbound { enclosed: vec![inner("press"), inner("second")], ..mail(subject, text) };
    assert_eq!(told(find_forwarded(&outer("FW: press", "")).as_ref()), ADA);
    assert_eq!(told(find_forwarded(&outer("", "Please see to it.")).as_ref()), ADA);
    let answer = Inbound {
        in_reply_to: super::super::MessageId::parse("<1@y.example>").into_iter().collect(),
        ..outer("Re: press", "Here it is.")
    };
    assert_eq!(find_forwarded(&answer), None);
}

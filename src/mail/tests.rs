//! What holds for every message: understanding is total, says the same each time, and does not mind the line ends.

use super::*;

/// Lines that reports, notices and forwards are made of, and prose.
#[rustfmt::skip]
const LINES: &[&str] = &[
    "", "", "It stops.", "I am out of the office until Monday.", "> It stops.", "> ", "Hi,", "From: Ada <ada@x.example>",
    "Date: Mon, 5 Jan 2026 09:00", "To: Bob", "Subject: press", "> From: Ada <ada@x.example>", "> Subject: press",
    "---------- Forwarded message ---------", "Begin forwarded message:", "-----Original Message-----", "VS: x",
    "On Mon, 5 Jan 2026 at 9:00 Ada <ada@x.example> wrote:", "Lähettäjä: Ada", "________________", "-- ",
    "<ada@x.example>: 550 5.1.1 User unknown", "  ada@x.example", "    (expanded from: <ada@y.example>)", "\tada",
    "could not be delivered to the following:", "Final-Recipient: rfc822; ada@x.example", "Action: delayed",
    "Status: 4.4.1", "--- Below this line is a copy of the message.", "Message-ID: <l1@desk.example>",
    "This is an automated message, please do not reply.", "550", "@", "İ", "\u{FEFF}", "：", "5.1.1.", "<>", "[[",
];

/// What senders and subjects there are.
const HEADS: &[&str] = &[
    "From: Ada <ada@x.example>\nSubject: Fwd: press",
    "From: ada@x.example\nSubject: VS: press",
    "From: MAILER-DAEMON@x.example\nSubject: Undeliverable: press",
    "From: <>\nReturn-Path: <>",
    "Subject: Re: Automatic reply: press",
    "From: postmaster@x.example\nSubject: Re: press (delivery failed)\nX-Failed-Recipients: @",
    "From: ada@x.example\nX-Auto-Response-Suppress: All\nSubject: \u{5BC4}: [",
];

fn understood(head: &str, lines: &[&str], end: &str) -> Understood {
    let raw =
        format!("{head}\nTo: help@desk.example\nContent-Type: text/plain; charset=utf-8\n\n{}\n", lines.join("\n"));
    understand(raw.replace('\n', end).as_bytes(), &origin::Own::default())
}

proptest::proptest! {
    #[test]
    fn the_same_each_time_and_with_each_line_end(
        head in 0..HEADS.len(),
        picked in proptest::collection::vec(0..LINES.len(), 0..30),
    ) {
        let lines: Vec<&str> = picked.iter().map(|&at| LINES[at]).collect();
        let found = understood(HEADS[head], &lines, "\n");
        proptest::prop_assert_eq!(&understood(HEADS[head], &lines, "\n"), &found);
        let other = understood(HEADS[head], &lines, "\r\n");
        proptest::prop_assert_eq!(&other.origin, &found.origin);
        proptest::prop_assert_eq!(&other.bounces, &found.bounces);
        proptest::prop_assert_eq!(&other.forwarded, &found.forwarded);
        // what came back was not forwarded, and whoever bounces is no person
        proptest::prop_assert!(found.bounces.is_empty() || found.forwarded.is_none());
        proptest::prop_assert!(found.bounces.is_empty() || !matches!(found.origin, origin::Origin::Person(_)));
    }

    #[test]
    fn anything_is_understood(head in 0..HEADS.len(), text in "(\\PC|\n|>|:|-|@|<){0,300}") {
        let _ = understood(HEADS[head], &[&text], "\n");
    }
}

/// Were any of it quadratic, this would take hours.
#[test]
fn long_texts_take_their_time_and_no_more() {
    for line in [
        "@",
        "5.1.1.",
        "<a@x.example>: 550 ",
        "-----Original Message-----\n",
        "Lähettäjä: Ada\nAihe: x\nLähetetty: 9:00\n\n",
        " ada\n",
    ] {
        for head in HEADS {
            understood(head, &[&line.repeat(100_000 / line.len())], "\n");
        }
    }
}

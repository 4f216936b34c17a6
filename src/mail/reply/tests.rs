//! One line of table per habit of mail programs.

use super::*;
use crate::mail::{Address, Contact};

fn told(text: &str) -> Reply {
    reply(&Inbound { text: text.to_owned(), ..Inbound::default() })
}

#[test]
fn what_is_new() {
    let check = |text: &str, expected: &str| assert_eq!(told(text).new_text.as_str(), expected, "{text:?}");
    check("Hello", "Hello");
    check("Hello\n\nOn 5 Jan 2026, Ada wrote:\n> old\n", "Hello");
    check("> old\n\nanswer\n", "answer");
    check("Hello\n\n-----Original Message-----\nFrom: Ada\nold\n", "Hello");
    check("Hello\n-- \nAda\n", "Hello");
    check("one\n\n> old\n\ntwo\n\n> older\n", "one\n\n> old\n\ntwo");
    check("> old\n\none\n\n> older\n\ntwo\n\n> oldest", "> old\n\none\n\n> older\n\ntwo");
    check("Hello\n\n>>> Ada Byron 05.01.2026 09:00 >>>\nold\nolder\n", "Hello");
    check("Hello\n\n>>> Ada >>>\nold\n<<< Ada <<<\nmore", "Hello\n\nmore");
    check("Hello\n>>>>\nold\nolder\n<<<<\n", "Hello");
    check("Hello\n\nPosted by ada on 01/05/2026\n\nold\n", "Hello");
    check("Hello\n\nAda wrote:\nAB> old\nAB> older\n", "Hello");
    check("Hello\n\nAda wrote:\n| old\n| older\n", "Hello");
    // below the fields of a mail all is that mail's, what it quoted itself too
    let fields = "From: Ada <ada@x.example>\nSent: Monday\nTo: us\nSubject: Press\n";
    check(&format!("Hello\n\n{fields}\nOn 5 Jan 2026, Bob wrote:\n> older\n\nold\n"), "Hello");
    check(&format!("Hello\n\n{fields}\nold\n\nOn 5 Jan 2026, Bob wrote:\n> older\n\nold\n"), "Hello");
    check(&format!("Hello\n\n-----Original Message-----\n{fields}\n\nBob wrote:\n>older\nold\n>older\nold\n"), "Hello");
    // an attribution without a colon above them
    check(&format!("Hello\n\nOn 5 Jan 2026 at 9:00, Ada <ada@x.example> wrote\n\n{fields}\nold\n"), "Hello");
    check(&format!("Hello\n\nAm 05.01.2026 um 9:00 schrieb Ada Byron\n{fields}\nold\n"), "Hello");
    check(
        &format!("Hello\n\nLe lun. 5 janv. 2026 à 9:00, Ada Byron\n<ada@x.example> a écrit\n{fields}\nold\n"),
        "Hello",
    );
    check(&format!("On Monday I wrote to Ada at 9:00.\n\n{fields}\nold\n"), "On Monday I wrote to Ada at 9:00.");
    // heads as Lotus Notes writes them
    let labels = "To: <bob@y.example>\ncc:\nSubject: press\n\nold\n";
    check(
        &format!(
            "Hello\n\n\n\"Ada\" <ada@x.example> on 05/01/2026 09:00:00 AM\n\nPlease respond to <ada@x.example>\n\n{labels}"
        ),
        "Hello",
    );
    check(&format!("Hello\n\nAda Byron on 05/01/2026 09:00:00 AM\n\n{labels}"), "Hello");
    check(&format!("Hello\n\nFrom: Ada Byron 05/01/2026 09:00 AM\n\nSent by: Cem\n\n{labels}"), "Hello");
    check(&format!("Hello\n\nAda Byron/X@X\nSent by: Cem\n05/01/2026 09:00 AM\n\n{labels}"), "Hello");
    // where a reply ends is said within the quote
    check(
        "Hello\n\nOn 5 Jan 2026, Ada wrote:\n> ##- Please type your reply above this line -##\n> old\nwrapped\n\nold\n",
        "Hello",
    );
    check("Hello\n> --- Reply above this line ---\nold\n", "Hello");
    check("##- Please type your reply above this line -##\n\nWe answered.\n\nAda", "We answered.\n\nAda");
    check("##- Bitte antworten Sie oberhalb dieser Linie -##\nWe answered.", "We answered.");
    check("> only\n> quotes\n", "> only\n> quotes");
    check("", "");
}

/// Lines as mail programs write them, to be put together in any order.
const LINES: &[&str] = &[
    "Hello Ada,",
    "It works now.",
    "",
    " ",
    "> quoted",
    ">> quoted twice",
    ">",
    "On Mon, Jan 5, 2026 at 9:00 AM Ada <ada@x.example> wrote:",
    "<ada@x.example> wrote:",
    "Am 05.01.2026 schrieb",
    "-----Original Message-----",
    "---------- Forwarded message ---------",
    "From: Ada <ada@x.example>",
    "Sent: Monday, 5 January 2026 09:00",
    "To: Bob",
    "Subject: press",
    "-- ",
    "--",
    "Best regards,",
    "Sent from my iPhone",
    "________________________________",
    "list mailing list",
    "##- Please type your reply above this line -##",
    "> ##- Please type your reply above this line -##",
    "********************************",
    "This message is confidential, the intended recipient only may read it.",
    "Ada Byron",
    "+44 20 1234567",
    "ada@x.example",
    "Thanks -",
    "2026/01/05 Ada <ada@x.example>",
    "| quoted with a bar",
    "On 5 Jan 2026 at 9:00, Ada wrote",
    "Yes. On Mon, 5 Jan 2026 at 9:00, Ada wrote:",
    "Ada <ada@x.example",
    ">:",
    "end",
];

/// What is an author's own never has a quote in it, whatever is shown.
#[test]
fn an_authors_own_words() {
    let check = |text: &str, expected: &str| assert_eq!(told(text).own.as_str(), expected, "{text:?}");
    check("It works.", "It works.");
    check("It works.\n\n> Does it?", "It works.");
    check("> Does it?\n> Now?", "");
    check("> Does it?\nYes.\n> Now?\nNow.", "Yes.\nNow.");
    check("Look:\n> Does it?\nYes.", "Look:\nYes.");
    check("From: Ada <ada@x.example>\nSent: Monday\nTo: us\nSubject: Press\n\nDoes it?", "");
    check("Kind regards\nAda", "Kind regards\nAda");
    check("--\n> Does it?\nAda", "Ada");
    check("", "");
}

/// All words of a text, sorted.
fn words(texts: &[&str]) -> Vec<String> {
    let mut all: Vec<String> = texts.iter().flat_map(|text| text.split_whitespace()).map(str::to_owned).collect();
    all.sort();
    all
}

/// Long texts of every sort, each in linear time: what is quadratic takes minutes here.
#[test]
fn nothing_takes_long() {
    let check = |text: &str| {
        let reply = told(text);
        let ink = |text: &str| text.bytes().filter(|b| !b.is_ascii_whitespace()).count();
        let parts = [ink(&reply.new_text), ink(&reply.quoted_text), ink(&reply.signature)];
        assert_eq!(parts.iter().sum::<usize>(), ink(text));
    };
    check(&">".repeat(100_000));
    check(&(0..1_000).map(|depth| ">".repeat(depth) + " x\n").collect::<String>());
    check(&"x".repeat(1_000_000));
    check(&"x ".repeat(300_000));
    check(&"<".repeat(300_000));
    for line in LINES.iter().chain(&[
        ">>> 1:1 >>>",
        "AB> x",
        "| x",
        "--",
        "---",
        "(",
        "\"",
        "<",
        "9:00",
        "ᐧ",
        "On",
        "From:",
        "x:",
    ]) {
        check(&format!("{line}\n").repeat(1_000));
        check(&format!("x\n\n{line}\n> y\n").repeat(500));
    }
}

/// CRLF is not ours to see, but what is left of it changes nothing.
#[test]
fn blanks_at_line_ends_change_nothing() {
    for (at, first) in LINES.iter().enumerate() {
        for second in &LINES[at..] {
            let text = format!("Hello\n\n{first}\n{second}\nold\n");
            assert_eq!(told(&text).new_text, told(&text.replace("old\n", "old \n")).new_text, "{text:?}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn nothing_is_lost(picked in proptest::collection::vec(0..LINES.len(), 0..25)) {
        let lines: Vec<&str> = picked.iter().map(|&at| LINES[at]).collect();
        let text = lines.join("\n");
        let reply = told(&text);
        let parts = [reply.new_text.as_str(), reply.quoted_text.as_str(), reply.signature.as_str()];
        proptest::prop_assert_eq!(words(&parts), words(&[text.as_str()]));
        proptest::prop_assert!(text.trim().is_empty() || !reply.new_text.is_empty());
        // what is new stays new: at most a signature or a quote that now stands last is found in it
        let again = told(&reply.new_text);
        let parts = [again.new_text.as_str(), again.quoted_text.as_str(), again.signature.as_str()];
        proptest::prop_assert_eq!(words(&parts), words(&[reply.new_text.as_str()]));
        proptest::prop_assert_eq!(&told(&text), &reply);
        proptest::prop_assert!(!reply.own.lines().any(|line| line.starts_with("> ")), "{:?}", reply.own);
    }

    #[test]
    fn nothing_is_lost_of_anything(text in "(\\PC|\n|>|:){0,200}") {
        let reply = told(&text);
        let parts = [reply.new_text.as_str(), reply.quoted_text.as_str(), reply.signature.as_str()];
        proptest::prop_assert_eq!(words(&parts), words(&[text.as_str()]));
    }

    /// Chance makes the code in a letter, so it can't decide how the letter is read.
    #[test]
    fn a_code_changes_nothing(code in "[a-z2-7]{24}", number in 1_u32..99_999) {
        let letter = |code: &str| {
            format!("Hello,\n\nWe've opened a ticket:\n\n    HD-{number:05}\n\nKind regards,\nExample Desk\n\nRef. {number:05}p-{code}\n")
        };
        let from = Contact::new("Example Desk", Address::parse("support@desk.example").unwrap());
        let read = |code: &str| reply(&Inbound { text: letter(code), from: Some(from.clone()), ..Inbound::default() });
        let other = "a".repeat(24);
        let (read, expected) = (read(&code), read(&other));
        proptest::prop_assert_eq!(read.new_text.replace(&code, &other), expected.new_text.as_str());
        proptest::prop_assert_eq!(read.signature.replace(&code, &other), expected.signature.as_str());
    }
}

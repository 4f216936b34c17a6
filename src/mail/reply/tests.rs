//! One line of table per habit of mail programs.

use super::*;

fn told(text: &str) -> Reply {
    reply(&Inbound { text: text.to_owned(), ..Inbound::default() })
}

#[test]
fn what_is_new() {
    let check = |text: &str, expected: &str| assert_eq!(told(text).new_text, expected, "{text:?}");
    check("Hello", "Hello");
    check("Hello\n\nOn 5 Jan 2026, Ada wrote:\n> old\n", "Hello");
    check("> old\n\nanswer\n", "answer");
    check("Hello\n\n-----Original Message-----\nFrom: Ada\nold\n", "Hello");
    check("Hello\n-- \nAda\n", "Hello");
    check("one\n\n> old\n\ntwo\n\n> older\n", "one\n\ntwo");
    check("> old\n\none\n\n> older\n\ntwo\n\n> oldest", "> old\n\none\n\n> older\n\ntwo");
    check("> only\n> quotes\n", "> only\n> quotes");
    check("", "");
}

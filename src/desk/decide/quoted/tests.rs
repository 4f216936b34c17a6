//! Mails as programs write them, and what is told of their quotes.

use jiff::Timestamp;

use super::*;
use crate::desk::intake::{self, Entered};
use crate::desk::samples;
use crate::mail::understand;

const LETTER: &str = "Hello Lisa,\n\nwhen can we come to look at the press?\nWhich of the two is it, and what does its display say?\nSee https://desk.example/help for more.\n\n-- \nAnna Adler · Example Desk\nHD-00042 · Questions? Just reply to this email.\n\nlisa@customer.example · 2026-01-05 09:00 UTC\n> It stops after ten minutes.\n\nRef. 00042p-woyhcty5qp3fblqeiwbbeaaj\n";

/// What is told of a mail with this body.
fn told(kind: &str, body: &str) -> (Option<String>, Option<String>) {
    let raw = format!(
        "From: Lisa <lisa@customer.example>\r\nTo: desk@desk.example\r\nSubject: Re: [HD-00042] press\r\n\
         Message-ID: <1@customer.example>\r\nContent-Type: text/{kind}; charset=utf-8\r\n\
         Content-Transfer-Encoding: 8bit\r\n\r\n{}",
        body.replace('\n', "\r\n")
    );
    let policy = samples::policy();
    let understood = understand(raw.as_bytes(), &policy.own);
    let entered = Entered {
        number: 1,
        mailbox: "support",
        received_at: Timestamp::UNIX_EPOCH,
        released: false,
        sent: false,
        old_since: None,
        size: 1,
        kept: 1,
        signed: None,
    };
    let act = intake::act(&policy, &understood, entered);
    let ticket = samples::ticket();
    let letters = vec![LetterWords { text: LETTER.to_owned(), html: None }];
    let case = Case { asked: vec![(question(&act, &ticket), Answer::Letters(letters))], ..Case::default() };
    let Said { own, within } = said(&case, &act, &ticket);
    (own, within)
}

#[track_caller]
fn check(kind: &str, body: &str, own: Option<&str>, within: Option<&str>) {
    let (told_own, told_within) = told(kind, body);
    assert_eq!((told_own.as_deref(), told_within.as_deref()), (own, within), "{body}");
}

/// A quote without marks below what programs put above it.
fn below(head: &str, answer: &str) -> String {
    format!(
        "See below.\n\n{head}\n\nHello Lisa,\n\nwhen can we come to look at the press?\n{answer}\nWhich of the two is it, \
         and what does its display say?\nSee https://desk.example/help for more.\n\n-- \nAnna Adler · Example Desk\n\
         HD-00042 · Questions? Just reply to this email.\n"
    )
}

#[test]
fn answers_below_the_heads_of_mail_programs() {
    for head in [
        "From: Anna Adler <desk@desk.example>\nSent: Monday, January 5, 2026 9:10 AM\nTo: Lisa <lisa@customer.example>\nSubject: [HD-00042] press",
        "Von: Anna Adler <desk@desk.example>\nGesendet: Montag, 5. Januar 2026 09:10\nAn: Lisa\nBetreff: [HD-00042] press",
        "________________________________\nVan: Anna Adler <desk@desk.example>\nVerzonden: maandag 5 januari 2026 09:10\nAan: Lisa\nOnderwerp: [HD-00042] press",
        "-----Original Message-----\nFrom: Anna Adler\nSent: Monday, January 5, 2026 9:10 AM\nTo: Lisa\nSubject: press",
        "-----Ursprüngliche Nachricht-----\nVon: Anna Adler\nGesendet: Montag, 5. Januar 2026 09:10\nAn: Lisa\nBetreff: press",
        "On Mon, 5 Jan 2026 at 09:10, Anna Adler <desk@desk.example> wrote:",
        "Am 05.01.2026 um 09:10 schrieb Anna Adler:",
        "Op 5 jan. 2026 om 09:10 heeft Anna Adler <desk@desk.example> het volgende geschreven:",
    ] {
        for answer in ["On Thursday", "[Lisa] Donnerstag!", "--> donderdag", "ja", "Lisa: 9:30"] {
            check("plain", &below(head, answer), None, Some(answer));
        }
        check("plain", &below(head, ""), None, None);
    }
}

#[test]
fn answers_among_marked_lines() {
    let quote = |answer: &str| {
        format!(
            "My answers are in the text.\n\nOn Mon, 5 Jan 2026 at 09:10, Anna Adler wrote:\n> Hello Lisa,\n>\n> when can we come to \
             look at the press?{answer}\n> Which of the two is it, and what does\n> its display say?\n> See \
             https://desk.example/help for more.\n>\n> --\n> Anna Adler · Example Desk\n> HD-00042 · Questions? Just reply to \
             this email.\n>\n> lisa@customer.example · 2026-01-05 09:00 UTC\n>> It stops after ten minutes."
        )
    };
    check("plain", &quote(""), None, None);
    check("plain", &quote("\n>>> Thursday\n> >>> Morning"), None, Some("Thursday\nMorning"));
    check("plain", &quote("\n> [Lisa] Thursday"), None, Some("[Lisa] Thursday"));
    let line = "when can we come to look at the press? (Thursday!)";
    check("plain", &quote(" (Thursday!)"), None, Some(line));
    check("plain", &quote("\n> *Thursday*"), None, Some("*Thursday*"));
    // What is answered without marks between marked lines is shown with them.
    assert!(told("plain", &quote("\nThursday\n> and\nMorning")).1.is_none());
}

#[test]
fn answers_in_pages() {
    let outlook = |answer: &str| {
        format!(
            "<html><body><p>Siehe unten in rot</p><div><div style=\"border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm\">\
             <p><b>Von:</b> Anna Adler &lt;desk@desk.example&gt;<br><b>Gesendet:</b> Montag, 5. Januar 2026 09:10<br>\
             <b>An:</b> Lisa<br><b>Betreff:</b> [HD-00042] press</p></div></div><p>Hello Lisa,</p>\
             <p>when can we come to look at the press?{answer}</p><p>Which of the two is it, and what does its display say?</p>\
             <p>See <a href=\"https://eur01.safelinks.example/?url=https%3A%2F%2Fdesk.example%2Fhelp\">https://desk.example/help</a> for more.</p>\
             <p>Anna Adler · Example Desk<br>HD-00042 · Questions? Just reply to this email.</p></body></html>"
        )
    };
    check("html", &outlook(""), None, None);
    check("html", &outlook("<br><span style=\"color:red\">Donnerstag</span>"), None, Some("Donnerstag"));
    let cite = |open: &str, answer: &str| {
        format!(
            "<div>See below</div><div>On 5 Jan 2026, at 09:10, Anna Adler &lt;desk@desk.example&gt; wrote:</div>{open}\
             <div>Hello Lisa,</div><div>when can we come to look at the press?</div>{answer}<div>Which of the two is it, and what \
             does its display say?</div><div>See https://desk.example/help for more.</div></blockquote>"
        )
    };
    for open in ["<blockquote type=\"cite\">", "<blockquote class=\"gmail_quote\" style=\"margin:0 0 0 .8ex\">"] {
        check("html", &cite(open, ""), None, None);
        check("html", &cite(open, "<div><font color=\"#ff0000\">Thursday</font></div>"), None, Some("Thursday"));
    }
}

#[test]
fn what_programs_add_to_a_quote_is_nobodys_answer() {
    let head =
        "From: Anna Adler <desk@desk.example>\nSent: Monday, January 5, 2026 9:10 AM\nTo: Lisa\nSubject: press\n\n";
    for banner in [
        "[EXTERNAL]",
        "CAUTION: This email originated from outside of the organization. Do not click links or open attachments unless you recognize the sender.",
        "You don't often get email from desk@desk.example. Learn why this is important",
    ] {
        check("plain", &below(&format!("{head}{banner}"), ""), None, None);
    }
    let scanned = "\n\nThis email has been checked for viruses by Avast antivirus software.\nwww.avast.com\n";
    check("plain", &(below(head, "") + scanned), None, None);
    let mine = "Kind regards\nLisa Long\nAcme Works, Phone +49 711 1234567";
    let own_mail = format!(
        "PS: It is hot, too.\n\n{mine}\n\nFrom: Lisa <lisa@customer.example>\nSent: Monday, January 5, 2026 9:20 AM\nTo: \
         Anna\nSubject: press\n\n{mine}\n\n{}",
        below(head, "").trim_start_matches("See below.")
    );
    check("plain", &own_mail, None, None);
}

#[test]
fn a_quote_of_which_nothing_is_known_is_shown_where_it_is_pointed_to() {
    let head = "From: Bob <bob@customer.example>\nSent: Monday, January 5, 2026 9:10 AM\nTo: Lisa\nSubject: press\n\n";
    let quote = "It is the red one.\nIts display says E42.";
    check("plain", &format!("Bob answers below.\n\n{head}{quote}"), None, Some(quote));
    check("plain", &format!("Bob says no.\n\n{head}{quote}"), None, None);
}

#[test]
fn a_letter_without_marks_is_a_quote() {
    let letter = LETTER.split("\n\nRef.").next().unwrap();
    check("plain", &format!("Thursday.\n\n{letter}"), Some("Thursday."), None);
    check("plain", &format!("Thursday.\n\n{}", letter.replace("-- \n", "")), Some("Thursday."), None);
    check("plain", &format!("{}\n\nThursday.", letter.replace("-- \n", "")), Some("Thursday."), None);
    check("plain", letter, Some(""), None);
    check("plain", &format!("> {}", letter.replace('\n', "\n> ")), Some(""), None);
    let question = "Which of the two is it, and what does its display say?";
    for kept in [
        format!("{question}\nThe red one."),
        format!("The red one.\n{question}"),
        format!("{question}\nThe red one.\nwhen can we come to look at the press?\nThursday."),
        format!("Hello Lisa,\n\nwhen can we come to look at the press?\nThursday.\n{question}\nThe red one."),
        format!("> Hello Lisa,\n>\n> when can we come to look at the press?\nThursday.\n> {question}\nThe red one."),
        "It stops after ten minutes.".to_owned(),
        "Hello Lisa,".to_owned(),
    ] {
        check("plain", &kept, None, None);
    }
}

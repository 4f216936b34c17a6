//! Reports with and without fields.

use super::super::Address;
use super::super::parse::parse;
use super::*;

fn bounces(head: &str, body: &str) -> Vec<Bounce> {
    find_bounces(&parse(format!("From: MAILER-DAEMON@mx.example\nTo: help@desk.example\n{head}\n\n{body}").as_bytes()))
}

const REPORT: &str = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\nSubject: Undelivered";

fn report(status: &str) -> String {
    format!(
        "--b\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n{status}\n--b\n\
         Content-Type: message/rfc822\n\nFrom: help@desk.example\nMessage-ID: <l1@desk.example>\nSubject: x\n\ny\n--b--\n"
    )
}

#[test]
fn the_fields_of_a_report() {
    let status = "Final-Recipient: rfc822; ada@x.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550\n no such user";
    let found = bounces(REPORT, &report(status));
    assert_eq!(found.len(), 1);
    let bounce = &found[0];
    assert_eq!(bounce.recipient.as_ref().map(Address::as_str), Some("ada@x.example"));
    assert_eq!(bounce.status.as_deref(), Some("5.1.1"));
    assert_eq!(bounce.action, Action::Failed);
    assert_eq!(bounce.diagnostic, "550 no such user");
    assert_eq!(bounce.message_id.as_ref().map(MessageId::as_str), Some("l1@desk.example"));
}

#[test]
fn several_recipients_and_their_ends() {
    let status = "Final-Recipient: rfc822; a@x.example\nAction: delayed\nStatus: 4.4.1\n\n\
                  Final-Recipient: rfc822; b@x.example\nAction: delivered\nStatus: 2.0.0";
    let found = bounces(REPORT, &report(status));
    let actions: Vec<Action> = found.iter().map(|bounce| bounce.action).collect();
    assert_eq!(actions, [Action::Delayed, Action::Delivered]);
}

#[test]
fn prose() {
    let check = |subject: &str, body: &str, expected: &str, action: Action| {
        let found = bounces(&format!("Return-Path: <>\nSubject: {subject}"), body);
        assert_eq!(found.len(), 1, "{body:?}");
        assert_eq!(found[0].recipient.as_ref().map(Address::as_str), Some(expected), "{body:?}");
        assert_eq!(found[0].action, action, "{body:?}");
    };
    check(
        "failure notice",
        "Hi. This is the program at mx.example.\nI'm afraid I wasn't able to deliver your message.\n\n<ada@x.example>:\n\
         Sorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <help@desk.example>\n",
        "ada@x.example",
        Action::Failed,
    );
    check(
        "Mail delivery failed: returning message to sender",
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered:\n\n  \
         ada@x.example\n    Unrouteable address\n\n------ This is a copy of the message ------\n",
        "ada@x.example",
        Action::Failed,
    );
    check(
        "Warning: message delayed 24 hours",
        "A message that you sent has not yet been delivered to:\n\n  ada@x.example\n\nNo action is required on your part.\n",
        "ada@x.example",
        Action::Delayed,
    );
}

/// Whom a report is about, by what stands in it.
#[test]
fn whom_a_report_is_about() {
    let check = |subject: &str, body: &str, expected: &str| {
        let found = bounces(&format!("Return-Path: <>\nSubject: {subject}"), body);
        let told: Vec<&str> =
            found.iter().filter_map(|bounce| bounce.recipient.as_ref()).map(Address::as_str).collect();
        assert_eq!(told, [expected], "{body:?}");
        assert!(found.iter().all(|bounce| bounce.action == Action::Failed), "{body:?}");
    };
    let failed = "Delivery Status Notification (Failure)";
    // fields that are written out beat the addresses in diagnostics
    check(
        failed,
        "Your mail did not arrive.\n\nReporting-MTA: dns; mx.example\n\nAction: failed\nFinal-Recipient: rfc822; ada@x.example\n\
         Diagnostic-Code: smtp; 550 5.1.1 <box7@store.example>... User unknown\nStatus: 5.1.1\n",
        "ada@x.example",
    );
    check(
        failed,
        "550 5.2.1 <box7@store.example>: mailbox disabled\n\n  Final-Recipient: RFC822;<ada@x.example>\n  Action: failed\n  Status: 5.2.1\n",
        "ada@x.example",
    );
    check(
        "Returned mail: Service unavailable",
        "----- The following addresses had permanent fatal errors -----\n\"|/usr/bin/sort -d ada\"\n    (expanded from: <ada@y.example>)\n\n\
         Final-Recipient: RFC822; ada@x.example\nX-Actual-Recipient: RFC822; |/usr/bin/sort@mx.example\nAction: failed\nStatus: 5.3.0\n",
        "ada@x.example",
    );
    // of two addresses the one in angle brackets
    check(
        "Mail failure",
        "Your mail could not be delivered:\n\n  old@x.example <ada@x.example>: bad address syntax\n",
        "ada@x.example",
    );
    check(
        "Mail failure",
        "Could not be delivered to:\n\"old@x.example\" <ada@x.example>\n550 5.1.1 User unknown\n",
        "ada@x.example",
    );
    // whom our letter was to beats the mailbox that a server's answer names
    for told in [
        "<ada@x.example>:\nRemote host said: 550 5.1.1 <box7@store.example>: Recipient address rejected",
        "The following recipient(s) cannot be reached:\n\n   ada@x.example on 1/5/2026 9:12 AM\n      <mx #5.1.1 smtp;550 5.1.1 <box7@store.example>... User unknown>",
        "Your message wasn't delivered to ada@x.example because it is unknown.\n\n550 5.1.1 <box7@store.example>: Recipient address rejected",
        "Your message to ada@x.example failed.\n\n550 5.1.1 <box7@store.example>: User unknown",
        "Failed address: ada@x.example\n\n--> RCPT To:<box7@store.example>\n<-- 550 5.1.1 <box7@store.example>... User unknown",
    ] {
        check(failed, &format!("I could not deliver your message.\n\n{told}\n"), "ada@x.example");
    }
    // whatever an address is called
    for name in ["contact", "abuse", "hello", "questions", "support", "postmaster", "reply-to", "dear.ada"] {
        check(
            failed,
            &format!("The following addresses failed:\n\n<{name}@x.example>:\nno such user\n"),
            &format!("{name}@x.example"),
        );
        check(
            failed,
            &format!(
                "I could not deliver your message.\n\n<box7@x.example> (expanded from <{name}@y.example>): user unknown\n"
            ),
            &format!("{name}@y.example"),
        );
    }
}

/// A mailer that says it in one sentence.
#[test]
fn one_sentence_is_a_report() {
    for sentence in [
        "Your message to ada@x.example was rejected.",
        "Your message to <ada@x.example> was refused by the server.",
        "Ihre Nachricht an ada@x.example wurde abgelehnt.",
        "Votre message à ada@x.example a été rejeté.",
        "Su mensaje a ada@x.example fue rechazado.",
        "Il tuo messaggio a ada@x.example è stato respinto.",
        "A sua mensagem para ada@x.example foi recusada.",
        "Uw bericht aan ada@x.example is geweigerd.",
        "Din besked til ada@x.example blev afvist.",
        "Ваше сообщение для ada@x.example отклонено.",
        "您发往 ada@x.example 的邮件被拒绝。",
    ] {
        let found = bounces("Subject: press\nContent-Type: text/plain; charset=utf-8", &format!("{sentence}\n"));
        let told: Vec<&str> =
            found.iter().filter_map(|bounce| bounce.recipient.as_ref()).map(Address::as_str).collect();
        assert_eq!(told, ["ada@x.example"], "{sentence:?}");
    }
    let person = "From: Ada <ada@x.example>\nTo: help@desk.example\nSubject: press\n\nYour message to bob@y.example was rejected.\n";
    assert_eq!(find_bounces(&parse(person.as_bytes())), []);
}

/// Original and final recipient differ: the one counts to whom the returned mail was addressed.
#[test]
fn the_recipient_is_who_was_written_to() {
    let fields = "Original-Recipient: rfc822;ada@inside.example\nFinal-Recipient: rfc822;ada@x.example\nAction: failed\nStatus: 5.7.1";
    let to = |addressed: &str| {
        let whole =
            report(fields).replace("From: help@desk.example\n", &format!("From: help@desk.example\n{addressed}\n"));
        bounces(REPORT, &whole)[0].recipient.clone().map(|address| address.to_string())
    };
    assert_eq!(to("To: ada@x.example").as_deref(), Some("ada@x.example"));
    assert_eq!(to("To: bob@y.example\nCc: Ada <ada@x.example>").as_deref(), Some("ada@x.example"));
    assert_eq!(to("To: ada@inside.example").as_deref(), Some("ada@inside.example"));
    assert_eq!(to("To: bob@y.example").as_deref(), Some("ada@inside.example"));
}

#[test]
fn what_is_no_report() {
    let check = |raw: &str| assert_eq!(find_bounces(&parse(raw.as_bytes())), [], "{raw:?}");
    check(
        "From: ada@x.example\nSubject: Undeliverable letters\n\nMy mail to bob@y.example could not be delivered, user unknown.\n",
    );
    check("From: ada@x.example\nReturn-Path: <>\nSubject: Away\n\nI am away until Monday. Ask bob@y.example.\n");
    check("From: ada@x.example\nSubject: Re: failure notice\n\nIt says: <bob@y.example>: no such user\n");
    check(
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b\nFrom: fbl@y.example\nSubject: x\n\n--b\n\n\
           undeliverable bob@y.example\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n--b--\n",
    );
    check("");
}

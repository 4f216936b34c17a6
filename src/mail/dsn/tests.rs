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

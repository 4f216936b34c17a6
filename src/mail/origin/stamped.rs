//! What providers, lists and forwarders stamp: nothing alone, something together, and nothing on an answer to us.

use super::super::{Address, parse};
use super::*;

fn judged(head: &str) -> Origin {
    let own = Own {
        addresses: ["support@desk.example", "info@desk.example"].map(|it| Address::parse(it).unwrap()).into(),
        message_id_domain: "desk.example".to_owned(),
        ..Own::default()
    };
    let from = if head.starts_with("From:") || head.contains("\nFrom:") { "" } else { "From: Ada <ada@x.example>\n" };
    judge(&parse::parse(format!("{from}{head}\nTo: support@desk.example\n\nIt stops.\n").as_bytes()), &own)
}

/// `person`, `careful`, or the kind of machine.
fn sort(origin: &Origin) -> &str {
    match origin {
        Origin::Person(person) => person.caution().map_or("person", |_| "careful"),
        Origin::Machine(machine) => machine.kind.as_str(),
        Origin::Unknown(_) => "unknown",
    }
}

fn check(head: &str, expected: &str) {
    let found = judged(head);
    assert_eq!(sort(&found), expected, "{head:?} {found:?}");
}

const FEEDBACK: &str = "Feedback-ID: i12a34b56:Fastmail\n";
const LEAVE: &str = "List-Unsubscribe: <mailto:leave@x.example>\n";
const RULE: &str = "X-MS-Exchange-Inbox-Rules-Loop: ada@x.example\n";
const SILENCE: &str = "X-Auto-Response-Suppress: All\n";
const ANSWERS: &str = "In-Reply-To: <maildesk.reply.1a2285@desk.example>\n";

#[test]
fn one_stamp_proves_no_program() {
    check(FEEDBACK, "person");
    check("Feedback-ID: 1.eu-central-1.AbC+dEf=:AmazonSES\n", "person");
    check("X-CSA-Complaints: csa@eco.example\n", "person");
    check("X-MS-Exchange-Inbox-Rules-Loop: info@desk.example\n", "person");
    check("X-MS-Exchange-Inbox-Rules-Loop: bea@x.example\n", "person");
    check("X-MS-Exchange-Inbox-Rules-Loop: bob@y.example\n", "person");
    check("X-Loop: bob@forwarder.example\n", "person");
    check("X-Loop: forwarder.example\n", "person");
    check(RULE, "careful");
    check("X-Loop: ada@x.example\n", "careful");
    check(&format!("Resent-From: <ada@x.example>\n{RULE}"), "person");
    check(LEAVE, "careful");
    check("Auto-Submitted: auto-forwarded\n", "careful");
    check("List-Unsubscribe: <>\n", "person");
    check("Precedence: junk\n", "careful");
    check("Return-Path: <>\n", "careful");
    check("Return-Path: <presses-bounces@list.example>\n", "careful");
    check("Return-Path: <bounces+123-ab=x.example@mail.example>\n", "person");
}

#[test]
fn where_the_author_is_proven_one_stamp_says_nothing() {
    let check = |head: &str, expected: &str| {
        let found = judged(head).proven();
        assert_eq!(sort(&found), expected, "{head:?} {found:?}");
    };
    for stamp in [
        RULE,
        LEAVE,
        "X-Loop: ada@x.example\n",
        "Precedence: junk\n",
        "Return-Path: <>\n",
        "Auto-Submitted: auto-forwarded\n",
    ] {
        check(stamp, "person");
    }
    check(
        &["Auto-Submitted: auto-forwarded\nResent-From: <info@desk.example>\n", "Return-Path: <>\n"].concat(),
        "person",
    );
    // what answers a mail may be a notice of absence
    check("Return-Path: <>\nIn-Reply-To: <1@y.example>\n", "careful");
    check("Precedence: junk\nSubject: Re: press\n", "careful");
    check("Return-Path: <presses-bounces@list.example>\n", "careful");
    check(SILENCE, "careful");
    // a rule of another mailbox sent it on; a rule of their own answers
    let agent = "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent\nAuto-Submitted: auto-generated\n";
    check(&[agent, "Resent-From: <info@x.example>\n"].concat(), "careful");
    check(&[agent, "Resent-From: <ada@x.example>\n"].concat(), "auto-reply");
    check(agent, "auto-reply");
    check("Resent-From: <info@x.example>\nAuto-Submitted: auto-generated\n", "auto-generated");
}

#[test]
fn two_of_them_do() {
    check(&[FEEDBACK, LEAVE].concat(), "bulk");
    check(&[LEAVE, "Precedence: bulk\n"].concat(), "bulk");
    check(&[LEAVE, "Return-Path: <>\n"].concat(), "bulk");
    check(&[LEAVE, "From: newsletter@x.example\n"].concat(), "bulk");
    check(&[RULE, SILENCE].concat(), "auto-reply");
    check(&["X-MS-Exchange-Inbox-Rules-Loop: ada.adams@x.example\n", SILENCE].concat(), "auto-reply");
    check("X-Loop: ada@x.example\nPrecedence: junk\n", "auto-reply");
    check(&["Return-Path: <>\n", SILENCE].concat(), "auto-reply");
    check("Precedence: junk\nSubject: [=?iso-8859-2?Q?Automatyczna_odpowied=BC?=] press\n", "auto-reply");
    check("Precedence: junk\nSubject: Automatic reply: press\n", "auto-reply");
    check("Return-Path: <>\nSubject: Automatic reply: press\n", "auto-reply");
    check("Return-Path: <>\nFrom: alerts@x.example\n", "auto-generated");
    // what Fastmail stamps says nothing beside whatever else
    check(&[FEEDBACK, SILENCE].concat(), "careful");
    check(&[FEEDBACK, "From: marketing@x.example\n"].concat(), "careful");
    check(&[FEEDBACK, "Return-Path: <>\n"].concat(), "careful");
}

#[test]
fn a_group_that_is_an_address_of_ours_is_no_list() {
    let group = "Precedence: list\nMailing-list: list support@desk.example; contact support+owners@desk.example\n\
         List-ID: <support.desk.example>\nX-BeenThere: support@desk.example\nX-Google-Group-Id: 12345\n\
         List-Post: <https://groups.example/a/desk.example/group/support/post>, <mailto:support@desk.example>\n\
         List-Unsubscribe: <mailto:manage+1@groups.example>\nX-Original-Sender: ada@x.example\n";
    check(group, "person");
    check(&[group, FEEDBACK].concat(), "person");
    check(&[group, "Sender: support-bounces@desk.example\n"].concat(), "person");
    check("List-Id: Support 2.0 <SUPPORT.desk.example>\n", "person");
    check("List-Id: <press.list.example>\n", "list");
    check(&[group, "X-Mailing-List: press@list.example\n"].concat(), "list");
    check(&[group, "Auto-Submitted: auto-replied\n"].concat(), "auto-reply");
    check("Precedence: list\n", "list");
    check("List-Post: <https://groups.example/press>\n", "list");
}

#[test]
fn an_answer_to_us_is_a_persons_whatever_a_list_adds() {
    check(&[ANSWERS, FEEDBACK, LEAVE].concat(), "person");
    check(&[ANSWERS, "List-Id: <press.list.example>\nPrecedence: list\n"].concat(), "person");
    check("References: <1@x.example> <maildesk.reply.1@desk.example>\nList-Id: <press.list.example>\n", "person");
    // but not what notices of absence have
    check(&[ANSWERS, "Precedence: bulk\n"].concat(), "auto-reply");
    check(&[ANSWERS, "Auto-Submitted: auto-replied\n"].concat(), "auto-reply");
    check(&[ANSWERS, "Return-Path: <>\n", SILENCE].concat(), "auto-reply");
    check(&["In-Reply-To: <reply.1@desk.example>\n", "List-Id: <press.list.example>\n"].concat(), "list");
    check(&["In-Reply-To: <maildesk.reply.1@y.example>\n", "List-Id: <press.list.example>\n"].concat(), "list");
}

#[test]
fn programs_of_lists_write_by_these_names() {
    for from in
        ["owner-press", "press-owner", "press-bounces", "press-request", "press-bounces+ada=x.example", "Press-Bounce"]
    {
        check(&format!("From: {from}@list.example\n"), "list");
        check(&format!("Sender: {from}@list.example\n"), "list");
    }
    for from in ["owner", "bounces.on.beds", "request", "the-owners", "-request"] {
        check(&format!("From: {from}@x.example\n"), "person");
    }
}

/// Fields that providers and forwarders stamp on anybody's mail.
const STAMPS: &[&str] = &[
    "Feedback-ID: i12a34b56:Fastmail",
    "Feedback-ID: rr08011227a:zu08011227b:rf08011227c:ZohoMail",
    "Feedback-ID: 1.us-west-2.abc=:AmazonSES",
    "List-Unsubscribe: <https://x.example/leave>",
    "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    "X-MS-Exchange-Inbox-Rules-Loop: info@desk.example",
    "X-MS-Exchange-Inbox-Rules-Loop: ada@x.example",
    "X-Loop: bob@forwarder.example",
    "X-Loop: ada@x.example",
    "List-Id: <support.desk.example>",
    "Mailing-list: list support@desk.example; contact x@desk.example",
    "Precedence: list\nList-Id: <info.desk.example>",
    "Precedence: junk",
    "Return-Path: <>",
    "X-CSA-Complaints: csa@eco.example",
    "Errors-To: a@b.example",
    "X-Auto-Response-Suppress: DR, RN, NRN",
    "X-Auto-Response-Suppress: All",
    "Auto-Submitted: no",
    "X-MS-Reactions: disallow",
    "X-Autoreply: no",
];

/// Heads of people's mail.
const PEOPLE: &[&str] = &[
    "Subject: The press stops",
    "Subject: Re: press\nIn-Reply-To: <1@x.example>",
    "Subject: Out of paper\nX-Mailer: Thunderbird",
    "Subject: Re: Automatic reply: press\nIn-Reply-To: <1@y.example>",
    "From: office@x.example\nSubject: Fwd: press",
    "Subject: Question about your automatic replies",
    "Subject: Re: [HD-00001] press\nIn-Reply-To: <maildesk.reply.1@desk.example>",
    "Subject: ",
];

/// Fields of which each proves a program.
const PROOFS: &[&str] = &[
    "Auto-Submitted: auto-replied",
    "Auto-Submitted: auto-generated",
    "X-Autoreply: yes",
    "X-Autorespond: x",
    "X-Vacation: yes",
    "X-Failed-Recipients: bob@y.example",
    "Precedence: bulk",
    "Precedence: auto_reply",
    "List-Id: <press.list.example>",
    "X-BeenThere: press@list.example",
    "X-Jira-Fingerprint: 1",
    "X-Loop: yes",
    "Sender: owner-press@list.example",
    "Return-Path: <MAILER-DAEMON>",
    "X-Maildesk-Loop: other.example",
];

proptest::proptest! {
    #[test]
    fn no_one_stamp_makes_a_machine(person in 0..PEOPLE.len(), stamp in 0..STAMPS.len(), first in proptest::bool::ANY) {
        let (person, stamp) = (PEOPLE[person], STAMPS[stamp]);
        let head = if first { format!("{stamp}\n{person}\n") } else { format!("{person}\n{stamp}\n") };
        let found = judged(&head);
        proptest::prop_assert!(matches!(found, Origin::Person(_)), "{head:?} {found:?}");
    }

    #[test]
    fn each_proof_suffices(
        person in 0..PEOPLE.len() - 2,
        proof in 0..PROOFS.len(),
        stamps in proptest::collection::vec(0..STAMPS.len(), 0..4),
    ) {
        let stamps: String = stamps.iter().flat_map(|&at| [STAMPS[at], "\n"]).collect();
        let head = format!("{stamps}{}\n{}\n", PEOPLE[person], PROOFS[proof]);
        let excused = stamps.contains("desk.example") && proof_of_list(PROOFS[proof]);
        let found = judged(&head);
        proptest::prop_assert!(excused || matches!(found, Origin::Machine(_)), "{head:?} {found:?}");
    }
}

/// Whether the desk's own group stands in for it.
fn proof_of_list(proof: &str) -> bool {
    ["Precedence: bulk", "Sender:"].iter().any(|start| proof.starts_with(start))
}

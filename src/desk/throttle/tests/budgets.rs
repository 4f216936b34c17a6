//! Budgets in tables: what strangers and forgers spend is not what agents and proven mail get.

use super::*;
use crate::desk::reason::CommandFault;

#[test]
fn budgets_are_apart() {
    let letters =
        LetterLimits { per_mailbox: 1, per_desk: 1, per_address: 1, told_of_sender: 1, ..LetterLimits::default() };
    let policy = Policy { letters, ..policy() };
    let mut counted = Counted::default();
    let forged = Act { proof: Proof::Unknown(Basis::Unread), ..mail("ada@x.example", "Pay here") };
    assert_eq!(counted.take(&policy, &forged, 1).0, "confirmation→ada, new-ticket→anna");
    assert_eq!(counted.take(&policy, &forged, 2).0, "flood→anna", "the forger's budget is spent");
    let told = counted.take(&policy, &mail("ada@x.example", "It stops"), 3).0;
    assert_eq!(told, "new-ticket→anna", "agents hear of her own; the mailbox is full");
    let anna = vouched(policy.people.agents.0[0].contact.clone(), &Own::default()).unwrap();
    let mut act = Act { origin: crate::mail::origin::Origin::Person(anna), ..mail("ada@x.example", "") };
    act.asks.commands.lines.push(CommandLine { written: "#x".to_owned(), command: Err(CommandFault::Unknown) });
    assert_eq!(counted.take(&policy, &act, 4).0, "receipt→anna", "what strangers spent is not the agents'");
}

#[test]
fn held_mails_are_told_of_a_few_times_a_day_and_to_whom_they_name_once() {
    let holding = Holding {
        trusted: vec!["mx.desk.example".to_owned()],
        mailboxes: vec!["support".to_owned()],
        ..Holding::default()
    };
    let letters = LetterLimits { held: 2, ..LetterLimits::default() };
    let policy = Policy { holding, letters, ..policy() };
    let mut counted = Counted::default();
    let forged = |from: &str| Act { proof: Proof::Unknown(Basis::Unread), ..mail(from, "Pay here") };
    for (from, expected) in [
        ("a@x.example", "held→anna"),
        ("ben@desk.example", "held→anna, held→ben"),
        ("c@x.example", ""),
        ("anna@desk.example", "held→anna"),
        ("anna@desk.example", ""),
        ("ben@desk.example", ""),
    ] {
        let (told, reasons) = counted.take(&policy, &forged(from), 1);
        assert_eq!(told, expected, "{from}: {reasons}");
    }
    let policy = Policy { daily_letter: false, ..policy };
    assert_eq!(counted.take(&policy, &forged("d@x.example"), 1).0, "held→anna", "nothing else would tell of it");
}

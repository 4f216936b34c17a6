//! The pipe of an MTA: 0 only when the mail is durable, 75 in every other case.

use maildesk::desk::reason::Quarantine;

use crate::desk::{Desk, ended, ordinary};

#[test]
fn a_mail_piped_twice_is_one_ticket() {
    let desk = Desk::new();
    // Alone, with the ticket made at once; again; and beside a daemon.
    for _ in 0..2 {
        let ended = desk.pipe(&ordinary("ada"));
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""), "{}", ended.stderr);
        assert_eq!(desk.ledger().len(), 1);
        assert!(desk.ledger()[0].1.ticket.is_some());
    }
    let _daemon = desk.start();
    desk.letter_to("ada@customer.example");
    for name in ["ada", "carol", "carol"] {
        assert_eq!(desk.pipe(&ordinary(name)).code, Some(0));
    }
    desk.letter_to("carol@customer.example");
    assert_eq!(desk.ledger().len(), 2);
    let letters = ["ada", "carol"].map(|name| desk.letters_to(&format!("{name}@customer.example")).len());
    assert_eq!(letters, [1; 2]);
}

#[test]
fn what_is_wrong_with_the_desk_never_bounces_a_mail() {
    let desk = Desk::new();
    let good = std::fs::read_to_string(desk.path("config.toml")).unwrap();
    for bad in ["", "[desk]\nnmae = \"x\"\n", "[desk\n"] {
        desk.write_config(bad);
        assert_eq!(desk.pipe(&ordinary("ada")).code, Some(75), "{bad:?}");
    }
    desk.write_config(&good);
    let unknown = desk.command(&["ingest", "--mailbox", "nobody", "-"]);
    assert_eq!(ended(unknown, b"x").code, Some(75));
    assert!(!desk.database().exists() || desk.ledger().is_empty());
    // Not even an empty mail is refused: it becomes a ticket that says so.
    assert_eq!(desk.pipe("").code, Some(0));
    assert_eq!(desk.ledger()[0].1.reasons, [Quarantine::Empty.into()]);
}

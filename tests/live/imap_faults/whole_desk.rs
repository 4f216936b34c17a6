//! Tests the daemon itself: a missing wake-up, silence, and an oversized mail.

use super::*;

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn idle_that_never_wakes_is_outlived_by_the_poll() {
    let dovecot = Dovecot::start();
    let proxy = Proxy::start(dovecot.imap, || Fate { hushes: true, ..Fate::default() });
    let keys = dovecot.imap_toml(USER).replace("tls = \"implicit\"", "tls = \"clear-text\"");
    let keys = keys.lines().filter(|line| !line.starts_with("ca_file")).collect::<Vec<_>>().join("\n");
    let keys = keys.replace(&dovecot.imaps.to_string(), &proxy.port.to_string());
    let desk = desk(&mailbox("support", &(keys + "\nfirst = \"all\"\npoll = \"3s\"")));
    let _daemon = desk.start();
    eventually("it was read", || {
        desk.number("SELECT count(*) FROM mailbox WHERE last_success_at > 0").filter(|n| *n == 1)
    });
    for number in 1..=3 {
        dovecot.deliver(USER, mail(number, 100));
        let number = i64::try_from(number).unwrap();
        desk.becomes(MAILS, number);
    }
    println!("IDLE that never wakes: {} wake-ups swallowed, 3 mails found by the poll", proxy.swallowed());
    assert!(proxy.swallowed() > 0, "IDLE was never muted: {}", desk.log());
    assert_eq!((proxy.connections(), desk.error_of("support")), (1, None), "{}", desk.log());
    desk.reconciles();
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn a_server_that_falls_silent_amid_its_mails_is_told_and_holds_up_no_other() {
    let mut seed = Seed::new("a server that falls silent");
    let dovecot = Dovecot::start();
    let amid = 2_000 + seed.below(30_000);
    let proxy = Proxy::start(dovecot.imaps, move || Fate { down: Some(amid), stalls: true, ..Fate::default() });
    let sales = dovecot.imap_toml(OTHER_USER).replace(&dovecot.imaps.to_string(), &proxy.port.to_string());
    let ours = dovecot.imap_toml(USER) + "first = \"all\"\n";
    let tables = mailbox("sales", &(sales + "first = \"all\"\ntimeout = \"5s\"")) + &mailbox("support", &ours);
    let desk = desk(&tables);
    for number in 0..50 {
        dovecot.deliver(OTHER_USER, mail(number, 6_000));
    }
    let _daemon = desk.start();
    let error = eventually("the silence is told", || desk.error_of("sales"));
    assert!(error.contains("no answer within 5 s"), "{error}");
    let (code, printed) = desk.status();
    assert!(code == Some(69) && printed.contains("no answer within 5 s"), "{printed}");
    dovecot.deliver(USER, mail(100, 100));
    let of_support = "SELECT count(*) FROM mail WHERE mailbox = 'support'";
    eventually("the other goes on", || desk.number(of_support).filter(|count| *count == 1));
    assert!(desk.error_of("sales").is_some() && desk.error_of("support").is_none());
    proxy.turn(|| Fate { down: Some(0), stalls: true, ..Fate::default() });
    let (code, printed, said) = desk.ask(&["ledger", "reconcile"]);
    assert!(code == Some(69) && said.contains("could not compare: sales"), "{printed}{said}");
    assert!(printed.contains("support: 1 email") && printed.contains("no difference"), "{printed}");
    proxy.heal();
    desk.becomes(MAILS, 51);
    eventually("the error is over", || desk.error_of("sales").is_none().then_some(()));
    let printed = desk.reconciles();
    assert!(printed.contains("sales: 50 emails") && printed.contains("support: 1 email"), "{printed}");
    assert_eq!(desk.number("SELECT count(*) FROM mail WHERE whole = 0"), Some(0));
    println!("a server that falls silent: after {amid} bytes; {} connections stalled", proxy.ended());
}

/// The peak memory of a daemon that took a mail of 200 MB, with this limit for mails.
fn peak_with_limit(dovecot: &Dovecot, limit: usize) -> u64 {
    let desk = support(dovecot, &format!("first = \"all\"\n\n[limits]\nmessage_size = \"{} MiB\"", limit >> 20));
    let daemon = desk.start();
    // Without optimisation, understanding so much text takes long.
    desk.becomes("SELECT count(*) FROM mail WHERE outcome IS NOT NULL", 3);
    let cut = "SELECT length(bytes) FROM mail_raw JOIN mail ON mail.id = mail_raw.mail WHERE whole = 0";
    assert_eq!(desk.number(cut), Some(i64::try_from(limit).unwrap()));
    assert_eq!(desk.number("SELECT size FROM mail WHERE whole = 0"), Some(200 << 20));
    assert!(desk.reconciles().contains("1 taken in partly and left there"));
    daemon.peak_memory()
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn a_mail_of_200_mb_is_cut_at_the_limit_in_bounded_memory() {
    let dovecot = Dovecot::start();
    dovecot.deliver(USER, mail(1, 100));
    let mut large = mail(2, 0);
    let line = [&[b'x'; 70][..], b"\r\n"].concat();
    large.extend(line.iter().cycle().take((200 << 20) - large.len()));
    dovecot.deliver(USER, &large);
    drop(large);
    dovecot.deliver(USER, mail(3, 100));
    // The config's default, or less in short runs.
    let limit = if is_long() { 25 << 20 } else { 8 << 20 };
    let (small, large) = (peak_with_limit(&dovecot, 1 << 20), peak_with_limit(&dovecot, limit));
    println!(
        "a mail of 200 MB: the daemon held {} MiB at most with a limit of 1 MiB, {} MiB with {} MiB",
        small >> 20,
        large >> 20,
        limit >> 20
    );
    // Several times the limit, all of it text: read, understood, written. Never the 200 MB.
    assert!(small < 100 << 20, "{} MiB", small >> 20);
    assert!(large - small < 16 * limit as u64, "{} MiB", large >> 20);
}

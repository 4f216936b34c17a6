//! What others do to our folder: restart its server, renumber it, mark, move, delete, empty it.

use std::collections::BTreeSet;

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn a_server_that_restarts_and_numbers_anew_while_we_read_costs_no_mail() {
    let mut seed = Seed::new("a server that restarts and numbers anew");
    let rounds = if is_long() { 12 } else { 3 };
    let mut dovecot = Dovecot::start();
    let desk = support(&dovecot, "first = \"all\"");
    let account = account(&dovecot, Encryption::Implicit, dovecot.imaps);
    let mut turn = Turn::new(desk, account);
    for round in 0..rounds {
        turn.deliver(&dovecot, (0..60).map(|_| seed.below(9_000)).collect::<Vec<_>>());
        let some = turn.number(MAILS) + usize::try_from(seed.below(40)).unwrap();
        turn.read_until("some are taken", |turn| turn.number(MAILS) >= some).await;
        if round % 2 == 0 {
            dovecot.reset_uidvalidity(USER);
        }
        dovecot.stop();
        turn.deliver(&dovecot, (0..10).map(|_| seed.below(9_000)).collect::<Vec<_>>());
        // What was fetched ahead is written, and then there is no server.
        turn.step().await;
        turn.step().await;
        dovecot.start_again();
    }
    turn.read_to_end().await;
    turn.all_are_there_once();
    let printed = turn.desk.reconciles();
    assert!(printed.contains("under older numbers"), "{printed}");
    assert!(turn.failures >= rounds, "{} rounds failed", turn.failures);
    println!(
        "a server that restarts and numbers anew: {rounds} restarts, {} mails, each once, {} arrivals; reconcile: no difference",
        turn.delivered.len(),
        turn.number("SELECT count(*) FROM arrival")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn an_archive_that_does_not_count_is_told_apart_also_when_it_is_numbered_anew() {
    let dovecot = Dovecot::start();
    (0..30).for_each(|number| dovecot.deliver(USER, mail(1000 + number, 100)));
    dovecot.age_all(USER);
    let desk = support(&dovecot, "first = \"new\"");
    let since = Clock::system().now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let account =
        ImapAccount { first: First::New, since: Some(since), ..account(&dovecot, Encryption::Implicit, dovecot.imaps) };
    let (code, printed, _) = desk.ask(&["ledger", "reconcile"]);
    assert_eq!(code, Some(69), "there is no database yet: {printed}");
    let mut turn = Turn::new(desk, account);
    turn.read_to_end().await;
    assert!(turn.desk.reconciles().contains("30 older than the first reading"));
    turn.deliver(&dovecot, [100; 50]);
    let (code, printed, _) = turn.desk.ask(&["ledger", "reconcile"]);
    assert!(code == Some(65) && printed.contains("50 not taken in yet: 31, 32"), "{printed}");
    turn.read_until("some are taken", |turn| turn.number(MAILS) >= 20).await;
    dovecot.reset_uidvalidity(USER);
    let (code, printed, _) = turn.desk.ask(&["ledger", "reconcile"]);
    assert!(code == Some(65) && printed.contains("has renumbered the folder"), "{printed}");
    turn.read_to_end().await;
    turn.all_are_there_once();
    assert!(turn.desk.reconciles().contains("30 older than the first reading"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn a_first_reading_of_what_is_unseen_that_breaks_off_and_begins_again_takes_all_of_it() {
    let seed = Arc::new(Mutex::new(Seed::new("a first reading that breaks off")));
    let dovecot = Dovecot::start();
    let (count, read) = if is_long() { (1500, 600) } else { (200, 80) };
    let desk = support(&dovecot, "first = \"unseen\"");
    let proxy = Proxy::start(dovecot.imap, cutting(&seed));
    let account = account(&dovecot, Encryption::ClearText, proxy.port);
    let account = ImapAccount { first: First::Unseen, timeout: HASTE, ..account };
    let mut turn = Turn::new(desk, account.clone());
    let lengths: Vec<u64> = (0..count).map(|_| seed.lock().unwrap().below(9_000)).collect();
    turn.deliver(&dovecot, lengths);
    let mut human = Human::login(dovecot.imap, USER);
    human.says("SELECT INBOX");
    let mut unread = human.uids();
    let mut marked = Vec::new();
    while marked.len() < read {
        let one = seed.lock().unwrap().below(unread.len() as u64);
        marked.push(unread.remove(usize::try_from(one).unwrap()).to_string());
    }
    human.says(&format!("UID STORE {} +FLAGS (\\Seen)", marked.join(",")));
    // The UIDs of a fresh folder follow the order of deliveries.
    let mails = std::mem::take(&mut turn.delivered);
    turn.delivered = unread.iter().map(|uid| mails[*uid as usize - 1].clone()).collect();
    let (mut begun, most, deadline) = (1, if is_long() { 40 } else { 10 }, Instant::now() + PATIENCE);
    while turn.number("SELECT count(*) FROM cursor") == 0 {
        assert!(Instant::now() < deadline, "no end after {begun} beginnings");
        turn.step().await;
        if begun < most && seed.lock().unwrap().below(6) == 0 {
            // As after a crash: the state of the pass is lost.
            turn.restart(account.clone());
            begun += 1;
        }
    }
    proxy.heal();
    turn.read_to_end().await;
    turn.all_are_there_once();
    let printed = turn.desk.reconciles();
    assert!(printed.contains(&format!("{read} older than the first reading")), "{printed}");
    println!(
        "a first reading that breaks off: {} unseen mails of {count}, each once, begun {begun} times, {} cuts; reconcile: no difference",
        turn.delivered.len(),
        proxy.ended()
    );
}

/// An action in our folder.
fn meddle(human: &mut Human, seed: &mut Seed) {
    human.says("SELECT INBOX");
    let uids = human.uids();
    let some: Vec<String> = uids.iter().filter(|_| seed.below(8) == 0).map(ToString::to_string).collect();
    let set = some.join(",");
    match seed.below(5) {
        _ if some.is_empty() => {}
        0 => drop(human.says(&format!("UID STORE {set} +FLAGS (\\Seen)"))),
        1 => drop(human.says(&format!("UID STORE {set} +FLAGS (\\Flagged \\Answered)"))),
        2 => drop(human.says(&format!("UID MOVE {set} Later"))),
        3 => {
            human.says("SELECT Later");
            if !human.uids().is_empty() {
                human.says("UID MOVE 1:* INBOX");
            }
        }
        _ => {
            human.says(&format!("UID STORE {set} +FLAGS (\\Deleted)"));
            human.says("EXPUNGE");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn humans_who_mark_move_and_delete_meanwhile_are_no_trouble() {
    let seed = Arc::new(Mutex::new(Seed::new("humans in the folder")));
    let waves = if is_long() { 20 } else { 3 };
    for after in [(After::Leave, "\"leave\""), (After::MarkSeen, "\"mark-seen\"")] {
        let dovecot = Dovecot::start();
        let proxy = Proxy::start(dovecot.imap, cutting(&seed));
        let desk = support(&dovecot, &format!("first = \"all\"\nafter = {}", after.1));
        let account = account(&dovecot, Encryption::ClearText, proxy.port);
        let mut turn = Turn::new(desk, ImapAccount { after: after.0, timeout: HASTE, ..account });
        let mut human = Human::login(dovecot.imap, USER);
        human.says("CREATE Later");
        let mut deeds = 0;
        for _ in 0..waves {
            let lengths: Vec<u64> = (0..60).map(|_| seed.lock().unwrap().below(9_000)).collect();
            turn.deliver(&dovecot, lengths);
            let mine = Arc::clone(&seed);
            // Runs at the same time as the belt, on its own thread.
            let at_work = std::thread::spawn(move || {
                for _ in 0..12 {
                    let mut own = mine.lock().unwrap().fork();
                    meddle(&mut human, &mut own);
                }
                human
            });
            while !at_work.is_finished() {
                turn.step().await;
            }
            human = at_work.join().unwrap();
            deeds += 12;
        }
        proxy.heal();
        turn.read_to_end().await;
        let known: BTreeSet<Vec<u8>> = turn.taken().into_iter().collect();
        assert_eq!(known.len(), turn.number(MAILS), "a mail is in the ledger twice");
        for there in dovecot.messages(USER, "INBOX") {
            assert!(known.contains(&there), "{}", String::from_utf8_lossy(&there));
        }
        assert_eq!(turn.number("SELECT count(*) FROM mail WHERE whole = 0"), 0, "a mail lost its text");
        turn.desk.reconciles();
        println!(
            "humans in the folder, after = {}: {deeds} deeds, {} mails delivered, {} taken, {} cuts; reconcile: no difference",
            after.1,
            turn.delivered.len(),
            known.len(),
            proxy.ended()
        );
        // Somebody else empties it while it has unread mail.
        turn.deliver(&dovecot, [5_000; 60]);
        turn.step().await;
        human.says("SELECT INBOX");
        human.says("STORE 1:* +FLAGS (\\Deleted)");
        human.says("EXPUNGE");
        turn.read_to_end().await;
        turn.deliver(&dovecot, [100; 3]);
        let before = turn.number(MAILS);
        turn.read_until("new mail is taken from the emptied folder", |turn| turn.number(MAILS) >= before + 3).await;
        turn.read_to_end().await;
        turn.desk.reconciles();
    }
}

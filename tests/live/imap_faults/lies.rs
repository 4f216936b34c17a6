//! A server that lies about its mails and hangs up amid an answer.

use super::*;

pub(super) fn fake_account(fake: &FakeImap) -> ImapAccount {
    ImapAccount { idle: false, ..imap_account(fake.port, Encryption::ClearText, None) }
}

pub(super) fn fake_desk(fake: &FakeImap) -> Desk {
    let keys = format!(
        "host = \"localhost\"\nport = {}\ntls = \"clear-text\"\nuser = \"{USER}\"\npassword = {{ file = \"wrong\" }}\n",
        fake.port
    );
    desk(&mailbox("support", &(keys + "first = \"all\"")))
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn a_server_that_makes_its_mails_small_fills_no_memory() {
    let mails: Vec<Vec<u8>> = (0..30).map(|number| mail(number, 900_000)).collect();
    let manners = Manners { size: |_, _| 0, ..Manners::default() };
    let fake = FakeImap::start(mails.clone(), manners);
    let mut mailbox = ImapMailbox::new(fake_account(&fake));
    let (mut cursor, mut taken, mut most) = (None, Vec::new(), 0);
    loop {
        let batch = mailbox.fetch(cursor, BUDGET).await.unwrap();
        most = most.max(batch.messages.iter().map(|message| message.bytes.len()).sum());
        taken.extend(batch.messages.into_iter().map(|message| message.bytes));
        cursor = batch.cursor;
        if !batch.more {
            break;
        }
    }
    assert!(taken == mails, "each once, in order");
    assert!(most < BUDGET.bytes + BUDGET.message_bytes, "{most} bytes in one batch");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn sizes_that_lie_and_goodbyes_amid_an_answer_cost_no_mail() {
    let seed = Arc::new(Mutex::new(Seed::new("sizes that lie")));
    let count = if is_long() { 3000 } else { 300 };
    let lengths: Vec<u64> = (0..count).map(|_| seed.lock().unwrap().below(9_000)).collect();
    let mails: Vec<Vec<u8>> = lengths.iter().enumerate().map(|(number, length)| mail(number, *length)).collect();
    let (own, mut connections) = (Arc::clone(&seed), 0);
    let manners = Manners {
        size: |uid, size| match uid % 5 {
            0 => 0,
            1 => 1,
            2 => size as u64 * 3 / 2,
            3 => size as u64 * 3,
            _ => size as u64,
        },
        patience: Box::new(move || {
            connections += 1;
            (connections % 4 > 0).then(|| own.lock().unwrap().below(12))
        }),
        ..Manners::default()
    };
    let fake = FakeImap::start(mails.clone(), manners);
    let mut turn = Turn::new(fake_desk(&fake), fake_account(&fake));
    turn.delivered = mails;
    turn.read_until("all are taken", |turn| turn.number(MAILS) >= count).await;
    fake.behave();
    turn.read_to_end().await;
    turn.all_are_there_once();
    let printed = turn.desk.reconciles();
    assert!(!printed.contains("taken in partly"), "a fetch that ends twice at the same byte is whole: {printed}");
    println!("sizes that lie: {count} mails, each once, {} goodbyes; reconcile: no difference", fake.byes());
    assert!(fake.byes() > 0 && turn.failures > 0);
}

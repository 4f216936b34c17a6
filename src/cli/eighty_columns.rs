//! Every table of every command on a desk full of hostile words: long, wide, and such as move a terminal's cursor.

use crate::desk::policy::Policy;
use crate::store::samples::unchecked;

use super::ledger::{LedgerArgs, ledger};
use super::outbox::{OutboxArgs, outbox};
use super::samples::{SampleDesk, later, printed};
use super::status::{StatusArgs, status};
use super::ticket::{TicketArgs, ticket};
use super::tickets::{TicketsArgs, tickets};
use super::width::{COLUMNS, width};

/// Words of strangers in every column that can have them.
const HOSTILE: &str = "
CREATE TEMP TABLE w AS SELECT replace(hex(zeroblob(60)), '00', '日本') || char(27) || '[2J' || char(10, 13, 9, 7, 8238) || 'tail' AS a,
    replace(hex(zeroblob(90)), '00', 'long ') AS b, replace(hex(zeroblob(60)), '00', 'x') AS c;
UPDATE ticket SET subject = (SELECT a FROM w), status = (SELECT b FROM w), assignee = (SELECT a FROM w), mailbox = (SELECT a FROM w);
UPDATE person SET name = (SELECT a FROM w), address = (SELECT c || '@' || c || '.example' FROM w);
UPDATE mail SET mailbox = (SELECT a FROM w), subject = (SELECT b FROM w), from_address = (SELECT c || '@' || c || '.example' FROM w);
UPDATE letter SET notice = (SELECT a FROM w), to_address = (SELECT c || '@' || c || '.example' FROM w);
UPDATE outbox SET words = (SELECT a || b FROM w);
UPDATE mailbox SET name = (SELECT a FROM w), last_error = (SELECT b FROM w), error_since = last_try_at;
DROP TABLE w;
";

fn check(name: &str, table: &str) {
    assert!(table.lines().count() > 1, "{name} shows nothing: {table}");
    for line in table.lines() {
        assert!(width(line) <= COLUMNS, "{name} takes {} columns: {line}", width(line));
        assert!(!line.chars().any(char::is_control), "{name}: {line:?}");
    }
}

#[tokio::test]
async fn tables_fit_whatever_their_cells_hold() {
    let desk = SampleDesk::new().await;
    unchecked(&desk.store, HOSTILE).await;
    let (reader, policy, now): (_, &Policy, _) = (&desk.reader, &desk.policy, later(90_000));
    let all = TicketsArgs { all: true, ..TicketsArgs::plain() };
    check("tickets", &printed(|out| tickets(&all, reader, policy, now, out)));
    let all = OutboxArgs { failed: false, all: true, limit: 50, json: false };
    check("outbox", &printed(|out| outbox(&all, reader, policy, now, out)));
    let all = LedgerArgs { question: None, end: None, limit: None, mail: None, raw: false, json: false };
    check("ledger", &printed(|out| ledger(&all, reader, policy, now, out)));
    let one = TicketArgs { reference: "2".to_owned(), json: false };
    check("ticket", &printed(|out| ticket(&one, reader, policy, now, out)).replace("\n\n", "\n"));
    let mut shown = Vec::new();
    // It is not well.
    let _ = status(&StatusArgs { json: false }, reader, &policy.people, now, &mut shown);
    check("status", &String::from_utf8(shown).unwrap());
}

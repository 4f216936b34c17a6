//! Lists of tickets: an agent's, a team's, those that nobody has, all; and a customer's with those of their company. Each takes a
//! few look-ups by an index for each status, however many tickets there are.

use jiff::Timestamp;
use rusqlite::Connection;
use rusqlite::types::ToSql;

use crate::desk::field::Fields;
use crate::desk::question::{Answer, Brief, Listed, MOST_LISTED, Question};
use crate::desk::reference::TicketNumber;
use crate::desk::status::StatusName;
use crate::mail::{Address, Subject};

use super::StoreError;
use super::sql::{Row, at, count, first, from_json, some_contact, value, values};

/// The statuses that mean done.
pub type IsDone<'a> = &'a dyn Fn(&StatusName) -> bool;

/// The limit of counting tickets.
pub(super) const MOST_COUNTED: usize = 1_000;
/// How many of the tickets that somebody follows are considered, the newest.
const MOST_FOLLOWED: usize = 200;
/// No workflow has more statuses, and no desk more agents or teams with tickets.
const MOST_NAMES: usize = 2_000;

// The newest tickets of somebody (`?1`) in a status (`?2`), at most `?3`. Each is answered from its index alone, and so it is
// with the oldest.
pub(super) const OF_AGENT: &str =
    "SELECT number FROM ticket WHERE assignee = ?1 AND status = ?2 ORDER BY number DESC LIMIT ?3";
pub(super) const OF_TEAM: &str =
    "SELECT number FROM ticket WHERE team = ?1 AND status = ?2 ORDER BY number DESC LIMIT ?3";
pub(super) const OF_REQUESTER: &str =
    "SELECT number FROM ticket WHERE requester = ?1 AND status = ?2 ORDER BY number DESC LIMIT ?3";
pub(super) const OF_ORGANISATION: &str =
    "SELECT number FROM ticket WHERE organisation = ?1 AND status = ?2 ORDER BY number DESC LIMIT ?3";
pub(super) const UNASSIGNED: &str =
    "SELECT number FROM ticket WHERE assignee IS ?1 AND status = ?2 ORDER BY number DESC LIMIT ?3";
pub(super) const STANDING: &str = "SELECT number FROM ticket WHERE status = ?2 ORDER BY number DESC LIMIT ?3";

/// Answers a question for a list; `is_done` recognises finished statuses.
pub(super) fn answer(conn: &Connection, question: &Question, is_done: IsDone<'_>) -> Result<Answer, StoreError> {
    let all = by_stage(conn, is_done)?;
    let (of, stages) = match question {
        Question::Only { done: true, of } => (&**of, Stages { open: Vec::new(), ..all }),
        Question::Only { done: false, of } => (&**of, Stages { done: Vec::new(), ..all }),
        Question::OfCustomer { .. } => (question, all),
        _ => (question, Stages { done: Vec::new(), ..all }),
    };
    match of {
        Question::OfCustomer { address, organisation } => of_customer(conn, address, organisation.as_deref(), stages),
        of => {
            let order = if stages.open.is_empty() { Order::NewestFirst } else { Order::OldestFirst };
            list(conn, of, (&[stages.open, stages.done].concat(), order))
        }
    }
}

/// Which tickets come first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    NewestFirst,
    /// Whoever has waited longest.
    OldestFirst,
}

/// A list of agents', of the tickets in these statuses.
fn list(conn: &Connection, question: &Question, statuses: (&[StatusName], Order)) -> Result<Answer, StoreError> {
    let found = match question {
        Question::OfAgent(name) => ordered(conn, OF_AGENT, name, statuses),
        Question::OfTeam(name) => ordered(conn, OF_TEAM, name, statuses),
        Question::Unassigned => ordered(conn, UNASSIGNED, &None::<String>, statuses),
        Question::Open => ordered(conn, STANDING, &None::<String>, statuses),
        other => Err(StoreError::Contradiction(format!("{other:?} isn't a list"))),
    };
    listed(conn, found?)
}

/// The statuses in use.
pub(super) struct Stages {
    /// Unfinished ones.
    pub(super) open: Vec<StatusName>,
    /// Finished ones.
    done: Vec<StatusName>,
}

/// Tells the statuses in use apart.
pub(super) fn by_stage(conn: &Connection, is_done: IsDone<'_>) -> Result<Stages, StoreError> {
    let statuses = each_once(conn, STATUS)?.into_iter().map(StatusName);
    let (done, open) = statuses.partition(is_done);
    Ok(Stages { open, done })
}

/// The next status in use.
pub(super) const STATUS: &str = "SELECT status FROM ticket WHERE status > ?1 ORDER BY status LIMIT 1";

/// The names in a column, by a statement that finds the one after `?1`: one look-up by an index for each name, however many
/// tickets have it.
pub(super) fn each_once(conn: &Connection, next: &str) -> Result<Vec<String>, StoreError> {
    let mut names = Vec::new();
    let mut last = String::new();
    while names.len() < MOST_NAMES {
        let Some(name) = value::<String>(conn, next, [&last])? else { break };
        last.clone_from(&name);
        names.push(name);
    }
    Ok(names)
}

/// The first of some tickets.
struct Newest {
    numbers: Vec<i64>,
    /// Their number, up to the limit of counting.
    found: usize,
}

/// The newest tickets in any of these statuses.
fn newest(conn: &Connection, sql: &str, of: &dyn ToSql, statuses: &[StatusName]) -> Result<Newest, StoreError> {
    ordered(conn, sql, of, (statuses, Order::NewestFirst))
}

/// The newest or oldest tickets in any of these statuses.
fn ordered(
    conn: &Connection,
    newest: &str,
    of: &dyn ToSql,
    (statuses, order): (&[StatusName], Order),
) -> Result<Newest, StoreError> {
    let oldest = newest.replace(" DESC ", " ");
    let sql = if order == Order::OldestFirst { &oldest } else { newest };
    let mut numbers: Vec<i64> = Vec::new();
    for status in statuses {
        let most = count(MOST_COUNTED);
        let params: [&dyn ToSql; 3] = [of, &status.as_str(), &most];
        numbers.extend(values::<i64>(conn, sql, params.as_slice())?);
    }
    numbers.sort_unstable();
    if order == Order::NewestFirst {
        numbers.reverse();
    }
    numbers.dedup();
    let found = numbers.len();
    numbers.truncate(MOST_LISTED);
    Ok(Newest { numbers, found })
}

fn listed(conn: &Connection, Newest { numbers, found }: Newest) -> Result<Answer, StoreError> {
    let mut listed = Listed { tickets: Vec::with_capacity(numbers.len()), more: found - numbers.len() };
    for number in numbers {
        listed.tickets.extend(brief(conn, number)?);
    }
    Ok(Answer::Tickets(listed))
}

/// The tickets that somebody opened or follows, and those of their organisation. Unfinished ones come first.
fn of_customer(
    conn: &Connection,
    address: &Address,
    organisation: Option<&str>,
    Stages { open, done }: Stages,
) -> Result<Answer, StoreError> {
    const PERSON: &str = "SELECT id FROM person WHERE key = ?1";
    const FOLLOWED: &str = "SELECT ticket FROM participant WHERE person = ?1 ORDER BY ticket DESC LIMIT ?2";
    let person: Option<i64> = value(conn, PERSON, [address.key()])?;
    let followed: Vec<i64> = match person {
        Some(person) => values(conn, FOLLOWED, [person, count(MOST_FOLLOWED)])?,
        None => Vec::new(),
    };
    let followed = followed.into_iter().map(|number| brief(conn, number)).collect::<Result<Vec<_>, _>>()?;
    let mut all_listed = Listed::default();
    for statuses in [open, done] {
        let mut numbers: Vec<i64> = Vec::new();
        let mut found = 0;
        let own = person.map(|person| newest(conn, OF_REQUESTER, &person, &statuses)).transpose()?;
        let shared = organisation.map(|name| newest(conn, OF_ORGANISATION, &name, &statuses)).transpose()?;
        for newest in own.into_iter().chain(shared) {
            // Their own are among their organisation's, so the larger number counts both.
            found = newest.found.max(found);
            numbers.extend(newest.numbers);
        }
        let follows = followed.iter().flatten().filter(|brief| statuses.contains(&brief.status));
        numbers.extend(follows.map(|brief| brief.number.0));
        numbers.sort_unstable_by(|a, b| b.cmp(a));
        numbers.dedup();
        let found = found.max(numbers.len());
        numbers.truncate(MOST_LISTED);
        all_listed.more += found - numbers.len();
        for number in numbers {
            if let Some(brief) = brief(conn, number)? {
                let changed_at = changed_in_public(conn, &brief)?;
                all_listed.tickets.push(Brief { changed_at, ..brief });
            }
        }
    }
    Ok(Answer::Tickets(all_listed))
}

/// When something last happened on a ticket that its customers may know. Notes don't count.
pub(super) fn changed_in_public(conn: &Connection, brief: &Brief) -> Result<Timestamp, StoreError> {
    const SAID: &str = "SELECT at FROM comment WHERE ticket = ?1 AND visibility = 'public' ORDER BY id DESC LIMIT 1";
    const MOVED: &str = "SELECT status_at FROM ticket WHERE number = ?1";
    let number = brief.number.0;
    let (said, moved) = (value(conn, SAID, [number])?, value(conn, MOVED, [number])?);
    Ok(said.max(moved).map_or(brief.opened_at, at))
}

/// A ticket of a list.
pub(super) fn brief(conn: &Connection, number: i64) -> Result<Option<Brief>, StoreError> {
    let sql = format!("SELECT {BRIEF} FROM ticket LEFT JOIN person ON person.id = ticket.requester WHERE number = ?1");
    first(conn, &sql, [number], read_brief)
}

/// The columns of a ticket in a list, with its requester as `person`.
pub(super) const BRIEF: &str = "number, subject, status, person.name AS requester_name, \
                                person.address AS requester_address, assignee, fields, opened_at, changed_at";

/// Reads [`BRIEF`].
pub(super) fn read_brief(row: &Row<'_>) -> Result<Brief, StoreError> {
    Ok(Brief {
        number: TicketNumber(row.get("number")?),
        subject: Subject::from(row.get::<String>("subject")?),
        status: StatusName(row.get("status")?),
        requester: some_contact(row.get("requester_name")?, row.get("requester_address")?)?,
        assignee: row.get("assignee")?,
        fields: Fields(from_json(row.get("fields")?)?),
        opened_at: at(row.get("opened_at")?),
        changed_at: at(row.get("changed_at")?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use crate::store::samples::{Scratch, open_ticket};

    fn is_done(status: &StatusName) -> bool {
        status.as_str() == "resolved"
    }

    async fn ask(store: &Store, question: Question) -> Answer {
        store.write(move |tx| answer(tx.conn()?, &question, &is_done)).await.unwrap()
    }

    async fn set(store: &Store, sql: &'static str) {
        store.write(move |tx| Ok(tx.conn()?.execute_batch(sql)?)).await.unwrap();
    }

    fn numbers(answer: &Answer) -> (Vec<i64>, usize) {
        match answer {
            Answer::Tickets(listed) => (listed.tickets.iter().map(|brief| brief.number.0).collect(), listed.more),
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn agents_lists_have_what_is_not_done_the_oldest_first() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        for name in ["a", "b", "c", "d", "e"] {
            open_ticket(store, name).await;
        }
        set(
            store,
            "UPDATE ticket SET assignee = 'anna' WHERE number IN (1, 2, 3); \
             UPDATE ticket SET status = 'resolved' WHERE number IN (2, 4); \
             UPDATE ticket SET status = 'assigned', team = 'web' WHERE number IN (1, 5)",
        )
        .await;
        let check = async |question: Question, expected: &[i64]| {
            let shown = format!("{question:?}");
            assert_eq!(numbers(&ask(store, question).await), (expected.to_vec(), 0), "{shown}");
        };
        check(Question::OfAgent("anna".to_owned()), &[1, 3]).await;
        check(Question::OfAgent("ben".to_owned()), &[]).await;
        check(Question::Unassigned, &[5]).await;
        check(Question::OfTeam("web".to_owned()), &[1, 5]).await;
        check(Question::Open, &[1, 3, 5]).await;
        let only = |done, of| Question::Only { done, of: Box::new(of) };
        check(only(true, Question::Open), &[4, 2]).await;
        check(only(true, Question::OfAgent("anna".to_owned())), &[2]).await;
        check(only(false, Question::OfAgent("anna".to_owned())), &[1, 3]).await;
        check(only(true, Question::Unassigned), &[4]).await;
        check(only(true, Question::OfTeam("web".to_owned())), &[]).await;
    }

    #[tokio::test]
    async fn a_customer_is_told_of_theirs_and_their_companys_and_no_others() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        for name in ["a", "b", "c", "d", "e", "f"] {
            open_ticket(store, name).await;
        }
        // 1 and 2 are Ada's. 3 and 4 are Bob's, of the same company. 5 is Eve's. Ada follows 6, which is Eve's.
        set(
            store,
            "INSERT INTO person (id, key, address, name) VALUES (10, 'bob@customer.example', 'bob@customer.example', ''), \
                 (11, 'eve@stranger.example', 'eve@stranger.example', ''); \
             UPDATE ticket SET requester = 10 WHERE number IN (3, 4); \
             UPDATE ticket SET requester = 11 WHERE number IN (5, 6); \
             UPDATE ticket SET organisation = 'acme' WHERE number <= 4; \
             UPDATE ticket SET status = 'resolved' WHERE number IN (2, 4); \
             INSERT INTO participant (ticket, person, place, at) VALUES (6, 1, 1, 0)",
        )
        .await;
        let check = async |address: &str, organisation: Option<&str>, expected: &[i64]| {
            let question = Question::OfCustomer {
                address: Address::parse(address).unwrap(),
                organisation: organisation.map(str::to_owned),
            };
            assert_eq!(numbers(&ask(store, question).await), (expected.to_vec(), 0), "{address} {organisation:?}");
        };
        check("ADA@customer.example", None, &[6, 1, 2]).await;
        check("ada@customer.example", Some("acme"), &[6, 3, 1, 4, 2]).await;
        check("bob@customer.example", None, &[3, 4]).await;
        check("new@customer.example", Some("acme"), &[3, 1, 4, 2]).await;
        check("eve@stranger.example", None, &[6, 5]).await;
        check("nobody@stranger.example", None, &[]).await;
    }

    #[tokio::test]
    async fn long_lists_are_cut_and_say_so() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        open_ticket(store, "a").await;
        set(
            store,
            "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 1200) \
             INSERT INTO ticket (number, subject, status, requester, mailbox, opened_at, status_at, changed_at) \
             SELECT i, 's', 'new', 1, 'support', 0, 0, 0 FROM n",
        )
        .await;
        let (listed, more) = numbers(&ask(store, Question::Open).await);
        assert_eq!((listed.len(), listed[0], more), (MOST_LISTED, 1, MOST_COUNTED - MOST_LISTED));
        let own = Question::OfCustomer { address: Address::parse("ada@customer.example").unwrap(), organisation: None };
        let (listed, more) = numbers(&ask(store, own).await);
        assert_eq!((listed.len(), more), (MOST_LISTED, MOST_COUNTED - MOST_LISTED));
    }
}

//! Questions of mails besides the tickets that they name: lists of tickets, one ticket with its comments, the number of
//! somebody's questions. Each takes a few look-ups by an index, however many tickets there are.

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use rusqlite::types::ToSql;

use crate::desk::end::End;
use crate::desk::people::Role;
use crate::desk::question::{
    Answer, Brief, Lately, Listed, MOST_BYTES, MOST_LISTED, MOST_SHOWN, MailFate, Question, Shown, ShownComment,
};
use crate::desk::reference::TicketNumber;
use crate::desk::status::StatusName;
use crate::desk::ticket::Visibility;
use crate::mail::{Address, Subject};

use super::sql::{at, count, first, known, ms, some_contact, unsigned, value, values};
use super::{MailId, StoreError, agent_mails, copies, lately, tickets};

/// The statuses that mean done.
pub type IsDone<'a> = &'a dyn Fn(&StatusName) -> bool;

/// The limit of counting tickets.
const MOST_COUNTED: usize = 1_000;
/// How many of the tickets that somebody follows are considered, the newest.
const MOST_FOLLOWED: usize = 200;
/// No workflow has more.
const MOST_STATUSES: usize = 200;

// The newest tickets of somebody (`?1`) in a status (`?2`), at most `?3`. Each is answered from its index alone.
const OF_AGENT: &str = "SELECT number FROM ticket WHERE assignee = ?1 AND status = ?2 ORDER BY number DESC LIMIT ?3";
const OF_TEAM: &str = "SELECT number FROM ticket WHERE team = ?1 AND status = ?2 ORDER BY number DESC LIMIT ?3";
const OF_REQUESTER: &str =
    "SELECT number FROM ticket WHERE requester = ?1 AND status = ?2 ORDER BY number DESC LIMIT ?3";
const OF_ORGANISATION: &str =
    "SELECT number FROM ticket WHERE organisation = ?1 AND status = ?2 ORDER BY number DESC LIMIT ?3";
const UNASSIGNED: &str = "SELECT number FROM ticket WHERE assignee IS ?1 AND status = ?2 ORDER BY number DESC LIMIT ?3";
const STANDING: &str = "SELECT number FROM ticket WHERE status = ?2 ORDER BY number DESC LIMIT ?3";

/// Answers a question of an act. `is_done` recognises finished statuses.
pub(super) fn answer(conn: &Connection, question: &Question, is_done: IsDone<'_>) -> Result<Answer, StoreError> {
    match question {
        Question::OfAgent(_) | Question::OfTeam(_) | Question::Unassigned | Question::Open => {
            list(conn, question, by_stage(conn, is_done)?.open)
        }
        Question::OfCustomer { address, organisation } => {
            of_customer(conn, address, organisation.as_deref(), by_stage(conn, is_done)?)
        }
        Question::Only { done, of } => {
            let all = by_stage(conn, is_done)?;
            match &**of {
                Question::OfCustomer { address, organisation } => {
                    let stages =
                        if *done { Stages { open: Vec::new(), ..all } } else { Stages { done: Vec::new(), ..all } };
                    of_customer(conn, address, organisation.as_deref(), stages)
                }
                of => list(conn, of, if *done { all.done } else { all.open }),
            }
        }
        Question::One(number) => Ok(Answer::One(shown(conn, *number)?.map(Box::new))),
        Question::Ended { sender, end, since } => ended(conn, sender, *end, *since),
        Question::Fate(mail) => Ok(Answer::Fate(fate(conn, *mail)?)),
        Question::Notes(ticket) => agent_mails::notes(conn, *ticket),
        Question::Unsent { ticket, answers } => agent_mails::unsent(conn, *ticket, answers),
        Question::Conversation(ticket) => Ok(Answer::Conversation(lately::conversation(conn, *ticket)?)),
        Question::Lately { ticket, answers, reader, written } => {
            let answered = lately::answered(conn, answers)?;
            let got = lately::got(conn, *ticket, reader, *written)?;
            Ok(Answer::Lately(Lately { answered, got, said: lately::said(conn, *ticket)? }))
        }
    }
}

/// A list of agents', of the tickets in these statuses.
fn list(conn: &Connection, question: &Question, statuses: Vec<StatusName>) -> Result<Answer, StoreError> {
    let found = match question {
        Question::OfAgent(name) => newest(conn, OF_AGENT, name, &statuses),
        Question::OfTeam(name) => newest(conn, OF_TEAM, name, &statuses),
        Question::Unassigned => newest(conn, UNASSIGNED, &None::<String>, &statuses),
        Question::Open => newest(conn, STANDING, &None::<String>, &statuses),
        other => Err(StoreError::Contradiction(format!("{other:?} is no list"))),
    };
    listed(conn, found?)
}

/// What became of a mail. What was worked on as another copy is not to be worked on again.
fn fate(conn: &Connection, mail: i64) -> Result<Option<MailFate>, StoreError> {
    const FATE: &str = "SELECT from_name, from_address, coalesce(origin, '') AS origin, \
                        coalesce(outcome = 'held' OR outcome = 'suppressed' OR (outcome = 'commented' AND origin <> 'person'), 0) \
                        AS is_set_aside FROM mail WHERE id = ?1";
    let is_copy = copies::is_settled(conn, MailId(mail))?;
    first(conn, FATE, [mail], |row| {
        Ok(MailFate {
            is_set_aside: row.get("is_set_aside")?,
            is_copy,
            origin: row.get("origin")?,
            from: some_contact(row.get("from_name")?, row.get("from_address")?)?,
        })
    })
}

/// The statuses in use.
struct Stages {
    /// Unfinished ones.
    open: Vec<StatusName>,
    /// Finished ones.
    done: Vec<StatusName>,
}

/// The statuses in use. Walks from one to the next by the index, with one look-up
/// for each.
fn by_stage(conn: &Connection, is_done: IsDone<'_>) -> Result<Stages, StoreError> {
    const NEXT: &str = "SELECT status FROM ticket WHERE status > ?1 ORDER BY status LIMIT 1";
    let mut stages = Stages { open: Vec::new(), done: Vec::new() };
    let mut last = String::new();
    for _ in 0..MOST_STATUSES {
        let Some(next) = value::<String>(conn, NEXT, [&last])? else { break };
        last.clone_from(&next);
        let status = StatusName(next);
        if is_done(&status) { &mut stages.done } else { &mut stages.open }.push(status);
    }
    Ok(stages)
}

/// The newest of some tickets.
struct Newest {
    numbers: Vec<i64>,
    /// Their number, up to the limit of counting.
    found: usize,
}

/// The newest tickets in any of these statuses.
fn newest(conn: &Connection, sql: &str, of: &dyn ToSql, statuses: &[StatusName]) -> Result<Newest, StoreError> {
    let mut numbers: Vec<i64> = Vec::new();
    for status in statuses {
        let most = count(MOST_COUNTED);
        let params: [&dyn ToSql; 3] = [of, &status.as_str(), &most];
        numbers.extend(values::<i64>(conn, sql, params.as_slice())?);
    }
    numbers.sort_unstable_by(|a, b| b.cmp(a));
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
fn changed_in_public(conn: &Connection, brief: &Brief) -> Result<Timestamp, StoreError> {
    const SAID: &str = "SELECT at FROM comment WHERE ticket = ?1 AND visibility = 'public' ORDER BY id DESC LIMIT 1";
    const MOVED: &str = "SELECT status_at FROM ticket WHERE number = ?1";
    let number = brief.number.0;
    let (said, moved) = (value(conn, SAID, [number])?, value(conn, MOVED, [number])?);
    Ok(said.max(moved).map_or(brief.opened_at, at))
}

fn brief(conn: &Connection, number: i64) -> Result<Option<Brief>, StoreError> {
    const BRIEF: &str = "SELECT subject, status, person.name AS requester_name, \
                         person.address AS requester_address, assignee, opened_at, changed_at \
                         FROM ticket LEFT JOIN person ON person.id = ticket.requester WHERE number = ?1";
    first(conn, BRIEF, [number], |row| {
        Ok(Brief {
            number: TicketNumber(number),
            subject: Subject::from(row.get::<String>("subject")?),
            status: StatusName(row.get("status")?),
            requester: some_contact(row.get("requester_name")?, row.get("requester_address")?)?,
            assignee: row.get("assignee")?,
            opened_at: at(row.get("opened_at")?),
            changed_at: at(row.get("changed_at")?),
        })
    })
}

fn shown(conn: &Connection, number: TicketNumber) -> Result<Option<Shown>, StoreError> {
    const COUNTED: &str = "SELECT id FROM comment WHERE ticket = ?1 ORDER BY id DESC LIMIT ?2";
    let (Some(ticket), Some(brief)) = (tickets::ticket(conn, number)?, brief(conn, number.0)?) else {
        return Ok(None);
    };
    let ids: Vec<i64> = values(conn, COUNTED, [number.0, count(MOST_COUNTED)])?;
    let mut said =
        ids.iter().take(MOST_SHOWN).filter_map(|id| said(conn, *id).transpose()).collect::<Result<Vec<_>, _>>()?;
    said.reverse();
    let more = ids.len() - said.len();
    Ok(Some(Shown { ticket, opened_at: brief.opened_at, changed_at: brief.changed_at, said, more }))
}

fn said(conn: &Connection, comment: i64) -> Result<Option<ShownComment>, StoreError> {
    const SAID: &str = "SELECT at, author_name, author_address, role, visibility, substr(text, 1, ?2) AS text \
                        FROM comment WHERE id = ?1";
    const FILES: &str = "SELECT name FROM attachment WHERE comment = ?1 ORDER BY place";
    let files = values(conn, FILES, [comment])?;
    first(conn, SAID, [comment, count(MOST_BYTES)], |row| {
        Ok(ShownComment {
            at: at(row.get("at")?),
            author: some_contact(row.get("author_name")?, row.get("author_address")?)?,
            role: known(row.get("role")?, Role::parse)?,
            visibility: known(row.get("visibility")?, Visibility::parse)?,
            text: row.get("text")?,
            files,
        })
    })
}

/// Two statements, because SQLite only uses the partial index of senders if the end is literally in the statement.
fn ended(conn: &Connection, sender: &Address, end: End, since: Timestamp) -> Result<Answer, StoreError> {
    const HELD: &str = "SELECT count(*) FROM mail WHERE from_address = ?1 COLLATE NOCASE AND done_at > ?2 AND done_at < ?3 AND outcome = 'held'";
    const ANSWERED: &str = "SELECT count(*) FROM mail WHERE from_address = ?1 COLLATE NOCASE AND done_at > ?2 AND done_at < ?3 AND outcome = 'answered'";
    let sql = match end {
        End::Held => HELD,
        End::Answered => ANSWERED,
        other => {
            return Err(StoreError::Contradiction(format!("nobody counts how often mails ended {}", other.as_str())));
        }
    };
    // A clock that was set back leaves ends in the future, which are not of this day.
    let until = since.checked_add(SignedDuration::from_hours(48)).unwrap_or(Timestamp::MAX);
    let found: Option<i64> = value(conn, sql, (sender.as_str(), ms(since), ms(until)))?;
    Ok(Answer::Count(unsigned(found.unwrap_or_default())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::outcome::Outcome;
    use crate::store::Store;
    use crate::store::samples::{Scratch, apply, commenting, mark, now, open_ticket, opening, record};

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
    async fn agents_lists_have_what_is_not_done_the_newest_first() {
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
        check(Question::OfAgent("anna".to_owned()), &[3, 1]).await;
        check(Question::OfAgent("ben".to_owned()), &[]).await;
        check(Question::Unassigned, &[5]).await;
        check(Question::OfTeam("web".to_owned()), &[5, 1]).await;
        check(Question::Open, &[5, 3, 1]).await;
        let only = |done, of| Question::Only { done, of: Box::new(of) };
        check(only(true, Question::Open), &[4, 2]).await;
        check(only(true, Question::OfAgent("anna".to_owned())), &[2]).await;
        check(only(false, Question::OfAgent("anna".to_owned())), &[3, 1]).await;
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
        assert_eq!((listed.len(), listed[0], more), (MOST_LISTED, 1200, MOST_COUNTED - MOST_LISTED));
        let own = Question::OfCustomer { address: Address::parse("ada@customer.example").unwrap(), organisation: None };
        let (listed, more) = numbers(&ask(store, own).await);
        assert_eq!((listed.len(), more), (MOST_LISTED, MOST_COUNTED - MOST_LISTED));
    }

    #[tokio::test]
    async fn a_ticket_is_shown_with_its_newest_comments() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let ticket = open_ticket(store, "a").await;
        for index in 0..MOST_SHOWN + 2 {
            let name = format!("c{index}");
            let mail = record(store, &[&name]).await[0];
            let mut decision = commenting(store, ticket).await;
            decision.steps[0].comments[0].text.clone_from(&name);
            apply(store, mark(mail, &format!("{name}@customer.example")), decision).await.unwrap();
        }
        let Answer::One(Some(shown)) = ask(store, Question::One(ticket)).await else { panic!() };
        assert_eq!((shown.said.len(), shown.more), (MOST_SHOWN, 3));
        assert_eq!((shown.said[0].text.as_str(), shown.said[MOST_SHOWN - 1].text.as_str()), ("c2", "c31"));
        assert_eq!(ask(store, Question::One(TicketNumber(99))).await, Answer::One(None));
    }

    #[tokio::test]
    async fn how_often_somebody_asked_is_counted_since_then() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        for (name, end) in [("a", End::Answered), ("b", End::Answered), ("c", End::Held), ("d", End::Opened)] {
            let mail = record(store, &[name]).await[0];
            let mut decision = opening("a@customer.example");
            if end != End::Opened {
                decision = Outcome::without_ticket(end, crate::desk::reason::Handling::AsksForOwn);
            }
            apply(store, mark(mail, &format!("{name}@customer.example")), decision).await.unwrap();
        }
        let check = async |sender: &str, end: End, since: Timestamp, expected: usize| {
            let question = Question::Ended { sender: Address::parse(sender).unwrap(), end, since };
            assert_eq!(ask(store, question).await, Answer::Count(expected), "{sender} {end:?}");
        };
        let before = now() - jiff::SignedDuration::from_secs(1);
        check("ADA@customer.example", End::Answered, before, 2).await;
        check("ada@customer.example", End::Held, before, 1).await;
        check("ada@customer.example", End::Answered, now(), 0).await;
        check("eve@customer.example", End::Answered, before, 0).await;
    }
}

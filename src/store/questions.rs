//! Questions of mails besides the tickets that they name: lists of tickets, one ticket with its comments, the number of
//! somebody's questions. Each takes a few look-ups by an index, however many tickets there are.

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use crate::desk::end::End;
use crate::desk::people::Role;
use crate::desk::question::{Answer, Lately, MOST_BYTES, MOST_SHOWN, MailFate, Question, Shown, ShownComment};
use crate::desk::reference::TicketNumber;
use crate::desk::ticket::Visibility;
use crate::mail::Address;

use super::lists::{IsDone, MOST_COUNTED, brief};
use super::sql::{at, count, first, known, ms, some_contact, unsigned, value, values};
use super::{MailId, StoreError, agent_mails, copies, lately, lists, tickets};

/// Answers a question of an act. `is_done` recognises finished statuses.
pub(super) fn answer(conn: &Connection, question: &Question, is_done: IsDone<'_>) -> Result<Answer, StoreError> {
    match question {
        Question::OfAgent(_)
        | Question::OfTeam(_)
        | Question::Unassigned
        | Question::Open
        | Question::OfCustomer { .. }
        | Question::Only { .. } => lists::answer(conn, question, is_done),
        Question::One(number) => Ok(Answer::One(shown(conn, *number)?.map(Box::new))),
        Question::Ended { sender, end, since } => ended(conn, sender, *end, *since),
        Question::Fate(mail) => Ok(Answer::Fate(fate(conn, *mail)?)),
        Question::Notes(ticket) => agent_mails::notes(conn, *ticket),
        Question::Unsent { ticket, answers } => agent_mails::unsent(conn, *ticket, answers),
        Question::Answered { ticket, answers } => Ok(Answer::Answered(lately::answered_words(conn, *ticket, answers)?)),
        Question::Conversation(ticket) => Ok(Answer::Conversation(lately::conversation(conn, *ticket)?)),
        Question::Letters { ticket, answers } => Ok(Answer::Letters(lately::letters(conn, *ticket, answers)?)),
        Question::Lately { ticket, answers, reader, written } => {
            let answered = lately::answered(conn, answers)?;
            let got = lately::got(conn, *ticket, reader, *written)?;
            Ok(Answer::Lately(Lately { answered, got, said: lately::said(conn, *ticket)? }))
        }
    }
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

    async fn ask(store: &Store, question: Question) -> Answer {
        store.write(move |tx| answer(tx.conn()?, &question, &|_| false)).await.unwrap()
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

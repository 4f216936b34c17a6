//! What was lately said in public on a ticket, and what of it somebody may have read: by the message that they answer, and by
//! the letters that they got. Comments are numbered in their order, and a letter knows the newest that there was when it was
//! written, so that no clock says what came before what.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::desk::people::Role;
use crate::desk::question::{self, AnsweredWords, LetterWords, PublicWords, ShownComment};
use crate::desk::reference::TicketNumber;
use crate::desk::ticket::Visibility;
use crate::mail::{Address, MessageId};

use super::StoreError;
use super::sql::{Row, all, at, count, first, known, message_key, ms, some_contact, some_message_id, value, values};

/// How many of a ticket's comments are looked at, the newest.
const MOST_COMMENTS: usize = 20;
/// How many of a whole conversation.
const MOST_OF_ALL: usize = 200;
/// How many of a ticket's letters are looked at, the newest.
const MOST_LETTERS: usize = 100;
/// How many messages of a thread are looked up.
const MOST_MESSAGES: usize = 50;
/// How many letters that a mail may quote are read.
const MOST_QUOTED: usize = 3;
/// The most bytes of each comment.
const MOST_BYTES: usize = 4 * 1024;

/// The newest comment that there was when the newest of these messages came. A Message-ID of a mail is a claim: the first
/// that made it counts.
pub(super) fn answered(conn: &Connection, answers: &[MessageId]) -> Result<Option<i64>, StoreError> {
    const LETTER: &str = "SELECT knows FROM letter WHERE message_id = ?1 AND ticket IS NOT NULL";
    const COMMENT: &str = "SELECT id FROM comment WHERE message_key = ?2 AND message_id = ?1 ORDER BY id LIMIT 1";
    let mut newest = None;
    for id in answers.iter().take(MOST_MESSAGES) {
        let of_letter = value::<Option<i64>>(conn, LETTER, [id.as_str()])?.flatten();
        let known = match of_letter {
            Some(known) => Some(known),
            None => value(conn, COMMENT, params![id.as_str(), message_key(id)])?,
        };
        newest = newest.max(known);
    }
    Ok(newest)
}

/// The last public words of a customer among those.
pub(super) fn answered_words(
    conn: &Connection,
    ticket: TicketNumber,
    answers: &[MessageId],
) -> Result<Option<AnsweredWords>, StoreError> {
    const WORDS: &str = "SELECT author_name, author_address, message_id, text FROM comment WHERE ticket = ?1 AND id <= ?2 \
                         AND visibility = 'public' AND role NOT IN ('agent', 'machine', 'partner') ORDER BY id DESC LIMIT 1";
    let Some(until) = answered(conn, answers)? else { return Ok(None) };
    let words = first(conn, WORDS, [ticket.0, until], |row| {
        let author = some_contact(row.get("author_name")?, row.get("author_address")?)?;
        let message_id = some_message_id(row.get("message_id")?);
        let text = row.get("text")?;
        Ok(author.map(|author| AnsweredWords { author, message_id, text }))
    })?;
    Ok(words.flatten())
}

/// The newest comment that there was when the last letter about the ticket was written that went to one of these addresses
/// until then.
pub(super) fn got(
    conn: &Connection,
    ticket: TicketNumber,
    reader: &[Address],
    until: Timestamp,
) -> Result<Option<i64>, StoreError> {
    const GOT: &str = "SELECT max(knows) FROM letter WHERE ticket = ?1 AND id > coalesce((SELECT id FROM letter \
                       WHERE ticket = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?4), 0) \
                       AND to_address = ?2 COLLATE NOCASE AND enqueued_at <= ?3";
    let mut newest = None;
    for address in reader {
        let row = params![ticket.0, address.as_str(), ms(until), count(MOST_LETTERS)];
        newest = newest.max(value::<Option<i64>>(conn, GOT, row)?.flatten());
    }
    Ok(newest)
}

/// The letters among these messages; where there is none, the newest of the ticket.
pub(super) fn letters(
    conn: &Connection,
    ticket: TicketNumber,
    answers: &[MessageId],
) -> Result<Vec<LetterWords>, StoreError> {
    const ANSWERED: &str = "SELECT text, html FROM letter WHERE message_id = ?1";
    const NEWEST: &str = "SELECT text, html FROM letter WHERE ticket = ?1 ORDER BY id DESC LIMIT ?2";
    let read = |row: &Row<'_>| Ok(LetterWords { text: row.get("text")?, html: row.get("html")? });
    let mut found = Vec::new();
    for id in answers.iter().take(MOST_MESSAGES) {
        if found.len() < MOST_QUOTED {
            found.extend(first(conn, ANSWERED, [id.as_str()], read)?);
        }
    }
    if found.is_empty() { all(conn, NEWEST, params![ticket.0, count(MOST_QUOTED)], read) } else { Ok(found) }
}

/// The public words among the newest comments, the newest first.
pub(super) fn said(conn: &Connection, ticket: TicketNumber) -> Result<Vec<PublicWords>, StoreError> {
    public_words(conn, ticket, MOST_COMMENTS, MOST_BYTES)
}

/// The same of the whole conversation.
pub(super) fn conversation(conn: &Connection, ticket: TicketNumber) -> Result<Vec<PublicWords>, StoreError> {
    public_words(conn, ticket, MOST_OF_ALL, question::MOST_BYTES)
}

fn public_words(
    conn: &Connection,
    ticket: TicketNumber,
    comments: usize,
    bytes: usize,
) -> Result<Vec<PublicWords>, StoreError> {
    const SAID: &str = "SELECT id, at, author_name, author_address, role, substr(text, 1, ?2) AS text, \
                        id = (SELECT min(id) FROM comment WHERE ticket = ?1) AS opens FROM comment \
                        WHERE ticket = ?1 AND id > coalesce((SELECT id FROM comment WHERE ticket = ?1 \
                        ORDER BY id DESC LIMIT 1 OFFSET ?3), 0) AND visibility = 'public' ORDER BY id DESC";
    const FILES: &str = "SELECT name FROM attachment WHERE comment = ?1 ORDER BY place";
    let params = params![ticket.0, count(bytes), count(comments)];
    let mut words = all(conn, SAID, params, |row| {
        Ok(PublicWords {
            number: row.get("id")?,
            said: ShownComment {
                at: at(row.get("at")?),
                author: some_contact(row.get("author_name")?, row.get("author_address")?)?,
                role: known(row.get("role")?, Role::parse)?,
                visibility: Visibility::Public,
                text: row.get("text")?,
                files: Vec::new(),
            },
            opens: row.get("opens")?,
        })
    })?;
    for words in words.iter_mut().filter(|words| words.said.text.trim().is_empty()) {
        words.said.files = values(conn, FILES, [words.number])?;
    }
    words.retain(|words| !(words.said.text.trim().is_empty() && words.said.files.is_empty()));
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use crate::store::samples::{Scratch, apply, commenting, id, letter, mark, now, open_ticket, record};

    async fn answered_by(store: &Store, ids: &[&str]) -> Option<i64> {
        let ids: Vec<MessageId> = ids.iter().map(|text| id(text)).collect();
        store.write(move |tx| answered(tx.conn()?, &ids)).await.unwrap()
    }

    async fn got_by(store: &Store, ticket: TicketNumber, address: &str, until: Timestamp) -> Option<i64> {
        let reader = [Address::parse(address).unwrap()];
        store.write(move |tx| got(tx.conn()?, ticket, &reader, until)).await.unwrap()
    }

    #[tokio::test]
    async fn a_letter_knows_what_was_said_before_it() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let ticket = open_ticket(store, "a").await;
        let early = letter(Some(ticket), "early@desk.example");
        store.write(move |tx| tx.enqueue(&early, now())).await.unwrap();
        let mail = record(store, &["b"]).await[0];
        apply(store, mark(mail, "b@customer.example"), commenting(store, ticket).await).await.unwrap();
        let late = letter(Some(ticket), "late@desk.example");
        let to = late.draft.to.address.as_str().to_owned();
        store.write(move |tx| tx.enqueue(&late, now())).await.unwrap();
        let aside = letter(None, "aside@desk.example");
        store.write(move |tx| tx.enqueue(&aside, now())).await.unwrap();

        let check = async |ids: &[&str], expected: Option<i64>| {
            assert_eq!(answered_by(store, ids).await, expected, "{ids:?}");
        };
        check(&[], None).await;
        check(&["unknown@desk.example"], None).await;
        check(&["aside@desk.example"], None).await;
        check(&["early@desk.example"], Some(1)).await;
        check(&["early@desk.example", "late@desk.example"], Some(2)).await;
        check(&["a@customer.example"], Some(1)).await;
        check(&["b@customer.example", "early@desk.example"], Some(2)).await;

        assert_eq!(got_by(store, ticket, &to, now()).await, Some(2));
        assert_eq!(got_by(store, ticket, &to.to_uppercase(), now()).await, Some(2));
        assert_eq!(got_by(store, ticket, "eve@stranger.example", now()).await, None);
        assert_eq!(got_by(store, ticket, &to, Timestamp::UNIX_EPOCH).await, None);
        assert_eq!(got_by(store, TicketNumber(99), &to, now()).await, None);
    }

    #[tokio::test]
    async fn the_words_that_a_mail_answers_are_the_last_of_a_customer_until_then() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let ticket = open_ticket(store, "a").await;
        for name in ["b", "c", "d"] {
            let mail = record(store, &[name]).await[0];
            let mut decision = commenting(store, ticket).await;
            name.clone_into(&mut decision.steps[0].comments[0].text);
            apply(store, mark(mail, &format!("{name}@customer.example")), decision).await.unwrap();
        }
        let set =
            "UPDATE comment SET visibility = 'internal' WHERE id = 3; UPDATE comment SET role = 'agent' WHERE id = 4";
        store.write(move |tx| Ok(tx.conn()?.execute_batch(set)?)).await.unwrap();
        let check = async |answers: &str, number: TicketNumber, expected: Option<&str>| {
            let ids = [id(answers)];
            let words = store.write(move |tx| answered_words(tx.conn()?, number, &ids)).await.unwrap();
            assert_eq!(words.and_then(|words| words.message_id).as_ref(), expected.map(id).as_ref(), "{answers}");
        };
        check("a@customer.example", ticket, Some("a@customer.example")).await;
        check("b@customer.example", ticket, Some("b@customer.example")).await;
        check("c@customer.example", ticket, Some("b@customer.example")).await;
        check("d@customer.example", ticket, Some("b@customer.example")).await;
        check("unknown@customer.example", ticket, None).await;
        check("d@customer.example", TicketNumber(99), None).await;
    }

    #[tokio::test]
    async fn letters_that_a_mail_may_quote() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let ticket = open_ticket(store, "a").await;
        for (name, of) in
            [("1", Some(ticket)), ("2", Some(ticket)), ("3", Some(ticket)), ("4", Some(ticket)), ("5", None)]
        {
            let mut letter = letter(of, &format!("{name}@desk.example"));
            letter.draft.text = name.to_owned();
            store.write(move |tx| tx.enqueue(&letter, now())).await.unwrap();
        }
        let check = async |answers: &[&str], expected: &[&str]| {
            let ids: Vec<MessageId> = answers.iter().map(|text| id(text)).collect();
            let found = store.write(move |tx| letters(tx.conn()?, ticket, &ids)).await.unwrap();
            assert_eq!(found.iter().map(|letter| letter.text.as_str()).collect::<Vec<_>>(), expected, "{answers:?}");
        };
        check(&["x@x.example", "2@desk.example", "5@desk.example"], &["2", "5"]).await;
        check(&["1@desk.example", "2@desk.example", "3@desk.example", "4@desk.example"], &["1", "2", "3"]).await;
        check(&["x@x.example"], &["4", "3", "2"]).await;
        check(&[], &["4", "3", "2"]).await;
    }

    #[tokio::test]
    async fn only_public_words_are_told_the_newest_first() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let ticket = open_ticket(store, "a").await;
        for name in ["b", "c", "d"] {
            let mail = record(store, &[name]).await[0];
            apply(store, mark(mail, &format!("{name}@customer.example")), commenting(store, ticket).await)
                .await
                .unwrap();
        }
        let set = "UPDATE comment SET visibility = 'internal' WHERE id = 2; UPDATE comment SET text = ' ' WHERE id = 3";
        store.write(move |tx| Ok(tx.conn()?.execute_batch(set)?)).await.unwrap();
        let words = store.write(move |tx| said(tx.conn()?, ticket)).await.unwrap();
        let found: Vec<(i64, bool)> = words.iter().map(|words| (words.number, words.opens)).collect();
        assert_eq!(found, [(4, false), (1, true)]);
    }
}

//! Tickets as decisions see them: by number, and by what a mail says of them. Every question is a look-up by an index.

use rusqlite::{Connection, Row};

use crate::desk::decide::Snapshot;
use crate::desk::evidence::{Candidate, Carrier, Evidence};
use crate::desk::field::Fields;
use crate::desk::notice::NoticeKind;
use crate::desk::reference::TicketNumber;
use crate::desk::status::StatusName;
use crate::desk::ticket::{FeedbackState, Ticket};
use crate::mail::{MessageId, Subject};

use super::sql::{at, first, from_json, some_contact, some_message_id};
use super::{Reading, StoreError, Tx, people};

/// Tickets that one mail can name; more references are not meant seriously.
const MAX_CANDIDATES: usize = 20;
/// Message-IDs of one mail that are looked up, so that a mail with thousands of them costs no more than others.
const MAX_MESSAGE_IDS: usize = 50;

impl Tx<'_> {
    /// A ticket as it stands.
    pub fn ticket(&mut self, number: TicketNumber) -> Result<Option<Ticket>, StoreError> {
        ticket(self.conn()?, number)
    }

    /// What the database knows that bears on a mail: the tickets that it names, each once by its best carrier (subject
    /// before Message-IDs, in the order of the evidence), and which letter of ours it answers.
    pub fn snapshot(&mut self, evidence: &Evidence, in_reply_to: &[MessageId]) -> Result<Snapshot, StoreError> {
        snapshot(self.conn()?, evidence, in_reply_to)
    }
}

impl Reading {
    /// A ticket as it stands.
    pub fn ticket(&self, number: TicketNumber) -> Result<Option<Ticket>, StoreError> {
        ticket(self.conn(), number)
    }

    /// As [`Tx::snapshot`], for looking without doing.
    pub fn snapshot(&self, evidence: &Evidence, in_reply_to: &[MessageId]) -> Result<Snapshot, StoreError> {
        snapshot(self.conn(), evidence, in_reply_to)
    }
}

/// A ticket as it stands.
pub(super) fn ticket(conn: &Connection, number: TicketNumber) -> Result<Option<Ticket>, StoreError> {
    const TICKET: &str = "SELECT ticket.number, subject, status, person.name, person.address, assignee, mailbox, \
                          opening_id, latest_id, feedback.ticket, feedback.score, status_at, organisation, team, \
                          fields, partners, language, merged_into, spam, choices_told, by_machine \
                          FROM ticket LEFT JOIN person ON person.id = ticket.requester \
                          LEFT JOIN feedback ON feedback.ticket = ticket.number WHERE number = ?1";
    let found = first(conn, TICKET, [number.0], read_ticket)?;
    let Some(mut ticket) = found else { return Ok(None) };
    ticket.participants = people::participants(conn, number.0)?;
    Ok(Some(ticket))
}

fn read_ticket(row: &Row<'_>) -> Result<Ticket, StoreError> {
    let asked: Option<i64> = row.get(9)?;
    let score: Option<u8> = row.get(10)?;
    Ok(Ticket {
        number: TicketNumber(row.get(0)?),
        subject: Subject::from(row.get::<_, String>(1)?),
        status: StatusName(row.get(2)?),
        status_since: at(row.get(11)?),
        requester: some_contact(row.get(3)?, row.get(4)?)?,
        participants: Vec::new(),
        organisation: row.get(12)?,
        assignee: row.get(5)?,
        team: row.get(13)?,
        fields: Fields(from_json(&row.get::<_, String>(14)?)?),
        partners: from_json(&row.get::<_, String>(15)?)?,
        language: row.get(16)?,
        merged_into: row.get::<_, Option<i64>>(17)?.map(TicketNumber),
        spam: row.get(18)?,
        by_machine: row.get(20)?,
        choices_told: from_json(&row.get::<_, String>(19)?)?,
        mailbox: row.get(6)?,
        feedback: match (asked, score) {
            (_, Some(score)) => FeedbackState::Rated(score),
            (Some(_), None) => FeedbackState::Asked,
            (None, None) => FeedbackState::NotAsked,
        },
        opening_id: some_message_id(row.get(7)?),
        latest_id: some_message_id(row.get(8)?),
    })
}

fn snapshot(conn: &Connection, evidence: &Evidence, in_reply_to: &[MessageId]) -> Result<Snapshot, StoreError> {
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut add = |carrier, number: TicketNumber| {
        let is_new = candidates.len() < MAX_CANDIDATES
            && candidates.iter().all(|known| known.ticket.number != number && known.merged != Some(number));
        if let Some(ticket) = if is_new { survivor(conn, number)? } else { None } {
            let merged = (ticket.number != number).then_some(number);
            let follow_up = follow_up(conn, ticket.number)?;
            let opening = if evidence.opening { opening(conn, ticket.number)? } else { None };
            candidates.push(Candidate { carrier, ticket, merged, opening, follow_up });
        }
        Ok::<(), StoreError>(())
    };
    for number in evidence.tokens.iter().take(MAX_CANDIDATES) {
        add(Carrier::Token, *number)?;
    }
    for number in evidence.references.iter().take(MAX_CANDIDATES) {
        add(Carrier::Subject, *number)?;
    }
    for id in evidence.message_ids.iter().take(MAX_MESSAGE_IDS) {
        if let Some(number) = ticket_of(conn, id)? {
            add(Carrier::MessageId, number)?;
        }
    }
    let named = evidence.named.iter().take(MAX_CANDIDATES).filter_map(|number| ticket(conn, *number).transpose());
    let named = named.collect::<Result<_, _>>()?;
    Ok(Snapshot { candidates, named, answers: letter_kind(conn, in_reply_to)?, bounced: Vec::new(), asked: Vec::new() })
}

/// The words that a ticket was opened with, as far as its people see them.
fn opening(conn: &Connection, number: TicketNumber) -> Result<Option<String>, StoreError> {
    const OPENING: &str = "SELECT text FROM comment WHERE ticket = ?1 AND visibility = 'public' ORDER BY id LIMIT 1";
    first(conn, OPENING, [number.0], |row| Ok(row.get(0)?))
}

/// The ticket of that number, or the one that it was merged into.
fn survivor(conn: &Connection, number: TicketNumber) -> Result<Option<Ticket>, StoreError> {
    let mut found = ticket(conn, number)?;
    for _ in 0..MAX_CANDIDATES {
        match found.as_ref().and_then(|ticket| ticket.merged_into) {
            Some(into) => found = ticket(conn, into)?,
            None => break,
        }
    }
    Ok(found)
}

/// The last ticket that goes on from this one: people answer old letters when their case went on in a new ticket. A
/// chain that is longer than anybody needs is not walked to its end.
fn follow_up(conn: &Connection, number: TicketNumber) -> Result<Option<Ticket>, StoreError> {
    const NEXT: &str = "SELECT number FROM ticket WHERE follows = ?1 ORDER BY number DESC LIMIT 1";
    let mut last = None;
    for _ in 0..MAX_CANDIDATES {
        let from: i64 = last.unwrap_or(number.0);
        match first(conn, NEXT, [from], |row| Ok(row.get(0)?))? {
            Some(next) => last = Some(next),
            None => break,
        }
    }
    last.map_or(Ok(None), |last| ticket(conn, TicketNumber(last)))
}

/// The ticket that a Message-ID belongs to: of our letters first, which nobody else can have made; then of mails.
fn ticket_of(conn: &Connection, id: &MessageId) -> Result<Option<TicketNumber>, StoreError> {
    const OURS: &str = "SELECT ticket FROM letter WHERE message_id = ?1 AND ticket IS NOT NULL";
    const THEIRS: &str = "SELECT ticket FROM comment WHERE message_id = ?1 ORDER BY id LIMIT 1";
    let number = |sql| first(conn, sql, [id.as_str()], |row| Ok(TicketNumber(row.get(0)?)));
    match number(OURS)? {
        Some(found) => Ok(Some(found)),
        None => number(THEIRS),
    }
}

/// The kind of the first letter of ours among these; none, where only a newer program knows it.
fn letter_kind(conn: &Connection, ids: &[MessageId]) -> Result<Option<NoticeKind>, StoreError> {
    const KIND: &str = "SELECT notice FROM letter WHERE message_id = ?1";
    for id in ids.iter().take(MAX_MESSAGE_IDS) {
        let name: Option<String> = first(conn, KIND, [id.as_str()], |row| Ok(row.get(0)?))?;
        if let Some(name) = name {
            return Ok(NoticeKind::parse(&name));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::people::Role;
    use crate::store::samples::{
        Scratch, apply, comment, commenting, contact, id, letter, make_newer, mark, now, open_ticket, record,
    };
    use crate::store::{Store, sql};

    async fn snapshot_of(store: &Store, references: &[i64], ids: &[&str]) -> Snapshot {
        let references = references.iter().map(|number| TicketNumber(*number)).collect();
        let message_ids: Vec<MessageId> = ids.iter().map(|text| id(text)).collect();
        let evidence = Evidence { references, message_ids: message_ids.clone(), ..Evidence::default() };
        store.write(move |tx| tx.snapshot(&evidence, &message_ids)).await.unwrap()
    }

    fn names(snapshot: &Snapshot) -> Vec<(Carrier, i64)> {
        snapshot.candidates.iter().map(|candidate| (candidate.carrier, candidate.ticket.number.0)).collect()
    }

    #[tokio::test]
    async fn each_ticket_is_named_once_by_its_best_carrier() {
        use Carrier::{MessageId as ById, Subject as BySubject};
        let scratch = Scratch::new();
        let store = &scratch.store;
        for name in ["a", "b", "c"] {
            open_ticket(store, name).await;
        }
        let (a, b, c) = ("a@customer.example", "b@customer.example", "c@customer.example");
        let check = async |references: &[i64], ids: &[&str], expected: &[(Carrier, i64)]| {
            assert_eq!(names(&snapshot_of(store, references, ids).await), expected, "{references:?} {ids:?}");
        };
        check(&[], &[], &[]).await;
        check(&[2], &[], &[(BySubject, 2)]).await;
        check(&[99], &[], &[]).await;
        check(&[], &[b], &[(ById, 2)]).await;
        check(&[], &["x@y"], &[]).await;
        check(&[2], &[b], &[(BySubject, 2)]).await;
        check(&[2], &[a], &[(BySubject, 2), (ById, 1)]).await;
        check(&[3, 1, 3], &[b, a, c], &[(BySubject, 3), (BySubject, 1), (ById, 2)]).await;
        check(&[], &[c, a, c], &[(ById, 3), (ById, 1)]).await;
    }

    #[tokio::test]
    async fn letters_and_later_mails_are_found_by_their_ids() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let ticket = open_ticket(store, "a").await;
        open_ticket(store, "b").await;
        let mail = record(store, &["c"]).await[0];
        apply(store, mark(mail, "c@customer.example"), commenting(ticket)).await.unwrap();
        let new = letter(Some(ticket), "l@desk.example");
        let letter = store.write(move |tx| tx.enqueue(&new, now())).await.unwrap();
        for known in ["c@customer.example", "l@desk.example"] {
            assert_eq!(names(&snapshot_of(store, &[], &[known]).await), [(Carrier::MessageId, 1)], "{known}");
        }
        assert_eq!(snapshot_of(store, &[], &["l@desk.example"]).await.answers, Some(NoticeKind::Confirmation));
        assert_eq!(snapshot_of(store, &[], &["c@customer.example"]).await.answers, None);
        // An answer to a letter of a newer program is a comment like any other.
        make_newer(store, letter).await;
        let snapshot = snapshot_of(store, &[], &["l@desk.example"]).await;
        assert_eq!((names(&snapshot), snapshot.answers), (vec![(Carrier::MessageId, 1)], None));
    }

    #[tokio::test]
    async fn a_mail_cannot_take_the_id_of_our_letter() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let ticket = open_ticket(store, "a").await;
        let new = letter(Some(ticket), "l@desk.example");
        store.write(move |tx| tx.enqueue(&new, now())).await.unwrap();
        let other = open_ticket(store, "b").await;
        let mail = record(store, &["forged"]).await[0];
        apply(store, mark(mail, "l@desk.example"), commenting(other)).await.unwrap();
        assert_eq!(names(&snapshot_of(store, &[], &["l@desk.example"]).await), [(Carrier::MessageId, ticket.0)]);
    }

    #[tokio::test]
    async fn a_mail_that_names_everything_costs_no_more_than_others() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        for n in 0..30 {
            open_ticket(store, &format!("m{n}")).await;
        }
        let all: Vec<i64> = (1..=30).collect();
        assert_eq!(snapshot_of(store, &all, &[]).await.candidates.len(), MAX_CANDIDATES);
    }

    #[tokio::test]
    async fn a_ticket_comes_back_with_its_people() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let number = open_ticket(store, "a").await;
        let follow = |tx: &mut Tx<'_>| {
            let sql = "INSERT INTO participant (ticket, person, at) VALUES (1, ?1, 0)";
            for address in ["zoe@customer.example", "bob@customer.example"] {
                let person = people::know(tx.conn()?, &contact(address))?;
                sql::run(tx.conn()?, sql, [person])?;
            }
            Ok(())
        };
        store.write(follow).await.unwrap();
        let ticket = store.read(move |reading| reading.ticket(number)).await.unwrap().unwrap();
        assert_eq!(ticket.requester, Some(contact("ADA@customer.example")));
        assert_eq!(ticket.participants, [contact("zoe@customer.example"), contact("bob@customer.example")]);
        assert_eq!((ticket.feedback, ticket.assignee), (FeedbackState::NotAsked, None));
        assert_eq!((ticket.opening_id.clone(), ticket.latest_id), (Some(id("a@customer.example")), ticket.opening_id));
    }

    #[tokio::test]
    async fn only_the_requester_moves_the_latest_id() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let number = open_ticket(store, "a").await;
        let mails = record(store, &["b", "c"]).await;
        let mut by_agent = commenting(number);
        by_agent.comments = vec![comment("anna@desk.example", Role::Agent)];
        let agent = apply(store, mark(mails[0], "b@desk.example"), by_agent).await.unwrap();
        assert_eq!(agent.ticket.unwrap().latest_id, Some(id("a@customer.example")));
        let requester = apply(store, mark(mails[1], "c@customer.example"), commenting(number)).await.unwrap();
        assert_eq!(requester.ticket.unwrap().latest_id, Some(id("c@customer.example")));
    }
}

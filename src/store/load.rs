//! Reads for decisions: everything in the database that affects an act, for several acts at once. Every query is a
//! look-up by an index.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::desk::case::{Case, EarlierCopy};
use crate::desk::evidence::{Candidate, Carrier, Evidence, OpeningWords};
use crate::desk::notice::NoticeKind;
use crate::desk::question::Question;
use crate::desk::reference::TicketNumber;
use crate::desk::ticket::Ticket;
use crate::mail::{Address, MessageId};

use super::lists::IsDone;
use super::sql::{all, count, first, from_json, message_key, value};
use super::tickets::ticket;
use super::{Reading, StoreError, Tx, copies, day, questions, reported, sla};

/// The most tickets that one mail can name. Nobody means more.
const MAX_CANDIDATES: usize = 20;
/// The most Message-IDs of a mail that are looked up, so that a mail with thousands of them costs no more than others.
const MAX_MESSAGE_IDS: usize = 50;

/// The data that one act needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// How it names tickets.
    pub evidence: Evidence,
    /// Our letters that it may answer.
    pub in_reply_to: Vec<MessageId>,
    /// Our letters that it reports as failed.
    pub reported: Vec<MessageId>,
    /// The ticket of a thing that fell due.
    pub due: Option<TicketNumber>,
    /// What was set aside since then.
    pub set_aside_since: Option<Timestamp>,
    /// What it claims to be.
    pub claim: Option<[u8; 16]>,
    /// Whether this desk has SLA policies, and so clocks.
    pub clocks: bool,
}

/// The questions of an act, by its place among the loaded acts, once its tickets are known.
type Ask<'a> = &'a dyn Fn(usize, &Case) -> Vec<Question>;

impl Tx<'_> {
    /// Reads the cases of acts, in their order.
    pub fn load(&mut self, wanted: &[Wanted], asks: Ask<'_>, is_done: IsDone<'_>) -> Result<Vec<Case>, StoreError> {
        load(self.conn()?, wanted, asks, is_done)
    }
}

impl Reading {
    /// Like [`Tx::load`], but can't write.
    pub fn load(&self, wanted: &[Wanted], asks: Ask<'_>, is_done: IsDone<'_>) -> Result<Vec<Case>, StoreError> {
        load(self.conn(), wanted, asks, is_done)
    }
}

fn load(conn: &Connection, wanted: &[Wanted], asks: Ask<'_>, is_done: IsDone<'_>) -> Result<Vec<Case>, StoreError> {
    let one = |(place, wanted): (usize, &Wanted)| {
        let mut case = case(conn, wanted)?;
        for question in asks(place, &case) {
            let answer = questions::answer(conn, &question, is_done)?;
            case.asked.push((question, answer));
        }
        Ok(case)
    };
    wanted.iter().enumerate().map(one).collect()
}

fn case(conn: &Connection, wanted: &Wanted) -> Result<Case, StoreError> {
    let candidates = candidates(conn, &wanted.evidence)?;
    let named = wanted.evidence.named.iter().chain(&wanted.due).take(MAX_CANDIDATES);
    let mut named: Vec<Ticket> =
        named.filter_map(|number| ticket(conn, *number).transpose()).collect::<Result<_, _>>()?;
    let copies = copies_of(conn, wanted, &mut named)?;
    let mut case = Case {
        candidates,
        copies,
        named,
        answers: letter_kind(conn, &wanted.in_reply_to)?,
        bounced: reported::sent_letters(conn, &wanted.reported)?,
        ..Case::default()
    };
    case.set_aside = wanted.set_aside_since.map(|since| day::set_aside(conn, since)).transpose()?;
    if let Some(number) = wanted.due {
        case.last_asked = sla::last_asked(conn, number)?;
    }
    if wanted.clocks {
        for number in case.candidates.iter().flat_map(Candidate::tickets).chain(&case.named).map(|ticket| ticket.number)
        {
            case.clocks.push((number, sla::clocks(conn, number)?));
        }
    }
    Ok(case)
}

/// The copies of a mail, and their tickets beside those that are named. What was merged counts as the ticket that goes on.
fn copies_of(conn: &Connection, wanted: &Wanted, named: &mut Vec<Ticket>) -> Result<Vec<EarlierCopy>, StoreError> {
    let Some(claim) = &wanted.claim else { return Ok(Vec::new()) };
    let mut found = copies::earlier(conn, claim)?;
    for copy in &mut found {
        let Some(first) = copy.ticket.map(|number| ticket(conn, number)).transpose()?.flatten() else { continue };
        let ticket = survivor(conn, &first)?.unwrap_or(first);
        copy.ticket = Some(ticket.number);
        if named.iter().all(|known| known.number != ticket.number) {
            named.push(ticket);
        }
    }
    Ok(found)
}

/// The tickets that a mail names, each once, by the best evidence: first tokens, then the subject, then Message-IDs,
/// each in the order of the evidence.
fn candidates(conn: &Connection, evidence: &Evidence) -> Result<Vec<Candidate>, StoreError> {
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut add = |carrier, number: TicketNumber, copied: Vec<Address>| {
        let is_new = candidates.len() < MAX_CANDIDATES
            && candidates.iter().all(|known| known.ticket.number != number && known.named() != number);
        if let Some(named) = if is_new { ticket(conn, number)? } else { None } {
            let (ticket, merged) = match survivor(conn, &named)? {
                Some(survivor) => (survivor, Some(named)),
                None => (named, None),
            };
            let follow_up = follow_up(conn, ticket.number)?;
            let opening = if evidence.opening { opening(conn, &ticket)? } else { None };
            candidates.push(Candidate { carrier, ticket, merged, copied, opening, follow_up });
        }
        Ok::<(), StoreError>(())
    };
    for number in evidence.tokens.iter().take(MAX_CANDIDATES) {
        add(Carrier::Token, *number, Vec::new())?;
    }
    for number in evidence.references.iter().take(MAX_CANDIDATES) {
        add(Carrier::Subject, *number, Vec::new())?;
    }
    for id in evidence.message_ids.iter().take(MAX_MESSAGE_IDS) {
        if let Some(number) = ticket_of_letter(conn, id)? {
            add(Carrier::Letter, number, Vec::new())?;
            continue;
        }
        for (number, copied) in tickets_of_mail(conn, id)? {
            add(Carrier::MessageId, number, copied)?;
        }
    }
    for number in copies::awaiting(conn, evidence.own_id.as_ref())? {
        add(Carrier::Reply, number, Vec::new())?;
    }
    Ok(candidates)
}

/// The opening words of a ticket, if its people may see them: they must be public, and the requester's own or entered
/// by an agent. A former requester's words don't count.
fn opening(conn: &Connection, ticket: &Ticket) -> Result<Option<OpeningWords>, StoreError> {
    const OPENING: &str = "SELECT text, author_name, author_address, role = 'agent' AS is_agents, visibility = 'public' AS is_public \
                           FROM comment WHERE ticket = ?1 ORDER BY id LIMIT 1";
    let asks = ticket.requester.as_ref().map(|requester| &requester.address);
    let words = first(conn, OPENING, [ticket.number.0], |row| {
        let author = row.get::<Option<String>>("author_address")?.as_deref().and_then(Address::parse);
        let is_agents: bool = row.get("is_agents")?;
        if !(is_agents || author.as_ref() == asks) || !row.get::<bool>("is_public")? {
            return Ok(None);
        }
        let name: Option<String> = row.get("author_name")?;
        Ok(Some(OpeningWords { by_agent: name.filter(|name| is_agents && !name.is_empty()), text: row.get("text")? }))
    });
    Ok(words?.flatten())
}

/// The ticket that a merged one goes on in, if it was merged.
fn survivor(conn: &Connection, merged: &Ticket) -> Result<Option<Ticket>, StoreError> {
    let (mut found, mut next) = (None, merged.merged_into);
    for _ in 0..MAX_CANDIDATES {
        let Some(into) = next else { break };
        found = ticket(conn, into)?;
        next = found.as_ref().and_then(|ticket| ticket.merged_into);
    }
    Ok(found)
}

/// The last ticket that follows this one: people answer old letters after their case moved to a new ticket. A chain is
/// only followed up to a limit.
fn follow_up(conn: &Connection, number: TicketNumber) -> Result<Option<Ticket>, StoreError> {
    const NEXT: &str = "SELECT number FROM ticket WHERE follows = ?1 ORDER BY number DESC LIMIT 1";
    let mut last = None;
    for _ in 0..MAX_CANDIDATES {
        let from: i64 = last.unwrap_or(number.0);
        match value(conn, NEXT, [from])? {
            Some(next) => last = Some(next),
            None => break,
        }
    }
    last.map_or(Ok(None), |last| ticket(conn, TicketNumber(last)))
}

/// The ticket of a letter of ours. It comes before those of mails, because nobody else can have made its id.
fn ticket_of_letter(conn: &Connection, id: &MessageId) -> Result<Option<TicketNumber>, StoreError> {
    const OURS: &str = "SELECT ticket FROM letter WHERE message_id = ?1 AND ticket IS NOT NULL";
    Ok(value(conn, OURS, [id.as_str()])?.map(TicketNumber))
}

/// The tickets that have a mail with a Message-ID, in their order, and to whom it was addressed: anybody can write one.
fn tickets_of_mail(conn: &Connection, id: &MessageId) -> Result<Vec<(TicketNumber, Vec<Address>)>, StoreError> {
    const THEIRS: &str =
        "SELECT ticket, copied FROM comment WHERE message_key = ?2 AND message_id = ?1 ORDER BY id LIMIT ?3";
    all(conn, THEIRS, params![id.as_str(), message_key(id), count(MAX_CANDIDATES)], |row| {
        let number = TicketNumber(row.get("ticket")?);
        let copied: Option<String> = row.get("copied")?;
        Ok((number, copied.map(from_json).transpose()?.unwrap_or_default()))
    })
}

/// The kind of the first of our letters among these ids. `None` if only a newer program knows the kind.
fn letter_kind(conn: &Connection, ids: &[MessageId]) -> Result<Option<NoticeKind>, StoreError> {
    const KIND: &str = "SELECT notice FROM letter WHERE message_id = ?1";
    for id in ids.iter().take(MAX_MESSAGE_IDS) {
        let name: Option<String> = value(conn, KIND, [id.as_str()])?;
        if let Some(name) = name {
            return Ok(NoticeKind::parse(&name));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::ticket::FeedbackState;
    use crate::store::people;
    use crate::store::samples::{
        Scratch, apply, commenting, contact, id, letter, make_newer, mark, now, open_ticket, record,
    };
    use crate::store::{Store, sql};

    async fn case_of(store: &Store, references: &[i64], ids: &[&str]) -> Case {
        let references = references.iter().map(|number| TicketNumber(*number)).collect();
        let message_ids: Vec<MessageId> = ids.iter().map(|text| id(text)).collect();
        let evidence = Evidence { references, message_ids: message_ids.clone(), ..Evidence::default() };
        let wanted = Wanted { evidence, in_reply_to: message_ids, ..Wanted::default() };
        let load = move |tx: &mut Tx<'_>| tx.load(&[wanted], &|_, _| Vec::new(), &|_| false);
        store.write(load).await.unwrap().remove(0)
    }

    fn names(case: &Case) -> Vec<(Carrier, i64)> {
        case.candidates.iter().map(|candidate| (candidate.carrier, candidate.ticket.number.0)).collect()
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
            assert_eq!(names(&case_of(store, references, ids).await), expected, "{references:?} {ids:?}");
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
        apply(store, mark(mail, "c@customer.example"), commenting(store, ticket).await).await.unwrap();
        let new = letter(Some(ticket), "l@desk.example");
        let letter = store.write(move |tx| tx.enqueue(&new, now())).await.unwrap();
        let carriers = [("c@customer.example", Carrier::MessageId), ("l@desk.example", Carrier::Letter)];
        for (known, carrier) in carriers {
            assert_eq!(names(&case_of(store, &[], &[known]).await), [(carrier, 1)], "{known}");
        }
        assert_eq!(case_of(store, &[], &["l@desk.example"]).await.answers, Some(NoticeKind::Confirmation));
        assert_eq!(case_of(store, &[], &["c@customer.example"]).await.answers, None);
        // A reply to a letter from a newer program is a comment like any other.
        make_newer(store, letter).await;
        let snapshot = case_of(store, &[], &["l@desk.example"]).await;
        assert_eq!((names(&snapshot), snapshot.answers), (vec![(Carrier::Letter, 1)], None));
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
        apply(store, mark(mail, "l@desk.example"), commenting(store, other).await).await.unwrap();
        assert_eq!(names(&case_of(store, &[], &["l@desk.example"]).await), [(Carrier::Letter, ticket.0)]);
    }

    #[tokio::test]
    async fn a_mail_that_names_everything_costs_no_more_than_others() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        for n in 0..30 {
            open_ticket(store, &format!("m{n}")).await;
        }
        let all: Vec<i64> = (1..=30).collect();
        assert_eq!(case_of(store, &all, &[]).await.candidates.len(), MAX_CANDIDATES);
    }

    #[tokio::test]
    async fn a_ticket_comes_back_with_its_people() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let number = open_ticket(store, "a").await;
        let follow = |tx: &mut Tx<'_>| {
            let sql = "INSERT INTO participant (ticket, person, place, at) VALUES (1, ?1, ?2, 0)";
            for (place, address) in [(2, "bob@customer.example"), (1, "zoe@customer.example")] {
                let person = people::know(tx.conn()?, &contact(address))?;
                sql::run(tx.conn()?, sql, [person, place])?;
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
}

//! Sessions: who is signed in on pages. A secret is only in the browser's cookie; here is its hash. Each act looks its session up
//! in its own transaction, so signing out takes effect at once.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};

use crate::mail::{Address, Contact};

use super::sql::{Row, all, at, count, first, ms, run, values};
use super::{Reading, Store, StoreError, Tx};

/// A session without use for so long is over: a customer's, and an agent's.
const CUSTOMER_IDLE: SignedDuration = SignedDuration::from_hours(30 * 24);
const AGENT_IDLE: SignedDuration = SignedDuration::from_hours(12);
/// Its use is noted at most so often, since noting it is a write.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// SHA-256 of a session's secret.
pub type SessionKey = [u8; 32];

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of its secret.
    pub key: SessionKey,
    /// Who is signed in.
    pub person: Contact,
    /// They signed in as an agent.
    pub is_agent: bool,
    /// The language that they chose for pages.
    pub language: Option<String>,
    /// The browser, in words.
    pub browser: String,
    /// When it began.
    pub since: Timestamp,
    /// When it was last used, to within a few minutes.
    pub seen_at: Timestamp,
}

impl Session {
    /// Whether it was used lately enough.
    fn is_alive(&self, now: Timestamp) -> bool {
        let idle = if self.is_agent { AGENT_IDLE } else { CUSTOMER_IDLE };
        now.duration_since(self.seen_at) <= idle
    }
}

const COLUMNS: &str = "key, address, name, agent, language, browser, since, seen_at";

impl Tx<'_> {
    /// Begins a session.
    pub fn open_session(&mut self, session: &Session) -> Result<(), StoreError> {
        const OPEN: &str = "INSERT INTO session (key, address, name, agent, language, browser, since, seen_at) \
                            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let Session { key, person, is_agent, language, browser, since, seen_at } = session;
        let row =
            params![key, person.address.key(), person.name(), is_agent, language, browser, ms(*since), ms(*seen_at)];
        run(self.conn()?, OPEN, row).map(drop)
    }

    /// The session of a key, if it isn't over.
    pub fn session(&mut self, key: &SessionKey, now: Timestamp) -> Result<Option<Session>, StoreError> {
        session(self.conn()?, key, now)
    }

    /// Sets the language of a session's pages.
    pub fn set_language(&mut self, key: &SessionKey, language: &str) -> Result<(), StoreError> {
        run(self.conn()?, "UPDATE session SET language = ?2 WHERE key = ?1", params![key, language]).map(drop)
    }

    /// The keys of all sessions.
    pub fn all_sessions(&mut self) -> Result<Vec<SessionKey>, StoreError> {
        values(self.conn()?, "SELECT key FROM session", [])
    }

    /// The keys of all sessions of an address.
    pub fn sessions_of(&mut self, address: &Address) -> Result<Vec<SessionKey>, StoreError> {
        values(self.conn()?, "SELECT key FROM session WHERE address = ?1", [address.key()])
    }

    /// Ends a session.
    pub fn close_session(&mut self, key: &SessionKey) -> Result<(), StoreError> {
        run(self.conn()?, "DELETE FROM session WHERE key = ?1", [key]).map(drop)
    }

    /// Ends all sessions of an address.
    pub fn close_sessions_of(&mut self, address: &Address) -> Result<(), StoreError> {
        run(self.conn()?, "DELETE FROM session WHERE address = ?1", [address.key()]).map(drop)
    }
}

impl Reading {
    /// The session of a key, if it isn't over.
    pub fn session(&self, key: &SessionKey, now: Timestamp) -> Result<Option<Session>, StoreError> {
        session(self.conn(), key, now)
    }

    /// The sessions of an address that aren't over, the newest first.
    pub fn sessions_of(&self, address: &Address, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM session WHERE address = ?1 ORDER BY since DESC");
        let found = all(self.conn(), &sql, [address.key()], read)?;
        Ok(found.into_iter().filter(|session| session.is_alive(now)).collect())
    }
}

impl Reading {
    /// The sessions that were used last, at most so many.
    pub fn sessions(&self, most: usize, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM session ORDER BY seen_at DESC LIMIT ?1");
        let found = all(self.conn(), &sql, [count(most)], read)?;
        Ok(found.into_iter().filter(|session| session.is_alive(now)).collect())
    }
}

impl Store {
    /// Notes that a session is used, if that wasn't noted lately.
    pub async fn note_use(&self, session: &Session, now: Timestamp) -> Result<(), StoreError> {
        if now.duration_since(session.seen_at) < NOTED_EVERY {
            return Ok(());
        }
        let key = session.key;
        let note = "UPDATE session SET seen_at = max(seen_at, ?2) WHERE key = ?1";
        self.write(move |tx| run(tx.conn()?, note, params![key, ms(now)]).map(drop)).await
    }

    /// Deletes sessions that are over, letters to sign in that nobody used, and who didn't come back from the provider. Returns their number.
    pub async fn sweep_sessions(&self, now: Timestamp) -> Result<usize, StoreError> {
        const SESSIONS: &str = "DELETE FROM session WHERE seen_at < ?1";
        const SIGN_INS: &str = "DELETE FROM sign_in WHERE asked_at < ?1";
        const AT_PROVIDER: &str = "DELETE FROM provider_sign_in WHERE left_at < ?1";
        let before = |idle: SignedDuration| ms(now.checked_sub(idle).unwrap_or(Timestamp::MIN));
        let all = [
            (SESSIONS, before(CUSTOMER_IDLE)),
            (SIGN_INS, before(super::sign_in::LIFE)),
            (AT_PROVIDER, before(super::provider_sign_in::AWAY)),
        ];
        self.write(move |tx| all.into_iter().try_fold(0, |sum, (sql, at)| Ok(sum + run(tx.conn()?, sql, [at])?))).await
    }
}

fn session(conn: &Connection, key: &SessionKey, now: Timestamp) -> Result<Option<Session>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM session WHERE key = ?1");
    Ok(first(conn, &sql, [key], read)?.filter(|session| session.is_alive(now)))
}

fn read(row: &Row<'_>) -> Result<Session, StoreError> {
    let (key, address): (SessionKey, String) = (row.get("key")?, row.get("address")?);
    let name: String = row.get("name")?;
    let address = Address::parse(&address).ok_or_else(|| StoreError::Corrupt(format!("a session of {address}")))?;
    Ok(Session {
        key,
        person: Contact::new(&name, address),
        is_agent: row.get("agent")?,
        language: row.get("language")?,
        browser: row.get("browser")?,
        since: at(row.get("since")?),
        seen_at: at(row.get("seen_at")?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{Scratch, later, now};

    fn sample(key: u8, is_agent: bool) -> Session {
        Session {
            key: [key; 32],
            person: Contact::new("Ada", Address::parse("Ada@customer.example").unwrap()),
            is_agent,
            language: None,
            browser: "Firefox on Linux".to_owned(),
            since: now(),
            seen_at: now(),
        }
    }

    #[tokio::test]
    async fn a_session_lasts_while_it_is_used() {
        const HOUR: i64 = 3_600;
        let scratch = Scratch::new();
        let store = &scratch.store;
        for (key, is_agent) in [(1, false), (2, true)] {
            store.write(move |tx| tx.open_session(&sample(key, is_agent))).await.unwrap();
        }
        let check = async |key: u8, at: Timestamp, expected: bool| {
            let found = store.read(move |reading| reading.session(&[key; 32], at)).await.unwrap();
            assert_eq!(found.is_some(), expected, "{key} {at}");
            found
        };
        let found = check(1, now(), true).await.unwrap();
        assert_eq!(found.person.address.as_str(), "ada@customer.example");
        check(3, now(), false).await;
        check(2, later(12 * HOUR), true).await;
        check(2, later(12 * HOUR + 1), false).await;
        check(1, later(30 * 24 * HOUR), true).await;
        check(1, later(30 * 24 * HOUR + 1), false).await;
        store.note_use(&found, later(60)).await.unwrap();
        check(1, later(30 * 24 * HOUR + 60), false).await;
        store.note_use(&found, later(24 * HOUR)).await.unwrap();
        check(1, later(31 * 24 * HOUR), true).await;
        assert_eq!(store.sweep_sessions(later(31 * 24 * HOUR)).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn signing_out_here_and_everywhere() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        for key in [1, 2, 3] {
            store.write(move |tx| tx.open_session(&sample(key, false))).await.unwrap();
        }
        let ada = Address::parse("ada@customer.example").unwrap();
        let count = async || {
            let ada = ada.clone();
            store.read(move |reading| reading.sessions_of(&ada, now())).await.unwrap().len()
        };
        assert_eq!(count().await, 3);
        store.write(|tx| tx.close_session(&[1; 32])).await.unwrap();
        assert_eq!(count().await, 2);
        store.write(|tx| tx.set_language(&[2; 32], "nl")).await.unwrap();
        let all = ada.clone();
        store.write(move |tx| tx.close_sessions_of(&all)).await.unwrap();
        assert_eq!(count().await, 0);
    }
}

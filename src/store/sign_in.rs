//! Signing in: who asked for a letter, from which browser, and what of it was used. Secrets are only in the letter and in the
//! browser; here are their hashes. A letter is dead once its link or its code was used, after a quarter of an hour, after five
//! wrong codes, and when the same browser asks again.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};

use crate::mail::{Address, Contact};

use super::sql::{at, first, ms, run, some_contact, unsigned, value};
use super::{StoreError, Tx};

/// How long a letter to sign in is good.
pub const LIFE: SignedDuration = SignedDuration::from_mins(15);
/// How many codes can be typed for one letter.
const MAX_TRIES: u32 = 5;

/// A letter to sign in, as the database keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// SHA-256 of the secret of the browser that asked.
    pub browser: [u8; 32],
    /// SHA-256 of the secret in the link.
    pub link: [u8; 32],
    /// SHA-256 of the code and the browser's secret.
    pub code: [u8; 32],
    /// Who signs in.
    pub person: Contact,
}

/// What somebody shows to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// SHA-256 of the secret in the link.
    Link([u8; 32]),
    /// SHA-256 of the code and the browser's secret.
    Code([u8; 32]),
}

/// A limit of letters to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskingLimit {
    /// What is counted.
    pub scope: String,
    /// The width of its window.
    pub window: SignedDuration,
    /// The most in a window.
    pub most: u32,
}

impl Tx<'_> {
    /// Whether a letter to sign in is within all limits. Counts it if it is.
    pub fn may_ask(&mut self, limits: &[AskingLimit], now: Timestamp) -> Result<bool, StoreError> {
        const COUNT: &str = "SELECT count FROM tally WHERE since = ?1 AND scope = ?2";
        const UP: &str = "INSERT INTO tally (since, scope, count) VALUES (?1, ?2, 1) \
                          ON CONFLICT (since, scope) DO UPDATE SET count = count + 1";
        let conn = self.conn()?;
        for limit in limits {
            let count: u32 = value(conn, COUNT, params![window(limit, now), limit.scope])?.map_or(0, unsigned);
            if count >= limit.most {
                return Ok(false);
            }
        }
        for limit in limits {
            run(conn, UP, params![window(limit, now), limit.scope])?;
        }
        Ok(true)
    }

    /// Notes a letter to sign in. An earlier one of the same browser is dead.
    pub fn ask_sign_in(&mut self, asked: &SignIn, now: Timestamp) -> Result<(), StoreError> {
        const ASK: &str = "INSERT INTO sign_in (browser, link, code, address, name, tries, asked_at) \
                           VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6) ON CONFLICT (browser) DO UPDATE SET link = ?2, code = ?3, \
                           address = ?4, name = ?5, tries = 0, asked_at = ?6";
        let SignIn { browser, link, code, person } = asked;
        let row = params![browser, link, code, person.address.as_str(), person.name(), ms(now)];
        run(self.conn()?, ASK, row).map(drop)
    }

    /// Who signs in from a browser with a link or a code, which is dead then. A wrong code counts.
    pub fn use_sign_in(
        &mut self,
        browser: &[u8; 32],
        shown: Shown,
        now: Timestamp,
    ) -> Result<Option<Contact>, StoreError> {
        const TRY: &str = "UPDATE sign_in SET tries = tries + 1 WHERE browser = ?1";
        const DONE: &str = "DELETE FROM sign_in WHERE browser = ?1";
        let conn = self.conn()?;
        let Some(asked) = asked(conn, browser)? else { return Ok(None) };
        let is_alive = now.duration_since(asked.at) <= LIFE && asked.tries < MAX_TRIES;
        let is_right = match shown {
            Shown::Link(link) => link == asked.sign_in.link,
            Shown::Code(code) => code == asked.sign_in.code,
        };
        if is_alive && is_right {
            run(conn, DONE, [browser])?;
            return Ok(Some(asked.sign_in.person));
        }
        if matches!(shown, Shown::Code(_)) {
            run(conn, TRY, [browser])?;
        }
        Ok(None)
    }

    /// What the desk calls somebody who ever wrote or follows a ticket; none: nobody did from this address.
    pub fn known_person(&mut self, address: &Address) -> Result<Option<Contact>, StoreError> {
        const PERSON: &str = "SELECT name, address FROM person WHERE key = ?1";
        let found =
            first(self.conn()?, PERSON, [address.key()], |row| some_contact(row.get("name")?, row.get("address")?))?;
        Ok(found.flatten())
    }
}

struct Asked {
    sign_in: SignIn,
    tries: u32,
    at: Timestamp,
}

fn asked(conn: &Connection, browser: &[u8; 32]) -> Result<Option<Asked>, StoreError> {
    const ASKED: &str = "SELECT link, code, address, name, tries, asked_at FROM sign_in WHERE browser = ?1";
    first(conn, ASKED, [browser], |row| {
        let (link, code) = (row.get("link")?, row.get("code")?);
        let (address, name): (String, String) = (row.get("address")?, row.get("name")?);
        let address = Address::parse(&address).ok_or_else(|| StoreError::Corrupt(format!("a sign-in of {address}")))?;
        let sign_in = SignIn { browser: *browser, link, code, person: Contact::new(&name, address) };
        Ok(Asked { sign_in, tries: unsigned(row.get("tries")?), at: at(row.get("asked_at")?) })
    })
}

/// The beginning of the window that `now` is in.
fn window(limit: &AskingLimit, now: Timestamp) -> i64 {
    let width = i64::try_from(limit.window.as_millis()).unwrap_or(i64::MAX).max(1);
    let at = ms(now);
    at - at.rem_euclid(width)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use crate::store::samples::{Scratch, later, now};

    fn asked_by(browser: u8) -> SignIn {
        let person = Contact::new("Ada", Address::parse("ada@customer.example").unwrap());
        SignIn { browser: [browser; 32], link: [10 + browser; 32], code: [20 + browser; 32], person }
    }

    async fn ask(store: &Store, browser: u8) {
        store.write(move |tx| tx.ask_sign_in(&asked_by(browser), now())).await.unwrap();
    }

    async fn shows(store: &Store, browser: u8, shown: Shown, at: Timestamp) -> bool {
        store.write(move |tx| tx.use_sign_in(&[browser; 32], shown, at)).await.unwrap().is_some()
    }

    #[tokio::test]
    async fn a_letter_is_good_once_in_its_browser_and_for_a_quarter_of_an_hour() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let (link, code) = (Shown::Link([11; 32]), Shown::Code([21; 32]));
        for shown in [link, code] {
            ask(store, 1).await;
            assert!(!shows(store, 2, shown, now()).await, "another browser");
            assert!(!shows(store, 1, shown, later(901)).await, "too late");
            assert!(shows(store, 1, shown, later(900)).await);
            assert!(!shows(store, 1, link, later(900)).await, "used");
            assert!(!shows(store, 1, code, later(900)).await, "used");
        }
        ask(store, 1).await;
        store.write(|tx| tx.ask_sign_in(&SignIn { link: [77; 32], ..asked_by(1) }, now())).await.unwrap();
        assert!(!shows(store, 1, link, now()).await, "asked again");
        assert!(shows(store, 1, Shown::Link([77; 32]), now()).await);
    }

    #[tokio::test]
    async fn five_wrong_codes_are_too_many_and_wrong_links_count_for_nothing() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        ask(store, 1).await;
        for _ in 0..9 {
            assert!(!shows(store, 1, Shown::Link([0; 32]), now()).await);
        }
        for _ in 0..4 {
            assert!(!shows(store, 1, Shown::Code([0; 32]), now()).await);
        }
        assert!(shows(store, 1, Shown::Code([21; 32]), now()).await, "the fifth");
        ask(store, 1).await;
        for _ in 0..5 {
            assert!(!shows(store, 1, Shown::Code([0; 32]), now()).await);
        }
        assert!(!shows(store, 1, Shown::Code([21; 32]), now()).await, "the sixth");
        assert!(!shows(store, 1, Shown::Link([11; 32]), now()).await, "nor its link");
    }

    #[tokio::test]
    async fn letters_are_limited_by_each_scope() {
        let scratch = Scratch::new();
        let limit = |scope: &str, minutes: i64, most: u32| AskingLimit {
            scope: scope.to_owned(),
            window: SignedDuration::from_mins(minutes),
            most,
        };
        let may = async |limits: Vec<AskingLimit>, at: Timestamp| {
            scratch.store.write(move |tx| tx.may_ask(&limits, at)).await.unwrap()
        };
        for expected in [true, true, false] {
            assert_eq!(may(vec![limit("a", 15, 2), limit("desk", 60, 3)], now()).await, expected);
        }
        assert!(may(vec![limit("b", 15, 2), limit("desk", 60, 3)], now()).await, "what was refused isn't counted");
        assert!(!may(vec![limit("c", 15, 2), limit("desk", 60, 3)], now()).await);
        assert!(may(vec![limit("a", 15, 2)], later(15 * 60)).await);
    }
}

//! Browsers that were sent to the provider of OpenID Connect: each can come back once, within ten minutes. Only hashes of their
//! secrets are here.

use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

use super::sql::{at, first, ms, run};
use super::{StoreError, Tx};

/// How long somebody can take at the provider.
pub(super) const AWAY: SignedDuration = SignedDuration::from_mins(10);

impl Tx<'_> {
    /// Notes that the browser with this hash of its secret goes to the provider, and the word of the page that comes next.
    pub fn leave_for_provider(&mut self, browser: &[u8; 32], place: &str, now: Timestamp) -> Result<(), StoreError> {
        const LEAVE: &str = "INSERT INTO provider_sign_in (browser, place, left_at) VALUES (?1, ?2, ?3) \
                             ON CONFLICT (browser) DO UPDATE SET place = ?2, left_at = ?3";
        run(self.conn()?, LEAVE, params![browser, place, ms(now)]).map(drop)
    }

    /// Where the browser goes that comes back: the word of a page. None: it never left, was back before, or took too long.
    pub fn come_back(&mut self, browser: &[u8; 32], now: Timestamp) -> Result<Option<String>, StoreError> {
        const BACK: &str = "DELETE FROM provider_sign_in WHERE browser = ?1 RETURNING place, left_at";
        let found = first(self.conn()?, BACK, [browser], |row| {
            let (place, left): (String, i64) = (row.get("place")?, row.get("left_at")?);
            Ok((place, at(left)))
        })?;
        Ok(found.filter(|(_, left)| now.duration_since(*left) <= AWAY).map(|(place, _)| place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{Scratch, later, now};

    #[tokio::test]
    async fn a_browser_comes_back_once_and_in_time() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let leave = async |browser: u8, place: &'static str| {
            store.write(move |tx| tx.leave_for_provider(&[browser; 32], place, now())).await.unwrap();
        };
        let back =
            async |browser: u8, at: Timestamp| store.write(move |tx| tx.come_back(&[browser; 32], at)).await.unwrap();
        leave(1, "new").await;
        assert_eq!(back(2, now()).await, None, "another browser");
        assert_eq!(back(1, later(600)).await.as_deref(), Some("new"));
        assert_eq!(back(1, later(600)).await, None, "once");
        leave(1, "").await;
        assert_eq!(back(1, later(601)).await, None, "too late");
        assert_eq!(back(1, now()).await, None, "and gone");
        leave(1, "").await;
        leave(1, "me").await;
        assert_eq!(back(1, now()).await.as_deref(), Some("me"), "left again");
        leave(1, "").await;
        assert_eq!(store.sweep_sessions(later(600)).await.unwrap(), 0);
        assert_eq!(store.sweep_sessions(later(601)).await.unwrap(), 1);
    }
}

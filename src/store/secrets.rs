//! The secrets of tokens: made at the first start, kept where only the service can read them, and replaceable.

use jiff::Timestamp;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::desk::token::{Keyring, SECRET_BYTES, Secret};

use super::sql::{at, from_json, json, ms};
use super::{Store, StoreError, Tx, settings};

const NAME: &str = "token-secrets";

/// A secret in the database: one of a JSON list, newest first.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// [`SECRET_BYTES`] bytes.
    secret: Vec<u8>,
    /// When its tokens expire, in milliseconds since 1970. `None`: it is the current one.
    until: Option<i64>,
}

impl Store {
    /// The secrets of this desk. Makes the first one if there is none.
    pub async fn keyring(&self, now: Timestamp) -> Result<Keyring, StoreError> {
        let fresh = fresh()?;
        self.write(move |tx| {
            let mut kept = read(tx.conn()?)?;
            if kept.is_empty() {
                kept = vec![Kept { secret: fresh, until: None }];
                write(tx, &kept)?;
            }
            Ok(keyring(&kept, now))
        })
        .await
    }

    /// Makes a new secret. Tokens of the older ones are accepted until `until`. A running daemon uses the old one until
    /// its restart.
    pub async fn replace_secret(&self, until: Timestamp) -> Result<(), StoreError> {
        let fresh = fresh()?;
        self.write(move |tx| {
            let mut kept = read(tx.conn()?)?;
            for former in &mut kept {
                let until = ms(until);
                former.until = Some(former.until.map_or(until, |before| before.min(until)));
            }
            kept.insert(0, Kept { secret: fresh, until: None });
            write(tx, &kept)
        })
        .await
    }
}

fn fresh() -> Result<Vec<u8>, StoreError> {
    let mut bytes = vec![0; SECRET_BYTES];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::Contradiction(format!("no random bytes: {error}")))?;
    Ok(bytes)
}

fn read(conn: &Connection) -> Result<Vec<Kept>, StoreError> {
    settings::setting(conn, NAME)?
        .map_or(Ok(Vec::new()), |value| from_json(String::from_utf8_lossy(&value).into_owned()))
}

fn write(tx: &mut Tx<'_>, kept: &[Kept]) -> Result<(), StoreError> {
    tx.keep_setting(NAME, json(&kept)?.as_bytes()).map(drop)
}

fn keyring(kept: &[Kept], now: Timestamp) -> Keyring {
    let current = kept.iter().find(|kept| kept.until.is_none());
    let former = kept.iter().filter_map(|kept| Some((Secret::from_bytes(&kept.secret)?, at(kept.until?))));
    Keyring {
        current: current.and_then(|kept| Secret::from_bytes(&kept.secret)),
        former: former.filter(|(_, until)| *until > now).collect(),
    }
}

#[cfg(test)]
mod tests {
    use crate::store::samples::{Scratch, later, now};

    #[tokio::test]
    async fn a_secret_is_made_once_and_can_be_replaced() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let first = store.keyring(now()).await.unwrap();
        assert!(first.current.is_some() && first.former.is_empty());
        assert_eq!(store.keyring(later(5)).await.unwrap(), first);
        store.replace_secret(later(100)).await.unwrap();
        let second = store.keyring(later(50)).await.unwrap();
        assert_ne!(second.current, first.current);
        assert_eq!(second.former, [(first.current.clone().unwrap(), later(100))]);
        assert_eq!(store.keyring(later(100)).await.unwrap().former, []);
        // A second replacement with more time doesn't bring the first secret back.
        store.replace_secret(later(900)).await.unwrap();
        let third = store.keyring(later(100)).await.unwrap();
        assert_eq!(third.former, [(second.current.unwrap(), later(900))]);
    }
}

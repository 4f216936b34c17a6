//! Values that the desk makes once and keeps.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::sql::{run, value};
use super::{Store, StoreError, Tx};

/// The setting with the prefix of references that the desk last ran with.
pub(super) const PREFIX: &str = "prefix";

/// The setting with the addresses that mailboxes last wrote from, by name.
pub(super) const ADDRESSES: &str = "addresses";

impl Store {
    /// Remembers the addresses of mailboxes, to tell at a later start that one was changed.
    pub async fn keep_addresses(&self, addresses: &BTreeMap<String, String>) -> Result<(), StoreError> {
        let addresses = serde_json::json!(addresses).to_string();
        self.write(move |tx| tx.keep_setting(ADDRESSES, addresses.as_bytes()).map(drop)).await
    }

    /// Remembers the prefix of references, to tell at a later start that it was changed.
    pub async fn keep_prefix(&self, prefix: &str) -> Result<(), StoreError> {
        let prefix = prefix.to_owned();
        self.write(move |tx| tx.keep_setting(PREFIX, prefix.as_bytes()).map(drop)).await
    }
}

impl Tx<'_> {
    /// Writes `value` under `name`. Returns whether it was there already.
    pub(super) fn keep_setting(&mut self, name: &str, value: &[u8]) -> Result<bool, StoreError> {
        keep(self.conn()?, name, value)
    }

    /// The value under `name`. If there is none, `fresh` becomes it.
    pub fn setting_or_keep(&mut self, name: &str, fresh: &[u8]) -> Result<Vec<u8>, StoreError> {
        const KEEP: &str = "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        let conn = self.conn()?;
        run(conn, KEEP, params![name, fresh])?;
        setting(conn, name)?.ok_or(StoreError::Lost)
    }
}

/// The value under `name`.
pub(super) fn setting(conn: &Connection, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    const VALUE: &str = "SELECT value FROM setting WHERE name = ?1";
    value(conn, VALUE, [name])
}

/// Writes `value` under `name`. Returns whether it was there already.
pub(super) fn keep(conn: &Connection, name: &str, value: &[u8]) -> Result<bool, StoreError> {
    const KEEP: &str = "INSERT INTO setting (name, value) VALUES (?1, ?2) \
                        ON CONFLICT (name) DO UPDATE SET value = ?2 WHERE value <> ?2";
    Ok(run(conn, KEEP, params![name, value])? == 0)
}

/// Removes the value under `name`.
pub(super) fn forget(conn: &Connection, name: &str) -> Result<(), StoreError> {
    const FORGET: &str = "DELETE FROM setting WHERE name = ?1";
    run(conn, FORGET, [name]).map(drop)
}

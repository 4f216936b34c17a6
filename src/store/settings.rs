//! Values that the desk makes once and keeps.

use rusqlite::params;

use super::sql::{run, value};
use super::{Store, StoreError, Tx};

/// The setting with the prefix of references that the desk last ran with.
pub(super) const PREFIX: &str = "prefix";

impl Store {
    /// Remembers the prefix of references, to tell at a later start that it was changed.
    pub async fn keep_prefix(&self, prefix: &str) -> Result<(), StoreError> {
        let prefix = prefix.to_owned();
        self.write(move |tx| tx.keep_setting(PREFIX, prefix.as_bytes()).map(drop)).await
    }
}

impl Tx<'_> {
    /// Writes `value` under `name`. Returns whether it was there already.
    pub(super) fn keep_setting(&mut self, name: &str, value: &[u8]) -> Result<bool, StoreError> {
        const KEEP: &str = "INSERT INTO setting (name, value) VALUES (?1, ?2) \
                            ON CONFLICT (name) DO UPDATE SET value = ?2 WHERE value <> ?2";
        Ok(run(self.conn()?, KEEP, params![name, value])? == 0)
    }

    /// The value under `name`. If there is none, `fresh` becomes it.
    pub fn setting_or_keep(&mut self, name: &str, fresh: &[u8]) -> Result<Vec<u8>, StoreError> {
        const KEEP: &str = "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        const VALUE: &str = "SELECT value FROM setting WHERE name = ?1";
        let conn = self.conn()?;
        run(conn, KEEP, params![name, fresh])?;
        value(conn, VALUE, [name])?.ok_or(StoreError::Lost)
    }
}

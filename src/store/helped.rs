//! Whether articles of the knowledge base helped their readers.

use rusqlite::params;

use super::sql::{all, run, unsigned, value};
use super::{Reading, StoreError, Tx};

/// What readers say of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpedCount {
    /// Its name in addresses.
    pub article: String,
    /// How many said yes.
    pub yes: u64,
    /// How many said no.
    pub no: u64,
}

impl Tx<'_> {
    /// Notes what a reader says of an article on a day, counted since 1970. Whoever says something else on the same day changes
    /// it.
    pub fn note_helped(&mut self, article: &str, (reader, day): (&[u8; 32], i64), yes: bool) -> Result<(), StoreError> {
        const NOTE: &str = "INSERT INTO helped (article, day, reader, yes) VALUES (?1, ?2, ?3, ?4) \
                            ON CONFLICT (article, day, reader) DO UPDATE SET yes = ?4";
        run(self.conn()?, NOTE, params![article, day, reader, yes]).map(drop)
    }
}

impl Reading {
    /// What a reader said of an article on a day.
    pub fn said_helped(&self, article: &str, (reader, day): (&[u8; 32], i64)) -> Result<Option<bool>, StoreError> {
        const SAID: &str = "SELECT yes FROM helped WHERE article = ?1 AND day = ?2 AND reader = ?3";
        value(self.conn(), SAID, params![article, day, reader])
    }

    /// What readers say of each article since a day, by name.
    pub fn helped(&self, since: i64) -> Result<Vec<HelpedCount>, StoreError> {
        const COUNT: &str =
            "SELECT article, sum(yes) AS yes, sum(NOT yes) AS no FROM helped WHERE day >= ?1 GROUP BY article";
        all(self.conn(), COUNT, [since], |row| {
            Ok(HelpedCount {
                article: row.get("article")?,
                yes: unsigned(row.get("yes")?),
                no: unsigned(row.get("no")?),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::store::HelpedCount;
    use crate::store::samples::Scratch;

    #[tokio::test]
    async fn a_reader_counts_once_a_day() {
        let store = Scratch::new();
        let say = async |article: &'static str, reader: u8, day: i64, yes: bool| {
            store.store.write(move |tx| tx.note_helped(article, (&[reader; 32], day), yes)).await.unwrap();
        };
        say("fuse", 1, 10, true).await;
        say("fuse", 1, 10, true).await;
        say("fuse", 2, 10, false).await;
        say("fuse", 2, 10, true).await;
        say("fuse", 1, 11, false).await;
        say("reset", 1, 9, true).await;
        let read = store.store.read(|reading| {
            let said = reading.said_helped("fuse", (&[2; 32], 10))?;
            Ok((said, reading.said_helped("fuse", (&[2; 32], 11))?, reading.helped(10)?))
        });
        let fuse = HelpedCount { article: "fuse".to_owned(), yes: 2, no: 1 };
        assert_eq!(read.await.unwrap(), (Some(true), None, vec![fuse]));
    }
}

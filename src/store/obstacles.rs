//! What stands in the way of letters now, for `maildesk status`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::params;

use super::sql::{all, at, ms, run};
use super::{Reading, StoreError, Tx};

/// An obstacle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObstacleLine {
    /// Which letters it concerns.
    pub letters: String,
    /// The next host's words, and what to mend.
    pub words: String,
    /// Since when.
    pub since: Timestamp,
}

impl Tx<'_> {
    /// Notes all obstacles that there are, by the letters that they concern. One that was there keeps its time.
    pub fn note_obstacles(&mut self, now_there: &BTreeMap<String, String>, now: Timestamp) -> Result<(), StoreError> {
        const GONE: &str = "DELETE FROM obstacle WHERE letters NOT IN (SELECT value FROM json_each(?1))";
        const NOTE: &str = "INSERT INTO obstacle (letters, words, since) VALUES (?1, ?2, ?3) \
                            ON CONFLICT (letters) DO UPDATE SET words = ?2";
        let conn = self.conn()?;
        let there: Vec<&String> = now_there.keys().collect();
        run(conn, GONE, [serde_json::json!(there).to_string()])?;
        now_there.iter().try_for_each(|(letters, words)| run(conn, NOTE, params![letters, words, ms(now)]).map(drop))
    }
}

impl Reading {
    /// All obstacles.
    pub fn obstacles(&self) -> Result<Vec<ObstacleLine>, StoreError> {
        const OBSTACLES: &str = "SELECT letters, words, since FROM obstacle ORDER BY since, letters";
        all(self.conn(), OBSTACLES, [], |row| {
            Ok(ObstacleLine { letters: row.get("letters")?, words: row.get("words")?, since: at(row.get("since")?) })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{Scratch, later};

    #[tokio::test]
    async fn an_obstacle_keeps_its_time_until_it_is_gone() {
        let scratch = Scratch::new();
        let note = async |seconds: i64, there: &[(&str, &str)]| {
            let there = there.iter().map(|(letters, words)| ((*letters).to_owned(), (*words).to_owned())).collect();
            scratch.store.write(move |tx| tx.note_obstacles(&there, later(seconds))).await.unwrap();
            let lines = scratch.store.read(Reading::obstacles).await.unwrap();
            lines.into_iter().map(|line| (line.letters, line.words, line.since)).collect::<Vec<_>>()
        };
        let line = |letters: &str, words: &str, since| (letters.to_owned(), words.to_owned(), later(since));
        assert_eq!(note(0, &[("letters", "down")]).await, [line("letters", "down", 0)]);
        let both = note(5, &[("letters", "refused"), ("some", "550")]).await;
        assert_eq!(both, [line("letters", "refused", 0), line("some", "550", 5)]);
        assert_eq!(note(6, &[("some", "550")]).await, [line("some", "550", 5)]);
        assert_eq!(note(7, &[]).await, []);
    }
}

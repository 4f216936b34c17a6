//! The belt that fills the index of words. It runs only where somebody can search, in small parts with pauses, so that mails wait
//! for none of it. It begins with what is new, and goes back through what was there before.

use std::time::Duration;

use anyhow::Context;
use tokio::time::Instant;

use crate::desk::looked_for::FoldedText;
use crate::store::{IndexMark, IndexRow, Reading, Store, StoreError};

use super::belt::{Belt, LONGEST_STEP, guarded};
use super::retry::RetrySchedule;

/// Tickets of one commit at most. Comments and events may each add as many.
const PART: usize = 64;
/// How often to look for what is new: so long, at most, something said can't be found.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// After each part the belt rests for so many times as long as it took.
const REST: u32 = 3;
/// It rests at least so long.
const MIN_REST: Duration = Duration::from_millis(20);

/// Fills the index of words.
#[derive(Debug, Clone)]
pub struct Index {
    store: Store,
}

struct Part {
    rows: Vec<IndexRow>,
    mark: IndexMark,
    has_more: bool,
}

impl Index {
    /// A belt over this store.
    pub fn new(store: Store) -> Self {
        Self { store }
    }

    /// Indexes the next tickets. Returns whether there are more. Ends in one commit.
    pub async fn step(&self) -> anyhow::Result<bool> {
        let Part { rows, mark, has_more } = self.store.read_claimed(part).await.context("look for new words")?;
        if !rows.is_empty() || has_more {
            // Losing it costs time and nothing else: the mark is in the same commit.
            let write = self.store.write_ahead(move |tx| tx.index(&rows, mark)).await;
            write.context("write the index of words")?;
        }
        Ok(has_more)
    }

    /// Steps until the belt is stopped.
    pub async fn run(self, belt: Belt) {
        let mut failures = 0;
        while !belt.stop.is_cancelled() {
            belt.pulse.beat(LONGEST_STEP);
            let began = Instant::now();
            match guarded(self.step()).await {
                Ok(has_more) => {
                    failures = 0;
                    let rest = (began.elapsed() * REST).max(MIN_REST);
                    belt.pause(if has_more { rest } else { LOOK_AGAIN }).await;
                }
                Err(error) => {
                    failures += 1;
                    let pause = RetrySchedule::CONNECTION.pause(failures, "search");
                    let pause_s = pause.as_secs();
                    tracing::error!(error = format!("{error:#}"), pause_s, "can't index new words; trying again");
                    belt.pause(pause).await;
                }
            }
        }
    }
}

fn part(reading: &Reading) -> Result<Part, StoreError> {
    let found = reading.unindexed(PART)?;
    let rows = found.tickets.into_iter().map(|(ticket, texts)| IndexRow {
        ticket,
        subject: std::iter::once(texts.subject.as_str()).collect(),
        said: folded(&texts.said),
        notes: folded(&texts.notes),
    });
    Ok(Part { rows: rows.collect(), mark: found.mark, has_more: found.has_more })
}

fn folded(texts: &[String]) -> FoldedText {
    texts.iter().map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::looked_for::LookedFor;
    use crate::store::Within;
    use crate::store::samples::{Scratch, open_ticket};

    #[tokio::test]
    async fn what_is_there_and_what_is_new_is_indexed() {
        let scratch = Scratch::new();
        let index = Index::new(scratch.store.clone());
        assert!(!index.step().await.unwrap());
        let search = async |typed: &str| {
            let words = LookedFor::parse(typed);
            let found = move |reading: &Reading| reading.search(Within::Everything, &words, (None, 9));
            scratch.store.read(found).await.unwrap().len()
        };
        open_ticket(&scratch.store, "a").await;
        assert_eq!(search("ten minutes").await, 0);
        while index.step().await.unwrap() {}
        assert_eq!(search("ten minutes").await, 1);
        open_ticket(&scratch.store, "b").await;
        while index.step().await.unwrap() {}
        assert_eq!(search("ten minutes").await, 2);
        while Index::new(scratch.store.clone()).step().await.unwrap() {}
        assert_eq!(search("ten minutes").await, 2);
    }
}

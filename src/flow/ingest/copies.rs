//! Tests copies by chance: whatever gateways and lists put into a message, and in whatever order its copies come, one
//! ticket is opened and its letters are written once.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;
use crate::flow::samples::{clock, desk, mails, outbox, record};
use crate::store::samples::Scratch;

const FOOTER: &str =
    "\r\n_______________________________________________\r\nall mailing list\r\nall@customer.example\r\n";

/// What a way puts into a message.
#[derive(Debug, Clone)]
struct Way {
    header: Vec<&'static str>,
    tag: &'static str,
    above: &'static str,
    below: &'static str,
    by_list: bool,
}

impl Way {
    fn carry(&self) -> Vec<u8> {
        let list = if self.by_list { "List-Id: <all.customer.example>\r\n" } else { "" };
        let header = self.header.iter().fold(String::new(), |header, line| header + line + "\r\n");
        let (tag, above, below) = (self.tag, self.above, self.below);
        format!(
            "{header}{list}Message-ID: <one@customer.example>\r\nFrom: Ada <ada@customer.example>\r\n\
             Date: Mon, 05 Jan 2026 09:00:00 +0000\r\nTo: support@desk.example\r\nSubject: {tag}The press stops\r\n\
             \r\n{above}It stops after ten minutes.\r\nThe lamp is red.\r\n{below}"
        )
        .into_bytes()
    }
}

fn way() -> impl Strategy<Value = Way> {
    let header = prop::sample::subsequence(
        vec!["X-Spam-Score: 1", "Received: by gateway", "Content-Language: en", "Thread-Topic: The press stops"],
        0..4,
    );
    let tag = prop::sample::select(vec!["", "[EXTERNAL] ", "[all] ", "*** SPAM? *** "]);
    let above = prop::sample::select(vec!["", "CAUTION: external sender.\r\n\r\n"]);
    let below = prop::sample::select(vec!["", "\r\n-- \r\nall@customer.example\r\n", FOOTER]);
    let parts = (header, tag, above, below, any::<bool>());
    parts.prop_map(|(header, tag, above, below, by_list)| Way { header, tag, above, below, by_list })
}

async fn ends_with(scratch: &Scratch, batches: &[Vec<Way>]) {
    let ingest = Ingest::new(scratch.store.clone(), desk(), clock());
    for batch in batches {
        let mails: Vec<Vec<u8>> = batch.iter().map(Way::carry).collect();
        record(&scratch.store, &mails).await;
        while ingest.step().await.unwrap() > 0 {}
    }
    let all = mails(&scratch.store).await;
    let ends: Vec<&str> = all.iter().map(|mail| mail.end.clone().unwrap().unwrap().as_str()).collect();
    let is_direct = batches.iter().flatten().any(|way| !way.by_list);
    let opened = ends.iter().filter(|end| **end == "opened").count();
    assert_eq!(opened, usize::from(is_direct), "{ends:?}");
    assert!(ends.iter().all(|end| matches!(*end, "opened" | "suppressed")), "{ends:?}");
    let letters: &[&str] = if is_direct { &["confirmation ada: queued", "new-ticket anna: queued"] } else { &[] };
    assert_eq!(outbox(&scratch.store).await, letters);
}

#[test]
fn copies_in_any_order_end_as_one_message() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = Config { cases: 48, failure_persistence: None, ..Config::default() };
    let batches = prop::collection::vec(prop::collection::vec(way(), 1..4), 1..4);
    let tried = TestRunner::new(config).run(&batches, |batches| {
        runtime.block_on(async { ends_with(&Scratch::new(), &batches).await });
        Ok(())
    });
    tried.unwrap_or_else(|failure| panic!("{failure}"));
}

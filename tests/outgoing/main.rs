//! Tests what leaves the desk, whatever comes in (P6): random conversations, played through the real belts on the real
//! database, with a check of every letter after each mail.
//!
//! Customers, people involved, partners, members of companies, strangers, programs and agents write, with hostile
//! names, subjects, files and HTML. Every text has its own words, so that each word in a letter can be traced. No word
//! that agents keep to themselves may leave, nobody gets a letter about a ticket that they aren't on, and no letter has
//! an injected header, file name or HTML.
//!
//! `MAILDESK_SEED=7` plays the same conversations again, `MAILDESK_LONG=1` plays many.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, outside its #[test] functions too; and its seed comes from the environment"
)]

mod cast;
mod conversation;
mod hostile;
mod house;
mod law;
mod mail_builder;
mod steps;

use std::cell::RefCell;
use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use conversation::Conversation;
use steps::Step;

/// The number of conversations, and with `MAILDESK_LONG`.
const CONVERSATIONS: u32 = 20;
const LONG: u32 = 400;

/// The given seed. Without one the short run plays the same conversations each time, the long one new ones.
fn seed(is_long: bool) -> u64 {
    const USUAL: u64 = 4_087_916_422;
    let given = std::env::var("MAILDESK_SEED").ok().and_then(|text| text.parse().ok());
    given.unwrap_or_else(|| {
        let mut bytes = [0; 4];
        getrandom::fill(&mut bytes).unwrap();
        if is_long { u64::from(u32::from_le_bytes(bytes)) } else { USUAL }
    })
}

fn runner(seed: u64, cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 100, ..Config::default() };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

/// Plays a conversation. Returns the number of letters of each kind to people who aren't agents, or what was wrong.
fn play(steps: &[Step]) -> Result<BTreeMap<&'static str, usize>, String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let mut conversation = Conversation::new().await;
        for (index, step) in steps.iter().enumerate() {
            let played = conversation.play(step).await;
            played.map_err(|why| format!("step {}, {step:?}:\n{why}", index + 1))?;
        }
        Ok(conversation.end().await)
    })
}

#[test]
fn nothing_internal_leaves_and_nobody_gets_what_is_not_theirs() {
    let is_long = std::env::var_os("MAILDESK_LONG").is_some();
    let seed = seed(is_long);
    let cases = if is_long { LONG } else { CONVERSATIONS };
    let (letters, steps) = (RefCell::new(BTreeMap::new()), RefCell::new(0));
    let conversations = prop::collection::vec(steps::step(), 10..60);
    let played = runner(seed, cases).run(&conversations, |conversation| {
        let went_out = play(&conversation).map_err(TestCaseError::fail)?;
        *steps.borrow_mut() += conversation.len();
        for (kind, count) in went_out {
            *letters.borrow_mut().entry(kind).or_insert(0) += count;
        }
        Ok(())
    });
    if let Err(TestError::Fail(why, conversation)) = played {
        panic!("MAILDESK_SEED={seed}\n{why}\nafter:\n{conversation:#?}");
    }
    let (letters, steps) = (letters.into_inner(), steps.into_inner());
    println!(
        "MAILDESK_SEED={seed}: {cases} conversations, {steps} steps; letters to people who are no agents: {letters:?}"
    );
    // Rules that see no letters always hold.
    for kind in ["confirmation", "reply", "handed", "listing", "involved"] {
        assert!(letters.contains_key(kind), "MAILDESK_SEED={seed}: no letter {kind} went out: {letters:?}");
    }
}

/// Conversations that failed once, or are likely to.
#[test]
fn what_chance_seldom_finds() {
    use steps::{Activity, Agents, Quote};
    let step = |who: usize, activity: Activity| Step { who, activity, ticket: 0, hostile: 0 };
    let says =
        |says: Agents, quietly: bool| step(0, Activity::Agent { says, quietly, with_file: true, quote: Quote::None });
    let (note, aloud) = (|what: Agents| says(what, true), |what: Agents| says(what, false));
    let check = |steps: &[Step]| drop(play(steps).unwrap_or_else(|why| panic!("{why}")));
    let opens = || step(0, Activity::Opens { with_file: true });
    // The words that an agent kept internal are in the letter that the next agent answers.
    for quote in Quote::ALL {
        let activity = Activity::Agent { says: Agents::Answers, quietly: false, with_file: false, quote };
        check(&[opens(), note(Agents::Assigns), step(1, activity)]);
    }
    check(&[opens(), note(Agents::Answers), aloud(Agents::Splits), aloud(Agents::ToPartner)]);
    check(&[opens(), opens(), note(Agents::Answers), aloud(Agents::Merges), aloud(Agents::Answers)]);
    check(&[opens(), note(Agents::ToPartner), note(Agents::Involves), note(Agents::Resolves)]);
    check(&[opens(), aloud(Agents::Wrong), aloud(Agents::Dossier), aloud(Agents::WaitsForCustomer)]);
    check(&[opens(), step(0, Activity::Bounce), aloud(Agents::Answers)]);
    check(&[opens(), step(0, Activity::Forward { onto: true, with_file: true }), aloud(Agents::Answers)]);
    check(&[opens(), step(0, Activity::Forward { onto: false, with_file: true }), aloud(Agents::ToPartner)]);
    check(&[step(0, Activity::Forward { onto: false, with_file: true }), aloud(Agents::ToPartner)]);
    // Whatever a note wears, and whether it is sent after all; and letters with notes in them, as files.
    for hostile in 0..24 {
        let quiet = Activity::Agent { says: Agents::Resolves, quietly: true, with_file: true, quote: Quote::Below };
        let sends = step(0, Activity::Sends);
        let attached = Step { hostile, ..aloud(Agents::Attaches) };
        check(&[opens(), Step { hostile, ..step(0, quiet) }, sends.clone(), attached, sends]);
    }
    check(&[opens(), aloud(Agents::Mistyped), step(0, Activity::Sends), aloud(Agents::Answers)]);
}

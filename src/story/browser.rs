//! What the people of a story have on their screens: pages that they opened, and the form that was posted last.
//!
//! Comes in: a form. Goes out: what became of it. Whoever posts is signed in, by a session that the story opens itself. A
//! house that is killed after every commit is killed before it answers, too: the browser posts the same form again, and
//! it must count once (P2).

use std::sync::Arc;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::desk::reference::TicketNumber;
use crate::flow::Desk;
use crate::flow::posting::{NewPage, Posted, PostingRefusal};
use crate::mail::{Address, Contact};
use crate::store::{Session, SessionKey, Store, StoreError};

use super::house::StoryHouse;
use super::world::World;

/// All screens.
#[derive(Debug, Default)]
pub(super) struct Browser {
    /// Pages of tickets that were opened and not posted from since.
    opened: Vec<OpenedPage>,
    /// Forms so far; makes their marks.
    forms: usize,
    /// The form that was posted last.
    pub(super) last: Option<NewPage>,
    /// Why the posting of this scene was refused, if it was.
    pub(super) refused: Option<PostingRefusal>,
}

/// A page of a ticket on somebody's screen.
#[derive(Debug)]
struct OpenedPage {
    who: Address,
    ticket: TicketNumber,
    /// The newest comment on it.
    seen: i64,
}

impl Browser {
    /// Somebody has a ticket's page before them from now on.
    pub(super) fn open(&mut self, who: &Address, ticket: TicketNumber, seen: i64) {
        self.close(who, ticket);
        self.opened.push(OpenedPage { who: who.clone(), ticket, seen });
    }

    /// Takes the page away that somebody has of a ticket. Returns the newest comment on it; none: they open it only now.
    pub(super) fn close(&mut self, who: &Address, ticket: TicketNumber) -> Option<i64> {
        let at = self.opened.iter().position(|page| page.who == *who && page.ticket == ticket)?;
        Some(self.opened.remove(at).seen)
    }

    /// The mark of a new form.
    pub(super) fn new_mark(&mut self) -> String {
        self.forms += 1;
        format!("form {}", self.forms)
    }

    /// Posts a form.
    pub(super) async fn post(&mut self, house: &mut StoryHouse, world: &World, page: NewPage) -> anyhow::Result<()> {
        let posted = post_once(house, world, &page).await?;
        if let (Posted::Done { .. }, true) = (&posted, house.is_forgetful()) {
            let again = post_once(house, world, &page).await?;
            anyhow::ensure!(again == posted, "the same form again: {again:?} instead of {posted:?}");
        }
        self.last = Some(page);
        self.refused = match posted {
            Posted::Refused(why) => Some(why),
            Posted::Done { .. } => None,
        };
        Ok(())
    }
}

/// Signs in, and posts. Both are commits.
async fn post_once(house: &mut StoryHouse, world: &World, page: &NewPage) -> anyhow::Result<Posted> {
    let desk = Arc::clone(&house.plan().desk);
    let now = world.clock.now();
    if let Some(who) = page.posting.author() {
        sign_in(&house.store(world).await?, &desk, who, now).await?;
        house.after_look().await;
    }
    let bytes = match page.compose(&desk, now) {
        Ok(bytes) => bytes,
        Err(why) => return Ok(Posted::Refused(why)),
    };
    let store = house.store(world).await?;
    let page = page.clone();
    let posted = store.write(move |tx| desk.post(tx, &page, &bytes, now)).await?;
    drop(store);
    house.after_look().await;
    Ok(posted)
}

/// The session of an address. The story has one for each.
pub(super) fn session_of(who: &Address) -> SessionKey {
    Sha256::digest(format!("the session of {}", who.key())).into()
}

async fn sign_in(store: &Store, desk: &Desk, who: Contact, now: Timestamp) -> Result<(), StoreError> {
    let key = session_of(&who.address);
    let session = Session {
        key,
        is_agent: desk.policy.people.agents.find_by_address(&who.address).is_some(),
        person: who,
        language: None,
        browser: "a story".to_owned(),
        since: now,
        seen_at: now,
    };
    store
        .write(move |tx| {
            if tx.session(&key, now)?.is_none() {
                tx.close_session(&key)?;
                tx.open_session(&session)?;
            }
            Ok(())
        })
        .await
}

/// A refusal in words, for expectations.
pub(super) fn refusal_words(why: &PostingRefusal) -> String {
    let joined = |words: Vec<String>| words.join("; ");
    match why {
        PostingRefusal::SignedOut => "the session is over".to_owned(),
        PostingRefusal::Fault(fault) => fault.to_string(),
        PostingRefusal::Meanwhile { by, .. } => format!("{by} wrote meanwhile"),
        PostingRefusal::Receipt(lines) => {
            let faults = lines.iter().filter_map(|line| Some((&line.command, line.fault.as_ref()?)));
            joined(faults.map(|(command, fault)| format!("{command}: {fault}")).collect())
        }
        PostingRefusal::Fields(labels) => {
            joined(labels.iter().map(|label| format!("{label} has no such value")).collect())
        }
        PostingRefusal::NotPossible(reasons) => joined(reasons.iter().map(ToString::to_string).collect()),
        PostingRefusal::Failed(why) => why.to_string(),
    }
}

//! The belts on a real database, with mailboxes, courier and clock in memory.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use maildesk::clock::Clock;
use maildesk::courier::{MemoryCourier, OutgoingMessage};
use maildesk::daemon;
use maildesk::flow::Desk;
use maildesk::flow::{Deliver, Ingest, Receive, Scheduler};
use maildesk::mailbox::MemoryMailbox;
use maildesk::store::{Reading, Store, StoreError};
use tempfile::TempDir;

use crate::cast::config;

/// A Monday morning.
const START: Timestamp = Timestamp::constant(1_767_603_600, 0);
/// The most rounds until the belts must rest.
const MAX_ROUNDS: usize = 200;

pub(crate) struct House {
    pub(crate) desk: Arc<Desk>,
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    mailboxes: Vec<(String, MemoryMailbox)>,
    receives: Vec<Receive<MemoryMailbox>>,
    ingest: Ingest,
    scheduler: Scheduler,
    deliver: Deliver<MemoryCourier>,
    courier: MemoryCourier,
    _scratch: TempDir,
}

impl House {
    pub(crate) async fn new() -> Self {
        let config = config();
        let scratch = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
        let store = Store::open(&scratch.path().join("desk.db")).unwrap();
        // Letters carry tokens, made with a secret from the database.
        let keys = store.keyring(START).await.unwrap();
        let desk = Arc::new(daemon::desk(&config).unwrap().keyed(keys));
        let (clock, courier) = (Clock::settable(START), MemoryCourier::new());
        let mailboxes: Vec<(String, MemoryMailbox)> =
            config.mailboxes.iter().map(|mailbox| (mailbox.address.to_string(), MemoryMailbox::new())).collect();
        let receives = config.mailboxes.iter().zip(&mailboxes).map(|(config_of, (_, mailbox))| {
            Receive::new(&config_of.name, mailbox.clone(), store.clone(), daemon::budget(&config), clock.clone())
        });
        Self {
            receives: receives.collect(),
            ingest: Ingest::new(store.clone(), Arc::clone(&desk), clock.clone()),
            scheduler: Scheduler::new(store.clone(), Arc::clone(&desk), clock.clone()),
            deliver: Deliver::new(
                store.clone(),
                courier.clone(),
                Arc::clone(&desk),
                daemon::schedule(&config),
                clock.clone(),
            ),
            desk,
            store,
            clock,
            mailboxes,
            courier,
            _scratch: scratch,
        }
    }

    /// Delivers a mail to the mailbox of an address.
    pub(crate) fn arrive(&self, mailbox: &str, mail: Vec<u8>) {
        let found = self.mailboxes.iter().find(|(address, _)| address == mailbox);
        found.map(|(_, mailbox)| mailbox.deliver(mail)).unwrap();
    }

    pub(crate) fn wait(&self, pause: SignedDuration) {
        self.clock.set(self.clock.now().checked_add(pause).unwrap());
    }

    /// Runs all belts until nothing is left to do. Returns the letters that went out.
    pub(crate) async fn rest(&mut self) -> Vec<OutgoingMessage> {
        for _ in 0..MAX_ROUNDS {
            let mut busy = false;
            for receive in &mut self.receives {
                let taken = receive.take().await.unwrap();
                busy |= !taken.receipts.is_empty();
                receive.after_fetch(&taken.receipts).await.unwrap();
            }
            busy |= self.ingest.step().await.unwrap() > 0;
            busy |= self.scheduler.step().await.unwrap() > 0;
            busy |= self.deliver.step().await.unwrap().tried > 0;
            if !busy {
                return self.courier.take();
            }
        }
        panic!("the desk does not come to rest");
    }

    /// Asks the database.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Reading) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.store.read(question).await.unwrap()
    }
}

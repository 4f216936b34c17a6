//! The whole program under test: the real database and the real belts, driven phase by phase. The forgetful mode drops
//! all of it after every commit and opens it again, as after `kill -9`.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use jiff::Timestamp;

use crate::flow::Desk;
use crate::flow::{Deliver, Ingest, Receive, RetrySchedule, Scheduler};
use crate::mailbox::{Budget, MemoryMailbox};
use crate::store::{ClaimedLetter, Store};

use super::world::{Postman, World};

/// A house that isn't quiet after this many rounds never will be.
const MAX_ROUNDS: usize = 1000;

/// How a story is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// As a daemon that runs all the time.
    Straight,
    /// As a daemon that is killed after every commit.
    Forgetful,
}

impl Mode {
    /// Both modes.
    pub const ALL: [Self; 2] = [Self::Straight, Self::Forgetful];

    /// Its name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Straight => "straight",
            Self::Forgetful => "killed after every commit",
        }
    }
}

/// What a house is built from; nothing in it changes while a story is played.
#[derive(Clone)]
pub(super) struct HousePlan {
    pub(super) database: PathBuf,
    pub(super) desk: Arc<Desk>,
    pub(super) schedule: RetrySchedule,
    pub(super) budget: Budget,
    pub(super) mode: Mode,
}

/// A house, built or torn down.
pub(super) struct StoryHouse {
    plan: HousePlan,
    rooms: Option<Rooms>,
}

struct Rooms {
    store: Store,
    receives: Vec<Receive<MemoryMailbox>>,
    ingest: Ingest,
    scheduler: Scheduler,
    deliver: Deliver<Postman>,
}

impl StoryHouse {
    /// A house that is built when it is first needed.
    pub(super) fn new(plan: HousePlan) -> Self {
        Self { plan, rooms: None }
    }

    /// What it is built from.
    pub(super) fn plan(&self) -> &HousePlan {
        &self.plan
    }

    /// Its database.
    pub(super) async fn store(&mut self, world: &World) -> anyhow::Result<Store> {
        Ok(self.rooms(world).await?.store.clone())
    }

    /// Moves the clock to `end` and stops whenever something falls due on the way.
    pub(super) async fn run_until(&mut self, world: &World, end: Timestamp) -> anyhow::Result<()> {
        for _ in 0..MAX_ROUNDS {
            self.run(world).await?;
            let store = &self.rooms(world).await?.store;
            let due = [store.next_letter_due().await?, store.next_due().await?].into_iter().flatten().min();
            match due.filter(|due| *due <= end) {
                Some(due) => world.clock.set(due.max(world.clock.now())),
                None => {
                    world.clock.set(end);
                    return self.run(world).await;
                }
            }
        }
        Err(restless())
    }

    /// Runs all belts until nothing is left to do, without moving the clock.
    pub(super) async fn run(&mut self, world: &World) -> anyhow::Result<()> {
        for _ in 0..MAX_ROUNDS {
            let took = self.receive(world).await?;
            let concluded = self.ingest(world).await?;
            let moved = self.scheduler(world).await?;
            let carried = self.deliver(world).await?;
            if !(took || concluded || moved || carried) {
                return Ok(());
            }
        }
        Err(restless())
    }

    async fn receive(&mut self, world: &World) -> anyhow::Result<bool> {
        let mut busy = false;
        for index in 0..world.boxes().len() {
            loop {
                let forgets = self.forgets();
                let Some(receive) = self.rooms(world).await?.receives.get_mut(index) else { break };
                let taken = receive.take().await?;
                let (took, more) = (!taken.receipts.is_empty(), taken.more);
                busy |= took;
                if took && forgets {
                    self.forget().await;
                } else {
                    receive.after_fetch(&taken.receipts).await?;
                    receive.catch_up().await?;
                }
                if !more {
                    break;
                }
            }
        }
        Ok(busy)
    }

    async fn ingest(&mut self, world: &World) -> anyhow::Result<bool> {
        let mut claimed = self.rooms(world).await?.ingest.claim().await?;
        let busy = !claimed.is_empty();
        if self.forgets() && !claimed.is_empty() && claimed.iter().all(|mail| mail.attempts == 1) {
            self.forget().await;
            claimed = self.rooms(world).await?.ingest.claim().await?;
        }
        if !claimed.is_empty() {
            self.rooms(world).await?.ingest.conclude(claimed).await?;
            self.forget_after_commit().await;
        }
        Ok(busy)
    }

    async fn scheduler(&mut self, world: &World) -> anyhow::Result<bool> {
        let busy = self.rooms(world).await?.scheduler.step().await? > 0;
        if busy {
            self.forget_after_commit().await;
        }
        Ok(busy)
    }

    /// A forgetful house is killed before the letters go out, and again after they went out but before that is
    /// recorded. Customers then get a letter twice, with the same Message-ID, and never none.
    async fn deliver(&mut self, world: &World) -> anyhow::Result<bool> {
        loop {
            let deliver = &mut self.rooms(world).await?.deliver;
            let claimed = deliver.claim().await?;
            let Some(most) = claimed.iter().map(|letter| letter.attempts).max() else { return Ok(false) };
            match (self.plan.mode, most) {
                (Mode::Forgetful, 1) => {}
                (Mode::Forgetful, 2) => self.carry_unanswered(world, claimed).await?,
                _ => {
                    self.rooms(world).await?.deliver.carry(claimed).await?;
                    self.forget_after_commit().await;
                    return Ok(true);
                }
            }
            self.forget().await;
        }
    }

    async fn carry_unanswered(&mut self, world: &World, claimed: Vec<ClaimedLetter>) -> anyhow::Result<()> {
        world.postman.cut_line();
        let deliver = &mut self.rooms(world).await?.deliver;
        tokio::select! {
            carried = deliver.carry(claimed) => carried.map(drop),
            () = world.postman.sent_unanswered() => Ok(()),
        }
    }

    fn forgets(&self) -> bool {
        self.plan.mode == Mode::Forgetful
    }

    async fn forget_after_commit(&mut self) {
        if self.forgets() {
            self.forget().await;
        }
    }

    /// Whether it is killed after every commit.
    pub(super) fn is_forgetful(&self) -> bool {
        self.forgets()
    }

    /// Called after a story has looked into the database: a forgetful house is torn down again.
    pub(super) async fn after_look(&mut self) {
        self.forget_after_commit().await;
    }

    /// Drops everything that is not on disk.
    pub(super) async fn forget(&mut self) {
        if let Some(Rooms { store, receives, ingest, scheduler, deliver }) = self.rooms.take() {
            drop((receives, ingest, scheduler, deliver));
            store.close().await;
        }
    }

    /// The rooms, built if needed.
    async fn rooms(&mut self, world: &World) -> anyhow::Result<&mut Rooms> {
        let rooms = match self.rooms.take() {
            Some(rooms) => rooms,
            None => self.build(world).await?,
        };
        Ok(self.rooms.insert(rooms))
    }

    async fn build(&self, world: &World) -> anyhow::Result<Rooms> {
        let HousePlan { database, desk, schedule, budget, .. } = &self.plan;
        let store = Store::open(database).context("open the story's database")?;
        store.recover(world.clock.now()).await.context("recover the outbox")?;
        let scheduler = Scheduler::new(store.clone(), Arc::clone(desk), world.clock.clone());
        scheduler.arm(&|| true).await?;
        let receives = world.boxes().iter().map(|letter_box| {
            let mailbox = letter_box.mailbox.clone();
            let receive = Receive::new(&letter_box.name, mailbox, store.clone(), *budget, world.clock.clone());
            receive.with_quiet(letter_box.quiet).always_first()
        });
        Ok(Rooms {
            receives: receives.collect(),
            ingest: Ingest::new(store.clone(), Arc::clone(desk), world.clock.clone()),
            scheduler,
            deliver: Deliver::new(
                store.clone(),
                world.postman.clone(),
                Arc::clone(desk),
                *schedule,
                world.clock.clone(),
            ),
            store,
        })
    }
}

fn restless() -> anyhow::Error {
    anyhow::anyhow!("the helpdesk never came to rest: letters answer each other, or something is retried forever")
}

//! The daemon: divides the config, and starts, watches and stops the belts.
//!
//! Comes in: a valid [`Config`]. Goes out: a running desk. It decides nothing and touches no mail. It stops in order,
//! but nothing depends on that, because every belt's step ends in one commit.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
use crate::config::{Config, Envelope, MailboxConfig, MailboxSource};
use crate::desk::token::Keyring;
use crate::flow::Desk;
use crate::flow::{Belt, Deliver, Index, Ingest, LetterWriter, Pulse, Quiet, Receive, RetrySchedule, Scheduler};
use crate::mailbox::{Budget, ImapMailbox, Mailbox, Maildir};
use crate::oidc::Provider;
use crate::pages::Pages;
use crate::portal::{LastRefusal, Library, Live, Portal, Uploads, bind};
use crate::prover::Prover;
use crate::site::Site;
use crate::store::{Store, StoreError};
use crate::templates::{TemplateFault, Templates};

mod dumps;
pub(crate) mod parts;
pub mod systemd;

pub use dumps::forbid_dumps;

/// The time for belts to end their step when the daemon stops. After that they are dropped, which is safe as well.
const LONGEST_STOP: Duration = Duration::from_secs(20);

/// A database that is in use for longer belongs to another daemon.
const LONGEST_LOCK: Duration = Duration::from_secs(5);
/// The pause between two tries to open it.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// A running desk.
#[derive(Debug)]
pub struct Running {
    store: Store,
    stop: CancellationToken,
    tasks: TaskTracker,
    pulses: Vec<Pulse>,
}

/// Opens the database and starts all belts. Must be called inside a runtime.
pub async fn start(config: &Config, clock: Clock) -> anyhow::Result<Running> {
    let desk = desk(config)?;
    let path = config.database();
    let store = open(&path).await.with_context(|| format!("open the database {}", path.display()))?;
    let keys = store.keyring(clock.now()).await.context("read the secrets that tokens are made with")?;
    let desk = Arc::new(desk.keyed(keys));
    let names: Vec<&str> = config.mailboxes.iter().map(|mailbox| mailbox.name.as_str()).collect();
    store.know_mailboxes(&names).await.context("note which mailboxes there are")?;
    let addresses =
        config.mailboxes.iter().map(|mailbox| (mailbox.name.clone(), mailbox.address.to_string())).collect();
    store.keep_addresses(&addresses).await.context("note the addresses of mailboxes")?;
    store.keep_prefix(config.policy.style.prefix()).await.context("note the prefix of references")?;
    let unsure = store.recover(clock.now()).await.context("look for letters that a crash left behind")?;
    if unsure > 0 {
        tracing::warn!(
            letters = unsure,
            "the last run ended while these letters were being sent; they'll go out again with the same Message-ID"
        );
    }
    let mut running = Running { store, stop: CancellationToken::new(), tasks: TaskTracker::new(), pulses: Vec::new() };
    for mailbox in &config.mailboxes {
        running.start_receive(mailbox, config, &clock).await?;
    }
    let ingest = Ingest::new(running.store.clone(), Arc::clone(&desk), clock.clone()).with_prover(prover(config)?);
    let belt = running.belt("ingest");
    running.tasks.spawn(ingest.run(belt));
    let scheduler = Scheduler::new(running.store.clone(), Arc::clone(&desk), clock.clone());
    let belt = running.belt("scheduler");
    running.tasks.spawn(scheduler.run(belt));
    if let Some(site) = &config.site {
        running.start_portal(config, site, &desk, &clock)?;
    }
    let deliver = Deliver::new(running.store.clone(), parts::courier(config, &clock), desk, schedule(config), clock);
    let belt = running.belt("deliver");
    running.tasks.spawn(deliver.run(belt));
    running.tasks.close();
    Ok(running)
}

/// Opens the database. Without a daemon, `maildesk ingest` and `maildesk replay` hold it for an instant, which must not
/// stop the start.
async fn open(path: &Path) -> Result<Store, StoreError> {
    let start = Instant::now();
    let mut told = false;
    loop {
        match Store::open(path) {
            Err(StoreError::InUse { by, .. }) if start.elapsed() < LONGEST_LOCK => {
                if !std::mem::replace(&mut told, true) {
                    tracing::info!("another maildesk{by} is using the database; waiting for it to stop");
                }
                tokio::time::sleep(LOOK_AGAIN).await;
            }
            opened => return opened,
        }
    }
}

impl Running {
    /// The names of belts that show no progress.
    pub fn stuck(&self) -> Vec<String> {
        self.pulses.iter().filter_map(Pulse::stuck).collect()
    }

    /// The number of belts that still run. All do until [`Running::stop`], unless one has panicked.
    pub fn belts(&self) -> (usize, usize) {
        (self.tasks.len(), self.pulses.len())
    }

    /// Returns what the disk said when it has refused to make changes durable: nothing can be done before the next start.
    pub async fn refused(&self) -> StoreError {
        self.store.refused().await
    }

    /// Ends all belts after their current step and closes the database.
    pub async fn stop(self) {
        self.stop.cancel();
        if tokio::time::timeout(LONGEST_STOP, self.tasks.wait()).await.is_err() {
            tracing::warn!("a belt didn't finish in time; its work is saved and continues at the next start");
        }
        self.store.close().await;
    }

    fn start_portal(&mut self, config: &Config, site: &Site, desk: &Arc<Desk>, clock: &Clock) -> anyhow::Result<()> {
        let languages = config.languages();
        let room = Some((self.store.clone(), config.limits.free_disk));
        let uploads = Uploads::open(&config.state_dir.join("uploads"), clock.clone(), room);
        let portal = Portal {
            store: self.store.clone(),
            desk: Arc::clone(desk),
            site: Arc::new(site.clone()),
            pages: pages(config)?,
            languages,
            clock: clock.clone(),
            uploads: uploads.context("make the directory of uploaded files")?,
            live: Live::default(),
            library: site.knowledge.as_ref().map(|knowledge| Library::new(&knowledge.directory, clock.clone())),
            provider: Provider::of(site, clock.clone()),
            refusal: LastRefusal::default(),
        };
        if site.search || site.agents {
            let belt = self.belt("search");
            self.tasks.spawn(Index::new(self.store.clone()).run(belt));
        }
        let bound = bind(site)?;
        tracing::info!(url = %site.origin.0, "the portal is open");
        self.tasks.spawn(portal.serve(bound, self.stop.clone()));
        Ok(())
    }

    async fn start_receive(&mut self, mailbox: &MailboxConfig, config: &Config, clock: &Clock) -> anyhow::Result<()> {
        let name = &mailbox.name;
        match &mailbox.source {
            MailboxSource::Imap(imap) => {
                let since = self.store.first_read(name).await.context("read the cursor")?.unwrap_or(clock.now());
                self.spawn_receive(mailbox, ImapMailbox::new(parts::imap_account(imap, since)), config, clock);
            }
            MailboxSource::Maildir(maildir) => {
                self.spawn_receive(mailbox, Maildir::new(maildir.path.clone(), maildir.poll), config, clock);
            }
        }
        Ok(())
    }

    fn spawn_receive<M: Mailbox + 'static>(
        &mut self,
        named: &MailboxConfig,
        mailbox: M,
        config: &Config,
        clock: &Clock,
    ) {
        let belt = self.belt(&format!("receive {}", named.name));
        let receive = Receive::new(&named.name, mailbox, self.store.clone(), budget(config), clock.clone())
            .with_reserve(config.limits.free_disk)
            .with_quiet(Quiet::older_than(named.quiet_older_than));
        self.tasks.spawn(receive.run(belt));
    }

    fn belt(&mut self, name: &str) -> Belt {
        let belt = Belt::new(name, self.stop.clone());
        self.pulses.push(belt.pulse.clone());
        belt
    }
}

/// All faults of the templates.
#[derive(Debug)]
pub struct TemplateFaults(pub Vec<TemplateFault>);

impl std::error::Error for TemplateFaults {}

impl fmt::Display for TemplateFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let faults: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&faults.join("\n"))
    }
}

/// The desk of a config, for the belts: rules, people and letters.
pub fn desk(config: &Config) -> Result<Desk, TemplateFaults> {
    let templates = Templates::compile(&config.languages(), config.templates.as_deref()).map_err(TemplateFaults)?;
    let letter_writer = LetterWriter {
        templates,
        style: config.policy.style.clone(),
        desk_name: config.desk.name.clone(),
        look: config.desk.look.clone(),
        host: config.desk.host.clone(),
        senders: config.mailboxes.iter().map(|mailbox| (mailbox.name.clone(), mailbox.address.clone())).collect(),
        keys: Keyring::default(),
        plus_addressed: config
            .mailboxes
            .iter()
            .filter(|mailbox| mailbox.plus)
            .map(|mailbox| mailbox.name.clone())
            .collect(),
        null_sender: config.courier.envelope() == Envelope::Null,
        languages: config.policy.languages.clone(),
        organisations: config.policy.people.organisations.clone(),
        portal: config.policy.portal.clone(),
    };
    Ok(Desk { policy: config.policy.clone(), letter_writer })
}

/// The pages of a config.
pub fn pages(config: &Config) -> anyhow::Result<Pages> {
    let compiled =
        Pages::compile(&config.languages(), config.templates.as_deref(), &config.desk.look, &config.desk.name);
    compiled.map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        anyhow::anyhow!(faults.join("\n"))
    })
}

/// The prover, if the config wants one.
fn prover(config: &Config) -> anyhow::Result<Option<Prover>> {
    let wanted = config.policy.holding.dkim;
    wanted.then(Prover::new).transpose().context("check DKIM signatures")
}

/// How much one round of a mailbox may take.
pub fn budget(config: &Config) -> Budget {
    let limits = &config.limits;
    Budget { messages: limits.batch_messages, bytes: limits.batch_bytes, message_bytes: limits.message_bytes }
}

/// How letters are retried.
pub fn schedule(config: &Config) -> RetrySchedule {
    let retry = &config.retry;
    RetrySchedule {
        first_pause: retry.first_pause,
        longest_pause: retry.longest_pause,
        give_up_after: retry.give_up_after,
    }
}

//! The daemon under systemd: ready, status, watchdog, signals. Without systemd it does nothing.

use std::time::Duration;

use anyhow::Context;
use sd_notify::NotifyState;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::clock::Clock;
use crate::config::Config;

use super::{Running, start};

/// Runs the desk until SIGTERM or SIGINT. SIGHUP doesn't end it.
pub fn run(config: &Config) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("start the runtime")?;
    runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate()).context("listen for SIGTERM")?;
        let mut interrupt = signal(SignalKind::interrupt()).context("listen for SIGINT")?;
        let mut hangup = signal(SignalKind::hangup()).context("listen for SIGHUP")?;
        let running = start(config, Clock::system()).await?;
        tell(&[NotifyState::Ready, NotifyState::Status("running")]);
        tracing::info!(
            mailboxes = config.mailboxes.len(),
            agents = config.policy.people.agents.0.len(),
            "maildesk is running"
        );
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            () = never_reload(&mut hangup) => {}
            refusal = running.refused() => {
                tell(&[NotifyState::Stopping]);
                anyhow::bail!("{refusal}. Asking the service manager for a restart");
            }
            lost = watch(&running) => {
                tell(&[NotifyState::Stopping]);
                anyhow::bail!("{lost}; asking the service manager for a restart");
            }
        }
        tracing::info!("maildesk is stopping");
        tell(&[NotifyState::Stopping]);
        running.stop().await;
        Ok(())
    })
}

/// Says to each SIGHUP that nothing is read anew. Most daemons reload by it, and a terminal that is closed sends it: neither
/// must end the desk.
async fn never_reload(hangup: &mut Signal) {
    while hangup.recv().await.is_some() {
        tracing::warn!(
            "SIGHUP changes nothing: the config is only read at startup. To use a new one, run `maildesk check` and restart"
        );
    }
    std::future::pending().await
}

/// Feeds the watchdog while every belt makes progress. Returns when a belt is gone.
async fn watch(running: &Running) -> String {
    let period = sd_notify::watchdog_enabled().map_or(Duration::from_secs(10), |limit| limit / 3);
    loop {
        tokio::time::sleep(period).await;
        let (alive, all) = running.belts();
        if alive < all {
            return format!("{} of {all} belts stopped because of a fault in the program", all - alive);
        }
        let stuck = running.stuck();
        if stuck.is_empty() {
            tell(&[NotifyState::Watchdog]);
        } else {
            tracing::error!(belts = stuck.join(", "), "no progress, so the watchdog will restart maildesk");
        }
    }
}

/// A missing service manager isn't our fault and changes nothing.
fn tell(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::debug!(%error, "can't notify the service manager");
    }
}

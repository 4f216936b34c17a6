//! `maildesk run`: the daemon, in the foreground.

use crate::daemon::{self, TemplateFaults};

use super::{Ended, Exit, Failure, Global, OrExit as _, changed, load_config, start_log};

/// `run` takes nothing of its own.
#[derive(Debug, Default, clap::Args)]
pub struct Args {}

/// Runs until told to stop.
pub fn run(_args: &Args, global: &Global) -> Ended {
    let undumpable = daemon::forbid_dumps();
    let mut config = load_config(global)?;
    start_log(&config)?;
    changed::compare(&mut config);
    if config.remarks.has_errors() {
        return Err(config.remarks).or_exit(Exit::Config);
    }
    if let Err(error) = undumpable {
        tracing::warn!(%error, "can't turn off core dumps, so a crash could leave passwords on disk");
    }
    for remark in &config.remarks.list {
        tracing::warn!("{remark}");
    }
    daemon::systemd::run(&config).map_err(|error| {
        let wrong_config = error.downcast_ref::<TemplateFaults>().is_some();
        Failure { exit: if wrong_config { Exit::Config } else { Exit::Unavailable }, error }
    })?;
    Ok(Exit::Ok)
}

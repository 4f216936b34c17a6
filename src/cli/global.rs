//! Options of every command: the config and the log.

use std::path::PathBuf;

use clap::Args;

use crate::config::{Config, Environment as _, LogFormat, System, find_config};
use crate::log;

use super::exit::{Exit, Failure, OrExit as _};

/// What can be said with every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// The config file; otherwise $MAILDESK_CONFIG, ./config.toml or /etc/maildesk/config.toml
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Answer in JSON, for programs
    #[arg(long, global = true)]
    pub json: bool,
}

/// Loads the config of a command that logs in nowhere: it works where no password can be read.
pub fn read_config(global: &Global) -> Result<Config, Failure> {
    let path = find_config(global.config.as_deref(), &System).or_exit(Exit::Config)?;
    Config::load_without_passwords(&path).or_exit(Exit::Config)
}

/// Loads the config of a command that logs in to servers.
pub fn load_config(global: &Global) -> Result<Config, Failure> {
    let path = find_config(global.config.as_deref(), &System).or_exit(Exit::Config)?;
    Config::load(&path).or_exit(Exit::Config)
}

/// Starts logging as config and environment say, for commands that keep running. Others don't log.
pub fn start_log(config: &Config) -> Result<(), Failure> {
    let format = match config.log.format {
        LogFormat::Text => log::Format::Text,
        LogFormat::Json => log::Format::Json,
    };
    log::start(config.log.level, format, |name| System.var(name)).or_exit(Exit::Config)
}

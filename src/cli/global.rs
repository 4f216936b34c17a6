//! Options of every command: the config and the log.

use std::path::PathBuf;

use clap::Args;

use crate::config::{Config, Environment as _, LogFormat, System, find_config};
use crate::log;

use super::exit::{Exit, Failure, OrExit as _};

/// They are listed apart, behind those of the command.
const COMMON: &str = "Common options";

/// What can be said with every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Config file [default: $MAILDESK_CONFIG, ./config.toml or /etc/maildesk/config.toml]
    #[arg(long, global = true, value_name = "FILE", help_heading = COMMON)]
    pub config: Option<PathBuf>,
    /// Print JSON, for programs
    #[arg(long, global = true, help_heading = COMMON)]
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

/// Whether to write in colours: only to a terminal that shows them, and not against `NO_COLOR` (no-color.org). What a colour
/// says is always there in words, too.
pub(super) fn colours(is_terminal: bool) -> bool {
    is_terminal && wants_colours(|name| System.var(name))
}

fn wants_colours(look_up: impl Fn(&str) -> Option<String>) -> bool {
    look_up("NO_COLOR").is_none() && look_up("TERM").as_deref() != Some("dumb")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_only_for_terminals_that_want_them() {
        let check = |variable: Option<(&str, &str)>, expected: bool| {
            let look_up = |name: &str| variable.filter(|(set, _)| *set == name).map(|(_, value)| value.to_owned());
            assert_eq!(wants_colours(look_up), expected, "{variable:?}");
        };
        check(None, true);
        check(Some(("TERM", "xterm")), true);
        check(Some(("TERM", "dumb")), false);
        check(Some(("NO_COLOR", "1")), false);
        assert!(!colours(false));
    }
}

//! Which config file: the one named, or the first that is found.

use std::path::{Path, PathBuf};

use super::environment::Environment;

/// The variable that names the config file.
const VARIABLE: &str = "MAILDESK_CONFIG";
/// Where a config file is looked for, in this order.
const PLACES: [&str; 2] = ["./config.toml", "/etc/maildesk/config.toml"];

/// No config file was named, and none was found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no config file: looked for --config (not given), ${VARIABLE} (not set), {} and {} (not there); \
     write one of them, or try `maildesk demo`, which needs none",
    PLACES[0], PLACES[1]
)]
pub struct NoConfig;

/// `--config`, `$MAILDESK_CONFIG`, `./config.toml`, `/etc/maildesk/config.toml`. One that is named is not checked to
/// be there: reading it tells.
pub fn find_config(named: Option<&Path>, environment: &dyn Environment) -> Result<PathBuf, NoConfig> {
    if let Some(path) = named {
        return Ok(path.to_owned());
    }
    if let Some(path) = environment.var(VARIABLE) {
        return Ok(path.into());
    }
    PLACES.iter().map(PathBuf::from).find(|path| environment.is_file(path)).ok_or(NoConfig)
}

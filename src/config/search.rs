//! Finds the config file: the given one, or the first that exists.

use std::path::{Path, PathBuf};

use super::environment::Environment;

/// The variable that names the config file.
const VARIABLE: &str = "MAILDESK_CONFIG";
/// The default places of the config file, in order.
const PLACES: [&str; 2] = ["./config.toml", "/etc/maildesk/config.toml"];

/// No config file was given, and none was found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no config file found (tried --config, ${VARIABLE}, {} and {}). \
     Write one, or try `maildesk demo`, which needs none.",
    PLACES[0], PLACES[1]
)]
pub struct NoConfig;

/// `--config`, `$MAILDESK_CONFIG`, `./config.toml`, `/etc/maildesk/config.toml`. A given file may be missing: reading
/// it reports that.
pub fn find_config(named: Option<&Path>, environment: &dyn Environment) -> Result<PathBuf, NoConfig> {
    if let Some(path) = named {
        return Ok(path.to_owned());
    }
    if let Some(path) = environment.var(VARIABLE) {
        return Ok(path.into());
    }
    PLACES.iter().map(PathBuf::from).find(|path| environment.is_file(path)).ok_or(NoConfig)
}

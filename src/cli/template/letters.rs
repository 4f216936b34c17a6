//! Finds the letters: the config's, otherwise the shipped ones.

use std::path::PathBuf;

use crate::config::{Config, System, find_config};
use crate::daemon::TemplateFaults;
use crate::desk::portal::Portal;
use crate::look::Look;
use crate::templates::{TemplateSource, Templates};

use super::super::known;
use super::super::{Exit, Failure, Global, OrExit as _};

/// The available letters.
pub(super) struct LetterTemplates {
    /// The desk's own language first.
    pub(super) languages: Vec<String>,
    pub(super) overrides: Option<PathBuf>,
    /// The desk's colour, wordmark and lines.
    pub(super) look: Look,
    /// The portal that letters link to, if there is one.
    pub(super) portal: Option<Portal>,
}

impl LetterTemplates {
    /// The config's letters, otherwise the shipped ones. A named config must exist, and an existing one must be valid.
    pub(super) fn of(global: &Global) -> Result<Self, Failure> {
        let path = match find_config(global.config.as_deref(), &System) {
            Ok(path) => path,
            Err(missing) if global.config.is_some() => return Err(missing).or_exit(Exit::Config),
            Err(_) => return Ok(Self::with(Vec::new(), None, Look::default())),
        };
        let config = Config::load_without_passwords(&path).or_exit(Exit::Config)?;
        let letters = Self::with(config.languages(), config.templates, config.desk.look);
        Ok(Self { portal: config.policy.portal, ..letters })
    }

    /// All shipped languages, whatever the desk uses.
    fn with(mut languages: Vec<String>, overrides: Option<PathBuf>, look: Look) -> Self {
        let further = Templates::languages().iter().filter(|shipped| languages.iter().all(|known| known != **shipped));
        languages.extend(further.map(|shipped| (*shipped).to_owned()).collect::<Vec<_>>());
        Self { languages, overrides, look, portal: None }
    }

    /// The requested language, or the desk's.
    pub(super) fn language(&self, asked: Option<&str>) -> Result<&str, Failure> {
        let known: Vec<&str> = self.languages.iter().map(String::as_str).collect();
        match asked {
            None => Ok(known.first().copied().unwrap_or("en")),
            Some(language) => known::find("--language", "language", language, &known).or_exit(Exit::Usage),
        }
    }

    pub(super) fn sources(&self, language: &str) -> Result<Vec<TemplateSource>, Failure> {
        let in_use: Vec<&str> = self.languages.iter().map(String::as_str).collect();
        Templates::sources(language, &in_use, self.overrides.as_deref()).map_err(TemplateFaults).or_exit(Exit::Config)
    }

    pub(super) fn compile(&self) -> Result<Templates, Failure> {
        Templates::compile(&self.languages, self.overrides.as_deref()).map_err(TemplateFaults).or_exit(Exit::Config)
    }
}

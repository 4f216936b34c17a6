//! `maildesk template list|show|preview`: the letters, for those who want to write them otherwise.
//!
//! Comes in: the config, or none: then the shipped letters are told. Goes out: which texts are in use and whose they are,
//! the texts themselves, and letters written on samples, to be looked at in a browser. Sends nothing; writes only the
//! files that it was told to.

mod gallery;
mod list;
mod preview;
mod show;

use std::io::Write;
use std::path::PathBuf;

use anyhow::anyhow;
use clap::Subcommand;

use crate::config::{Config, System, find_config};
use crate::daemon::TemplateFaults;
use crate::templates::{Source, Templates};

use super::{Ended, Exit, Failure, Global, OrExit as _};

/// What `template` takes.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

/// What can be asked of templates.
#[derive(Debug, Clone, Subcommand)]
enum Command {
    /// List all letters: who gets each, and whether its texts are shipped or your own
    ///
    /// Example:
    ///   maildesk template list --language nl
    #[command(verbatim_doc_comment)]
    List(list::Args),
    /// Print how a letter is written; save it below your directory and change it
    ///
    /// Example:
    ///   maildesk template show confirmation --language nl --part text > templates/nl/confirmation/text.hbs
    #[command(verbatim_doc_comment)]
    Show(show::Args),
    /// Write a letter on a sample, as a customer or an agent would get it
    ///
    /// Without --output its text is printed. --all writes every letter in every language, with a page to look at them.
    ///
    /// Examples:
    ///   maildesk template preview feedback --language de --output feedback.html
    ///   maildesk template preview --all /tmp/letters
    #[command(verbatim_doc_comment)]
    Preview(preview::Args),
}

/// Answers.
pub fn run(args: &Args, global: &Global, output: &mut dyn Write) -> Ended {
    let letters = Letters::of(global)?;
    match &args.command {
        Command::List(args) => list::run(args, &letters, global.json, output),
        Command::Show(args) => show::run(args, &letters, output),
        Command::Preview(args) => preview::run(args, &letters, global.json, output),
    }
}

/// Which letters there are.
struct Letters {
    /// The desk's own language first.
    languages: Vec<String>,
    overrides: Option<PathBuf>,
}

impl Letters {
    /// Of the config, or else the shipped ones. A config that was named must be there, and one that is there must be good.
    fn of(global: &Global) -> Result<Self, Failure> {
        let path = match find_config(global.config.as_deref(), &System) {
            Ok(path) => path,
            Err(missing) if global.config.is_some() => return Err(missing).or_exit(Exit::Config),
            Err(_) => return Ok(Self::with(Vec::new(), None)),
        };
        let config = Config::load(&path).or_exit(Exit::Config)?;
        Ok(Self::with(config.languages(), config.templates))
    }

    /// Whatever the desk writes in, all that is shipped can be looked at.
    fn with(mut languages: Vec<String>, overrides: Option<PathBuf>) -> Self {
        let further = Templates::languages().iter().filter(|shipped| languages.iter().all(|known| known != **shipped));
        languages.extend(further.map(|shipped| (*shipped).to_owned()).collect::<Vec<_>>());
        Self { languages, overrides }
    }

    /// The language that is asked for, or the desk's.
    fn language<'a>(&'a self, asked: Option<&'a str>) -> Result<&'a str, Failure> {
        let known = |language: &&str| self.languages.iter().any(|known| known == language);
        match asked {
            None => Ok(self.languages.first().map_or("en", String::as_str)),
            Some(language) if known(&language) => Ok(language),
            Some(language) => {
                let error =
                    anyhow!("there are no letters in {language:?}; languages are: {}", self.languages.join(", "));
                Err(Failure { exit: Exit::Usage, error })
            }
        }
    }

    fn sources(&self, language: &str) -> Result<Vec<Source>, Failure> {
        let in_use: Vec<&str> = self.languages.iter().map(String::as_str).collect();
        Templates::sources(language, &in_use, self.overrides.as_deref()).map_err(TemplateFaults).or_exit(Exit::Config)
    }

    fn compile(&self) -> Result<Templates, Failure> {
        Templates::compile(&self.languages, self.overrides.as_deref()).map_err(TemplateFaults).or_exit(Exit::Config)
    }
}

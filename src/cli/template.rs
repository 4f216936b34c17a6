//! `maildesk template list|show|preview`: the letters, for authors of new texts.
//!
//! Comes in: the config, otherwise the shipped letters. Goes out: which texts are in use and whose they are, the texts
//! themselves, and letters rendered on samples to view in a browser. Sends nothing and only writes the files that it is
//! asked for.

mod gallery;
mod letters;
mod list;
mod preview;
mod show;

use std::io::Write;

use clap::Subcommand;

use super::{Ended, Global};
use letters::LetterTemplates;

/// What `template` takes.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: TemplateCommand,
}

/// What can be asked of templates.
#[derive(Debug, Clone, Subcommand)]
enum TemplateCommand {
    /// List all letters, their recipients, and whether their texts are shipped or your own
    #[command(after_help = "Example:\n  maildesk template list --language nl")]
    List(list::Args),
    /// Print the source of a letter
    ///
    /// To change it, save it in your template directory.
    #[command(after_help = "Example:
  maildesk template show confirmation --language nl --part text \\
    > templates/nl/confirmation/text.hbs")]
    Show(show::Args),
    /// Preview a letter with sample data
    ///
    /// Prints its text, or writes its HTML with --output. With --all, it writes every letter in every
    /// language, and a page that shows them all.
    #[command(after_help = "Examples:
  maildesk template preview feedback
  maildesk template preview feedback --language de --output feedback.html
  maildesk template preview --all /tmp/letters")]
    Preview(preview::Args),
}

/// Answers.
pub fn run(args: &Args, global: &Global, output: &mut dyn Write) -> Ended {
    let letters = LetterTemplates::of(global)?;
    match &args.command {
        TemplateCommand::List(args) => list::run(args, &letters, global.json, output),
        TemplateCommand::Show(args) => show::run(args, &letters, global.json, output),
        TemplateCommand::Preview(args) => preview::run(args, &letters, global.json, output),
    }
}

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
    let letters = LetterTemplates::of(global)?;
    match &args.command {
        TemplateCommand::List(args) => list::run(args, &letters, global.json, output),
        TemplateCommand::Show(args) => show::run(args, &letters, global.json, output),
        TemplateCommand::Preview(args) => preview::run(args, &letters, global.json, output),
    }
}

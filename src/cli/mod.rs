//! The command line: its commands, and how each of them ends.
//!
//! One file per subcommand, each with its `Args` and a `run`. A command writes its answer to the output that it is
//! given and returns an [`Exit`]; errors are printed here, once, as one line on stderr. A closed pipe ends quietly.

pub mod backup;
mod changed;
pub mod check;
mod columns;
pub mod demo;
pub mod drop;
#[cfg(test)]
mod eighty_columns;
pub mod exit;
pub mod explain;
mod global;
pub mod ingest;
pub mod known;
pub mod ledger;
pub mod limit;
pub mod outbox;
pub mod output;
mod posted;
mod print;
pub mod reading;
pub mod rehearse;
pub mod replay;
pub mod report;
pub mod run;
#[cfg(test)]
mod samples;
pub mod secret;
pub mod status;
pub mod template;
pub mod ticket;
pub mod tickets;
mod width;

use std::io::{self, IsTerminal as _, Write};
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, Parser, Subcommand};

pub use exit::{Ended, Exit, Failure, OrExit};
pub use global::{Global, load_config, read_config, start_log};

use outbox::retry::{OutboxAction, OutboxCommand};
use output::Output;

/// A helpdesk that runs on email
///
/// Customers write emails, agents reply by email, and no one has to log in. maildesk opens a
/// ticket for every new question and sends letters: the emails that it writes itself.
#[derive(Debug, Parser)]
#[command(name = "maildesk", version, max_term_width = 95, after_help = START)]
struct Arguments {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<ProgramCommand>,
}

/// The most valid values that an error lists.
const LISTED: usize = 8;

/// What to do first, and how the program can end.
const START: &str = "\
Start here:
  maildesk demo      Play a sample case and show every letter
  maildesk check     Check your config
  maildesk           Run the helpdesk

Exit codes: 0 success, 64 usage error, 65 bad input, 69 unavailable,
75 temporary failure, 78 bad config.";

/// The commands. clap wraps their texts to the terminal.
#[derive(Debug, Subcommand)]
enum ProgramCommand {
    /// Run the helpdesk: take in emails and send letters (the default)
    ///
    /// Runs in the foreground and logs to stderr until it gets SIGTERM or Ctrl-C. Under
    /// systemd, it reports when it is ready and feeds the watchdog.
    #[command(after_help = "Example:\n  maildesk run --config /etc/maildesk/config.toml")]
    Run(run::Args),
    /// Play a sample case and show every letter
    ///
    /// Runs the real daemon with the shipped config in a scratch directory. A customer writes,
    /// an agent replies and resolves the ticket, and the customer rates the help and comes
    /// back. Needs no config and no server, and leaves nothing behind.
    #[command(after_help = "Examples:\n  maildesk demo\n  maildesk demo --keep\n  maildesk demo --portal")]
    Demo(demo::Args),
    /// Check the config, the templates and the logins
    ///
    /// Reports every fault with its file, line and column, and what to write instead. Changes
    /// nothing, with one exception: if the folder that `after` moves email to is missing on
    /// the server, it is created.
    #[command(after_help = "Examples:
  maildesk check --offline --config config.toml
  maildesk check --explain-workflow=dot | dot -Tsvg > workflow.svg")]
    Check(check::Args),
    /// Take in emails from files, directories, mboxes or standard input
    ///
    /// Exits with 0 only when every email is safely in the database. After 75, an MTA keeps
    /// the email and tries again.
    ///
    /// Old emails become tickets and messages like any others, but no letters are sent because
    /// of them. An email is old when it is older than `quiet_older_than` of the mailbox; on
    /// standard input, at least a week.
    #[command(after_help = "Examples:
  maildesk ingest archive.mbox --mailbox support
  support: \"|/usr/bin/maildesk ingest -\"    in the alias file of an MTA")]
    Ingest(ingest::Args),
    /// Show how maildesk reads an email
    ///
    /// Shows who wrote it (a person or what kind of program), the new text, the quote, the
    /// signature, ticket numbers and defects. Needs no config and changes nothing. With
    /// --json, it prints one object per email, each on its own line.
    #[command(after_help = "Examples:\n  maildesk explain email.eml\n  maildesk explain --json archive.mbox")]
    Explain(explain::Args),
    /// List tickets
    #[command(after_help = "Examples:
  maildesk tickets
  maildesk tickets --assignee anna --status new --status on-customer
  maildesk tickets --all --json")]
    Tickets(tickets::TicketsArgs),
    /// Show a ticket's history, with the reason for each change
    #[command(after_help = "Example:\n  maildesk ticket HD-00042")]
    Ticket(ticket::TicketArgs),
    /// List letters that are waiting or have failed
    #[command(after_help = "Examples:\n  maildesk outbox\n  maildesk outbox --failed\n  maildesk outbox retry --all")]
    Outbox(OutboxCommand),
    /// List incoming emails and what happened to each
    #[command(after_help = "Examples:
  maildesk ledger --end held
  maildesk ledger --mail 17
  maildesk ledger --mail 17 --raw > 17.eml
  maildesk ledger reconcile")]
    Ledger(ledger::LedgerArgs),
    /// Show whether everything works: mailboxes, emails and letters
    ///
    /// Exits with 69 if there is a problem.
    #[command(after_help = "Examples:\n  maildesk status\n  maildesk status --json")]
    Status(status::StatusArgs),
    /// Show figures for a period: volume, speed, ratings
    ///
    /// Covers tickets opened and closed, first replies, resolution, promises (SLA) and
    /// ratings: in total, and by team, agent, category and organisation. The default is the
    /// last 30 days. Prints text, one object with --json, or a page with charts with --html.
    #[command(after_help = "Examples:
  maildesk report --last 4w
  maildesk report --month 2026-11 --by team --html report.html")]
    Report(report::ReportArgs),
    /// Retry a quarantined email or release a held one
    ///
    /// A held email is released. A quarantined one is tried once more, and its ticket shows
    /// this. An email that was taken for a program's is processed as a person's. If an email
    /// has opened a ticket or become a person's message, it can't be replayed. Works while
    /// maildesk runs.
    #[command(after_help = "Example:\n  maildesk replay 17")]
    Replay(replay::Args),
    /// Discard a held email
    ///
    /// It stays in the ledger with the reason. To release it instead, use `maildesk replay`.
    /// Works while maildesk runs.
    #[command(after_help = "Example:\n  maildesk drop 17 --reason \"not from Ada\"")]
    Drop(drop::Args),
    /// Back up the database while maildesk runs
    ///
    /// The copy is complete, checked and on disk when this command ends. It contains all
    /// emails and the key that signs reply codes. Existing files are never overwritten. To
    /// restore, see docs/BACKUP.md.
    #[command(after_help = "Example:\n  maildesk backup /var/backups/maildesk-monday.db")]
    Backup(backup::Args),
    /// Replace the key that signs reply codes
    ///
    /// Every letter has a code, so that maildesk can match the reply to its ticket. Codes
    /// already sent stay valid for --grace. Stop maildesk first, and start it again
    /// afterwards.
    #[command(after_help = "Example:\n  maildesk secret replace --grace 90d")]
    Secret(secret::Args),
    /// Test your rules with scripted conversations
    ///
    /// Each story runs with the config in its directory, or with yours if there is none.
    /// Mailboxes, mail server and clock are simulated, so nothing is sent. To write stories,
    /// see docs/STORIES.md.
    #[command(after_help = "Example:\n  maildesk rehearse fixtures/stories/reopen.story --config config.toml")]
    Rehearse(rehearse::Args),
    /// List, show and preview letters
    ///
    /// Letters are the emails that maildesk writes. Without a config, these are the shipped
    /// ones. To write your own, see docs/LETTERS.md.
    #[command(after_help = "Examples:
  maildesk template list
  maildesk template preview confirmation --output letter.html")]
    Template(template::Args),
}

/// Runs the program.
pub fn main() -> ExitCode {
    let line = match Arguments::try_parse() {
        Ok(line) => line,
        Err(error) => return code(usage(&shortened(error))),
    };
    let mut output = Output::stdout();
    // Callers of `ingest` must learn the truth, even if they don't read the output (P1).
    let reader_counts = !matches!(line.command, Some(ProgramCommand::Ingest(_)));
    let ended = dispatch(line, &mut output);
    let flushed = output.flush();
    let ended = ended.and_then(|exit| if reader_counts { Ok(flushed.map(|()| exit)?) } else { Ok(exit) });
    match ended {
        _ if reader_counts && output.is_closed() => code(Exit::Ok),
        Ok(exit) => code(exit),
        Err(failure) => {
            let mut stderr = io::stderr();
            // Nobody is left to report a failure to.
            let _ = writeln!(stderr, "{}", failure.render(global::colours(stderr.is_terminal())));
            code(failure.exit)
        }
    }
}

fn dispatch(line: Arguments, output: &mut dyn Write) -> Ended {
    let global = line.global;
    match line.command.unwrap_or_else(|| ProgramCommand::Run(run::Args::default())) {
        ProgramCommand::Run(args) => run::run(&args, &global),
        ProgramCommand::Demo(args) => demo::run(&args, global.json, output),
        ProgramCommand::Check(args) => check::run(&args, &global, output),
        ProgramCommand::Ingest(args) => ingest::run(&args, &global, output),
        ProgramCommand::Explain(args) => explain::run(&args, &global, output),
        ProgramCommand::Tickets(args) => reading::tickets(args, &global, output),
        ProgramCommand::Ticket(args) => reading::ticket(args, &global, output),
        ProgramCommand::Outbox(OutboxCommand { list, action: Some(OutboxAction::Retry(args)) }) => {
            outbox::retry::run(&list, &args, &global, output)
        }
        ProgramCommand::Outbox(OutboxCommand { list, action: None }) => reading::outbox(list, &global, output),
        ProgramCommand::Ledger(args) => reading::ledger(args, &global, output),
        ProgramCommand::Status(args) => reading::status(args, &global, output),
        ProgramCommand::Replay(args) => replay::run(&args, &global, output),
        ProgramCommand::Backup(args) => backup::run(&args, &global, output),
        ProgramCommand::Drop(args) => drop::run(&args, &global, output),
        ProgramCommand::Secret(args) => secret::run(&args, &global, output),
        ProgramCommand::Report(args) => report::run(&args, &global, output),
        ProgramCommand::Rehearse(args) => rehearse::run(&args, &global, output),
        ProgramCommand::Template(args) => template::run(&args, &global, output),
    }
}

/// clap ends with 2 where sysexits have 64; help and version that were asked for are no error.
fn usage(error: &clap::Error) -> Exit {
    // A closed pipe is nobody's fault.
    let _ = error.print();
    if let Some(example) = example(error) {
        let _ = writeln!(io::stderr(), "\n{example}");
    }
    if error.use_stderr() { Exit::Usage } else { Exit::Ok }
}

/// Leaves out a long list of valid values: the nearest one is offered anyway.
fn shortened(mut error: clap::Error) -> clap::Error {
    let valid = error.get(ContextKind::ValidValue);
    if matches!(valid, Some(ContextValue::Strings(values)) if values.len() > LISTED) {
        error.insert(ContextKind::ValidValue, ContextValue::Strings(Vec::new()));
    }
    error
}

/// The example of the command in whose line something is missing.
fn example(error: &clap::Error) -> Option<String> {
    if error.kind() != ErrorKind::MissingRequiredArgument {
        return None;
    }
    let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) else { return None };
    let (usage, program) = (usage.to_string(), Arguments::command());
    let words = usage.split_whitespace().skip_while(|word| *word == "Usage:").skip(1);
    let mut command = &program;
    for word in words {
        let Some(further) = command.find_subcommand(word) else { break };
        command = further;
    }
    Some(command.get_after_help()?.to_string())
}

fn code(exit: Exit) -> ExitCode {
    ExitCode::from(exit as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frame_holds() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_command_has_one_line_and_an_example() {
        let line = Arguments::command();
        let all = line.get_subcommands().map(|command| ("maildesk", command));
        let of_ledger = line.find_subcommand("ledger").into_iter().flat_map(clap::Command::get_subcommands);
        for (before, command) in all.chain(of_ledger.map(|command| ("maildesk ledger", command))) {
            let (name, about) = (command.get_name(), command.get_about().unwrap().to_string());
            let examples = command.get_after_help().unwrap().to_string();
            assert!(about.lines().count() == 1 && about.len() <= 72, "{name}: {about}");
            let is_example = examples.starts_with("Example") && examples.contains(&format!("{before} {name}"));
            assert!(is_example, "{name}: {examples}");
        }
    }

    #[test]
    fn what_is_missing_is_shown_by_an_example() {
        let check = |words: &str, expected: Option<&str>| {
            let error = Arguments::try_parse_from(format!("maildesk {words}").split_whitespace()).unwrap_err();
            let example = example(&error);
            assert_eq!(example.is_some(), expected.is_some(), "{words}: {example:?}");
            assert!(expected.is_none_or(|line| example.is_some_and(|it| it.contains(line))), "{words}");
        };
        check("ticket", Some("  maildesk ticket HD-00042"));
        check("replay", Some("  maildesk replay 17"));
        check("template show --json", Some("  maildesk template show confirmation"));
        check("ticket 1 2", None);
        check("fly", None);
    }

    #[test]
    fn what_the_command_line_means() {
        let check = |words: &str, expected: bool| {
            let parsed = Arguments::try_parse_from(format!("maildesk {words}").split_whitespace());
            assert_eq!(parsed.is_ok(), expected, "{words}: {parsed:?}");
        };
        check("", true);
        check("--config a.toml", true);
        check("run --config a.toml", true);
        check("check --offline --json", true);
        check("check --explain-workflow", true);
        check("check --explain-workflow=mermaid --json", true);
        check("check --explain-workflow=picture", false);
        check("demo --keep", true);
        check("ledger --end held --json", true);
        check("ledger reconcile --json", true);
        check("ledger reconcile support sales", true);
        check("ledger --config a.toml reconcile", true);
        check("ledger --json reconcile --config a.toml", true);
        check("template --config a.toml list", true);
        check("secret --config a.toml replace", true);
        check("tickets --limit 0", false);
        check("tickets --limit -1", false);
        check("ledger --limit 0", false);
        check("outbox --limit none", false);
        check("ingest -", true);
        check("ingest", true);
        check("explain --json a.eml b.eml", true);
        check("explain", false);
        check("ticket HD-00042", true);
        check("ticket", false);
        check("backup a.db --json", true);
        check("backup", false);
        check("rehearse a.story", true);
        check("rehearse", false);
        check("outbox retry --all --json", true);
        check("outbox retry 17 18", true);
        check("outbox --config a.toml retry 17", true);
        check("outbox retry", false);
        check("outbox retry 17 --all", false);
        check("template list --json", true);
        check("template show reply --part text", true);
        check("template preview reply --language nl --output a.html", true);
        check("template preview --all letters", true);
        check("template preview reply --all letters", false);
        check("template preview", false);
        check("template preview replies", false);
        check("template", false);
        check("fly", false);
        check("run --fly", false);
    }
}

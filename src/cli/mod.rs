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

/// An e-mail helpdesk: mail comes in, a ticket stands, the right letters go out
///
/// Customers write mail, agents answer mail, and nobody logs in to anything.
///
/// Begin with:
///   maildesk demo      plays a whole case and shows every letter
///   maildesk check     tells what is wrong with your config
///   maildesk           runs the desk
#[derive(Debug, Parser)]
#[command(name = "maildesk", version, verbatim_doc_comment, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 done, 64 wrong command line, 65 wrong input, 69 something needed is not there, \
                        75 try again later, 78 wrong config.")]
struct Arguments {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<ProgramCommand>,
}

/// The commands.
#[derive(Debug, Subcommand)]
enum ProgramCommand {
    /// Run the desk: take mail in, send letters out, until told to stop (the default)
    ///
    /// Runs in the foreground and logs to stderr; SIGTERM and Ctrl-C end it in order. Under systemd it tells when it is
    /// ready and feeds the watchdog.
    ///
    /// Example:
    ///   maildesk run --config /etc/maildesk/config.toml
    #[command(verbatim_doc_comment)]
    Run(run::Args),
    /// Play a whole case in a scratch directory and show every letter
    ///
    /// The real daemon on the shipped config: a customer writes, an agent answers and resolves, the customer rates and
    /// comes back. Needs no config and no server, and leaves nothing behind.
    ///
    /// Example:
    ///   maildesk demo --keep
    #[command(verbatim_doc_comment)]
    Demo(demo::Args),
    /// Tell all that is wrong with the config, the templates and the logins
    ///
    /// Every fault comes with file, line and column, and with what to write instead. Changes nothing, but that it makes the
    /// folder into which `after` moves mail, where the server has none yet.
    ///
    /// Example:
    ///   maildesk check --offline --config config.toml
    ///   maildesk check --explain-workflow=dot | dot -Tsvg > workflow.svg
    #[command(verbatim_doc_comment)]
    Check(check::Args),
    /// Take mails in from files, directories, mboxes or standard input
    ///
    /// Ends with 0 only when every mail is safe in the database; with 75 an MTA keeps the mail and tries again.
    ///
    /// Old mail (`quiet_older_than` of the mailbox; a week where an MTA hands it over on standard input) becomes tickets and
    /// comments as any other, and nobody is written to on its account. --with-letters writes all the same.
    ///
    /// Example, in an MTA's alias file:
    ///   support: "|/usr/bin/maildesk ingest -"
    #[command(verbatim_doc_comment)]
    Ingest(ingest::Args),
    /// Tell what maildesk understands of a mail, and why; changes nothing
    ///
    /// Who wrote it (a person or which machine), the new words, the quote and the signature, references, defects. Needs
    /// no config. With --json one object for each file on a line of its own.
    ///
    /// Example:
    ///   maildesk explain --json mail.eml
    #[command(verbatim_doc_comment)]
    Explain(explain::Args),
    /// List tickets
    ///
    /// Example:
    ///   maildesk tickets --json
    #[command(verbatim_doc_comment)]
    Tickets(tickets::TicketsArgs),
    /// Tell the story of one ticket, with the reason of every move
    ///
    /// Example:
    ///   maildesk ticket HD-00042
    #[command(verbatim_doc_comment)]
    Ticket(ticket::TicketArgs),
    /// List the letters that wait to go out, or could not
    ///
    /// Examples:
    ///   maildesk outbox
    ///   maildesk outbox retry --all
    #[command(verbatim_doc_comment)]
    Outbox(OutboxCommand),
    /// List the mails that came in, and how each ended
    ///
    /// Example:
    ///   maildesk ledger --json
    ///   maildesk ledger reconcile
    #[command(verbatim_doc_comment)]
    Ledger(ledger::LedgerArgs),
    /// Tell whether the desk is well: mailboxes, waiting mails and letters
    ///
    /// Example:
    ///   maildesk status
    #[command(verbatim_doc_comment)]
    Status(status::StatusArgs),
    /// Tell what happened in some weeks: how many tickets, how fast, how good
    ///
    /// Volume, first response, resolution, promises kept (SLA) and feedback, for all tickets and for each team, agent,
    /// category and organisation. As text, with --json as one object, with --html as one page with charts.
    ///
    /// Example:
    ///   maildesk report --month 2026-11 --by team --html report.html
    #[command(verbatim_doc_comment)]
    Report(report::ReportArgs),
    /// Work again on a mail that is held or was quarantined
    ///
    /// A held mail is let pass by it; a quarantined one is tried once more, and its ticket says so; one that was taken for
    /// a program's counts as a person's. A mail that opened a ticket, or became a person's comment, is refused. Works beside a
    /// running daemon.
    ///
    /// Example:
    ///   maildesk replay 17
    #[command(verbatim_doc_comment)]
    Replay(replay::Args),
    /// Leave a held mail without effect
    ///
    /// It stays in the ledger with the reason. Works beside a running daemon. To let it pass instead: `maildesk replay`.
    ///
    /// Example:
    ///   maildesk drop 17 --reason "not from Ada"
    #[command(verbatim_doc_comment)]
    Drop(drop::Args),
    /// Copy the whole database into a new file, while the desk runs
    ///
    /// The copy is of one instant, checked and on disk when this ends; it holds all mails and the desk's secret. No file
    /// is overwritten. docs/BACKUP.md tells how to go on from one.
    ///
    /// Example:
    ///   maildesk backup /var/backups/maildesk-monday.db
    #[command(verbatim_doc_comment)]
    Backup(backup::Args),
    /// Replace the secret that the tokens in letters are made with
    ///
    /// Tokens of letters that went out before are believed for a while. Stop the daemon before, start it after.
    ///
    /// Example:
    ///   maildesk secret replace --grace 90d
    #[command(verbatim_doc_comment)]
    Secret(secret::Args),
    /// Play stories: try a change of the rules before customers do
    ///
    /// Each story is played on the config beside it, or else on yours, with mailboxes, courier and clock in memory:
    /// nothing is sent. docs/STORIES.md tells how to write one.
    ///
    /// Example:
    ///   maildesk rehearse fixtures/stories/reopen.story --config config.toml
    #[command(verbatim_doc_comment)]
    Rehearse(rehearse::Args),
    /// List, show and try the letters, shipped and your own
    ///
    /// Needs no config: without one it tells of the shipped letters. docs/LETTERS.md tells how to write your own.
    ///
    /// Examples:
    ///   maildesk template list
    ///   maildesk template preview confirmation --language nl --output confirmation.html
    #[command(verbatim_doc_comment)]
    Template(template::Args),
}

/// Runs the program.
pub fn main() -> ExitCode {
    let line = match Arguments::try_parse() {
        Ok(line) => line,
        Err(error) => return code(usage(&error)),
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
            let _ = writeln!(stderr, "{}", failure.render(stderr.is_terminal()));
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
    let about = command.get_long_about()?.to_string();
    about.find("Example").and_then(|at| about.get(at..)).map(|example| example.trim_end().to_owned())
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
            let long = command.get_long_about().unwrap().to_string();
            assert!(about.lines().count() == 1 && about.len() <= 80, "{name}: {about}");
            assert!(long.contains("Example") && long.contains(&format!("{before} {name}")), "{name}: {long}");
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

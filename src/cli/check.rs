//! `maildesk check`: all faults of the config, or what would run.
//!
//! Comes in: a config file, and probes of what the config can't tell (templates, logins). Goes out: a [`CheckReport`],
//! for people or as JSON. Changes nothing, but that it makes the folder into which mail is to be moved (P8).

mod courier_probe;
mod directory;
mod first_reading;
mod oidc_probe;
mod portal_probe;
mod probe_result;
mod probes;
mod state_dir;
mod summary;

use std::io::{self, IsTerminal as _, Write};
use std::path::Path;

use serde::Serialize;

use crate::config::{Config, Fault, Faults, System, find_config};
use crate::desk::diagram::Diagram;

use super::global::colours;
use super::width::print_behind;
use super::{Ended, Exit, Global, OrExit as _, changed};
pub use probe_result::{ProbeFinding, ProbeResult};
pub use summary::SummaryLine;

/// What `check` takes.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Args {
    /// Skip the servers: check only files and directories
    #[arg(long)]
    pub offline: bool,
    /// Show the workflow instead: every status and every change, its causes and who is notified
    #[arg(long, value_name = "FORM", num_args = 0..=1, require_equals = true, default_missing_value = "table")]
    pub explain_workflow: Option<WorkflowFormat>,
}

/// In which form the workflow is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum WorkflowFormat {
    /// For people
    Table,
    /// For Graphviz: `dot -Tsvg`
    Dot,
    /// For web pages and wikis that draw Mermaid
    Mermaid,
}

/// The result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckReport {
    /// The config file.
    pub file: String,
    /// Whether the desk can run.
    pub ok: bool,
    /// Errors, warnings and hints, in the order of the file.
    pub faults: Vec<Fault>,
    /// What would run, if there is no error.
    pub summary: Vec<SummaryLine>,
    /// The probes.
    pub probes: Vec<ProbeResult>,
    /// The workflow, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflow: Option<Diagram>,
    #[serde(skip)]
    remarks: Faults,
}

/// Checks and prints.
pub fn run(args: &Args, global: &Global, output: &mut dyn Write) -> Ended {
    let path = find_config(global.config.as_deref(), &System).or_exit(Exit::Config)?;
    let report = match args.explain_workflow {
        None => check(Config::load(&path), &path, |config| probes::probe(config, args.offline)),
        Some(_) => explain(&path),
    };
    if global.json {
        serde_json::to_writer(&mut *output, &report)?;
        writeln!(output)?;
    } else if let (Some(form), Some(workflow)) = (args.explain_workflow, &report.workflow) {
        let text = match form {
            WorkflowFormat::Table => workflow.to_string(),
            WorkflowFormat::Dot => workflow.to_dot(),
            WorkflowFormat::Mermaid => workflow.to_mermaid(),
        };
        write!(output, "{text}")?;
    } else {
        report.print(output, colours(io::stdout().is_terminal()))?;
    }
    Ok(report.exit())
}

/// Reads the config and runs `probes`, unless the config is wrong.
pub fn check(
    config: Result<Config, Faults>,
    path: &Path,
    probes: impl FnOnce(&Config) -> Vec<ProbeResult>,
) -> CheckReport {
    let file = path.display().to_string();
    match config {
        Err(faults) => {
            let list = faults.list.clone();
            CheckReport {
                file,
                ok: false,
                faults: list,
                summary: Vec::new(),
                probes: Vec::new(),
                workflow: None,
                remarks: faults,
            }
        }
        Ok(mut config) => {
            changed::compare(&mut config);
            let probes = probes(&config);
            CheckReport {
                file,
                ok: !config.remarks.has_errors() && probes.iter().all(|probe| probe.found.is_good()),
                faults: config.remarks.list.clone(),
                summary: summary::lines(&config),
                probes,
                workflow: None,
                remarks: config.remarks,
            }
        }
    }
}

/// Reads the config and adds its workflow. Nothing is probed.
pub fn explain(path: &Path) -> CheckReport {
    let mut workflow = None;
    let report = check(Config::load_without_passwords(path), path, |config| {
        workflow = Some(Diagram::new(&config.policy.workflow));
        Vec::new()
    });
    CheckReport { workflow, ..report }
}

impl CheckReport {
    /// The exit code.
    pub fn exit(&self) -> Exit {
        let any = |found: ProbeFinding| self.probes.iter().any(|probe| probe.found == found);
        if self.remarks.has_errors() || any(ProbeFinding::Wrong) {
            Exit::Config
        } else if any(ProbeFinding::Unreachable) || any(ProbeFinding::Later) {
            Exit::Unavailable
        } else {
            Exit::Ok
        }
    }

    fn print(&self, output: &mut dyn Write, colours: bool) -> io::Result<()> {
        if !self.faults.is_empty() {
            writeln!(output, "{}\n", self.remarks.render(colours))?;
        }
        for line in &self.summary {
            print_behind(&format!("{:<12}", line.what), &line.text, output)?;
        }
        for probe in &self.probes {
            let word = match probe.found {
                ProbeFinding::Good => "ok",
                ProbeFinding::Wrong => "FAILED",
                ProbeFinding::Hint => "hint",
                ProbeFinding::Unreachable => "UNREACHABLE",
                ProbeFinding::Later => "TRY LATER",
            };
            let mut lines = probe.text.lines();
            let words = format!("{}: {}", probe.name, lines.next().unwrap_or_default());
            print_behind(&format!("{word:<12}"), &words, output)?;
            lines.try_for_each(|line| print_behind(&" ".repeat(12), line, output))?;
        }
        writeln!(output, "{}", self.verdict())
    }

    fn verdict(&self) -> String {
        match self.probes.iter().filter(|probe| !probe.found.is_good()).count() {
            0 => self.remarks.verdict(),
            1 => format!("{} is valid, but 1 check failed.", self.file),
            failed => format!("{} is valid, but {failed} checks failed.", self.file),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::width::{COLUMNS, width};
    use super::*;

    fn report(text: &str, found: &[ProbeFinding]) -> CheckReport {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("config.toml");
        std::fs::write(&path, text).unwrap();
        check(Config::load(&path), &path, |_| {
            let probe = |found| ProbeResult { name: "courier".to_owned(), found, text: "greets".to_owned() };
            found.iter().copied().map(probe).collect()
        })
    }

    /// What it prints, with wrapped lines made whole.
    fn printed(report: &CheckReport) -> String {
        let mut bytes = Vec::new();
        report.print(&mut bytes, false).unwrap();
        String::from_utf8(bytes).unwrap().replace("\n            ", " ")
    }

    #[test]
    fn the_exit_code_tells_what_is_wrong() {
        let shipped = crate::config::SHIPPED;
        let check = |text: &str, found: &[ProbeFinding], expected: Exit| {
            let report = report(text, found);
            assert_eq!((report.exit(), report.ok), (expected, expected == Exit::Ok), "{found:?}");
        };
        check(shipped, &[], Exit::Ok);
        check(shipped, &[ProbeFinding::Good], Exit::Ok);
        check(shipped, &[ProbeFinding::Good, ProbeFinding::Unreachable], Exit::Unavailable);
        check(shipped, &[ProbeFinding::Unreachable, ProbeFinding::Wrong], Exit::Config);
        check(shipped, &[ProbeFinding::Later], Exit::Unavailable);
        check(shipped, &[ProbeFinding::Hint], Exit::Ok);
        check("", &[], Exit::Config);
        check("desk =", &[], Exit::Config);
    }

    #[test]
    fn what_would_run_is_told() {
        let text = printed(&report(crate::config::SHIPPED, &[ProbeFinding::Good]));
        let check = |line: &str| assert!(text.contains(line), "{line} in {text}");
        check(
            "desk        Example Desk: letters in en, ticket numbers like HD-00001, times in UTC, host desk.example\n",
        );
        check("mailbox     support: support@desk.example by Maildir ");
        check("agent       anna: Anna Adler <anna@desk.example>, notified about new tickets\n");
        check("status      new: open, for new tickets\n");
        check("rule        a comment reopens\n");
        check("timer       resolved tickets close: resolved becomes closed after 7d\n");
        check("feedback    customers are asked when a ticket becomes resolved, immediately\n");
        check("daily       a letter about emails set aside, if any, to anna, ben\n");
        check("ok          courier: greets\n");
        check("config.toml is valid.\n");
        assert!(!text.contains("portal"), "without [portal] there is nothing to tell: {text}");
        assert!(
            printed(&report(crate::config::SHIPPED, &[ProbeFinding::Wrong])).contains("is valid, but 1 check failed.")
        );
        assert!(printed(&report("", &[])).contains("config.toml has 4 errors.\n"));
    }

    #[test]
    fn what_servers_say_is_folded() {
        let mut report = report(crate::config::SHIPPED, &[ProbeFinding::Wrong]);
        report.probes[0].text = "550 5.7.1 your host is not allowed to relay through this server\x1b[2J ".repeat(3);
        let mut bytes = Vec::new();
        report.print(&mut bytes, false).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let probe: Vec<&str> = text.lines().skip_while(|line| !line.starts_with("FAILED")).collect();
        assert!(probe.len() > 3 && probe[1].starts_with("            "), "{text}");
        assert!(text.lines().all(|line| width(line) <= COLUMNS && !line.chars().any(char::is_control)), "{text}");
    }

    #[test]
    fn people_and_what_happens_by_itself_are_listed() {
        let text = "\
[desk]\nname = 'Desk'\n[authentication]\ntrusted = ['mx.desk.example']\n[courier]\nmaildir = { path = 'out' }
[mailbox.support]\naddress = 'support@desk.example'\nmaildir = { path = 'in' }
[[agent]]\nname = 'anna'\naddress = 'anna@desk.example'\n[[agent]]\nname = 'ben'\naddress = 'ben@desk.example'
[[team]]\nname = 'presses'\nmembers = ['anna', 'ben']
[calendar.office]\ntimezone = 'Europe/Amsterdam'\nhours = { monday = '09:00-17:00' }
[feedback]\ndelay = '1d'\nonce_per = '30d'
[[promise]]\nname = 'all'\ncalendar = 'office'\nfirst_response = '2h'\nresolution = '1d'\n";
        let text = printed(&report(text, &[]));
        let check = |line: &str| assert!(text.contains(line), "{line} in {text}");
        check("team        presses: anna, ben\n");
        // The built-in workflow has it.
        check("timer       resolved tickets close: resolved becomes closed after 7d\n");
        check("promise     all: first response within 2 h of office, resolution within 8 h of office\n");
        check("feedback    customers are asked when a ticket becomes resolved, 1d later, at most once per 30d\n");
    }

    #[test]
    fn the_workflow_is_shown_when_it_is_valid() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("config.toml");
        std::fs::write(&path, crate::config::SHIPPED).unwrap();
        let report = explain(&path);
        assert_eq!(report.exit(), Exit::Ok);
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["workflow"]["statuses"][0]["name"], "new");
        assert_eq!(json["workflow"]["moves"][0]["by"][0], "requester");
        std::fs::write(&path, "[workflow]\ninitial = 'gone'").unwrap();
        let report = explain(&path);
        assert_eq!((report.exit(), report.workflow), (Exit::Config, None));
    }

    #[test]
    fn programs_get_the_same() {
        let json = serde_json::to_value(report("[desk]\nnmae = 1", &[])).unwrap();
        assert_eq!(json["ok"], false);
        let unknown = json["faults"].as_array().unwrap().iter().find(|fault| fault["line"] == 2).unwrap();
        assert_eq!(unknown["message"], "unknown key `nmae` in [desk]");
        assert_eq!((&unknown["column"], &unknown["severity"]), (&1.into(), &"error".into()));
        assert_eq!(unknown["help"], "did you mean `name`?");
    }
}

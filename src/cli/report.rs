//! `maildesk report`: what happened at the desk in some weeks, as text, as JSON, or as a page with charts.
//!
//! Reads beside a running daemon, by indexes on time, and changes nothing. `desk::report` computes the figures.

mod chart;
mod json;
mod page;
mod period;
#[cfg(test)]
mod samples;
mod text;

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use crate::desk::policy::Policy;
use crate::desk::report::{Counted, Period, Report, ReportInProgress};
use crate::desk::status::Stage;
use crate::store::Reader;

use super::known::{self, UnknownName};
use super::print::json_line;
use super::{Ended, Exit, Global, OrExit as _, read_config};
use period::{PeriodArgs, cuts};

/// How tickets can be grouped, besides the desk's own fields. By default all available groupings are used.
const GROUPS: [&str; 4] = ["team", "agent", "organisation", "mailbox"];
const USUAL: [&str; 4] = ["team", "agent", "category", "organisation"];

/// Show figures for a period
#[derive(Debug, Clone, Args)]
pub struct ReportArgs {
    #[command(flatten)]
    period: PeriodArgs,
    /// Group by team, agent, organisation, mailbox or a field (can be repeated)
    #[arg(long, value_name = "WHAT")]
    by: Vec<String>,
    /// Write a page with charts to this file
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    html: Option<PathBuf>,
}

/// Prints the report, or writes the page.
pub fn run(args: &ReportArgs, global: &Global, output: &mut dyn Write) -> Ended {
    let config = read_config(global)?;
    let now = crate::clock::Clock::system().now();
    let period = args.period.period(now, &config.policy.zone).or_exit(Exit::Usage)?;
    let by = groups(&args.by, &config.policy).or_exit(Exit::Usage)?;
    let reader = Reader::open(&config.database())?;
    let report = report(&reader, &config.policy, period, &by)?;
    let desk = (config.desk.name.as_str(), &config.policy.zone);
    if let Some(file) = &args.html {
        let page = page::page(desk, &report, now);
        let written = std::fs::write(file, page).with_context(|| format!("can't write {}", file.display()));
        written.or_exit(Exit::Data)?;
        writeln!(output, "Wrote {}", file.display())?;
    } else if global.json {
        json_line(&json::object(&report), output)?;
    } else {
        text::print(desk, &report, output)?;
    }
    Ok(Exit::Ok)
}

/// The groups, if all of them exist.
fn groups(asked: &[String], policy: &Policy) -> Result<Vec<String>, UnknownName> {
    let fields = policy.fields.0.iter().map(|field| field.name.as_str());
    let known: Vec<String> = GROUPS.into_iter().chain(fields).map(str::to_owned).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let found = asked.iter().map(|name| known::find("--by", "grouping", name, &known).map(str::to_owned));
    let found = found.collect::<Result<Vec<_>, _>>()?;
    Ok(if found.is_empty() { USUAL.map(str::to_owned).to_vec() } else { found })
}

/// Reads the database, as of one instant, and computes the figures. On a terminal it shows how much it has counted.
fn report(reader: &Reader, policy: &Policy, period: Period, by: &[String]) -> anyhow::Result<Report> {
    let done = policy.workflow.statuses().iter().filter(|status| status.stage == Stage::Done);
    let done: Vec<&str> = done.map(|status| status.name.as_str()).collect();
    let mut report = ReportInProgress::new(period, &cuts(period, &policy.zone), by);
    let progress = ProgressBar::new_spinner().with_style(ProgressStyle::with_template("{human_pos} counted")?);
    let mut so_far = 0_u64;
    let mut count = |counted: &Counted, labels: &[Option<String>]| {
        report.add(counted, labels);
        so_far += 1;
        if so_far.is_multiple_of(10_000) {
            progress.set_position(so_far);
        }
    };
    reader.ask(|reading| reading.count_for_report(period, &done, by, &mut count))?;
    progress.finish_and_clear();
    Ok(report.finish())
}

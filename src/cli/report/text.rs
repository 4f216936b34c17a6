//! A report for a terminal: figures in sentences, then a table for each group.

use std::io::{self, Write};

use crate::desk::report::{Breakdown, Figures, PromiseFigures, Report, Spread};
use crate::desk::zone::Zone;

use super::super::columns::Columns;
use super::super::print::{short, span};
use super::period::days_of;

/// Prints it, with the desk's name and zone.
pub(super) fn print((desk, zone): (&str, &Zone), report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let Report { period, whole, groups, .. } = report;
    writeln!(out, "{desk}, {} ({})\n", days_of(*period, zone), zone.name())?;
    let Figures { opened, closed, open, unanswered, response, resolution, .. } = whole;
    writeln!(out, "opened            {opened}")?;
    writeln!(out, "closed            {closed}")?;
    writeln!(out, "open at the end   {open}")?;
    writeln!(out, "not yet answered  {unanswered}")?;
    writeln!(out, "first response    {}", sentence(response, "no replies"))?;
    writeln!(out, "resolution        {}", sentence(resolution, "nothing closed"))?;
    for (index, kept) in whole.promises.iter().enumerate() {
        writeln!(out, "{}  {}", if index == 0 { "promises kept   " } else { "                " }, promise(kept))?;
    }
    writeln!(out, "ratings           {}", feedback(whole))?;
    if !groups.is_empty() {
        writeln!(out, "\nIn the tables: median / nine of ten within.")?;
    }
    for group in groups {
        writeln!(out)?;
        table(group).print("", out)?;
    }
    Ok(())
}

/// `median 2h 5m, nine of ten within 1d 3h (39 tickets)`.
fn sentence(spread: &Spread, nothing: &str) -> String {
    match (spread.median, spread.ninety) {
        (Some(median), Some(ninety)) => {
            let tickets = if spread.count == 1 { "ticket" } else { "tickets" };
            format!("median {}, nine of ten within {} ({} {tickets})", span(median), span(ninety), spread.count)
        }
        _ => nothing.to_owned(),
    }
}

/// `first-response 98 % (49 of 50)`.
fn promise(kept: &PromiseFigures) -> String {
    let percent = kept.percent().unwrap_or_default();
    format!("{} {percent} % ({} of {})", kept.measure, kept.kept, kept.kept + kept.broken)
}

fn feedback(figures: &Figures) -> String {
    let Some(mean) = figures.feedback.mean() else { return "none".to_owned() };
    let stars: Vec<String> = figures.feedback.from_best().map(|(score, count)| format!("{score}: {count}")).collect();
    let count = figures.feedback.count();
    let ratings = if count == 1 { "rating" } else { "ratings" };
    format!("{mean:.1} out of 5 from {count} {ratings} ({})", stars.join(", "))
}

/// `1h / 90m`: the median, and what nine of ten are within.
fn times(spread: &Spread) -> String {
    let both = spread.median.zip(spread.ninety);
    both.map_or(String::new(), |(median, ninety)| format!("{} / {}", short(median), short(ninety)))
}

fn table(group: &Breakdown) -> Columns {
    let promises = group.lines.iter().any(|(_, figures)| !figures.promises.is_empty());
    let mut head = vec![group.by.to_uppercase()];
    head.extend(["OPENED", "CLOSED", "OPEN", "RESPONSE", "RESOLUTION", "RATING"].map(str::to_owned));
    head.extend(promises.then(|| "KEPT".to_owned()));
    let mut table = Columns::new(&head.iter().map(String::as_str).collect::<Vec<_>>(), &[&group.by.to_uppercase()]);
    for (label, figures) in &group.lines {
        let Figures { opened, closed, open, response, resolution, feedback, .. } = figures;
        let mut row = vec![label.as_deref().unwrap_or("(none)").to_owned()];
        row.extend([opened, closed, open].map(ToString::to_string));
        row.extend([response, resolution].map(times));
        row.push(feedback.mean().map_or(String::new(), |mean| format!("{mean:.1} ({})", feedback.count())));
        if promises {
            row.push(all_kept(figures).map_or(String::new(), |percent| format!("{percent} %")));
        }
        table.push(row);
    }
    table
}

/// The share of all promises that was kept, in percent.
pub(super) fn all_kept(figures: &Figures) -> Option<usize> {
    let (kept, broken) =
        figures.promises.iter().fold((0, 0), |(kept, broken), one| (kept + one.kept, broken + one.broken));
    PromiseFigures { measure: String::new(), kept, broken }.percent()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::report::samples;

    fn printed(report: &Report) -> String {
        let mut out = Vec::new();
        print(("Example Desk", &Zone::default()), report, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_month_in_text() {
        let expected = "\
Example Desk, 2026-01-01 to 2026-01-31 (UTC)

opened            3
closed            2
open at the end   1
not yet answered  1
first response    median 1h, nine of ten within 1h 30m (2 tickets)
resolution        median 1d 1h, nine of ten within 2d (2 tickets)
promises kept     first-response 50 % (1 of 2)
ratings           4.0 out of 5 from 1 rating (5: 0, 4: 1, 3: 0, 2: 0, 1: 0)

In the tables: median / nine of ten within.

TEAM     OPENED  CLOSED  OPEN  RESPONSE  RESOLUTION  RATING   KEPT
presses  2       2       0     1h / 90m  25h / 2d    4.0 (1)  50 %
(none)   1       0       1     -         -           -        -
";
        assert_eq!(printed(&samples::month()), expected);
    }

    #[test]
    fn an_empty_period_reads_well() {
        let expected = "\
Example Desk, 2026-01-01 to 2026-01-31 (UTC)

opened            0
closed            0
open at the end   0
not yet answered  0
first response    no replies
resolution        nothing closed
ratings           none
";
        assert_eq!(printed(&samples::empty()), expected);
    }

    #[test]
    fn tables_fit_whatever_a_group_is_called() {
        use crate::cli::width::{COLUMNS, width};
        let mut report = samples::month();
        for group in &mut report.groups {
            group.by = "a field with a very long name".to_owned();
            for (label, figures) in &mut group.lines {
                *label = Some("日本語\u{1b}[2J the longest name of a team".repeat(5));
                (figures.opened, figures.closed, figures.open) = (123_456, 123_456, 123_456);
            }
        }
        let text = printed(&report);
        assert!(text.lines().all(|line| width(line) <= COLUMNS && !line.chars().any(char::is_control)), "{text}");
    }
}

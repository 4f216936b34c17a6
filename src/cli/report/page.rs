//! A report as one self-contained page: it fetches nothing, and reads well in light and dark, on screen and on paper.

use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};

use crate::desk::report::{Breakdown, Figures, PromiseFigures, Report, Spread};
use crate::desk::zone::Zone;
use crate::mail::html::escaped;

use super::super::print::span;
use super::chart::{Bar, Column, bars, columns};
use super::period::days_of;
use super::text::all_kept;

const STYLE: &str = include_str!("page.css");
/// Labels for ranges of time, the first below an hour.
const STEP_NAMES: [&str; 6] =
    ["under 1 hour", "1 to 4 hours", "4 to 24 hours", "1 to 3 days", "3 to 7 days", "over 7 days"];

/// The page, with the desk's name and zone.
pub(super) fn page((desk, zone): (&str, &Zone), report: &Report, now: Timestamp) -> String {
    let (desk, days, place) = (escaped(desk), days_of(report.period, zone), escaped(zone.name()));
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>{desk}: {days}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{desk}</h1>\n<p class=\"quiet\">{days} ({place})</p>\n"
    );
    page.push_str(&tiles(&report.whole));
    page.push_str(&course(report, zone));
    page.push_str(&times(
        "First response",
        "Tickets opened in this period, from opening to an agent's first reply, in calendar time.",
        &report.whole.response,
    ));
    page.push_str(&times(
        "Resolution",
        "Tickets closed in this period, from opening to closing, in calendar time.",
        &report.whole.resolution,
    ));
    page.push_str(&promises(&report.whole.promises));
    page.push_str(&feedback(&report.whole));
    for group in &report.groups {
        page.push_str(&table(group));
    }
    let made = zone.print_time(now);
    let _ = write!(page, "<p class=\"quiet foot\">Made by maildesk report, {made}.</p>\n</main>\n</body>\n</html>\n");
    page
}

fn tiles(whole: &Figures) -> String {
    let time = |time: Option<SignedDuration>| time.map_or("–".to_owned(), span);
    let below = |spread: &Spread| {
        spread.ninety.map_or("nothing to measure".to_owned(), |it| format!("9 of 10 within {}", span(it)))
    };
    let mean = whole.feedback.mean().map_or("–".to_owned(), |mean| format!("{mean:.1}"));
    let answers = match whole.feedback.count() {
        0 => "no ratings".to_owned(),
        1 => "out of 5, 1 rating".to_owned(),
        count => format!("out of 5, {count} ratings"),
    };
    let mut tiles = vec![
        ("Opened", whole.opened.to_string(), format!("{} not yet answered", whole.unanswered)),
        ("Closed", whole.closed.to_string(), format!("{} open at the end", whole.open)),
        ("First response", time(whole.response.median), below(&whole.response)),
        ("Resolution", time(whole.resolution.median), below(&whole.resolution)),
    ];
    if let Some(percent) = all_kept(whole) {
        tiles.push(("Promises kept", format!("{percent} %"), "of those due".to_owned()));
    }
    tiles.push(("Rating", mean, answers));
    let tile = |(name, figure, words): &(&str, String, String)| {
        format!("<div class=\"tile\"><span>{name}</span><strong>{figure}</strong><small>{words}</small></div>\n")
    };
    format!("<section class=\"tiles\">\n{}</section>\n", tiles.iter().map(tile).collect::<String>())
}

fn section(title: &str, words: &str, body: &str) -> String {
    let words = if words.is_empty() { String::new() } else { format!("<p class=\"quiet\">{words}</p>\n") };
    format!("<section>\n<h2>{title}</h2>\n{words}{body}\n</section>\n")
}

fn nothing(words: &str) -> String {
    format!("<p class=\"nothing\">{words}</p>")
}

fn course(report: &Report, zone: &Zone) -> String {
    let Figures { opened, closed, .. } = report.whole;
    if opened + closed == 0 {
        return section("Tickets opened and closed", "", &nothing("No tickets were opened or closed in this period."));
    }
    let column = |bucket: &crate::desk::report::Bucket| Column {
        label: zone.print_day(bucket.from),
        values: [bucket.opened, bucket.closed],
    };
    let series = report.course.iter().map(column).collect::<Vec<_>>();
    let legend = "<p class=\"legend\"><i class=\"one\"></i>opened <i class=\"two\"></i>closed</p>\n";
    section("Tickets opened and closed", "", &format!("{legend}{}", columns(["opened", "closed"], &series)))
}

fn times(title: &str, words: &str, spread: &Spread) -> String {
    let (Some(median), Some(ninety)) = (spread.median, spread.ninety) else {
        return section(title, words, &nothing("Nothing to measure in this period."));
    };
    let bar = |(name, count): (&str, &usize)| Bar {
        label: name.to_owned(),
        value: *count,
        of: 0,
        words: match (count * 200 + spread.count).checked_div(spread.count * 2) {
            Some(percent) if *count > 0 => format!("{count} ({percent} %)"),
            _ => "–".to_owned(),
        },
    };
    let steps = STEP_NAMES.into_iter().zip(&spread.steps).map(bar).collect::<Vec<_>>();
    let told = format!(
        "<p>Median <strong>{}</strong>, nine of ten within <strong>{}</strong>.</p>\n",
        span(median),
        span(ninety)
    );
    section(title, words, &format!("{told}{}", bars(title, &steps)))
}

/// Omitted if the desk has no promises.
fn promises(promises: &[PromiseFigures]) -> String {
    if promises.is_empty() {
        return String::new();
    }
    let bar = |kept: &PromiseFigures| Bar {
        label: kept.measure.clone(),
        value: kept.kept,
        of: kept.kept + kept.broken,
        words: format!("{} % of {}", kept.percent().unwrap_or_default(), kept.kept + kept.broken),
    };
    let words = "Promises (SLA) due in this period: kept, and broken in a lighter shade.";
    section("Promises kept", words, &bars("promises kept", &promises.iter().map(bar).collect::<Vec<_>>()))
}

fn feedback(whole: &Figures) -> String {
    let Some(mean) = whole.feedback.mean() else {
        return section("Ratings", "", &nothing("No ratings in this period."));
    };
    let bar = |(score, count): (usize, u32)| Bar {
        label: "★".repeat(score),
        value: count as usize,
        of: 0,
        words: count.to_string(),
    };
    let stars = whole.feedback.from_best().map(bar).collect::<Vec<_>>();
    let told = format!("<p>Average <strong>{mean:.1}</strong> out of 5.</p>\n");
    section("Ratings", "", &format!("{told}{}", bars("ratings", &stars)))
}

fn table(group: &Breakdown) -> String {
    let has_promises = group.lines.iter().any(|(_, figures)| !figures.promises.is_empty());
    let kept = if has_promises { "<th>Kept</th>" } else { "" };
    let mut rows = String::new();
    for (label, figures) in &group.lines {
        let time = |time: Option<SignedDuration>| time.map_or("–".to_owned(), span);
        let name = label.as_deref().map_or("<em>none</em>".to_owned(), escaped);
        let Figures { opened, closed, open, response, resolution, feedback, .. } = figures;
        let stars =
            feedback.mean().map_or("–".to_owned(), |mean| format!("{mean:.1} <small>({})</small>", feedback.count()));
        let _ = write!(rows, "<tr><th scope=\"row\">{name}</th><td>{opened}</td><td>{closed}</td><td>{open}</td>");
        for cell in [response.median, response.ninety, resolution.median, resolution.ninety].map(time) {
            let _ = write!(rows, "<td>{cell}</td>");
        }
        let _ = write!(rows, "<td>{stars}</td>");
        if has_promises {
            let _ =
                write!(rows, "<td>{}</td>", all_kept(figures).map_or("–".to_owned(), |percent| format!("{percent} %")));
        }
        rows.push_str("</tr>\n");
    }
    let head = format!(
        "<tr><th></th><th>Opened</th><th>Closed</th><th>Open</th><th>First response</th><th>90 %</th><th>Resolution</th><th>90 %</th>\
         <th>Rating</th>{kept}</tr>"
    );
    let body = format!("<div class=\"wide\"><table>\n<thead>{head}</thead>\n<tbody>\n{rows}</tbody>\n</table></div>");
    section(&format!("By {}", escaped(&group.by)), "", &body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::report::samples;

    fn now() -> Timestamp {
        "2026-02-01T08:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_page_fetches_nothing_and_tells_all_figures() {
        let page = page(("Press <Support>", &Zone::default()), &samples::month(), now());
        for words in [
            "Press &lt;Support&gt;",
            "2026-01-01 to 2026-01-31",
            "By team",
            "presses",
            "9 of 10 within 1h 30m",
            "50 % of 2",
            "4.0",
        ] {
            assert!(page.contains(words), "{words}");
        }
        for fetched in ["http:", "https:", "src=", "@import", "url(", "<script"] {
            assert!(!page.contains(fetched), "{fetched}");
        }
    }

    #[test]
    fn an_empty_period_reads_well() {
        let page = page(("Example Desk", &Zone::default()), &samples::empty(), now());
        for words in ["No tickets were opened or closed", "Nothing to measure", "No ratings"] {
            assert!(page.contains(words), "{words}");
        }
        assert!(
            !page.contains("<svg") && !page.contains("NaN") && !page.contains("By team") && !page.contains("Promises"),
            "{page}"
        );
    }
}

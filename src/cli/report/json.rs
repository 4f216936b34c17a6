//! A report for programs: one object. Times are in seconds, missing figures are null.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::desk::report::{Breakdown, Bucket, Figures, PromiseFigures, Report, Spread};

/// The object.
pub(super) fn object(report: &Report) -> Value {
    let mut object = json!({
        "from": report.period.from.to_string(),
        "to": report.period.to.to_string(),
        "course": report.course.iter().map(bucket).collect::<Vec<_>>(),
        "groups": report.groups.iter().map(group).collect::<Vec<_>>(),
    });
    merge(&mut object, figures(&report.whole));
    object
}

fn figures(figures: &Figures) -> Value {
    let Figures { opened, closed, open, unanswered, response, resolution, feedback, promises } = figures;
    json!({
        "opened": opened,
        "closed": closed,
        "open": open,
        "unanswered": unanswered,
        "first_response": spread(response),
        "resolution": spread(resolution),
        "feedback": {"count": feedback.count(), "mean": feedback.mean(), "by_score": feedback.by_score},
        "promises": promises.iter().map(promise).collect::<Vec<_>>(),
    })
}

fn spread(spread: &Spread) -> Value {
    let seconds = |time: Option<SignedDuration>| time.map(|time| time.as_secs());
    json!({"count": spread.count, "median_s": seconds(spread.median), "ninety_percent_s": seconds(spread.ninety)})
}

fn promise(PromiseFigures { measure, kept, broken }: &PromiseFigures) -> Value {
    json!({"measure": measure, "kept": kept, "broken": broken})
}

fn bucket(Bucket { from, opened, closed }: &Bucket) -> Value {
    json!({"from": from.to_string(), "opened": opened, "closed": closed})
}

fn group(group: &Breakdown) -> Value {
    let line = |(label, of_label): &(Option<String>, Figures)| {
        let mut line = json!({"name": label});
        merge(&mut line, figures(of_label));
        line
    };
    json!({"by": group.by, "lines": group.lines.iter().map(line).collect::<Vec<_>>()})
}

fn merge(object: &mut Value, more: Value) {
    if let (Value::Object(object), Value::Object(more)) = (object, more) {
        object.extend(more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::report::samples;

    #[test]
    fn a_month_as_an_object() {
        let month = object(&samples::month());
        assert_eq!((&month["from"], &month["to"]), (&json!("2026-01-01T00:00:00Z"), &json!("2026-02-01T00:00:00Z")));
        assert_eq!((&month["opened"], &month["closed"], &month["open"]), (&json!(3), &json!(2), &json!(1)));
        assert_eq!(month["first_response"], json!({"count": 2, "median_s": 3600, "ninety_percent_s": 5400}));
        assert_eq!(month["feedback"], json!({"count": 1, "mean": 4.0, "by_score": [0, 0, 0, 1, 0]}));
        assert_eq!(month["promises"], json!([{"measure": "first-response", "kept": 1, "broken": 1}]));
        assert_eq!(month["course"].as_array().map(Vec::len), Some(31));
        assert_eq!(month["groups"][0]["lines"][1]["name"], Value::Null);
        let nothing = object(&samples::empty());
        assert_eq!(nothing["resolution"], json!({"count": 0, "median_s": null, "ninety_percent_s": null}));
        assert_eq!(nothing["groups"], json!([]));
    }
}

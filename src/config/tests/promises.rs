//! The faults of `[calendar.*]`, `[[promise]]`, `[feedback]` and timers in working time, each with its remedy.

use std::time::Duration;

use super::{check, parse};
use crate::desk::sla::{Measure, Warn};

const CALENDAR: &str =
    "[calendar.c]\ntimezone = 'Europe/Amsterdam'\nhours = { monday = '09:00-17:00', friday = '09:00-13:00' }\n";

#[test]
fn calendars() {
    let calendar = |lines: &str, expected: &str| check(&format!("[calendar.c]\n{lines}"), expected);
    let zone = "timezone = 'Europe/Amsterdam'";
    let hours = |hours: &str, expected: &str| calendar(&format!("{zone}\nhours = {{ {hours} }}"), expected);
    hours("monday = '08:30-17:30'", "");
    hours("monday = ['08:30-12:00', '13:00-24:00']", "");
    let example = "write hours = { monday = \"08:30-17:30\", friday = [\"08:00-12:00\", \"13:00-16:00\"] }";
    hours("", &format!("1:11 error: the calendar `c` has no working hours, so nothing would ever be due ({example})"));
    hours(
        "monday = []",
        &format!("1:11 error: the calendar `c` has no working hours, so nothing would ever be due ({example})"),
    );
    calendar(zone, &format!("1:1 error: [calendar.c] has no `hours` ({example})"));
    calendar(
        "hours = { monday = '08:30-17:30' }",
        "1:1 error: [calendar.c] has no `timezone` (write timezone = \"Europe/Amsterdam\")",
    );
    calendar(
        "timezone = 'Europe/Amsterdm'\nhours = { monday = '08:30-17:30' }",
        "2:12 error: there is no time zone `Europe/Amsterdm` (did you mean \"Europe/Amsterdam\"?)",
    );
    let shift = "write \"08:30-17:30\", or [\"08:00-12:00\", \"13:00-17:00\"] with a break";
    hours("monday = '8-17'", &format!("3:20 error: `8-17` isn't a range of hours ({shift})"));
    hours("monday = '08:30-25:00'", &format!("3:20 error: `08:30-25:00` isn't a range of hours ({shift})"));
    hours(
        "monday = '22:00-06:00'",
        "3:20 error: `22:00-06:00` ends before it starts \
         (for hours over midnight, write two spans: until \"24:00\", and from \"00:00\" on the next day)",
    );
    hours(
        "monday = '22:00-00:00'",
        "3:20 error: `22:00-00:00` ends before it starts (write midnight at the end as \"24:00\")",
    );
    hours(
        "monday = ['08:00-12:00', '11:00-13:00']",
        &format!("1:11 error: two ranges of `c` on monday overlap ({shift})"),
    );
    hours("munday = '08:00-12:00'", "3:11 error: unknown key `munday` in [calendar.c.hours] (did you mean `monday`?)");
    let holiday = |day: &str, expected: &str| {
        calendar(&format!("{zone}\nhours = {{ monday = '08:30-17:30' }}\nholidays = ['{day}']"), expected);
    };
    holiday("2026-12-25", "");
    holiday("02-29", "");
    let help = "(write \"2026-12-25\", or \"12-25\" for every year)";
    holiday("2026-02-29", &format!("4:13 error: `2026-02-29` isn't a day {help}"));
    holiday("25.12.", &format!("4:13 error: `25.12.` isn't a day {help}"));
    holiday("13-01", &format!("4:13 error: `13-01` isn't a day {help}"));
}

#[test]
fn promises() {
    let promise = |lines: &str, expected: &str| check(&format!("{CALENDAR}[[promise]]\nname = 'p'\n{lines}"), expected);
    promise("triage = '15m'", "");
    check(
        "[[sla]]\nname = 'p'\ntriage = '15'",
        "3:10 error: `triage` must be a time with its unit (ms, s, m, h, d), in quotes (write triage = \"15m\")",
    );
    promise(
        "triage = '1m'\n[[sla]]\nname = 'q'\ntriage = '1m'",
        "8:8 error: `q` never applies: `p` above it matches the same tickets (put it above `p`, or remove it)",
    );
    promise("", "5:8 error: `p` has no promise in it (write first_response = \"1h\", or triage, or resolution)");
    promise(
        "triage = '15'",
        "6:10 error: `triage` must be a time with its unit (ms, s, m, h, d), in quotes (write triage = \"15m\")",
    );
    promise("triage = '1m'\ncalendar = 'd'", "7:12 error: there is no calendar `d` (choose from: c)");
    promise(
        "triage = '1m'\nwhen = { mailbox = ['suport'] }",
        "7:21 error: there is no mailbox `suport` (did you mean `support`?)",
    );
    promise(
        "triage = '1m'\nwhen = { organisation = ['acme'] }",
        "7:26 error: there is no organisation `acme` (add it to the config, or leave it out)",
    );
    promise(
        "triage = '1m'\nstops_while = ['wating']",
        "7:16 error: there is no status or stage `wating` (did you mean `waiting`?)",
    );
    promise("triage = '1m'\ntell.breach = ['ana']", "7:16 error: there is no agent `ana` (did you mean `anna`?)");
    promise(
        "triage = '1m'\ntell.warning = ['support@desk.example']",
        "7:17 error: support@desk.example is the address of mailbox `support`: maildesk would write to itself \
         (write the address of a person)",
    );
    promise("triage = '1m'\nwarn = '0%'", "7:8 error: `warn` must be between 1% and 99% (write warn = \"80%\")");
    promise("triage = '1m'\nwarn = '100%'", "7:8 error: `warn` must be between 1% and 99% (write warn = \"80%\")");
    promise(
        "triage = '15m'\nresolution = '1d'\nwarn = '15m'",
        "8:8 error: `warn` is 15m before the end, but the whole triage has only 15m \
         (write a shorter time, or a percentage: warn = \"80%\")",
    );
    promise(
        "triage = '1m'\n[[promise]]\nname = 'p'\nwhen.mailbox = ['support']\ntriage = '1m'",
        "8:8 error: there are two promises `p` (give one of them another name)",
    );
    promise(
        "triage = '1m'\n[[promise]]\nname = 'q'\nwhen.mailbox = ['support']\ntriage = '1m'",
        "8:8 error: `q` never applies: `p` above it matches the same tickets (put it above `p`, or remove it)",
    );
}

#[test]
fn promises_by_fields() {
    let field = "[[field]]\nname = 'priority'\n[[field.value]]\nname = '1'\n[[field.value]]\nname = '2'\n";
    let promise = |lines: &str, expected: &str| check(&format!("{field}{lines}\ntriage = '15m'"), expected);
    let by_field = |when: &str| format!("[[promise]]\nname = 'p'\nwhen.fields = {{ {when} }}");
    promise(&by_field("priority = ['1']"), "");
    promise("[promises]\ntriage_field = 'priority'\n[[promise]]\nname = 'p'", "");
    promise(
        "[promises]\ntriage_field = 'priorty'\n[[promise]]\nname = 'p'",
        "8:16 error: there is no field `priorty` (did you mean `priority`?)",
    );
    promise(&by_field("prio = ['1']"), "9:17 error: there is no field `prio` (choose from: priority)");
    let told = super::told(&super::completed(&format!("{field}{}\ntriage = '15m'", by_field("priority = ['9']"))));
    assert!(told.len() == 1 && told[0].starts_with("9:29 error: "), "{told:?}");
}

#[test]
fn a_day_is_the_calendars() {
    let config = parse(&super::completed(&format!(
        "{CALENDAR}[[promise]]\nname = 'p'\ncalendar = 'c'\ntriage = '1d'\nresolution = '1w 1h'\nwarn = '1h'"
    )));
    let config = config.unwrap_or_else(|faults| panic!("{faults}"));
    let promise = &config.policy.slas.list[0];
    assert_eq!(promise.targets.get(Measure::Triage), Some(Duration::from_hours(6)));
    assert_eq!(promise.targets.get(Measure::Resolution), Some(Duration::from_hours(13)));
    assert_eq!(promise.warn, Warn::Before(Duration::from_hours(1)));
}

#[test]
fn timers_in_working_time() {
    let timer = |when: &str, expected: &str| {
        let statuses = "[workflow]\ninitial = 'new'\nstatus = { new = { stage = 'open' }, done = { stage = 'done' } }";
        check(
            &format!(
                "{CALENDAR}{statuses}\n[[workflow.timer]]\nname = 't'\nwhen = {{ status = ['new'], {when} }}\nthen.status = 'done'"
            ),
            expected,
        );
    };
    timer("for = '2d', calendar = 'c'", "");
    timer("for = '2d', calendar = 'office'", "9:51 error: there is no calendar `office` (choose from: c)");
}

#[test]
fn feedback() {
    let feedback = |lines: &str, expected: &str| check(&format!("[feedback]\n{lines}"), expected);
    feedback("enabled = false", "");
    feedback("delay = '1h'\nonce_per = '30d'\nlow = 2\ntell_low = ['anna', 'agents']", "");
    feedback(
        "low = 2",
        "2:7 warning: `low` has no effect: tell_low is empty (write tell_low = [\"anna\"], or leave `low` out)",
    );
    feedback("low = 6\ntell_low = ['anna']", "2:7 error: `low` must be between 1 and 5 (write low = 2)");
    feedback("tell_low = ['ana']", "2:13 error: there is no agent `ana` (did you mean `anna`?)");
    feedback("once_per = '1m'", "2:12 error: `once_per` must be between 1h and 3660d (write once_per = \"30d\")");
}

#[test]
fn times_are_told_in_the_zone_of_the_calendar_or_else_of_the_desk() {
    let zone_of = |desk: &str, promise: &str| {
        let text = format!("[desk]\nname = 'D'\n{desk}\n{CALENDAR}[[promise]]\nname = 'p'\ntriage = '1h'\n{promise}");
        parse(&super::completed(&text)).unwrap().policy.slas.list[0].zone.name().to_owned()
    };
    assert_eq!(zone_of("", ""), "UTC");
    assert_eq!(zone_of("", "calendar = 'c'"), "Europe/Amsterdam");
    assert_eq!(zone_of("timezone = 'America/New_York'", ""), "America/New_York");
    assert_eq!(zone_of("timezone = 'America/New_York'", "calendar = 'c'"), "Europe/Amsterdam");
}

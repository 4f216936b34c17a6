//! Understanding any mail takes time in proportion to its size: four times as much takes four times as long, not
//! sixteen times. The test compares CPU time, the least of several runs. `cargo bench --bench understand -- bounds` has
//! the seconds.

mod shapes;
mod stopwatch;

use std::collections::BTreeMap;
use std::time::Duration;

use maildesk::mail::html::formatted::formatted;
use maildesk::mail::html::safe::safe_html;
use maildesk::mail::origin::Own;
use maildesk::mail::understand;
use shapes::SHAPES;
use stopwatch::cpu_time;

/// The longest factor for four times as much. Sixteen is quadratic.
const MOST: f64 = 9.0;
/// Shorter times say nothing.
const LEAST: Duration = Duration::from_millis(4);
const ROUNDS: usize = 2;

#[test]
fn time_is_in_proportion_to_size() {
    let failures: Vec<String> = SHAPES
        .iter()
        .filter_map(|shape| {
            told(
                shape.name,
                |n| {
                    let raw = (shape.make)(n);
                    cpu_time(|| drop(understand(&raw, &Own::default())))
                },
                shape.full,
            )
        })
        .collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn formatted_words_are_in_proportion_too() {
    let units = [
        ("<b>x", "x"),
        ("<table><tr><td>x", "x"),
        ("<ul><li>x", "1. x\n"),
        ("<a href=https://x.example>x</a>", "x<https://x.example>"),
        ("<br>x", "<https://xx.example>"),
        ("x ", "[image: x.png]x"),
    ];
    let failures: Vec<String> = units
        .iter()
        .filter_map(|(unit, words)| {
            told(
                unit,
                |n| {
                    let (html, words) = (unit.repeat(n), words.repeat(n));
                    cpu_time(|| drop(formatted(&html, &BTreeMap::new()).saying(&words)))
                },
                400_000,
            )
        })
        .collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn safe_html_is_in_proportion_too() {
    let units = [
        "<div>x",
        "<b>x",
        "<p><b><i><font color=red>x",
        "<div><marquee></div></marquee>",
        "<table><b>",
        "<td>x",
        "<svg><p>",
        "<",
    ];
    let failures: Vec<String> = units
        .iter()
        .filter_map(|unit| {
            told(
                unit,
                |n| {
                    let html = unit.repeat(n);
                    cpu_time(|| drop(safe_html(&html)))
                },
                100_000,
            )
        })
        .collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// What is wrong with the time of a shape, if anything. A bad result is measured again.
fn told(name: &str, time: impl Fn(usize) -> Duration, full: usize) -> Option<String> {
    let large = (full / 20).max(1);
    let mut worst = String::new();
    for _ in 0..3 {
        let least = |n: usize| (0..ROUNDS).map(|_| time(n)).min().unwrap_or_default();
        let (little, much) = (least(large / 4), least(large));
        let times = much.as_secs_f64() / little.max(LEAST / 4).as_secs_f64();
        if much < LEAST || times < MOST {
            return None;
        }
        worst = format!("{name}: {little:?} for {}, {much:?} for {large}: {times:.1} times as long", large / 4);
    }
    Some(worst)
}

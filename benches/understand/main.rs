//! Measures the time to understand a mail, as a multiple of bare parsing with mail-parser, and the time for mails that
//! are built to be expensive.
//!
//! `cargo bench --bench understand -- bulk.mbox` times each step in turns with bare parsing, on one core, over the
//! mails of an mbox file, or without a file over the fixtures. It measures CPU time and reports the best of several
//! rounds: the code's own cost. `cargo bench --bench understand -- bounds` has the expensive ones.

#![expect(clippy::print_stdout, clippy::cast_precision_loss, reason = "a bench prints what it measured, roughly")]

#[path = "../../tests/bounds/shapes.rs"]
mod shapes;
#[path = "../../tests/bounds/stopwatch.rs"]
mod stopwatch;

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use maildesk::mail::origin::Own;
use maildesk::mail::understand;

const ROUNDS: usize = 15;

fn main() {
    match std::env::args().skip(1).find(|arg| !arg.starts_with("--")).as_deref() {
        Some("bounds") => bounds(),
        Some(file) => multiples(&of_mbox(&std::fs::read(file).unwrap_or_default())),
        None => multiples(&of_folder(Path::new("fixtures/mail"))),
    }
}

/// The cost of understanding, in turns with bare parsing.
fn multiples(mails: &[Vec<u8>]) {
    let bytes: usize = mails.iter().map(Vec::len).sum();
    let own = Own::default();
    let parser = mail_parser::MessageParser::default();
    let mut best = [Duration::MAX; 3];
    for _ in 0..ROUNDS {
        best[0] = best[0].min(timed(mails, |raw| drop(black_box(parser.parse(raw)))));
        best[1] = best[1].min(timed(mails, |raw| drop(black_box(maildesk::mail::parse::parse(raw)))));
        best[2] = best[2].min(timed(mails, |raw| drop(black_box(understand(raw, &own)))));
    }
    println!("{} mails, {bytes} bytes", mails.len());
    let names = ["mail-parser alone", "parse", "parse, origin, reply, forward, reports"];
    for (name, time) in names.iter().zip(best) {
        let each = time.as_secs_f64() * 1e6 / mails.len().max(1) as f64;
        let times = time.as_secs_f64() / best[0].as_secs_f64();
        println!("{name:<40} {each:8.1} µs a mail {times:6.2} ×");
    }
}

/// The expensive mails, each in its full size.
fn bounds() {
    for shape in shapes::SHAPES {
        let raw = [(shape.make)(shape.full)];
        let time = (0..3).map(|_| timed(&raw, |raw| drop(black_box(understand(raw, &Own::default()))))).min();
        let time = time.unwrap_or_default();
        let late = if time > Duration::from_secs(1) { "  more than a second" } else { "" };
        println!("{:<40} {:10} bytes {:8.1} ms{late}", shape.name, raw[0].len(), time.as_secs_f64() * 1e3);
    }
}

fn timed(mails: &[Vec<u8>], mut each: impl FnMut(&[u8])) -> Duration {
    stopwatch::cpu_time(|| mails.iter().for_each(|mail| each(mail)))
}

/// The messages of an mbox file (RFC 4155).
fn of_mbox(raw: &[u8]) -> Vec<Vec<u8>> {
    let mut mails: Vec<Vec<u8>> = Vec::new();
    for line in raw.split_inclusive(|&byte| byte == b'\n') {
        match mails.last_mut() {
            _ if line.starts_with(b"From ") => mails.push(Vec::new()),
            Some(mail) => mail.extend_from_slice(line),
            None => {}
        }
    }
    mails
}

fn of_folder(folder: &Path) -> Vec<Vec<u8>> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path());
    paths
        .flat_map(|path| if path.is_dir() { of_folder(&path) } else { std::fs::read(path).into_iter().collect() })
        .collect()
}

//! How long it takes to understand a mail, as a multiple of what bare mail-parser takes to parse it.
//!
//! `cargo bench --bench understand -- bulk.mbox`: both are timed in turns, on one core, over the same mails of an mbox
//! file; without a file, over the fixtures. The best of several rounds counts.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use maildesk::mail::origin::Own;
use maildesk::mail::understand;

const ROUNDS: usize = 7;

fn main() {
    let file = std::env::args().skip(1).find(|arg| !arg.starts_with("--"));
    let mails = match &file {
        Some(file) => of_mbox(&std::fs::read(file).unwrap_or_default()),
        None => of_folder(Path::new("fixtures/mail")),
    };
    let bytes: usize = mails.iter().map(Vec::len).sum();
    let own = Own::default();
    let parser = mail_parser::MessageParser::default();
    let mut best = [Duration::MAX; 3];
    for _ in 0..ROUNDS {
        best[0] = best[0].min(timed(&mails, |raw| drop(black_box(parser.parse(raw)))));
        best[1] = best[1].min(timed(&mails, |raw| drop(black_box(maildesk::mail::parse::parse(raw)))));
        best[2] = best[2].min(timed(&mails, |raw| drop(black_box(understand(raw, &own)))));
    }
    println!("{} mails, {bytes} bytes", mails.len());
    let names = ["mail-parser alone", "parse", "parse, origin, reply, forward, reports"];
    for (name, time) in names.iter().zip(best) {
        let each = time.as_secs_f64() * 1e6 / mails.len().max(1) as f64;
        let times = time.as_secs_f64() / best[0].as_secs_f64();
        println!("{name:<40} {each:8.1} µs a mail {times:6.2} ×");
    }
}

fn timed(mails: &[Vec<u8>], mut each: impl FnMut(&[u8])) -> Duration {
    let start = Instant::now();
    for mail in mails {
        each(mail);
    }
    start.elapsed()
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

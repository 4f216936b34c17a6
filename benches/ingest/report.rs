//! The measurements and their report.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// One run of one case.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Figures {
    mails: usize,
    wall_s: f64,
    cpu_s: f64,
    peak_mib: f64,
    written_kb: f64,
}

impl Figures {
    /// Measures from the start of the work until now.
    pub fn since(mails: usize, (start, cpu): (Instant, Duration)) -> Self {
        let cpu_s = (own_cpu() - cpu).as_secs_f64();
        let wall_s = start.elapsed().as_secs_f64();
        Self { mails, wall_s, cpu_s, peak_mib: peak_mib(), written_kb: written_kb() }
    }

    fn mails_per_second(&self) -> f64 {
        self.mails as f64 / self.wall_s
    }

    fn cpu_per_thousand(&self) -> f64 {
        self.cpu_s * 1000.0 / self.mails as f64
    }
}

/// CPU time of this process so far, user and system.
pub fn own_cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    // Fields 14 and 15, counted after the program's name in brackets, in ticks of 10 ms.
    let ticks: u64 =
        stat.rsplit(") ").next().unwrap().split(' ').skip(11).take(2).map(|n| n.parse::<u64>().unwrap()).sum();
    Duration::from_millis(ticks * 10)
}

fn peak_mib() -> f64 {
    number_in("/proc/self/status", "VmHWM:") / 1024.0
}

/// What this process gave to the file system, in KB.
fn written_kb() -> f64 {
    number_in("/proc/self/io", "write_bytes:") / 1000.0
}

/// The number behind a word in a file of proc(5), or 0.
fn number_in(path: &str, word: &str) -> f64 {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(word));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// Runs a case in its own process.
pub fn run_child(case: &str, mails: &Path, place: &Path) -> Figures {
    figures_of(&mut Command::new(std::env::current_exe().unwrap()), case, mails, place)
}

/// Runs a case and counts what it made durable: fsync, fdatasync and syncfs. `None`: there is no strace.
pub fn count_syncs(case: &str, mails: &Path, place: &Path) -> Option<f64> {
    let (counts, mut traced) = (place.join("syncs"), Command::new("strace"));
    Command::new("strace").arg("-V").output().ok()?;
    traced.args(["-f", "-c", "--seccomp-bpf", "-e", "trace=fsync,fdatasync,syncfs", "-o"]).arg(&counts);
    traced.arg(std::env::current_exe().unwrap());
    let figures = figures_of(&mut traced, case, mails, place);
    let text = std::fs::read_to_string(counts).unwrap();
    // % time, seconds, usecs/call, calls, [errors,] syscall
    let calls = text.lines().filter(|line| line.contains("sync")).filter_map(|line| line.split_whitespace().nth(3));
    Some(calls.map(|calls| calls.parse::<f64>().unwrap()).sum::<f64>() * 1000.0 / figures.mails as f64)
}

/// Runs a case by this program.
pub fn figures_of(program: &mut Command, case: &str, mails: &Path, place: &Path) -> Figures {
    // As the unit sets it.
    program.env("MALLOC_ARENA_MAX", "2").env("MALLOC_MMAP_THRESHOLD_", "1048576");
    let output = program.args(["--case", case]).arg(mails).arg(place).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{case}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(text.lines().last().unwrap()).unwrap()
}

/// A case with its figures, round by round.
pub struct Measured {
    pub name: String,
    pub rounds: Vec<Figures>,
    pub syncs: Option<f64>,
}

/// Prints medians of all rounds, and ratios to the fair floor round by round.
pub fn print(cases: &[Measured], fair: &Measured) {
    println!(
        "{:28} {:>8} {:>9} {:>10} {:>10} {:>9} {:>11} {:>11}",
        "", "mails/s", "of fair", "CPU s/1000", "of fair", "peak MiB", "KB written", "syncs/1000"
    );
    for case in cases {
        let rounds = || case.rounds.iter().zip(&fair.rounds);
        let [speed, cpu, peak, written] = [
            median(rounds().map(|(run, _)| run.mails_per_second())),
            median(rounds().map(|(run, _)| run.cpu_per_thousand())),
            median(rounds().map(|(run, _)| run.peak_mib)),
            median(rounds().map(|(run, _)| run.written_kb / run.mails as f64)),
        ];
        let of_speed = median(rounds().map(|(run, fair)| run.mails_per_second() / fair.mails_per_second()));
        let of_cpu = median(rounds().map(|(run, fair)| run.cpu_per_thousand() / fair.cpu_per_thousand()));
        let syncs = case.syncs.map_or_else(|| "-".to_owned(), |syncs| format!("{syncs:.0}"));
        let name = &case.name;
        println!(
            "{name:28} {speed:>8.0} {of_speed:>9.2} {cpu:>10.3} {of_cpu:>10.2} {peak:>9.1} {written:>11.0} {syncs:>11}"
        );
    }
    println!(
        "(medians of {} rounds of {} mails, ratios in the same round; KB written are of each mail)",
        fair.rounds.len(),
        fair.rounds[0].mails
    );
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

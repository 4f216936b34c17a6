//! The measurements and their report.

use std::path::Path;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// One run of one case.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Figures {
    mails: usize,
    wall_s: f64,
    cpu_s: f64,
    peak_mib: f64,
}

impl Figures {
    /// Measures from the start of the work until now.
    pub fn since(mails: usize, (start, cpu): (Instant, Duration)) -> Self {
        let cpu_s = (own_cpu() - cpu).as_secs_f64();
        Self { mails, wall_s: start.elapsed().as_secs_f64(), cpu_s, peak_mib: peak_mib() }
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
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}

/// Runs a case in its own process.
pub fn run_child(case: &str, mails: &Path, place: &Path) -> Figures {
    let program = std::env::current_exe().unwrap();
    let output = std::process::Command::new(program).args(["--case", case]).arg(mails).arg(place).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{case}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(text.lines().last().unwrap()).unwrap()
}

/// Prints medians of all rounds, and the ratio to the floor round by round.
pub fn print(rounds: &[[Figures; 3]], tickets: usize) {
    println!("{:34} {:>9} {:>16} {:>14} {:>9}", "", "mails/s", "CPU s/1000 mails", "of the floor", "peak MiB");
    let names = [
        "floor: parse + durable insert".to_owned(),
        "fresh database".to_owned(),
        format!("database of {tickets} tickets"),
    ];
    for (case, name) in names.iter().enumerate() {
        let median = |of: &dyn Fn(&[Figures; 3]) -> f64| {
            let mut values: Vec<f64> = rounds.iter().map(of).collect();
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        };
        let speed = median(&|round| round[case].mails_per_second());
        let cpu = median(&|round| round[case].cpu_per_thousand());
        let ratio = median(&|round| round[case].mails_per_second() / round[0].mails_per_second());
        let peak = median(&|round| round[case].peak_mib);
        println!("{name:34} {speed:>9.0} {cpu:>16.3} {ratio:>14.2} {peak:>9.1}");
    }
    println!(
        "({} rounds of {} mails; medians; the ratio is of mails per second, in the same round)",
        rounds.len(),
        rounds[0][0].mails
    );
}

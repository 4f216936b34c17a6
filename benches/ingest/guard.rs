//! The guard of the cost of a mail: instructions of maildesk beside those of the fair floor, in the same run, counted by
//! callgrind, which doesn't care how busy the machine is. Fails above a ratio that is written down here with its date.
//! What the kernel does is not counted, and what the start costs is counted apart.

use std::path::Path;
use std::process::Command;

use super::{report, workset};

/// 1.66 was measured on 30 November 2026; four in a hundred are for the scatter. Whoever makes a mail dearer raises it, and says
/// why in the commit.
const LIMIT: f64 = 1.73;

/// How often maildesk is counted before it is judged. How many mails share a commit depends on how threads take turns, and
/// an unlucky turn only adds: the same build gave 1.65 to 1.73.
const TRIES: usize = 3;

const MAILS: usize = 300;

/// Counts, prints and judges.
pub fn judge() {
    let scratch = tempfile::tempdir().unwrap();
    let (mails, none) = (workset::mixed(scratch.path(), MAILS, 0), workset::mixed(scratch.path(), 0, 1));
    let count = |case: &str, mails: &Path, place: &str| instructions(case, mails, &scratch.path().join(place));
    let (fair, start) = (count("fair", &mails, "fair"), count("daemon", &none, "start"));
    let a_mail = |all: f64| all / MAILS as f64;
    let fair = a_mail(fair);
    for attempt in 1..=TRIES {
        let desk = a_mail(count("daemon", &mails, &format!("desk-{attempt}")) - start);
        let ratio = desk / fair;
        println!(
            "instructions a mail: maildesk {desk:.2} M (and {start:.0} M for the start), the fair floor {fair:.2} M, \
             ratio {ratio:.2}, limit {LIMIT}"
        );
        if ratio <= LIMIT {
            return;
        }
    }
    println!("a mail became dearer: benches/ingest/guard.rs says what to do");
    std::process::exit(1);
}

/// Millions of instructions.
fn instructions(case: &str, mails: &Path, place: &Path) -> f64 {
    std::fs::create_dir_all(place).unwrap();
    let counts = place.join("callgrind");
    let mut valgrind = Command::new("valgrind");
    valgrind.arg("--tool=callgrind").arg(format!("--callgrind-out-file={}", counts.display()));
    report::figures_of(valgrind.arg(std::env::current_exe().unwrap()), case, mails, place);
    let text = std::fs::read_to_string(counts).unwrap();
    let total = text.lines().find_map(|line| line.strip_prefix("totals: ")).unwrap();
    total.trim().parse::<f64>().unwrap() / 1e6
}

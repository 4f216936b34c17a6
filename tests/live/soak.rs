//! A desk under steady load, while servers restart, break connections and refuse: nothing is lost. Over a long run
//! memory, open files, threads and the size of the database stay flat, or grow with the mails and no faster.

use std::fmt;
use std::time::{Duration, Instant};

use crate::audit;
use crate::kill::desk;
use crate::people::People;
use crate::seed::{Seed, is_long};
use crate::servers::{Daemon, Desk, Dovecot, Exim};

/// How long, and how much.
struct Plan {
    lasts: Duration,
    /// The time between two mails.
    mail: Duration,
    /// The average time between two faults.
    fault: Duration,
    /// The time between two samples.
    sample: Duration,
}

impl Plan {
    fn wanted() -> Self {
        let s = Duration::from_secs_f64;
        if is_long() {
            let minutes =
                std::env::var("MAILDESK_SOAK_MINUTES").ok().and_then(|text| text.parse().ok()).unwrap_or(30.0);
            Self { lasts: s(60.0 * minutes), mail: s(0.35), fault: s(15.0), sample: s(10.0) }
        } else {
            Self { lasts: s(10.0), mail: s(0.12), fault: s(1.5), sample: s(0.25) }
        }
    }
}

/// The daemon at one instant.
#[derive(Debug, Clone, Copy)]
struct Sample {
    at: Duration,
    /// The number of the daemon's start.
    life: usize,
    rss_kib: u64,
    files: u64,
    threads: u64,
    database_kib: u64,
    log_kib: u64,
    mails: u64,
    letters: u64,
}

impl Sample {
    const HEAD: &str = "   seconds life  RSS KiB files threads database KiB  WAL KiB   mails letters";

    /// `None` while the daemon starts.
    fn take(desk: &Desk, daemon: &Daemon, (at, life): (Duration, usize)) -> Option<Self> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", daemon.id())).ok()?;
        let of = |name: &str| -> Option<u64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
            line.split_whitespace().next()?.parse().ok()
        };
        let number = |question: &str| desk.number(question).and_then(|number| u64::try_from(number).ok());
        let log = format!("{}-wal", desk.database().display());
        Some(Self {
            at,
            life,
            rss_kib: of("VmRSS")?,
            files: u64::try_from(std::fs::read_dir(format!("/proc/{}/fd", daemon.id())).ok()?.count()).ok()?,
            threads: of("Threads")?,
            database_kib: number("SELECT page_count * page_size / 1024 FROM pragma_page_count, pragma_page_size")?,
            log_kib: std::fs::metadata(log).map_or(0, |log| log.len() / 1024),
            mails: number("SELECT count(*) FROM mail WHERE outcome IS NOT NULL")?,
            letters: number("SELECT count(*) FROM outbox WHERE next_at IS NULL")?,
        })
    }
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { life, rss_kib, files, threads, database_kib, log_kib, mails, letters, .. } = self;
        let at = self.at.as_secs_f64();
        write!(
            f,
            "{at:>10.1} {life:>4} {rss_kib:>8} {files:>5} {threads:>7} {database_kib:>12} {log_kib:>8} {mails:>7} {letters:>7}"
        )
    }
}

/// The number of each fault.
#[derive(Debug, Default)]
struct Faults {
    daemon_killed: usize,
    imap_sessions_killed: usize,
    smtp_sessions_killed: usize,
    dovecot_restarted: usize,
    exim_restarted: usize,
    letters_deferred: usize,
}

struct World {
    dovecot: Dovecot,
    exim: Exim,
    desk: Desk,
    people: People,
    daemon: Option<Daemon>,
    life: usize,
    faults: Faults,
    /// Servers that are down, with the time of their return.
    down: Option<(Down, Duration)>,
}

#[derive(Debug, Clone, Copy)]
enum Down {
    Dovecot,
    Exim,
    Recipients,
}

impl World {
    /// Causes one fault. The daemon is only killed in the first third, so that the measurements are of one long life.
    fn break_something(&mut self, now: Duration, plan: &Plan) {
        let pause = Duration::from_millis(200 + self.people.seed().below(4000)).min(plan.fault / 2);
        match self.people.seed().below(6) {
            0 if now < plan.lasts / 3 => {
                self.daemon.take().expect("it runs").kill();
                self.daemon = Some(self.desk.start());
                self.life += 1;
                self.faults.daemon_killed += 1;
            }
            0 | 1 => self.faults.imap_sessions_killed += self.dovecot.kill_sessions(),
            2 => self.faults.smtp_sessions_killed += self.exim.kill_sessions(),
            3 => {
                self.dovecot.stop();
                self.faults.dovecot_restarted += 1;
                self.down = Some((Down::Dovecot, now + pause));
            }
            4 => {
                self.exim.stop();
                self.faults.exim_restarted += 1;
                self.down = Some((Down::Exim, now + pause));
            }
            _ => {
                self.exim.set_busy(true);
                self.faults.letters_deferred += 1;
                self.down = Some((Down::Recipients, now + pause));
            }
        }
    }

    /// Restarts servers whose time has come.
    fn repair(&mut self, now: Duration) {
        let Some((down, _)) = self.down.filter(|(_, until)| now >= *until) else { return };
        match down {
            Down::Dovecot => self.dovecot.start_again(),
            Down::Exim => self.exim.start_again(),
            Down::Recipients => self.exim.set_busy(false),
        }
        self.down = None;
    }

    fn sample(&self, now: Duration) -> Option<Sample> {
        Sample::take(&self.desk, self.daemon.as_ref()?, (now, self.life))
    }
}

/// The samples of the last life without its first tenth, in two halves.
fn halves(samples: &[Sample]) -> (&[Sample], &[Sample]) {
    let life = samples.last().map_or(0, |sample| sample.life);
    let of_life = &samples[samples.iter().position(|sample| sample.life == life).unwrap_or(0)..];
    let warm = &of_life[of_life.len() / 10..];
    warm.split_at(warm.len() / 2)
}

/// The median, so that an instant of much work doesn't count.
fn median(samples: &[Sample], of: impl Fn(&Sample) -> u64) -> u64 {
    let mut values: Vec<u64> = samples.iter().map(of).collect();
    values.sort_unstable();
    values[values.len() / 2]
}

/// The end of a long run must be like its middle. In a short one, half may be the pause before a next try, which says
/// nothing.
fn check_flat(samples: &[Sample]) {
    let (one, other) = halves(samples);
    assert!(one.len() >= 5, "too few samples: {}", samples.len());
    let both = |of: fn(&Sample) -> u64| (median(one, of), median(other, of));
    let (rss, rss_later) = both(|sample| sample.rss_kib);
    let (files, files_later) = both(|sample| sample.files);
    let (threads, threads_later) = both(|sample| sample.threads);
    // The cache of SQLite fills (16 MiB), and not all freed memory is returned.
    let room = rss / 20 + 1024;
    println!(
        "medians of two halves: RSS {rss} and {rss_later} KiB, files {files} and {files_later}, threads {threads} and {threads_later}"
    );
    assert!(rss_later <= rss + room, "memory grows");
    assert!(files_later <= files + 2, "open files grow");
    assert!(threads_later <= threads + 2, "threads grow");
    // Bytes for each mail.
    let growth = |part: &[Sample]| {
        let (first, last) = (part[0], part[part.len() - 1]);
        1024 * (last.database_kib - first.database_kib) / (last.mails - first.mails).max(1)
    };
    let (a_mail, a_mail_later) = (growth(one), growth(other));
    println!("database: {a_mail} bytes a mail, then {a_mail_later}");
    assert!(a_mail_later <= a_mail + a_mail / 2 + 4096, "the database grows faster than the mails");
    let largest_log = samples.iter().map(|sample| sample.log_kib).max().unwrap_or(0);
    assert!(largest_log < 100 * 1024, "the write-ahead log grows: {largest_log} KiB");
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn under_steady_load_with_faults_the_desk_stays_as_it_is() {
    let plan = Plan::wanted();
    let (dovecot, exim) = (Dovecot::start(), Exim::start());
    let people = People::new(Seed::new("soak"), &exim);
    let desk = desk(&dovecot, &exim);
    let daemon = Some(desk.start());
    let mut world = World { dovecot, exim, desk, people, daemon, life: 1, faults: Faults::default(), down: None };
    let (start, mut samples) = (Instant::now(), Vec::new());
    let [mut next_mail, mut next_sample, mut next_look] = [Duration::ZERO; 3];
    let mut next_fault = plan.fault;
    println!("{}", Sample::HEAD);
    loop {
        let now = start.elapsed();
        if now >= plan.lasts {
            break;
        }
        world.repair(now);
        if now >= next_mail {
            next_mail += plan.mail;
            world.people.write(&world.dovecot);
        }
        if now >= next_look {
            next_look = now + Duration::from_millis(250);
            world.people.collect(&world.dovecot, &world.exim);
        }
        if now >= next_fault && world.down.is_none() {
            let millis = u64::try_from(plan.fault.as_millis()).expect("short");
            next_fault = now + Duration::from_millis(millis / 2 + world.people.seed().below(millis));
            world.break_something(now, &plan);
        }
        if now >= next_sample {
            next_sample = now + plan.sample;
            if let Some(sample) = world.sample(now) {
                if samples.len() % 6 == 0 {
                    println!("{sample}");
                }
                samples.push(sample);
            }
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    world.repair(Duration::MAX);
    let mut daemon = world.daemon.take().expect("it runs");
    audit::drain(&mut world.people, (&world.desk, &world.dovecot, &world.exim));
    if let Some(sample) = Sample::take(&world.desk, &daemon, (start.elapsed(), world.life)) {
        println!("{sample}   (all is done)");
    }
    assert!(daemon.is_running(), "{}", world.desk.log());
    daemon.kill();
    println!("{} s of load, {:?}", plan.lasts.as_secs(), world.faults);
    let is_whole = world.faults.imap_sessions_killed + world.faults.dovecot_restarted == 0;
    let figures = audit::check(&world.people, &world.desk, (&world.dovecot, is_whole));
    println!("{figures}");
    println!("{}", world.desk.reconciles());
    if is_long() {
        check_flat(&samples);
    }
}

//! Kills the daemon with SIGKILL again and again during one run of mails, at random moments: while it starts, takes
//! mail, processes it, sends letters, works on the mail server, and stops. In the end nothing is lost and nothing
//! counts twice.

use std::fmt;
use std::time::{Duration, Instant};

use crate::audit;
use crate::people::{AGENTS, People};
use crate::seed::{Seed, is_long};
use crate::servers::{Daemon, Desk, Dovecot, Exim, OTHER_USER, PATIENCE, USER};

/// The most waiting mails and letters. Above that nobody writes until the desk catches up.
const BACKLOG: [i64; 2] = [40, 150];
/// The daemon's log line after its start.
const UP: &str = "maildesk is running";

/// A desk without limits on letters, with two agents and two mailboxes, one with marked and one with moved mails.
pub(crate) fn desk(dovecot: &Dovecot, exim: &Exim) -> Desk {
    let agents = AGENTS.map(|name| format!("[[agent]]\nname = \"{name}\"\naddress = \"{name}@desk.example\"\n"));
    Desk::of(&format!(
        "[desk]
name = \"Example Desk\"
host = \"desk.example\"
state_dir = \"state\"

{}
[mailbox.support]
address = \"{USER}\"

[mailbox.support.imap]
{}first = \"all\"
after = \"mark-seen\"

[mailbox.sales]
address = \"{OTHER_USER}\"

[mailbox.sales.imap]
{}first = \"all\"
after = {{ move = \"Done\" }}

[courier.smtp]
{}
[authentication]
trusted = []

[limits]
batch_messages = 20
letters_per_ticket = 1000000
letters_per_address = 1000000
letters_per_mailbox = 1000000
letters_per_desk = 1000000
same_words = 1000000
newcomers = 1000000
told_of_sender = 1000000

[retry]
first_pause = \"1s\"
",
        agents.concat(),
        dovecot.imap_toml(USER),
        dovecot.imap_toml(OTHER_USER),
        exim.smtp_toml(),
    ))
}

/// The moment of a kill.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// A time after its start.
    Start(Duration),
    /// A time after it is up.
    Up(Duration),
    /// After some progress: processed mails and sent letters.
    Progress(i64),
    /// A time after the stop signal, which comes after some progress.
    Stopping(i64, Duration),
}

impl Moment {
    fn draw(seed: &mut Seed) -> Self {
        let (kind, progress) = (seed.below(10), i64::try_from(1 + seed.below(60)).expect("small"));
        let pause = Duration::from_millis(5 + seed.below(395));
        match kind {
            0..2 => Self::Start(pause),
            2..5 => Self::Up(pause / 2),
            5..8 => Self::Progress(progress),
            _ => Self::Stopping(progress / 2, Duration::from_millis(seed.below(30))),
        }
    }
}

/// What daemons were doing when killed. Belts run in parallel, so one kill can count several times.
#[derive(Debug, Default)]
struct Kills {
    all: usize,
    /// Before it was up.
    starting: usize,
    /// The server had mail that the ledger didn't have.
    receiving: usize,
    /// Mails were in the ledger without their action on the server.
    unsettled: usize,
    /// Mails were claimed and had no end.
    ingesting: usize,
    /// Letters were being sent.
    delivering: usize,
    /// After the stop signal, before its end.
    stopping: usize,
    /// It was idle.
    idle: usize,
    /// It had ended before the signal.
    late: usize,
}

impl fmt::Display for Kills {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  kills             {} (one can be amid several things)", self.all)?;
        writeln!(f, "    starting        {}", self.starting)?;
        writeln!(f, "    receiving       {}", self.receiving)?;
        writeln!(f, "    telling server  {}", self.unsettled)?;
        writeln!(f, "    ingesting       {}", self.ingesting)?;
        writeln!(f, "    delivering      {}", self.delivering)?;
        writeln!(f, "    stopping        {}", self.stopping)?;
        writeln!(f, "    idle            {}", self.idle)?;
        writeln!(f, "  stopped in order  {}", self.late)
    }
}

impl Kills {
    /// Counts a kill by what it left behind.
    fn count(&mut self, people: &People, desk: &Desk, log: &str, was_stopping: bool) {
        let number = |question| desk.number(question).unwrap_or(0);
        let deliveries = i64::try_from(people.deliveries()).expect("a count");
        let amid = [
            (&mut self.starting, !log.contains(UP)),
            (&mut self.receiving, number("SELECT count(*) FROM arrival") < deliveries),
            (&mut self.unsettled, number("SELECT count(*) FROM unsettled") > 0),
            (&mut self.ingesting, number("SELECT count(*) FROM mail WHERE outcome IS NULL AND attempts > 0") > 0),
            (&mut self.delivering, number("SELECT count(*) FROM outbox WHERE state = 'sending'") > 0),
            (&mut self.stopping, was_stopping),
        ];
        let mut is_idle = true;
        for (counter, was_amid) in amid {
            *counter += usize::from(was_amid);
            is_idle &= !was_amid;
        }
        self.idle += usize::from(is_idle);
        self.all += 1;
    }
}

/// The desk's progress.
fn progress(desk: &Desk) -> i64 {
    const FAR: &str = "SELECT (SELECT count(*) FROM mail WHERE outcome IS NOT NULL) + \
                       (SELECT count(*) FROM outbox WHERE state = 'accepted')";
    desk.number(FAR).unwrap_or(0)
}

/// Whether the desk has too much to do for more mails.
fn is_behind(people: &People, desk: &Desk) -> bool {
    let number = |question| desk.number(question).unwrap_or(0);
    let written = i64::try_from(people.written.len()).expect("a count");
    let mails = written - number("SELECT count(*) FROM mail WHERE outcome IS NOT NULL");
    let letters = number("SELECT count(*) FROM outbox WHERE next_at IS NOT NULL");
    mails >= BACKLOG[0] || letters >= BACKLOG[1]
}

/// The servers, the people, and the desk between them.
struct World {
    dovecot: Dovecot,
    exim: Exim,
    desk: Desk,
    people: People,
    mails: usize,
    kills: Kills,
}

impl World {
    /// One life of the daemon, at most a second and a half after its start, because perhaps nothing is left to do.
    fn live(&mut self, moment: Moment) {
        const LONGEST: Duration = Duration::from_millis(1500);
        let began = self.desk.log_length();
        let before = progress(&self.desk);
        let daemon = self.desk.start();
        let (start, mut up) = (Instant::now(), None);
        let mut turn = 0;
        loop {
            if up.is_none() && self.desk.log_since(began).contains(UP) {
                up = Some(Instant::now());
            }
            let lived = up.map(|up: Instant| up.elapsed());
            let is_over = match moment {
                Moment::Start(pause) => start.elapsed() >= pause,
                Moment::Up(pause) => lived.is_some_and(|lived| lived >= pause),
                Moment::Progress(more) | Moment::Stopping(more, _) => {
                    progress(&self.desk) >= before + more || lived.is_some_and(|lived| lived >= LONGEST)
                }
            };
            if is_over {
                break;
            }
            assert!(start.elapsed() < PATIENCE, "it does not start:\n{}", self.desk.log());
            turn += 1;
            self.write_some(turn);
            std::thread::sleep(Duration::from_millis(3));
        }
        self.end(daemon, moment, began);
    }

    fn end(&mut self, mut daemon: Daemon, moment: Moment, began: u64) {
        let was_stopping = if let Moment::Stopping(_, pause) = moment {
            daemon.terminate();
            std::thread::sleep(pause);
            true
        } else {
            false
        };
        if !daemon.is_running() {
            self.kills.late += 1;
            return;
        }
        daemon.kill();
        self.kills.count(&self.people, &self.desk, &self.desk.log_since(began), was_stopping);
    }

    fn write_some(&mut self, turn: usize) {
        if turn % 16 == 1 {
            self.people.collect(&self.dovecot, &self.exim);
            for _ in 0..8 {
                if self.wants_more() && !is_behind(&self.people, &self.desk) {
                    self.people.write(&self.dovecot);
                }
            }
        }
    }

    fn wants_more(&self) -> bool {
        self.people.written.len() < self.mails
    }

    /// The last life, which ends when everything is written and done.
    fn drain(&mut self) {
        let daemon = self.desk.start();
        let mut turn = 0;
        while is_long() && self.wants_more() {
            self.write_some(turn);
            turn += 1;
            std::thread::sleep(Duration::from_millis(3));
        }
        audit::drain(&mut self.people, (&self.desk, &self.dovecot, &self.exim));
        daemon.kill();
    }
}

/// A number from the environment, or the default.
fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn killed_at_any_moment_the_desk_loses_nothing_and_counts_nothing_twice() {
    let (mails, kills) = if is_long() { (3000, 320) } else { (110, 14) };
    let (mails, kills) = (number("MAILDESK_MAILS", mails), number("MAILDESK_KILLS", kills));
    let (dovecot, exim) = (Dovecot::start(), Exim::start());
    let people = People::new(Seed::new("kill"), &exim);
    let desk = desk(&dovecot, &exim);
    let mut world = World { dovecot, exim, desk, people, mails, kills: Kills::default() };
    let start = Instant::now();
    let (mut busy, mut told) = (false, 0);
    while world.kills.all < kills {
        let moment = Moment::draw(world.people.seed());
        // Now and then the next host accepts nothing during a life.
        let was_busy = std::mem::replace(&mut busy, world.people.seed().below(15) == 0);
        if busy != was_busy {
            world.exim.set_busy(busy);
        }
        world.live(moment);
        if world.kills.all >= told + 20 {
            told = world.kills.all;
            println!("{:>4} s: {told} kills, {} mails written", start.elapsed().as_secs(), world.people.written.len());
        }
    }
    if busy {
        world.exim.set_busy(false);
    }
    let (seconds, written) = (start.elapsed().as_secs(), world.people.written.len());
    println!("{seconds:>4} s: {} kills, {written} mails written, now all is let end", world.kills.all);
    world.drain();
    print!("killed with SIGKILL, {} s:\n{}", start.elapsed().as_secs(), world.kills);
    let figures = audit::check(&world.people, &world.desk, (&world.dovecot, true));
    println!("{figures}");
    println!("{}", world.desk.reconciles());
    // A run without a hit at its subject proves nothing.
    let Kills { starting, receiving, ingesting, delivering, stopping, .. } = world.kills;
    assert!(!is_long() || [starting, receiving, ingesting, delivering, stopping].iter().all(|count| *count > 0));
}

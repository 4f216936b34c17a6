//! The daemon killed with SIGKILL again and again during one run of mails, at moments that chance chooses: amid its start,
//! while it takes mail, works on it, sends letters, tells the mail server, and stops. At the end nothing is lost and nothing
//! counts twice.

use std::fmt;
use std::time::{Duration, Instant};

use crate::audit;
use crate::people::{AGENTS, People};
use crate::seed::{Seed, is_long};
use crate::servers::{Daemon, Desk, Dovecot, Exim, OTHER_USER, PATIENCE, USER};

/// Mails and letters that wait at most; then nobody writes until the desk has come after.
const BACKLOG: [i64; 2] = [40, 150];
/// What the daemon logs when it has started.
const UP: &str = "maildesk is up";

/// A desk that writes as many letters as it has reason to, with two mailboxes, the one marked and the other moved away, and two agents.
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

/// When a daemon is killed.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// So long after its start.
    Start(Duration),
    /// So long after it said that it is up.
    Up(Duration),
    /// When it has got so much further: mails worked on and letters sent.
    Progress(i64),
    /// So long after it was told to stop, which it was after some progress.
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

/// Amid what daemons were killed. Belts run beside each other, so that one kill can be several of these.
#[derive(Debug, Default)]
struct Kills {
    all: usize,
    /// Before it said that it is up.
    starting: usize,
    /// Mail lay on the server that the ledger did not have.
    receiving: usize,
    /// Mails were in the ledger and the server was not told yet.
    unsettled: usize,
    /// Mails were claimed and had no end.
    ingesting: usize,
    /// Letters were being sent.
    delivering: usize,
    /// After it was told to stop, before its end.
    stopping: usize,
    /// Nothing was to be done.
    idle: usize,
    /// It had come to its end before the signal.
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
    /// Counts one, by what it left behind.
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

/// How far the desk has come.
fn progress(desk: &Desk) -> i64 {
    const FAR: &str = "SELECT (SELECT count(*) FROM mail WHERE outcome IS NOT NULL) + \
                       (SELECT count(*) FROM outbox WHERE state = 'accepted')";
    desk.number(FAR).unwrap_or(0)
}

/// Whether the desk has so much to do that nobody should write more.
fn is_behind(people: &People, desk: &Desk) -> bool {
    let number = |question| desk.number(question).unwrap_or(0);
    let written = i64::try_from(people.written.len()).expect("a count");
    let mails = written - number("SELECT count(*) FROM mail WHERE outcome IS NOT NULL");
    let letters = number("SELECT count(*) FROM outbox WHERE next_at IS NOT NULL");
    mails >= BACKLOG[0] || letters >= BACKLOG[1]
}

/// The servers, who writes to them, and the desk between.
struct World {
    dovecot: Dovecot,
    exim: Exim,
    desk: Desk,
    people: People,
    mails: usize,
    kills: Kills,
}

impl World {
    /// One life of the daemon: perhaps nothing is left to be done, so a second and a half at most once it is up.
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

    /// The last life, which nobody ends before all is written and all is done.
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

/// Another number than usual, from the environment.
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
        // Now and then the next host takes nothing during a life.
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
    // A run that never hit what it is about proves nothing.
    let Kills { starting, receiving, ingesting, delivering, stopping, .. } = world.kills;
    assert!(!is_long() || [starting, receiving, ingesting, delivering, stopping].iter().all(|count| *count > 0));
}

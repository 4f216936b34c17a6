//! Two desks, each the other's customer, and an Exim between them that takes out every header by which a program can be
//! known, with the subject and its reference: they fall silent.

use crate::servers::{Daemon, Desk, Dovecot, Exim, OTHER_USER, USER, eventually};

/// A desk at work, whose customer is the other one.
struct Side {
    desk: Desk,
    _daemon: Daemon,
    /// Its own address, which is its user at the Dovecot as well.
    user: &'static str,
    /// Letters to it that the relay has passed on.
    relayed: usize,
}

impl Side {
    fn start(dovecot: &Dovecot, exim: &Exim, (name, user): (&str, &'static str)) -> Self {
        let imap = dovecot.imap_toml(user) + "first = \"all\"\nafter = \"mark-seen\"";
        let desk = Desk::with(&[(name, imap)], exim);
        let config = std::fs::read_to_string(desk.config()).unwrap();
        let config = config.replace("desk.example", &format!("{name}.example"));
        std::fs::write(desk.config(), config).unwrap();
        exim.separate(user);
        Self { _daemon: desk.start(), desk, user, relayed: 0 }
    }

    /// Passes on what the Exim has for it, without the envelope sender that an Exim writes on top.
    fn relay(&mut self, dovecot: &Dovecot, exim: &Exim) {
        let letters = exim.delivered_to(self.user);
        for letter in letters.iter().skip(self.relayed) {
            let lines = letter.split_inclusive(|byte| *byte == b'\n');
            let kept: Vec<u8> = lines.skip_while(|line| line.starts_with(b"Return-path:")).flatten().copied().collect();
            dovecot.deliver(self.user, kept);
        }
        self.relayed = letters.len();
    }

    /// How many letters it wrote to the other and that were accepted, once nothing waits on it, with so many mails that came in.
    fn at_rest(&self, (other, came): (&str, usize)) -> Option<usize> {
        let ask = |question: &str| self.desk.number(question).and_then(|found| usize::try_from(found).ok());
        let ended = ask("SELECT count(*) FROM mail WHERE end IS NOT NULL")?;
        let waiting = ask("SELECT count(*) FROM outbox WHERE next_at IS NOT NULL")?;
        let written = ask(&format!("SELECT count(*) FROM letter WHERE to_address = '{other}'"))?;
        (ended == came && waiting == 0).then_some(written)
    }
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn two_daemons_with_no_machine_header_between_them_fall_silent() {
    let (dovecot, exim) = (Dovecot::start(), Exim::start());
    exim.strip();
    for agent in ["anna@support.example", "anna@sales.example"] {
        exim.separate(agent);
    }
    let mut one = Side::start(&dovecot, &exim, ("support", USER));
    let mut two = Side::start(&dovecot, &exim, ("sales", OTHER_USER));
    dovecot.deliver(
        USER,
        format!(
            "From: {OTHER_USER}\r\nTo: {USER}\r\nSubject: The press stops\r\nMessage-ID: <first@example.test>\r\n\
             Date: Mon, 5 Jan 2026 09:00:00 +0100\r\n\r\nIt stops after ten minutes.\r\n"
        ),
    );
    // Nothing waits, and every letter that was written came in on the other side and has its end: nothing can follow.
    let written = eventually("both are silent", || {
        one.relay(&dovecot, &exim);
        two.relay(&dovecot, &exim);
        let by_one = one.at_rest((two.user, 1 + one.relayed))?;
        let by_two = two.at_rest((one.user, two.relayed))?;
        (by_one == two.relayed && by_two == one.relayed).then_some([by_one, by_two])
    });
    assert_eq!(written, [4, 3], "{}\n{}", one.desk.log(), two.desk.log());
    for side in [&one, &two] {
        assert_eq!(side.desk.number("SELECT count(*) FROM ticket"), Some(4), "{}", side.desk.log());
    }
    let spared = "SELECT count(*) FROM mail WHERE reasons LIKE '%(same_words = 2)%'";
    assert_eq!((one.desk.number(spared), two.desk.number(spared)), (Some(0), Some(1)), "{}", two.desk.log());
}

//! Two desks, each the other's customer, and an Exim between them that removes every header by which a program can be
//! recognised, with the subject and its reference. They fall silent.

use crate::servers::{Daemon, Desk, Dovecot, Exim, OTHER_USER, USER, eventually};

/// A running desk whose customer is the other one.
struct Side {
    desk: Desk,
    _daemon: Daemon,
    /// Its address, and its user at the Dovecot.
    user: &'static str,
    /// Letters to it that the relay has passed on.
    relayed: usize,
}

impl Side {
    fn start(dovecot: &Dovecot, exim: &Exim, (name, user): (&str, &'static str)) -> Self {
        let imap = dovecot.imap_toml(user) + "first = \"all\"\nafter = \"mark-seen\"";
        let desk = Desk::with(&[(name, imap)], &exim.smtp_toml());
        let config = std::fs::read_to_string(desk.config()).unwrap();
        let config = config.replace("desk.example", &format!("{name}.example"));
        std::fs::write(desk.config(), config).unwrap();
        exim.separate(user);
        Self { _daemon: desk.start(), desk, user, relayed: 0 }
    }

    /// Passes on the Exim's mail for it, without the envelope sender that Exim adds on top.
    fn relay(&mut self, dovecot: &Dovecot, exim: &Exim) {
        let letters = exim.delivered_to(self.user);
        for letter in letters.iter().skip(self.relayed) {
            let lines = letter.split_inclusive(|byte| *byte == b'\n');
            let kept: Vec<u8> = lines.skip_while(|line| line.starts_with(b"Return-path:")).flatten().copied().collect();
            dovecot.deliver(self.user, kept);
        }
        self.relayed = letters.len();
    }

    /// Waits until nothing is left to do and this many mails came in. Returns the number of accepted letters to the
    /// other.
    fn at_rest(&self, (other, came): (&str, usize)) -> Option<usize> {
        let ask = |question: &str| self.desk.number(question).and_then(|found| usize::try_from(found).ok());
        let ended = ask("SELECT count(*) FROM mail WHERE outcome IS NOT NULL")?;
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
    // Nothing waits, and every letter arrived on the other side and has its end, so nothing can follow.
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
    let spared = "SELECT count(*) FROM mail WHERE reasons LIKE '%\"key\":\"same-words\"%'";
    assert_eq!((one.desk.number(spared), two.desk.number(spared)), (Some(0), Some(1)), "{}", two.desk.log());
}

/// A mail from somebody, as their program submits it.
fn mail(from: &str, (subject, number): (&str, usize), headers: &str, text: &str) -> String {
    format!(
        "From: {from}\r\nTo: {USER}\r\nSubject: {subject}\r\nMessage-ID: <{number}@people.example>\r\n\
         Date: Mon, 5 Jan 2026 09:00:00 +0100\r\n{headers}\r\n{text}\r\n"
    )
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn a_vacation_responder_that_shows_no_sign_of_being_one_is_answered_a_few_times() {
    const ADA: &str = "ada@customer.example";
    let (dovecot, exim) = (Dovecot::start(), Exim::start());
    for address in [ADA, "anna@support.example"] {
        exim.separate(address);
    }
    let desk = Side::start(&dovecot, &exim, ("support", USER));
    dovecot.deliver(USER, mail(ADA, ("The press stops", 0), "", "It stops after ten minutes."));
    let mut answered = 0;
    let away = "I walk in the mountains with my family these days and read your lines when the snow is gone.";
    let letters = eventually("the desk is silent", || {
        let letters = exim.delivered_to(ADA).len();
        while answered < letters {
            answered += 1;
            dovecot.deliver(USER, mail(ADA, ("From the mountains", answered), "", away));
        }
        // All letters to her arrived and were answered, and the answers have their ends.
        desk.at_rest((ADA, 1 + answered)).filter(|written| *written == answered)
    });
    assert_eq!(letters, 3, "{}", desk.desk.log());
    assert_eq!(
        desk.desk.number("SELECT count(*) FROM ticket"),
        Some(4),
        "no mail of hers is lost: {}",
        desk.desk.log()
    );
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn an_address_that_bounces_is_told_of_once_for_each_letter_and_written_to_no_more() {
    const GONE: &str = "bounce-ada@customer.example";
    let (dovecot, exim) = (Dovecot::start(), Exim::start());
    let anna = "anna@support.example";
    exim.separate(anna);
    let mut desk = Side::start(&dovecot, &exim, ("support", USER));
    dovecot.deliver(USER, mail(GONE, ("The press stops", 0), "", "It stops after ten minutes."));
    let told = eventually("anna is told", || exim.delivered_to(anna).pop());
    let told = maildesk::mail::parse::parse(&told);
    let answers = format!("In-Reply-To: {}\r\n", told.message_id.unwrap());
    dovecot.deliver(USER, mail(anna, (&format!("Re: {}", told.subject), 1), &answers, "Replace the fuse."));
    // The confirmation has the null sender and doesn't come back. The answer comes back, as a report of the Exim.
    let written = eventually("all is told and at rest", || {
        desk.relay(&dovecot, &exim);
        let written = desk.at_rest((GONE, 2 + desk.relayed))?;
        (desk.relayed == 1 && exim.delivered_to(anna).len() == 2).then_some(written)
    });
    assert_eq!(written, 2, "{}", desk.desk.log());
    let undeliverable = "SELECT count(*) FROM letter WHERE notice = 'undeliverable'";
    let failed = "SELECT count(*) FROM event WHERE kind = 'letter-failed'";
    assert_eq!((desk.desk.number(undeliverable), desk.desk.number(failed)), (Some(1), Some(1)), "{}", desk.desk.log());
    assert_eq!(desk.desk.number("SELECT count(*) FROM ticket"), Some(1), "{}", desk.desk.log());
}

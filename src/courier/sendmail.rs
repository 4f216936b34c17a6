//! Sends letters through a program with sendmail's command line: Postfix, Exim, OpenSMTPD, msmtp and nullmailer have
//! one.
//!
//! Comes in: messages. Goes out: an outcome by the exit code (`sysexits.h`) and by what standard error says, which counts
//! more: programs end alike for an unknown recipient, a sender that is not ours, and a disk that is full. Each letter is one run of the program, bounded in time. A partial letter is never taken for a whole one,
//! because the program is killed before its input is closed. A program that hangs or can't be started costs one time
//! limit for the batch, not one for each letter.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStderr, Command};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use super::blame;
use super::contract::{BATCH_TIME, Courier, DeliveryOutcome, Extent, Obstacle, OutgoingMessage};
use crate::mail::Address;
use crate::mail::clean::{one_line, truncated};

/// Bytes of standard error that are read. The rest is discarded, so that the program never blocks on it.
const MAX_COMPLAINT: u64 = 4096;
/// Bytes of it that are kept.
const MAX_WORDS: usize = 400;
/// How long to wait for standard error, which a background delivery may inherit and keep open.
const COMPLAINT_LINGERS: Duration = Duration::from_secs(1);

/// The program and its arguments: `PATH ARGUMENTS -f SENDER -- RECIPIENT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sendmail {
    /// The program.
    pub path: PathBuf,
    /// Arguments before `-f`. `-i` keeps a line with a single dot from ending the letter.
    pub arguments: Vec<String>,
    /// How long one letter may take.
    pub timeout: Duration,
}

impl Default for Sendmail {
    fn default() -> Self {
        Self {
            path: PathBuf::from("/usr/sbin/sendmail"),
            arguments: vec!["-i".to_owned()],
            timeout: Duration::from_mins(1),
        }
    }
}

/// Runs the program for each letter.
#[derive(Debug)]
pub struct SendmailCourier {
    program: Sendmail,
}

/// A run of the program. If it is dropped before its end (time limit, shutdown), it is killed with all its children,
/// and only then its input is closed. Otherwise whoever still reads would take half a letter for a whole one.
struct ProgramRun(Child);

impl Drop for ProgramRun {
    fn drop(&mut self) {
        // The id is gone once the program has ended and was waited for.
        let id = self.0.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw);
        if let Some(group) = id {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

/// How one run ended: with an answer, or in a way that the next run wouldn't change.
enum Run {
    Answered(DeliveryOutcome),
    Hopeless(DeliveryOutcome),
}

impl SendmailCourier {
    /// A courier through `program`.
    pub fn new(program: Sendmail) -> Self {
        Self { program }
    }

    async fn run(&self, message: &OutgoingMessage) -> Run {
        let mut running = match self.command(message).spawn() {
            Ok(child) => ProgramRun(child),
            Err(error) => {
                let words = format!("can't start {}: {error}", self.program.path.display());
                return Run::Hopeless(DeliveryOutcome::blocked(words));
            }
        };
        let mut complaint = listen(running.0.stderr.take());
        let mut fed = false;
        let ended = timeout(self.program.timeout, converse(&mut running.0, &message.bytes, &mut fed)).await;
        drop(running);
        let words = match timeout(COMPLAINT_LINGERS, complaint.join_next()).await {
            Ok(Some(Ok(words))) => words,
            _ => String::new(),
        };
        match ended {
            Err(_) => Run::Hopeless(self.cut_short(fed, &format!("not finished after {:?}", self.program.timeout))),
            Ok(Err(error)) => Run::Answered(self.cut_short(fed, &error.to_string())),
            Ok(Ok(status)) => Run::Answered(self.verdict(status, fed, &words)),
        }
    }

    /// The null sender is written `<>`. Without `-f` the programs put in our own user's name.
    fn command(&self, message: &OutgoingMessage) -> Command {
        let sender = message.envelope_from.as_ref().map_or("<>", Address::as_str);
        let envelope = ["-f", sender, "--", message.recipient.as_str()];
        let mut command = Command::new(&self.program.path);
        command.args(self.program.arguments.iter().map(OsString::from)).args(envelope);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).process_group(0).kill_on_drop(true);
        command
    }

    fn verdict(&self, status: ExitStatus, fed: bool, words: &str) -> DeliveryOutcome {
        let Some(code) = status.code() else {
            return self.cut_short(fed, &format!("{status}"));
        };
        let said = match (words, meaning(code)) {
            ("", meaning) => format!("{meaning} (exit code {code})"),
            (words, _) => format!("{words} (exit code {code})"),
        };
        match code {
            0 if !fed => self.deferred("succeeded without reading the letter"),
            0 => DeliveryOutcome::Accepted(format!("taken by {}", self.program.path.display())),
            _ if blame::is_too_large(words) => DeliveryOutcome::TooLarge(said),
            _ => self.refusal(code, words, said),
        }
    }

    /// What the words are about counts first, then whether they refuse, then the code.
    fn refusal(&self, code: i32, words: &str, said: String) -> DeliveryOutcome {
        if code == 75 && blame::is_about_rate(words) {
            return DeliveryOutcome::Blocked(Obstacle { extent: Extent::Rate(blame::asked_pause(words)), words: said });
        }
        if let Some(blame) = blame::blame(words) {
            return DeliveryOutcome::Blocked(blame.obstacle(&said));
        }
        match code {
            75 => self.deferred(&said),
            // EX_DATAERR, EX_NOUSER, EX_NOHOST: this letter or this recipient.
            65 | 67 | 68 => DeliveryOutcome::Rejected(said),
            _ if blame::is_refusal(words) => DeliveryOutcome::Rejected(said),
            // Its command line, config or rights: nothing that the next letter changes.
            64 | 66 | 72 | 77 | 78 | 126 | 127 => {
                let words = format!("{}: {said}", self.program.path.display());
                DeliveryOutcome::Blocked(Obstacle { extent: Extent::Sender, words })
            }
            _ => self.deferred(&said),
        }
    }

    fn cut_short(&self, fed: bool, words: &str) -> DeliveryOutcome {
        if fed {
            DeliveryOutcome::Unknown(format!("{}: {words}, after it had read the letter", self.program.path.display()))
        } else {
            self.deferred(words)
        }
    }

    fn deferred(&self, words: &str) -> DeliveryOutcome {
        DeliveryOutcome::Deferred(format!("{}: {words}", self.program.path.display()))
    }
}

impl Courier for SendmailCourier {
    async fn send(&mut self, messages: &[OutgoingMessage]) -> Vec<DeliveryOutcome> {
        let mut outcomes = Vec::with_capacity(messages.len());
        let mut hopeless = None;
        let begun = Instant::now();
        for message in messages {
            if begun.elapsed() > BATCH_TIME {
                hopeless.get_or_insert_with(|| format!("{} is too slow", self.program.path.display()));
            }
            if let Some(reason) = &hopeless {
                outcomes.push(DeliveryOutcome::blocked(format!("not tried: {reason}")));
                continue;
            }
            match self.run(message).await {
                Run::Answered(outcome) => outcomes.push(outcome),
                Run::Hopeless(outcome) => {
                    hopeless = Some(outcome.words().to_owned());
                    outcomes.push(outcome);
                }
            }
        }
        outcomes
    }
}

/// Writes the letter and waits for the end. `fed` becomes true once the program can have all of it.
async fn converse(child: &mut Child, letter: &[u8], fed: &mut bool) -> std::io::Result<ExitStatus> {
    if let Some(input) = child.stdin.as_mut() {
        // A program that ends without reading breaks the pipe. Its exit code then says why.
        *fed = input.write_all(&local_line_ends(letter)).await.is_ok();
    }
    // Closes the input: the end of the letter.
    child.wait().await
}

/// Local programs expect local line ends.
fn local_line_ends(letter: &[u8]) -> Vec<u8> {
    let mut local = Vec::with_capacity(letter.len());
    for line in letter.split_inclusive(|&byte| byte == b'\n') {
        match line.strip_suffix(b"\r\n") {
            Some(text) => {
                local.extend_from_slice(text);
                local.push(b'\n');
            }
            None => local.extend_from_slice(line),
        }
    }
    local
}

/// Reads standard error in a task that ends with the set.
fn listen(stderr: Option<ChildStderr>) -> JoinSet<String> {
    let mut listener = JoinSet::new();
    if let Some(mut stderr) = stderr {
        listener.spawn(async move {
            let mut complaint = Vec::new();
            let _ = (&mut stderr).take(MAX_COMPLAINT).read_to_end(&mut complaint).await;
            let _ = tokio::io::copy(&mut stderr, &mut tokio::io::sink()).await;
            let text = String::from_utf8_lossy(&complaint);
            let lines: Vec<String> = text.lines().map(one_line).filter(|line| !line.is_empty()).collect();
            truncated(&lines.join(" / "), MAX_WORDS).to_owned()
        });
    }
    listener
}

/// The code's name in `sysexits.h`.
fn meaning(code: i32) -> &'static str {
    match code {
        64 => "the command line was refused",
        65 => "the letter was refused",
        66 => "it can't read its input",
        67 => "no such recipient",
        68 => "no such host",
        69 => "service unavailable",
        70 => "an error in the program",
        71 => "an error in the system",
        72 => "a system file is missing",
        73 => "it can't write its output",
        74 => "an input or output error",
        75 => "try again later",
        76 => "a protocol error",
        77 => "permission denied",
        78 => "an error in its config",
        _ => "failed",
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::tests::message;
    use super::*;

    /// A courier through a shell script with this body. The shell reads it, because executing a new file fails ("text
    /// file busy") while any other thread is between fork and exec.
    fn scripted(dir: &Path, body: &str) -> SendmailCourier {
        let script = dir.join("sendmail");
        std::fs::write(&script, body).unwrap();
        let arguments = vec![script.to_str().unwrap().to_owned(), "-i".to_owned()];
        SendmailCourier::new(Sendmail { path: "/bin/sh".into(), arguments, ..Sendmail::default() })
    }

    async fn outcome_of(body: &str) -> DeliveryOutcome {
        let scratch = tempfile::tempdir().unwrap();
        scripted(scratch.path(), body).send(&[message("ada@customer.example", "1")]).await.remove(0)
    }

    #[tokio::test]
    async fn the_program_gets_envelope_and_letter() {
        let scratch = tempfile::tempdir().unwrap();
        let body = "cd \"$(dirname \"$0\")\"; printf '%s|' \"$@\" > arguments; cat > letter";
        let letter = message("ada@customer.example", "1");
        let automatic = OutgoingMessage { envelope_from: None, ..letter.clone() };
        let mut courier = scripted(scratch.path(), body);
        let read = |name: &str| std::fs::read_to_string(scratch.path().join(name)).unwrap();

        assert!(matches!(courier.send(&[letter]).await[..], [DeliveryOutcome::Accepted(_)]));
        assert_eq!(read("arguments"), "-i|-f|support@desk.example|--|ada@customer.example|");
        assert_eq!(read("letter"), "Message-ID: <1@desk.example>\nSubject: Hello\n\nHello,\n.\n");
        courier.send(&[automatic]).await;
        assert_eq!(read("arguments"), "-i|-f|<>|--|ada@customer.example|");
    }

    #[tokio::test]
    async fn what_exit_codes_mean() {
        let check = async |code: i32, expected: fn(String) -> DeliveryOutcome| {
            let outcome = outcome_of(&format!("cat > /dev/null; exit {code}")).await;
            let words = outcome.words().to_owned();
            assert_eq!(outcome, expected(words), "exit code {code}");
        };
        check(0, DeliveryOutcome::Accepted).await;
        check(1, DeliveryOutcome::Deferred).await;
        let blocked = |words| DeliveryOutcome::Blocked(Obstacle { extent: Extent::Sender, words });
        check(64, blocked).await;
        check(65, DeliveryOutcome::Rejected).await;
        check(67, DeliveryOutcome::Rejected).await;
        check(68, DeliveryOutcome::Rejected).await;
        check(69, DeliveryOutcome::Deferred).await;
        check(75, DeliveryOutcome::Deferred).await;
        check(70, DeliveryOutcome::Deferred).await;
        check(77, blocked).await;
        check(78, blocked).await;
        check(127, blocked).await;
    }

    #[tokio::test]
    async fn standard_error_tells_why() {
        let outcome = outcome_of("cat > /dev/null; printf '\\n5.1.1 nobody here\\nmore\\n' >&2; exit 67").await;
        assert_eq!(outcome, DeliveryOutcome::Rejected("5.1.1 nobody here / more (exit code 67)".to_owned()));
    }

    #[tokio::test]
    async fn what_standard_error_says_counts_more_than_the_exit_code() {
        let check = async |code: i32, words: &str, expected: char| {
            let outcome = outcome_of(&format!("cat > /dev/null; echo '{words}' >&2; exit {code}")).await;
            let found = match &outcome {
                DeliveryOutcome::Blocked(Obstacle { extent: Extent::Rate(_), .. }) => 'c',
                DeliveryOutcome::Blocked(_) => 'B',
                DeliveryOutcome::Rejected(_) => 'R',
                DeliveryOutcome::TooLarge(_) => 'L',
                DeliveryOutcome::Deferred(_) => 'D',
                _ => '?',
            };
            assert_eq!(found, expected, "{code} {words}: {outcome:?}");
        };
        check(65, "msmtp: envelope from address a@desk.example not accepted by the server", 'B').await;
        check(65, "server message: 553 5.7.1 not owned by user desk", 'B').await;
        check(67, "554 5.7.1 <ada@x.example>: Relay access denied", 'B').await;
        check(77, "authentication failed", 'B').await;
        check(78, "account default not found", 'B').await;
        check(69, "454 4.7.1 Relay access denied", 'B').await;
        check(70, "550 5.1.1 <ada@x.example> User unknown", 'R').await;
        check(70, "ada@x.example: no such user", 'R').await;
        check(69, "server message: 554 no", 'R').await;
        check(70, "fork: out of memory", 'D').await;
        check(75, "450 4.1.1 user unknown in local table, 550 later", 'D').await;
        check(75, "451 rate limit exceeded", 'c').await;
        check(69, "server message: 552 5.3.4 message size exceeds limit", 'L').await;
        check(69, "sendmail: fatal: desk(1000): message file too big", 'L').await;
        check(65, "what is this?", 'R').await;
    }

    #[tokio::test]
    async fn a_program_that_reads_nothing_or_babbles_is_no_trouble() {
        let scratch = tempfile::tempdir().unwrap();
        let large = OutgoingMessage { bytes: vec![b'x'; 1 << 20].into(), ..message("ada@customer.example", "1") };
        let unread = scripted(scratch.path(), "exit 75").send(std::slice::from_ref(&large)).await;
        assert!(
            matches!(&unread[..], [DeliveryOutcome::Deferred(words)] if words.contains("try again later")),
            "{unread:?}"
        );
        let babble = scripted(scratch.path(), "head -c 1000000 /dev/zero >&2; cat > /dev/null").send(&[large]).await;
        assert!(matches!(babble[..], [DeliveryOutcome::Accepted(_)]), "{babble:?}");
    }

    #[tokio::test]
    async fn a_killed_program_may_have_taken_the_letter() {
        assert!(matches!(outcome_of("cat > /dev/null; kill -9 $$").await, DeliveryOutcome::Unknown(_)));
    }

    #[tokio::test]
    async fn a_program_that_hangs_costs_one_limit_and_takes_no_half_letter() {
        let scratch = tempfile::tempdir().unwrap();
        // A child of the script reads, as with a wrapper around the real program.
        let mut courier = scripted(scratch.path(), "cd \"$(dirname \"$0\")\"; (sleep 600; cat > letter)");
        courier.program.timeout = Duration::from_millis(50);
        let large = OutgoingMessage { bytes: vec![b'x'; 1 << 20].into(), ..message("ada@customer.example", "1") };
        let outcomes = courier.send(&[large, message("bob@customer.example", "2")]).await;
        assert!(
            matches!(&outcomes[0], DeliveryOutcome::Deferred(words) if words.contains("not finished after")),
            "{outcomes:?}"
        );
        assert!(matches!(&outcomes[1], DeliveryOutcome::Blocked(it) if it.words.contains("not tried")), "{outcomes:?}");
        assert!(!scratch.path().join("letter").exists());
    }

    #[tokio::test]
    async fn a_missing_program_is_named() {
        let program = Sendmail { path: "/no/such/sendmail".into(), ..Sendmail::default() };
        let outcomes =
            SendmailCourier::new(program).send(&[message("a@x.example", "1"), message("b@x.example", "2")]).await;
        let named = |outcome: &DeliveryOutcome| matches!(outcome, DeliveryOutcome::Blocked(it) if it.words.contains("/no/such/sendmail"));
        assert!(outcomes.len() == 2 && outcomes.iter().all(named), "{outcomes:?}");
    }
}

//! Tests the SMTP courier against scripted servers. Nothing sleeps: the tests move the clock.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use secrecy::SecretString;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

use super::connection::{AnyStream, Stream};
use super::*;
use crate::courier::tests::message;
use crate::dial::DialError;
use crate::tls::Encryption;

mod handshake;
mod letters;
mod pipelining;
mod tls;

/// Hang up instead of answering.
const CUT: &str = "<cut>";
/// Say nothing and keep listening.
const NOTHING: &str = "<nothing>";
/// Answer well, after most of a minute.
const SLOW: &str = "<slow>";
/// Never answer.
const SILENCE: &str = "<silence>";

/// In the transcript of a server that answers together: it answered, and waits.
const TURN: &str = "<turn>";

/// One connection of the fake server: its answers for each command. Commands without answers left get those of a good
/// server.
#[derive(Default, Clone)]
struct Script {
    answers: HashMap<&'static str, VecDeque<&'static str>>,
    pace: Pace,
}

/// How answers come.
#[derive(Default, Clone, Copy, PartialEq)]
enum Pace {
    /// Each at once.
    #[default]
    Each,
    /// When there is nothing more to read, all in one packet.
    Together,
    /// In packets of one byte.
    Bytes,
}

impl Script {
    fn at(mut self, verb: &'static str, answers: &[&'static str]) -> Self {
        self.answers.entry(verb).or_default().extend(answers);
        self
    }

    fn answer(&mut self, verb: &str) -> &'static str {
        self.answers.get_mut(verb).and_then(VecDeque::pop_front).unwrap_or_else(|| usual(verb))
    }
}

/// The answers of a good server.
fn usual(verb: &str) -> &'static str {
    match verb {
        "GREETING" => "220 mx.example",
        "EHLO" => "250-mx.example\r\n250-SIZE 10000\r\n250 AUTH PLAIN LOGIN",
        "DATA" => "354 go",
        "DOT" => "250 2.0.0 queued",
        "AUTH" => "235 welcome",
        "QUIT" => "221 bye",
        _ => "250 ok",
    }
}

type Transcript = Arc<Mutex<Vec<String>>>;

/// Dials scripts instead of servers. It refuses the connection if none is left.
struct Fake {
    scripts: VecDeque<Script>,
    transcript: Transcript,
    encrypted: bool,
}

impl Dial for Fake {
    async fn connect(&mut self, _: &SmtpAccount) -> Result<AnyStream, DialError> {
        let script = self.scripts.pop_front().ok_or_else(|| DialError::Unreachable("connection refused".to_owned()))?;
        let (near, far) = tokio::io::duplex(1 << 20);
        self.transcript.lock().unwrap().push("<connect>".to_owned());
        tokio::spawn(serve(far, script, Arc::clone(&self.transcript)));
        Ok(Box::new(near))
    }

    async fn encrypt(&mut self, _: &SmtpAccount, stream: AnyStream) -> Result<AnyStream, DialError> {
        self.encrypted = true;
        self.transcript.lock().unwrap().push("<tls>".to_owned());
        Ok(stream)
    }
}

/// Follows the script until the client hangs up.
async fn serve(stream: impl Stream, mut script: Script, transcript: Transcript) {
    let mut stream = BufReader::new(stream);
    let (mut verb, mut text, mut unsent) = ("GREETING".to_owned(), false, Vec::new());
    loop {
        let mut answer = script.answer(&verb);
        if answer == SLOW {
            tokio::time::sleep(Duration::from_secs(55)).await;
            answer = usual(&verb);
        }
        if !matches!(answer, CUT | NOTHING | SILENCE) {
            unsent.extend_from_slice(format!("{answer}\r\n").as_bytes());
        }
        if script.pace != Pace::Together || stream.buffer().is_empty() || matches!(answer, CUT | SILENCE) {
            if script.pace == Pace::Together && !unsent.is_empty() {
                transcript.lock().unwrap().push(TURN.to_owned());
            }
            send(&mut stream, &std::mem::take(&mut unsent), script.pace).await;
        }
        match answer {
            CUT => return,
            SILENCE => return std::future::pending().await,
            _ => text = if verb == "DATA" { answer.starts_with("354") } else { text && verb != "DOT" },
        }
        let mut line = String::new();
        loop {
            line.clear();
            if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                return;
            }
            transcript.lock().unwrap().push(line.trim_end().to_owned());
            if !text || line == ".\r\n" || script.answers.contains_key("LINE") {
                break;
            }
        }
        let word = line.split_whitespace().next().unwrap_or_default();
        verb = match (text, word) {
            (true, ".") => "DOT".to_owned(),
            (true, _) => "LINE".to_owned(),
            (false, word) => word.to_owned(),
        };
    }
}

async fn send(stream: &mut (impl AsyncWriteExt + Unpin), bytes: &[u8], pace: Pace) {
    for packet in bytes.chunks(if pace == Pace::Bytes { 1 } else { bytes.len().max(1) }) {
        // The client may have hung up.
        let _ = stream.write_all(packet).await;
        let _ = stream.flush().await;
        tokio::task::yield_now().await;
    }
}

fn account() -> SmtpAccount {
    SmtpAccount {
        host: "mx.example".to_owned(),
        port: 25,
        encryption: Encryption::ClearText,
        ca_file: None,
        login: None,
        hello: "desk.example".to_owned(),
        patience: Patience::default(),
    }
}

fn with_login(encryption: Encryption) -> SmtpAccount {
    SmtpAccount { encryption, login: Some(("desk".to_owned(), SecretString::from("secret"))), ..account() }
}

fn sender(account: SmtpAccount, scripts: &[Script]) -> SmtpSender<Fake> {
    let scripts = scripts.iter().cloned().collect();
    SmtpSender::new(account, Fake { scripts, transcript: Transcript::default(), encrypted: false })
}

fn good() -> Script {
    Script::default()
}

/// A good server that offers PIPELINING.
fn swift(pace: Pace) -> Script {
    let greeted = "250-mx.example\r\n250-SIZE 10000\r\n250-PIPELINING\r\n250 AUTH PLAIN LOGIN";
    Script { pace, ..good() }.at("EHLO", &[greeted])
}

/// Good servers of every kind: a letter ends with all of them in the same way.
fn good_ones() -> [Script; 4] {
    [good(), swift(Pace::Each), swift(Pace::Together), swift(Pace::Bytes)]
}

impl SmtpSender<Fake> {
    fn transcript(&self) -> Vec<String> {
        self.dial.transcript.lock().unwrap().clone()
    }

    fn connections(&self) -> usize {
        self.transcript().iter().filter(|line| *line == "<connect>").count()
    }
}

fn letters(count: usize) -> Vec<OutgoingMessage> {
    (0..count).map(|n| message("ada@customer.example", &n.to_string())).collect()
}

/// One letter for each outcome: A D R L U, B where many letters are blocked, C where the server counts them.
fn initials(outcomes: &[DeliveryOutcome]) -> String {
    let initial = |outcome: &DeliveryOutcome| match outcome {
        DeliveryOutcome::Accepted(_) => 'A',
        DeliveryOutcome::Deferred(_) => 'D',
        DeliveryOutcome::Blocked(Obstacle { extent: Extent::Rate(_), .. }) => 'C',
        DeliveryOutcome::Blocked(_) => 'B',
        DeliveryOutcome::TooLarge(_) => 'L',
        DeliveryOutcome::Rejected(_) => 'R',
        DeliveryOutcome::Unknown(_) => 'U',
    };
    outcomes.iter().map(initial).collect()
}

/// Sends one letter for each initial of `expected`. Connection n follows `scripts[n]`.
async fn check(scripts: &[Script], expected: &str) -> SmtpSender<Fake> {
    let mut sender = sender(account(), scripts);
    let outcomes = sender.send(&letters(expected.len())).await;
    assert_eq!(initials(&outcomes), expected, "{outcomes:#?}\n{:#?}", sender.transcript());
    sender
}

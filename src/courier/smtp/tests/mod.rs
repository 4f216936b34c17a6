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
mod tls;

/// Hang up instead of answering.
const CUT: &str = "<cut>";
/// Say nothing and keep listening.
const NOTHING: &str = "<nothing>";
/// Answer well, after most of a minute.
const SLOW: &str = "<slow>";
/// Never answer.
const SILENCE: &str = "<silence>";

/// One connection of the fake server: its answers for each command. Commands without answers left get those of a good
/// server.
#[derive(Default, Clone)]
struct Script(HashMap<&'static str, VecDeque<&'static str>>);

impl Script {
    fn at(mut self, verb: &'static str, answers: &[&'static str]) -> Self {
        self.0.entry(verb).or_default().extend(answers);
        self
    }

    fn answer(&mut self, verb: &str) -> &'static str {
        self.0.get_mut(verb).and_then(VecDeque::pop_front).unwrap_or_else(|| usual(verb))
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
    let (mut verb, mut text) = ("GREETING".to_owned(), false);
    loop {
        let mut answer = script.answer(&verb);
        if answer == SLOW {
            tokio::time::sleep(Duration::from_secs(55)).await;
            answer = usual(&verb);
        }
        match answer {
            CUT => return,
            NOTHING => {}
            SILENCE => return std::future::pending().await,
            answer => stream.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap(),
        }
        text = text != (verb == "DATA" || verb == "DOT");
        let mut line = String::new();
        loop {
            line.clear();
            if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                return;
            }
            transcript.lock().unwrap().push(line.trim_end().to_owned());
            if !text || line == ".\r\n" || script.0.contains_key("LINE") {
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

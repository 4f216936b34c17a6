//! Tests the mailbox against scripted servers, which misbehave on demand.
//!
//! A server has one dialogue for each connection: `C:` is the beginning of a command (after its tag), `S:` an answer
//! (`$` is the tag), `hang` means silence, `chatter` keeps the connection alive until the next line comes, and the end
//! of the dialogue closes the connection.

mod after_fetch;
mod owed;
mod reading;
mod starting;
mod times;
mod waiting;

use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::ImapMailbox;
use crate::account::{After, First, ImapAccount};
use crate::ledger::Cursor;
use crate::mailbox::{Batch, Budget, Mailbox, MailboxError};
use crate::tls::Encryption;

const BUDGET: Budget = Budget { messages: 10, bytes: 1 << 20, message_bytes: 1 << 20 };

const LOGIN: &str = "
S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello
C: AUTHENTICATE PLAIN
S: + 
C: 
S: $ OK in
C: CAPABILITY
S: * CAPABILITY IMAP4rev1 IDLE MOVE UIDPLUS
S: $ OK done";

const SELECT: &str = "
C: EXAMINE \"INBOX\"
S: * 3 EXISTS
S: * OK [UIDVALIDITY 7] ok
S: * OK [UIDNEXT 4] ok
S: $ OK [READ-ONLY] done";

const SIZES: &str = "
C: UID FETCH 1:3 (UID RFC822.SIZE)
S: * 1 FETCH (UID 1 RFC822.SIZE 3)
S: * 2 FETCH (UID 2 RFC822.SIZE 3)
S: * 3 FETCH (UID 3 RFC822.SIZE 3)
S: $ OK done";

const BODIES: &str = "
C: UID FETCH 1:3 (UID BODY.PEEK[]<0.262144>)
S: * 1 FETCH (UID 1 BODY[]<0> {3}
S: one)
S: * 2 FETCH (UID 2 BODY[]<0> {3}
S: two)
S: * 3 FETCH (UID 3 BODY[]<0> {3}
S: 333)
S: $ OK done";

/// Another message is seen to come.
const OTHER: &str = "
C: FETCH 1 (UID BODY.PEEK[]<0.1>)
S: * 1 FETCH (UID 1 BODY[]<0> {1}
S: o)
S: $ OK done";

/// Plays one dialogue for each connection, in order. Errors show when it is awaited.
struct Server {
    port: u16,
    played: JoinHandle<()>,
}

impl Server {
    async fn start(dialogues: Vec<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let played = tokio::spawn(async move {
            for dialogue in dialogues {
                let (stream, _) = listener.accept().await.unwrap();
                play(stream, &dialogue).await;
            }
        });
        Self { port, played }
    }

    fn mailbox(&self) -> ImapMailbox {
        ImapMailbox::new(account(self.port))
    }

    /// All dialogues were played to their ends.
    async fn finished(self) {
        self.played.await.unwrap();
    }
}

async fn play(stream: TcpStream, dialogue: &str) {
    let mut stream = BufReader::new(stream);
    let mut tag = String::new();
    for step in dialogue.lines().filter(|line| !line.is_empty()) {
        if step == "hang" {
            std::future::pending::<()>().await;
        }
        if step == "chatter" {
            chatter(&mut stream).await;
            continue;
        }
        match step.split_at(3) {
            ("S: ", text) => {
                let line = format!("{}\r\n", text.replacen("$ ", &format!("{tag} "), 1));
                stream.get_mut().write_all(line.as_bytes()).await.unwrap();
            }
            ("C: ", expected) => {
                let mut line = String::new();
                stream.read_line(&mut line).await.unwrap();
                let untagged = matches!(expected, "" | "DONE");
                let command = if untagged { line.as_str() } else { line.split_once(' ').unwrap_or(("", "")).1 };
                assert!(command.starts_with(expected), "expected {expected:?}, came {line:?}");
                if !untagged {
                    tag = line.split(' ').next().unwrap().to_owned();
                }
            }
            _ => panic!("{step:?}"),
        }
    }
}

async fn chatter(stream: &mut BufReader<TcpStream>) {
    let mut line = String::new();
    while tokio::time::timeout(Duration::from_millis(20), stream.read_line(&mut line)).await.is_err() {
        stream.get_mut().write_all(b"* OK Still here\r\n").await.unwrap();
    }
}

fn account(port: u16) -> ImapAccount {
    ImapAccount {
        host: "127.0.0.1".into(),
        port,
        tls: Encryption::ClearText,
        ca_file: None,
        user: "support".into(),
        password: "secret".to_owned().into(),
        folder: "INBOX".into(),
        first: First::All,
        since: None,
        after: After::Leave,
        idle: true,
        poll: Duration::from_mins(1),
        timeout: Duration::from_secs(5),
    }
}

fn uids(batch: &Batch) -> Vec<&str> {
    batch.messages.iter().map(|message| message.place.name.as_str()).collect()
}

fn at(uid: u32) -> Cursor {
    Cursor { generation: 7, uid, archive: 0 }
}

/// Fetches from a server with one dialogue after login and selection.
async fn fetch_against(rest: &[&str]) -> Result<Batch, MailboxError> {
    let server = Server::start(vec![format!("{LOGIN}{SELECT}{}", rest.concat())]).await;
    let result = server.mailbox().fetch(None, BUDGET).await;
    server.finished().await;
    result
}

//! Reads the first lines of a connection: greeting, capabilities, STARTTLS (RFC 9051 §6.1, §6.2.1, §7.1.5).
//!
//! Comes in: a fresh stream. Goes out: a stream that is ready for a login, and the server's capabilities. It sends no
//! secret, and never continues in clear text if TLS was asked for.

use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, BufWriter};
use tokio::time::timeout;

use super::failure::{ImapFailure, one_line};
use super::wire::Io;

/// The longest line.
const LINE: u64 = 16 * 1024;

/// The most lines before a command's tagged answer.
const LINES: usize = 100;

/// The codec writes a command in several pieces. The buffer sends them as one packet.
type Buffered<S> = BufReader<BufWriter<S>>;

/// A stream during its first lines.
pub(super) struct Greeting<S> {
    stream: Buffered<S>,
    patience: Duration,
    commands: u32,
}

/// The server's capabilities, in upper case.
pub(super) type Capabilities = Vec<String>;

impl<S: Io> Greeting<S> {
    /// Wraps a fresh stream. `patience` limits each answer.
    pub(super) fn new(stream: S, patience: Duration) -> Self {
        let stream = BufReader::with_capacity(64 * 1024, BufWriter::with_capacity(4096, stream));
        Self { stream, patience, commands: 0 }
    }

    /// Reads the greeting. Returns the capabilities if it has them.
    pub(super) async fn read(&mut self) -> Result<Option<Capabilities>, ImapFailure> {
        let line = self.line().await?;
        let (status, rest) = line.strip_prefix("* ").and_then(|rest| rest.split_once(' ')).unwrap_or((&line, ""));
        match status.to_ascii_uppercase().as_str() {
            "OK" => Ok(capabilities_in(rest)),
            "BYE" => Err(ImapFailure::Lost(format!("the server says BYE: {}", one_line(rest)))),
            "PREAUTH" => Err(ImapFailure::Odd("skipped the login (PREAUTH), which maildesk doesn't accept".to_owned())),
            _ => Err(ImapFailure::Odd(format!(
                "doesn't greet like an IMAP server. Check host and port. It sent: {}",
                one_line(&line)
            ))),
        }
    }

    /// Asks for the capabilities.
    pub(super) async fn capabilities(&mut self) -> Result<Capabilities, ImapFailure> {
        let mut offered = None;
        for line in self.command("CAPABILITY").await? {
            offered = capabilities_in(&line).or(offered);
        }
        Ok(offered.unwrap_or_default())
    }

    /// Asks for TLS and returns the stream for the handshake. Clear text after the answer comes from an attacker in
    /// between (CVE-2011-0411 and its kin) and ends the connection.
    pub(super) async fn starttls(mut self) -> Result<S, ImapFailure> {
        self.command("STARTTLS").await?;
        if !self.stream.buffer().is_empty() {
            return Err(ImapFailure::Odd("sent clear text after STARTTLS. Somebody may be in between".to_owned()));
        }
        Ok(self.stream.into_inner().into_inner())
    }

    /// The stream for the codec. It must have no unread bytes: no command is running.
    pub(super) fn finish(self) -> Buffered<S> {
        self.stream
    }

    /// Sends a command and reads up to its tagged `OK`. Returns the untagged lines and the text of the `OK`.
    async fn command(&mut self, command: &str) -> Result<Vec<String>, ImapFailure> {
        self.commands += 1;
        let tag = format!("G{}", self.commands);
        let write = async {
            self.stream.write_all(format!("{tag} {command}\r\n").as_bytes()).await?;
            self.stream.flush().await
        };
        timeout(self.patience, write).await.map_err(|_| ImapFailure::Silent(self.patience))??;
        let mut lines = Vec::new();
        while lines.len() < LINES {
            let line = self.line().await?;
            let Some(answer) = line.strip_prefix(&tag) else {
                lines.push(line);
                continue;
            };
            let (status, words) = answer.trim_start().split_once(' ').unwrap_or((answer.trim_start(), ""));
            if status.eq_ignore_ascii_case("OK") {
                lines.push(words.to_owned());
                return Ok(lines);
            }
            return Err(ImapFailure::Refused { command: command.to_owned(), words: one_line(words) });
        }
        Err(ImapFailure::Odd(format!("never finishes its answer to {command}")))
    }

    async fn line(&mut self) -> Result<String, ImapFailure> {
        let mut line = Vec::new();
        let mut bounded = (&mut self.stream).take(LINE);
        timeout(self.patience, bounded.read_until(b'\n', &mut line))
            .await
            .map_err(|_| ImapFailure::Silent(self.patience))??;
        if !line.ends_with(b"\n") {
            return Err(ImapFailure::Lost("connection closed before the login".to_owned()));
        }
        Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
    }
}

/// The list after the word CAPABILITY, anywhere in the line.
fn capabilities_in(line: &str) -> Option<Capabilities> {
    let upper = line.to_ascii_uppercase();
    let (_, list) = upper.split_once("CAPABILITY ")?;
    let list = list.split(']').next().unwrap_or_default();
    Some(list.split_whitespace().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::DuplexStream;

    const PATIENCE: Duration = Duration::from_secs(5);

    fn server(says: &str) -> (Greeting<DuplexStream>, DuplexStream) {
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        let mut theirs = theirs;
        futures_now(theirs.write_all(says.as_bytes()));
        (Greeting::new(ours, PATIENCE), theirs)
    }

    fn futures_now<F: Future>(future: F) {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(std::pin::pin!(future).poll(&mut context).is_ready(), "the pipe is large enough");
    }

    async fn greet(says: &str) -> Result<Option<Capabilities>, ImapFailure> {
        let (mut greeting, theirs) = server(says);
        drop(theirs);
        greeting.read().await
    }

    #[tokio::test]
    async fn a_greeting_is_ok_and_may_offer() {
        assert_eq!(greet("* OK ready\r\n").await, Ok(None));
        let offered = greet("* OK [CAPABILITY IMAP4rev1 auth=plain] ready\r\n").await.unwrap().unwrap();
        assert_eq!(offered, ["IMAP4REV1", "AUTH=PLAIN"]);
    }

    #[tokio::test]
    async fn anything_else_is_not_greeted_back() {
        for says in
            ["* BYE busy\r\n", "* PREAUTH hi\r\n", "HTTP/1.1 400 Bad\r\n", "220 mx ESMTP\r\n", "* OK no end", ""]
        {
            assert!(greet(says).await.is_err(), "{says:?}");
        }
        assert_eq!(greet("* BYE busy\r\n").await, Err(ImapFailure::Lost("the server says BYE: busy".into())));
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_that_says_nothing_is_silent() {
        let (mut greeting, _theirs) = server("");
        assert_eq!(greeting.read().await, Err(ImapFailure::Silent(PATIENCE)));
    }

    #[tokio::test]
    async fn clear_text_after_starttls_ends_the_connection() {
        let (greeting, _theirs) = server("G1 OK go\r\n* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] trust me\r\n");
        assert!(matches!(greeting.starttls().await, Err(ImapFailure::Odd(_))));
        let (greeting, _theirs) = server("G1 NO not today\r\n");
        assert!(matches!(greeting.starttls().await, Err(ImapFailure::Refused { .. })));
        let (greeting, _theirs) = server("G1 OK go\r\n");
        assert!(greeting.starttls().await.is_ok());
    }

    #[tokio::test]
    async fn capabilities_are_asked_for() {
        let (mut greeting, _theirs) = server("* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\nG1 OK done\r\n");
        assert_eq!(greeting.capabilities().await.unwrap(), ["IMAP4REV1", "STARTTLS", "LOGINDISABLED"]);
    }

    #[tokio::test]
    async fn a_chatterer_is_cut_off() {
        let (mut greeting, _theirs) = server(&"* OK and\r\n".repeat(200));
        assert!(matches!(greeting.capabilities().await, Err(ImapFailure::Odd(_))));
    }
}

//! A connection to an SMTP server: commands out, replies in, the letter's text out. Each step has a time limit.
//!
//! Comes in: any stream of bytes. Goes out: [`SmtpReply`]s, or how the connection [`Broke`]. After a break, a time
//! limit or a dropped future, the state of the conversation is unknown. The connection is then dropped and never used
//! again, otherwise an old answer would be read as the answer to the next letter.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::time::timeout;

use super::reply::{ReplyLine, SmtpReply};
use crate::tls;

/// Longest line: RFC 5321 §4.5.3.1.5 allows 512 bytes, servers write more.
const MAX_LINE: u64 = 4096;
/// Most lines of a reply.
const MAX_LINES: usize = 200;
/// The text is sent in pieces of this size, each with its own time limit, so that a slow line gets its time.
const PIECE: usize = 64 * 1024;

/// TCP, TLS, or a pair of buffers in a test.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// A stream of any kind.
pub(super) type AnyStream = Box<dyn Stream>;

/// How a connection breaks.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broke {
    /// Nothing came, or nothing was accepted, for this long.
    #[error("no answer for {0:?}")]
    Silence(Duration),
    /// The server hung up.
    #[error("the server closed the connection")]
    Closed,
    /// The network.
    #[error("{}", tls::plain_words(.0))]
    Network(#[from] io::Error),
    /// The answer isn't SMTP.
    #[error("the server doesn't speak SMTP. It sent {0:?}")]
    Gibberish(String),
}

/// A conversation in SMTP.
pub(super) struct Connection {
    stream: BufReader<AnyStream>,
}

impl Connection {
    pub(super) fn new(stream: AnyStream) -> Self {
        Self { stream: BufReader::new(stream) }
    }

    /// The next reply.
    pub(super) async fn reply(&mut self, limit: Duration) -> Result<SmtpReply, Broke> {
        timeout(limit, self.read_reply()).await.unwrap_or(Err(Broke::Silence(limit)))
    }

    /// A command, without its line end, and the reply to it.
    pub(super) async fn command(&mut self, command: &str, limit: Duration) -> Result<SmtpReply, Broke> {
        self.say(&format!("{command}\r\n"), limit).await?;
        self.reply(limit).await
    }

    /// Sends commands with their line ends, whose replies are read later.
    pub(super) async fn say(&mut self, commands: &str, limit: Duration) -> Result<(), Broke> {
        self.write(commands.as_bytes(), limit).await
    }

    /// Sends the letter's lines with doubled dots (RFC 5321 §4.5.2), without the final dot. Every line end in `letter`
    /// becomes CR LF: a lone CR or LF before a dot must not end the letter early (SMTP smuggling).
    pub(super) async fn text(&mut self, letter: &[u8], limit: Duration) -> Result<(), Broke> {
        let mut piece = Vec::with_capacity(PIECE.min(letter.len()) + 1024);
        let lines = letter.split_inclusive(|&byte| byte == b'\n').map(without_end);
        for line in lines.flat_map(|line| line.split(|&byte| byte == b'\r')) {
            if line.first() == Some(&b'.') {
                piece.push(b'.');
            }
            piece.extend_from_slice(line);
            piece.extend_from_slice(b"\r\n");
            if piece.len() >= PIECE {
                self.write(&piece, limit).await?;
                piece.clear();
            }
        }
        self.write(&piece, limit).await
    }

    /// Ends the letter. From now on the server may have it, whatever comes back. Commands may follow in the same packet,
    /// whose replies come after this one.
    pub(super) async fn final_dot(&mut self, commands: &str, limit: Duration) -> Result<SmtpReply, Broke> {
        self.say(&format!(".\r\n{commands}"), limit).await?;
        self.reply(limit).await
    }

    /// The stream, to encrypt it. `None` if the server sent more: clear text must not be read as if it came through TLS
    /// (response injection, RFC 3207 §6).
    pub(super) fn into_stream(self) -> Option<AnyStream> {
        self.stream.buffer().is_empty().then(|| self.stream.into_inner())
    }

    async fn write(&mut self, bytes: &[u8], limit: Duration) -> Result<(), Broke> {
        let stream = self.stream.get_mut();
        let written = async {
            stream.write_all(bytes).await?;
            stream.flush().await
        };
        timeout(limit, written).await.map_err(|_| Broke::Silence(limit))?.map_err(Broke::Network)
    }

    async fn read_reply(&mut self) -> Result<SmtpReply, Broke> {
        let mut lines = Vec::new();
        loop {
            let line = self.read_line().await?;
            let gibberish = || Broke::Gibberish(String::from_utf8_lossy(&line).chars().take(80).collect());
            let parsed = ReplyLine::parse(&line).ok_or_else(gibberish)?;
            let last = parsed.last;
            lines.push(parsed);
            if last || lines.len() > MAX_LINES {
                return SmtpReply::of(lines).filter(|_| last).ok_or_else(gibberish);
            }
        }
    }

    async fn read_line(&mut self) -> Result<Vec<u8>, Broke> {
        let mut line = Vec::new();
        let read = (&mut self.stream).take(MAX_LINE).read_until(b'\n', &mut line).await?;
        match line.strip_suffix(b"\n") {
            Some(text) => Ok(text.strip_suffix(b"\r").unwrap_or(text).to_vec()),
            None if read as u64 == MAX_LINE => {
                Err(Broke::Gibberish(String::from_utf8_lossy(&line).chars().take(80).collect()))
            }
            // A partial line is no reply, whatever its code: the rest could have changed it.
            None => Err(Broke::Closed),
        }
    }
}

fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(5);

    /// What the other side reads when `letter` is sent.
    async fn sent(letter: &[u8]) -> String {
        let (near, mut far) = tokio::io::duplex(1 << 20);
        let mut connection = Connection::new(Box::new(near));
        connection.text(letter, LIMIT).await.unwrap();
        drop(connection);
        let mut text = String::new();
        far.read_to_string(&mut text).await.unwrap();
        text
    }

    /// What is read when the other side wrote `bytes` and hung up.
    async fn heard(bytes: &[u8]) -> Result<SmtpReply, Broke> {
        let (near, mut far) = tokio::io::duplex(1 << 20);
        far.write_all(bytes).await.unwrap();
        drop(far);
        Connection::new(Box::new(near)).reply(LIMIT).await
    }

    #[tokio::test]
    async fn no_letter_ends_itself_early() {
        let check =
            async |letter: &str, expected: &str| assert_eq!(sent(letter.as_bytes()).await, expected, "{letter:?}");
        check("a\r\nb\r\n", "a\r\nb\r\n").await;
        check("a\r\n.\r\nb\r\n", "a\r\n..\r\nb\r\n").await;
        check(".hidden\r\n", "..hidden\r\n").await;
        check("no end", "no end\r\n").await;
        check("a\n.\nb\n", "a\r\n..\r\nb\r\n").await;
        check("a\r.\rb", "a\r\n..\r\nb\r\n").await;
        check("a\n.\r\nb\r\n", "a\r\n..\r\nb\r\n").await;
        check("", "").await;
    }

    #[tokio::test]
    async fn a_large_letter_is_sent_whole() {
        let letter = "0123456789abcdef0123456789abcdef0123456789abcdef\r\n".repeat(10_000);
        assert_eq!(sent(letter.as_bytes()).await, letter);
    }

    #[tokio::test]
    async fn what_is_a_reply() {
        let reply = heard(b"250-one\r\n250 two\r\n").await.unwrap();
        assert_eq!((reply.code, reply.lines.len()), (250, 2));
        assert!(matches!(heard(b"").await, Err(Broke::Closed)));
        assert!(matches!(heard(b"250 half").await, Err(Broke::Closed)));
        assert!(matches!(heard(b"250-one\r\n").await, Err(Broke::Closed)));
        assert!(matches!(heard(b"HTTP/1.1 400\r\n").await, Err(Broke::Gibberish(_))));
        assert!(matches!(heard(&b"250-on and on\r\n".repeat(1000)).await, Err(Broke::Gibberish(_))));
        assert!(matches!(heard(&[b'2'; 10_000]).await, Err(Broke::Gibberish(_))));
    }

    #[tokio::test(start_paused = true)]
    async fn silence_ends() {
        let (near, _far) = tokio::io::duplex(64);
        assert!(matches!(Connection::new(Box::new(near)).reply(LIMIT).await, Err(Broke::Silence(LIMIT))));
    }

    #[tokio::test]
    async fn what_came_in_clear_is_not_taken_into_tls() {
        let (near, mut far) = tokio::io::duplex(1024);
        let mut connection = Connection::new(Box::new(near));
        far.write_all(b"220 go ahead\r\n250 injected\r\n").await.unwrap();
        connection.reply(LIMIT).await.unwrap();
        assert!(connection.into_stream().is_none());
    }
}

//! What comes over the wire, response by response, before the codec sees it.
//!
//! A response is collected with its literals, which count by their length and are never looked into. What the codec
//! understands goes on as it is; of the rest, `plain` keeps what is needed. It also notes when bytes come, since silence is
//! what a time limit counts.

use std::fmt::Debug;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::literal::literal_after;
use super::plain;
use crate::mailbox::Progress;

/// What a connection runs over: TCP, TLS, or a pipe in tests.
pub(super) trait Io: AsyncRead + AsyncWrite + Unpin + Send + Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + Debug> Io for T {}

/// The largest literal. We ask for chunks, which are much smaller.
const LITERAL: usize = 64 << 20;

/// The longest line.
const LINE: usize = 16 << 20;

/// So much is read at once.
const PIECE: usize = 16 * 1024;

/// A stream of responses that the codec can read.
#[derive(Debug)]
pub(super) struct Wire {
    inner: Box<dyn Io>,
    progress: Progress,
    /// What came and is no whole response yet.
    pending: Vec<u8>,
    /// No response ends before this byte of `pending`.
    scanned: usize,
    /// Where the line begins that is scanned.
    line: usize,
    /// What the codec can have.
    ready: Vec<u8>,
    given: usize,
}

impl Wire {
    /// Reads from a stream, and notes its progress.
    pub(super) fn new(inner: Box<dyn Io>, progress: Progress) -> Self {
        Self { inner, progress, pending: Vec::new(), scanned: 0, line: 0, ready: Vec::new(), given: 0 }
    }

    /// Takes the next whole response out of what came.
    fn whole_response(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            let Some(rest) = self.pending.get(self.scanned..) else { return Ok(None) };
            let Some(end) = rest.iter().position(|byte| *byte == b'\n') else {
                self.scanned = self.pending.len();
                if self.scanned - self.line > LINE {
                    return Err(io::Error::other("the line does not end"));
                }
                return Ok(None);
            };
            let end = self.scanned + end + 1;
            let line = self.pending.get(self.line..end).unwrap_or_default();
            match literal_after(line).filter(|_| plain::has_literals(&self.pending)) {
                Some(length) if length > LITERAL => {
                    return Err(io::Error::other(format!(
                        "the server announces a literal of {length} bytes, which is too long"
                    )));
                }
                Some(length) => (self.scanned, self.line) = (end + length, end + length),
                None => {
                    let rest = self.pending.split_off(end);
                    (self.scanned, self.line) = (0, 0);
                    return Ok(Some(std::mem::replace(&mut self.pending, rest)));
                }
            }
        }
    }

    /// Has something for the codec, if a whole response came.
    fn prepare(&mut self) -> io::Result<bool> {
        while self.given >= self.ready.len() {
            let Some(response) = self.whole_response()? else { return Ok(false) };
            self.given = 0;
            self.ready = plain::readable(response);
        }
        Ok(true)
    }
}

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        while !this.prepare()? {
            let mut piece = [0; PIECE];
            let mut read = ReadBuf::new(&mut piece);
            ready!(Pin::new(&mut this.inner).poll_read(context, &mut read))?;
            if read.filled().is_empty() {
                // The end: what is left is the codec's to complain of.
                (this.ready, this.given) = (std::mem::take(&mut this.pending), 0);
                (this.scanned, this.line) = (0, 0);
                break;
            }
            this.progress.note();
            this.pending.extend_from_slice(read.filled());
        }
        let rest = this.ready.get(this.given..).unwrap_or_default();
        let fits = rest.get(..buffer.remaining()).unwrap_or(rest);
        buffer.put_slice(fits);
        this.given += fits.len();
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().inner).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    /// What the codec gets of what a server says in pieces of a given length.
    async fn given(says: &[u8], piece: usize) -> io::Result<Vec<u8>> {
        let (ours, mut theirs) = tokio::io::duplex(1 << 20);
        let says = says.to_vec();
        let server = async move {
            for piece in says.chunks(piece) {
                theirs.write_all(piece).await.unwrap();
            }
        };
        let mut wire = Wire::new(Box::new(ours), Progress::default());
        let mut given = Vec::new();
        let (read, ()) = tokio::join!(wire.read_to_end(&mut given), server);
        read.map(|_| given)
    }

    #[tokio::test]
    async fn responses_pass_whatever_their_pieces() {
        let good = b"* 1 FETCH (UID 1 BODY[]<0> {9}\r\none {5}\r\n)\r\n* 2 EXISTS\r\nA1 OK done\r\n";
        let odd = b"* ESEARCH (TAG \"x\") UID\r\n* XLIST (\\Inbox) \"/\" \"Inbox\"\r\n* FLAGS (\\Seen \xe9t\xe9)\r\n";
        let all = [&odd[..], good, odd].concat();
        for piece in [1, 2, 7, 1000] {
            assert_eq!(given(&all, piece).await.unwrap(), good, "in pieces of {piece}");
        }
    }

    #[tokio::test]
    async fn what_does_not_end_is_the_codecs() {
        for rest in [&b"* 1 FETCH (UID 1 BODY[]<0> {90}\r\none"[..], b"* 2 EXI"] {
            assert_eq!(
                given(&[b"* 2 EXISTS\r\n", rest].concat(), 5).await.unwrap(),
                [b"* 2 EXISTS\r\n", rest].concat()
            );
        }
    }

    #[tokio::test]
    async fn a_literal_that_no_mail_has_is_not_waited_for() {
        let error = given(b"* 1 FETCH (UID 1 BODY[] {4294967295}\r\n", 100).await.unwrap_err();
        assert!(error.to_string().contains("a literal of 4294967295 bytes"), "{error}");
    }
}

//! A connection whose other end must read what we write, and gets the end of a response in any case.
//!
//! Comes in: a socket. Goes out: the same, with a limit for each wait to write, and an end that takes what is still being sent for a few
//! moments. Without the latter, a browser that still sends a file that is too large would get a reset, and never see the page that
//! says so.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// How long the other end may not take a single byte.
const WRITE_PATIENCE: Duration = Duration::from_secs(30);

/// How long the end takes at most, if the other end goes on sending.
const LONGEST_END: Duration = Duration::from_secs(5);

/// How long it may be silent in that time.
const SILENCE_AT_END: Duration = Duration::from_millis(500);

/// A socket with limits. Reading has its limits elsewhere.
pub(super) struct Patient<S> {
    stream: S,
    writing: Option<Pin<Box<Sleep>>>,
    ending: Option<Ending>,
}

struct Ending {
    latest: Instant,
    alarm: Pin<Box<Sleep>>,
}

impl<S> Patient<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream, writing: None, ending: None }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.limited(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.limited(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.ending.is_none() {
            ready!(Pin::new(&mut this.stream).poll_shutdown(context))?;
        }
        let fresh = || Ending { latest: Instant::now() + LONGEST_END, alarm: Box::pin(sleep(SILENCE_AT_END)) };
        let ending = this.ending.get_or_insert_with(fresh);
        let mut unread = [0; 8 * 1024];
        loop {
            let mut buffer = ReadBuf::new(&mut unread);
            match Pin::new(&mut this.stream).poll_read(context, &mut buffer) {
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {
                    let next = (Instant::now() + SILENCE_AT_END).min(ending.latest);
                    ending.alarm.as_mut().reset(next);
                    if Instant::now() >= ending.latest {
                        return Poll::Ready(Ok(()));
                    }
                }
                // It ended, or broke off: both are an end.
                Poll::Ready(_) => return Poll::Ready(Ok(())),
                Poll::Pending => return ending.alarm.as_mut().poll(context).map(Ok),
            }
        }
    }
}

impl<S> Patient<S> {
    fn limited<T>(&mut self, context: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.writing = None;
            return written;
        }
        let alarm = self.writing.get_or_insert_with(|| Box::pin(sleep(WRITE_PATIENCE)));
        ready!(alarm.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

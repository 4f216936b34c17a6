//! The pace of a body: whoever sends a request must go on sending.
//!
//! Comes in: the body of a request. Goes out: the same, which fails with [`TooSlow`] after a pause of half a minute, or if its average
//! falls below 4 KiB a second after the first half minute. So nobody holds a place by sending a byte now and then.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::BoxError;
use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

/// The longest pause, and the time that any body has.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// The least bytes in a second, on average.
const LEAST_RATE: u64 = 4 * 1024;

/// The body came too slowly.
#[derive(Debug, thiserror::Error)]
#[error("the body came too slowly")]
pub(super) struct TooSlow;

/// A body with a pace. Time counts from the first time that somebody wants to read it.
pub(super) struct PacedBody<B> {
    body: B,
    received: u64,
    running: Option<Running>,
}

struct Running {
    start: Instant,
    last: Instant,
    alarm: Pin<Box<Sleep>>,
}

impl<B> PacedBody<B> {
    pub(super) fn new(body: B) -> Self {
        Self { body, received: 0, running: None }
    }

    fn is_late(&mut self, context: &mut Context<'_>) -> bool {
        let Some(running) = &mut self.running else { return false };
        let earned = Duration::from_secs(self.received / LEAST_RATE);
        let deadline = (running.last + PATIENCE).min(running.start + PATIENCE + earned);
        if running.alarm.deadline() != deadline {
            running.alarm.as_mut().reset(deadline);
        }
        running.alarm.as_mut().poll(context).is_ready()
    }
}

impl<B: HttpBody<Data = Bytes, Error: Into<BoxError>> + Unpin> HttpBody for PacedBody<B> {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let this = &mut *self;
        let now = Instant::now();
        let fresh = || Running { start: now, last: now, alarm: Box::pin(sleep_until(now + PATIENCE)) };
        let running = this.running.get_or_insert_with(fresh);
        match Pin::new(&mut this.body).poll_frame(context) {
            Poll::Ready(frame) => {
                running.last = now;
                let data = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref());
                this.received += data.map_or(0, |data| data.len() as u64);
                Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
            }
            Poll::Pending if this.is_late(context) => Poll::Ready(Some(Err(TooSlow.into()))),
            Poll::Pending => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

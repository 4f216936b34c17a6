//! An SMTP server on this machine that takes every letter as fast as it comes and keeps none.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

/// What a sink has seen.
#[derive(Default)]
pub struct Seen {
    pub letters: AtomicUsize,
    pub connections: AtomicUsize,
    /// How often it had answered all, and waited for more.
    pub turns: AtomicUsize,
}

/// A running sink, which ends with the process.
pub struct Sink {
    pub port: u16,
    pub seen: Arc<Seen>,
}

impl Sink {
    /// Starts a sink that offers PIPELINING, or doesn't. It answers after this time, as if it were that far away.
    pub fn start(pipelining: bool, away: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, seen) = (listener.local_addr().unwrap().port(), Arc::new(Seen::default()));
        let shared = Arc::clone(&seen);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let seen = Arc::clone(&shared);
                std::thread::spawn(move || serve(stream.unwrap(), pipelining, away, &seen));
            }
        });
        Self { port, seen }
    }
}

/// Answers until the other side hangs up.
fn serve(stream: TcpStream, pipelining: bool, away: Duration, seen: &Seen) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let (mut input, mut output) = (BufReader::with_capacity(128 * 1024, stream.try_clone().ok()?), stream);
    let (mut answers, mut line, mut in_text) = (b"220 sink\r\n".to_vec(), Vec::new(), false);
    seen.connections.fetch_add(1, Relaxed);
    loop {
        if input.buffer().is_empty() && !answers.is_empty() {
            if !away.is_zero() {
                std::thread::sleep(away);
            }
            output.write_all(&answers).ok()?;
            answers.clear();
            seen.turns.fetch_add(1, Relaxed);
        }
        line.clear();
        if input.read_until(b'\n', &mut line).ok()? == 0 {
            return None;
        }
        if in_text {
            if line == b".\r\n" {
                in_text = false;
                seen.letters.fetch_add(1, Relaxed);
                answers.extend_from_slice(b"250 2.0.0 taken\r\n");
            }
            continue;
        }
        let offers: &[u8] = if pipelining {
            b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n"
        } else {
            b"250-sink\r\n250 8BITMIME\r\n"
        };
        in_text = line.starts_with(b"DATA");
        answers.extend_from_slice(match line.get(..4) {
            Some(b"EHLO") => offers,
            Some(b"DATA") => b"354 go\r\n",
            Some(b"QUIT") => b"221 bye\r\n",
            _ => b"250 2.0.0 ok\r\n",
        });
    }
}

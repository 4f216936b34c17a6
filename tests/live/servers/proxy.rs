//! An unreliable connection: TCP to a real server, cut or stalled after some bytes in either direction. Clear text or
//! TLS is passed on unchanged.

use std::borrow::Cow;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};

/// What happens to one connection.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Fate {
    /// It ends after this many bytes to the server.
    pub(crate) up: Option<u64>,
    /// It ends after this many bytes from the server.
    pub(crate) down: Option<u64>,
    /// It stalls instead of ending.
    pub(crate) stalls: bool,
    /// An IMAP server's unsolicited lines are dropped while the client idles (clear text only).
    pub(crate) hushes: bool,
}

/// A proxy, which runs until it is dropped.
pub(crate) struct Proxy {
    /// Its port.
    pub(crate) port: u16,
    wire: Arc<Wire>,
}

struct Wire {
    fate: Mutex<Box<dyn FnMut() -> Fate + Send>>,
    /// Ended connections release their sockets: there may be thousands in a long run.
    open: Mutex<Vec<Weak<Connection>>>,
    over: AtomicBool,
    connections: AtomicU64,
    ended: AtomicU64,
    swallowed: AtomicU64,
}

/// One connection, shared by both of its directions.
struct Connection {
    client: TcpStream,
    server: TcpStream,
    fate: Fate,
    idles: AtomicBool,
    wire: Arc<Wire>,
}

impl Proxy {
    /// Passes connections on to a local port. `fate` is asked for each.
    pub(crate) fn start(target: u16, fate: impl FnMut() -> Fate + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its number").port();
        let wire = Arc::new(Wire {
            fate: Mutex::new(Box::new(fate)),
            open: Mutex::default(),
            over: AtomicBool::new(false),
            connections: AtomicU64::new(0),
            ended: AtomicU64::new(0),
            swallowed: AtomicU64::new(0),
        });
        let shared = Arc::clone(&wire);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if shared.over.load(Ordering::SeqCst) {
                    return;
                }
                shared.serve(client, target);
            }
        });
        Self { port, wire }
    }

    /// Sets the fate of new connections.
    pub(crate) fn turn(&self, fate: impl FnMut() -> Fate + Send + 'static) {
        *self.wire.fate.lock().expect("no thread failed") = Box::new(fate);
    }

    /// Leaves new connections alone from now on, and ends the open ones.
    pub(crate) fn heal(&self) {
        self.turn(Fate::default);
        self.wire.end_all();
    }

    /// The number of connections.
    pub(crate) fn connections(&self) -> u64 {
        self.wire.connections.load(Ordering::SeqCst)
    }

    /// The number of connections that were cut or stalled.
    pub(crate) fn ended(&self) -> u64 {
        self.wire.ended.load(Ordering::SeqCst)
    }

    /// How often lines were dropped while the client idled.
    pub(crate) fn swallowed(&self) -> u64 {
        self.wire.swallowed.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.wire.over.store(true, Ordering::SeqCst);
        self.wire.end_all();
        // Wakes the listening thread, so that it ends.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

impl Wire {
    fn serve(self: &Arc<Self>, client: TcpStream, target: u16) {
        self.connections.fetch_add(1, Ordering::SeqCst);
        let fate = (self.fate.lock().expect("no thread failed"))();
        // The server is down: the client's connection ends.
        let Ok(server) = TcpStream::connect(("127.0.0.1", target)) else { return };
        let _ = (client.set_nodelay(true), server.set_nodelay(true));
        let one = Arc::new(Connection { client, server, fate, idles: AtomicBool::new(false), wire: Arc::clone(self) });
        let other = Arc::clone(&one);
        let mut open = self.open.lock().expect("no thread failed");
        open.retain(|connection| connection.strong_count() > 0);
        open.push(Arc::downgrade(&one));
        drop(open);
        std::thread::spawn(move || one.pump(&one.client, &one.server, one.fate.up));
        std::thread::spawn(move || other.pump(&other.server, &other.client, other.fate.down));
    }

    fn end_all(&self) {
        for connection in self.open.lock().expect("no thread failed").drain(..) {
            if let Some(connection) = connection.upgrade() {
                connection.end();
            }
        }
    }
}

impl Connection {
    /// Passes on up to `budget` bytes.
    fn pump(&self, mut from: &TcpStream, mut to: &TcpStream, budget: Option<u64>) {
        let mut left = budget.unwrap_or(u64::MAX);
        let mut buffer = [0; 16 * 1024];
        while let Ok(count @ 1..) = from.read(&mut buffer) {
            let passed = left.min(count as u64);
            let chunk = &buffer[..usize::try_from(passed).expect("no more than the buffer")];
            left -= passed;
            if to.write_all(&self.hushed(from, chunk)).is_err() {
                break;
            }
            if passed < count as u64 {
                self.wire.ended.fetch_add(1, Ordering::SeqCst);
                if self.fate.stalls {
                    return;
                }
                break;
            }
        }
        self.end();
    }

    fn end(&self) {
        for stream in [&self.client, &self.server] {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// A chunk without unsolicited lines while the client idles. Those lines are short and come whole.
    fn hushed<'a>(&self, from: &TcpStream, chunk: &'a [u8]) -> Cow<'a, [u8]> {
        if !self.fate.hushes {
            return Cow::Borrowed(chunk);
        }
        if std::ptr::eq(from, &raw const self.client) {
            match chunk {
                _ if chunk.ends_with(b"IDLE\r\n") => self.idles.store(true, Ordering::SeqCst),
                _ if chunk.starts_with(b"DONE") => self.idles.store(false, Ordering::SeqCst),
                _ => {}
            }
            return Cow::Borrowed(chunk);
        }
        if !self.idles.load(Ordering::SeqCst) {
            return Cow::Borrowed(chunk);
        }
        let lines: Vec<&[u8]> = chunk.split_inclusive(|byte| *byte == b'\n').collect();
        let kept: Vec<&[u8]> = lines.iter().copied().filter(|line| !line.starts_with(b"* ")).collect();
        self.wire.swallowed.fetch_add((lines.len() - kept.len()) as u64, Ordering::SeqCst);
        Cow::Owned(kept.concat())
    }
}

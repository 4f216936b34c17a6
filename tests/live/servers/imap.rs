//! A small IMAP server that lies and hangs up on demand. One user, one folder, clear text.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// The words with which a server refuses a command, if it does.
type Refuses = Box<dyn FnMut(&str) -> Option<&'static str> + Send>;

/// How it misbehaves.
pub(crate) struct Manners {
    /// The size that it announces, by UID and true size.
    pub(crate) size: fn(u32, usize) -> u64,
    /// For each connection: the number of commands before it says BYE amid an answer and hangs up.
    pub(crate) patience: Box<dyn FnMut() -> Option<u64> + Send>,
    /// The words with which it refuses a command.
    pub(crate) refuses: Refuses,
    /// What it says before each answer.
    pub(crate) odd: &'static str,
}

impl Default for Manners {
    fn default() -> Self {
        Self { size: |_, size| size as u64, patience: Box::new(|| None), refuses: Box::new(|_| None), odd: "" }
    }
}

/// A server, which runs until it is dropped.
pub(crate) struct FakeImap {
    /// Its port.
    pub(crate) port: u16,
    folder: Arc<Folder>,
}

struct Folder {
    messages: Mutex<BTreeMap<u32, Vec<u8>>>,
    hidden: Mutex<BTreeSet<u32>>,
    manners: Mutex<Manners>,
    over: AtomicBool,
    byes: AtomicU64,
}

impl FakeImap {
    /// Starts a server with these messages, numbered from 1.
    pub(crate) fn start(messages: impl IntoIterator<Item = Vec<u8>>, manners: Manners) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its number").port();
        let folder = Arc::new(Folder {
            messages: Mutex::new((1..).zip(messages).collect()),
            hidden: Mutex::default(),
            manners: Mutex::new(manners),
            over: AtomicBool::new(false),
            byes: AtomicU64::new(0),
        });
        let shared = Arc::clone(&folder);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if shared.over.load(Ordering::SeqCst) {
                    return;
                }
                let folder = Arc::clone(&shared);
                // The client may hang up at any time, which ends the thread.
                std::thread::spawn(move || drop(folder.serve(&stream)));
            }
        });
        Self { port, folder }
    }

    /// Serves every connection to its end from now on, and refuses nothing.
    pub(crate) fn behave(&self) {
        let mut manners = self.folder.manners.lock().expect("no thread failed");
        manners.patience = Box::new(|| None);
        manners.refuses = Box::new(|_| None);
    }

    /// Hides messages, instead of those hidden before.
    pub(crate) fn hide(&self, uids: &[u32]) {
        *self.folder.hidden.lock().expect("no thread failed") = uids.iter().copied().collect();
    }

    /// How often it said BYE by itself.
    pub(crate) fn byes(&self) -> u64 {
        self.folder.byes.load(Ordering::SeqCst)
    }
}

impl Drop for FakeImap {
    fn drop(&mut self) {
        self.folder.over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

impl Folder {
    fn serve(&self, stream: &TcpStream) -> std::io::Result<()> {
        let mut left = (self.manners.lock().expect("no thread failed").patience)();
        let mut reader = BufReader::new(stream.try_clone()?);
        let mut writer = stream;
        writer.write_all(b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n")?;
        let mut line = String::new();
        loop {
            line.clear();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let (tag, command) = line.trim_end().split_once(' ').unwrap_or(("*", ""));
            if command.starts_with("AUTHENTICATE") {
                writer.write_all(b"+ \r\n")?;
                reader.read_line(&mut String::new())?;
            }
            let refusal = (self.manners.lock().expect("no thread failed").refuses)(command);
            if let Some(words) = refusal {
                writer.write_all(format!("{tag} {words}\r\n").as_bytes())?;
                continue;
            }
            let odd = self.manners.lock().expect("no thread failed").odd;
            let mut answer = odd.to_owned() + &self.answer(command);
            if left == Some(0) {
                // Half of an answer, up to the end of a line, and BYE.
                let half = answer.get(..answer.len() / 2).and_then(|half| half.rfind("* ")).unwrap_or(0);
                answer.truncate(half);
                self.byes.fetch_add(1, Ordering::SeqCst);
                writer.write_all(format!("{answer}* BYE come back later\r\n").as_bytes())?;
                return Ok(());
            }
            left = left.map(|commands| commands - 1);
            writer.write_all(format!("{answer}{tag} OK done\r\n").as_bytes())?;
        }
    }

    fn answer(&self, command: &str) -> String {
        let mut messages = self.messages.lock().expect("no thread failed").clone();
        let hidden = self.hidden.lock().expect("no thread failed").clone();
        messages.retain(|uid, _| !hidden.contains(uid));
        let words: Vec<&str> = command.split(' ').collect();
        match words.as_slice() {
            ["CAPABILITY"] => "* CAPABILITY IMAP4rev1 AUTH=PLAIN MOVE UIDPLUS\r\n".to_owned(),
            ["SELECT" | "EXAMINE", ..] => format!(
                "* {} EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT {}] ok\r\n",
                messages.len(),
                messages.keys().next_back().map_or(1, |uid| uid + 1)
            ),
            ["UID", "FETCH", set, items @ ..] => {
                let items = items.join(" ");
                let mut answer = String::new();
                for (number, (uid, bytes)) in (1..).zip(messages.iter()).filter(|(_, (uid, _))| contains(set, **uid)) {
                    let value = self.value(&items, *uid, bytes);
                    write!(answer, "* {number} FETCH (UID {uid}{value})\r\n").expect("text");
                }
                answer
            }
            ["FETCH", number, items @ ..] => {
                let number: usize = number.parse().expect("a number");
                let Some((uid, bytes)) = messages.iter().nth(number - 1) else { return String::new() };
                format!("* {number} FETCH (UID {uid}{})\r\n", self.value(&items.join(" "), *uid, bytes))
            }
            ["LOGOUT"] => "* BYE logging out\r\n".to_owned(),
            _ => String::new(),
        }
    }

    fn value(&self, items: &str, uid: u32, bytes: &[u8]) -> String {
        if items.contains("RFC822.SIZE") {
            let size = (self.manners.lock().expect("no thread failed").size)(uid, bytes.len());
            return format!(" RFC822.SIZE {size}");
        }
        if items.contains("FLAGS") {
            return " FLAGS ()".to_owned();
        }
        let Some(part) = items.split_once("BODY.PEEK[]<").and_then(|(_, rest)| rest.split_once('>')) else {
            return String::new();
        };
        let (offset, length) = part.0.split_once('.').expect("<offset.length>");
        let (offset, length): (usize, usize) = (offset.parse().expect("a number"), length.parse().expect("a number"));
        let end = offset.saturating_add(length).min(bytes.len());
        let text = String::from_utf8_lossy(bytes.get(offset..end).unwrap_or_default());
        format!(" BODY[]<{offset}> {{{}}}\r\n{text}", text.len())
    }
}

/// Whether a set like `1:3,7,9:*` names a UID.
pub(crate) fn contains(set: &str, uid: u32) -> bool {
    let number = |text: &str| text.parse().unwrap_or(u32::MAX);
    set.split(',').any(|part| match part.split_once(':') {
        Some((first, last)) => (number(first)..=number(last)).contains(&uid),
        None => number(part) == uid,
    })
}

//! How soon a mail is confirmed: from its arrival in an idle Maildir, or from the word of an IMAP server that is asked to
//! tell (Dovecot, IDLE), until the confirmation lies in the courier's Maildir. Five commits lie in between, so
//! before each mail as many syncs are measured on the same file system.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use maildesk::clock::Clock;
use maildesk::daemon;

use super::disk::Disk;
use super::servers::{Dovecot, PASSWORD, USER};

const MAILS: usize = 200;
/// What is made durable for a mail, one after the other.
const SYNCS: usize = 5;
/// The server's word comes later than the mail: Dovecot itself waits half a second.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two mails: nothing of the one before is left to do.
const REST: Duration = Duration::from_millis(100);

/// Measures and prints.
pub fn measure() {
    println!("{:48} {:>8} {:>8} {:>8}", format!("ms, of {MAILS} mails"), "p50", "p99", "max");
    let disk = Disk::new(1);
    of_maildir(&disk.path().join("maildir"));
    if Path::new("/usr/sbin/dovecot").is_file() {
        of_imap(&disk.path().join("imap"));
    } else {
        println!("(no IMAP: Dovecot isn't installed)");
    }
    println!("(on {})", disk.described());
}

fn of_maildir(place: &Path) {
    let mailbox = place.join("mailbox");
    for part in ["tmp", "new", "cur"] {
        std::fs::create_dir_all(mailbox.join(part)).unwrap();
    }
    let keys = format!("[mailbox.support.maildir]\npath = {mailbox:?}\n");
    measure_with("in a Maildir, from its arrival", place, &keys, |number| {
        let (written, new) = (mailbox.join(format!("tmp/{number}")), mailbox.join(format!("new/{number}.M1P1.bench")));
        std::fs::write(&written, mail(number)).unwrap();
        let arrived = Instant::now();
        std::fs::rename(written, new).unwrap();
        Box::new(move || arrived)
    });
}

fn of_imap(place: &Path) {
    std::fs::create_dir(place).unwrap();
    let dovecot = Dovecot::start();
    let (port, told) = listen_in(dovecot.imap);
    let password = place.join("password");
    std::fs::write(&password, PASSWORD).unwrap();
    let keys = format!(
        "[mailbox.support.imap]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"clear-text\"\nuser = \"{USER}\"\n\
         password = {{ file = {password:?} }}\nfirst = \"all\"\n"
    );
    measure_with("in an INBOX, from the server's word (IDLE)", place, &keys, |number| {
        *told.lock().unwrap() = None;
        dovecot.deliver(USER, mail(number));
        let told = Arc::clone(&told);
        Box::new(move || told.lock().unwrap().expect("the server said so"))
    });
}

/// When what is measured begins.
type Begin = Box<dyn Fn() -> Instant>;

fn measure_with(name: &str, place: &Path, mailbox: &str, deliver: impl Fn(usize) -> Begin) {
    let letters = place.join("letters");
    let config = super::config(place, mailbox, &format!("[courier.maildir]\npath = {letters:?}\n"));
    let runtime = super::runtime();
    let running = runtime.block_on(daemon::start(&config, Clock::system())).unwrap();
    let (mut took, mut synced) = (Vec::new(), Vec::new());
    // The first ones are to find all awake.
    for number in 0..MAILS + 3 {
        std::thread::sleep(REST);
        let syncs = sync(&place.join("synced"));
        let begin = deliver(number);
        let confirmed = wait_for(&letters.join("new"));
        if number >= 3 {
            took.push(confirmed.saturating_duration_since(begin()));
            synced.push(syncs);
        }
    }
    runtime.block_on(running.stop());
    print(name, took);
    print(&format!("  {SYNCS} syncs of a page, before each"), synced);
}

fn print(name: &str, mut took: Vec<Duration>) {
    took.sort();
    let ms = |at: usize| took[at.min(took.len() - 1)].as_secs_f64() * 1000.0;
    println!("{name:48} {:>8.1} {:>8.1} {:>8.1}", ms(took.len() / 2), ms(took.len() * 99 / 100), ms(took.len()));
}

/// How long the disk takes for what a mail needs.
fn sync(file: &Path) -> Duration {
    let file = File::options().create(true).write(true).truncate(false).open(file).unwrap();
    let begun = Instant::now();
    for _ in 0..SYNCS {
        file.write_all_at(&[0; 4096], 0).unwrap();
        file.sync_data().unwrap();
    }
    begun.elapsed()
}

/// When the letter to the customer lies there. Its other one is awaited, too, and both are taken away.
fn wait_for(letters: &Path) -> Instant {
    let (begun, mut confirmed, mut all) = (Instant::now(), None, 0);
    while confirmed.is_none() || all < 2 {
        assert!(begun.elapsed() < PATIENCE, "no letter within {PATIENCE:?}");
        let found: Vec<PathBuf> =
            std::fs::read_dir(letters).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
        let now = Instant::now();
        for file in found {
            let text = std::fs::read_to_string(&file).unwrap();
            if text.contains("\nTo: ada") {
                confirmed = Some(now);
            }
            all += 1;
            std::fs::remove_file(file).unwrap();
        }
        std::thread::sleep(Duration::from_micros(500));
    }
    confirmed.unwrap()
}

fn mail(number: usize) -> String {
    format!(
        "From: Ada <ada{number}@customer.example>\r\nTo: support@desk.example\r\nSubject: Request {number}\r\n\
         Message-ID: <latency.{number}@customer.example>\r\nDate: Mon, 02 Mar 2026 07:00:00 +0000\r\n\r\n\
         The press stops after ten minutes and shows error {number} again, please help.\r\n"
    )
}

/// Passes on what client and server say, and notes when the server last told of a mail.
fn listen_in(server: u16) -> (u16, Arc<Mutex<Option<Instant>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, told) = (listener.local_addr().unwrap().port(), Arc::new(Mutex::new(None)));
    let noted = Arc::clone(&told);
    std::thread::spawn(move || {
        for near in listener.incoming() {
            let (near, far) = (near.unwrap(), TcpStream::connect(("127.0.0.1", server)).unwrap());
            let (client, answers) = (near.try_clone().unwrap(), far.try_clone().unwrap());
            std::thread::spawn(move || pass_on(client, far, |_| ()));
            let noted = Arc::clone(&noted);
            std::thread::spawn(move || {
                pass_on(answers, near, |said| {
                    if said.windows(7).any(|window| window == b" EXISTS") {
                        noted.lock().unwrap().get_or_insert_with(Instant::now);
                    }
                });
            });
        }
    });
    (port, told)
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, hear: impl Fn(&[u8])) {
    to.set_nodelay(true).unwrap();
    let mut piece = [0; 65536];
    while let Ok(count @ 1..) = from.read(&mut piece) {
        hear(&piece[..count]);
        if to.write_all(&piece[..count]).is_err() {
            return;
        }
    }
    let _ = to.shutdown(std::net::Shutdown::Both);
}

//! A server as an ordinary program in the foreground, started as `nobody` if we are root, and stopped when dropped.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, geteuid, kill_process};
use tokio::net::TcpSocket;

use super::{PATIENCE, eventually};

const NOBODY: u32 = 65534;

/// A directory that the servers may write to.
pub(super) fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a directory for the server");
    // It has Unix sockets, whose paths must be short.
    assert!(home.path().as_os_str().len() < 60, "set TMPDIR to a shorter path");
    std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o755)).expect("open the directory");
    home
}

/// Gives everything below `path` to the server.
pub(super) fn give_away(path: &Path) {
    if !geteuid().is_root() {
        return;
    }
    chown(path, Some(NOBODY), Some(NOBODY)).expect("give the file away");
    if path.is_dir() {
        for entry in path.read_dir().expect("list the directory") {
            give_away(&entry.expect("list the directory").path());
        }
    }
}

/// The names of the user and the group that servers run as.
pub(super) fn identity() -> (String, String) {
    let ask = |flag| {
        let output = as_server("id").arg(flag).output().expect("run id");
        String::from_utf8(output.stdout).expect("a name").trim().to_owned()
    };
    (ask("-un"), ask("-gn"))
}

/// A command with the server's rights, which ends with the test. (`setpriv` is part of every Debian.)
pub(super) fn as_server(program: impl AsRef<OsStr>) -> Command {
    let mut command = as_ourselves();
    command.args(rights()).arg(program);
    command
}

/// A command line to be continued with a program, for servers that give up rights by themselves. It ends with the test.
pub(super) fn as_ourselves() -> Command {
    let mut command = Command::new("setpriv");
    command.arg("--pdeathsig=TERM");
    command
}

/// The arguments of `setpriv` that give a program the server's rights.
pub(super) fn rights() -> &'static [&'static str] {
    if geteuid().is_root() { &["--reuid=65534", "--regid=65534", "--clear-groups"] } else { &[] }
}

/// Finds a server program by one of its names.
pub(super) fn find(name: &str, package: &str) -> PathBuf {
    let places = ["/usr/sbin", "/usr/bin", "/usr/local/sbin"].map(|place| Path::new(place).join(name));
    let found = places.iter().find(|path| path.is_file());
    found
        .cloned()
        .unwrap_or_else(|| panic!("these tests need {name}: apt-get install --no-install-recommends {package}"))
}

/// A port that is reserved until this is dropped, whether a server listens or is down. A socket is bound to it and
/// doesn't listen: the kernel gives the port to nobody else, and connections are refused.
pub(crate) struct Port {
    pub(crate) number: u16,
    _held: TcpSocket,
}

impl Port {
    pub(crate) fn hold() -> Self {
        let held = TcpSocket::new_v4().expect("a socket");
        held.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).expect("a free port");
        // Set after binding: others that set it as well, as servers do, may listen on this port.
        held.set_reuseaddr(true).expect("let a server listen there");
        Self { number: held.local_addr().expect("its number").port(), _held: held }
    }

    fn connect(&self) -> Option<TcpStream> {
        TcpStream::connect((Ipv4Addr::LOCALHOST, self.number)).ok()
    }

    /// Whether a server works there: a failing one may have listened for a moment.
    fn greets(&self) -> bool {
        let Some(mut stream) = self.connect() else { return false };
        stream.set_read_timeout(Some(PATIENCE)).expect("set a time limit");
        stream.read(&mut [0]).is_ok_and(|count| count > 0)
    }
}

/// A running server.
pub(super) struct Program {
    child: Child,
}

impl Program {
    /// Starts a server and waits until it greets in clear text and listens for TLS.
    pub(super) fn start(mut command: Command, output: &Path, [clear, tls]: [&Port; 2]) -> Self {
        let log = File::create(output).expect("a file for the output");
        let child = command
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("the same file"))
            .stderr(log)
            .process_group(0)
            .spawn()
            .expect("start the server with setpriv");
        let mut started = Self { child };
        eventually("the server listens", || {
            let ended = started.child.try_wait().expect("ask for the server");
            let said = || std::fs::read_to_string(output).unwrap_or_default();
            assert!(ended.is_none(), "{command:?} ended at once: {}", said());
            (clear.greets() && tls.connect().is_some()).then_some(())
        });
        started
    }

    /// Kills children of this server that run a program of this name, and waits until they are gone. Returns their number.
    pub(super) fn kill_children(&self, name: &str) -> usize {
        let is_meant =
            |process: &Process| process.parent == self.child.id() && process.name == name && process.is_alive();
        let killed = kill_all(is_meant);
        for number in &killed {
            // A process that waits for the disk finishes that step after the kill: it may still make a file.
            eventually("what was killed is gone", || {
                (!Process::look_up(*number).is_some_and(|process| is_meant(&process))).then_some(())
            });
        }
        killed.len()
    }

    /// Stops the server and waits for all its children: on a slow machine Dovecot ends before its children, and while
    /// they listen the next one can't.
    pub(super) fn stop(&mut self) {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // It is our child and not waited for, so the number is still its own.
            let _ = kill_process(pid, Signal::TERM);
        }
        let _ = self.child.wait();
        let group = self.child.id();
        let is_left = |process: &Process| process.group == group && process.is_alive();
        eventually("all of the server is gone", || kill_all(is_left).is_empty().then_some(()));
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            self.stop();
        }
    }
}

/// Kills all matching processes. Returns their numbers.
fn kill_all(is_meant: impl Fn(&Process) -> bool) -> Vec<i32> {
    let entries = Path::new("/proc").read_dir().expect("list /proc");
    let numbers = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<i32>().ok());
    let meant = numbers.filter(|number| Process::look_up(*number).is_some_and(|process| is_meant(&process)));
    meant.filter(|number| Pid::from_raw(*number).is_some_and(|id| kill_process(id, Signal::KILL).is_ok())).collect()
}

/// A process in proc(5).
struct Process {
    name: String,
    state: String,
    parent: u32,
    group: u32,
}

impl Process {
    /// It hasn't ended: a zombie has, and only waits for its parent.
    fn is_alive(&self) -> bool {
        self.state != "Z"
    }

    fn look_up(number: i32) -> Option<Self> {
        // `pid (name) state ppid pgrp …`. The name may contain anything, even a `)`.
        let stat = std::fs::read_to_string(format!("/proc/{number}/stat")).ok()?;
        let (front, back) = stat.rsplit_once(") ")?;
        let (_, name) = front.split_once(" (")?;
        let mut words = back.split(' ');
        let (name, state) = (name.to_owned(), words.next()?.to_owned());
        Some(Self { name, state, parent: words.next()?.parse().ok()?, group: words.next()?.parse().ok()? })
    }
}

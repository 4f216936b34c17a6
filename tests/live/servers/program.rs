//! A server as an ordinary program in the foreground: started as `nobody` when we are root, stopped when dropped.

use std::fs::File;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, geteuid, kill_process};

use super::eventually;

const NOBODY: u32 = 65534;

/// A directory that the servers may write to.
pub(super) fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a directory for the server");
    // Unix sockets lie in it: their paths must be short.
    assert!(home.path().as_os_str().len() < 60, "set TMPDIR to a shorter path");
    std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o755)).expect("open the directory");
    home
}

/// Makes everything below `path` the server's own.
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

/// A command with the server's rights, which ends when the test does. (`setpriv` is part of every Debian.)
fn as_server(program: &str) -> Command {
    let mut command = Command::new("setpriv");
    command.arg("--pdeathsig=TERM").args(rights()).arg(program);
    command
}

/// What `setpriv` is told, to give a program the server's rights.
pub(super) fn rights() -> &'static [&'static str] {
    if geteuid().is_root() { &["--reuid=65534", "--regid=65534", "--clear-groups"] } else { &[] }
}

/// Where a server program is, by one of its names.
pub(super) fn find(name: &str, package: &str) -> PathBuf {
    let places = ["/usr/sbin", "/usr/bin", "/usr/local/sbin"].map(|place| Path::new(place).join(name));
    let found = places.iter().find(|path| path.is_file());
    found
        .cloned()
        .unwrap_or_else(|| panic!("these tests need {name}: apt-get install --no-install-recommends {package}"))
}

/// A port that nobody listens on.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its number").port()
}

/// A running server.
pub(super) struct Program {
    child: Child,
}

impl Program {
    /// Starts `program` and waits until it listens on all `ports`.
    pub(super) fn start(program: &Path, arguments: &[&str], output: &Path, ports: &[u16]) -> Self {
        let log = File::create(output).expect("a file for the output");
        let child = as_server(&program.to_string_lossy())
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("the same file"))
            .stderr(log)
            .spawn()
            .expect("start the server with setpriv");
        let mut started = Self { child };
        for port in ports {
            eventually("the server listens", || {
                let ended = started.child.try_wait().expect("ask for the server");
                let said = || std::fs::read_to_string(output).unwrap_or_default();
                assert!(ended.is_none(), "{} ended at once: {}", program.display(), said());
                TcpStream::connect(("127.0.0.1", *port)).ok()
            });
        }
        started
    }

    /// Kills children of this server that run a program of that name; how many.
    pub(super) fn kill_children(&self, name: &str) -> usize {
        let children = children(self.child.id(), name);
        children.iter().filter(|child| kill_process(**child, Signal::KILL).is_ok()).count()
    }

    /// Stops the server and waits for its end.
    pub(super) fn stop(&mut self) {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // It is our child and not waited for: the number is still its own.
            let _ = kill_process(pid, Signal::TERM);
        }
        let _ = self.child.wait();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            self.stop();
        }
    }
}

/// Direct children of `parent` that run a program of that name.
fn children(parent: u32, name: &str) -> Vec<Pid> {
    let entries = Path::new("/proc").read_dir().expect("list /proc");
    let numbers = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<i32>().ok());
    numbers.filter(|number| is_child(*number, parent, name)).filter_map(Pid::from_raw).collect()
}

fn is_child(number: i32, parent: u32, name: &str) -> bool {
    // proc(5): `pid (name) state ppid …`; the name may hold anything, a `)` too.
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{number}/stat")) else { return false };
    let Some((front, back)) = stat.rsplit_once(") ") else { return false };
    let is_named = front.split_once(" (").is_some_and(|(_, its)| its == name);
    is_named && back.split(' ').nth(1) == Some(parent.to_string().as_str())
}

//! A Dovecot with two users and an empty INBOX each.

use std::fmt::Write;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use maildesk::account::ImapAccount;
use maildesk::tls::Encryption;

use super::certificate::Certificate;
use super::program::{self, Port, Program};
use super::{eventually, imap_account, maildir};

/// A user of each Dovecot.
pub(crate) const USER: &str = "support@example.test";
/// Another user.
pub(crate) const OTHER_USER: &str = "sales@example.test";
/// The password of all users.
pub(crate) const PASSWORD: &str = "secret";

/// A Dovecot, which runs until it is dropped.
pub(crate) struct Dovecot {
    program: Program,
    home: tempfile::TempDir,
    certificate: Certificate,
    /// Port for clear text and STARTTLS.
    pub(crate) imap: u16,
    /// Port for implicit TLS.
    pub(crate) imaps: u16,
    ports: [Port; 2],
}

impl Dovecot {
    /// Starts a Dovecot.
    pub(crate) fn start() -> Self {
        let binary = program::find("dovecot", "dovecot-imapd");
        let home = program::home();
        let ports = [Port::hold(), Port::hold()];
        let [imap, imaps] = [ports[0].number, ports[1].number];
        let certificate = Certificate::write(home.path());
        for user in [USER, OTHER_USER] {
            maildir::create(&home.path().join("mail").join(user));
        }
        std::fs::create_dir(home.path().join("log")).expect("a directory for logs");
        std::fs::write(home.path().join("users"), users()).expect("write the users");
        std::fs::write(home.path().join("password"), PASSWORD).expect("write the password");
        std::fs::write(home.path().join("dovecot.conf"), config(home.path(), imap, imaps)).expect("write the config");
        program::give_away(home.path());
        let program = run(&binary, home.path(), &ports);
        Self { program, home, certificate, imap, imaps, ports }
    }

    /// The certificate to trust.
    pub(crate) fn ca_file(&self) -> &Path {
        &self.certificate.certificate
    }

    /// The keys of `[mailbox.NAME.imap]` for a user of this server.
    pub(crate) fn imap_toml(&self, user: &str) -> String {
        super::imap_toml(self.imaps, user, self.home.path())
    }

    /// The account of [`USER`]: all of the INBOX is read, over TLS.
    pub(crate) fn account(&self) -> ImapAccount {
        imap_account(self.imaps, Encryption::Implicit, Some(self.ca_file().to_owned()))
    }

    /// Delivers a message to a user's INBOX.
    pub(crate) fn deliver(&self, user: &str, bytes: impl AsRef<[u8]>) {
        maildir::deliver(&self.folder(user, "INBOX"), bytes.as_ref());
    }

    /// The number of messages in a folder.
    pub(crate) fn count(&self, user: &str, folder: &str) -> usize {
        maildir::messages(&self.folder(user, folder)).len()
    }

    /// The messages of a folder.
    pub(crate) fn messages(&self, user: &str, folder: &str) -> Vec<Vec<u8>> {
        let paths = maildir::messages(&self.folder(user, folder));
        paths.iter().map(|path| std::fs::read(path).expect("read a message")).collect()
    }

    /// The number of messages with a flag of maildir(5): `S` is seen, `T` deleted.
    pub(crate) fn flagged(&self, user: &str, folder: &str, flag: char) -> usize {
        let paths = maildir::messages(&self.folder(user, folder));
        let flags =
            paths.iter().filter_map(|path| path.to_str()?.rsplit_once(":2,").map(|(_, flags)| flags.to_owned()));
        flags.filter(|flags| flags.contains(flag)).count()
    }

    /// Marks the oldest message of a user's INBOX as `\Seen`, as a person's mail program does.
    pub(crate) fn read_oldest(&self, user: &str) {
        let root = self.folder(user, "INBOX");
        let oldest = maildir::messages(&root).into_iter().next().expect("a message");
        let name = oldest.file_name().expect("a name").to_str().expect("our own name");
        let name = name.split(":2,").next().expect("always one");
        std::fs::rename(&oldest, root.join("cur").join(format!("{name}:2,S"))).expect("read a message");
    }

    /// Dates all mail of a user's INBOX to November 2023: INTERNALDATE is the file's time.
    pub(crate) fn age_all(&self, user: &str) {
        let then = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        for path in maildir::messages(&self.folder(user, "INBOX")) {
            File::options().write(true).open(path).and_then(|file| file.set_modified(then)).expect("age a message");
        }
    }

    /// Puts a file in the place of a folder, so that nothing can be moved there.
    pub(crate) fn block_folder(&self, user: &str, folder: &str) {
        File::create(self.folder(user, folder)).expect("put a file in the way");
    }

    /// Removes that file.
    pub(crate) fn free_folder(&self, user: &str, folder: &str) {
        std::fs::remove_file(self.folder(user, folder)).expect("take the file away");
    }

    /// Kills the processes of logged-in connections, as a crash does. Returns their number.
    pub(crate) fn kill_sessions(&self) -> usize {
        let killed = self.program.kill_children("imap");
        if killed > 0 {
            maildir::unlock(&self.home.path().join("mail"), SystemTime::now());
        }
        killed
    }

    /// Renumbers a user's INBOX: its UIDVALIDITY changes. Nobody may be logged in.
    pub(crate) fn reset_uidvalidity(&self, user: &str) {
        let root = self.folder(user, "INBOX");
        // A session that has just logged out may still hold the folder.
        eventually("sessions are over", || (self.kill_sessions() == 0).then_some(()));
        for entry in root.read_dir().expect("list the Maildir").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            // `dovecot-uidvalidity` stays, so that the next number differs even within the same second.
            if name == "dovecot-uidlist" || name.starts_with("dovecot.index") {
                std::fs::remove_file(entry.path()).expect("forget the numbers");
            }
        }
    }

    /// Stops it. Delivered mail stays.
    pub(crate) fn stop(&mut self) {
        self.kill_sessions();
        self.program.stop();
    }

    /// Starts it again on the same ports.
    pub(crate) fn start_again(&mut self) {
        let binary = program::find("dovecot", "dovecot-imapd");
        self.program = run(&binary, self.home.path(), &self.ports);
    }

    /// Its log, for a failing test.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.home.path().join("log/dovecot.log")).unwrap_or_default()
    }

    fn folder(&self, user: &str, folder: &str) -> PathBuf {
        let root = self.home.path().join("mail").join(user);
        // Maildir++: all folders are beside INBOX with a leading dot.
        if folder == "INBOX" { root } else { root.join(format!(".{}", folder.replace('/', "."))) }
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // Dovecot gives idle sessions ten seconds to end.
        self.kill_sessions();
    }
}

fn run(binary: &Path, home: &Path, [clear, tls]: &[Port; 2]) -> Program {
    let config = home.join("dovecot.conf");
    let mut command = program::as_server(binary);
    command.args(["-F", "-c"]).arg(config);
    Program::start(command, &home.join("log/output"), [clear, tls])
}

fn users() -> String {
    [USER, OTHER_USER].iter().fold(String::new(), |mut text, user| {
        writeln!(text, "{user}:{{PLAIN}}{PASSWORD}").expect("text");
        text
    })
}

fn config(home: &Path, imap: u16, imaps: u16) -> String {
    let (user, group) = program::identity();
    let home = home.display();
    format!(
        "base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log/dovecot.log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{home}/tls.crt
ssl_key = <{home}/tls.key
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:{home}/mail/%u
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 0
mail_max_userip_connections = 500
passdb {{
  driver = passwd-file
  args = {home}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}/mail/%u
}}
service imap-login {{
  chroot =
  client_limit = 1000
  process_min_avail = 1
  service_count = 0
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
# Else the login after a refused one waits.
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
  chroot =
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
"
    )
}

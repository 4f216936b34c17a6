//! A Postfix that accepts mail for everybody into one Maildir, and refuses what it is told to.
//!
//! `reject…@` is refused at RCPT (550); `gone…@` is accepted and comes back as a delivery report to the envelope
//! sender. Letters over 200 kB are refused.

use std::os::unix::fs::chown;
use std::path::Path;

use super::certificate::Certificate;
use super::maildir;
use super::program::{self, Port, Program};
use super::unpacked::Unpacked;

/// Users and a group of each Debian that no other program of the tests is: Postfix wants an owner of its queue who is
/// neither root nor `nobody`.
const OWNER: (&str, u32) = ("mail", 8);
const SUBMITTERS: (&str, u32) = ("games", 60);

/// A Postfix, which runs until it is dropped.
pub(crate) struct Postfix {
    _program: Program,
    home: tempfile::TempDir,
    certificate: Certificate,
    tls: Port,
}

impl Postfix {
    /// The largest letter that it takes, in bytes.
    pub(crate) const SIZE: usize = 200_000;

    /// Starts a Postfix.
    pub(crate) fn start() -> Self {
        let package = Unpacked::find("postfix");
        let home = program::home();
        let (clear, tls) = (Port::hold(), Port::hold());
        let certificate = Certificate::write(home.path());
        make_directories(home.path());
        for (file, text) in [("senders", ""), ("recipients", RECIPIENTS), ("mailboxes", MAILBOXES)] {
            std::fs::write(home.path().join(file), text).expect("write a table");
        }
        let fill = |text: &str| {
            text.replace("@HOME@", &home.path().display().to_string())
                .replace("@ROOT@", &package.file("usr").display().to_string())
                .replace("@LIBRARIES@", &package.libraries().to_string_lossy())
                .replace("@SIZE@", &Self::SIZE.to_string())
                .replace("@CLEAR@", &clear.number.to_string())
                .replace("@TLS@", &tls.number.to_string())
        };
        std::fs::write(home.path().join("etc/main.cf"), fill(MAIN)).expect("write the config");
        std::fs::write(home.path().join("etc/master.cf"), fill(SERVICES)).expect("write the services");
        let mut command = program::as_ourselves();
        command.arg(package.file("usr/lib/postfix/sbin/master")).arg("-c").arg(home.path().join("etc")).arg("-d");
        command.env("LD_LIBRARY_PATH", package.libraries());
        let program = Program::start(command, &home.path().join("output"), [&clear, &tls]);
        Self { _program: program, home, certificate, tls }
    }

    /// The keys of `[courier.smtp]`.
    pub(crate) fn smtp_toml(&self) -> String {
        super::smtp_toml(self.tls.number, &self.certificate.certificate)
    }

    /// Refuses a sender from now on, the null sender as `<>`, or nobody with an empty text. As by default, it says so
    /// at RCPT only (`smtpd_delay_reject`).
    pub(crate) fn refuse_sender(&self, sender: &str) {
        let table = if sender.is_empty() { String::new() } else { format!("{sender} 554 not allowed to send here\n") };
        std::fs::write(self.home.path().join("senders"), table).expect("write the table");
    }

    /// All delivered mails.
    pub(crate) fn delivered(&self) -> Vec<String> {
        let paths = maildir::messages(&self.home.path().join("mail/all"));
        // Postfix gives each file its final name when it is whole.
        let texts = paths.iter().map(|path| std::fs::read(path).expect("read a mail"));
        texts.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).collect()
    }

    /// The delivered mails to an address.
    pub(crate) fn delivered_to(&self, address: &str) -> Vec<String> {
        let mark = format!("\nX-Original-To: {address}\n");
        self.delivered().into_iter().filter(|mail| mail.contains(&mark)).collect()
    }

    /// Its log, for a failing test.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.home.path().join("log")).unwrap_or_default()
    }
}

fn make_directories(home: &Path) {
    let own = |part: &str, (_, user): (&str, u32), group: Option<u32>| {
        let path = home.join(part);
        std::fs::create_dir_all(&path).expect("a directory");
        chown(&path, Some(user), group).expect("give the directory away");
    };
    for part in ["etc", "spool/pid"] {
        std::fs::create_dir_all(home.join(part)).expect("a directory");
    }
    for part in
        ["active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace"]
    {
        own(&format!("spool/{part}"), OWNER, None);
    }
    own("data", OWNER, None);
    own("spool/public", OWNER, Some(SUBMITTERS.1));
    own("spool/maildrop", OWNER, Some(SUBMITTERS.1));
    maildir::create(&home.join("mail/all"));
    program::give_away(&home.join("mail"));
}

const RECIPIENTS: &str = "/^reject/ 550 5.1.1 no such user here\n";
const MAILBOXES: &str = "!/^gone/ all/\n";

const MAIN: &str = "\
compatibility_level = 3.6
queue_directory = @HOME@/spool
data_directory = @HOME@/data
daemon_directory = @ROOT@/lib/postfix/sbin
command_directory = @ROOT@/sbin
shlib_directory = @ROOT@/lib/postfix
meta_directory = @ROOT@/../etc/postfix
import_environment = MAIL_CONFIG LD_LIBRARY_PATH=@LIBRARIES@
mail_owner = mail
setgid_group = games
default_privs = nobody
maillog_file = @HOME@/log
maillog_file_prefixes = @HOME@
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.test
mydestination =
alias_maps =
virtual_mailbox_domains = static:all
virtual_mailbox_base = @HOME@/mail
virtual_mailbox_maps = regexp:@HOME@/mailboxes
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
smtpd_reject_unlisted_recipient = no
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_recipient_restrictions = check_sender_access texthash:@HOME@/senders, check_recipient_access regexp:@HOME@/recipients, permit
smtpd_tls_cert_file = @HOME@/tls.crt
smtpd_tls_key_file = @HOME@/tls.key
smtpd_tls_security_level = may
message_size_limit = @SIZE@
# Else 100 letters in a minute are too many from one host for some versions, and tables are read once.
smtpd_client_event_limit_exceptions = static:all
max_use = 1
";

const SERVICES: &str = "\
127.0.0.1:@CLEAR@ inet n - n - - smtpd
127.0.0.1:@TLS@ inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
";

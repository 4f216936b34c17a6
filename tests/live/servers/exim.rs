//! An Exim that accepts mail for everybody, except for special names.
//!
//! `reject…@` is refused at RCPT (550), `later…@` is deferred (451), `bounce…@` is accepted and comes back as a
//! delivery report to the envelope sender. A subject with REJECTME or DEFERME is refused or deferred after DATA.

use std::path::{Path, PathBuf};

use super::certificate::Certificate;
use super::maildir;
use super::program::{self, Port, Program};

/// An Exim, which runs until it is dropped.
pub(crate) struct Exim {
    program: Program,
    home: tempfile::TempDir,
    certificate: Certificate,
    /// Port for clear text and STARTTLS.
    pub(crate) smtp: u16,
    /// Port for implicit TLS.
    pub(crate) smtps: u16,
    ports: [Port; 2],
}

impl Exim {
    /// The login name. The password is `secret`. A login is optional.
    pub(crate) const USER: &str = "user";

    /// Starts an Exim.
    pub(crate) fn start() -> Self {
        let installed = program::find("exim4", "exim4-daemon-light");
        let home = program::home();
        let ports = [Port::hold(), Port::hold()];
        let [smtp, smtps] = [ports[0].number, ports[1].number];
        let certificate = Certificate::write(home.path());
        for part in ["spool", "log", "mail"] {
            std::fs::create_dir(home.path().join(part)).expect("a directory");
        }
        maildir::create(&home.path().join("mail/all"));
        std::fs::write(home.path().join("exim.conf"), config(home.path(), smtp, smtps)).expect("write the config");
        // Debian's is setuid root; a copy is not.
        let binary = home.path().join("exim4");
        std::fs::copy(installed, &binary).expect("copy exim4");
        std::fs::set_permissions(&binary, std::os::unix::fs::PermissionsExt::from_mode(0o755))
            .expect("make it a program");
        program::give_away(home.path());
        let program = run(home.path(), &ports);
        Self { program, home, certificate, smtp, smtps, ports }
    }

    /// The certificate to trust.
    pub(crate) fn ca_file(&self) -> &Path {
        &self.certificate.certificate
    }

    /// The keys `host` to `ca_file` of `[courier.smtp]` for this server.
    pub(crate) fn smtp_toml(&self) -> String {
        super::smtp_toml(self.smtps, self.ca_file())
    }

    /// A program with its first arguments that takes mail like `/usr/sbin/sendmail`.
    pub(crate) fn sendmail(&self) -> (PathBuf, Vec<String>) {
        let file = |name: &str| self.home.path().join(name).display().to_string();
        let exim = [file("exim4"), "-C".to_owned(), file("exim.conf"), "-i".to_owned()];
        let arguments = program::rights().iter().map(|right| (*right).to_owned()).chain(exim);
        (program::find("setpriv", "util-linux"), arguments.collect())
    }

    /// Delivers mail for this address separately from now on.
    pub(crate) fn separate(&self, address: &str) {
        let root = self.home.path().join("mail").join(address);
        maildir::create(&root);
        program::give_away(&root);
    }

    /// From now on it removes from every mail the signs of a program, of what it answers, and its subject.
    pub(crate) fn strip(&self) {
        std::fs::write(self.home.path().join("strips"), "").expect("say that headers are taken out");
    }

    /// The Maildir of a separate address.
    pub(crate) fn maildir_of(&self, address: &str) -> PathBuf {
        self.home.path().join("mail").join(address)
    }

    /// The delivered mails, oldest first, without those for separate addresses. Exim adds `Return-path`, `Envelope-to`,
    /// `Delivery-date` and `Received`.
    pub(crate) fn delivered(&self) -> Vec<Vec<u8>> {
        read(&self.home.path().join("mail/all"))
    }

    /// The mails delivered to a separate address.
    pub(crate) fn delivered_to(&self, address: &str) -> Vec<Vec<u8>> {
        read(&self.home.path().join("mail").join(address))
    }

    /// Waits until its queue is empty.
    pub(crate) fn is_done(&self) -> bool {
        let spool = self.home.path().join("spool/input");
        spool.read_dir().is_ok_and(|mut entries| entries.next().is_none())
    }

    /// Takes the mails delivered since the last time, to a separate address or to all others.
    pub(crate) fn take(&self, address: Option<&str>) -> Vec<Vec<u8>> {
        maildir::take(&self.home.path().join("mail").join(address.unwrap_or("all")))
    }

    /// Defers every recipient with a 451 from now on, or stops doing so.
    pub(crate) fn set_busy(&self, busy: bool) {
        let sign = self.home.path().join("busy");
        if busy { std::fs::write(sign, "") } else { std::fs::remove_file(sign) }.expect("set or lift the sign");
    }

    /// The number of accepted mails that aren't delivered yet, without those that it gave up on (frozen).
    pub(crate) fn queued(&self) -> usize {
        let entries = self.home.path().join("spool/input").read_dir().into_iter().flatten().flatten();
        let heads = entries.filter(|entry| entry.file_name().as_encoded_bytes().ends_with(b"-H"));
        // It may be gone again when it is read.
        heads.filter(|head| std::fs::read(head.path()).is_ok_and(|head| !has(&head, b"-frozen"))).count()
    }

    /// Kills the processes of connections, as a crash does. Returns their number.
    pub(crate) fn kill_sessions(&self) -> usize {
        self.program.kill_children("exim4")
    }

    /// Stops it. Delivered mail stays.
    pub(crate) fn stop(&mut self) {
        self.program.kill_children("exim4");
        self.program.stop();
    }

    /// Starts it again on the same ports.
    pub(crate) fn start_again(&mut self) {
        self.program = run(self.home.path(), &self.ports);
    }

    /// Its log, for a failing test.
    pub(crate) fn log(&self) -> String {
        let logs: Vec<PathBuf> =
            ["mainlog", "rejectlog", "paniclog"].map(|name| self.home.path().join("log").join(name)).into();
        logs.iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect()
    }
}

fn run(home: &Path, [clear, tls]: &[Port; 2]) -> Program {
    let config = home.join("exim.conf");
    let mut command = program::as_server(home.join("exim4"));
    command.arg("-C").arg(config).args(["-bdf", "-q5s"]);
    Program::start(command, &home.join("log/output"), [clear, tls])
}

fn read(root: &Path) -> Vec<Vec<u8>> {
    maildir::messages(root).iter().map(|path| std::fs::read(path).expect("read a mail")).collect()
}

fn has(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}

fn config(home: &Path, smtp: u16, smtps: u16) -> String {
    let (user, group) = program::identity();
    CONFIG
        .replace("@HOME@", &home.display().to_string())
        .replace("@SMTP@", &smtp.to_string())
        .replace("@SMTPS@", &smtps.to_string())
        .replace("@USER@", &user)
        .replace("@GROUP@", &group)
}

const CONFIG: &str = "\
exim_user = @USER@
exim_group = @GROUP@
spool_directory = @HOME@/spool
log_file_path = @HOME@/log/%slog
pid_file_path = @HOME@/exim.pid
primary_hostname = mx.example.test
local_interfaces = 127.0.0.1
daemon_smtp_ports = @SMTP@ : @SMTPS@
tls_on_connect_ports = @SMTPS@
tls_certificate = @HOME@/tls.crt
tls_privatekey = @HOME@/tls.key
tls_advertise_hosts = *
smtputf8_advertise_hosts = *
dsn_advertise_hosts = *
deliver_drop_privilege = true
never_users =
keep_environment =
add_environment = PATH=/usr/bin:/bin
trusted_users = @USER@
host_lookup =
rfc1413_hosts =
smtp_accept_max = 200
smtp_accept_queue_per_connection = 0
smtp_accept_max_per_connection = 100000
queue_run_max = 5
message_size_limit = 50M
qualify_domain = example.test
acl_smtp_rcpt = acl_rcpt
acl_smtp_data = acl_data

begin acl
acl_rcpt:
  deny    local_parts = ^reject.*
          message = 5.1.1 no such user here
  defer   local_parts = ^later.*
          message = 4.2.1 mailbox busy
  defer   condition = ${if exists{@HOME@/busy}}
          message = 4.3.2 not accepting mail just now
  accept
acl_data:
  # What this server says of who wrote a mail that comes in at the desk; what others said under its name goes.
  warn    condition = ${if match{$recipients}{support@example.test}}
          remove_header = Authentication-Results
  warn    condition = ${if match{$recipients}{support@example.test}}
          authenticated = *
          add_header = :at_start:Authentication-Results: mx.example.test; auth=pass smtp.auth=$authenticated_id
  deny    condition = ${if match{$h_Subject:}{REJECTME}}
          message = 5.7.1 content refused
  defer   condition = ${if match{$h_Subject:}{DEFERME}}
          message = 4.7.1 greylisted
  accept

begin routers
# Accepted at RCPT and failed later: Exim itself writes a delivery report (RFC 3464) to the envelope sender.
nouser:
  driver = redirect
  local_parts = ^bounce.*
  allow_fail
  data = :fail: 5.1.1 mailbox does not exist here
stripped:
  driver = accept
  condition = ${if exists{@HOME@/strips}}
  headers_remove = Auto-Submitted : X-Auto-Response-Suppress : X-Maildesk-Loop : Precedence : Message-ID : In-Reply-To : \
    References : Subject
  headers_add = Subject: Hello
  transport = sink
local:
  driver = accept
  transport = sink

begin transports
sink:
  driver = appendfile
  # What comes from an address must not name a file; what is looked up in a directory may.
  directory = @HOME@/mail/${lookup{$local_part@$domain}dsearch,filter=dir,ret=key{@HOME@/mail}{$value}{all}}
  maildir_format
  create_directory
  delivery_date_add
  envelope_to_add
  return_path_add

begin retry
*  *  F,2h,1m

begin rewrite

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${if and{{or{{eq{$auth2}{user}}{eq{$auth2}{anna@desk.example}}}}{eq{$auth3}{secret}}}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = ${if and{{eq{$auth1}{user}}{eq{$auth2}{secret}}}}
  server_set_id = $auth1
";

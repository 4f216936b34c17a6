//! A Courier IMAP server in a directory of its own. Its programs look for each other, for logins and for their user at
//! places that were compiled in, so each Courier gets a view of the files of its own (mount_namespaces(7)).

use std::path::Path;

use super::program::{self, Port, Program};
use super::unpacked::Unpacked;
use super::{login_service, maildir};

pub(super) fn run(home: &Path, [clear, tls]: [&Port; 2]) -> Program {
    let package = Unpacked::find("courier-imap");
    maildir::create(&home.join("mail"));
    let socket = home.join("run/courier/authdaemon/socket");
    std::fs::create_dir_all(socket.parent().expect("a directory")).expect("a directory for logins");
    let account = format!("UID=65534\nGID=65534\nHOME={home}\nMAILDIR={home}/mail\n", home = home.display());
    login_service::start(&socket, move |stream| login_service::authdaemond(stream, &account));
    for (file, entry) in [("passwd", "courier:x:65533:65533::/:/bin/false\n"), ("group", "courier:x:65533:\n")] {
        let text = std::fs::read_to_string(Path::new("/etc").join(file)).expect("read who is there");
        std::fs::write(home.join(file), text + entry).expect("write who is there");
    }
    let read = |file: &str| std::fs::read_to_string(home.join(file)).expect("read what was written");
    std::fs::write(home.join("both.pem"), read("tls.key") + &read("tls.crt")).expect("write key and certificate");
    program::give_away(home);
    let mut command = program::as_ourselves();
    command.args(["unshare", "--mount", "sh", "-c", SCRIPT]).current_dir(home);
    command.env("LD_LIBRARY_PATH", package.libraries()).env("ROOT", package.file("")).env("HOME", home);
    command.env("CLEAR", clear.number.to_string()).env("TLS", tls.number.to_string());
    Program::start(command, &home.join("output"), [clear, tls])
}

/// As `/usr/sbin/imapd` and `/usr/sbin/imapd-ssl` of the package start it, without its logger.
const SCRIPT: &str = r#"
set -e
mount --bind "$HOME/passwd" /etc/passwd
mount --bind "$HOME/group" /etc/group
mount --bind "$HOME/run" /run
export IMAP_CAPABILITY="IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA IDLE"
export IMAP_CAPABILITY_TLS="$IMAP_CAPABILITY AUTH=PLAIN"
export IMAP_KEYWORDS=1 IMAP_ACL=1 IMAP_IDLE_TIMEOUT=60 IMAP_ENHANCEDIDLE=0 IMAP_USELOCKS=0 IMAP_MAILBOX_SANITY_CHECK=1
export IMAP_STARTTLS=YES IMAP_TLS_REQUIRED=0 COURIERTLS="$ROOT/usr/bin/couriertls" TLS_CERTFILE="$HOME/both.pem"
listen() {
    port=$1
    shift
    exec "$ROOT/usr/sbin/couriertcpd" -address=127.0.0.1 -maxprocs=200 -maxperip=200 -nodnslookup -noidentlookup \
        "$port" "$@" "$ROOT/usr/lib/courier/courier/imaplogin" "$ROOT/usr/bin/imapd" mail
}
(IMAP_TLS=1 listen "$TLS" "$COURIERTLS" -server -tcpd) &
listen "$CLEAR"
"#;

//! A Cyrus IMAP server in a directory of its own.

use std::path::Path;

use super::login_service;
use super::program::{self, Port, Program};
use super::unpacked::Unpacked;

pub(super) fn run(home: &Path, [clear, tls]: [&Port; 2]) -> Program {
    let package = Unpacked::find("cyrus-imapd");
    for part in ["conf/db", "conf/socket", "conf/proc", "conf/log", "conf/msg", "conf/lock", "spool", "run"] {
        std::fs::create_dir_all(home.join(part)).expect("a directory");
    }
    login_service::start(&home.join("run/mux"), login_service::saslauthd);
    let (user, group) = program::identity();
    let fill = |text: &str| {
        text.replace("@HOME@", &home.display().to_string())
            .replace("@BIN@", &package.file("usr/lib/cyrus/bin").display().to_string())
            .replace("@USER@", &user)
            .replace("@GROUP@", &group)
            .replace("@CLEAR@", &clear.number.to_string())
            .replace("@TLS@", &tls.number.to_string())
    };
    std::fs::write(home.join("imapd.conf"), fill(IMAPD)).expect("write the config");
    std::fs::write(home.join("cyrus.conf"), fill(SERVICES)).expect("write the services");
    program::give_away(home);
    let mut command = program::as_server(package.file("usr/lib/cyrus/bin/master"));
    command.arg("-C").arg(home.join("imapd.conf")).arg("-M").arg(home.join("cyrus.conf"));
    command.arg("-p").arg(home.join("run/pid")).env("LD_LIBRARY_PATH", package.libraries());
    Program::start(command, &home.join("output"), [clear, tls])
}

const IMAPD: &str = "\
configdirectory: @HOME@/conf
partition-default: @HOME@/spool
defaultpartition: default
cyrus_user: @USER@
cyrus_group: @GROUP@
allowplaintext: yes
sasl_mech_list: PLAIN LOGIN
sasl_pwcheck_method: saslauthd
sasl_saslauthd_path: @HOME@/run/mux
autocreate_quota: 0
altnamespace: no
unixhierarchysep: no
idlesocket: @HOME@/run/idle
proc_path: @HOME@/conf/proc
mboxname_lockpath: @HOME@/conf/lock
tls_server_cert: @HOME@/tls.crt
tls_server_key: @HOME@/tls.key
";

const SERVICES: &str = "\
START {
  recover cmd=\"@BIN@/ctl_cyrusdb -C @HOME@/imapd.conf -r\"
}
SERVICES {
  imap cmd=\"@BIN@/imapd -C @HOME@/imapd.conf\" listen=\"127.0.0.1:@CLEAR@\" prefork=0
  imaps cmd=\"@BIN@/imapd -s -C @HOME@/imapd.conf\" listen=\"127.0.0.1:@TLS@\" prefork=0
}
DAEMON {
  idled cmd=\"@BIN@/idled -C @HOME@/imapd.conf\"
}
EVENTS {
  checkpoint cmd=\"@BIN@/ctl_cyrusdb -C @HOME@/imapd.conf -c\" period=30
}
";

//! `[portal]`: its defaults, and its faults.

use super::*;
use crate::desk::portal::Portal;
use crate::site::{Knowledge, Listen, Network, Origin, Stars, TlsFiles};

/// The first two lines are `[portal]` and a good url.
fn portal(lines: &str, expected: &str) {
    check(&format!("[portal]\nurl = 'https://help.example'\n{lines}"), expected);
}

fn site(lines: &str) -> Site {
    good(&format!("[portal]\nurl = 'https://help.example'\n{lines}")).site.unwrap()
}

fn networks(texts: &[(&str, u8)]) -> Vec<Network> {
    texts.iter().map(|(address, bits)| Network { address: address.parse().unwrap(), bits: *bits }).collect()
}

const TLS: &str = "tls = { certificate = 'fullchain.pem', key = 'privkey.pem' }";

#[test]
fn without_the_section_there_is_none() {
    let config = good("");
    assert_eq!((config.site, config.policy.portal), (None, None));
}

#[test]
fn what_is_not_said_is_usual() {
    let expected = Site {
        origin: Origin("https://help.example".to_owned()),
        listen: Listen::Tcp("127.0.0.1:8460".parse().unwrap()),
        tls: None,
        proxies: networks(&[("127.0.0.0", 8), ("::1", 128)]),
        mailbox: "support".to_owned(),
        operators: Vec::new(),
        words: [
            "anmelden",
            "anmeldung",
            "einloggen",
            "inloggen",
            "klantportaal",
            "kundenportal",
            "login",
            "portaal",
            "portal",
            "support portal login",
        ]
        .map(str::to_owned)
        .to_vec(),
        newcomers: true,
        new: true,
        people: true,
        files: true,
        search: true,
        assignee_shown: true,
        agents: true,
        live: true,
        stars: Stars::Page,
        knowledge: None,
        oidc: None,
    };
    assert_eq!(site(""), expected);
}

#[test]
fn what_is_said_counts() {
    let found = site(
        "listen = 'unix:portal.sock'\nproxies = ['10.0.0.0/8']\nmailbox = 'support'\noperators = ['anna']\n\
         words = ['Support  Login']\nnewcomers = false\nnew = false\npeople = false\nfiles = false\nsearch = false\n\
         assignee_shown = false\nlive = false\nstars = 'mail'\nknowledge = 'knowledge'\nknowledge_for = 'signed-in'",
    );
    let expected = Site {
        origin: Origin("https://help.example".to_owned()),
        listen: Listen::Unix(PathBuf::from("/desk/portal.sock")),
        tls: None,
        proxies: networks(&[("10.0.0.0", 8)]),
        mailbox: "support".to_owned(),
        operators: vec!["anna".to_owned()],
        words: vec!["support login".to_owned()],
        newcomers: false,
        new: false,
        people: false,
        files: false,
        search: false,
        assignee_shown: false,
        agents: true,
        live: false,
        stars: Stars::Mail,
        knowledge: Some(Knowledge { directory: PathBuf::from("/desk/knowledge"), only_signed_in: true }),
        oidc: None,
    };
    assert_eq!(found, expected);
}

#[test]
fn decisions_know_what_they_need() {
    let config = good("[portal]\nurl = 'https://Help.Example/'\nwords = ['Login']\nagents = false\nstars = 'mail'");
    let (origin, words) = ("https://help.example".to_owned(), vec!["login".to_owned()]);
    assert_eq!(config.policy.portal, Some(Portal { origin, words, agents: false, stars: false }));
}

#[test]
fn who_is_believed_about_addresses() {
    let check = |lines: &str, expected: &[(&str, u8)]| assert_eq!(site(lines).proxies, networks(expected), "{lines}");
    check("", &[("127.0.0.0", 8), ("::1", 128)]);
    check("proxies = []", &[]);
    check(TLS, &[]);
    check(&format!("{TLS}\nlisten = '0.0.0.0:443'\nproxies = ['192.0.2.7/32']"), &[("192.0.2.7", 32)]);
    let plain = good("[portal]\nurl = 'http://localhost:8460'").site.unwrap();
    assert_eq!(plain.proxies, []);
}

#[test]
fn the_url_is_an_origin() {
    let url = |url: &str, expected: &str| check(&format!("[portal]\nurl = {url}"), expected);
    check("[portal]", "1:1 error: [portal] has no `url` (write url = \"https://help.example\")");
    url("1", "2:7 error: `url` must be text in quotes, not a number (write url = \"https://help.example\")");
    url("'help.example'", "2:7 error: `help.example` isn't a web address (write url = \"https://help.example\")");
    url(
        "'http://help.example'",
        "2:7 error: `http://help.example` isn't encrypted: others on the network could sign in as anybody \
         (write url = \"https://help.example\")",
    );
    url(
        "'https://desk.example/help'",
        "2:7 error: `https://desk.example/help` has more than a host: the portal is at the root of its own host \
         (write url = \"https://desk.example\")",
    );
    url(
        "'https://ada@desk.example'",
        "2:7 error: `https://ada@desk.example` has a user in it (write url = \"https://help.example\")",
    );
}

#[test]
fn nobody_on_the_way_reads_along() {
    portal("listen = '127.0.0.1:80'", "");
    portal("listen = '[::1]:80'", "");
    portal("listen = 'unix:/run/maildesk/portal.sock'", "");
    portal(&format!("listen = '0.0.0.0:443'\n{TLS}"), "");
    let far = "(write tls = { certificate = \"…\", key = \"…\" }, or listen = \"127.0.0.1:8460\" behind a proxy)";
    for address in ["0.0.0.0:80", "10.0.0.1:80", "[::]:80", "192.0.2.1:8460"] {
        let message =
            format!("3:10 error: there is no tls, but others than this machine can reach {address} and read along");
        portal(&format!("listen = '{address}'"), &format!("{message} {far}"));
    }
    portal(
        &format!("{TLS}\nlisten = 'unix:portal.sock'"),
        "3:7 error: `tls` can't be used on a unix socket (leave tls out: the proxy has the certificate)",
    );
    check(
        &format!("[portal]\nurl = 'http://localhost'\n{TLS}"),
        "3:7 error: the portal has a certificate, but its url begins with http:// \
         (write url = \"https://…\", or leave tls out)",
    );
}

#[test]
fn it_listens_somewhere() {
    let help = "(write listen = \"127.0.0.1:8460\" or \"unix:/run/maildesk/portal.sock\")";
    for text in ["8460", "localhost:8460", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:99999", ":8460", "/run/a.sock"] {
        let expected = format!("3:10 error: `{text}` isn't an IP address with a port {help}");
        portal(&format!("listen = '{text}'"), &expected);
    }
    for text in ["unix:", "unix:/run/"] {
        portal(&format!("listen = '{text}'"), &format!("3:10 error: `{text}` names no file for the socket {help}"));
    }
    let long = format!("unix:/{}", "a".repeat(107));
    let expected = format!("3:10 error: `{long}` is too long for a socket: 108 of at most 107 bytes {help}");
    portal(&format!("listen = '{long}'"), &expected);
}

#[test]
fn certificates_are_there_and_keys_are_secret() {
    let tls = |certificate: &str, key: &str, expected: &str| {
        portal(&format!("tls.certificate = '{certificate}'\ntls.key = '{key}'"), expected);
    };
    tls("fullchain.pem", "privkey.pem", "");
    tls(
        "none.pem",
        "privkey.pem",
        "3:19 error: can't read /desk/none.pem: no such file \
         (write the path of a certificate in PEM form that maildesk can read)",
    );
    tls(
        "fullchain.pem",
        "none.pem",
        "4:11 error: can't read /desk/none.pem: no such file \
         (write the path of a private key in PEM form that maildesk can read)",
    );
    tls(
        "privkey.pem",
        "fullchain.pem",
        "3:19 error: /desk/privkey.pem isn't a certificate \
         (write the path of a certificate in PEM form, with the line -----BEGIN CERTIFICATE-----)\n\
         4:11 error: /desk/fullchain.pem isn't a private key \
         (write the path of a private key in PEM form, with the line -----BEGIN PRIVATE KEY-----)",
    );
    tls(
        "fullchain.pem",
        "locked-key.pem",
        "4:11 error: /desk/locked-key.pem needs a passphrase (store it without a passphrase, with mode 0600)",
    );
    tls(
        "fullchain.pem",
        "open-key.pem",
        "4:11 warning: every user of this machine can read /desk/open-key.pem (chmod 0600 /desk/open-key.pem)",
    );
    portal(
        "tls = {}",
        "3:7 error: [portal.tls] has no `certificate` (write certificate = \"/etc/maildesk/fullchain.pem\")\n\
         3:7 error: [portal.tls] has no `key` (write key = \"/etc/maildesk/privkey.pem\")",
    );
    portal(
        "tls = 'fullchain.pem'\nlisten = '0.0.0.0:443'",
        "3:7 error: `tls` must be a table (write a section [portal.tls])",
    );
}

#[test]
fn a_command_that_serves_nothing_needs_no_key() {
    let text =
        completed("[portal]\nurl = 'https://help.example'\ntls = { certificate = 'none.pem', key = 'none.pem' }");
    let parse = |passwords| Config::parse_with(&text, Path::new("/desk/config.toml"), &world(), passwords);
    let files = TlsFiles { certificate: PathBuf::from("/desk/none.pem"), key: PathBuf::from("/desk/none.pem") };
    assert_eq!(parse(Passwords::Left).unwrap().site.unwrap().tls, Some(files));
    assert!(parse(Passwords::Read).is_err());
}

#[test]
fn proxies_are_networks() {
    portal(
        "proxies = ['10.0.0.1']",
        "3:12 error: `10.0.0.1` has no number of bits (write proxies = [\"10.0.0.1/32\"])",
    );
    portal(
        "proxies = ['10.0.0.0/8', '0.0.0.0/0']",
        "3:26 error: `0.0.0.0/0` means everybody, and anybody could then pretend another address \
         (write proxies = [\"0.0.0.0/32\"])",
    );
    portal(
        "proxies = '10.0.0.0/8'",
        "3:11 error: `proxies` must be a list, not text (write proxies = [\"127.0.0.1/32\"])",
    );
}

#[test]
fn names_exist() {
    portal("mailbox = 'suport'", "3:11 error: there is no mailbox `suport` (did you mean `support`?)");
    portal("operators = ['ana']", "3:14 error: `ana` isn't an agent (did you mean `anna`?)");
    portal("operators = ['anna', 'Anna']", "3:22 error: anna is listed twice (remove one of them)");
    portal(
        "operators = ['anna']\nagents = false",
        "3:13 warning: `operators` has no effect: agents = false (write agents = true, or leave operators out)",
    );
    portal(
        "knowledge = 'none'",
        "3:13 error: there is no directory /desk/none \
         (make it, with a directory for each language: knowledge/en/reset-the-gripper.md)",
    );
    portal(
        "knowledge_for = 'signed-in'",
        "3:17 warning: `knowledge_for` has no effect: there is no knowledge base \
         (write knowledge = \"knowledge\", or leave knowledge_for out)",
    );
    portal("serach = true", "3:1 error: unknown key `serach` in [portal] (did you mean `search`?)");
    check(
        "[[portal]]\nurl = 'https://help.example'",
        "1:1 error: `portal` is written as a list, but there can only be one (write [portal] with single brackets)",
    );
}

#[test]
fn values_are_of_their_kind() {
    portal("stars = 'both'", "3:9 error: `both` is an unknown value for `stars` (write one of: \"page\", \"mail\")");
    portal(
        "knowledge = 'knowledge'\nknowledge_for = 'nobody'",
        "4:17 error: `nobody` is an unknown value for `knowledge_for` (write one of: \"anyone\", \"signed-in\")",
    );
    let flags = ["newcomers", "new", "people", "files", "search", "assignee_shown", "agents", "live"];
    for flag in flags {
        let column = flag.len() + 4;
        let expected =
            format!("3:{column} error: `{flag}` must be true or false, without quotes, not text (write {flag} = true)");
        portal(&format!("{flag} = 'yes'"), &expected);
    }
}

#[test]
fn a_subject_asks_for_one_thing() {
    portal("words = []", "");
    portal(
        "words = ['login!']",
        "3:10 error: `login!` starts or ends with punctuation, which is ignored in subjects \
         (write only words, such as \"my tickets\")",
    );
    portal(
        "words = ['My Tickets']",
        "3:9 error: the subject `my tickets` asks for a list of tickets already \
         (leave it out here, or in [lists] words)",
    );
    let lists = good("[lists]\nwords = { en = ['portal'] }\n[portal]\nurl = 'https://help.example'");
    assert!(!lists.site.unwrap().words.contains(&"portal".to_owned()));
}

#[cfg(not(feature = "oidc"))]
#[test]
fn a_program_that_can_ask_no_provider_says_so() {
    portal(
        "[portal.oidc]\nissuer = 'https://id.example'\nclient_id = 'desk'\nsecret.file = 'imap-password'\nfor = 'agents'",
        "3:1 error: this maildesk was built without signing in at a provider \
         (build it with cargo build --release, or remove [portal.oidc])",
    );
}

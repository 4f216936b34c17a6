//! `[portal]`: the pages beside the mail. What would be unsafe is refused: without TLS only this machine is listened to, and a
//! proxy on it has to add TLS.

use std::net::{IpAddr, SocketAddr};

use crate::desk::people::Agents;
use crate::site::{Knowledge, Listen, Network, Origin, Site, Stars, TlsFiles};

use super::mailbox::MailboxConfig;
use super::reader::{Found, Key, Table};
use super::suggest;

const URL: Key = Key { name: "url", example: "\"https://help.example\"" };
const LISTEN: Key = Key { name: "listen", example: "\"127.0.0.1:8460\"" };
const CERTIFICATE: Key = Key { name: "certificate", example: "\"/etc/maildesk/fullchain.pem\"" };
const PRIVATE_KEY: Key = Key { name: "key", example: "\"/etc/maildesk/key.pem\"" };
const PROXIES: Key = Key { name: "proxies", example: "[\"10.0.0.0/8\"]" };
const MAILBOX: Key = Key { name: "mailbox", example: "\"support\"" };
const OPERATORS: Key = Key { name: "operators", example: "[\"anna\"]" };
const NEWCOMERS: Key = Key { name: "newcomers", example: "false" };
const NEW: Key = Key { name: "new", example: "false" };
const PEOPLE: Key = Key { name: "people", example: "false" };
const FILES: Key = Key { name: "files", example: "false" };
const ASSIGNEE_SHOWN: Key = Key { name: "assignee_shown", example: "false" };
const SEARCH: Key = Key { name: "search", example: "false" };
const KNOWLEDGE: Key = Key { name: "knowledge", example: "\"knowledge\"" };
const KNOWLEDGE_FOR: Key = Key { name: "knowledge_for", example: "\"signed-in\"" };
const AGENTS: Key = Key { name: "agents", example: "false" };

/// Where the daemon listens if the config doesn't say.
const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8460);

/// Reads `[portal]`. Without it there are no pages.
pub(super) fn read(root: &Table<'_>, mailboxes: &[MailboxConfig], agents: &Agents) -> Option<Site> {
    let table = root.table("portal")?;
    let url = table.required(URL, Table::text);
    let origin = url.as_ref().and_then(|url| origin(&table, url));
    let listen = table.text(LISTEN);
    let tls = tls(&table);
    let place = listen.as_ref().map_or(Some(Listen::Tcp(DEFAULT_LISTEN)), |found| listen_on(&table, found));
    if let (Some(Listen::Tcp(address)), None) = (&place, &tls)
        && !address.ip().to_canonical().is_loopback()
        && let Some(found) = &listen
    {
        let message = format!("{} is open to other machines, and nothing protects what they send", found.value);
        let help = "write listen = \"127.0.0.1:8460\" and let a proxy on this machine add TLS, or add \
                    tls = { certificate = \"…\", key = \"…\" }";
        table.reading.fault(&found.span, message, help);
    }
    let proxies = table.texts(PROXIES).map_or_else(Vec::new, |found| {
        found.value.iter().filter_map(|network| self::network(&table, network)).collect()
    });
    let mailbox = mailbox(&table, mailboxes);
    let operators = operators(&table, agents);
    let flag = |key: Key| table.flag(key).unwrap_or(true);
    let (newcomers, new, people, files) = (flag(NEWCOMERS), flag(NEW), flag(PEOPLE), flag(FILES));
    let (assignee_shown, agents, search) = (flag(ASSIGNEE_SHOWN), flag(AGENTS), flag(SEARCH));
    let knowledge = knowledge(&table);
    table.done();
    Some(Site {
        origin: origin?,
        listen: place?,
        tls,
        proxies,
        mailbox: mailbox?,
        operators,
        words: Vec::new(),
        newcomers,
        new,
        people,
        files,
        search,
        assignee_shown,
        agents,
        live: false,
        stars: Stars::Mail,
        knowledge,
    })
}

/// `https://help.example`, `http://localhost:8460`.
fn origin(table: &Table<'_>, url: &Found<String>) -> Option<Origin> {
    let fault = |message: String, help: &str| {
        table.reading.fault(&url.span, message, help);
        None
    };
    let text = url.value.trim_end_matches('/').to_ascii_lowercase();
    let Some((scheme, rest)) = text.split_once("://") else {
        return fault(format!("`{}` isn't the address of a page", url.value), "write url = \"https://help.example\"");
    };
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (rest, None),
    };
    let is_host = |host: &str| {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let is_name =
            !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
        is_name || (host.starts_with('[') && bare.parse::<IpAddr>().is_ok())
    };
    if !is_host(host) || port.is_some_and(|port| port.parse::<u16>().is_err()) {
        let message = format!("`{}` has more than a host and a port", url.value);
        return fault(message, "write url = \"https://help.example\": pages are always at the top of their host");
    }
    let is_here =
        host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|it| it.is_loopback());
    let own_port = match scheme {
        "https" => "443",
        "http" if is_here => "80",
        "http" => {
            let message = format!("with {} browsers would send everything in clear text", url.value);
            return fault(message, "write https://, and let a proxy or `tls` add it");
        }
        _ => return fault(format!("`{scheme}` isn't https"), "write url = \"https://help.example\""),
    };
    let port = port.filter(|port| *port != own_port).map(|port| format!(":{port}")).unwrap_or_default();
    Some(Origin(format!("{scheme}://{host}{port}")))
}

fn listen_on(table: &Table<'_>, found: &Found<String>) -> Option<Listen> {
    if let Some(path) = found.value.strip_prefix("unix:") {
        return Some(Listen::Unix(table.reading.resolve(path)));
    }
    let address = found.value.parse().ok().map(Listen::Tcp);
    if address.is_none() {
        let message = format!("`{}` is neither an address with a port nor a unix socket", found.value);
        let help = "write listen = \"127.0.0.1:8460\" or listen = \"unix:/run/maildesk/portal.sock\"";
        table.reading.fault(&found.span, message, help);
    }
    address
}

fn tls(portal: &Table<'_>) -> Option<TlsFiles> {
    let table = portal.table("tls")?;
    let file = |key: Key| {
        let found = table.required(key, Table::path)?;
        if !table.reading.environment.is_file(&found.value) {
            let message = format!("can't read {}", found.value.display());
            table.reading.fault(&found.span, message, "name a file in PEM format");
        }
        Some(found)
    };
    let (certificate, key) = (file(CERTIFICATE), file(PRIVATE_KEY));
    table.done();
    let (certificate, key) = (certificate?, key?);
    if table.reading.environment.is_open_to_all(&key.value) {
        let message = format!("everybody on this machine can read {}", key.value.display());
        table.reading.warn(Some(&key.span), message, format!("chmod 0640 {}", key.value.display()));
    }
    Some(TlsFiles { certificate: certificate.value, key: key.value })
}

/// The directory of articles, and who can read them.
fn knowledge(table: &Table<'_>) -> Option<Knowledge> {
    let directory = table.path(KNOWLEDGE);
    let readers = table.word(KNOWLEDGE_FOR, &[("anyone", false), ("signed-in", true)]);
    let Some(directory) = directory else {
        if let Some(readers) = readers {
            let help = "add knowledge = \"knowledge\", the directory with LANGUAGE/NAME.md, or remove it";
            table.reading.fault(&readers.span, "`knowledge_for` says who reads articles, but there are none", help);
        }
        return None;
    };
    if !table.reading.environment.is_directory(&directory.value) {
        let message = format!("there is no directory {}", directory.value.display());
        let help = "make it, with a directory for each language: en/reset.md";
        table.reading.fault(&directory.span, message, help);
    }
    let only_signed_in = readers.is_some_and(|readers| readers.value);
    Some(Knowledge { directory: directory.value, only_signed_in })
}

/// `10.0.0.0/8`, `192.0.2.1`.
fn network(table: &Table<'_>, found: &Found<String>) -> Option<Network> {
    let (address, bits) = found.value.split_once('/').unwrap_or((&found.value, ""));
    let network = address.parse::<IpAddr>().ok().and_then(|address| {
        let all = if address.is_ipv4() { 32 } else { 128 };
        let bits = if bits.is_empty() { Some(all) } else { bits.parse().ok().filter(|bits| *bits <= all) };
        bits.map(|bits| Network { address, bits })
    });
    if network.is_none() {
        let message = format!("`{}` isn't an address or a network", found.value);
        table.reading.fault(&found.span, message, "write proxies = [\"10.0.0.0/8\", \"192.0.2.1\"]");
    }
    network
}

fn mailbox(table: &Table<'_>, mailboxes: &[MailboxConfig]) -> Option<String> {
    let Some(found) = table.text(MAILBOX) else { return mailboxes.first().map(|first| first.name.clone()) };
    if mailboxes.iter().any(|mailbox| mailbox.name == found.value) {
        return Some(found.value);
    }
    let known: Vec<&str> = mailboxes.iter().map(|mailbox| mailbox.name.as_str()).collect();
    let message = format!("there is no mailbox `{}`", found.value);
    table.reading.fault(&found.span, message, suggest::hint(&found.value, &known));
    None
}

fn operators(table: &Table<'_>, agents: &Agents) -> Vec<String> {
    let Some(found) = table.texts(OPERATORS) else { return Vec::new() };
    let known: Vec<&str> = agents.names().collect();
    let agent = |name: Found<String>| {
        let agent = agents.find_by_name(&name.value).map(|agent| agent.name.clone());
        if agent.is_none() {
            let message = format!("there is no agent `{}`", name.value);
            table.reading.fault(&name.span, message, suggest::hint(&name.value, &known));
        }
        agent
    };
    found.value.into_iter().filter_map(agent).collect()
}

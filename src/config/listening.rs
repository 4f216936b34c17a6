//! `[portal] listen`, `tls` and `proxies`: how browsers reach the portal, and that nobody on the way can read along.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;

use crate::site::{Listen, Network, TlsFiles};

use super::environment::Passwords;
use super::reader::{Found, Key, Table};

const LISTEN: Key = Key { name: "listen", example: "\"127.0.0.1:8460\"" };
const PROXIES: Key = Key { name: "proxies", example: "[\"127.0.0.1/32\"]" };
const CERTIFICATE: Key = Key { name: "certificate", example: "\"/etc/maildesk/fullchain.pem\"" };
const KEY: Key = Key { name: "key", example: "\"/etc/maildesk/privkey.pem\"" };

/// Where the portal listens if the config doesn't say it.
const USUAL: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8460);
/// The longest path of a unix socket, in bytes (`sun_path` less its NUL).
const MAX_SOCKET_PATH: usize = 107;
/// This machine, where a proxy is if the config doesn't say otherwise.
const LOOPBACK: [Network; 2] = [
    Network { address: IpAddr::V4(Ipv4Addr::new(127, 0, 0, 0)), bits: 8 },
    Network { address: IpAddr::V6(Ipv6Addr::LOCALHOST), bits: 128 },
];

/// How browsers reach the portal.
pub(super) struct Listening {
    pub(super) listen: Listen,
    pub(super) tls: Option<TlsFiles>,
    pub(super) proxies: Vec<Network>,
}

/// Reads the three keys. `is_https`: what the url says, if it could be read.
pub(super) fn read(table: &Table<'_>, is_https: Option<bool>) -> Option<Listening> {
    let listen = table.text(LISTEN).map(|found| Found { value: to_listen(table, &found), span: found.span });
    let has_tls = table.value("tls").is_some();
    let tls = table.table("tls").map(|tls| (tls.span.clone().unwrap_or_default(), read_tls(&tls)));
    let proxies = read_proxies(table);
    let (span, listen) = match listen {
        Some(Found { value, span }) => (span, value?),
        None => (table.span.clone().unwrap_or_default(), Listen::Tcp(USUAL)),
    };
    match (&listen, &tls) {
        (Listen::Tcp(address), None) if !address.ip().to_canonical().is_loopback() && !has_tls => {
            let message = format!("there is no tls, but others than this machine can reach {address} and read along");
            let help =
                "write tls = { certificate = \"…\", key = \"…\" }, or listen = \"127.0.0.1:8460\" behind a proxy";
            table.reading.fault(&span, message, help);
        }
        (Listen::Unix(_), Some((tls, _))) => {
            let message = "`tls` can't be used on a unix socket";
            table.reading.fault(tls, message, "leave tls out: the proxy has the certificate");
        }
        (Listen::Tcp(_), Some((tls, _))) if is_https == Some(false) => {
            let message = "the portal has a certificate, but its url begins with http://";
            table.reading.fault(tls, message, "write url = \"https://…\", or leave tls out");
        }
        _ => {}
    }
    let is_behind_proxy = is_https == Some(true) && !has_tls;
    let of_proxy = if is_behind_proxy { LOOPBACK.to_vec() } else { Vec::new() };
    let tls = match tls {
        Some((_, files)) => Some(files?),
        None => None,
    };
    Some(Listening { listen, tls, proxies: proxies.unwrap_or(of_proxy) })
}

fn to_listen(table: &Table<'_>, found: &Found<String>) -> Option<Listen> {
    let text = found.value.as_str();
    let usual = "write listen = \"127.0.0.1:8460\" or \"unix:/run/maildesk/portal.sock\"";
    if let Some(path) = text.strip_prefix("unix:") {
        let path = table.reading.resolve(path.trim());
        let bytes = path.as_os_str().len();
        let wrong = if text.ends_with([':', '/']) {
            Some("names no file for the socket".to_owned())
        } else if bytes > MAX_SOCKET_PATH {
            Some(format!("is too long for a socket: {bytes} of at most {MAX_SOCKET_PATH} bytes"))
        } else {
            None
        };
        if let Some(wrong) = &wrong {
            table.reading.fault(&found.span, format!("`{text}` {wrong}"), usual);
        }
        return wrong.is_none().then_some(Listen::Unix(path));
    }
    let address = text.parse::<SocketAddr>().ok().filter(|address| address.port() != 0);
    if address.is_none() {
        table.reading.fault(&found.span, format!("`{text}` isn't an IP address with a port"), usual);
    }
    address.map(Listen::Tcp)
}

fn read_tls(table: &Table<'_>) -> Option<TlsFiles> {
    let certificate = table.required(CERTIFICATE, Table::path);
    let key = table.required(KEY, Table::path);
    table.done();
    let (certificate, key) = (certificate?, key?);
    // Commands that serve no page may run as a user who can't read the key.
    if table.reading.passwords == Passwords::Read {
        check_pem(table, &certificate, "BEGIN CERTIFICATE", "a certificate");
        check_pem(table, &key, "PRIVATE KEY", "a private key");
    }
    if table.reading.environment.is_open_to_all(&key.value) {
        let message = format!("every user of this machine can read {}", key.value.display());
        table.reading.warn(Some(&key.span), message, format!("chmod 0600 {}", key.value.display()));
    }
    Some(TlsFiles { certificate: certificate.value, key: key.value })
}

/// A file in PEM (RFC 7468) with a block of this kind.
fn check_pem(table: &Table<'_>, file: &Found<PathBuf>, block: &str, what: &str) {
    let path = file.value.display();
    let bytes = match table.reading.environment.read(&file.value) {
        Ok(bytes) => bytes,
        Err(error) => {
            let help = format!("write the path of {what} in PEM form that maildesk can read");
            table.reading.fault(&file.span, format!("can't read {path}: {error}"), help);
            return;
        }
    };
    let text = String::from_utf8_lossy(&bytes);
    if !text.contains(block) {
        let help = format!("write the path of {what} in PEM form, with the line -----{}-----", line_of(block));
        table.reading.fault(&file.span, format!("{path} isn't {what}"), help);
    } else if text.contains("ENCRYPTED") {
        let help = "store it without a passphrase, with mode 0600";
        table.reading.fault(&file.span, format!("{path} needs a passphrase"), help);
    }
}

fn line_of(block: &str) -> String {
    if block.starts_with("BEGIN") { block.to_owned() } else { format!("BEGIN {block}") }
}

fn read_proxies(table: &Table<'_>) -> Option<Vec<Network>> {
    let found = table.texts(PROXIES)?;
    let mut networks = Vec::new();
    for text in found.value {
        match to_network(&text.value) {
            Ok(network) => networks.push(network),
            Err(Wrong { why, instead }) => {
                let help = format!("write proxies = [\"{instead}\"]");
                table.reading.fault(&text.span, format!("`{}` {why}", text.value), help);
            }
        }
    }
    Some(networks)
}

/// Why a text is no network of proxies, and what was perhaps meant.
#[derive(Debug, PartialEq, Eq)]
struct Wrong {
    why: String,
    instead: String,
}

/// An address with the number of its bits that count (RFC 4632, section 3.1; RFC 4291, section 2.3).
fn to_network(text: &str) -> Result<Network, Wrong> {
    let wrong = |why: &str, instead: String| Err(Wrong { why: why.to_owned(), instead });
    let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
    let Ok(address) = address.parse::<IpAddr>() else {
        return wrong("isn't a network of IP addresses", "10.0.0.0/8".to_owned());
    };
    let most = if address.is_ipv4() { 32 } else { 128 };
    let Some(bits) = bits else {
        return wrong("has no number of bits", format!("{address}/{most}"));
    };
    match bits.parse::<u8>() {
        Ok(0) => wrong("means everybody, and anybody could then pretend another address", format!("{address}/{most}")),
        Ok(bits) if bits <= most => {
            let first = first_of(address, bits);
            if first == address {
                Ok(Network { address, bits })
            } else {
                wrong("isn't the first address of its network", format!("{first}/{bits}"))
            }
        }
        _ => wrong(&format!("has no number of bits from 1 to {most}"), format!("{address}/{most}")),
    }
}

/// The first address with the same first bits.
fn first_of(address: IpAddr, bits: u8) -> IpAddr {
    let bits = u32::from(bits);
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32_u32.saturating_sub(bits)).unwrap_or(0);
            Ipv4Addr::from_bits(address.to_bits() & mask).into()
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128_u32.saturating_sub(bits)).unwrap_or(0);
            Ipv6Addr::from_bits(address.to_bits() & mask).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_networks_are_proxies() {
        let check = |text: &str, expected: Result<&str, (&str, &str)>| match (to_network(text), expected) {
            (Ok(found), Ok(expected)) => assert_eq!(format!("{}/{}", found.address, found.bits), expected, "{text}"),
            (Err(wrong), Err((why, instead))) => {
                assert!(wrong.why.contains(why), "{text}: {}", wrong.why);
                assert_eq!(wrong.instead, instead, "{text}");
            }
            (found, _) => panic!("{text}: {found:?}"),
        };
        check("10.0.0.0/8", Ok("10.0.0.0/8"));
        check("192.0.2.7/32", Ok("192.0.2.7/32"));
        check("2001:db8::/32", Ok("2001:db8::/32"));
        check("::1/128", Ok("::1/128"));
        check("10.0.0.1", Err(("no number of bits", "10.0.0.1/32")));
        check("::1", Err(("no number of bits", "::1/128")));
        check("10.1.2.3/8", Err(("first address", "10.0.0.0/8")));
        check("2001:db8::7/32", Err(("first address", "2001:db8::/32")));
        check("10.0.0.0/33", Err(("from 1 to 32", "10.0.0.0/32")));
        check("::/129", Err(("from 1 to 128", "::/128")));
        check("10.0.0.0/", Err(("from 1 to 32", "10.0.0.0/32")));
        check("10.0.0.0/a", Err(("from 1 to 32", "10.0.0.0/32")));
        check("0.0.0.0/0", Err(("everybody", "0.0.0.0/32")));
        check("::/0", Err(("everybody", "::/128")));
        check("proxy.example/8", Err(("isn't a network", "10.0.0.0/8")));
        check("", Err(("isn't a network", "10.0.0.0/8")));
    }
}

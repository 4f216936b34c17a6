//! The address of whoever sends a request.
//!
//! Comes in: the other end of the connection, and `X-Forwarded-For`. Goes out: [`Client`], as an extension of each request. Anybody
//! can write the header, so it is read from the right, and only as far as the proxies of the config have written it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::http::HeaderMap;

use crate::site::Network;

/// Proxies that one request passes at most.
const MAX_HOPS: usize = 32;

/// The address that limits are counted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Client(pub(super) IpAddr);

/// The other end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Peer {
    /// A TCP connection from this address.
    Tcp(IpAddr),
    /// The unix socket: always a proxy on this machine.
    Unix,
}

impl Client {
    /// The nearest address that isn't one of our proxies. What can't be read ends the search: then it is the last proxy. On
    /// a unix socket without the header it is the loopback address.
    pub(super) fn find(peer: Peer, headers: &HeaderMap, proxies: &[Network]) -> Self {
        let (mut nearest, mut is_proxy) = match peer {
            Peer::Tcp(address) => (address.to_canonical(), is_ours(address, proxies)),
            Peer::Unix => (IpAddr::V4(Ipv4Addr::LOCALHOST), true),
        };
        // Several headers count as one list (RFC 9110, section 5.3).
        let lists = headers.get_all("x-forwarded-for").iter().rev();
        let hops = lists.flat_map(|list| list.as_bytes().rsplit(|byte| *byte == b','));
        for hop in hops.take(MAX_HOPS) {
            if !is_proxy {
                break;
            }
            let Some(address) = read(hop) else { break };
            nearest = address;
            is_proxy = is_ours(address, proxies);
        }
        Self(nearest)
    }
}

fn is_ours(address: IpAddr, proxies: &[Network]) -> bool {
    proxies.iter().any(|network| network.contains(address))
}

/// An address, perhaps with a port: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`.
fn read(hop: &[u8]) -> Option<IpAddr> {
    let hop = str::from_utf8(hop).ok()?.trim();
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hop);
    let address = bare.parse().or_else(|_| hop.parse::<SocketAddr>().map(|socket| socket.ip()));
    address.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        let (address, bits) = text.split_once('/').unwrap();
        Network { address: address.parse().unwrap(), bits: bits.parse().unwrap() }
    }

    fn headers(lists: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for list in lists {
            headers.append("x-forwarded-for", axum::http::HeaderValue::from_bytes(list.as_bytes()).unwrap());
        }
        headers
    }

    #[test]
    fn only_our_proxies_are_believed() {
        let proxies = [network("10.0.0.0/8"), network("2001:db8:ffff::/48")];
        let check = |peer: &str, lists: &[&str], expected: &str| {
            let peer = if peer == "unix" { Peer::Unix } else { Peer::Tcp(peer.parse().unwrap()) };
            let found = Client::find(peer, &headers(lists), &proxies);
            assert_eq!(found.0, expected.parse::<IpAddr>().unwrap(), "{peer:?} {lists:?}");
        };
        check("192.0.2.1", &[], "192.0.2.1");
        check("::ffff:192.0.2.1", &[], "192.0.2.1");
        // Nobody else's header counts.
        check("192.0.2.1", &["198.51.100.7"], "192.0.2.1");
        check("192.0.2.1", &["10.0.0.1, 198.51.100.7"], "192.0.2.1");
        // A proxy's does, up to the first stranger.
        check("10.0.0.1", &["198.51.100.7"], "198.51.100.7");
        check("::ffff:10.0.0.1", &["198.51.100.7"], "198.51.100.7");
        check("10.0.0.1", &["6.6.6.6, 198.51.100.7"], "198.51.100.7");
        check("10.0.0.1", &["6.6.6.6, 198.51.100.7, 10.2.2.2"], "198.51.100.7");
        check("10.0.0.1", &["6.6.6.6", "198.51.100.7", "10.2.2.2"], "198.51.100.7");
        check("10.0.0.1", &["10.3.3.3,10.2.2.2"], "10.3.3.3");
        // A header that the proxy passed on in front of its own.
        check("10.0.0.1", &["10.9.9.9, 6.6.6.6", "198.51.100.7"], "198.51.100.7");
        check("unix", &["6.6.6.6, 198.51.100.7"], "198.51.100.7");
        check("unix", &[], "127.0.0.1");
        check("10.0.0.1", &[], "10.0.0.1");
        check("2001:db8:ffff::1", &["2001:db8::7"], "2001:db8::7");
    }

    #[test]
    fn hops_are_read_or_end_the_search() {
        let proxies = [network("10.0.0.0/8")];
        let check = |list: &str, expected: &str| {
            let found = Client::find(Peer::Tcp("10.0.0.1".parse().unwrap()), &headers(&[list]), &proxies);
            assert_eq!(found.0, expected.parse::<IpAddr>().unwrap(), "{list:?}");
        };
        check("198.51.100.7:4711", "198.51.100.7");
        check("[2001:db8::7]", "2001:db8::7");
        check("[2001:db8::7]:4711", "2001:db8::7");
        check(" 2001:db8::7 ", "2001:db8::7");
        check("::ffff:198.51.100.7", "198.51.100.7");
        check("6.6.6.6, unknown", "10.0.0.1");
        check("6.6.6.6, _hidden", "10.0.0.1");
        check("6.6.6.6,", "10.0.0.1");
        check("6.6.6.6, 198.51.100.7 evil", "10.0.0.1");
        check("6.6.6.6, 1.2.3.4.5", "10.0.0.1");
        check("6.6.6.6, 198.51.100.7:99999", "10.0.0.1");
        check("6.6.6.6, [::1", "10.0.0.1");
        check("6.6.6.6, \u{fc}", "10.0.0.1");
        check("6.6.6.6, junk, 10.5.5.5", "10.5.5.5");
        check(&"10.1.1.1,".repeat(5_000), "10.0.0.1");
        check(&vec!["10.1.1.1"; 5_000].join(","), "10.1.1.1");
    }
}

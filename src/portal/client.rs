//! The address of whoever asks: the peer of the connection, or what trusted proxies say, read from the right. Anybody can write
//! the left end of X-Forwarded-For.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;

use crate::site::Network;

/// The address of whoever asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Client(pub(super) IpAddr);

/// How a connection came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Peer {
    /// From this address.
    Tcp(IpAddr),
    /// By a unix socket: a proxy on this machine.
    Unix,
}

/// The most addresses of a chain that are looked at.
const MAX_CHAIN: usize = 20;

/// Finds it. Past each trusted proxy stands who asked it.
pub(super) fn client(peer: Peer, headers: &HeaderMap, proxies: &[Network]) -> Client {
    let is_proxy = |address: IpAddr| proxies.iter().any(|network| network.contains(address));
    let mut at = match peer {
        Peer::Tcp(address) if !is_proxy(address) => return Client(address.to_canonical()),
        Peer::Tcp(address) => address,
        Peer::Unix => IpAddr::from([127, 0, 0, 1]),
    };
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let chain: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    for told in chain.iter().rev().take(MAX_CHAIN) {
        let Some(address) = address(told) else { break };
        at = address;
        if !is_proxy(address) {
            break;
        }
    }
    Client(at.to_canonical())
}

/// `192.0.2.1`, `192.0.2.1:443`, `[2001:db8::1]:443`.
fn address(told: &str) -> Option<IpAddr> {
    let bare = told.trim_start_matches('[').trim_end_matches(']');
    bare.parse().ok().or_else(|| told.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let check = |peer: Option<&str>, chain: &str, expected: &str| {
            let mut headers = HeaderMap::new();
            if !chain.is_empty() {
                headers.insert("x-forwarded-for", chain.parse().unwrap());
            }
            let peer = peer.map_or(Peer::Unix, |peer| Peer::Tcp(peer.parse().unwrap()));
            let proxies = [Network { address: "10.0.0.0".parse().unwrap(), bits: 8 }];
            assert_eq!(client(peer, &headers, &proxies).0.to_string(), expected, "{peer:?} {chain}");
        };
        check(Some("192.0.2.1"), "", "192.0.2.1");
        check(Some("192.0.2.1"), "198.51.100.1", "192.0.2.1");
        check(Some("10.0.0.1"), "198.51.100.1", "198.51.100.1");
        check(Some("10.0.0.1"), "1.2.3.4, 198.51.100.1", "198.51.100.1");
        check(Some("10.0.0.1"), "1.2.3.4, 198.51.100.1, 10.9.9.9", "198.51.100.1");
        check(Some("10.0.0.1"), "198.51.100.1:5555", "198.51.100.1");
        check(Some("10.0.0.1"), "[2001:db8::1]:443", "2001:db8::1");
        check(Some("10.0.0.1"), "2001:db8::1", "2001:db8::1");
        check(Some("10.0.0.1"), "nonsense, 10.0.0.2", "10.0.0.2");
        check(Some("10.0.0.1"), "", "10.0.0.1");
        check(Some("::ffff:10.0.0.1"), "198.51.100.1", "198.51.100.1");
        check(None, "198.51.100.1", "198.51.100.1");
        check(None, "", "127.0.0.1");
    }
}

//! The portal as the config describes it: where it listens, its one address, and what it offers.
//!
//! Comes in: `[portal]`. Goes out: values that `portal` and `pages` are built from, and letters take their links from.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};

/// The portal of a desk.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own in the config")]
pub struct Site {
    /// The only origin that pages are served for. Links are made from it, never from a Host header.
    pub origin: Origin,
    /// Where the daemon listens.
    pub listen: Listen,
    /// The certificate and key, if the daemon itself speaks TLS.
    pub tls: Option<TlsFiles>,
    /// The proxies whose X-Forwarded-For is believed.
    pub proxies: Vec<Network>,
    /// The mailbox, by its name, that new tickets and letters about signing in belong to.
    pub mailbox: String,
    /// The agents, by their short names, who see the house.
    pub operators: Vec<String>,
    /// Subjects of mails that are answered with a letter to sign in, in lower case.
    pub words: Vec<String>,
    /// Whether people who are not known yet can sign in.
    pub newcomers: bool,
    /// Whether new tickets can be opened on a page.
    pub new: bool,
    /// Whether customers can add and remove people.
    pub people: bool,
    /// Whether files can be sent.
    pub files: bool,
    /// Whether customers can search.
    pub search: bool,
    /// Whether customers see who works on their ticket.
    pub assignee_shown: bool,
    /// Whether agents can work on pages.
    pub agents: bool,
    /// Whether pages say by themselves that something changed.
    pub live: bool,
    /// What the stars of a letter open.
    pub stars: Stars,
    /// The knowledge base, if there is one.
    pub knowledge: Option<Knowledge>,
    /// The provider of OpenID Connect, if people can sign in at one.
    pub oidc: Option<Oidc>,
}

/// The scheme, host and port of the portal, as browsers write them in `Origin`: `https://help.example`, in lower case, without a
/// path and without the scheme's own port (RFC 6454, section 6.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(pub String);

impl Origin {
    /// The address of a path, which begins with a slash.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// Whether browsers protect what they send.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

/// Where the daemon listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listen {
    /// A TCP address.
    Tcp(SocketAddr),
    /// A unix socket, for a proxy on this machine.
    Unix(PathBuf),
}

/// Files for TLS, in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, with those that vouch for it.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// Addresses with the same first bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    /// One of them.
    pub address: IpAddr,
    /// How many bits they share.
    pub bits: u8,
}

/// What a star of the letter that asks for feedback opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stars {
    /// A page with the star chosen.
    Page,
    /// A mail, as without a portal.
    Mail,
}

/// The knowledge base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Knowledge {
    /// The directory with `LANGUAGE/NAME.md`.
    pub directory: PathBuf,
    /// Whether only those who are signed in can read it.
    pub only_signed_in: bool,
}

/// A provider of OpenID Connect, and who signs in there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oidc {
    /// Its address, exactly as it writes it itself.
    pub issuer: String,
    /// Our name there.
    pub client_id: String,
    /// Our password there.
    pub secret: ClientSecret,
    /// What people call it, for the button.
    pub title: String,
    /// Whether agents sign in there.
    pub agents: bool,
    /// The domains, in their ASCII form, of those who aren't agents and sign in there.
    pub domains: Vec<String>,
    /// Whether those for whom it is can't sign in by letter.
    pub only: bool,
    /// The claim that is true if the provider has verified the address.
    pub verified_by: String,
    /// Trusted certificates instead of the system's.
    pub ca_file: Option<PathBuf>,
}

/// Our password at the provider. It is never shown.
#[derive(Debug, Clone, Default)]
pub struct ClientSecret(pub SecretString);

impl PartialEq for ClientSecret {
    fn eq(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }
}
impl Eq for ClientSecret {}

impl Oidc {
    /// Whether somebody of a domain signs in there. An agent does where agents do, whatever their domain is.
    pub fn is_for(&self, domain: &str, is_agent: bool) -> bool {
        if is_agent { self.agents } else { self.domains.iter().any(|one| one == domain) }
    }
}

impl Network {
    /// Whether an address is one of them. An IPv4 address that is written as IPv6 counts as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address.to_canonical(), address.to_canonical()) {
            (IpAddr::V4(one), IpAddr::V4(other)) => same(one.to_bits().into(), other.to_bits().into(), 32, self.bits),
            (IpAddr::V6(one), IpAddr::V6(other)) => same(one.to_bits(), other.to_bits(), 128, self.bits),
            _ => false,
        }
    }
}

fn same(one: u128, other: u128, all: u8, bits: u8) -> bool {
    let rest = u32::from(all.saturating_sub(bits));
    one.checked_shr(rest).unwrap_or(0) == other.checked_shr(rest).unwrap_or(0)
}

impl Site {
    /// Whether somebody is one of the operators.
    pub fn is_operator(&self, agent: &str) -> bool {
        self.operators.iter().any(|operator| operator == agent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks() {
        let check = |network: &str, bits: u8, address: &str, expected: bool| {
            let network = Network { address: network.parse().unwrap(), bits };
            assert_eq!(network.contains(address.parse().unwrap()), expected, "{network:?} {address}");
        };
        check("10.0.0.0", 8, "10.200.3.4", true);
        check("10.0.0.0", 8, "11.0.0.1", false);
        check("10.0.0.1", 32, "10.0.0.1", true);
        check("10.0.0.1", 32, "10.0.0.2", false);
        check("0.0.0.0", 0, "192.0.2.1", true);
        check("10.0.0.0", 8, "::ffff:10.1.1.1", true);
        check("10.0.0.0", 8, "::1", false);
        check("2001:db8::", 32, "2001:db8:1::1", true);
        check("2001:db8::", 32, "2001:db9::1", false);
        check("::", 0, "2001:db9::1", true);
    }
}

//! `[portal] url`: the only origin of the pages, in the form that browsers write.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::site::Origin;

use super::reader::{Found, Key, Table};
use super::server::{is_host, is_loopback};

const URL: Key = Key { name: "url", example: "\"https://help.example\"" };

/// Reads the origin. Everything but scheme, host and port is refused.
pub(super) fn read(table: &Table<'_>) -> Option<Found<Origin>> {
    let url = table.required(URL, Table::text)?;
    match parse(&url.value) {
        Ok(origin) => Some(Found { value: origin, span: url.span }),
        Err(Wrong { why, instead }) => {
            let message = format!("`{}` {why}", url.value);
            let example = URL.example.trim_matches('"');
            let help = format!("write url = \"{}\"", instead.as_deref().unwrap_or(example));
            table.reading.fault(&url.span, message, help);
            None
        }
    }
}

/// Why a text is no origin, and perhaps the one that was meant.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) why: &'static str,
    pub(super) instead: Option<String>,
}

/// RFC 3986, section 3; a slash at the end is left out.
pub(super) fn parse(url: &str) -> Result<Origin, Wrong> {
    let wrong = |why: &'static str, instead: Option<String>| Err(Wrong { why, instead });
    let Some((scheme, rest)) = url.split_once("://") else {
        let is_bare = find_host(url).is_some();
        return wrong("isn't a web address", is_bare.then(|| format!("https://{url}").to_lowercase()));
    };
    let scheme = scheme.to_lowercase();
    if scheme != "https" && scheme != "http" {
        return wrong("isn't a web address", None);
    }
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let (authority, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
    if authority.contains('@') {
        return wrong("has a user in it", None);
    }
    let Some(Host { name, port }) = find_host(authority) else {
        return wrong("has no host name that browsers know", None);
    };
    let usual = if scheme == "https" { 443 } else { 80 };
    let port = port.filter(|port| *port != usual).map_or_else(String::new, |port| format!(":{port}"));
    let origin = format!("{scheme}://{name}{port}");
    if !matches!(behind, "" | "/") {
        return wrong("has more than a host: the portal is at the root of its own host", Some(origin));
    }
    if scheme == "http" && !is_loopback(name.trim_matches(['[', ']'])) {
        let why = "isn't encrypted: others on the network could sign in as anybody";
        return wrong(why, Some(format!("https://{name}")));
    }
    Ok(Origin(origin))
}

/// A host with its port.
struct Host {
    name: String,
    port: Option<u16>,
}

/// A host name, IPv4 address, or IPv6 address in brackets, as browsers write it.
fn find_host(authority: &str) -> Option<Host> {
    let (name, port) = match authority.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, Some(port)),
        _ => (authority, None),
    };
    let is_number = |port: &str| port.bytes().all(|b| b.is_ascii_digit());
    let port = match port {
        Some(port) => Some(port.parse::<u16>().ok().filter(|number| *number != 0 && is_number(port))?),
        None => None,
    };
    if let Some(inner) = name.strip_prefix('[') {
        let address: Ipv6Addr = inner.strip_suffix(']')?.parse().ok()?;
        return Some(Host { name: format!("[{address}]"), port });
    }
    // Browsers read a name that ends in a number as an IPv4 address.
    let ends_in_number = name.rsplit('.').next().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
    let fits = if ends_in_number { name.parse::<Ipv4Addr>().is_ok() } else { is_host(name) };
    fits.then(|| Host { name: name.to_lowercase(), port })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_an_origin() {
        let check = |url: &str, expected: &str| assert_eq!(parse(url), Ok(Origin(expected.to_owned())), "{url}");
        check("https://help.example", "https://help.example");
        check("https://help.example/", "https://help.example");
        check("HTTPS://Help.Example", "https://help.example");
        check("https://help.example:443", "https://help.example");
        check("https://help.example:8443", "https://help.example:8443");
        check("https://xn--strae-oqa.example", "https://xn--strae-oqa.example");
        check("https://10.1.2.3:8443", "https://10.1.2.3:8443");
        check("https://[2001:DB8:0::1]", "https://[2001:db8::1]");
        check("http://localhost:8460", "http://localhost:8460");
        check("http://127.0.0.1:80", "http://127.0.0.1");
        check("http://[::1]:8460/", "http://[::1]:8460");
    }

    #[test]
    fn what_is_none() {
        let check = |url: &str, why: &str, instead: Option<&str>| {
            let wrong = parse(url).unwrap_err();
            assert!(wrong.why.contains(why), "{url}: {}", wrong.why);
            assert_eq!(wrong.instead.as_deref(), instead, "{url}");
        };
        check("help.example", "web address", Some("https://help.example"));
        check("help.example:8443", "web address", Some("https://help.example:8443"));
        check("help desk", "web address", None);
        check("ftp://help.example", "web address", None);
        check("javascript://help.example", "web address", None);
        check("mailto:help@desk.example", "web address", None);
        for url in [
            "https://",
            "https:///",
            "https://help..example",
            "https://help.example.",
            "https://straße.example",
            "https://help.example:0",
            "https://help.example:+80",
            "https://help.example:65536",
            "https://help.example:",
            "https://1.2.3",
            "https://::1",
            "https://[::1",
            "https://[help.example]",
            "https://-help.example",
            "https://help example",
        ] {
            check(url, "host name", None);
        }
        check("https://ada:secret@help.example", "user", None);
        check("https://help.example@evil.example", "user", None);
        check("https://help.example/desk", "root", Some("https://help.example"));
        check("https://help.example//", "root", Some("https://help.example"));
        check("https://help.example?a", "root", Some("https://help.example"));
        check("https://help.example#a", "root", Some("https://help.example"));
        check("https://help.example\\a", "root", Some("https://help.example"));
        check("http://help.example", "encrypted", Some("https://help.example"));
        check("http://localhost.example", "encrypted", Some("https://localhost.example"));
        check("http://10.0.0.1:8460", "encrypted", Some("https://10.0.0.1"));
    }
}

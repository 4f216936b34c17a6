//! An address of the provider, which requests go to. Clear text only goes to this machine.

use std::net::IpAddr;

use url::Url;

use crate::tls::Encryption;

/// An address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Endpoint {
    url: Url,
    /// Name or address of the host, as it is connected to.
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) encryption: Encryption,
}

impl Endpoint {
    /// Reads an `https` address, or an `http` one of this machine. The error says what it isn't.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let url = Url::parse(text).map_err(|_| "isn't a web address")?;
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
            return Err("isn't a web address");
        };
        let host = host.trim_matches(['[', ']']).to_owned();
        let is_here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        let encryption = match url.scheme() {
            "https" => Encryption::Implicit,
            "http" if is_here => Encryption::ClearText,
            _ => return Err("isn't an https address"),
        };
        // RFC 6749, sections 3.1 and 3.2.
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err("has a user or a fragment in it");
        }
        Ok(Self { url, host, port, encryption })
    }

    /// For `Host`.
    pub(super) fn authority(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        self.url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// For the first line of a request.
    pub(super) fn path(&self) -> String {
        let query = self.url.query().map(|query| format!("?{query}")).unwrap_or_default();
        format!("{}{query}", self.url.path())
    }

    /// The address with more parameters (RFC 6749, section 3.1: those that it has stay).
    pub(super) fn with(&self, parameters: &[(&str, &str)]) -> String {
        let mut url = self.url.clone();
        url.query_pairs_mut().extend_pairs(parameters);
        url.into()
    }
}

impl std::fmt::Display for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.url.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_asked() {
        let check = |text: &str, expected: Result<(&str, u16, Encryption, &str), &str>| {
            let found = Endpoint::parse(text);
            let found = found.as_ref().map(|it| (it.host.as_str(), it.port, it.encryption, it.path()));
            let expected = expected.map(|(host, port, encryption, path)| (host, port, encryption, path.to_owned()));
            assert_eq!(found.map_err(|error| *error), expected, "{text}");
        };
        let (tls, clear) = (Encryption::Implicit, Encryption::ClearText);
        check("https://id.example/token?a=b", Ok(("id.example", 443, tls, "/token?a=b")));
        check("https://id.example:8443", Ok(("id.example", 8443, tls, "/")));
        check("http://127.0.0.1:9000/keys", Ok(("127.0.0.1", 9000, clear, "/keys")));
        check("http://[::1]:9000/keys", Ok(("::1", 9000, clear, "/keys")));
        check("http://localhost/keys", Ok(("localhost", 80, clear, "/keys")));
        check("http://id.example/token", Err("isn't an https address"));
        check("http://localhost.evil.example/", Err("isn't an https address"));
        check("ftp://127.0.0.1/", Err("isn't an https address"));
        check("file:///etc/passwd", Err("isn't a web address"));
        check("/token", Err("isn't a web address"));
        check("", Err("isn't a web address"));
        check("https://user@id.example/", Err("has a user or a fragment in it"));
        check("https://id.example/#x", Err("has a user or a fragment in it"));
        assert_eq!(Endpoint::parse("https://[::1]:8443/").unwrap().authority(), "[::1]:8443");
        assert_eq!(Endpoint::parse("https://id.example:443/").unwrap().authority(), "id.example");
    }

    #[test]
    fn parameters_are_added_and_encoded() {
        let with = |text: &str| Endpoint::parse(text).unwrap().with(&[("scope", "openid email"), ("a", "ü&;\"\r\n")]);
        let added = "scope=openid+email&a=%C3%BC%26%3B%22%0D%0A";
        assert_eq!(with("https://id.example/auth"), format!("https://id.example/auth?{added}"));
        assert_eq!(with("https://id.example/auth?p=1"), format!("https://id.example/auth?p=1&{added}"));
    }
}

//! Probes the provider of OpenID Connect: whether it describes itself as the config does, and has keys. Nobody signs in.

use crate::clock::Clock;
use crate::config::Config;
use crate::oidc::{OidcError, Provider};

use super::{ProbeFinding, ProbeResult};

/// Asks the provider about itself, if there is one.
pub(super) async fn probe(config: &Config) -> Option<ProbeResult> {
    let site = config.site.as_ref()?;
    let (oidc, provider) = (site.oidc.as_ref()?, Provider::of(site, Clock::system())?);
    let back = site.origin.link("/in/oidc/back");
    let (found, text) = match provider.look().await {
        Ok(remarks) if remarks.is_empty() => {
            (ProbeFinding::Good, format!("{} describes itself. It has to allow the redirect URI {back}", oidc.issuer))
        }
        Ok(remarks) => (ProbeFinding::Hint, format!("{}: {}", oidc.issuer, remarks.join("; "))),
        Err(error @ OidcError::Unreachable { .. }) => (ProbeFinding::Unreachable, error.to_string()),
        Err(error) => (ProbeFinding::Wrong, error.to_string()),
    };
    Some(ProbeResult { name: "portal, provider".to_owned(), found, text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    /// A config with a provider on a port.
    fn config(port: u16) -> Config {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("config.toml");
        std::fs::write(scratch.path().join("secret"), "s").unwrap();
        let portal = format!(
            "\n[portal]\nurl = 'http://localhost:8460'\n[portal.oidc]\nissuer = 'http://127.0.0.1:{port}'\n\
             client_id = 'desk'\nsecret.file = 'secret'\nfor = 'agents'\n"
        );
        std::fs::write(&path, format!("{}{portal}", crate::config::SHIPPED)).unwrap();
        Config::load(&path).unwrap_or_else(|faults| panic!("{faults}"))
    }

    /// Answers one request for each of these bodies.
    fn serve(listener: TcpListener, bodies: Vec<String>) -> std::thread::JoinHandle<()> {
        std::thread::spawn(move || {
            for body in bodies {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = [0; 4_096];
                assert!(stream.read(&mut request).unwrap() > 0);
                write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
            }
        })
    }

    #[tokio::test]
    async fn a_provider_is_asked_about_itself() {
        let check = async |bodies: &dyn Fn(u16) -> Vec<String>, expected: ProbeFinding, part: &str| {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let port = listener.local_addr().unwrap().port();
            let served = serve(listener, bodies(port));
            let found = probe(&config(port)).await.unwrap();
            assert!(found.found == expected && found.text.contains(part), "{found:?}");
            served.join().unwrap();
        };
        let described = |port: u16, more: &str| {
            let at = format!("http://127.0.0.1:{port}");
            format!(
                "{{\"issuer\":\"{at}\",\"authorization_endpoint\":\"{at}/a\",\"token_endpoint\":\"{at}/t\",\"jwks_uri\":\"{at}/k\"{more}}}"
            )
        };
        let keys = "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"w58\",\"e\":\"AQAB\"}]}";
        let back = "the redirect URI http://localhost:8460/in/oidc/back";
        check(&|port| vec![described(port, ""), keys.to_owned()], ProbeFinding::Good, back).await;
        let post = ",\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"]";
        let hint = "doesn't offer client_secret_basic";
        check(&|port| vec![described(port, post), keys.to_owned()], ProbeFinding::Hint, hint).await;
        check(&|_| vec!["<html>".to_owned()], ProbeFinding::Wrong, "isn't one").await;
        check(&|port| vec![described(port + 1, "")], ProbeFinding::Wrong, "Write exactly this as `issuer`").await;
        check(&|port| vec![described(port, ""), "{}".to_owned()], ProbeFinding::Wrong, "has no keys").await;
        // Nobody listens there any more.
        check(&|_| Vec::new(), ProbeFinding::Unreachable, "127.0.0.1").await;
        assert_eq!(probe(&Config::load(std::path::Path::new("config.toml")).unwrap()).await, None);
    }
}

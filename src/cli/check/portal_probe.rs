//! Probes the portal: whether its pages render, its files of TLS belong together, and its socket can be made. Leaves nothing
//! behind, and asks nobody for a page.

use std::fs;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::FileTypeExt as _;
use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::config::Config;
use crate::daemon;
use crate::site::{Listen, Site, TlsFiles};
use crate::store::holder;

use super::{ProbeFinding, ProbeResult, directory};

/// Looks at the pages and, unless `offline`, at the address that they are served on.
pub(super) fn probe(config: &Config, offline: bool) -> Vec<ProbeResult> {
    let Some(site) = &config.site else { return Vec::new() };
    let mut probes = vec![pages(config)];
    probes.extend(site.tls.as_ref().map(|files| match load(files) {
        Ok(()) => result("portal, TLS", ProbeFinding::Good, format!("{} can be used", files.certificate.display())),
        Err(why) => result("portal, TLS", ProbeFinding::Wrong, why),
    }));
    probes.extend(listen(config, site, offline));
    probes
}

fn result(name: &str, found: ProbeFinding, text: String) -> ProbeResult {
    ProbeResult { name: name.to_owned(), found, text }
}

fn pages(config: &Config) -> ProbeResult {
    match daemon::pages(config) {
        Ok(_) => result("pages", ProbeFinding::Good, format!("all render in {}", config.languages().join(", "))),
        Err(error) => result("pages", ProbeFinding::Wrong, error.to_string()),
    }
}

/// Loads a certificate with its chain and the key that belongs to it.
fn load(files: &TlsFiles) -> Result<(), String> {
    let cannot = |path: &Path, error: &dyn std::fmt::Display| format!("can't use {}: {error}", path.display());
    let chain: Vec<_> = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect)
        .map_err(|error| cannot(&files.certificate, &error))?;
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| cannot(&files.key, &error))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let loaded = config.and_then(|config| config.with_no_client_auth().with_single_cert(chain, key));
    loaded.map(drop).map_err(|error| cannot(&files.certificate, &error))
}

fn listen(config: &Config, site: &Site, offline: bool) -> Option<ProbeResult> {
    let (found, text) = match &site.listen {
        Listen::Unix(path) => look_at_socket(path),
        Listen::Tcp(_) if offline => return None,
        Listen::Tcp(address) => {
            let is_running = holder(&config.database()).is_some();
            finding(*address, TcpListener::bind(address).map(drop), is_running)
        }
    };
    Some(result("portal", found, text))
}

/// What trying to listen tells. A running daemon listens there itself.
fn finding(address: SocketAddr, bound: io::Result<()>, is_running: bool) -> (ProbeFinding, String) {
    let Err(error) = bound else { return (ProbeFinding::Good, format!("{address} is free")) };
    match error.kind() {
        io::ErrorKind::AddrInUse if is_running => {
            (ProbeFinding::Good, format!("{address} is in use, probably by the maildesk that runs"))
        }
        io::ErrorKind::AddrInUse => (
            ProbeFinding::Wrong,
            format!("another program listens on {address}. Choose another `listen` in [portal], or stop it"),
        ),
        io::ErrorKind::PermissionDenied => (
            ProbeFinding::Hint,
            format!(
                "this user may not listen on port {}; the service needs systemd/portal.conf for it",
                address.port()
            ),
        ),
        _ => (ProbeFinding::Wrong, format!("can't listen on {address}: {error}")),
    }
}

/// A socket is made at the start. Its directory isn't, but systemd makes those in /run.
fn look_at_socket(path: &Path) -> (ProbeFinding, String) {
    let shown = path.display();
    if fs::symlink_metadata(path).is_ok_and(|found| !found.file_type().is_socket()) {
        return (
            ProbeFinding::Wrong,
            format!("{shown} is there, and isn't a socket. Name another one, or move it away"),
        );
    }
    let Some(parent) = path.parent() else { return (ProbeFinding::Wrong, format!("{shown} names no socket")) };
    match directory::look(parent) {
        Ok(found) if found.is_there => (ProbeFinding::Good, format!("{shown} can be made")),
        Ok(_) | Err(_) if !parent.exists() && parent.starts_with("/run") => {
            let text = format!("{} isn't there yet; systemd makes it with RuntimeDirectory=", parent.display());
            (ProbeFinding::Hint, text)
        }
        Ok(_) => (ProbeFinding::Wrong, format!("{} doesn't exist, and maildesk doesn't make it", parent.display())),
        Err(why) => (ProbeFinding::Wrong, why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::net::UnixListener;

    #[test]
    fn where_a_socket_can_be_made() {
        let scratch = tempfile::tempdir().unwrap();
        let path = |name: &str| scratch.path().join(name);
        fs::write(path("file"), "").unwrap();
        let _listener = UnixListener::bind(path("old.sock")).unwrap();
        let check = |path: &Path, expected: ProbeFinding, part: &str| {
            let (found, text) = look_at_socket(path);
            assert!(found == expected && text.contains(part), "{path:?}: {found:?} {text}");
        };
        check(&path("portal.sock"), ProbeFinding::Good, "portal.sock can be made");
        check(&path("old.sock"), ProbeFinding::Good, "can be made");
        check(&path("file"), ProbeFinding::Wrong, "isn't a socket");
        check(&path("gone/portal.sock"), ProbeFinding::Wrong, "gone doesn't exist");
        check(&path("file/portal.sock"), ProbeFinding::Wrong, "file isn't a directory");
        check(Path::new("/run/nobody-made-this/portal.sock"), ProbeFinding::Hint, "RuntimeDirectory=");
        assert!(path("file").exists() && !path("portal.sock").exists(), "a look makes and removes nothing");
    }

    #[test]
    fn what_listening_tells() {
        let check = |bound: io::Result<()>, is_running: bool, expected: ProbeFinding, part: &str| {
            let (found, text) = finding("127.0.0.1:443".parse().unwrap(), bound, is_running);
            assert!(found == expected && text.contains(part), "{found:?} {text}");
        };
        let failed = |kind: io::ErrorKind| Err(io::Error::from(kind));
        check(Ok(()), false, ProbeFinding::Good, "is free");
        check(failed(io::ErrorKind::AddrInUse), true, ProbeFinding::Good, "the maildesk that runs");
        check(failed(io::ErrorKind::AddrInUse), false, ProbeFinding::Wrong, "another program");
        check(failed(io::ErrorKind::PermissionDenied), false, ProbeFinding::Hint, "port 443");
        check(failed(io::ErrorKind::AddrNotAvailable), false, ProbeFinding::Wrong, "can't listen on 127.0.0.1:443");
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap();
        assert_eq!(finding(address, TcpListener::bind(address).map(drop), false).0, ProbeFinding::Wrong);
    }

    #[test]
    fn pages_are_tried_where_there_is_a_portal() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("config.toml");
        let check = |portal: &str, expected: &[(&str, ProbeFinding, &str)]| {
            fs::write(&path, format!("{}{portal}", crate::config::SHIPPED)).unwrap();
            let config = Config::load(&path).unwrap_or_else(|faults| panic!("{faults}"));
            let found = probe(&config, true);
            let found: Vec<_> = found.iter().map(|it| (it.name.as_str(), it.found, it.text.as_str())).collect();
            assert_eq!(found, expected, "{portal}");
        };
        check("", &[]);
        check("\n[portal]\nurl = 'http://localhost:8460'", &[("pages", ProbeFinding::Good, "all render in en")]);
    }

    #[test]
    fn a_certificate_and_its_key_are_loaded() {
        let scratch = tempfile::tempdir().unwrap();
        let path = |name: &str| scratch.path().join(name);
        fs::write(path("words.pem"), "no certificate").unwrap();
        let check = |name: &str, expected: &str| {
            let why = load(&TlsFiles { certificate: path(name), key: path(name) }).unwrap_err();
            assert!(why.contains(expected), "{why}");
        };
        check("gone.pem", "gone.pem: ");
        check("words.pem", "can't use ");
    }
}

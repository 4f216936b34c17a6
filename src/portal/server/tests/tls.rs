//! TLS with certificates made for the test, and certificates that can't be used.

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;

use super::*;

/// Writes a certificate and its key, and returns what trusts it.
fn renew(files: &TlsFiles) -> RootCertStore {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(&files.certificate, made.cert.pem()).unwrap();
    std::fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(made.cert.der().to_vec())).unwrap();
    roots
}

fn files() -> (TempDir, TlsFiles) {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| -> PathBuf { directory.path().join(name) };
    let files = TlsFiles { certificate: path("cert.pem"), key: path("key.pem") };
    (directory, files)
}

fn with_tls(files: &TlsFiles) -> Site {
    Site { tls: Some(files.clone()), ..loopback() }
}

async fn ask(address: SocketAddr, roots: &RootCertStore) -> Result<String, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut config = builder.with_root_certificates(roots.clone()).with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let stream = TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(|error| error.to_string())?;
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"http/1.1".as_slice()));
    Ok(send(stream, &get_of("/")).await)
}

#[tokio::test]
async fn tls_is_spoken() {
    let (_directory, files) = files();
    let roots = renew(&files);
    let running = start(&with_tls(&files));
    let response = ask(running.tcp(), &roots).await.unwrap();
    assert!(response.ends_with("front"), "{response}");
    // Clear text isn't answered as HTTP, and harms nobody.
    let clear = send(running.connect().await, &get_of("/")).await;
    assert!(!clear.contains("front"));
    assert!(ask(running.tcp(), &roots).await.unwrap().ends_with("front"));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_handshake_has_ten_seconds() {
    let (_directory, files) = files();
    renew(&files);
    let running = start(&with_tls(&files));
    let start = Instant::now();
    assert_eq!(to_end(&mut running.connect().await).await, "");
    assert!(
        start.elapsed() >= Duration::from_secs(9) && start.elapsed() < Duration::from_secs(12),
        "{:?}",
        start.elapsed()
    );
    running.stop().await;
}

#[tokio::test]
async fn certificates_are_renewed() {
    let (_directory, files) = files();
    let old = renew(&files);
    let mut certificate = Certificate::load(&files).unwrap();
    let serves = async |certificate: &Certificate, roots: &RootCertStore| {
        let (client, server) = tokio::io::duplex(64 * 1024);
        let acceptor = certificate.acceptor();
        tokio::spawn(async move { acceptor.accept(server).await.map(drop) });
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = builder.with_root_certificates(roots.clone()).with_no_client_auth();
        TlsConnector::from(Arc::new(config)).connect(ServerName::try_from("localhost").unwrap(), client).await.is_ok()
    };
    let later = |seconds: u64| {
        for path in [&files.certificate, &files.key] {
            let file = std::fs::File::options().write(true).open(path).unwrap();
            file.set_modified(std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
        }
    };
    assert!(serves(&certificate, &old).await);
    let new = renew(&files);
    later(1);
    certificate.renew();
    assert!(serves(&certificate, &new).await && !serves(&certificate, &old).await);
    // Half of a renewal changes nothing.
    std::fs::write(&files.certificate, "garbage").unwrap();
    later(2);
    certificate.renew();
    assert!(serves(&certificate, &new).await);
}

#[test]
fn wrong_certificates_are_told() {
    let (directory, good) = files();
    renew(&good);
    let file = |name: &str, content: &str| {
        let path = directory.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    };
    let other = {
        let (_other_directory, files) = files();
        renew(&files);
        std::fs::read_to_string(&files.key).unwrap()
    };
    let other = file("other.pem", &other);
    let empty = file("empty.pem", "nothing\n");
    let missing = directory.path().join("missing.pem");
    let check = |certificate: &PathBuf, key: &PathBuf, expected: &[&str]| {
        let tls = TlsFiles { certificate: certificate.clone(), key: key.clone() };
        let error = bind(&with_tls(&tls)).unwrap_err().to_string();
        assert!(expected.iter().all(|part| error.contains(part)), "{error}");
    };
    check(&missing, &good.key, &["certificate", "missing.pem", "doesn't exist"]);
    check(&good.certificate, &missing, &["key", "missing.pem", "doesn't exist"]);
    check(&empty, &good.key, &["empty.pem", "contains no certificate"]);
    check(&good.certificate, &empty, &["empty.pem", "contains no private key", "passphrase"]);
    check(&good.certificate, &good.certificate, &["cert.pem", "contains no private key"]);
    check(&good.certificate, &other, &["other.pem", "doesn't belong to the certificate"]);
    let broken = file("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    check(&broken, &good.key, &["broken.pem"]);
}

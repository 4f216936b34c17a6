//! Tests connections, and which certificates are trusted: real TLS on 127.0.0.1, certificates made for the test.

use std::ops::Range;
use std::path::Path;

use rcgen::{CertificateParams, DnType, IsCa, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::*;

fn target(host: &str, port: u16, encryption: Encryption) -> Target<'_> {
    Target { host, port, encryption, limit: Duration::from_secs(5) }
}

#[tokio::test]
async fn clear_text_goes_to_this_machine_alone() {
    // Addresses for documentation (RFC 5737, RFC 3849): nothing is dialled.
    for far in ["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"] {
        let error = connect(target(far, 25, Encryption::ClearText)).await.unwrap_err();
        assert_eq!(error, DialError::FarClearText(far.parse().unwrap()));
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    for near in ["127.0.0.1", "localhost", "::ffff:127.0.0.1"] {
        connect(target(near, port, Encryption::ClearText)).await.unwrap();
    }
}

#[tokio::test]
async fn whoever_does_not_answer_is_named() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let hasty = Target { limit: Duration::from_millis(20), ..target("127.0.0.1", port, Encryption::Implicit) };
    let stream = connect(hasty).await.unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = builder.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth();
    let silent = encrypt(hasty, Arc::new(config), stream).await.unwrap_err().to_string();
    assert_eq!(silent, "TLS failed: no answer within 20ms");
    drop(listener);
    let refused = connect(hasty).await.unwrap_err().to_string();
    assert!(!refused.contains("127.0.0.1") && refused.contains("refused"), "who connects names it: {refused}");
    let by_name = connect(Target { host: "localhost", ..hasty }).await.unwrap_err().to_string();
    assert!(by_name.contains(&format!(":{port}: ")), "{by_name}");
}

/// A self-signed certificate and its key.
struct Identity {
    params: CertificateParams,
    key: KeyPair,
}

/// For `name`, valid in these years.
fn identity(name: &str, years: Range<i32>) -> Identity {
    let mut params = CertificateParams::new([name.to_owned()]).unwrap();
    params.is_ca = IsCa::ExplicitNoCa;
    params.distinguished_name.push(DnType::CommonName, name);
    (params.not_before, params.not_after) = (date_time_ymd(years.start, 1, 1), date_time_ymd(years.end, 1, 1));
    Identity { params, key: KeyPair::generate().unwrap() }
}

/// A server with that identity. Returns its port and the certificate's file in `directory`.
async fn serve(directory: &Path, Identity { params, key }: Identity) -> (u16, std::path::PathBuf) {
    let made = params.self_signed(&key).unwrap();
    let file = directory.join("ca.pem");
    std::fs::write(&file, made.pem()).unwrap();
    let private = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(made.der().to_vec())], private)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            // Errors after a client hangs up don't matter here.
            tokio::spawn(async move { acceptor.accept(stream).await.map(drop) });
        }
    });
    (port, file)
}

async fn handshake(port: u16, trust: Option<&Path>) -> Result<(), String> {
    let target = target("localhost", port, Encryption::Implicit);
    let stream = connect(target).await.unwrap();
    let config = crate::tls::client_config(trust).unwrap();
    encrypt(target, config, stream).await.map(drop).map_err(|error| error.to_string())
}

#[tokio::test]
async fn only_a_certificate_that_is_right_in_every_way_is_believed() {
    let home = tempfile::tempdir().unwrap();
    let check = async |name: &str, years: Range<i32>, expected: Option<&str>| {
        let (port, file) = serve(home.path(), identity(name, years.clone())).await;
        let found = handshake(port, Some(&file)).await;
        match expected {
            None => assert_eq!(found, Ok(()), "{name} {years:?}"),
            Some(words) => assert!(found.as_ref().is_err_and(|why| why.contains(words)), "{name} {years:?}: {found:?}"),
        }
    };
    check("localhost", 2020..4000, None).await;
    check("localhost", 2020..2021, Some("expired")).await;
    check("localhost", 3900..4000, Some("not valid yet")).await;
    check("other.example", 2020..4000, Some("not valid for")).await;
    check("localhost.evil.example", 2020..4000, Some("not valid for")).await;
}

#[tokio::test]
async fn who_signed_for_themselves_is_believed_by_nobody() {
    let home = tempfile::tempdir().unwrap();
    let (port, _) = serve(home.path(), identity("localhost", 2020..4000)).await;
    let Identity { params: other, key } = identity("localhost", 2020..4000);
    let file = home.path().join("other.pem");
    std::fs::write(&file, other.self_signed(&key).unwrap().pem()).unwrap();
    let found = handshake(port, Some(&file)).await.unwrap_err();
    assert!(found.contains("invalid peer certificate") && found.contains("ca_file"), "{found}");
    // The system's own roots. If it has none, no certificate is trusted.
    if crate::tls::client_config(None).is_ok() {
        let found = handshake(port, None).await.unwrap_err();
        assert!(found.contains("invalid peer certificate") && found.contains("ca_file"), "{found}");
    }
}

#[tokio::test]
async fn a_port_in_clear_text_is_told_by_its_greeting() {
    use tokio::io::AsyncWriteExt as _;
    for greeting in ["220 mx.example ESMTP\r\n", "* OK ready\r\n"] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(greeting.as_bytes()).await.unwrap();
            // Until the client has gone.
            while stream.read(&mut [0; 1024]).await.unwrap_or(0) > 0 {}
        });
        let home = tempfile::tempdir().unwrap();
        let (_, file) = serve(home.path(), identity("localhost", 2020..4000)).await;
        let found = handshake(port, Some(&file)).await.unwrap_err();
        assert!(found.contains("set tls to \"starttls\"") && !found.contains("://"), "{found}");
        server.await.unwrap();
    }
}

/// RFC 8446 §4.2.1: an extension of the first message, in clear text, has the client's versions.
#[tokio::test]
async fn nothing_older_than_tls_1_2_is_offered() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let hello = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = [0; 5];
        stream.read_exact(&mut head).await.unwrap();
        let mut body = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
        stream.read_exact(&mut body).await.unwrap();
        body
    });
    let home = tempfile::tempdir().unwrap();
    let Identity { params, key } = identity("localhost", 2020..4000);
    let file = home.path().join("ca.pem");
    std::fs::write(&file, params.self_signed(&key).unwrap().pem()).unwrap();
    handshake(port, Some(&file)).await.unwrap_err();
    let versions = offered(&hello.await.unwrap());
    assert_eq!(versions, [0x0304, 0x0303], "TLS 1.3 and 1.2");
}

/// The versions in a ClientHello: extension 43 after version, random, session, ciphers and compressions.
fn offered(hello: &[u8]) -> Vec<u16> {
    let number = |at: usize| u16::from_be_bytes([hello[at], hello[at + 1]]);
    let mut at = 4 + 2 + 32;
    at += 1 + usize::from(hello[at]);
    at += 2 + usize::from(number(at));
    at += 1 + usize::from(hello[at]);
    at += 2;
    while at < hello.len() {
        let (kind, length) = (number(at), usize::from(number(at + 2)));
        if kind == 43 {
            return hello[at + 5..at + 4 + length]
                .chunks(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
                .collect();
        }
        at += 4 + length;
    }
    Vec::new()
}

/// A server that answers with TLS 1.1 anyway gets nothing.
#[tokio::test]
async fn an_older_version_is_not_taken() {
    use tokio::io::AsyncWriteExt as _;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut hello = vec![2, 0, 0, 38, 3, 2];
        hello.extend([7; 32]);
        hello.extend([0, 0xc0, 0x13, 0]);
        let mut record = vec![22, 3, 2, 0, u8::try_from(hello.len()).unwrap()];
        record.extend(hello);
        stream.write_all(&record).await.unwrap();
        // Kept open until the client gives up.
        let _ = stream.read_to_end(&mut Vec::new()).await;
    });
    let home = tempfile::tempdir().unwrap();
    let Identity { params, key } = identity("localhost", 2020..4000);
    let file = home.path().join("ca.pem");
    std::fs::write(&file, params.self_signed(&key).unwrap().pem()).unwrap();
    let found = handshake(port, Some(&file)).await.unwrap_err();
    assert!(found.contains("TLS failed: "), "{found}");
    assert!(!found.contains("no answer within"), "it was refused at once: {found}");
}

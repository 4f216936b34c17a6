//! Tests the real network: TCP on loopback, real TLS, certificates made for the test.

use std::net::SocketAddr;

use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tempfile::NamedTempFile;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::*;

/// A certificate for `name`: the server's configuration, and the file that a client trusts.
fn certificate(name: &str) -> (TlsAcceptor, NamedTempFile) {
    let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let chain = vec![CertificateDer::from(made.cert.der().to_vec())];
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let file = NamedTempFile::new().unwrap();
    std::fs::write(file.path(), made.cert.pem()).unwrap();
    (TlsAcceptor::from(Arc::new(config)), file)
}

/// Serves one connection after the other. Returns its port and the commands it got.
async fn listen(acceptor: TlsAcceptor, encryption: Encryption) -> (SocketAddr, Transcript) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let transcript = Transcript::default();
    let said = Arc::clone(&transcript);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, transcript) = (acceptor.clone(), Arc::clone(&transcript));
            tokio::spawn(async move {
                match encryption {
                    Encryption::ClearText => serve(stream, good(), transcript).await,
                    Encryption::Implicit => {
                        if let Ok(stream) = acceptor.accept(stream).await {
                            serve(stream, good(), transcript).await;
                        }
                    }
                    Encryption::StartTls => serve_start_tls(stream, acceptor, transcript).await,
                }
            });
        }
    });
    (address, said)
}

async fn serve_start_tls(stream: TcpStream, acceptor: TlsAcceptor, transcript: Transcript) {
    let mut stream = BufReader::new(stream);
    for answer in ["220 mx", "250-mx\r\n250 STARTTLS", "220 go"] {
        stream.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
        if answer != "220 go" {
            stream.read_line(&mut String::new()).await.unwrap();
        }
    }
    if let Ok(stream) = acceptor.accept(stream.into_inner()).await {
        serve(stream, good().at("GREETING", &[NOTHING]), transcript).await;
    }
}

fn anna() -> Address {
    message("anna@desk.example", "1").recipient
}

fn courier(at: SocketAddr, encryption: Encryption, trust: &NamedTempFile) -> SmtpCourier {
    SmtpCourier::new(SmtpAccount {
        host: "localhost".to_owned(),
        port: at.port(),
        ca_file: Some(trust.path().to_owned()),
        ..with_login(encryption)
    })
}

#[tokio::test]
async fn every_encryption_carries_letters() {
    for encryption in [Encryption::Implicit, Encryption::StartTls, Encryption::ClearText] {
        let (acceptor, trust) = certificate("localhost");
        let (address, transcript) = listen(acceptor, encryption).await;
        let mut courier = courier(address, encryption, &trust);
        courier.try_out(&[], &anna()).await.unwrap();
        let outcomes = courier.send(&letters(2)).await;
        assert_eq!(initials(&outcomes), "AA", "{encryption:?}: {outcomes:?}");
        courier.rest().await;
        let said = transcript.lock().unwrap().clone();
        assert_eq!(said.iter().filter(|line| line.starts_with("AUTH PLAIN")).count(), 2, "{said:#?}");
        assert_eq!(said.last().map(String::as_str), Some("QUIT"));
    }
}

#[tokio::test]
async fn a_wrong_certificate_gets_nothing() {
    let (for_another, trust_another) = certificate("other.example");
    let (stranger, _) = certificate("localhost");
    for (acceptor, hint) in [(for_another, "not valid for"), (stranger, "ca_file")] {
        for encryption in [Encryption::Implicit, Encryption::StartTls] {
            let (address, transcript) = listen(acceptor.clone(), encryption).await;
            let outcomes = courier(address, encryption, &trust_another).send(&letters(2)).await;
            assert_eq!(initials(&outcomes), "BB");
            assert!(outcomes[0].words().contains(hint), "{outcomes:?}");
            assert!(transcript.lock().unwrap().is_empty());
        }
    }
}

#[tokio::test]
async fn a_ca_file_that_is_replaced_counts_at_the_next_try() {
    let (acceptor, good) = certificate("localhost");
    let (_, trust) = certificate("localhost");
    let (address, _) = listen(acceptor, Encryption::Implicit).await;
    let mut courier = courier(address, Encryption::Implicit, &trust);
    assert_eq!(initials(&courier.send(&letters(1)).await), "B");
    std::fs::copy(good.path(), trust.path()).unwrap();
    assert_eq!(initials(&courier.send(&letters(1)).await), "A");
}

#[tokio::test]
async fn what_cannot_be_reached_is_told_apart() {
    let (_, trust) = certificate("localhost");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = listener.local_addr().unwrap();
    drop(listener);
    let mut refused = courier(closed, Encryption::Implicit, &trust);
    let error = refused.try_out(&[], &anna()).await.unwrap_err().to_string();
    assert!(
        error.contains(&format!("can't reach localhost:{}", closed.port())) && error.contains("refused"),
        "{error}"
    );

    let no_ca = SmtpAccount { ca_file: Some("/no/such/ca.pem".into()), ..with_login(Encryption::Implicit) };
    let (address, _) = listen(certificate("localhost").0, Encryption::Implicit).await;
    let mut untrusting = SmtpCourier::new(SmtpAccount { host: "localhost".to_owned(), port: address.port(), ..no_ca });
    let error = untrusting.try_out(&[], &anna()).await.unwrap_err().to_string();
    assert!(error.contains("/no/such/ca.pem"), "{error}");
}

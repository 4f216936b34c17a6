//! The server on real sockets: what it answers, and what it doesn't wait for.

use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use axum::Extension;
use axum::routing::{get, post};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::*;
use crate::portal::client::Client;
use crate::site::{Network, Origin, Stars, TlsFiles};

mod limits;
mod tls;

fn site(listen: Listen) -> Site {
    Site {
        origin: Origin("http://127.0.0.1".to_owned()),
        listen,
        tls: None,
        proxies: Vec::new(),
        mailbox: "support".to_owned(),
        operators: Vec::new(),
        words: Vec::new(),
        newcomers: true,
        new: true,
        people: true,
        files: true,
        search: true,
        assignee_shown: true,
        agents: true,
        live: true,
        stars: Stars::Page,
        knowledge: None,
        oidc: None,
    }
}

fn loopback() -> Site {
    site(Listen::Tcp("127.0.0.1:0".parse().unwrap()))
}

fn router() -> Router {
    let forms = async |body: axum::body::Bytes| body.len().to_string();
    Router::new()
        .route("/", get(async || "front"))
        .route("/me", get(async |Extension(client): Extension<Client>| client.0.to_string()))
        .route("/form", post(forms))
        .route(
            "/slow",
            get(async || {
                sleep(Duration::from_secs(5)).await;
                "slow"
            }),
        )
        .route(
            "/never",
            get(async || {
                std::future::pending::<()>().await;
                "never"
            }),
        )
        .route("/large", get(async || "x".repeat(32 * 1024 * 1024)))
}

struct Running {
    address: Listen,
    stop: CancellationToken,
    served: JoinHandle<Result<(), ServeError>>,
}

fn start(site: &Site) -> Running {
    let bound = bind(site).unwrap();
    let (address, stop) = (bound.address().clone(), CancellationToken::new());
    let served = tokio::spawn(bound.serve(router(), stop.clone()));
    Running { address, stop, served }
}

impl Running {
    fn tcp(&self) -> SocketAddr {
        let Listen::Tcp(address) = self.address else { panic!("no TCP") };
        address
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.tcp()).await.unwrap()
    }

    async fn stop(self) {
        self.stop.cancel();
        self.served.await.unwrap().unwrap();
    }
}

/// Sends bytes and reads all until the end.
async fn send(mut stream: impl AsyncRead + AsyncWrite + Unpin, bytes: &str) -> String {
    stream.write_all(bytes.as_bytes()).await.unwrap();
    to_end(&mut stream).await
}

async fn to_end(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut read = Vec::new();
    // A reset is an end, too.
    let _ = stream.read_to_end(&mut read).await;
    String::from_utf8(read).unwrap()
}

fn get_of(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
}

/// Reads one response whose body ends with these bytes.
async fn read_until(stream: &mut (impl AsyncRead + Unpin), end: &str) -> String {
    let mut read = String::new();
    let mut buffer = [0; 1024];
    while !read.ends_with(end) {
        let count = stream.read(&mut buffer).await.unwrap();
        assert!(count > 0, "it ended: {read}");
        read.push_str(str::from_utf8(&buffer[..count]).unwrap());
    }
    read
}

#[tokio::test]
async fn pages_are_served() {
    let running = start(&loopback());
    let check = async |request: &str, status: &str, body: &str| {
        let response = send(running.connect().await, request).await;
        assert!(
            response.starts_with(&format!("HTTP/1.1 {status}")) && response.ends_with(body),
            "{request:.80}: {response}"
        );
    };
    check(&get_of("/"), "200", "front").await;
    check(&get_of("/me"), "200", "127.0.0.1").await;
    check("GET /me HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 6.6.6.6\r\nConnection: close\r\n\r\n", "200", "127.0.0.1")
        .await;
    assert!(send(running.connect().await, "GET / HTTP/1.0\r\n\r\n").await.ends_with("front"));
    check("complete nonsense\r\n\r\n", "400", "").await;
    // HTTP/2 was never agreed on.
    assert_eq!(send(running.connect().await, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await, "");
    check(&format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "a".repeat(100_000)), "431", "").await;
    check(&format!("GET / HTTP/1.1\r\n{}\r\n", "X: y\r\n".repeat(101)), "431", "").await;
    // A request of two lengths is smuggling (RFC 9112, section 6.3).
    check("POST /form HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na", "400", "").await;
    running.stop().await;
}

#[tokio::test]
async fn a_connection_has_many_requests() {
    let running = start(&loopback());
    let mut stream = running.connect().await;
    for path in ["/", "/me"] {
        stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).await.unwrap();
        let end = match path {
            "/" => "front",
            _ => "127.0.0.1",
        };
        read_until(&mut stream, end).await;
    }
    running.stop().await;
}

#[tokio::test]
async fn a_unix_socket_is_a_proxy() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("portal.sock");
    let running = start(&site(Listen::Unix(path.clone())));
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o660);
    let check = async |header: &str, expected: &str| {
        let request = format!("GET /me HTTP/1.1\r\nHost: x\r\n{header}Connection: close\r\n\r\n");
        let response = send(UnixStream::connect(&path).await.unwrap(), &request).await;
        assert!(response.ends_with(expected), "{response}");
    };
    check("", "127.0.0.1").await;
    check("X-Forwarded-For: 6.6.6.6, 2001:db8::7\r\n", "2001:db8::7").await;
    running.stop().await;
    assert!(!path.exists(), "a stop removes the socket");
}

#[tokio::test]
async fn proxies_say_who_is_there() {
    let loopback_is_proxy = Network { address: "127.0.0.0".parse().unwrap(), bits: 8 };
    let running = start(&Site { proxies: vec![loopback_is_proxy], ..loopback() });
    let request = "GET /me HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 6.6.6.6, 198.51.100.7\r\nConnection: close\r\n\r\n";
    let response = send(running.connect().await, request).await;
    assert!(response.ends_with("198.51.100.7"), "{response}");
    running.stop().await;
}

#[tokio::test]
async fn sockets_of_others_stay() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("portal.sock");
    let listen = Listen::Unix(path.clone());
    let check = |expected: &str| {
        let error = bind(&site(listen.clone())).unwrap_err().to_string();
        assert!(error.contains(expected) && error.contains("portal.sock"), "{error}");
    };
    // One that nobody listens on any more.
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    assert!(path.exists());
    let running = start(&site(listen.clone()));
    check("another program does");
    // Another program takes the path: it isn't ours to remove.
    std::fs::remove_file(&path).unwrap();
    let others = std::os::unix::net::UnixListener::bind(&path).unwrap();
    running.stop().await;
    assert!(path.exists());
    drop(others);
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, "precious").unwrap();
    check("a file is there that isn't a socket");
    assert_eq!(std::fs::read(&path).unwrap(), b"precious");
    let missing = bind(&site(Listen::Unix(directory.path().join("no/portal.sock")))).unwrap_err().to_string();
    assert!(missing.contains("its directory doesn't exist"), "{missing}");
}

#[test]
fn wrong_addresses_are_told() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let check = |address: SocketAddr, expected: &str| {
        let error = bind(&site(Listen::Tcp(address))).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    };
    check(taken.local_addr().unwrap(), "another program does. Stop it, or choose another");
    check("192.0.2.1:0".parse().unwrap(), "this machine doesn't have the address");
}

//! Answers a mail server that asks whether a password is right, in the protocols of `saslauthd` and `authdaemond`, which
//! would each need an installation of their own.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;

use super::PASSWORD;

/// Answers at a socket until the tests end.
pub(super) fn start(socket: &Path, answer: impl Fn(&UnixStream) -> std::io::Result<()> + Send + 'static) {
    let listener = UnixListener::bind(socket).expect("a socket for logins");
    std::fs::set_permissions(socket, std::fs::Permissions::from_mode(0o777)).expect("let the server connect");
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // The server may hang up at any time.
            drop(answer(&stream));
        }
    });
}

/// The protocol of `saslauthd`: four texts, each after its length in two bytes: user, password, service, realm.
pub(super) fn saslauthd(mut stream: &UnixStream) -> std::io::Result<()> {
    let mut texts = Vec::new();
    for _ in 0..4 {
        let mut length = [0; 2];
        stream.read_exact(&mut length)?;
        let mut text = vec![0; usize::from(u16::from_be_bytes(length))];
        stream.read_exact(&mut text)?;
        texts.push(text);
    }
    let words: &[u8] = if texts[1] == PASSWORD.as_bytes() { b"\0\x02OK" } else { b"\0\x02NO" };
    stream.write_all(words)
}

/// The protocol of `authdaemond`: lines to `AUTH LENGTH`, and then service, `login`, user and password. The answer says
/// whose mail that is, and where.
pub(super) fn authdaemond(mut stream: &UnixStream, account: &str) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let mut next = || lines.next().unwrap_or_else(|| Ok(String::new()));
    while !next()?.starts_with("AUTH ") {}
    let [_service, _kind, user, password] = [next()?, next()?, next()?, next()?];
    let answer = if password == PASSWORD { format!("ADDRESS={user}\n{account}.\n") } else { "FAIL\n".to_owned() };
    stream.write_all(answer.as_bytes())
}

//! Mail servers that refuse every login in the worst way: they repeat it.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// The lines that it received.
pub(crate) type Told = Arc<Mutex<Vec<String>>>;

/// How it answers a line.
type Answer = fn(&str) -> String;

/// Listens on its own port. The thread ends with the tests.
pub(crate) fn serve(greeting: &'static str, answer: Answer) -> (u16, Told) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, told) = (listener.local_addr().unwrap().port(), Told::default());
    let kept = Arc::clone(&told);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let told = Arc::clone(&kept);
            // The client may hang up at any time.
            std::thread::spawn(move || converse(&stream, greeting, answer, &told).ok());
        }
    });
    (port, told)
}

fn converse(stream: &TcpStream, greeting: &str, answer: Answer, told: &Told) -> std::io::Result<()> {
    let mut writer = stream.try_clone()?;
    writer.write_all(format!("{greeting}\r\n").as_bytes())?;
    for line in BufReader::new(stream).lines() {
        let line = line?;
        let words = answer(&line);
        told.lock().unwrap().push(line);
        writer.write_all(format!("{words}\r\n").as_bytes())?;
    }
    Ok(())
}

/// IMAP that offers no SASL, so that LOGIN is used.
pub(crate) fn imap_login(line: &str) -> String {
    match line.split_once(' ').unwrap_or((line, "")) {
        (tag, "CAPABILITY") => format!("* CAPABILITY IMAP4rev1\r\n{tag} OK done"),
        (tag, command) => format!("{tag} NO [AUTHENTICATIONFAILED] I do not like: {command}"),
    }
}

/// IMAP with AUTHENTICATE PLAIN.
pub(crate) fn imap_plain(line: &str) -> String {
    match line.split_once(' ') {
        Some((tag, "CAPABILITY")) => format!("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK done"),
        Some((_, command)) if command.starts_with("AUTHENTICATE") => "+ ".to_owned(),
        Some((tag, command)) => format!("{tag} BAD what is {command}"),
        // The tag of the AUTHENTICATE is the codec's first.
        None => format!("A0001 NO cannot use {line}"),
    }
}

/// SMTP with this login mechanism.
pub(crate) fn smtp_plain(line: &str) -> String {
    smtp(line, "PLAIN")
}

pub(crate) fn smtp_login(line: &str) -> String {
    smtp(line, "LOGIN")
}

fn smtp(line: &str, way: &str) -> String {
    match line.split(' ').next().unwrap_or_default() {
        "EHLO" => format!("250-mx.example\r\n250 AUTH {way}"),
        "AUTH" if way == "LOGIN" => "334 VXNlcm5hbWU6".to_owned(),
        // The account's name in base64: now the password is asked for.
        "YWRh" => "334 UGFzc3dvcmQ6".to_owned(),
        "QUIT" => "221 bye".to_owned(),
        _ => format!("535 5.7.8 I do not like: {line}"),
    }
}

//! That the Exim of these tests does what its card says.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use crate::servers::{Exim, eventually};

/// Sends one mail by hand; the answers to RCPT and to the final dot.
fn send(exim: &Exim, recipient: &str, subject: &str) -> (String, String) {
    let stream = TcpStream::connect(("127.0.0.1", exim.smtp)).unwrap();
    let mut lines = BufReader::new(stream);
    let mut say = |text: &str| {
        lines.get_mut().write_all(text.as_bytes()).unwrap();
        loop {
            let mut line = String::new();
            lines.read_line(&mut line).unwrap();
            // A dash after the code goes on (RFC 5321 §4.2.1).
            if line.as_bytes().get(3) != Some(&b'-') {
                return line;
            }
        }
    };
    say("");
    say("EHLO desk.example.test\r\n");
    say("MAIL FROM:<ada@customer.example>\r\n");
    let rcpt = say(&format!("RCPT TO:<{recipient}>\r\n"));
    if !rcpt.starts_with("250") {
        return (rcpt, String::new());
    }
    say("DATA\r\n");
    let done = say(&format!("From: ada@customer.example\r\nSubject: {subject}\r\n\r\nhello\r\n.\r\n"));
    (rcpt, done)
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn exim_accepts_refuses_puts_off_and_bounces() {
    let exim = Exim::start();
    exim.separate("anna@desk.example");
    assert!(send(&exim, "bob@example.test", "one").1.starts_with("250"));
    assert!(send(&exim, "anna@desk.example", "two").1.starts_with("250"));
    assert!(send(&exim, "reject.me@example.test", "x").0.starts_with("550"));
    assert!(send(&exim, "later.on@example.test", "x").0.starts_with("451"));
    assert!(send(&exim, "bob@example.test", "REJECTME").1.starts_with("550"));
    assert!(send(&exim, "bob@example.test", "DEFERME").1.starts_with("451"));
    assert!(send(&exim, "bounce@example.test", "three").1.starts_with("250"));
    let apart = eventually("anna's mail", || exim.delivered_to("anna@desk.example").into_iter().next());
    assert!(String::from_utf8(apart).unwrap().contains("Subject: two"), "{}", exim.log());
    let all = eventually("bob's mail and a delivery report", || Some(exim.delivered()).filter(|all| all.len() == 2));
    let texts: Vec<String> = all.into_iter().map(|mail| String::from_utf8(mail).unwrap()).collect();
    assert!(texts.iter().any(|text| text.contains("Subject: one")), "{}", exim.log());
    assert!(texts.iter().any(|text| text.contains("multipart/report")), "{}", exim.log());
}

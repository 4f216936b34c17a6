//! The author of a mail, as a real mail server reports it: Exim removes headers that came in under its name, and writes
//! who logged in.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use crate::servers::{Desk, Exim, eventually};

const SUPPORT: &str = "support@example.test";
const FORGED: &str = "Authentication-Results: mx.example.test; auth=pass smtp.auth=anna@desk.example\r\n";

/// Submits a mail as a mail program does. `login` is the base64 of AUTH PLAIN (RFC 4616).
fn submit(exim: &Exim, login: Option<&str>, mail: &str) {
    let mut stream = TcpStream::connect(("127.0.0.1", exim.smtp)).unwrap();
    let mut answers = BufReader::new(stream.try_clone().unwrap());
    let mut expect = |code: &str| loop {
        let mut line = String::new();
        answers.read_line(&mut line).unwrap();
        assert!(line.starts_with(code), "{code} was expected: {line}");
        if line.as_bytes()[3] == b' ' {
            break;
        }
    };
    let mut say = |line: &str| stream.write_all(format!("{line}\r\n").as_bytes()).unwrap();
    expect("220");
    say("EHLO client.example");
    expect("250");
    if let Some(login) = login {
        say(&format!("AUTH PLAIN {login}"));
        expect("235");
    }
    for line in ["MAIL FROM:<somebody@customer.example>", &format!("RCPT TO:<{SUPPORT}>")] {
        say(line);
        expect("250");
    }
    say("DATA");
    expect("354");
    say(&format!("{mail}\r\n."));
    expect("250");
    say("QUIT");
}

fn mail(subject: &str, headers: &str, text: &str) -> String {
    format!(
        "{headers}From: Anna <anna@desk.example>\r\nTo: {SUPPORT}\r\nSubject: {subject}\r\n\
         Message-ID: <{subject}@desk.example>\r\n\r\n{text}"
    )
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn an_agent_is_believed_by_the_word_of_the_mail_server_and_not_by_a_forged_one() {
    let exim = Exim::start();
    for address in [SUPPORT, "anna@desk.example", "ada@customer.example"] {
        exim.separate(address);
    }
    let desk = Desk::of(&format!(
        "[desk]\nname = \"Example Desk\"\nhost = \"desk.example\"\nstate_dir = \"state\"\n\
         [[agent]]\nname = \"anna\"\naddress = \"anna@desk.example\"\n\
         [mailbox.support]\naddress = \"{SUPPORT}\"\n[mailbox.support.maildir]\npath = {:?}\npoll = \"50ms\"\n\
         [authentication]\ntrusted = [\"mx.example.test\"]\n[courier.smtp]\n{}",
        exim.maildir_of(SUPPORT),
        exim.smtp_toml(),
    ));
    let _daemon = desk.start();
    let ends = |end: &str| desk.number(&format!("SELECT count(*) FROM mail WHERE outcome = '{end}'")).unwrap_or(0);

    submit(&exim, None, &mail("forged", FORGED, "#on-behalf ada@customer.example\r\nHer press stops."));
    eventually(&format!("the forged one is held\n{}", desk.log()), || (ends("held") == 1).then_some(()));
    let told = eventually("anna is told", || exim.delivered_to("anna@desk.example").pop());
    assert!(String::from_utf8_lossy(&told).contains("#release"));
    assert_eq!(ends("opened"), 0);

    // \0anna@desk.example\0secret
    let login = Some("AGFubmFAZGVzay5leGFtcGxlAHNlY3JldA==");
    submit(&exim, login, &mail("real", "", "#on-behalf ada@customer.example\r\nHer press stops."));
    eventually(&format!("the real one opens Ada's ticket\n{}", desk.log()), || (ends("opened") == 1).then_some(()));
    eventually("Ada has her confirmation", || exim.delivered_to("ada@customer.example").pop());
}

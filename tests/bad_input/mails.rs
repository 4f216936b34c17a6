//! Broken and oversized mails: each is recorded and shown, and none blocks the next.

use std::fmt::Write as _;
use std::io::{Seek, SeekFrom, Write as _};

use maildesk::desk::end::End;
use maildesk::desk::reason::Reason;
use maildesk::store::read::{Entry, Told};

use crate::desk::{Desk, ordinary};
use crate::patience::eventually;

/// Random bytes, the same on every run.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[0]
    };
    std::iter::repeat_with(next).take(count).collect()
}

fn with_parts(count: usize) -> String {
    let mut mail = "From: parts@customer.example\r\nSubject: parts\r\nMessage-ID: <parts@customer.example>\r\n\
                    MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        .to_owned();
    for part in 0..count {
        write!(mail, "--b\r\nContent-Type: text/plain; name={part}.txt\r\n\r\npart {part}\r\n").unwrap();
    }
    mail + "--b--\r\n"
}

fn nested(depth: usize) -> String {
    let mut mail = "From: nested@customer.example\r\nSubject: nested\r\nMIME-Version: 1.0\r\n".to_owned();
    for level in 0..depth {
        write!(mail, "Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n").unwrap();
    }
    mail + "Content-Type: text/plain\r\n\r\ndeep down\r\n"
}

fn with_headers() -> String {
    let mut mail = "From: headers@customer.example\r\nMessage-ID: <headers@customer.example>\r\n".to_owned();
    for number in 0..10_000 {
        write!(mail, "X-Header-{number}: {}\r\n", "x".repeat(60)).unwrap();
    }
    write!(mail, "References:").unwrap();
    for number in 0..5000 {
        write!(mail, "\r\n <{number}@long.thread.example>").unwrap();
    }
    write!(mail, "\r\nSubject: {}\r\n\r\nshort\r\n", "long ".repeat(40_000)).unwrap();
    assert!(mail.len() > 1_000_000);
    mail
}

/// All broken mails that fit into a test's source.
fn bad_mails() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("01-noise", noise(5000)),
        ("02-empty", Vec::new()),
        ("03-empty-too", Vec::new()),
        ("04-no-header", b"The press stops. It is from 2019.\r\n\r\nWhat now?\r\n".into()),
        ("05-no-from", b"Subject: nobody\r\nMessage-ID: <nobody@customer.example>\r\n\r\nWho am I?\r\n".into()),
        ("06-nul", b"From: nul@customer.example\r\nSubject: a\0b\r\n\r\nbefore\0after\r\n".into()),
        ("07-nul-from", b"From: nul\0byte@customer.example\r\nSubject: x\r\n\r\ntext\r\n".into()),
        (
            "08-injection",
            b"From: =?utf-8?q?Eve=0D=0ABcc:_victim@other.example?= <eve@customer.example>\r\n\
              Subject: =?utf-8?q?help=0D=0ABcc:_victim@other.example=0D=0A=0D=0Abody?=\r\n\r\nIt stops.\r\n"
                .into(),
        ),
        ("09-parts", with_parts(10_000).into()),
        ("10-nested", nested(10_000).into()),
        ("11-headers", with_headers().into()),
        ("12-line-ends", b"\r\n\r\n\r\n".into()),
        ("13-only-boundary", b"Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n----\r\n".into()),
    ]
}

#[test]
fn bad_mails_are_recorded_and_shown_and_block_nobody() {
    let desk = Desk::new();
    for (name, bytes) in bad_mails() {
        desk.deliver(name, bytes);
    }
    desk.deliver("99-ordinary", ordinary("carol"));
    let mut daemon = desk.start();
    let letter = desk.letter_to("carol@customer.example");
    assert!(letter.contains("\r\nSubject: [HD-000") && daemon.is_running(), "{letter}");

    let ledger = desk.ledger();
    let names: Vec<&str> = ledger.iter().map(|(name, _)| name.as_str()).collect();
    let expected: Vec<&str> = bad_mails().iter().map(|(name, _)| *name).chain(["99-ordinary"]).collect();
    assert_eq!(names, expected, "{}", desk.log());
    for (name, mail) in &ledger {
        // Agents see it as a ticket with a reason.
        assert!(mail.ticket.is_some() && !mail.reasons.is_empty(), "{name}: {mail:?}");
        let unusable = ["01", "02", "03", "04", "05", "12", "13"].iter().any(|number| name.starts_with(number));
        assert_eq!(mail.end, Some(Ok(if unusable { End::Quarantined } else { End::Opened })), "{name}: {mail:?}");
    }
    let reasons = |name: &str| Reason::join(&ledger.iter().find(|(its, _)| its == name).unwrap().1.reasons);
    assert_eq!(reasons("02-empty"), "the email is empty");
    assert!(reasons("04-no-header").contains("no usable From address"));
    eventually("anna is told of each", || (desk.letters_to("anna@desk.example").len() == ledger.len()).then_some(()));

    let told = [desk.letters_to("eve@customer.example"), desk.letters_to("anna@desk.example")].concat();
    let about_eve: Vec<&String> = told.iter().filter(|letter| letter.contains("HD-00008")).collect();
    assert_eq!(about_eve.len(), 2);
    for letter in about_eve {
        assert!(!letter.lines().any(|line| line.starts_with("Bcc")), "{letter}");
    }
    assert!(daemon.is_running() && daemon.peak_mib() < 150, "{} MiB", daemon.peak_mib());
}

#[test]
fn a_mail_of_100_mb_is_cut_and_said_and_left_where_it_is() {
    const SIZE: u64 = 100 << 20;
    let desk = Desk::new();
    desk.deliver_with("1-large", |file| {
        write!(file, "{}", ordinary("dave")).unwrap();
        file.seek(SeekFrom::Start(SIZE - 1)).unwrap();
        file.write_all(b"\n").unwrap();
    });
    let mut daemon = desk.start();
    desk.letter_to("dave@customer.example");
    desk.deliver("2-ordinary", ordinary("carol"));
    desk.letter_to("carol@customer.example");
    let (_, large) = desk.ledger().remove(0);
    assert_eq!((large.size, large.whole, large.end), (SIZE, false, Some(Ok(End::Opened))));
    let cut = "Only the first 26214400 of 104857600 bytes were taken in. The whole email is still in its mailbox.";
    assert!(large.reasons.iter().any(|reason| reason.to_string() == cut), "{:?}", large.reasons);
    let story = desk.ask(|reading| reading.story(large.ticket.unwrap())).unwrap();
    let opened =
        |entry: &Entry| matches!(&entry.told, Told::Opened { reasons, .. } if Reason::join(reasons).contains(cut));
    assert!(story.entries.iter().any(opened), "{story:?}");
    assert!(desk.letters_to("anna@desk.example").iter().any(|letter| letter.contains("Only the first 26214400")));
    assert!(desk.is_new("1-large") && !desk.is_new("2-ordinary"));
    assert!(daemon.is_running() && daemon.peak_mib() < 150, "{} MiB", daemon.peak_mib());
}

//! What `parse` makes of whole messages.

use super::*;

const MULTIPART: &str = "From: Ada <ada@x.example>\nTo: support@desk.example\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\n\
Message-ID: <1@x.example>\nDate: Mon, 5 Jan 2026 09:00:00 +0000\nContent-Type: multipart/mixed; boundary=b\n\n\
--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\nContent-Type: text/plain; charset=utf-8\n\nhello\n\
--c\nContent-Type: text/html\n\n<p>hello</p>\n--c--\n--b\nContent-Type: application/pdf; name=\"../a.pdf\"\n\
Content-Transfer-Encoding: base64\n\naGk=\n--b--\n";

#[test]
fn a_message_is_read() {
    let inbound = parse(MULTIPART.as_bytes());
    assert_eq!(inbound.subject.as_str(), "Grüße");
    assert_eq!(inbound.text, "hello");
    assert_eq!(inbound.html.as_deref(), Some("<p>hello</p>"));
    assert_eq!(inbound.attachments.len(), 1);
    assert_eq!(inbound.attachments[0].name, "a.pdf");
    assert_eq!(inbound.attachments[0].size, 2);
    assert_eq!(attachment_bytes(MULTIPART.as_bytes(), 0).as_deref(), Some(b"hi".as_slice()));
    assert_eq!(attachment_bytes(MULTIPART.as_bytes(), 1), None);
    let files = attachments_with_bytes(MULTIPART.as_bytes());
    assert_eq!(
        files.iter().map(|(file, bytes)| (file.index, bytes.as_slice())).collect::<Vec<_>>(),
        [(0, b"hi".as_slice())]
    );
    assert_eq!(inbound.defects, []);
}

#[test]
fn line_ends_make_no_difference() {
    assert_eq!(parse(MULTIPART.replace('\n', "\r\n").as_bytes()).text, parse(MULTIPART.as_bytes()).text);
}

#[test]
fn nothing_is_refused() {
    let check = |raw: &[u8]| assert!(!parse(raw).defects.is_empty(), "{raw:?}");
    check(b"");
    check(b"\r\n\r\n");
    check(b"no header at all");
    check(b"\n\nonly a body\n");
    check(b":\n:\n:");
    check(b"\0\0\0\0");
    check(b"\xff\xfe\xff");
    check(b"Content-Type: multipart/mixed; boundary=\n\n--\n");
}

#[test]
fn the_first_field_wins() {
    let inbound = parse(b"Subject: one\nSubject: two\nFrom: a@x.example\nFrom: b@x.example\n\nx");
    assert_eq!(inbound.subject.as_str(), "one");
    assert_eq!(inbound.from.unwrap().address.as_str(), "a@x.example");
}

#[test]
fn no_line_break_gets_out_of_a_header() {
    let inbound = parse(b"From: =?utf-8?Q?Eve=0D=0ABcc:_x?= <e@x.example>\nSubject: =?utf-8?Q?a=0Ab?=\n c\n\nx");
    assert_eq!(inbound.from.unwrap().name(), "Eve Bcc: x");
    assert_eq!(inbound.subject.as_str(), "a b c");
    assert!(inbound.headers.iter().all(|header| !header.value.contains(['\r', '\n'])));
}

#[test]
fn messages_inside_are_understood() {
    let raw = b"From: a@x.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nsee below\n--b\n\
Content-Type: message/rfc822\n\nFrom: c@y.example\nSubject: inner\n\nthe question\n--b--\n";
    let inbound = parse(raw);
    assert_eq!(inbound.text, "see below");
    assert_eq!(inbound.enclosed.len(), 1);
    assert_eq!(inbound.enclosed[0].subject.as_str(), "inner");
    assert_eq!(inbound.enclosed[0].text.trim(), "the question");
    assert_eq!(inbound.attachments[0].content_type, "message/rfc822");
}

#[test]
fn deep_nests_are_read_flat() {
    let deep = "Content-Type: message/rfc822\n\n".repeat(50_000);
    let inbound = parse(deep.as_bytes());
    assert!(inbound.defects.iter().any(|defect| defect.0.contains("not told apart")));
    let wide = "Content-Type: multipart/mixed; boundary=x\n\n--x\n".repeat(50_000);
    parse(wide.as_bytes());
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_a_message(raw in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
        let inbound = parse(&raw);
        proptest::prop_assert_eq!(&parse(&raw), &inbound);
        proptest::prop_assert!(!inbound.subject.as_str().contains(['\r', '\n', '\0']));
    }

    #[test]
    fn any_header_is_one_line(name in "(From|To|Subject|Message-ID|References|Content-Type|X)", value in "(\\PC|\r|\n |=\\?utf-8\\?q\\?=0A\\?=|<|>|@|,){0,60}") {
        let raw = format!("{name}: {value}\nContent-Type: text/plain\n\nx\n");
        let inbound = parse(raw.as_bytes());
        let line = |text: &str| !text.contains(['\r', '\n', '\0']);
        proptest::prop_assert!(inbound.headers.iter().all(|header| line(&header.value) && line(&header.name)));
        proptest::prop_assert!(inbound.from.iter().chain(&inbound.to).all(|contact| line(contact.name())));
        proptest::prop_assert!(line(inbound.subject.as_str()));
    }

    #[test]
    fn line_ends_make_no_difference_to_any_text(lines in proptest::collection::vec("\\PC{0,30}", 0..10)) {
        let lf = format!("Subject: x\nContent-Type: text/plain; charset=utf-8\n\n{}", lines.join("\n"));
        let crlf = lf.replace('\n', "\r\n");
        proptest::prop_assert_eq!(parse(lf.as_bytes()).text, parse(crlf.as_bytes()).text);
    }
}

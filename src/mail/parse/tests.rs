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
    parse(deep.as_bytes());
    let wide = "Content-Type: multipart/mixed; boundary=x\n\n--x\n".repeat(50_000);
    let inbound = parse(wide.as_bytes());
    assert!(inbound.defects.iter().any(|defect| defect.0.contains("not told apart")));
}

/// Messages whose size or shape would exhaust a careless reader; each must be read in about no time.
#[test]
fn nothing_takes_long() {
    let start = std::time::Instant::now();
    let head = "From: a@x.example\nSubject: x\n";
    let multipart = "Content-Type: multipart/mixed; boundary=b\n\n";
    let check = |raw: String| drop(parse(raw.as_bytes()));
    check(format!("{head}{multipart}{}", "--b\n\nx\n".repeat(20_000)));
    check(format!("{head}{multipart}{}", "--b\nContent-Type: multipart/mixed; boundary=c\n\n".repeat(20_000)));
    check(format!(
        "{head}{multipart}{}",
        "--b\nContent-Type: multipart/mixed\n\n--q\nContent-Type: text/plain\n\nx\n".repeat(10_000)
    ));
    check(format!(
        "{head}{}",
        (0..5_000)
            .fold(String::new(), |raw, n| raw + &format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"))
    ));
    check(format!("{head}\n{}", "-".repeat(5_000_000)));
    check(format!("{head}\n{}", "--\n".repeat(1_000_000)));
    check(format!("{head}\n{}", "begin 644 a\n".repeat(200_000)));
    check(format!("{head}\n{}", "begin 644 a\n#86)C\nend\n".repeat(100_000)));
    check(format!("{head}Content-Transfer-Encoding: base64\n\n{}", "!?".repeat(1_000_000)));
    check(format!("{}\n\nx", "X-Odd: 1\n".repeat(100_000)));
    check(format!("{}\n\nx", "no field\n".repeat(100_000)));
    check(format!("From: {}\nSubject: {}\n\nx", "a,".repeat(300_000), "=?utf-8?q?=".repeat(100_000)));
    check(format!("{head}Content-Type: a/b; {}\n\nx", "name*0=\"x\\\";".repeat(50_000)));
    check(format!("{head}References: {}\n\nx", "<a@b>".repeat(200_000)));
    // a debug build on a busy machine; superlinear would be minutes
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

/// The mails of the fixtures, which have every oddity, for changing them.
fn fixtures() -> Vec<Vec<u8>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/mail/mime");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.retain(|path| path.extension().is_some_and(|end| end == "eml"));
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// What must hold of any message: the same each time, no line breaks where one line is promised, bytes for each file.
fn holds(raw: &[u8]) {
    let inbound = parse(raw);
    assert_eq!(parse(raw), inbound);
    let line = |text: &str| assert!(!text.contains(['\r', '\n', '\0']), "{text:?}");
    line(inbound.subject.as_str());
    for contact in
        inbound.from.iter().chain(&inbound.to).chain(&inbound.cc).chain(&inbound.reply_to).chain(&inbound.sender)
    {
        line(contact.name());
        line(contact.address.as_str());
    }
    for id in inbound.message_id.iter().chain(&inbound.references).chain(&inbound.in_reply_to) {
        line(id.as_str());
    }
    for header in &inbound.headers {
        line(&header.name);
        line(&header.value);
    }
    for defect in &inbound.defects {
        line(&defect.0);
    }
    assert!(!inbound.text.contains(['\r', '\0']));
    let files = attachments_with_bytes(raw);
    assert_eq!(files.len(), inbound.attachments.len());
    for (file, (named, bytes)) in inbound.attachments.iter().zip(&files) {
        assert_eq!(file, named);
        assert_eq!(file.size, bytes.len() as u64);
        assert!(!file.name.contains(['\r', '\n', '\0', '/', '\\']));
        line(&file.content_type);
        line(file.content_id.as_deref().unwrap_or_default());
    }
    let last = files.len().saturating_sub(1);
    let alone = attachment_bytes(raw, u32::try_from(last).unwrap());
    assert_eq!(alone.as_ref(), files.get(last).map(|(_, bytes)| bytes));
}

#[test]
fn it_holds_of_every_fixture() {
    let mails = fixtures();
    assert!(mails.len() > 12);
    for raw in &mails {
        holds(raw);
    }
}

proptest::proptest! {
    #[test]
    fn it_holds_of_changed_mails(which in 0_usize..1_000, changes in proptest::collection::vec((0_usize..4_000, 0_u8..5, proptest::num::u8::ANY), 1..12)) {
        let mails = fixtures();
        let mut raw = mails[which % mails.len()].clone();
        for (at, what, byte) in changes {
            let at = at % raw.len().max(1);
            let line = at + raw[at.min(raw.len())..].iter().position(|&byte| byte == b'\n').map_or(0, |end| end + 1);
            match what {
                0 if at < raw.len() => raw[at] = byte,
                1 => raw.insert(at.min(raw.len()), byte),
                2 if at < raw.len() => drop(raw.remove(at)),
                // a line is lost
                3 => drop(raw.drain(at.min(raw.len())..line.min(raw.len()))),
                // a line comes twice
                4 => {
                    let copy = raw[at.min(raw.len())..line.min(raw.len())].to_vec();
                    raw.splice(at.min(raw.len())..at.min(raw.len()), copy);
                }
                _ => {}
            }
        }
        holds(&raw);
    }

    #[test]
    fn it_holds_of_any_parts(lines in proptest::collection::vec("(--b|--b--|--c|Content-Type: (multipart/(mixed|alternative|related|digest|signed)(; boundary=(b|c))?|text/(plain|html|calendar|rtf)|message/rfc822|application/ms-tnef)|Content-Disposition: attachment; filename=x|Content-Transfer-Encoding: (base64|quoted-printable|x-uuencode)||words|begin 644 x|#86\\)C|end|Subject: x| )", 0..40)) {
        holds(lines.join("\n").as_bytes());
        let crlf = lines.join("\r\n");
        proptest::prop_assert_eq!(parse(crlf.as_bytes()).text, parse(lines.join("\n").as_bytes()).text);
    }

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

//! Any bytes are a message. `parse` gives the same result each time, with no line break where it could become a header,
//! and with LF as with CRLF.

#![no_main]

use libfuzzer_sys::fuzz_target;
use maildesk::mail::inbound::Inbound;
use maildesk::mail::parse::{attachment_bytes, parse};
use maildesk::mail::{Address, Contact, MessageId};

fuzz_target!(|raw: &[u8]| {
    let inbound = parse(raw);
    assert_eq!(parse(raw), inbound, "not deterministic");
    check(&inbound);
    for file in &inbound.attachments {
        let bytes = attachment_bytes(raw, file.index).expect("every attachment has its bytes");
        assert_eq!(bytes.len() as u64, file.size, "{file:?}");
    }
    if ends_make_no_difference(raw) {
        let crlf = parse(&with_crlf(raw));
        assert_eq!(crlf.text, inbound.text, "LF and CRLF differ");
        assert_eq!(crlf.marks, inbound.marks);
        assert_eq!(
            (crlf.subject, crlf.from, crlf.to, crlf.date),
            (inbound.subject, inbound.from, inbound.to, inbound.date)
        );
    }
});

fn check(inbound: &Inbound) {
    let line = |text: &str| assert!(!text.contains(['\r', '\n', '\0']), "{text:?} is no line");
    for header in &inbound.headers {
        line(&header.name);
        line(&header.value);
    }
    line(inbound.subject.as_str());
    let people =
        inbound.from.iter().chain(&inbound.sender).chain(&inbound.reply_to).chain(&inbound.to).chain(&inbound.cc);
    people.for_each(contact);
    let ids = inbound.message_id.iter().chain(&inbound.in_reply_to).chain(&inbound.references);
    for id in ids {
        assert_eq!(MessageId::parse(id.as_str()).as_ref(), Some(id));
    }
    for file in &inbound.attachments {
        line(&file.name);
        line(&file.content_type);
        assert!(!file.name.contains(['/', '\\']), "{:?} has a path", file.name);
        file.content_id.iter().for_each(|id| line(id));
    }
    assert!(!inbound.text.contains(['\r', '\0']));
    assert!(inbound.marks.is_sorted_by_key(|mark| mark.at), "{:?}", inbound.marks);
    for mark in &inbound.marks {
        assert!(
            mark.at == 0 || mark.at >= inbound.text.len() || inbound.text.as_bytes()[mark.at - 1] == b'\n',
            "{mark:?}"
        );
    }
    inbound.enclosed.iter().for_each(check);
}

fn contact(contact: &Contact) {
    assert!(!contact.name().contains(['\r', '\n', '\0']), "{contact:?}");
    let again = Address::parse(contact.address.as_str());
    assert_eq!(
        again.as_ref().map(Address::as_str),
        Some(contact.address.as_str()),
        "an address is one when read again"
    );
}

/// Line ends matter if there is a CR already, or a charset in which a line end can be part of a character.
fn ends_make_no_difference(raw: &[u8]) -> bool {
    let wide = |word: &[u8]| raw.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
    !raw.contains(&b'\r')
        && !wide(b"16")
        && !wide(b"32")
        && !wide(b"ucs")
        && !wide(b"unicode")
}

fn with_crlf(raw: &[u8]) -> Vec<u8> {
    raw.iter().flat_map(|&byte| if byte == b'\n' { vec![b'\r', b'\n'] } else { vec![byte] }).collect()
}

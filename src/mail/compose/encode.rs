//! The words of a letter as the body of a part (RFC 2045 §6): as they are where they are short lines of ASCII, as
//! quoted-printable where most of them is, else as base64. Line ends become CRLF, and controls go.
//!
//! lettre could encode them, too, in six passes over a text; letters are most of what a desk writes.

use std::borrow::Cow;

use lettre::message::Body;
use lettre::message::header::ContentTransferEncoding;

use super::super::bytes::{count, lines};

/// The longest line (RFC 2045 §6.7), without the mark of a soft line break.
const LINE: usize = 75;
const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// The body of a text.
pub(super) fn text_body(text: &str) -> Body {
    let text = printable(text);
    let escaped = count(text.as_bytes(), |byte| !matches!(byte, b'\t' | b'\n' | b' '..=b'~'));
    if escaped == 0 && lines(text.as_bytes()).all(|line| line.len() <= LINE) {
        return Body::dangerous_pre_encoded(with_crlf(&text), ContentTransferEncoding::SevenBit);
    }
    if escaped <= text.len() / 3 {
        return Body::dangerous_pre_encoded(quoted_printable(&text), ContentTransferEncoding::QuotedPrintable);
    }
    // Any bytes can be base64, so that the builder's own choice is never needed.
    Body::new_with_encoding(with_crlf(&text), ContentTransferEncoding::Base64).unwrap_or_else(Body::new)
}

/// LF line ends, and no controls but tabs.
fn printable(text: &str) -> Cow<'_, str> {
    if count(text.as_bytes(), |byte| (byte < b' ' && byte != b'\n' && byte != b'\t') || byte == 0x7F) == 0 {
        return text.into();
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|&c| !c.is_ascii_control() || matches!(c, '\n' | '\t')).collect::<String>().into()
}

fn with_crlf(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() + text.len() / 16 + 16);
    for (at, line) in lines(text.as_bytes()).enumerate() {
        if at > 0 {
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(line);
    }
    bytes
}

/// RFC 2045 §6.7. Blanks at the end of a line are escaped, because some relay would drop them.
fn quoted_printable(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() + text.len() / 4 + 16);
    for (at, line) in lines(text.as_bytes()).enumerate() {
        if at > 0 {
            bytes.extend_from_slice(b"\r\n");
        }
        // Nearly all lines are so.
        if line.len() <= LINE
            && count(line, |byte| !is_plain(byte)) == 0
            && !line.ends_with(b" ")
            && !line.ends_with(b"\t")
        {
            bytes.extend_from_slice(line);
        } else {
            push_escaped(&mut bytes, line);
        }
    }
    bytes
}

/// One line, with what has to be escaped.
fn push_escaped(bytes: &mut Vec<u8>, line: &[u8]) {
    let blanks = line.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let (mut rest, blanks) = line.split_at_checked(line.len() - blanks).unwrap_or_default();
    let mut column = 0;
    while let Some(&next) = rest.first() {
        let room = rest.get(..LINE - column).unwrap_or(rest);
        let escaped =
            if count(room, |byte| !is_plain(byte)) == 0 { None } else { room.iter().position(|byte| !is_plain(*byte)) };
        let plain = escaped.unwrap_or(room.len());
        match rest.split_at_checked(plain) {
            Some((run, behind)) if !run.is_empty() => {
                bytes.extend_from_slice(run);
                column += run.len();
                rest = behind;
            }
            _ if is_plain(next) => soft_break(bytes, &mut column),
            _ => {
                escape(bytes, &mut column, next);
                rest = rest.get(1..).unwrap_or_default();
            }
        }
    }
    for blank in blanks {
        escape(bytes, &mut column, *blank);
    }
}

fn is_plain(byte: u8) -> bool {
    matches!(byte, b'\t' | b' '..=b'~') && byte != b'='
}

fn escape(bytes: &mut Vec<u8>, column: &mut usize, byte: u8) {
    let digit = |half: u8| HEX.get(usize::from(half)).copied().unwrap_or(b'0');
    if *column + 3 > LINE {
        soft_break(bytes, column);
    }
    bytes.extend_from_slice(&[b'=', digit(byte >> 4), digit(byte & 15)]);
    *column += 3;
}

fn soft_break(bytes: &mut Vec<u8>, column: &mut usize) {
    bytes.extend_from_slice(b"=\r\n");
    *column = 0;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let body = text_body(text);
        format!("{}: {}", body.encoding(), String::from_utf8(body.into_vec()).unwrap())
    }

    #[test]
    fn the_simplest_encoding_is_taken() {
        let check = |text: &str, expected: &str| assert_eq!(written(text), expected, "{text:?}");
        check("", "7bit: ");
        check("Hello,\n\nBye \n", "7bit: Hello,\r\n\r\nBye \r\n");
        check("a\r\nb\rc\0\u{7F}\u{1B}d\te", "7bit: a\r\nb\r\ncd\te");
        check("für = 3", "quoted-printable: f=C3=BCr =3D 3");
        check("für \t\nuns ", "quoted-printable: f=C3=BCr=20=09\r\nuns=20");
        check("日本", "base64: 5pel5pys");
        check("日本\n日本", "base64: 5pel5pysDQrml6XmnKw=");
    }

    #[test]
    fn long_lines_are_broken_softly() {
        let long = "x".repeat(76);
        assert_eq!(written(&long), format!("quoted-printable: {}=\r\nx", "x".repeat(75)));
        assert_eq!(written(&"x".repeat(75)), format!("7bit: {}", "x".repeat(75)));
        let umlaut = format!("{}ü", "x".repeat(70));
        assert_eq!(written(&umlaut), format!("quoted-printable: {}=C3=\r\n=BC", "x".repeat(70)));
    }

    proptest::proptest! {
        /// A reader has the same words, and no relay finds a line too long.
        #[test]
        fn the_words_arrive(text in "([a-z ü=\u{4E2D}\t\n.]|\r\n|[a-z]{40}){0,60}") {
            let body = text_body(&text);
            let head = format!("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {}\r\n\r\n", body.encoding());
            let bytes = [head.as_bytes(), &body.into_vec()].concat();
            for line in bytes.split(|byte| *byte == b'\n') {
                proptest::prop_assert!(line.len() <= 78, "{:?}", String::from_utf8_lossy(line));
            }
            let parsed = mail_parser::MessageParser::default().parse(&bytes).unwrap();
            let arrived = parsed.body_text(0).unwrap_or_default().replace("\r\n", "\n");
            proptest::prop_assert_eq!(arrived, text.replace("\r\n", "\n"));
        }
    }
}

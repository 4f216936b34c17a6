//! A client of HTTP/1.1 that sends exactly what a test says, one request for each connection.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// No answer takes longer.
const LONGEST: Duration = Duration::from_mins(1);

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) bytes: Vec<u8>,
}

impl Reply {
    /// The first value of a header field, whose name is in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Where it sends the browser on to.
    pub(crate) fn location(&self) -> &str {
        self.header("location").unwrap_or_default()
    }

    /// The value of the first hidden field of a name.
    pub(crate) fn hidden(&self, name: &str) -> String {
        let text = self.text();
        let start = format!("name=\"{name}\" value=\"");
        let after = text.split_once(&start).map(|(_, after)| after.to_owned()).unwrap_or_default();
        after.split('"').next().unwrap_or_default().to_owned()
    }

    /// Its text without what is different each time: the marks of forms.
    pub(crate) fn plain(&self) -> String {
        let mut plain = String::new();
        let mut run = String::new();
        for c in self.text().chars().chain(['\n']) {
            if c.is_ascii_hexdigit() {
                run.push(c);
                continue;
            }
            plain.push_str(if run.len() == 64 { "SECRET" } else { &run });
            run.clear();
            plain.push(c);
        }
        plain
    }

    /// All values of an attribute, as `href`.
    pub(crate) fn attributes(&self, name: &str) -> Vec<String> {
        let start = format!("{name}=\"");
        self.text().split(&start).skip(1).filter_map(|rest| rest.split('"').next().map(str::to_owned)).collect()
    }
}

pub(crate) fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).expect("the portal listens");
    stream.set_read_timeout(Some(LONGEST)).unwrap();
    stream.set_write_timeout(Some(LONGEST)).unwrap();
    stream
}

/// Sends bytes, and reads until the other side closes. None: it closed without an answer.
pub(crate) fn exchange(port: u16, bytes: &[u8]) -> Option<Reply> {
    let mut stream = connect(port);
    // Who is refused early can't send the rest.
    stream.write_all(bytes).ok();
    read(&mut stream)
}

/// Reads an answer, until the other side closes.
pub(crate) fn read(stream: &mut TcpStream) -> Option<Reply> {
    let mut answer = Vec::new();
    let mut piece = [0; 16 << 10];
    loop {
        match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => answer.extend_from_slice(&piece[..count]),
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => break,
            Err(error) => panic!("no answer: {error}"),
        }
        if is_whole(&answer) {
            break;
        }
    }
    parse(&answer)
}

/// Whether everything that Content-Length promises is there.
fn is_whole(answer: &[u8]) -> bool {
    let Some(reply) = parse(answer) else { return false };
    let length = reply.header("content-length").and_then(|length| length.parse::<usize>().ok());
    length.is_some_and(|length| reply.bytes.len() >= length && length > 0)
}

fn parse(answer: &[u8]) -> Option<Reply> {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let field = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_ascii_lowercase(), value.trim().to_owned()))
    };
    Some(Reply { status, headers: lines.filter_map(field).collect(), bytes: answer[end + 4..].to_vec() })
}

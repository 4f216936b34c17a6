//! A person's mail program: an IMAP connection on which the test sends literal commands.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use super::PASSWORD;

/// A logged-in connection in clear text.
pub(crate) struct Human {
    stream: BufReader<TcpStream>,
}

impl Human {
    /// Logs in at this port.
    pub(crate) fn login(port: u16, user: &str) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("connect to the server");
        let mut human = Self { stream: BufReader::new(stream) };
        human.line();
        human.says(&format!("LOGIN {user} {PASSWORD}"));
        human
    }

    /// Sends a command, which must be answered with `OK`. Returns the whole answer.
    pub(crate) fn says(&mut self, command: &str) -> String {
        self.stream.get_mut().write_all(format!("a {command}\r\n").as_bytes()).expect("say a command");
        self.ends(command)
    }

    /// Reads to the end of an answer, which must be `OK`.
    fn ends(&mut self, command: &str) -> String {
        let mut answer = String::new();
        loop {
            let line = self.line();
            answer.push_str(&line);
            if let Some(end) = line.strip_prefix("a ") {
                assert!(end.starts_with("OK"), "{command}: {answer}");
                return answer;
            }
        }
    }

    /// Puts a message into a folder (RFC 9051, section 6.3.12).
    pub(crate) fn appends(&mut self, folder: &str, message: &str) {
        let stream = self.stream.get_mut();
        stream.write_all(format!("a APPEND {folder} {{{}}}\r\n", message.len()).as_bytes()).expect("say a command");
        let line = self.line();
        assert!(line.starts_with('+'), "{line}");
        self.stream.get_mut().write_all(format!("{message}\r\n").as_bytes()).expect("send the message");
        self.ends("APPEND");
    }

    /// The UIDs in the selected folder.
    pub(crate) fn uids(&mut self) -> Vec<u32> {
        let answer = self.says("UID SEARCH ALL");
        let found = answer.lines().find_map(|line| line.strip_prefix("* SEARCH")).unwrap_or_default();
        found.split_whitespace().filter_map(|uid| uid.parse().ok()).collect()
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        assert!(self.stream.read_line(&mut line).expect("read an answer") > 0, "the server hung up");
        line
    }
}

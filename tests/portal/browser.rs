//! Somebody's browser: it keeps cookies, says where a form comes from, and has an address of its own.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::http::{Reply, exchange};

/// A file that is sent with a form.
pub(crate) struct Sent<'a> {
    pub(crate) name: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) bytes: &'a [u8],
}

impl<'a> Sent<'a> {
    pub(crate) fn new(name: &'a str, bytes: &'a [u8]) -> Self {
        Self { name, kind: "text/plain", bytes }
    }
}

/// A browser.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    pub(crate) port: u16,
    pub(crate) cookies: BTreeMap<String, String>,
    /// What the proxy says of where it is.
    pub(crate) from: String,
    pub(crate) language: String,
}

pub(crate) const BOUNDARY: &str = "----maildeskBoundary7d1";

impl Browser {
    /// Makes a request of its own, with whatever headers.
    pub(crate) fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        let head = self.head(method, path, headers, body.len());
        let reply = exchange(self.port, &[head.as_bytes(), body].concat());
        let reply = reply.unwrap_or_else(|| panic!("no answer to {method} {path}"));
        self.keep_cookies(&reply);
        reply
    }

    /// The head of a request.
    pub(crate) fn head(&self, method: &str, path: &str, headers: &[(&str, &str)], length: usize) -> String {
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nX-Forwarded-For: {}\r\n", self.from);
        if !headers.iter().any(|(name, _)| *name == "Host") {
            write!(head, "Host: localhost:{}\r\n", self.port).unwrap();
        }
        if !self.language.is_empty() {
            write!(head, "Accept-Language: {}\r\n", self.language).unwrap();
        }
        if !self.cookies.is_empty() {
            let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            write!(head, "Cookie: {}\r\n", pairs.join("; ")).unwrap();
        }
        if method != "GET" && method != "HEAD" {
            write!(head, "Content-Length: {length}\r\n").unwrap();
        }
        for (name, value) in headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        head + "\r\n"
    }

    fn keep_cookies(&mut self, reply: &Reply) {
        for (_, cookie) in reply.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let pair = cookie.split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    pub(crate) fn get(&mut self, path: &str) -> Reply {
        self.send("GET", path, &[], b"")
    }

    /// Sends a form of our own page.
    pub(crate) fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let headers = [("Sec-Fetch-Site", "same-origin"), ("Content-Type", "application/x-www-form-urlencoded")];
        self.send("POST", path, &headers, urlencoded(fields).as_bytes())
    }

    /// Sends a form with files.
    pub(crate) fn upload(&mut self, path: &str, fields: &[(&str, &str)], files: &[Sent<'_>]) -> Reply {
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let headers = [("Sec-Fetch-Site", "same-origin"), ("Content-Type", kind.as_str())];
        self.send("POST", path, &headers, &multipart(fields, files))
    }

    /// Opens a ticket in one step. Returns its reference.
    pub(crate) fn open(&mut self, subject: &str, text: &str) -> String {
        self.open_with(subject, text, &[])
    }

    /// The same, with files.
    pub(crate) fn open_with(&mut self, subject: &str, text: &str, files: &[Sent<'_>]) -> String {
        let nonce = self.get("/new").hidden("nonce");
        let fields = [("nonce", nonce.as_str()), ("step", "details"), ("subject", subject), ("text", text)];
        let reply = self.upload("/new", &[&fields[..], &[("do", "send")]].concat(), files);
        assert_eq!(reply.status, 303, "{}", reply.text());
        let rest = reply.location().strip_prefix("/t/").unwrap_or_else(|| panic!("to {}", reply.location()));
        rest.split('?').next().unwrap().to_owned()
    }

    /// Sends a form of a page, with its marks.
    pub(crate) fn act(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let page = self.get(path);
        assert_eq!(page.status, 200, "{path}");
        let (nonce, version) = (page.hidden("nonce"), page.hidden("version"));
        self.post(path, &[&[("nonce", nonce.as_str()), ("version", version.as_str())], fields].concat())
    }
}

pub(crate) fn urlencoded(fields: &[(&str, &str)]) -> String {
    let encode =
        |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

pub(crate) fn multipart(fields: &[(&str, &str)], files: &[Sent<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    for file in files {
        let (name, kind) = (file.name.replace('"', "%22"), file.kind);
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file.bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

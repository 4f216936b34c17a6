//! The keys that IMAP and SMTP share: host, port, encryption, CA file. Clear text is only allowed to this machine.

use std::net::IpAddr;
use std::path::PathBuf;

use crate::tls::Encryption;

use super::reader::{Found, Key, Table};

const HOST: Key = Key { name: "host", example: "\"mail.desk.example\"" };
const TLS: Key = Key { name: "tls", example: "\"implicit\"" };
pub(super) const CA_FILE: Key = Key { name: "ca_file", example: "\"ca.pem\"" };

const ENCRYPTIONS: [(&str, Encryption); 3] =
    [("implicit", Encryption::Implicit), ("starttls", Encryption::StartTls), ("clear-text", Encryption::ClearText)];

/// A protocol's ports for each encryption.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ports {
    pub(super) implicit: u16,
    pub(super) starttls: u16,
    pub(super) clear_text: u16,
}

/// Where to connect, and how.
pub(super) struct Server {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: Encryption,
    pub(super) ca_file: Option<PathBuf>,
}

/// Reads host, port, tls and ca_file.
pub(super) fn read(table: &Table<'_>, ports: Ports) -> Option<Server> {
    let host = table.required(HOST, Table::text).and_then(|host| checked_host(table, host));
    let example = if ports.implicit == 465 { "465" } else { "993" };
    let port = table.number(Key { name: "port", example }, 1..=65535);
    let tls = table.word(TLS, &ENCRYPTIONS);
    let ca_file = table.path(CA_FILE);
    let encryption = tls.as_ref().map_or(Encryption::Implicit, |found| found.value);
    let usual = ports.of(encryption);
    let given = port.as_ref().and_then(|found| u16::try_from(found.value).ok());
    if let (Some(found), Some(given)) = (&port, given)
        && let Some(other) =
            ports.spoken_on(given).filter(|other| *other != encryption && ports.of(encryption) != given)
    {
        let message = format!("port {given} is usually for {}, but tls is {}", other.as_str(), encryption.as_str());
        table.reading.warn(
            Some(&found.span),
            message,
            format!("write tls = \"{}\", or port = {usual}", other.as_str()),
        );
    }
    let host = host?;
    if encryption == Encryption::ClearText {
        refuse_far_clear_text(table, &host, tls.as_ref());
    }
    if let Some(file) = &ca_file {
        check_ca_file(table, file, encryption);
    }
    let (host, ca_file) = (host.value, ca_file.map(|found| found.value));
    Some(Server { host, port: given.unwrap_or(usual), tls: encryption, ca_file })
}

impl Ports {
    fn of(self, encryption: Encryption) -> u16 {
        match encryption {
            Encryption::Implicit => self.implicit,
            Encryption::StartTls => self.starttls,
            Encryption::ClearText => self.clear_text,
        }
    }

    fn spoken_on(self, port: u16) -> Option<Encryption> {
        ENCRYPTIONS.into_iter().map(|(_, encryption)| encryption).find(|encryption| self.of(*encryption) == port)
    }
}

fn checked_host(table: &Table<'_>, host: Found<String>) -> Option<Found<String>> {
    let bare = host.value.trim_start_matches('[').trim_end_matches(']');
    if bare.parse::<IpAddr>().is_ok() {
        return Some(Found { value: bare.to_owned(), span: host.span });
    }
    if is_host(&host.value) {
        return Some(host);
    }
    let (name, port) = host.value.rsplit_once(':').unwrap_or((&host.value, ""));
    let name = name.rsplit_once("://").map_or(name, |(_, behind)| behind);
    let help = match port.parse::<u16>() {
        Ok(port) if is_host(name) => format!("write host = \"{name}\" and port = {port}"),
        _ => format!("write host = {}", HOST.example),
    };
    table.reading.fault(&host.span, format!("`{}` isn't a host name or IP address", host.value), help);
    None
}

fn refuse_far_clear_text(table: &Table<'_>, host: &Found<String>, tls: Option<&Found<Encryption>>) {
    if is_loopback(&host.value) {
        return;
    }
    let login = table.value("user").is_some() || table.value("password").is_some();
    let what = if login { "the login and all emails" } else { "all emails" };
    let message = format!("no encryption to {}: others on the network could read {what}", host.value);
    let span = tls.map_or(&host.span, |found| &found.span);
    table.reading.fault(span, message, "write tls = \"implicit\" or \"starttls\"; clear text is only for this machine");
}

pub(super) fn check_ca_file(table: &Table<'_>, file: &Found<PathBuf>, encryption: Encryption) {
    if encryption == Encryption::ClearText {
        table.reading.warn(Some(&file.span), "ca_file has no effect: tls is clear-text", "leave it out");
    } else if !table.reading.environment.is_file(&file.value) {
        let message = format!("the file {} doesn't exist", file.value.display());
        table.reading.fault(
            &file.span,
            message,
            "write the path of a PEM file with the certificate of the CA, or leave it out",
        );
    }
}

/// `localhost`, 127.0.0.0/8, ::1.
pub(super) fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// A host name: labels of ASCII letters, digits and hyphens (RFC 1123 §2.1).
pub(super) fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(label)
}

/// A host name that can follow the `@` of a Message-ID: `localhost`, or one with a dot that is no IP address.
pub(super) fn is_domain(text: &str) -> bool {
    let named = text.rsplit('.').next().is_some_and(|last| last.bytes().any(|b| b.is_ascii_alphabetic()));
    is_host(text) && named && (text.contains('.') || text.eq_ignore_ascii_case("localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_stand_in_a_message_id() {
        let check = |text: &str, expected: bool| assert_eq!(is_domain(text), expected, "{text:?}");
        check("desk.example", true);
        check("a.b-c.example", true);
        check("localhost", true);
        check("desk", false);
        check("10.0.0.1", false);
        check("desk .example", false);
        check("desk..example", false);
        check("-desk.example", false);
        check("straße.example", false);
        check("", false);
    }

    #[test]
    fn what_is_this_machine() {
        let check = |text: &str, expected: bool| assert_eq!(is_loopback(text), expected, "{text:?}");
        check("localhost", true);
        check("127.0.0.1", true);
        check("127.8.9.1", true);
        check("::1", true);
        check("localhost.example", false);
        check("0.0.0.0", false);
        check("10.0.0.1", false);
    }
}

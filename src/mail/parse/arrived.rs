//! When a message came, by its own words: for messages from files, of which no server says so.
//!
//! The topmost `Received` is the one of the server that took the message in at last, and nobody who sent it can forge that. What
//! stands below may be anybody's. Only a message without any is believed its `Date`.

use jiff::Timestamp;

use super::{head, headers};

/// When it came. `None`: it does not say.
pub fn arrived_at(raw: &[u8]) -> Option<Timestamp> {
    let head = head::read(raw);
    let values = |name: &str| {
        let fields: Vec<&[u8]> = head.fields.iter().filter(|field| field.is(name)).map(|field| field.value).collect();
        fields.into_iter().map(|value| headers::unfolded(&String::from_utf8_lossy(value)))
    };
    let time = |value: String| headers::date_of(value.rsplit_once(';').map_or(value.as_str(), |(_, time)| time.trim()));
    if values("received").next().is_some() {
        return values("received").find_map(time);
    }
    values("date").find_map(|value| headers::date_of(&value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_server_is_believed_and_the_sender_only_without_one() {
        let check = |head: &str, expected: Option<&str>| {
            let body = "Subject: x\r\n\r\nReceived: by y; Thu, 1 Jan 2015 09:00:00 +0000\r\n";
            let came = arrived_at(format!("{head}{body}").as_bytes());
            assert_eq!(came.map(|at| at.to_string()).as_deref(), expected, "{head}");
        };
        let (old, new) = ("Mon, 3 Feb 2020 09:00:00 +0000 (UTC)", "Mon, 5 Jan 2026 10:00:00 +0100");
        let (is_old, is_new) = (Some("2020-02-03T09:00:00Z"), Some("2026-01-05T09:00:00Z"));
        check("", None);
        check(&format!("Date: {old}\r\n"), is_old);
        check(&format!("Received: from a by b;\r\n\t{new}\r\nReceived: by c; {old}\r\nDate: {old}\r\n"), is_new);
        check(&format!("Received: from a by b; with c; {old}\r\nDate: {new}\r\n"), is_old);
        check(&format!("Received: from a by b\r\nreceived: by c; {new}\r\nDate: {old}\r\n"), is_new);
        check(&format!("Received: from a by b\r\nDate: {old}\r\n"), None);
        check(&format!("Date: soon\r\nDate: {old}\r\n"), is_old);
    }
}

//! Builds mails as bytes, with a word of its own in each place.

use std::fmt::Write as _;

use maildesk::mail::{Inbound, MessageId};

use crate::hostile;

/// The words of one mail. No other mail has them, and none begins another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words(pub(crate) usize);

impl Words {
    pub(crate) fn text(self) -> String {
        format!("zq{}tz", self.0)
    }

    /// The word of a second text in the same mail: the agent's own above a forwarded one.
    pub(crate) fn own(self) -> String {
        format!("zq{}oz", self.0)
    }

    pub(crate) fn subject(self) -> String {
        format!("zq{}sz", self.0)
    }

    pub(crate) fn file_name(self) -> String {
        format!("zq{}fz", self.0)
    }

    pub(crate) fn file_text(self) -> String {
        format!("zq{}bz", self.0)
    }

    /// The word of the Message-ID, which reveals nothing and may go anywhere.
    pub(crate) fn id(self) -> String {
        format!("zq{}iz", self.0)
    }

    pub(crate) fn all(self) -> [String; 5] {
        [self.text(), self.own(), self.subject(), self.file_name(), self.file_text()]
    }
}

/// A mail before it is bytes.
pub(crate) struct Writing<'a> {
    pub(crate) words: Words,
    pub(crate) hostile: usize,
    pub(crate) from: &'a str,
    pub(crate) to: &'a str,
    /// The whole field. By default the mail has its own subject.
    pub(crate) subject: Option<String>,
    pub(crate) text: String,
    pub(crate) html: Option<String>,
    pub(crate) with_file: bool,
    /// A letter of ours, saved as a file.
    pub(crate) letter: Option<&'a Inbound>,
    /// Further header lines.
    pub(crate) headers: String,
    pub(crate) answers: Option<&'a MessageId>,
    /// The mail server's verdict on From.
    pub(crate) proof: &'a str,
}

pub(crate) fn write(writing: &Writing<'_>) -> Vec<u8> {
    let Writing { words, hostile, from, to, .. } = writing;
    let domain = from.rsplit('@').next().unwrap_or_default();
    let subject = writing.subject.clone().unwrap_or_else(|| hostile::subject(*hostile, &words.subject()));
    let mut mail = format!(
        "Authentication-Results: mx.desk.example; dmarc={} header.from={domain}\r\nFrom: {}\r\nTo: {to}\r\n\
         Subject: {subject}\r\nMessage-ID: <{}@{domain}>\r\nDate: Mon, 5 Jan 2026 09:00:00 +0000\r\n{}",
        writing.proof,
        hostile::author(*hostile, from),
        words.id(),
        writing.headers,
    );
    if let Some(id) = writing.answers {
        let _ = write!(mail, "In-Reply-To: {id}\r\nReferences: {id}\r\n");
    }
    let kind = if writing.html.is_some() { "text/html" } else { "text/plain" };
    let text = writing.html.as_ref().unwrap_or(&writing.text).replace("\r\n", "\n").replace('\n', "\r\n");
    let saved = writing.letter.map(|letter| hostile::saved(*hostile, letter)).unwrap_or_default();
    let _ = if writing.with_file || !saved.is_empty() {
        write!(
            mail,
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\n\
             Content-Type: {kind}; charset=utf-8\r\n\r\n{text}\r\n--outer\r\nContent-Type: {}\r\n\
             Content-Disposition: attachment; {}\r\n\r\n{} is in the file\r\n{saved}--outer--\r\n",
            hostile::file_type(*hostile),
            hostile::file_name(*hostile, &words.file_name()),
            words.file_text(),
        )
    } else {
        write!(mail, "MIME-Version: 1.0\r\nContent-Type: {kind}; charset=utf-8\r\n\r\n{text}\r\n")
    };
    mail.into_bytes()
}

/// A delivery report (RFC 3464) about a letter of ours.
pub(crate) fn bounce(words: Words, letter: &Inbound, recipient: &str) -> Vec<u8> {
    let id = letter.message_id.as_ref().map(ToString::to_string).unwrap_or_default();
    format!(
        "From: MAILER-DAEMON@mx.example\r\nTo: support@desk.example\r\nSubject: Undelivered {}\r\n\
         Message-ID: <{}@mx.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=outer\r\n\r\n--outer\r\n\r\n\
         {} could not be delivered.\r\n--outer\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {recipient}\r\nAction: failed\r\n\
         Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 {}\r\n\r\n--outer\r\n\
         Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: {id}\r\n\r\n--outer--\r\n",
        words.subject(),
        words.id(),
        words.text(),
        words.own(),
    )
    .into_bytes()
}

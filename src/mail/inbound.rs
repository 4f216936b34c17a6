//! A message as we understood it: the value that `mail::parse` makes of bytes. It holds no borrowed bytes and no type
//! of any parser, so that every other room can be read without knowing MIME.

use jiff::Timestamp;

use super::{Address, Contact, MessageId, Subject};

/// A parsed message. Every field is what could be understood; what could not is said in `defects`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inbound {
    /// The first Message-ID, if it is one.
    pub message_id: Option<MessageId>,
    /// All ids of In-Reply-To, as written.
    pub in_reply_to: Vec<MessageId>,
    /// All ids of References, oldest first.
    pub references: Vec<MessageId>,
    /// Who wrote it: the first address of the first From.
    pub from: Option<Contact>,
    /// Who wrote it with them: the other addresses of that From.
    pub co_authors: Vec<Contact>,
    /// Who sent it for them (RFC 5322 §3.6.2), where it differs.
    pub sender: Option<Contact>,
    /// Where answers should go, if not to `from`.
    pub reply_to: Vec<Contact>,
    /// To.
    pub to: Vec<Contact>,
    /// Cc.
    pub cc: Vec<Contact>,
    /// The first Subject, decoded.
    pub subject: Subject,
    /// When it says that it was written; impossible dates are `None`.
    pub date: Option<Timestamp>,
    /// All header fields of the message, in order, unfolded; values are raw (not decoded) and hold no CR or LF.
    pub headers: Vec<Header>,
    /// The whole readable text, LF line ends.
    pub text: String,
    /// What the text was made of.
    pub source: TextSource,
    /// What the structure of the HTML says about the text; empty where the text came as plain text.
    pub marks: Vec<Mark>,
    /// The HTML body as it came, if there is one. Unsafe to show.
    pub html: Option<String>,
    /// Everything that is not the readable text, in order.
    pub attachments: Vec<Attachment>,
    /// The messages inside this one: forwarded as attachment, or returned with a delivery report (perhaps only its head).
    pub enclosed: Vec<Inbound>,
    /// The machine-readable parts: delivery status, disposition notification, feedback report, the answer to an invitation,
    /// a reaction.
    pub reports: Vec<ReportPart>,
    /// What was wrong, and which rule was applied.
    pub defects: Vec<Defect>,
}

/// A header field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The name in lower case.
    pub name: String,
    /// The unfolded raw value, one line.
    pub value: String,
}

/// A file that came with a mail. Its bytes stay in the raw message: `parse::attachment_bytes(raw, index)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Which one of the message's attachments, from 0.
    pub index: u32,
    /// A file name without any path, or empty.
    pub name: String,
    /// `type/subtype` in lower case.
    pub content_type: String,
    /// Decoded size in bytes.
    pub size: u64,
    /// Content-ID without brackets, for pictures inside the HTML.
    pub content_id: Option<String>,
    /// Shown inside the text rather than attached.
    pub inline: bool,
    /// A picture that stands among its author's own words.
    pub is_in_words: bool,
    /// A letter of ours is in it (`letter_mark`).
    pub has_letter: bool,
}

impl Attachment {
    /// Whether it is encrypted words that nobody here can read (RFC 8551 §3.2, RFC 3156 §4).
    pub fn is_sealed(&self) -> bool {
        let kinds = ["application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"];
        kinds.contains(&self.content_type.as_str()) || self.name == "encrypted.asc"
    }
}

/// What the readable text was made of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TextSource {
    /// There is none.
    #[default]
    None,
    /// A text/plain part.
    Plain,
    /// An HTML part.
    Html,
}

/// A place in the text where the HTML's structure said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Byte offset in the text, at the start of a line.
    pub at: usize,
    /// What begins there.
    pub kind: MarkKind,
}

/// What the structure of an HTML mail can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkKind {
    /// From here on it is somebody else's text.
    QuoteStart,
    /// Here somebody else's text ends.
    QuoteEnd,
    /// From here on it is a signature.
    SignatureStart,
    /// Here the signature ends.
    SignatureEnd,
}

/// A machine-readable part: of a report (RFC 3464, RFC 8098, RFC 5965), the answer to an invitation (RFC 5546), a reaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportPart {
    /// `message/delivery-status` and its kin, lower case.
    pub content_type: String,
    /// Its text, LF line ends.
    pub text: String,
}

/// Something wrong with a message, and what was done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect(pub String);

impl Inbound {
    /// The raw value of the first header field of this name (lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|header| header.name == name).map(|header| header.value.as_str())
    }

    /// The raw values of all header fields of this name (lower case), in order.
    pub fn headers_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |header| header.name == name).map(|header| header.value.as_str())
    }

    /// Everybody the message was addressed to, To first.
    pub fn recipients(&self) -> impl Iterator<Item = &Address> {
        self.to.iter().chain(&self.cc).map(|contact| &contact.address)
    }
}

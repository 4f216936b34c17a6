//! A letter of ours that was sent, as far as its failure is told.

use crate::mail::origin::MESSAGE_ID_START;
use crate::mail::{Contact, MessageId, Subject};

use super::notice::NoticeKind;

/// A letter of ours that was sent, as far as its failure is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentLetter {
    /// Its Message-ID.
    pub message_id: MessageId,
    /// Its reader.
    pub to: Contact,
    /// Its subject.
    pub subject: Subject,
    /// Its text.
    pub text: String,
}

impl SentLetter {
    /// Its kind, which its Message-ID names.
    pub fn kind(&self) -> Option<NoticeKind> {
        let rest = self.message_id.as_str().strip_prefix(MESSAGE_ID_START)?;
        NoticeKind::parse(rest.split('.').next()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Address;

    #[test]
    fn its_id_names_its_kind() {
        let check = |id: &str, expected: Option<NoticeKind>| {
            let letter = SentLetter {
                message_id: MessageId::parse(id).unwrap(),
                to: Contact::new("", Address::parse("ada@customer.example").unwrap()),
                subject: Subject::new(""),
                text: String::new(),
            };
            assert_eq!(letter.kind(), expected, "{id}");
        };
        check("maildesk.sign-in.19b.00ff@desk.example", Some(NoticeKind::SignIn));
        check("maildesk.new-ticket.19b.00ff.00042p-abc@desk.example", Some(NoticeKind::NewTicket));
        check("maildesk.letter.19b.00ff@desk.example", None);
        check("sign-in.19b.00ff@desk.example", None);
    }
}

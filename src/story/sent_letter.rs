//! A letter as its recipient can read it: kind, subject, text, stars.

use percent_encoding::percent_decode_str;

use crate::courier::{DeliveryOutcome, OutgoingMessage};
use crate::desk::feedback::find_subject_score;
use crate::desk::notice::NoticeKind;
use crate::desk::reference::{ReferenceStyle, TicketNumber};
use crate::mail::html::render;
use crate::mail::origin::MESSAGE_ID_START;
use crate::mail::parse::parse;
use crate::mail::{Address, Contact, Inbound};

/// One attempt to send a letter.
#[derive(Debug, Clone)]
pub(crate) struct SendAttempt {
    /// The envelope recipient.
    pub(crate) to: Address,
    /// The envelope sender, if any. Bounces go there.
    pub(crate) envelope_from: Option<Address>,
    /// Its kind, read from its Message-ID.
    pub(crate) kind: Option<NoticeKind>,
    /// Its content.
    pub(crate) inbound: Inbound,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
    /// The courier's answer.
    pub(crate) outcome: DeliveryOutcome,
}

/// The mail that a star of a feedback letter opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Star {
    /// Its recipient.
    pub(crate) to: Address,
    /// Its subject.
    pub(crate) subject: String,
    /// Its text, ready to be sent.
    pub(crate) body: String,
}

impl SendAttempt {
    /// The letter in a message.
    pub(crate) fn new(message: &OutgoingMessage, outcome: DeliveryOutcome) -> Self {
        let inbound = parse(&message.bytes);
        let id = inbound.message_id.as_ref().map_or("", |id| id.as_str());
        let kind =
            id.strip_prefix(MESSAGE_ID_START).and_then(|rest| rest.split('.').next()).and_then(NoticeKind::parse);
        let (to, envelope_from) = (message.recipient.clone(), message.envelope_from.clone());
        Self { to, envelope_from, kind, inbound, bytes: message.bytes.to_vec(), outcome }
    }

    /// Whether its recipient has it. A letter with an unknown end did arrive.
    pub(crate) fn arrived(&self) -> bool {
        matches!(self.outcome, DeliveryOutcome::Accepted(_) | DeliveryOutcome::Unknown(_))
    }

    /// Whether it is the same letter: the same Message-ID.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.inbound.message_id.is_some() && self.inbound.message_id == other.inbound.message_id
    }

    /// Whether its subject names this ticket.
    pub(crate) fn is_about(&self, style: &ReferenceStyle, number: TicketNumber) -> bool {
        style.find_all(self.inbound.subject.as_str()).contains(&number)
    }

    /// The name of its kind.
    pub(crate) fn kind_name(&self) -> &'static str {
        self.kind.map_or("letter of no kind", NoticeKind::as_str)
    }

    /// Where an answer to it goes.
    pub(crate) fn answer_address(&self) -> Option<&Address> {
        self.inbound.reply_to.first().or(self.inbound.from.as_ref()).map(|contact| &contact.address)
    }

    /// The recipient's name.
    pub(crate) fn recipient_name(&self) -> &str {
        self.inbound.to.first().map_or(self.to.as_str(), Contact::display)
    }

    /// The subject of an answer to it.
    pub(crate) fn answer_subject(&self) -> String {
        match self.inbound.subject.as_str() {
            subject if subject.starts_with("Re:") => subject.to_owned(),
            subject => format!("Re: {subject}"),
        }
    }

    /// The mail that the star for a score opens, found in the HTML as a mail program finds it.
    pub(crate) fn star(&self, score: u8) -> Option<Star> {
        let html = self.inbound.html.as_deref()?;
        let links = html.split("href=\"mailto:").skip(1).filter_map(|rest| rest.split('"').next());
        links.filter_map(read_mailto).find(|star| find_subject_score(&star.subject) == Some(score))
    }
}

/// Reads a `mailto:` link (RFC 6068) as it appears in an HTML attribute.
fn read_mailto(html: &str) -> Option<Star> {
    let link = render(html).text;
    let (to, fields) = link.trim().split_once('?')?;
    let field = |wanted: &str| {
        let named = fields.split('&').filter_map(|field| field.split_once('='));
        named.filter(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| decoded(value)).next()
    };
    Some(Star {
        to: Address::parse(&decoded(to))?,
        subject: field("subject").unwrap_or_default(),
        body: field("body").unwrap_or_default().replace("\r\n", "\n"),
    })
}

/// Decodes percent signs. Those that encode nothing stay.
fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_the_mail_that_it_opens() {
        let html = "support@desk.example?subject=Re%3A%20%5BHD-00001%5D%20Feedback%3A%204%2F5&amp;body=4%0D%0A";
        let star = read_mailto(html).unwrap();
        assert_eq!(star.to.as_str(), "support@desk.example");
        assert_eq!((star.subject.as_str(), star.body.as_str()), ("Re: [HD-00001] Feedback: 4/5", "4\n"));
        assert_eq!(read_mailto("nobody"), None);
    }
}

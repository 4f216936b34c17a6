//! Makes mail of letters: rendered, addressed, given a Message-ID and frozen. Nothing changes them afterwards.

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::desk::language::Languages;
use crate::desk::letter::{Audience, Content, Letter};
use crate::desk::notice::NoticeKind;
use crate::desk::organisation::Organisations;
use crate::desk::portal::Portal;
use crate::desk::reference::ReferenceStyle;
use crate::desk::ticket::Ticket;
use crate::desk::token::{Keyring, Purpose};
use crate::look::Look;
use crate::mail::compose::{AutoSubmitted, Draft};
use crate::mail::origin::MESSAGE_ID_START;
use crate::mail::{Address, Contact, MessageId};
use crate::store::{MailId, NewLetter};
use crate::templates::{Facts, LetterContext, TemplateFault, Templates};

/// Writes letters, with the desk's templates, addresses and secrets.
pub struct LetterWriter {
    /// The compiled templates.
    pub templates: Templates,
    /// The style of references.
    pub style: ReferenceStyle,
    /// The desk's name, as customers see it.
    pub desk_name: String,
    /// How it looks.
    pub look: Look,
    /// The domain of our Message-IDs.
    pub host: String,
    /// The sender address of each mailbox, by name. The first is the desk's default.
    pub senders: Vec<(String, Address)>,
    /// Whether automatic letters have the null envelope sender (RFC 3834 §3.3). Otherwise they have the mailbox's
    /// address, as agents' replies do. Bounces then come back there, are recognised as a machine's and not answered
    /// (P5).
    pub null_sender: bool,
    /// The secrets of tokens.
    pub keys: Keyring,
    /// The names of mailboxes that accept plus addresses.
    pub plus_addressed: Vec<String>,
    /// The rules for languages.
    pub languages: Languages,
    /// The customers' companies, some with a language.
    pub organisations: Organisations,
    /// The portal that letters link to, if there is one.
    pub portal: Option<Portal>,
}

/// The occasion of a letter.
#[derive(Debug, Clone, Copy)]
pub struct LetterOccasion<'a> {
    /// The ticket after the change, or none.
    pub ticket: Option<&'a Ticket>,
    /// The mailbox that it is sent from.
    pub mailbox: &'a str,
    /// Its language, where somebody said which. `None`: its reader's.
    pub language: Option<&'a str>,
    /// The mail whose files it may enclose.
    pub mail: Option<MailId>,
    /// With kind and recipient it makes the Message-ID: the same cause gives the same id.
    pub cause: &'a str,
    /// The time of the cause.
    pub since: Timestamp,
    /// Now.
    pub now: Timestamp,
}

impl LetterWriter {
    /// Writes letters. Nobody gets the same kind twice for one cause.
    pub fn write_all(&self, letters: &[Letter], about: LetterOccasion<'_>) -> Result<Vec<NewLetter>, TemplateFault> {
        let mut written: Vec<NewLetter> = Vec::with_capacity(letters.len());
        for letter in letters {
            let (kind, to) = (letter.kind(), &letter.to.contact().address);
            if !written.iter().any(|other| other.notice == kind && other.draft.to.address == *to) {
                written.extend(self.write(letter, about)?);
            }
        }
        Ok(written)
    }

    /// Writes one letter, or none if the config has no mailbox to write from.
    fn write(&self, letter: &Letter, about: LetterOccasion<'_>) -> Result<Option<NewLetter>, TemplateFault> {
        let kind = letter.kind();
        let about =
            if kind == NoticeKind::Flood { LetterOccasion { ticket: None, mail: None, ..about } } else { about };
        let Some(sender) = self.sender(about.mailbox) else {
            return Ok(None);
        };
        let to = letter.to.contact();
        let reference = about.ticket.map(|ticket| self.style.print(ticket.number)).unwrap_or_default();
        let token = self.token(letter, about).unwrap_or_default();
        let head = LetterContext {
            language: self.language(letter, about),
            desk_name: &self.desk_name,
            look: &self.look,
            desk_address: sender,
            reference: &reference,
            token: &token,
            recipient: to,
            to_agent: letter.to.is_agent(),
            portal: self.portal.as_ref(),
        };
        let rendered = self.templates.render(kind, &head, &Facts::of(letter))?;
        let Some(message_id) = self.message_id(kind, to, &token, about) else {
            return Ok(None);
        };
        let (in_reply_to, references) = self.thread(letter, &reference);
        let auto_submitted = kind.auto_submitted();
        let draft = Draft {
            from: self.from(letter, sender),
            reply_to: self.reply_to(about.mailbox, sender, &token),
            to: to.clone(),
            subject: rendered.subject,
            message_id,
            in_reply_to,
            references,
            date: about.now,
            text: rendered.text,
            html: Some(rendered.html),
            auto_submitted,
            loop_mark: self.host.clone(),
        };
        let envelope_from = (auto_submitted == AutoSubmitted::No || !self.null_sender).then(|| sender.clone());
        let encloses = about.mail.filter(|_| letter.encloses);
        Ok(Some(NewLetter {
            ticket: about.ticket.map(|ticket| ticket.number),
            notice: kind,
            draft,
            envelope_from,
            encloses,
            language: head.language.to_owned(),
            instead_of: None,
        }))
    }

    /// The language that was asked for. Otherwise agents get the desk's language, customers their ticket's or their own.
    fn language<'a>(&'a self, letter: &Letter, about: LetterOccasion<'a>) -> &'a str {
        if let Some(language) = about.language {
            return language;
        }
        match (&letter.to, about.ticket) {
            (Audience::Agent(_), _) => &self.languages.desk,
            (_, Some(ticket)) => self.languages.of_ticket(ticket, &self.organisations),
            (to, None) => self.languages.of_person(&to.contact().address, about.mailbox, &self.organisations),
        }
    }

    /// The token that an answer brings back, as proof that its author has this letter. In letters without a ticket only
    /// agents get one, because a customer's would prove nothing.
    fn token(&self, letter: &Letter, about: LetterOccasion<'_>) -> Option<String> {
        let is_agents = letter.to.is_agent();
        let (number, purpose) = match (&letter.content, about.ticket) {
            (Content::SignIn(_), _) => return None,
            (Content::Held { mail, .. }, _) => (*mail, Purpose::Held),
            (content, Some(ticket)) if content.is_internal() => (ticket.number.0, Purpose::Note),
            (_, Some(ticket)) => (ticket.number.0, Purpose::Public),
            (_, None) if is_agents => (0, Purpose::Desk),
            (_, None) => return None,
        };
        self.keys.issue(number, purpose, &letter.to.contact().address)
    }

    /// The mailbox's address with the token after a plus (RFC 5233 §1), if its mail server accepts that.
    fn reply_to(&self, mailbox: &str, sender: &Address, token: &str) -> Option<Address> {
        let takes = self.plus_addressed.iter().any(|name| name == mailbox) && !token.is_empty();
        let local = format!("{}+{token}", sender.local());
        // RFC 5321 §4.5.3.1.1
        let fits = takes && local.len() <= 64;
        fits.then(|| Address::parse(&format!("{local}@{}", sender.domain())))?
    }

    fn sender(&self, mailbox: &str) -> Option<&Address> {
        let of_mailbox = self.senders.iter().find(|(name, _)| name == mailbox);
        of_mailbox.or_else(|| self.senders.first()).map(|(_, address)| address)
    }

    /// Agents' replies carry their name, automatic letters come from the desk.
    fn from(&self, letter: &Letter, sender: &Address) -> Contact {
        match (letter.kind().auto_submitted(), letter.content.author()) {
            (AutoSubmitted::No, author) if !author.is_empty() => {
                Contact::new(&format!("{author} ({})", self.desk_name), sender.clone())
            }
            _ => Contact::new(&self.desk_name, sender.clone()),
        }
    }

    /// The ids that make a letter appear in one thread. Agents never got the customer's mail, so their letters refer to
    /// an id for the ticket that was never sent. Mail programs thread by it all the same.
    fn thread(&self, letter: &Letter, reference: &str) -> (Option<MessageId>, Vec<MessageId>) {
        let is_agents = letter.to.is_agent();
        if !is_agents || reference.is_empty() || letter.in_reply_to.is_some() {
            return (letter.in_reply_to.clone(), letter.references.clone());
        }
        let root = MessageId::parse(&format!("{}@{}", reference.to_lowercase(), self.host));
        (root.clone(), root.into_iter().collect())
    }

    /// The same id for the same cause, kind and recipient: a decision repeated after a crash writes the same letter.
    /// The time comes before the hash, so that ids of one day are together in the database.
    fn message_id(&self, kind: NoticeKind, to: &Contact, token: &str, about: LetterOccasion<'_>) -> Option<MessageId> {
        let mut hash = Sha256::new();
        for part in [about.cause, kind.as_str(), to.address.key()] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        let hash = HEXLOWER.encode(hash.finalize().get(..12).unwrap_or_default());
        let (at, kind) = (about.since.as_millisecond(), kind.as_str());
        let token = if token.is_empty() { String::new() } else { format!(".{token}") };
        MessageId::parse(&format!("{MESSAGE_ID_START}{kind}.{at:x}.{hash}{token}@{}", self.host))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::command::Receipt;
    use crate::desk::letter::{Earlier, Said, TicketView};
    use crate::desk::people::Role;
    use crate::desk::publish::Publishable;
    use crate::desk::ticket::Visibility;
    use crate::flow::samples::{address, later, letter_writer};

    fn letter(kind: NoticeKind, to: &str) -> Letter {
        let anna = Contact::new("Anna Adler", address("anna@desk.example"));
        let words = || {
            let words = Publishable::of_customer(&anna, Role::Partner, "Replace the fuse.", Visibility::Public, &[]);
            words.unwrap()
        };
        let content = match kind {
            NoticeKind::Reply => Content::Reply { words: words(), moved: String::new(), earlier: Earlier::default() },
            NoticeKind::Confirmation => Content::Confirmation { due: String::new(), by: String::new(), from: None },
            NoticeKind::Receipt => Content::Receipt { receipt: Receipt::default(), crossed: None },
            NoticeKind::NewTicket => Content::NewTicket(Said::default()),
            NoticeKind::Feedback => Content::Feedback,
            _ => Content::StatusChange,
        };
        Letter::new(Audience::Customer(Contact::new("", address(to))), content, TicketView::default())
    }

    fn about(cause: &str) -> LetterOccasion<'_> {
        LetterOccasion {
            ticket: None,
            mailbox: "support",
            language: None,
            mail: None,
            cause,
            since: later(0),
            now: later(0),
        }
    }

    #[test]
    fn the_envelope_sender_of_automatic_letters_is_configuration() {
        let check = |null_sender: bool, kind: NoticeKind, expected: Option<&str>| {
            let letter_writer = LetterWriter { null_sender, ..letter_writer() };
            let letters = letter_writer.write_all(&[letter(kind, "ada@customer.example")], about("mail 1")).unwrap();
            assert_eq!(letters[0].envelope_from, expected.map(address), "{kind:?}, null sender: {null_sender}");
            assert_eq!(
                letters[0].draft.auto_submitted,
                kind.auto_submitted(),
                "what a letter says of itself does not depend on it"
            );
        };
        let mailbox = Some("support@desk.example");
        for kind in [NoticeKind::Confirmation, NoticeKind::Receipt, NoticeKind::NewTicket, NoticeKind::Feedback] {
            check(true, kind, None);
            check(false, kind, mailbox);
        }
        check(true, NoticeKind::Reply, mailbox);
        check(false, NoticeKind::Reply, mailbox);
    }

    #[test]
    fn the_same_cause_writes_the_same_letter_and_nobody_gets_it_twice() {
        let (ada, bob) = ("ada@customer.example", "bob@customer.example");
        let notices = [ada, bob, "ADA@customer.example"].map(|to| letter(NoticeKind::StatusChange, to));
        let ids = |cause| {
            let letters = letter_writer().write_all(&notices, about(cause)).unwrap();
            letters.into_iter().map(|letter| letter.draft.message_id).collect::<Vec<_>>()
        };
        let once = ids("mail 1");
        assert_eq!(once.len(), 2);
        assert_ne!(once[0], once[1]);
        assert_eq!(ids("mail 1"), once);
        assert!(ids("mail 2").iter().all(|id| !once.contains(id)));
    }

    #[test]
    fn without_any_mailbox_nobody_can_be_told() {
        let nobody = LetterWriter { senders: Vec::new(), ..letter_writer() };
        let notices = [letter(NoticeKind::Reply, "ada@customer.example")];
        assert_eq!(nobody.write_all(&notices, about("mail 1")).unwrap(), []);
    }
}

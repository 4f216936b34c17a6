//! Writes the letter with which somebody signs in to the portal.
//!
//! Comes in: to whom, in which language, and what signs them in. Goes out: a letter for the outbox. It is about no ticket,
//! carries no token (an answer to it proves nothing), and says of itself that a program answers an act (RFC 3834, section 5).

use jiff::Timestamp;

use crate::desk::letter::{Audience, Content, Letter, TicketView};
use crate::desk::sign_in::SignIn;
use crate::mail::{Address, Contact};
use crate::store::NewLetter;
use crate::templates::TemplateFault;

use super::desk::Desk;
use super::letter_writer::LetterOccasion;

/// Who is to sign in, and with what.
#[derive(Debug, Clone, Copy)]
pub struct SignInLetter<'a> {
    /// Whose address is to be proven.
    pub to: &'a Contact,
    /// The mailbox that the letter comes from, by its name in the config.
    pub mailbox: &'a str,
    /// The language of the page on which it was asked for. `None`: the reader's, see [`Desk::language_of`].
    pub language: Option<&'a str>,
    /// What signs them in.
    pub sign_in: &'a SignIn,
    /// What makes its Message-ID, with its reader: another one for each time that it is asked for. It must not tell the link
    /// or the code.
    pub cause: &'a str,
    /// Now.
    pub now: Timestamp,
}

impl Desk {
    /// The letter, for `Tx::enqueue_all`; none if there is no mailbox to write from.
    ///
    /// # Errors
    ///
    /// A template that can't be rendered. [`crate::templates::Templates::compile`] has tried all.
    pub fn write_sign_in(&self, about: SignInLetter<'_>) -> Result<Vec<NewLetter>, TemplateFault> {
        let is_agent = self.policy.people.agents.find_by_address(&about.to.address).is_some();
        let contact = about.to.clone();
        let to = if is_agent { Audience::Agent(contact) } else { Audience::Customer(contact) };
        let letter = Letter::new(to, Content::SignIn(about.sign_in.clone()), TicketView::default());
        let occasion = LetterOccasion {
            ticket: None,
            mailbox: about.mailbox,
            language: about.language,
            mail: None,
            cause: about.cause,
            since: about.now,
            now: about.now,
        };
        self.letter_writer.write_all(&[letter], occasion)
    }

    /// The language of somebody, of whom nothing is known but their address: agents have the desk's, others that of their
    /// organisation, else that of the mailbox, else the desk's.
    pub fn language_of(&self, address: &Address, mailbox: &str) -> &str {
        let (languages, people) = (&self.policy.languages, &self.policy.people);
        match people.agents.find_by_address(address) {
            Some(_) => &languages.desk,
            None => languages.of_person(address, mailbox, &people.organisations),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::notice::NoticeKind;
    use crate::desk::token::{Keyring, Secret};
    use crate::flow::LetterWriter;
    use crate::flow::samples::{address, later, letter_writer};
    use crate::mail::compose::AutoSubmitted;
    use crate::templates::Templates;

    fn desk() -> Desk {
        let keys = Keyring { current: Secret::from_bytes(&[7; 32]), former: Vec::new() };
        let templates = Templates::compile(&["en", "nl"], None).unwrap();
        let writer = LetterWriter { templates, plus_addressed: vec!["support".to_owned()], ..letter_writer() };
        Desk { policy: crate::desk::samples::policy(), letter_writer: writer }.keyed(keys)
    }

    fn written(to: &str, language: Option<&str>, cause: &str) -> Vec<NewLetter> {
        let to = Contact::new("Ada Lovelace", address(to));
        let sign_in = SignIn::new("https://help.example/in/3fd0", "K7QM-2XRD", "Firefox on Linux", 15);
        let about = SignInLetter { to: &to, mailbox: "support", language, sign_in: &sign_in, cause, now: later(0) };
        desk().write_sign_in(about).unwrap()
    }

    #[test]
    fn it_signs_in_and_is_about_nothing_else() {
        for to in ["ada@customer.example", "anna@desk.example"] {
            let [letter] = written(to, None, "sign-in 1").try_into().unwrap();
            assert_eq!((letter.notice, letter.ticket, letter.encloses), (NoticeKind::SignIn, None, None));
            let draft = letter.draft;
            assert_eq!(draft.auto_submitted, AutoSubmitted::AutoReplied);
            assert_eq!((draft.reply_to, draft.in_reply_to, draft.references), (None, None, Vec::new()), "{to}");
            assert_eq!(letter.envelope_from, None);
            let html = draft.html.unwrap();
            for said in ["https://help.example/in/3fd0", "K7QM-2XRD", "Firefox on Linux", "15 minutes"] {
                assert!(draft.text.contains(said) && html.contains(said), "{to}: no {said} in {}", draft.text);
            }
            for text in [&draft.text, &html] {
                assert!(!text.contains("Ref. "), "{to}: {text}");
            }
            let heard = [draft.subject.as_str(), draft.message_id.as_str()];
            assert!(heard.iter().all(|text| !text.contains("K7QM") && !text.contains("3fd0")), "{heard:?}");
        }
    }

    #[test]
    fn it_is_in_the_language_of_the_page() {
        let check = |language: Option<&str>, expected: &str| {
            let letters = written("ada@customer.example", language, "sign-in 1");
            let (found, subject) = (&letters[0].language, letters[0].draft.subject.as_str());
            assert_eq!((found.as_str(), subject.contains("Inloggen")), (expected, expected == "nl"), "{subject}");
        };
        check(None, "en");
        check(Some("nl"), "nl");
        assert_eq!(desk().language_of(&address("ada@customer.example"), "support"), "en");
    }

    #[test]
    fn each_request_has_a_letter_of_its_own() {
        let id = |cause: &str| written("ada@customer.example", None, cause)[0].draft.message_id.clone();
        assert_eq!(id("sign-in 1"), id("sign-in 1"));
        assert_ne!(id("sign-in 1"), id("sign-in 2"));
    }
}

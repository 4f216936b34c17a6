//! Somebody whom nobody knows and nothing proves: the mail may be forged, and what answers it may go to a third person. So it
//! carries no word of the mail's, not even the subject or a name.

use crate::mail::Contact;

use super::super::letter::{Audience, Content, Letter};
use super::super::notify::Mailing;

/// Takes the words out of the letter to the writer. Says whether there was one.
pub(super) fn redact(mailings: &mut [Mailing]) -> bool {
    let letters = mailings.iter_mut().flat_map(|mailing| &mut mailing.letters);
    let to_writer = letters.filter(|letter| matches!(letter.to, Audience::Writer(_)));
    to_writer.map(redact_one).count() > 0
}

fn redact_one(letter: &mut Letter) {
    let address = letter.to.contact().address.clone();
    match &mut letter.content {
        Content::Choices(choices) => choices.iter_mut().for_each(|choice| choice.given.clear()),
        Content::FilesRefused(files) => files.iter_mut().for_each(|file| file.name.clear()),
        _ => {}
    }
    letter.ticket.subject.clear();
    address.as_str().clone_into(&mut letter.ticket.requester);
    address.as_str().clone_into(&mut letter.ticket.requester_address);
    letter.withheld = true;
    letter.to = Audience::Customer(Contact::new("", address));
}

//! Somebody whom nobody knows and nothing proves: the mail may be forged, and what answers it may go to a third person. So it
//! carries no word of the mail's, not even the subject or a name. And whom a mail was copied to: they are told first that they
//! follow the ticket, without a word of the mail; where that letter is not written, they do not follow it.

use crate::mail::{Address, Contact};

use super::super::change::{Change, Via};
use super::super::letter::{Audience, Content, Letter};
use super::super::notice::NoticeKind;
use super::super::notify::Mailing;
use super::super::outcome::Step;

/// Takes the words out of the letter to the writer. Says whether there was one.
pub(super) fn redact(mailings: &mut [Mailing]) -> bool {
    let letters = mailings.iter_mut().flat_map(|mailing| &mut mailing.letters);
    let to_writer = letters.filter(|letter| matches!(letter.to, Audience::Writer(_)));
    to_writer.map(redact_one).count() > 0
}

/// Whoever would hear nothing of it does not join.
pub(super) fn keep_out(step: &mut Step, spared: &[(NoticeKind, Address)]) {
    let is_kept_out = |change: &Change| match change {
        Change::Join { who, via: Via::Copy, .. } => spared.contains(&(NoticeKind::Involved, who.address.clone())),
        _ => false,
    };
    if step.changes.iter().any(is_kept_out) {
        step.without(is_kept_out);
    }
}

fn redact_one(letter: &mut Letter) {
    let address = letter.to.contact().address.clone();
    match &mut letter.content {
        Content::Choices(choices) => choices.iter_mut().for_each(|choice| choice.given.clear()),
        Content::FilesRefused(files) => files.iter_mut().for_each(|file| file.name.clear()),
        _ => {}
    }
    letter.ticket.subject.clear();
    // What stands in a field may be words of the mail.
    letter.ticket.fields.clear();
    address.as_str().clone_into(&mut letter.ticket.requester);
    address.as_str().clone_into(&mut letter.ticket.requester_address);
    letter.withheld = true;
    letter.to = Audience::Customer(Contact::new("", address));
}

//! Somebody whom nobody knows and nothing proves: the mail may be forged, and what answers it may go to a third person. So it
//! carries no word of the mail's, not even the subject or a name.

use crate::mail::Contact;

use super::super::decide::Decision;
use super::super::notice::{Audience, Facts, Notice};
use super::{Cause, Occasion, Tallies};

/// Takes the words out of what goes to the writer, where that is a newcomer.
pub(super) fn hush<T: Tallies>(occasion: &Occasion, decision: &mut Decision, tallies: &mut T) -> Result<(), T::Error> {
    let Cause::Sender(Some(sender)) = &occasion.cause else { return Ok(()) };
    let to_writer = |notice: &Notice| matches!(notice.to, Audience::Writer(_));
    if !occasion.unproven || !decision.notices.iter().any(to_writer) || tallies.knows(sender)? {
        return Ok(());
    }
    for notice in decision.notices.iter_mut().filter(|notice| to_writer(notice)) {
        hush_one(notice);
    }
    decision
        .reasons
        .push("nothing proves who wrote, and nobody knows them: what answers repeats no word of the mail".into());
    Ok(())
}

fn hush_one(notice: &mut Notice) {
    let address = notice.to.contact().address.clone();
    let Facts { choices, refused, .. } = &mut notice.facts;
    let names = refused.iter_mut().map(|file| &mut file.name);
    for words in choices.iter_mut().map(|choice| &mut choice.given).chain(names) {
        words.clear();
    }
    for words in [&mut notice.facts.subject, &mut notice.facts.text, &mut notice.facts.reason] {
        words.clear();
    }
    notice.facts.files.clear();
    notice.facts.involved.clear();
    address.as_str().clone_into(&mut notice.facts.author);
    address.as_str().clone_into(&mut notice.facts.requester);
    notice.facts.withheld = true;
    notice.to = Audience::Customer(Contact::new("", address));
}

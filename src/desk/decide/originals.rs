//! A mail of somebody who is not on a ticket and is tied to it by whom the mails are addressed to: an original that a reply
//! overtook, and the answer of somebody to whom the mail on the ticket was addressed as well.

use jiff::Timestamp;

use crate::mail::origin::Person;

use super::super::act::Act;
use super::super::change::{Change, Via};
use super::super::end::End;
use super::super::outcome::{Confirm, ConfirmCause, NewComment, Outcome, Step};
use super::super::people::Role;
use super::super::publish::Publishable;
use super::super::reason::{By, Handling, Matched, Remark};
use super::super::ticket::{Ticket, Visibility};

/// The original of the mail that opened the ticket. Its author addressed it to whoever answered: both follow the ticket.
pub(super) fn original(act: &Act, ticket: &Ticket, person: &Person, now: Timestamp) -> Outcome {
    let mut step = joined(act, ticket, person, &act.text);
    let join = Change::Join { who: person.contact().clone(), via: Via::Comment, reason: By::ReplyCameFirst };
    step.change(join, now);
    if person.restraint().is_none() {
        step.confirms.push(Confirm {
            person: person.clone(),
            answers: act.message_id().cloned(),
            cause: ConfirmCause::TheirMail,
        });
    }
    let reason = Matched::OriginalOfReply { address: person.contact().address.to_string() };
    Outcome::on(End::Commented, step, vec![reason.into()])
}

/// An answer to all by somebody to whom the mail on the ticket was addressed as well: they follow the ticket.
pub(super) fn answer_to_all(act: &Act, ticket: &Ticket, person: &Person, now: Timestamp) -> Outcome {
    let mut step = joined(act, ticket, person, words(act));
    let join = Change::Join { who: person.contact().clone(), via: Via::Comment, reason: By::AnsweredCopy };
    step.change(join, now);
    let reason = Matched::WasCopied { address: person.contact().address.to_string() };
    Outcome::on(End::Commented, step, vec![reason.into()])
}

/// The same, not addressed to anybody on the ticket. Customers do not see it until an agent includes its author.
pub(super) fn answer(act: &Act, ticket: &Ticket, person: &Person) -> Outcome {
    let contact = person.contact();
    let address = contact.address.to_string();
    let mut step = Step::on(ticket);
    step.comments.push(NewComment {
        author: Some(contact.clone()),
        role: Role::Outsider,
        visibility: Visibility::Withheld,
        text: words(act).to_owned(),
        public: None,
    });
    step.remarks.push(Remark::AnswersCopy { address: address.clone() }.into());
    Outcome::on(End::Commented, step, vec![Matched::WasCopied { address }.into(), Handling::Withheld.into()])
}

fn joined(act: &Act, ticket: &Ticket, person: &Person, text: &str) -> Step {
    let contact = person.contact();
    let mut step = Step::on(ticket);
    step.comments.push(NewComment {
        author: Some(contact.clone()),
        role: Role::Participant,
        visibility: Visibility::Public,
        text: text.to_owned(),
        public: Publishable::of_customer(contact, Role::Participant, text, Visibility::Public, &act.files),
    });
    step
}

fn words(act: &Act) -> &str {
    if act.own.trim().is_empty() { &act.text } else { &act.own }
}

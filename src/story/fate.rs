//! What became of a mail of a story, as the store tells it.

use crate::desk::end::End;
use crate::desk::event::EventKind;
use crate::desk::reason::{By, Handling, Matched, Reason, Remark};
use crate::desk::reference::TicketNumber;
use crate::desk::ticket::Visibility;
use crate::store::read::{MailFilter, Told};
use crate::store::{MailId, Store, StoreError};

/// More than any story has.
const ALL: usize = 1_000_000;

/// What became of a mail.
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
#[derive(Debug, Clone, Default)]
pub(super) struct Fate {
    /// Its end.
    pub(super) end: Option<End>,
    /// Its ticket.
    pub(super) ticket: Option<TicketNumber>,
    /// It was no ticket yet.
    pub(super) is_inquiry: bool,
    /// It named a ticket that its author isn't on.
    pub(super) names_ticket: bool,
    /// Something in it looked like a request, and stayed text.
    pub(super) stays_text: bool,
    /// It is a note.
    pub(super) is_note: bool,
    /// It is a rating of so many stars.
    pub(super) rated: Option<u8>,
    /// It asks for a new judgement by being an answer to one.
    pub(super) judged: bool,
}

/// The newest mail of the ledger.
pub(super) async fn newest(store: &Store) -> Result<Option<MailId>, StoreError> {
    Ok(store.read(|reading| reading.mails(MailFilter::All, 1)).await?.pop().map(|mail| mail.id))
}

/// What became of the first mail after another one.
pub(super) async fn fate(store: &Store, after: Option<MailId>) -> Result<Fate, StoreError> {
    let mails = store.read(|reading| reading.mails(MailFilter::All, ALL)).await?;
    let Some(mail) = mails.into_iter().find(|mail| after.is_none_or(|after| mail.id > after)) else {
        return Ok(Fate::default());
    };
    let has = |is: fn(&Reason) -> bool| mail.reasons.iter().any(is);
    let mut fate = Fate {
        end: mail.end.and_then(Result::ok),
        ticket: mail.ticket,
        is_inquiry: has(|why| matches!(why, Reason::Handling(Handling::Inquiry))),
        names_ticket: has(|why| matches!(why, Reason::Matched(Matched::NotOn { .. }))),
        stays_text: has(|why| {
            use Remark::{ForNobody, WishAtOpening, WishRefused};
            matches!(why, Reason::Remark(ForNobody { .. } | WishAtOpening { .. } | WishRefused { .. }))
        }),
        ..Fate::default()
    };
    let Some(number) = mail.ticket else { return Ok(fate) };
    let story = store.read(move |reading| reading.story(number)).await?;
    for entry in story.into_iter().flat_map(|story| story.entries) {
        match entry.told {
            Told::Comment { visibility, mail: Some(of), .. } if of == mail.id => {
                fate.is_note |= visibility == Visibility::Internal;
            }
            Told::Event { kind: Ok(EventKind::Rated), after, mail: Some(of), .. } if of == mail.id => {
                let score = after.and_then(|after| after.chars().find_map(|c| c.to_digit(10)));
                fate.rated = score.and_then(|score| u8::try_from(score).ok());
            }
            Told::Event { reason: Reason::By(By::JudgementAnswered), mail: Some(of), .. } if of == mail.id => {
                fate.judged = true;
            }
            _ => {}
        }
    }
    Ok(fate)
}

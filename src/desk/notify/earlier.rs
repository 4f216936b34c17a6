//! What was said before, below the new words of a letter: the public words that they answer; and all of it so far, for
//! somebody who is added to a ticket. Never a note, and to customers never the words of somebody who asked before them.

use crate::mail::Address;
use crate::mail::clean::truncated;

use super::super::date_words::DateWords;
use super::super::facts::EntryFact;
use super::super::letter::Earlier;
use super::super::notice::NoticeKind;
use super::super::people::Role;
use super::super::question::{PublicWords, ShownComment};
use super::super::ticket::Ticket;
use super::scene::Scene;

/// The most bytes of the words that new ones answer. Who wants more has the letter with all of them.
const MAX_ANSWERED_BYTES: usize = 2 * 1024;
/// The most bytes of all that was said so far.
const MAX_EARLIER_BYTES: usize = 64 * 1024;
/// The mark of words that go on.
const CUT: &str = " […]";

/// Who reads it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    Agent,
    Customer,
}

/// The last public words of somebody else that the act answers on its ticket: an agent answers customers and partners.
pub(super) fn answered<'a>(scene: Scene<'a>, ticket: &'a Ticket, reader: Reader) -> Earlier {
    let Some(lately) = scene.case.lately(ticket.number) else { return Earlier::default() };
    // What a rating says stands among the notes, and nothing older is answered.
    if scene.case.answers == Some(NoticeKind::Rated) {
        return Earlier::default();
    }
    let is_before = |number| lately.answered.is_none_or(|answered| number <= answered);
    let comment = scene.outcome.steps.first().and_then(|step| step.comments.first());
    let by_agent = comment.is_some_and(|comment| comment.role == Role::Agent);
    let is_own_side = |said: &ShownComment| is_author(scene, said) || by_agent && said.role == Role::Agent;
    let fits = |words: &PublicWords| !is_own_side(&words.said) && may_read(ticket, words, reader);
    let mut known = lately.said.iter().filter(|words| fits(words));
    let found = known.find(|words| is_before(words.number));
    let language = match reader {
        Reader::Agent => &scene.policy.languages.desk,
        Reader::Customer => scene.language_of(ticket),
    };
    let entry = found.map(|words| entry(scene.dates(language), &words.said, MAX_ANSWERED_BYTES));
    Earlier { entries: entry.into_iter().collect(), more: 0 }
}

/// The last public words of a customer or partner on a ticket, for an agent who gets it; an agent may have written them down.
pub(super) fn last_question(scene: Scene<'_>, ticket: &Ticket) -> Option<Earlier> {
    let lately = scene.case.lately(ticket.number)?;
    let words = lately.said.iter().find(|words| words.opens || words.said.role != Role::Agent)?;
    let dates = scene.dates(&scene.policy.languages.desk);
    Some(Earlier { entries: vec![entry(dates, &words.said, MAX_ANSWERED_BYTES)], more: 0 })
}

/// All public words so far, the oldest first; of very many the newest.
pub(super) fn all<'a>(scene: Scene<'a>, ticket: &'a Ticket) -> Earlier {
    let said = scene.case.conversation(ticket.number);
    let mut left = MAX_EARLIER_BYTES;
    let mut entries = Vec::new();
    let readable = said.iter().filter(|words| may_read(ticket, words, Reader::Customer));
    let count = readable.clone().count();
    for words in readable {
        let entry = entry(scene.dates(scene.language_of(ticket)), &words.said, left);
        left = left.saturating_sub(entry.text.len());
        if left == 0 && !entries.is_empty() {
            break;
        }
        entries.push(entry);
    }
    entries.reverse();
    Earlier { more: count - entries.len(), entries }
}

/// Whoever asked before, and is not on the ticket any more, did not write to the customers who are. What an agent wrote down
/// for somebody who called was written to nobody.
fn may_read(ticket: &Ticket, words: &PublicWords, reader: Reader) -> bool {
    let PublicWords { said, opens, .. } = words;
    let is_written_down = *opens && said.role == Role::Agent;
    let asked_before = || {
        let author = said.author.as_ref().map(|author| &author.address);
        said.role == Role::Requester && !author.is_some_and(|author| ticket.has_customer(author))
    };
    reader == Reader::Agent || !(asked_before() || is_written_down)
}

fn is_author(scene: Scene<'_>, said: &ShownComment) -> bool {
    let is_theirs = |address: &Address| {
        scene.act.sender().is_some_and(|sender| sender.is_same_mailbox(address))
            || scene.agent().is_some_and(|agent| agent.writes_from(address))
    };
    said.author.as_ref().is_some_and(|author| is_theirs(&author.address))
}

/// A comment as a letter has it below its own words.
pub(super) fn entry(dates: DateWords<'_>, said: &ShownComment, most: usize) -> EntryFact {
    let text = said.text.trim_end();
    let kept = truncated(text, most);
    let files = said.files.iter().map(|name| format!("[{name}]")).collect::<Vec<_>>().join("\n");
    let cut = if kept.len() < text.len() { CUT } else { "" };
    EntryFact {
        at: dates.time(said.at),
        author: said.author.as_ref().map(|author| author.display().to_owned()).unwrap_or_default(),
        text: if text.is_empty() { files } else { format!("{kept}{cut}") },
        ..EntryFact::default()
    }
}

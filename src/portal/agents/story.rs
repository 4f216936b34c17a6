//! A ticket's whole story for agents: comments with their mails and letters, and what changed, with the reasons (P7).

use crate::desk::people::Role;
use crate::desk::ticket::Visibility;
use crate::mail::Address;
use crate::pages::views::{AgentComment, Audience, DeliveryLine, DeliveryState, Entry, EventLine, Moment, TicketFile};
use crate::store::read::{self, FileLine, LetterLine, LetterState, Story, Told};

use super::super::portal::Portal;
use super::super::view::ticket::stored_file;
use super::super::visitor::Visitor;
use super::event::{self, EventRow};

/// The entries of a story, the oldest first. Letters stand with the comment before them.
pub(super) fn entries(portal: &Portal, story: &Story, visitor: &Visitor) -> Vec<Entry> {
    let reference = portal.policy().style.print(story.ticket.number);
    let telling = Telling { portal, visitor, href: format!("/desk/t/{reference}") };
    let mut entries: Vec<Entry> = Vec::new();
    let mut comments = 0;
    for entry in &story.entries {
        match &entry.told {
            Told::Letter(letter) => telling.add_letter(&mut entries, letter),
            Told::Comment { .. } => {
                comments += 1;
                entries.extend(telling.comment(entry, comments));
            }
            Told::Opened { reasons, .. } => {
                let reason = portal.reasons(&visitor.language, reasons);
                let words = portal.pages.word(&visitor.language, "event.opened");
                entries.push(Entry::Event(EventLine { at: telling.moment(entry), words, reason }));
            }
            Told::Event { .. } => entries.extend(telling.event(entry)),
        }
    }
    entries.retain(|entry| !matches!(entry, Entry::Comment(comment) if says_nothing(comment)));
    entries
}

/// A button without words leaves an empty comment. What it did stands below it, and who got a letter because of it is kept.
fn says_nothing(comment: &AgentComment) -> bool {
    let AgentComment { text, files, remarks, deliveries, can_send, .. } = comment;
    text.trim().is_empty() && files.is_empty() && remarks.is_empty() && deliveries.is_empty() && !can_send
}

struct Telling<'a> {
    portal: &'a Portal,
    visitor: &'a Visitor,
    href: String,
}

impl Telling<'_> {
    fn moment(&self, entry: &read::Entry) -> Moment {
        self.portal.moment(entry.at, &self.visitor.language, self.visitor.now)
    }

    fn comment(&self, entry: &read::Entry, place: u64) -> Option<Entry> {
        let Told::Comment { number, author, role, visibility, text, files, mail, is_unsent, defects } = &entry.told
        else {
            return None;
        };
        let is_you = |address: &Address| {
            let agents = &self.portal.policy().people.agents;
            self.visitor.address().is_some_and(|own| agents.addresses_of(own).any(|own| own == address))
        };
        let own = author.as_ref().is_some_and(|author| is_you(&author.address));
        let refused = files.iter().filter_map(|file| Some(format!("{}: {}", file.name, file.refused.as_ref()?)));
        Some(Entry::Comment(AgentComment {
            number: place,
            author: author.as_ref().map(|author| author.display().to_owned()).unwrap_or_default(),
            address: author.as_ref().map(|author| author.address.to_string()).unwrap_or_default(),
            is_you: own,
            can_send: own && *is_unsent,
            is_agent: *role == Role::Agent,
            audience: match visibility {
                Visibility::Public => Audience::Everyone,
                Visibility::Internal => Audience::Agents,
                Visibility::Withheld => Audience::Withheld,
            },
            at: self.moment(entry),
            text: text.clone(),
            files: files.iter().map(|file| self.file(*number, file)).collect(),
            mail: mail.map_or(0, |mail| mail.0.unsigned_abs()),
            mail_href: mail.map(|mail| format!("/desk/mail/{}", mail.0)).unwrap_or_default(),
            deliveries: Vec::new(),
            remarks: defects.iter().cloned().chain(refused).collect(),
        }))
    }

    fn file(&self, comment: i64, file: &FileLine) -> TicketFile {
        let FileLine { place, name, content_type, size, .. } = file.clone();
        stored_file(&self.href, &read::StoredFile { comment, place, name, content_type, size })
    }

    fn event(&self, entry: &read::Entry) -> Option<Entry> {
        let Told::Event { kind, actor, before, after, reason, .. } = &entry.told else { return None };
        let language = &self.visitor.language;
        let (before, after, actor) = (before.as_deref(), after.as_deref(), actor.as_deref());
        let words = event::sentence(self.portal, language, &EventRow { kind, before, after, actor });
        Some(Entry::Event(EventLine { at: self.moment(entry), words, reason: self.portal.reason(language, reason) }))
    }

    /// Puts a letter to the last comment; one that no comment caused is an event.
    fn add_letter(&self, entries: &mut Vec<Entry>, letter: &LetterLine) {
        let at = self.portal.moment(letter.changed_at, &self.visitor.language, self.visitor.now);
        let line = DeliveryLine {
            to: letter.to.to_string(),
            state: match letter.state {
                LetterState::Queued | LetterState::Sending => DeliveryState::Waiting,
                LetterState::Accepted => DeliveryState::Sent,
                LetterState::Failed => DeliveryState::Failed,
                LetterState::Unknown => DeliveryState::Unknown,
            },
            at: at.clone(),
            words: letter.words.clone(),
        };
        let last = entries.iter_mut().rev().find_map(|entry| match entry {
            Entry::Comment(comment) => Some(comment),
            Entry::Event(_) => None,
        });
        match last {
            Some(comment) => comment.deliveries.push(line),
            None => {
                let to = letter.to.to_string();
                let words = self.portal.pages.filled(&self.visitor.language, "event.letter", &[("who", to.as_str())]);
                entries.push(Entry::Event(EventLine { at, words, reason: line.words }));
            }
        }
    }
}

//! What may be sent to customers of somebody's words (P10). There are two ways to make it and no other: an agent's newly
//! written, public words; and what a customer or a partner said in public, passed on to others on the ticket. Notes,
//! quotes of our letters and texts that are shown whole in doubt become none, or do not compile.

use crate::mail::Contact;
use crate::mail::html::formatted::FormattedText;

use super::people::{Agent, Role};
use super::signature::Signature;
use super::ticket::Visibility;
use super::words::{FormattedWords, OwnWords};

/// Words, with the files that go with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publishable {
    author: String,
    text: String,
    formatted: Option<Box<FormattedWords>>,
    signature: Signature,
    files: Vec<String>,
}

impl Publishable {
    /// An agent's, formatted as their `page` has them; `None` where they are no public words, or there is nothing to send.
    pub fn of_agent(
        agent: &Agent,
        words: &OwnWords,
        visibility: Visibility,
        page: &FormattedText,
        files: &[String],
    ) -> Option<Self> {
        let says_something = !(words.is_empty() && files.is_empty());
        if visibility != Visibility::Public || !says_something {
            return None;
        }
        let formatted = words.formatted(page).map(Box::new);
        let text = formatted.as_ref().map_or_else(|| words.to_string(), |formatted| formatted.to_text());
        let (author, signature) = (agent.contact.display().to_owned(), agent.signature.clone());
        Some(Self { author, text, formatted, signature, files: files.to_vec() })
    }

    /// A customer's or a partner's; `None` where the words are not public, or nobody's who is on the ticket.
    pub fn of_customer(
        author: &Contact,
        role: Role,
        text: &str,
        visibility: Visibility,
        files: &[String],
    ) -> Option<Self> {
        let is_on = matches!(role, Role::Requester | Role::Participant | Role::Member | Role::Partner);
        let author = author.display().to_owned();
        (is_on && visibility == Visibility::Public).then(|| Self {
            author,
            text: text.to_owned(),
            formatted: None,
            signature: Signature::default(),
            files: files.to_vec(),
        })
    }

    /// The author, as readers see the name.
    pub fn author(&self) -> &str {
        &self.author
    }

    /// Plain text, LF line ends.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same words with their formatting, if it is known.
    pub fn formatted(&self) -> Option<&FormattedWords> {
        self.formatted.as_deref()
    }

    /// What stands below an agent's.
    pub fn signature(&self) -> &Signature {
        &self.signature
    }

    /// Names of the files that go with them, and of pictures that don't stand in their place.
    pub fn files(&self) -> Vec<String> {
        let mut files = self.files.clone();
        for picture in self.formatted.iter().flat_map(|words| words.pictures()) {
            if let Some(at) = files.iter().position(|file| picture.id.is_some() && *file == picture.name) {
                files.remove(at);
            }
        }
        files
    }

    /// Files go with them, as files or in their place.
    pub fn brings_files(&self) -> bool {
        !self.files.is_empty()
    }
}

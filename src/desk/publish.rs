//! What may be sent to customers of somebody's words (P10). There are two ways to make it and no other: an agent's newly
//! written, public words; and what a customer or a partner said in public, passed on to others on the ticket. Notes,
//! quotes of our letters and texts that are shown whole in doubt become none, or do not compile.

use crate::mail::Contact;

use super::people::{Agent, Role};
use super::ticket::Visibility;
use super::words::OwnWords;

/// Words, with the files that go with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publishable {
    author: String,
    text: String,
    files: Vec<String>,
}

impl Publishable {
    /// An agent's; `None` where they are no public words, or there is nothing to send.
    pub fn of_agent(agent: &Agent, words: &OwnWords, visibility: Visibility, files: &[String]) -> Option<Self> {
        let says_something = !(words.is_empty() && files.is_empty());
        let author = agent.contact.display().to_owned();
        (visibility == Visibility::Public && says_something).then(|| Self {
            author,
            text: words.to_string(),
            files: files.to_vec(),
        })
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

    /// Names of the files that go with them.
    pub fn files(&self) -> &[String] {
        &self.files
    }
}

//! A ticket as those see it who are on it: never a note, a withheld comment, a reason or somebody's letter.

use serde::Serialize;

use super::{FormFault, FormMark, KeptFile};

/// A moment: for machines and in words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// RFC 3339, for `<time datetime>`.
    pub iso: String,
    /// In the reader's language and zone: `today, 10:40`.
    pub words: String,
}

/// The fixed meaning of a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The desk has to act.
    Open,
    /// Somebody else has to act.
    Waiting,
    /// It is done.
    Done,
}

/// `/t/HD-00042`. Posts to itself, as multipart: `text`, `files`, `kept`, and `do`: `send` for a comment, `preview`,
/// `remove-file:ID`, `judge` (with `text`), `leave`, `add-person` (with `person`), `remove-person:ADDRESS`, or the value of an offer.
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own to the template")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ticket {
    /// The hidden fields.
    pub form: FormMark,
    /// `HD-00042`.
    pub reference: String,
    /// Its path.
    pub href: String,
    /// The subject; may be empty.
    pub subject: String,
    /// The status as customers read it.
    pub status: String,
    /// Its stage.
    pub stage: Stage,
    /// Whether it waits for the reader.
    pub on_you: bool,
    /// What to know about it: label and value, such as priority, assignee, opened.
    pub facts: Vec<Fact>,
    /// The comments, oldest first.
    pub comments: Vec<Comment>,
    /// How many older ones aren't on this page.
    pub earlier: u64,
    /// The path that shows these; empty if there are none.
    pub earlier_href: String,
    /// A notice above everything: what was done, or why not.
    pub notice: Option<TicketNotice>,
    /// Whether the reader can write.
    pub can_write: bool,
    /// What was typed.
    pub text: String,
    /// Whether files can be sent.
    pub files_allowed: bool,
    /// The most that one file may have, in words.
    pub file_limit: String,
    /// Files that were sent before.
    pub kept_files: Vec<KeptFile>,
    /// The status that a comment brings about, if it reopens the ticket; else empty.
    pub reopens_to: String,
    /// Buttons beside "Send": exactly what is offered.
    pub offers: Vec<OfferButton>,
    /// Everybody on it, the requester first.
    pub people: Vec<TicketPerson>,
    /// Whether people can be added.
    pub can_add: bool,
    /// What was typed as the person to add.
    pub person: String,
    /// Whether the reader can leave it.
    pub can_leave: bool,
    /// How many files it has.
    pub file_count: u64,
    /// The path of the files.
    pub files_href: String,
    /// The rating, where one can be given or was given.
    pub rating: Option<Rating>,
    /// Whether a new judgement of the priority can be asked for.
    pub can_ask_judgement: bool,
    /// What is wrong with the form.
    pub faults: Vec<FormFault>,
}

/// Label and value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// The value.
    pub value: String,
    /// If the value is a moment.
    pub time: Option<Moment>,
}

/// What somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comment {
    /// Its number on the ticket: the anchor `#c12`.
    pub number: u64,
    /// Who wrote it, as the reader may see them.
    pub author: String,
    /// Whether the reader wrote it.
    pub is_you: bool,
    /// Whether the desk wrote it.
    pub is_desk: bool,
    /// When.
    pub at: Moment,
    /// The text. Lines that begin with `>` are quotes.
    pub text: String,
    /// The files.
    pub files: Vec<TicketFile>,
}

/// One file of a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TicketFile {
    /// Its name.
    pub name: String,
    /// Its path.
    pub href: String,
    /// Its size in words.
    pub size: String,
    /// Whether the path shows a picture that browsers may show in place.
    pub is_picture: bool,
    /// Who sent it; empty under a comment.
    pub author: String,
    /// When it came.
    pub at: Moment,
    /// Which version of this name it is; 0 if there is only one.
    pub version: u64,
}

/// A button that does something beside writing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfferButton {
    /// The value of `do`: `#close`.
    pub value: String,
    /// What it is called.
    pub label: String,
    /// What follows, in a few words; may be empty.
    pub description: String,
}

/// Somebody on the ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TicketPerson {
    /// The name, or the address.
    pub name: String,
    /// The address; the value of `remove-person:ADDRESS`. Empty if the reader may not see it.
    pub address: String,
    /// Whether it is the reader.
    pub is_you: bool,
    /// Whether they opened the ticket.
    pub is_requester: bool,
    /// The name of the organisation, for partners; else empty.
    pub organisation: String,
    /// Whether the reader can remove them.
    pub can_remove: bool,
}

/// What a page says above everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum TicketNotice {
    /// A comment was sent.
    Sent,
    /// The ticket was opened.
    Opened,
    /// Something was done, in the desk's own words.
    Done {
        /// A sentence.
        words: String,
    },
    /// Somebody wrote meanwhile, nothing was sent, and the words are kept. The form now has the new version.
    Stale {
        /// Who; may be empty.
        by: String,
    },
    /// Refused, in the desk's own words; nothing was sent, and the words are kept.
    Refused {
        /// Sentences.
        words: String,
    },
}

/// A rating of the ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rating {
    /// From 1 to 5; 0 if none was given.
    pub score: u8,
    /// The comment; may be empty.
    pub comment: String,
    /// Whether one can be given or changed now: posts `score` and `comment` with `do=rate`.
    pub open: bool,
}

/// `/r/TOKEN/4`. Posts `score` and `comment` to `href`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RatingForm {
    /// The hidden fields.
    pub form: FormMark,
    /// The path that it is posted to.
    pub href: String,
    /// `HD-00042`.
    pub reference: String,
    /// From 1 to 5, chosen in the letter; 0 if none.
    pub score: u8,
    /// What was typed.
    pub comment: String,
    /// Whether it was counted.
    pub done: bool,
    /// What is wrong.
    pub faults: Vec<FormFault>,
}

/// `/t/HD-00042/files`. Posts `files` to itself with `do=send`, as multipart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TicketFiles {
    /// The hidden fields.
    pub form: FormMark,
    /// `HD-00042`.
    pub reference: String,
    /// The path of the ticket.
    pub href: String,
    /// The path of this page.
    pub files_href: String,
    /// The subject.
    pub subject: String,
    /// Files under their folder labels; those without one first.
    pub lists: Vec<FileList>,
    /// Whether files can be added.
    pub can_add: bool,
    /// The most that one file may have, in words.
    pub file_limit: String,
    /// What is wrong.
    pub faults: Vec<FormFault>,
}

/// Files with one folder label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileList {
    /// The label; may be empty.
    pub folder: String,
    /// The newest first.
    pub files: Vec<TicketFile>,
}

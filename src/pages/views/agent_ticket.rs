//! A ticket with its whole story, for agents only.

use serde::Serialize;

use super::{
    Fact, FormFault, FormMark, KeptFile, Moment, OfferButton, Pressure, Stage, TicketFile, TicketNotice, TicketPerson,
};

/// `/desk/t/HD-00042`. Posts to itself, as multipart: `text`, `files`, `kept`, and `do`: `reply`, `note`, `preview-reply`,
/// `preview-note`, `remove-file:ID`, `take`, `set` (with the settings by their names), `add-person` (with `person`),
/// `remove-person:ADDRESS`, `preview-command:NAME` and `command:NAME` (with `argument.NAME`), `#send`, or the value of an offer.
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own to the template")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AgentTicket {
    /// The hidden fields.
    pub form: FormMark,
    /// `HD-00042`.
    pub reference: String,
    /// Its path.
    pub href: String,
    /// The subject.
    pub subject: String,
    /// The status as agents read it.
    pub status: String,
    /// Its stage.
    pub stage: Stage,
    /// How its promise stands.
    pub pressure: Pressure,
    /// How long until it is due, or since; empty if nothing is promised.
    pub due: String,
    /// Whether the requester isn't proven: entered on behalf, or the mail proved nothing.
    pub unproven: bool,
    /// What to know about it, without what can be set.
    pub facts: Vec<Fact>,
    /// What can be set: fields, status, assignee, team.
    pub settings: Vec<Setting>,
    /// Everything that happened, oldest first.
    pub story: Vec<Entry>,
    /// How many older entries aren't on this page.
    pub earlier: u64,
    /// The path that shows these; empty if there are none.
    pub earlier_href: String,
    /// A notice above everything.
    pub notice: Option<TicketNotice>,
    /// What was typed.
    pub text: String,
    /// Whether what was typed was meant as a note.
    pub is_note: bool,
    /// Who gets a reply.
    pub reply_to: Vec<String>,
    /// Whether files can be sent.
    pub files_allowed: bool,
    /// The most that one file may have, in words.
    pub file_limit: String,
    /// Files that were sent before.
    pub kept_files: Vec<KeptFile>,
    /// Buttons that are possible now.
    pub offers: Vec<OfferButton>,
    /// Whether "Take" is possible.
    pub can_take: bool,
    /// Everybody on it.
    pub people: Vec<TicketPerson>,
    /// Whether people can be added.
    pub can_add: bool,
    /// What was typed as the person to add.
    pub person: String,
    /// What else can be done with it now.
    pub commands: Vec<CommandForm>,
    /// Who else looks at it.
    pub looking_on: Vec<LookingOn>,
    /// How many files it has.
    pub file_count: u64,
    /// The path of the files.
    pub files_href: String,
    /// The stars that it got; 0 if none.
    pub score: u8,
    /// What is wrong with the form.
    pub faults: Vec<FormFault>,
}

/// Something that an agent can set, by a select, or by a box where any value is one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// The name of the control: `status`, `assignee`, `team`, `field.NAME`, `free.NAME`.
    pub name: String,
    /// What it is called; empty for what isn't the config's.
    pub label: String,
    /// The values, with the present one. Empty for a box.
    pub choices: Vec<SettingChoice>,
    /// What stands in the box.
    pub value: String,
    /// The name of the hidden control that tells what stood there.
    pub was: String,
}

/// A command with a form of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommandForm {
    /// Its word: `merge`.
    pub name: String,
    /// What it does.
    pub label: String,
    /// The name of its control.
    pub field: String,
    /// What it needs.
    pub input: CommandInput,
    /// What was typed.
    pub value: String,
}

/// What a command needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CommandInput {
    /// Nothing but the button.
    Nothing,
    /// An email address.
    Address,
    /// A line of text.
    Text,
}

/// A value of a setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SettingChoice {
    /// As it is posted.
    pub value: String,
    /// As it is shown.
    pub label: String,
    /// Whether it is the present one.
    pub chosen: bool,
}

/// One thing of a ticket's story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Entry {
    /// Somebody wrote.
    Comment(AgentComment),
    /// Something changed.
    Event(EventLine),
}

/// What somebody wrote, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AgentComment {
    /// Its number on the ticket: the anchor `#c12`.
    pub number: u64,
    /// Who wrote it.
    pub author: String,
    /// Their address; may be empty.
    pub address: String,
    /// Whether the reader wrote it.
    pub is_you: bool,
    /// Whether an agent wrote it.
    pub is_agent: bool,
    /// Who can read it.
    pub audience: Audience,
    /// When.
    pub at: Moment,
    /// The text. Lines that begin with `>` are quotes.
    pub text: String,
    /// The files.
    pub files: Vec<TicketFile>,
    /// The number of the mail that it came with; 0 if it came from a page.
    pub mail: u64,
    /// The path of that mail; may be empty.
    pub mail_href: String,
    /// The letters that it caused.
    pub deliveries: Vec<DeliveryLine>,
    /// Whether the reader can have it sent after all.
    pub can_send: bool,
    /// Sentences about it, such as why it is withheld.
    pub remarks: Vec<String>,
}

/// Who can read a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Everybody on the ticket.
    Everyone,
    /// Agents: a note.
    Agents,
    /// Agents, until they include its author.
    Withheld,
}

/// A letter, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeliveryLine {
    /// To whom.
    pub to: String,
    /// How far it has come.
    pub state: DeliveryState,
    /// When.
    pub at: Moment,
    /// What the server said; may be empty.
    pub words: String,
}

/// How far a letter has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeliveryState {
    /// It waits to be sent, or to be tried again.
    Waiting,
    /// The server has accepted it.
    Sent,
    /// It failed.
    Failed,
    /// Nobody can know.
    Unknown,
    /// It was not sent: a limit, or cancelled.
    Dropped,
}

/// Something that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EventLine {
    /// When.
    pub at: Moment,
    /// What changed, in the reader's language.
    pub words: String,
    /// Why; may be empty.
    pub reason: String,
}

/// An agent who looks at the same ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LookingOn {
    /// Their name.
    pub name: String,
}

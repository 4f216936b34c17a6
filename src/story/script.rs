//! A story as a value, parsed but not yet played. Knows no file, no desk and no clock.

use jiff::{SignedDuration, Timestamp};

use crate::desk::end::End;
use crate::desk::notice::NoticeKind;
use crate::desk::sla::Measure;
use crate::desk::sla::clock::Standing;
use crate::mail::{Address, Contact};

/// A whole story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// The first paragraph of comments, as one line; empty when there is none.
    pub title: String,
    /// What happens, in order.
    pub scenes: Vec<StoryScene>,
}

/// One action and its expectations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryScene {
    /// The line of the action, from 1.
    pub line: usize,
    /// What happens.
    pub action: StoryAction,
    /// The expectations, perhaps none.
    pub expects: Vec<Expect>,
}

/// The actions of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoryAction {
    /// `at 2026-01-05 09:00`
    ClockSet(Timestamp),
    /// `after 2h`
    ClockMoved(SignedDuration),
    /// `ada@customer.example writes to support@ "The press stops"`
    Writes {
        /// The author.
        from: Contact,
        /// The mailboxes. It arrives in each of them.
        to: Vec<Destination>,
        /// The subject.
        subject: String,
        /// The rest of the mail.
        content: MailContent,
    },
    /// `anna@desk.example replies to HD-00001 feedback`
    Replies {
        /// The author.
        from: Contact,
        /// The ticket.
        reference: String,
        /// The kind of the answered letter. `None`: the newest of any kind.
        kind: Option<NoticeKind>,
        /// The rest of the mail.
        content: MailContent,
    },
    /// `eve@stranger.example answers the letter to ada@customer.example`: the newest one, which Ada passed on to her
    Answers {
        /// The author.
        from: Contact,
        /// The recipient of the letter.
        recipient: Address,
        /// The rest of the mail.
        content: MailContent,
    },
    /// `ada@customer.example rates HD-00001 with 4`
    Rates {
        /// The author.
        from: Contact,
        /// The ticket.
        reference: String,
        /// The number of stars.
        score: u8,
        /// The rest of the mail.
        content: MailContent,
    },
    /// `ada@customer.example opens HD-00001`: its page, with all that was said until then
    Opens {
        /// Who looks at it.
        who: Contact,
        /// The ticket.
        reference: String,
    },
    /// `ada@customer.example posts on HD-00001`, `ada@customer.example posts a new ticket "The press stops"`
    Posts {
        /// Who is signed in.
        from: Contact,
        /// What it is about.
        about: PostedAbout,
        /// What the form says.
        content: PageContent,
    },
    /// `the same form is posted again`
    SameForm,
    /// `the mail broken.eml arrives at support@`
    RawMail {
        /// The file, next to the story.
        file: String,
        /// The mailbox.
        to: Destination,
    },
    /// `the same mail arrives again at sales@`
    SameAgain(Option<Destination>),
    /// `the letter to ada@customer.example bounces "550 5.1.1 unknown"`
    Bounces {
        /// The recipient whose newest letter bounces.
        recipient: Address,
        /// The server's words.
        words: String,
    },
    /// `the operator replays the mail`
    Replays,
    /// `mail to ada@customer.example is refused "550 5.1.1 unknown"`
    Courier {
        /// The recipient.
        recipient: Address,
        /// The courier's answer from now on.
        answer: CourierAnswer,
    },
}

/// The addressee of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// `support@`: the mailbox of that name.
    Mailbox(String),
    /// A full address.
    Address(Address),
}

/// A mail without its envelope: header lines, files, text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailContent {
    /// Header lines, in order.
    pub headers: Vec<HeaderLine>,
    /// Files.
    pub files: Vec<EnclosedFile>,
    /// How long ago it came in, when it is taken.
    pub age: SignedDuration,
    /// Lines of text.
    pub body: Vec<String>,
}

/// What a form is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PostedAbout {
    /// `on HD-00001`: the ticket.
    Ticket(String),
    /// `a new ticket "The press stops"`: its subject.
    New(String),
}

/// A form as it is sent: words, files, buttons and fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageContent {
    /// Files.
    pub files: Vec<EnclosedFile>,
    /// Lines of text.
    pub body: Vec<String>,
    /// Buttons and fields, in order.
    pub controls: Vec<PageControl>,
}

/// A button that is pressed, or a field that is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageControl {
    /// `| presses "#to-it"`: an agent's command, or else the transition of that name.
    Presses(String),
    /// `| sets priority high`: a field, and its value as it is stored.
    Sets {
        /// The field.
        field: String,
        /// The value.
        value: String,
    },
    /// `| rates 4`
    Rates(u8),
    /// `| for Bob <bob@customer.example>`: a colleague has the question.
    For(Contact),
    /// `| adds bob@customer.example`: he follows the ticket.
    Adds(Contact),
    /// `| removes bob@customer.example`: he follows it no more.
    Removes(Address),
    /// `| asks for a new judgement`
    Judgement,
    /// `| by phone`: how they asked whom an agent writes down.
    By(String),
}

/// `| Name: value` and its variants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderLine {
    /// `| Name: value`: replaces a header of the mail builder, or adds one.
    Field(String, String),
    /// `| no Name`: the mail has no such header.
    Without(String),
    /// `| Name is 900 KB long`: a header that fills a page.
    Long(String, usize),
}

/// `+ plan.pdf 12 KB`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnclosedFile {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub bytes: usize,
}

/// The courier's answer for a recipient from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CourierAnswer {
    /// The letter is taken.
    Accepted,
    /// Never: 5xx.
    Refused(String),
    /// Not now: 4xx.
    Deferred(String),
    /// Taken, but the answer does not come back.
    Lost,
}

/// One expectation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expect {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// The author's words.
    pub words: String,
    /// Their meaning.
    pub clause: Clause,
}

/// The expectations of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clause {
    /// The state of a ticket.
    Ticket(String, Claim),
    /// There is no such ticket.
    NoTicket(String),
    /// A letter went out in this scene, perhaps about a given ticket.
    Letter(Option<String>, LetterClaim),
    /// No letter went out, to that address or to anybody.
    NoLetter(Option<Address>),
    /// The end of the newest mail.
    Mail {
        /// The end.
        end: End,
        /// Words of the reasons.
        because: Option<String>,
    },
    /// The posting was refused, with these words; nothing was written.
    Refused(String),
}

/// The claims about a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// `status new`
    Status(String),
    /// `assignee anna`, `assignee nobody`
    Assignee(Option<String>),
    /// `team m3`, `team none`
    Team(Option<String>),
    /// `priority 1`, `category "Robotics/Gripper"`, `product none`: any field, by its name
    Field(String, Option<String>),
    /// `requester ada@customer.example`, `requester nobody`
    Requester(Option<Address>),
    /// `subject "The press stops"`
    Subject(String),
    /// `comments 2`: public ones
    Comments(usize),
    /// `notes 1`: internal comments
    Notes(usize),
    /// The number of comments withheld from customers until an agent includes their authors.
    Withheld(usize),
    /// `comment containing "…"`
    CommentContaining(String),
    /// `note containing "…"`
    NoteContaining(String),
    /// `feedback 4`, `feedback none`, `feedback asked`
    Feedback(Feedback),
    /// `promise first-response kept`, `promise resolution running due "2026-01-05 10:00"`
    Promise(PromiseClaim),
    /// `reason containing "…"`: of any event or mail of the ticket
    Reason(String),
    /// `file plan.pdf`: it came in and was passed on; `file plan.pdf refused`: it was not
    File {
        /// Its name.
        name: String,
        /// Whether it was not passed on.
        refused: bool,
    },
}

/// The claims about a promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseClaim {
    /// The measure.
    pub measure: Measure,
    /// The state of its clock; `None`: it has no clock.
    pub standing: Option<Standing>,
    /// `due "…"`: its deadline
    pub due: Option<String>,
}

/// The state of feedback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feedback {
    /// Not asked for.
    None,
    /// Asked for, not answered.
    Asked,
    /// Answered.
    Stars(u8),
}

/// The claims about a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterClaim {
    /// Its kind.
    pub kind: NoticeKind,
    /// Its recipient.
    pub to: Address,
    /// It was tried before with the same Message-ID and the same bytes.
    pub again: bool,
    /// `with subject "…"`: words of its subject
    pub subject: Vec<String>,
    /// `containing "…"`: words of its text
    pub containing: Vec<String>,
    /// `with html "…"`: a part of its HTML
    pub html: Vec<String>,
    /// `not containing "…"`: words that appear nowhere in it
    pub lacking: Vec<String>,
    /// `with file plan.pdf`
    pub files: Vec<String>,
    /// `without file plan.pdf`
    pub no_files: Vec<String>,
}

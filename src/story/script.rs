//! A story as a value: what its author wrote, understood but not yet played. Knows no file, no desk and no clock.

use jiff::{SignedDuration, Timestamp};

use crate::desk::end::End;
use crate::desk::notice::NoticeKind;
use crate::desk::promise::Measure;
use crate::desk::promise::clock::Standing;
use crate::mail::{Address, Contact};

/// A whole story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// The first paragraph of comments, as one line; empty when there is none.
    pub title: String,
    /// What happens, in order.
    pub scenes: Vec<StoryScene>,
}

/// One action, and what must be so right after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryScene {
    /// The line of the action, from 1.
    pub line: usize,
    /// What happens.
    pub action: StoryAction,
    /// What must be so; empty when the author does not look here.
    pub expects: Vec<Expect>,
}

/// What can happen in a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoryAction {
    /// `at 2026-01-05 09:00`
    ClockSet(Timestamp),
    /// `after 2h`
    ClockMoved(SignedDuration),
    /// `ada@customer.example writes to support@ "The press stops"`
    Writes {
        /// Who.
        from: Contact,
        /// To which mailboxes; it arrives in each of them.
        to: Vec<Destination>,
        /// The subject.
        subject: String,
        /// The rest of the mail.
        content: MailContent,
    },
    /// `anna@desk.example replies to HD-00001 feedback`
    Replies {
        /// Who.
        from: Contact,
        /// About which ticket.
        reference: String,
        /// The kind of letter that is answered; the newest of any kind without it.
        kind: Option<NoticeKind>,
        /// The rest of the mail.
        content: MailContent,
    },
    /// `eve@stranger.example answers the letter to ada@customer.example`: the newest one, which was passed on to her
    Answers {
        /// Who.
        from: Contact,
        /// Whose letter.
        recipient: Address,
        /// The rest of the mail.
        content: MailContent,
    },
    /// `ada@customer.example rates HD-00001 with 4`
    Rates {
        /// Who.
        from: Contact,
        /// Which ticket.
        reference: String,
        /// How many stars.
        score: u8,
        /// The rest of the mail.
        content: MailContent,
    },
    /// `the mail broken.eml arrives at support@`
    RawMail {
        /// The file, beside the story.
        file: String,
        /// Where it arrives.
        to: Destination,
    },
    /// `the same mail arrives again at sales@`
    SameAgain(Option<Destination>),
    /// `the letter to ada@customer.example bounces "550 5.1.1 unknown"`
    Bounces {
        /// Whose newest letter comes back.
        recipient: Address,
        /// The server's words.
        words: String,
    },
    /// `the operator replays the mail`
    Replays,
    /// `mail to ada@customer.example is refused "550 5.1.1 unknown"`
    Courier {
        /// For whom.
        recipient: Address,
        /// What the courier says from now on.
        answer: CourierAnswer,
    },
}

/// Where a mail is sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// `support@`: the mailbox of that name.
    Mailbox(String),
    /// A full address.
    Address(Address),
}

/// What a mail has besides its envelope: header lines, files, text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailContent {
    /// Header lines, in order.
    pub headers: Vec<HeaderLine>,
    /// Files.
    pub files: Vec<EnclosedFile>,
    /// Lines of text.
    pub body: Vec<String>,
}

/// `| Name: value` and its relatives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderLine {
    /// `| Name: value`: this header in place of the player's own, or beside them.
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

/// What the courier answers for somebody from now on.
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

/// One thing that must be so.
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

/// What can be expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clause {
    /// How a ticket stands.
    Ticket(String, Claim),
    /// That there is no such ticket.
    NoTicket(String),
    /// That a letter went out in this scene; with a reference, one about that ticket.
    Letter(Option<String>, LetterClaim),
    /// That none went out: to that address, or to anybody.
    NoLetter(Option<Address>),
    /// How the newest mail ended.
    Mail {
        /// The end.
        end: End,
        /// Words of the reasons.
        because: Option<String>,
    },
}

/// What can be said of a ticket.
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
    /// So many comments are withheld from customers until an agent includes their authors.
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

/// What can be said of a promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseClaim {
    /// Which of its measures.
    pub measure: Measure,
    /// How its clock stands; none: it has no clock.
    pub standing: Option<Standing>,
    /// `due "…"`: when it will be, or was to be, broken
    pub due: Option<String>,
}

/// How far feedback got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feedback {
    /// Not asked for.
    None,
    /// Asked for, not answered.
    Asked,
    /// Answered.
    Stars(u8),
}

/// What can be said of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterClaim {
    /// Its kind.
    pub kind: NoticeKind,
    /// To whom.
    pub to: Address,
    /// It was tried before, and is the same: same Message-ID, same bytes.
    pub again: bool,
    /// `with subject "…"`: words of its subject
    pub subject: Vec<String>,
    /// `containing "…"`: words of its text
    pub containing: Vec<String>,
    /// `not containing "…"`: words that stand nowhere in it
    pub lacking: Vec<String>,
    /// `with file plan.pdf`
    pub files: Vec<String>,
    /// `without file plan.pdf`
    pub no_files: Vec<String>,
}

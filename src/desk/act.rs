//! An act: its author, source, words and requests, as values. Decisions see acts and never mails. `intake` reads the requests
//! of a mail from its words, once; a page gives them as they are, and time has none.

use jiff::Timestamp;

use crate::mail::authentic::{Basis, Proof};
use crate::mail::forward::Forwarded;
use crate::mail::html::formatted::FormattedText;
use crate::mail::identity::Identity;
use crate::mail::origin::{Machine, MachineKind, Origin, Person};
use crate::mail::{Address, Contact, MessageId, Subject};

use super::command::Instructions;
use super::feedback::Rating;
use super::files::RefusedFile;
use super::form::FormLine;
use super::letter::SentLetter;
use super::question::Asked;
use super::reason::Reason;
use super::reference::TicketNumber;
use super::token::Proven;
use super::words::OwnWords;

/// Something that somebody or something does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Where it comes from.
    pub source: Source,
    /// Person or machine.
    pub origin: Origin,
    /// Whether it comes from where it says.
    pub proof: Proof,
    /// The field by which the desk's own filter calls it spam.
    pub spam: Option<String>,
    /// What it says it is, and its words.
    pub identity: Identity,
    /// The tokens that it carries and that we made, the most believed first.
    pub tokens: Vec<Proven>,
    /// Others in it have the shape of a token, and are not ours.
    pub strange_token: bool,
    /// A human let it pass, whatever it was held for.
    pub released: bool,
    /// Its author had it sent, as it was meant.
    pub sent: bool,
    /// When the mail had come in, if that is so long ago that no letters are written about it.
    pub old_since: Option<Timestamp>,
    /// When it happened.
    pub at: Timestamp,
    /// The mailbox that it came in by, by its name in the config; letters about no ticket are sent from there.
    pub mailbox: String,
    /// Its subject.
    pub subject: Subject,
    /// The whole readable text.
    pub text: String,
    /// The newly written text as it is shown; all of it if nothing seems new.
    pub own: String,
    /// What it quotes.
    pub quote: Quote,
    /// An agent's HTML, with quotes and all: the formatting of what they wrote.
    pub page: FormattedText,
    /// The mail that it forwards.
    pub forwarded: Option<Forwarded>,
    /// The letters of ours that it reports as failed for good, by Message-ID, with the words of the server that refused.
    pub failures: Vec<(MessageId, String)>,
    /// The addressees of its To.
    pub to: Vec<Contact>,
    /// The form that wrote it for its author, by the address in From.
    pub form: Option<Address>,
    /// Where its author wants answers, if elsewhere.
    pub answers_to: Option<Contact>,
    /// Who wrote it together with its author.
    pub co_authors: Vec<Contact>,
    /// All other addressees.
    pub copied: Vec<Contact>,
    /// Names of the files that came along and go to the other side.
    pub files: Vec<String>,
    /// Those of them that may go to customers: no letter of ours is in them (P10).
    pub public_files: Vec<String>,
    /// Files that came along and go to nobody.
    pub refused: Vec<RefusedFile>,
    /// Defects that agents must see: cut at a limit, unreadable parts.
    pub remarks: Vec<Reason>,
    /// The requests in it.
    pub asks: Asks,
    /// The messages that it answers, by its In-Reply-To.
    pub in_reply_to: Vec<MessageId>,
    /// The messages of its thread, by its References, the newest first.
    pub references: Vec<MessageId>,
    /// When it was written: its Date, or when it came, if that is earlier or it says none.
    pub written_at: Timestamp,
}

/// What a mail quotes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quote {
    /// The words, without marks and without what programs put above quotes: a part below each of these.
    pub parts: Vec<String>,
    /// There is nothing beside it, so that it is shown.
    pub is_all: bool,
    /// What was taken for the signature of its author.
    pub signature: String,
}

/// Where an act comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A mail of the ledger.
    Mail {
        /// Its number there.
        number: i64,
        /// Its Message-ID.
        message_id: Option<MessageId>,
    },
    /// A page, on a ticket or for a new one. Nothing that is typed there is read for commands, forms or ratings.
    Page {
        /// The ticket; none: a new one.
        ticket: Option<TicketNumber>,
    },
    /// Time alone.
    Time {
        /// The ticket.
        ticket: TicketNumber,
        /// The thing that fell due.
        due: DueThing,
    },
    /// A day is over.
    Day,
    /// The end of a letter's delivery.
    Delivery {
        /// The letter that failed.
        letter: Box<SentLetter>,
        /// The words of the server that refused.
        words: String,
        /// The ticket that it was about.
        ticket: Option<TicketNumber>,
    },
}

/// Something that falls due by time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DueThing {
    /// A timer of the workflow, by its name.
    Timer(String),
    /// An SLA clock must be looked at, by its measure.
    Promise(String),
    /// The requester is to be asked for feedback.
    Feedback,
}

/// The requests of an act. Each is a candidate: the decision picks by ticket and role, and the rest stays text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asks {
    /// An agent's commands, and the words below them.
    pub commands: Instructions,
    /// A question about tickets.
    pub question: Option<Asked>,
    /// A transition, by the word that asks for it.
    pub wish: Option<Wish>,
    /// A rating in the words.
    pub rating: Option<Rating>,
    /// The score that a star of our letter put into the subject.
    pub star: Option<u8>,
    /// The form lines.
    pub form: Vec<FormLine>,
    /// The person that a customer asks for.
    pub colleague: Option<OnBehalf>,
    /// A button asks for a new judgement of the fields.
    pub judgement: bool,
    /// How somebody else asked, whom an agent enters a ticket for on a page.
    pub channel: Option<String>,
    /// A button takes this address off the ticket.
    pub leaves: Option<Address>,
}

impl Asks {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.commands.lines.is_empty() && *self == Self { commands: self.commands.clone(), ..Self::default() }
    }
}

/// A transition that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The word, in lower case; not always a transition's.
    pub name: String,
    /// The words below it.
    pub below: String,
}

/// A line that names the person somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnBehalf {
    /// The line as written.
    pub line: String,
    /// The person.
    pub who: Contact,
    /// The text below it.
    pub below: String,
}

impl Act {
    /// An act without words, which nobody proves and nobody wrote: time's, or what is known of a mail that cannot be read.
    pub fn bare(source: Source, at: Timestamp, mailbox: &str) -> Self {
        let nobody = Machine { kind: MachineKind::AutoGenerated, reason: "unread".to_owned(), contact: None };
        Self {
            source,
            origin: Origin::Machine(nobody),
            proof: Proof::Unknown(Basis::Unread),
            spam: None,
            identity: Identity::default(),
            tokens: Vec::new(),
            strange_token: false,
            released: false,
            sent: false,
            old_since: None,
            at,
            mailbox: mailbox.to_owned(),
            subject: Subject::default(),
            text: String::new(),
            own: String::new(),
            quote: Quote::default(),
            page: FormattedText::default(),
            forwarded: None,
            failures: Vec::new(),
            to: Vec::new(),
            form: None,
            answers_to: None,
            co_authors: Vec::new(),
            copied: Vec::new(),
            files: Vec::new(),
            public_files: Vec::new(),
            refused: Vec::new(),
            remarks: Vec::new(),
            asks: Asks::default(),
            in_reply_to: Vec::new(),
            references: Vec::new(),
            written_at: at,
        }
    }

    /// The act of a signed-in person on a page: their words as they are, and the requests of the buttons.
    pub fn on_page(ticket: Option<TicketNumber>, person: Person, subject: &Subject, text: &str, at: Timestamp) -> Self {
        let own = OwnWords::typed(text);
        Self {
            origin: Origin::Person(person),
            proof: Proof::Pass(Basis::SignedIn),
            subject: subject.clone(),
            text: own.to_string(),
            own: own.to_string(),
            asks: Asks { commands: Instructions { text: own, ..Instructions::default() }, ..Asks::default() },
            ..Self::bare(Source::Page { ticket }, at, "")
        }
    }

    /// The author's address, if there is one.
    pub fn sender(&self) -> Option<&Address> {
        match &self.origin {
            Origin::Person(person) => Some(&person.contact().address),
            Origin::Machine(machine) => machine.contact.as_ref().map(|contact| &contact.address),
            Origin::Unknown(_) => None,
        }
    }

    /// The Message-ID of the mail that it is.
    pub fn message_id(&self) -> Option<&MessageId> {
        match &self.source {
            Source::Mail { message_id, .. } => message_id.as_ref(),
            Source::Page { .. } | Source::Time { .. } | Source::Day | Source::Delivery { .. } => None,
        }
    }

    /// It was posted on a page.
    pub fn is_posted(&self) -> bool {
        matches!(self.source, Source::Page { .. })
    }

    /// It was posted without a word and without files: a button alone.
    pub fn is_wordless(&self) -> bool {
        self.is_posted() && self.own.trim().is_empty() && self.files.is_empty() && self.refused.is_empty()
    }

    /// Nothing automatic is sent to its author: a machine wrote it, or a person who must not be answered so.
    pub fn is_silent(&self) -> bool {
        match &self.origin {
            Origin::Person(person) => person.restraint().is_some(),
            Origin::Machine(_) | Origin::Unknown(_) => true,
        }
    }
}

//! What is wrong with a line of an agent's mail, as a value.
//!
//! A receipt words it in its reader's language (`parts/fault.hbs`), the reasons of a mail in English (`Display`). Both say
//! the same in English: a test compares them.

use std::fmt;

/// What became of one command line.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct ReceiptLine {
    /// The line as the agent wrote it; empty: the mail as a whole.
    pub command: String,
    /// What is wrong with it.
    pub fault: Option<FaultKind>,
    /// What was given, or empty.
    pub given: String,
    /// What stands against it, or empty.
    pub other: String,
    /// What can be written instead, or empty.
    pub choices: String,
}

/// What is wrong, with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandFault {
    /// What.
    pub kind: FaultKind,
    /// What was given: a name, an address, a reference, a status.
    pub given: String,
    /// What stands against it: the assignee, the other ticket, the field.
    pub other: String,
    /// What can be written instead.
    pub choices: Vec<String>,
}

/// What can be wrong. Its key in templates is the name in kebab case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// The word means nothing; `choices` has the one that was probably meant.
    UnknownCommand,
    /// The line has more than its word.
    TakesNoArgument,
    /// A line above settles the same thing otherwise.
    Contradicts,
    /// A question beside commands.
    StandsAlone,
    /// `#release` or `#drop` in an answer to any other letter.
    ForHeldMail,
    /// An answer about a held mail that says neither.
    HeldChoices,
    /// The mail is not held; `given` is its number.
    NotHeld,
    /// A mail without own words, commands and files.
    NoWords,

    /// No status is called so.
    UnknownStatus,
    /// A transition that agents cannot ask for.
    ForCustomers,
    /// Only the assignee (`other`, or nobody) sets this status.
    OnlyAssignee,
    /// A transition that does not start from the ticket's status (`given`).
    StartsElsewhere,
    /// A transition to a partner (`given`) who is not involved with the customer (`other`).
    PartnerNotInvolved,
    /// `#open` at a desk without inquiries.
    NoInquiries,
    /// `#open` on a ticket, whose status is `given`.
    OpenAlready,
    /// `#open` in a mail that opens a ticket.
    OpensItself,
    /// The status of inquiries, for a ticket.
    NoInquiryAgain,
    /// A status of tickets, for an inquiry.
    NeedsOpen,

    /// `#assign` alone.
    NoAssignee,
    /// No agent is called so.
    NotAnAgent,
    /// The desk has no teams.
    NoTeams,
    /// `#team` alone.
    NoTeam,
    /// No team is called so.
    NotATeam,

    /// A field (`other`) without a value.
    NoValue,
    /// No value of the field (`other`) is called so.
    NotAValue,
    /// No subtype of that value (`other`) is called so.
    NotASubtype,
    /// A subtype without its value.
    SubtypeAlone,

    /// No address stands there; `other` is the command.
    NoAddress,
    /// Several addresses do.
    SeveralAddresses,
    /// The address is an agent's.
    AgentsAddress,
    /// The address is the desk's own.
    DesksAddress,
    /// Programs write from the address.
    ProgramsAddress,
    /// `#cc` without `add` or `remove`.
    AddOrRemove,
    /// They are on the ticket.
    OnTicketAlready,
    /// They are not.
    NotOnTicket,
    /// The requester cannot leave.
    RequesterStays,
    /// A customer (`other`) asked already, so the ticket is not that of `given`.
    AskedAlready,

    /// The command needs a ticket.
    NeedsTicket,
    /// `#merge` without a reference.
    NoReference,
    /// `#split` without a subject.
    NoSubject,
    /// The mail names a ticket that was merged into `other`.
    WasMerged,
    /// A ticket cannot be merged into itself.
    MergesItself,
    /// There is no such ticket.
    UnknownTicket,
    /// That ticket was merged into `other` itself.
    MergedItself,
    /// That ticket is spam.
    IsSpam,
    /// That ticket is another customer's (`other`, or nobody's).
    OtherCustomers,

    /// `#list` of something else.
    UnknownList,
    /// `#show` alone.
    NoTicketNamed,
    /// That is no reference.
    NotAReference,
    /// The database had no answer.
    Unanswered,
}

impl FaultKind {
    /// A fault of this kind about this.
    pub fn of(self, given: impl Into<String>) -> CommandFault {
        CommandFault { kind: self, given: given.into(), other: String::new(), choices: Vec::new() }
    }
}

impl From<FaultKind> for CommandFault {
    fn from(kind: FaultKind) -> Self {
        kind.of("")
    }
}

impl CommandFault {
    /// The same with what stands against it.
    #[must_use]
    pub fn against(self, other: impl Into<String>) -> Self {
        Self { other: other.into(), ..self }
    }

    /// The same with what can be written instead.
    #[must_use]
    pub fn choices(self, choices: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { choices: choices.into_iter().map(Into::into).collect(), ..self }
    }

    /// A line of a receipt. `None`: nothing is wrong with it.
    pub fn line(command: &str, fault: Option<&Self>) -> ReceiptLine {
        let command = command.to_owned();
        match fault {
            None => ReceiptLine { command, ..ReceiptLine::default() },
            Some(Self { kind, given, other, choices }) => ReceiptLine {
                command,
                fault: Some(*kind),
                given: given.clone(),
                other: other.clone(),
                choices: choices.join(", "),
            },
        }
    }
}

impl fmt::Display for CommandFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use FaultKind as Kind;
        let Self { kind, given, other, choices } = self;
        let choices = choices.join(", ");
        let said = |text: &str, nothing: &str| if text.is_empty() { nothing.to_owned() } else { text.to_owned() };
        match kind {
            Kind::UnknownCommand if choices.is_empty() => write!(f, "is not a command; #help lists all"),
            Kind::UnknownCommand => write!(f, "is not a command; did you mean {choices}?"),
            Kind::TakesNoArgument => write!(f, "takes no argument; write the text on the lines below"),
            Kind::Contradicts => write!(f, "contradicts a line above"),
            Kind::StandsAlone => write!(f, "stands alone: write it in a mail without other commands"),
            Kind::ForHeldMail => write!(f, "is for the letter about a held mail; answer that one"),
            Kind::HeldChoices => write!(f, "write #release to let the mail pass, or #drop, on the first line"),
            Kind::NotHeld => write!(f, "mail {given} is not held any more; nothing was done"),
            Kind::NoWords => {
                write!(f, "it has no words of your own and no command, only what it quotes: nothing was sent")
            }
            Kind::UnknownStatus => write!(f, "names no status; statuses are: {choices}"),
            Kind::ForCustomers => write!(f, "is for customers; agents set the status itself"),
            Kind::OnlyAssignee => {
                let who = said(other, "nobody yet");
                write!(f, "only its assignee ({who}) sets {given}; take it with #assign me on a line of its own")
            }
            Kind::StartsElsewhere => write!(f, "starts from {choices}; the ticket is {given}"),
            Kind::PartnerNotInvolved => {
                let customer = said(other, "a customer of no organisation");
                write!(f, "hands the ticket to {given}, who is not involved with {customer}; ")?;
                if choices.is_empty() { write!(f, "nobody is") } else { write!(f, "involved are: {choices}") }
            }
            Kind::NoInquiries => write!(f, "is for inquiries, and this desk has none"),
            Kind::OpenAlready => write!(f, "is for inquiries, and the ticket is open already: it is {given}"),
            Kind::OpensItself => write!(f, "is for inquiries, and this mail opens a ticket by itself"),
            Kind::NoInquiryAgain => write!(f, "cannot be: a ticket becomes no inquiry again"),
            Kind::NeedsOpen => write!(f, "needs a ticket, and it is an inquiry: write #open above it"),
            Kind::NoAssignee => write!(f, "says nobody; write #assign me or one of: {choices}"),
            Kind::NotAnAgent => {
                write!(f, "{given} is not an agent, and only they have tickets; agents are: {choices}")
            }
            Kind::NoTeams => write!(f, "needs teams, and this desk has none"),
            Kind::NoTeam => write!(f, "says no team; teams are: {choices}"),
            Kind::NotATeam => write!(f, "{given} is not a team; teams are: {choices}"),
            Kind::NoValue | Kind::NotAValue | Kind::NotASubtype | Kind::SubtypeAlone => {
                match kind {
                    Kind::NotAValue => write!(f, "{given} is no {other}; ")?,
                    Kind::NotASubtype => write!(f, "{given} is no subtype of {other}; ")?,
                    Kind::SubtypeAlone => write!(f, "{given} is a subtype, which needs its value before it; ")?,
                    _ => write!(f, "says no value; ")?,
                }
                if choices.is_empty() { write!(f, "any text will do") } else { write!(f, "write one of: {choices}") }
            }
            Kind::NoAddress => write!(f, "says nobody; write {other} ada@customer.example"),
            Kind::SeveralAddresses => write!(f, "names several addresses; write a line for each"),
            Kind::AgentsAddress => write!(f, "{given} is an agent's address; agents see every ticket"),
            Kind::DesksAddress => write!(f, "{given} is an address of the desk"),
            Kind::ProgramsAddress => write!(f, "{given} is an address that programs write from"),
            Kind::AddOrRemove => {
                write!(f, "says neither who joins nor who leaves; write #cc add ADDRESS or #cc remove ADDRESS")
            }
            Kind::OnTicketAlready => write!(f, "{given} is on the ticket already"),
            Kind::NotOnTicket => write!(f, "{given} is not on the ticket"),
            Kind::RequesterStays => write!(f, "{given} is who asks, and cannot leave"),
            Kind::AskedAlready => write!(f, "{other} asked on this ticket; open another one for {given}"),
            Kind::NeedsTicket => write!(
                f,
                "needs a ticket: write it in an answer to a letter of that ticket, or put the reference into the subject"
            ),
            Kind::NoReference => write!(f, "says not into which ticket; write #merge {other}"),
            Kind::NoSubject => {
                write!(f, "says not what the other ticket is about; write #split and its subject, one line for each")
            }
            Kind::WasMerged => write!(f, "{given} was merged into {other}; write it in an answer about {other}"),
            Kind::MergesItself => write!(f, "names the ticket itself"),
            Kind::UnknownTicket => write!(f, "there is no ticket {given}"),
            Kind::MergedItself => write!(f, "{given} was merged into {other} itself"),
            Kind::IsSpam => write!(f, "{given} was set aside as spam"),
            Kind::OtherCustomers => {
                let asks = said(other, "nobody");
                write!(f, "{given} is another customer's ({asks}); merged, each would read what the other wrote")
            }
            Kind::UnknownList => {
                write!(f, "names no list; write #list mine, #list unassigned, #list open or #list team NAME")
            }
            Kind::NoTicketNamed => write!(f, "says no ticket; write #show {other}"),
            Kind::NotAReference => write!(f, "{given} is no reference; write #show {other}"),
            Kind::Unanswered => write!(f, "was not answered"),
        }
    }
}

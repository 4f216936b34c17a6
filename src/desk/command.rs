//! Commands of agents as values: `#resolved`, `#assign anna`, `#on-behalf ada@customer.example`. A mail's are read from the
//! lines at its very top (`intake::command`), with the words of the [`registry`](super::registry); a page gives them as they
//! are.

use crate::mail::{Contact, Subject};

use super::question::{ByAgent, Question, ShownComment};
use super::reason::CommandFault;
use super::reference::TicketNumber;
use super::status::StatusName;
use super::words::OwnWords;

/// One instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `#status on-customer`, or the status itself: `#resolved`.
    Status(StatusName),
    /// `#to-customer`: a transition of the workflow, by its name.
    Transition(String),
    /// `#assign me`, `#assign anna`: the agent's short name.
    Assign(String),
    /// `#team m3`: the team's name.
    Team(String),
    /// `#priority 2`, `#category Robotics/Gripper`: a field, and its value as it is stored; `#product none` takes it away.
    Field {
        /// The field's name.
        name: String,
        /// The value.
        to: Option<String>,
    },
    /// `#open`: the inquiry becomes a ticket.
    Open,
    /// `#note`: the mail is for agents only.
    Note,
    /// `#public`: it goes to the customer, also in answer to a note.
    Public,
    /// `#on-behalf Ada <ada@customer.example>`: she is who asks.
    OnBehalf(Contact),
    /// `#requester ada@customer.example`: she is who asks, and not whom the ticket names.
    Requester(Contact),
    /// `#cc add bob@customer.example`: he follows the ticket.
    Join(Contact),
    /// `#cc remove bob@customer.example`: he follows it no more.
    Leave(Contact),
    /// `#merge HD-00041`: this ticket is the same case, and goes on there.
    Merge(TicketNumber),
    /// `#split The second press squeaks`: another question in the mail, which gets a ticket of its own.
    Split(Subject),
    /// `#spam`: it asks for nothing.
    Spam,
    /// `#list mine`, `#show HD-00042`: tickets are to be shown.
    Ask(Question),
    /// `#help`: the commands are.
    Help,
    /// `#release`, `#release 17, 18`: the mail that the letter is about, or those that are named, are acted on.
    ReleaseMail(Vec<i64>),
    /// `#drop`, `#drop 17`: they are not.
    DropMail(Vec<i64>),
    /// `#send`: the unsent mail that the receipt is about is sent, as it was meant.
    Send,
}

/// The thing that a command settles. Two commands that settle the same thing must agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Settles<'a> {
    Status,
    Assignee,
    Team,
    Requester,
    Visibility,
    Field(&'a str),
}

impl Command {
    fn settles(&self) -> Option<Settles<'_>> {
        match self {
            Self::Status(_) | Self::Transition(_) | Self::Merge(_) | Self::Spam => Some(Settles::Status),
            Self::Assign(_) => Some(Settles::Assignee),
            Self::Team(_) => Some(Settles::Team),
            Self::OnBehalf(_) | Self::Requester(_) => Some(Settles::Requester),
            Self::Note | Self::Public => Some(Settles::Visibility),
            Self::Field { name, .. } => Some(Settles::Field(name)),
            _ => None,
        }
    }

    /// Whether both cannot be meant: which of them is, cannot be told.
    pub fn contradicts(&self, other: &Self) -> bool {
        let settles_the_same = self.settles().is_some() && self.settles() == other.settles() && self != other;
        settles_the_same || self.is_against(other) || other.is_against(self)
    }

    /// Spam is told to nobody, so that nothing of it goes on. And one mail cannot be let pass and dropped.
    fn is_against(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Spam, Self::Split(_) | Self::Public) => true,
            (Self::ReleaseMail(some), Self::DropMail(others)) => {
                some.iter().any(|mail| others.contains(mail)) || (some.is_empty() && others.is_empty())
            }
            _ => false,
        }
    }

    /// The mails of the ledger that it names.
    pub fn mails(&self) -> &[i64] {
        match self {
            Self::ReleaseMail(mails) | Self::DropMail(mails) => mails,
            _ => &[],
        }
    }
}

/// A command line with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandLine {
    /// The line as written.
    pub written: String,
    /// The command, or what is wrong with it.
    pub command: Result<Command, CommandFault>,
}

/// A second, different status, assignee or requester: which one is meant cannot be told.
pub fn refuse_contradictions(lines: &mut [CommandLine]) {
    let mut before = Vec::new();
    for line in lines {
        let Ok(command) = &line.command else { continue };
        if before.iter().any(|other| command.contradicts(other)) {
            line.command = Err(CommandFault::Contradicts);
        } else {
            before.push(command.clone());
        }
    }
}

/// The result of a command line.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ReceiptLine {
    /// The line as the agent wrote it; empty: the mail as a whole.
    pub command: String,
    /// The fault.
    pub fault: Option<CommandFault>,
}

/// What an agent is told of a mail with commands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receipt {
    /// Line by line.
    pub lines: Vec<ReceiptLine>,
    /// The mail was a note, or was meant to be one.
    pub is_note: bool,
    /// The words that went to nobody.
    pub text: String,
    /// `#send` in an answer has the mail sent as it was probably meant.
    pub can_send: bool,
    /// What a colleague has answered the customer meanwhile.
    pub crossed: Option<Box<ShownComment>>,
}

impl Receipt {
    /// Of one line.
    pub fn of(line: ReceiptLine) -> Self {
        Self { lines: vec![line], ..Self::default() }
    }
}

/// An agent's text, told apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Instructions {
    /// The command lines, in order.
    pub lines: Vec<CommandLine>,
    /// The words beside them.
    pub text: OwnWords,
    /// The one line is a question, right or wrong.
    pub asks: bool,
    /// The one line is no command, and was probably meant as a question.
    pub perhaps_asks: bool,
    /// A line, right or wrong, says `#note`: the mail was meant to stay among agents.
    pub names_note: bool,
    /// The same as it was probably meant, where a line is wrong and every fault has one suggestion.
    pub meant: Option<Box<Instructions>>,
}

impl Instructions {
    /// Whether a line is unknown, forbidden or malformed.
    pub fn has_faults(&self) -> bool {
        self.lines.iter().any(|line| line.command.is_err())
    }

    /// The requester, if the agent names somebody else.
    pub fn on_behalf(&self) -> Option<&Contact> {
        self.commands().find_map(|command| match command {
            Command::OnBehalf(contact) | Command::Requester(contact) => Some(contact),
            _ => None,
        })
    }

    /// What became of each line; `fault` is that of lines that are right by themselves.
    pub fn receipt(&self, fault: Option<&CommandFault>) -> Vec<ReceiptLine> {
        let receipt = |line: &CommandLine| ReceiptLine {
            command: line.written.clone(),
            fault: line.command.as_ref().err().or(fault).cloned(),
        };
        self.lines.iter().map(receipt).collect()
    }

    /// The question, where the mail is one.
    pub fn question(&self) -> Option<ByAgent> {
        let line = self.lines.first().filter(|_| self.asks || self.perhaps_asks)?;
        let question = line.command.clone().map(|command| match command {
            Command::Ask(question) => Some(question),
            _ => None,
        });
        let has_more = !self.text.is_empty();
        Some(ByAgent { written: line.written.clone(), by_line: self.asks, is_mistyped: !self.asks, question, has_more })
    }

    /// The commands, when there is no fault.
    pub fn commands(&self) -> impl Iterator<Item = &Command> {
        self.lines.iter().filter_map(|line| line.command.as_ref().ok())
    }
}

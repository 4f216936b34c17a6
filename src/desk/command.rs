//! Commands of agents as values: `#resolved`, `#assign anna`, `#on-behalf ada@customer.example`. A mail's are read from the
//! lines at its very top (`intake::command`), a page gives them as they are.

use crate::mail::{Contact, Subject};

use super::facts::ReceiptLine;
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
    /// `#cc add bob@customer.example`: he follows the ticket.
    Involve(Contact),
    /// `#cc remove bob@customer.example`: he follows it no more.
    Release(Contact),
    /// `#merge HD-00041`: this ticket is the same case, and goes on there.
    Merge(TicketNumber),
    /// `#split The second press squeaks`: another question in the mail, which gets a ticket of its own.
    Split(Subject),
    /// `#spam`: it asks for nothing.
    Spam,
}

/// A command line with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandLine {
    /// The line as written.
    pub written: String,
    /// The command, or what is wrong with it.
    pub command: Result<Command, String>,
}

/// An agent's text, told apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Instructions {
    /// The command lines, in order.
    pub lines: Vec<CommandLine>,
    /// The words below them.
    pub text: OwnWords,
}

impl Instructions {
    /// Whether a line is unknown, forbidden or malformed.
    pub fn has_faults(&self) -> bool {
        self.lines.iter().any(|line| line.command.is_err())
    }

    /// Who asks, if the agent says it is somebody else.
    pub fn on_behalf(&self) -> Option<&Contact> {
        self.commands().find_map(|command| match command {
            Command::OnBehalf(contact) => Some(contact),
            _ => None,
        })
    }

    /// What became of each line; `fault` is that of lines that are right by themselves.
    pub fn receipt(&self, fault: Option<&str>) -> Vec<ReceiptLine> {
        let line = |line: &CommandLine| ReceiptLine {
            command: line.written.clone(),
            fault: line.command.as_ref().err().map_or(fault.unwrap_or_default(), String::as_str).to_owned(),
        };
        self.lines.iter().map(line).collect()
    }

    /// Whether a line, right or wrong, begins with `#note`: the mail was meant to stay among agents.
    pub fn names_note(&self) -> bool {
        let starts = |written: &str| written.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("#note"));
        self.lines.iter().any(|line| starts(&line.written))
    }

    /// The commands, when there is no fault.
    pub fn commands(&self) -> impl Iterator<Item = &Command> {
        self.lines.iter().filter_map(|line| line.command.as_ref().ok())
    }
}

//! Reads what stands behind the word of a command.

use crate::mail::clean::quoted;
use crate::mail::mentions::mentions;
use crate::mail::{Address, Contact, Subject};

use super::super::command::Command;
use super::super::field::{Field, Wrong};
use super::super::people::Agent;
use super::super::policy::Policy;
use super::super::question::Question;
use super::super::reason::CommandFault;
use super::super::reference::TicketNumber;
use super::super::status::StatusName;

/// A command line without its word.
#[derive(Debug, Clone, Copy)]
pub struct CommandArguments<'a> {
    /// What stands behind the word, trimmed.
    pub argument: &'a str,
    /// The author.
    pub author: &'a Agent,
    /// The desk.
    pub policy: &'a Policy,
}

impl CommandArguments<'_> {
    /// The command, of which nothing more can be said.
    pub(super) fn alone(&self, command: Command) -> Result<Command, CommandFault> {
        if self.argument.is_empty() { Ok(command) } else { Err(CommandFault::TakesNoArgument) }
    }

    /// The numbers of mails in the ledger, if any are given.
    pub(super) fn mails(&self) -> Result<Vec<i64>, CommandFault> {
        if !self.argument.contains(|c: char| c.is_ascii_digit()) {
            return self.alone(Command::Help).map(|_| Vec::new());
        }
        let given = self.argument.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '&'));
        let read = |given: &str| {
            let digits = given.trim_start_matches('#');
            let number = digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok()).flatten();
            number.ok_or_else(|| CommandFault::NoMailNumber { given: quoted(given) })
        };
        given.filter(|given| !given.is_empty()).map(read).collect()
    }

    /// A team, by its name.
    pub(super) fn team(&self) -> Result<String, CommandFault> {
        find_team(self, self.argument)
    }

    /// A status, by its name.
    pub(super) fn status(&self) -> Result<StatusName, CommandFault> {
        let workflow = &self.policy.workflow;
        let found = workflow.find(&self.argument.to_lowercase()).map(|status| status.name.clone());
        let statuses = workflow.statuses().iter().map(|status| status.name.as_str());
        found.ok_or_else(|| CommandFault::UnknownStatus { statuses: listed(statuses) })
    }

    /// The one address, with the name before it; nobody of the desk.
    pub(super) fn contact(&self, command: &str) -> Result<Contact, CommandFault> {
        find_contact(self, command, self.argument)
    }

    /// A value of a field.
    pub(super) fn value(&self, field: &Field) -> Result<Command, CommandFault> {
        let given = self.argument;
        let to = match field.find_value(given) {
            Err(Wrong::Unknown) if given.eq_ignore_ascii_case("none") => None,
            Ok(text) if field.choices.is_empty() && text.eq_ignore_ascii_case("none") => None,
            found => Some(found.map_err(|wrong| refused_value(field, given, wrong))?),
        };
        Ok(Command::Field { name: field.name.clone(), to })
    }

    /// The one reference, as it is typed or as subjects have it, and nothing else.
    fn reference(&self) -> Option<TicketNumber> {
        let style = &self.policy.style;
        let typed = || style.parse_typed(self.argument.trim_matches(['[', ']', '.', '#']));
        match style.find_all(self.argument).as_slice() {
            [number] if !style.without_references(self.argument).contains(char::is_alphanumeric) => Some(*number),
            [] => typed(),
            _ => None,
        }
    }
}

/// `#assign me`, by the short name, or by an address.
pub(super) fn assignee(line: &CommandArguments<'_>) -> Result<Command, CommandFault> {
    let (given, agents) = (line.argument, &line.policy.people.agents);
    let by_address = || sole_address(given, "#assign").ok().and_then(|(address, _)| agents.find_by_address(&address));
    let found = match given {
        "" => return Err(CommandFault::NoAssignee { agents: listed(agents.names()) }),
        me if me.eq_ignore_ascii_case("me") => Some(line.author),
        name => agents.find_by_name(name).or_else(by_address),
    };
    let found = found.map(|agent| Command::Assign(agent.name.clone()));
    found.ok_or_else(|| CommandFault::NotAnAgent { given: quoted(given), agents: listed(agents.names()) })
}

/// `#cc add ADDRESS`, `#cc remove ADDRESS`.
pub(super) fn copied(line: &CommandArguments<'_>) -> Result<Command, CommandFault> {
    match line.argument.split_once(char::is_whitespace) {
        Some(("add", who)) => find_contact(line, "#cc add", who).map(Command::Join),
        Some(("remove", who)) => find_contact(line, "#cc remove", who).map(Command::Leave),
        _ => Err(CommandFault::AddOrRemove),
    }
}

/// `#open`.
pub(super) fn opening(line: &CommandArguments<'_>) -> Result<Command, CommandFault> {
    line.policy.workflow.inquiry().ok_or(CommandFault::NoInquiries)?;
    line.alone(Command::Open)
}

/// `#merge HD-00041`.
pub(super) fn merged(line: &CommandArguments<'_>) -> Result<Command, CommandFault> {
    let found = line.reference().map(Command::Merge);
    found.ok_or_else(|| CommandFault::NoReference { example: line.policy.style.example() })
}

/// `#split The invoice`.
pub(super) fn split(line: &CommandArguments<'_>) -> Result<Command, CommandFault> {
    if line.argument.is_empty() {
        return Err(CommandFault::NoSubject);
    }
    Ok(Command::Split(Subject::new(line.argument)))
}

/// `#list`, `#list open`, `#list closed of ada@customer.example`: whose, and which of them.
pub(super) fn list(line: &CommandArguments<'_>) -> Result<Command, CommandFault> {
    let argument = line.argument.trim();
    let first = argument.split_once(char::is_whitespace).unwrap_or((argument, ""));
    let last = argument.rsplit_once(char::is_whitespace).map(|(whose, stage)| (stage, whose));
    let staged = || [Some(first), last].into_iter().flatten().find_map(|(stage, whose)| Some((is_done(stage)?, whose)));
    let question = match (whose_tickets(line, argument), staged()) {
        (Ok(question), _) => question,
        (Err(_), Some((done, ""))) => only(done, Question::Open),
        (Err(_), Some((done, whose))) => only(done, whose_tickets(line, whose.trim())?),
        (Err(fault), None) => return Err(fault),
    };
    Ok(Command::Ask(question))
}

/// What a word says of the stage of tickets.
fn is_done(word: &str) -> Option<bool> {
    match word.to_lowercase().as_str() {
        "open" => Some(false),
        "closed" => Some(true),
        _ => None,
    }
}

fn only(done: bool, of: Question) -> Question {
    match of {
        Question::Open if !done => Question::Open,
        of => Question::Only { done, of: Box::new(of) },
    }
}

fn whose_tickets(line: &CommandArguments<'_>, whose: &str) -> Result<Question, CommandFault> {
    let (which, name) = whose.split_once(char::is_whitespace).unwrap_or((whose, ""));
    match (which.to_lowercase().as_str(), name.trim()) {
        ("" | "mine", "") => Ok(Question::OfAgent(line.author.name.clone())),
        ("unassigned", "") => Ok(Question::Unassigned),
        ("team", name) => find_team(line, name).map(Question::OfTeam),
        ("of", who) => {
            let (address, _) = sole_address(who, "#list of")?;
            Ok(Question::OfCustomer { address, organisation: None })
        }
        _ => Err(CommandFault::UnknownList),
    }
}

/// `#show HD-00042`.
pub(super) fn shown(line: &CommandArguments<'_>) -> Result<Command, CommandFault> {
    let (given, style) = (line.argument, &line.policy.style);
    if given.is_empty() {
        return Err(CommandFault::NoTicketNamed { example: style.example() });
    }
    let question = line.reference().map(|number| Command::Ask(Question::One(number)));
    question.ok_or_else(|| CommandFault::NotAReference { given: quoted(given), example: style.example() })
}

fn find_team(line: &CommandArguments<'_>, name: &str) -> Result<String, CommandFault> {
    let teams = &line.policy.people.teams;
    let wrong = || match (teams.0.is_empty(), name) {
        (true, _) => CommandFault::NoTeams,
        (false, "") => CommandFault::NoTeam { teams: listed(teams.names()) },
        (false, _) => CommandFault::NotATeam { given: quoted(name), teams: listed(teams.names()) },
    };
    teams.find_by_name(name).map(|team| team.name.clone()).ok_or_else(wrong)
}

fn find_contact(line: &CommandArguments<'_>, command: &str, argument: &str) -> Result<Contact, CommandFault> {
    let (address, name) = sole_address(argument, command)?;
    if line.policy.people.agents.find_by_address(&address).is_some() {
        return Err(CommandFault::AgentsAddress { address: address.to_string() });
    }
    Ok(Contact::new(name, address))
}

/// The one address, with the name before it. Nothing else stands there: what does may be a command that is meant.
fn sole_address<'a>(argument: &'a str, command: &str) -> Result<(Address, &'a str), CommandFault> {
    let found = mentions(argument);
    let (Some((address, before, _)), Some((_, _, behind))) = (found.first(), found.last()) else {
        return Err(CommandFault::NoAddressGiven { command: command.to_owned() });
    };
    // Mail programs write `ada@customer.example <mailto:ada@customer.example>`.
    if found.iter().any(|(other, _, _)| other != address) {
        return Err(CommandFault::SeveralAddresses);
    }
    if behind.contains(char::is_alphanumeric) || before.contains('#') {
        return Err(CommandFault::MoreThanAddress { address: address.to_string() });
    }
    let name = before.strip_suffix("mailto:").unwrap_or(before);
    Ok((address.clone(), name.trim_matches(|c: char| c.is_whitespace() || "<\"'".contains(c))))
}

fn refused_value(field: &Field, given: &str, wrong: Wrong) -> CommandFault {
    let (given, values) = (quoted(given), field.names().join(", "));
    match wrong {
        Wrong::Empty if field.choices.is_empty() => CommandFault::NoText,
        Wrong::Empty => CommandFault::NoValue { values },
        Wrong::Subtype(of) => CommandFault::NotASubtype { given, of, values },
        Wrong::Locked => CommandFault::SubtypeAlone { given, values },
        Wrong::Unknown | Wrong::Contradiction => CommandFault::NotAValue { given, name: field.name.clone(), values },
    }
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

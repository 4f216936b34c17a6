//! Reads an agent's commands: the lines at the very top of what they newly wrote.
//!
//! Comes in: the words. Goes out: the commands in order, the words below them, and the faults. With a fault nothing is
//! executed and nothing is sent: the agent gets a receipt, line by line.

use crate::mail::mentions::mentions;
use crate::mail::{Contact, Subject};

use super::super::command::{Command, CommandLine, Instructions};
use super::super::field::{Field, FieldSet, Wrong};
use super::super::people::{Agent, Agents, People, Role};
use super::super::policy::Policy;
use super::super::reference::{ReferenceStyle, TicketNumber};
use super::super::status::StatusName;
use super::super::words::OwnWords;
use super::super::workflow::Workflow;
use super::question::is_question;

/// The words that command lines are read with.
#[derive(Debug, Clone, Copy)]
pub struct Lexicon<'a> {
    /// Agents and teams, whom tickets can be given to.
    pub people: &'a People,
    /// Statuses and transitions.
    pub workflow: &'a Workflow,
    /// How references look.
    pub style: &'a ReferenceStyle,
    /// Fields and their values.
    pub fields: &'a FieldSet,
}

impl<'a> Lexicon<'a> {
    /// The words of a desk.
    pub fn of(policy: &'a Policy) -> Self {
        Self { people: &policy.people, workflow: &policy.workflow, style: &policy.style, fields: &policy.fields }
    }
}

/// Reads the command lines at the top of `text`. Blank lines before and between them are skipped; a line that starts
/// with `#` and a letter is a command, `# heading` and `#1` are text.
pub(super) fn parse_commands(words: &OwnWords, author: &Agent, lexicon: Lexicon<'_>) -> Instructions {
    let (lines, below) = command_lines(words);
    let parsed = lines.into_iter().map(|line| {
        let command = parse_line(line, author, lexicon);
        CommandLine { written: line.to_owned(), command }
    });
    let mut instructions = Instructions { lines: parsed.collect(), text: words.last(below.len()) };
    refuse_contradictions(&mut instructions.lines);
    instructions
}

/// The command lines at the top, and what stands below them.
fn command_lines(text: &str) -> (Vec<&str>, &str) {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (line, below) = rest.split_once('\n').unwrap_or((rest, ""));
        let line = line.trim();
        if !line.is_empty() && !is_command(line) {
            break;
        }
        lines.extend(Some(line).filter(|line| !line.is_empty()));
        rest = below;
    }
    (lines, rest)
}

/// The one reference of an argument.
fn find_reference(argument: &str, style: &ReferenceStyle) -> Option<TicketNumber> {
    match style.find_all(argument).as_slice() {
        [number] => Some(*number),
        _ => None,
    }
}

fn is_command(line: &str) -> bool {
    line.strip_prefix('#').is_some_and(|word| word.starts_with(|c: char| c.is_alphabetic()))
}

fn parse_line(line: &str, author: &Agent, lexicon: Lexicon<'_>) -> Result<Command, String> {
    let Lexicon { people, workflow, style, fields } = lexicon;
    let agents = &people.agents;
    let line = line.trim_start_matches('#');
    let (word, argument) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let (word, argument) = (word.to_lowercase(), argument.trim());
    match word.as_str() {
        "note" if argument.is_empty() => Ok(Command::Note),
        "note" => Err("takes no argument; write the note on the lines below".to_owned()),
        "public" if argument.is_empty() => Ok(Command::Public),
        "public" => Err("takes no argument; write the answer on the lines below".to_owned()),
        "status" => find_status(&argument.to_lowercase(), workflow).map(Command::Status),
        "assign" if argument.is_empty() => Err(format!("says nobody; write #assign me or one of: {}", names(agents))),
        "assign" if argument.eq_ignore_ascii_case("me") => Ok(Command::Assign(author.name.clone())),
        "assign" => match find_agent(argument, agents) {
            Some(agent) => Ok(Command::Assign(agent.name.clone())),
            None => {
                Err(format!("{argument} is not an agent, and only they have tickets; agents are: {}", names(agents)))
            }
        },
        "team" => find_team(argument, people).map(Command::Team),
        "open" if workflow.inquiry().is_some() && argument.is_empty() => Ok(Command::Open),
        word if is_question(word) => Err("stands alone: write it in a mail without other commands".to_owned()),
        "on-behalf" => find_contact(argument, "#on-behalf", agents).map(Command::OnBehalf),
        "merge" => find_reference(argument, style)
            .map(Command::Merge)
            .ok_or_else(|| format!("says not into which ticket; write #merge {}", style.print(TicketNumber(41)))),
        "split" if argument.is_empty() => {
            Err("says not what the other ticket is about; write #split and its subject, one line for each".to_owned())
        }
        "split" => Ok(Command::Split(Subject::new(argument))),
        "spam" if argument.is_empty() => Ok(Command::Spam),
        "spam" => Err("takes no argument".to_owned()),
        "cc" => match argument.split_once(char::is_whitespace) {
            Some(("add", who)) => find_contact(who, "#cc add", agents).map(Command::Involve),
            Some(("remove", who)) => find_contact(who, "#cc remove", agents).map(Command::Release),
            _ => Err("says neither who joins nor who leaves; write #cc add ADDRESS or #cc remove ADDRESS".to_owned()),
        },
        _ if workflow.find_transition(&word).is_some() => find_transition(&word, argument, workflow),
        _ if fields.find(&word).is_some() => find_value(&word, argument, fields),
        _ if workflow.find(&word).is_none() => Err(format!("is not a command; commands are: {}", vocabulary(lexicon))),
        _ if argument.is_empty() => find_status(&word, workflow).map(Command::Status),
        _ => Err("takes no argument; write the text on the lines below".to_owned()),
    }
}

/// By the short name, or by an address.
fn find_agent<'a>(argument: &str, agents: &'a Agents) -> Option<&'a Agent> {
    let by_address = || match mentions(argument).as_slice() {
        [(address, _, _)] => agents.find_by_address(address),
        _ => None,
    };
    agents.find_by_name(argument).or_else(by_address)
}

fn find_team(name: &str, people: &People) -> Result<String, String> {
    let known = || people.teams.0.iter().map(|team| team.name.as_str()).collect::<Vec<_>>().join(", ");
    match people.teams.find_by_name(name) {
        Some(team) => Ok(team.name.clone()),
        None if people.teams.0.is_empty() => Err("needs teams, and this desk has none".to_owned()),
        None if name.is_empty() => Err(format!("says no team; teams are: {}", known())),
        None => Err(format!("{name} is not a team; teams are: {}", known())),
    }
}

fn find_value(name: &str, given: &str, fields: &FieldSet) -> Result<Command, String> {
    let Some(field) = fields.find(name) else { return Err("is no field".to_owned()) };
    let to = match field.find_value(given) {
        Err(Wrong::Unknown) if given.eq_ignore_ascii_case("none") => None,
        Ok(text) if field.choices.is_empty() && text.eq_ignore_ascii_case("none") => None,
        found => Some(found.map_err(|wrong| refused_value(field, given, &wrong))?),
    };
    Ok(Command::Field { name: field.name.clone(), to })
}

fn refused_value(field: &Field, given: &str, wrong: &Wrong) -> String {
    let why = match wrong {
        Wrong::Empty => "says no value".to_owned(),
        Wrong::Subtype(of) => format!("{given} is no subtype of {of}"),
        Wrong::Locked => format!("{given} is a subtype, which needs its value before it"),
        Wrong::Unknown | Wrong::Contradiction => format!("{given} is no {}", field.name),
    };
    if field.choices.is_empty() {
        format!("{why}; any text will do")
    } else {
        format!("{why}; write one of: {}", field.vocabulary())
    }
}

fn find_transition(word: &str, argument: &str, workflow: &Workflow) -> Result<Command, String> {
    let transition = workflow.find_transition(word).filter(|transition| transition.by.contains(&Role::Agent));
    match transition {
        None => Err("is for customers; agents set the status itself".to_owned()),
        Some(_) if !argument.is_empty() => Err("takes no argument; write the text on the lines below".to_owned()),
        Some(transition) => Ok(Command::Transition(transition.name.clone())),
    }
}

/// The one address of an argument, with the name before it.
fn find_contact(argument: &str, command: &str, agents: &Agents) -> Result<Contact, String> {
    let found = mentions(argument);
    let Some((address, before, _)) = found.first() else {
        return Err(format!("says nobody; write {command} ada@customer.example"));
    };
    // Mail programs write `ada@customer.example <mailto:ada@customer.example>`.
    if found.iter().any(|(other, _, _)| other != address) {
        return Err("names several addresses; write a line for each".to_owned());
    }
    if agents.find_by_address(address).is_some() {
        return Err(format!("{address} is an agent's address; agents see every ticket"));
    }
    Ok(Contact::new(before.trim_matches(|c: char| c.is_whitespace() || "<\"'".contains(c)), address.clone()))
}

fn find_status(name: &str, workflow: &Workflow) -> Result<StatusName, String> {
    let known = || workflow.statuses().iter().map(|status| status.name.as_str()).collect::<Vec<_>>().join(", ");
    workflow
        .find(name)
        .map(|status| status.name.clone())
        .ok_or_else(|| format!("names no status; statuses are: {}", known()))
}

/// A second, different status, assignee or requester: which one is meant cannot be told.
fn refuse_contradictions(lines: &mut [CommandLine]) {
    let mut status = None;
    let mut assignee = None;
    let mut requester = None;
    let mut team = None;
    let mut seen = None;
    let mut fields: Vec<(String, Option<String>)> = Vec::new();
    for line in lines {
        let contradicts = match &line.command {
            Ok(Command::Status(to)) => status.get_or_insert_with(|| to.0.clone()) != &to.0,
            Ok(Command::Transition(name)) => status.get_or_insert_with(|| name.clone()) != name,
            Ok(Command::Merge(into)) => status.get_or_insert_with(|| into.to_string()) != &into.to_string(),
            Ok(Command::Spam) => status.get_or_insert_with(|| "spam".to_owned()) != "spam",
            Ok(command @ (Command::Note | Command::Public)) => seen.get_or_insert_with(|| command.clone()) != command,
            Ok(Command::Assign(to)) => assignee.get_or_insert_with(|| to.clone()) != to,
            Ok(Command::OnBehalf(to)) => requester.get_or_insert_with(|| to.clone()) != to,
            Ok(Command::Team(to)) => team.get_or_insert_with(|| to.clone()) != to,
            Ok(Command::Field { name, to }) => match fields.iter().find(|(known, _)| known == name) {
                Some((_, before)) => before != to,
                None => {
                    fields.push((name.clone(), to.clone()));
                    false
                }
            },
            _ => false,
        };
        if contradicts {
            line.command = Err("contradicts a line above".to_owned());
        }
    }
}

fn names(agents: &Agents) -> String {
    agents.0.iter().map(|agent| agent.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn vocabulary(known: Lexicon<'_>) -> String {
    let workflow = known.workflow;
    let fields = known.fields.0.iter().map(|field| format!("#{} VALUE", field.name));
    let team = (!known.people.teams.0.is_empty()).then(|| "#team NAME".to_owned());
    let open = workflow.inquiry().map(|_| "#open".to_owned());
    let statuses = workflow.statuses().iter().map(|status| format!("#{}", status.name));
    let transitions = workflow.transitions().iter().filter(|transition| transition.by.contains(&Role::Agent));
    statuses
        .chain(transitions.map(|transition| format!("#{}", transition.name)))
        .chain(open)
        .chain(team)
        .chain(fields)
        .chain(
            [
                "#status X",
                "#assign me|NAME",
                "#note",
                "#public",
                "#cc add|remove ADDRESS",
                "#on-behalf ADDRESS",
                "#merge REFERENCE",
                "#split SUBJECT",
                "#spam",
                "#list mine",
                "#show REFERENCE",
                "#help",
            ]
            .map(str::to_owned),
        )
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests;

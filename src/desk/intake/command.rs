//! Reads an agent's commands: the lines at the very top of what they newly wrote.
//!
//! Comes in: the words. Goes out: the commands in order, the words below them, and the faults. With a fault nothing is
//! executed and nothing is sent: the agent gets a receipt, line by line.

use super::super::command::{CommandLine, Instructions};
use super::super::people::Agent;
use super::super::policy::Policy;
use super::super::reason::CommandFault;
use super::super::registry::{self, CommandArguments, Meant};
use super::super::words::OwnWords;

/// Reads the command lines at the top of `text`. Blank lines before and between them are skipped; a line that starts
/// with `#` and a letter is a command, `# heading` and `#1` are text.
pub(super) fn parse_commands(policy: &Policy, author: &Agent, words: &OwnWords) -> Instructions {
    let (lines, below) = command_lines(words);
    let is_alone = lines.len() == 1;
    let mut asks = false;
    let parsed = lines.into_iter().map(|line| {
        let (word, argument) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let word = word.trim_start_matches('#').to_lowercase();
        let found = registry::find(policy, &word);
        let is_question = found.is_some_and(Meant::is_question);
        asks |= is_question && is_alone;
        let command = match found {
            None => Err(registry::unknown(policy, &word)),
            Some(_) if is_question && !is_alone => Err(CommandFault::StandsAlone),
            Some(word) => match further_command(policy, argument) {
                Some(command) => Err(CommandFault::OneCommandEach { command: command.to_owned() }),
                None => word.read(&CommandArguments { argument: argument.trim(), author, policy }),
            },
        };
        CommandLine { written: line.to_owned(), command }
    });
    let lines = parsed.collect();
    let mut instructions = Instructions { lines, text: words.last(below.len()), asks };
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

fn is_command(line: &str) -> bool {
    line.strip_prefix('#').is_some_and(|word| word.starts_with(|c: char| c.is_alphabetic()))
}

/// A command behind another one. It may be `#note`, so that nothing of the mail may go out.
fn further_command<'a>(policy: &Policy, argument: &'a str) -> Option<&'a str> {
    let is_known = |word: &str| registry::find(policy, &word.trim_start_matches('#').to_lowercase()).is_some();
    argument.split_whitespace().find(|word| is_command(word) && is_known(word))
}

/// A second, different status, assignee or requester: which one is meant cannot be told.
fn refuse_contradictions(lines: &mut [CommandLine]) {
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

#[cfg(test)]
mod tests;

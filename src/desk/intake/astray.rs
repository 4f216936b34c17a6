//! An agent's command or question where none is read: in the subject of a mail without words, or without its `#`.

use crate::mail::Subject;
use crate::mail::clean::quoted;

use super::super::command::{CommandLine, Instructions};
use super::super::people::Agent;
use super::super::policy::Policy;
use super::super::question::ByAgent;
use super::super::reason::CommandFault;
use super::super::words::OwnWords;
use super::command::{Beside, parse_commands};

/// A longer line says something.
const MAX_LINE: usize = 100;

/// A mail as its author wrote it.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    pub(super) subject: &'a Subject,
    pub(super) own: &'a str,
}

/// The question that it asks. It counts only where nothing else is in the mail.
pub(super) fn question(policy: &Policy, author: &Agent, written: Written<'_>) -> Option<ByAgent> {
    let (line, is_subject) = only_line(written)?;
    if line.starts_with('#') {
        let asked = read(policy, author, line).question().filter(|_| is_subject)?;
        return Some(ByAgent { by_line: false, ..asked });
    }
    let marked = format!("#{line}");
    let asked = read(policy, author, &marked).question().filter(|asked| asked.by_line && asked.question.is_ok())?;
    // "help" below a subject is a word.
    let is_help = asked.question == Ok(None);
    if is_help && !is_subject && written.subject.as_str().split_whitespace().nth(1).is_some() {
        return None;
    }
    let fault = CommandFault::ProbablyMeant { meant: line.to_lowercase() };
    Some(ByAgent { written: quoted(line), by_line: false, is_mistyped: true, question: Err(fault), has_more: false })
}

/// The commands in the subject of a mail without words: they are not carried out.
pub(super) fn commands(policy: &Policy, author: &Agent, written: Written<'_>) -> Vec<CommandLine> {
    let Some((line, true)) = only_line(written) else { return Vec::new() };
    let found = read(policy, author, line);
    let is_known = |line: &CommandLine| !matches!(line.command, Err(CommandFault::Unknown));
    if found.question().is_some() || !line.starts_with('#') || !found.lines.iter().all(is_known) {
        return Vec::new();
    }
    let refused = |line: CommandLine| CommandLine { command: Err(CommandFault::InSubject), ..line };
    found.lines.into_iter().map(refused).collect()
}

/// The only line of a mail, and whether it is the subject.
fn only_line(written: Written<'_>) -> Option<(&str, bool)> {
    let Written { subject, own } = written;
    let mut lines = own.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = match (lines.next(), lines.next()) {
        (None, _) => (subject.as_str().trim(), true),
        (Some(line), None) => (line, false),
        _ => return None,
    };
    (!line.0.is_empty() && line.0.len() <= MAX_LINE).then_some(line)
}

fn read(policy: &Policy, author: &Agent, line: &str) -> Instructions {
    parse_commands(policy, author, &OwnWords::typed(line), Beside::default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::samples;

    #[test]
    fn what_stands_where_nothing_is_read() {
        let (policy, anna) = (samples::policy(), samples::agents().0.remove(0));
        let check = |subject: &str, own: &str, expected: &str| {
            let subject = Subject::new(subject);
            let written = Written { subject: &subject, own };
            let asked = question(&policy, &anna, written);
            let commands = commands(&policy, &anna, written);
            let found = match asked {
                Some(ByAgent { question: Ok(_), .. }) => "asks",
                Some(ByAgent { is_mistyped: true, .. }) => "mistyped",
                Some(_) => "wrong",
                None if commands.is_empty() => "",
                None => "commands",
            };
            assert_eq!(found, expected, "{subject:?} {own:?}");
        };
        check("#list mine", "", "asks");
        check("#help", "", "asks");
        check("#list yours", "", "wrong");
        check("#lsit mine", "", "mistyped");
        check("list mine", "", "mistyped");
        check("Help", "", "mistyped");
        check("x", "List Mine", "mistyped");
        check("The press", "list open", "mistyped");
        check("", "help", "mistyped");
        check("#resolved", "", "commands");
        check("#resolvd", "", "commands");
        check("The press stops", "help", "");
        check("#resolved", "The fuse was it.", "");
        check("#urgent printer", "", "mistyped");
        check("#4711 is broken", "", "");
        check("list prices", "", "");
        check("The press", "list mine\nplease", "");
        check("The press", "show me the press", "");
        check("The press", "", "");
        check("", "", "");
    }
}

//! Reads an agent's commands. They stand on the first lines of what they newly wrote; a line like one anywhere else, or one
//! that nobody knows, is a fault, and with a fault nothing is executed and nothing is sent: in doubt it was meant for
//! colleagues (P10).
//!
//! Comes in: the words. Goes out: the commands in order, the words beside them, and the faults; where each fault has a suggestion,
//! the same as it was probably meant, which its author may have sent with `#send`.

use crate::mail::clean::quoted;

use super::super::command::{Command, CommandLine, Instructions, refuse_contradictions};
use super::super::people::{Agent, Role};
use super::super::policy::Policy;
use super::super::reason::CommandFault;
use super::super::registry::{self, CommandArguments, Meant};
use super::super::words::{Keep, OwnWords};
use super::undress::{Bare, says_note, undress, within};

/// The most commands of a mail. Nobody means more, and each can cause letters.
const MAX_COMMANDS: usize = 100;
/// The most bytes of a command line.
const MAX_LINE: usize = 1_000;

/// Whether a line, such as a subject, says `#note`.
pub fn names_note(line: &str) -> bool {
    within(line).iter().any(|bare| bare.word == registry::NOTE)
}

/// Reads the commands in an agent's words; lines `beside` them are no words, and may be meant as commands all the same. Blank lines before and between them are skipped. On the first lines, `#` and a
/// word are a command; `# heading`, `#1` and `##word` are text.
pub(super) fn parse_commands(policy: &Policy, author: &Agent, words: &OwnWords, beside: Beside<'_>) -> Instructions {
    let reader = Reader { policy, author };
    let mut seen = reader.look_through(words);
    seen.extend(beside.lines.iter().filter_map(|line| reader.look_beside(line)));
    let lost = reader.look_on_top(beside.page, &seen);
    seen.extend(lost);
    let mut instructions = reader.as_written(words, &seen);
    if instructions.has_faults() {
        let meant = reader.as_meant(words, &seen).filter(|_| seen.len() <= MAX_COMMANDS);
        instructions.meant = meant.filter(|meant| !meant.has_faults()).map(Box::new);
    }
    instructions
}

/// What stands beside an agent's words.
#[derive(Clone, Copy, Default)]
pub(super) struct Beside<'a> {
    /// Lines that are nobody's new words.
    pub(super) lines: &'a [&'a str],
    /// The same words as the HTML has them, where they were read as plain text.
    pub(super) page: &'a str,
}

/// A line that is a command, or looks like one.
#[derive(Clone)]
struct Seen<'a> {
    /// The number of the line, from 0.
    at: usize,
    line: &'a str,
    /// The word behind `#`, in lower case.
    word: String,
    argument: String,
    place: Place,
}

/// Where a command stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// On the first lines, plainly written.
    Top,
    /// On the first lines, dressed in something.
    TopDressed,
    /// Below other words.
    Below,
    /// Within a line of text; the bytes before it, where they are known.
    Within(Option<usize>),
    /// In what is no word of the author's.
    Beside,
}

struct Reader<'a> {
    policy: &'a Policy,
    author: &'a Agent,
}

impl<'a> Reader<'a> {
    fn look_through<'t>(&self, text: &'t str) -> Vec<Seen<'t>> {
        let mut is_top = true;
        let mut seen = Vec::new();
        for (at, line) in text.lines().map(str::trim).enumerate().filter(|(_, line)| !line.is_empty()) {
            let bare_note = || (seen.is_empty() && is_top && says_note(line)).then(note_within);
            match self.look(line, is_top).or_else(bare_note) {
                Some((word, argument, place)) => seen.push(Seen { at, line, word, argument, place }),
                None => is_top = false,
            }
            if seen.len() > MAX_COMMANDS {
                break;
            }
        }
        seen
    }

    /// The word and argument of a line that is a command, or may be meant as one.
    fn look(&self, line: &str, is_top: bool) -> Option<(String, String, Place)> {
        let bare = undress(line);
        if bare.as_ref().is_some_and(|bare| bare.is_literal) {
            return None;
        }
        if is_top && is_plain(line) {
            let (word, argument) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            let word = word.trim_start_matches('#').to_lowercase();
            let known = self.find(&word).is_some();
            return match bare.filter(|bare| !known && self.find(&bare.word).is_some()) {
                Some(bare) => Some((bare.word, bare.argument, Place::Top)),
                None => Some((word, argument.trim().to_owned(), Place::Top)),
            };
        }
        let place = if is_top { Place::TopDressed } else { Place::Below };
        match bare {
            Some(bare) if self.is_meant(&bare) => Some((bare.word, bare.argument, place)),
            _ => within(line).into_iter().find_map(|bare| self.look_within(line, bare)),
        }
    }

    /// Whether an undressed line is a command, or nearly one. What looks like the heading of a section must be a right one.
    fn is_meant(&self, bare: &Bare) -> bool {
        let is_note = bare.word == registry::NOTE;
        match self.find(&bare.word) {
            Some(_) if bare.is_heading => is_note || self.reads(bare),
            Some(meant) => meant.by().contains(&Role::Agent),
            None => !bare.is_heading && self.suggested(&bare.word).is_some(),
        }
    }

    /// A command within a line of text: a note in any case, others where they end the line and are right.
    fn look_within(&self, line: &str, bare: Bare) -> Option<(String, String, Place)> {
        if bare.word == registry::NOTE || self.suggested(&bare.word).as_deref() == Some(registry::NOTE) {
            return Some(note_within());
        }
        let before = line.rfind('#').filter(|_| line.is_ascii());
        let is_question = self.find(&bare.word).is_some_and(Meant::is_question);
        (!is_question && self.reads(&bare)).then_some((bare.word, bare.argument, Place::Within(before)))
    }

    /// What the first lines of a page say and the words do not: a program lost it.
    fn look_on_top<'t>(&self, page: &'t str, seen: &[Seen<'_>]) -> Vec<Seen<'t>> {
        let lines = page.lines().map(str::trim).filter(|line| !line.is_empty());
        let first_note = |at: usize, line: &str| (at == 0 && says_note(line)).then(note_within);
        let top = lines.enumerate().map_while(|(at, line)| {
            let (word, argument, _) = self.look(line, true).or_else(|| first_note(at, line))?;
            Some(Seen { at: usize::MAX, line, word, argument, place: Place::Beside })
        });
        top.take(MAX_COMMANDS).filter(|lost| seen.iter().all(|seen| seen.word != lost.word)).collect()
    }

    /// A right command in what is no word of the author's.
    fn look_beside<'t>(&self, line: &'t str) -> Option<Seen<'t>> {
        let bare = undress(line).filter(|bare| !bare.is_literal && self.reads(bare))?;
        Some(Seen { at: usize::MAX, line: line.trim(), word: bare.word, argument: bare.argument, place: Place::Beside })
    }

    /// Whether it is a right command.
    fn reads(&self, bare: &Bare) -> bool {
        let line = CommandArguments { argument: &bare.argument, author: self.author, policy: self.policy };
        self.find(&bare.word).is_some_and(|meant| meant.read(&line).is_ok())
    }

    fn find(&self, word: &str) -> Option<Meant<'a>> {
        registry::find(self.policy, word)
    }

    /// The word that was probably meant.
    fn suggested(&self, word: &str) -> Option<String> {
        match registry::unknown(self.policy, word) {
            CommandFault::ProbablyMeant { meant } => Some(meant),
            _ => None,
        }
    }

    fn as_written(&self, words: &OwnWords, seen: &[Seen<'_>]) -> Instructions {
        let is_alone = seen.len() == 1;
        let says_more = words.lines().filter(|line| !line.trim().is_empty()).count() > 1;
        let is_question = |seen: &Seen<'_>| self.find(&seen.word).is_some_and(Meant::is_question);
        let command = |seen: &Seen<'_>| match (seen.place, self.find(&seen.word)) {
            (Place::Below | Place::Within(_) | Place::Beside, found) => Err(self.not_on_top(seen, found)),
            (Place::TopDressed, Some(meant)) if meant.is_question() && says_more => {
                Err(self.not_on_top(seen, Some(meant)))
            }
            (_, None) => Err(registry::unknown(self.policy, &seen.word)),
            (_, Some(meant)) if meant.is_question() && !is_alone => Err(CommandFault::StandsAlone),
            (_, Some(meant)) => self.read(meant, seen),
        };
        let mut lines: Vec<CommandLine> =
            seen.iter().map(|seen| CommandLine { written: quoted(seen.line), command: command(seen) }).collect();
        if seen.len() > MAX_COMMANDS {
            lines.truncate(MAX_COMMANDS);
            let fault = CommandFault::TooMany { limit: MAX_COMMANDS as u64 };
            lines.push(CommandLine { written: String::new(), command: Err(fault) });
        }
        refuse_contradictions(&mut lines);
        let is_text = |at: usize| seen.iter().all(|seen| seen.at != at || matches!(seen.place, Place::Within(_)));
        Instructions {
            lines,
            text: words.only(|at| if is_text(at) { Keep::Line } else { Keep::Nothing }),
            asks: is_alone
                && seen.iter().any(|it| is_question(it) && matches!(it.place, Place::Top | Place::TopDressed)),
            perhaps_asks: is_alone && seen.iter().any(|seen| self.perhaps_asks(seen, says_more)),
            names_note: seen.iter().any(|seen| {
                seen.word == registry::NOTE || self.suggested(&seen.word).as_deref() == Some(registry::NOTE)
            }),
            meant: None,
        }
    }

    /// Whether a line on top that is no command was meant as a question: it is nearly one, or nothing stands below it.
    fn perhaps_asks(&self, seen: &Seen<'_>, says_more: bool) -> bool {
        let is_question = |meant: &str| self.find(meant).is_some_and(Meant::is_question);
        let suggested = self.suggested(&seen.word);
        let is_meant = suggested.as_deref().map_or(!says_more, is_question);
        seen.place == Place::Top && self.find(&seen.word).is_none() && is_meant
    }

    /// The same with every suggestion taken: a word that is nearly a command is that command, one below other words holds as
    /// if it stood on top, and words behind a command that takes none are text. `None` where a doubt is left.
    fn as_meant(&self, words: &OwnWords, seen: &[Seen<'_>]) -> Option<Instructions> {
        let mut lines = Vec::new();
        let mut kept = Vec::new();
        for seen in seen.iter().take(MAX_COMMANDS) {
            let meant = self.find(&seen.word).or_else(|| self.find(&self.suggested(&seen.word)?))?;
            if meant.is_question() {
                return None;
            }
            let (command, keep) = match self.read(meant, seen) {
                Err(CommandFault::TakesNoArgument) if seen.line.ends_with(&seen.argument) => {
                    let alone = Seen { argument: String::new(), ..seen.clone() };
                    (self.read(meant, &alone), Keep::Last(seen.argument.len()))
                }
                command => match seen.place {
                    Place::Within(before) => (command, before.map_or(Keep::Line, Keep::First)),
                    _ => (command, Keep::Nothing),
                },
            };
            kept.push((seen.at, keep));
            lines.push(CommandLine { written: quoted(seen.line), command });
        }
        refuse_contradictions(&mut lines);
        let keep = |at: usize| kept.iter().find(|(line, _)| *line == at).map_or(Keep::Line, |(_, keep)| *keep);
        Some(Instructions { lines, text: words.only(keep), ..Instructions::default() })
    }

    fn not_on_top(&self, seen: &Seen<'_>, found: Option<Meant<'_>>) -> CommandFault {
        let meant = if found.is_some() { None } else { self.suggested(&seen.word) };
        CommandFault::NotOnTop { meant: meant.unwrap_or_else(|| seen.word.clone()) }
    }

    fn read(&self, meant: Meant<'_>, seen: &Seen<'_>) -> Result<Command, CommandFault> {
        if seen.line.len() > MAX_LINE {
            return Err(CommandFault::TooLong { limit: MAX_LINE as u64 });
        }
        match further_command(self.policy, &seen.argument) {
            Some(command) => Err(CommandFault::OneCommandEach { command: quoted(command) }),
            None => {
                let argument = seen.argument.as_str();
                meant.read(&CommandArguments { argument, author: self.author, policy: self.policy })
            }
        }
    }
}

/// A note that a line of text says.
fn note_within() -> (String, String, Place) {
    (registry::NOTE.to_owned(), String::new(), Place::Within(None))
}

/// Whether a line is `#` and a word, with nothing around them.
fn is_plain(line: &str) -> bool {
    line.strip_prefix('#').is_some_and(|word| word.starts_with(|c: char| c.is_alphabetic()))
}

/// A command behind another one. It may be `#note`, so that nothing of the mail may go out.
fn further_command<'a>(policy: &Policy, argument: &'a str) -> Option<&'a str> {
    let is_known = |word: &str| registry::find(policy, &word.trim_start_matches('#').to_lowercase()).is_some();
    argument.split_whitespace().find(|word| is_plain(word) && is_known(word))
}

#[cfg(test)]
mod tests;

//! Parses the text of a story into a [`Script`], or returns all its faults at once. Pure: reads no file and knows no
//! desk.
//!
//! It reads line by line. A line begins an action or an expectation, or continues the mail above it. Each fault says
//! what is allowed in its place. `docs/STORIES.md` explains the grammar to authors.

mod clause;
mod cursor;
mod fault;
mod page;
mod word;

pub use fault::StoryFault;

use std::time::Duration;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::desk::quantity::{parse_duration, parse_size};
use crate::mail::{Address, Contact};

use super::script::{
    CourierAnswer, Destination, EnclosedFile, HeaderLine, MailContent, PageContent, Script, StoryAction, StoryScene,
};
use cursor::LineCursor;
use word::{address, letter_kind, person, reference, score};

/// The largest file or header of a story.
const MAX_BYTES: usize = 64 * 1024 * 1024;
/// The longest pause: ten years.
const MAX_PAUSE: Duration = Duration::from_hours(10 * 366 * 24);
const PAUSE: &str = "a length of time such as `30m`, `2h`, `3d`, `1w` or `1d 12h`";

const ACTIONS: &str = "an action such as `after 2h`, `ADDRESS writes to MAILBOX@ \"SUBJECT\"` or `ADDRESS replies to HD-00001`, or an \
                       `expect …` line, or a comment after #";
const VERBS: &str = "`writes to MAILBOX@ \"SUBJECT\"`, `replies to HD-00001`, `answers the letter to ADDRESS`, `rates HD-00001 with 4`, \
                     `opens HD-00001`, `posts on HD-00001` or `posts a new ticket \"SUBJECT\"`";

/// Parses a story.
pub fn parse_story(text: &str) -> Result<Script, Vec<StoryFault>> {
    let mut state = ParseState::default();
    let mut faults = Vec::new();
    for (index, whole) in text.lines().enumerate() {
        faults.extend(state.line(LineCursor::new(index + 1, whole)).err());
    }
    if state.scenes.is_empty() && faults.is_empty() {
        faults.push(StoryFault {
            line: 1,
            column: 1,
            message: format!("nothing happens in this story. Write {ACTIONS}"),
        });
    }
    if faults.is_empty() { Ok(Script { title: find_title(text), scenes: state.scenes }) } else { Err(faults) }
}

/// The first paragraph of comments.
fn find_title(text: &str) -> String {
    let lines = text.lines().map(str::trim).skip_while(|line| line.is_empty());
    let paragraph = lines.map_while(|line| line.strip_prefix('#')).map(str::trim).take_while(|line| !line.is_empty());
    paragraph.collect::<Vec<_>>().join(" ")
}

/// The parsed part of a story.
#[derive(Default)]
struct ParseState {
    scenes: Vec<StoryScene>,
    /// The action above is broken: the lines that belong to it are checked and dropped.
    broken: bool,
    /// That action is a posting.
    posts: bool,
}

impl ParseState {
    fn line(&mut self, mut line: LineCursor<'_>) -> Result<(), StoryFault> {
        match line.rest().chars().next() {
            None | Some('#') => Ok(()),
            Some('|' | '+' | '>') => self.content_line(line),
            Some(_) if line.eat("expect") => self.expectation(line),
            Some(_) => self.action(line),
        }
    }

    fn action(&mut self, mut line: LineCursor<'_>) -> Result<(), StoryFault> {
        self.broken = true;
        self.posts = line.rest().contains(" posts ");
        let action = action(&mut line)?;
        line.end()?;
        self.broken = false;
        self.scenes.push(StoryScene { line: line.number(), action, expects: Vec::new() });
        Ok(())
    }

    fn expectation(&mut self, mut line: LineCursor<'_>) -> Result<(), StoryFault> {
        let expects = clause::clauses(&mut line)?;
        match self.scenes.last_mut() {
            _ if self.broken => {}
            Some(scene) => scene.expects.extend(expects),
            None => return Err(line.fault("nothing has happened yet. Write an action above the first `expect`")),
        }
        Ok(())
    }

    fn content_line(&mut self, line: LineCursor<'_>) -> Result<(), StoryFault> {
        if self.broken {
            return if self.posts { Ok(()) } else { content_line(line, &mut MailContent::default()) };
        }
        let above = self.scenes.last_mut().filter(|scene| scene.expects.is_empty());
        match above.and_then(|scene| content_of(&mut scene.action)) {
            Some(Content::Mail(content)) => content_line(line, content),
            Some(Content::Page(content)) => page_line(line, content),
            None => Err(line.fault(
                "this line belongs to an email, but there is none right above. Write it below `… writes to …`, `… replies to …`, `… rates …` \
                 or `… posts …`",
            )),
        }
    }
}

/// What the lines below an action belong to.
enum Content<'a> {
    Mail(&'a mut MailContent),
    Page(&'a mut PageContent),
}

fn content_of(action: &mut StoryAction) -> Option<Content<'_>> {
    match action {
        StoryAction::Writes { content, .. }
        | StoryAction::Replies { content, .. }
        | StoryAction::Answers { content, .. }
        | StoryAction::Rates { content, .. } => Some(Content::Mail(content)),
        StoryAction::Posts { content, .. } => Some(Content::Page(content)),
        _ => None,
    }
}

fn page_line(mut line: LineCursor<'_>, content: &mut PageContent) -> Result<(), StoryFault> {
    if line.eat_char('|') {
        content.controls.push(page::control(&mut line)?);
        return Ok(());
    }
    let mut words = MailContent::default();
    content_line(line, &mut words)?;
    content.body.extend(words.body);
    content.files.extend(words.files);
    Ok(())
}

fn content_line(mut line: LineCursor<'_>, content: &mut MailContent) -> Result<(), StoryFault> {
    if let Some(text) = line.rest().strip_prefix('>') {
        content.body.push(text.strip_prefix(' ').unwrap_or(text).to_owned());
        return Ok(());
    }
    if line.eat_char('+') {
        content.files.push(file_line(&mut line)?);
    } else if line.eat_char('|') {
        if line.eat("came") {
            content.age = age(&mut line)?;
        } else {
            content.headers.push(header_line(&mut line)?);
        }
    }
    Ok(())
}

/// `came 40d ago`
fn age(line: &mut LineCursor<'_>) -> Result<SignedDuration, StoryFault> {
    let before = line.clone();
    let age = parse_duration(line.word(PAUSE)?).ok_or_else(|| before.expected(PAUSE))?;
    line.require("ago")?;
    line.end()?;
    span(age, &before)
}

/// `plan.pdf 12 KB`
fn file_line(line: &mut LineCursor<'_>) -> Result<EnclosedFile, StoryFault> {
    let name = line.word("a file's name and size such as `plan.pdf 12 KB`")?.to_owned();
    let bytes = size(line)?;
    line.end()?;
    Ok(EnclosedFile { name, bytes })
}

/// `Name: value`, `no Name`, `Name is 900 KB long`
fn header_line(line: &mut LineCursor<'_>) -> Result<HeaderLine, StoryFault> {
    const WHAT: &str = "`Name: value`, `no Name`, or `Name is 900 KB long`";
    if line.eat("no") {
        let name = header_name(line, WHAT)?;
        line.end()?;
        return Ok(HeaderLine::Without(name));
    }
    if let Some((name, value)) = line.rest().split_once(':')
        && is_header_name(name.trim_end())
    {
        return Ok(HeaderLine::Field(name.trim_end().to_owned(), value.trim().to_owned()));
    }
    let name = header_name(line, WHAT)?;
    line.require("is")?;
    let bytes = size(line)?;
    line.require("long")?;
    line.end()?;
    Ok(HeaderLine::Long(name, bytes))
}

fn header_name(line: &mut LineCursor<'_>, what: &str) -> Result<String, StoryFault> {
    let before = line.clone();
    let name = line.word(what)?;
    if is_header_name(name) { Ok(name.to_owned()) } else { Err(before.expected(what)) }
}

/// A field name (RFC 5322 §3.6.8) as people write them.
fn is_header_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// `12 KB`
fn size(line: &mut LineCursor<'_>) -> Result<usize, StoryFault> {
    let before = line.clone();
    let what = "a size such as `300 bytes`, `12 KB` or `3 MB`";
    let bytes =
        parse_size(&format!("{} {}", line.word(what)?, line.word(what)?)).ok_or_else(|| before.expected(what))?;
    let bytes = usize::try_from(bytes).ok().filter(|bytes| *bytes <= MAX_BYTES);
    bytes.ok_or_else(|| before.fault("that's too large. Write a size of up to 64 MB"))
}

fn action(line: &mut LineCursor<'_>) -> Result<StoryAction, StoryFault> {
    if line.eat("at") {
        return Ok(StoryAction::ClockSet(instant(line)?));
    }
    if line.eat("after") {
        return Ok(StoryAction::ClockMoved(pause(line)?));
    }
    if line.eat("the mail") {
        let file = line.word("the name of a file in the story's directory, such as `broken.eml`")?.to_owned();
        line.require("arrives at")?;
        return Ok(StoryAction::RawMail { file, to: destination(line)? });
    }
    if line.eat("the same mail arrives again") {
        let to = if line.eat("at") { Some(destination(line)?) } else { None };
        return Ok(StoryAction::SameAgain(to));
    }
    if line.eat("the same form is posted again") {
        return Ok(StoryAction::SameForm);
    }
    if line.eat("the operator replays the mail") {
        return Ok(StoryAction::Replays);
    }
    if line.eat("the letter to") {
        let recipient = address(line)?;
        line.require("bounces")?;
        return Ok(StoryAction::Bounces { recipient, words: line.quoted()? });
    }
    if line.eat("mail to") {
        let recipient = address(line)?;
        line.require("is")?;
        return Ok(StoryAction::Courier { recipient, answer: answer(line)? });
    }
    let from = actor(line)?;
    mail_action(line, from)
}

fn mail_action(line: &mut LineCursor<'_>, from: Contact) -> Result<StoryAction, StoryFault> {
    let content = MailContent::default();
    if line.eat("writes to") {
        let mut to = vec![destination(line)?];
        while line.eat("and") || line.eat_char(',') {
            to.push(destination(line)?);
        }
        let subject = line.quoted()?;
        return Ok(StoryAction::Writes { from, to, subject, content });
    }
    if line.eat("replies to") {
        let reference = reference(line)?;
        let kind = if line.is_at_end() { None } else { Some(letter_kind(line)?) };
        return Ok(StoryAction::Replies { from, reference, kind, content });
    }
    if line.eat("answers") {
        for word in ["the", "letter", "to"] {
            line.require(word)?;
        }
        return Ok(StoryAction::Answers { from, recipient: address(line)?, content });
    }
    if line.eat("rates") {
        let reference = reference(line)?;
        line.require("with")?;
        return Ok(StoryAction::Rates { from, reference, score: score(line)?, content });
    }
    if line.eat("opens") {
        return Ok(StoryAction::Opens { who: from, reference: reference(line)? });
    }
    if line.eat("posts") {
        return Ok(StoryAction::Posts { from, about: page::about(line)?, content: PageContent::default() });
    }
    Err(line.expected_word(["writes", "replies", "answers", "rates", "opens", "posts"], VERBS))
}

/// `ada@customer.example` or `Ada Lovelace <ada@customer.example>`
fn actor(line: &mut LineCursor<'_>) -> Result<Contact, StoryFault> {
    let before_quotes = line.rest().split('"').next().unwrap_or_default();
    if !line.peek().contains('@') && !before_quotes.contains('<') {
        return Err(line.expected_word(["at", "after", "expect", "the", "mail"], ACTIONS));
    }
    person(line)
}

/// `support@` or a full address.
fn destination(line: &mut LineCursor<'_>) -> Result<Destination, StoryFault> {
    let before = line.clone();
    let what = "a mailbox of the config, such as `support@`, or a full address";
    let word = line.word(what)?;
    match word.strip_suffix('@').filter(|name| !name.is_empty() && !name.contains('@')) {
        Some(name) => Ok(Destination::Mailbox(name.to_owned())),
        None => Address::parse(word).map(Destination::Address).ok_or_else(|| before.expected(what)),
    }
}

fn answer(line: &mut LineCursor<'_>) -> Result<CourierAnswer, StoryFault> {
    match () {
        () if line.eat("accepted") => Ok(CourierAnswer::Accepted),
        () if line.eat("refused") => Ok(CourierAnswer::Refused(line.quoted()?)),
        () if line.eat("deferred") => Ok(CourierAnswer::Deferred(line.quoted()?)),
        () if line.eat("lost after the final dot") => Ok(CourierAnswer::Lost),
        () => Err(line.expected("`accepted`, `refused \"WORDS\"`, `deferred \"WORDS\"` or `lost after the final dot`")),
    }
}

/// `2026-01-05 09:00`, in UTC.
fn instant(line: &mut LineCursor<'_>) -> Result<Timestamp, StoryFault> {
    let before = line.clone();
    let what = "a day and a time in UTC, such as `2026-01-05 09:00`";
    let (day, time) = (line.word(what)?, line.word(what)?);
    let written = format!("{day}T{time}").parse::<DateTime>().ok().filter(|_| time.contains(':'));
    let instant = written.and_then(|written| written.to_zoned(TimeZone::UTC).ok()).map(|zoned| zoned.timestamp());
    instant.ok_or_else(|| before.fault(format!("`{day} {time}` isn't a time. Write {what}")))
}

/// `30m`, `2h`, `3d`, `1w`, and several of them: `1d 2h`.
fn pause(line: &mut LineCursor<'_>) -> Result<SignedDuration, StoryFault> {
    let before = line.clone();
    let mut pause = Duration::ZERO;
    while pause.is_zero() || !line.is_at_end() {
        let part = line.clone();
        let length = parse_duration(line.word(PAUSE)?).filter(|length| !length.is_zero());
        pause = pause.saturating_add(length.ok_or_else(|| part.expected(PAUSE))?);
    }
    span(pause, &before)
}

fn span(length: Duration, at: &LineCursor<'_>) -> Result<SignedDuration, StoryFault> {
    let span =
        Some(length).filter(|length| *length <= MAX_PAUSE).and_then(|length| SignedDuration::try_from(length).ok());
    span.ok_or_else(|| at.fault("that's longer than ten years. Write a shorter time"))
}

#[cfg(test)]
mod tests;

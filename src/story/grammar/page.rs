//! What a form is about, and the `| …` lines below it: its buttons and fields.

use super::super::script::{PageControl, PostedAbout};
use super::cursor::LineCursor;
use super::fault::StoryFault;
use super::word::{address, person, reference, score};

const CONTROLS: &str = "`presses \"#COMMAND\"`, `sets FIELD VALUE`, `rates 4`, `for ADDRESS`, `adds ADDRESS`, `removes ADDRESS`, \
                        `asks for a new judgement` or `by phone`";

/// `on HD-00001`, `a new ticket "The press stops"`
pub(super) fn about(line: &mut LineCursor<'_>) -> Result<PostedAbout, StoryFault> {
    if line.eat("on") {
        return Ok(PostedAbout::Ticket(reference(line)?));
    }
    if line.eat("a new ticket") {
        return Ok(PostedAbout::New(line.quoted()?));
    }
    Err(line.expected("`on HD-00001` or `a new ticket \"SUBJECT\"`"))
}

/// A button or a field.
pub(super) fn control(line: &mut LineCursor<'_>) -> Result<PageControl, StoryFault> {
    let control = match () {
        () if line.eat("presses") => PageControl::Presses(pressed(line)?),
        () if line.eat("sets") => {
            let field = line.word("the name of a field")?.to_owned();
            PageControl::Sets { field, value: value(line)? }
        }
        () if line.eat("rates") => PageControl::Rates(score(line)?),
        () if line.eat("for") => PageControl::For(person(line)?),
        () if line.eat("adds") => PageControl::Adds(person(line)?),
        () if line.eat("removes") => PageControl::Removes(address(line)?),
        () if line.eat("asks for a new judgement") => PageControl::Judgement,
        () if line.eat("by") => PageControl::By(line.word("how they asked, such as `phone` or `chat`")?.to_owned()),
        () => {
            let words = ["presses", "sets", "rates", "for", "adds", "removes", "asks", "by"];
            return Err(line.expected_word(words, CONTROLS));
        }
    };
    line.end()?;
    Ok(control)
}

fn pressed(line: &mut LineCursor<'_>) -> Result<String, StoryFault> {
    let before = line.clone();
    let pressed = line.quoted()?;
    let is_command = pressed.strip_prefix('#').is_some_and(|name| name.starts_with(char::is_alphabetic));
    if is_command {
        Ok(pressed)
    } else {
        Err(before.fault("a button is written as its command, such as \"#resolved\""))
    }
}

fn value(line: &mut LineCursor<'_>) -> Result<String, StoryFault> {
    if line.rest().starts_with('"') {
        return line.quoted();
    }
    line.word("the value of the field").map(str::to_owned)
}

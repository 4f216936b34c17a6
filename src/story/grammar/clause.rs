//! The clauses of an `expect` line, separated by commas. A reference also counts for the clauses that follow it.

use crate::desk::end::End;
use crate::desk::sla::Measure;
use crate::desk::sla::clock::Standing;

use super::super::script::{Claim, Clause, Expect, Feedback, LetterClaim, PromiseClaim};
use super::cursor::LineCursor;
use super::fault::StoryFault;
use super::word::{address, is_reference, letter_kind, reference, score};

const CLAIMS: &str =
    "what you expect of the ticket, such as `status new`, `assignee anna` or `letter reply to ada@customer.example`";
const CLAIM_WORDS: [&str; 15] = [
    "status",
    "assignee",
    "team",
    "requester",
    "subject",
    "comments",
    "notes",
    "withheld",
    "comment",
    "note",
    "feedback",
    "promise",
    "reason",
    "file",
    "letter",
];
const CLAUSES: &str = "a ticket number such as `HD-00001`, or `letter NAME to ADDRESS`, `no letter`, `no ticket HD-00002`, \
                       `mail END` or `refused \"WORDS\"`";

/// All clauses of a line.
pub(super) fn clauses(line: &mut LineCursor<'_>) -> Result<Vec<Expect>, StoryFault> {
    let mut expects = Vec::new();
    let mut about = None;
    loop {
        if is_reference(line.peek()) {
            about = Some(reference(line)?);
        }
        let start = line.clone();
        let clause = clause(line, about.as_deref())?;
        let words = match (&clause, &about) {
            (Clause::Ticket(..), Some(reference)) => format!("{reference} {}", line.since(&start)),
            _ => line.since(&start).to_owned(),
        };
        expects.push(Expect { line: line.number(), column: start.column(), words, clause });
        if line.is_at_end() {
            return Ok(expects);
        }
        if !line.eat_char(',') {
            return Err(line.expected("a comma before the next clause, or end the line"));
        }
    }
}

fn clause(line: &mut LineCursor<'_>, about: Option<&str>) -> Result<Clause, StoryFault> {
    if line.eat("no letter") {
        let to = if line.eat("to") { Some(address(line)?) } else { None };
        return Ok(Clause::NoLetter(to));
    }
    if line.eat("no ticket") {
        return Ok(Clause::NoTicket(reference(line)?));
    }
    if line.eat("letter") {
        return Ok(Clause::Letter(about.map(str::to_owned), letter(line)?));
    }
    if line.eat("refused") {
        return Ok(Clause::Refused(line.quoted()?));
    }
    if line.eat("mail") {
        return mail(line);
    }
    match about {
        Some(reference) => Ok(Clause::Ticket(reference.to_owned(), claim(line)?)),
        None => Err(line.expected(CLAUSES)),
    }
}

/// `commented because "…"`
fn mail(line: &mut LineCursor<'_>) -> Result<Clause, StoryFault> {
    let before = line.clone();
    let what = format!("how the email ended: {}", End::ALL.map(End::as_str).join(", "));
    let Some(end) = End::parse(line.word(&what)?) else {
        return Err(before.expected_word(End::ALL.map(End::as_str), &what));
    };
    let because = if line.eat("because") { Some(line.quoted()?) } else { None };
    Ok(Clause::Mail { end, because })
}

/// `confirmation to ada@customer.example with subject "…" containing "…"`
fn letter(line: &mut LineCursor<'_>) -> Result<LetterClaim, StoryFault> {
    let kind = letter_kind(line)?;
    line.require("to")?;
    let mut letter = LetterClaim {
        kind,
        to: address(line)?,
        again: false,
        subject: Vec::new(),
        containing: Vec::new(),
        html: Vec::new(),
        lacking: Vec::new(),
        files: Vec::new(),
        no_files: Vec::new(),
    };
    loop {
        if line.eat("again") {
            letter.again = true;
        } else if line.eat("with subject") {
            letter.subject.push(line.quoted()?);
        } else if line.eat("containing") {
            letter.containing.push(line.quoted()?);
        } else if line.eat("with html") {
            letter.html.push(line.quoted()?);
        } else if line.eat("not containing") {
            letter.lacking.push(line.quoted()?);
        } else if line.eat("with file") {
            letter.files.push(line.word("the name of a file")?.to_owned());
        } else if line.eat("without file") {
            letter.no_files.push(line.word("the name of a file")?.to_owned());
        } else if line.is_at_end() || line.rest().starts_with(',') {
            return Ok(letter);
        } else {
            return Err(line.expected(
                "`containing \"…\"`, `not containing \"…\"`, `with subject \"…\"` or `with file NAME`, or end the clause with a comma",
            ));
        }
    }
}

fn claim(line: &mut LineCursor<'_>) -> Result<Claim, StoryFault> {
    let before = line.clone();
    match line.word(CLAIMS)? {
        "status" => Ok(Claim::Status(line.word("the name of a status")?.to_owned())),
        "assignee" => Ok(Claim::Assignee(somebody(line.word("an agent's short name, or `nobody`")?))),
        "team" => Ok(Claim::Team(nothing(line.word("the name of a team, or `none`")?))),
        "requester" if line.eat("nobody") => Ok(Claim::Requester(None)),
        "requester" => Ok(Claim::Requester(Some(address(line)?))),
        "subject" => Ok(Claim::Subject(line.quoted()?)),
        "comments" => Ok(Claim::Comments(count(line)?)),
        "notes" => Ok(Claim::Notes(count(line)?)),
        "withheld" => Ok(Claim::Withheld(count(line)?)),
        "comment" if line.eat("containing") => Ok(Claim::CommentContaining(line.quoted()?)),
        "note" if line.eat("containing") => Ok(Claim::NoteContaining(line.quoted()?)),
        "feedback" if line.eat("none") => Ok(Claim::Feedback(Feedback::None)),
        "feedback" if line.eat("asked") => Ok(Claim::Feedback(Feedback::Asked)),
        "feedback" => Ok(Claim::Feedback(Feedback::Stars(score(line)?))),
        "promise" => promise(line),
        "reason" if line.eat("containing") => Ok(Claim::Reason(line.quoted()?)),
        "file" => {
            let name = line.word("the name of a file")?.to_owned();
            Ok(Claim::File { name, refused: line.eat("refused") })
        }
        "comment" | "note" | "reason" => Err(line.expected("`containing \"…\"`")),
        // Any name: the config defines the fields.
        name if !line.is_at_end() && !line.rest().starts_with(',') => Ok(Claim::Field(name.to_owned(), value(line)?)),
        _ => Err(before.expected_word(CLAIM_WORDS, CLAIMS)),
    }
}

/// The value of a field.
fn value(line: &mut LineCursor<'_>) -> Result<Option<String>, StoryFault> {
    if line.rest().starts_with('"') {
        return line.quoted().map(Some);
    }
    Ok(nothing(line.word("the value of a field, or `none`")?))
}

fn nothing(name: &str) -> Option<String> {
    (name != "none").then(|| name.to_owned())
}

/// `first-response running due "2026-01-05 10:00"`
fn promise(line: &mut LineCursor<'_>) -> Result<Claim, StoryFault> {
    let measures = format!("one of {}", Measure::ALL.map(Measure::as_str).join(", "));
    let before = line.clone();
    let measure = Measure::parse(line.word(&measures)?).ok_or_else(|| before.expected(&measures))?;
    let standings = format!("one of {}, none", Standing::ALL.map(Standing::as_str).join(", "));
    if line.eat("none") {
        return Ok(Claim::Promise(PromiseClaim { measure, standing: None, due: None }));
    }
    let before = line.clone();
    let standing = Some(Standing::parse(line.word(&standings)?).ok_or_else(|| before.expected(&standings))?);
    let due = if line.eat("due") { Some(line.quoted()?) } else { None };
    Ok(Claim::Promise(PromiseClaim { measure, standing, due }))
}

fn somebody(name: &str) -> Option<String> {
    (name != "nobody").then(|| name.to_owned())
}

fn count(line: &mut LineCursor<'_>) -> Result<usize, StoryFault> {
    let before = line.clone();
    line.word("a number")?.parse().map_err(|_| before.expected("a number"))
}

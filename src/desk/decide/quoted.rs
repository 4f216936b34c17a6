//! What a mail quotes of our letters, and what its author wrote among that.
//!
//! Mail programs quote without marks, and people answer between the quoted lines, in brackets or in red. Words tell the one
//! from the other: what stands in the letters that the mail answers, or was said on the ticket before, is quoted; what stands
//! between and in neither is perhaps its author's, and agents are shown it. Where nothing of a quote is known, nothing is said
//! of it, unless its author points there.

use std::cell::LazyCell;

use crate::mail::Inbound;
use crate::mail::html::render;
use crate::mail::origin::Person;
use crate::mail::quote::known::{KnownTexts, Standing};
use crate::mail::reply::reply;

use super::super::act::{Act, Source};
use super::super::case::Case;
use super::super::evidence::{Match, choose_match};
use super::super::people::Role;
use super::super::policy::Policy;
use super::super::question::{Answer, LetterWords, Question};
use super::super::thanks::points_elsewhere;
use super::super::ticket::Ticket;
use super::super::token::without_tokens;

/// The most lines that are shown.
const MOST_LINES: usize = 100;
/// So many words are nobody's by chance.
const MANY_WORDS: usize = 4;
/// So many words of a letter are its quote, where its beginning or end is among them.
const WORDS_OF_QUOTE: usize = 12;

/// The question before a customer's mail is decided: which letters may it quote?
pub(super) fn find_question(policy: &Policy, case: &Case, act: &Act, person: &Person) -> Option<Question> {
    if !matches!(act.source, Source::Mail { .. }) {
        return None;
    }
    let shown = policy.holding.sender(act, &person.contact().address);
    match choose_match(&case.candidates, shown, &policy.people) {
        Match::Ticket { ticket, role, .. } if role != Role::Agent => Some(question(act, ticket)),
        _ => None,
    }
}

fn question(act: &Act, ticket: &Ticket) -> Question {
    let answers = act.in_reply_to.iter().chain(&act.references).cloned().collect();
    Question::Letters { ticket: ticket.number, answers }
}

/// What a mail says of its own, as far as that can be told by our letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// Its new words; `None`: those that were read.
    pub(super) own: Option<String>,
    /// What is perhaps its author's, too, among what it quotes.
    pub(super) within: Option<String>,
}

/// Tells it.
pub(super) fn said(case: &Case, act: &Act, ticket: &Ticket) -> Said {
    let Some(Answer::Letters(letters)) = case.answer(&question(act, ticket)) else { return Said::default() };
    if act.forwarded.is_some() {
        return Said::default();
    }
    let found = find(act, known(case, letters, ticket, false));
    // Where the text says other words than the HTML that was quoted, the HTML is known, too.
    if found == Said::default() { found } else { find(act, known(case, letters, ticket, true)) }
}

fn known(case: &Case, letters: &[LetterWords], ticket: &Ticket, with_html: bool) -> KnownTexts {
    let mut known = KnownTexts::default();
    for letter in letters {
        known.add(&without_tokens(&letter.text));
        if let Some(html) = letter.html.as_ref().filter(|_| with_html) {
            known.add(&without_tokens(&render(html).text));
        }
    }
    let said = case.lately(ticket.number).map(|lately| lately.said.as_slice()).unwrap_or_default();
    for words in said {
        known.add(&words.said.text);
    }
    known
}

fn find(act: &Act, mut known: KnownTexts) -> Said {
    let own = if act.quote.is_all { None } else { without_quote(act, &mut known) };
    known.rewind();
    known.add(&act.quote.signature);
    let within = within(&act.quote.parts, &mut known);
    let points = || points_elsewhere(&act.own) && !act.quote.parts.is_empty();
    match within {
        Within::Nothing if act.quote.is_all => Said { own: Some(String::new()), within: None },
        Within::Words(words) if act.quote.is_all => Said { own: Some(words), within: None },
        Within::Unknown if !act.quote.is_all && points() => {
            let all: Vec<&str> = act.quote.parts.iter().flat_map(|part| part.lines()).take(MOST_LINES).collect();
            Said { own, within: Some(all.join("\n")) }
        }
        Within::Words(words) => Said { own, within: Some(words) },
        Within::Nothing | Within::Unknown => Said { own, within: None },
    }
}

/// What is found in a quote.
enum Within {
    /// Nothing of it is known.
    Unknown,
    /// All of it is.
    Nothing,
    /// Its author's words, perhaps.
    Words(String),
}

fn within(parts: &[String], known: &mut KnownTexts) -> Within {
    let (mut is_known, mut found) = (false, Vec::new());
    for part in parts {
        let lines: Vec<(&str, Standing)> = part.lines().map(|line| (line, known.look(line))).collect();
        is_known |= lines.iter().any(|(_, it)| matches!(it, Standing::Known { words, .. } if *words >= MANY_WORDS));
        let last = lines.iter().rposition(|(_, it)| matches!(it, Standing::Known { .. }));
        let new = lines.iter().enumerate().filter(|(_, (_, standing))| *standing == Standing::New);
        // What stands at the end of a part may be what programs put there.
        let words = LazyCell::new(|| reply(&Inbound { text: part.clone(), ..Inbound::default() }).own);
        let is_word = |line: &str| words.lines().any(|word| word.trim() == line.trim());
        found.extend(new.filter(|(at, (line, _))| Some(*at) < last || is_word(line)).map(|(_, (line, _))| line.trim()));
    }
    found.truncate(MOST_LINES);
    match found.is_empty() {
        _ if !is_known => Within::Unknown,
        true => Within::Nothing,
        false => Within::Words(found.join("\n")),
    }
}

/// The new words without the letter that they end or begin with, if a program quoted it there without any mark.
fn without_quote(act: &Act, known: &mut KnownTexts) -> Option<String> {
    let lines: Vec<&str> = act.own.lines().collect();
    let standings: Vec<Standing> = lines.iter().map(|line| known.look(line)).collect();
    let below: Vec<Standing> = act.quote.signature.lines().map(|line| known.look(line)).collect();
    let is_new = |standing: &Standing| *standing == Standing::New;
    let first = standings.iter().position(is_new);
    let last = standings.iter().rposition(is_new);
    let head = standings.get(..first.unwrap_or(standings.len())).unwrap_or_default();
    let tail = standings.get(last.map_or(0, |last| last + 1)..).unwrap_or_default();
    let is_below = !below.iter().any(is_new);
    let further = if is_below { below.as_slice() } else { &[] };
    if is_letter(tail.iter().chain(further)) {
        let kept = lines.len() - tail.len();
        return Some(lines.get(..kept)?.join("\n").trim().to_owned());
    }
    // Where more of it is answered further down, its beginning is, too.
    let answers = standings.get(head.len()..=last?).unwrap_or_default();
    let is_answered = answers.iter().any(|it| matches!(it, Standing::Known { words, .. } if *words >= MANY_WORDS));
    (!is_answered && is_letter(head.iter())).then(|| lines.get(head.len()..).unwrap_or_default().join("\n"))
}

/// Whether known lines are a letter, or its end or beginning, and not words that somebody took from it.
fn is_letter<'a>(standings: impl Iterator<Item = &'a Standing>) -> bool {
    let found = standings.filter_map(|standing| match standing {
        Standing::Known { words, at_edge } => Some((*words, *at_edge)),
        Standing::Blank | Standing::New => None,
    });
    let (words, at_edge) = found.fold((0, false), |(words, edge), (more, at_edge)| (words + more, edge || at_edge));
    at_edge && words >= WORDS_OF_QUOTE
}

#[cfg(test)]
mod tests;

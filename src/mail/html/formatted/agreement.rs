//! Which lines of a page say words that are known from elsewhere, and whether they say all of them.
//!
//! Comes in: the lines of a page, and the words that count. Goes out: those lines, in order, if together they say every
//! word, and each nothing else. A line that says anything else (a quote, a command, a banner, a signature) is left out whole.
//! Where such a line has the same words as one that counts, but other links or styles, there is doubt.
//! In doubt there is nothing: the words go out without formatting. Bounded by a budget of steps.

use std::collections::HashMap;

use super::line::{Content, Line};
use super::units::{Unit, is_letter, is_sign, units};

/// How often all that is compared may be looked at.
const ROUNDS: usize = 40;
/// The most asides one after the other.
const MAX_ASIDES: usize = 20;

/// The lines that say these words.
pub(super) fn lines_saying(lines: &[Line], words: &str) -> Option<Vec<Line>> {
    let units = units(words);
    let mut reading = Reading { budget: ROUNDS * (units.len() + lines.len()) + 10_000, units, at: 0 };
    let mut said: Vec<Line> = Vec::new();
    // rules and the like, which count between lines that count
    let mut between: Vec<Line> = Vec::new();
    let mut left: Vec<&Line> = Vec::new();
    for line in lines {
        match reading.said(line) {
            Said::Counts(line) => {
                if !said.is_empty() {
                    said.append(&mut between);
                }
                between.clear();
                said.push(line);
            }
            Said::Nothing(line) => between.push(line),
            Said::Else => {
                between.clear();
                left.extend(Some(line).filter(|line| line.is_own));
            }
        }
    }
    if let Some(first) = said.first_mut() {
        first.gap = false;
    }
    let agrees = reading.is_done() && reading.budget > 0 && !said.is_empty();
    (agrees && !is_ambiguous(&said, &left)).then_some(said)
}

/// Whether a line that was left out has the same words as one that was not, set otherwise: which is its author's?
fn is_ambiguous(said: &[Line], left: &[&Line]) -> bool {
    if left.is_empty() {
        return false;
    }
    let known: HashMap<String, &Line> = said.iter().map(|line| (letters(line), line)).collect();
    let is_other = |line: &&&Line| known.get(&letters(line)).is_some_and(|said| said.pieces != line.pieces);
    left.iter().filter(|line| !letters(line).is_empty()).any(|line| is_other(&line))
}

fn letters(line: &Line) -> String {
    let letter = |token: Token| match token {
        Token::Letter(letter) => Some(letter),
        _ => None,
    };
    tokens(line).into_iter().filter_map(letter).collect()
}

/// What a line says.
enum Said {
    /// The next of the words, or a picture of their author's.
    Counts(Line),
    /// No word at all.
    Nothing(Line),
    /// Something else.
    Else,
}

/// A part of a line as it is compared.
enum Token {
    Letter(char),
    Sign(char),
    /// Words that may be missing: those of a piece.
    Alternative(usize, Vec<char>),
}

/// The words, as far as they were found.
struct Reading {
    units: Vec<Unit>,
    at: usize,
    /// The number of steps that are left.
    budget: usize,
}

impl Reading {
    /// What the next line says.
    fn said(&mut self, line: &Line) -> Said {
        if !line.is_own || self.budget == 0 {
            return Said::Else;
        }
        let tokens = tokens(line);
        self.budget = self.budget.saturating_add(ROUNDS * tokens.len());
        let has_letters = tokens.iter().any(|token| matches!(token, Token::Letter(_)));
        let has_picture = line.pieces.iter().any(|piece| matches!(piece.content, Content::Picture(..)));
        if !has_letters && !has_picture && !tokens.iter().any(|token| matches!(token, Token::Sign(_))) {
            let has_alternative = !tokens.is_empty();
            return if has_alternative { Said::Else } else { Said::Nothing(line.clone()) };
        }
        let (before, mut missing) = (self.at, Vec::new());
        let is_whole = self.follow(&tokens, &mut missing);
        let has_moved = self.at > before;
        if is_whole && (has_picture || has_moved) && (!has_letters || self.is_at_line_start()) {
            return Said::Counts(without(line, &missing));
        }
        self.at = before;
        Said::Else
    }

    /// Follows a line through the words, as far as they agree; whether they do to its end.
    fn follow(&mut self, tokens: &[Token], missing: &mut Vec<usize>) -> bool {
        let mut next = 0;
        while let Some(token) = tokens.get(next) {
            self.budget = self.budget.saturating_sub(1);
            match token {
                Token::Letter(letter) => match self.step(*letter, tokens.get(next..).unwrap_or_default()) {
                    Some(steps) => next += steps,
                    None => return false,
                },
                Token::Sign(sign) => {
                    self.at += usize::from(self.units.get(self.at).is_some_and(|unit| unit.c == *sign));
                    next += 1;
                }
                Token::Alternative(piece, words) => {
                    let unit = |(at, c): (usize, &char)| self.units.get(self.at + at).is_some_and(|unit| unit.c == *c);
                    if words.iter().enumerate().all(unit) {
                        self.at += words.len();
                    } else {
                        missing.push(*piece);
                    }
                    next += 1;
                }
            }
        }
        true
    }

    /// Finds the next letter; the number of letters that were found with it.
    fn step(&mut self, letter: char, tokens: &[Token]) -> Option<usize> {
        for _ in 0..MAX_ASIDES {
            let unit = self.units.get(self.at).filter(|_| self.budget > 0)?;
            let Some(end) = unit.aside_end else {
                let is_next = unit.c == letter;
                self.at += usize::from(is_next);
                return is_next.then_some(1);
            };
            self.budget = self.budget.saturating_sub(1 + end.saturating_sub(self.at));
            let aside = self.units.get(self.at..end).unwrap_or_default();
            let is_same = |(unit, token): (&Unit, &Token)| matches!(token, Token::Letter(c) if *c == unit.c);
            let is_said = aside.len() <= tokens.len() && aside.iter().zip(tokens).all(is_same);
            let length = aside.len();
            self.at = end;
            if is_said {
                return Some(length);
            }
        }
        None
    }

    /// Whether a line of the words ends here, but for asides.
    fn is_at_line_start(&self) -> bool {
        let mut at = self.at;
        loop {
            match self.units.get(at) {
                None => return true,
                Some(unit) if unit.begins_line => return true,
                Some(Unit { aside_end: Some(end), .. }) => at = *end,
                Some(_) => return false,
            }
        }
    }

    /// Whether all words were found.
    fn is_done(&self) -> bool {
        let mut at = self.at;
        while let Some(unit) = self.units.get(at) {
            match unit.aside_end {
                Some(end) => at = end,
                None => return false,
            }
        }
        true
    }
}

fn tokens(line: &Line) -> Vec<Token> {
    let mut tokens = Vec::new();
    for (at, piece) in line.pieces.iter().enumerate() {
        match &piece.content {
            Content::Text(text) => tokens.extend(text.chars().flat_map(char::to_lowercase).filter_map(token)),
            Content::Alternative(text) => {
                let words = text.chars().flat_map(char::to_lowercase).filter(|c| is_letter(*c) || is_sign(*c));
                tokens.push(Token::Alternative(at, words.collect()));
            }
            Content::Picture(..) | Content::Address | Content::Cell | Content::Break => {}
        }
    }
    tokens
}

fn token(c: char) -> Option<Token> {
    if is_letter(c) {
        return Some(Token::Letter(c));
    }
    is_sign(c).then_some(Token::Sign(c))
}

/// A line without some of its pieces.
fn without(line: &Line, missing: &[usize]) -> Line {
    let mut line = line.clone();
    let mut at = 0;
    line.pieces.retain(|_| {
        at += 1;
        !missing.contains(&(at - 1))
    });
    line
}

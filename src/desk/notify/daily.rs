//! The daily letter: what was set aside, one line for each sender and end, people first.
//!
//! Comes in: the mails. Goes out: a letter for each agent who is told of new tickets. Whoever sends much must not hide who sends
//! little: known senders come before proven ones, those before others, and few mails before many. Where there are too many
//! lines all the same, the unknown senders of one domain share one.

use std::collections::BTreeMap;

use crate::mail::Contact;
use crate::mail::clean::truncated;

use super::super::case::{SetAside, SetAsideMail};
use super::super::end::End;
use super::super::facts::SetAsideFact;
use super::super::letter::{Audience, Content, Letter, TicketView};
use super::super::people::Agent;
use super::super::policy::Policy;

/// So much of a subject stands on a line.
const MAX_SUBJECT_BYTES: usize = 120;
/// The most lines.
const MAX_LINES: usize = 50;
/// The most numbers on a line.
const MAX_NUMBERS: usize = 8;
/// Where there are too many lines, a domain's unknown senders have at most so many.
const MAX_OF_DOMAIN: usize = 3;

/// Once a day, those who are told of new tickets read what was set aside, grouped by how it ended.
pub(super) fn letters(policy: &Policy, told: &SetAside) -> Vec<Letter> {
    let (lines, cut) = lines(&told.mails);
    let mut mails: Vec<SetAsideFact> = Vec::with_capacity(lines.len());
    for line in &lines {
        let end = if line.first.end == End::Commented { "filed" } else { line.first.end.as_str() };
        mails.push(SetAsideFact {
            mail: line.numbers(),
            end: end.to_owned(),
            first: mails.last().is_none_or(|before| before.end != end),
            from: line.from(),
            subject: truncated(&line.first.subject, MAX_SUBJECT_BYTES).to_owned(),
            why: String::new(),
            because: line.first.reason.clone(),
        });
    }
    let content =
        Content::Daily { mails, more: told.more.saturating_add(cut), counted: told.counted, quiet: told.quiet };
    let letter =
        |agent: &Agent| Letter::new(Audience::Agent(agent.contact.clone()), content.clone(), TicketView::default());
    policy.people.told_of_new().map(letter).collect()
}

/// Mails that ended alike, of one sender or of one domain.
struct Line<'a> {
    first: &'a SetAsideMail,
    numbers: Vec<i64>,
    senders: usize,
}

impl<'a> Line<'a> {
    /// As `#release` takes them.
    fn numbers(&self) -> String {
        let named: Vec<String> = self.numbers.iter().take(MAX_NUMBERS).map(i64::to_string).collect();
        let named = named.join(", ");
        match self.numbers.len().saturating_sub(MAX_NUMBERS) {
            0 => named,
            more => format!("{named} (+{more})"),
        }
    }

    fn from(&self) -> String {
        let from = self.first.from.as_ref();
        if self.senders > 1 {
            return format!("*@{} ({})", self.domain(), self.senders);
        }
        from.map(Contact::to_string).unwrap_or_default()
    }

    fn domain(&self) -> &'a str {
        self.first.from.as_ref().map_or("", |from| from.address.domain())
    }

    fn group(&self) -> usize {
        [End::Held, End::Suppressed].iter().position(|end| *end == self.first.end).unwrap_or(2)
    }

    fn rank(&self) -> (u8, usize, i64) {
        let stranger = match (self.first.is_known, self.first.is_proven) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => 2,
        };
        (stranger, self.numbers.len(), self.first.number)
    }
}

/// The lines in their order, and the number of mails that are on none.
fn lines(mails: &[SetAsideMail]) -> (Vec<Line<'_>>, usize) {
    let each = mails.iter().map(|mail| Line { first: mail, numbers: vec![mail.number], senders: 1 });
    let key = |line: &Line<'_>| line.first.from.as_ref().map(|from| from.address.key().to_owned()).unwrap_or_default();
    let mut lines = together(each.collect(), false, key);
    if lines.len() > MAX_LINES {
        let (known, unknown): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.first.is_known);
        let mut senders: BTreeMap<(usize, &str), usize> = BTreeMap::new();
        for line in &unknown {
            *senders.entry((line.group(), line.domain())).or_default() += 1;
        }
        let is_many =
            |line: &Line<'_>| senders.get(&(line.group(), line.domain())).is_some_and(|it| *it > MAX_OF_DOMAIN);
        let (many, few): (Vec<_>, Vec<_>) = unknown.into_iter().partition(is_many);
        lines = together(many, true, |line| line.domain().to_owned());
        lines.extend(known.into_iter().chain(few));
    }
    for line in &mut lines {
        line.numbers.sort_unstable();
    }
    lines.sort_by_key(Line::rank);
    let cut = lines.split_off(lines.len().min(MAX_LINES));
    lines.sort_by_key(Line::group);
    (lines, cut.iter().map(|line| line.numbers.len()).sum())
}

/// Makes one line of those that ended alike and have the same key; of one sender, or of several that are counted.
fn together<'a>(lines: Vec<Line<'a>>, is_counted: bool, key: impl Fn(&Line<'a>) -> String) -> Vec<Line<'a>> {
    let mut found: BTreeMap<(usize, String), Line<'a>> = BTreeMap::new();
    for line in lines {
        let key = (line.group(), key(&line));
        if let Some(before) = found.get_mut(&key) {
            before.senders += if is_counted { line.senders } else { 0 };
            before.numbers.extend(line.numbers);
        } else {
            found.insert(key, line);
        }
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Address;

    fn mail(number: i64, from: &str, end: End) -> SetAsideMail {
        let from = Address::parse(from).map(|address| Contact::new("", address));
        let (is_known, is_proven) = (false, true);
        SetAsideMail { number, end, from, is_known, is_proven, subject: String::new(), reason: None }
    }

    fn shown(mails: &[SetAsideMail]) -> (Vec<String>, usize) {
        let (lines, cut) = lines(mails);
        (
            lines
                .iter()
                .map(|line| format!("{} {} {}", line.first.end.as_str(), line.from(), line.numbers()))
                .collect(),
            cut,
        )
    }

    #[test]
    fn a_sender_has_one_line_for_each_end() {
        let mails = [
            mail(1, "a@x.example", End::Suppressed),
            mail(2, "b@x.example", End::Suppressed),
            mail(3, "a@x.example", End::Suppressed),
            mail(4, "a@x.example", End::Held),
            SetAsideMail { is_proven: false, ..mail(5, "c@x.example", End::Suppressed) },
            SetAsideMail { is_known: true, ..mail(6, "d@x.example", End::Suppressed) },
        ];
        let expected = [
            "held a@x.example 4",
            "suppressed d@x.example 6",
            "suppressed b@x.example 2",
            "suppressed a@x.example 1, 3",
            "suppressed c@x.example 5",
        ];
        assert_eq!(shown(&mails), (expected.map(str::to_owned).to_vec(), 0));
        let many: Vec<SetAsideMail> = (1..=10).map(|number| mail(number, "a@x.example", End::Held)).collect();
        assert_eq!(shown(&many), (vec!["held a@x.example 1, 2, 3, 4, 5, 6, 7, 8 (+2)".to_owned()], 0));
    }

    #[test]
    fn a_flood_hides_nobody() {
        let mut mails: Vec<SetAsideMail> =
            (0..400).map(|number| mail(number, &format!("u{number}@junk.example"), End::Suppressed)).collect();
        mails.push(mail(500, "bob@real.example", End::Suppressed));
        mails.push(SetAsideMail { is_known: true, ..mail(501, "ada@junk.example", End::Suppressed) });
        let expected = [
            "suppressed ada@junk.example 501",
            "suppressed bob@real.example 500",
            "suppressed *@junk.example (400) 0, 1, 2, 3, 4, 5, 6, 7 (+392)",
        ];
        assert_eq!(shown(&mails), (expected.map(str::to_owned).to_vec(), 0));
        let many: Vec<SetAsideMail> =
            (0..400).map(|number| mail(number, &format!("u@d{number}.example"), End::Held)).collect();
        let (lines, cut) = shown(&many);
        assert_eq!((lines.len(), cut), (MAX_LINES, 400 - MAX_LINES));
    }
}

//! The strongest letter wins if a step tells somebody twice: a person who is meant for several reasons gets it, and no letter
//! that yields to it. The order of writing does not matter. `docs/LETTERS.md` has the same table.

use crate::mail::Address;

use super::super::letter::{Content, Letter};
use super::super::notice::NoticeKind;
use super::super::people::Agents;

/// The strongest first. Words of people go before news of the desk, so that no words are lost. All other kinds answer an act
/// or are about an SLA, and go beside these.
const STRONGEST_FIRST: [NoticeKind; 14] = [
    NoticeKind::Quarantine,
    NoticeKind::Rated,
    NoticeKind::Assigned,
    NoticeKind::Reply,
    NoticeKind::Handed,
    NoticeKind::NewTicket,
    NoticeKind::NewComment,
    NoticeKind::Confirmation,
    NoticeKind::Feedback,
    NoticeKind::Judged,
    NoticeKind::Merged,
    NoticeKind::Involved,
    NoticeKind::StatusChange,
    NoticeKind::Moved,
];

/// These yield to none: the first answers a mail, and an answer to the others has a meaning of its own.
const BESIDE_STRONGER: [NoticeKind; 3] = [NoticeKind::Confirmation, NoticeKind::Feedback, NoticeKind::Judged];

/// These only tell that the ticket moved. The letter that they yield to tells it instead, if it has a place for it.
const OF_A_MOVE: [NoticeKind; 3] = [NoticeKind::Handed, NoticeKind::StatusChange, NoticeKind::Moved];

/// The letters of a step that go out, in their order. An agent is one reader with all addresses.
pub(super) fn strongest(agents: &Agents, letters: Vec<Letter>) -> Vec<Letter> {
    let of_reader = |letter: Letter| (reader(agents, &letter), letter);
    let all: Vec<(Address, Letter)> = letters.into_iter().map(of_reader).collect();
    let yields = |(at, (reader, letter)): (usize, &(Address, Letter))| {
        let mut others = all.iter().enumerate().filter(|(_, (other, _))| other == reader);
        others.any(|(other_at, (_, other))| yields_to(letter, other, other_at < at))
    };
    let yielding: Vec<bool> = all.iter().enumerate().map(yields).collect();
    let (mut kept, mut lost) = (Vec::new(), Vec::new());
    for (entry, yields) in all.into_iter().zip(yielding) {
        if yields { lost.push(entry) } else { kept.push(entry) }
    }
    for (reader, lost) in lost.iter().filter(|(_, lost)| OF_A_MOVE.contains(&lost.kind())) {
        let theirs = kept.iter_mut().filter(|(other, _)| other == reader).map(|(_, letter)| letter);
        if let Some(letter) = theirs.min_by_key(|letter| place(letter.kind())) {
            tell_status(letter, &lost.ticket.status);
        }
    }
    kept.into_iter().map(|(_, letter)| letter).collect()
}

fn reader(agents: &Agents, letter: &Letter) -> Address {
    let address = &letter.to.contact().address;
    agents.find_by_address(address).map_or(address, |agent| &agent.contact.address).clone()
}

/// Whether a letter yields to another one to the same reader. Of two of a kind the fuller one goes, or else the first.
fn yields_to(letter: &Letter, other: &Letter, is_later: bool) -> bool {
    let (Some(own), Some(others)) = (place(letter.kind()), place(other.kind())) else { return false };
    let order = (others, is_short(other)).cmp(&(own, is_short(letter)));
    let is_weaker = order.is_lt() || (order.is_eq() && is_later);
    is_weaker && !BESIDE_STRONGER.contains(&letter.kind())
}

/// The place of a kind in the table.
fn place(kind: NoticeKind) -> Option<usize> {
    STRONGEST_FIRST.iter().position(|known| *known == kind)
}

/// Whether it says less than others of its kind may.
fn is_short(letter: &Letter) -> (bool, bool) {
    let is_bare = match &letter.content {
        Content::Handed { words, .. } => words.is_none(),
        Content::Reply { moved, .. } => moved.is_empty(),
        Content::Moved { remarks } => remarks.is_empty(),
        _ => false,
    };
    (is_bare, !letter.encloses)
}

fn tell_status(letter: &mut Letter, status: &str) {
    if let Content::Reply { moved, .. } | Content::Judged { moved, .. } = &mut letter.content {
        status.clone_into(moved);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::command::Receipt;
    use crate::desk::letter::{Audience, Earlier, Said, TicketView};
    use crate::desk::people::Role;
    use crate::desk::publish::Publishable;
    use crate::desk::samples;
    use crate::desk::ticket::Visibility;
    use crate::mail::Contact;

    fn words() -> Publishable {
        let ada = Contact::new("Ada", Address::parse("ada@x.example").unwrap());
        Publishable::of_customer(&ada, Role::Requester, "It stops.", Visibility::Public, &[]).unwrap()
    }

    fn content(name: &str) -> Content {
        let (by, due, moved) = (String::new(), String::new(), String::new());
        match name {
            "rated" => Content::Rated { said: Said::default(), score: 1 },
            "assigned" => Content::Assigned { said: Said::default(), by, to_team: false },
            "reply" => Content::Reply { words: words(), moved, earlier: Earlier::default() },
            "handed" => Content::Handed { by, words: None, opening: None },
            "handed-with-words" => Content::Handed { by, words: Some(words()), opening: None },
            "new-comment" => Content::NewComment(Said::default()),
            "confirmation" => Content::Confirmation { due, by, from: None },
            "feedback" => Content::Feedback,
            "judged" => Content::Judged { by, due, moved },
            "involved" => Content::Involved { by, earlier: Earlier::default() },
            "status-change" => Content::StatusChange,
            "moved" => Content::Moved { remarks: Vec::new() },
            "receipt" => Content::Receipt { receipt: Receipt::default(), crossed: None },
            other => panic!("{other}"),
        }
    }

    /// `reply:ada@acme.example`; `to new` where it tells a new status.
    fn letters(text: &str) -> Vec<Letter> {
        let letter = |word: &str| {
            let (name, address) = word.split_once(':').unwrap();
            let to = Audience::Customer(Contact::new("", Address::parse(address).unwrap()));
            Letter::new(to, content(name), TicketView { status: "done".to_owned(), ..TicketView::default() })
        };
        text.split_whitespace().map(letter).collect()
    }

    fn shown(letter: &Letter) -> String {
        let moved = match &letter.content {
            Content::Reply { moved, .. } | Content::Judged { moved, .. } if !moved.is_empty() => format!("({moved})"),
            Content::Handed { words: Some(_), .. } => "(words)".to_owned(),
            _ => String::new(),
        };
        format!("{}{moved}:{}", letter.kind().as_str(), letter.to.contact().address)
    }

    #[test]
    fn who_is_meant_twice_gets_the_stronger_letter() {
        let mut agents = samples::agents();
        agents.0[0].aliases = vec![Address::parse("anna@home.example").unwrap()];
        let check = |text: &str, expected: &str| {
            let written = letters(text);
            let reversed: Vec<Letter> = written.iter().rev().cloned().collect();
            let found: Vec<String> = strongest(&agents, written).iter().map(shown).collect();
            assert_eq!(found.join(" "), expected, "{text}");
            let mut found: Vec<String> = strongest(&agents, reversed).iter().map(shown).collect();
            found.reverse();
            assert_eq!(found.join(" "), expected, "{text}, the other way round");
        };
        check("", "");
        check("reply:a@x.example new-comment:b@x.example", "reply:a@x.example new-comment:b@x.example");
        check("new-comment:a@x.example reply:a@x.example", "reply:a@x.example");
        check("reply:anna@home.example assigned:anna@desk.example", "assigned:anna@desk.example");
        check("reply:anna@home.example new-comment:anna@desk.example", "reply:anna@home.example");
        check("reply:a@x.example feedback:a@x.example", "reply:a@x.example feedback:a@x.example");
        check("reply:a@x.example judged:a@x.example", "reply:a@x.example judged:a@x.example");
        check("reply:a@x.example receipt:a@x.example", "reply:a@x.example receipt:a@x.example");
        check("reply:a@x.example status-change:a@x.example", "reply(done):a@x.example");
        check("judged:a@x.example status-change:a@x.example", "judged(done):a@x.example");
        check("reply:a@x.example judged:a@x.example moved:a@x.example", "reply(done):a@x.example judged:a@x.example");
        check("feedback:a@x.example status-change:a@x.example", "feedback:a@x.example");
        check("confirmation:a@x.example status-change:a@x.example", "confirmation:a@x.example");
        check("handed:a@x.example handed-with-words:a@x.example", "handed(words):a@x.example");
        check("involved:a@x.example status-change:a@x.example", "involved:a@x.example");
        check("moved:a@x.example rated:a@x.example new-comment:a@x.example", "rated:a@x.example");
    }

    #[test]
    fn the_table_in_the_manual_is_this_one() {
        let manual = include_str!("../../../docs/LETTERS.md");
        let (_, table) = manual.split_once("| | letter | yields to |\n|---|---|---|\n").unwrap();
        let rows: Vec<&str> = table.lines().take_while(|line| line.starts_with('|')).collect();
        assert_eq!(rows.len(), STRONGEST_FIRST.len(), "{rows:?}");
        for (place, (row, kind)) in rows.iter().zip(STRONGEST_FIRST).enumerate() {
            let yields_to = match place {
                _ if BESIDE_STRONGER.contains(&kind) => "none",
                0 => "",
                _ => "those above",
            };
            let beginning = format!("| {} | `{}` | {yields_to}", place + 1, kind.as_str());
            assert!(row.starts_with(&beginning), "{row} does not begin with {beginning}");
        }
    }
}

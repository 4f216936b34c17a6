//! What somebody posted on a page, for people: who, about what, what they asked for with buttons and fields, and their words.
//!
//! Comes in: the act that the database keeps beside the bytes of a posting. Goes out: lines. Nothing is read from the bytes,
//! which any mail could write.

use std::io::{self, Write};

use crate::desk::posting::{PostedPerson, Posting};
use crate::desk::reference::ReferenceStyle;

use super::width::{COLUMNS, harmless, print_behind, wrapped};

/// One line of a posting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PostedLine {
    /// `page`, `asks`, `for`, `channel`.
    pub(super) what: &'static str,
    /// Words of people among it: not yet harmless to print.
    pub(super) text: String,
}

/// What it asks for, without its words.
pub(super) fn lines(posting: &Posting, style: &ReferenceStyle) -> Vec<PostedLine> {
    let line = |what, text| PostedLine { what, text };
    let about = match (posting.ticket(), posting.subject.as_str()) {
        (Some(number), _) => format!("posted on a page, on {}", style.print(number)),
        (None, "") => "posted on a page".to_owned(),
        (None, _) => "posted on a page, for a new ticket".to_owned(),
    };
    let mut lines = vec![line("page", about)];
    lines.extend(posting.colleague.iter().map(|colleague| line("for", person(colleague))));
    lines.extend(
        posting.channel.iter().map(|channel| line("channel", format!("{channel}: their identity isn't proven"))),
    );
    let mut asks: Vec<String> = posting.commands.clone();
    asks.extend(posting.transition.iter().map(|name| format!("#{name}")));
    asks.extend(posting.fields.iter().map(|chosen| format!("{} = {}", chosen.field, chosen.value)));
    asks.extend(posting.rating.map(|score| format!("a rating: {score} of 5")));
    asks.extend(posting.judgement.then(|| "a new judgement of the fields".to_owned()));
    asks.extend(posting.people.iter().map(|who| format!("copy in {}", person(who))));
    asks.extend(posting.leaves.iter().map(|who| format!("{who} is no longer copied in")));
    lines.extend(asks.into_iter().map(|text| line("asks", text)));
    lines
}

fn person(person: &PostedPerson) -> String {
    if person.name.is_empty() { person.address.clone() } else { format!("{} <{}>", person.name, person.address) }
}

/// Prints the lines, and below them the words.
pub(super) fn print(posting: &Posting, style: &ReferenceStyle, out: &mut dyn Write) -> io::Result<()> {
    for PostedLine { what, text } in lines(posting, style) {
        print_behind(&format!("  {what:<11} "), &text, out)?;
    }
    let lines = posting.text.trim_end().lines();
    let words = lines.flat_map(|line| wrapped(&format!("  | {}", harmless(line)), COLUMNS, 4));
    for line in words {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::posting::ChosenValue;
    use crate::mail::clean::hides;

    fn ada() -> Posting {
        Posting { ticket: Some(1), address: "ada@customer.example".to_owned(), ..Posting::default() }
    }

    fn told(posting: &Posting) -> String {
        let mut out = Vec::new();
        print(posting, &ReferenceStyle::default(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn all_that_was_asked_for_is_told() {
        let check = |posting: Posting, expected: &[&str]| {
            let text = told(&posting);
            assert_eq!(text.lines().collect::<Vec<_>>(), expected, "{posting:?}");
        };
        let head = "  page        posted on a page, on HD-00001";
        let words = |text: &str| text.to_owned();
        let bob = || PostedPerson { address: words("bob@customer.example"), name: words("Bob") };
        check(ada(), &[head]);
        check(Posting { text: words("#resolved\n5\n\n"), ..ada() }, &[head, "  | #resolved", "  | 5"]);
        check(
            Posting { commands: vec![words("#status resolved"), words("#assign anna")], ..ada() },
            &[head, "  asks        #status resolved", "  asks        #assign anna"],
        );
        check(Posting { transition: Some(words("cancel")), ..ada() }, &[head, "  asks        #cancel"]);
        let chosen = ChosenValue { field: words("priority"), value: words("1") };
        check(Posting { fields: vec![chosen], ..ada() }, &[head, "  asks        priority = 1"]);
        check(Posting { rating: Some(4), ..ada() }, &[head, "  asks        a rating: 4 of 5"]);
        check(Posting { judgement: true, ..ada() }, &[head, "  asks        a new judgement of the fields"]);
        check(Posting { people: vec![bob()], ..ada() }, &[head, "  asks        copy in Bob <bob@customer.example>"]);
        check(
            Posting { leaves: Some(words("ada@customer.example")), ..ada() },
            &[head, "  asks        ada@customer.example is no longer copied in"],
        );
        check(
            Posting {
                ticket: None,
                subject: words("The oven"),
                colleague: Some(bob()),
                channel: Some(words("phone")),
                ..ada()
            },
            &[
                "  page        posted on a page, for a new ticket",
                "  for         Bob <bob@customer.example>",
                "  channel     phone: their identity isn't proven",
            ],
        );
        check(Posting { ticket: None, ..ada() }, &["  page        posted on a page"]);
    }

    #[test]
    fn words_of_strangers_move_no_cursor() {
        let text = "It stops.\u{1b}[2J\r\u{202e}";
        let posting = Posting { text: text.to_owned(), transition: Some(text.to_owned()), ..ada() };
        let told = told(&posting);
        assert_eq!(told.lines().flat_map(str::chars).find(|c| c.is_control() || hides(*c)), None, "{told:?}");
    }
}

//! Words that several kinds of lines share: an address, a reference, the kind of a letter, a score.

use crate::desk::feedback::MAX_SCORE;
use crate::desk::nearest::nearest;
use crate::desk::notice::NoticeKind;
use crate::mail::{Address, Contact};

use super::cursor::LineCursor;
use super::fault::StoryFault;

pub(super) fn address(line: &mut LineCursor<'_>) -> Result<Address, StoryFault> {
    let before = line.clone();
    let what = "an email address such as `ada@customer.example`";
    let word = line.word(what)?;
    Address::parse(word).ok_or_else(|| before.expected(what))
}

/// `ada@customer.example` or `Ada Lovelace <ada@customer.example>`
pub(super) fn person(line: &mut LineCursor<'_>) -> Result<Contact, StoryFault> {
    if line.peek().contains('@') && !line.peek().starts_with('<') {
        return Ok(Contact::new("", address(line)?));
    }
    let name = line.up_to('<', "an address such as `Ada Lovelace <ada@customer.example>`")?;
    let before = line.clone();
    let written = line.up_to('>', "`>` after the address")?;
    let address = Address::parse(written).ok_or_else(|| {
        before.fault(format!("`{written}` isn't an email address. Write one such as `ada@customer.example`"))
    })?;
    Ok(Contact::new(name, address))
}

/// `HD-00001`. The desk's prefix isn't known here.
pub(super) fn reference(line: &mut LineCursor<'_>) -> Result<String, StoryFault> {
    let before = line.clone();
    let what = "a ticket number such as `HD-00001`";
    let word = line.word(what)?;
    if is_reference(word) { Ok(word.to_owned()) } else { Err(before.expected(what)) }
}

pub(super) fn is_reference(word: &str) -> bool {
    word.split_once('-').is_some_and(|(prefix, digits)| {
        !prefix.is_empty()
            && prefix.bytes().all(|b| b.is_ascii_uppercase())
            && digits.len() >= 5
            && digits.bytes().all(|b| b.is_ascii_digit())
    })
}

pub(super) fn letter_kind(line: &mut LineCursor<'_>) -> Result<NoticeKind, StoryFault> {
    let before = line.clone();
    let word = line.word("the name of a letter, as in `maildesk template list`")?;
    NoticeKind::parse(word).ok_or_else(|| {
        let meant = nearest(word, NoticeKind::ALL.map(NoticeKind::as_str));
        let help = meant.map_or_else(
            || "`maildesk template list` shows all of them".to_owned(),
            |meant| format!("Did you mean `{meant}`?"),
        );
        before.fault(format!("`{word}` isn't a letter. {help}"))
    })
}

pub(super) fn score(line: &mut LineCursor<'_>) -> Result<u8, StoryFault> {
    let before = line.clone();
    let what = format!("a number from 1 to {MAX_SCORE}");
    let score = line.word(&what)?.parse().ok();
    score.filter(|score| (1..=MAX_SCORE).contains(score)).ok_or_else(|| before.expected(&what))
}

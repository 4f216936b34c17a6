//! A printed reference is found in any subject, and only references that could be printed are found.

#![no_main]

use libfuzzer_sys::fuzz_target;
use maildesk::desk::reference::{ReferenceStyle, TicketNumber};

fuzz_target!(|bytes: &[u8]| {
    let Some((seed, rest)) = bytes.split_first_chunk::<8>() else { return };
    let text = String::from_utf8_lossy(rest);
    let style =
        if seed[7] % 2 == 0 { ReferenceStyle::default() } else { ReferenceStyle::new("Ticket").expect("letters") };
    let number = TicketNumber(i64::from_le_bytes(*seed).rem_euclid(999_999_999_999) + 1);
    let reference = style.print(number);
    assert_eq!(style.parse_typed(&reference), Some(number));

    let at = text.char_indices().map(|(at, _)| at).nth(usize::from(seed[0]) % 64).unwrap_or(0);
    let (before, after) = text.split_at(at);
    let subject = format!("{before}[{reference}]{after}");
    assert!(style.find_all(&subject).contains(&number), "{reference} is not found in {subject:?}");

    for found in style.find_all(&text) {
        assert_eq!(style.find_all(&style.print(found)), [found]);
    }
    let bare = style.without_references(&subject);
    assert_eq!(style.find_all(&bare), [], "{bare:?} still names a ticket");
});

//! Any text or HTML is divided into new text, quote and signature without losing a word.

#![no_main]

use libfuzzer_sys::fuzz_target;
use maildesk::mail::html::render;
use maildesk::mail::inbound::{Inbound, TextSource};
use maildesk::mail::reply::reply;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let plain: String = text.chars().filter(|c| !c.is_ascii_control() || matches!(c, '\n' | '\t')).collect();
    check(&Inbound { text: plain, source: TextSource::Plain, ..Inbound::default() });
    let rendered = render(&text);
    check(&Inbound { text: rendered.text, marks: rendered.marks, source: TextSource::Html, ..Inbound::default() });
});

fn check(inbound: &Inbound) {
    let told = reply(inbound);
    assert_eq!(reply(inbound), told, "not deterministic");
    let parts = [told.new_text.as_str(), told.quoted_text.as_str(), told.signature.as_str()];
    let whole = letters(&[inbound.text.as_str()]);
    assert_eq!(letters(&parts), whole, "something was lost or made up");
    assert!(whole.is_empty() || !told.new_text.is_empty(), "nothing is shown");
}

/// All visible characters, sorted: dividing changes the order of lines, and may cut a line at its attribution.
fn letters(texts: &[&str]) -> Vec<char> {
    let mut all: Vec<char> = texts.iter().flat_map(|text| text.chars()).filter(|c| is_seen(*c)).collect();
    all.sort_unstable();
    all
}

/// Not a blank, and not an invisible character that makes a line look blank.
fn is_seen(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{AD}')
}

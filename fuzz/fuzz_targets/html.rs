//! Any HTML becomes text without control characters, whose marks are at line starts. It also becomes safe HTML, which
//! stays the same when it is sanitized again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use maildesk::mail::html::render;
use maildesk::mail::html::safe::safe_html;

fuzz_target!(|bytes: &[u8]| {
    let html = String::from_utf8_lossy(bytes);
    let page = render(&html);
    assert_eq!(render(&html), page, "not deterministic");
    assert!(!page.text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')), "{:?}", page.text);
    assert!(page.marks.is_sorted_by_key(|mark| mark.at));
    let starts_a_line = |at: usize| at == 0 || at >= page.text.len() || page.text.as_bytes()[at - 1] == b'\n';
    assert!(page.marks.iter().all(|mark| starts_a_line(mark.at)), "{:?}", page.marks);
    let lf = html.replace("\r\n", "\n");
    assert_eq!(render(&lf), render(&lf.replace('\n', "\r\n")), "LF and CRLF differ");

    let safe = safe_html(&html);
    check(safe.as_str());
    check(safe_html(safe.as_str()).as_str());
});

/// The sanitizer writes `<`, `>` and `"` only in tags and attributes, so checking the tags is enough.
fn check(safe: &str) {
    for tag in safe.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
        assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()), "<{tag}>");
        let bad =
            ["script", "style", "iframe", "form", "input", "object", "embed", "svg", "math", "link", "meta", "base"];
        assert!(!bad.contains(&name), "<{tag}>");
        // attributes and values take turns
        let mut parts = tag.split('"');
        while let (Some(attribute), Some(value)) = (parts.next(), parts.next()) {
            let attribute = attribute.rsplit(' ').next().unwrap_or_default().trim_end_matches('=');
            let value = value.to_ascii_lowercase();
            assert!(!attribute.starts_with("on"), "<{tag}>");
            match attribute {
                "src" => assert!(value.starts_with("cid:"), "<{tag}>"),
                "href" => assert!(
                    ["http:", "https:", "mailto:", "tel:"].iter().any(|scheme| value.starts_with(scheme)),
                    "<{tag}>"
                ),
                // only a property moves things, not a value of that name (a font called `position`)
                "style" => assert!(
                    !value.contains("url(")
                        && value.split(';').all(|said| said.split(':').next().is_none_or(|name| name.trim() != "position")),
                    "<{tag}>"
                ),
                "background" | "poster" | "srcset" | "action" | "formaction" => panic!("<{tag}>"),
                _ => {}
            }
        }
    }
}

//! Whatever people write into any field of any page, it stays text.

use serde_json::Value;

use super::*;

const EVIL: &str = "\"'><script>alert(1)</script>\u{202e}\u{2066}<img src=x onerror=alert(1)>{{desk_name}}\n---\n> q";

/// Values that the program itself chooses from a list.
const CHOSEN: &[&str] = &[
    "kind", "step", "scope", "state", "stage", "sort", "control", "what", "fault", "pressure", "audience", "helped",
    "field", "language", "template",
];

/// Paths of our own.
const PATHS: &[&str] = &["href"];

/// Every text replaced by a hostile one, but for those that are chosen from a list.
fn poisoned(value: &mut Value, name: &str) {
    match value {
        Value::String(text)
            if !text.is_empty() && !CHOSEN.contains(&name) && !PATHS.iter().any(|path| name.ends_with(path)) =>
        {
            EVIL.clone_into(text);
        }
        Value::Object(object) => object.iter_mut().for_each(|(name, value)| poisoned(value, name)),
        Value::Array(values) => values.iter_mut().for_each(|value| poisoned(value, name)),
        _ => {}
    }
}

#[test]
fn hostile_text_stays_text_everywhere() {
    let pages = pages_of(&["en".to_owned()]);
    let compiled = &pages.languages.first().unwrap().compiled;
    for Sample { name, frame, page } in samples() {
        let mut context = pages.context(pages.languages.first(), &frame, &page).unwrap();
        let Value::Object(all) = context.data_mut() else { panic!("{name}") };
        let site = all.remove("site").unwrap();
        all.iter_mut().for_each(|(name, value)| poisoned(value, name));
        all.insert("site".to_owned(), site);
        let content = compiled.content(page.template(), &context).unwrap();
        let title = compiled.title(page.template(), &context).unwrap();
        let Value::Object(all) = context.data_mut() else { panic!("{name}") };
        all.insert("content".to_owned(), Value::String(String::new()));
        all.insert("title".to_owned(), Value::String(title));
        let html = compiled.frame(&context).unwrap() + &content;
        assert_eq!(html.matches("<script").count(), 1, "{name}: only our own script is there");
        for never in ["<img src=x", "\"'>", "'><", "Acme Help Desk\n---", "\u{202e}", "\u{2066}", "\" onerror"] {
            assert!(!html.contains(never), "{name}: {never:?} in {html}");
        }
    }
}

#[test]
fn templates_write_nothing_unescaped_but_pages() {
    let files = PageFiles::collect(&tags(), None).unwrap();
    for (name, file) in files.templates() {
        let raw: Vec<&str> = file.text.split("{{{").skip(1).map(|rest| rest.split("}}}").next().unwrap()).collect();
        assert_eq!(raw, if name == "frame" { vec!["title", "content"] } else { vec![] }, "{name}");
        assert!(!file.text.contains("{{&"), "{name}");
    }
}

//! Every page in every language: complete, small and harmless.

use std::collections::BTreeMap;

use crate::desk::event::EventKind;
use crate::desk::sla::Measure;

use super::*;

mod hostile;
mod own_files;

fn tags() -> Vec<String> {
    Pages::languages().iter().map(|tag| (*tag).to_owned()).collect()
}

fn pages_of(tags: &[String]) -> Pages {
    let told = |faults: Vec<PageFault>| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    Pages::compile(tags, None, &Look::default(), "Acme Help Desk").map_err(told).unwrap()
}

fn words(tag: &str) -> Words {
    words_of(tag, &PageFiles::collect(&tags(), None).unwrap()).unwrap()
}

/// Writes all samples into the directory that `MAILDESK_PAGES` names, to look at them in a browser.
#[test]
fn samples_can_be_looked_at() {
    #[expect(clippy::disallowed_methods, reason = "a test that a person starts")]
    let Ok(directory) = std::env::var("MAILDESK_PAGES") else { return };
    let (directory, pages) = (Path::new(&directory), pages_of(&tags()));
    std::fs::create_dir_all(directory.join("assets")).unwrap();
    for asset in [&pages.assets.css, &pages.assets.js, &pages.assets.icon] {
        std::fs::write(directory.join(asset.path.trim_start_matches('/')), &asset.bytes).unwrap();
    }
    for tag in tags() {
        std::fs::create_dir_all(directory.join(&tag)).unwrap();
        for Sample { name, frame, page } in samples() {
            let html = pages.render(&Frame { language: tag.clone(), ..frame }, &page);
            let html = html.replace("=\"/assets/", "=\"../assets/");
            std::fs::write(directory.join(&tag).join(format!("{name}.html")), html).unwrap();
        }
    }
}

#[test]
fn every_page_is_whole_and_small_in_every_language() {
    let pages = pages_of(&tags());
    let (css, js) = (pages.assets.css.bytes.len(), pages.assets.js.bytes.len());
    assert!(css <= 12 * 1024, "the style has {css} bytes");
    assert!(js <= 4 * 1024, "the script has {js} bytes");
    let mut titles = BTreeMap::new();
    for tag in tags() {
        for Sample { name, frame, page } in samples() {
            let html = pages.render(&Frame { language: tag.clone(), ..frame }, &page);
            let named = format!("{name} in {tag}");
            assert!(html.len() <= 30 * 1024, "{named} has {} bytes", html.len());
            assert!(html.len() + css + js <= 48 * 1024, "{named} is too large for a first visit");
            assert!(
                !html.contains("{{") && !html.contains("{n}") && !html.contains("{name}"),
                "{named}: a value is missing"
            );
            for forbidden in ["style=", "onclick=", "javascript:", "<style", "<script>"] {
                assert!(!html.contains(forbidden), "{named} has {forbidden}");
            }
            if page.has_frame() {
                assert!(html.starts_with("<!doctype html>") && html.ends_with("</html>\n"), "{named}");
                assert!(html.contains(&format!("<html lang=\"{}\">", base(&tag))), "{named}");
                assert_eq!(html.matches("<h1").count(), 1, "{named}");
                assert_eq!(html.matches("<main").count(), 1, "{named}");
                titles.insert((tag.clone(), name), html);
            }
            assert_forms(&pages, &tag, name);
        }
    }
    let title = |tag: &str, name| {
        let html = titles.get(&(tag.to_owned(), name)).unwrap();
        html.split_once("<title>").unwrap().1.split_once("</title>").unwrap().0.to_owned()
    };
    assert_eq!(
        title("en", "ticket"),
        "HD-00042 Press stops at station 3 as soon as the gripper opens – Acme Help Desk"
    );
    assert_eq!(title("nl", "sign-in-no-address"), "Fout: Inloggen – Acme Help Desk");
}

/// Every form that is posted has a nonce and says its encoding, every id is there once, and what describes a control exists.
fn assert_forms(pages: &Pages, tag: &str, name: &str) {
    let Sample { frame, page, .. } = samples().into_iter().find(|sample| sample.name == name).unwrap();
    let html = pages.render(&Frame { language: tag.to_owned(), ..frame }, &page);
    for form in html.split("<form").skip(1).map(|form| form.split("</form>").next().unwrap()) {
        assert!(form.contains("accept-charset=\"utf-8\""), "{name}: {form}");
        let posts = form.contains("method=\"post\"");
        assert_eq!(posts, form.contains("name=\"nonce\" value=\"q7v3kq5n2m8x4c6b\""), "{name}: {form}");
        assert_eq!(form.contains("type=\"file\""), form.contains("multipart/form-data"), "{name}: {form}");
    }
    let values = |attribute: &str| -> Vec<&str> {
        html.split(&format!(" {attribute}=\"")).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
    };
    let ids = values("id");
    for id in &ids {
        assert_eq!(ids.iter().filter(|other| *other == id).count(), 1, "{name}: the id {id} is there twice");
    }
    let links = values("href").into_iter().filter_map(|href| href.strip_prefix('#'));
    let named = values("aria-describedby").into_iter().flat_map(|names| names.split(' ')).chain(values("for"));
    for id in named.chain(links) {
        assert!(ids.contains(&id), "{name}: there is no id {id}");
    }
}

#[test]
fn no_word_is_unused() {
    let files = PageFiles::collect(&tags(), None).unwrap();
    let named: Vec<String> = files
        .templates()
        .flat_map(|(_, file)| check::named(&file.text).words.into_iter().map(|(_, key)| key))
        .chain(
            [
                "fault.",
                "label.",
                "fact.",
                "channel.",
                "state.",
                "refusal.",
                "event.",
                "event-value.",
                "measure.",
                "command.",
            ]
            .map(str::to_owned),
        )
        .collect();
    let is_used =
        |key: &str| named.iter().any(|name| key == name || name.ends_with('.') && key.starts_with(name.as_str()));
    let unused: Vec<String> = words("en").keys().filter(|key| !is_used(key)).map(str::to_owned).collect();
    assert_eq!(unused, [""; 0]);
}

#[test]
fn every_event_has_its_sentence() {
    let words = words("en");
    let events = EventKind::ALL.iter().map(|kind| format!("event.{}", kind.as_str()));
    let measures = Measure::ALL.iter().map(|measure| format!("measure.{}", measure.as_str()));
    for key in events.chain(measures) {
        assert!(words.find(&key).is_some(), "{key}");
    }
}

#[test]
fn people_are_addressed_in_one_way() {
    let all_words = |tag: &str| -> Vec<(String, Vec<String>)> {
        let words = words(tag);
        let split = |text: &str| text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
        words.keys().map(|key| (key.to_owned(), split(words.find(key).unwrap()))).collect()
    };
    let check = |tag: &str, unwanted: &[&str]| {
        for (key, words) in all_words(tag) {
            let found = words.iter().find(|word| unwanted.contains(&word.as_str()));
            assert_eq!(found, None, "{tag}: {key}");
        }
    };
    check("nl-informal", &["u", "U", "uw", "Uw"]);
    check("nl", &["je", "Je", "jij", "jou", "jouw", "Jouw"]);
    check("de-informal", &["Sie", "Ihr", "Ihre", "Ihren", "Ihrem", "Ihrer", "Ihnen"]);
    check("de", &["du", "Du", "dir", "dich", "dein", "deine", "Dein", "Deine"]);
}

#[test]
fn every_kind_has_words() {
    let words = words("en");
    let all = samples().iter().map(|sample| serde_json::to_value(sample).unwrap().to_string()).collect::<String>();
    for key in words.keys().filter_map(|key| key.strip_prefix("fault.")) {
        assert!(all.contains(&format!("\"kind\":\"{key}\"")), "no sample has the fault {key}");
    }
}

#[test]
fn a_language_that_is_missing_is_another() {
    let pages = pages_of(&["nl".to_owned(), "de".to_owned()]);
    let check = |tag: &str, expected: &str| {
        let page = Page::SignedOut(views::SignedOut { everywhere: false });
        let html = pages.render(&Frame { language: tag.to_owned(), ..Frame::default() }, &page);
        assert!(html.contains(expected), "{tag}: {html}");
    };
    check("de", "Sie sind abgemeldet");
    check("de-informal", "Sie sind abgemeldet");
    check("fr", "U bent uitgelogd");
    check("", "U bent uitgelogd");
}

#[test]
fn the_wordmark_stands_for_the_name() {
    let png = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &[0, 0, 0, 120, 0, 0, 0, 36], &[8, 6, 0, 0, 0]].concat();
    let look = Look { wordmark: Some(crate::look::Wordmark::read(png.clone()).unwrap()), ..Look::default() };
    let pages = Pages::compile(&["en".to_owned()], None, &look, "Acme \"Help\"").unwrap();
    let html = pages.render(&Frame::default(), &Page::SignedOut(views::SignedOut { everywhere: true }));
    let path = html.split_once("<img src=\"").unwrap().1.split_once('"').unwrap().0;
    let asset = pages.asset(path).unwrap();
    assert_eq!((asset.bytes.as_slice(), asset.content_type), (png.as_slice(), "image/png"));
    assert!(html.contains("width=\"120\" height=\"36\" alt=\"Acme &quot;Help&quot;\""), "{html}");
}

//! A desk's own templates and words.

use super::*;

/// Compiles with these files in the desk's directory.
fn compiled(languages: &[&str], files: &[(&str, &str)]) -> Result<Pages, Vec<String>> {
    let directory = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = directory.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let root = format!("{}/", directory.path().display());
    let languages: Vec<String> = languages.iter().map(|tag| (*tag).to_owned()).collect();
    let told = |faults: Vec<PageFault>| faults.iter().map(|fault| fault.to_string().replace(&root, "")).collect();
    Pages::compile(&languages, Some(directory.path()), &Look::default(), "Desk").map_err(told)
}

fn signed_out(pages: &Pages, tag: &str) -> String {
    let page = Page::SignedOut(views::SignedOut { everywhere: false });
    pages.render(&Frame { language: tag.to_owned(), ..Frame::default() }, &page)
}

#[test]
fn own_files_replace_shipped_ones() {
    let pages = compiled(&["en"], &[("pages/signed-out.hbs", "Bye\n<h1>Bye & {{desk_name}}</h1>\n")]).unwrap();
    assert!(signed_out(&pages, "en").contains("<h1>Bye & Desk</h1>"));
    assert!(signed_out(&pages, "en").contains("<title>Bye – Desk</title>"));
    let words = [("pages/words/nl.toml", "[sign-in]\nout-title = \"Tot ziens\"\n")];
    let pages = compiled(&["nl", "nl-informal"], &words).unwrap();
    assert!(signed_out(&pages, "nl").contains("Tot ziens"));
    assert!(signed_out(&pages, "nl-informal").contains("Je bent uitgelogd"), "the informal words are nearer");
    let pages = compiled(&["en"], &[("pages/portal.css", "body { color: #123456; }")]).unwrap();
    assert!(String::from_utf8_lossy(&pages.assets.css.bytes).ends_with("body{color:#123456}"));
    assert!(compiled(&["en"], &[("en/reply/text.hbs", "x"), ("pages/.hidden", "x")]).is_ok(), "letters are no pages");
}

#[test]
fn a_language_of_ones_own_needs_all_words() {
    let faults = compiled(&["fr"], &[]).unwrap_err();
    assert!(
        faults.iter().any(|fault| fault.starts_with("pages/words/fr.toml: ") && fault.contains("words are missing: ")),
        "{faults:?}"
    );
    let english = include_str!("../../../templates/pages/words/en.toml");
    let pages =
        compiled(&["fr"], &[("pages/words/fr.toml", &english.replace("You're signed out", "Au revoir"))]).unwrap();
    assert!(signed_out(&pages, "fr").contains("Au revoir"));
    assert!(signed_out(&pages, "fr").contains("<html lang=\"fr\">"));
}

#[test]
fn what_is_wrong_is_told_at_the_start() {
    let check = |path: &str, text: &str, expected: &str| {
        let faults = compiled(&["en", "nl"], &[(path, text)]).unwrap_err();
        assert!(faults.iter().any(|fault| fault == expected), "{path}: {faults:?}");
        let kinds: BTreeSet<&String> = faults.iter().collect();
        assert_eq!(kinds.len(), faults.len(), "each is told once: {faults:?}");
    };
    check("pages/singed-out.hbs", "x", "pages/singed-out.hbs: replaces nothing. Did you mean \"signed-out.hbs\"?");
    check("pages/words/fr.toml", "", "pages/words/fr.toml: replaces nothing, because \"fr\" isn't a language in use");
    check(
        "pages/message.hbs",
        "x\n{{#if title}}",
        "pages/message.hbs:2: this isn't Handlebars. Check that all {{…}} and {{#…}} are closed",
    );
    check(
        "pages/message.hbs",
        "x\n\n{{#if titel}}{{/if}}",
        "pages/message.hbs:3: \"titel\" isn't a name here. Did you mean \"title\"?",
    );
    check(
        "pages/message.hbs",
        "{{w \"list.opne\"}}\n",
        "pages/message.hbs:1: there's no word \"list.opne\". Did you mean \"list.open\"?",
    );
    check("pages/message.hbs", "x\n{{reference}}", "pages/message.hbs:2: \"reference\" isn't a name here");
    check(
        "pages/message.hbs",
        "x\n{{paragraphs links}}",
        "pages/message.hbs:2: \"paragraphs\" needs a text, but links isn't one",
    );
    check(
        "pages/words/nl.toml",
        "[list]\nopne = \"x\"",
        "pages/words/nl.toml: \"list.opne\" isn't a word of the pages. Did you mean \"list.open\"?",
    );
    check(
        "pages/words/nl.toml",
        "[rating]\nof = \"{stars}\"",
        "pages/words/nl.toml: \"rating.of\" has no value {stars}",
    );
}

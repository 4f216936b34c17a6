//! The faults of titles, and of `[desk.look]`.

use super::{completed, told};

#[test]
fn titles_are_read_in_every_language_that_customers_have() {
    let with = |rest: &str, language: &str| {
        let text = format!(
            "[desk]\nname = 'D'\nlanguage = 'en'\n[mailbox.support]\naddress = 'support@desk.example'\n\
             maildir = {{ path = 'in' }}\n{language}\n[workflow]\ninitial = 'new'\n[workflow.status]\n\
             new = {{ stage = 'open' }}\nin-test = {{ stage = 'done'{rest} }}"
        );
        told(&completed(&text)).into_iter().filter(|line| line.contains("title")).collect::<Vec<_>>()
    };
    let missing = |languages: &str, first: &str, shown: &str| {
        let message = format!("status `in-test` has no title in {languages}: customers read \"{shown}\"");
        vec![format!("file warning: {message} (write customer_titles = {{ {first} = \"…\" }})")]
    };
    assert_eq!(with("", "language = 'en'"), [""; 0], "one language needs one title");
    assert_eq!(with("", "language = 'nl'"), missing("en, nl", "en", "In test"));
    assert_eq!(with(", title = 'Being tested'", "language = 'nl'"), missing("nl", "nl", "Being tested"));
    let both = ", titles = { en = 'Being tested', nl = 'Wordt getest' }";
    assert_eq!(with(both, "language = 'nl-informal'"), [""; 0]);
    let wrong = with(", titles = { Dutch = 'Wordt getest' }", "language = 'en'");
    assert!(wrong[0].contains("`Dutch` isn't a language"), "{wrong:?}");
}

#[test]
fn a_look_that_nobody_could_read_is_refused() {
    let check = |look: &str, expected: &str| {
        let found = told(&completed(&format!("[desk]\nname = 'D'\n[desk.look]\n{look}")));
        let shown = found.join("\n");
        assert!(if expected.is_empty() { found.is_empty() } else { shown.contains(expected) }, "{look}: {shown}");
    };
    check(
        "accent = '#1a5fb4'\nwordmark = 'wordmark.png'\ncompany = 'Acme'\nhours = { en = '9 to 5', nl = '9-17' }",
        "",
    );
    check("accent = 'blue'", "`blue` isn't a colour");
    check("accent = '#ffcc00'", "too pale");
    check("wordmark = 'nowhere.png'", "can't read /desk/nowhere.png");
    check("wordmark = 'imap-password'", "is neither PNG nor JPEG");
    check("company = 5", "`company`");
    check("hours = \"a\\nb\"", "one line");
    check("hours = { Dutch = 'x' }", "`Dutch` isn't a language");
    check("acent = '#1a5fb4'", "acent");
}

//! The templates that come with the program, compiled in: no file is needed to run.
//!
//! A file is named by its path below the language (`reply/text.hbs`, `parts/facts.html.hbs`). The same path below the
//! override directory replaces it. All languages share `templates/parts/`.

/// One template file: its path and its text.
pub(super) type ShippedFile = (&'static str, &'static str);

macro_rules! files {
    ($dir:literal; $($path:literal)+) => {
        &[$(($path, include_str!(concat!("../../templates/", $dir, $path)))),+]
    };
}

macro_rules! language {
    ($dir:literal) => {
        files![$dir;
            "confirmation/subject.hbs" "confirmation/text.hbs" "confirmation/html.hbs"
            "reply/subject.hbs" "reply/text.hbs" "reply/html.hbs"
            "involved/subject.hbs" "involved/text.hbs" "involved/html.hbs"
            "status-change/subject.hbs" "status-change/text.hbs" "status-change/html.hbs"
            "feedback/subject.hbs" "feedback/text.hbs" "feedback/html.hbs"
            "new-ticket/subject.hbs" "new-ticket/text.hbs" "new-ticket/html.hbs"
            "new-comment/subject.hbs" "new-comment/text.hbs" "new-comment/html.hbs"
            "assigned/subject.hbs" "assigned/text.hbs" "assigned/html.hbs"
            "handed/subject.hbs" "handed/text.hbs" "handed/html.hbs"
            "moved/subject.hbs" "moved/text.hbs" "moved/html.hbs"
            "rated/subject.hbs" "rated/text.hbs" "rated/html.hbs"
            "receipt/subject.hbs" "receipt/text.hbs" "receipt/html.hbs"
            "who-asked/subject.hbs" "who-asked/text.hbs" "who-asked/html.hbs"
            "choices/subject.hbs" "choices/text.hbs" "choices/html.hbs"
            "judged/subject.hbs" "judged/text.hbs" "judged/html.hbs"
            "merged/subject.hbs" "merged/text.hbs" "merged/html.hbs"
            "files-refused/subject.hbs" "files-refused/text.hbs" "files-refused/html.hbs"
            "listing/subject.hbs" "listing/text.hbs" "listing/html.hbs"
            "sign-in/subject.hbs" "sign-in/text.hbs" "sign-in/html.hbs"
            "portal/subject.hbs" "portal/text.hbs" "portal/html.hbs"
            "shown/subject.hbs" "shown/text.hbs" "shown/html.hbs"
            "help/subject.hbs" "help/text.hbs" "help/html.hbs"
            "promise-warning/subject.hbs" "promise-warning/text.hbs" "promise-warning/html.hbs"
            "promise-broken/subject.hbs" "promise-broken/text.hbs" "promise-broken/html.hbs"
            "held/subject.hbs" "held/text.hbs" "held/html.hbs"
            "daily/subject.hbs" "daily/text.hbs" "daily/html.hbs"
            "flood/subject.hbs" "flood/text.hbs" "flood/html.hbs"
            "quarantine/subject.hbs" "quarantine/text.hbs" "quarantine/html.hbs"
            "undeliverable/subject.hbs" "undeliverable/text.hbs" "undeliverable/html.hbs"
            "parts/topic.hbs" "parts/promised.hbs" "parts/meaning.hbs" "parts/role.hbs" "parts/reason.text.hbs"
            "parts/hello.text.hbs" "parts/hello.html.hbs" "parts/bye.text.hbs" "parts/bye.html.hbs"
            "parts/asking.text.hbs" "parts/asking.html.hbs"
            "parts/view_words.hbs"
            "parts/row.text.hbs" "parts/row.html.hbs"
            "parts/facts.text.hbs" "parts/facts.html.hbs"
            "parts/answering.text.hbs" "parts/answering.html.hbs"
            "parts/earlier.text.hbs" "parts/earlier.html.hbs"
        ]
    };
}

macro_rules! informal {
    ($dir:literal) => {
        files![$dir;
            "confirmation/subject.hbs" "confirmation/text.hbs" "confirmation/html.hbs"
            "reply/text.hbs" "reply/html.hbs"
            "involved/subject.hbs" "involved/text.hbs" "involved/html.hbs"
            "status-change/text.hbs" "status-change/html.hbs"
            "feedback/text.hbs" "feedback/html.hbs"
            "handed/text.hbs" "handed/html.hbs"
            "choices/text.hbs" "choices/html.hbs"
            "judged/text.hbs" "judged/html.hbs"
            "files-refused/text.hbs" "files-refused/html.hbs"
            "listing/subject.hbs" "listing/text.hbs" "listing/html.hbs"
            "sign-in/text.hbs" "sign-in/html.hbs"
            "portal/subject.hbs" "portal/text.hbs" "portal/html.hbs"
            "parts/topic.hbs" "parts/hello.text.hbs" "parts/hello.html.hbs" "parts/bye.text.hbs" "parts/bye.html.hbs"
            "parts/asking.text.hbs" "parts/asking.html.hbs"
        ]
    };
}

/// Languages that come with the program.
pub(super) const LANGUAGES: &[&str] = &["en", "nl", "nl-informal", "de", "de-informal"];

/// Parts that all languages share.
pub(super) const SHARED: &[ShippedFile] = files!["parts/"; "frame.html.hbs" "ticket.text.hbs" "ticket.html.hbs" "words.html.hbs" "star.html.hbs" "fields.html.hbs"
    "footer.text.hbs" "offers.text.hbs" "offers.html.hbs" "done.text.hbs" "done.html.hbs" "view.text.hbs" "view.html.hbs"];

/// All files of a language, or none if it isn't shipped. An informal one has those that differ.
pub(super) fn files_of(language: &str) -> &'static [ShippedFile] {
    match language {
        "en" => language!("en/"),
        "nl" => language!("nl/"),
        "de" => language!("de/"),
        "nl-informal" => informal!("nl-informal/"),
        "de-informal" => informal!("de-informal/"),
        _ => &[],
    }
}

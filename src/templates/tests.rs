//! Tests letters as their readers get them, and the faults that operators read.

use std::sync::LazyLock;

mod answering;
mod customers;
mod kinds;
mod lint;
mod portal;
mod reasons_in_words;

use super::*;
use crate::desk::by_language::base;
use crate::desk::feedback::find_subject_score;
use crate::templates::template_context::{FORMATTED, Worded};

/// Compiled once for all tests.
static SHIPPED: LazyLock<Templates> =
    LazyLock::new(|| Templates::compile(Templates::languages(), None).unwrap_or_else(|faults| panic!("{faults:#?}")));

fn sample(name: &str) -> Sample {
    samples().into_iter().find(|sample| sample.name == name).unwrap()
}

/// Every letter in every language.
fn letters(sample: &Sample) -> Vec<(&'static str, NoticeKind, RenderedLetter)> {
    let render = |language: &&'static str| {
        NoticeKind::ALL.map(|kind| {
            (*language, kind, SHIPPED.render(kind, &sample.letter_context(language), &sample.facts).unwrap())
        })
    };
    Templates::languages().iter().flat_map(render).collect()
}

#[test]
fn the_reference_stands_once_in_each_subject() {
    for (language, kind, letter) in letters(&sample("full")) {
        let subject = letter.subject.as_str();
        assert!(subject.starts_with("[HD-00042] "), "{language} {kind:?}: {subject}");
        assert_eq!(subject.matches("HD-00042").count(), 1, "{language} {kind:?}: {subject}");
        let is_about_a_ticket = !matches!(
            kind,
            NoticeKind::Listing
                | NoticeKind::SignIn
                | NoticeKind::Portal
                | NoticeKind::Help
                | NoticeKind::Daily
                | NoticeKind::Flood
        );
        assert!(subject.contains("The press stops") == is_about_a_ticket, "{language} {kind:?}: {subject}");
        // A subject that looks like a star link's would turn any answer into a rating.
        assert_eq!(find_subject_score(subject), None, "{language} {kind:?}: {subject}");
    }
}

#[test]
fn a_letter_is_whole_with_next_to_nothing_to_tell() {
    for (language, kind, letter) in letters(&sample("bare")) {
        assert!(!letter.subject.as_str().is_empty(), "{language} {kind:?}");
        assert!(letter.text.trim().len() > 20, "{language} {kind:?}: {}", letter.text);
        assert!(letter.html.contains(&format!("<html lang=\"{}\">", base(language))), "{language} {kind:?}");
        assert!(letter.html.trim_end().ends_with("</html>"), "{language} {kind:?}");
    }
}

#[test]
fn customers_words_are_only_read() {
    for (language, kind, letter) in letters(&sample("wide")) {
        let html = &letter.html;
        assert!(!html.contains("<script>alert"), "{language} {kind:?}");
        assert!(!html.contains("<b>"), "{language} {kind:?}");
        // A picture from elsewhere would tell a stranger that the letter was read.
        for remote in ["src=", "url(", "@import", "<link", "<img"] {
            assert!(!html.contains(remote), "{language} {kind:?}: {remote}");
        }
    }
}

#[test]
fn a_confirmation_repeats_no_word_but_the_subject_and_the_name() {
    let mut own = sample("full");
    own.facts.author.clear();
    own.facts.tickets.clear();
    for withheld in [false, true] {
        own.facts.withheld = withheld;
        if withheld {
            own.facts.subject.clear();
        }
        for (language, _, letter) in letters(&own).into_iter().filter(|letter| letter.1 == NoticeKind::Confirmation) {
            for text in [&letter.text, &letter.html] {
                assert!(text.contains("HD-00042") && !text.contains("ten minutes"), "{language}: {text}");
                // A stranger's may be anybody's.
                let repeated = [text.contains("The press stops"), text.contains("Ada")];
                assert_eq!(repeated, [!withheld; 2], "{language}: {text}");
            }
        }
    }
}

#[test]
fn a_reply_is_the_agents_words_first() {
    for (language, kind, letter) in letters(&sample("full")) {
        if kind == NoticeKind::Reply {
            assert!(letter.text.starts_with("Good morning,\n\nit stops"), "{language}: {}", letter.text);
            // RFC 3676 §4.3: mail programs cut everything below when they quote.
            assert!(letter.text.contains("\n-- \n"), "{language}: {}", letter.text);
        }
    }
}

#[test]
fn feedback_has_five_stars_to_click() {
    for (language, kind, letter) in letters(&sample("wide")) {
        if kind == NoticeKind::Feedback {
            let links = letter.html.matches("href=\"mailto:st%C3%B6rung%2Bpresse@desk.example?subject=").count();
            assert_eq!(links, 5, "{language}: {}", letter.html);
            assert!(letter.text.contains('1') && letter.text.contains('5'), "{language}: {}", letter.text);
        }
    }
}

#[test]
fn agents_read_what_they_need_to_answer() {
    for (language, kind, letter) in letters(&sample("full")) {
        if matches!(kind, NoticeKind::NewTicket | NoticeKind::NewComment | NoticeKind::Assigned) {
            for text in [&letter.text, &letter.html] {
                for part in ["Ada Lovelace", "ada@customer.example", "anna", "press.log", "#resolved", "#note"] {
                    assert!(text.contains(part), "{language} {kind:?}: no {part} in {text}");
                }
            }
            assert!(letter.text.contains("\n> it stops after ten minutes"), "{language}: {}", letter.text);
        }
    }
}

#[test]
fn a_receipt_tells_line_by_line() {
    let mut sample = sample("full");
    for (language, kind, letter) in letters(&sample) {
        let meant = match base(language) {
            "nl" => "Onbekende opdracht. Is #resolved bedoeld?",
            "de" => "Unbekannter Befehl. Ist #resolved gemeint?",
            _ => "Unknown command. Did you mean #resolved?",
        };
        if kind == NoticeKind::Receipt {
            for part in ["#assign me", "#resolvd", meant] {
                assert!(letter.text.contains(part) && letter.html.contains(part), "{language}: {}", letter.text);
            }
        }
    }
    sample.facts.receipt.retain(|line| line.fault.is_none());
    for (language, kind, letter) in letters(&sample) {
        assert!(kind != NoticeKind::Receipt || !letter.text.contains('✗'), "{language}: {}", letter.text);
    }
}

#[test]
fn every_command_has_words_in_every_language() {
    for (language, kind, letter) in letters(&sample("full")) {
        if kind == NoticeKind::Help {
            for (written, meaning) in crate::desk::registry::usages("HD-00042") {
                let line = letter.text.lines().find(|line| line.trim().starts_with(&format!("{written} – ")));
                let is_said = meaning == "field" || line.is_some_and(|line| line.len() > written.len() + 15);
                assert!(is_said, "{language} {meaning}: {}", letter.text);
            }
            assert!(letter.text.contains("#assign NAME – ") && letter.text.contains(": anna, ben"), "{}", letter.text);
        }
    }
}

#[test]
fn refused_files_are_told_by_name_and_reason() {
    for (language, kind, letter) in letters(&sample("full")) {
        if kind == NoticeKind::FilesRefused {
            for text in [&letter.text, &letter.html] {
                assert!(
                    text.contains("video.mp4") && text.contains("10 MB") && text.contains("20 MB"),
                    "{language}: {text}"
                );
            }
        }
        let is_customers = matches!(kind, NoticeKind::Confirmation | NoticeKind::Reply | NoticeKind::StatusChange);
        assert!(!(is_customers && letter.html.contains("video.mp4")), "{language} {kind:?}");
    }
}

#[test]
fn our_own_lines_are_not_wide() {
    for (language, kind, letter) in letters(&sample("bare")) {
        for line in letter.text.lines() {
            assert!(line.chars().count() <= 78, "{language} {kind:?}: {line}");
        }
    }
}

/// An override directory with one file, and the result of compiling it.
fn compile_with(language: &str, file: &str, source: &str) -> Result<Templates, Vec<String>> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, source).unwrap();
    let root = format!("{}/", directory.path().display());
    Templates::compile(&[language], Some(directory.path()))
        .map_err(|faults| faults.iter().map(|fault| fault.to_string().replace(&root, "")).collect())
}

#[test]
fn a_file_replaces_a_shipped_template() {
    let templates =
        compile_with("en", "en/reply/text.hbs", "{{text}} ({{author}})").unwrap_or_else(|f| panic!("{f:?}"));
    let mut sample = sample("full");
    sample.facts.text = "{{author}} <b>".to_owned();
    let letter = templates.render(NoticeKind::Reply, &sample.letter_context("en"), &sample.facts).unwrap();
    assert_eq!(letter.text, "{{author}} <b> (Ada Lovelace)\n\nRef. 00042p-k2zq7mfa3xnhv5ycbo4etd6s\n");
    assert!(letter.html.contains("{{author}} &lt;b&gt;"));
}

#[test]
fn a_shipped_letter_lacks_no_field_in_any_mixture() {
    // A file with the same words also triggers the thorough check.
    let topic = "{{#if subject}}{{subject}}{{else}}-{{/if~}}\n";
    for language in Templates::languages() {
        let compiled = compile_with(language, &format!("{language}/parts/topic.hbs"), topic);
        assert!(compiled.is_ok(), "{:#?}", compiled.err());
    }
}

#[test]
fn another_languages_files_do_not_count() {
    assert!(compile_with("en", "en/reply/subject.hbs", "{{> topic}}").is_ok());
    for other in Templates::languages().iter().filter(|language| **language != "en") {
        let templates = compile_with("en", &format!("{other}/reply/text.hbs"), "x").unwrap_or_else(|f| panic!("{f:?}"));
        let sample = sample("full");
        let letter = templates.render(NoticeKind::Reply, &sample.letter_context("en"), &sample.facts).unwrap();
        assert_ne!(letter.text, "x\n");
    }
}

#[test]
fn faults_are_told_with_their_place() {
    let check = |file: &str, source: &str, expected: &str| {
        let told = compile_with("en", file, source).err().unwrap_or_default();
        assert!(told.iter().any(|fault| fault.starts_with(expected)), "{source}: {told:#?}");
    };
    check("en/reply/text.hbs", "a\n{{#if text}}", "en/reply/text.hbs:2:13: this isn't Handlebars. Check that");
    check("en/reply/text.hbs", "{{#if text}}{{/each}}", "en/reply/text.hbs:1:13: {{/each}} closes {{#if}}");
    check(
        "en/reply/text.hbs",
        "a\n  {{txet}}",
        "en/reply/text.hbs:2:3: \"txet\" isn't a name here. Did you mean \"text\"?",
    );
    check(
        "en/reply/text.hbs",
        "{{#if stauts}}a{{/if}}",
        "en/reply/text.hbs:1:1: \"stauts\" isn't a name here. Did you mean \"status\"?",
    );
    check("en/reply/text.hbs", "{{#unless text}}{{#if score}}{{foo}}{{/if}}{{/unless}}", "en/reply/text.hbs:1:");
    check("en/reply/text.hbs", "{{desk.nmae}}", "en/reply/text.hbs:1:1: \"desk.nmae\"");
    check("en/reply/text.hbs", "{{#each files as |file|}}{{flie}}{{/each}}", "en/reply/text.hbs:1:");
    check("en/reply/text.hbs", "{{quoted}}", "en/reply/text.hbs:1:1:");
    check(
        "en/reply/text.hbs",
        "{{quoted score}}",
        "en/reply/text.hbs:1:1: \"quoted\" needs a text, but score isn't one",
    );
    check(
        "en/reply/text.hbs",
        "{{#if text}}{{#unless assignee}}{{quoted score}}{{/unless}}{{/if}}",
        "en/reply/text.hbs:1:",
    );
    check("en/reply/text.hbs", "{{paragraphs text}}", "en/reply/text.hbs:1:1: \"paragraphs\" isn't a name here");
    check("en/reply/text.hbs", "{{> fotoer}}", "en/reply/text.hbs:1:1: there's no part \"fotoer\"");
    check("en/reply/html.hbs", "{{#> frame}}{{nix}}{{/frame}}", "en/reply/html.hbs:1:");
    check("parts/frame.html.hbs", "{{nix}}{{> @partial-block}}", "parts/frame.html.hbs:1:1: \"nix\"");
    check("en/parts/topic.hbs", "{{#if sbuject}}{{/if}}", "en/parts/topic.hbs:1:1: \"sbuject\"");
    check("en/parts/topic.hbs", "{{> topic}}", "en/");
    check("en/parts/facts.text.hbs", "a\n{{> answering}}{{quoted score}}", "en/parts/facts.text.hbs:2:16: \"quoted\"");
    check(
        "en/reply/html.hbs",
        "{{#> frame}}\n {{paragraphs score}}{{/frame}}",
        "en/reply/html.hbs:2:2: \"paragraphs\"",
    );
    check(
        "en/reply/html.hbs",
        "{{#> frame}}{{#if text}}\n{{paragraphs score}}{{/if}}{{/frame}}",
        "en/reply/html.hbs:2:1:",
    );
    check("en/reply/txt.hbs", "x", "en/reply/txt.hbs: replaces nothing. Did you mean \"reply/text.hbs\"?");
    check("en/replies/text.hbs", "x", "en/replies/text.hbs: replaces nothing");
    check("em/reply/text.hbs", "x", "em/reply/text.hbs: replaces nothing, because \"em\" is neither");
    check("reply/text.hbs", "x", "reply/text.hbs: replaces nothing");
    check("stray.txt", "x", "stray.txt: replaces nothing");
}

#[test]
fn all_faults_are_told_at_once() {
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().join("en/reply");
    std::fs::create_dir_all(&folder).unwrap();
    for form in ["subject", "text", "html"] {
        std::fs::write(folder.join(format!("{form}.hbs")), "{{one}} {{two}}").unwrap();
    }
    let faults = Templates::compile(&["en"], Some(directory.path())).err().unwrap();
    assert_eq!(faults.len(), 6, "{faults:#?}");
}

#[test]
fn a_language_of_your_own_needs_all_files() {
    let faults = compile_with("fr", "fr/reply/text.hbs", "{{text}}").err().unwrap();
    assert!(faults.iter().any(|fault| fault.starts_with("fr/reply/html.hbs: is missing")), "{faults:#?}");
    assert!(!faults.iter().any(|fault| fault.starts_with("fr/reply/text.hbs")), "{faults:#?}");
}

#[test]
fn a_language_of_your_own_stands_beside_the_shipped_ones() {
    let directory = tempfile::tempdir().unwrap();
    for (path, source) in shipped::files_of("en") {
        let file = directory.path().join("fr").join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, if *path == "reply/text.hbs" { "{{text}} ({{language}})" } else { source }).unwrap();
    }
    let templates = Templates::compile(&["de", "fr"], Some(directory.path())).unwrap_or_else(|f| panic!("{f:#?}"));
    let sample = sample("full");
    let render = |kind, language| templates.render(kind, &sample.letter_context(language), &sample.facts).unwrap().text;
    assert!(render(NoticeKind::Reply, "fr").contains("(fr)\n"));
    assert!(render(NoticeKind::Confirmation, "de").contains("Guten Tag"));
    // A language that wasn't compiled falls back to the desk's own, the first.
    assert!(render(NoticeKind::Confirmation, "nl").contains("Guten Tag"));
}

#[test]
fn what_all_languages_share_is_at_fault_once() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(directory.path().join("parts")).unwrap();
    std::fs::write(directory.path().join("parts/frame.html.hbs"), "{{nix}}{{> @partial-block}}").unwrap();
    let faults = Templates::compile(&["en", "nl", "de"], Some(directory.path())).err().unwrap();
    assert_eq!(faults.len(), 1, "{faults:#?}");
}

#[test]
fn a_directory_that_is_not_there_is_a_fault() {
    let faults = Templates::compile(&["en"], Some(Path::new("/nonexistent/letters"))).err().unwrap();
    assert!(faults[0].to_string().starts_with("/nonexistent/letters: can't be read: "), "{faults:#?}");
}

#[test]
fn the_documents_tell_every_name() {
    let document = include_str!("../../docs/LETTERS.md");
    let sample = sample("full");
    let worded = Worded::default();
    let context = TemplateContext::of("en", &sample.letter_context("en"), (&sample.facts, worded)).unwrap();
    for name in context.0.data().as_object().unwrap().keys().filter(|name| *name != FORMATTED) {
        assert!(document.contains(&format!("`{name}`")) || document.contains(&format!("`{name}.")), "{name}");
    }
    for kind in NoticeKind::ALL {
        assert!(document.contains(&format!("| `{}` |", kind.as_str())), "{kind:?}");
    }
}

//! A config that can't work is refused at the start, with the place and with what to write instead.

use crate::desk::{CONFIG, Desk, ended};

/// `line:column` of the first `word`.
fn place(text: &str, word: &str) -> (usize, usize) {
    let before = &text[..text.find(word).unwrap()];
    let line = before.rsplit('\n').next().unwrap();
    (before.matches('\n').count() + 1, line.len() + 1)
}

/// A workflow with a rule about an unknown status.
const RULE: &str = r#"
[workflow]
initial = "new"

[workflow.status]
new = { stage = "open" }
closed = { stage = "done" }

[[workflow.rule]]
name = "solved is done"
when = { comment_by = ["agent"], status = ["solved"] }
then = { status = "closed" }
"#;

#[track_caller]
fn check(text: &str, word: &str, told: &str) {
    let desk = Desk::new();
    desk.write_config(text);
    let (line, column) = place(text, word);
    let expected = format!("{}:{line}:{column}", desk.path("config.toml").display());
    let ended = ended(desk.command(&["run"]), b"");
    assert_eq!(ended.code, Some(78), "{}", ended.stderr);
    for words in [expected.as_str(), told] {
        assert!(ended.stderr.contains(words), "{words} in {}", ended.stderr);
    }
    assert!(!desk.database().exists(), "refused before anything is made");
}

#[test]
fn what_is_wrong_in_the_config_is_told_with_its_place() {
    check(&CONFIG.replace("poll", "pol"), "pol", "did you mean `poll`?");
    check(&CONFIG.replace("20ms", "often"), "\"often\"", "often");
    check(&format!("{CONFIG}{RULE}"), "\"solved\"", "solved");
    check(&format!("{CONFIG}[limits\nx = 1\n"), "\nx = 1", "expected `]`");
}

#[test]
fn check_tells_all_faults_at_once() {
    let desk = Desk::new();
    let text = CONFIG.replace("host = ", "hots = ").replace("20ms", "often") + RULE;
    desk.write_config(&text);
    let told = ended(desk.command(&["check", "--offline", "--json"]), b"");
    assert_eq!(told.code, Some(78), "{}", told.stderr);
    let json: serde_json::Value = serde_json::from_str(&told.stdout).unwrap();
    let faults = json["faults"].as_array().unwrap();
    for word in ["hots", "\"often\"", "\"solved\""] {
        let (line, column) = place(&text, word);
        let there = faults.iter().any(|fault| fault["line"] == line && fault["column"] == column);
        assert!(there, "{word} in {faults:#?}");
    }
    let words = ended(desk.command(&["check", "--offline"]), b"");
    assert_eq!(
        (words.code, words.stdout.matches("config.toml:").count()),
        (Some(78), faults.len()),
        "{}",
        words.stdout
    );
}

#[test]
fn templates_with_names_that_stand_for_nothing_are_refused() {
    let desk = Desk::with("\n[templates]\ndirectory = \"templates\"\n");
    for (notice, text) in [("confirmation", "Dear {{requester}},\n\n{{moon_phase}}\n"), ("reply", "{{tide}}\n")] {
        let directory = desk.path("templates/en").join(notice);
        std::fs::create_dir_all(&directory).unwrap();
        std::fs::write(directory.join("text.hbs"), text).unwrap();
    }
    let run = ended(desk.command(&["run"]), b"");
    let check = ended(desk.command(&["check", "--offline"]), b"");
    for (code, told) in [(run.code, run.stderr), (check.code, check.stdout)] {
        assert_eq!(code, Some(78), "{told}");
        for words in ["en/confirmation/text.hbs:3:", "moon_phase", "en/reply/text.hbs:1:", "tide"] {
            assert!(told.contains(words), "{words} in {told}");
        }
    }
}

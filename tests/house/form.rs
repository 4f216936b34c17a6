//! Every file has a card, a meaningful name and few lines, and the top level is as designed.

use crate::files::{home, rust_files};

/// The top level, and what building and running leave there. Names with a leading dot are ignored.
const TOP_LEVEL: &str = "Cargo.toml Cargo.lock clippy.toml rustfmt.toml README.md CONTRIBUTING.md CHANGELOG.md SECURITY.md LICENSE-APACHE LICENSE-MIT \
    config.toml deny.toml test src templates fixtures tests systemd docs benches fuzz target data";

/// File names without meaning.
const NO_NOUNS: &[&str] =
    &["util", "utils", "helper", "helpers", "manager", "common", "misc", "data", "info", "process"];

/// The most lines of a file. In longer ones a noun is missing.
const LONGEST_FILE: usize = 500;

/// The same for what ships.
const LONGEST_SHIPPED: usize = 400;

/// The rules for every file, tests and benches included.
pub(crate) fn faults_of_form(path: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if !text.starts_with("//! ") {
        faults.push(format!("{path}: opens without a card (`//!`: what comes in, goes out, never happens)"));
    }
    let lines = text.lines().count();
    if lines > LONGEST_FILE {
        faults.push(format!("{path}: {lines} lines; above {LONGEST_FILE} a noun is missing"));
    }
    let stem = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs");
    if NO_NOUNS.contains(&stem) {
        faults.push(format!("{path}: `{stem}` names nothing"));
    }
    faults
}

#[test]
fn tests_and_benches_have_the_same_form() {
    let folders = ["tests", "benches", "fuzz/fuzz_targets"].map(|folder| rust_files(&home().join(folder)));
    let faults: Vec<String> = folders.iter().flatten().flat_map(|(path, text)| faults_of_form(path, text)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_ships_is_in_short_files() {
    let files = rust_files(&home().join("src"));
    let long = files.iter().filter(|(_, text)| text.lines().count() > LONGEST_SHIPPED);
    let long: Vec<&str> = long.map(|(path, _)| path.as_str()).collect();
    assert_eq!(long, [""; 0], "above {LONGEST_SHIPPED} lines a noun is missing");
}

#[test]
fn the_top_level_is_as_designed() {
    let entries = std::fs::read_dir(home()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let planned: Vec<&str> = TOP_LEVEL.split_whitespace().collect();
    let unknown: Vec<String> =
        entries.filter(|name| !name.starts_with('.') && !planned.contains(&name.as_str())).collect();
    assert!(unknown.is_empty(), "not in the plan of the top level: {}", unknown.join(", "));
}

#[test]
fn sees_bad_form() {
    let faults = |path: &str, text: &str| faults_of_form(path, text).len();
    assert_eq!(faults("desk/ticket.rs", "//! A card.\n"), 0);
    assert_eq!(faults("desk/ticket.rs", "use std::fmt;\n"), 1);
    assert_eq!(faults("desk/util.rs", "//! A card.\n"), 1);
    assert_eq!(faults("desk/ticket.rs", &format!("//! A card.\n{}", "\n".repeat(LONGEST_FILE))), 1);
}

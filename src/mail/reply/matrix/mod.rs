//! Replies as mail programs write them: each program's way of quoting in each of its languages, answered above, below
//! and between, wrapped at many widths. What is expected is exact.

mod attributions;
mod blocks;
mod contacts;
mod footers;
mod pages;
mod prose;
mod signatures;

use super::{Reply, reply};
use crate::mail::inbound::TextSource;
use crate::mail::{Inbound, html};

/// What people answer.
const ANSWERS: &[&str] =
    &["Thank you, that works.", "Yes\nNo\nMaybe on Monday", "Hello Bob,\n\nIt stopped again at 9:00.\n\nAda"];

/// Who is quoted.
const NAMES: &[&str] = &["Ada Byron", "\"Byron, Ada\"", "Jean-Luc O'Neill (Support)", "山田 太郎", "Ольга Иванова"];

const ADDRESS: &str = "ada.byron@x.example";

/// What is quoted.
const OLD: &str = "Hello,\n\nthe press does not start since Friday. Could you have a look?\n\nKind regards\nBob";

fn told(text: &str) -> Reply {
    reply(&Inbound { text: text.to_owned(), ..Inbound::default() })
}

/// As [`told`], of a page.
fn told_html(html: &str) -> Reply {
    let rendered = html::render(html);
    reply(&Inbound { text: rendered.text, marks: rendered.marks, source: TextSource::Html, ..Inbound::default() })
}

/// With quote marks.
fn marked(text: &str) -> String {
    text.lines().fold(String::new(), |quote, line| quote + "> " + line + "\n")
}

/// Wraps between words, as mail programs do.
fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut used = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            out.push('\n');
            used = 0;
        } else if used > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += length;
    }
    out
}

/// An attribution in all the ways in which it is broken.
fn forms(attribution: &str) -> Vec<String> {
    let mut all = vec![attribution.to_owned(), attribution.replacen(' ', "\u{A0}", 40)];
    // narrower wrapping is not known by any program
    all.extend([78, 72, 60, 45].map(|width| wrapped(attribution, width)));
    all.push(attribution.replace('<', "<\n"));
    let address = format!("<{ADDRESS}>");
    if attribution.contains(&address) && !attribution.contains("mailto:") {
        all.push(attribution.replace(&address, &format!("\n{address}")));
        all.push(attribution.replace(&address, &format!("<{ADDRESS}\n>")));
        all.push(attribution.replace(&address, &format!("<mailto:{ADDRESS}>")));
        all.push(attribution.replace(&address, &format!("<{ADDRESS}<mailto:{ADDRESS}>>")));
        all.push(attribution.replace(&address, &format!("<{ADDRESS} <mailto:{ADDRESS}>>")));
        all.push(attribution.replace(&address, &format!("<\n{ADDRESS}\n<mailto:{ADDRESS}>>")));
        all.push(attribution.replace(&address, &format!("[mailto:{ADDRESS}]")));
    }
    all
}

/// The first of them; nobody reads more.
fn first(missed: &[String]) -> String {
    missed.iter().take(12).map(String::as_str).collect::<Vec<_>>().join("\n")
}

/// Where the answer stands.
fn layouts(attribution: &str, answer: &str, bare: bool) -> Vec<(String, String)> {
    let old = marked(OLD);
    let mut all = vec![
        (format!("{answer}\n\n{attribution}\n{old}"), answer.to_owned()),
        (format!("{answer}\n\n{attribution}\n\n{old}"), answer.to_owned()),
        (format!("{attribution}\n\n{old}\n\n{answer}\n"), answer.to_owned()),
        (format!("{attribution}\n{old}{answer}\n"), answer.to_owned()),
    ];
    if bare {
        all.push((format!("{answer}\n\n{attribution}\n\n{OLD}\n"), answer.to_owned()));
        all.push((format!("{answer}\n\n\n{attribution}\n{OLD}\n"), answer.to_owned()));
    }
    all
}

fn check_all(attributions: &[&str], bare: bool) {
    let mut missed: Vec<String> = Vec::new();
    let mut cases = 0;
    for (nth, row) in attributions.iter().enumerate() {
        for at in 0..forms(row).len().max(14) {
            let name = NAMES[(nth + at) % NAMES.len()];
            let attribution = row.replace("{n}", name).replace("{a}", ADDRESS);
            let answer = ANSWERS[(nth + at) % ANSWERS.len()];
            if let Some(form) = forms(&attribution).get(at) {
                // each form meets every other place, and each place every other form
                for (text, expected) in layouts(form, answer, bare).into_iter().skip((nth + at) % 2).step_by(2) {
                    cases += 1;
                    let found = told(&text).new_text;
                    if found.as_str() != expected {
                        missed.push(format!("{text:?}\n    {found:?}"));
                    }
                }
            }
        }
    }
    assert!(missed.is_empty(), "{} of {cases}\n{}", missed.len(), first(&missed));
}

#[test]
fn gmail() {
    check_all(attributions::GMAIL, true);
}

#[test]
fn apple_mail() {
    check_all(attributions::APPLE, true);
}

#[test]
fn desktop_programs() {
    check_all(attributions::DESKTOP, true);
}

#[test]
fn providers() {
    check_all(attributions::PROVIDERS, true);
}

#[test]
fn names_and_verbs_alone() {
    check_all(attributions::WEAK, false);
}

//! Finds statuses and transitions that have no title in a language that customers read.

use crate::desk::by_language::{Texts, base};
use crate::desk::people::Role;
use crate::desk::title::{TitleReader, has_shipped_titles};
use crate::desk::workflow::Workflow;

use super::reader::FileReading;

/// Warns where customers of one language would read the title, or the name, that is meant for those of another.
pub(super) fn warn_of_missing(reading: &FileReading<'_>, languages: &[String], workflow: &Workflow) {
    // A title for all languages is in the desk's, which is the first.
    let desk = languages.first().map(|language| base(language));
    let missing = |titles: &[&Texts]| {
        let has = |titles: &Texts, language: &str| {
            titles.of(language).is_some() || titles.for_all().is_some() && Some(base(language)) == desk
        };
        let without = |language: &&String| !titles.iter().any(|titles| has(titles, language));
        let found: Vec<&str> = languages.iter().filter(without).map(String::as_str).collect();
        // One language needs one title.
        let is_one = languages.iter().all(|language| Some(base(language)) == desk);
        if is_one { Vec::new() } else { found }
    };
    for status in workflow.statuses() {
        let name = status.name.as_str();
        let without = missing(&[&status.titles.customers, &status.titles.agents]);
        let Some(first) = without.first().filter(|_| !has_shipped_titles(name) && !workflow.is_inquiry(&status.name))
        else {
            continue;
        };
        let shown = status.titles.shown(name, first, TitleReader::Customer);
        let message = format!("status `{name}` has no title in {}: customers read \"{shown}\"", without.join(", "));
        reading.warn(None, message, format!("write customer_titles = {{ {first} = \"…\" }}"));
    }
    for transition in workflow.transitions() {
        let without = missing(&[&transition.titles]);
        let Some(first) = without.first().filter(|_| transition.by.iter().any(|role| *role != Role::Agent)) else {
            continue;
        };
        let (name, shown) = (&transition.name, transition.called(first));
        let message = format!("transition `{name}` has no title in {}: customers read \"{shown}\"", without.join(", "));
        reading.warn(None, message, format!("write titles = {{ {first} = \"…\" }}"));
    }
}

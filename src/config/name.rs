//! Allowed names of statuses, fields, transitions and partners, which people type as `#NAME`.

use crate::desk::registry;

use super::reader::{Found, Table};

/// Agents type `#NAME` in lower case.
pub(super) fn check_name(table: &Table<'_>, name: &Found<String>, what: &str) {
    let plain = |c: char| c.is_alphanumeric() && !c.is_uppercase() || c == '-';
    let fits = name.value.starts_with(char::is_alphabetic) && name.value.chars().all(plain);
    if !fits {
        let message = format!("`{}` isn't a name for {what}: use lower-case letters, digits and `-`", name.value);
        let help = match fixed(&name.value) {
            Some(fixed) => format!("write {fixed}, for the command #{fixed}"),
            None => "start it with a letter, for a command of # and the name".to_owned(),
        };
        table.reading.fault(&name.span, message, help);
    } else if registry::is_reserved(&name.value) {
        let message = format!("`#{}` is a command already", name.value);
        let help = format!("give {what} another name, such as `our-{}`", name.value);
        table.reading.fault(&name.span, message, help);
    }
}

/// The name in letters that are allowed, if it begins with one.
fn fixed(name: &str) -> Option<String> {
    let plain: String = name.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    let plain = plain.trim_matches('-').to_owned();
    let fixed = if registry::is_reserved(&plain) { format!("our-{plain}") } else { plain };
    fixed.starts_with(char::is_alphabetic).then_some(fixed)
}

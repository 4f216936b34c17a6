//! What statuses, fields, transitions and partners may be called, so that people can ask for them with `#NAME`.

use super::reader::{Found, Table};

/// Commands that a status of the same name would hide.
pub(super) const COMMANDS: [&str; 13] =
    ["note", "public", "status", "assign", "team", "on-behalf", "cc", "merge", "split", "spam", "list", "show", "help"];

/// Agents write `#NAME` in lower case.
pub(super) fn check_name(table: &Table<'_>, name: &Found<String>, what: &str) {
    let plain = |c: char| c.is_alphanumeric() && !c.is_uppercase() || c == '-';
    let fits = name.value.starts_with(char::is_alphabetic) && name.value.chars().all(plain);
    if !fits {
        let message = format!("`{}` is not a name for {what}: lower-case letters, digits and `-`", name.value);
        let fixed: String =
            name.value.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
        table.reading.fault(&name.span, message, format!("write {fixed}; people ask for it with #{fixed}"));
    } else if COMMANDS.contains(&name.value.as_str()) {
        let message = format!("`#{}` is a command already", name.value);
        table.reading.fault(&name.span, message, format!("call {what} otherwise"));
    }
}

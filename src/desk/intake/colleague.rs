//! For whom a customer says that they ask: a line on top of their mail, as agents write it and as people do.

use crate::mail::clean::quoted;
use crate::mail::mentions::mentions;
use crate::mail::{Address, Contact};

use super::super::act::OnBehalf;

/// The beginnings of the line.
const OPENINGS: [&str; 4] = ["#on-behalf", "on behalf of:", "namens:", "im auftrag von:"];

/// Reads it; `writer` asks for nobody else by naming themselves.
pub(super) fn find(text: &str, writer: &Address) -> Option<OnBehalf> {
    let text = text.trim_start();
    let (line, below) = text.split_once('\n').unwrap_or((text, ""));
    let head: String = line.chars().take(20).flat_map(char::to_lowercase).collect();
    let opening = OPENINGS.into_iter().find(|opening| head.starts_with(opening))?;
    let found = mentions(line);
    let (address, before, _) = found.first()?;
    // Mail programs write `bob@acme.example <mailto:bob@acme.example>`.
    if address == writer || found.iter().any(|(other, _, _)| other != address) {
        return None;
    }
    let name = before.get(opening.len()..).unwrap_or_default();
    let name = name.trim_matches(|c: char| c.is_whitespace() || "<\"'".contains(c));
    Some(OnBehalf {
        line: quoted(line),
        who: Contact::new(name, address.clone()),
        below: below.trim_start_matches(['\r', '\n']).to_owned(),
    })
}

//! Form lines: `Urgency: High`, `Category: Robotics / Gripper` at the very top of what a customer newly wrote.
//!
//! Comes in: the text, the fields of the desk, and what the ticket has already. Goes out: for each field that the lines
//! name its value, or what is wrong with it. The first other line ends the form; only labels of the config
//! count, so that `Note: …` and `Hello: …` stay text. The text itself is not touched: the comment keeps it whole.
//!
//! A line without a value is a form that was left open, and says nothing. A subtype may stand behind its value or on a
//! line of its own; without the value that unlocks it, it is wrong. Two lines that say different things for a field are
//! both wrong: which is meant cannot be told.

use std::fmt;

use crate::mail::clean::{MAX_QUOTED, truncated};

use super::field::{BETWEEN, Customers, Field, FieldSet, Fields, Wrong, folded};

/// The longest label. A longer one is a sentence.
const MAX_LABEL_BYTES: usize = 120;
/// The most lines of a form.
const MAX_LINES: usize = 100;

/// The lines of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled<'f> {
    /// The field.
    pub field: &'f Field,
    /// The label, as written.
    pub label: String,
    /// The value, as written.
    pub given: String,
    /// The value, as it is stored, or why it is none.
    pub value: Result<String, Wrong>,
}

/// A line of a form, as it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormLine {
    /// The field, by its name.
    field: String,
    part: Part,
    /// The label in the line.
    label: String,
    /// The value in the line.
    given: String,
}

impl FormLine {
    /// A value that was chosen on a page, as it is stored.
    pub fn chosen(field: &str, value: &str) -> Self {
        Self { field: field.to_owned(), part: Part::Value, label: field.to_owned(), given: value.to_owned() }
    }
}

impl fmt::Display for FormLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.label, self.given)
    }
}

/// The line: the field's own, or its subtype's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Value,
    Subtype,
}

/// The form lines at the top of a text.
pub fn read_lines(fields: &FieldSet, text: &str) -> Vec<FormLine> {
    let mut lines = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()).take(MAX_LINES) {
        let Some((label, given)) = split(line) else { break };
        let Some((field, part)) = find_label(fields, label) else { break };
        let (field, label, given) = (field.name.clone(), label.to_owned(), truncated(given, MAX_QUOTED).to_owned());
        lines.push(FormLine { field, part, label, given });
    }
    lines
}

/// The value that form lines give to each field. `known` are the fields of the ticket.
pub fn fill_in<'f>(fields: &'f FieldSet, known: &Fields, lines: &[FormLine]) -> Vec<Filled<'f>> {
    let mut filled: Vec<Filled<'f>> = Vec::new();
    for FormLine { field, .. } in lines {
        let Some(field) = fields.find(field) else { continue };
        if filled.iter().all(|other| other.field.name != field.name) {
            let own: Vec<&FormLine> = lines.iter().filter(|line| line.field == field.name).collect();
            filled.extend(fill(field, known.get(&field.name), &own));
        }
    }
    filled
}

/// `**Urgency:** High` → `**Urgency`, `High`. Quotes and commands are no form.
fn split(line: &str) -> Option<(&str, &str)> {
    if line.starts_with(['>', '#']) {
        return None;
    }
    let (label, given) = line.split_once([':', '：']).filter(|(label, _)| label.len() <= MAX_LABEL_BYTES)?;
    Some((label, given.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '|'))))
}

fn find_label<'f>(fields: &'f FieldSet, label: &str) -> Option<(&'f Field, Part)> {
    let key = folded(label);
    let is = |word: &str| folded(word) == key;
    fields.0.iter().filter(|field| field.customers != Customers::Ignore && !key.is_empty()).find_map(|field| {
        if field.labels.all().any(is) {
            Some((field, Part::Value))
        } else {
            field.subtype_labels.all().any(is).then_some((field, Part::Subtype))
        }
    })
}

/// The lines of one field together; nothing when all of them were left open.
fn fill<'f>(field: &'f Field, known: Option<&str>, lines: &[&FormLine]) -> Option<Filled<'f>> {
    let said = |part: Part| lines.iter().filter(move |line| line.part == part).map(|line| line.given.as_str());
    let of_value = said(Part::Value).map(|given| (given, field.find_value(given)));
    let of_value = agreed(of_value.filter(|(_, value)| *value != Err(Wrong::Empty)));
    let base = match &of_value {
        Some((_, value)) => value.as_deref().ok(),
        // a new subtype takes the place of the one that the ticket has
        None => known.map(|value| value.split_once(BETWEEN).map_or(value, |(name, _)| name)),
    };
    let of_subtype = said(Part::Subtype).filter(|given| !folded(given).is_empty());
    let of_subtype = agreed(of_subtype.map(|given| (given, unlock(field, base, given))));
    let (given, value) = match (of_value, of_subtype) {
        (Some((given, value @ Err(_))), _) | (Some((given, value)), None) | (None, Some((given, value))) => {
            (given, value)
        }
        (Some((given, Ok(_))), Some((subtype, value))) => (format!("{given} / {subtype}"), value),
        (None, None) => return None,
    };
    let label = lines.first()?.label.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    Some(Filled { field, label, given, value })
}

fn unlock(field: &Field, base: Option<&str>, subtype: &str) -> Result<String, Wrong> {
    let base = base.ok_or(Wrong::Locked)?;
    let value = field.with_subtype(base, subtype)?;
    // `Robotics / Arm` on one line and `Gripper` on the next
    if base.contains(BETWEEN) && base != value { Err(Wrong::Contradiction) } else { Ok(value) }
}

/// Lines that all say the same are one; others contradict each other.
fn agreed<'t>(
    lines: impl Iterator<Item = (&'t str, Result<String, Wrong>)>,
) -> Option<(String, Result<String, Wrong>)> {
    let mut lines = lines;
    let (first, value) = lines.next()?;
    let (mut given, mut all) = (first.to_owned(), value.clone());
    for (other, says) in lines {
        if says != value || (says.is_err() && other != first) {
            given = format!("{given}; {other}");
            all = Err(Wrong::Contradiction);
        }
    }
    Some((given, all))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::samples;

    fn check_on(known: &[(&str, &str)], text: &str, expected: &[(&str, &str, Result<&str, Wrong>)]) {
        let set = samples::fields();
        let mut fields = Fields::default();
        for (name, value) in known {
            fields.set(name, Some(value));
        }
        let found = fill_in(&set, &fields, &read_lines(&set, text));
        let found: Vec<_> = found
            .iter()
            .map(|filled| {
                (filled.field.name.as_str(), filled.given.as_str(), filled.value.as_deref().map_err(Clone::clone))
            })
            .collect();
        assert_eq!(found, expected, "{text:?}");
    }

    fn check(text: &str, expected: &[(&str, &str, Result<&str, Wrong>)]) {
        check_on(&[], text, expected);
    }

    #[test]
    fn lines_at_the_top_are_a_form() {
        check("Urgency: High\nThe press stops.", &[("priority", "High", Ok("2"))]);
        check(
            "\n\nurgency : high\n\n\nCATEGORY: robotics / arm\n\nText",
            &[("priority", "high", Ok("2")), ("category", "robotics / arm", Ok("Robotics/Arm"))],
        );
        check(
            "Dringlichkeit: Kritisch\nKategorie： Robotik",
            &[("priority", "Kritisch", Ok("1")), ("category", "Robotik", Ok("Robotics"))],
        );
        check("Prioriteit: 2", &[("priority", "2", Ok("2"))]);
        check(
            "* **Urgency:** High\n• _Product_: Press 7",
            &[("priority", "High", Ok("2")), ("product", "Press 7", Ok("Press 7"))],
        );
        check("| Urgency: | High |", &[("priority", "High", Ok("2"))]);
        check(
            "Urgency: High\r\nProduct: Press 7\r\n",
            &[("priority", "High", Ok("2")), ("product", "Press 7", Ok("Press 7"))],
        );
        check("Severity: high", &[("severity", "high", Ok("2"))]);
    }

    #[test]
    fn other_lines_are_text() {
        check("", &[]);
        check("The press stops.\nUrgency: High", &[]);
        check("Hello: all\nUrgency: High", &[]);
        check("Note: Urgency: High", &[]);
        check("> Urgency: High", &[]);
        check("#Urgency: High", &[]);
        check("Owner: Bob", &[]);
        check("Urgency High", &[]);
        check(": High", &[]);
        check(&format!("{}: High", "urgency ".repeat(100)), &[]);
        check("Urgency: High\nNote: all\nProduct: Press", &[("priority", "High", Ok("2"))]);
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        check("Urgency: soon", &[("priority", "soon", Err(Wrong::Unknown))]);
        check("Urgency:\nCategory: Data", &[("category", "Data", Ok("Data"))]);
        check("Urgency: High\nUrgency: Low", &[("priority", "High; Low", Err(Wrong::Contradiction))]);
        check("Urgency: High\nPriority: 2", &[("priority", "High", Ok("2"))]);
        check("Urgency: High\nPriority: soon", &[("priority", "High; soon", Err(Wrong::Contradiction))]);
        check("Urgency: now\nPriority: soon", &[("priority", "now; soon", Err(Wrong::Contradiction))]);
        check("Urgency: soon\nUrgency: soon", &[("priority", "soon", Err(Wrong::Unknown))]);
        check(
            "Category: Robotics / Wheel",
            &[("category", "Robotics / Wheel", Err(Wrong::Subtype("Robotics".to_owned())))],
        );
    }

    #[test]
    fn subtypes_may_stand_on_a_line_of_their_own() {
        check("Category: Robotics\nSubtype: gripper", &[("category", "Robotics / gripper", Ok("Robotics/Gripper"))]);
        check("Untertyp: Arm\nKategorie: Robotik", &[("category", "Robotik / Arm", Ok("Robotics/Arm"))]);
        check("Category: Robotics\nSubtype:", &[("category", "Robotics", Ok("Robotics"))]);
        check("Subtype: Gripper", &[("category", "Gripper", Err(Wrong::Locked))]);
        check("Category: Gripper", &[("category", "Gripper", Err(Wrong::Locked))]);
        check_on(&[("category", "Robotics")], "Subtype: Gripper", &[("category", "Gripper", Ok("Robotics/Gripper"))]);
        check_on(
            &[("category", "Robotics/Arm")],
            "Subtype: Gripper",
            &[("category", "Gripper", Ok("Robotics/Gripper"))],
        );
        check(
            "Category: Data\nSubtype: Gripper",
            &[("category", "Data / Gripper", Err(Wrong::Subtype("Data".to_owned())))],
        );
        check(
            "Category: Robotics/Arm\nSubtype: Gripper",
            &[("category", "Robotics/Arm / Gripper", Err(Wrong::Contradiction))],
        );
        check("Category: Soup\nSubtype: Gripper", &[("category", "Soup", Err(Wrong::Unknown))]);
    }
}

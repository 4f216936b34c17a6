//! The diagram in the language of Mermaid, as web pages and wikis draw it: `stateDiagram-v2`.

use std::fmt::Write as _;

use super::{Diagram, Reached, stage_word};

impl Diagram {
    /// As a state diagram. Statuses have ids of their own: `end` and `note` are words of the language.
    pub fn to_mermaid(&self) -> String {
        let mut text = String::from("stateDiagram-v2\n    direction LR\n");
        for (index, node) in self.statuses.iter().enumerate() {
            let _ = writeln!(text, "    state \"{} ({})\" as s{index}", plain(&node.name), stage_word(node.stage));
        }
        for (index, _) in self
            .statuses
            .iter()
            .enumerate()
            .filter(|(_, node)| matches!(node.reached, Reached::Initial | Reached::Inquiry))
        {
            let _ = writeln!(text, "    [*] --> s{index}");
        }
        for arrow in self.arrows() {
            let (Some(from), Some(to)) = (self.index(arrow.from), self.index(arrow.to)) else { continue };
            let behind = Some(&arrow.circumstances).filter(|it| !it.is_empty()).map(|it| format!(" ({it})"));
            let label = format!("{}{}", arrow.titles.join(", "), behind.unwrap_or_default());
            let _ = writeln!(text, "    s{from} --> s{to} : {}", plain(&label));
        }
        text
    }

    fn index(&self, name: &str) -> Option<usize> {
        self.statuses.iter().position(|node| node.name == name)
    }
}

/// Text in which nothing is read as Mermaid: what could be is written by its number, which the language knows as `#35;`.
fn plain(text: &str) -> String {
    let is_safe = |c: char| c.is_alphanumeric() || matches!(c, ' ' | ',' | '.' | '-' | '(' | ')' | '\'');
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if is_safe(c) {
            plain.push(c);
        } else {
            let _ = write!(plain, "#{};", u32::from(c));
        }
    }
    plain
}

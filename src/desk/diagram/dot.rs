//! The diagram in the language of Graphviz: `dot -Tsvg`.

use std::fmt::Write as _;

use super::{Arrow, Diagram, MoveCause, Node, Reached, stage_word};
use crate::desk::status::Stage;

/// No status is called so.
const START: &str = "\"*\"";

impl Diagram {
    /// As a `digraph`.
    pub fn to_dot(&self) -> String {
        let mut text = String::from(
            "digraph workflow {\n  rankdir=LR;\n  node [shape=box, style=\"rounded,filled\", fontname=\"sans-serif\"];\n  \
             edge [fontname=\"sans-serif\", fontsize=10];\n",
        );
        let _ = writeln!(text, "  {START} [shape=point, label=\"\"];");
        for node in &self.statuses {
            let _ = writeln!(
                text,
                "  {} [label={}, fillcolor=\"{}\"];",
                quoted(&node.name),
                label(node),
                colour(node.stage)
            );
            if matches!(node.reached, Reached::Initial | Reached::Inquiry) {
                let _ = writeln!(text, "  {START} -> {};", quoted(&node.name));
            }
        }
        for arrow in self.arrows() {
            let (from, to) = (quoted(arrow.from), quoted(arrow.to));
            let _ = writeln!(text, "  {from} -> {to} [label={}, style={}];", arrow_label(&arrow), style(arrow.kind));
        }
        text.push_str("}\n");
        text
    }
}

fn label(node: &Node) -> String {
    let feedback = if node.asks_feedback { "\nasks for a rating" } else { "" };
    quoted(&format!("{}\n{}{feedback}", node.name, stage_word(node.stage)))
}

fn arrow_label(arrow: &Arrow<'_>) -> String {
    let told = if arrow.tells.is_empty() { String::new() } else { format!("notifies {}", arrow.tells) };
    let lines = arrow.titles.iter().chain([&arrow.circumstances, &told]).filter(|line| !line.is_empty());
    quoted(&lines.map(String::as_str).collect::<Vec<_>>().join("\n"))
}

fn colour(stage: Stage) -> &'static str {
    match stage {
        Stage::Open => "#fde9c8",
        Stage::Waiting => "#dbe9f6",
        Stage::Done => "#dff0d8",
    }
}

fn style(kind: MoveCause) -> &'static str {
    match kind {
        MoveCause::Rule => "solid",
        MoveCause::Transition => "bold",
        MoveCause::Timer => "dashed",
    }
}

/// An ID in double quotes. A backslash begins an escape in labels, so that one of the text is doubled.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{escaped}\"")
}

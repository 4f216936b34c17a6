//! The diagram in the language of Graphviz: `dot -Tsvg`.

use std::fmt::Write as _;

use super::{Cause, Diagram, Move, Node, stage_word};
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
            if node.initial {
                let _ = writeln!(text, "  {START} -> {};", quoted(&node.name));
            }
        }
        for it in &self.moves {
            let Some(to) = &it.to else { continue };
            let attributes = format!("[label={}, style={}]", quoted(&edge_label(it)), style(it.kind));
            for from in &it.from {
                let _ = writeln!(text, "  {} -> {} {attributes};", quoted(from), quoted(to));
            }
        }
        text.push_str("}\n");
        text
    }
}

fn label(node: &Node) -> String {
    let feedback = if node.asks_feedback { "\nasks for feedback" } else { "" };
    quoted(&format!("{}\n{}{feedback}", node.name, stage_word(node.stage)))
}

fn edge_label(it: &Move) -> String {
    let told = it.tells.join(", ");
    let told = if told.is_empty() { told } else { format!("tells {told}") };
    [it.title(), it.circumstances(), told].into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn colour(stage: Stage) -> &'static str {
    match stage {
        Stage::Open => "#fde9c8",
        Stage::Waiting => "#dbe9f6",
        Stage::Done => "#dff0d8",
    }
}

fn style(kind: Cause) -> &'static str {
    match kind {
        Cause::Rule => "solid",
        Cause::Transition => "bold",
        Cause::Timer => "dashed",
    }
}

/// An ID in double quotes. A backslash begins an escape in labels, so that one of the text is doubled.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{escaped}\"")
}

//! The diagram as a table for people on a terminal.

use std::fmt;

use super::{Diagram, MoveCause, Node, Reached, WorkflowMove, stage_word};

const HEAD: [&str; 5] = ["FROM", "TO", "CHANGED BY", "WHO AND WHEN", "NOTIFIES"];

/// What holds beside the moves.
const BESIDE: &str = "\
Agents can also set any status with #STATUS.
Public messages go to everyone on the ticket. Agents also get internal notes:
the assigned one, or else the team, or else all who are notified about new
tickets, but never the author. NOTIFIES lists further people.";

impl fmt::Display for Diagram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let statuses: Vec<[String; 3]> = self.statuses.iter().map(status_row).collect();
        let head = ["STATUS", "STAGE", ""].map(str::to_owned);
        write_rows(f, std::iter::once(&head).chain(&statuses))?;
        writeln!(f)?;
        let moves: Vec<[String; 5]> = self.moves.iter().map(|it| self.move_row(it)).collect();
        write_rows(f, std::iter::once(&HEAD.map(str::to_owned)).chain(&moves))?;
        writeln!(f)?;
        writeln!(f, "{BESIDE}")
    }
}

impl Diagram {
    fn move_row(&self, it: &WorkflowMove) -> [String; 5] {
        let anywhere = it.from.is_empty() || it.from.len() + 1 >= self.statuses.len() && self.is_all_but(it);
        let from = if anywhere { "any".to_owned() } else { it.from.join(", ") };
        let kind = match it.kind {
            MoveCause::Rule => "rule",
            MoveCause::Transition => "transition",
            MoveCause::Timer => "timer",
        };
        let to = it.to.clone().unwrap_or_else(|| "(stays)".to_owned());
        let assigns = it.assigns_author.then(|| "assigns the author".to_owned());
        let handed = it.partner.as_ref().map(|partner| format!("handed to {partner}"));
        let who = [Some(it.circumstances()), assigns, handed].into_iter().flatten().filter(|part| !part.is_empty());
        [from, to, format!("{kind} {}", it.title()), who.collect::<Vec<_>>().join("; "), it.tells.join(", ")]
    }

    /// From everywhere but where it leads to.
    fn is_all_but(&self, it: &WorkflowMove) -> bool {
        self.statuses.iter().all(|status| it.from.contains(&status.name) || it.to.as_ref() == Some(&status.name))
    }
}

fn status_row(node: &Node) -> [String; 3] {
    let only = format!("only agents set it, with #{}", node.name);
    let notes = [
        (node.reached == Reached::Initial).then(|| "new tickets".to_owned()),
        (node.reached == Reached::Inquiry).then(|| "new inquiries".to_owned()),
        node.asks_feedback.then(|| "asks for a rating".to_owned()),
        (node.reached == Reached::OnlyAgents).then_some(only),
        node.by_assignee.then(|| "only the assigned agent sets it".to_owned()),
        (!node.tells.is_empty()).then(|| format!("notifies {}", node.tells.join(", "))),
    ];
    [node.name.clone(), stage_word(node.stage).to_owned(), notes.into_iter().flatten().collect::<Vec<_>>().join("; ")]
}

/// Rows in columns as wide as they need to be; nothing behind the last word of a line.
fn write_rows<'a, const N: usize>(
    f: &mut fmt::Formatter<'_>,
    rows: impl Iterator<Item = &'a [String; N]> + Clone,
) -> fmt::Result {
    let mut widths = [0; N];
    for row in rows.clone() {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    for row in rows {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        writeln!(f, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}

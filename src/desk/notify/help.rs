//! All that agents can write on the first lines of a mail at this desk, a line each: what `#help` answers.
//!
//! The desk's own words (statuses, transitions, names) come from the config; what a command does is told by the templates.

use super::super::facts::{CommandFact, Offer};
use super::super::letter::TicketView;
use super::super::people::Role;
use super::super::policy::Policy;
use super::super::transition::Transition;

/// What a command can mean; templates have words for each.
pub const MEANINGS: &[&str] = &[
    "take",
    "assign",
    "note",
    "public",
    "join",
    "leave",
    "on-behalf",
    "merge",
    "split",
    "spam",
    "open",
    "team",
    "field",
    "list-mine",
    "list-unassigned",
    "list-open",
    "list-team",
    "show",
    "help",
];

/// What moves a ticket.
pub(super) fn view(policy: &Policy) -> TicketView {
    let transitions = policy.workflow.transitions().iter().filter(|transition| transition.by.contains(&Role::Agent));
    let offer =
        |transition: &Transition| Offer { command: format!("#{}", transition.name), label: transition.title.clone() };
    TicketView {
        statuses: policy.workflow.settable(""),
        offers: transitions.map(offer).collect(),
        ..TicketView::default()
    }
}

/// All other commands.
pub(super) fn further(policy: &Policy) -> Vec<CommandFact> {
    let prefix = policy.style.prefix();
    let agents: Vec<&str> = policy.people.agents.0.iter().map(|agent| agent.name.as_str()).collect();
    let mut commands = vec![
        command("#assign me", "take", ""),
        command("#assign NAME", "assign", &agents.join(", ")),
        command("#note", "note", ""),
        command("#public", "public", ""),
        command("#cc add ADDRESS", "join", ""),
        command("#cc remove ADDRESS", "leave", ""),
        command("#on-behalf ADDRESS", "on-behalf", ""),
        command(&format!("#merge {prefix}-00041"), "merge", ""),
        command("#split SUBJECT", "split", ""),
        command("#spam", "spam", ""),
        command("#list mine", "list-mine", ""),
        command("#list unassigned", "list-unassigned", ""),
        command("#list open", "list-open", ""),
    ];
    if policy.workflow.inquiry().is_some() {
        commands.push(command("#open", "open", ""));
    }
    let fields = policy.fields.0.iter();
    commands.extend(fields.map(|field| command(&format!("#{} VALUE", field.name), "field", &field.vocabulary())));
    let teams: Vec<&str> = policy.people.teams.0.iter().map(|team| team.name.as_str()).collect();
    if !teams.is_empty() {
        commands.push(command("#team NAME", "team", &teams.join(", ")));
        commands.push(command("#list team NAME", "list-team", &teams.join(", ")));
    }
    commands.push(command(&format!("#show {prefix}-00042"), "show", ""));
    commands.push(command("#help", "help", ""));
    commands
}

fn command(command: &str, meaning: &str, choices: &str) -> CommandFact {
    CommandFact { command: command.to_owned(), meaning: meaning.to_owned(), choices: choices.to_owned() }
}

//! All that agents can write on the first lines of a mail at this desk, a line each: what `#help` answers.

use super::super::decide::Policy;
use super::super::notice::Offer;
use super::super::people::Role;
use super::super::status::{Stage, Status};

/// The commands, those that move a ticket first.
pub fn commands(policy: &Policy) -> Vec<Offer> {
    let statuses = policy.workflow.statuses().iter().map(status);
    let transitions = policy.workflow.transitions().iter().filter(|transition| transition.by.contains(&Role::Agent));
    let transitions = transitions.map(|transition| {
        let to = format!("the ticket becomes {}", transition.to);
        let from: Vec<&str> = transition.from.iter().map(super::super::status::StatusName::as_str).collect();
        let label = if from.is_empty() { to } else { format!("{to}; from {}", from.join(", ")) };
        offer(&format!("#{}", transition.name), &label)
    });
    let names: Vec<&str> = policy.people.agents.0.iter().map(|agent| agent.name.as_str()).collect();
    let mut offers: Vec<Offer> = statuses.chain(transitions).collect();
    offers.extend([
        offer("#status NAME", "the ticket has this status; the same as the status itself"),
        offer("#assign me", "you take the ticket"),
        offer("#assign NAME", &format!("somebody takes the ticket: {}", names.join(", "))),
        offer("#note", "your words stay among agents"),
        offer("#cc add ADDRESS", "somebody gets all answers from now on"),
        offer("#cc remove ADDRESS", "and gets them no more"),
        offer("#on-behalf ADDRESS", "in a new mail: the ticket is theirs"),
        offer(&format!("#merge {}-00041", policy.style.prefix()), "the ticket goes on in that one"),
        offer("#split SUBJECT", "one of its questions gets a ticket of its own; one line for each"),
        offer("#spam", "the ticket asks for nothing"),
    ]);
    offers.extend(sortings(policy));
    offers.extend(questions(policy));
    offers
}

/// What says whose a ticket is, and what it is about.
fn sortings(policy: &Policy) -> Vec<Offer> {
    let teams: Vec<&str> = policy.people.teams.0.iter().map(|team| team.name.as_str()).collect();
    let team = (!teams.is_empty())
        .then(|| offer("#team NAME", &format!("a team has the ticket until somebody takes it: {}", teams.join(", "))));
    let fields = policy.fields.0.iter().map(|field| {
        let values = if field.choices.is_empty() { "any text".to_owned() } else { field.vocabulary() };
        offer(&format!("#{} VALUE", field.name), &format!("{values}, or none"))
    });
    let open = policy.workflow.inquiry().map(|_| offer("#open", "the inquiry becomes a ticket, and is confirmed"));
    open.into_iter().chain(team).chain(fields).collect()
}

fn status(status: &Status) -> Offer {
    let stage = match status.stage {
        Stage::Open => "we have to act",
        Stage::Waiting => "somebody else has to act",
        Stage::Done => "done",
    };
    let asks = if status.asks_feedback { "; the customer is asked for feedback" } else { "" };
    offer(&format!("#{}", status.name), &format!("{stage}{asks}"))
}

/// What is asked by mail, each in a mail that says nothing else.
fn questions(policy: &Policy) -> Vec<Offer> {
    let mut offers = vec![
        offer("#list mine", "your tickets that are not done"),
        offer("#list unassigned", "tickets that nobody works on"),
        offer("#list open", "all tickets that are not done"),
    ];
    let teams: Vec<&str> = policy.people.teams.0.iter().map(|team| team.name.as_str()).collect();
    if !teams.is_empty() {
        offers.push(offer("#list team NAME", &format!("tickets of a team: {}", teams.join(", "))));
    }
    offers.push(offer(&format!("#show {}-00042", policy.style.prefix()), "a ticket with all that was said on it"));
    offers.push(offer("#help", "this list"));
    offers
}

fn offer(command: &str, label: &str) -> Offer {
    Offer { command: command.to_owned(), label: label.to_owned() }
}

//! Files that were too large or too many: their sender is told by name. A machine is not (P5).

use crate::mail::origin::{Origin, Person};

use super::super::facts::RefusedFact;
use super::super::files::{Excess, Refused, print_bytes};
use super::super::notice::{Audience, Facts, Notice, NoticeKind};
use super::super::policy::Policy;
use super::draft::answer_agent;
use super::{Decision, End, Incoming, Snapshot, Target};

/// A letter tells of so many at most.
const MAX_TOLD: usize = 50;

/// As letters tell of them.
pub(super) fn facts(refused: &[Refused]) -> Vec<RefusedFact> {
    let fact = |file: &Refused| RefusedFact {
        name: file.name.clone(),
        // of a file that was cut, nobody knows
        size: if file.excess == Excess::Cut { String::new() } else { print_bytes(file.size) },
        why: file.excess.as_str().to_owned(),
        limit: file.excess.limit(),
    };
    refused.iter().take(MAX_TOLD).map(fact).collect()
}

/// Adds the letter and the reasons to the decision on a mail, if it brought such files.
pub(super) fn tell(policy: &Policy, snapshot: &Snapshot, incoming: &Incoming, decision: &mut Decision) {
    for Refused { name, excess, .. } in &incoming.refused {
        decision.reasons.push(format!("the file {name:?} is not passed on: {}", excess.sentence()));
    }
    let Origin::Person(person) = &incoming.origin else { return };
    if incoming.refused.is_empty() || !matches!(decision.end, End::Opened | End::Commented) {
        return;
    }
    let facts = Facts {
        subject: subject(policy, snapshot, incoming, decision),
        refused: facts(&incoming.refused),
        ..Facts::default()
    };
    if let Some(agent) = policy.people.agents.find_by_address(&person.contact().address) {
        decision.notices.push(answer_agent(NoticeKind::FilesRefused, incoming, agent, facts));
        return;
    }
    match person.restraint() {
        None => decision.notices.push(to_writer(incoming, person, facts)),
        Some(why) => decision.reasons.push(format!("the sender is not told of refused files: {why}")),
    }
}

fn to_writer(incoming: &Incoming, person: &Person, facts: Facts) -> Notice {
    Notice {
        kind: NoticeKind::FilesRefused,
        to: Audience::Writer(person.clone()),
        facts,
        in_reply_to: incoming.message_id.clone(),
        references: incoming.message_id.iter().cloned().collect(),
        encloses: false,
    }
}

/// Of the ticket that the mail went to. A number that the mail names and its sender is not on must not stand there.
fn subject(policy: &Policy, snapshot: &Snapshot, incoming: &Incoming, decision: &Decision) -> String {
    let of_ticket = match &decision.target {
        Target::Existing(number) => snapshot
            .candidates
            .iter()
            .flat_map(|candidate| std::iter::once(&candidate.ticket).chain(&candidate.follow_up))
            .find(|ticket| ticket.number == *number)
            .map(|ticket| ticket.subject.as_str().to_owned()),
        Target::New(ticket) => Some(ticket.subject.as_str().to_owned()),
        Target::Shown(_) | Target::Held { .. } | Target::Nothing => None,
    };
    of_ticket.unwrap_or_else(|| policy.style.without_references(incoming.subject.as_str()))
}

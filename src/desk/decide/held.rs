//! A mail whose sender is not proven as far as it must be: nothing is done with it, and the agents are told once
//! a day of each sender. No word goes to the sender: that may be a third person.

use crate::mail::origin::Person;

use super::super::notice::{Facts, NoticeKind};
use super::super::people::Agent;
use super::super::policy::Policy;
use super::super::question::{Answer, Question};
use super::draft::{facts_of, tell_agent, tell_agents};
use super::{Decision, End, Incoming, Snapshot, Target, a_day_before};

/// What the database is asked of a mail that is going to be held.
pub(super) fn question(incoming: &Incoming, person: &Person) -> Question {
    let since = a_day_before(incoming.received_at);
    Question::Ended { sender: person.contact().address.clone(), end: End::Held, since }
}

/// Holds it.
pub(super) fn hold(
    policy: &Policy,
    snapshot: &Snapshot,
    incoming: &Incoming,
    (person, why): (&Person, String),
) -> Decision {
    let told = matches!(snapshot.answer(&question(incoming, person)), Some(Answer::Count(before)) if *before > 0);
    let mut reasons = vec![why.clone()];
    let mut notices = Vec::new();
    if told {
        reasons.push("agents were told of a held mail of this sender within a day".to_owned());
    } else {
        let facts = facts_of(incoming, person.contact(), &incoming.text);
        let facts = Facts { reason: why, mail: incoming.number.to_string(), ..facts };
        notices = tell_agents(policy, NoticeKind::Held, None, None, &facts);
        // An agent must know of mail in their name, also one who is not told of new tickets.
        let named = policy.people.agents.find_by_address(&person.contact().address);
        let is_told = |agent: &Agent| notices.iter().any(|notice| *notice.to.contact() == agent.contact);
        if let Some(agent) = named.filter(|agent| !is_told(agent)) {
            notices.push(tell_agent(NoticeKind::Held, agent, facts));
        }
        for notice in &mut notices {
            notice.encloses = false;
        }
    }
    Decision {
        end: End::Held,
        target: Target::Nothing,
        comments: Vec::new(),
        changes: Vec::new(),
        notices,
        also: Vec::new(),
        reasons,
    }
}

//! An agent's answer to the letter about a held mail: `#release` lets that mail pass, `#drop` leaves it without effect.
//!
//! The letter's token says which mail is meant, and that the answer comes from an agent who got it; nothing else does.

use crate::mail::origin::Person;

use super::super::facts::ReceiptLine;
use super::super::notice::{Facts, NoticeKind};
use super::super::people::Agent;
use super::super::policy::Policy;
use super::super::question::{Answer, Question};
use super::draft::{answer_agent, facts_of, quarantine};
use super::{Decision, End, Fate, Incoming, Snapshot, Target};

const CHOICES: &str = "write #release to let the mail pass, or #drop, on the first line";

/// The held mail that an agent's mail is about, by its number in the ledger.
pub(super) fn asked(policy: &Policy, incoming: &Incoming, person: &Person) -> Option<i64> {
    policy.people.agents.find_by_address(&person.contact().address)?;
    incoming.tokens.first().filter(|token| token.is_recipient)?.held_mail()
}

/// What the database is asked before it is decided.
pub(super) fn question(mail: i64) -> Question {
    Question::IsHeld(mail)
}

/// Does what the first line says, and answers with a receipt.
pub(super) fn decide(
    policy: &Policy,
    snapshot: &Snapshot,
    incoming: &Incoming,
    (person, mail): (&Person, i64),
) -> Decision {
    let Some(agent) = policy.people.agents.find_by_address(&person.contact().address) else {
        return quarantine(policy, incoming, "an agent's mail from an address that is no agent's");
    };
    let is_held = matches!(snapshot.answer(&question(mail)), Some(Answer::Count(count)) if *count > 0);
    let first = incoming.new_text.trim_start().lines().next().unwrap_or_default().trim();
    let fate = read(first, agent).and_then(|fate| {
        if is_held { Ok(fate) } else { Err(format!("mail {mail} is not held any more; nothing was done")) }
    });
    let command = if first.is_empty() { "(no words)".to_owned() } else { first.to_owned() };
    let fault = fate.as_ref().err().cloned().unwrap_or_default();
    let facts = facts_of(incoming, &agent.contact, "");
    let receipt = vec![ReceiptLine { command, fault }];
    let facts = Facts { receipt, files: Vec::new(), refused: Vec::new(), ..facts };
    let told = match &fate {
        Ok(Fate::Released) => format!("mail {mail} is let pass, as {} says", agent.name),
        Ok(Fate::Dropped { .. }) => format!("mail {mail} is dropped, as {} says", agent.name),
        Err(why) => format!("nothing is done with mail {mail}: {why}"),
    };
    Decision {
        also: Vec::new(),
        end: End::Answered,
        target: fate.map_or(Target::Nothing, |fate| Target::Held { mail, fate }),
        comments: Vec::new(),
        changes: Vec::new(),
        notices: vec![answer_agent(NoticeKind::Receipt, incoming, agent, facts)],
        reasons: vec![told],
    }
}

fn read(line: &str, agent: &Agent) -> Result<Fate, String> {
    match line.to_lowercase().as_str() {
        "#release" => Ok(Fate::Released),
        "#drop" => Ok(Fate::Dropped { reason: format!("{} says that it is to be dropped", agent.name) }),
        _ => Err(CHOICES.to_owned()),
    }
}

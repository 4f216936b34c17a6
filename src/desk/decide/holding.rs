//! A mail whose sender is not proven as far as it must be is held: nothing is done with it, and agents are told once a day of
//! each sender. No word goes to the sender: that may be a third person. And an agent's answer to the letter about a held
//! mail: `#release` lets that mail pass, `#drop` leaves it without effect; the letter's token says which mail is meant, and
//! that the answer comes from an agent who got it.

use crate::mail::origin::Person;

use super::super::act::Act;
use super::super::case::Case;
use super::super::end::End;
use super::super::facts::ReceiptLine;
use super::super::outcome::{Fate, Outcome, Response};
use super::super::people::Agent;
use super::super::policy::Policy;
use super::super::question::{Answer, Question};

const CHOICES: &str = "write #release to let the mail pass, or #drop, on the first line";

/// What must be loaded for a mail that is going to be held.
pub(super) fn told_before(act: &Act, person: &Person) -> Question {
    Question::ended_within_a_day(&person.contact().address, End::Held, act.at)
}

/// Holds it.
pub(super) fn hold(case: &Case, act: &Act, (person, why): (&Person, String)) -> Outcome {
    let told = matches!(case.answer(&told_before(act, person)), Some(Answer::Count(before)) if *before > 0);
    let mut outcome = Outcome::without_ticket(End::Held, why.clone());
    if told {
        outcome.reasons.push("agents were told of a held mail of this sender within a day".to_owned());
    } else {
        outcome.responses.push(Response::Held(why));
    }
    outcome
}

/// The held mail that an agent's mail is about, by its number in the ledger.
pub(super) fn asked(policy: &Policy, act: &Act, person: &Person) -> Option<i64> {
    policy.people.agents.find_by_address(&person.contact().address)?;
    act.tokens.first().filter(|token| token.is_recipient)?.held_mail()
}

/// What must be loaded before that is decided.
pub(super) fn is_held(mail: i64) -> Question {
    Question::IsHeld(mail)
}

/// Does what the first line says, and answers with a receipt.
pub(super) fn decide(policy: &Policy, case: &Case, act: &Act, (person, mail): (&Person, i64)) -> Outcome {
    let Some(agent) = policy.people.agents.find_by_address(&person.contact().address) else {
        return super::quarantine(policy, act, "an agent's mail from an address that is no agent's");
    };
    let is_held = matches!(case.answer(&is_held(mail)), Some(Answer::Count(count)) if *count > 0);
    let first = act.own.trim_start().lines().next().unwrap_or_default().trim();
    let fate = read(first, agent).and_then(|fate| {
        if is_held { Ok(fate) } else { Err(format!("mail {mail} is not held any more; nothing was done")) }
    });
    let command = if first.is_empty() { "(no words)".to_owned() } else { first.to_owned() };
    let fault = fate.as_ref().err().cloned().unwrap_or_default();
    let told = match &fate {
        Ok(Fate::Released) => format!("mail {mail} is let pass, as {} says", agent.name),
        Ok(Fate::Dropped { .. }) => format!("mail {mail} is dropped, as {} says", agent.name),
        Err(why) => format!("nothing is done with mail {mail}: {why}"),
    };
    Outcome {
        responses: vec![Response::Receipt { lines: vec![ReceiptLine { command, fault }], is_note: false }],
        held: fate.ok().map(|fate| (mail, fate)),
        ..Outcome::without_ticket(End::Answered, told)
    }
}

fn read(line: &str, agent: &Agent) -> Result<Fate, String> {
    match line.to_lowercase().as_str() {
        "#release" => Ok(Fate::Released),
        "#drop" => Ok(Fate::Dropped { reason: format!("{} says that it is to be dropped", agent.name) }),
        _ => Err(CHOICES.to_owned()),
    }
}

//! A mail whose sender is not proven as far as it must be is held: nothing is done with it, and agents are told once a day of
//! each sender. No word goes to the sender: that may be a third person. And an agent's answer to the letter about a held
//! mail: `#release` lets that mail pass, `#drop` leaves it without effect; the letter's token says which mail is meant, and
//! that the answer comes from an agent who got it.

use crate::mail::origin::Person;

use super::super::act::Act;
use super::super::case::Case;
use super::super::command::{Command, Receipt, ReceiptLine};
use super::super::end::End;
use super::super::outcome::{Fate, Outcome, Response};
use super::super::people::Agent;
use super::super::policy::Policy;
use super::super::question::{Answer, Question};
use super::super::reason::{CommandFault, Handling, Quarantine, Unproven};

/// The question for a mail that is going to be held: was its sender held before?
pub(super) fn held_before(act: &Act, person: &Person) -> Question {
    Question::ended_within_a_day(&person.contact().address, End::Held, act.at)
}

/// Holds it.
pub(super) fn hold(case: &Case, act: &Act, person: &Person, why: Unproven) -> Outcome {
    let told = matches!(case.answer(&held_before(act, person)), Some(Answer::Count(before)) if *before > 0);
    let mut outcome = Outcome::without_ticket(End::Held, why.clone());
    if told {
        outcome.reasons.push(Handling::ToldOfHeldBefore.into());
    } else {
        outcome.responses.push(Response::Held(why));
    }
    outcome
}

/// The held mail that an agent's mail is about, by its number in the ledger.
pub(super) fn find_held_mail(policy: &Policy, act: &Act, person: &Person) -> Option<i64> {
    policy.people.agents.find_by_address(&person.contact().address)?;
    act.tokens.first().filter(|token| token.is_recipient)?.held_mail()
}

/// The question before that is decided: is the mail still held?
pub(super) fn is_held(mail: i64) -> Question {
    Question::IsHeld(mail)
}

/// Does what the first line says, and answers with a receipt.
pub(super) fn decide(policy: &Policy, case: &Case, act: &Act, person: &Person, mail: i64) -> Outcome {
    let Some(agent) = policy.people.agents.find_by_address(&person.contact().address) else {
        return super::quarantine(policy, act, &Quarantine::no_agent());
    };
    let is_held = matches!(case.answer(&is_held(mail)), Some(Answer::Count(count)) if *count > 0);
    let lines = &act.asks.commands.lines;
    let line = lines.first();
    let number = mail.unsigned_abs();
    let fate = read(line.map(|line| &line.command), agent)
        .and_then(|fate| if is_held { Ok(fate) } else { Err(CommandFault::NotHeld { mail: number }) });
    let fate = if lines.len() > 1 { Err(CommandFault::StandsAlone) } else { fate };
    let written = line.map(|line| line.written.clone()).unwrap_or_default();
    let says = agent.name.clone();
    let told = match &fate {
        Ok(Fate::Released | Fate::Sent) => Handling::Released { mail: number, agent: says },
        Ok(Fate::Dropped { .. }) => Handling::Dropped { mail: number, agent: says },
        Err(why) => Handling::HeldKept { mail: number, why: why.clone() },
    };
    Outcome {
        responses: vec![Response::Receipt(Receipt::of(ReceiptLine {
            command: written,
            fault: fate.as_ref().err().cloned(),
        }))],
        held: fate.ok().map(|fate| (mail, fate)),
        ..Outcome::without_ticket(End::Answered, told)
    }
}

fn read(command: Option<&Result<Command, CommandFault>>, agent: &Agent) -> Result<Fate, CommandFault> {
    match command {
        Some(Ok(Command::ReleaseMail)) => Ok(Fate::Released),
        Some(Ok(Command::DropMail)) => {
            Ok(Fate::Dropped { reason: Handling::ToBeDropped { agent: agent.name.clone() }.into() })
        }
        _ => Err(CommandFault::HeldChoices),
    }
}

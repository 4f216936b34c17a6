//! A mail whose sender is not proven as far as it must be is held: nothing is done with it, and agents are told once a day of
//! each sender. No word goes to the sender: that may be a third person. And an agent's answer to the letter about a held
//! mail: `#release` lets that mail pass, `#drop` leaves it without effect; the letter's token says which mail is meant, and
//! that the answer comes from an agent who got it. `#release 17` names a mail by its number, as the daily letter has it.

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
use super::super::token::Proven;

/// So many mails are let pass by one mail.
const MAX_RELEASED: usize = 50;

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

/// The mails that an agent's mail is about, by their numbers in the ledger: those that its commands name, or the one whose
/// letter it answers.
pub(super) fn find_set_aside(policy: &Policy, act: &Act, person: &Person) -> Vec<i64> {
    if policy.people.agents.find_by_address(&person.contact().address).is_none() {
        return Vec::new();
    }
    let lines = act.asks.commands.lines.iter().take(MAX_RELEASED);
    let named: Option<Vec<i64>> = lines.map(|line| named(line.command.as_ref().ok()?)).collect();
    match named {
        Some(named) if !named.is_empty() => named,
        _ => {
            let answered = act.tokens.first().filter(|token| token.is_recipient);
            answered.and_then(Proven::held_mail).into_iter().collect()
        }
    }
}

fn named(command: &Command) -> Option<i64> {
    match command {
        Command::ReleaseMail(number) | Command::DropMail(number) => *number,
        _ => None,
    }
}

/// The question before that is decided: is the mail still set aside?
pub(super) fn is_set_aside(mail: i64) -> Question {
    Question::IsSetAside(mail)
}

/// Does what the lines say, and answers with a receipt.
pub(super) fn decide(policy: &Policy, case: &Case, act: &Act, person: &Person, mails: &[i64]) -> Outcome {
    let Some(agent) = policy.people.agents.find_by_address(&person.contact().address) else {
        return super::quarantine(policy, act, &Quarantine::no_agent());
    };
    let lines = &act.asks.commands.lines;
    let is_one = lines.len() < 2 || lines.iter().all(|line| line.command.as_ref().is_ok_and(|it| named(it).is_some()));
    let mut outcome = Outcome { end: Some(End::Answered), ..Outcome::default() };
    let mut receipt = Vec::new();
    for (place, mail) in mails.iter().enumerate() {
        let line = lines.get(place);
        let is_set_aside = matches!(case.answer(&is_set_aside(*mail)), Some(Answer::Count(count)) if *count > 0);
        let is_again = outcome.held.iter().any(|(known, _)| known == mail);
        let number = mail.unsigned_abs();
        let fate = read(line.map(|line| &line.command), agent).and_then(|fate| {
            if is_set_aside && !is_again { Ok(fate) } else { Err(CommandFault::NotHeld { mail: number }) }
        });
        let fate = if is_one { fate } else { Err(CommandFault::StandsAlone) };
        let says = agent.name.clone();
        outcome.reasons.push(
            match &fate {
                Ok(Fate::Released | Fate::Sent) => Handling::Released { mail: number, agent: says },
                Ok(Fate::Dropped { .. }) => Handling::Dropped { mail: number, agent: says },
                Err(why) => Handling::HeldKept { mail: number, why: why.clone() },
            }
            .into(),
        );
        let command = line.map(|line| line.written.clone()).unwrap_or_default();
        receipt.push(ReceiptLine { command, fault: fate.as_ref().err().cloned() });
        outcome.held.extend(fate.ok().map(|fate| (*mail, fate)));
    }
    outcome.responses.push(Response::Receipt(Receipt { lines: receipt, ..Receipt::default() }));
    outcome
}

fn read(command: Option<&Result<Command, CommandFault>>, agent: &Agent) -> Result<Fate, CommandFault> {
    match command {
        Some(Ok(Command::ReleaseMail(_))) => Ok(Fate::Released),
        Some(Ok(Command::DropMail(_))) => {
            Ok(Fate::Dropped { reason: Handling::ToBeDropped { agent: agent.name.clone() }.into() })
        }
        _ => Err(CommandFault::HeldChoices),
    }
}

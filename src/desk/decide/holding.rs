//! A mail whose sender is not proven as far as it must be is held: nothing is done with it, and agents are told once a day of
//! each sender. No word goes to the sender: that may be a third person. And an agent's answer to the letter about a held
//! mail: `#release` lets that mail pass, `#drop` leaves it without effect; the letter's token says which mail is meant, and
//! that the answer comes from an agent who got it. `#release 17, 18` names mails by their numbers, as the daily letter has them.

use crate::mail::origin::{MachineKind, Person, vouched};

use super::super::act::Act;
use super::super::case::Case;
use super::super::command::{Command, CommandLine, Receipt, ReceiptLine};
use super::super::end::End;
use super::super::outcome::{Fate, Outcome, Response};
use super::super::people::Agent;
use super::super::policy::Policy;
use super::super::question::{Answer, Question};
use super::super::reason::{CommandFault, Handling, Quarantine, Reason, Unproven};
use super::super::token::Proven;

/// So many mails are let pass by one mail.
const MAX_MAILS: usize = 100;
/// The origin of a mail of a person's.
const PERSON: &str = "person";

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
/// letter it answers. `None`: it is about none. None at all: it is, and names none rightly.
pub(super) fn find_set_aside(policy: &Policy, case: &Case, act: &Act, person: &Person) -> Option<Vec<i64>> {
    policy.people.agents.find_by_address(&person.contact().address)?;
    let commands = &act.asks.commands;
    let mut mails: Vec<i64> = commands.commands().flat_map(Command::mails).copied().collect();
    mails.sort_unstable();
    mails.dedup();
    let is_misnamed = |line: &CommandLine| matches!(line.command, Err(CommandFault::NoMailNumber { .. }));
    let names = !mails.is_empty() || commands.lines.iter().any(is_misnamed);
    let is_on_ticket = !case.candidates.is_empty();
    if names && !(is_on_ticket && commands.commands().any(|command| command.mails().is_empty())) {
        return Some(if mails.len() > MAX_MAILS { Vec::new() } else { mails });
    }
    // Below a greeting they are faults, and no reason to open a ticket.
    let meant = commands.meant.as_deref().filter(|_| !is_on_ticket);
    if meant.is_some_and(|meant| meant.commands().any(|command| !command.mails().is_empty())) {
        return Some(Vec::new());
    }
    let answered = act.tokens.first().filter(|token| token.is_recipient);
    answered.and_then(Proven::held_mail).map(|mail| vec![mail])
}

/// Does what the lines say, and answers with a receipt. One fault, and nothing is done.
pub(super) fn decide(policy: &Policy, case: &Case, act: &Act, person: &Person, mails: &[i64]) -> Outcome {
    let Some(agent) = policy.people.agents.find_by_address(&person.contact().address) else {
        return super::quarantine(policy, act, &Quarantine::no_agent());
    };
    let lines = &act.asks.commands.lines;
    if let Some(fault) = too_many(lines) {
        return answer(vec![ReceiptLine { command: String::new(), fault: Some(fault) }]);
    }
    let names = lines.iter().any(|line| !numbers(line).is_empty()) || mails.is_empty();
    let mut held: Vec<(i64, Fate)> = Vec::new();
    let mut receipt = Vec::new();
    for line in lines {
        let fates = if names {
            fates(line, numbers(line), agent)
        } else {
            fates(line, mails, agent).map_err(|_| CommandFault::HeldChoices)
        };
        let fates = fates.and_then(|fates| {
            let is_alone = names || lines.len() == 1;
            if is_alone && !fates.is_empty() { Ok(fates) } else { Err(CommandFault::StandsAlone) }
        });
        let fates = fates.and_then(|fates| {
            let refusal = |(mail, fate): &(i64, Fate)| refusal(policy, case, *mail, fate);
            fates.iter().find_map(refusal).map_or(Ok(fates), Err)
        });
        receipt.push(ReceiptLine { command: line.written.clone(), fault: fates.as_ref().err().cloned() });
        for fate in fates.into_iter().flatten() {
            if !held.contains(&fate) {
                held.push(fate);
            }
        }
    }
    if lines.is_empty() {
        receipt.push(ReceiptLine { command: String::new(), fault: Some(CommandFault::HeldChoices) });
    }
    let mut outcome = answer(receipt);
    if outcome.reasons.is_empty() {
        outcome.reasons.extend(held.iter().map(|(mail, fate)| told(*mail, fate, agent)));
        outcome.held = held;
    }
    outcome
}

/// The receipt; each fault is a reason.
fn answer(lines: Vec<ReceiptLine>) -> Outcome {
    let faults = lines.iter().filter_map(|line| line.fault.clone());
    let reasons = faults.map(|why| Handling::NothingReleased { why }.into()).collect();
    let responses = vec![Response::Receipt(Receipt { lines, ..Receipt::default() })];
    Outcome { end: Some(End::Answered), responses, reasons, ..Outcome::default() }
}

fn told(mail: i64, fate: &Fate, agent: &Agent) -> Reason {
    let (mail, agent) = (mail.unsigned_abs(), agent.name.clone());
    match fate {
        Fate::Released | Fate::Sent => Handling::Released { mail, agent }.into(),
        Fate::Dropped { .. } => Handling::Dropped { mail, agent }.into(),
    }
}

fn numbers(line: &CommandLine) -> &[i64] {
    line.command.as_ref().map_or(&[], Command::mails)
}

/// Whether more lines or mails are named than anybody means.
fn too_many(lines: &[CommandLine]) -> Option<CommandFault> {
    let too_many = lines.iter().find_map(|line| match &line.command {
        Err(fault @ CommandFault::TooMany { .. }) => Some(fault.clone()),
        _ => None,
    });
    let named: usize = lines.iter().map(|line| numbers(line).len()).sum();
    too_many.or_else(|| (named > MAX_MAILS).then_some(CommandFault::TooManyMails { limit: MAX_MAILS as u64 }))
}

/// What a line says about these mails.
fn fates(line: &CommandLine, mails: &[i64], agent: &Agent) -> Result<Vec<(i64, Fate)>, CommandFault> {
    let fate = match &line.command {
        Ok(Command::ReleaseMail(_)) => Fate::Released,
        Ok(Command::DropMail(_)) => {
            Fate::Dropped { reason: Handling::ToBeDropped { agent: agent.name.clone() }.into() }
        }
        Ok(_) => return Err(CommandFault::StandsAlone),
        Err(fault) => return Err(fault.clone()),
    };
    Ok(mails.iter().map(|mail| (*mail, fate.clone())).collect())
}

/// Why that is not done with a mail.
fn refusal(policy: &Policy, case: &Case, mail: i64, fate: &Fate) -> Option<CommandFault> {
    let number = mail.unsigned_abs();
    let Some(Answer::Fate(Some(found))) = case.answer(&Question::Fate(mail)) else {
        return Some(CommandFault::NoSuchMail { mail: number });
    };
    let is_person = found.origin == PERSON;
    let is_vouched = || found.from.clone().is_some_and(|from| vouched(from, &policy.own).is_ok());
    match () {
        () if found.is_copy => Some(CommandFault::CopyHeld { mail: number }),
        () if found.origin == MachineKind::Own.as_str() => Some(CommandFault::OwnMail { mail: number }),
        () if !found.is_set_aside => Some(CommandFault::NotHeld { mail: number }),
        () if *fate == Fate::Released && !is_person && !is_vouched() => {
            Some(CommandFault::ProgramsMail { mail: number })
        }
        () => None,
    }
}

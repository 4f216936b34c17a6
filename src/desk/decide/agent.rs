//! An agent's mail on a ticket: an answer that goes to the customer, a note, commands.

use jiff::Timestamp;

use crate::mail::origin::Person;
use crate::mail::{Address, Contact};

use super::super::act::Act;
use super::super::case::Case;
use super::super::change::Change;
use super::super::command::{Command, Instructions, Receipt, ReceiptLine};
use super::super::end::End;
use super::super::outcome::{Confirm, ConfirmCause, NewComment, Outcome, Response, Step};
use super::super::people::{Agent, Role};
use super::super::policy::Policy;
use super::super::publish::Publishable;
use super::super::reason::{CommandFault, Handling, Quarantine, Reason, Remark};
use super::super::reference::TicketNumber;
use super::super::thanks::is_farewell;
use super::super::ticket::{Ticket, Visibility};
use super::commands::changes;
use super::doubts::Answer;
use super::time::feedback_due;
use super::{answers, crossing, doubts, joining, merge, refusals, split, unsent};

/// Whether an agent writes on a ticket of their own as its requester: they asked there, nobody made them its assignee, and no
/// command on top says that they work on it.
pub(super) fn asks_there(policy: &Policy, act: &Act, ticket: &Ticket, sender: &Address) -> bool {
    let agents = &policy.people.agents;
    let Some(agent) = agents.find_by_address(sender) else { return false };
    let requester = ticket.requester.as_ref().and_then(|requester| agents.find_by_address(&requester.address));
    let is_theirs = requester.is_some_and(|requester| requester.name == agent.name);
    is_theirs
        && ticket.assignee.as_ref() != Some(&agent.name)
        && act.forwarded.is_none()
        && act.asks.commands.lines.is_empty()
}

/// An agent's mail on a ticket.
pub(super) struct AgentMail<'a> {
    pub(super) ticket: &'a Ticket,
    pub(super) person: &'a Person,
    /// The ticket that the mail names, if that was merged into this one.
    pub(super) merged: Option<&'a Ticket>,
    /// It answers a letter with a note: an answer to a note is one, unless the agent says `#public`.
    pub(super) note: bool,
    pub(super) reasons: Vec<Reason>,
}

/// A mail on a ticket.
pub(super) fn comment(policy: &Policy, case: &Case, act: &Act, place: AgentMail<'_>, now: Timestamp) -> Outcome {
    let AgentMail { ticket, person, merged, note, mut reasons } = place;
    let Some(agent) = policy.people.agents.find_by_address(&person.contact().address) else {
        return super::quarantine(policy, act, &Quarantine::no_agent());
    };
    if let Some(fault) = refusals::disagreement(policy, case, act) {
        reasons.push(Handling::NamesTwo { why: fault.clone() }.into());
        return refuse(act, ticket, agent, Receipt { is_note: note, ..of_mail(fault) }, reasons);
    }
    let crossed = crossing::by_colleague(case, act, ticket, agent).filter(|_| !act.sent);
    if unsent::is_word(&act.asks.commands) {
        return match (unsent::find(case, act, agent, ticket), crossed) {
            (Ok(mail), None) => unsent::send(mail),
            (Ok(_), Some(words)) => {
                reasons.push(Handling::SendsNothing { why: crossing::fault(words) }.into());
                refuse(
                    act,
                    ticket,
                    agent,
                    crossing::told(Receipt { is_note: note, ..Receipt::default() }, Some(words)),
                    reasons,
                )
            }
            (Err(why), _) => {
                reasons.push(Handling::SendsNothing { why: why.clone() }.into());
                refuse(act, ticket, agent, Receipt { is_note: note, ..of_mail(why) }, reasons)
            }
        };
    }
    let hold = |instructions: &Instructions| {
        let mut instructions = refusals::hold(policy, instructions, agent, Some(ticket));
        refusals::refuse_merging(policy, case, ticket, merged, &mut instructions);
        instructions
    };
    let instructions = hold(&act.asks.commands);
    if instructions.has_faults() {
        // An answer to the receipt of a note is internal, too.
        let is_note = note || instructions.names_note;
        let can_send = instructions.meant.as_deref().is_some_and(|meant| !hold(meant).has_faults());
        reasons.extend(command_wrong(&instructions));
        let receipt = Receipt { lines: instructions.receipt(None), is_note, can_send, ..Receipt::default() };
        let meant = instructions.meant.as_deref().filter(|_| can_send);
        let would_say = meant.is_some_and(|meant| new_comment(policy, act, agent, meant, note).public.is_some());
        let receipt = crossing::told(receipt, crossed.filter(|_| would_say));
        return refuse(act, ticket, agent, receipt, reasons);
    }
    if says_nothing(policy, act, agent, &instructions) {
        reasons.push(Handling::NoOwnWords.into());
        return refuse(act, ticket, agent, Receipt { is_note: note, ..of_mail(CommandFault::NoWords) }, reasons);
    }
    if let Some(fault) =
        doubts::find(policy, case, act, Answer { ticket, agent, person, instructions: &instructions, note })
    {
        reasons.push(Handling::Doubtful { why: fault.clone() }.into());
        let receipt = Receipt { is_note: note, can_send: true, ..of_mail(fault) };
        return refuse(act, ticket, agent, crossing::told(receipt, crossed), reasons);
    }
    let said = new_comment(policy, act, agent, &instructions, note);
    if let Some(words) = crossed.filter(|_| said.public.is_some()) {
        reasons.push(Handling::Doubtful { why: crossing::fault(words) }.into());
        let receipt = Receipt { is_note: note, can_send: true, ..Receipt::default() };
        let mut outcome = refuse(act, ticket, agent, crossing::told(receipt, Some(words)), reasons);
        outcome.responses.extend(crossing::waits(policy, act, words));
        return outcome;
    }
    let answers_older = crossing::by_customer(case, ticket, agent).filter(|_| said.public.is_some() && !act.sent);
    if brings(policy, act) {
        reasons.push(Handling::ForwardIsNote.into());
    }
    if answers_note(&instructions, note) {
        reasons.push(Remark::AnswersNote.into());
    }
    if said.public.as_ref().is_some_and(|public| public.formatted().is_none()) && act.page.is_formatted() {
        reasons.push(Handling::TextAlone.into());
    }
    let (changes, tells) = changes(policy, ticket, agent, &instructions, said.visibility);
    reasons.extend(changes.iter().map(|change| change.describe(&policy.zone)));
    let is_public = said.visibility == Visibility::Public;
    let mut step = Step::on(ticket);
    step.comments.push(said);
    step.tells = tells;
    step.opens_inquiry = refusals::opens_inquiry(&instructions);
    step.change_all(changes, now);
    let is_for_customers = step.comments.iter().any(|comment| comment.public.is_some());
    if let Some(nobody) = answers::unanswerable(&step.after).filter(|_| is_for_customers) {
        let address = nobody.address.to_string();
        let receipt = Receipt { is_note: note, ..of_mail(CommandFault::NobodyReads { address }) };
        return refuse(act, ticket, agent, receipt, reasons);
    }
    let words = split::words(policy, case, act, &step.after);
    let further: Vec<Step> = split::steps(policy, act, &step, &words, agent)
        .into_iter()
        .chain(merge::step(policy, case, &step, now))
        .collect();
    confirm(policy, agent, &instructions, &mut step);
    if let Some(asks) = ask_for_feedback(policy, act, agent, &step) {
        reasons.push(asks.describe(&policy.zone));
        step.change(asks, now);
    }
    if is_public {
        joining::join(policy, act, &agent.contact.address, &mut step, now);
    }
    reasons.extend(who_has_it(&step, act));
    let mut outcome = Outcome::on(End::Commented, step, reasons);
    outcome.steps.extend(further);
    outcome.responses.extend(answers_older.cloned().map(Response::Crossed));
    outcome
}

/// The customers whom the agent wrote to beside the desk: they have the words, and get no letter with them.
fn who_has_it<'a>(step: &'a Step, act: &'a Act) -> impl Iterator<Item = Reason> + 'a {
    let is_public = step.comments.first().is_some_and(|comment| comment.public.is_some());
    let on_ticket = step.after.customers().filter(move |_| is_public);
    let has_it = on_ticket.filter(|who| act.copied.iter().any(|copied| copied.address == who.address));
    has_it.map(|who| Handling::HasCopy { address: who.address.to_string() }.into())
}

/// Which ticket is meant? The mail only answers one whose Message-ID tickets have, and is addressed to nobody on them: anybody
/// can write a Message-ID, and nobody else is to read these words.
pub(super) fn ask_which(policy: &Policy, act: &Act, named: &[TicketNumber]) -> Outcome {
    let references = named.iter().map(|number| policy.style.print(*number)).collect::<Vec<_>>().join(", ");
    let written = act.asks.commands.lines.first().map(|line| line.written.clone()).unwrap_or_default();
    let fault = CommandFault::WhichTicket { references: references.clone() };
    let receipt = Receipt::of(ReceiptLine { command: written, fault: Some(fault) });
    let response = Response::Receipt(Receipt { text: act.own.clone(), ..receipt });
    let reason = Handling::AsksWhichTicket { references };
    Outcome { responses: vec![response], ..Outcome::without_ticket(End::Answered, reason) }
}

/// A mail that may be one of theirs again. Said twice to a customer, or done twice, it would be wrong.
pub(super) fn refuse_copy(policy: &Policy, act: &Act, ticket: &Ticket, person: &Person) -> Outcome {
    let Some(agent) = policy.people.agents.find_by_address(&person.contact().address) else {
        return super::quarantine(policy, act, &Quarantine::no_agent());
    };
    refuse(act, ticket, agent, of_mail(CommandFault::PerhapsCopy), vec![Handling::RefusedCopy.into()])
}

/// The comment that the mail is. An answer that is nothing but quote has no words; the quote is not sent back to the
/// customer. What is forwarded here is kept whole, as a note.
fn new_comment(policy: &Policy, act: &Act, agent: &Agent, instructions: &Instructions, note: bool) -> NewComment {
    let brings = brings(policy, act);
    let is_note = brings
        || answers_note(instructions, note)
        || instructions.commands().any(|command| matches!(command, Command::Note | Command::Spam));
    let visibility = if is_note { Visibility::Internal } else { Visibility::Public };
    let public = Publishable::of_agent(agent, &instructions.text, visibility, &act.page, &act.public_files);
    let text = match &public {
        _ if brings => act.text.clone(),
        Some(public) => public.text().to_owned(),
        None => instructions.text.to_string(),
    };
    NewComment { author: Some(agent.contact.clone()), role: Role::Agent, visibility, text, public }
}

/// Whether an answer to a note stays a note.
fn answers_note(instructions: &Instructions, note: bool) -> bool {
    note && !says_public(instructions)
}

fn says_public(instructions: &Instructions) -> bool {
    instructions.commands().any(|command| *command == Command::Public)
}

/// The people who are told that a ticket of theirs is open: a requester who is named only now, and the writer of an inquiry.
fn confirm(policy: &Policy, agent: &Agent, instructions: &Instructions, step: &mut Step) {
    let vouched = |contact: &Contact| crate::mail::origin::vouched(contact.clone(), &policy.own).ok();
    let named = instructions.on_behalf().and_then(vouched);
    let cause = || ConfirmCause::OpenedBy(agent.contact.display().to_owned());
    step.confirms.extend(named.map(|person| Confirm { person, answers: None, cause: cause() }));
    if step.opens_inquiry {
        let asker = step.after.requester.as_ref().and_then(vouched);
        let answers = step.after.opening_id.clone();
        step.confirms.extend(asker.map(|person| Confirm { person, answers, cause: ConfirmCause::TheirMail }));
    }
}

/// Asks the requester of a ticket that is done now how it was, at once or later. The writer of an inquiry knows no ticket.
fn ask_for_feedback(policy: &Policy, act: &Act, agent: &Agent, step: &Step) -> Option<Change> {
    let is_own = step.after.requester.as_ref().is_some_and(|contact| agent.writes_from(&contact.address));
    let from = step.came_from(policy.workflow.initial()).clone();
    if step.is_gone() || is_own || policy.workflow.is_inquiry(&from) {
        return None;
    }
    let due = feedback_due(policy, &step.after, &from, act.at)?;
    Some(if policy.feedback.is_immediate() { Change::FeedbackAsked } else { due })
}

/// Why nothing was executed: the first line that is wrong.
fn command_wrong(instructions: &Instructions) -> Option<Reason> {
    let wrong = instructions.lines.iter().find_map(|line| Some((&line.written, line.command.as_ref().err()?)));
    wrong.map(|(line, why)| Handling::CommandWrong { line: line.clone(), why: why.clone() }.into())
}

/// Whether an agent's mail asks for nothing and says nothing. In doubt nothing goes to a customer.
fn says_nothing(policy: &Policy, act: &Act, agent: &Agent, instructions: &Instructions) -> bool {
    let only_says_to_whom = instructions.commands().all(|command| matches!(command, Command::Note | Command::Public));
    let is_bare = instructions.lines.is_empty() || (only_says_to_whom && act.refused.is_empty());
    let is_note = instructions.commands().any(|command| *command == Command::Note);
    let files = if is_note { &act.files } else { &act.public_files };
    let has_words = !(instructions.text.is_empty() || is_farewell(&instructions.text, &agent.contact));
    is_bare && !has_words && files.is_empty() && !brings(policy, act)
}

/// Whether the agent's forward shows a mail of somebody else.
fn brings(policy: &Policy, act: &Act) -> bool {
    act.forwarded.as_ref().is_some_and(|forwarded| policy.is_of_others(forwarded))
}

/// Nothing is executed, no customer is told, the words are kept as a note, and the agent gets the receipt.
fn refuse(act: &Act, ticket: &Ticket, agent: &Agent, receipt: Receipt, reasons: Vec<Reason>) -> Outcome {
    let mut step = Step::on(ticket);
    step.comments.push(NewComment {
        author: Some(agent.contact.clone()),
        role: Role::Agent,
        visibility: Visibility::Internal,
        text: act.own.clone(),
        public: None,
    });
    let is_unsent = receipt.can_send;
    let receipt = Receipt { text: act.own.clone(), ..receipt };
    Outcome { responses: vec![Response::Receipt(receipt)], is_unsent, ..Outcome::on(End::Commented, step, reasons) }
}

/// A receipt that says what is wrong with the mail as a whole.
fn of_mail(fault: CommandFault) -> Receipt {
    Receipt::of(ReceiptLine { command: String::new(), fault: Some(fault) })
}

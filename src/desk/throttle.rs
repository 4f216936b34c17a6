//! The throttle counts letters, and leaves out those that are over a limit, with the reason (P5).
//!
//! Comes in: the letters of an outcome, their cause, and the counts of earlier letters ([`Tallies`]). Goes out: fewer
//! letters, and what is to be counted once they are written. Never does: limit what an agent writes to customers, or what
//! happens on tickets. A mail is taken, commented or opened all the same; only a question for feedback that is not written
//! was not asked.

mod held;
mod meter;
mod newcomer;
mod quiet;
mod scope;
#[cfg(test)]
mod tests;
mod unasked;
mod words;

use jiff::Timestamp;

use crate::mail::compose::AutoSubmitted;
use crate::mail::{Address, Contact};

use super::act::{Act, Source};
use super::change::Change;
use super::letter::{Audience, Content, Letter, TicketView};
use super::limit::LetterLimits;
use super::notice::NoticeKind;
use super::notify::{About, Mailing};
use super::outcome::Outcome;
use super::policy::Policy;
use super::reason::{Full, Reason, Spared};
use super::reference::TicketNumber;

use held::Held;

pub use meter::{Meter, Tallies};
pub use scope::{Budget, Scope};

/// The cause of letters.
#[derive(Debug, Clone, PartialEq, Eq)]
enum TriggeredBy {
    /// An agent's act.
    Agent,
    /// Somebody else's, or a letter that did not reach them.
    Sender(Option<Address>),
    /// Time alone.
    Time,
}

/// The act that causes letters, as limits see it.
struct Trigger {
    cause: TriggeredBy,
    /// The mailbox that they are sent from.
    mailbox: String,
    /// The mail's words, by their hash.
    words: Option<String>,
    /// Nothing proves who wrote the mail, and no agent released it.
    is_unproven: bool,
    /// The readers who never wrote as far as anything proves, and to whom no agent did. An agent's act has none.
    newcomers: Vec<Address>,
    /// A form wrote the mail for them.
    is_form: bool,
}

impl Trigger {
    fn of(policy: &Policy, act: &Act, outcome: &Outcome) -> Self {
        let ticket = outcome.ticket_of(About::Step(0)).or_else(|| outcome.ticket_of(About::Response(0)));
        let of_ticket = ticket.map_or("", |ticket| ticket.mailbox.as_str());
        let (cause, mailbox) = match &act.source {
            Source::Time { .. } | Source::Day => (TriggeredBy::Time, of_ticket),
            Source::Delivery { letter, .. } => (TriggeredBy::Sender(Some(letter.to.address.clone())), of_ticket),
            Source::Mail { .. } | Source::Page { .. } => {
                let sender = act.sender();
                let is_agent = sender.is_some_and(|sender| policy.people.agents.find_by_address(sender).is_some());
                let cause = if is_agent { TriggeredBy::Agent } else { TriggeredBy::Sender(sender.cloned()) };
                (cause, act.mailbox.as_str())
            }
        };
        let is_mail = matches!(act.source, Source::Mail { .. });
        Self {
            cause,
            mailbox: mailbox.to_owned(),
            words: is_mail.then(|| words::hash(policy, act)).flatten(),
            is_unproven: is_mail && !policy.holding.is_proven(act),
            newcomers: Vec::new(),
            is_form: act.form.is_some(),
        }
    }

    /// Whose budget its letters are taken from; an agent's act and time count as proven.
    fn proof(&self) -> Budget {
        if self.is_unproven { Budget::Unproven } else { Budget::Proven }
    }

    /// Looks for newcomers among the readers.
    fn find_newcomers<T: Tallies>(&mut self, mailings: &[Mailing], tallies: &mut T) -> Result<(), T::Error> {
        let proven = match &self.cause {
            TriggeredBy::Agent => return Ok(()),
            TriggeredBy::Sender(sender) if !self.is_unproven => sender.clone(),
            _ => None,
        };
        let letters = mailings.iter().flat_map(|mailing| &mailing.letters).filter(|letter| !letter.to.is_agent());
        for reader in letters.map(|letter| &letter.to.contact().address) {
            let is_asked = Some(reader) == proven.as_ref() || self.newcomers.contains(reader);
            // whom a form names, may be anybody
            if !is_asked && (self.is_form || !tallies.is_known(reader)?) {
                self.newcomers.push(reader.clone());
            }
        }
        Ok(())
    }
}

/// An act with its outcome, and the letters that follow from it.
#[derive(Debug)]
pub struct Proposed<'a> {
    /// The act.
    pub act: &'a Act,
    /// The outcome.
    pub outcome: &'a mut Outcome,
    /// The letters.
    pub mailings: &'a mut Vec<Mailing>,
}

/// Takes out of the letters what is over a limit, and says why in the outcome. What is to be counted when they are written
/// is in the meter.
pub fn throttle<T: Tallies>(
    policy: &Policy,
    Proposed { act, outcome, mailings }: Proposed<'_>,
    meter: &mut Meter,
    tallies: &mut T,
    now: Timestamp,
) -> Result<(), T::Error> {
    if quiet::silence(policy, act, outcome, mailings, now) {
        return Ok(());
    }
    let mut trigger = Trigger::of(policy, act, outcome);
    trigger.find_newcomers(mailings, tallies)?;
    let is_newcomer = trigger.is_unproven && act.sender().is_some_and(|sender| trigger.newcomers.contains(sender));
    if is_newcomer && newcomer::redact(mailings) {
        outcome.reasons.push(Spared::WordsWithheld.into());
    }
    if let Some(spared) = held::hold_back(policy, Held { act, mailings }, meter, tallies, now)? {
        outcome.reasons.push(spared.into());
    }
    let mut valve = Valve { limits: &policy.letters, trigger: &trigger, meter, now };
    let mut reasons = Vec::new();
    for mailing in mailings.iter_mut().filter(|mailing| mailing.measure.is_none()) {
        let opened = outcome.steps.iter().filter(|step| step.before.is_none()).map(|step| step.after.number);
        opened.for_each(|number| valve.meter.is_new(number));
        let number = outcome.ticket_of(mailing.about).map(|ticket| ticket.number);
        let (spared, mut why) = valve.pass(number, &mut mailing.letters, tallies)?;
        let About::Step(index) = mailing.about else {
            reasons.extend(why);
            continue;
        };
        if let Some(step) = outcome.steps.get_mut(index) {
            newcomer::keep_out(step, &spared);
        }
        if let Some(at) = spared.iter().position(|(kind, _)| *kind == NoticeKind::Feedback)
            && let Some(step) = outcome.steps.get_mut(index)
        {
            unasked::not_asked(step, &mut outcome.reasons, &why.remove(at), now);
        }
        reasons.extend(why);
    }
    let is_answered = mailings.iter().flat_map(|mailing| &mailing.letters).any(|letter| valve.is_automatic(letter));
    if let Some(words) = valve.words().filter(|_| is_answered) {
        valve.meter.add(words);
    }
    match (&act.source, outcome.steps.first_mut()) {
        (Source::Time { .. }, Some(step)) => {
            step.change_all(reasons.into_iter().map(|reason| Change::LetterSpared { reason }), now);
        }
        _ => outcome.reasons.extend(reasons.into_iter().map(Reason::from)),
    }
    Ok(())
}

/// The kinds and readers of letters that are not written.
type SparedLetters = Vec<(NoticeKind, Address)>;

struct Valve<'a> {
    limits: &'a LetterLimits,
    trigger: &'a Trigger,
    meter: &'a mut Meter,
    now: Timestamp,
}

impl Valve<'_> {
    /// Whether a letter is automatic: it goes to a customer and no agent wrote it, or it answers an agent's own mail.
    fn is_automatic(&self, letter: &Letter) -> bool {
        match letter.to {
            Audience::Agent(_) => letter.kind().auto_submitted() == AutoSubmitted::AutoReplied,
            _ => self.trigger.cause != TriggeredBy::Agent || letter.kind().auto_submitted() != AutoSubmitted::No,
        }
    }

    /// Whether a letter tells an agent what somebody else wrote.
    fn is_about_sender(&self, letter: &Letter) -> bool {
        letter.to.is_agent() && matches!(self.trigger.cause, TriggeredBy::Sender(_))
    }

    fn words(&self) -> Option<Scope> {
        match &self.trigger.cause {
            TriggeredBy::Sender(Some(sender)) => {
                Some(Scope::Words(sender.clone(), self.trigger.words.clone()?, self.trigger.proof()))
            }
            _ => None,
        }
    }

    /// Takes out of the letters about one ticket what is over a limit: their kinds and readers, and why each; then why else.
    fn pass<T: Tallies>(
        &mut self,
        number: Option<TicketNumber>,
        letters: &mut Vec<Letter>,
        tallies: &mut T,
    ) -> Result<(SparedLetters, Vec<Spared>), T::Error> {
        self.look_up(number, letters, tallies)?;
        let (mut spared, mut reasons) = (Vec::new(), Vec::new());
        let mut kept: Vec<Letter> = Vec::with_capacity(letters.len());
        let mut about_sender = Vec::new();
        for letter in std::mem::take(letters) {
            let to = letter.to.contact().address.clone();
            // Nobody gets the same kind twice: one letter is written, and one is counted.
            let is_twice = kept.iter().any(|it| it.kind() == letter.kind() && it.is_to(&to));
            if self.is_automatic(&letter) && !is_twice {
                let scopes = self.scopes(&letter, number);
                if let Some(full) = self.first_full(&scopes) {
                    let kind = letter.kind().as_str().to_owned();
                    reasons.push(Spared::NotSent { kind, to: to.to_string(), full });
                    spared.push((letter.kind(), to));
                    continue;
                }
                scopes.into_iter().filter(|scope| !matches!(scope, Scope::Words(..))).for_each(|it| self.meter.add(it));
            } else if self.is_about_sender(&letter) {
                about_sender.push(kept.len());
            }
            kept.push(letter);
        }
        if let TriggeredBy::Sender(sender) = self.trigger.cause.clone()
            && !about_sender.is_empty()
        {
            let scope = Scope::Sender(sender.clone(), self.trigger.proof());
            let count = self.meter.known(&scope);
            if count < scope.limit(self.limits) {
                self.meter.add(scope);
            } else {
                let full = scope.full(self.limits, count);
                let agents: Vec<Contact> =
                    about_sender.iter().filter_map(|at| kept.get(*at)).map(|it| it.to.contact().clone()).collect();
                let mut at = 0;
                kept.retain(|_| {
                    at += 1;
                    !about_sender.contains(&(at - 1))
                });
                let floods = self.floods(sender.as_ref(), &agents, tallies)?;
                let is_told = !floods.is_empty();
                reasons.push(if is_told { Spared::AgentsToldOfFlood { full } } else { Spared::AgentsNotTold { full } });
                kept.extend(floods);
            }
        }
        *letters = kept;
        Ok((spared, reasons))
    }

    /// Asks for all counts that these letters need, together.
    fn look_up<T: Tallies>(
        &mut self,
        number: Option<TicketNumber>,
        letters: &[Letter],
        tallies: &mut T,
    ) -> Result<(), T::Error> {
        let automatic = letters.iter().filter(|letter| self.is_automatic(letter));
        let mut scopes: Vec<Scope> = automatic.flat_map(|letter| self.scopes(letter, number)).collect();
        if let TriggeredBy::Sender(sender) = &self.trigger.cause
            && letters.iter().any(|letter| self.is_about_sender(letter))
        {
            scopes.push(Scope::Sender(sender.clone(), self.trigger.proof()));
        }
        self.meter.look_up(scopes, tallies, self.now)
    }

    /// The scopes that count an automatic letter.
    fn scopes(&self, letter: &Letter, number: Option<TicketNumber>) -> Vec<Scope> {
        let to = &letter.to.contact().address;
        let mut scopes = Vec::with_capacity(6);
        if !letter.to.is_agent() {
            scopes.extend(self.words());
        }
        if self.trigger.newcomers.contains(to) {
            scopes.push(Scope::Newcomers(self.trigger.mailbox.clone()));
        }
        let proof = self.trigger.proof();
        let budget = if letter.to.is_agent() { Budget::Agents } else { proof };
        scopes.extend(number.map(|number| Scope::Ticket(number, to.clone(), proof)));
        scopes.push(Scope::Address(to.clone(), proof));
        scopes.push(Scope::Mailbox(self.trigger.mailbox.clone(), budget));
        scopes.push(Scope::Desk(budget));
        scopes
    }

    fn first_full(&self, scopes: &[Scope]) -> Option<Full> {
        scopes.iter().find_map(|scope| {
            let count = self.meter.known(scope);
            (count >= scope.limit(self.limits)).then(|| scope.full(self.limits, count))
        })
    }

    /// One letter to each agent who was not told of the flood yet.
    fn floods<T: Tallies>(
        &mut self,
        sender: Option<&Address>,
        agents: &[Contact],
        tallies: &mut T,
    ) -> Result<Vec<Letter>, T::Error> {
        let budget = self.trigger.proof();
        let scope = |agent: &Contact| Scope::Flood(sender.cloned(), agent.address.clone(), budget);
        self.meter.look_up(agents.iter().map(scope).collect(), tallies, self.now)?;
        let mut floods = Vec::new();
        for agent in agents {
            if self.meter.known(&scope(agent)) == 0 {
                self.meter.add(scope(agent));
                let content = Content::Flood { sender: sender.cloned(), limit: self.limits.told_of_sender };
                floods.push(Letter::new(Audience::Agent(agent.clone()), content, TicketView::default()));
            }
        }
        Ok(floods)
    }
}

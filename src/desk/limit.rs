//! Limits on letters, on top of all that headers tell: what a decision writes is counted, and what is over a limit is
//! spared, with the reason (P5).
//!
//! Comes in: a decision, what caused it, and how often was written already ([`Tallies`]). Goes out: the decision with fewer
//! notices, and what is to be counted once its letters are written. Never does: limit what an agent writes to customers,
//! or what happens on tickets. A mail is taken, commented or opened all the same.

mod newcomer;
mod scope;
mod words;

use jiff::Timestamp;

use crate::mail::compose::Hand;
use crate::mail::{Address, Contact};

use super::decide::{Decision, Incoming, Target};
use super::notice::{Audience, Facts, Notice, NoticeKind};
use super::policy::Policy;
use super::reference::TicketNumber;

pub use scope::Scope;

/// So many letters, and no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LetterLimits {
    /// Automatic letters to one address about one ticket, in a day.
    pub per_ticket: u32,
    /// Automatic letters to one address, in a day.
    pub per_address: u32,
    /// Automatic letters from one mailbox, in an hour.
    pub per_mailbox: u32,
    /// Automatic letters of the whole desk, in an hour.
    pub per_desk: u32,
    /// How often the same words of one sender are answered by anything automatic, in a day.
    pub same_words: u32,
    /// People whom nobody knows and nothing proves, and whose mails are confirmed by one mailbox, in ten minutes.
    pub newcomers: u32,
    /// Mails of one sender that agents are told of, in an hour.
    pub told_of_sender: u32,
}

impl Default for LetterLimits {
    fn default() -> Self {
        Self {
            per_ticket: 20,
            per_address: 200,
            per_mailbox: 1_000,
            per_desk: 5_000,
            same_words: 2,
            newcomers: 30,
            told_of_sender: 60,
        }
    }
}

/// What the database knows.
pub trait Tallies {
    /// Why it cannot be asked.
    type Error;
    /// How often this was counted since then.
    fn count(&mut self, scope: &Scope, since: Timestamp) -> Result<u32, Self::Error>;
    /// Whether this address ever asked for something or followed a ticket.
    fn knows(&mut self, address: &Address) -> Result<bool, Self::Error>;
}

/// What caused letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// An agent's mail.
    Agent,
    /// Somebody else's mail, or a letter that did not reach them.
    Sender(Option<Address>),
    /// Time alone.
    Time,
}

/// What is known where letters are caused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occasion {
    /// By what.
    pub cause: Cause,
    /// The mailbox that they are sent from.
    pub mailbox: String,
    /// The mail's words, by their hash.
    words: Option<String>,
    /// Nothing proves who wrote the mail, and nobody let it pass.
    unproven: bool,
}

impl Occasion {
    /// A cause that is no mail.
    pub fn new(cause: Cause, mailbox: &str) -> Self {
        Self { cause, mailbox: mailbox.to_owned(), words: None, unproven: false }
    }

    /// A mail.
    pub fn of_mail(policy: &Policy, incoming: &Incoming) -> Self {
        let sender = incoming.sender();
        let is_agent = sender.is_some_and(|sender| policy.people.agents.find_by_address(sender).is_some());
        let cause = if is_agent { Cause::Agent } else { Cause::Sender(sender.cloned()) };
        Self {
            words: words::hash(policy, incoming),
            unproven: !incoming.proof.is_pass() && !policy.holding.is_vouched(incoming),
            ..Self::new(cause, &incoming.mailbox)
        }
    }
}

/// What was looked up, and what is to be counted when the letters are written.
#[derive(Debug, Default)]
struct Meter {
    known: Vec<(Scope, u32)>,
    counted: Vec<Scope>,
}

impl Meter {
    /// How often it was counted, with what this decision adds.
    fn count<T: Tallies>(&mut self, scope: &Scope, (tallies, now): (&mut T, Timestamp)) -> Result<u32, T::Error> {
        if let Some((_, count)) = self.known.iter().find(|(known, _)| known == scope) {
            return Ok(*count);
        }
        let is_new = matches!(scope, Scope::Ticket(TicketNumber(0), _));
        let count = if is_new { 0 } else { tallies.count(scope, scope.since(now))? };
        self.known.push((scope.clone(), count));
        Ok(count)
    }

    fn add(&mut self, scope: Scope) {
        if let Some((_, count)) = self.known.iter_mut().find(|(known, _)| *known == scope) {
            *count = count.saturating_add(1);
        }
        self.counted.push(scope);
    }
}

/// Takes out of the decision on a mail what is over a limit; what is to be counted, in the transaction of its letters.
pub fn keep<T: Tallies>(
    policy: &Policy,
    incoming: &Incoming,
    decision: &mut Decision,
    (tallies, now): (&mut T, Timestamp),
) -> Result<Vec<Scope>, T::Error> {
    let occasion = Occasion::of_mail(policy, incoming);
    newcomer::hush(&occasion, decision, tallies)?;
    let mut sieve = Sieve { limits: &policy.letters, occasion: &occasion, meter: Meter::default(), now };
    let number = match &decision.target {
        Target::New(_) => Some(TicketNumber(0)),
        Target::Existing(number) | Target::Shown(number) => Some(*number),
        Target::Held { .. } | Target::Nothing => None,
    };
    let mut reasons = sieve.sift(number, &mut decision.notices, tallies)?;
    for effect in &mut decision.also {
        let number = if let Target::Existing(number) = &effect.target { Some(*number) } else { None };
        reasons.extend(sieve.sift(number, &mut effect.notices, tallies)?);
    }
    let answered = [&decision.notices].into_iter().chain(decision.also.iter().map(|effect| &effect.notices));
    if let Some(words) = sieve.words()
        && answered.flatten().any(|notice| sieve.is_automatic(notice))
    {
        sieve.meter.add(words);
    }
    decision.reasons.extend(reasons);
    Ok(sieve.meter.counted)
}

/// The same, of letters that are caused otherwise; and the reasons.
pub fn keep_few<T: Tallies>(
    limits: &LetterLimits,
    occasion: &Occasion,
    (number, notices): (Option<TicketNumber>, &mut Vec<Notice>),
    (tallies, now): (&mut T, Timestamp),
) -> Result<(Vec<Scope>, Vec<String>), T::Error> {
    let mut sieve = Sieve { limits, occasion, meter: Meter::default(), now };
    let reasons = sieve.sift(number, notices, tallies)?;
    Ok((sieve.meter.counted, reasons))
}

struct Sieve<'a> {
    limits: &'a LetterLimits,
    occasion: &'a Occasion,
    meter: Meter,
    now: Timestamp,
}

impl Sieve<'_> {
    /// Everything that goes to customers and was not written by an agent; and what answers an agent's own mail.
    fn is_automatic(&self, notice: &Notice) -> bool {
        match notice.to {
            Audience::Agent(_) => notice.kind.hand() == Hand::AutoReplied,
            _ => self.occasion.cause != Cause::Agent || notice.kind.hand() != Hand::Human,
        }
    }

    /// Tells an agent of what somebody else wrote.
    fn is_about_sender(&self, notice: &Notice) -> bool {
        matches!(notice.to, Audience::Agent(_)) && matches!(self.occasion.cause, Cause::Sender(_))
    }

    fn words(&self) -> Option<Scope> {
        match &self.occasion.cause {
            Cause::Sender(Some(sender)) => Some(Scope::Words(sender.clone(), self.occasion.words.clone()?)),
            _ => None,
        }
    }

    /// Takes out of the notices about one ticket what is over a limit, and says why.
    fn sift<T: Tallies>(
        &mut self,
        number: Option<TicketNumber>,
        notices: &mut Vec<Notice>,
        tallies: &mut T,
    ) -> Result<Vec<String>, T::Error> {
        let mut reasons = Vec::new();
        let mut kept: Vec<Notice> = Vec::with_capacity(notices.len());
        let mut about_sender = Vec::new();
        for notice in std::mem::take(notices) {
            let to = notice.to.contact().address.clone();
            // Nobody gets the same kind twice: one letter is written, and one is counted.
            let is_twice = kept.iter().any(|it| it.kind == notice.kind && it.to.contact().address == to);
            if self.is_automatic(&notice) && !is_twice {
                let scopes = self.scopes(&notice, number);
                if let Some(full) = self.first_full(&scopes, tallies)? {
                    reasons.push(format!("no {} is sent to {to}: {full}", notice.kind.as_str()));
                    continue;
                }
                scopes.into_iter().filter(|scope| !matches!(scope, Scope::Words(..))).for_each(|it| self.meter.add(it));
            } else if self.is_about_sender(&notice) {
                about_sender.push(notice.clone());
            }
            kept.push(notice);
        }
        if let Cause::Sender(sender) = &self.occasion.cause
            && !about_sender.is_empty()
        {
            let scope = Scope::Sender(sender.clone());
            let count = self.meter.count(&scope, (tallies, self.now))?;
            if count < scope.limit(self.limits).0 {
                self.meter.add(scope);
            } else {
                kept.retain(|notice| !about_sender.contains(notice));
                let full = scope.reason(self.limits, count);
                let floods = self.floods(sender.as_ref(), &about_sender, tallies)?;
                let told = if floods.is_empty() { "" } else { "; they are told of the flood" };
                reasons.push(format!("agents are not told: {full}{told}"));
                kept.extend(floods);
            }
        }
        *notices = kept;
        Ok(reasons)
    }

    /// What is counted for an automatic letter.
    fn scopes(&self, notice: &Notice, number: Option<TicketNumber>) -> Vec<Scope> {
        let to = &notice.to.contact().address;
        let mut scopes = Vec::with_capacity(6);
        if !matches!(notice.to, Audience::Agent(_)) {
            scopes.extend(self.words());
        }
        if is_newcomers(notice) {
            scopes.push(Scope::Newcomers(self.occasion.mailbox.clone()));
        }
        scopes.extend(number.map(|number| Scope::Ticket(number, to.clone())));
        scopes.push(Scope::Address(to.clone()));
        scopes.push(Scope::Mailbox(self.occasion.mailbox.clone()));
        scopes.push(Scope::Desk);
        scopes
    }

    fn first_full<T: Tallies>(&mut self, scopes: &[Scope], tallies: &mut T) -> Result<Option<String>, T::Error> {
        for scope in scopes {
            let count = self.meter.count(scope, (&mut *tallies, self.now))?;
            if count >= scope.limit(self.limits).0 {
                return Ok(Some(scope.reason(self.limits, count)));
            }
        }
        Ok(None)
    }

    /// One letter to each agent who was not told of the flood yet.
    fn floods<T: Tallies>(
        &mut self,
        sender: Option<&Address>,
        spared: &[Notice],
        tallies: &mut T,
    ) -> Result<Vec<Notice>, T::Error> {
        let mut floods = Vec::new();
        for notice in spared {
            let agent = notice.to.contact();
            let scope = Scope::Flood(sender.cloned(), agent.address.clone());
            if self.meter.count(&scope, (&mut *tallies, self.now))? == 0 {
                self.meter.add(scope);
                floods.push(flood(agent, sender, self.limits.told_of_sender));
            }
        }
        Ok(floods)
    }
}

/// A confirmation from which the words were taken goes to a newcomer.
fn is_newcomers(notice: &Notice) -> bool {
    notice.kind == NoticeKind::Confirmation && notice.facts.withheld
}

fn flood(agent: &Contact, sender: Option<&Address>, limit: u32) -> Notice {
    let facts = Facts {
        requester_address: sender.map(|sender| sender.as_str().to_owned()).unwrap_or_default(),
        limit,
        ..Facts::default()
    };
    let to = Audience::Agent(agent.clone());
    Notice { kind: NoticeKind::Flood, to, facts, in_reply_to: None, references: Vec::new(), encloses: false }
}

#[cfg(test)]
mod tests;
